/* Keeps the pad itself on the tablet, so that a reload without network opens it. Only where the context is secure; elsewhere
   the pad warns before a reload. Forgets the page when the judge goes. */

/** `onSafe(yes)`: whether a reload without network would open the pad. `url` is the worker's address, null where there is none. */
export function takeShelter(url, onSafe) {
  if (!url || !window.isSecureContext || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => { if (data?.say === "kept") onSafe(data.kept); });
  navigator.serviceWorker.register(url).then(() => navigator.serviceWorker.ready).then(({ active }) => {
    const files = performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => new URL(name).pathname.startsWith("/assets/"));
    active.postMessage({ say: "keep", page: new URL(location.pathname, location.href).href, files: [...new Set(files)] });
  }).catch(() => onSafe(false));
}

export function leaveShelter() {
  return "caches" in window ? caches.delete("judge-pages") : Promise.resolve(false);
}
