/* The board of check-in: comes anew when another desk has marked a team, and never under somebody's hands. And its scanner. */

import { startScanner } from "./check-in/scan.js";
import { boot, momentText, say, set, t } from "./desk/page.js";
import { onChange, onStatus, start } from "./desk/store.js";

function times() {
  for (const node of document.querySelectorAll("time[data-ms]")) node.textContent = momentText(Number(node.dataset.ms));
}

let waiting = false;
async function renew() {
  const board = document.getElementById("check-board");
  if (!board) return;
  if (board.querySelector("details[open]")) { waiting = true; return; }      /* somebody is being asked */
  waiting = false;
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("check-board");
  if (fresh && fresh.innerHTML !== board.innerHTML) { board.replaceChildren(...fresh.childNodes); times(); }
}

times();
const scanner = document.getElementById("scanner");
if (scanner) startScanner(scanner);
if (boot.snapshots?.length) {
  let first = true;
  onChange(() => { if (first) first = false; else renew(); });
  document.addEventListener("toggle", () => { if (waiting) renew(); }, true);
  const net = document.getElementById("net");
  onStatus((status) => { say(net, t(status)); set(net, "data-status", status); });
  start();
}
