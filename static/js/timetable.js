/* Everybody's timetable after it has been printed: when the contest has moved, the page is asked for again and its times take
   the place of the old ones. At most one question in five seconds, and one a minute while nothing is heard: times run late by
   themselves too. Without script or connection the page stays what the server printed. */

import { connect } from "./live.js";
import { boot } from "./desk/page.js";

const SOONEST_MS = 5_000;
const EVERY_MS = 60_000;
let waits = null;
let last = performance.now();

async function fresh() {
  waits = null;
  last = performance.now();
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
    const main = document.getElementById("main");
    if (next && next.innerHTML !== main.innerHTML) main.replaceChildren(...document.importNode(next, true).childNodes);
  } catch { /* no connection: what stands here stays */ }
}

function soon() {
  waits ??= setTimeout(fresh, Math.max(0, SOONEST_MS - (performance.now() - last)) + Math.random() * 2_000);
}

const live = connect({ live: boot.live, onState: (_envelope, { snapshot }) => { if (!snapshot) soon(); } });
for (const envelope of boot.snapshots ?? []) live.apply(envelope);
setInterval(() => { if (!document.hidden) soon(); }, EVERY_MS);
