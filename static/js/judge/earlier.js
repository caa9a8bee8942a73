/* What this judge gave the teams before, in the same section of the same round, where the rules let it be seen while marking.
   Taken from the judge's own sheets on this tablet, so it is there without network too; nobody else's marks ever come here. */

import { addUp, prepare } from "./rubric.js";

/** Handed-in sheets of earlier turns, the latest first: [{id, order, team, marks, total, places}]; [] where the rules say no.
    `all` are the sheets of model.js. A sheet that was handed in without network counts as what was handed in. */
export function earlierOf(active, all) {
  if (!active?.sheet.earlier_marks) return [];
  const { round, section, order } = active.sheet.performance;
  const found = [];
  for (const { id, sheet, marks, status } of all) {
    const there = sheet.performance;
    if (id === active.id || there.round.key !== round.key || there.section.key !== section.key || there.order >= order) continue;
    const given = status.phase === "submitting" ? marks : sheet.state === "submitted" ? sheet.marks : null;
    if (!given) continue;
    const { total, places } = addUp(sheet.criteria.map(prepare), given);
    found.push({ id, order: there.order, team: there.team, marks: given, total, places });
  }
  return found.sort((one, other) => other.order - one.order);
}
