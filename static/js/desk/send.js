/* Writes to the interface: one function. A write that got no answer keeps its key, so pressing again can't do it twice.
   Never shows anything: what came back is the caller's to say, beside where it belongs. */

import { boot } from "./page.js";

const PATIENCE_MS = 12_000;
const TRIES = 3;
const unanswered = new Map();      /* "METHOD url of body" → the key under which it was sent */

/** The server said no: `problem` is its problem document, `detail` its words, `faults` by path. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? String(status));
    this.status = status;
    this.problem = problem ?? {};
    this.faults = new Map((problem?.faults ?? []).map((fault) => [fault.path, fault.message]));
  }

  /** Its words, those of the faults after the detail. */
  get words() {
    return this.faults.size ? [...this.faults.values()].join(" ") : this.message;
  }
}

/** No answer came: nobody knows whether it was done, and asking again with the same key is safe. */
export class Unanswered extends Error {}

function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));      /* randomUUID is missing on plain http */
  return Array.from(bytes, (n) => n.toString(16).padStart(2, "0")).join("");
}

/**
 * The server's answer (its JSON, or null); throws `Refusal` or `Unanswered`.
 * `of` is the state that the act is meant for (a version): once that has changed the same act is another one, with its own key.
 */
export async function send(method, url, body, of = "") {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const act = `${method} ${url} ${of} ${text ?? ""}`;
  if (!unanswered.has(act)) unanswered.set(act, key());
  const headers = { Accept: "application/json", "X-CSRFToken": boot.csrf ?? "", "Idempotency-Key": unanswered.get(act) };
  if (text !== undefined) headers["Content-Type"] = "application/json";
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(url, { method, headers, body: text, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS) });
      if (response.status >= 502 && attempt < TRIES) throw new TypeError("gateway");
      const answer = await response.json().catch(() => null);
      unanswered.delete(act);
      if (!response.ok) throw new Refusal(response.status, answer);
      return answer;
    } catch (fault) {
      if (fault instanceof Refusal) throw fault;
      if (attempt >= TRIES) throw new Unanswered(url);
      await new Promise((done) => { setTimeout(done, 400 * attempt); });
    }
  }
}
