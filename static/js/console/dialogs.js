/* The console's small forms: open with what is, send what was changed, say the fault, close when it went well.
   While one is open the keys of the show are silent (keys.js); Esc closes it. */

/** createDialog(el, {send, refused}) → {open(fill), close(), el, q}: `send(form)` resolves with an api answer or null for nothing to do. */
export function createDialog(el, { send, refused }) {
  const form = el.querySelector("form");
  const fault = el.querySelector(".fault");
  const say = (words) => { fault.textContent = words ?? ""; fault.hidden = !words; };
  let busy = false;

  async function submit(run) {
    if (busy) return;
    busy = true;
    say(null);
    try {
      const answer = await run();
      if (!answer || answer.ok) el.close();
      else say(refused(answer));
    } finally {
      busy = false;
    }
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); submit(() => send(form)); });
  for (const cancel of el.querySelectorAll("[data-cancel]")) cancel.addEventListener("click", () => el.close());
  el.addEventListener("keydown", (event) => {           /* at once: the browser closes a moment later, and keys between are lost */
    if (event.key === "Escape" && !event.isComposing) { event.preventDefault(); el.close(); }
  });

  return {
    el,
    say,
    submit,
    q: (selector) => el.querySelector(selector),
    open(focus) {
      if (document.querySelector("dialog[open]")) return;
      say(null);
      el.showModal();
      (focus ?? form.querySelector("input, select, textarea"))?.focus();
    },
    close: () => el.close(),
  };
}

/** Fields of a scene's form: {root, draw(parameters, values), read()}; knows no scene, only kinds of parameters. */
export function createFields(root, { nothing }) {
  let fields = [];

  function control(p, value) {
    if (p.kind === "flag") {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.className = "form-check-input";
      box.checked = value === true;
      return box;
    }
    if (p.choices.length || ["round", "performance", "award", "media", "day", "choice"].includes(p.kind)) return select(p, value);
    const input = document.createElement(p.most > 100 && p.kind === "words" ? "textarea" : "input");
    input.className = "form-control";
    if (p.kind === "number") { input.type = "number"; input.min = 1; input.max = p.most; } else if (p.most) input.maxLength = p.most;
    if (input.rows) input.rows = 2;
    input.value = value ?? "";
    return input;
  }

  function select(p, value) {
    const box = document.createElement("select");
    box.className = "form-select";
    const option = (parent, text, v) => { const o = document.createElement("option"); o.textContent = text; o.value = v; o.selected = String(v) === String(value ?? ""); parent.append(o); };
    if (!p.choices.some((c) => c.value === "")) option(box, p.choices.length ? "–" : nothing, "");
    const groups = new Map();
    for (const c of p.choices) {
      let parent = box;
      if (c.group) {
        if (!groups.has(c.group)) { const g = document.createElement("optgroup"); g.label = c.group; groups.set(c.group, g); box.append(g); }
        parent = groups.get(c.group);
      }
      option(parent, c.label, c.value);
    }
    return box;
  }

  return {
    draw(parameters, values = {}) {
      fields = parameters.map((p) => {
        const input = control(p, values[p.name]);
        input.id = `param-${p.name}`;
        input.dataset.testid = `param-${p.name}`;
        const label = document.createElement("label");
        label.htmlFor = input.id;
        label.textContent = p.label;
        label.className = p.kind === "flag" ? "form-check-label" : "form-label";
        const box = document.createElement("div");
        box.className = p.kind === "flag" ? "field check" : "field";
        box.append(...(p.kind === "flag" ? [input, label] : [label, input]));
        return { p, input, box };
      });
      root.replaceChildren(...fields.map((f) => f.box));
    },
    read() {
      const values = {};
      for (const { p, input } of fields) {
        if (p.kind === "flag") { if (input.checked) values[p.name] = true; continue; }
        const text = input.value.normalize("NFC").trim();
        if (!text) continue;
        const known = p.choices.find((c) => String(c.value) === text);
        values[p.name] = known ? known.value : p.kind === "number" ? Number(text) : text;
      }
      return values;
    },
  };
}
