/* The director's console: brings the server's topics to the page and the director's keys to the server.
   Reads by socket (and by HTTP while the socket is away), writes by HTTP alone. Draws no scene: the miniatures are the real
   pages, framed. */

import { connect } from "./live.js";
import { createActs } from "./console/acts.js";
import { createApi } from "./console/api.js";
import { createBuses } from "./console/buses.js";
import { createCues } from "./console/cues.js";
import { createDelay, createJump, createScreenForm, createTime, lateness } from "./console/forms.js";
import { listenToKeys } from "./console/keys.js";
import { choose, marksOf, nextOf, nextOfBus, BUSES, pickCue, scopeOf, undoScope } from "./console/next.js";
import { createOverride } from "./console/override.js";
import { createPreview } from "./console/preview.js";
import { createScreens } from "./console/screens.js";
import { createScript } from "./console/script.js";
import { dayTime, fill, mark, put } from "./console/text.js";
import { createTurn } from "./console/turn.js";

const POLL_MS = 2500;               /* how often the state is fetched while there is no socket */
const TOPICS = ["show", "cues", "screens"];

const $ = (id) => document.getElementById(id);
const read = (id) => JSON.parse($(id).textContent);
const boot = read("boot");
const texts = read("texts");
const time = dayTime(boot.timezone);

let show = null;
let showRev = -1;
let cuesRev = -1;
let chosen = "stage";               /* the bus that has the keys while the two go apart */
const picks = {};                   /* cues chosen by hand: by scope "both", "stage", "stream" */
const onAir = {};                   /* what was taken last on each bus */
const net = { socket: "joining", http: true };

/* ---- the parts ---- */
const api = createApi({ csrf: boot.csrf, onReach: (ok) => { net.http = ok; drawNet(); } });
const cues = createCues({
  list: $("cues"), count: $("cue-count"), filter: $("filter"), nothing: $("no-cues"), texts, time,
  onEdit: (cue) => script.edit(cue),
  onMove: (id, before) => { pickChosen(id); script.move(id, before); },
  onPick(id) {
    if (show && id !== undefined) { const scope = scopeOf(show, chosen); picks[scope] = pickCue(show, scope, id); }
    draw();
  },
});
let live = null;
const now = () => live?.now() ?? Date.now();
const buses = createBuses({ root: document.querySelector(".buses"), texts, now });
const preview = createPreview({ root: document.querySelector(".buses"), api, changed: () => draw() });
live = connect({ live: boot.live, onState, onStatus: (status) => { net.socket = status; drawNet(); poll(); } });
const turn = createTurn({ root: $("clock"), texts, now });
const screens = createScreens({ list: $("screens"), sum: $("screens-sum"), nothing: $("no-screens"), texts, now, time, onOpen: (s, name) => openScreen(s, name) });
const acts = createActs({
  api, texts, refuse,
  ask: createOverride($("override")),
  refresh, changed: drawKeys,
  state: {
    show: () => show, rev: () => showRev, online: () => net.socket === "online",
    /* The answer to a write is the show after it, with its rev: taken up like any state, so no act waits for the socket. */
    take: (answer) => { if (answer?.buses && answer.rev != null) live.apply({ topic: "show", rev: answer.rev, at: live.now(), data: answer }); },
    chosen: () => chosen, picks, cue: cues.cue, clockFor: () => (show ? turn.target(show, cues.cue).performance : null),
  },
});

const refused = (answer) => [answer.problem?.faults?.map((f) => f.message).join(" ")].find(Boolean) ?? acts.wordsFor(answer);
const took = (answer) => { if (answer.ok && answer.body?.buses) live.apply({ topic: "show", rev: answer.body.rev, at: now(), data: answer.body }); return answer; };
const script = createScript({
  api, texts, refuse, refused, cues,
  apply: (body) => live.apply({ topic: "cues", rev: body.rev, at: now(), data: body }),
  chosen: () => (show ? nextOf(show, scopeOf(show, chosen), picks)?.cue : undefined),
  pick: (id) => pickChosen(id),
});
const openJump = createJump({ texts, cues, jump: acts.jump });
const openTime = createTime({ api, refused, took, show: () => show });
const openDelay = createDelay({ api, texts, refused, took, show: () => show });
const openScreen = createScreenForm({ api, texts, refused, about: screens.facts });

