/* The score pad of one judge: reads what the page was given, ties the tablet's memory, the outbox, the live channel and the
   screen together. What a tap means is in judge/marking.js, what may happen to a sheet in judge/acts.js, what is drawn in
   judge/view/. */

import { connect } from "./live.js";
import * as acts from "./judge/acts.js";
import { openApi } from "./judge/api.js";
import { $, attr, text } from "./judge/dom.js";
import { earlierOf } from "./judge/earlier.js";
import { openMarking } from "./judge/marking.js";
import { askedWords, noticesOf, recentsOf, survey, tabsOf } from "./judge/model.js";
import { openListening } from "./judge/listening.js";
import { meetNeighbours } from "./judge/neighbours.js";
import { watchNet } from "./judge/net.js";
import { openOutbox } from "./judge/outbox.js";
import { openPulse } from "./judge/pulse.js";
import { addUp, prepare } from "./judge/rubric.js";
import { leaveShelter, takeShelter } from "./judge/shelter.js";
import { openStore } from "./judge/store.js";
import { figure, say } from "./judge/texts.js";
import { openTurns } from "./judge/turns.js";
import { paintConflict } from "./judge/view/conflict.js";
import { openDialogs } from "./judge/view/dialogs.js";
import { paintEarlier } from "./judge/view/earlier.js";
import { paintHeader } from "./judge/view/header.js";
import { openKeyboard, openKeypad, paintKeypad } from "./judge/view/keypad.js";
import { paintNotices, paintTabs } from "./judge/view/notices.js";
import { paintCalm, paintDone, paintFoot } from "./judge/view/panels.js";
import { attendRow, paintRows } from "./judge/view/rows.js";
import { keepAwake } from "./judge/wake.js";
import { openWork } from "./judge/work.js";

const GUARD_MS = 450;        /* after another sheet came into sight by itself no finger counts */
const DONE_GUARD_MS = 1200; /* whoever goes on pressing after the last “Xác nhận nộp” must not press the receipt away */
const REST_MS = 12_000;      /* a fresh receipt stays in sight, even when the turn is closed at once */
const SLOW_MS = 700;         /* what is sent within this is worth no colour in the head */

const boot = JSON.parse($("boot").textContent);
const judge = boot.judge;
const topic = boot.live?.topics?.[0] ?? `judge.${judge.key}`;
const realm = String(boot.store ?? "contest");
const calmTitle = $("team").textContent;
const calmSubtitle = $("turn").textContent;

const turns = openTurns();
const facts = { safe: false, shelter: "preparing", awake: "on", session: null, trouble: null, pads: 1, call: null, word: null, current: null, noted: new Set() };
const finished = new Map();  /* sheet → when its hand-in was acknowledged on this page */
let waitingSince = null;

const store = await openStore(realm, judge.key);
const neighbours = meetNeighbours({ realm, judge: judge.key, onOthers: () => paint(), onChanged: () => work.load() });
const work = openWork({ store, judge: judge.key, onChange: () => paint(), onKept: (sheet) => neighbours.changed(sheet) });
const api = openApi({ csrf: boot.csrf, judge: judge.key, page: location.pathname });
const net = watchNet({ onChange: (on) => { paint(); announce(say(on ? "net_on" : "net_off")); }, onWake: () => { outbox.wake(); listening.list(); } });
const outbox = openOutbox({ work, api, tab: neighbours.tab, onWord: hearWord, isOffline: () => navigator.onLine === false });
const listening = openListening({
  api, judge, topic, work, net, facts, announce, apply: (envelope) => live.apply(envelope), wake: () => outbox.wake(), inSight: () => turns.active, paint: () => paint(),
});
const marking = openMarking({ onMark: mark, onChange: () => paint(), announce });
const dialogs = openDialogs({
  onSubmit: (id) => { guard(DONE_GUARD_MS); return act(id, acts.submit(work.newId())); },
  onRecuse: (id, reason) => act(id, acts.recuse(reason, work.newId())),
  onKeep: (id, note) => act(id, acts.keep(note, work.newId())),
  onNote: async (id, words) => { await work.putNote(id, words); facts.noted[words ? "add" : "delete"](id); paint(); },
});

/* ---- what the judge does ---- */
function mark(sheet, criterion, value) {
  facts.word = null;
  work.perform(sheet, acts.setMark(criterion, value, work.newId()));
  outbox.soon(sheet);
}
function act(sheet, deed) {
  facts.word = null;
  return work.perform(sheet, deed).then((word) => { outbox.now(sheet); return word; });
}
function touch(deed) { if (!$("main").inert) { deed(); paint(); } }
function next() {
  const key = marking.onward();
  if (key) attendRow(key, true);
  else $("submit").focus();
}
function handIn() {
  const active = current();
  if (!active?.status.editable) return;
  const sums = addUp(marking.criteria, active.marks);
  if (!sums.complete) {
    const first = marking.criteria.find((c) => c.key === sums.missing[0]);
    marking.choose(first.key);
    marking.tell(say("mark_first", { n: sums.missing.length, title: first.title }));
    attendRow(first.key, false);
    return;
  }
  dialogs.review({ id: active.id, sheet: active.sheet, criteria: marking.criteria, sums, online: net.online, faces: marking.criteria.map(marking.faceOf) });
}
function pick(id) { turns.pick(id); facts.word = null; led = id; paint(); }
function home() { turns.home(); paint(); }

