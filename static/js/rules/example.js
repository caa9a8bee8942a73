/* Sentences and worked examples for what is typed right now. The server works them out with the rules that rank; here they are shown. */

import { boot, el, say } from "../desk/page.js";

const PAUSE_MS = 350;

function show(place, { sentence, title, lines }) {
  const example = place.querySelector(".said-example");
  say(place.querySelector(".said-sentence"), sentence);
  say(example.querySelector("b"), title);
  const list = example.querySelector("ol");
  if ([...list.children].map((each) => each.textContent).join("\n") !== lines.join("\n")) list.replaceChildren(...lines.map((line) => el("li", {}, line)));
  example.hidden = lines.length === 0;
  place.removeAttribute("data-busy");
}

/** Wakes the examples of the form. `soon()` asks for them anew a moment later; only the latest answer is shown. */
export function startExamples(form) {
  let waiting = 0;
  let asked = 0;
  async function ask() {
    const mine = (asked += 1);
    try {
      const response = await fetch(boot.example, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!response.ok || mine !== asked) return;
      const { said } = await response.json();
      for (const place of form.querySelectorAll("[data-said]")) if (said[place.dataset.said]) show(place, said[place.dataset.said]);
    } catch { /* what stands there is the last that is known; the next change asks again */ }
  }
  return {
    soon() {
      if (!boot.example) return;
      clearTimeout(waiting);
      for (const place of form.querySelectorAll("[data-said]")) place.setAttribute("data-busy", "");
      waiting = setTimeout(ask, PAUSE_MS);
    },
  };
}
