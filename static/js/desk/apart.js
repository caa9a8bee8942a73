/* How far the sheets of the turn in the work panel lie apart: spread, each judge's distance from the mean as a bar to the left
   or right of it, and how the panel's conferring stands. Reckons nothing: who is too far off is the server's word. */

import { ask } from "./ask.js";
import { comma, signed } from "./figures.js";
import { boot, el, say, set, t, who } from "./page.js";
import { send } from "./send.js";
import { refresh } from "./store.js";

const part = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const HALF = 100;           /* from the middle of the picture to its edge */
const RULE = 24;            /* its height */
let turn = null;
let judges = [];

/** Draws part `discrepancy` of `next` (a performance's data); nothing is shown where the rules set no thresholds. */
export function draw(next, round) {
  [turn, judges] = [next, round.judges];
  const apart = turn.discrepancy;
  part("apart-part").hidden = !apart || Object.keys(apart.judges).length === 0;
  if (part("apart-part").hidden) return;
  set(part("apart-panel"), "href", `/panel/${encodeURIComponent(turn.round)}?section=${encodeURIComponent(turn.section.key)}`);
  say(part("apart-spread"), apart.spread == null ? "" : t("apart_spread", { points: comma(apart.spread, 2) }));
  const state = stateOf(apart);
  say(part("apart-say"), words(apart, state));
  set(part("apart-say"), "data-state", { calm: "full", done: "full", early: "waiting", unanswered: "waiting", unasked: "missing" }[state]);
  say(part("apart-rule"), ruleWords(apart.thresholds));
  const shape = JSON.stringify([turn.id, apart.judges, apart.thresholds, judges.map((j) => j.key)]);
  if (part("apart").dataset.shape !== shape) {
    part("apart").dataset.shape = shape;
    part("apart").replaceChildren(...judges.filter((j) => apart.judges[j.key]).map((judge) => line(judge, apart)));
  }
  const mayAsk = boot.role === "secretary" && apart.can_ask;
  part("apart-ask").hidden = !mayAsk;
}

/** What keeps the turn from its lock, for the line beside the key; null when it is not this. */
export function whyNotLock(next, round) {
  const apart = next.discrepancy;
  if (!apart?.why_not_lock) return null;
  return apart.unasked.length ? t("apart_lock_unasked", { who: names(apart.unasked, round.judges) }) : t("apart_lock_unanswered", { who: names(apart.unanswered, round.judges) });
}

function stateOf(apart) {
  if (!apart.whole) return "early";
  if (apart.unasked.length) return "unasked";
  if (apart.unanswered.length) return "unanswered";
  return apart.flagged.length ? "done" : "calm";
}

function words(apart, state) {
  const list = { unasked: apart.unasked, unanswered: apart.unanswered, done: apart.flagged }[state];
  return t(`apart_${state}`, list && { who: names(list, judges) });
}

function names(keys, from) {
  const labels = keys.map((key) => from.find((j) => j.key === key)?.label ?? key);
  return new Intl.ListFormat(document.documentElement.lang || "vi").format(labels);
}

function ruleWords(thresholds) {
  const said = [];
  if (thresholds.from_mean) said.push(t("apart_rule_mean", { points: comma(thresholds.from_mean) }));
  if (thresholds.spread) said.push(t("apart_rule_spread", { points: comma(thresholds.spread) }));
  return t("apart_rule", { rules: said.join(t("apart_or")) });
}

function line(judge, apart) {
  const facts = apart.judges[judge.key];
  const off = facts.why.length > 0;
  const low = facts.from_mean?.startsWith("-");
  const asked = facts.answers.some((a) => a.verdict === "asked");
  const state = facts.state === "kept" ? "kept" : asked ? "asked" : off ? "off" : null;
  const sign = off ? (low ? "▼" : "▲") : "";
  const word = [off && t(low ? "apart_low" : "apart_high"), asked && facts.from_mean != null && t("apart_is_asked"), off && facts.state === "kept" && t("apart_is_kept")].filter(Boolean).join(" · ");
  return el("li", { "data-judge": judge.key, "data-off": off, "data-state": state, "data-testid": `apart-${judge.key}` },
    el("b", { class: "fig" }, judge.label),
    el("span", { class: "visually-hidden" }, who(judge)),
    facts.from_mean == null ? el("span", { class: "apart-none" }, t("apart_changing")) : bar(facts, apart),
    el("span", { class: "apart-figure fig" }, el("i", { "aria-hidden": "true" }, sign), facts.from_mean == null ? "" : facts.from_mean === "0" ? comma("0", 2) : signed(facts.from_mean)),
    word && el("span", { class: "apart-word" }, word),
    facts.answers.filter((a) => a.verdict !== "asked").map((answer) => el("span", { class: "apart-answer" }, answered(answer))));
}

function answered({ verdict, total, became, note }) {
  const figure = (plain) => (plain == null ? "?" : comma(plain, 2));
  if (verdict === "changed") return t("apart_changed", { before: figure(total), after: figure(became) });
  return t("apart_kept", { total: figure(total), note });
}

/* Zero is the mean of all; the thin lines are the threshold. */
function bar({ from_mean: distance, why }, { thresholds, judges: all }) {
  const lengths = Object.values(all).map((each) => Math.abs(Number(each.from_mean ?? 0)));      /* for lengths only */
  const limit = Number(thresholds.from_mean ?? 0);
  const reach = Math.max(limit * 1.15, ...lengths, 0.01);
  const x = (points) => (points / reach) * (HALF - 2);
  const rect = (name, from, width) => shape("rect", { class: name, x: from, y: RULE / 2 - 5, width: Math.max(width, 1.5), height: 10, rx: 2 });
  const rule = (at, name) => shape("rect", { class: name, x: at - 0.75, y: name === "zero" ? 2 : 4, width: 1.5, height: name === "zero" ? RULE - 4 : RULE - 8 });
  const length = Number(distance);
  const picture = shape("svg", { class: "apart-bar", viewBox: `${-HALF} 0 ${2 * HALF} ${RULE}`, preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" });
  if (limit > 0) picture.append(rule(x(limit), "limit"), rule(x(-limit), "limit"));
  picture.append(rect(why.length ? "off" : "in", Math.min(x(length), 0), Math.abs(x(length))), rule(0, "zero"));
  return picture;
}

function shape(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** Listens to the key that asks the panel to confer. */
export function start() {
  part("apart-ask").addEventListener("click", () => {
    const { id, version, discrepancy } = turn;
    ask({
      title: t("apart_ask_title"), text: t("apart_ask_text"), yes: t("apart_ask_yes"),
      list: discrepancy.unasked.map((key) => { const judge = judges.find((j) => j.key === key); return `${who(judge)}: ${signed(discrepancy.judges[key].from_mean)}`; }),
      async act() { await send("POST", `/api/v1/performances/${id}/conferral`, undefined, version); refresh(`performance.${id}`); },
    });
  });
}
