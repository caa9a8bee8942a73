/* The two buses: what is on air, what comes next, how many screens have painted it, and what to watch out for.
   The miniatures are the real pages in frames; this module writes only what stands around them. */

import { nextOfBus } from "./next.js";
import { fill, mark, put, tenths } from "./text.js";

const KIND = { stage: "stage", stream: "overlay" };

export function createBuses({ root, texts, now }) {
  const panels = new Map([...root.querySelectorAll(".bus")].map((el) => {
    const q = (sel) => el.querySelector(sel);
    return [el.dataset.bus, {
      el,
      on: q("[data-mini=onair]"), next: q("[data-mini=next]"), placard: q(".placard"),
      painted: q(".painted"), caution: q(".caution"), pick: q(".bus-pick"), about: q(".about"),
      hold: q("[data-act=hold]"), black: q("[data-act=black]"),
    }];
  }));

  const cap = (mini, state, what, step = "") => {
    put(mini.querySelector(".cap-state"), state);
    put(mini.querySelector(".cap-what"), what);
    put(mini.querySelector(".cap-step"), step);
  };
  const stepOf = (step, steps) => (steps > 1 ? `${step}/${steps}` : "");

  function onAir(p, bus) {
    const dark = bus.kind === "black" || bus.kind === "start";
    cap(p.on, texts.cap[bus.kind] ?? texts.live, dark ? texts.nothing_on_air : (bus.title ?? ""), dark ? "" : stepOf(bus.step, bus.steps));
    mark(p.on, "data-kind", bus.kind);
    mark(p.on, "data-scene", bus.scene);
    mark(p.on, "data-cue", bus.cue);
    mark(p.on, "data-step", bus.cue == null ? null : bus.step);
    mark(p.hold, "aria-pressed", bus.kind === "hold");
    mark(p.black, "aria-pressed", bus.kind === "black");
  }

  /* What Space would take on this bus. Until the frame shows it, and where there is no picture of it yet, a placard with the cue's
     words lies over it, so that the green frame never shows one thing and takes another. */
  function coming(p, key, show, cueOf, picks, shows) {
    const next = nextOfBus(show, key, picks);
    const cue = next && cueOf(next.cue);
    const seen = !!next && shows(key);
    const state = next?.picked ? texts.picked : texts.next;
    cap(p.next, cue?.wait ? `${state} · ${cue.wait}` : state, cue ? cue.title : texts.nothing_next, cue ? stepOf(next.step, cue.steps) : "");
    mark(p.next, "data-cue", next?.cue);
    mark(p.next, "data-step", next?.step);
    mark(p.next, "data-scene", cue?.scene);
    mark(p.next, "data-picked", next?.picked);
    mark(p.next, "data-wait", !!cue?.wait);
    p.placard.hidden = seen;
    if (seen) return;
    put(p.placard.querySelector(".placard-number"), cue ? String(cue.number) : "");
    put(p.placard.querySelector(".placard-title"), cue ? cue.title : texts.nothing_next);
    put(p.placard.querySelector(".placard-sub"), cue?.subtitle ?? "");
    put(p.placard.querySelector(".placard-why"), !cue ? "" : next.picked ? texts.placard_picked : texts.placard_linked);
  }

  function health(p, key, bus, screens) {
    const mine = screens.filter((s) => s.kind === KIND[key]);
    const slow = mine.filter((s) => s.state === "slow").length;
    const lost = mine.filter((s) => s.state === "lost").length;
    const { painted = 0, of = 0 } = bus.screens ?? {};
    const words = of ? [fill(texts.painted, { n: painted, of })] : [texts.painted_none];
    if (slow) words.push(fill(texts.slow, { n: slow }));
    if (lost) words.push(fill(texts.lost, { n: lost }));
    put(p.painted, words.join(" · "));
    mark(p.painted, "data-whole", of > 0 && painted === of);
    waits.set(key, bus.pending?.[0] ?? null);
    put(p.caution, waits.get(key) ? airs(waits.get(key)) : bus.stale ? texts.stale : bus.kind === "hold" ? texts.held : bus.kind === "black" ? texts.blacked : "");
  }

  /* a delayed take counts down where the cautions stand */
  const waits = new Map();
  const airs = (take) => fill(texts.airs_in, { s: tenths(take.airs_at - now()), what: take.title });
  setInterval(() => { for (const [key, take] of waits) if (take) put(panels.get(key).caution, airs(take)); }, 100);

  function render({ show, screens, cueOf, picks, chosen, shows }) {
    for (const [key, p] of panels) {
      const bus = show.buses[key];
      if (!bus) continue;
      onAir(p, bus);
      coming(p, key, show, cueOf, picks, shows);
      health(p, key, bus, screens);
      mark(p.el, "data-keys", !show.linked && key === chosen);
      mark(p.pick, "aria-pressed", show.linked || key === chosen);
    }
    mark(root, "data-linked", show.linked);
    put(panels.get("stream").about, fill(texts.stream_about, { s: tenths(show.delay_ms ?? 0) }));
    mark(panels.get("stream").about, "data-late", (show.delay_ms ?? 0) > 0);
  }

  return { render };
}
