/* A team on stage: the clock under its crown, the name, the section. The clock's state is always a word too. */
import { watch } from "../../clock.js";
import { crown, TUBES } from "../crown.js";
import { el, name, word } from "../dom.js";
import { fade, play, rise, swapText, unfold } from "../motion.js";

/* phase of the clock → [word shown, its tone, tone of the tubes] */
const PHASES = {
  ready: ["ready", "calm", "go"], running: ["left", "go", "go"], amber: ["nearly_over", "warn", "warn"],
  over: ["over", "over", "over"], paused: ["paused", "calm", null], stopped: ["stopped", "calm", null],
};

export const land = () => "quiet";
export const continues = (a, b) => a.team?.key === b.team?.key && a.section === b.section;

export function mount(first, ctx) {
  let frame = first;
  let stop = () => {};
  let tone = "go";

  const ring = crown({ layers: ["go", "warn", "over"] });
  const words = Object.fromEntries(Object.entries(PHASES).map(([phase, [key, tone]]) => [phase, el(`span.w-${tone}`, { text: word(key) })]));
  const state = el("p.state", {}, ...Object.values(words));
  const cool = el("span.cool");
  const warm = el("span.warm", { "aria-hidden": "true" });
  const digits = el("p.fig", {}, el("span.plus", { text: "+", "aria-hidden": "true" }), el("span.two", {}, cool, warm));
  const clock = el("div.clock", {}, state, digits);
  const river = el("div.river", { "aria-hidden": "true" });
  const team = name(frame.team);
  const section = frame.section ? el("span.label", { text: frame.section }) : null;
  const order = frame.label ? el("span.second", { text: frame.label }) : null;
  const line = el("p.line", {}, section, order);
  const root = el("main.scene.scene-performing", {}, ...ring.nodes, clock, river, el("div.who", {}, team, line));

  function draw(face) {
    if (cool.textContent !== face.digits) { cool.textContent = face.digits; warm.textContent = face.digits; }
    const amberLeft = !face.over && frame.clock.warning_ms > 0 && face.left <= frame.clock.warning_ms && frame.clock.state !== "ready";
    tone = PHASES[face.phase][2] ?? (amberLeft ? "warn" : "go");
    ring.state(tone);
    ring.lit(face.lit(TUBES));
    if (root.dataset.phase !== face.phase) {
      root.dataset.phase = face.phase;
      for (const [phase, node] of Object.entries(words)) { node.classList.toggle("on", phase === face.phase); node.setAttribute("aria-hidden", String(phase !== face.phase)); }
    }
    root.classList.toggle("is-amber", tone === "warn");
    root.classList.toggle("is-over", face.over);
    root.classList.toggle("is-dim", frame.clock.state === "stopped" || frame.clock.state === "paused");
  }

  function run() {
    stop();
    if (!frame.clock) return;
    stop = watch(frame.clock, ctx.now, draw);
    if (frame.held) stop();        /* held: the picture stays as it is, and so do its digits */
  }

  /* the sign between section and number goes when they stand on two lines */
  const wraps = new ResizeObserver(() => { if (section && order) line.classList.toggle("wraps", Math.abs(section.offsetTop - order.offsetTop) > section.offsetHeight / 2); });
  wraps.observe(line);

  run();
  return {
    root,
    enter() {
      unfold(river);
      rise(team, 80); rise(line, 160);
      for (const row of ring.tubes(tone)) {      /* of the one colour that is seen */
        row.forEach((t, i) => { if (t.classList.contains("on")) play(t, { opacity: [0, 1] }, { delay: 100 + i * 14, duration: 200, easing: "ease-out" }); });
      }
      for (const svg of ring.nodes) fade(svg, 0, 300);
      fade(clock, 400, 400);
    },
    update(newer) {
      const prev = frame;
      frame = newer;
      if (prev.team?.name !== frame.team?.name) { team.className = `name len-${frame.team?.len ?? "s"}`; swapText(team, frame.team?.name ?? ""); }
      if (section && frame.section) swapText(section, frame.section);
      if (order && frame.label) swapText(order, frame.label);
      if (JSON.stringify(prev.clock) !== JSON.stringify(frame.clock) || prev.held !== frame.held) run();
    },
    gone() { stop(); wraps.disconnect(); },
  };
}

