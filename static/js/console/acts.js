/* The director's acts as writes: what is sent, what may be under way at once, what is said when the server refuses.
   Knows no element of the page but the bar of refusals. */

import { nextOf, scopeOf, undoScope } from "./next.js";
import { fill } from "./text.js";

const STATE_WAIT_MS = 700;          /* an answer whose state has not come by socket until then is fetched */

export function createActs({ api, state, texts, refuse, ask, refresh, changed }) {
  /* What is under way, by lane. Take and undo share one lane: from the press until the server's new state is on the page,
     there is nothing to take. So a double press of Space takes what the label showed at the first press, once; the second
     press finds no cue on the label and sends nothing. No timer guesses at what a finger meant: if the state is back before
     the second press, the label names the next cue and that is what goes. Black and hold never wait behind a take. */
  const busy = new Map();
  const lane = (name) => busy.has(name);

  async function write(name, send, onRefused = null) {
    if (lane(name)) return false;
    const before = state.rev();
    busy.set(name, true);
    changed();
    try {
      const answer = await send();
      if (answer.ok) {
        refuse(null);
        state.take(answer.body);
        await settled(before);
        return true;
      }
      if (onRefused && await onRefused(answer)) return false;
      refuse(wordsFor(answer));
      if (answer.status === 409) await refresh();
      return false;
    } finally {
      busy.delete(name);
      changed();
    }
  }

  async function settled(before) {
    const until = performance.now() + STATE_WAIT_MS;
    while (state.rev() <= before && state.online() && performance.now() < until) await new Promise((go) => setTimeout(go, 8));
    if (state.rev() <= before) await refresh();
  }

  function wordsFor(answer) {
    if (answer.unreachable) return texts.refused.unreachable;
    return answer.problem?.detail || answer.problem?.title || fill(texts.refused.other, { status: answer.status });
  }

  const body = (bus, next, reason, seen) => ({ bus, cue: next.cue, step: next.step, override: reason ? { reason } : null, based_on: seen });
  /* what the director saw when the key went down: if another console was faster, nothing is taken */
  const seenOn = (show) => Object.fromEntries(Object.entries(show.buses).map(([bus, on]) => [bus, on.take ?? null]));

  /* Explicit cue and step, never "whatever comes next": the server takes what stood on the label, or refuses. */
  async function take(jumped = null) {
    const show = state.show();
    if (!show || lane("take")) return;
    const bus = scopeOf(show, state.chosen());
    const next = jumped ?? nextOf(show, bus, state.picks);
    const seen = seenOn(show);
    if (!next) { refuse(texts.refused.nothing_to_take); return; }
    let unconfirmed = null;
    await write("take", () => api.post("/api/v1/show/take", body(bus, next, null, seen)), (answer) => {
      if (!String(answer.problem?.type ?? "").endsWith("/not-confirmed")) return false;
      unconfirmed = answer.problem;
      return true;
    });
    if (unconfirmed) await override(bus, next, unconfirmed);
  }

  async function override(bus, next, problem) {
    const cue = state.cue(next.cue);
    const reason = await ask({
      cue: [cue?.number, [cue?.title, cue?.subtitle].filter(Boolean).join(", ")].filter(Boolean).join(" · "),
      detail: problem.detail || problem.title || "",
      missing: [...(problem.faults ?? []).map((f) => f.message), ...(problem.missing ?? [])].filter((text) => typeof text === "string" && text),
    });
    if (reason) await write("take", () => api.post("/api/v1/show/take", body(bus, next, reason, seenOn(state.show()))));
  }

  const scope = () => (state.show() ? scopeOf(state.show(), state.chosen()) : null);
  async function undo() {
    const show = state.show();
    if (!show || lane("take")) return;
    const bus = undoScope(show, state.chosen());
    if (!bus) refuse(texts.refused.nothing_to_undo);
    else await write("take", () => api.post("/api/v1/show/undo", { bus, based_on: seenOn(show) }));
  }
  const black = (bus = scope()) => bus && write(`black ${bus}`, () => api.post("/api/v1/show/black", { bus }));
  const hold = (bus = scope()) => bus && write(`hold ${bus}`, () => api.post("/api/v1/show/hold", { bus }));
  const link = () => state.show() && write("link", ((linked) => () => api.put("/api/v1/show/linked", { linked }))(!state.show().linked));

  /* A lane for each act: pressed twice at once it goes once, but a stop never waits behind a start. */
  const clock = {
    start: () => write("clock start", () => api.post("/api/v1/clock/start", { performance: state.clockFor() })),
    pause: () => write("clock pause", () => api.post("/api/v1/clock/pause", {})),
    stop: () => write("clock stop", () => api.post("/api/v1/clock/stop", {})),
    ring: () => write("bell", () => api.post("/api/v1/clock/bell", {})),
  };
  const jump = (cue) => take({ cue: cue.id, step: 1 });

  return { take, jump, undo, wordsFor, black, hold, link, clock, taking: () => lane("take") };
}
