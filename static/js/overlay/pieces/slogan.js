/* Slogan: one after the other, flipped by halves. */
import { el, ong } from "../../stage/dom.js";
import { T, isStill, play } from "../../stage/motion.js";
import { flip, fadeOff, riseBy, wipeBed } from "../motion.js";

const STAY_MS = 8000;
const STAY_LONG_MS = 14_000;      /* over 100 characters take longer to read */

export function slogan(first) {
  let data = first;
  let at = 0;
  let timer = null;
  const bed = el("i.bed");
  const tube = ong("red");
  const root = el("section.piece.slogan", {}, bed, tube);
  let body = null;

  const text = () => data.slogans[at % data.slogans.length]?.text ?? "";
  function put(moving) {
    const old = body;
    const tall = root.getBoundingClientRect().height;
    body = el("p", {}, text(), data.second ? el("span.second", { text: data.second }) : null);
    if (old && moving && !isStill()) {
      /* the old one keeps its place while it goes, the plate takes the height of the new one */
      const box = old.getBoundingClientRect();
      const home = root.getBoundingClientRect();
      Object.assign(old.style, { position: "absolute", left: `${box.left - home.left}px`, bottom: `${home.bottom - box.bottom}px`, width: `${box.width}px` });
    } else old?.remove();
    root.append(body);
    if (old && moving) {
      flip(old, body);
      const now = root.getBoundingClientRect().height;
      if (Math.abs(now - tall) > 1) play(bed, { scale: [`1 ${tall / now}`, "1 1"] }, { duration: T.quick, easing: T.easeMove });
    }
  }
  function next() {
    clearTimeout(timer);
    if (data.slogans.length < 2 || data.held) return;
    timer = setTimeout(() => { at += 1; put(true); next(); }, text().length > 100 ? STAY_LONG_MS : STAY_MS);
  }

  put(false); next();
  return {
    root,
    enter() { wipeBed(bed); riseBy(tube, 80); riseBy(body, 160); },
    leave: () => fadeOff(root, 0),
    update(newer) {
      const same = JSON.stringify([newer.slogans, newer.second]) === JSON.stringify([data.slogans, data.second]);
      data = newer;
      if (!same) { at = 0; put(true); }
      next();
    },
    gone() { clearTimeout(timer); },
  };
}
