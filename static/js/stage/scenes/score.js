/* A performance's score: judges one by one or the total only, what is added and taken off with its reason, the total counting up.
   Everything on it is locked and revealed; a sheet left out of the mean stays readable. */
import { countable, el, name, ong, word } from "../dom.js";
import { count, fade, isStill, leave, parseFigure, play, rise, swapText } from "../motion.js";

const BETWEEN_JUDGES = 260;
const AFTER_JUDGES = 500;
const BETWEEN_LINES = 300;
const OUT = new Set(["high", "low", "out"]);

/* the next step of the same score: the next judge's plate, at last the way to the total */
export const continues = (a, b) => a.team?.key === b.team?.key && a.section === b.section && a.detail === b.detail && a.detail === "per_judge" && a.judges?.length === b.judges?.length && a.judges.some((j) => j.state === "hidden");

/* the name stands over from scoring: it is the same line in the same place */
export const standsOver = (a, b) => a.scene === "scoring" && a.team?.key === b.team?.key;

function judge(j) {
  if (j.state === "hidden") return el("li.judge.waits", {}, el("i.bg"), el("i.rim-out"), el("span.fig", { text: "\u00a0" }), el("span.who-j", { text: j.label }));
  const seat = el("span.who-j", { text: j.label });
  if (j.state === "high" || j.state === "low") seat.prepend(el(`i.tri${j.state === "low" ? ".down" : ""}`, { "aria-hidden": "true" }));
  const out = OUT.has(j.state);
  const mark = j.figure == null
    ? el("span.none", { text: word(j.state === "recused" ? "recused" : "absent") })
    : el("span.fig", {}, el("span", { text: j.figure }), el("i.strike", { "aria-hidden": "true" }));
  return el(`li.judge${out || j.figure == null ? ".out" : ""}`, {}, el("i.bg"), el("i.rim-out"), mark, seat);
}

/* "Bỏ cao nhất và thấp nhất" names its signs: the triangle follows the word */
function rule(text) {
  const node = el("span.rule");
  const marks = [["highest", "tri"], ["lowest", "tri.down"]]
    .map(([key, sign]) => ({ end: text.toLowerCase().indexOf(word(key)) + word(key).length, at: word(key) ? text.toLowerCase().indexOf(word(key)) : -1, sign }))
    .filter((m) => m.at >= 0).sort((a, b) => a.at - b.at);
  let from = 0;
  for (const m of marks) { node.append(text.slice(from, m.end), el(`i.${m.sign}`, { "aria-hidden": "true" })); from = m.end; }
  node.append(text.slice(from));
  return node;
}

/* a line of the sum as the cells that enter together */
function line(l, signs) {
  if (l.kind === "rule") return [signs ? rule(l.text) : el("span.rule", { text: l.text })];
  const what = el("span.what", { text: l.text });
  const left = l.kind === "minus" || l.kind === "plus" ? el(`span.${l.kind}`, {}, ong(l.kind === "minus" ? "red" : ""), what) : what;
  return [left, el("span.fig", { text: l.figure ?? "" })];
}

