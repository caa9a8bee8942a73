/* Dragging a cue by its number to another place of the list. Says where it was dropped; moves nothing itself. */

export function createDrag({ list, idOf, onDrop }) {
  let held = null;
  let mark = null;                    /* the row before or behind which it would stand */

  const clear = () => {
    mark?.classList.remove("drop-before", "drop-behind");
    mark = null;
  };

  list.addEventListener("dragstart", (event) => {
    const row = event.target.closest(".cue");
    if (!row) return;
    held = row;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.id);
    event.dataTransfer.setDragImage(row, 20, 20);
    row.classList.add("is-dragged");
  });
  list.addEventListener("dragover", (event) => {
    const row = event.target.closest(".cue");
    if (!held || !row) return;
    event.preventDefault();
    clear();
    if (row === held) return;
    const box = row.getBoundingClientRect();
    mark = row;
    row.classList.add(event.clientY < box.top + box.height / 2 ? "drop-before" : "drop-behind");
  });
  list.addEventListener("drop", (event) => {
    if (!held || !mark) return;
    event.preventDefault();
    let before = mark;
    if (mark.classList.contains("drop-behind")) do before = before.nextElementSibling; while (before && !before.classList.contains("cue"));
    onDrop(idOf(held), before ? idOf(before) : null);
  });
  list.addEventListener("dragend", () => { held?.classList.remove("is-dragged"); held = null; clear(); });
}
