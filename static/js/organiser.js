/* The organiser's pages: rounds with what comes next, the running order, personal links. Each part wakes where its page has it. */

import { boot, say, set, t } from "./desk/page.js";
import { startLinks } from "./desk/links.js";
import { startOrder } from "./desk/order.js";
import { drawRounds } from "./desk/path.js";
import { onChange, onStatus, start, topic } from "./desk/store.js";

const order = document.getElementById("order-work") ? startOrder() : null;
const rounds = document.getElementById("rounds");

startLinks();
if (boot.snapshots?.length) {
  onChange((changed) => {
    if (!changed.has("contest")) return;      /* turns are told before the contest: between the two it is the older word */
    const contest = topic("contest");
    if (rounds) drawRounds(rounds, contest.rounds);
    order?.news(contest.rounds.find((round) => round.key === boot.round));
  });
  const net = document.getElementById("net");
  onStatus((status) => { say(net, t(status)); set(net, "data-status", status); });
  start();
}
