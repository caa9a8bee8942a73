/* Rows moved by their grip, with the mouse or a finger; Esc puts the row back. Where it is dropped is told as a step of the form. */

const rowsOf = (list) => [...list.querySelectorAll(":scope > [data-row]")];

/** Shows the grips: without this module they would do nothing. */
export function showGrips(form) {
  for (const grip of form.querySelectorAll(".grip")) grip.hidden = false;
}

/** Wakes the grips; `take(name)` does the step `sections.2.to:0`. */
export function startDragging(form, take) {
  showGrips(form);
  form.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.button > 0) return;
    event.preventDefault();
    const row = grip.closest("[data-row]");
    const list = row.parentElement;
    const start = rowsOf(list);
    const from = start.indexOf(row);
    row.classList.add("dragged");
    grip.setPointerCapture(event.pointerId);
    const follow = ({ clientY }) => {
      const rows = rowsOf(list);
      const over = rows.find((other) => { const box = other.getBoundingClientRect(); return clientY >= box.top && clientY < box.bottom; });
      if (!over || over === row) return;
      const box = over.getBoundingClientRect();
      const below = rows.indexOf(over) > rows.indexOf(row);
      if (below && clientY > box.top + box.height / 2) over.after(row);
      else if (!below && clientY < box.top + box.height / 2) over.before(row);
    };
    const end = (back) => {
      row.classList.remove("dragged");
      grip.removeEventListener("pointermove", follow);
      removeEventListener("keydown", escape, true);
      const to = back ? from : rowsOf(list).indexOf(row);
      start.forEach((each, n) => { const next = start[n + 1]; if (next) next.before(each); });      /* names go by place: the server puts them right */
      if (to !== from) take(`${list.dataset.rows}.${from}.to:${to}`);
    };
    const escape = (key) => { if (key.key === "Escape") { key.preventDefault(); end(true); } };
    grip.addEventListener("pointermove", follow);
    grip.addEventListener("pointerup", () => end(false), { once: true });
    grip.addEventListener("pointercancel", () => end(true), { once: true });
    addEventListener("keydown", escape, true);
  });
}
