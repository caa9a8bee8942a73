/* Posters and clips: says at once that a file is too large, that one is on its way, and asks before one is taken away. */

import { ask } from "./desk/ask.js";
import { t } from "./desk/page.js";

const MEGABYTE = 1024 * 1024;
const form = document.getElementById("media-form");
const file = document.getElementById("file");
const fault = document.getElementById("file-fault");

/* an upload beyond the limit is cut off by the server in the middle: better not to begin it */
function tooLarge() {
  const most = Number(form.dataset.most);
  const size = file.files[0]?.size ?? 0;
  const text = size > most ? t("too_large", { size: Math.ceil(size / MEGABYTE), most: Math.floor(most / MEGABYTE) }) : "";
  fault.textContent = text;
  file.classList.toggle("is-invalid", Boolean(text));
  return Boolean(text);
}

file.addEventListener("change", tooLarge);
form.addEventListener("submit", (event) => {
  if (file.files.length && tooLarge()) { event.preventDefault(); file.focus(); return; }
  document.getElementById("sending").hidden = !file.files.length;
});
addEventListener("pageshow", () => { document.getElementById("sending").hidden = true; });

for (const each of document.querySelectorAll("form.remove")) {
  each.addEventListener("submit", (event) => {
    event.preventDefault();
    ask({ title: t("remove_title", { name: each.dataset.name }), text: t("remove_text"), yes: t("remove_yes"), act: async () => each.submit() });
  });
}
