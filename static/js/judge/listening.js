/* What the server says to the pad: the live topic, the full list of sheets, who is logged in, the desk's words. Asks by itself when
   the channel is silent. Changes sheets only through the acts; everything else it learns goes into `facts`. */

import * as acts from "./acts.js";
import { askedWords } from "./model.js";
import { say } from "./texts.js";

const POLL_MS = 5000;        /* without a socket the pad asks */
const LISTEN_MS = 2500;      /* at most one full listing in so long */

/** `apply(envelope)` gives a topic's state to the live channel's own order; `wake()` has the outbox try again; `inSight()` is the
    sheet under the judge's eyes. {hear(id), session(who), state(envelope), list(), seeCall(), start()} */
export function openListening({ api, judge, topic, work, net, facts, apply, wake, inSight, announce, paint }) {
  const heard = new Map();     /* sheet → when the server last said something of it on this page */
  let listed = 0;
  /* The desk's words go away under the finger; told again when the server has not heard that they were seen. */
  let seenCall = null;

  function arrive(sheet, asked = false) {
    const known = work.views.get(sheet.id)?.record.server;
    if (known && JSON.stringify(known) === JSON.stringify(sheet)) return;
    work.perform(sheet.id, acts.arrive(sheet, asked)).then((word) => {
      if (sheet.id !== inSight()) return;
      if (word === "reopened") announce(sheet.asked ? askedWords(sheet) : say("done_reopened"));
      if (word === "changed") { facts.word = { id: sheet.id, name: word, tone: "warn" }; paint(); }
    });
  }

  function state({ topic: about, data }) {
    if (about !== topic) return;
    facts.current = data.current ?? null;
    facts.pads = data.pads ?? 1;
    if (data.call && data.call.id !== facts.call?.id && data.call.id !== seenCall) announce(say("call", { words: data.call.words }));
    facts.call = data.call && data.call.id !== seenCall ? data.call : null;
    net.heard();
    for (const sheet of data.sheets ?? []) { heard.set(sheet.id, performance.now()); arrive(sheet); }
    paint();
  }

  /* All of the judge's sheets: after a start and each time the tablet wakes, for what the channel no longer tells. */
  async function list() {
    if (performance.now() - listed < LISTEN_MS && listed) return;
    listed = performance.now();
    const asked = listed;
    /* The topic names its judge, the list does not: what another judge's session answers must not come among these sheets. */
    if (!await ask()) { listed = 0; return; }
    const { status, sheets } = await api.sheets();
    await hearStatus(status);
    if (!sheets) { listed = 0; return; }
    const told = (id) => (heard.get(id) ?? 0) >= asked;
    for (const sheet of sheets) if (!told(sheet.id)) arrive(sheet, true);
    const ids = new Set(sheets.map((sheet) => sheet.id));
    for (const id of work.views.keys()) if (!ids.has(id) && !told(id)) work.perform(id, acts.forget());
  }

  async function poll() {
    if ((net.socket !== "online" || facts.session) && !document.hidden && navigator.onLine !== false) await ask();
  }
  async function ask() {
    const { status, envelope } = await api.snapshot(topic);
    await hearStatus(status);
    if (envelope) apply(envelope);
    return Boolean(envelope);
  }
  async function hearStatus(status) {
    if (!status) { net.failed(); return; }
    net.heard();
    if (status === 401 || status === 403) session(await api.whoAmI());
    else if (status === 200) session(judge.key);
    paint();
  }
  function session(who) {
    const back = who === judge.key && facts.session;
    if (who !== null) facts.session = who === judge.key ? null : who === "nobody" ? "login" : who === "revoked" ? "revoked" : "other";
    if (back) wake();
  }

  async function seeCall() {
    const call = facts.call;
    if (!call) return;
    facts.call = null;
    seenCall = call.id;
    paint();
    if (!await api.seeCall(call.id)) { seenCall = null; facts.call ??= call; paint(); }
  }

  return {
    state, session, list, seeCall,
    hear(id) { heard.set(id, performance.now()); },
    start() { setInterval(poll, POLL_MS); list(); },
  };
}
