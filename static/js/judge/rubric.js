/* The rubric of a sheet: what a criterion admits, what a typed figure means for it, what the sheet adds up to.
   Pure; all amounts are whole numbers of units (figures.js). Never guesses: a criterion without a mark adds nothing and is
   counted as missing. */

import { placesOf, plain, power, units } from "./figures.js";

/** A criterion ready for reckoning. `lowest` and `highest` are its first and last figures on the step. */
export function prepare({ key, title, min, max, step, weight = "1" }) {
  const places = Math.max(placesOf(step), placesOf(min), placesOf(max));
  const stride = units(step, places);
  const least = units(min, places);
  const most = units(max, places);
  return {
    key, title, min, max, step, weight, places, stride, least, most,
    shownPlaces: placesOf(step),
    whole: placesOf(step) === 0,
    lowest: ceiling(least, stride),
    highest: floor(most, stride),
  };
}

/** What stands in a typed text ("17.", "17.2"; a point, never a comma) for this criterion:
    {state, mark, below, above}. state: "empty" · "mark" (legal, `mark` is its plain decimal) · "partial" (the beginning of a
    legal figure) · "over" · "under" · "off_step" · "whole" (decimals where only whole figures are given).
    below and above: the nearest legal figures in plain decimals, null where there is none. */
export function read(text, criterion) {
  if (text === "") return { state: "empty", mark: null, below: null, above: null };
  const [whole, fraction = ""] = text.split(".");
  const fine = Math.max(criterion.places, fraction.length);
  const scale = power(fine - criterion.places);
  const at = BigInt((whole || "0") + fraction.padEnd(fine, "0"));
  const lowest = criterion.lowest * scale;
  const highest = criterion.highest * scale;
  const stride = criterion.stride * scale;
  const legal = (amount) => plain(amount / scale, criterion.places);
  const near = {
    below: at >= lowest ? legal(floor(at < highest ? at : highest, stride)) : null,
    above: at <= highest ? legal(ceiling(at > lowest ? at : lowest, stride)) : null,
  };
  if (criterion.whole && text.includes(".") && /[1-9]/.test(fraction || "1")) return { state: "whole", mark: null, ...near };
  /* "0," is how a quarter begins; whoever stops there has not given a nought */
  const begun = text === "0." && fine > 0;
  if (!begun && at >= lowest && at <= highest && at % stride === 0n) return { state: "mark", mark: legal(at), ...near };
  if (canGrow(text, at, fraction.length, { fine, lowest, highest, stride })) return { state: "partial", mark: null, ...near };
  if (at > highest) return { state: "over", mark: null, ...near };
  return { state: at < lowest ? "under" : "off_step", mark: null, ...near };
}

/* Whether more digits can make it legal: each further place covers an interval, and one figure on the step in it is enough. */
function canGrow(text, at, decimals, { fine, lowest, highest, stride }) {
  const holds = (from, until) => {
    const first = ceiling(from > lowest ? from : lowest, stride);
    return first < until && first <= highest;
  };
  if (text.includes(".")) return decimals < fine && holds(at, at + power(fine - decimals));
  if (fine > 0 && holds(at, at + power(fine))) return true;
  if (at === 0n) return false;
  for (let from = at * 10n, width = power(fine) * 10n; from <= highest; from *= 10n, width *= 10n) {
    if (holds(from, from + width)) return true;
  }
  return false;
}

/** The figure one step up or down from `mark` (plain, or null when not marked), inside the range; null: there is none.
    From nothing, up is the first figure above zero that the criterion admits; down is nothing. */
export function stepped(mark, direction, criterion) {
  if (mark == null) {
    if (direction < 0) return null;
    const first = criterion.lowest > 0n ? criterion.lowest : criterion.stride;
    return first <= criterion.highest ? plain(first, criterion.places) : null;
  }
  const next = units(mark, criterion.places) + BigInt(direction) * criterion.stride;
  return next < criterion.lowest || next > criterion.highest ? null : plain(next, criterion.places);
}

/** The quick keys of a criterion: its fractions as digits after the mark, ["00", "25", "50", "75"]; [] where there would be
    one or more than five, or where the step does not divide a whole point. */
export function fractions(criterion) {
  const one = power(criterion.places);
  if (criterion.whole || one % criterion.stride !== 0n || one / criterion.stride > 5n) return [];
  const all = [];
  for (let at = 0n; at < one; at += criterion.stride) all.push(String(at).padStart(criterion.places, "0").slice(0, criterion.shownPlaces));
  return all;
}

/** What a sheet adds up to: {total, most (units of `places`), places, marked, missing: [keys], complete}. */
export function addUp(criteria, marks) {
  const places = Math.max(0, ...criteria.map((c) => c.shownPlaces + placesOf(c.weight)));
  const wide = Math.max(places, ...criteria.map((c) => c.places + placesOf(c.weight)));
  let total = 0n;
  let most = 0n;
  const missing = [];
  for (const criterion of criteria) {
    const weightPlaces = placesOf(criterion.weight);
    const weight = units(criterion.weight, weightPlaces);
    const lift = power(wide - criterion.places - weightPlaces);
    most += criterion.most * weight * lift;
    const mark = units(marks[criterion.key], criterion.places);
    if (mark == null) missing.push(criterion.key);
    else total += mark * weight * lift;
  }
  return { total: plain(total, wide), most: plain(most, wide), places, marked: criteria.length - missing.length, missing, complete: missing.length === 0 };
}

/** Whether two sheets of marks say the same: "9.5" and "9.50" do, nothing and "0" don't. */
export function sameMarks(mine, theirs) {
  const keys = new Set([...Object.keys(mine ?? {}), ...Object.keys(theirs ?? {})]);
  return [...keys].every((key) => sameFigure(mine?.[key], theirs?.[key]));
}

export function sameFigure(one, other) {
  if (one == null || other == null) return (one ?? null) === (other ?? null);
  const places = Math.max(placesOf(one), placesOf(other));
  return units(one, places) === units(other, places);
}

function floor(amount, stride) {
  const rest = ((amount % stride) + stride) % stride;
  return amount - rest;
}

function ceiling(amount, stride) {
  const low = floor(amount, stride);
  return low === amount ? amount : low + stride;
}
