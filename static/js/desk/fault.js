/* What the server said no to, shown where it belongs. What somebody typed stays as it is. */

import { Refusal, Unanswered } from "./send.js";
import { el, t } from "./page.js";

/** The words for a failed write. */
export function words(fault) {
  if (fault instanceof Refusal) return fault.status === 401 ? t("session_over") : fault.words;
  if (fault instanceof Unanswered) return t("unanswered");
  throw fault;
}

/** Shows `text` in `place` as a fault of a field (or as a notice, if `block`); null clears it. */
export function show(place, text, { block = false } = {}) {
  if (!text) { place.replaceChildren(); return; }
  place.replaceChildren(block ? el("div", { class: "notice notice-bad" }, el("p", {}, text)) : el("p", { class: "fault" }, text));
}

/**
 * Runs `act` for `button`: one at a time, the button says that it is at work, a failure is shown in `place`.
 * Returns whether it was done. `onRefusal` may take a refusal over by returning true.
 */
export async function run(button, place, act, { block = true, onRefusal = null } = {}) {
  if (button.getAttribute("aria-busy") === "true") return false;
  button.setAttribute("aria-busy", "true");
  try {
    await act();
    show(place, null);
    return true;
  } catch (fault) {
    if (!onRefusal?.(fault)) show(place, words(fault), { block });
    return false;
  } finally {
    button.removeAttribute("aria-busy");
  }
}
