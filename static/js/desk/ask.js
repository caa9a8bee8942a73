/* The page's one dialog: asks before what can't be taken back, and for reasons. Stays open, with everything typed, until the
   act is done or somebody goes back. */

import { show, words } from "./fault.js";
import { el } from "./page.js";

const part = (name) => document.getElementById(`ask-${name}`);

/**
 * Asks, runs `act({reason, choice})` on yes, and resolves with whether it was done.
 * `choices`: [[value, text], …] to pick one of, `chosen` the value picked at first; `list`: lines to look at; `reason`: "required", "optional" or null; `label` what the
 * reason is called where it is something else, `words` what stands in it at first; `input` the label of one more line to type.
 */
export function ask({ title, text, yes, act, list = null, choices = null, chosen = null, reason = null, label = null, words: first = "", input = null }) {
  const dialog = document.getElementById("ask");
  const [form, button, field] = [part("form"), part("yes"), part("reason")];
  part("title").textContent = title;
  part("text").textContent = text ?? "";
  button.textContent = yes;
  part("list").hidden = !list;
  part("list").replaceChildren(...(list ?? []).map((line) => el("li", {}, line)));
  part("choice").hidden = !choices;
  part("choice").replaceChildren(...(choices ?? []).map(([value, label], n) =>
    el("label", { class: "form-check" }, el("input", { type: "radio", class: "form-check-input", name: "choice", value, checked: chosen ? value === chosen : n === 0, "data-testid": `ask-${value}` }), el("span", {}, label))));
  part("reason-part").hidden = !reason;
  part("input-part").hidden = !input;
  part("input-label").textContent = input ?? "";
  part("input").value = "";
  field.value = first;
  part("reason-label").textContent = label ?? part("reason-label").dataset.usual ?? part("reason-label").textContent;
  part("reason-help").hidden = Boolean(label);
  field.required = reason === "required";
  field.classList.remove("is-invalid");
  show(part("fault"), null);

  return new Promise((done) => {
    let finished = false;
    const close = (result) => {
      if (finished) return;
      finished = true;
      form.removeEventListener("submit", submit);
      part("no").removeEventListener("click", back);
      dialog.removeEventListener("close", back);
      dialog.close();
      done(result);
    };
    const back = () => close(false);
    const submit = async (event) => {
      event.preventDefault();
      if (button.getAttribute("aria-busy") === "true") return;
      if (field.required && !field.value.trim()) {
        field.classList.add("is-invalid");
        field.focus();
        return;
      }
      button.setAttribute("aria-busy", "true");
      try {
        await act({ reason: field.value.trim(), choice: form.elements.choice?.value ?? null, typed: part("input").value.trim() });
        close(true);
      } catch (fault) {
        show(part("fault"), words(fault), { block: true });
      } finally {
        button.removeAttribute("aria-busy");
      }
    };
    form.addEventListener("submit", submit);
    part("no").addEventListener("click", back);
    dialog.addEventListener("close", back);
    dialog.showModal();
    if (reason) field.focus();
    else button.focus();
  });
}
