/* What a sheet's view means for the judge: which phase, what may be done, and the three states, never better than the truth. */

import { sameMarks } from "./rubric.js";

/** {phase, editable, mayAmend, unfinished, busy, here, there, recorded}.
    phase: "refused" · "conflict" (refused, and two versions to choose from) · "submitting" · "recusing" · "submitted" ·
    "recused" · "absent" · "marking" · "closed" (turn closed, sheet not handed in).
    mayAmend: handed in, and opened again by the secretary · here: every tap is on this tablet's disk · there: the server has
    said that it has the very same · recorded: it counts. */
export function statusOf({ record, entries }, { writing = false, kept = true } = {}) {
  const { server, refusal, marks } = record;
  const phase = phaseOf(record, entries);
  const typing = Object.keys(record.typed).length > 0;
  const untouched = !entries.length && !refusal && !typing && server.version === 0 && !Object.keys(marks).length && server.state === "draft";
  const editable = takesMarks(server) && (phase === "marking" || (phase === "refused" && refusal.why === "invalid"));
  return {
    phase,
    editable,
    mayAmend: phase === "submitted" && takesMarks(server),
    unfinished: isUnfinished(record, entries, phase),
    busy: editable || phase === "conflict" || phase === "refused",
    here: kept && !writing && !untouched,
    there: !entries.length && !refusal && !untouched && !typing && (server.state !== "draft" || sameMarks(marks, server.marks)),
    recorded: Boolean(server.recorded),
  };
}

/** Whether the server takes marks for the sheet now: its turn is open, and it is a draft or was opened again. */
export const takesMarks = (sheet) => sheet.performance.state === "open" && (sheet.editable ?? sheet.state === "draft");

function phaseOf(record, entries) {
  const { server, refusal, marks } = record;
  if (refusal && !refusal.away) {
    const two = (refusal.why === "stale" || refusal.why === "locked") && refusal.kind !== "recusal" && !sameMarks(marks, server.marks);
    return two ? "conflict" : "refused";
  }
  const last = entries.at(-1)?.kind;
  if (last === "submission") return "submitting";
  if (last === "recusal") return "recusing";
  if (server.state === "draft" || (server.state === "submitted" && record.amending && takesMarks(server))) return takesMarks(server) ? "marking" : "closed";
  return server.state;
}

function isUnfinished({ server, marks, refusal }, entries, phase) {
  if (entries.length) return true;
  if (refusal) return !refusal.away;
  if (phase === "marking") return true;
  return phase === "closed" && server.performance.state === "closed" && Object.keys(marks).length > 0;
}
