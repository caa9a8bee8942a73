/* Saves a step a moment after the last change, by the same address its key goes to. What the house refuses stands beside its
   field; what can't be sent waits and is sent again. Nothing that is typed is ever replaced by what comes back. */

const PAUSE_MS = 1200;
const AGAIN_MS = 8000;

const clock = () => new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(new Date());

function showFaults(form, faults) {
  for (const old of form.querySelectorAll("[data-live-fault]")) old.remove();
  for (const field of form.querySelectorAll(".is-invalid")) { field.classList.remove("is-invalid"); field.removeAttribute("aria-invalid"); }
  for (const [name, words] of Object.entries(faults)) {
    const field = form.elements.namedItem(name);
    if (!(field instanceof HTMLElement)) continue;
    for (const drawn of field.parentElement.querySelectorAll(".fault")) drawn.remove();
    const said = Object.assign(document.createElement("p"), { className: "fault", textContent: words });
    said.dataset.liveFault = "";
    said.id = `${field.id}-fault`;
    field.classList.add("is-invalid");
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", said.id);
    field.after(said);
  }
}

/** Wakes the saving of a step's form. `fresh(version)` tells it that a file has changed the registration. */
export function startSaving(form, texts) {
  const line = document.getElementById("saved");
  let waiting = 0;
  let dirty = false;
  let busy = false;
  let pressed = null;      /* a key pressed while a change is on its way: it waits, or the house would hear the two as two people */
  const say = (words, state = "") => { line.textContent = words; line.dataset.state = state; };
  const fresh = (version) => { if (version > Number(form.elements.based_on.value)) form.elements.based_on.value = version; };
  const later = (ms) => { clearTimeout(waiting); waiting = setTimeout(save, ms); };

  async function save() {
    if (busy) { later(300); return; }
    busy = true;
    dirty = false;
    say(texts.saving);
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "keep");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
      const told = await answer.json();
      if (answer.ok) {
        fresh(told.version);
        if (!dirty) { showFaults(form, {}); say(texts.saved.replace("{time}", clock())); }
      } else if (told.faults) {
        dirty = true;
        if (Object.keys(told.faults).length) showFaults(form, told.faults);
        say(told.notice ?? texts.faulty, "bad");
      } else { dirty = true; say(told.detail ?? texts.unsaved, "bad"); }
    } catch {
      dirty = true;
      say(texts.offline, "bad");
      later(AGAIN_MS);
    }
    busy = false;
    if (pressed) { const key = pressed.key; pressed = null; form.requestSubmit(key); }
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    dirty = true;
    say(texts.unsaved);
    later(PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (busy) { event.preventDefault(); pressed = { key: event.submitter }; return; }
    dirty = false;
  });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  return { fresh };
}
