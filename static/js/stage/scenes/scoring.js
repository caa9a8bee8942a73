/* The panel is marking: how many sheets are in. Tubes fill in the order of arrival, never by seat: nobody sees whose sheet is
   missing. No figure of a mark is on this scene. */
import { el, name, word } from "../dom.js";
import { T, play, rise, swapText } from "../motion.js";

export const continues = (a, b) => a.team?.key === b.team?.key && a.section === b.section && a.sheets?.of === b.sheets?.of;

export const crowd = (n) => (n > 12 ? ".throng" : n > 8 ? ".many" : "");

export function mount(first) {
  let frame = first;
  const of = Math.max(0, frame.sheets?.of ?? 0);
  const top = el("div.topline", {}, name(frame.team), frame.section ? el("p.label", { text: frame.section }) : null);
  const wave = el("span.wave");
  const tubes = Array.from({ length: of }, () => el("i", {}, el("b")));
  const row = el(`div.tubes${crowd(of)}`, { "aria-hidden": "true" }, ...tubes, wave);
  const how = el("span", { text: String(frame.sheets?.in ?? 0) });
  const sum = el("p.sum", {}, el("span.fig", {}, how, el("em", { text: `/${of}` })), el("span.second", { text: word("sheets_in") }));
  const say = el("p.say", { text: frame.say });
  const root = el("main.scene.scene-scoring", {}, top, el("div.fill", {}, row, sum), say);

  const fill = (n) => tubes.forEach((t, i) => t.classList.toggle("in", i < n));
  fill(frame.sheets?.in ?? 0);

  return {
    root,
    enter() {
      rise(top);
      tubes.forEach((t, i) => rise(t, 120 + i * T.stagger, { by: 3 }));
      rise(sum, 160 + of * T.stagger); rise(say, 240 + of * T.stagger);
    },
    update(newer, { prev }) {
      const was = prev.sheets?.in ?? 0;
      frame = newer;
      const now = frame.sheets?.in ?? 0;
      fill(now);
      /* each newly arrived sheet fills the next tube from below */
      for (let i = was; i < Math.min(now, of); i += 1) {
        play(tubes[i].firstChild, { clipPath: ["inset(100% -30% 0 -30%)", "inset(-10% -30% -10% -30%)"] }, { duration: 700, delay: (i - was) * T.stagger });
      }
      if (was !== now) swapText(how, String(now), 200);
      if (now === of && was < of) play(wave, { opacity: [0, 0.08, 0] }, { duration: 600, delay: 700, easing: "ease-in-out" });
      swapText(say, frame.say ?? "");
    },
  };
}
