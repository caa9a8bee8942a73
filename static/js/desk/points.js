/* The one figure of a section with points: typed, checked at once, sent, and said to have arrived. What is typed stays until
   the server has it, and is kept for each turn while others are looked at. */

import { run, show } from "./fault.js";
import { comma, plain, wrong } from "./figures.js";
import { boot, say, set, t } from "./page.js";
import { send, Refusal } from "./send.js";
import { refresh } from "./store.js";

const part = (name) => document.getElementById(`points${name}`);
const drafts = new Map();        /* performance id → what is typed and not yet sent */
let turn = null;
const basis = new Map();           /* performance id → the version that the secretary has seen */

const limits = () => ({ min: comma(turn.section.min), max: comma(turn.section.max), step: comma(turn.section.step) });

/** What is wrong with the field's text, in words; null if it may be sent. */
function faultOf(text) {
  if (!text.trim()) return t("points_empty");
  const value = plain(text);
  if (value === null) return t("points_not_number", { example: comma(turn.section.max) });
  const kind = wrong(value, turn.section);
  return kind && t(`points_${kind}`, limits());
}

function mark(fault) {
  show(part("-fault"), fault);
  part("").classList.toggle("is-invalid", Boolean(fault));
  set(part(""), "aria-invalid", fault ? "true" : null);
}

/** Draws the entry for `next` (a turn of a points section). */
export function draw(next) {
  const other = turn?.id !== next.id;
  const news = !other && turn.points_version !== next.points_version;
  turn = next;
  const field = part("");
  say(part("-help"), t("points_help", limits()));
  const server = turn.points == null ? "" : comma(turn.points);
  if (other) {
    field.value = drafts.get(turn.id) ?? server;
    if (!drafts.has(turn.id)) basis.set(turn.id, turn.points_version);
    mark(null);
    saved();
  } else if (news) {
    if (!drafts.has(turn.id) || drafts.get(turn.id) === server) { drafts.delete(turn.id); field.value = server; basis.set(turn.id, turn.points_version); mark(null); saved(); }
    else say(part("-saved"), t("points_news", { theirs: server }));
  }
  const locked = boot.role !== "secretary" || turn.state === "locked" || turn.state === "planned";
  field.disabled = locked;
  part("-save").disabled = locked;
}

function saved() {
  say(part("-saved"), turn.points == null ? "" : t("points_saved", { points: comma(turn.points) }));
}

async function save() {
  const field = part("");
  const fault = faultOf(field.value);
  mark(fault);
  if (fault) { field.focus(); return; }
  const mine = turn;
  const points = plain(field.value);
  await run(part("-save"), part("-fault"), async () => {
    await send("PUT", `/api/v1/performances/${mine.id}/points`, { points, based_on: basis.get(mine.id) }, mine.points_version);
    drafts.delete(mine.id);
    basis.set(mine.id, mine.points_version + 1);
    if (turn.id === mine.id) { mark(null); say(part("-saved"), t("points_saved", { points: comma(points) })); }
    refresh(`performance.${mine.id}`, "contest");
  }, { block: false, onRefusal: stale });
}

/** Somebody else was quicker: both figures are said, and the next press is meant. */
function stale(fault) {
  const current = fault instanceof Refusal && fault.status === 409 && fault.problem.current;
  if (!current) return false;
  basis.set(turn.id, current.version);
  say(part("-saved"), "");
  mark(t("points_stale", { theirs: current.points == null ? "" : comma(current.points), mine: part("").value }));
  return true;
}

/** Listens to the form. */
export function start() {
  part("-form").addEventListener("submit", (event) => { event.preventDefault(); save(); });
  part("").addEventListener("input", () => {
    drafts.set(turn.id, part("").value);
    if (part("").getAttribute("aria-invalid")) mark(faultOf(part("").value));
  });
  part("").addEventListener("blur", () => { if (part("").value.trim() && drafts.has(turn.id)) mark(faultOf(part("").value)); });
}
