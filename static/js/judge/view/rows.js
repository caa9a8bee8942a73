/* The rows of criteria: built once a sheet, then only their figures change: a button never moves or turns into another. */

import { $, attr, text } from "../dom.js";
import { figure, say } from "../texts.js";
import { isFault } from "../typing.js";

let built = "";

/** Paints the rows of the active sheet; `marking` tells figures and the chosen criterion; clicks go to it. */
export function paintRows(active, marking, onTouch) {
  const list = $("marks");
  list.hidden = !active;
  if (!active) return;
  const signature = `${active.id} ${JSON.stringify(active.sheet.criteria)}`;
  if (signature !== built) {
    built = signature;
    list.replaceChildren(...marking.criteria.map((criterion) => build(criterion, marking, onTouch)));
    list.scrollTop = 0;
  }
  attr(list, "data-rows", marking.criteria.length > 6 ? "many" : marking.criteria.length > 4 ? "dense" : "few");
  const reading = !active.status.editable;
  attr(list, "tabindex", reading ? "0" : null);      /* nothing in it takes the focus then, and it may have to be rolled */
  marking.criteria.forEach((criterion, index) => paint(list.children[index], criterion, { active, marking, reading }));
}

/** Brings the chosen row into sight and, for keyboards, the focus to it. */
export function attendRow(key, focus) {
  const row = [...$("marks").children].find((each) => each.dataset.criterion === key);
  row?.scrollIntoView({ block: "nearest" });
  if (focus) row?.querySelector(".value").focus({ preventScroll: true });
}

function build(criterion, marking, onTouch) {
  const row = $("mark-row").content.firstElementChild.cloneNode(true);
  const { key, title } = criterion;
  const names = { less: "minus", value: "value", more: "plus" };
  row.dataset.criterion = key;
  row.dataset.testid = `criterion-${key}`;
  const what = row.querySelector(".what");
  row.querySelector(".title").textContent = title;
  what.id = `what-${key}`;
  row.querySelector(".step").setAttribute("aria-labelledby", what.id);
  for (const [name, testid] of Object.entries(names)) row.querySelector(`.${name}`).dataset.testid = `${testid}-${key}`;
  const step = figure(criterion.step);
  row.querySelector(".less").setAttribute("aria-label", say("less", { step, title }));
  row.querySelector(".more").setAttribute("aria-label", say("more", { step, title }));
  row.querySelector(".less").addEventListener("click", () => onTouch(() => marking.step(-1, key)));
  row.querySelector(".more").addEventListener("click", () => onTouch(() => marking.step(1, key)));
  row.addEventListener("click", (event) => { if (!event.target.closest(".less, .more")) onTouch(() => marking.choose(key)); });
  /* The row keeps the keyboard's focus: a finger on − or + does not take it along. */
  for (const name of ["less", "more"]) row.querySelector(`.${name}`).addEventListener("mousedown", (event) => event.preventDefault());
  return row;
}

function paint(row, criterion, { active, marking, reading }) {
  const face = marking.faceOf(criterion);
  const refusal = active.record.refusal?.faults?.[criterion.key] ?? null;
  const chosen = !reading && marking.at === criterion.key;
  const amiss = isFault(face.state) || (face.state === "partial" && !chosen) || Boolean(refusal);
  row.classList.toggle("now", chosen);
  row.classList.toggle("none", face.figure === null);
  row.classList.toggle("amiss", amiss);
  row.classList.toggle("under-way", face.state === "partial" && chosen);
  const max = figure(criterion.max);
  const rule = row.querySelector(".rule");
  text(rule, face.short ?? bare(refusal, criterion.title) ?? ruleOf(criterion));
  const value = row.querySelector(".value");
  text(value.firstElementChild, face.figure ?? say("not_marked"));
  value.firstElementChild.classList.toggle("long", (face.figure ?? "").length > 6);
  const words = face.figure === null ? "value_none" : face.state === "mark" ? "value_of" : "value_fault";
  attr(value, "aria-label", say(words, { title: criterion.title, value: face.figure ?? "", max }));
  attr(value, "aria-current", chosen ? "true" : null);
  attr(value, "data-mark", active.record.marks[criterion.key] ?? "");
  value.disabled = reading;
  row.querySelector(".less").disabled = reading;
  row.querySelector(".more").disabled = reading;
}

/* The server's sentence names the criterion; its row need not. */
const bare = (message, title) => (message?.startsWith(`${title}: `) ? message.slice(title.length + 2) : message);

function ruleOf({ min, max, step, weight }) {
  const bounds = min === "0" ? say("rule", { max: figure(max), step: figure(step) }) : say("rule_min", { min: figure(min), max: figure(max), step: figure(step) });
  return weight === "1" ? bounds : `${bounds} · ${say("rule_weight", { weight: figure(weight) })}`;
}
