/* The secretary's desk: puts board, work panel, round bar and standings together, and decides which round and turn they show.
   Shows the turn that is open until somebody chooses another; never turns the page under a hand that is typing. */

import * as board from "./desk/board.js";
import * as devices from "./desk/devices.js";
import { ask } from "./desk/ask.js";
import { run } from "./desk/fault.js";
import { boot, say, set, short, t } from "./desk/page.js";
import * as round from "./desk/round.js";
import { send } from "./desk/send.js";
import * as standings from "./desk/standings.js";
import { now, onChange, onStatus, refresh, start, topic } from "./desk/store.js";
import * as turn from "./desk/turn.js";

const part = (id) => document.getElementById(id);
let roundKey = new URLSearchParams(location.search).get("round") ?? boot.round ?? null;
let chosen = null;          /* the turn somebody opened; null: follow the open one */
let shown = null;           /* the turn in the panel */
let target = null;          /* the turn that “open the next” means */


const narrow = matchMedia("(max-width: 1099px)");      /* board and panel stand under each other */

const contest = () => topic("contest");
const currentRound = () => {
  const rounds = contest()?.rounds ?? [];
  return rounds.find((r) => r.key === roundKey) ?? rounds.find((r) => r.state === "open") ?? rounds.findLast((r) => r.performances.length && r.state !== "planned") ?? rounds[0] ?? null;
};
const turnsOf = (r) => r.performances.map((id) => topic(`performance.${id}`)).filter(Boolean);

function draw(changed) {
  const r = currentRound();
  if (!r) return;
  const turns = turnsOf(r);
  const teams = new Map([...contest().rounds.flatMap((one) => one.teams ?? []), ...turns.map((p) => p.team)].map((team) => [team.key, team]));
  const online = contest().judges.some((j) => "online" in j) ? new Set(contest().judges.filter((j) => j.online).map((j) => j.key)) : null;
  fetchMissing(r);
  const all = !changed || changed.has("contest");
  round.tabs(contest().rounds, r.key, goToRound);
  round.draw(r, teams);
  part("board-empty").hidden = turns.length > 0;
  part("table").hidden = turns.length === 0;
  if (turns.length === 0) { say(part("board-empty-title"), t("empty_board")); say(part("board-empty-text"), t("empty_board_text")); }
  board.draw(r, { changed: all ? null : changed, online, onChoose });
  follow(turns, r);
  next(turns, r);
  if (all) devices.draw(contest().judges, r.judges);
  if (all || changed.has(`standings.${r.key}`)) standings.draw(topic(`standings.${r.key}`), r, teams);
}

/* a round filled while this page was open: its turns are asked for, once */
const asked = new Set();
function fetchMissing(r) {
  const names = r.performances.map((id) => `performance.${id}`).filter((name) => !topic(name) && !asked.has(name));
  for (const name of names) asked.add(name);
  if (names.length) setTimeout(() => refresh.now(...names.filter((name) => !topic(name))), 400);
}

/** Which turn the panel shows: the chosen one, else the open one, else the one just locked, whose result is to be seen, else the
    first with something left to do. */
function follow(turns, r) {
  const open = turns.filter((p) => p.state === "open");
  const busy = part("turn").contains(document.activeElement) && document.activeElement.matches("input");
  const kept = turns.find((p) => p.id === shown);
  const wanted = turns.find((p) => p.id === chosen) ?? (busy && kept ? kept : null)
    ?? open.at(-1) ?? (kept?.state === "locked" ? kept : null) ?? turns.find((p) => p.state === "closed") ?? turns.find((p) => p.state === "planned") ?? turns.at(-1) ?? null;
  const moved = wanted?.id !== shown;
  shown = wanted?.id ?? null;
  turn.draw(wanted, r);
  if (part("tab-turn").getAttribute("aria-selected") !== "true") part("result-part").hidden = true;
  board.choose(shown, { scroll: moved && !narrow.matches && (chosen === null ? "center" : "nearest") });
  const other = open.find((p) => p.id !== shown);
  part("open-now").hidden = !other;
  if (other) {
    part("open-now").replaceChildren(t("open_other", { team: short(other.team), section: other.section.title }), Object.assign(document.createElement("b"), { textContent: t("open_go") }));
    part("open-now").onclick = () => { chosen = null; part("open-now").hidden = true; onChoose(other.id, { focus: false }); chosen = null; };
  }
}

