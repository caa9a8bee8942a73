/* The unit's pages: saves as one goes, hands files in with their progress, moments in the reader's own time. Every key of the
   pages also works without this module; it only spares the reloading, and says what is saved. */

import { startFiles } from "./register/files.js";
import { startSaving } from "./register/saving.js";

const texts = JSON.parse(document.getElementById("texts").textContent);
const form = document.getElementById("step");
const saving = form && !form.querySelector("fieldset").disabled ? startSaving(form, texts) : null;

startFiles(texts, (version) => saving?.fresh(version));

for (const time of document.querySelectorAll("time[data-ms]")) {
  time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" }).format(new Date(Number(time.dataset.ms)));
}

const copy = document.getElementById("copy");
if (copy) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const link = document.getElementById("kept-link");
    link.select();
    try { await navigator.clipboard.writeText(link.value); } catch { document.execCommand("copy"); }     /* plain http has no clipboard of its own */
    copy.textContent = copy.dataset.done;
  });
}
document.querySelector(".unit-ways [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.getElementById("faults")?.focus();
