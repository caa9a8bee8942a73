/* The podium: terraces of núi Thiên Ấn, built from the ground. Places may be empty or shared; what is missing is not drawn. */
import { el, whole } from "../dom.js";
import { fade, play, rise } from "../motion.js";

const PLACES = [1, 2, 3];
const HERO_CHARACTERS = 14; // more than these do not stand on one line of the first terrace in hero size

export function mount(frame) {
  const title = el("h1", { text: frame.title });
  const terraces = PLACES.map((place) => {
    const here = (frame.steps ?? []).filter((s) => s.place === place && s.team);
    if (!here.length) return null;
    const crowd = here.length > 2;
    return el(`div.terrace.p${place}${here.length > 1 ? ".several" : ""}${crowd ? ".crowd" : ""}`, {}, ...here.map((s) => el("div.step", {},
      el("i.bg"), el("p.prize", { text: s.prize }),
      el(`p.name.len-${crowd && s.team.short ? "s" : s.team.len ?? "s"}${s.team.name.length > HERO_CHARACTERS ? ".over-hero" : ""}`, {}, ...whole(crowd && s.team.short ? s.team.short : s.team.name)))));
  }).filter(Boolean);
  const root = el("main.scene.scene-podium", {}, title, el("div.terraces", {}, ...terraces));
  return {
    root,
    enter() {
      fade(title);
      const fromGround = [...terraces].reverse().flatMap((t) => [...t.children]);
      fromGround.forEach((step, i) => {
        const at = 200 + i * 700;
        const first = step.parentNode.classList.contains("p1");
        if (!first) { rise(step, at, { by: 4 }); return; }
        for (const w of step.querySelectorAll(".prize, .name")) rise(w, at + 150, { by: 2 });
        const bg = step.querySelector(".bg");
        play(bg, { clipPath: ["polygon(0 0,0 0,0 100%,0 100%)", getComputedStyle(bg).clipPath] }, { delay: at, duration: 600 });
      });
    },
  };
}
