/* What can happen to one sheet on this tablet, each as an act on its view {record, entries}. Pure but for the ids they are
   given. An act never loses a figure of the judge: what the server refuses stays in the record until the judge has chosen.

   record   {id, server: the sheet as the server last told it, base: {version, marks} what the marks grew from,
             marks, typed: {criterion: unfinished text}, refusal, aside: {marks, typed} put back by the judge's own choice,
             amending: the judge changes a sheet that was handed in and opened again}
   entries  what waits for the server, oldest first: {id, kind: "draft"|"submission"|"recusal"|"keep", key, body, marks, reason, claim};
            key and body are set when it is first sent and never change after: a repetition is the same request */

import { sameMarks } from "./rubric.js";
import { takesMarks } from "./status.js";

const REBASES = 3;

export const begin = (sheet) => ({
  id: sheet.id, server: sheet, base: { version: sheet.version, marks: sheet.marks }, marks: { ...sheet.marks }, typed: {}, refusal: null, aside: null, amending: false,
});

/** The server told a sheet's state, unasked. Word: "new", "changed" (the marks here follow), "reopened" or null.
    An older version is late news, unless it came as the whole truth (`asked`: the answer to a question put after it). */
export const arrive = (sheet, asked = false) => (view) => {
  const { record, entries } = view;
  if (!record) { view.record = begin(sheet); return "new"; }
  if (sheet.version < record.server.version && (!asked || entries.length || record.refusal)) return null;
  const before = record.server;
  record.server = sheet;
  if (entries.length || record.refusal) return null;
  const changed = !sameMarks(record.marks, sheet.marks);
  adopt(record, sheet, record.amending);
  if (before.state === "submitted" && takesMarks(sheet) && !takesMarks(before)) return "reopened";
  return changed ? "changed" : null;
};

/** The judge's tap: `mark` a plain decimal or null (not marked), `typed` a text that is no mark yet or null. */
export const setMark = (criterion, { mark, typed }, id) => (view) => {
  const { record } = view;
  if (!record || isClosing(view)) return;
  put(record.marks, criterion, mark);
  put(record.typed, criterion, typed);
  record.aside = null;
  if (record.refusal?.why === "invalid") {
    delete record.refusal.faults[criterion];
    if (!Object.keys(record.refusal.faults).length) record.refusal = null;
  }
  wantDraft(view, id);
};

/** *Nộp phiếu*: once, whatever is pressed again. */
export const submit = (id) => (view) => {
  const { record } = view;
  if (!record || isClosing(view)) return;
  dropUnsent(view);
  record.refusal = null;
  record.aside = null;
  add(view, { id, kind: "submission", marks: { ...record.marks } });
};

/** *Xin không chấm*. The marks stay on the tablet, unsent. */
export const recuse = (reason, id) => (view) => {
  const { record } = view;
  if (!record || isClosing(view)) return;
  dropUnsent(view);
  record.refusal = null;
  add(view, { id, kind: "recusal", reason });
};

/** *Giữ nguyên phiếu*, after the panel conferred; `note` says why. */
export const keep = (note, id) => (view) => {
  const { record } = view;
  if (!record?.server.asked || isClosing(view)) return;
  dropUnsent(view);
  record.refusal = null;
  add(view, { id, kind: "keep", reason: note });
};

/** *Sửa phiếu*, on a sheet that the secretary opened again; until the next hand-in the old one stands at the server. */
export const amend = () => (view) => { if (view.record && takesMarks(view.record.server)) view.record.amending = true; };

/** The oldest entry of the sheet, ready to send, or null (none, refused, or in another tab's hands until its claim ends). */
export const claim = ({ key, tab, now, until }) => (view) => {
  const { record, entries } = view;
  const [entry] = entries;
  if (!record || !entry || blocks(record)) return null;
  if (entry.claim && entry.claim.tab !== tab && entry.claim.until > now) return null;
  if (!entry.body) {
    const based = record.base.version;
    entry.key = key;
    if (entry.kind === "recusal") entry.body = { reason: entry.reason };
    else if (entry.kind === "keep") entry.body = { note: entry.reason, based_on: based };
    else entry.body = { marks: { ...(entry.kind === "submission" ? entry.marks : record.marks) }, based_on: based };
  }
  entry.claim = { tab, until };
  return structuredClone(entry);
};

/** It did not arrive, or nobody said so: it stays as it is. */
export const release = (entryId) => (view) => {
  const entry = view.entries.find((each) => each.id === entryId);
  if (entry) entry.claim = null;
};

/** The server has it, and says so by the sheet. */
export const accepted = (entryId, sheet) => (view) => {
  const { record } = view;
  const entry = view.entries.find((each) => each.id === entryId);
  if (!record || !entry) return;
  view.entries = view.entries.filter((each) => each !== entry);
  /* Which turn is open is told by the live channel; an answer may be older than what that has said since. */
  if (sheet.version >= record.server.version) record.server = { ...sheet, performance: record.server.performance };
  record.refusal = null;
  if (entry.kind === "submission") record.amending = false;
  if (entry.kind === "draft" && view.entries.length) record.base = { version: sheet.version, marks: sheet.marks };
  else adopt(record, sheet, entry.kind === "draft");
};

/** The server refuses. Word: "accepted" (it has exactly this already), "again" (nothing of the judge's is at stake: it is sent
    anew) or "refused": then all of the sheet's entries leave the queue, and record.refusal keeps what was asked and why not. */
