/* The bar of the round: its state, how far it is, where the sections are, lock and confirm with why not. */

import { ask } from "./ask.js";
import { comma } from "./figures.js";
import { groups } from "./board.js";
import { boot, el, say, set, short, t } from "./page.js";
import { send } from "./send.js";
import { refresh, topic } from "./store.js";

const part = (id) => document.getElementById(id);
const mayRun = boot.role === "secretary";
const mayConfirm = mayRun || boot.role === "head_judge";
let round = null;
let nameOf = (key) => key;

/** Draws the tabs of `rounds`; `onChoose(key)` is called with the round somebody goes to. */
export function tabs(rounds, chosen, onChoose) {
  const nav = part("round-tabs");
  const shape = rounds.map((r) => r.key).join(" ");
  if (nav.dataset.shape !== shape) {
    nav.dataset.shape = shape;
    nav.replaceChildren(...rounds.map((r) => el("button", { type: "button", "data-round": r.key, "data-testid": `round-${r.key}`, onclick: () => onChoose(r.key) }, el("b", {}), el("span", {}))));
  }
  rounds.forEach((r, n) => {
    const tab = nav.children[n];
    say(tab.firstChild, r.title);
    say(tab.lastChild, t(`round_${r.state}`));
    set(tab, "aria-current", r.key === chosen ? "true" : null);
  });
}

/** Draws the bar of `next`; `teams` maps keys to teams. */
export function draw(next, teams) {
  round = next;
  nameOf = (key) => { const team = teams.get(key); return team ? short(team) : key; };
  say(part("round-title"), round.title);
  say(part("round-state"), t(`round_${round.state}`));
  set(part("round-state"), "data-state", round.state);
  say(part("round-counts"), t("counts", round.counts));
  chips();
  const { can, state } = round;
  for (const act of ["lock", "confirm"]) {
    const button = part(`round-${act}`);
    button.disabled = !can[act];
    button.classList.toggle("btn-primary", Boolean(can[act]));
    button.classList.toggle("btn-quiet", !can[act]);
  }
  part("round-lock").hidden = !mayRun || !["planned", "open"].includes(state);
  part("round-confirm").hidden = !mayConfirm || ["confirmed", "published"].includes(state);
  part("round-reopen").hidden = !mayRun || !["locked", "confirmed"].includes(state);
  part("round-minutes").hidden = !["confirmed", "published"].includes(state);
  set(part("round-minutes"), "href", `/minutes/${encodeURIComponent(round.key)}/minutes.pdf`);
  say(part("round-why"), words());
}

function words() {
  const { can, why_not: why, state } = round;
  if (round.correction && state === "open") return t("correcting", round.correction);
  if (state === "published") return t("published");
  if (state === "confirmed") return t("confirmed_by", { who: round.confirmed_by ?? "" });
  if (state === "locked") return t("locked_by", { who: round.locked_by ?? "" });
  return can.lock ? t("lock_ready") : why.lock ?? "";
}

/** One chip a section (or nothing, when the order goes team by team and sections lie apart): done of all, and the way there. */
function chips() {
  const nav = part("sections");
  const turns = round.performances.map((id) => topic(`performance.${id}`)).filter(Boolean);
  const { by, runs } = groups(turns);
  const lines = by === "section" ? runs.map((run) => [run.turns[0].section.title, run]) : runs.map((run) => [short(run.turns[0].team), run]);
  const shape = lines.map(([title, run]) => `${title} ${run.turns[0].id}`).join("|");
  if (nav.dataset.shape !== shape) {
    nav.dataset.shape = shape;
    nav.replaceChildren(...lines.map(([title, run]) => el("a", { href: `#group-${run.turns[0].id}` }, el("span", {}, title), el("b", { class: "fig" }))));
  }
  lines.forEach(([, run], n) => {
    const locked = run.turns.filter((p) => p.state === "locked").length;
    say(nav.children[n].lastChild, `${locked}/${run.turns.length}`);
    set(nav.children[n], "data-done", locked === run.turns.length ? "yes" : null);
    set(nav.children[n], "data-live", run.turns.some((p) => p.state === "open") ? "yes" : null);
  });
}

const post = (act) => async ({ reason }) => {
  await send("POST", `/api/v1/rounds/${round.key}/${act}`, reason ? { reason } : undefined, round.state);
  refresh("contest", `standings.${round.key}`);
};

/** Listens to lock, confirm and reopen. */
export function start() {
  part("round-lock").addEventListener("click", () => ask({ title: t("lock_title", { round: round.title }), text: t("lock_text"), yes: t("lock_yes"), act: post("lock") }));
  part("round-reopen").addEventListener("click", () => ask({ title: t("round_reopen_title", { round: round.title }), text: t("round_reopen_text"), yes: t("round_reopen_yes"), reason: "required", act: post("reopen") }));
  part("round-confirm").addEventListener("click", () => {
    const best = (topic(`standings.${round.key}`)?.standings ?? []).filter((row) => row.rank <= 3);
    ask({
      title: t("confirm_title", { round: round.title }), text: t("confirm_text"), yes: t("confirm_yes"), act: post("confirm"),
      list: best.map((row) => `${row.rank}. ${nameOf(row.team)}: ${comma(row.total, 2)}`),
    });
  });
}
