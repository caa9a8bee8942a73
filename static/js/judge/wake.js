/* Keeps the screen lit while the pad is open, where the browser lets it, and says the truth about it. */

/** `onState("on" | "insecure" | "unsupported" | "refused")`: insecure is plain http, where browsers give no lock. */
export function keepAwake(onState) {
  if (!window.isSecureContext) { onState("insecure"); return; }
  if (!("wakeLock" in navigator)) { onState("unsupported"); return; }
  let lock = null;
  async function hold() {
    if (document.hidden || (lock && !lock.released)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      onState("on");
      lock.addEventListener("release", () => { if (!document.hidden) { onState("refused"); hold(); } });
    } catch {
      onState("refused");       /* a low battery, or the tablet's own saving mode */
    }
  }
  hold();
  document.addEventListener("visibilitychange", hold);
  addEventListener("pageshow", hold);
  addEventListener("pointerdown", hold);
}
