/* The way of a round, from its order to its result: what is done, what is to be done now and by whom, what comes later. */

import { ask } from "./ask.js";
import { run } from "./fault.js";
import { el, momentText, say, set, short, stamp, t } from "./page.js";
import { send } from "./send.js";
import { refresh } from "./store.js";

const part = (node, name) => node.querySelector(`[data-part=${name}]`);

/** Draws a card for each of `rounds` (topic `contest`) into `place`; cards are kept, their parts are patched. */
export function drawRounds(place, rounds) {
  rounds.forEach((round, n) => {
    let card = [...place.children].find((one) => one.dataset.round === round.key);
    if (!card) {
      card = stamp("t-round");
      card.dataset.round = round.key;
      card.dataset.testid = `round-${round.key}`;
      place.append(card);
    }
    draw(card, round, rounds[n + 1] ?? null);
  });
}

function draw(card, round, following) {
  say(part(card, "title"), round.title);
  say(part(card, "state"), t(`round_${round.state}`));
  set(part(card, "state"), "data-state", round.state);
  say(part(card, "when"), round.starts_at ? momentText(round.starts_at) : "");
  const steps = path(round, following);
  const shape = JSON.stringify(steps.map(({ act, ...facts }) => [facts, act?.slice(0, 3)]));
  if (card.dataset.shape === shape) return;
  card.dataset.shape = shape;
  const focused = card.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
  part(card, "path").replaceChildren(...steps.map((one) => step(card, round, one)));
  if (focused) card.querySelector(`[data-testid="${focused}"]`)?.focus();
}

/** The steps: {key, state: "done"|"now"|"later", note, act: [name, possible, why, ask] or null, link}. The first that is not done is “now”. */
function path(round, following) {
  const { state, can, why_not: why, counts } = round;
  const past = (...states) => states.includes(state);
  const teams = (round.teams ?? []).filter((team) => team.status === "present");      /* who withdrew keeps a place in the list, not in the count */
  const names = (round.advancing ?? []).map(short).join(", ");
  const there = new Set((following?.teams ?? []).map((team) => team.key));
  const sent = Boolean(round.advancing?.length) && round.advancing.every((team) => there.has(team.key));
  const steps = [
    { key: "order", done: state !== "planned" || Boolean(round.seed), note: teams.length === 0 ? t("order_none") : t(round.seed ? "order_drawn" : round.order_frozen || state !== "planned" ? "order_fixed" : "order_hand", { n: teams.length, seed: round.seed }),
      link: teams.length ? [`/organiser/rounds/${encodeURIComponent(round.key)}/order`, t(round.order_frozen ? "order_see" : "order_set")] : null },
    { key: "open", done: state !== "planned", note: t(state === "planned" ? "open_note" : "open_done"),
      act: state === "planned" ? ["open", can.open, why.open, { title: t("open_title", { round: round.title }), text: t("open_text", { n: teams.length }), yes: t("open_yes") }] : null },
    { key: "judge", done: past("locked", "confirmed", "published"), note: counts.of && state !== "planned" ? t("judge_note", counts) : "" },
    { key: "confirm", done: past("confirmed", "published"),
      note: state === "locked" ? t("confirm_half", { who: round.locked_by ?? "" }) : past("confirmed", "published") ? t("confirm_done", { first: round.locked_by ?? "", second: round.confirmed_by ?? "" }) : t("confirm_wait") },
  ];
  const advance = round.advances && { key: "advance", done: sent, note: sent ? t("advance_done", { n: round.advancing.length, next: following?.title ?? "", teams: names }) : names ? t("advance_ready", { teams: names }) : t("advance_note"),
    act: !sent && past("confirmed", "published") ? ["advance", can.advance, why.advance, { title: t("advance_title", { n: round.advancing?.length ?? "" }), text: t("advance_text", { round: round.title }), list: (round.advancing ?? []).map((team) => team.name), yes: t("advance_yes") }] : null };
  const publish = { key: "publish", done: state === "published", note: round.correction ? t("correcting", round.correction) : t(state === "published" ? "publish_done" : "publish_note"),
    link: state === "published" || round.correction ? [`/corrections/${encodeURIComponent(round.key)}`, t(round.correction ? "correct_go" : "correct")] : null,
    act: state === "confirmed" && !round.correction ? ["publish", can.publish, why.publish, { title: t("publish_title", { round: round.title }), text: t("publish_text"), yes: t("publish_yes") }] : null };
  const all = [...steps, ...(advance ? [advance] : []), publish];
  /* an order set by hand will do, so opening is to be done beside drawing; a round without teams waits for the one before it */
  const first = teams.length ? all.find((one) => !one.done && one.key !== "order") : null;
  return all.map(({ done, ...one }) => ({ ...one, state: done ? "done" : one.key === first?.key || (one.key === "order" && teams.length) ? "now" : "later" }));
}

function step(card, round, { key, state, note, act, link }) {
  const row = stamp("t-step");
  row.dataset.state = state;
  row.dataset.step = key;
  say(part(row, "title"), t(`step_${key}`));
  say(part(row, "said"), `, ${t(`said_${state}`)}`);
  say(part(row, "note"), act && !act[1] ? act[2] ?? note : note);
  part(row, "note").hidden = !part(row, "note").textContent;
  if (link) part(row, "act").append(el("a", { class: "btn btn-quiet", href: link[0], "data-testid": key === "order" ? "round-order" : `round-${key}-way` }, link[1]));
  if (act) part(row, "act").append(button(card, round, act));
  return row;
}

function button(card, round, [name, possible, , question]) {
  const post = async () => {
    await send("POST", `/api/v1/rounds/${encodeURIComponent(round.key)}/${name}`, undefined, round.state);
    refresh("contest");
  };
  const node = el("button", { class: possible ? "btn btn-primary" : "btn btn-quiet", type: "button", disabled: !possible, "data-testid": `round-${name}` }, t(`act_${name}`));
  node.addEventListener("click", () => run(node, part(card, "fault"), () => ask({ ...question, act: post })));
  return node;
}
