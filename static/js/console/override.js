/* The question before an unconfirmed result goes on air: what is missing, and why it is to be shown all the same.
   Asks and returns the reason; takes nothing itself. */

export function createOverride(dialog) {
  const q = (id) => dialog.querySelector(id);
  const [reason, fault, go, cancel, faults] = [q("#override-reason"), q("#override-fault"), q("#override-take"), q("#override-cancel"), q("#override-faults")];
  let done = null;

  const say = (wrong) => {
    fault.hidden = !wrong;
    reason.classList.toggle("is-invalid", wrong);
    reason.setAttribute("aria-invalid", String(wrong));
  };
  const end = (value) => { const tell = done; done = null; if (dialog.open) dialog.close(); tell?.(value); };

  go.addEventListener("click", () => {
    const text = reason.value.normalize("NFC").trim();
    say(!text);
    if (text) end(text);
    else reason.focus();
  });
  reason.addEventListener("input", () => { if (reason.value.trim()) say(false); });
  cancel.addEventListener("click", () => end(null));
  dialog.addEventListener("close", () => end(null));
  dialog.addEventListener("keydown", (event) => {             /* at once: the browser closes a moment later, and keys between are lost */
    if (event.key === "Escape" && !event.isComposing) { event.preventDefault(); end(null); }
  });
  q("form").addEventListener("submit", (event) => event.preventDefault());

  /** Resolves with the reason, or null when the director thinks better of it. */
  return function ask({ cue, detail, missing }) {
    end(null);
    q("#override-cue").textContent = cue;
    q("#override-detail").textContent = detail;
    faults.replaceChildren(...missing.map((text) => { const li = document.createElement("li"); li.textContent = text; return li; }));
    faults.hidden = missing.length === 0;
    reason.value = "";
    say(false);
    dialog.showModal();
    reason.focus();
    return new Promise((tell) => { done = tell; });
  };
}
