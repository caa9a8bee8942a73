/* The run of show: hundreds of rows, of which a take changes three. Rows are kept by cue and touched only where something
   differs; what is on air and what comes next stay in sight. Knows nothing of buses' pictures or of writing. */

import { createDrag } from "./drag.js";
import { fill, fold, mark, parts as apart, put } from "./text.js";

const HANDS_OFF_MS = 5000;          /* after the director scrolls by hand, the list does not pull back before this */

export function createCues({ list, count, filter, nothing, texts, time, onPick, onEdit, onMove }) {
  const rows = new Map();           /* cue id → {row, parts, text, sign, fold} */
  const idOf = new WeakMap();       /* row → cue id */
  let cues = [];
  let deleted = [];
  const taken = new Map();          /* cue → when it went on air */
  let order = new Map();
  let wanted = "";
  let shown = "";                   /* the live and next rows that the list was last brought to */
  let marked = [null, null];        /* those rows */
  let scrolled = -Infinity;

  function build(cue) {
    const row = document.createElement("li");
    row.className = "cue";
    row.id = `cue-${cue.id}`;
    row.setAttribute("role", "option");
    row.dataset.testid = `cue-${cue.id}`;
    idOf.set(row, cue.id);
    const part = (parent, tag, cls) => { const el = document.createElement(tag); el.className = cls; parent.append(el); return el; };
    const grip = part(row, "span", "cue-grip");
    grip.draggable = true;
    grip.title = texts.grip;
    const number = part(grip, "span", "fig cue-number");
    const at = part(grip, "span", "fig cue-at");
    const head = part(row, "span", "cue-head");
    const parts = { number, at, title: part(head, "b", "cue-title"), tags: part(head, "span", "cue-tags"), sub: part(row, "span", "cue-sub"), crew: part(row, "span", "cue-sub crew"), mc: part(row, "span", "cue-sub for-mc") };
    const more = part(row, "button", "cue-more");
    more.type = "button";
    more.tabIndex = -1;
    more.textContent = "⋯";
    more.setAttribute("aria-label", texts.edit_cue);
    more.title = texts.edit_cue;
    return { row, parts, sign: "", text: "", fold: "" };
  }

  /* ---- the list itself: order, texts, block headings ---- */
  function setCues(next, gone = []) {
    cues = next;
    deleted = gone;
    taken.clear();
    for (const cue of cues) if (cue.taken_at != null) taken.set(cue.id, cue.taken_at);
    order = new Map(cues.map((cue, i) => [cue.id, i]));
    const seen = new Set();
    const children = [];
    const times = new Map();         /* a block that comes twice in the evening has two headings */
    let block = null;
    for (const cue of cues) {
      if (cue.block && cue.block.key !== block) {
        block = cue.block.key;
        times.set(block, (times.get(block) ?? 0) + 1);
        children.push(heading(cue.block, times.get(block)));
      }
      let it = rows.get(cue.id);
      if (!it) { it = build(cue); rows.set(cue.id, it); }
      seen.add(cue.id);
      const text = JSON.stringify([cue.number, cue.title, cue.subtitle, cue.note, cue.mc_note, cue.steps]);
      if (it.text !== text) {
        it.text = text;
        it.fold = fold([cue.number, cue.title, cue.subtitle ?? "", cue.note ?? "", cue.mc_note ?? "", cue.block?.title ?? ""].join(" "));
        put(it.parts.number, String(cue.number));
        put(it.parts.title, cue.title);
        const steps = cue.steps > 1 ? fill(texts.steps, { steps: cue.steps }) : null;
        put(it.parts.sub, apart([cue.subtitle, steps].filter(Boolean).join(" · ")));
        put(it.parts.crew, cue.note ?? "");
        it.parts.crew.hidden = !cue.note;
        put(it.parts.mc, cue.mc_note ? `${texts.for_mc} ${cue.mc_note}` : "");
        it.parts.mc.hidden = !cue.mc_note;
        it.parts.sub.hidden = !it.parts.sub.textContent;
      }
      clock(it, cue);
      children.push(it.row);
    }
    for (const [id, it] of rows) if (!seen.has(id)) { it.row.remove(); rows.delete(id); }
    const same = list.children.length === children.length && children.every((child, i) => list.children[i] === child);
    if (!same) list.replaceChildren(...children);
    sift();
  }

  /* planned until it is taken, then when it was; the other of the two is in the title */
  function clock(it, cue) {
    const real = taken.get(cue.id);
    const at = real ?? cue.planned_at;
    put(it.parts.at, at == null ? "" : time.hm(at));
    mark(it.parts.at, "data-real", real != null);
    mark(it.parts.at, "title", at == null ? null : [cue.planned_at != null && fill(texts.planned_at, { time: time.hm(cue.planned_at) }), real != null && fill(texts.taken_at, { time: time.hms(real) })].filter(Boolean).join(" · "));
  }

  const headings = new Map();
  function heading(block, time) {
    const key = `${block.key} ${time}`;
    let el = headings.get(key);
    if (!el) {
      el = document.createElement("li");
      el.className = "cue-block";
      el.setAttribute("role", "presentation");
      headings.set(key, el);
    }
    put(el, block.title);
    return el;
  }

  /* ---- finding: letters without their marks match too ---- */
  function sift() {
    const words = fold(wanted).split(/\s+/).filter(Boolean);
    let left = 0;
    let block = null;
    for (const el of list.children) {
      if (el.classList.contains("cue-block")) { block = el; el.hidden = words.length > 0; continue; }
      const it = rows.get(idOf.get(el));
      const hit = words.every((word) => it.fold.includes(word));
      if (el.hidden === hit) el.hidden = !hit;
      if (hit) { left += 1; if (words.length && block) { block.hidden = false; block = null; } }
    }
    nothing.hidden = left > 0;
    if (!left) put(nothing, cues.length ? texts.cue_none_found : texts.cue_empty);
    return left;
  }

  /* ---- states: by colour and by word ---- */
  function tagsOf(cue, m, show, next) {
    const where = (buses) => (buses.length === 2 ? null : texts.bus_low[buses[0]]);
    const tags = [];
    if (m?.live.length) {
      const on = show.buses[m.live[0]];
      const step = on.steps > 1 ? `${on.step}/${on.steps}` : null;
      tags.push(["tag", texts.cap[on.kind] ?? texts.live, where(m.live), step]);
    }
    if (m?.next.length) {
      const coming = next[m.next[0]];
      const step = cue.steps > 1 && coming.step > 1 ? `${coming.step}/${cue.steps}` : null;
      tags.push(["tag tag-next", texts.next, where(m.next), step]);
    }
    if (m?.done && !tags.length) tags.push(["tag tag-done", texts.done]);
    if (cue.wait) tags.push(["lock", cue.wait]);
    return tags;
  }

  /** Brings the rows to the show: `marks` and `next` as worked out in next.js. Touches only rows whose look differs. */
  function setMarks(show, marks, next, picked) {
    let live = null;
    let ahead = null;
    for (const cue of cues) {
      const m = marks.get(cue.id);
      const state = m?.live.length ? "live" : m?.next.length ? "next" : m?.done ? "done" : "ahead";
      const tags = tagsOf(cue, m, show, next);
      const sign = JSON.stringify([state, !!m?.next.length, tags, picked]);
      const it = rows.get(cue.id);
      if (m?.live.length && !live) live = it.row;
      if (m?.next.length && !ahead) ahead = it.row;
      if (it.sign === sign) continue;
      it.sign = sign;
      mark(it.row, "data-state", state);
      mark(it.row, "data-next", m?.next.length ? (picked ? "picked" : "script") : null);
      mark(it.row, "aria-selected", m?.next.length ? "true" : "false");
      mark(it.row, "aria-current", m?.live.length ? "step" : null);
      it.parts.tags.replaceChildren(...tags.map(([cls, ...lines]) => {
        const el = document.createElement("span");
        el.className = cls;
        el.textContent = lines.filter(Boolean).join(" ");
        return el;
      }));
    }
    mark(list, "aria-activedescendant", ahead?.id);
    const on = live && cues[order.get(idOf.get(live))];
    const words = wanted.trim() ? fill(texts.cue_found, { n: visible().length, of: cues.length })
      : on ? fill(texts.cue_count, { n: on.number, of: cues.length }) : fill(texts.cue_total, { of: cues.length });
    put(count, words);
    follow(live, ahead);
  }

  /* ---- in sight: after a take the row on air stands a little above the middle, as much past as future around it ---- */
  function follow(live, ahead) {
    marked = [live, ahead];
    const key = `${live?.id}|${ahead?.id}`;
    if (key === shown) return;
    const [wasLive] = shown.split("|");
    const first = shown === "";
    const taken = wasLive !== String(live?.id);
    shown = key;
    if (taken) bring(live ?? ahead, ahead, first ? "auto" : "smooth");
    else if (ahead) nearest(ahead, performance.now() - scrolled > HANDS_OFF_MS ? "smooth" : "auto");
  }

  const top = (row) => row.offsetTop - list.offsetTop;
  function bring(row, ahead, behavior) {
    if (!row || row.hidden) { if (ahead && !ahead.hidden) nearest(ahead, behavior); return; }
    const room = list.clientHeight;
    let to = top(row) + row.offsetHeight / 2 - room * 0.46;
    if (ahead && !ahead.hidden) {
      const end = top(ahead) + ahead.offsetHeight + 8;
      const start = top(ahead) - 48;
      if (end > to + room) to = end - room;
      if (start < to) to = start;
    }
    list.scrollTo({ top: to, behavior: calm() ? "auto" : behavior });
  }
  function nearest(row, behavior) {
    const start = top(row) - 64;                   /* its block's heading, and a little of what came before */
    const end = top(row) + row.offsetHeight + 64;
    const from = list.scrollTop;
    if (start >= from && end <= from + list.clientHeight) return;
    list.scrollTo({ top: start < from ? start : end - list.clientHeight, behavior: calm() ? "auto" : behavior });
  }
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  const visible = () => cues.filter((cue) => !rows.get(cue.id)?.row.hidden);

  new ResizeObserver(() => { if (shown) { shown = ""; follow(...marked); } }).observe(list);
  list.addEventListener("wheel", () => { scrolled = performance.now(); }, { passive: true });
  list.addEventListener("click", (event) => {
    const row = event.target.closest(".cue");
    if (!row) return;
    if (event.target.closest(".cue-more")) onEdit(cues[order.get(idOf.get(row))]);
    else onPick(idOf.get(row));
  });
  list.addEventListener("dblclick", (event) => {
    const row = event.target.closest(".cue");
    if (row && !event.target.closest(".cue-more")) onEdit(cues[order.get(idOf.get(row))]);
  });
  createDrag({ list, idOf: (row) => idOf.get(row), onDrop: onMove });
  filter.addEventListener("input", () => { wanted = filter.value; sift(); shown = ""; onPick(undefined); });

  return {
    setCues,
    setMarks,
    visible,
    order: () => order,
    cue: (id) => cues[order.get(id)],
    all: () => cues,
    deleted: () => deleted,
    takenAt: (id) => taken.get(id),
    /** A take that the list has not heard of yet. */
    took(id, at) {
      const cue = cues[order.get(id)];
      if (!cue || taken.get(id) === at) return;
      taken.set(id, at);
      clock(rows.get(id), cue);
    },
    /** The id of the cue behind this one, null at the end. */
    after: (id) => (order.has(id) ? cues[order.get(id) + 1]?.id ?? null : null),
    /** Where a step up or down puts the cue: the id of the one that it would stand before, undefined where there is no way. */
    beside(id, by) {
      const at = order.get(id);
      if (at === undefined || (by < 0 ? at === 0 : at === cues.length - 1)) return undefined;
      return by < 0 ? cues[at - 1].id : cues[at + 2]?.id ?? null;
    },
    clearFilter() { filter.value = ""; wanted = ""; sift(); shown = ""; onPick(undefined); },
  };
}