/* ---- state in ---- */
/* chosen by hand also where it is the script's own next: a moment later, when it has been moved, it may not be */
function pickChosen(id) { if (show && id != null) { picks[scopeOf(show, chosen)] = { cue: id, step: 1 }; draw(); } }

function onState({ topic, rev, at, data }) {
  if (topic === "cues") { cuesRev = rev; cues.setCues(data.cues ?? [], data.deleted ?? []); forget(); draw(); }
  else if (topic === "screens") { screens.render(data.screens ?? [], at); draw(); }
  else if (topic === "show") {
    show = data;
    showRev = rev;
    /* A take, its undoing or a change of the link makes the choice by hand void: it was made for the picture before. Black and
       hold keep it: the evening goes on where it would have gone on. */
    const before = JSON.stringify(onAir);
    onAir.linked = show.linked;
    for (const bus of BUSES) { const on = show.buses[bus]; if (on?.kind === "take") onAir[bus] = [on.cue, on.step, on.taken_at]; }
    for (const bus of BUSES) { const on = show.buses[bus]; if (on?.kind === "take" && on.step === 1 && on.cue != null && (bus === "stage" || show.buses.stage?.cue !== on.cue)) cues.took(on.cue, on.taken_at); }
    if (JSON.stringify(onAir) !== before) for (const scope of Object.keys(picks)) picks[scope] = null;
    forget();
    draw();
  }
}

function forget() {                 /* a chosen cue that was taken off the list is no choice any more */
  for (const scope of Object.keys(picks)) if (picks[scope] && !cues.cue(picks[scope].cue)) picks[scope] = null;
}

async function refresh() {
  for (const envelope of await Promise.all(TOPICS.map((topic) => api.snapshot(topic)))) if (envelope) live.apply(envelope);
}

let polling = null;
function poll() {
  clearInterval(polling);
  polling = null;
  if (net.socket !== "online" && net.socket !== "joining") { polling = setInterval(refresh, POLL_MS); refresh(); }
}

/* ---- state out ---- */
function draw() {
  if (!show) { drawKeys(); return; }
  const list = cues.all();
  const scope = scopeOf(show, chosen);
  const next = Object.fromEntries(BUSES.map((bus) => [bus, nextOfBus(show, bus, picks)]));
  cues.setMarks(show, marksOf(show, list, cues.order(), picks), next, !!picks[scope]);
  preview.want(show, picks, `${showRev}.${cuesRev}`);
  buses.render({ show, screens: screens.list(), cueOf: cues.cue, picks, chosen, shows: preview.seen });
  turn.render({ show, cueOf: cues.cue });

  $("round").hidden = !show.round;
  put($("round"), show.round?.title ?? "");
  const linked = $("linked");
  put(linked.lastElementChild, show.linked ? texts.linked : texts.apart);
  mark(linked, "aria-pressed", show.linked);
  mark(linked, "title", show.linked ? texts.linked_title : texts.apart_title);
  linked.querySelector(".dot").classList.toggle("a", !show.linked);
  drawLate();
  drawKeys();
}

function drawLate() {
  const late = lateness({ cues, show, now: now(), texts });
  $("late").hidden = !late;
  put($("late"), late?.words ?? "");
  mark($("late"), "data-tone", late?.tone);
}

