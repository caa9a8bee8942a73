/* The tablet's memory: sheets, outbox and private notes in IndexedDB, one transaction an act, flushed to the disk before it
   counts as kept. Where the browser refuses (private window, full disk) the same acts run on plain memory, and `kept` says
   so: the pad tells the judge. Decides nothing about marks or sending. */

import { openDB } from "../../vendor/idb-8.0.4/index.js";

const STRICT = { durability: "strict" };
const OPENING_MS = 8000;     /* some browsers never answer a private window */

/** The store of one contest (`realm`) for one judge. Resolves always; `store.kept` is false if nothing outlives the page. */
export async function openStore(realm, judge) {
  try {
    const opening = openDB(`judge:${realm}`, 1, {
      upgrade(fresh) {
        fresh.createObjectStore("sheets", { keyPath: ["judge", "id"] });
        fresh.createObjectStore("outbox", { keyPath: "id" }).createIndex("sheet", ["judge", "sheet"]);
        fresh.createObjectStore("notes", { keyPath: ["judge", "sheet"] });
      },
      blocking(_now, _next, event) { event.target.close(); },
    });
    const late = new Promise((_, fail) => { setTimeout(fail, OPENING_MS, new Error("the tablet's store does not open")); });
    return diskStore(await Promise.race([opening, late]), judge);
  } catch (error) {
    console.warn(error);
    return memoryStore(judge);
  }
}

/* A view is {record, entries}: one sheet as it stands on this tablet (null: unknown) and what waits for it, oldest first.
   An act changes the view in place and may return a word; the same act runs on the page's copy and on the disk's. */

function diskStore(db, judge) {
  return {
    kept: true,
    /** All of this judge's: {records, entries, others: {judge: entries waiting of somebody else who used this tablet}} */
    async load() {
      const tx = db.transaction(["sheets", "outbox"]);
      const [records, entries] = await Promise.all([tx.objectStore("sheets").getAll(), tx.objectStore("outbox").getAll()]);
      return sorted(judge, records, entries);
    },
    /** Runs `act(view)` on the sheet; resolves with {view, word} once it is on the disk. */
    async change(sheet, act) {
      const tx = db.transaction(["sheets", "outbox"], "readwrite", STRICT);
      tx.done.catch(() => {});        /* told below; a throw before that must not leave it unheard */
      const sheets = tx.objectStore("sheets");
      const outbox = tx.objectStore("outbox");
      const [record, waiting] = await Promise.all([sheets.get([judge, sheet]), outbox.index("sheet").getAll([judge, sheet])]);
      const view = { record: record ?? null, entries: waiting.sort(byId) };
      const before = view.entries.map((entry) => entry.id);
      const word = act(view);
      const after = new Set(view.entries.map((entry) => entry.id));
      const writes = before.filter((id) => !after.has(id)).map((id) => outbox.delete(id));
      for (const entry of view.entries) writes.push(outbox.put({ ...entry, judge, sheet }));
      writes.push(view.record ? sheets.put({ ...view.record, judge, id: sheet }) : sheets.delete([judge, sheet]));
      await Promise.all([...writes, tx.done]);
      return { view, word };
    },
    async note(sheet) { return (await db.get("notes", [judge, sheet]))?.text ?? ""; },
    async noted() { return new Set((await db.getAll("notes")).filter((n) => n.judge === judge && n.text).map((n) => n.sheet)); },
    async putNote(sheet, text) {
      const tx = db.transaction("notes", "readwrite", STRICT);
      tx.store.put({ judge, sheet, text });
      await tx.done;
    },
  };
}

/** The same on plain memory, begun with what the page holds. */
export function memoryStore(judge, records = [], entries = []) {
  const sheets = new Map(records.map((record) => [record.id, structuredClone(record)]));
  const outbox = new Map(entries.map((entry) => [entry.id, structuredClone(entry)]));
  const notes = new Map();
  return {
    kept: false,
    async load() { return sorted(judge, [...sheets.values()], [...outbox.values()]); },
    async change(sheet, act) {
      const view = {
        record: structuredClone(sheets.get(sheet) ?? null),
        entries: structuredClone([...outbox.values()].filter((entry) => entry.sheet === sheet).sort(byId)),
      };
      const word = act(view);
      for (const [id, entry] of outbox) if (entry.sheet === sheet) outbox.delete(id);
      for (const entry of view.entries) outbox.set(entry.id, { ...entry, judge, sheet });
      if (view.record) sheets.set(sheet, { ...view.record, judge, id: sheet });
      else sheets.delete(sheet);
      return { view, word };
    },
    async note(sheet) { return notes.get(sheet) ?? ""; },
    async noted() { return new Set([...notes].filter(([, text]) => text).map(([sheet]) => sheet)); },
    async putNote(sheet, text) { notes.set(sheet, text); },
  };
}

function sorted(judge, records, entries) {
  const others = {};
  for (const entry of entries) if (entry.judge !== judge) others[entry.judge] = (others[entry.judge] ?? 0) + 1;
  return {
    records: records.filter((record) => record.judge === judge),
    entries: entries.filter((entry) => entry.judge === judge).sort(byId),
    others,
  };
}

const byId = (one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
