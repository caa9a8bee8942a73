/* The outbox: brings entries to the server, one request in flight, each until the server has said its word. Waits longer
   after each silence, never more than ten seconds; woken by the network, the screen, the socket. A refused entry steps aside
   with its sheet and the others go on. Order holds within a sheet, not between sheets. */

import { accepted, blocks, claim, refused, release } from "./acts.js";
import { newKey } from "./work.js";

const CALM_MS = 400;         /* a draft is sent so long after the last tap */
const FIRST_MS = 500;
const CEILING_MS = 10_000;
const CLAIM_MS = 14_000;     /* longer than a request may last */

/** `onWord(word, {sheet, entry, …})` hears every word; `isOffline()` spares attempts that can't succeed. */
export function openOutbox({ work, api, tab, onWord, isOffline }) {
  const calm = new Map();    /* sheet → not before, while the judge is still tapping */
  const later = new Map();   /* entry → not before, after the server had trouble with this one */
  const tries = new Map();
  let pause = 0;
  let silences = 0;
  let running = false;
  let again = false;
  let timer = null;

  function next(now) {
    const due = [];
    for (const [sheet, { record, entries }] of work.views) {
      const [entry] = entries;
      if (!entry || blocks(record)) continue;
      const others = entry.claim && entry.claim.tab !== tab ? entry.claim.until : 0;
      const still = entry.kind === "draft" && !entry.body ? calm.get(sheet) ?? 0 : 0;
      due.push({ sheet, entry, at: Math.max(pause, others, still, later.get(entry.id) ?? 0) });
    }
    due.sort((one, other) => one.at - other.at || (one.entry.id < other.entry.id ? -1 : 1));
    const ready = due.filter((each) => each.at <= now).sort((one, other) => (one.entry.id < other.entry.id ? -1 : 1));
    return { ready: ready[0] ?? null, soonest: due[0]?.at ?? null };
  }

  async function pump() {
    again = true;
    if (running) return;
    running = true;
    clearTimeout(timer);
    try {
      while (again) {
        again = false;
        const now = Date.now();
        if (isOffline() && pause <= now) pause = now + CEILING_MS;
        const { ready, soonest } = next(now);
        if (!ready) {
          if (soonest !== null) timer = setTimeout(pump, Math.max(20, soonest - now));
          break;
        }
        await bring(ready.sheet);
        again = true;
      }
    } finally {
      running = false;
    }
  }

  async function bring(sheet) {
    const now = Date.now();
    const entry = await work.perform(sheet, claim({ key: newKey(), tab, now, until: now + CLAIM_MS }), { wait: true });
    if (!entry) { calm.set(sheet, Math.max(calm.get(sheet) ?? 0, now + 200)); await hold(50); return; }
    const came = await api.deliver({ ...entry, sheet });
    const tell = (word, more = {}) => onWord(word, { sheet, entry, ...more });
    if (came.word === "accepted") {
      settle(entry);
      await work.perform(sheet, accepted(entry.id, came.sheet), { wait: true });
      tell("accepted", { answer: came.sheet });
    } else if (came.word === "refused") {
      settle(entry);
      const word = await work.perform(sheet, refused(entry.id, came.problem), { wait: true });
      tell(word === "accepted" ? "accepted" : word, { answer: came.problem.current, problem: came.problem });
    } else {
      await work.perform(sheet, release(entry.id), { wait: true });
      const waitMs = came.afterMs ?? backoff(came.why === "server" ? count(entry) : (silences += 1));
      if (came.why === "server") later.set(entry.id, Date.now() + Math.min(waitMs, CEILING_MS));
      else pause = Date.now() + waitMs;
      tell(came.word === "login" ? "login" : "later", { why: came.why ?? "login", trouble: came.trouble ?? "trouble", who: came.who ?? null });
    }
  }

  const count = (entry) => { tries.set(entry.id, (tries.get(entry.id) ?? 0) + 1); return tries.get(entry.id); };
  function settle(entry) {
    silences = 0;
    pause = 0;
    tries.delete(entry.id);
    later.delete(entry.id);
  }

  return {
    /** A tap on the sheet: its draft goes out once the judge pauses. */
    soon(sheet) { calm.set(sheet, Date.now() + CALM_MS); pump(); },
    /** Something was handed in, or chosen: at once. */
    now(sheet) { calm.delete(sheet); pump(); },
    /** The network, the screen or the socket came back: no waiting left. */
    wake() { pause = 0; silences = 0; later.clear(); pump(); },
    /** The page is about to be hidden: drafts do not wait for a pause. */
    flush() { calm.clear(); pump(); },
  };
}

const backoff = (n) => Math.min(CEILING_MS, FIRST_MS * 2 ** (n - 1) * (0.8 + Math.random() * 0.4));
const hold = (ms) => new Promise((done) => { setTimeout(done, ms); });
