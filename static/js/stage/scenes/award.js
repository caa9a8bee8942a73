/* One prize, one winner. Step 1 names the prize under a dark crown and waits; step 2 lights the crown and names the winner.
   For the first prize light falls slowly from the crown, once. Nothing goes on moving behind people who are being photographed. */
import { crown, TUBES } from "../crown.js";
import { el, name } from "../dom.js";
import { after, fade, isCalm, play, rise, unfold } from "../motion.js";

const DROPS = 28;
const FALL_MS = 5200;

export const continues = (a, b) => a.prize === b.prize && a.place === b.place && (a.step ?? 1) <= (b.step ?? 1) && (!a.team || a.team.key === b.team?.key);

export function mount(first) {
  let frame = first;
  const ring = crown({ layers: ["gold"], shapes: ["wide"] });
  ring.state("gold");
  ring.lit(TUBES);
  const ribbon = el("div.ribbon", { "aria-hidden": "true" });
  const prize = el("p.prize", { text: frame.prize });
  const river = el("div.river", { "aria-hidden": "true" });
  const honour = el("div.honour", {}, prize, river);
  const root = el("main.scene.scene-award", { data: { place: frame.place ?? "special" } }, ...ring.nodes, ribbon, honour);
  let team = null;
  let of = null;

  function winner() {
    const told = frame.step !== 1 && frame.team;
    root.classList.toggle("is-dark", !told);
    team?.remove(); of?.remove();
    team = of = null;
    if (!told) return;
    team = name(frame.team);
    honour.append(team);
    if (frame.total != null) {
      of = el("p.of", {}, `${frame.total_caption ?? ""} `, el("span.fig", { text: frame.total }));
      honour.append(of);
    }
  }

  function light() {
    const half = (TUBES - 1) / 2;
    for (const row of ring.tubes("gold")) row.forEach((t, i) => play(t, { opacity: [0, 1] }, { delay: (half - Math.abs(i - half)) * 24, duration: 300, easing: "ease-out" }));
    root.classList.add("is-lighting");
    after(half * 24 + 300, () => root.classList.remove("is-lighting"));
    for (const svg of ring.nodes) play(svg.querySelector(".spoke"), { clipPath: ["inset(0 0 100% 0)", "inset(0 0 0% 0)"] }, { delay: 200, duration: 700 });
    rise(team, 420, { by: 3 });
    fade(of, 720);
    unfold(ribbon, 420);
    if (frame.place === 1) fall();
  }

  /* drops of light leave the tubes one after the other and go out before they reach the ground: water, not fireworks */
  function fall() {
    if (isCalm()) return;
    const rain = el("div.lightfall", { "aria-hidden": "true" });
    const drops = Array.from({ length: DROPS }, (_, i) => {
      const across = ((i * 61) % 97) / 97;                       /* spread evenly, in no order that the eye finds */
      return { across, at: 500 + ((i * 37) % DROPS) * 110, drop: el("b", { vars: { "--x": across, "--arc": (2 * across - 1) ** 2 } }) };
    });
    rain.append(...drops.map((d) => d.drop));
    root.insertBefore(rain, honour);
    const last = drops.map(({ drop, at }, i) => play(drop, { translate: ["0 0", `0 calc(var(--u) * ${46 + (i % 5) * 5})`], opacity: [0, 0.85, 0.6, 0] }, { delay: at, duration: FALL_MS, easing: "cubic-bezier(.3,.1,.6,1)" }));
    Promise.allSettled(last.map((a) => a?.finished)).then(() => rain.remove());
  }

  winner();
  return {
    root,
    enter() {
      for (const svg of ring.nodes) fade(svg, 0, 600);
      rise(prize, 80);
      unfold(river, 160);
      if (team) light();
    },
    update(newer, { prev, still }) {
      const had = team;
      const box = prize.getBoundingClientRect();
      frame = newer;
      winner();
      prize.textContent = frame.prize ?? "";
      if (still || JSON.stringify(prev.team) === JSON.stringify(frame.team)) return;
      if (!had && team) {
        /* the prize makes room for the name: it moves from where it stood, and the line below goes with it */
        const now = prize.getBoundingClientRect();
        const dy = box.top + box.height / 2 - (now.top + now.height / 2);
        play(prize, { translate: [`0 ${dy}px`, "0 0"], scale: [String(box.height / Math.max(1, now.height)), "1"] }, { duration: 600 });
        play(river, { translate: [`0 ${dy}px`, "0 0"] }, { duration: 600 });
        light();
      } else fade(team, 0, 400);
    },
  };
}