const away = (r, p) => r.teams?.some((team) => team.key === p.team.key && team.status !== "present");
function next(turns, r) {
  target = r.state === "open" ? turns.find((p) => p.state === "planned" && !away(r, p)) ?? null : null;
  part("next").disabled = !target;
  say(part("next-words"), target ? t("next_of", { team: short(target.team), section: target.section.title }) : t(r.state === "open" ? "next_none" : "next_closed"));
}

function onChoose(id, { focus = true } = {}) {
  chosen = id;
  showTab("turn");
  draw(null);
  if (focus && narrow.matches) part("main").scrollIntoView();
}

function goToRound(key) {
  roundKey = key;
  chosen = null;
  shown = null;
  const url = new URL(location.href);
  url.searchParams.set("round", key);
  history.replaceState(null, "", url);
  part("board-scroll").scrollTop = 0;
  draw(null);
}

async function openNext() {
  const wanted = target;
  const r = currentRound();
  if (!wanted || !r) return;
  const open = async () => {
    await send("POST", `/api/v1/performances/${wanted.id}/open`, undefined, wanted.version);
    chosen = null;
    refresh(`performance.${wanted.id}`, "contest");
  };
  const still = turnsOf(r).filter((p) => p.state === "open");
  if (still.length) {
    const names = { team: short(still[0].team), next: short(wanted.team) };
    await ask({ title: t("next_title", names), text: t("next_text", names), yes: t("next_yes"), act: open });
  } else {
    await run(part("next"), part("next-fault"), open);
  }
}

/* ---- tabs of the panel ---- */
const TABS = ["turn", "standings", "devices"];
function showTab(name) {
  for (const one of TABS) {
    set(part(`tab-${one}`), "aria-selected", String(one === name));
    set(part(`tab-${one}`), "tabindex", one === name ? "0" : "-1");
    part(`pane-${one}`).hidden = one !== name;
  }
  part("result-part").hidden = name !== "turn" || shown === null;
}
for (const name of TABS) {
  part(`tab-${name}`).addEventListener("click", () => showTab(name));
  part(`tab-${name}`).addEventListener("keydown", (event) => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    const other = TABS[(TABS.indexOf(name) + (event.key === "ArrowRight" ? 1 : TABS.length - 1)) % TABS.length];
    showTab(other);
    part(`tab-${other}`).focus();
  });
}

/* ---- from a chip of the bar to its rows, past the sticky head ---- */
part("sections").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  const body = document.querySelector(link.getAttribute("href"))?.closest("tbody");
  const box = part("board-scroll");
  if (body) box.scrollTop = body.offsetTop - document.querySelector("#table thead").offsetHeight;
  body?.querySelector(".row-open")?.focus({ preventScroll: true });
});

const hours = new Intl.DateTimeFormat("vi-VN", { timeStyle: "medium", hourCycle: "h23", timeZone: boot.timezone ?? "Asia/Ho_Chi_Minh" });
function wall() {
  say(part("wall"), hours.format(now()));
  turn.tick();
}

if (boot.role !== "secretary") for (const node of document.querySelectorAll("[data-for=run]")) node.hidden = true;
turn.start();
round.start();
board.keys(part("table"));
part("next").addEventListener("click", openNext);
onChange(draw);
onStatus((status) => { say(part("net"), t(status)); set(part("net"), "data-status", status); });
start();
setInterval(wall, 500);
wall();
