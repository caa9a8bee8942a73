/* Who goes on. No rank and no total: the scene says only that. */
import { el, ong, whole } from "../dom.js";
import { T, fade, play, rise } from "../motion.js";
import { pages, split } from "../pages.js";

const MOST = 18;           /* on one page, with short names */
const FULL = 8;            /* so many still have their full names */

export function mount(frame) {
  const teams = frame.teams ?? [];
  const many = teams.length > FULL;
  const title = el("h1", { text: frame.title });
  const book = pages();
  const plates = teams.map((t) => el("li", {}, el("i.bg"), ong(), el(`span.name.len-${many && t.short ? "s" : t.len ?? "s"}`, {}, ...whole(many && t.short ? t.short : t.name))));
  book.fill(split(plates, MOST).map((g) => el(`ul.finalists${many ? ".many" : teams.length > 6 ? ".eight" : teams.length <= 3 ? ".few" : ""}`, {}, ...g)));
  const root = el("main.scene.scene-advancing", {}, el("div.titlebar", {}, title), book.root);
  if (!frame.held) book.run();
  return {
    root,
    enter() {
      rise(title);
      const here = plates.filter((p) => book.page?.contains(p));
      const gap = Math.min(500, 4000 / Math.max(1, here.length));
      here.forEach((p, i) => {
        const at = 350 + i * gap;
        const bg = p.querySelector(".bg");
        /* wiped in along the slant */
        play(bg, { clipPath: ["polygon(0 0,0 0,calc(-1*var(--cut,calc(var(--u)*5.4))) 100%,0 100%)", getComputedStyle(bg).clipPath] }, { delay: at });
        play(p.querySelector(".ong"), { clipPath: ["inset(100% -40% 0 -40%)", "inset(0 -40% 0 -40%)"] }, { delay: at + 120, duration: T.quick });
        fade(p.querySelector(".name"), at + 160, T.quick);
      });
    },
    gone() { book.stop(); },
  };
}