export function mount(first) {
  let frame = first;
  const root = el("main.scene.scene-score");
  let parts = build();

  function build() {
    const judges = frame.detail === "per_judge" ? frame.judges ?? [] : [];
    const lines = frame.lines ?? [];
    root.className = `scene scene-score${judges.length ? "" : lines.length > 2 ? " only side" : lines.length ? " only" : " bare"}`;
    const team = name(frame.team);
    const section = frame.section ? el("p.label", { text: frame.section }) : null;
    const top = el("div.topline", {}, team, section);
    const per = judges.length > 9 ? Math.ceil(judges.length / 2) : Math.max(judges.length, 5);
    const row = judges.length ? el(`ul.judges${judges.length > 7 ? ".many" : ""}${judges.length > 9 ? ".two" : ""}`, { vars: { "--n": per }, data: { rest: judges.length > 4 ? judges.length % 4 : 0 } }, ...judges.map(judge)) : null;
    const cells = lines.map((l) => line(l, judges.some((j) => OUT.has(j.state))));
    const calc = lines.length ? el("div.calc", {}, ...cells.flat()) : null;
    const wide = String(frame.total ?? "").length > 5 ? ".is-wide" : "";
    const figure = countable(frame.total ?? "", wide);
    const caption = el("span.second", { text: frame.caption });
    const total = el(`div.total${frame.total == null ? ".waits" : ""}`, {}, caption, figure.root);
    root.replaceChildren(...[top, row, calc, total].filter(Boolean));
    return { top, team, section, row, cells, calc, total, figure, caption };
  }

  function riseTotal(at, from) {
    fade(parts.total, at, 200);
    count(parts.figure.inner, from, frame.total ?? "", {
      delay: at,
      done: () => play(parts.figure.root, { scale: [1.03, 1] }, { duration: 240, easing: "ease-out" }),
    });
  }

  /* Judges that were hidden rise in their places. The last step has the highest and the lowest step back, then the sum. */
  function reveal(prev) {
    const fresh = (frame.judges ?? []).flatMap((j, i) => (prev.judges[i]?.state === "hidden" && j.state !== "hidden" ? [i] : []));
    const whole = prev.total == null && frame.total != null;
    parts = build();
    const seats = [...parts.row.children];
    fresh.forEach((i, n) => { for (const c of seats[i].children) rise(c, n * BETWEEN_JUDGES, { by: 2 }); });
    if (whole) enterSum(seats, fresh.length * BETWEEN_JUDGES);
  }

  function enterSum(seats, from) {
    let at = from;
    for (const seat of seats) {
      if (!seat.classList.contains("out") || seat.querySelector(".none")) continue;
      play(seat.querySelector(".bg"), { opacity: [1, 0] }, { delay: at, duration: 350 });
      play(seat.querySelector(".rim-out"), { opacity: [0, 1] }, { delay: at, duration: 350 });
      play(seat.querySelector(".strike"), { clipPath: ["inset(0 100% 0 0)", "inset(0 0% 0 0)"] }, { delay: at, duration: 350 });
      fade(seat.querySelector(".tri"), at, 350);
    }
    if (seats.some((s) => s.classList.contains("out"))) at += 350;
    for (const cells of parts.cells) { for (const c of cells) rise(c, at, { by: 1.6 }); at += BETWEEN_LINES; }
    riseTotal(at + (parts.cells.length ? 100 : 0), zero());
  }

  const zero = () => { const p = parseFigure(frame.total); return p ? `0${p.places ? `,${"0".repeat(p.places)}` : ""}` : ""; };

  return {
    root,
    enter({ from, fromRoot }) {
      let at = 0;
      const old = fromRoot?.querySelector(".topline");
      if (from && standsOver(from, frame) && old) {
        const a = old.getBoundingClientRect();
        const b = parts.top.getBoundingClientRect();
        const same = Math.abs(a.left - b.left) < 2 && Math.abs(a.top - b.top) < 2 && Math.abs(a.width - b.width) < 2;
        old.style.visibility = same ? "hidden" : "";
        if (!same) rise(parts.top, 170);
        at = 170;
      } else rise(parts.top);
      at += 220;
      if (parts.row) {
        const seats = [...parts.row.children];
        seats.forEach((seat, i) => rise(seat, at + i * BETWEEN_JUDGES));
        at += seats.length * BETWEEN_JUDGES + AFTER_JUDGES;
      }
      if (frame.total != null) enterSum(parts.row ? [...parts.row.children] : [], at);
    },
    still() { parts.figure.set(frame.total ?? ""); },
    update(newer, { prev, still }) {
      frame = newer;
      if ((prev.judges ?? []).some((j) => j.state === "hidden")) {
        if (still || isStill()) parts = build(); else reveal(prev);
        return;
      }
      const alike = prev.detail === frame.detail && (prev.judges ?? []).length === (frame.judges ?? []).length && !prev.lines?.length === !frame.lines?.length;
      if (!alike || still) { parts = build(); if (!still) fade(root, 0, 400); return; }
      if (prev.team?.name !== frame.team?.name) { parts.team.className = `name len-${frame.team?.len ?? "s"}`; swapText(parts.team, frame.team?.name ?? ""); }
      if (parts.section) swapText(parts.section, frame.section ?? "");
      swapText(parts.caption, frame.caption ?? "");
      (frame.judges ?? []).forEach((j, i) => {
        if (JSON.stringify(j) === JSON.stringify(prev.judges?.[i])) return;
        const seat = judge(j);
        parts.row?.children[i].replaceWith(seat);
        fade(seat, 0, 400);
      });
      let at = 0;
      if (JSON.stringify(prev.lines) !== JSON.stringify(frame.lines)) {      /* the reason comes first, then the total */
        const before = new Set((prev.lines ?? []).map((l) => JSON.stringify(l)));
        const signs = (frame.judges ?? []).some((j) => OUT.has(j.state));
        parts.cells = frame.lines.map((l) => line(l, signs));
        parts.calc.replaceChildren(...parts.cells.flat());
        frame.lines.forEach((l, i) => {
          if (before.has(JSON.stringify(l))) return;
          for (const c of parts.cells[i]) rise(c, at, { by: 1.6 });
          at += BETWEEN_LINES;
        });
      }
      if (prev.total !== frame.total) {
        const { figure } = parts;
        const ghost = el("span", { text: prev.total ?? "" });
        figure.widen(frame.total ?? "");
        figure.root.append(ghost);
        figure.inner.textContent = "";
        leave(ghost, -1).then(() => {
          ghost.remove();
          figure.root.classList.toggle("is-wide", String(frame.total ?? "").length > 5);
          count(figure.inner, prev.total, frame.total ?? "", { delay: at, done: () => play(figure.root, { scale: [1.03, 1] }, { duration: 240, easing: "ease-out" }) });
        });
      }
    },
  };
}