openKeypad((sign) => touch(() => {
  if (sign.fraction) marking.fraction(sign.fraction);
  else if (sign === "rub") marking.rub();
  else marking.key(sign);
}));
openKeyboard({
  isOn: () => Boolean(current()?.status.editable) && !$("main").inert,
  act: {
    key: (sign) => touch(() => marking.key(sign)),
    rub: () => touch(() => marking.rub()),
    clear: () => touch(() => marking.clear()),
    revert: () => touch(() => marking.revert()),
    step: (by) => touch(() => marking.step(by, marking.at)),
    move: (by) => { touch(() => marking.move(by)); attendRow(marking.at, true); },
    next: () => touch(next),
  },
});
$("submit").addEventListener("click", () => touch(handIn));
$("recuse").addEventListener("click", () => touch(() => dialogs.recusal(current())));
$("notes").addEventListener("click", () => { const active = current(); dialogs.notes({ id: active.id, sheet: active.sheet, note: work.note(active.id) }); });
$("earlier").addEventListener("click", () => { const active = current(); if (active) dialogs.earlier(active, earlierOf(active, survey(work).all), marking.criteria); });
$("device").addEventListener("click", () => dialogs.machine(machine()));

/* ---- what the server says ---- */
function hearWord(word, { sheet, entry, answer, why, trouble, who }) {
  if (word === "later") {
    if (why === "server") { net.heard(); facts.trouble = trouble; } else net.failed();
  } else {
    net.heard();
    facts.trouble = null;
    listening.session(word === "login" ? who : judge.key);
    if (answer) listening.hear(sheet);
    if (word === "accepted") tellAccepted(sheet, entry, answer);
    if (word === "refused") announce(say("refused", { detail: work.views.get(sheet)?.record.refusal?.detail ?? "" }));
  }
  paint();
}
function tellAccepted(id, { kind }, sheet) {
  if (kind !== "draft") { finished.set(id, performance.now()); setTimeout(paint, REST_MS + 20); }
  if (kind === "submission") announce(`${say("done_submitted")}. ${say("code")} ${sheet.receipt}.`);
  if (kind === "recusal") announce(say("done_recused"));
  if (kind === "keep") announce(say("done_kept"));
  if (kind === "draft" && id === turns.active && !work.views.get(id)?.entries.length) {
    const sums = addUp(sheet.criteria.map(prepare), sheet.marks);
    announce(say("said_server", { total: figure(sums.total, sums.places), left: leftWords(sums) }));
  }
}
const leftWords = ({ missing, marked }) => (missing.length ? say("left", { n: missing.length }) : say("full", { n: marked }));

