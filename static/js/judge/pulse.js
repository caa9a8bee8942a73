/* The pulse: tells the desk over the live channel how this tablet fares, so that a low battery or a full outbox is seen there
   before it hurts. Facts about the device alone, never a mark; nothing is written by it, and a lost pulse is no loss. */

const EVERY_MS = 10_000;
const CALM_MS = 1500;        /* a state that lasts no longer is no news: an outbox is filled and emptied with each mark */
const PATIENCE_MS = 8000;

/** `facts()` → {outbox, page, worker, wake}: "on" | "off" | "impossible". Returns {look()}: call it when they may have changed.
    Told as {battery: 0…100 or null, charging or null, outbox, page, rtt: ms of the last pulse or null, worker, wake}. */
export function openPulse({ socket, facts }) {
  if (!socket) return { look() {} };
  let battery = null;
  let rtt = null;
  let last = "";
  let timer = null;

  const words = () => ({
    battery: battery ? Math.round(battery.level * 100) : null,
    charging: battery ? battery.charging : null,
    ...facts(),
  });
  function beat() {
    if (!socket.connected) return;
    const now = words();
    last = JSON.stringify(now);
    const sent = performance.now();
    socket.timeout(PATIENCE_MS).emit("pulse", { ...now, rtt }, (silence) => { rtt = silence ? null : Math.round(performance.now() - sent); });
  }
  function look() {
    if (timer || JSON.stringify(words()) === last) return;
    timer = setTimeout(() => { timer = null; if (JSON.stringify(words()) !== last) beat(); }, CALM_MS);
  }

  socket.on("connect", beat);
  setInterval(beat, EVERY_MS);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) beat(); });
  /* Only some browsers tell, and only in a secure context; the others leave it unknown. */
  navigator.getBattery?.().then((found) => {
    battery = found;
    for (const event of ["levelchange", "chargingchange"]) found.addEventListener(event, look);
    look();
  }, () => {});
  beat();
  return { look };
}
