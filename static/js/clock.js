/* Time: what the server's clock says now, and what a contest clock shows.
   Works on performance.now(), which no change of the device's clock can move. Never ticks and never draws. */

const TRIES = 5;             /* round trips of one measurement; the fastest tells the most */
const PATIENCE_MS = 4000;    /* a round trip slower than this tells nothing */
const EVERY_MS = 60_000;
const LOOK_MS = 1_000;       /* how often it is looked whether this device has slept or its clock was set */
const SLEPT_MS = 500;        /* so far apart the two clocks of a device do not run by themselves */

/**
 * Server time on this device. `ask()` makes one round trip and resolves with the server's epoch milliseconds.
 * Returns `{now, rtt, synced, measure, stop}`: `now()` estimated server epoch ms, never NaN, the device's own clock until
 * the first measurement; `rtt()` the fastest round trip of the last measurement in ms or null; `measure()` resolves with
 * whether it succeeded. `onSync` is called after each successful measurement.
 */
export function syncTime({ ask, perf = () => performance.now(), date = () => Date.now(), onSync = null } = {}) {
  let offset = date() - perf();
  let best = null;           /* {rtt, offset} the present estimate rests on */
  let running = null;

  async function once() {
    const sent = perf();
    let timer;
    const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error("late")), PATIENCE_MS); });
    try {
      const server = Number(await Promise.race([ask(), late]));
      const rtt = perf() - sent;
      return Number.isFinite(server) ? { rtt, offset: server + rtt / 2 - (sent + rtt) } : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  async function several() {
    let fastest = null;
    for (let i = 0; i < TRIES; i += 1) {
      const sample = await once();
      if (!sample && !fastest && i > 0) return false;      /* two silences: the line is gone, the next wake tries again */
      if (sample && (!fastest || sample.rtt < fastest.rtt)) fastest = sample;
    }
    if (!fastest) return false;
    /* A fresh sample that agrees with the present estimate within its own uncertainty brings only jitter: keep the old one,
       so that the digits never step back for it. */
    const agrees = best && Math.abs(fastest.offset - offset) <= fastest.rtt / 2 && best.rtt <= fastest.rtt;
    if (!agrees) offset = fastest.offset;
    best = agrees ? { rtt: fastest.rtt, offset } : fastest;
    onSync?.();
    return true;
  }

  const measure = () => (running ??= several().finally(() => { running = null; }));
  const wake = () => { if (!document.hidden) measure(); };
  const timer = setInterval(measure, EVERY_MS);
  /* A device that slept has lost time on performance.now() and may not say so: its two clocks have come apart. */
  let apart = date() - perf();
  const looker = setInterval(() => {
    const now = date() - perf();
    if (Math.abs(now - apart) > SLEPT_MS) measure();
    apart = now;
  }, LOOK_MS);
  document.addEventListener("visibilitychange", wake);
  addEventListener("pageshow", wake);

  return {
    now: () => perf() + offset,
    rtt: () => (best ? best.rtt : null),
    synced: () => best !== null,
    measure,
    stop() {
      clearInterval(timer);
      clearInterval(looker);
      document.removeEventListener("visibilitychange", wake);
      removeEventListener("pageshow", wake);
    },
  };
}

/** Milliseconds left on a contest clock at `nowMs` (server epoch); negative is overtime. */
export function remaining(clock, nowMs) {
  if (clock.state === "running" && clock.ends_at != null) return (clock.ends_at - nowMs) * (clock.rate ?? 1);
  return clock.left_ms ?? clock.duration_ms;
}

/** Digits of so many milliseconds left: "07:32". Before the end a second that has begun counts whole, so 00:00 stands
    exactly when time is up; overtime counts whole seconds passed. The plus of overtime is not in the text. */
export function digits(leftMs) {
  const s = leftMs >= 0 ? Math.ceil(leftMs / 1000) : Math.floor(-leftMs / 1000);
  return `${String(Math.floor(s / 60)).padStart(2, "0")}:${String(s % 60).padStart(2, "0")}`;
}

/** Digits of a longer wait: "12:45", from an hour on "1:02:45". */
export function longDigits(leftMs) {
  const s = Math.max(0, Math.ceil(leftMs / 1000));
  const two = (n) => String(n).padStart(2, "0");
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${two(Math.floor(s / 60))}:${two(s % 60)}`;
}

/** What a clock's face shows at `nowMs`: `{left, digits, phase, over, lit(n)}`; phase is "ready", "running", "amber", "over",
    "paused" or "stopped"; `lit(n)` how many of n tubes are lit. */
export function face(clock, nowMs) {
  const left = remaining(clock, nowMs);
  const over = left < 0;
  let phase = clock.state;
  if (over) phase = "over";
  else if (phase === "running" && clock.warning_ms > 0 && left <= clock.warning_ms) phase = "amber";
  const share = clock.duration_ms > 0 ? left / clock.duration_ms : 0;
  const lit = (n) => (over ? n : Math.max(0, Math.min(n, Math.ceil(share * n))));
  return { left, digits: digits(left), phase, over, lit };
}

/**
 * Calls `draw(face)` now and each time the face can have changed, until the returned function is called.
 * Waits for the edge of the next second, at most half a second, so a new measurement of time is taken up at once.
 */
export function watch(clock, now, draw) {
  let timer = null;
  const tick = () => {
    draw(face(clock, now()));
    if (clock.state !== "running") return;
    const rate = clock.rate ?? 1;
    const left = remaining(clock, now());
    const edge = left >= 0 ? left % 1000 : 1000 + (left % 1000);
    timer = setTimeout(tick, Math.min(500, Math.max(16, edge / rate + 3)));
  };
  const wake = () => { if (!document.hidden) { clearTimeout(timer); tick(); } };     /* timers sleep in hidden tabs */
  document.addEventListener("visibilitychange", wake);
  tick();
  return () => { clearTimeout(timer); document.removeEventListener("visibilitychange", wake); };
}
