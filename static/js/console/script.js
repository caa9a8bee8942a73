/* The run of show by hand: the form of one cue, new ones, copies, deletions, places. Writes over HTTP; the list follows from the
   answer, as it does from the socket. Draws nothing but its own dialogs. */

import { createDialog, createFields } from "./dialogs.js";
import { fill } from "./text.js";

const BASE = "/api/v1/show";

/** "5:30" → 330, "90" → 90 seconds, "" → null, anything else → NaN. */
export function seconds(text) {
  const t = text.trim();
  if (!t) return null;
  const m = /^(?:(\d{1,3}):)?(\d{1,5})$/.exec(t);
  return m && (m[1] === undefined || Number(m[2]) < 60) ? Number(m[1] ?? 0) * 60 + Number(m[2]) : NaN;
}
export const minutes = (s) => (s == null ? "" : `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`);

export function createScript({ api, texts, refuse, refused, apply, cues, chosen, pick }) {
  let forms = null;
  let editing = null;                 /* the cue in the form, null for a new one */

  async function send(method, path, body) {
    const answer = await api.send(method, `${BASE}${path}`, body);
    if (answer.ok) { refuse(null); apply(answer.body); }
    return answer;
  }
  const quietly = async (method, path, body) => {
    const answer = await send(method, path, body);
    if (!answer.ok) refuse(refused(answer));
    return answer;
  };

  /* ---- the form of a cue ---- */
  const dialog = createDialog(document.getElementById("edit"), { send: save, refused });
  const q = (name) => dialog.q(`#edit-${name}`);
  const fields = createFields(q("params"), { nothing: texts.edit.nothing });
  const formOf = (scene) => forms.find((f) => f.scene === scene) ?? { parameters: [] };

  async function known() {            /* teams, rounds and files may have changed since: asked each time the form opens */
    const answer = await api.send("GET", `${BASE}/forms`);
    if (answer.ok) forms = answer.body.scenes;
    else refuse(refused(answer));
    return answer.ok;
  }

  async function edit(cue) {
    if (!cue || !(await known())) return;
    editing = cue;
    q("heading").textContent = fill(texts.edit.change, { n: cue.number });
    q("scene-field").hidden = true;
    for (const b of dialog.el.querySelectorAll("[data-of-cue]")) b.hidden = false;
    write(cue);
    fields.draw(formOf(cue.scene).parameters.filter((p) => cue.by_hand || !["round", "performance", "award", "winner"].includes(p.name) || (p.name === "award" && cue.scene !== "award")), cue.form ?? {});
    dialog.open(q("title"));
  }

  async function add() {
    if (!(await known())) return;
    editing = null;
    q("heading").textContent = texts.edit.add;
    q("scene-field").hidden = false;
    for (const b of dialog.el.querySelectorAll("[data-of-cue]")) b.hidden = true;
    q("scene").replaceChildren(...forms.map((f) => { const o = document.createElement("option"); o.value = f.scene; o.textContent = f.title; return o; }));
    q("scene").value = "message";
    write({});
    fields.draw(formOf(q("scene").value).parameters);
    dialog.open(q("scene"));
  }

  function write(cue) {
    q("title").value = cue.title ?? "";
    q("subtitle").value = cue.subtitle ?? "";
    q("note").value = cue.note ?? "";
    q("mc-note").value = cue.mc_note ?? "";
    q("length").value = minutes(cue.planned_s ?? null);
    q("length").placeholder = cue.length_s == null ? "" : minutes(cue.length_s);
  }

  q("scene").addEventListener("change", () => fields.draw(formOf(q("scene").value).parameters));

  async function save() {
    const planned_s = seconds(q("length").value);
    if (Number.isNaN(planned_s)) return { ok: false, problem: { detail: texts.edit.bad_length } };
    const now = { title: q("title").value, subtitle: q("subtitle").value, note: q("note").value, mc_note: q("mc-note").value };
    if (!editing) {
      const before = cues.after(chosen());
      const answer = await send("POST", "/cues", { scene: q("scene").value, params: fields.read(), ...now, planned_s, before });
      if (answer.ok) pick(answer.body.cue);
      return answer;
    }
    const body = {};
    for (const [name, text] of Object.entries(now)) if (text.trim() !== (editing[name] ?? "")) body[name] = text;
    if (planned_s !== (editing.planned_s ?? null)) body.planned_s = planned_s;
    const params = fields.read();
    const before = Object.fromEntries(Object.entries(editing.form ?? {}).filter(([name]) => dialog.q(`#param-${name}`)));
    if (JSON.stringify(sorted(params)) !== JSON.stringify(sorted(before))) body.params = params;
    return Object.keys(body).length ? send("PATCH", `/cues/${editing.id}`, body) : null;
  }
  const sorted = (o) => Object.entries(o).sort(([a], [b]) => (a < b ? -1 : 1));

  q("copy").addEventListener("click", () => dialog.submit(async () => {
    const answer = await send("POST", `/cues/${editing.id}/copy`, {});
    if (answer.ok) pick(answer.body.cue);
    return answer;
  }));
  q("delete").addEventListener("click", () => dialog.submit(() => send("DELETE", `/cues/${editing.id}`)));

  /* ---- the list as a whole: what was deleted, and planning anew ---- */
  const whole = createDialog(document.getElementById("whole"), { send: () => send("POST", "/plan", {}), refused });
  const gone = whole.q("#whole-deleted");
  function openWhole() {
    drawDeleted();
    whole.open(whole.q("[data-cancel]"));
  }
  function drawDeleted() {
    const list = cues.deleted();
    whole.q("#whole-none").hidden = list.length > 0;
    gone.replaceChildren(...list.map((cue) => {
      const li = document.createElement("li");
      const what = document.createElement("span");
      const b = document.createElement("b");
      b.textContent = cue.title;
      what.append(b, cue.subtitle ? ` · ${cue.subtitle}` : "");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-quiet";
      button.textContent = texts.edit.put_back;
      button.addEventListener("click", async () => { if ((await quietly("POST", `/cues/${cue.id}/restore`, {})).ok) drawDeleted(); });
      li.append(what, button);
      return li;
    }));
  }

  return {
    edit,
    add,
    openWhole,
    /** Moves a cue before another one; null is the end of the list. */
    move: (id, before) => quietly("POST", `/cues/${id}/move`, { before }),
  };
}
