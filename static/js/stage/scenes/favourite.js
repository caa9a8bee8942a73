/* The audience's favourite: the hall as a hill of small lights. Step 1 the prize over dark lights, and it waits; step 2 they
   light up from the middle outwards, once, and the team is named. Nothing goes on moving behind people who are being photographed. */
import { el, name } from "../dom.js";
import { fade, play, rise, unfold } from "../motion.js";

const LIGHTS = 45;
const ROWS = 4;

export const continues = (a, b) => a.prize === b.prize && (a.step ?? 1) <= (b.step ?? 1) && (!a.team || a.team.key === b.team?.key);

export function mount(first) {
  let frame = first;
  const half = (LIGHTS - 1) / 2;
  /* the hill has the even flanks and the flat top of núi Thiên Ấn */
  const columns = Array.from({ length: LIGHTS }, (_, i) => {
    const up = Math.min(1, Math.max(0, (half - Math.abs(i - half)) / (half * 0.62)));
    return el("span", {}, ...Array.from({ length: Math.max(1, Math.round(up * ROWS)) }, () => el("i", {}, el("b"))));
  });
  const crowd = el("div.crowd-lights", { "aria-hidden": "true" }, ...columns);
  const prize = el("p.prize", { text: frame.prize });
  const river = el("div.river", { "aria-hidden": "true" });
  const honour = el("div.honour", {}, prize, river);
  const root = el("main.scene.scene-favourite", {}, honour, crowd);
  let team = null;
  let of = null;

  function winner() {
    const told = frame.step !== 1 && frame.team;
    root.classList.toggle("is-dark", !told);
    team?.remove(); of?.remove();
    team = of = null;
    if (!told) return;
    team = name(frame.team);
    of = el("p.of", {}, ...[frame.caption, frame.votes].filter(Boolean).map((t, i) => el(i ? "b" : "span", { text: t })));
    honour.append(team, of);
  }

  function light() {
    columns.forEach((c, i) => { for (const b of c.querySelectorAll("b")) play(b, { opacity: [0, 1] }, { delay: Math.abs(i - half) * 24, duration: 500, easing: "ease-out" }); });
    rise(team, 420, { by: 3 });
    fade(of, 720);
  }

  winner();
  return {
    root,
    enter() { fade(crowd, 0, 600); rise(prize, 80); unfold(river, 160); if (team) light(); },
    update(newer, { prev, still }) {
      const had = team;
      const box = prize.getBoundingClientRect();
      frame = newer;
      winner();
      prize.textContent = frame.prize ?? "";
      if (still || JSON.stringify(prev.team) === JSON.stringify(frame.team)) return;
      if (had || !team) { fade(team, 0, 400); return; }
      const now = prize.getBoundingClientRect();
      const dy = box.top + box.height / 2 - (now.top + now.height / 2);
      for (const moved of [prize, river]) play(moved, { translate: [`0 ${dy}px`, "0 0"] }, { duration: 600 });
      light();
    },
  };
}