/* The label of Space names exactly what a press sends now: nothing while an earlier press is on its way. */
function drawKeys() {
  const take = document.querySelector("[data-testid=take]");
  const taking = acts?.taking() ?? false;
  const scope = show && scopeOf(show, chosen);
  const next = show && !taking ? nextOf(show, scope, picks) : null;
  const cue = next && cues.cue(next.cue);
  mark(take, "aria-busy", taking);
  mark(take, "aria-disabled", !next);
  if (!taking) {                    /* on its way: the words dim where they stand, they do not jump */
    const where = show && !show.linked ? `${texts.bus[scope]}: ` : "";
    const step = cue?.steps > 1 ? ` · ${fill(texts.step_of, { step: next.step, steps: cue.steps })}` : "";
    put($("take-what"), cue ? `${where}${cue.number} · ${cue.title}${step}` : show ? `${where}${texts.nothing_next}` : "");
    mark(take, "data-cue", next?.cue);
    mark(take, "data-step", next?.step);
  }
  const undo = document.querySelector("[data-testid=undo]");
  const back = show && undoScope(show, chosen);
  mark(undo, "aria-disabled", !back || taking);
  mark(undo, "data-on", back);
  const label = undo.querySelector(".act-label");
  label.dataset.words ??= label.textContent;
  put(label, back && back !== "both" && show.linked ? `${label.dataset.words} · ${texts.bus_low[back]}` : label.dataset.words);
}

function drawNet() {
  const state = net.socket === "online" ? "live" : net.socket === "joining" ? "joining" : net.http ? "lost" : "gone";
  mark($("net"), "data-state", state);
  document.body.classList.toggle("is-gone", state === "gone");        /* the health of screens is not known now: what was, is dimmed */
  put($("net").lastElementChild, texts.net[state]);
  $("net").querySelector(".dot").className = `dot ${{ live: "", joining: "a", lost: "a", gone: "r" }[state]}`;
}

/* ---- refusals: said until the next thing that succeeds; over the page's head, never in the way of a key or a button ---- */
function refuse(words) {
  put($("refusal").firstElementChild, words ?? "");
  $("refusal").hidden = !words;
}

/* ---- keys and clicks: one table for both ---- */
const does = {
  take: () => acts.take(),
  undo: () => acts.undo(),
  hold: (on) => acts.hold(on),
  black: (on) => acts.black(on),
  link: () => acts.link(),
  "clock-start": () => acts.clock.start(),
  "clock-pause": () => acts.clock.pause(),
  "clock-stop": () => acts.clock.stop(),
  time: () => openTime(),
  bell: () => (screens.list().some((s) => s.sound) ? acts.clock.ring() : refuse(texts.no_bell)),
  jump: () => openJump(),
  delay: () => openDelay(),
  edit: () => { if (show) script.edit(cues.cue(nextOf(show, scopeOf(show, chosen), picks)?.cue)); },
  add: () => script.add(),
  whole: () => script.openWhole(),
  "move-up": () => shift(-1),
  "move-down": () => shift(1),
  up: () => walk(-1),
  down: () => walk(1),
  script: () => { if (show) picks[scopeOf(show, chosen)] = null; draw(); },
  "bus-stage": () => pickBus("stage"),
  "bus-stream": () => pickBus("stream"),
  find: () => { $("filter").focus(); $("filter").select(); },
  "find-clear": () => { cues.clearFilter(); $("filter").blur(); },
  "find-done": () => $("filter").blur(),
  dismiss: () => refuse(null),
};

function walk(by) {
  if (!show) return;
  const scope = scopeOf(show, chosen);
  picks[scope] = choose(show, scope, picks, cues.visible(), cues.order(), by);
  draw();
}

function shift(by) {
  const id = show && nextOf(show, scopeOf(show, chosen), picks)?.cue;
  const before = id && cues.beside(id, by);
  if (before === undefined || !id) return;
  pickChosen(id);
  script.move(id, before);
}

function pickBus(bus) {
  if (!show || show.linked) return;
  chosen = bus;
  draw();
}

listenToKeys({ act: (name) => does[name]?.(), find: $("filter") });
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act], [data-pick-bus]");
  if (!button || button.closest("dialog")) return;
  if (button.dataset.pickBus) pickBus(button.dataset.pickBus);
  else does[button.dataset.act]?.(button.dataset.on);
});

/* Keys reach only the window that has the focus: the console says when that is another one. */
const focus = () => document.body.classList.toggle("is-away", !document.hasFocus());
addEventListener("focus", focus);
addEventListener("blur", focus);
focus();

setInterval(() => put($("now"), time.hms(live.now())), 200);
setInterval(drawLate, 5000);

for (const envelope of boot.snapshots ?? []) live.apply(envelope);
drawNet();
draw();
