/* Clock bug and score bug. */
import { watch } from "../../clock.js";
import { countable, el, name, ong, word } from "../../stage/dom.js";
import { T, count, isStill, parseFigure, play, swapText } from "../../stage/motion.js";
import { dropBy, fadeOff, riseBy } from "../motion.js";

const TUBES = 12;
const WORDS = { ready: "ready", running: "left", amber: "nearly_over", over: "over", paused: "paused", stopped: "stopped" };

export function clock(first, ctx) {
  let data = first;
  let stop = () => {};
  const cool = el("span.cool");
  const warm = el("span.warm", { "aria-hidden": "true" });
  const rows = Object.fromEntries(["off", "go", "warn", "over"].map((layer) => [layer, el(layer === "off" ? "span.off" : `span.lit.lit-${layer}`, {}, ...Array.from({ length: TUBES }, () => el("i")))]));
  const mini = el("span.mini", { "aria-hidden": "true" }, ...Object.values(rows));
  const root = el("section.piece.bug-clock", {}, el("i.bed"), el("i.bed.red"), el("span.fig", {}, el("span.plus", { text: "+" }), el("span.two", {}, cool, warm)), mini);

  function draw(face) {
    if (cool.textContent !== face.digits) { cool.textContent = face.digits; warm.textContent = face.digits; }
    const { warning_ms: warning, state } = data.clock;
    const tone = face.over ? "over" : state !== "ready" && warning > 0 && face.left <= warning ? "warn" : "go";
    if (mini.dataset.state !== tone) mini.dataset.state = tone;
    const lit = face.lit(TUBES);
    for (const layer of ["go", "warn", "over"]) [...rows[layer].children].forEach((t, i) => t.classList.toggle("on", layer === "over" || i < lit));
    root.classList.toggle("is-amber", tone === "warn");
    root.classList.toggle("is-over", face.over);
    root.classList.toggle("is-dim", state === "stopped" || state === "paused");
    const said = word(WORDS[face.phase]);
    if (root.getAttribute("aria-label") !== said) root.setAttribute("aria-label", said);
  }

  function run() { stop(); stop = watch(data.clock, ctx.now, draw); if (data.held) stop(); }

  run();
  return {
    root,
    enter() { dropBy(root, 0, 16); },
    leave: () => fadeOff(root, -16),
    update(newer) { const same = JSON.stringify(newer) === JSON.stringify(data); data = newer; if (!same) run(); },
    gone() { stop(); },
  };
}

export function score(first) {
  let data = first;
  const bed = el("i.bed");
  const edge = el("i.edge");
  const team = name(data.team, "p");
  const unit = el("p.unit", { text: data.section ?? data.caption ?? "" });
  const why = el("div.whys");
  const figure = countable(data.total ?? "");
  const root = el("section.piece.bug-score", {}, bed, edge, el("div", {}, team, unit, why), figure.root);

  /* while judges are revealed one by one: the last of them; the figure of the total is not there yet */
  const called = () => (data.total == null ? (data.judges ?? []).filter((j) => j.state !== "hidden").slice(-1) : []);
  const judged = (j) => el("p.why", {}, el("span", { text: j.label }), el("span.fig", { text: j.figure ?? word(j.state === "recused" ? "recused" : "absent") }));
  const reasons = () => why.replaceChildren(...called().map(judged), ...(data.lines ?? []).filter((l) => l.kind === "minus" || l.kind === "plus")
    .map((l) => el("p.why", {}, ong(l.kind === "minus" ? "red" : ""), el("span", { text: l.text }), el("span.fig", { text: l.figure ?? "" }))));
  const zero = () => { const p = parseFigure(data.total); return p ? `0${p.places ? `,${"0".repeat(p.places)}` : ""}` : ""; };
  const settled = () => play(figure.root, { scale: [1.03, 1] }, { duration: 240, easing: "ease-out" });

  const blank = () => { figure.root.hidden = data.total == null; };
  blank();
  reasons();
  return {
    root,
    enter() {
      play(bed, { clipPath: ["inset(0 0 0 100%)", "inset(0 0 0 0%)"] }, { duration: 480 });
      play(edge, { clipPath: ["inset(0 0 0 100%)", "inset(0 0 0 0%)"] }, { duration: 480 });
      riseBy(team, 220); riseBy(unit, 300); riseBy(why, 360);
      play(figure.root, { opacity: [0, 1] }, { delay: 400, duration: 200 });
      count(figure.inner, zero(), data.total ?? "", { delay: 400, done: settled });
    },
    leave: () => fadeOff(root, 0),
    update(newer, { still }) {
      const before = data;
      data = newer;
      if (before.team?.name !== data.team?.name) { team.className = `name len-${data.team?.len ?? "s"}`; team.textContent = data.team?.name ?? ""; }
      swapText(unit, data.section ?? data.caption ?? "");
      blank();
      if (JSON.stringify([before.lines, before.judges]) !== JSON.stringify([data.lines, data.judges])) { reasons(); if (!still) riseBy(why, 0); }
      if (before.total === data.total) return;
      if (still || isStill()) { figure.set(data.total ?? ""); return; }
      if (before.total == null) { figure.widen(data.total ?? ""); count(figure.inner, zero(), data.total ?? "", { done: settled }); return; }
      const ghost = el("span", { text: before.total ?? "" });
      figure.widen(data.total ?? "");
      figure.root.append(ghost);
      figure.inner.textContent = "";
      play(ghost, { translate: ["0 0", "0 calc(var(--p) * 10)"], opacity: [1, 0] }, { duration: T.out, fill: "forwards" });
      setTimeout(() => { ghost.remove(); count(figure.inner, before.total, data.total ?? "", { done: settled }); }, T.out);
    },
  };
}

