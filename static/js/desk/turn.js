/* The work panel: one turn with its acts, sheets or points, adjustments and result. Keys keep their places; one that has no
   meaning now is dimmed, never renamed. */

import { digits, face } from "../clock.js";
import * as adjust from "./adjust.js";
import * as apart from "./apart.js";
import { ask } from "./ask.js";
import { run, show } from "./fault.js";
import { comma, signed } from "./figures.js";
import { say, set, short, t } from "./page.js";
import * as points from "./points.js";
import { send } from "./send.js";
import * as sheets from "./sheets.js";
import { now, refresh } from "./store.js";

const part = (id) => document.getElementById(id);
let turn = null;
let status = "present";          /* of its team in its round */

const MEANT = { planned: "open", open: "close", closed: "lock", locked: null };
/* what the turn waits for is there: it can be locked as it stands */
const isWhole = ({ section, missing, points, proposal }) => !proposal && (section.kind === "judged" ? missing?.length === 0 : points != null);
const POSSIBLE = { planned: ["open"], open: ["close", "lock"], closed: ["lock", "reopen"], locked: ["reopen"] };

/** Draws `next` (a performance's data, or null) of `round`, the entry of its round in topic contest. */
export function draw(next, round) {
  if (turn && next?.id !== turn.id) show(part("turn-fault"), null);
  turn = next;
  part("turn").hidden = !turn;
  part("turn-empty").hidden = Boolean(turn);
  part("result-part").hidden = !turn;
  if (!turn) return;
  say(part("turn-number"), String(turn.turn));
  say(part("turn-of"), t("turn_of", { turn: turn.turn }));
  say(part("turn-section"), turn.section.title);
  say(part("turn-team"), turn.team.name);
  say(part("turn-state"), t(`turn_${turn.state}`));
  set(part("turn-state"), "data-state", turn.state);
  part("turn").dataset.state = turn.state;
  for (const act of ["open", "close", "lock", "reopen"]) {
    const button = part(`act-${act}`);
    set(button, "data-testid", `${act}-${turn.id}`);
    const possible = round.state === "open" && POSSIBLE[turn.state].includes(act);
    const meant = possible && (turn.state === "open" && isWhole(turn) ? "lock" : MEANT[turn.state]) === act;
    button.disabled = !possible;
    button.classList.toggle("btn-primary", meant);
    button.classList.toggle("btn-quiet", !meant);
  }
  const judged = turn.section.kind === "judged";
  part("sheets-part").hidden = !judged;
  part("points-part").hidden = judged;
  if (judged) sheets.draw(turn, round.judges, apart.whyNotLock(turn, round));
  else points.draw(turn);
  apart.draw(turn, round);
  adjust.draw(turn);
  status = round.teams?.find((team) => team.key === turn.team.key)?.status ?? "present";
  say(part("team-status"), t(`status_${status}`));
  set(part("team-part"), "data-status", status);
  part("team-change").disabled = !["planned", "open"].includes(round.state);
  result(judged);
  tick();
}

function result(judged) {
  const sure = turn.state === "locked";
  say(part("result-caption"), t(sure ? "result_locked" : "result_preview"));
  say(part("result-note"), turn.result == null ? t(judged ? "result_none" : "result_none_points") : t(sure ? "result_note_locked" : "result_note_preview"));
  say(part("result"), turn.result == null ? "" : comma(turn.result, 2));
  set(part("result-part"), "data-sure", sure ? "yes" : null);
  const list = turn.adjustments.map((a) => signed(a.points));
  say(part("adjust-sum"), list.length > 1 ? list.join(" ") : "");
}

/** The clock of the turn, read from the server's time; called once a second by the page. */
export function tick() {
  const place = part("turn-clock");
  place.hidden = !turn?.clock;
  if (place.hidden) return;
  const shown = face(turn.clock, now());
  say(place, `${shown.over ? "+" : ""}${shown.digits} / ${digits(turn.clock.duration_ms)}`);
  set(place, "data-phase", shown.phase);
}

function act(name, body) {
  const { id, version } = turn;
  return send("POST", `/api/v1/performances/${id}/${name}`, body, version).then(() => { refresh(`performance.${id}`, "contest"); });
}

/** Listens to the keys of the panel. */
export function start() {
  points.start();
  apart.start();
  adjust.start();
  for (const name of ["open", "close", "lock"]) {
    part(`act-${name}`).addEventListener("click", (event) => run(event.currentTarget, part("turn-fault"), () => act(name)));
  }
  part("team-change").addEventListener("click", () => {
    const { team, round, version } = turn;
    ask({
      title: t("status_title", { team: team.name }), text: t("status_text"), yes: t("status_yes"), reason: "optional",
      choices: ["present", "no_show", "withdrawn", "disqualified"].map((value) => [value, t(`status_${value}`)]), chosen: status,
      async act({ choice, reason }) {
        await send("PUT", `/api/v1/rounds/${round}/entries/${encodeURIComponent(team.key)}`, { status: choice, reason }, `${version} ${status}`);
        refresh("contest", `standings.${round}`);
      },
    });
  });
  part("act-reopen").addEventListener("click", () => ask({
    title: t("reopen_title", { team: short(turn.team) }), text: t("reopen_text"), yes: t("reopen_yes"), reason: "required",
    act: ({ reason }) => act("reopen", { reason }),
  }));
}
