/* Motions that the pieces of the overlay share, on top of the hall's: px of the 1920 raster, wipes along the slant. */
import { T, isStill, play } from "../stage/motion.js";

const OUT_ALL = "polygon(-2% -40%, 104% -40%, 100% 140%, -2% 140%)";
const px = (n) => `calc(var(--p) * ${n})`;

export const riseBy = (el, delay, n = 12, duration = T.quick) => play(el, { translate: [`0 ${px(n)}`, "0 0"], opacity: [0, 1] }, { delay, duration });
export const dropBy = (el, delay, n = 16, duration = T.quick) => play(el, { translate: [`0 ${px(-n)}`, "0 0"], opacity: [0, 1] }, { delay, duration });

/** A plate wipes from the left along its slant to its natural shape. `from` in px of the screen keeps what already stood. */
export function wipeBed(bed, delay = 0, duration = 480, from = 0) {
  const cut = getComputedStyle(bed).getPropertyValue("--cut").trim() || "0px";
  return play(bed, { clipPath: [`polygon(0 0, ${from}px 0, calc(${from}px - ${cut}) 100%, 0 100%)`, getComputedStyle(bed).clipPath] }, { delay, duration });
}

/** All of a piece wipes back to the left; resolves when it is gone. */
export function wipeOff(root) {
  if (isStill()) return Promise.resolve();
  const a = play(root, { clipPath: [OUT_ALL, "polygon(-2% -40%, 0% -40%, -4% 140%, -2% 140%)"] }, { duration: T.out, easing: T.easeOff, fill: "forwards" });
  return a ? a.finished.catch(() => {}) : Promise.resolve();
}

export function fadeOff(root, n = 0) {
  if (isStill()) return Promise.resolve();
  const a = play(root, { translate: ["0 0", `0 ${px(n)}`], opacity: [1, 0] }, { duration: T.out, easing: T.easeOff, fill: "forwards" });
  return a ? a.finished.catch(() => {}) : Promise.resolve();
}

/** The old body goes up 24 px and out, the new one comes from below; the old node is removed. */
export function flip(old, next) {
  if (isStill() || !old) { old?.remove(); return; }
  const a = play(old, { translate: ["0 0", `0 ${px(-24)}`], opacity: [1, 0] }, { duration: T.out, easing: T.easeOff, fill: "forwards" });
  if (a) a.finished.then(() => old.remove(), () => old.remove()); else old.remove();
  play(next, { translate: [`0 ${px(24)}`, "0 0"], opacity: [0, 1] }, { delay: 200, duration: T.quick });
}
