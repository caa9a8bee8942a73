/* The number pad, by finger and by keyboard. A key answers when it is touched, not when it is let go: two thumbs that overlap
   lose nothing. */

import { $, attr, h, rebuild, show, text } from "../dom.js";
import { fractions } from "../rubric.js";
import { decimalMark } from "../texts.js";
import { isFault } from "../typing.js";

/** Listens to the pad's keys; `onKey(sign)` gets "0"…"9", ".", "rub" or ",25" as {fraction: "25"}. */
export function openKeypad(onKey) {
  const handled = new WeakSet();
  const act = (button) => {
    if (button.disabled) return;
    if (button.dataset.fraction) onKey({ fraction: button.dataset.fraction });
    else onKey(button.dataset.key);
  };
  const keys = $("keys");
  keys.addEventListener("mousedown", (event) => { if (event.target.closest("button")) event.preventDefault(); });
  keys.addEventListener("pointerdown", (event) => {
    const button = event.target.closest("button");
    if (!button || event.button > 0) return;
    handled.add(button);
    act(button);
  });
  keys.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const touched = handled.delete(button);
    const byKeyboard = event.pointerType === "" || (event.pointerType === undefined && event.detail === 0);
    if (byKeyboard || !touched) act(button);              /* Enter, or a screen reader; else done when it was touched */
  });
  keys.addEventListener("pointercancel", (event) => handled.delete(event.target.closest("button")));
  keys.addEventListener("contextmenu", (event) => event.preventDefault());
  text($("comma"), decimalMark);
}

export function paintKeypad(active, marking) {
  const on = Boolean(active?.status.editable);
  show($("keys"), on);
  if (!on) return;
  const criterion = marking.criterion;
  const face = marking.faceOf(criterion);
  const amiss = isFault(face.state) || face.state === "partial";
  const word = marking.hint ?? face.long;
  text($("for"), word ?? criterion.title);
  attr($("for"), "data-tone", word ? (amiss ? "amiss" : "hint") : null);
  attr($("comma"), "aria-disabled", criterion.whole ? "true" : null);
  const any = marking.criteria.some((each) => fractions(each).length);
  const mine = fractions(criterion);
  const quarter = $("quarter");
  show(quarter, any);
  attr($("keys"), "data-quick", any ? "yes" : "no");
  quarter.classList.toggle("empty", !mine.length);
  rebuild(quarter, mine.join(" ") || "-", () => mine.map((digits) => h("button", { type: "button", class: "q", "data-fraction": digits, "data-testid": `quick-${digits}` }, `${decimalMark}${digits}`)));
}

/** The whole sheet by keyboard; `act` holds what each key does. Dialogs, fields and other buttons keep their own keys. */
export function openKeyboard({ isOn, act }) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !isOn()) return;
    if (event.target.closest("dialog, input, textarea, select")) return;
    const work = keyOf(event);
    if (!work) return;
    event.preventDefault();
    act[work.name](work.value);
  });
}

function keyOf(event) {
  const { key, target } = event;
  if (/^[0-9]$/.test(key)) return { name: "key", value: key };
  if (key === "," || key === "." || key === "Decimal") return { name: "key", value: "." };
  if (key === "Backspace") return { name: "rub" };
  if (key === "Delete") return { name: "clear" };
  if (key === "Escape") return { name: "revert" };
  if (key === "ArrowDown") return { name: "move", value: 1 };
  if (key === "ArrowUp") return { name: "move", value: -1 };
  if (key === "+" || key === "Add") return { name: "step", value: 1 };
  if (key === "-" || key === "\u2212" || key === "Subtract") return { name: "step", value: -1 };
  if (key === "Enter" && !target.closest("button:not(.value), a")) return { name: "next" };
  return null;
}

