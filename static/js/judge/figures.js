/* Figures: plain decimals of the interface ("9.25") as whole numbers of a fixed number of places, and back.
   Whole numbers only (BigInt): a float never touches a mark. Knows nothing of criteria or of the page. */

const PLAIN = /^(-?)(\d+)(?:\.(\d+))?$/;
const MINUS = "\u2212";

/** How many places a plain decimal needs: "0.25" → 2, "0.50" → 1, "3" → 0. */
export function placesOf(text) {
  const fraction = PLAIN.exec(text)?.[3] ?? "";
  return fraction.replace(/0+$/, "").length;
}

/** The figure in units of 10^-places: ("17.5", 2) → 1750n. null if it is no plain decimal or is finer than `places`. */
export function units(text, places) {
  const match = PLAIN.exec(text ?? "");
  if (!match) return null;
  const [, sign, whole, fraction = ""] = match;
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > places) return null;
  const size = BigInt(whole + kept.padEnd(places, "0"));
  return sign ? -size : size;
}

/** The plain decimal of so many units, as the server writes it: (1750n, 2) → "17.5". */
export function plain(amount, places) {
  const [sign, whole, fraction] = digits(amount, places);
  const kept = fraction.replace(/0+$/, "");
  return sign + whole + (kept ? `.${kept}` : "");
}

/** The figure as people read it, with all its places: (1750n, 2) → "17,50"; `mark` is the decimal mark of the language. */
export function shown(amount, places, mark = ",") {
  const [sign, whole, fraction] = digits(amount, places);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, mark === "," ? "." : ",");
  return (sign ? MINUS : "") + grouped + (fraction ? mark + fraction : "");
}

export const power = (places) => 10n ** BigInt(places);

function digits(amount, places) {
  const text = String(amount < 0n ? -amount : amount).padStart(places + 1, "0");
  const cut = text.length - places;
  return [amount < 0n ? "-" : "", text.slice(0, cut), text.slice(cut)];
}
