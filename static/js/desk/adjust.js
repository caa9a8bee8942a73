/* Adjustments of a turn (điểm cộng, điểm trừ) and the clock's proposal, which the secretary confirms, changes or drops. */

import { ask } from "./ask.js";
import { run, show } from "./fault.js";
import { isZero, plain, signed } from "./figures.js";
import { boot, el, say, set, t } from "./page.js";
import { send } from "./send.js";
import { refresh } from "./store.js";

const part = (id) => document.getElementById(id);
const drafts = new Map();       /* performance id → {points, reason} typed and not yet sent */
let turn = null;

const url = (rest) => `/api/v1/performances/${turn.id}/${rest}`;
const fresh = (id) => refresh(`performance.${id}`, "contest");

/** Draws adjustments and proposal of `next`. */
export function draw(next) {
  const other = turn?.id !== next.id;
  turn = next;
  const closed = turn.state === "locked";
  part("proposal").hidden = !turn.proposal || closed;
  if (turn.proposal) say(part("proposal-words"), t("proposal_words", { reason: turn.proposal.reason, points: signed(turn.proposal.points) }));
  const shape = JSON.stringify([turn.id, closed, turn.adjustments]);
  if (part("adjustments").dataset.shape !== shape) {
    part("adjustments").dataset.shape = shape;
    part("adjustments").replaceChildren(...(turn.adjustments.length ? turn.adjustments.map((a) => line(a, closed)) : (closed ? [el("li", { class: "none" }, t("adj_none"))] : [])));
  }
  const mayAdd = boot.role === "secretary" && !closed && turn.state !== "planned";
  part("adjust-form").hidden = !mayAdd;
  part("adjust-part").hidden = !mayAdd && !closed && turn.adjustments.length === 0;
  if (other) {
    const draft = drafts.get(turn.id);
    part("adj-points").value = draft?.points ?? "";
    part("adj-reason").value = draft?.reason ?? "";
    show(part("adj-fault"), null);
    show(part("proposal-fault"), null);
    inWords();
  }
}

function line(adjustment, closed) {
  const minus = adjustment.points.startsWith("-");
  return el("li", {},
    el("i", { class: minus ? "tube tube-red" : "tube", "aria-hidden": "true" }), el("b", { class: "fig" }, signed(adjustment.points)),
    el("span", {}, adjustment.reason, el("small", {}, t("adj_by", { by: adjustment.by }))),
    !closed && boot.role === "secretary" && el("button", { class: "btn btn-quiet btn-small", type: "button", "data-testid": `adj-withdraw-${adjustment.id}`, onclick: () => withdraw(adjustment) }, t("withdraw")));
}

function withdraw(adjustment) {
  const { id, version } = turn;
  return ask({
    title: t("withdraw_title", { points: signed(adjustment.points) }), text: t("withdraw_text", { reason: adjustment.reason }), yes: t("withdraw"),
    async act() { await send("DELETE", `/api/v1/performances/${id}/adjustments/${adjustment.id}`, undefined, version); fresh(id); },
  });
}

/** Says in words what the signed figure would do, before it is sent. */
function inWords() {
  const value = plain(part("adj-points").value);
  const ready = value !== null && !isZero(value);
  say(part("adj-words"), ready ? t(value.startsWith("-") ? "adj_minus" : "adj_plus", { points: signed(value).slice(1) }) : "");
  set(part("adj-words"), "data-sign", ready ? (value.startsWith("-") ? "minus" : "plus") : null);
}

function faultOf() {
  const value = plain(part("adj-points").value);
  if (value === null) return ["adj-points", t("adj_not_number")];
  if (isZero(value)) return ["adj-points", t("adj_zero")];
  if (!part("adj-reason").value.trim()) return ["adj-reason", t("adj_no_reason")];
  return null;
}

async function add() {
  const fault = faultOf();
  for (const id of ["adj-points", "adj-reason"]) part(id).classList.toggle("is-invalid", fault?.[0] === id);
  if (fault) { show(part("adj-fault"), fault[1]); part(fault[0]).focus(); return; }
  const { id, version } = turn;
  const body = { points: plain(part("adj-points").value), reason: part("adj-reason").value.trim() };
  const done = await run(part("adj-add"), part("adj-fault"), () => send("POST", url("adjustments"), body, version), { block: false });
  if (!done) return;
  drafts.delete(id);
  if (turn.id === id) { part("adj-points").value = ""; part("adj-reason").value = ""; inWords(); }
  fresh(id);
}

/** Listens to the form and to the proposal's three answers. */
export function start() {
  part("adjust-form").addEventListener("submit", (event) => { event.preventDefault(); add(); });
  part("adjust-form").addEventListener("input", () => {
    drafts.set(turn.id, { points: part("adj-points").value, reason: part("adj-reason").value });
    inWords();
    if (part("adj-fault").textContent && !faultOf()) show(part("adj-fault"), null);
  });
  part("proposal-confirm").addEventListener("click", async (event) => {
    const { id, version, proposal } = turn;
    if (await run(event.currentTarget, part("proposal-fault"), () => send("POST", url("adjustments"), { points: proposal.points, reason: proposal.reason }, version))) fresh(id);
  });
  part("proposal-change").addEventListener("click", () => {
    part("adj-points").value = signed(turn.proposal.points);
    part("adj-reason").value = turn.proposal.reason;
    part("adjust-form").dispatchEvent(new Event("input"));
    part("adj-points").focus();
    part("adj-points").select();
  });
  part("proposal-drop").addEventListener("click", () => {
    const { id, version, proposal } = turn;
    ask({
      title: t("proposal_drop_title", { points: signed(proposal.points) }), text: t("proposal_drop_text"), yes: t("proposal_drop_yes"),
      async act() { await send("DELETE", `/api/v1/performances/${id}/proposal`, undefined, version); fresh(id); },
    });
  });
}
