/* Notices above the marks, two at most, the gravest first; and the tabs between sheets that are not done. */

import { $, h, rebuild, show } from "../dom.js";
import { say } from "../texts.js";

const ROOM = 2;

/** `list`: {id, tone: "bad"|"warn"|"good"|"", text, acts: [{label, testid, act}]}, in order of gravity. */
export function paintNotices(list) {
  const shown = list.slice(0, ROOM);
  const box = $("notices");
  show(box, shown.length > 0);
  rebuild(box, JSON.stringify(shown.map(({ id, text, acts = [] }) => [id, text, acts.map((a) => a.label)])), () => shown.map(({ id, tone, text, acts = [] }) =>
    h("div", { class: `notice${tone ? ` notice-${tone}` : ""}`, role: tone === "bad" ? "alert" : "status", "data-testid": `notice-${id}` },
      h("p", {}, text),
      ...acts.map(({ label, testid, act, href }) => (href ? h("a", { class: "quiet", href, "data-testid": testid }, label) : h("button", { type: "button", class: "quiet", "data-testid": testid, onclick: act }, label))))));
}

/** `tabs`: {id, team, section (null: all the same), order, badge, tone, active}; none are drawn while there is only one sheet. */
export function paintTabs(tabs, onPick) {
  const nav = $("tabs");
  const on = tabs.length > 1;
  show(nav, on);
  rebuild(nav, on ? JSON.stringify(tabs) : "", () => (on ? tabs : []).map(({ id, team, section, order, badge, tone, active }) =>
    h("button", { type: "button", class: "tab", "aria-current": active ? "true" : null, "data-testid": `tab-${id}`, "data-tone": tone, onclick: () => onPick(id) },
      h("b", {}, team), h("span", {}, h("i", { "aria-hidden": "true" }), badge, h("small", {}, ` · ${section ? say("turn_short", { order, section }) : say("earlier_turn", { order })}`)))));
}
