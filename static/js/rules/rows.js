/* One step on the rows of the form: sent as the button would send it, and the form that comes back takes the old one's place.
   If no answer comes, the page is sent in the plain way, so that nothing typed is lost. */

import { showGrips } from "./drag.js";

const details = (form) => [...form.querySelectorAll("details")];

/** Does the step of that name, `sections.0.up`, and puts the focus where the work goes on. */
export async function step(form, name) {
  const body = new URLSearchParams(new FormData(form));
  body.set("do", name);
  const open = new Set(details(form).filter((each) => each.open).map((each) => each.closest("[data-key]")?.dataset.key));
  let text;
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!response.ok) throw new TypeError(String(response.status));
    text = await response.text();
  } catch {
    const key = document.createElement("input");
    Object.assign(key, { type: "hidden", name: "do", value: name });
    form.append(key);
    form.submit();
    return;
  }
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("rules");
  form.replaceChildren(...fresh.childNodes);
  for (const each of details(form)) {
    const key = each.closest("[data-key]")?.dataset.key;
    if (key !== undefined && open.has(key)) each.open = true;
  }
  showGrips(form);
  focusAfter(form, name);
}

function focusAfter(form, name) {
  const at = name.split(".");
  const act = at.pop();
  if (act.startsWith("add")) {
    const rows = form.querySelector(`[data-rows="${CSS.escape(at.join("."))}"]`)?.querySelectorAll(":scope > [data-row]");
    rows?.[rows.length - 1]?.querySelector("input:not([type=hidden]), select")?.focus();
    return;
  }
  const row = Number(at.pop());
  const to = act === "up" ? row - 1 : act === "down" ? row + 1 : act.startsWith("to:") ? Number(act.slice(3)) : Math.max(0, row - 1);
  const keys = form.querySelector(`[data-rows="${CSS.escape(at.join("."))}"]`)?.querySelectorAll(":scope > [data-row]")[to];
  const key = keys?.querySelector(`button[value="${CSS.escape([...at, to, act].join("."))}"]:not(:disabled)`) ?? keys?.querySelector(".row-keys button:not(:disabled)");
  key?.focus();
}
