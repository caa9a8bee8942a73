/* The registry of screens: which are well, slow or lost, how old their last word is, how large they are.
   Ages of screens that are behind or lost grow here from second to second; the server sends no ticks. */

import { age, fill, mark, put } from "./text.js";

const STATES = ["good", "slow", "lost"];

export function createScreens({ list, sum, nothing, texts, now, time, onOpen }) {
  const rows = new Map();
  let screens = [];
  let at = 0;

  function build(id) {
    const row = document.createElement("li");
    row.className = "screen";
    row.dataset.testid = `screen-${id}`;
    const part = (parent, tag, cls) => { const el = document.createElement(tag); el.className = cls; parent.append(el); return el; };
    const open = part(row, "button", "screen-open");   /* the row stays a line of the list to who hears it */
    open.type = "button";
    part(open, "i", "dot");
    const what = part(open, "span", "screen-what");
    return { row, name: part(what, "b", ""), about: part(what, "small", ""), ...said(part(open, "span", "screen-said"), part) };
  }

  const said = (box, part) => ({ age: part(box, "span", "screen-age fig"), word: part(box, "small", "screen-word") });

  const size = (s) => (s.width && s.height ? `${s.width}×${s.height}` : null);
  function about(s) {
    if (s.state === "lost") return s.since ? fill(texts.screen_since, { time: time.hm(s.since) }) : texts.screen_state.lost;
    const what = s.shows ? texts.views[s.shows] : texts.screen_kind[s.kind] ?? s.kind;
    const bell = s.sound ? (s.audible ? texts.bell_on : texts.bell_mute) : null;
    return [what, s.active && texts.screen_tally, s.hidden ? texts.screen_hidden : size(s), bell].filter(Boolean).join(" · ");
  }

  /* A screen that is well says how old its last word was when the server looked; one that is slow or lost, for how long it has
     been so until now. */
  function silent(s) {
    if (s.state === "good") return s.age_ms ?? null;
    if (s.since) return now() - s.since;
    return s.age_ms == null ? null : s.age_ms + Math.max(0, now() - at);
  }

  /* A screen that nobody has named is counted among its kind, in the order in which the server keeps them. */
  function nameOf(s) {
    if (s.name) return s.name;
    const n = screens.filter((other) => other.kind === s.kind && !other.name).indexOf(s) + 1;
    return fill(texts.screen_unnamed[s.kind] ?? "{n}", { n });
  }

  function ages() {
    for (const s of screens) {
      const ms = silent(s);
      const a = ms == null ? null : age(ms);
      put(rows.get(s.id).age, !a ? "–" : a.unit ? fill(texts.seconds, { s: a.text }) : a.text);
    }
  }

  function render(next, sentAt) {
    screens = next;
    at = sentAt;
    const seen = new Set(screens.map((s) => s.id));
    for (const [id, it] of rows) if (!seen.has(id)) { it.row.remove(); rows.delete(id); }
    screens.forEach((s, i) => {
      let it = rows.get(s.id);
      if (!it) { it = build(s.id); rows.set(s.id, it); }
      if (list.children[i] !== it.row) list.insertBefore(it.row, list.children[i] ?? null);
      mark(it.row, "data-state", s.state);
      mark(it.row, "data-tally", s.state === "lost" || s.active == null ? null : s.active ? "on" : "off");
      put(it.name, nameOf(s));
      put(it.about, about(s));
      put(it.word, texts.screen_state[s.state] ?? "");
      it.word.classList.toggle("visually-hidden", s.state !== "slow");   /* a lost one says it in its line, with the time */
      mark(it.row, "title", `${s.behind ? `${texts.screen_behind} · ` : ""}${fill(texts.screen_title, { rtt: s.rtt == null ? "–" : `${Math.round(s.rtt)} ms`, rev: s.rev ?? "–" })}`);
    });
    const counts = STATES.map((state) => [state, screens.filter((s) => s.state === state).length]);
    put(sum, screens.length ? counts.filter(([state, n]) => n || state === "good").map(([state, n]) => fill(texts.sum[state], { n })).join(" · ") : "");
    nothing.hidden = screens.length > 0;
    ages();
  }

  list.addEventListener("click", (event) => {
    const row = event.target.closest(".screen");
    const s = row && screens.find((each) => rows.get(each.id)?.row === row);
    if (s) onOpen(s, nameOf(s));
  });

  setInterval(() => { if (!document.hidden) ages(); }, 500);
  return { render, list: () => screens, facts: (s) => fill(texts.screen_facts, { size: size(s) ?? "–", rev: s.rev ?? "–", rtt: s.rtt == null ? "–" : Math.round(s.rtt), painted: s.painted_at == null ? "–" : time.hms(s.painted_at) }) };
}
