/* The judge's work on this page: every sheet's view, changed at once here and on the disk by the same act, in order.
   Tells its listener after each change; tells other tabs of the same judge. Sends nothing. */

import { memoryStore } from "./store.js";

/** {views, perform, reload, load, newId, kept, writing, others}: `perform(sheet, act, {wait})` changes the page at once and
    resolves with the act's word on the disk; with `wait` the page follows the disk (for acts that hand out an entry). */
export function openWork({ store, judge, onChange, onKept }) {
  const views = new Map();
  const writing = new Map();
  let disk = store;
  let others = {};
  let count = 0;

  const show = (sheet, view) => { if (view.record) views.set(sheet, view); else views.delete(sheet); };

  async function perform(sheet, act, { wait = false } = {}) {
    if (!wait) {
      const view = views.get(sheet) ?? { record: null, entries: [] };
      act(view);
      show(sheet, view);
    }
    writing.set(sheet, (writing.get(sheet) ?? 0) + 1);
    onChange();
    let done;
    try {
      done = await disk.change(sheet, act);
    } catch (error) {
      done = await fallBack(sheet, act, error);
    }
    const left = writing.get(sheet) - 1;
    writing.set(sheet, left);
    /* The disk's word is the last, but only once no younger tap of this page is on its way to it. */
    if (!left) show(sheet, done.view);
    onChange();
    if (disk.kept) onKept(sheet);
    return done.word;
  }

  /* The disk failed: the page goes on with what it holds, and says that nothing is kept any more. */
  async function fallBack(sheet, act, error) {
    if (disk.kept) {
      console.warn(error);
      const waiting = [...views].flatMap(([id, view]) => view.entries.map((entry) => ({ ...entry, sheet: id })));
      disk = memoryStore(judge, [...views.values()].map((view) => view.record), waiting);
      const view = structuredClone(views.get(sheet) ?? { record: null, entries: [] });
      return { view, word: null };
    }
    return disk.change(sheet, act);
  }

  async function load() {
    const all = await disk.load();
    others = all.others;
    for (const record of all.records) {
      if (writing.get(record.id)) continue;
      views.set(record.id, { record, entries: all.entries.filter((entry) => entry.sheet === record.id) });
    }
    onChange();
  }

  return {
    views,
    perform,
    load,
    isWriting: (sheet) => Boolean(writing.get(sheet)),
    get kept() { return disk.kept; },
    get others() { return others; },
    note: (sheet) => disk.note(sheet),
    noted: () => disk.noted(),
    putNote: (sheet, text) => disk.putNote(sheet, text),
    /** Rises with time; unique between tabs. */
    newId: () => `${String(Date.now()).padStart(14, "0")}-${String((count += 1)).padStart(6, "0")}-${randomHex(4)}`,
  };
}

/** A key for one request. crypto.randomUUID is missing on plain http, which is what halls run. */
export const newKey = () => randomHex(16);

function randomHex(bytes) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
