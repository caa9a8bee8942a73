/* The page of personal links: times in the contest's own hours, one press to copy, a question before a link is taken back. */

import { ask } from "./ask.js";
import { momentText, t } from "./page.js";

/** Wakes what the page has of it; does nothing on other pages. */
export function startLinks() {
  for (const node of document.querySelectorAll("time[data-ms]")) {
    const at = Number(node.dataset.ms);
    node.dateTime = new Date(at).toISOString();
    node.textContent = momentText(at);
  }
  const copy = document.getElementById("copy");
  copy?.addEventListener("click", async () => {
    const field = document.getElementById("issued-url");
    field.select();
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
      else if (!document.execCommand("copy")) return;      /* plain http has no clipboard object, only the old way */
      copy.textContent = copy.dataset.done;
    } catch { /* the text stays selected for Ctrl C */ }
  });
  for (const form of document.querySelectorAll("form.revoke")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask({ title: t("revoke_title", { name: form.dataset.name }), text: t("revoke_text"), yes: t("revoke_yes"), act: async () => form.submit() });
    });
  }
}
