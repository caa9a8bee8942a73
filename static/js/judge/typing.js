/* Typing: what a key makes of the text in hand. Pure. A wrong key is taken up and shown as wrong, never half accepted: "25"
   where 20 is the most does not quietly leave a 2 behind. */

import { read } from "./rubric.js";

const FAULTS = new Set(["over", "under", "off_step", "whole"]);
const LONGEST = 9;

export const isFault = (state) => FAULTS.has(state);

/** The text after `key` ("0"…"9" or "."), and the word for why it stayed: {text, stayed: null | "mend" | "mark_twice" | "long"}.
    `fresh`: the first key since the criterion was chosen, so it begins a new figure. */
export function press(text, key, criterion, fresh) {
  if (fresh) return { text: key === "." ? "0." : key, stayed: null };
  if (isFault(read(text, criterion).state)) return { text, stayed: "mend" };
  if (key === ".") {
    if (text.includes(".")) return { text, stayed: "mark_twice" };
    return { text: `${text || "0"}.`, stayed: null };
  }
  if (text.length >= LONGEST) return { text, stayed: "long" };
  return { text: text === "0" ? key : text + key, stayed: null };
}

/** The text with its last sign gone. */
export const rubOut = (text) => text.slice(0, -1);

/** The text with the decimals of a quick key, "17" or "17.5" and "25" → "17.25"; null when there is no whole part to put it to. */
export function withFraction(text, digits) {
  const whole = text.split(".")[0];
  return whole === "" ? null : `${whole}.${digits}`;
}
