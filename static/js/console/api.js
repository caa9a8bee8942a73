/* Writes over HTTP: one try for people, up to three on the wire. Each write carries a key of its own, so a request repeated
   after a lost answer is answered from the record and never done twice. Decides nothing and shows nothing. */

const PATIENCE_MS = 4000;
const AGAIN_MS = [300, 1200];
const PASSING = new Set([502, 503, 504]);    /* a server that is just coming back */

/** send(method, path, body) → {ok, status, body, problem, unreachable}; never throws. `onReach(bool)`: did the server answer. */
export function createApi({ csrf, onReach }) {
  async function once(method, path, body, key) {
    const answer = await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      headers: {
        Accept: "application/json, application/problem+json",
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...(key && { "X-CSRFToken": csrf, "Idempotency-Key": key }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const type = answer.headers.get("Content-Type") ?? "";
    const read = /json/.test(type) ? await answer.json().catch(() => null) : null;
    return { ok: answer.ok, status: answer.status, body: answer.ok ? read : null, problem: answer.ok ? null : read };
  }

  async function send(method, path, body) {
    const key = method === "GET" ? null : requestKey();
    for (let tried = 0; ; tried += 1) {
      let answer = null;
      try { answer = await once(method, path, body, key); } catch { /* no answer: the network, or too late */ }
      const last = tried >= AGAIN_MS.length;
      if (answer && (last || !PASSING.has(answer.status))) { onReach?.(!PASSING.has(answer.status)); return answer; }
      if (last) { onReach?.(false); return { ok: false, status: 0, body: null, problem: null, unreachable: true }; }
      await new Promise((go) => setTimeout(go, AGAIN_MS[tried]));
    }
  }

  /* what stands at that address, or null: one quiet try */
  async function look(path) {
    try {
      const answer = await once("GET", path);
      onReach?.(true);
      return answer.body;
    } catch {
      onReach?.(false);
      return null;
    }
  }

  return {
    send,
    post: (path, body) => send("POST", path, body),
    put: (path, body) => send("PUT", path, body),
    look,
    /** The topic's envelope as the server has it now, or null. */
    async snapshot(topic) {
      const body = await look(`/api/v1/snapshot/${topic}`);
      return body?.topic === topic ? body : null;
    },
  };
}

/* crypto.randomUUID is missing on plain http, and the hall's network is plain http */
function requestKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
}
