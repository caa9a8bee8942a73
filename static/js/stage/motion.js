/* Motion of the hall and the stream: times and easings of tokens.css, played with the Web Animations API.
   Every motion runs towards the natural state of the page and leaves no inline style, so the end state can always be had at
   once (settle). Only transform, opacity and clip-path move. Decides nothing about what is shown. */

const css = () => getComputedStyle(document.documentElement);
const ms = (name) => { const v = css().getPropertyValue(name).trim(); return parseFloat(v) * (v.endsWith("ms") ? 1 : 1000); };
const text = (name) => css().getPropertyValue(name).trim();

/** Times in ms and easings, read from tokens.css once. */
export const T = {};
export function readTokens() {
  Object.assign(T, {
    in: ms("--in"), quick: ms("--in-quick"), out: ms("--out"), count: ms("--count"), reorder: ms("--reorder"), stagger: ms("--stagger"),
    easeIn: text("--ease-in-screen"), easeOff: text("--ease-off-screen"), easeMove: text("--ease-move"),
  });
}

const reduced = matchMedia("(prefers-reduced-motion: reduce)");
let still = false;
/** From here on nothing moves: ?still, and pages that must only show. */
export function standStill() { still = true; document.documentElement.classList.add("is-still"); }
export const isStill = () => still;
export const isCalm = () => still || reduced.matches;

let lead = 0;
/**
 * Has what `enter` plays begin so much later, and keeps the root out of sight until then: the old goes while the new already
 * stands in the page, so nothing waits for a timer. Returns when the entrance begins (performance.now()).
 */
export function later(ms, root, enter) {
  if (still || ms <= 0) { enter(); return 0; }
  root.animate({ opacity: [0, 0] }, { duration: ms });
  lead = ms;
  try { enter(); } finally { lead = 0; }
  return performance.now() + ms;
}

const running = new Set();             /* counts and waits that settle() must end */

/**
 * Plays keyframes on an element towards its natural state; null when nothing moves. Before its delay the element stands in the
 * first keyframe. Where reduced motion is asked for things fade, in the same order of steps.
 */
export function play(el, keyframes, { duration = T.in, delay = 0, easing = T.easeIn, fill = "backwards" } = {}) {
  if (still || !el) return null;
  let frames = keyframes;
  let time = duration;
  let ease = easing;
  if (reduced.matches) {
    /* what would be wiped or moved in fades in, what leaves fades out; a move alone is not made */
    if ("clipPath" in frames) frames = { opacity: fill === "forwards" ? [1, 0] : [0, 1] };
    else if ("opacity" in frames) frames = { opacity: frames.opacity };
    else return null;
    time = Math.min(Math.max(duration, 200), 250);
    ease = "linear";
  }
  return el.animate(frames, { duration: time, delay: delay + lead, easing: ease, fill });
}

const u = (n) => `0 calc(var(--u) * ${n})`;
/** Comes from `by` units below and fades in. */
export const rise = (el, delay = 0, { by = 2.4, duration = T.in } = {}) => play(el, { translate: [u(by), "0 0"], opacity: [0, 1] }, { delay, duration });
export const fade = (el, delay = 0, duration = T.quick) => play(el, { opacity: [0, 1] }, { delay, duration, easing: "ease-out" });
/** Wiped open from the middle, a line or a plate. */
export const unfold = (el, delay = 0, duration = 600) => play(el, { clipPath: ["inset(-20% 50%)", "inset(-20% 0%)"] }, { delay, duration });

/** The old goes: up 2u and out, all at once; resolves when it is gone. */
export function leave(el, by = 2, from = 1) {
  if (still) return Promise.resolve();
  const a = play(el, { translate: ["0 0", u(-by)], opacity: [from, 0] }, { duration: T.out, easing: T.easeOff, fill: "forwards" });
  return a ? a.finished.catch(() => {}) : Promise.resolve();
}

/**
 * A whole scene goes, each part by itself from what is seen of it: as one, a browser would draw it on a second wall first and
 * lay that over this one, in every frame.
 */
export const leaveScene = (root) => Promise.all([...root.children].map((part) => leave(part, 2, getComputedStyle(part).opacity)));

/** Runs fn after a time, or at once when everything must stand. Returns a function that calls it off. */
export function after(delay, fn) {
  if (still || delay + lead <= 0) { fn(); return () => {}; }
  const job = { end: () => { clearTimeout(timer); running.delete(job); fn(); } };
  const timer = setTimeout(job.end, delay + lead);
  running.add(job);
  return () => { clearTimeout(timer); running.delete(job); };
}

/** Everything under root stands in its end state now. Endless motion of the ground goes on. */
export function settle(root) {
  for (const job of [...running]) job.end();
  for (const a of root.getAnimations({ subtree: true })) {
    const timing = a.effect?.getComputedTiming();
    if (timing && timing.endTime !== Infinity) { try { a.finish(); } catch { a.cancel(); } }
  }
}

/* ---- figures ---- */

/** A ready-made figure ("43,25", "−0,25", "27") as {value, places}, or null for what is no figure. */
export function parseFigure(str) {
  const m = /^([−-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?$/.exec(String(str ?? "").trim());
  if (!m) return null;
  const places = m[3]?.length ?? 0;
  return { value: (m[1] ? -1 : 1) * Number(m[2].replaceAll(".", "") + (m[3] ?? "")), places };
}

/** Whole steps of the last place as a figure with a decimal comma: (4325, 2) → "43,25". */
export function figure(value, places) {
  const s = String(Math.abs(Math.round(value))).padStart(places + 1, "0");
  return (value < 0 ? "−" : "") + (places ? `${s.slice(0, -places)},${s.slice(-places)}` : s);
}

/**
 * Counts the text of `el` from one ready-made figure to another, always with the same number of decimals; `done` when it stands.
 * What can't be counted stands at once. The text is written only when it changes.
 */
export function count(el, from, to, { duration = T.count, delay = 0, done = null } = {}) {
  const a = parseFigure(from);
  const b = parseFigure(to);
  el.count?.end(true);
  if (isCalm() || !b) { el.textContent = to; done?.(); return; }
  const wait = delay + lead;
  const start = a ? a.value * 10 ** (b.places - a.places) : 0;
  let raf = 0;
  let began = null;
  const job = {
    end(silent = false) {
      cancelAnimationFrame(raf); running.delete(job); delete el.count;
      if (!silent) { el.textContent = to; done?.(); }
    },
  };
  el.count = job;
  el.textContent = figure(start, b.places);
  running.add(job);
  const step = (now) => {
    began ??= now + wait;
    const share = Math.min(1, Math.max(0, (now - began) / duration));
    if (share >= 1) { job.end(); return; }
    const eased = 1 - (1 - share) ** 3;
    const next = figure(start + (b.value - start) * eased, b.places);
    if (el.textContent !== next) el.textContent = next;
    raf = requestAnimationFrame(step);
  };
  raf = requestAnimationFrame(step);
}

/** A text changed by a correction: cross-fades in 400 ms where it stands. */
export function swapText(el, next, duration = 400) {
  if (!el || el.textContent === next) return;
  if (still) { el.textContent = next; return; }
  const half = duration / 2;
  el.animate({ opacity: [1, 0] }, { duration: half, easing: "ease-in", fill: "forwards" }).finished.then((a) => {
    el.textContent = next;
    el.animate({ opacity: [0, 1] }, { duration: half, easing: "ease-out" });
    a.cancel();
  }).catch(() => { el.textContent = next; });
}
