/* Judges' devices: which are let in, how each fares, what the desk has said to whom. Names them, ends a lost one, sends words.
   What a tablet tells of itself (battery, what waits, round trip) is shown as told, with its age; what it does not tell is left out. */

import { ask } from "./ask.js";
import { boot, el, momentText, say, t, who } from "./page.js";
import { send } from "./send.js";
import { now, refresh } from "./store.js";

const part = (id) => document.getElementById(id);
const FRESH_MS = 30_000;
const LOW_PERCENT = 15;
const mayRun = boot.role === "secretary";
const isLow = (one) => one.battery != null && one.battery <= LOW_PERCENT && !one.charging;
const hour = (ms) => momentText(ms).split(",")[0];

/** Draws every judge of `judges` (topic contest); `panel` gives those of the round their label. */
export function draw(judges, panel) {
  const labels = new Map(panel.map((j) => [j.key, j.label]));
  const order = [...judges].sort((a, b) => labels.has(b.key) - labels.has(a.key));
  const online = judges.filter((j) => j.online).length;
  say(part("devices-note"), t("devices_note", { online, of: judges.length }));
  const worry = order.reduce((sum, j) => sum + machines(j).filter((m) => m.outbox > 0 || isLow(m)).length, 0);
  part("tab-devices-count").hidden = worry === 0;
  say(part("tab-devices-count"), worry ? String(worry) : "");
  const shape = JSON.stringify(order.map((j) => [j, labels.get(j.key)]));
  if (part("devices").dataset.shape === shape) return;
  part("devices").dataset.shape = shape;
  part("devices").replaceChildren(...order.map((judge) => line({ ...judge, label: labels.get(judge.key) ?? "" })));
  const keys = order.map((j) => j.key).join();
  if (part("cards-judges").dataset.shape !== keys) {
    part("cards-judges").dataset.shape = keys;
    part("cards-judges").replaceChildren(...order.map((j) => el("label", {}, el("input", { type: "checkbox", name: "judge", value: j.key, class: "form-check-input", "data-testid": `card-${j.key}` }), el("span", {}, j.name))));
  }
}

/** A judge's devices: those let in, each with what its tablet tells; tablets that nobody let in by a cookie come after. */
function machines(judge) {
  const told = judge.devices ?? [];
  const logins = (judge.logins ?? []).map((login) => ({ ...told.find((d) => d.id === String(login.id)), ...login, login: login.id }));
  const known = new Set(logins.map((one) => String(one.login)));
  return [...logins, ...told.filter((d) => !known.has(d.id))];
}

function line(judge) {
  const all = machines(judge);
  return el("li", { "data-testid": `judge-${judge.key}`, "data-online": judge.online ? "yes" : "no" },
    el("div", { class: "device-who" }, el("i", { class: "lamp", "aria-hidden": "true" }), el("b", { class: "fig" }, judge.label), el("span", {}, judge.name), el("small", {}, t(judge.online ? "device_here" : "device_away")),
      mayRun && el("button", { class: "btn btn-quiet btn-small", type: "button", "data-testid": `call-${judge.key}`, "aria-label": t("call_of", { judge: judge.name }), onclick: () => call(judge) }, t("call_judge"))),
    judge.call && el("p", { class: "device-call", "data-state": judge.call.seen_at ? "seen" : "open" },
      el("span", {}, judge.call.seen_at ? t("call_was_seen", { words: judge.call.words, at: hour(judge.call.seen_at) }) : t("call_open", { words: judge.call.words })),
      mayRun && !judge.call.seen_at && el("button", { class: "btn btn-quiet btn-small", type: "button", onclick: () => back(judge) }, t("call_back"))),
    all.length ? el("ul", {}, all.map((one) => machine(judge, one))) : el("p", { class: "dim" }, t("device_none")));
}

function machine(judge, one) {
  const name = one.name || one.device || "";
  const seen = one.seen ?? one.last_seen_at;
  const facts = [
    one.battery != null && [t(one.charging ? "device_charging" : "device_battery", { n: one.battery }), isLow(one)],
    one.outbox != null && one.outbox > 0 && [t("device_outbox", { n: one.outbox }), true],
    one.rtt != null && [t("device_rtt", { n: Math.round(one.rtt) }), one.rtt > 1000],
    one.page && [t(`device_page_${one.page}`), one.page === "conflict"],
    one.page && [t(one.wake === "on" ? "device_awake" : "device_asleep"), one.wake !== "on"],
    one.page && [t(one.worker ? "device_worker" : "device_no_worker"), !one.worker],
    seen ? [t("device_seen", { at: hour(seen) }), one.seen != null && now() - one.seen > FRESH_MS] : one.opened_at && [t("device_since", { at: hour(one.opened_at) }), false],
  ].filter(Boolean);
  return el("li", { "data-testid": `device-${one.login ?? one.id}` },
    el("p", { class: "device-name" }, el("b", {}, name), one.name && one.device && el("small", {}, one.device)),
    el("p", { class: "device-facts" }, facts.map(([words, bad]) => el("span", { "data-bad": bad || null }, words))),
    mayRun && one.login != null && el("div", { class: "device-acts" },
      el("button", { class: "btn btn-quiet btn-small", type: "button", "data-testid": `rename-${one.login}`, "aria-label": t("device_rename_of", { device: name, judge: judge.name }), onclick: () => rename(one) }, t("device_rename")),
      el("button", { class: "btn btn-quiet btn-small", type: "button", "data-testid": `revoke-${one.login}`, "aria-label": t("device_revoke_of", { device: name, judge: judge.name }), onclick: () => revoke(judge, one, name) }, t("device_revoke"))));
}

const rename = (one) => ask({
  title: t("device_name_title"), text: t("device_name_text"), yes: t("device_name_yes"), reason: "optional", label: t("device_name_label"), words: one.name ?? "",
  async act({ reason }) { await send("PUT", `/api/v1/devices/${one.login}`, { name: reason }, one.name ?? ""); refresh("contest"); },
});

const revoke = (judge, one, name) => ask({
  title: t("device_revoke_title", { device: name }), text: t("device_revoke_text", { judge: judge.name }), yes: t("device_revoke_yes"), reason: "required",
  async act({ reason }) { await send("POST", `/api/v1/devices/${one.login}/revoke`, { reason }); refresh("contest"); },
});

const call = (judge) => ask({
  title: t("call_title", { judge: judge.label ? who(judge) : judge.name }), text: t("call_text"), yes: t("call_yes"), reason: "required", label: t("call_label"), words: t("call_ready"),
  async act({ reason }) { await send("POST", `/api/v1/judges/${encodeURIComponent(judge.key)}/calls`, { words: reason }, judge.call?.id ?? ""); refresh("contest"); },
});

async function back(judge) {
  await send("DELETE", `/api/v1/judges/${encodeURIComponent(judge.key)}/calls`, undefined, judge.call.id);
  refresh("contest");
}
