/* The pages of rules: buttons that add, take away and move rows without a reload, rows that can be dragged, and worked examples
   that follow what is typed. Works out nothing itself: rows and examples come from the server, as they do without this module. */

import { startDragging } from "./rules/drag.js";
import { startExamples } from "./rules/example.js";
import { step } from "./rules/rows.js";
import { momentText, say, t } from "./desk/page.js";

const form = document.getElementById("rules");
let changed = false;

function unsaved() {
  changed = true;
  say(document.getElementById("unsaved"), t("unsaved"));
}

for (const time of document.querySelectorAll("time[data-ms]")) say(time, momentText(Number(time.dataset.ms)));

if (form) {
  const examples = startExamples(form);
  const take = async (name) => { unsaved(); await step(form, name); examples.soon(); };
  form.addEventListener("click", (event) => {
    const key = event.target.closest("button[data-step]");
    if (!key) return;
    event.preventDefault();
    take(key.value);
  });
  form.addEventListener("input", () => { unsaved(); examples.soon(); });
  form.addEventListener("submit", () => { changed = false; });
  startDragging(form, take);
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
document.getElementById("faults")?.focus();
