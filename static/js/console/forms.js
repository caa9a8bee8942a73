/* The other small forms of the console: jump to a number, time given to the clock, delay of the stream, settings of a screen. */

import { createDialog } from "./dialogs.js";
import { fill, tenths } from "./text.js";

const VIEWS = { stage: ["", "stream", "clock", "standings", "programme", "holding", "testcard"], overlay: ["", "stage", "clock", "testcard"] };

/** Jump: a number typed, the cue it names said at once, Enter takes it. */
export function createJump({ texts, cues, jump }) {
  const dialog = createDialog(document.getElementById("jump"), {
    send: async () => {
      const cue = wanted();
      if (!cue) return { ok: false, problem: { detail: texts.jump.none } };
      jump(cue);
      return null;
    },
    refused: (answer) => answer.problem.detail,
  });
  const number = dialog.q("#jump-number");
  const wanted = () => cues.all().find((cue) => cue.number === Number(number.value));
  number.addEventListener("input", () => {
    const cue = wanted();
    dialog.q("#jump-what").textContent = cue ? [cue.title, cue.subtitle, cue.wait].filter(Boolean).join(" · ") : number.value ? texts.jump.none : "";
  });
  return () => { number.value = ""; dialog.q("#jump-what").textContent = ""; dialog.open(number); };
}

/** Time given or taken, with its reason; and whether the bell rings by itself. */
export function createTime({ api, refused, took, show }) {
  const dialog = createDialog(document.getElementById("time"), {
    async send() {
      const by = Number(dialog.q("#time-by").value);
      const bell = dialog.q("#time-bell").checked;
      let answer = null;
      if (bell !== show().auto_bell) answer = took(await api.put("/api/v1/clock/bell", { on: bell }));
      if (answer && !answer.ok) return answer;
      if (!by) return answer;
      return took(await api.post("/api/v1/clock/time", { ms: Math.round(by * 1000), reason: dialog.q("#time-reason").value.normalize("NFC") }));
    },
    refused,
  });
  for (const b of dialog.el.querySelectorAll("[data-by]")) b.addEventListener("click", () => { dialog.q("#time-by").value = b.dataset.by; dialog.q("#time-reason").focus(); });
  return () => {
    dialog.q("#time-by").value = "";
    dialog.q("#time-reason").value = "";
    dialog.q("#time-bell").checked = show()?.auto_bell ?? true;
    dialog.open(dialog.q("#time-by"));
  };
}

/** The delay of the stream in seconds. */
export function createDelay({ api, texts, refused, took, show }) {
  const dialog = createDialog(document.getElementById("delay"), {
    async send() {
      const s = Number(dialog.q("#delay-s").value.replace(",", "."));
      if (!(s >= 0 && s <= 120)) return { ok: false, problem: { detail: texts.delay_bad } };
      return took(await api.put("/api/v1/show/delay", { delay_ms: Math.round(s * 1000) }));
    },
    refused,
  });
  return () => { dialog.q("#delay-s").value = tenths(show()?.delay_ms ?? 0); dialog.open(); dialog.q("#delay-s").select(); };
}

/** What is settled for one screen, and what it can be told to do. */
export function createScreenForm({ api, texts, refused, about }) {
  let screen = null;
  const path = () => `/api/v1/screens/${screen.kind}/${encodeURIComponent(screen.id)}`;
  const dialog = createDialog(document.getElementById("screen"), {
    send() {
      const body = {};
      const name = dialog.q("#screen-name").value.normalize("NFC").trim();
      if (name !== (screen.name ?? "")) body.name = name;
      const shows = dialog.q("#screen-shows").value || null;
      if (screen.kind !== "mc" && shows !== (screen.shows ?? null)) body.shows = shows;
      const sound = dialog.q("#screen-sound").checked;
      if (screen.kind !== "mc" && sound !== Boolean(screen.sound)) body.sound = sound;
      return Object.keys(body).length ? api.send("PATCH", path(), body) : null;
    },
    refused,
  });
  for (const order of ["identify", "reload"]) dialog.q(`#screen-${order}`).addEventListener("click", async () => {
    const answer = await api.post(`${path()}/${order}`, {});
    dialog.say(answer.ok ? null : refused(answer));
  });
  dialog.q("#screen-forget").addEventListener("click", () => dialog.submit(() => api.send("DELETE", path())));
  return (s, name) => {
    screen = s;
    dialog.q("#screen-heading").textContent = name;
    dialog.q("#screen-facts").textContent = about(s);
    dialog.q("#screen-name").value = s.name ?? "";
    const own = s.kind !== "mc";
    for (const el of dialog.el.querySelectorAll("[data-shown]")) el.hidden = !own;
    dialog.q("#screen-identify").hidden = !own;
    dialog.q("#screen-shows").replaceChildren(...(VIEWS[s.kind] ?? [""]).map((view) => {
      const o = document.createElement("option");
      o.value = view;
      o.textContent = view ? texts.views[view] : texts.views[`home_${s.kind}`] ?? "";
      o.selected = view === (s.shows ?? "");
      return o;
    }));
    dialog.q("#screen-sound").checked = Boolean(s.sound);
    dialog.q("#screen-audible").textContent = s.sound ? texts.audible[String(s.audible)] : "";
    dialog.q("#screen-forget").hidden = s.state !== "lost";
    dialog.open(dialog.q("#screen-name"));
  };
}

/** "Trễ 3 phút", "Sớm 2 phút", "Đúng giờ"; null where nothing is planned. Late grows while the cue on air overstays. */
export function lateness({ cues, show, now, texts }) {
  const on = show?.buses.stage?.cue ?? show?.buses.stream?.cue;
  const list = cues.all();
  const at = list.findIndex((cue) => cue.id === on);
  const cue = list[at];
  const taken = cue && cues.takenAt(cue.id);
  if (!cue || cue.planned_at == null || taken == null) return null;
  const end = list[at + 1]?.planned_at;
  const ms = Math.max(taken - cue.planned_at, end == null ? -Infinity : now - end);
  const min = Math.round(Math.abs(ms) / 60_000);
  if (Math.abs(ms) > 12 * 3_600_000) return null;             /* a rehearsal on another day: not late, elsewhere */
  if (!min) return { words: texts.late.on_time, tone: "good" };
  const time = min < 60 ? fill(texts.late.minutes, { n: min }) : fill(texts.late.hours, { h: Math.floor(min / 60), n: min % 60 });
  return { words: fill(ms > 0 ? texts.late.late : texts.late.early, { time }), tone: ms > 0 ? "late" : "early" };
}
