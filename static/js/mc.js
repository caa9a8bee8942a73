/* The MC's card: shows the topic `mc` as it comes, in large type, and says when it may be out of date.
   Works nothing out: names are spelled by the server, the result card is there only when the server sends one. */

import { connect } from "./live.js";

const $ = (id) => document.getElementById(id);
const boot = JSON.parse($("boot").textContent);
const texts = JSON.parse($("texts").textContent);
const LONG = 48;                    /* so many letters are a long line at arm's length: a little smaller, and in one breath */

function lines(into, part, empty) {
  const words = part ? [["p", "mc-title", part.title], ...(part.lines ?? []).map((line) => ["p", "mc-line", line]), ["p", "mc-note", part.note]] : [["p", "mc-line mc-none", empty]];
  into.replaceChildren(...words.filter(([, , text]) => text).map(([tag, cls, text]) => {
    const el = document.createElement(tag);
    el.className = text.length > LONG ? `${cls} is-long` : cls;
    el.textContent = text;
    return el;
  }));
}

function card(data) {
  $("card").hidden = !data;
  $("card-title").textContent = data?.title ?? "";
  $("card-rows").replaceChildren(...(data?.rows ?? []).map(({ label, value }) => {
    const row = document.createElement("div");
    for (const [tag, text] of [["dt", label], ["dd", value]]) row.appendChild(document.createElement(tag)).textContent = text;
    return row;
  }));
}

/* A live region reads aloud whatever is written into it: parts that stay the same are left alone. */
const last = {};
function onChange(name, value, write) {
  const sign = JSON.stringify(value ?? null);
  if (last[name] === sign) return false;
  last[name] = sign;
  write();
  return true;
}

function onState({ topic, rev, data }) {
  if (topic !== "mc") return;
  const moved = onChange("now", data.now, () => { lines($("now-words"), data.now, texts.now_empty); document.body.dataset.scene = data.now?.scene ?? ""; });
  onChange("next", data.next, () => lines($("next-words"), data.next, texts.next_empty));
  onChange("card", data.card, () => card(data.card));
  onChange("waiting", data.waiting, () => { $("waiting").textContent = data.waiting ?? ""; $("waiting").hidden = !data.waiting; });
  if (moved) scrollTo({ top: 0 });
  live.painted(topic, rev);
}

function onStatus(status) {
  $("net").dataset.state = status;
  $("net").lastElementChild.textContent = texts.net[status] ?? "";
  $("old").hidden = status === "online";
}

const live = connect({ live: boot.live, onState, onStatus, hello: { page: "mc" } });
for (const envelope of boot.snapshots ?? []) live.apply(envelope);

/* The screen stays on where the browser allows it (https only); elsewhere the page says what to set. */
async function stayAwake() {
  if (document.hidden) return;
  try {
    if (!navigator.wakeLock) throw new Error("no wake lock");
    await navigator.wakeLock.request("screen");
    $("sleep").hidden = true;
  } catch {
    $("sleep").hidden = false;
  }
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
