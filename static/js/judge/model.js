/* What the page is to show, gathered from the sheets' views: the sheet in sight, tabs, notices, the judge's past sheets.
   Reads only; the acts behind the buttons are handed in. */

import { addUp, prepare } from "./rubric.js";
import { statusOf } from "./status.js";
import { figure, say } from "./texts.js";

const LOGIN = "/judge/login";

/** Every sheet with its status: {all, unfinished and markable (ids, in order of the turns), waiting, refused, busy(id), callable(id)}. */
export function survey(work) {
  const all = [];
  for (const [id, view] of work.views) {
    const status = statusOf(view, { writing: work.isWriting(id), kept: work.kept });
    all.push({ id, record: view.record, entries: view.entries, sheet: view.record.server, marks: view.record.marks, status });
  }
  all.sort((one, other) => compare(one.sheet.performance.id, other.sheet.performance.id) || compare(one.id, other.id));
  return {
    all,
    unfinished: all.filter((each) => each.status.unfinished).map((each) => each.id),
    waiting: all.filter((each) => each.entries.length).length,
    markable: all.filter((each) => each.status.editable && !each.record.amending).map((each) => each.id),
    busy: (id) => Boolean(all.find((each) => each.id === id)?.status.busy),
    callable: (id) => Boolean(all.find((each) => each.id === id && (each.status.unfinished || each.status.mayAmend))),
    refused: all.filter((each) => each.record.refusal && !each.record.refusal.away && !each.entries.length).length,
  };
}

/** Past and finished sheets, newest first. */
export function recentsOf(all) {
  return all.filter(({ status, sheet, marks }) => !status.unfinished && (sheet.state !== "draft" || Object.keys(marks).length > 0)).reverse().slice(0, 60);
}

/** Tabs between the sheets that are not done, and the one in sight; a section is named only where there are several. */
export function tabsOf(all, turns) {
  const shown = all.filter((each) => each.status.unfinished || each.id === turns.active);
  const sections = new Set(shown.map((each) => each.sheet.performance.section.key));
  return shown.map((each) => {
    const { performance } = each.sheet;
    const { phase } = each.status;
    const missing = addUp(each.sheet.criteria.map(prepare), each.marks).missing.length;
    const marked = each.sheet.criteria.length - missing;
    let badge = say(`state_${phase}`);
    if (phase === "marking") badge = missing ? say("left", { n: missing }) : say("full", { n: marked });
    if (each.status.asked) badge = say("state_asked");
    if (phase === "marking" && each.id === turns.news) badge = say("state_new");
    const tone = phase === "refused" || phase === "conflict" || phase === "closed" ? "bad" : each.id === turns.news ? "new" : phase;
    return { id: each.id, team: performance.team.short || performance.team.name, section: sections.size > 1 ? performance.section.title : null, order: performance.order, badge, tone, active: each.id === turns.active };
  });
}

/** The notices, gravest first. `facts`: {session, judge, kept, others, tabs, pads, online, waiting, safe, trouble, word};
    `acts`: what the buttons do. */
export function noticesOf(active, facts, acts) {
  const list = [];
  const add = (id, tone, text, ...buttons) => list.push({ id, tone, text, acts: buttons.filter(Boolean) });
  const button = (name, act) => ({ label: say(name), testid: name.replaceAll("_", "-"), act });
  const refusal = active?.record.refusal;

  if (facts.session === "login") add("login", "bad", say("login"), { label: say("login_act"), testid: "login", href: LOGIN });
  if (facts.session === "revoked") add("revoked", "bad", say(facts.waiting ? "revoked_waiting" : "revoked", { n: facts.waiting }), { label: say("login_act"), testid: "login", href: LOGIN });
  if (facts.call) add("call", "warn", say("call", { words: facts.call.words }), button("call_seen", acts.seeCall));
  if (facts.session === "other") add("login", "bad", say("login_other", { name: facts.judge }), { label: say("login_act"), testid: "login", href: LOGIN });
  if (!facts.kept) add("not-kept", "bad", say("not_kept"));
  if (refusal && active.status.phase === "refused") {
    const kinds = { recusal: "refused_recusal", keep: "refused_keep" };
    const words = say(kinds[refusal.kind] ?? "refused", { detail: refusal.detail });
    const away = refusal.why !== "invalid" && !kinds[refusal.kind] && button("put_away", acts.putAway);
    const onward = refusal.kind === "recusal" ? button("go_on_marking", acts.goOn) : refusal.kind === "keep" && button("understood", acts.takeTheirs);
    add("refused", "bad", `${words} ${say("refused_here")}`, refusal.why !== "invalid" && button("ask_again", acts.askAgain), onward, away);
  }
  if (active?.status.asked) add("conferral", "", askedWords(active.sheet), { ...button("amend", acts.amend), testid: "conferral-amend" }, { ...button("keep", acts.keep), testid: "conferral-keep" });
  if (active?.sheet.paper && active.sheet.state === "submitted" && !active.status.editable) add("paper", "", say("from_paper"));
  if (facts.tabs > 0) add("two-tabs", "warn", say("two_tabs"));
  if (facts.pads > 1) add("two-pads", "warn", say("two_pads", { n: facts.pads }));
  if (!facts.online && !facts.safe) add("no-reload", "warn", say("no_reload"));
  if (facts.trouble && facts.waiting) add("trouble", "warn", say(`server_${facts.trouble}`));
  if (active?.record.amending && active.status.editable) add("amending", "warn", say("amending"));
  if (active?.record.aside && active.status.editable) add("aside", "", say("took_theirs"), button("fetch_back", acts.fetchBack), button("understood", acts.dropAside));
  if (facts.word && facts.word.id === active?.id && active.status.editable) add(facts.word.name.replaceAll("_", "-"), facts.word.tone, say(facts.word.name), button("understood", acts.dropWord));
  const left = Object.values(facts.others).reduce((sum, n) => sum + n, 0);
  if (left && !active) add("others", "warn", say("others_waiting", { n: left }));
  return list;
}

/** What the judge is asked when the panel confers: how far the own sheet lies from the mean, and nothing of anybody else's. */
export function askedWords({ asked: { mean_distance: distance } }) {
  if (distance == null || distance === "0") return say("asked_far");
  return say(distance.startsWith("-") ? "asked_low" : "asked_high", { points: figure(distance.replace("-", "")) });
}

function compare(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other), "en", { numeric: true });
}
