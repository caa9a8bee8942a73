/* The director of the glass: puts frames up as scenes. A new take sends the old content out and brings the new one in over a
   ground that never moves; a newer frame of the same take is handed to its scene; a frame that came by reconnect, reload or
   waking stands at once. Knows no scene's inside. */

import { settle, leaveScene, later, isStill } from "./motion.js";

const HALF_GONE_MS = 170;      /* the new scene begins when the old one is half gone; it is in the page, ready, from the start */

/**
 * scenes: name → module {mount(frame, ctx) → {root, enter?, update?, gone?}, land(frame), continues?(prev, next), stands?(root, prevRoot)}.
 * Returns {show(frame, {still}), settle(), frame}; show resolves with true once the frame is in the page, false if a newer one overtook it.
 */
export function createDirector({ glass, scenes, ctx, ready }) {
  let on = null;               /* {frame, scene, module} on the glass */
  let turn = 0;

  const moduleOf = (frame) => scenes[frame?.scene] ?? scenes.blank;

  function follows(prev, next) {
    if (!prev || prev.scene !== next.scene) return false;
    if (prev.key === next.key) return true;
    return Boolean(moduleOf(next).continues?.(prev, next));
  }

  const land = (frame, still = false) => ctx.land(moduleOf(frame).land?.(frame) ?? "river", still);

  function drop(old, gently) {
    if (!old) return;
    old.scene.gone?.();
    const { root } = old.scene;
    if (!gently || performance.now() < old.inAt) { root.remove(); return; }      /* not in sight yet: nothing to send out */
    root.inert = true;
    leaveScene(root).then(() => root.remove());
  }

  function put(frame, { still, old = null, wait = 0 }) {
    const module = moduleOf(frame);
    const scene = module.mount(frame, ctx);
    glass.append(scene.root);
    on = { frame, scene, module, inAt: 0 };
    land(frame, still);
    if (still || isStill()) { scene.still?.(); settle(scene.root); return; }
    on.inAt = later(wait, scene.root, () => scene.enter?.({ from: old?.frame ?? null, fromRoot: old?.scene.root ?? null }));
  }

  function update(frame, still) {
    const prev = on.frame;
    on.frame = frame;
    if (on.scene.update) on.scene.update(frame, { prev, still });
    else if (changed(prev, frame)) {           /* a scene without live parts: the corrected picture takes the place of the old */
      const old = on;
      put(frame, { still: true });
      if (still || isStill()) old.scene.root.remove();
      else { on.scene.root.animate({ opacity: [0, 1] }, 400); old.scene.gone?.(); old.scene.root.animate({ opacity: [1, 0] }, { duration: 400, fill: "forwards" }).finished.then(() => old.scene.root.remove(), () => {}); }
    }
    if (still) settle(on.scene.root);
  }

  async function show(frame, { still = false } = {}) {
    const mine = (turn += 1);
    await ready();
    if (mine !== turn) return false;
    if (on && follows(on.frame, frame)) { update(frame, still); return true; }
    if (still || isStill() || document.hidden) {
      for (const rest of [...glass.children]) if (rest !== on?.scene.root) rest.remove();
      drop(on, false);
      put(frame, { still: true });
      return true;
    }
    const old = on;
    if (old && moduleOf(frame).standsOver?.(old.frame, frame)) { put(frame, { still: false, old }); drop(old, true); return true; }
    const seen = old && performance.now() >= old.inAt;
    drop(old, true);
    put(frame, { still: false, wait: seen ? HALF_GONE_MS : 0 });
    return true;
  }

  return {
    show,
    settle() { settle(glass); on?.scene.still?.(); },
    get frame() { return on?.frame ?? null; },
  };
}

/* whether two frames of one take differ in what can be seen */
function changed(a, b) {
  const bare = ({ held, bus, key, ...rest }) => JSON.stringify(rest);
  return bare(a) !== bare(b);
}
