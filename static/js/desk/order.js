/* The running order: rows are moved with the mouse or a finger at their grip, or with two keys each; or the server draws them
   by lots from a seed. What is moved here is sent only by saving; what the server has is never overwritten unseen. */

import { ask } from "./ask.js";
import { run, show } from "./fault.js";
import { boot, say, t } from "./page.js";
import { send } from "./send.js";

const part = (id) => document.getElementById(id);
const MOVE_MS = 700;
const url = () => `/api/v1/rounds/${encodeURIComponent(boot.round)}/order`;

let saved = [];           /* keys as the server has them */
let seed = null;
let lots = false;         /* real lots, typed in */
let frozen = false;

const list = () => part("order-list");
const rows = () => [...list().children];
const keys = () => rows().map((row) => row.dataset.team);
const dirty = () => keys().join() !== saved.join();

function number() {
  rows().forEach((row, n) => say(row.querySelector("[data-part=number]"), String(n + 1)));
}

function tell(news = false) {
  number();
  const changed = dirty();
  part("order-save").disabled = !changed;
  part("order-save").classList.toggle("btn-primary", changed);
  part("order-save").classList.toggle("btn-secondary", !changed);
  part("order-back").hidden = !changed;
  say(part("how"), news ? t("how_news") : changed ? t("how_dirty") : seed ? t("how_drawn", { seed }) : lots ? t("how_lots") : saved.length ? t("how_hand") : "");
}

/** Puts the rows into the order of `wanted`; they travel to their new places unless somebody asked for stillness. */
function arrange(wanted, { travel = true } = {}) {
  const before = new Map(rows().map((row) => [row, row.getBoundingClientRect().top]));
  const byKey = new Map(rows().map((row) => [row.dataset.team, row]));
  list().append(...wanted.map((key) => byKey.get(key)).filter(Boolean));
  if (!travel || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const [row, top] of before) {
    const way = top - row.getBoundingClientRect().top;
    if (way) row.animate([{ transform: `translateY(${way}px)` }, { transform: "none" }], { duration: MOVE_MS, easing: "cubic-bezier(.45,0,.15,1)" });
  }
}

function move(row, by) {
  const at = rows().indexOf(row);
  const to = Math.max(0, Math.min(rows().length - 1, at + by));
  if (to === at) return;
  const wanted = keys();
  wanted.splice(to, 0, ...wanted.splice(at, 1));
  const focused = document.activeElement;
  arrange(wanted, { travel: false });
  focused?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  tell();
  say(part("moved"), t("moved", { team: row.querySelector("b").textContent, n: to + 1, of: rows().length }));
}

/* One finger or mouse at the grip: the row goes where the pointer is; Esc puts it back. */
function drag(event) {
  const grip = event.target.closest(".grip");
  if (!grip || frozen || event.button > 0) return;
  event.preventDefault();
  const row = grip.closest("li");
  const start = keys();
  row.classList.add("dragged");
  grip.setPointerCapture(event.pointerId);
  const follow = ({ clientY }) => {
    const over = rows().find((other) => { const box = other.getBoundingClientRect(); return clientY >= box.top && clientY < box.bottom; });
    if (!over || over === row) return;
    const box = over.getBoundingClientRect();
    const below = rows().indexOf(over) > rows().indexOf(row);
    if (below && clientY > box.top + box.height / 2) over.after(row);
    else if (!below && clientY < box.top + box.height / 2) over.before(row);
    number();
  };
  const end = (back) => {
    row.classList.remove("dragged");
    grip.removeEventListener("pointermove", follow);
    removeEventListener("keydown", escape, true);
    if (back) arrange(start, { travel: false });
    tell();
  };
  const escape = (key) => { if (key.key === "Escape") { key.preventDefault(); end(true); } };
  grip.addEventListener("pointermove", follow);
  grip.addEventListener("pointerup", () => end(false), { once: true });
  grip.addEventListener("pointercancel", () => end(true), { once: true });
  addEventListener("keydown", escape, true);
}

/** Takes the server's order as the saved one, and shows it. */
function take(round, { travel }) {
  saved = round.teams.map((team) => team.key);
  seed = round.seed;
  lots = round.real_lots;
  arrange(saved, { travel });
  tell();
}

async function save() {
  const teams = keys();
  await run(part("order-save"), part("save-fault"), async () => take(await send("PUT", url(), { teams, seed: null }), { travel: false }));
}

function newSeed() {
  part("seed").value = String(100_000 + (crypto.getRandomValues(new Uint32Array(1))[0] % 900_000));
}

async function draw() {
  const wanted = part("seed").value.trim();
  if (!wanted) { show(part("draw-fault"), t("seed_empty")); part("seed").focus(); return; }
  const act = async () => {
    take(await send("PUT", url(), { teams: keys(), seed: wanted }), { travel: true });
    newSeed();
  };
  if (seed) {
    show(part("draw-fault"), null);
    await ask({ title: t("draw_title"), text: t("draw_text", { seed }), yes: t("draw_yes"), act });
  } else {
    await run(part("draw"), part("draw-fault"), act);
  }
}

function freeze(now) {
  frozen = now;
  part("order-work").dataset.frozen = frozen ? "yes" : "no";
  for (const id of ["draw-part", "order-save", "order-help"]) part(id).hidden = frozen;
  part("frozen").hidden = !frozen;
}

/** Wakes the page. Returns `{news(round)}`, to be called with the round's entry of topic `contest`. */
export function startOrder() {
  saved = keys();
  newSeed();
  list().addEventListener("click", (event) => {
    const key = event.target.closest(".move");
    if (key && !frozen) move(key.closest("li"), Number(key.dataset.move));
  });
  list().addEventListener("pointerdown", drag);
  part("order-save").addEventListener("click", save);
  part("order-back").addEventListener("click", () => { arrange(saved); tell(); });
  part("seed-new").addEventListener("click", newSeed);
  part("draw-form").addEventListener("submit", (event) => { event.preventDefault(); draw(); });
  addEventListener("beforeunload", (event) => { if (dirty() && !frozen) event.preventDefault(); });
  return {
    news(round) {
      if (!round) return;
      const theirs = round.teams.map((team) => team.key);
      if (Boolean(round.order_frozen) !== frozen) freeze(Boolean(round.order_frozen));
      if (frozen || !dirty()) { if (theirs.join() !== saved.join() || round.seed !== seed) take(round, { travel: saved.length > 0 }); else tell(); }
      else if (theirs.join() !== saved.join()) { saved = theirs; seed = round.seed; tell(true); }
    },
  };
}
