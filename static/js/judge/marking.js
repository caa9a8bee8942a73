/* Marking: which criterion the judge is at, what is being typed there, and what each key does to the sheet. Every change goes
   to the sheet as one act at once; the words for it are made here and shown elsewhere. */

import { sameFigure, prepare, read, stepped } from "./rubric.js";
import { figure, say, typed as shownText } from "./texts.js";
import { isFault, press, rubOut, withFraction } from "./typing.js";

/** `onMark(sheet, criterion, {mark, typed})` stores a change; `onChange()` asks for painting; `announce(words)` speaks. */
export function openMarking({ onMark, onChange, announce }) {
  let sheet = null;
  let view = null;
  let criteria = [];
  let at = 0;
  let text = "";
  let fresh = true;
  let before = null;
  let hint = null;
  let known = "";

  const here = () => criteria[at] ?? null;
  const typedOf = (key) => view.record.typed[key] ?? null;
  const markOf = (key) => view.record.marks[key] ?? null;
  const textOf = (key) => typedOf(key) ?? markOf(key) ?? "";

  /** Points the keys at a sheet's view; keeps criterion and text while it is the same sheet and nobody else changed it. */
  function attend(id, next, editable) {
    const same = sheet === id;
    const rubric = next ? JSON.stringify(next.record.server.criteria) : "";
    view = next;
    sheet = id;
    if (rubric !== known) {
      known = rubric;
      criteria = next ? next.record.server.criteria.map(prepare) : [];
      if (at >= criteria.length) at = 0;
    }
    if (!same && next) {
      at = Math.max(0, criteria.findIndex((c) => markOf(c.key) == null));
      hint = null;
      settle();
    } else if (next && here() && !editable) {
      if (!fresh) settle();
    } else if (next && here() && (fresh ? text !== textOf(here().key) : !standsAs(text))) settle();
  }

  /* Whether the sheet still holds what these keys made of it. */
  function standsAs(current) {
    const came = read(current, here());
    return came.mark == null ? (typedOf(here().key) ?? "") === (came.state === "empty" ? "" : current) : sameFigure(markOf(here().key), came.mark);
  }
  function settle() { text = here() ? textOf(here().key) : ""; fresh = true; before = null; }

  function choose(key, quiet = false) {
    const next = criteria.findIndex((c) => c.key === key);
    if (next < 0 || (next === at && quiet)) return;
    at = next;
    hint = null;
    settle();               /* touched once more, the same criterion begins anew with the next digit */
    if (!quiet) onChange();
  }

  function put(next) {
    const criterion = here();
    before ??= { mark: markOf(criterion.key), typed: typedOf(criterion.key) };
    text = next;
    fresh = false;
    const came = read(text, criterion);
    const unfinished = came.state === "mark" || came.state === "empty" ? null : text;
    hint = null;
    onMark(sheet, criterion.key, { mark: came.mark, typed: unfinished });
    speak();
  }

  function key(sign) {
    const criterion = here();
    if (!criterion) return;
    const start = fresh || text === "";
    const { text: next, stayed } = press(text, sign, criterion, start);
    if (stayed) tell(say(stayed, { value: shownText(text) }));
    else put(next);
  }

  function fraction(digits) {
    const next = withFraction(text, digits);
    if (next === null) tell(say("digits_first"));
    else put(next);
  }

  function rub() {
    if (!here()) return;
    if (fresh && typedOf(here().key) === null) wipe();
    else put(rubOut(text));
  }

  /* Not marked again, and the figure that is gone is named. */
  function wipe() {
    if (text === "") { tell(say("nothing_to_clear")); return; }
    const was = faceOf(here()).figure;
    put("");
    fresh = true;
    tell(say("cleared", { value: was }));
  }

  function step(direction, name) {
    choose(name, true);
    const criterion = here();
    const came = read(textOf(criterion.key), criterion);
    const amiss = came.state !== "mark" && came.state !== "empty";
    const next = amiss ? (direction < 0 ? came.below : came.above) : stepped(came.mark, direction, criterion);
    if (next == null) {
      const bound = direction > 0 ? "at_top" : "at_bottom";
      tell(say(came.state === "empty" ? "nothing_less" : bound, limits(criterion)));
      return;
    }
    put(next);
    settle();
    onChange();
  }

  function revert() {
    if (!before) return;
    const { mark, typed } = before;
    const { key: name, shownPlaces } = here();
    hint = null;
    onMark(sheet, name, { mark, typed });
    settle();
    tell(say("reverted", { value: mark == null ? say("not_marked") : figure(mark, shownPlaces) }));
  }

  function move(by) {
    if (!criteria.length) return;
    choose(criteria[(at + by + criteria.length) % criteria.length].key);
  }

  /** The next criterion to mark after this one, or null when the sheet is full. */
  function onward() {
    const rest = [...criteria.slice(at + 1), ...criteria.slice(0, at)].find((c) => markOf(c.key) == null);
    if (rest) choose(rest.key);
    else if (at < criteria.length - 1) move(1);
    else return null;
    return here().key;
  }

  function tell(words) { hint = words; announce(words); onChange(); }
  function speak() {
    const face = faceOf(here());
    announce(face.long ? `${face.short}. ${face.long}` : say("said", { title: here().title, value: face.figure ?? say("not_marked") }));
  }

  const limits = (criterion) => ({ min: figure(criterion.min), max: figure(criterion.max), step: figure(criterion.step) });

  /** What a row shows: {figure (null: not marked), state, short, long}: short and long are sentences when something is amiss. */
  function faceOf(criterion) {
    const active = here()?.key === criterion.key;
    const current = active && !fresh ? text : textOf(criterion.key);
    const came = read(current, criterion);
    const open = active && !fresh;
    if (came.state === "empty") return { figure: null, state: "empty", short: null, long: null };
    if (came.state === "mark") return { figure: open ? shownText(current) : figure(came.mark, criterion.shownPlaces), state: "mark", short: null, long: null };
    const values = {
      value: shownText(current), ...limits(criterion),
      below: came.below == null ? "" : figure(came.below, criterion.shownPlaces),
      above: came.above == null ? "" : figure(came.above, criterion.shownPlaces),
    };
    return { figure: shownText(current), state: came.state, short: say(came.state, values), long: say(`${came.state}_how`, values) };
  }

  return {
    attend, choose, key, fraction, rub, step, revert, move, onward, faceOf, tell,
    clear() { if (here()) wipe(); },
    get sheet() { return sheet; },
    get at() { return here()?.key ?? null; },
    get criterion() { return here(); },
    get criteria() { return criteria; },
    get hint() { return hint; },
  };
}
