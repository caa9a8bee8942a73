/* The page's words: the JSON block that the template printed, with {names} filled in; figures in the page's language. */

import { placesOf, shown, units } from "./figures.js";

const words = JSON.parse(document.getElementById("texts")?.textContent || "{}");
const mark = document.documentElement.lang.startsWith("vi") ? "," : ".";

/** The text of that name; a name without text shows itself, so that it is seen and not silently missing. */
export function say(name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

/** A plain decimal as people read it, with `places` decimals, or as many as it has. */
export function figure(text, places = placesOf(text)) {
  const wide = Math.max(places, placesOf(text));
  return shown(units(text, wide), wide, mark);
}

/** A text under way, "17." → "17,". */
export const typed = (text) => text.replace(".", mark);

export const decimalMark = mark;
