/* The board: a row for each turn in running order, a column for each judge. Rows are made once a round and patched cell by
   cell; a screen reader, a hovering mouse and the scroll position are left in peace. */

import { cell, pointsCell } from "./cells.js";
import { comma, signed } from "./figures.js";
import { el, say, set, short, t } from "./page.js";
import { topic } from "./store.js";

const rows = new Map();          /* performance id → its row and the parts that change */
let shape = "";
let chosen = null;

/**
 * Draws `round` (its entry in topic `contest`). `changed` is the set of topic names to look at, or null for all;
 * `online` the set of judges' keys whose tablets are connected, or null where nobody knows; `onChoose(id)` is called with the turn somebody opens.
 */
export function draw(round, { changed, online, onChoose }) {
  const turns = round.performances.map((id) => topic(`performance.${id}`)).filter(Boolean);
  const next = [round.key, round.judges.map((j) => j.key), turns.map((p) => [p.id, p.team.key, p.section.key, p.order])].map(String).join("|");
  if (next !== shape) {
    shape = next;
    build(round, turns, onChoose);
    changed = null;
  }
  heads(round, online);
  const away = new Map((round.teams ?? []).filter((team) => team.status !== "present").map((team) => [team.key, team.status]));
  for (const turn of turns) {
    if (!changed || changed.has(`performance.${turn.id}`)) patch(turn, round.judges, away.get(turn.team.key));
  }
  for (const group of document.querySelectorAll("#table tr.group")) {
    const mine = turns.filter((p) => group.dataset.ids.split(" ").includes(String(p.id)));
    say(group.querySelector(".group-count"), t("group_done", { locked: mine.filter((p) => p.state === "locked").length, of: mine.length }));
  }
}

/** Marks the turn that the work panel shows; `scroll` ("center" or "nearest") brings its row in sight. */
export function choose(id, { scroll = null } = {}) {
  chosen = id;
  for (const [key, row] of rows) {
    const own = String(key) === String(id);
    set(row.tr, "aria-selected", own ? "true" : "false");
    set(row.button, "tabindex", own ? "0" : "-1");
    if (own && scroll) row.tr.scrollIntoView({ block: scroll });
  }
}

/** Runs of turns that belong under one heading: by section or by team, as the running order goes. */
export function groups(turns) {
  const runs = (of) => turns.reduce((list, turn) => {
    if (list.at(-1)?.key !== of(turn)) list.push({ key: of(turn), turns: [] });
    list.at(-1).turns.push(turn);
    return list;
  }, []);
  const bySection = runs((p) => p.section.key);
  const byTeam = runs((p) => p.team.key);
  return bySection.length <= byTeam.length ? { by: "section", runs: bySection } : { by: "team", runs: byTeam };
}

function build(round, turns, onChoose) {
  const table = document.getElementById("table");
  for (const body of [...table.tBodies]) body.remove();
  rows.clear();
  set(table, "data-many", round.judges.length > 7 ? "yes" : null);
  const { by, runs } = groups(turns);
  const columns = round.judges.length + 5;
  document.getElementById("board-head").replaceChildren(
    el("th", { scope: "col", class: "pos" }, el("abbr", { title: t("col_order_full") }, t("col_order"))),
    el("th", { scope: "col", class: "what" }, t(by === "section" ? "col_team" : "col_section")),
    ...round.judges.map((j) => el("th", { scope: "col", class: "judge", "data-judge": j.key }, el("i", { class: "lamp", "aria-hidden": "true" }), el("span", {}, j.label), el("span", { class: "visually-hidden judge-words" }))),
    el("th", { scope: "col", class: "adj" }, el("abbr", { title: t("col_adjust") }, "±")),
    el("th", { scope: "col", class: "res" }, t("col_result")),
    el("th", { scope: "col", class: "st" }, t("col_state")),
  );
  for (const run of runs) {
    const first = run.turns[0];
    const title = by === "section" ? first.section.title : first.team.name;
    const heading = el("tr", { class: "group", id: `group-${first.id}`, "data-ids": run.turns.map((p) => p.id).join(" ") },
      el("th", { scope: "rowgroup", colspan: columns }, el("div", { class: "group-line" }, by === "team" && el("span", { class: "seal-small fig" }, String(first.turn)), el("b", {}, title), el("span", { class: "group-count" }))));
    table.append(el("tbody", {}, heading, run.turns.map((turn) => row(turn, round, by, onChoose))));
  }
  choose(chosen);
  if (![...rows.values()].some((r) => r.button.tabIndex === 0)) rows.values().next().value?.button.setAttribute("tabindex", "0");
}

