/* The head of the pad: who is on stage, who marks, whether the server is reached and what waits; the three states of the sheet. */

import { $, attr, show, text } from "../dom.js";
import { say } from "../texts.js";

/** net: {online, waiting, refused (counts of sheets), slow: waiting for a while already, held: the server takes nothing now}. */
export function paintHeader({ active, net, title, subtitle }) {
  text($("team"), active ? active.sheet.performance.team.name : title);
  text($("turn"), active ? turnOf(active.sheet) : subtitle);
  attr($("net"), "data-net", net.online ? (net.refused ? "refused" : net.held && net.waiting ? "refused" : net.waiting && net.slow ? "busy" : "on") : "off");
  show($("net"), true);
  text($("net-word"), say(net.online ? "net_on" : "net_off"));
  attr($("net-waiting"), "data-waiting", net.waiting);
  text($("net-waiting"), waitingWords(net));
  show($("arrived"), Boolean(active));
  if (active) paintArrived(active);
}

export const turnOf = ({ performance: { section, order } }) => say("turn", { section: section.title, order });

/* What waits is said from its first moment: “nothing waits” must never stand there while something does. */
function waitingWords({ online, waiting, refused, held }) {
  const words = [];
  if (waiting) words.push(say(online && !held ? "waiting_sending" : "waiting_some", { n: waiting }));
  if (refused) words.push(say("waiting_refused", { n: refused }));
  return words.join(" · ") || say("waiting_none");
}

function paintArrived({ status, sheet }) {
  const states = { "state-local": status.here, "state-server": status.there, "state-recorded": status.recorded };
  for (const [name, on] of Object.entries(states)) {
    const item = $("arrived").querySelector(`[data-testid="${name}"]`);
    attr(item, "data-on", String(on));
    let word = item.querySelector(".visually-hidden");
    if (!word) { word = document.createElement("span"); word.className = "visually-hidden"; item.append(word); }
    text(word, `: ${say(on ? "on" : "off")}`);
  }
  const code = $("code");
  const receipt = sheet.state === "submitted" && sheet.receipt;
  if (code.dataset.shows === `${status.phase} ${receipt}`) return;
  code.dataset.shows = `${status.phase} ${receipt}`;
  const strong = document.createElement("b");
  strong.textContent = receipt || say(`state_${status.phase}`);
  code.replaceChildren(...(receipt ? [`${say("code")}\u00a0 `, strong] : [strong]));
  attr(code, "data-phase", status.phase);
}
