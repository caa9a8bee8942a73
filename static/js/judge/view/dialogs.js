/* The pad's dialogs: review before handing in, recusal, private notes, this machine. A confirmation is deaf for a moment after
   it has appeared: the second tap of a double tap must not confirm what nobody has read. */

import { $, attr, h, show, text } from "../dom.js";
import { figure, say } from "../texts.js";
import { paintEarlierTable } from "./earlier.js";
import { turnOf } from "./header.js";

const DEAF_MS = 450;

export function openDialogs({ onSubmit, onRecuse, onKeep, onNote }) {
  for (const dialog of document.querySelectorAll("dialog.ask")) {
    dialog.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) dialog.close(); });
    dialog.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); });
  }
  let asked = null;
  $("confirm").addEventListener("click", () => {
    if ($("confirm").disabled || !asked) return;
    const { id } = asked;
    asked = null;
    $("confirm").disabled = true;
    onSubmit(id);
    $("review").close();
  });
  $("confirm-recusal").addEventListener("click", () => {
    const reason = reasonOf();
    show($("reason-fault"), !reason);
    if (!reason) { $("reason-text").focus(); return; }
    if ($("confirm-recusal").disabled || !asked) return;
    const { id } = asked;
    asked = null;
    $("confirm-recusal").disabled = true;
    onRecuse(id, reason);
    $("recusal").close();
  });
  $("reason-text").addEventListener("input", () => { if ($("reason-text").value.trim()) $("reason-other").checked = true; });
  for (const radio of $("recusal").querySelectorAll("[name=reason]")) radio.addEventListener("change", () => show($("reason-fault"), false));

  $("confirm-keep").addEventListener("click", () => {
    const note = $("keep-note").value.trim();
    show($("keep-fault"), !note);
    if (!note) { $("keep-note").focus(); return; }
    if ($("confirm-keep").disabled || !asked) return;
    const { id } = asked;
    asked = null;
    $("confirm-keep").disabled = true;
    onKeep(id, note);
    $("keep-sheet").close();
  });
  $("keep-note").addEventListener("input", () => show($("keep-fault"), false));

  let noting = null;
  let kept = 0;
  $("note-text").addEventListener("input", async () => {
    const mine = (kept += 1);
    text($("note-kept"), "");
    const done = await onNote(noting, $("note-text").value).then(() => true, () => false);
    if (mine === kept) text($("note-kept"), done ? say("note_kept") : say("note_lost"));
  });

  return {
    review({ id, sheet, criteria, sums, online, faces }) {
      asked = { id };
      text($("review-team"), sheet.performance.team.name);
      text($("review-turn"), turnOf(sheet));
      text($("review-total"), figure(sums.total, sums.places));
      text($("review-of"), say("of", { max: figure(sums.most) }));
      attr($("review-marks"), "data-rows", criteria.length > 4 ? "dense" : "few");
      $("review-marks").replaceChildren(...criteria.map((criterion, index) => h("li", {}, h("span", {}, criterion.title),
        h("span", {}, h("b", { class: "fig", "data-testid": `review-${criterion.key}` }, faces[index].figure), h("small", {}, ` / ${figure(criterion.max)}`)))));
      show($("review-net"), !online);
      open("review", "confirm");
    },
    recusal({ id, sheet }) {
      asked = { id };
      text($("recusal-team"), sheet.performance.team.name);
      for (const radio of $("recusal").querySelectorAll("[name=reason]")) radio.checked = false;
      $("reason-text").value = "";
      show($("reason-fault"), false);
      open("recusal", "confirm-recusal");
    },
    keep({ id, sheet, words }) {
      asked = { id };
      text($("keep-team"), sheet.performance.team.name);
      text($("keep-words"), words);
      $("keep-note").value = "";
      show($("keep-fault"), false);
      open("keep-sheet", "confirm-keep");
    },
    async notes({ id, sheet, note }) {
      noting = id;
      text($("note-team"), sheet.performance.team.name);
      text($("note-kept"), "");
      $("note-text").value = await note;
      open("note-sheet");
      $("note-text").focus();
    },
    earlier(active, earlier, criteria) {
      text($("earlier-section"), active.sheet.performance.section.title);
      paintEarlierTable(active, earlier, criteria);
      open("earlier-sheets");
      $("earlier-sheets").querySelector(".earlier-room").scrollTo(0, 0);
    },
    machine(facts) {
      paintMachine(facts);
      open("machine");
    },
    paintMachine,
    /** A dialog about another sheet than the one in sight is closed: its question has gone. */
    retreat(id) { if (asked && asked.id !== id) { asked = null; $("review").close(); $("recusal").close(); $("keep-sheet").close(); } },
  };
}

function paintMachine({ awake, shelter, online, rtt, kept, waiting }) {
  text($("machine-awake"), say(awake === "on" ? "awake_on_long" : `awake_${awake}`));
  show($("machine-how"), awake !== "on");
  text($("machine-net"), say(online ? "net_on" : "net_off") + (online && rtt ? ` · ${Math.round(rtt)} ms` : ""));
  text($("machine-shelter"), say(`shelter_${shelter}`));
  attr($("machine-shelter"), "data-shelter", shelter);
  text($("machine-kept"), say(kept ? "kept_yes" : "kept_no"));
  show($("machine-stay"), waiting > 0);
  text($("machine-stay").firstElementChild, say("stay", { n: waiting }));
}

function open(name, confirm = null) {
  const dialog = $(name);
  if (dialog.open) return;
  if (confirm) {
    const button = $(confirm);
    button.disabled = true;
    setTimeout(() => { if (dialog.open) button.disabled = false; }, DEAF_MS);
  }
  dialog.showModal();
  dialog.querySelector("h2").focus();
}

function reasonOf() {
  const own = $("reason-text").value.trim();
  const picked = document.querySelector("#recusal [name=reason]:checked");
  return picked?.value || own;
}
