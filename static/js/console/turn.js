/* The clock of the performance: the running time, its state by colour and by word, and for whom it would start.
   Reads the server's clock and draws; starting and stopping are acts of the console. */

import { watch } from "../clock.js";
import { fill, mark, put } from "./text.js";

export function createTurn({ root, texts, now }) {
  const q = (id) => root.querySelector(id);
  const [time, word, team] = [q("#clock-time"), q("#clock-word"), q("#clock-team")];
  const tubes = [...q("#clock-tubes").children];
  const go = q("[data-act=clock-start] .act-label");
  let stop = null;
  let lit = -1;

  function draw(clock, face) {
    const over = face.left < 0;
    put(time, `${over ? "+" : ""}${face.digits}`);
    const key = clock.state === "running" ? { over: "over", amber: "warn" }[face.phase] ?? "running" : over && clock.state !== "ready" ? `${clock.state}_over` : clock.state;
    put(word, texts.clock[key] ?? "");
    mark(root, "data-state", clock.state);
    mark(root, "data-tone", over ? "over" : clock.state === "running" ? (face.phase === "amber" ? "warn" : "go") : "still");
    const n = face.lit(tubes.length);
    if (n !== lit) { lit = n; tubes.forEach((tube, i) => tube.classList.toggle("lit", i < n)); }
  }

  /* Which performance a start would be for. The cue on the hall's bus wins over a clock that has already been stopped for
     somebody else; what is sent is what the label says. */
  function target(show, cueOf) {
    const cue = cueOf(show.buses.stage?.cue);
    const clock = show.clock;
    const free = !clock || clock.state === "stopped";
    if (free && cue?.performance != null && cue.performance !== clock?.performance) return { performance: cue.performance, team: cue.subtitle ?? cue.title, fresh: true };
    return { performance: clock?.performance ?? null, team: clock?.team ?? null, fresh: false };
  }

  function render({ show, cueOf }) {
    stop?.();
    stop = null;
    const clock = show.clock;
    const to = target(show, cueOf);
    put(go, clock?.state === "paused" ? texts.clock_on : texts.clock_go);
    put(team, to.fresh ? fill(texts.clock_for, { team: to.team }) : (to.team ?? ""));
    if (!clock) {
      put(time, "––:––");
      put(word, texts.clock.none);
      mark(root, "data-state", "none");
      mark(root, "data-tone", "none");
      tubes.forEach((tube) => tube.classList.remove("lit"));
      lit = -1;
      return;
    }
    stop = watch(clock, now, (face) => draw(clock, face));
  }

  return { render, target };
}
