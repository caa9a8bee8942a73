/* Whether the server can be reached: told by what was heard from it, not by hope. */

const FRESH_MS = 12_000;

/** `onChange()` is called when `online` may have changed. */
export function watchNet({ onChange, onWake }) {
  let socket = "starting";
  let heard = Date.now();     /* the page itself has just come from the server */
  let failed = 0;
  let was = null;

  function online() {
    if (navigator.onLine === false) return false;
    if (socket === "online") return true;
    return heard > failed && Date.now() - heard < FRESH_MS;
  }
  function look() {
    const now = online();
    if (now !== was) { was = now; onChange(now); }
  }

  addEventListener("online", () => { look(); onWake(); });
  addEventListener("offline", look);
  addEventListener("pageshow", onWake);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) onWake(); });
  setInterval(look, 1000);

  return {
    get online() { return online(); },
    get socket() { return socket; },
    heard() { heard = Date.now(); look(); },
    failed() { failed = Date.now(); look(); },
    status(next) { socket = next; if (next === "online") { heard = Date.now(); onWake(); } look(); },
  };
}
