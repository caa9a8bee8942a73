/* Waits for the contest's server, frames its overlay, and passes the words of the gear on. Shows nothing until the overlay itself
   says that it stands: no browser's page of errors, no white flash, whatever comes first and whatever is restarted.

   frameAir({at: {base, key}, query, into}) → {say(word, data), first: a promise of the first picture, end()} */
function frameAir({ at, query = "", into }) {
  const ASK_MS = 1000;
  const PATIENCE_MS = 8000;
  const page = `${at.base}/air/${at.key}/`;
  let frame = null;
  let timer = null;
  let over = false;
  let stands = false;
  let data;                  /* the gear's last words: a frame that comes anew is told them again */
  let playing;
  let active;
  let arrived;
  const first = new Promise((resolve) => { arrived = resolve; });

  const later = (act, ms) => { clearTimeout(timer); if (!over) timer = setTimeout(act, ms); };
  const pass = (word, more) => { if (stands) frame.contentWindow.postMessage({ contest: word, data: more }, at.base); };

  async function ask() {
    if (over || typeof fetch !== "function") return;
    const stop = new AbortController();
    const giveUp = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(`${page}ready`, { cache: "no-store", credentials: "omit", signal: stop.signal });
      if (answer.status === 204) put(); else later(ask, ASK_MS);
    } catch { later(ask, ASK_MS); } finally { clearTimeout(giveUp); }
  }

  function put() {
    if (over) return;
    frame = document.createElement("iframe");
    frame.src = page + query;
    frame.allow = "autoplay";
    Object.assign(frame.style, { position: "absolute", inset: "0", width: "100%", height: "100%", border: "0", visibility: "hidden", colorScheme: "light" });   /* another scheme than the overlay's would make its ground opaque */
    into.append(frame);
    later(lose, PATIENCE_MS);
  }

  function lose() {
    stands = false;
    frame?.remove();
    frame = null;
    later(ask, ASK_MS);
  }

  function heard({ source, data: word }) {
    if (!frame || source !== frame.contentWindow || !word) return;
    if (word.contest === "ready") {
      clearTimeout(timer);
      if (stands) return;
      stands = true;
      if (data !== undefined) pass("update", data);
      if (playing !== undefined) pass(playing ? "play" : "stop");
      if (active !== undefined) pass("active", active);
      frame.style.visibility = "visible";
      arrived();
    } else if (word.contest === "leaving") {
      stands = false;
      frame.style.visibility = "hidden";
      later(lose, PATIENCE_MS);
    }
  }

  addEventListener("message", heard);
  ask();
  return {
    first,
    say(word, more) {
      if (word === "update") data = more;
      if (word === "play" || word === "stop") playing = word === "play";
      if (word === "active") active = more;
      pass(word, more);
    },
    end() { over = true; clearTimeout(timer); removeEventListener("message", heard); frame?.remove(); },
  };
}