function row(turn, round, by, onChoose) {
  const open = () => onChoose(turn.id);
  const button = el("button", { class: "row-open", type: "button", tabindex: "-1", onclick: open }, by === "section" ? short(turn.team) : turn.section.title);
  const parts = { button, cells: [], adj: el("td", { class: "adj fig" }), res: el("td", { class: "res fig" }), st: el("span", { class: "turn-state" }) };
  if (turn.section.kind === "judged") {
    parts.cells = round.judges.map((j) => {
      const chip = el("span", { class: "chip" });
      const label = el("span", { class: "visually-hidden" });
      return { judge: j, chip, label, td: el("td", { class: "cell", "data-testid": `cell-${turn.id}-${j.key}` }, chip, label) };
    });
  } else {
    const chip = el("span", { class: "chip chip-wide" });
    parts.cells = [{ judge: null, chip, label: null, td: el("td", { class: "cell cell-wide", colspan: round.judges.length, "data-testid": `cell-${turn.id}-points` }, chip) }];
  }
  parts.tr = el("tr", { id: `perf-${turn.id}`, class: "turn", "data-testid": `perf-${turn.id}`, onclick: (event) => { if (!event.target.closest("button")) open(); } },
    el("td", { class: "pos fig" }, String(by === "section" ? turn.turn : turn.order)),
    el("th", { scope: "row", class: "what" }, button),
    parts.cells.map((c) => c.td), parts.adj, parts.res, el("td", { class: "st" }, parts.st));
  rows.set(turn.id, parts);
  return parts.tr;
}

function patch(turn, judges, away) {
  const parts = rows.get(turn.id);
  if (!parts) return;
  set(parts.tr, "data-state", turn.state);
  for (const c of parts.cells) {
    const now = c.judge ? cell(turn, judges.find((j) => j.key === c.judge.key) ?? c.judge) : pointsCell(turn);
    set(c.chip, "data-state", now.state);
    set(c.td, "data-state", now.state);
    set(c.chip, "data-apart", now.apart ?? null);
    set(c.chip, "data-paper", now.paper ? "yes" : null);
    set(c.td, "title", now.label);
    say(c.chip, now.text);
    if (now.share !== undefined) c.chip.style.setProperty("--share", `${Math.round(now.share * 100)}%`);
    if (c.label) { set(c.chip, "aria-hidden", "true"); say(c.label, now.label); }
  }
  const sum = turn.adjustments.map((a) => signed(a.points)).join(" ");
  say(parts.adj, sum);
  set(parts.adj, "data-sign", turn.adjustments.some((a) => a.points.startsWith("-")) ? "minus" : sum ? "plus" : null);
  set(parts.tr, "data-proposal", turn.proposal ? "yes" : null);
  say(parts.res, turn.result == null ? "" : comma(turn.result, 2));
  set(parts.res, "data-sure", turn.state === "locked" ? "yes" : null);
  say(parts.st, t(away ? `away_${away}` : `turn_${turn.state}`));
  set(parts.st, "data-state", away ? "away" : turn.state);
  set(parts.tr, "data-away", away ? "yes" : null);
}

function heads(round, online) {
  for (const judge of round.judges) {
    const th = document.querySelector(`#board-head [data-judge="${CSS.escape(judge.key)}"]`);
    const words = online ? t(online.has(judge.key) ? "judge_online" : "judge_offline", { name: judge.name }) : judge.name;
    set(th, "data-online", online && (online.has(judge.key) ? "yes" : "no"));
    set(th, "title", words);
    say(th.querySelector(".judge-words"), words);
  }
}

/** Arrow keys, Home and End go through the rows; each row has one stop. */
export function keys(table) {
  table.addEventListener("keydown", (event) => {
    if (!event.target.matches(".row-open")) return;
    const all = [...rows.values()].map((r) => r.button);
    const at = all.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const target = all[Math.max(0, Math.min(all.length - 1, to))];
    for (const button of all) set(button, "tabindex", button === target ? "0" : "-1");
    target.focus({ preventScroll: true });
    target.closest("tr").scrollIntoView({ block: "nearest" });
  });
}
