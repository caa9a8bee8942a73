/* What one judge's sheet of one turn looks like on the board. Pure: data in, a small description out. */

import { comma } from "./figures.js";
import { t, who } from "./page.js";

/**
 * `{state, text, label, share, apart}` of a cell: state idle, waiting, marking, missing, submitted, refused, locked, recused, absent or replaced;
 * text what stands in it, label the whole in words, share how much is marked (0 to 1),
 * apart "high" or "low" on a sheet that lies too far off and whose judge has not answered. paper whether it was entered from paper. `turn` is the performance's data, `judge` {key, label, name}.
 */
export function cell(turn, judge) {
  const sheet = turn.sheets?.[judge.key];
  const name = who(judge);
  if (!sheet) return { state: "idle", text: "", label: t("cell_idle", { judge: name }) };
  const facts = { judge: name, marked: sheet.marked ?? 0, of: sheet.of ?? 0, total: sheet.total == null ? "" : comma(sheet.total, 2) };
  const state = stateOf(turn, judge.key, sheet);
  const text = {
    idle: "", waiting: `0/${facts.of}`, marking: `${facts.marked}/${facts.of}`, missing: `${facts.marked}/${facts.of}`,
    submitted: facts.total, locked: facts.total, recused: t("short_recused"), absent: t("short_absent"), replaced: t("short_replaced"), refused: `${facts.marked}/${facts.of}`,
  }[state];
  const apart = apartOf(turn, judge.key);
  const label = t(`cell_${state}`, facts) + (apart ? t(`cell_${apart}`) : "") + (sheet.paper ? t("cell_paper") : "") + (sheet.refused ? t("cell_why", { why: sheet.refused.detail }) : "");
  return { state, text, label, share: facts.of ? facts.marked / facts.of : 0, apart, paper: Boolean(sheet.paper) };
}

function apartOf(turn, key) {
  const { unasked = [], unanswered = [], judges = {} } = turn.discrepancy ?? {};
  if (turn.state === "locked" || !(unasked.includes(key) || unanswered.includes(key))) return null;
  return judges[key].from_mean.startsWith("-") ? "low" : "high";
}

function stateOf(turn, key, sheet) {
  if (sheet.state === "recused" || sheet.state === "absent" || sheet.state === "replaced") return sheet.state;
  if (sheet.state === "submitted") return turn.state === "locked" ? "locked" : "submitted";
  if (turn.state === "planned") return "idle";
  if (sheet.state === "refused") return "refused";
  if (turn.state !== "open" && turn.missing?.includes(key)) return "missing";
  return sheet.state === "marking" && sheet.marked > 0 ? "marking" : "waiting";
}

/** The same for a section with points: one cell for the whole row. */
export function pointsCell(turn) {
  if (turn.points != null) {
    const text = t("points_have", { points: comma(turn.points), max: comma(turn.section.max) });
    return { state: turn.state === "locked" ? "locked" : "submitted", text, label: text };
  }
  if (turn.state === "planned") return { state: "idle", text: "", label: t("points_wait") };
  const text = t("points_none");
  return { state: turn.state === "open" ? "waiting" : "missing", text, label: text };
}
