/* The draw: a place a turn, empty until its name is drawn. The name just drawn stands large with its number in the hub of the
   wheel, then goes to its place. Below, the digest that was public before the draw, and at the end the seed itself. */
import { el, fig, name, whole, word } from "../dom.js";
import { pages, split } from "../pages.js";
import { T, after, isCalm, isStill, leave, play, rise, fade } from "../motion.js";

const FEW = [6, 5, 4, 3];      /* full names on two lines, so many a page as fit */
const TEN = 10;
const ALL = { wide: 20, ultra: 21, tall: 20 };
const SHOWN_MS = 2600;         /* so long the drawn name stands alone */
const MOST_SIGNS = 32;         /* of a seed; longer ones are for the record, not for the wall */

const shape = (root) => { const r = root.getBoundingClientRect(); const s = r.width / Math.max(1, r.height); return s >= 2.5 ? "ultra" : s <= 5 / 6 ? "tall" : "wide"; };

export const continues = (a, b) => a.title === b.title && a.subtitle === b.subtitle && a.places?.length === b.places?.length;

const grouped = (digest) => `${digest.slice(0, 12).replace(/(.{4})(?=.)/g, "$1 ")}…`;
const cut = (text) => (text.length > MOST_SIGNS ? `${text.slice(0, MOST_SIGNS)}…` : text);

export function mount(first) {
  let frame = first;
  let hero = null;
  let over = null;
  const title = el("h1");
  const subtitle = el("p.label");
  const book = pages();
  const proof = el("p.legend.proof");
  const root = el("main.scene.scene-draw", {}, el("div.titlebar", {}, title, subtitle), book.root, proof);
  let lots = [];

  function place(p, kind) {
    const full = kind === "few" || (kind === "ten" && (shape(root) === "tall" ? p.team?.len === "s" : p.team?.len !== "l"));
    const team = p.team && (full ? p.team.name : p.team.short || p.team.name);
    return el(`li.lot${p.team ? ".drawn" : ""}`, {}, el("i.bg"), el("i.hollow"), el("span.turn", {}, fig(p.turn)), el(`span.name.len-${p.team && full ? p.team.len : "s"}`, {}, ...(team ? whole(team) : ["\u00a0"])));
  }

  function build() {
    title.textContent = frame.title ?? ""; subtitle.textContent = frame.subtitle ?? "";
    const places = frame.places ?? [];
    const n = places.length;
    /* the page with the name drawn last; all of them in turn when nothing is left to draw */
    const last = Math.max(0, places.findLastIndex((p) => p.team));
    const lay = (kind, most) => {
      lots = places.map((p) => place(p, kind));
      const groups = split(lots, most);
      const size = groups[0].length;
      book.fill(groups.map((g) => el(`ol.lots.${kind}`, { vars: { "--rows": size, "--half": Math.ceil(size / 2), "--third": Math.ceil(size / 3) } }, ...g)), Math.floor(last / size));
      return !root.isConnected || (lots.every((l) => { const t = l.lastChild; return t.scrollWidth <= t.clientWidth + 1; }) && [...book.root.children].every((p) => p.scrollHeight <= p.clientHeight + 1));
    };
    const small = n <= FEW[0] ? false : n <= TEN ? lay("ten", TEN) : lay("all", ALL[shape(root)]);
    if (!small) FEW.some((most) => lay("few", most));
    if (frame.drawn === n && !frame.held) book.run(); else book.stop();
    const said = frame.seed ? [word("seed"), cut(String(frame.seed))] : frame.seed_digest ? [word("seed_digest"), grouped(String(frame.seed_digest))] : null;
    proof.hidden = !said;
    proof.replaceChildren(...(said ? [el("span", {}, said[0]), el("b.fig", { text: said[1] })] : []));
  }

  function settleHero() { over?.(); over = null; hero?.remove(); hero = null; root.classList.remove("has-hero"); }

  /* the name that was drawn, alone and large, before it goes to its place */
  function show(p) {
    settleHero();
    const disc = el("div.disc", {}, fig(p.turn));
    const rim = el("i.rim");
    const said = name(p.team, "p");
    const turn = el("p.label", { text: `${word("turn")} ${p.turn}` });
    hero = el("div.drawn-now", {}, el("div.seal", {}, rim, disc), el("div", {}, turn, said));
    root.append(hero);
    root.classList.add("has-hero");
    fade(hero, 0, 300);
    play(disc, { scale: [0.92, 1], opacity: [0, 1] });
    play(rim, { rotate: ["-24deg", "0deg"], opacity: [0, 1] }, { duration: 900 });
    rise(turn, 300); rise(said, 420);
    over = after(SHOWN_MS, () => {
      const old = hero;
      hero = null;
      over = null;
      root.classList.remove("has-hero");
      if (old) leave(old).then(() => old.remove());
      if (!root.isConnected) return;
      const li = lots[p.turn - 1];
      const bg = li?.querySelector(".bg");
      if (bg) play(bg, { clipPath: ["polygon(0 0,0 0,calc(-1*var(--cut)) 100%,0 100%)", getComputedStyle(bg).clipPath] }, { duration: T.in });
      if (li) fade(li.querySelector(".name"), 120, T.quick);
    });
  }

  let laid = "";
  const size = () => { const r = root.getBoundingClientRect(); return `${Math.round(r.width)}×${Math.round(r.height)}`; };
  const watch = new ResizeObserver(() => { if (root.isConnected && laid !== size()) { laid = size(); build(); } });
  watch.observe(root);
  build();
  return {
    root,
    enter() { build(); rise(title.parentNode); lots.forEach((l, i) => fade(l, 200 + i * 40)); fade(proof, 700); },
    still() { settleHero(); build(); },
    update(newer, { prev, still }) {
      const before = (prev.places ?? []).filter((p) => p.team).length;
      frame = newer;
      settleHero();
      build();
      const drawn = (frame.places ?? []).filter((p) => p.team);
      if (still || isStill()) return;
      if (drawn.length === before + 1 && !isCalm()) show(drawn.at(-1));
      else if (drawn.length !== before) fade(book.root, 0, 400);
      if (Boolean(prev.seed) !== Boolean(frame.seed)) fade(proof, 0, 400);
    },
    gone() { over?.(); book.stop(); watch.disconnect(); },
  };
}
