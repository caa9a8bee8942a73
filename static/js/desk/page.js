/* What a page brings along: its boot data and its texts; and making elements without writing markup in strings.
   No text for people stands in a module: `t` looks it up among those that the template printed. */

const read = (id) => {
  try { return JSON.parse(document.getElementById(id)?.textContent || "{}"); } catch { return {}; }
};

export const boot = read("boot");
const texts = read("texts");

/** The page's text of that name, with {slots} filled. An unknown name shows itself: a missing text is seen at once. */
export function t(name, slots = {}) {
  return String(texts[name] ?? name).replace(/\{(\w+)\}/g, (whole, slot) => (slot in slots ? slots[slot] : whole));
}

/** Whether the page has a text of that name. */
export const hasText = (name) => name in texts;

/**
 * An element: `el("button", {class: "btn", "data-testid": "x", onclick: f, hidden: true}, "text", child, …)`.
 * Attributes that are null or false are left out, true is an empty attribute, functions become listeners.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

/** Writes `text` into `node` if it says something else: assistive technology hears of changes only. */
export function say(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}

/** Gives `node` attribute `name` (null takes it away), touching the page only when it changes. */
export function set(node, name, value) {
  if (value == null || value === false) { if (node.hasAttribute(name)) node.removeAttribute(name); }
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? "" : value);
}

/** The first copy of a <template>'s content. */
export function stamp(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** Short name of a team where room is short, its full one where it has no other. */
export const short = (team) => team.short || team.name;

/** A judge in words, "GK 4 Phạm Thị Mỹ Duyên"; the name alone where it says the number itself. */
export function who(judge) {
  const number = (text) => /\d+$/.exec(text)?.[0];
  return number(judge.name) && number(judge.name) === number(judge.label) ? judge.name : `${judge.label} ${judge.name}`;
}

const moment = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric", hourCycle: "h23", timeZone: boot.timezone ?? "Asia/Ho_Chi_Minh" });

/** A moment (epoch ms) in the contest's own hours, as Vietnamese offices write it: "08:02, 01/10/2024". */
export function momentText(ms) {
  const p = Object.fromEntries(moment.formatToParts(ms).map(({ type, value }) => [type, value]));
  return `${p.hour}:${p.minute}, ${p.day}/${p.month}/${p.year}`;
}
