/* What a sheet's view means for the judge: which phase, what may be done, and the three states, never better than the truth. */

import { sameMarks } from "./rubric.js";

/** {phase, editable, mayAmend, unfinished, busy, here, there, recorded}.
    phase: "refused" · "conflict" (refused, and two versions to choose from) · "submitting" · "recusing" · "keeping" ·
    "submitted" · "recused" · "absent" · "marking" · "closed" (turn closed, sheet not handed in).
    mayAmend: handed in, and opened again by the secretary · asked: the panel confers, and the sheet waits for its judge's answer ·
    here: every tap is on this tablet's disk · there: the server has said that it has the very same · recorded: it counts. */
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
    asked: isAsked(server, phase),
    unfinished: isUnfinished(record, entries, phase),
    busy: editable || phase === "conflict" || phase === "refused",
    here: kept && !writing && !untouched,
    there: !entries.length && !refusal && !untouched && !typing && (server.state !== "draft" || sameMarks(marks, server.marks)),
    recorded: Boolean(server.recorded),
  };
}

/** Whether the server takes marks for the sheet now: its turn is open, and it is a draft or was opened again; or the panel confers
    on it, even when the turn is closed already. */
export const takesMarks = (sheet) => {
  const { state } = sheet.performance;
  return (state === "open" || (state === "closed" && Boolean(sheet.asked))) && (sheet.editable ?? sheet.state === "draft");
};

const isAsked = (server, phase) => phase === "submitted" && Boolean(server.asked) && takesMarks(server);

function phaseOf(record, entries) {
  const { server, refusal, marks } = record;
  if (refusal && !refusal.away) {
    const two = (refusal.why === "stale" || refusal.why === "locked") && refusal.kind !== "recusal" && refusal.kind !== "keep" && !sameMarks(marks, server.marks);
    return two ? "conflict" : "refused";
  }
  const last = entries.at(-1)?.kind;
  if (last === "submission") return "submitting";
  if (last === "recusal") return "recusing";
  if (last === "keep") return "keeping";
  if (server.state === "draft" || (server.state === "submitted" && record.amending && takesMarks(server))) return takesMarks(server) ? "marking" : "closed";
  return server.state;
}

function isUnfinished({ server, marks, refusal }, entries, phase) {
  if (entries.length) return true;
  if (refusal) return !refusal.away;
  if (phase === "marking" || isAsked(server, phase)) return true;
  return phase === "closed" && server.performance.state === "closed" && Object.keys(marks).length > 0;
}
