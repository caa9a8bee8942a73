/* The sheets of the turn in the work panel: who has handed in, who is missing, in words; absences are entered here. */

import { ask } from "./ask.js";
import { cell } from "./cells.js";
import { hasMore, more } from "./more.js";
import { comma } from "./figures.js";
import { boot, el, say, set, short, t, who } from "./page.js";
import { send } from "./send.js";
import { refresh } from "./store.js";

const list = () => document.getElementById("sheets");

/** Draws the sheets of `turn`; `judges` is the round's panel, `held` why a full turn can't be locked all the same (or null). */
export function draw(turn, judges, held) {
  const owed = judges.filter((j) => turn.sheets[j.key]);
  const counted = owed.filter((j) => !["recused", "absent", "replaced"].includes(turn.sheets[j.key].state));
  const inside = counted.filter((j) => turn.sheets[j.key].state === "submitted");
  say(document.getElementById("sheets-count"), t("sheets_count", { in: inside.length, of: counted.length }));
  missing(turn, judges, held);
  const shape = `${turn.id} ${owed.map((j) => j.key)}`;
  if (list().dataset.shape !== shape) {
    list().dataset.shape = shape;
    list().replaceChildren(...owed.map((judge) => line(judge)));
  }
  owed.forEach((judge, n) => patch(list().children[n], turn, judge));
}

function missing(turn, judges, held) {
  const place = document.getElementById("turn-missing");
  const gone = (turn.missing ?? []).map((key) => judges.find((j) => j.key === key)).filter(Boolean);
  const who = new Intl.ListFormat(document.documentElement.lang || "vi").format(gone.map((j) => j.label));
  if (turn.state === "planned") { say(place, t("missing_planned")); set(place, "data-state", "planned"); }
  else if (gone.length) { say(place, t(gone.length === 1 ? "missing_one" : "missing_many", { n: gone.length, who })); set(place, "data-state", turn.state === "open" ? "waiting" : "missing"); }
  else if (held) { say(place, held); set(place, "data-state", "missing"); }
  else { say(place, t(turn.state === "locked" ? "missing_full" : "missing_none")); set(place, "data-state", "full"); }
}

function line(judge) {
  return el("li", { "data-judge": judge.key },
    el("b", { class: "fig" }, judge.label), el("span", { class: "sheet-name" }, judge.name), el("span", { class: "sheet-say" }), el("span", { class: "sheet-receipt fig" }),
    el("button", { class: "btn btn-quiet btn-small", type: "button", "data-testid": `absence-${judge.key}` }, t("absence")),
    el("button", { class: "btn btn-quiet btn-small more", type: "button", "data-testid": `more-${judge.key}`, "aria-haspopup": "dialog" }, "⋯"));
}

function patch(row, turn, judge) {
  const sheet = turn.sheets[judge.key];
  const { state } = cell(turn, judge);
  set(row, "data-state", state);
  const figure = sheet.total == null ? "" : comma(sheet.total, 2);
  let words = sheet.state === "submitted" ? figure : t(`sheet_${sheet.state}`, { marked: sheet.marked, of: sheet.of });
  if (sheet.entering) words = t(sheet.entering > 1 ? "sheet_entering_two" : "sheet_entering");
  else if (sheet.reopened) words = t("sheet_reopened", { total: figure });
  say(row.querySelector(".sheet-say"), state === "idle" ? "" : words);
  row.querySelector(".sheet-say").classList.toggle("fig", sheet.state === "submitted");
  say(row.querySelector(".sheet-receipt"), sheet.receipt ?? "");
  set(row, "data-paper", sheet.paper ? "yes" : null);
  set(row, "title", sheet.refused?.detail ?? sheet.reason ?? null);
  const [button, others] = row.querySelectorAll("button");
  const away = ["recused", "absent"].includes(sheet.state);
  others.hidden = !hasMore(turn, judge);
  set(others, "aria-label", t("more_of", { judge: who(judge) }));
  others.onclick = () => more(turn, judge);
  button.hidden = boot.role !== "secretary" || turn.state === "locked" || ["submitted", "replaced"].includes(sheet.state);
  say(button, t(away ? "absence_back" : "absence"));
  set(button, "aria-label", t(away ? "absence_back_of" : "absence_of", { judge: who(judge) }));
  button.onclick = () => (away ? back(turn, judge) : absence(turn, judge));
}

function back(turn, judge) {
  return ask({
    title: t("absence_back_title", { judge: who(judge) }), text: t("absence_back_text"), yes: t("absence_back_yes"),
    async act() {
      await send("DELETE", `/api/v1/performances/${turn.id}/absences/${encodeURIComponent(judge.key)}`, undefined, turn.version);
      refresh(`performance.${turn.id}`);
    },
  });
}

function absence(turn, judge) {
  return ask({
    title: t("absence_title", { judge: who(judge) }),
    text: t("absence_text", { team: short(turn.team), section: turn.section.title }),
    yes: t("absence_yes"), reason: "optional",
    choices: [["absent", t("absence_absent")], ["recused", t("absence_recused")]],
    async act({ choice, reason }) {
      await send("POST", `/api/v1/performances/${turn.id}/absences`, { judge: judge.key, why: choice, reason }, turn.version);
      refresh(`performance.${turn.id}`);
    },
  });
}
