/* The strip above the floor: a tab that says what it is, a line with two at a time. Standings run from the bottom up, finalists
   in their order, winners from the smallest prize; the last page stays. A name too long for half the line has it alone. */
import { el, fig, name, ong, whole } from "../../stage/dom.js";
import { T, fade, isStill, play } from "../../stage/motion.js";
import { flip, fadeOff, riseBy, wipeBed } from "../motion.js";

const PAGE_MS = 4000;

/* a strip over the cells that `cells(data)` makes: [{cell, full?, alone?}] from the head of the list down; `full(cell)` gives a cell
   that stands alone its full name; order "upwards" shows the foot of the list first */
function strip(cells, order) {
  return (first) => {
    let data = first;
    const tabBed = el("i.bed");
    const title = el("span");
    const tab = el("p.tab", {}, tabBed, ong(), title);
    const bed = el("i.bed");
    const line = el("div.line", {}, bed);
    const root = el("section.piece.strip", {}, tab, line);
    let pages = [];
    let at = 0;
    let body = null;
    let timer = null;

    /* pairs from the head of the list, so that the last page to come is a whole one; what does not fit in half a line stands
       alone with its full name (measured on the line itself, once) */
    function lay() {
      pages = [];
      let pair = [];
      const flush = () => { if (pair.length) pages.push(el("div.page", {}, ...pair)); pair = []; };
      const lonely = ({ cell, full }) => { flush(); full?.(cell); cell.classList.add("alone"); pair = [cell]; flush(); };
      for (const entry of cells(data)) {
        if (entry.alone || !fits(entry.cell)) { lonely(entry); continue; }
        pair.push(entry.cell);
        if (pair.length === 2) flush();
      }
      flush();
      for (const p of pages) if (p.children.length === 1) p.firstChild.classList.add("alone");
      if (order === "upwards") pages.reverse();
    }
    function fits(cell) {
      if (!root.isConnected) return true;
      const probe = el("div.page", {}, cell);
      probe.style.visibility = "hidden";
      line.append(probe);
      const text = cell.querySelector(".name");
      const ok = text.scrollWidth <= text.clientWidth + 1;
      cell.remove();
      probe.remove();
      return ok;
    }

    function put(i, moving) {
      const old = body;
      at = i;
      body = pages[i] ?? null;
      if (body) line.append(body);
      if (moving && body) flip(old, body); else if (old !== body) old?.remove();
    }
    function next() {
      clearTimeout(timer);
      if (data.held || at >= pages.length - 1) return;
      timer = setTimeout(() => { put(at + 1, true); next(); }, PAGE_MS);
    }
    const head = () => { title.textContent = [data.title, data.subtitle].filter(Boolean).join(" · "); };

    head();
    return {
      root,
      laid() { lay(); put(isStill() ? Math.max(0, pages.length - 1) : 0, false); next(); },
      enter() {
        wipeBed(tabBed, 0, 400); riseBy(title, 120);
        play(bed, { clipPath: ["polygon(0 0,0 0,0 100%,0 100%)", getComputedStyle(bed).clipPath] }, { delay: 160, duration: 480 });
        if (body) riseBy(body, 320);
      },
      leave: () => fadeOff(root, 0),
      update(newer, { still }) {
        const before = data;
        data = newer;
        head();
        const seen = (d) => JSON.stringify([d.rows, d.teams, d.steps, d.members, d.lines]);
        if (seen(before) === seen(data)) { next(); return; }
        /* newly revealed rows are shown, then stay; a correction shows the page it is on again */
        const was = before.rows ?? [];
        const revealed = (data.rows ?? []).filter((r, i) => !r.hidden && was[i]?.hidden).length;
        const old = body;
        body = null;
        lay();
        let from = Math.min(at, pages.length - 1);
        if (revealed) from = Math.max(0, pages.length - Math.ceil(revealed / 2));
        put(Math.max(0, still || isStill() ? pages.length - 1 : from), false);
        if (body && !still) flip(old, body); else old?.remove();
        if (body && !still) fade(bed, 0, T.quick);
        next();
      },
      turn() { if (at < pages.length - 1) put(at + 1, true); next(); },
      gone() { clearTimeout(timer); },
    };
  };
}

export const standings = strip((data) => (data.rows ?? []).filter((r) => !r.hidden).map((r) => ({
  cell: el(`div.cell${r.first ? ".first" : ""}`, {}, fig(r.rank ?? "", ".rank"), el("span.name", {}, ...whole(r.team?.short || r.team?.name)),
    el("span.fig.pts", {}, r.deduction ? ong("red") : null, el("span", { text: r.points ?? "" }))),
  full: (cell) => cell.querySelector(".name").replaceChildren(...whole(r.team?.name)),
})), "upwards");

export const advancing = strip((data) => (data.teams ?? []).map((t) => ({
  cell: el("div.cell.plain", {}, ong(), name(t, "span")),
})), "downwards");

export const podium = strip((data) => [...(data.steps ?? [])].filter((s) => s.team).sort((a, b) => b.place - a.place).map((s) => ({
  cell: el("div.cell.prize", {}, el("span.what", { text: s.prize }), name(s.team, "span")), alone: true,
})), "downwards");

export const jury = strip((data) => (data.members ?? []).map((m) => ({
  cell: el("div.cell.plain", {}, ong(), el(`span.name.len-${m.len}`, {}, m.head ? el("span.role", { text: m.role }) : null, ...whole(m.name))), alone: m.head,
})), "downwards");

export const programme = strip((data) => (data.lines ?? []).map((l) => ({
  cell: el("div.cell.prize.hour", {}, el("span.fig.what", { text: [l.day, l.time].filter(Boolean).join(" · ") }), el("span.name", {}, ...whole(l.title))), alone: true,
})), "downwards");
