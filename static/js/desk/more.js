/* What else can be done with one judge's sheet of a turn: paper, versions, opening it again, somebody else in the seat.
   A dialog of ways, each with its words; what can't be done now is not offered. */

import { ask } from "./ask.js";
import { boot, el, short, t, who } from "./page.js";
import { send } from "./send.js";
import { refresh, topic } from "./store.js";

const mayRun = boot.role === "secretary";

/** The ways for `judge` {key, label, name} in `turn`: [testid, words, href or act]. */
function ways(turn, judge) {
  const sheet = turn.sheets[judge.key];
  const away = ["recused", "absent", "replaced"].includes(sheet.state);
  const open = turn.state === "open" || turn.state === "closed";
  const query = new URLSearchParams({ round: turn.round, section: turn.section.key, judge: judge.key, team: turn.team.key });
  return [
    mayRun && open && !away && sheet.code && (sheet.state !== "submitted" || sheet.reopened) && ["more-paper", t("more_paper", { code: sheet.code }), `/paper/${sheet.code}`],
    sheet.versions > 0 && ["more-versions", t("more_versions", { n: sheet.versions }), `/sheets/${sheet.sheet}`],
    mayRun && turn.state === "open" && sheet.state === "submitted" && !sheet.reopened && ["more-reopen", t("more_reopen"), () => reopen(turn, judge, sheet)],
    mayRun && turn.state !== "locked" && !away && sheet.state !== "submitted" && ["more-replace", t("more_replace"), () => replace(turn, judge)],
    !away && ["more-blank", t("more_blank"), `/paper/sheets.pdf?${query}`],
  ].filter(Boolean);
}

/** Whether anything is offered. */
export const hasMore = (turn, judge) => ways(turn, judge).length > 0;

/** Opens the dialog. */
export function more(turn, judge) {
  const dialog = document.getElementById("more");
  document.getElementById("more-title").textContent = who(judge);
  document.getElementById("more-text").textContent = `${short(turn.team)} · ${turn.section.title}`;
  document.getElementById("more-list").replaceChildren(...ways(turn, judge).map(([id, words, way]) => el("li", {}, typeof way === "string"
    ? el("a", { class: "btn btn-quiet", href: way, target: "_blank", rel: "noopener", "data-testid": id, onclick: () => dialog.close() }, words)
    : el("button", { class: "btn btn-quiet", type: "button", "data-testid": id, onclick: () => { dialog.close(); way(); } }, words))));
  dialog.showModal();
}

const reopen = (turn, judge, sheet) => ask({
  title: t("sheet_reopen_title", { judge: who(judge) }), text: t("sheet_reopen_text"), yes: t("sheet_reopen_yes"), reason: "required",
  async act({ reason }) { await send("POST", `/api/v1/sheets/${sheet.sheet}/reopen`, { reason }, sheet.versions); refresh(`performance.${turn.id}`); },
});

function replace(turn, judge) {
  const round = topic("contest").rounds.find((r) => r.key === turn.round);
  const seated = new Set(round.judges.map((j) => j.key));
  const others = topic("contest").judges.filter((j) => !seated.has(j.key) || turn.sheets[j.key]?.state === "replaced");
  return ask({
    title: t("replace_title", { judge: who(judge) }), text: t("replace_text", { team: short(turn.team), section: turn.section.title }), yes: t("replace_yes"),
    choices: [...others.map((j) => [j.key, j.name]), ["", t("replace_new")]], input: t("replace_name"), reason: "required",
    async act({ choice, reason, typed }) {
      const somebody = choice ? { substitute: choice } : { name: typed };
      await send("POST", `/api/v1/rounds/${turn.round}/replacements`, { judge: judge.key, performance: turn.id, reason, ...somebody }, turn.version);
      refresh("contest", ...round.performances.map((id) => `performance.${id}`));
    },
  });
}