/* ---- what is shown ---- */
let pulse = null;
let drawn = false;
let attended = "";
let led = null;              /* the sheet that was picked just now: the keyboard is to go on in it */
let told = null;
function paint() {
  if (drawn) return;
  drawn = true;
  queueMicrotask(() => { drawn = false; draw(); });
}
function current() {
  const view = work.views.get(turns.active);
  return view ? survey(work).all.find((each) => each.id === turns.active) : null;
}
function draw() {
  const { all, unfinished, markable, waiting, refused, busy, callable } = survey(work);
  const resting = performance.now() - (finished.get(turns.active) ?? -Infinity) < REST_MS;
  const moved = turns.settle({ current: facts.current, unfinished, markable, busy, callable, resting, has: (id) => work.views.has(id) });
  const active = all.find((each) => each.id === turns.active) ?? null;
  if (moved) guard();
  if (turns.news !== null && turns.news !== told) announce(say("opened", { team: all.find((each) => each.id === turns.news).sheet.performance.team.name }));
  told = turns.news;
  marking.attend(active?.id ?? null, active && work.views.get(active.id), Boolean(active?.status.editable));
  dialogs.retreat(turns.active);
  const sums = active && addUp(marking.criteria, active.marks);
  const others = all.filter((each) => each.status.unfinished && each.id !== active?.id);

  attr($("main"), "data-view", !active ? "waiting" : active.status.phase === "conflict" ? "conflict" : active.status.editable ? "marking" : "reading");
  attr($("main"), "data-sheet", active?.id ?? null);
  attr($("main"), "data-shelter", facts.shelter);
  paintHeader({ active, net: netModel(waiting, refused), title: calmTitle, subtitle: calmSubtitle });
  paintTabs(active && others.length ? tabsOf(all, turns) : [], pick);
  paintNotices(noticesOf(active, noticeFacts(waiting), noticeActs(active?.id)));
  paintRows(active && active.status.phase !== "conflict" ? active : null, marking, touch);
  paintEarlier(active, earlierOf(active, all), marking.criteria);
  paintKeypad(active, marking);
  if (active?.status.editable && attended !== `${active.id} ${marking.at}`) { attended = `${active.id} ${marking.at}`; attendRow(marking.at, false); }
  lead(active);
  const first = others[0];
  paintDone(active, { next: first && { id: first.id, team: first.sheet.performance.team.name }, online: net.online }, { onNext: pick, onHome: home, onAmend: () => act(active.id, acts.amend()) });
  paintConflict(active, {
    onMine: () => act(active.id, acts.keepMine(work.newId())).then(() => { facts.word = { id: active.id, name: "kept_mine", tone: "good" }; paint(); }),
    onTheirs: () => act(active.id, acts.takeTheirs()),
    onAgain: () => act(active.id, acts.askAgain(work.newId())),
  });
  paintCalm(!active, recentsOf(all), { asleep: facts.awake !== "on" }, { onOpen: pick, onMachine: () => dialogs.machine(machine()) });
  paintFoot(active, sums, { noted: facts.noted.has(active?.id) });
  attr($("device"), "data-awake", facts.awake === "on" ? "on" : "off");
  attr($("device"), "aria-label", say(facts.awake === "on" ? "awake_on" : "awake_off"));
  text($("device-word"), say(facts.awake === "on" ? "awake_on" : "awake_off"));
  if ($("machine").open) dialogs.paintMachine(machine());
  pulse?.look();
}
/* The button that was pressed may be gone: the keyboard goes on at the first row that is to be marked. */
function lead(active) {
  if (led === null || $("main").inert) return;
  if (active?.id === led && active.status.editable) attendRow(marking.at, true);
  else if (active?.id === led) $("marks").focus({ preventScroll: true });
  led = null;
}
function netModel(waiting, refused) {
  if (!waiting) waitingSince = null;
  else if (waitingSince === null) { waitingSince = performance.now(); setTimeout(paint, SLOW_MS + 20); }
  return { online: net.online, waiting, refused, held: Boolean(facts.session || facts.trouble), slow: waitingSince !== null && performance.now() - waitingSince > SLOW_MS };
}
function noticeFacts(waiting) {
  return {
    ...facts, waiting, judge: judge.name, kept: work.kept, others: work.others, tabs: neighbours.others, online: net.online,
  };
}
function noticeActs(id) {
  return {
    seeCall: listening.seeCall, putAway: () => act(id, acts.putAway()), askAgain: () => act(id, acts.askAgain(work.newId())), goOn: () => act(id, acts.dropRefusal(work.newId())),
    fetchBack: () => act(id, acts.fetchBack(work.newId())), dropAside: () => act(id, acts.dropAside()),
    amend: () => act(id, acts.amend()), takeTheirs: () => act(id, acts.takeTheirs()),
    keep: () => { const active = current(); if (active?.status.asked) dialogs.keep({ id, sheet: active.sheet, words: askedWords(active.sheet) }); },
    dropWord: () => { facts.word = null; paint(); },
  };
}
/* What the desk is told of this tablet. */
function healthOf() {
  const wake = facts.awake === "on" ? "on" : facts.awake === "refused" ? "off" : "impossible";
  return { outbox: survey(work).waiting, page: $("main").dataset.view, worker: facts.safe, wake };
}
function machine() {
  return { awake: facts.awake, shelter: facts.shelter, online: net.online, rtt: live.rtt, kept: work.kept, waiting: survey(work).waiting };
}
let deafUntil = 0;
function guard(ms = GUARD_MS) {
  deafUntil = Math.max(deafUntil, performance.now() + ms);
  $("main").inert = true;
  setTimeout(() => { if (performance.now() > deafUntil - 5) { $("main").inert = false; paint(); } }, ms);
}
let spoken = 0;
function announce(words) {
  /* the same words twice are spoken twice */
  $("say").textContent = words + ((spoken += 1) % 2 ? "" : "\u00a0");
}

/* ---- start ---- */
new ResizeObserver(() => { if (marking.at) attendRow(marking.at, false); }).observe($("marks"));
const live = connect({ live: boot.live ?? null, onState: listening.state, onStatus: (status) => { net.status(status); paint(); }, });
await work.load();
facts.noted = await work.noted();
for (const envelope of boot.snapshots ?? []) live.apply(envelope);
for (const id of work.views.keys()) work.perform(id, acts.mend(work.newId()));
takeShelter(boot.worker ?? null, (state) => { facts.shelter = state; facts.safe = state === "ready"; paint(); });
$("leave").addEventListener("submit", leaveShelter);
keepAwake((state) => { facts.awake = state; paint(); });
navigator.storage?.persist?.();
pulse = openPulse({ socket: live.socket, facts: healthOf });
listening.start();
outbox.wake();
paint();
document.addEventListener("visibilitychange", () => { if (document.hidden) outbox.flush(); });
addEventListener("pagehide", () => outbox.flush());
addEventListener("beforeunload", (event) => {
  const waiting = survey(work).waiting;
  if ((!net.online && !facts.safe) || (!work.kept && waiting)) event.preventDefault();
});
