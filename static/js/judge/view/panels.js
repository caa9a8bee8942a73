/* What stands beside or instead of the keys: the receipt of a sheet that is done, and the calm page between two turns with the
   judge's own sheets. Read only. */

import { $, attr, h, rebuild, show, text } from "../dom.js";
import { addUp, prepare } from "../rubric.js";
import { figure, say } from "../texts.js";

/** The panel of a sheet that can't be marked now: its receipt in large, or where it is held up, and the way on. */
export function paintDone(active, { next, online }, { onNext, onHome, onAmend }) {
  const on = Boolean(active) && !active.status.editable && active.status.phase !== "conflict";
  show($("done"), on);
  if (!on) return;
  const { sheet, record, status } = active;
  const receipt = sheet.state === "submitted" ? sheet.receipt : null;
  const how = status.phase === "submitting" && online ? "done_sending_how" : `done_${status.phase}_how`;
  rebuild($("done"), JSON.stringify([active.id, status.phase, receipt, online, next?.id, record.refusal?.detail, status.recorded, status.mayAmend, status.asked]), () => [
    h("h2", { class: "done-title", "data-phase": status.phase }, h("i", { "aria-hidden": "true" }), say(`done_${status.phase}`)),
    receipt && h("p", { class: "receipt" }, h("span", {}, say("code")), h("b", { "data-testid": "receipt" }, receipt)),
    !status.mayAmend && h("p", {}, status.phase === "refused" ? record.refusal.detail : say(how)),
    status.phase === "submitted" && !status.recorded && h("p", { class: status.mayAmend ? null : "dim" }, say(status.asked ? "done_asked" : status.mayAmend ? "done_reopened" : "done_mend")),
    h("div", { class: "done-acts" },
      status.mayAmend && !status.asked && h("button", { type: "button", class: "quiet", "data-testid": "amend", onclick: onAmend }, say("amend")),
      next ? h("button", { type: "button", class: "quiet", "data-testid": "next-sheet", onclick: () => onNext(next.id) }, say("next_sheet", { team: next.team }))
        : !status.unfinished && h("button", { type: "button", class: "quiet", "data-testid": "to-waiting", onclick: onHome }, say("to_waiting"))),
  ].filter(Boolean));
}

/** The calm page: `recents` newest first, each {id, sheet, status}. */
export function paintCalm(on, recents, { asleep }, { onOpen, onMachine }) {
  show($("calm"), on);
  if (!on) return;
  show($("calm-awake"), asleep);
  rebuild($("calm-awake"), String(asleep), () => [h("button", { type: "button", class: "quiet", "data-testid": "calm-awake", onclick: onMachine }, say("awake_calm"))]);
  attr($("calm"), "data-empty", !recents.length);
  const shown = recents.map(({ id, sheet, status, marks }) => ({ id, sheet, status, sum: addUp(sheet.criteria.map(prepare), marks) }));
  rebuild($("recent"), JSON.stringify(shown.map(({ id, sheet, status, sum }) => [id, sheet.performance.team.name, sheet.receipt, status.phase, status.recorded, status.there, sum.total, sum.marked])), () => shown.map((one) => row(one, onOpen)));
}

function row({ id, sheet, status, sum }, onOpen) {
  const { team, section } = sheet.performance;
  const state = status.recorded && status.phase === "submitted" ? "recorded" : status.phase;
  const word = say(`state_${state}`);
  const total = sum.complete ? figure(sum.total, sum.places) : "";
  return h("li", {},
    h("button", { type: "button", class: "past", "data-testid": `recent-${id}`, onclick: () => onOpen(id) },
      h("span", { class: "visually-hidden" }, say("view_sheet")),
      h("span", { class: "past-who" }, h("b", {}, team.name), h("span", { class: "dim" }, section.title)),
      h("span", { class: "past-state", "data-phase": state }, h("i", { "aria-hidden": "true" }), word),
      h("span", { class: "past-code fig" }, sheet.receipt ?? ""),
      h("span", { class: "past-sum fig" }, total)));
}

/** The foot: sum, and what may be done with the sheet. */
export function paintFoot(active, sums, { noted }) {
  const on = Boolean(active) && active.status.phase !== "conflict";
  show($("foot"), on);
  if (!on) return;
  const { status } = active;
  const n = sums.missing.length;
  text($("left"), n ? say("left", { n }) : say("full", { n: sums.marked }));
  attr($("left"), "data-full", n === 0);
  text($("total"), sums.marked ? figure(sums.total, sums.places) : "—");
  attr($("total"), "data-total", sums.total);
  attr($("total"), "data-none", sums.marked ? null : "true");
  text($("of"), say("of", { max: figure(sums.most) }));
  show($("recuse"), status.editable);
  show($("noted"), noted);
  const done = ["submitted", "submitting", "keeping"].includes(status.phase);
  const left = status.phase === "recused" || status.phase === "recusing" || status.phase === "absent";
  attr($("foot"), "data-phase", left ? "left" : done || status.editable ? null : "held");
  text($("submit"), say(done ? `state_${status.phase}` : "submit"));
  attr($("submit"), "aria-disabled", status.editable && n === 0 ? null : "true");
  attr($("submit"), "data-phase", status.phase);
}
