/* Words of the director, in one of three sizes by their length, and a second line where there is more to say. */
import { el } from "../dom.js";
import { fade, rise, unfold } from "../motion.js";

export const land = (frame) => (frame.len === "l" ? "river" : "back");

export function mount(frame) {
  const text = el(`h1.said.len-${frame.len ?? "s"}`, { text: frame.text });
  const river = el("div.river", { "aria-hidden": "true" });
  const second = frame.second ? el("p.second", { text: frame.second }) : null;
  const root = el("main.scene.scene-message", {}, text, river, second);
  return {
    root,
    enter() { rise(text, 0, { by: 2 }); unfold(river, 200); fade(second, 420); },
  };
}
