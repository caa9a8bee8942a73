/* A poster or a clip as an element of a scene: shown whole or filling its place, a clip joined where it is by now.
   What can't be loaded leaves its place empty: the ground behind it is a picture too. */
import { el } from "./dom.js";

/**
 * `file` {url, kind, title}; `since`: epoch ms at which a clip began; `sound` is asked for, a browser that nobody touched may
 * refuse it and then plays silently. Returns {root, ready → Promise, play(), stop(), ended → Promise}.
 */
export function showFile(file, { fill = false, loop = false, sound = false, since = null, now = () => Date.now(), quiet = false } = {}) {
  const how = `${fill ? "fill" : "whole"}`;
  if (file.kind !== "video") {
    const root = el(`img.shown-file.${how}`, { src: file.url, alt: file.title ?? "", decoding: "async" });
    const ready = root.decode().catch(() => { root.remove(); });
    return { root, ready, play() {}, stop() {}, ended: null };
  }
  const root = el(`video.shown-file.${how}`, { src: file.url, preload: quiet ? "metadata" : "auto", playsinline: true, muted: true, "aria-label": file.title ?? "" });
  root.muted = !sound || quiet;
  root.loop = loop;
  let end;
  const ended = new Promise((done) => { end = done; });
  root.addEventListener("ended", () => end());
  root.addEventListener("error", () => { root.remove(); end(); });
  const ready = new Promise((done) => { root.addEventListener("loadeddata", done, { once: true }); root.addEventListener("error", done, { once: true }); });

  /* a screen that comes late joins where the others are */
  root.addEventListener("loadedmetadata", () => {
    if (since == null || !Number.isFinite(root.duration) || !root.duration) return;
    const at = Math.max(0, (now() - since) / 1000);
    if (at > 0.5) root.currentTime = loop ? at % root.duration : Math.min(at, root.duration);
  });
  return {
    root,
    ready,
    ended,
    play() {
      if (quiet) return;
      root.play().catch(() => { root.muted = true; root.play().catch(() => {}); });
    },
    stop() { root.pause(); },
    unload() { root.pause(); root.removeAttribute("src"); root.load(); },
  };
}
