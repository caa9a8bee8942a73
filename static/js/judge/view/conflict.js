/* Two versions of one sheet side by side, line by line, and the judge's choice. Nothing is chosen for the judge. */

import { $, h, rebuild, show } from "../dom.js";
import { addUp, prepare, sameFigure } from "../rubric.js";
import { figure, say } from "../texts.js";

export function paintConflict(active, { onMine, onTheirs, onAgain }) {
  const on = active?.status.phase === "conflict";
  show($("two"), on);
  if (!on) return;
  const { record, sheet } = active;
  const open = sheet.state === "draft" && sheet.performance.state === "open";
  rebuild($("two"), JSON.stringify([active.id, record.marks, sheet.marks, sheet.version, record.refusal, open]), () => {
    const why = record.refusal.why === "stale" && open ? "stale" : "locked";
    const criteria = sheet.criteria.map(prepare);
    return [
      h("h2", { id: "two-title" }, say(`two_${why}`)),
      h("p", {}, why === "locked" && record.refusal.detail ? `${record.refusal.detail} ` : "", say(`two_${why}_how`)),
      h("div", { class: "two-table", role: "table", "aria-labelledby": "two-title" },
        line("two-head", "columnheader", say("two_criterion"), say("two_mine"), say("two_theirs")),
        ...criteria.map((criterion) => compare(criterion, record.marks[criterion.key], sheet.marks[criterion.key])),
        total(criteria, record.marks, sheet.marks)),
      h("div", { class: "two-acts" },
        why === "stale" ? h("button", { type: "button", class: "submit", "data-testid": "keep-mine", onclick: onMine }, say("keep_mine"))
          : h("button", { type: "button", class: "submit", "data-testid": "ask-again", "aria-disabled": !open, onclick: () => { if (open) onAgain(); } }, say("ask_again")),
        h("button", { type: "button", class: why === "stale" ? "submit" : "quiet", "data-testid": "take-theirs", onclick: onTheirs }, say("take_theirs"))),
    ];
  });
}

function compare(criterion, mine, theirs) {
  const differs = !sameFigure(mine, theirs);
  const words = (mark) => (mark == null ? say("not_marked") : figure(mark, criterion.shownPlaces));
  const cell = (mark, testid) => h("span", { role: "cell", class: mark == null ? "none" : "fig", "data-testid": testid }, words(mark));
  return h("div", { role: "row", class: differs ? "differs" : null, "data-testid": `two-${criterion.key}` },
    h("span", { role: "rowheader" }, criterion.title, differs ? h("em", {}, ` · ${say("two_differs")}`) : null),
    cell(mine, `mine-${criterion.key}`), cell(theirs, `theirs-${criterion.key}`));
}

function total(criteria, mine, theirs) {
  const sums = [mine, theirs].map((marks) => addUp(criteria, marks));
  const cell = (sum) => h("span", { role: "cell", class: "fig" }, figure(sum.total, sum.places));
  return h("div", { role: "row", class: "two-sum" }, h("span", { role: "rowheader" }, say("two_total")), ...sums.map(cell));
}

function line(name, role, ...words) {
  return h("div", { role: "row", class: name }, ...words.map((word) => h("span", { role }, word)));
}
