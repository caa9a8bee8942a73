/* Before, between and after: the contest's name, slogans turning over, and how long until it begins. */
import { longDigits } from "../../clock.js";
import { el, fig, ong, word } from "../dom.js";
import { showFile } from "../show_file.js";
import { T, fade, isCalm, isStill, play } from "../motion.js";

const STAY_MS = 8000;
const STAY_LONG_MS = 14_000;     /* over 100 characters take longer to read */
const POSTER_MS = 10_000;
const LONGEST_CLIP_MS = 180_000;
const DAY_MS = 86_400_000;

/* what turns over: slogans, and after each of them a poster as long as there are any */
function texts(frame) {
  const slogans = frame.slogans?.length ? frame.slogans : [{ text: frame.theme || frame.contest?.title || "", len: "s" }];
  const posters = (frame.posters ?? []).map((file) => ({ text: file.title, file }));
  const rounds = Math.max(slogans.length, posters.length);
  return posters.length ? Array.from({ length: rounds }, (_, i) => [slogans[i % slogans.length], posters[i % posters.length]]).flat() : slogans;
}

const landFor = (item) => (item.file ? "river" : item.len === "l" ? "back" : "aside");      /* long slogans run over the wheels */
export const land = (frame) => landFor(texts(frame)[0]);
export const continues = () => true;

export function mount(first, ctx) {
  let frame = first;
  let at = 0;
  let timer = null;
  let waiting = null;

  const title = el("span");
  const theme = el("span.theme");
  const sign = el("p.sign", {}, ong("red"), title);
  const slogans = el("div.slogans");
  const round = el("b");
  const when = el("span");
  const wait = fig("");
  const plate = el("div.plate.countdown", {}, el("p.second", { text: word("begins_in") }), el("p", {}, wait));
  const foot = el("div.foot", {}, el("p.when", {}, round, when, theme), plate);
  const root = el("main.scene.scene-holding", {}, sign, slogans, foot);
  let shown = null;
  let clip = null;

  function fill() {
    title.textContent = frame.contest?.title ?? "";
    round.textContent = frame.round ?? ""; round.hidden = !frame.round;
    when.textContent = frame.when ?? ""; when.hidden = !frame.when;
    theme.textContent = frame.theme ?? ""; theme.hidden = !frame.theme || !frame.slogans?.length;
  }

  function slogan() {
    const { text, len, file } = texts(frame)[at % texts(frame).length];
    root.classList.toggle("has-poster", Boolean(file));
    clip = file ? showFile(file, { quiet: Boolean(ctx.mini) }) : null;
    if (clip) { const holder = el("div.poster", {}, clip.root); clip.play(); return holder; }
    /* words are set apart so that each line can rise by itself; the spaces between them stay text and lines break as ever */
    const p = el(`p.slogan.len-${len}`);
    text.split(" ").forEach((w, i) => { if (i) p.append(" "); p.append(el("span.w", { text: w })); });
    return p;
  }

  function put() {
    shown?.remove();
    shown = slogan();
    slogans.append(shown);
  }

  function lines(p, delay) {
    if (p.classList.contains("poster")) { fade(p, delay, T.in); return; }
    let top = null;
    let line = -1;
    const spots = [...p.children].map((w) => [w, w.offsetTop]);
    for (const [w, y] of spots) {
      if (y !== top) { top = y; line += 1; }
      play(w, { translate: ["0 calc(var(--u) * 2)", "0 0"], opacity: [0, 1] }, { delay: delay + line * 90 });
    }
  }

  function turnOver() {
    at += 1;
    const old = shown;
    const before = clip;
    shown = slogan();
    slogans.append(shown);
    ctx.land(landFor(texts(frame)[at % texts(frame).length]));
    before?.unload?.();
    if (isStill()) { old.remove(); next(); return; }
    const out = isCalm() ? { opacity: [1, 0] } : { translate: ["0 0", "0 calc(var(--u) * -3)"], opacity: [1, 0] };
    old.animate(out, { duration: T.out > 1 ? T.out : 300, easing: T.easeOff, fill: "forwards" }).finished.then(() => old.remove(), () => old.remove());
    play(shown, { translate: ["0 calc(var(--u) * 3)", "0 0"], opacity: [0, 1] }, { delay: 200 });
    next();
  }

  function next() {
    clearTimeout(timer);
    const all = texts(frame);
    if (all.length < 2 || frame.held) return;
    const { text, file } = all[at % all.length];
    const turn = turnOver;
    const mine = clip;
    if (file?.kind === "video") mine.ended.then(() => { if (clip === mine && shown.isConnected && !frame.held) { clearTimeout(timer); turn(); } });
    timer = setTimeout(turn, file?.kind === "video" && !ctx.mini ? LONGEST_CLIP_MS : file ? POSTER_MS : text.length > 100 ? STAY_LONG_MS : STAY_MS);
  }

  function countDown() {
    clearTimeout(waiting);
    const left = frame.starts_at == null ? -1 : frame.starts_at - ctx.now();
    const seen = left > 0 && left < DAY_MS;
    /* at zero the plate fades; the director takes the next scene, the page does not */
    plate.classList.toggle("is-gone", !seen);
    plate.hidden = frame.starts_at == null;
    if (seen) {
      const text = longDigits(left);
      if (wait.textContent !== text) wait.textContent = text;
      wait.classList.toggle("is-hours", text.length > 5);
    }
    if (frame.starts_at != null && !frame.held) waiting = setTimeout(countDown, Math.min(500, Math.max(16, (left % 1000) + 3)));
  }

  fill(); put(); countDown(); next();
  return {
    root,
    enter() { fade(sign); fade(foot); lines(shown, 0); },
    update(newer) {
      const before = JSON.stringify(texts(frame));
      frame = newer;
      fill();
      if (JSON.stringify(texts(frame)) !== before) { at = 0; put(); }
      ctx.land(landFor(texts(frame)[at % texts(frame).length]));
      countDown(); next();
    },
    gone() { clearTimeout(timer); clearTimeout(waiting); clip?.unload?.(); },
  };
}
