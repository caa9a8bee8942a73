/* The judge's interface over HTTP: sends one entry, and says in one word what came of it. Keeps nothing, decides nothing.
   Only the server's own word counts: a page of some gateway with status 200 is no receipt. */

const PATIENCE_MS = 12_000;
const RESOURCES = {
  draft: ["PUT", (id) => `/api/v1/judge/sheets/${id}`],
  submission: ["POST", (id) => `/api/v1/judge/sheets/${id}/submission`],
  recusal: ["POST", (id) => `/api/v1/judge/sheets/${id}/recusal`],
  keep: ["POST", (id) => `/api/v1/judge/sheets/${id}/conferral`],
};
const PASSING = new Set([408, 425, 429]);
const TROUBLE = { 503: "busy", 507: "full" };
const WHY = { 422: "invalid", 423: "locked", 403: "forbidden", 404: "gone", 410: "gone" };

export function openApi({ csrf, judge, page }) {
  let token = csrf;

  async function ask(url, options = {}) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(url, { credentials: "same-origin", cache: "no-store", redirect: "manual", signal: stop.signal, ...options });
      const text = answer.type === "opaqueredirect" ? "" : await answer.text();
      return { status: answer.type === "opaqueredirect" ? 401 : answer.status, headers: answer.headers, text, body: parsed(text) };
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /* The session's page says who is logged in and carries a fresh token. */
  async function whoAmI() {
    const answer = await ask(page, { headers: { Accept: "text/html" } });
    if (!answer || answer.status >= 500 || PASSING.has(answer.status)) return null;
    const boot = parsed(new DOMParser().parseFromString(answer.text, "text/html").getElementById("boot")?.textContent ?? "");
    if (boot?.csrf && boot.judge?.key === judge) token = boot.csrf;
    return boot?.judge?.key ?? (boot?.revoked ? "revoked" : "nobody");
  }

  function send(entry) {
    const [method, url] = RESOURCES[entry.kind];
    return ask(url(encodeURIComponent(entry.sheet)), {
      method,
      headers: { "Content-Type": "application/json", Accept: "application/json", "Idempotency-Key": entry.key, "X-CSRFToken": token },
      body: JSON.stringify(entry.body),
    });
  }

  return {
    /** What came of an entry: {word: "accepted", sheet} · {word: "refused", problem} · {word: "later", why, afterMs} ·
        {word: "login", who} (this tablet is no longer logged in as the judge). why: "network" | "server"; trouble: "busy" (it can't write just
        now) · "full" (its disk is) · "trouble". */
    async deliver(entry) {
      let answer = await send(entry);
      /* Not let in: is it still this judge's session? If so the token was old, or the session changed hands and back: once more. */
      if (isOutside(answer)) {
        const who = await whoAmI();
        if (who === null) return { word: "later", why: "network", afterMs: null };
        if (who !== judge) return { word: "login", who };
        answer = await send(entry);
      }
      if (!answer) return { word: "later", why: "network", afterMs: null };
      const { status, body } = answer;
      if (status === 200 || status === 201) {
        const sheet = body?.sheet ?? body;
        const good = sheet?.id === entry.sheet && Number.isInteger(sheet.version) && (entry.kind !== "submission" || sheet.receipt);
        return good ? { word: "accepted", sheet } : { word: "later", why: "server", afterMs: null };
      }
      if (status === 401 || isTokenTrouble(answer)) return { word: "later", why: "server", afterMs: null };
      if (status >= 500 || PASSING.has(status) || !body?.type) {
        const after = Number(answer.headers.get("Retry-After"));
        return { word: "later", why: "server", trouble: TROUBLE[status] ?? "trouble", afterMs: after > 0 ? after * 1000 : null };
      }
      return { word: "refused", problem: problemOf(status, body) };
    },

    /** All sheets of the judge, or null; a topic's envelope now, or null; {status} tells 401 from silence. */
    async sheets() {
      const answer = await ask("/api/v1/judge/sheets", { headers: { Accept: "application/json" } });
      return { status: answer?.status ?? 0, sheets: answer?.status === 200 ? answer.body?.sheets ?? null : null };
    },
    async snapshot(topic) {
      const answer = await ask(`/api/v1/snapshot/${encodeURIComponent(topic)}`, { headers: { Accept: "application/json" } });
      return { status: answer?.status ?? 0, envelope: answer?.status === 200 && answer.body?.topic === topic ? answer.body : null };
    },
    /** Tells the desk that its words were seen; whether the server heard it. */
    async seeCall(id) {
      const answer = await ask(`/api/v1/judge/calls/${id}/seen`, { method: "POST", headers: { Accept: "application/json", "Idempotency-Key": `call-${id}-${judge}`, "X-CSRFToken": token } });
      return answer?.status === 200;
    },
    whoAmI,
  };
}

const isTokenTrouble = (answer) => (answer?.status === 400 || answer?.status === 403) && String(answer.body?.type ?? "/csrf").endsWith("/csrf");

const isOutside = (answer) => answer?.status === 401 || answer?.status === 403 || isTokenTrouble(answer);

/* {why, status, detail, faults: {criterion: message}, current}: what the judge is shown, in the server's words. */
function problemOf(status, body) {
  const faults = {};
  const general = [];
  for (const { path = "", message = "" } of body.faults ?? []) {
    const criterion = /^marks\.(.+)$/.exec(path)?.[1];
    if (criterion) faults[criterion] = message;
    else if (message) general.push(message);
  }
  const detail = [body.detail || body.title || "", ...general].filter(Boolean).join(" ");
  const stale = status === 409 && body.current;
  return { why: stale ? "stale" : WHY[status] ?? "refused", status, detail, faults, current: body.current ?? null };
}

function parsed(text) {
  try { return JSON.parse(text); } catch { return null; }
}
