/* What is on air: puts the pieces of a frame up, takes off what the frame no longer has, lets a piece that goes on take the new
   state. The band above the floor holds one piece at a time. Knows no piece's inside. */

import { isStill, later, settle } from "../stage/motion.js";
import { plan } from "./plan.js";

const HALF_GONE_MS = 170;

/**
 * kinds: name → mount(data, ctx) → {root, enter(), update?(data, {still}), leave() → Promise, gone?()}.
 * `staying`: lower thirds stay until taken off (miniatures, ?still, a mixer that cuts by itself). `only`: a set of kinds, or null for all.
 * `hidden`: nothing is up until dark(false). Returns {show(frame, {still, age}), settle(), dark(), type(), turn(), frame}.
 */
export function createAir({ glass, kinds, ctx, ready, staying, only = null, hidden = false }) {
  const up = new Map();              /* place → {spec, piece, off: cancels its going off by itself} */
  let turn = 0;
  let frame = null;
  let typed = null;                  /* a lower third of the station's own, over the contest's pieces in the band */
  let done = "";                     /* the take whose lower third has had its time */

  function takeOff(place, gently) {
    const old = up.get(place);
    if (!old) return false;
    up.delete(place);
    old.off?.();
    old.piece.gone?.();
    if (gently && performance.now() >= old.inAt) old.piece.leave().then(() => old.piece.root.remove());
    else old.piece.root.remove();
    return gently && performance.now() >= old.inAt;
  }

  function timed(entry, place, key, left) {
    entry.off?.();
    entry.off = null;
    if (entry.spec.stay == null || staying) return;
    const timer = setTimeout(() => { if (up.get(place) === entry) { done = key; takeOff(place, true); } }, Math.max(0, left));
    entry.off = () => clearTimeout(timer);
  }

  function putUp(spec, key, still, left, wait = 0) {
    const piece = kinds[spec.kind](spec.data, ctx);
    const entry = { spec, piece, off: null, key, inAt: 0 };
    up.set(spec.place, entry);
    glass.append(piece.root);
    piece.laid?.();
    if (still || isStill()) settle(piece.root); else entry.inAt = later(wait, piece.root, () => piece.enter());
    timed(entry, spec.place, key, left);
  }

  /* what is to be up: the frame's pieces, as far as this layer has them and the gear shows it */
  function pieces(of) {
    if (hidden || !of) return [];
    const own = typed ? plan(typed).map((spec) => ({ ...spec, stay: null })) : [];
    const wanted = [...own, ...plan(of).filter((spec) => !own.some((each) => each.place === spec.place))];
    return only ? wanted.filter((spec) => only.has(spec.kind)) : wanted;
  }

  async function show(next, { still = false, age = 0 } = {}) {
    const mine = (turn += 1);
    await ready();
    if (mine !== turn) return false;
    const sameTake = frame !== null && frame.key === next.key && frame.scene === next.scene;
    const hard = still || isStill() || document.hidden;
    frame = next;
    const stayLeft = (spec) => (hard && spec.stay != null ? spec.stay - age : spec.stay);
    const specs = pieces(next);
    const wanted = new Map(specs
      .filter((spec) => staying || spec.stay == null || !(done === next.key || (hard && !up.has(spec.place) && stayLeft(spec) <= 0)))
      .map((spec) => [spec.place, spec]));
    for (const place of new Set(up.keys())) {
      const spec = wanted.get(place);
      const entry = up.get(place);
      const goesOn = spec && entry && entry.spec.kind === spec.kind && (entry.spec.id === spec.id || entry.spec.id === spec.follows);
      if (goesOn) {
        const stayed = entry.spec.stay;
        entry.spec = spec;
        entry.piece.update?.(spec.data, { still: hard });
        if (hard) settle(entry.piece.root);
        if (next.held) { entry.off?.(); entry.off = null; } else if (!sameTake || stayed !== spec.stay || !entry.off) timed(entry, place, next.key, stayLeft(spec));
        wanted.delete(place);
      }
    }
    for (const place of new Set([...up.keys(), ...wanted.keys()])) {
      const spec = wanted.get(place);
      const kept = up.get(place) && specs.some((s) => s.place === place && s.kind === up.get(place).spec.kind && s.id === up.get(place).spec.id);
      if (kept && !spec) continue;
      const was = takeOff(place, !hard);
      if (!spec) continue;
      putUp(spec, next.key, hard, stayLeft(spec), was && !hard ? HALF_GONE_MS : 0);
    }
    return true;
  }

  const again = (how) => (frame ? show(frame, how) : Promise.resolve(false));
  return {
    show,
    settle: () => settle(glass),
    /** Takes everything off, or puts up what is on air now: moving, as far as anybody can see it. */
    dark(on, how = {}) { if (hidden === on) return Promise.resolve(false); hidden = on; return again(how); },
    /** The station's own lower third; null gives the band back to the contest. */
    type(own) { typed = own; return again(); },
    /** What has several pages goes on to its next. */
    turn() { for (const { piece } of up.values()) piece.turn?.(); },
    get frame() { return frame; },
  };
}
