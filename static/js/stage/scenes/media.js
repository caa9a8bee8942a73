/* A poster or a clip over the whole glass. In a miniature a clip stands still: its first picture says which one it is. */
import { el } from "../dom.js";
import { T, fade } from "../motion.js";
import { showFile } from "../show_file.js";

export const continues = (a, b) => a.media?.url === b.media?.url;

export function mount(first, ctx) {
  let frame = first;
  const file = showFile(frame.media, { ...frame, now: ctx.now, quiet: Boolean(ctx.mini) });
  const root = el("main.scene.scene-media", {}, file.root);
  return {
    root,
    enter() { file.ready.then(() => fade(file.root, 0, T.in)); if (!frame.held) file.play(); },
    still() { if (!frame.held) file.play(); },
    update(newer) { frame = newer; if (frame.held) file.stop(); else file.play(); },
    gone() { file.unload?.(); },
  };
}
