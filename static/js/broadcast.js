/* The technician's page: one press to copy, which of the station's machines are there and on air, a question before a key ends. */

import { ask } from "./desk/ask.js";
import { boot, t } from "./desk/page.js";
import { connect } from "./live.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = button.previousElementSibling;
  const word = button.textContent;
  button.addEventListener("click", async () => {
    field.select();
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
      else if (!document.execCommand("copy")) return;      /* plain http has no clipboard object, only the old way */
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = word; }, 2500);
    } catch { /* the text stays selected for Ctrl C */ }
  });
}

const renew = document.getElementById("renew");
renew?.addEventListener("submit", (event) => {
  event.preventDefault();
  ask({ title: t("renew_title"), text: t("renew_text"), yes: t("renew_yes"), act: async () => renew.submit() });
});

const list = document.getElementById("gear");
function gear({ screens }) {
  const machines = screens.filter((screen) => screen.kind === "overlay");
  document.getElementById("gear-none").hidden = machines.length > 0;
  list.replaceChildren(...machines.map((screen, i) => {
    const row = document.createElement("li");
    row.dataset.state = screen.state;
    if (screen.active != null) row.dataset.tally = screen.active ? "on" : "off";
    const said = screen.state === "lost" ? t("lost") : screen.active == null ? t("joined") : t(screen.active ? "tally_on" : "tally_off");
    for (const [tag, text] of [["i", ""], ["b", screen.name || t("unnamed", { n: i + 1 })], ["span", `${screen.width} × ${screen.height} · ${said}`]]) {
      row.appendChild(document.createElement(tag)).textContent = text;
    }
    return row;
  }));
}

const net = document.getElementById("net");
const live = connect({
  live: boot.live,
  onState: ({ topic, data }) => { if (topic === "screens" && list) gear(data); },
  onStatus: (status) => { net.dataset.status = status; net.textContent = t(status); },
});
for (const envelope of boot.snapshots ?? []) live.apply(envelope);
