/* What comes next, and on which bus: worked out from the server's state and the director's own choice of a cue.
   Pure functions of values; the label of Space, the green frame and what is sent all come from here, so they cannot differ. */

export const BUSES = ["stage", "stream"];

/** The buses that a key acts on: "both" while they go together, else the one that has the keys. */
export const scopeOf = (show, chosen) => (show.linked ? "both" : chosen);

const scriptNext = (show, scope) => (scope === "both" ? (show.buses.stage?.next ?? show.buses.stream?.next ?? null) : (show.buses[scope]?.next ?? null));

/** {cue, step, picked} that a take in this scope will send, or null when the script has ended. `picks`: own choices by scope. */
export function nextOf(show, scope, picks) {
  const own = picks[scope];
  if (own) return { ...own, picked: true };
  const next = scriptNext(show, scope);
  return next && { cue: next.cue, step: next.step ?? 1, picked: false };
}

/** The same for one bus, as its green frame shows it. */
export const nextOfBus = (show, bus, picks) => nextOf(show, show.linked ? "both" : bus, picks);

/** Whether the miniature of this bus shows what will be taken: it is drawn from the server's own next. */
export function previewed(show, bus, next) {
  const server = show.buses[bus]?.next;
  return !!next && !!server && server.cue === next.cue && (server.step ?? 1) === next.step;
}

/**
 * The choice one place further (`by` 1) or back (−1) among `cues` in sight; null means the script's own next.
 * A cue is a place at its first step; the script's next is a place of its own when it stands in the middle of a cue.
 */
export function choose(show, scope, picks, cues, order, by) {
  const script = scriptNext(show, scope);
  const places = cues.flatMap(({ id }) => (script?.cue === id && (script.step ?? 1) > 1 ? [{ cue: id, step: 1 }, { cue: id, step: script.step }] : [{ cue: id, step: 1 }]));
  if (!places.length) return picks[scope] ?? null;
  const now = nextOf(show, scope, picks);
  let at = now ? places.findIndex((p) => p.cue === now.cue && p.step === now.step) : places.length;
  if (at < 0) {                                     /* the choice is filtered away: begin where it would stand */
    const rank = order.get(now.cue) ?? 0;
    const after = places.findIndex((p) => (order.get(p.cue) ?? 0) > rank);
    at = (after < 0 ? places.length : after) - (by > 0 ? 1 : 0);
  }
  const place = places[Math.max(0, Math.min(places.length - 1, at + by))];
  return asPick(place, script);
}

/** The choice of one cue by hand, at its first step; of the script's own next: no choice at all. */
export function pickCue(show, scope, cue) {
  const script = scriptNext(show, scope);
  return script?.cue === cue ? null : { cue, step: 1 };
}

const asPick = (place, script) => (script && script.cue === place.cue && (script.step ?? 1) === place.step ? null : place);

/**
 * Where "undo the last take" acts: "both", "stage", "stream" or null for nowhere. Together, the last act may have been on one
 * bus alone (its own black or hold): then it is that one, not the other bus's picture of minutes ago.
 */
export function undoScope(show, chosen) {
  if (!show.linked) return show.buses[chosen]?.can_undo ? chosen : null;
  const able = BUSES.filter((bus) => show.buses[bus]?.can_undo);
  if (able.length < 2) return able[0] ?? null;
  const [a, b] = able.map((bus) => show.buses[bus].acted_at ?? 0);
  return Math.abs(a - b) <= 20 ? "both" : able[a > b ? 0 : 1];
}

/** For every cue that is not simply ahead: {live: [buses], next: [buses], done}. */
export function marksOf(show, cues, order, picks) {
  const marks = new Map();
  const at = (id) => { if (!marks.has(id)) marks.set(id, { live: [], next: [], done: false }); return marks.get(id); };
  let reached = -1;
  for (const bus of BUSES) {
    const on = show.buses[bus]?.cue;
    if (on != null && order.has(on)) { at(on).live.push(bus); reached = Math.max(reached, order.get(on)); }
    const next = nextOfBus(show, bus, picks);
    if (next && order.has(next.cue)) at(next.cue).next.push(bus);
  }
  if (reached < 0) {                                /* both dark: what lies before the next is behind us */
    const next = nextOf(show, scopeOf(show, "stage"), { });
    reached = next && order.has(next.cue) ? order.get(next.cue) : -1;
  }
  for (let i = 0; i < reached; i += 1) at(cues[i].id).done = true;
  return marks;
}
