/* The public page after it has been printed: takes the topic's newer states and builds the same parts from the page's own
   templates. Without script, without a connection or with an old browser the page stays what the server printed. */

import { connect } from "./live.js";
import { boot, say, set, stamp, t } from "./desk/page.js";

const drawn = new Map();        /* part → the data it was built from, so that nothing is rebuilt for nothing */
const part = (node, name) => node.querySelector(`[data-part=${name}]`);

function once(key, data, build) {
  const text = JSON.stringify(data ?? null);
  if (drawn.get(key) === text) return;
  drawn.set(key, text);
  build(data);
}

function onAir({ live, now }) {
  document.getElementById("on-air").hidden = !live && !now;
  say(document.getElementById("now-team"), now?.team ?? "");
  say(document.getElementById("now-title"), now ? now.title ?? "" : t("now_idle"));
}

/* the topic holds them as they were shown, from the smallest: the latest stands on top */
function awards(list) {
  document.getElementById("awards-part").hidden = list.length === 0;
  document.getElementById("awards").replaceChildren(...list.toReversed().map(({ prize, team }) => {
    const row = stamp("t-award");
    say(part(row, "prize"), prize);
    say(part(row, "name"), team.name);
    return row;
  }));
}

function state(card, round) {
  const name = ["planned", "published"].includes(round.state) ? round.state : "open";
  say(part(card, "state"), t(`state_${name}`));
  set(part(card, "state"), "data-state", name === "published" ? "done" : name);
}

function results(box, { standings, advancing, corrected }) {
  part(box, "corrected").hidden = !corrected;
  say(part(box, "corrected"), corrected ? t("corrected", corrected) : "");
  part(box, "empty").hidden = Boolean(standings?.length);
  part(box, "ranks").hidden = !standings?.length;
  part(box, "key").hidden = !advancing?.length;
  part(box, "ranks").replaceChildren(...(standings ?? []).map((data) => {
    const row = stamp("t-rank");
    for (const [name, on] of [["first", data.first], ["through", data.advancing], ["tied", data.tied]]) row.classList.toggle(name, Boolean(on));
    say(part(row, "rank"), String(data.rank ?? ""));
    say(part(row, "name"), data.team.name);
    say(part(row, "points"), data.points ?? "");
    say(part(row, "words"), [data.tied && t("tied"), data.advancing && t("through")].filter(Boolean).join(", "));
    return row;
  }));
}

function order(box, { turns, onStage }) {
  part(box, "empty").hidden = turns.length > 0;
  part(box, "turns").hidden = turns.length === 0;
  say(part(box, "count"), turns.length ? t("teams", { n: turns.length }) : "");
  part(box, "turns").replaceChildren(...turns.map(({ turn, team }) => {
    const row = stamp("t-turn");
    row.classList.toggle("now", team.name === onStage);
    part(row, "now").hidden = team.name !== onStage;
    say(part(row, "turn"), String(turn ?? ""));
    say(part(row, "name"), team.name);
    return row;
  }));
}

function draw({ data }) {
  once("on-air", { live: data.live, now: data.now }, onAir);
  once("awards", data.awards, awards);
  for (const round of data.rounds) {
    const here = `[data-round="${CSS.escape(round.key)}"]`;
    const [card, box, list] = [".round-card", ".results", ".order"].map((kind) => document.querySelector(kind + here));
    if (!card) continue;
    once(`state ${round.key}`, round.state, () => state(card, round));
    once(`results ${round.key}`, { standings: round.standings, advancing: round.advancing, corrected: round.corrected }, (now) => results(box, now));
    const onStage = round.state === "open" ? data.now?.team ?? null : null;
    once(`order ${round.key}`, { turns: round.order, onStage }, (now) => order(list, now));
    if (round.state === "open" && round.order.length && !drawn.has(`opened ${round.key}`)) { drawn.set(`opened ${round.key}`, ""); list.open = true; }
  }
}

const link = connect({ live: boot.live ?? null, onState: draw });
for (const envelope of boot.snapshots ?? []) link.apply(envelope);
