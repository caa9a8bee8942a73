/* What a shown page needs of its screen: fonts before the first motion, and the part of the glass that can be seen. */

const FACES = ["500 1em 'Be Vietnam Pro'", "700 1em 'Be Vietnam Pro'", "700 1em Inter"];
const LETTERS = "Ổệữ agh 0123456789";
const PATIENCE_MS = 3000;

/** Resolves once `coming` is there or has failed, or after three seconds: what only adorns must not keep the picture away. */
export function patiently(coming) {
  return Promise.race([coming.catch(() => {}), new Promise((go) => { setTimeout(go, PATIENCE_MS); })]);
}

/** Resolves once the fonts of the screens are there, or after three seconds. */
export function fontsReady() {
  return patiently(Promise.all(FACES.map((face) => document.fonts.load(face, LETTERS))).then(() => document.fonts.ready));
}

/** ?safe=t,r,b,l in percent (one or two numbers as in CSS) draws the glass in; what is not a number counts as nothing. */
export function insets(text) {
  if (!text) return;
  const n = text.split(",").map((v) => Math.min(40, Math.max(0, parseFloat(v) || 0)));
  const [t, r = t, b = t, l = r] = n;
  for (const [side, v] of Object.entries({ t, r, b, l })) document.body.style.setProperty(`--safe-${side}`, `${v}%`);
}

/** ?bg=00ff00 or ?bg=green lays a flat colour under the overlay for mixers that key by chroma; anything else stays transparent. */
export function chroma(text) {
  if (!text) return;
  const colour = /^[0-9a-f]{3}([0-9a-f]{3}([0-9a-f]{2})?)?$/i.test(text) ? `#${text}` : text;
  if (CSS.supports("color", colour)) document.body.style.background = colour;
}