export const refused = (entryId, problem) => (view) => {
  const { record } = view;
  const entry = view.entries.find((each) => each.id === entryId);
  if (!record || !entry) return null;
  const current = problem.current ?? null;
  if (current && hasAlready(entry, current)) { accepted(entryId, current)(view); return "accepted"; }
  if (current && current.version >= record.server.version) record.server = current;
  if (problem.why === "stale" && current && takesMarks(current) && sameMarks(current.marks, record.base.marks) && (entry.rebases ?? 0) < REBASES) {
    record.base = { version: current.version, marks: current.marks };
    Object.assign(entry, { key: null, body: null, claim: null, rebases: (entry.rebases ?? 0) + 1 });
    return "again";
  }
  const last = view.entries.at(-1);
  record.refusal = { kind: last.kind, reason: last.reason ?? null, ...problem, current: undefined };
  view.entries = [];
  return "refused";
};

/** The judge keeps this tablet's marks; they go to the server as a change of its newest version. */
export const keepMine = (id) => (view) => {
  const { record } = view;
  if (!record?.refusal) return;
  record.base = { version: record.server.version, marks: record.server.marks };
  record.refusal = null;
  wantDraft(view, id);
};

/** The judge takes the server's marks; this tablet's are put aside, and can be fetched back while the sheet is open. */
export const takeTheirs = () => (view) => {
  const { record } = view;
  if (!record) return;
  const aside = sameMarks(record.marks, record.server.marks) ? null : { marks: record.marks, typed: record.typed };
  view.entries = [];
  record.refusal = null;
  adopt(record, record.server);
  record.aside = aside;
};

export const fetchBack = (id) => (view) => {
  const { record } = view;
  if (!record?.aside) return;
  Object.assign(record, { marks: record.aside.marks, typed: record.aside.typed, aside: null });
  wantDraft(view, id);
};

export const dropAside = () => (view) => { if (view.record) view.record.aside = null; };

/** The same wish once more, as a new request: the old key would only bring the old answer. */
export const askAgain = (id) => (view) => {
  const { record } = view;
  const { kind, reason } = record?.refusal ?? {};
  if (!kind) return;
  record.refusal = null;
  record.base = { version: record.server.version, marks: record.server.marks };
  if (kind === "recusal" || kind === "keep") add(view, { id, kind, reason });
  else if (kind === "submission") add(view, { id, kind, marks: { ...record.marks } });
  else wantDraft(view, id, true);
};

/** The judge has read the refusal and lays the sheet away, as it is. */
export const putAway = () => (view) => { if (view.record?.refusal) view.record.refusal.away = true; };

/** The recusal was refused, and the judge goes on marking. */
export const dropRefusal = (id) => (view) => {
  if (!view.record) return;
  view.record.refusal = null;
  wantDraft(view, id);
};

/** After a start: marks that differ from the server's and wait for nothing are queued. */
export const mend = (id) => (view) => {
  const { record, entries } = view;
  if (record && !record.refusal && !entries.length && (record.server.state === "draft" || record.amending)) wantDraft(view, id);
};

/** The server no longer knows the sheet; it is forgotten here if nothing of the judge's is in it. */
export const forget = () => (view) => {
  if (view.record && !view.entries.length && !view.record.refusal && sameMarks(view.record.marks, view.record.base.marks)) view.record = null;
};

/** Whether entries of the sheet must wait for the judge's choice. */
export const blocks = (record) => Boolean(record.refusal) && record.refusal.why !== "invalid";

const isClosing = (view) => view.entries.some((entry) => entry.kind !== "draft");

function adopt(record, sheet, keepTyped = false) {
  record.base = { version: sheet.version, marks: sheet.marks };
  record.marks = { ...sheet.marks };
  if (!takesMarks(sheet)) record.amending = false;
  if (!keepTyped) {
    for (const key of Object.keys(record.typed)) if (!takesMarks(sheet) || key in sheet.marks) delete record.typed[key];
  }
}

function hasAlready(entry, current) {
  if (entry.kind === "recusal") return current.state === "recused";
  if (entry.kind === "keep") return false;
  const wanted = entry.kind === "submission" ? "submitted" : "draft";
  return current.state === wanted && sameMarks(current.marks, entry.body?.marks);
}

/* One draft waits at most: it takes the marks as they are when it is sent. None is needed when the server has them all. */
function wantDraft(view, id, always = false) {
  const { record, entries } = view;
  const unsent = entries.find((entry) => entry.kind === "draft" && !entry.body);
  const news = always || !sameMarks(record.marks, record.base.marks) || entries.some((entry) => entry !== unsent);
  if (news && !unsent) add(view, { id, kind: "draft" });
  if (!news) dropUnsent(view);
}

function dropUnsent(view) {
  view.entries = view.entries.filter((entry) => entry.kind !== "draft" || entry.body);
}

/* Ids begin with the time; a clock set back must not let a younger entry overtake an older one. */
function add(view, entry) {
  const last = view.entries.at(-1)?.id ?? "";
  view.entries.push({ key: null, body: null, marks: null, reason: null, claim: null, ...entry, id: entry.id > last ? entry.id : `${last}~` });
}

function put(bag, key, value) {
  if (value == null) delete bag[key];
  else bag[key] = value;
}
