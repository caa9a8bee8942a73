/* Keeps the pad itself on the tablet, so that a reload without network opens it. Only where the context is secure; elsewhere
   the pad warns before a reload. Says when it is ready, and never before: page and files lie in the worker's shelves. A start in
   a flapping network is tried again until it holds. Forgets the page when the judge goes. */

const AGAIN_MS = 1500;
const CEILING_MS = 30_000;
const PATIENCE_MS = 20_000;
const LOOK_MS = 120_000;     /* a full tablet may throw shelves away: looked after while the pad is open */

/** `onState("preparing" | "ready" | "impossible")`: whether a reload without network would open the pad. `url` is the worker's
    address, null where there is none. */
export function takeShelter(url, onState) {
  if (!url || !window.isSecureContext || !("serviceWorker" in navigator)) { onState("impossible"); return; }
  onState("preparing");
  const uncontrolled = !navigator.serviceWorker.controller;   /* then no worker has seen this page come in */
  let timer = null;
  let failures = 0;
  let fetched = !uncontrolled;
  let asked = 0;
  let ready = false;

  async function ask() {
    clearTimeout(timer);
    timer = setTimeout(again, ready ? LOOK_MS : PATIENCE_MS);
    try {
      const { active } = await navigator.serviceWorker.register(url).then(() => navigator.serviceWorker.ready);
      const files = performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => new URL(name).pathname.startsWith("/assets/"));
      asked += 1;
      active.postMessage({ say: "keep", ask: asked, page: new URL(location.pathname, location.href).href, anew: !fetched, files: [...new Set(files)] });
    } catch {
      failed();
    }
  }
  function again() { if (navigator.onLine !== false) ask(); else timer = setTimeout(again, LOOK_MS); }
  function failed() {
    ready = false;
    onState("preparing");
    clearTimeout(timer);
    timer = setTimeout(again, Math.min(CEILING_MS, AGAIN_MS * 2 ** failures));
    failures += 1;
  }

  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.say !== "kept" || data.ask !== asked) return;
    if (!data.kept) { failed(); return; }
    failures = 0;
    fetched = true;
    ready = true;
    onState("ready");
  });
  addEventListener("online", again);
  /* Fonts and drawings come after the modules: once more when all are there. */
  if (document.readyState === "complete") ask();
  else { ask(); addEventListener("load", () => document.fonts.ready.then(again), { once: true }); }
}

export function leaveShelter() {
  return "caches" in window ? caches.delete("judge-pages") : Promise.resolve(false);
}
