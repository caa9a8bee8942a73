/* The keyboard: each key does one thing, always. Calls acts by name and knows nothing else.

   Space take · ↑ ↓ choose · Esc back to the script's next · J jump · H hold · B black · U undo · C P X clock · A time · R bell ·
   1 2 bus · / find · E edit · N new · Alt ↑ ↓ move.
   Enter has no meaning of its own; it presses a button only for who has walked to it with Tab.

   A key held down repeats: repeats are dropped for everything but ↑ and ↓, so leaning on Space takes once. A second press of
   Space is not dropped by a timer: it does what the label says at that moment, and while the first answer is on its way the
   label has nothing to take (see acts.js). */

const ACTS = { " ": "take", h: "hold", b: "black", u: "undo", c: "clock-start", p: "clock-pause", x: "clock-stop", 1: "bus-stage", 2: "bus-stream", "/": "find", j: "jump", a: "time", r: "bell", e: "edit", n: "add", Escape: "script", ArrowUp: "up", ArrowDown: "down" };
const CODES = { Space: " ", KeyH: "h", KeyB: "b", KeyU: "u", KeyC: "c", KeyP: "p", KeyX: "x", Digit1: "1", Digit2: "2", Numpad1: "1", Numpad2: "2", Slash: "/", KeyJ: "j", KeyA: "a", KeyR: "r", KeyE: "e", KeyN: "n" };
const WITH_ALT = { ArrowUp: "move-up", ArrowDown: "move-down" };
const REPEATS = new Set(["up", "down"]);

/* The letter on the key cap, and the key's place where a Vietnamese input method has swallowed the letter. */
function keyOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return key in ACTS ? key : (CODES[event.code] ?? key);
}

const writes = (el) => el instanceof HTMLElement && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));

export function listenToKeys({ act, find }) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || (event.altKey && !(event.key in WITH_ALT))) return;
    if (document.querySelector("dialog[open]")) return;
    if (writes(event.target)) {
      if (event.target === find && (event.key === "Escape" || event.key === "Enter")) { event.preventDefault(); act(event.key === "Escape" ? "find-clear" : "find-done"); }
      return;
    }
    const name = event.altKey ? WITH_ALT[event.key] : ACTS[keyOf(event)];
    if (!name) return;
    event.preventDefault();                /* Space never scrolls, and never presses the button that was clicked last */
    if (event.repeat && !REPEATS.has(name)) return;
    act(name);
  }, { capture: true });

  addEventListener("keyup", (event) => {   /* a button is pressed by Space when the key comes up */
    if (event.key === " " && !writes(event.target) && !document.querySelector("dialog[open]")) event.preventDefault();
  }, { capture: true });

  /* A click leaves no focus behind on a button: Enter must not repeat it minutes later. Tab still walks the buttons. */
  addEventListener("mousedown", (event) => {
    if (event.target.closest("button, .cue") && !event.target.closest(".cue-grip") && !event.target.closest("dialog")) {
      event.preventDefault();
      if (writes(document.activeElement)) document.activeElement.blur();
    }
  });
}
