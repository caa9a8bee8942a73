/* Small hands for building scenes: elements from data, fixed words from the page. Text goes in as text, never as markup. */

/** An element "tag.class.class" with properties (text, data, style variables, attributes) and children. */
export function el(what, props = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) {
    if (value == null || value === false) continue;
    if (key === "text") node.textContent = value;
    else if (key === "vars") for (const [k, v] of Object.entries(value)) node.style.setProperty(k, v);
    else if (key === "data") Object.assign(node.dataset, value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((c) => c != null && c !== false));
  return node;
}

const words = new Map();
/** A fixed word of the page ("left" → "Còn lại"): the words live in the template, not here. */
export function word(key) {
  if (!words.size) {
    const t = document.getElementById("words");
    for (const w of t?.content.querySelectorAll("[data-word]") ?? []) words.set(w.dataset.word, w.textContent);
  }
  return words.get(key) ?? "";
}

/** A copy of a <template>'s first element. */
export const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

export const ong = (tone = "") => el(`i.ong${tone ? `.${tone}` : ""}`, { "aria-hidden": "true" });
export const fig = (text, extra = "") => el(`span.fig${extra}`, { text });

/** A text whose abbreviations stay whole: "LĐ-TB" and "kinh tế-xã hội" do not break at their hyphens. */
export function whole(text) {
  return String(text ?? "").split(/(\S*\S-\S+)/).map((part, i) => (i % 2 ? el("span.nb", { text: part }) : part));
}

/** A team's full name in the size that the server found for it. */
export const name = (team, tag = "h1") => el(`${tag}.name.len-${team?.len ?? "s"}`, {}, ...whole(team?.name));

/** A figure that can count: {root, text}; the full figure keeps the width. */
export function countable(figureText, extra = "") {
  const inner = el("span", { text: figureText });
  const root = el(`span.fig.count${extra}`, { data: { full: figureText } }, inner);
  return { root, inner, set(next) { root.dataset.full = next; inner.textContent = next; }, widen(next) { root.dataset.full = next; } };
}
