/* The judge's own earlier marks: a few quiet figures in each row, the totals on a button in the foot, and behind it the whole
   table, criterion by criterion. Not there at all where the rules say no, or before the first team is done. */

import { $, attr, h, rebuild, show } from "../dom.js";
import { addUp } from "../rubric.js";
import { figure, say } from "../texts.js";

const IN_SIGHT = 3;

/** Paints rows and foot; `earlier` is what earlier.js found. */
export function paintEarlier(active, earlier, criteria) {
  const on = Boolean(active?.status.editable) && earlier.length > 0;
  attr($("main"), "data-earlier", on ? "on" : null);
  show($("earlier"), on);
  if (!on && !$("marks").querySelector(".before")) return;
  const near = on ? earlier.slice(0, IN_SIGHT) : [];
  for (const [index, criterion] of criteria.entries()) paintRow($("marks").children[index], criterion, near);
  if (!on) return;
  rebuild($("earlier-totals"), JSON.stringify(near.map(({ total, places }) => [total, places])), () =>
    near.flatMap(({ total, places }) => [" ", h("span", {}, h("b", { class: "fig" }, figure(total, places)))]));
}

function paintRow(row, criterion, near) {
  if (!row?.dataset.criterion) return;
  let place = row.querySelector(".before");
  const value = row.querySelector(".value");
  if (!near.length) { place?.remove(); value.removeAttribute("aria-describedby"); return; }
  if (!place) {
    place = h("p", { class: "before", id: `before-${criterion.key}`, "data-testid": `before-${criterion.key}` });
    row.querySelector(".what").after(place);
    value.setAttribute("aria-describedby", place.id);
  }
  const shown = near.map(({ order, marks }) => [order, marks[criterion.key] ?? null]);
  rebuild(place, JSON.stringify(shown), () => [
    h("span", { class: "visually-hidden" }, say("earlier_said")),
    ...shown.flatMap(([order, mark]) => [" ", h("span", {}, h("small", {}, say("earlier_turn", { order })), " ", h("b", { class: "fig" }, markOf(mark, criterion)))]),
  ]);
}

/** The table behind the button: criteria down, this sheet and the earlier teams across. */
export function paintEarlierTable(active, earlier, criteria) {
  const sums = addUp(criteria, active.marks);
  const columns = [
    { head: [h("b", {}, say("earlier_this"))], marks: active.marks, total: sums.marked ? figure(sums.total, sums.places) : "—", now: true },
    ...earlier.map(({ order, team, marks, total, places }) => ({ head: [h("small", {}, say("earlier_turn", { order })), h("b", {}, team.short || team.name)], marks, total: figure(total, places) })),
  ];
  const line = (title, cells, kind) => h("tr", { class: kind }, h("th", { scope: "row" }, title), ...cells.map((words, n) => h("td", { class: columns[n].now ? "fig now" : "fig" }, words)));
  $("earlier-table").replaceChildren(
    h("thead", {}, h("tr", {}, h("td"), ...columns.map(({ head, now }) => h("th", { scope: "col", class: now ? "now" : null }, ...head)))),
    h("tbody", {},
      ...criteria.map((criterion) => line(criterion.title, columns.map(({ marks }) => markOf(marks[criterion.key] ?? null, criterion)))),
      line(say("two_total"), columns.map(({ total }) => total), "sums")),
  );
}

const markOf = (mark, criterion) => (mark == null ? "—" : figure(mark, criterion.shownPlaces));
