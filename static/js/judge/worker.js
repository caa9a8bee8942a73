/* The pad's service worker: without network a reload opens the pad as it was last served. Pages come from the server first and
   from here only when it does not answer or is in trouble; files under a build's address never change and come from here first. Marks are not
   its business: they are in the tablet's own store. Served at /judge/worker.js, so that its scope is /judge/. */

const PAGES = "judge-pages";
const FILES = "judge-files";
const PATIENCE_MS = 5000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { say, ask, page, anew, files } = event.data ?? {};
  if (say === "keep") event.waitUntil(keep(page, anew, files).then((kept) => event.source.postMessage({ say: "kept", ask, kept })));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === "/judge/") event.respondWith(freshPage(event));
  else if (pathname.startsWith("/assets/")) event.respondWith(keptFile(request));
});

async function freshPage(event) {
  const { request } = event;
  const coming = fetch(request);
  event.waitUntil(coming.then((answer) => (isPad(answer) ? shelve(request.url, answer.clone()) : null)).catch(() => null));
  const late = new Promise((done) => { setTimeout(done, PATIENCE_MS, null); });
  const answer = await Promise.race([coming.catch(() => null), late]);
  if (answer && answer.status < 500) return answer;
  return await (await caches.open(PAGES)).match(request.url, { ignoreSearch: true }) ?? answer ?? coming;
}

async function keptFile(request) {
  const shelf = await caches.open(FILES);
  const kept = await shelf.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await shelf.put(request, answer.clone());
  return answer;
}

/* A redirect to the login is not the pad. */
const isPad = (answer) => answer.ok && !answer.redirected && answer.type === "basic";

async function shelve(url, answer) {
  const shelf = await caches.open(PAGES);
  for (const old of await shelf.keys()) if (old.url !== url) await shelf.delete(old);
  await shelf.put(url, answer);
}

/* Whether page and files are all here; files of former builds are thrown away. `anew`: the page on the shelf may be another
   judge's, for this one came in past the worker. */
async function keep(page, anew, files) {
  try {
    const shelf = await caches.open(FILES);
    const wanted = new Set(files);
    for (const old of await shelf.keys()) if (!wanted.has(old.url) && build(old.url) !== build(files[0])) await shelf.delete(old);
    await Promise.all(files.map(async (url) => { if (!await shelf.match(url)) await shelf.add(url); }));
    if (anew || !await (await caches.open(PAGES)).match(page, { ignoreSearch: true })) {
      const answer = await fetch(page, { credentials: "same-origin" });
      if (!isPad(answer)) return false;
      await shelve(page, answer);
    }
    return true;
  } catch {
    return false;
  }
}

const build = (url) => new URL(url ?? "http://-/").pathname.split("/")[2];
