/* Points as people write and read them. Exact: integers of the smallest place, never a float.
   The server checks again and decides; this only says early what it would say. */

/** "43.25" → "43,25"; at least `places` decimals, none is rounded away; U+2212 for minus. */
export function comma(plain, places = 0) {
  const negative = plain.startsWith("-");
  const [whole, part = ""] = plain.replace(/^[-+]/, "").split(".");
  const digits = part.padEnd(places, "0");
  return `${negative ? "−" : ""}${whole}${digits ? `,${digits}` : ""}`;
}

/** The same with a sign in front whatever it is: "+0,50", "−0,25". */
export const signed = (plain) => (plain.startsWith("-") ? comma(plain, 2) : `+${comma(plain, 2)}`);

/** What somebody typed as a plain decimal ("9,25" → "9.25", "−0,5" → "-0.5"), or null if it is not one. */
export function plain(typed) {
  const text = typed.trim().replace(/\s/g, "").replace(/[−–]/, "-").replace(",", ".");
  const parts = /^([-+]?)(\d{1,6})(?:\.(\d{1,4}))?$/.exec(text);
  if (!parts) return null;
  const [, sign, whole, part = ""] = parts;
  const decimals = part.replace(/0+$/, "");
  const value = `${BigInt(whole)}${decimals ? `.${decimals}` : ""}`;
  return sign === "-" && value !== "0" ? `-${value}` : value;
}

const SCALE = 6;
function units(decimal) {
  const [whole, part = ""] = decimal.replace("-", "").split(".");
  const value = BigInt(whole + part.padEnd(SCALE, "0"));
  return decimal.startsWith("-") ? -value : value;
}

/** null if `decimal` may stand in {min, max, step}, else what is wrong: "low", "high" or "off_step". */
export function wrong(decimal, { min, max, step }) {
  const value = units(decimal);
  if (min != null && value < units(min)) return "low";
  if (max != null && value > units(max)) return "high";
  if (step != null && value % units(step) !== 0n) return "off_step";
  return null;
}

/** Whether the decimal is zero. */
export const isZero = (decimal) => units(decimal) === 0n;
