/* Small tools for the page's tree. Text only, never markup from data. */

export const $ = (id) => document.getElementById(id);

/** An element with attributes (data-x, aria-x, class …) and children (elements or texts). */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (name === "onclick") made.addEventListener("click", value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null && child !== false));
  return made;
}

/** Writes only what is different: screen readers and the painter are left in peace. */
export function text(element, words) { if (element.textContent !== words) element.textContent = words; }
export function attr(element, name, value) {
  if (value == null || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}
export function show(element, yes) { if (element.hidden === Boolean(yes)) element.hidden = !yes; }

/** Rebuilds a part only when what it shows has changed, and gives the focus back to what had it, by data-testid. */
export function rebuild(element, signature, build) {
  if (element.dataset.shows === signature) return;
  element.dataset.shows = signature;
  const held = element.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
  element.replaceChildren(...build());
  if (held) element.querySelector(`[data-testid="${CSS.escape(held)}"]`)?.focus();
}
