/* Lower third: the seal with the running order, the name, what the team is doing. In gold it names a prize and its winner. */
import { el, name, ong, whole } from "../../stage/dom.js";
import { T, fade, play, swapText } from "../../stage/motion.js";
import { riseBy, wipeBed, wipeOff } from "../motion.js";

function plate(extra, hub, ...body) {
  const bed = el("i.bed");
  const edge = el("i.edge");
  const seal = el("div.seal", {}, el("span.fig.hub", {}, hub));
  const text = el("div.text", {}, ...body);
  const root = el(`section.piece.lower${extra}`, {}, bed, edge, seal, text);
  return {
    root, bed, edge, seal, text,
    arrive() {
      wipeBed(bed);
      play(seal, { scale: [0.9, 1], opacity: [0, 1] }, { duration: T.quick });
      play(edge, { clipPath: ["inset(0 100% 0 0)", "inset(0 0% 0 0)"] }, { delay: 140, duration: 400 });
    },
  };
}

export function lower(first) {
  let data = first;
  const team = name(data.team, "p");
  const words = el("span", { text: data.unit ?? "" });
  const unit = el("p.unit", {}, words);
  const hub = el("span", { text: data.order ?? "" });
  const it = plate("", hub, team, unit);
  let sheets = null;

  function fill() {
    const { in: n = 0, of = 0 } = data.sheets ?? {};
    unit.classList.toggle("with-sheets", of > 0);
    if (!of) { sheets?.box.remove(); sheets?.how.remove(); sheets = null; return; }
    if (!sheets || sheets.box.children.length !== of) {
      sheets?.box.remove(); sheets?.how.remove();
      sheets = { box: el("span.sheets", { "aria-hidden": "true" }, ...Array.from({ length: of }, () => el("i", {}, el("b")))), how: el("span.how.fig") };
      unit.append(sheets.box, sheets.how);
    }
    [...sheets.box.children].forEach((t, i) => t.classList.toggle("in", i < n));
    const text = `${n}/${of}`;
    if (!sheets.how.textContent) sheets.how.textContent = text; else swapText(sheets.how, text, 200);
  }

  fill();
  return {
    root: it.root,
    enter() { it.arrive(); riseBy(team, 120); riseBy(unit, 200); },
    leave: () => wipeOff(it.root),
    update(newer, { still }) {
      const before = data;
      const width = it.bed.getBoundingClientRect().width;
      data = newer;
      if (before.team?.name !== data.team?.name) { team.className = `name len-${data.team?.len ?? "s"}`; team.replaceChildren(...whole(data.team?.name)); }
      hub.textContent = data.order ?? "";
      if (before.unit !== data.unit) { words.textContent = data.unit ?? ""; if (!still) riseBy(words, 80); }
      const was = before.sheets?.in ?? 0;
      fill();
      if (!still && before.sheets && sheets) for (let i = was; i < (data.sheets?.in ?? 0); i += 1) play(sheets.box.children[i]?.firstChild, { clipPath: ["inset(100% 0 0 0)", "inset(0% 0 0 0)"] }, { duration: T.reorder });
      if (!still && it.bed.getBoundingClientRect().width > width + 1) wipeBed(it.bed, 0, T.quick, width);
    },
  };
}

/** Somebody who is no team: a judge, a speaker. The tube stands where a team has its number. */
export function person(first) {
  let data = first;
  const who = el(`p.name.len-${data.len ?? "s"}`, {}, ...whole(data.name));
  const unit = el("p.unit", { text: data.unit ?? "" });
  const it = plate("", ong(), who, unit);
  return {
    root: it.root,
    enter() { it.arrive(); riseBy(who, 120); riseBy(unit, 200); },
    leave: () => wipeOff(it.root),
    update(newer, { still }) {
      const changed = newer.name !== data.name;
      data = newer;
      who.className = `name len-${data.len ?? "s"}`;
      who.replaceChildren(...whole(data.name));
      swapText(unit, data.unit ?? "");
      if (changed && !still) fade(who, 0, 400);
    },
  };
}

export function award(first) {
  let data = first;
  const prize = el("p.prize", { text: data.prize ?? "" });
  const it = plate(".gold", data.place == null ? ong() : el("span", { text: String(data.place) }), prize);
  let team = null;

  function winner() {
    team?.remove();
    team = data.step !== 1 && data.team ? name(data.team, "p") : null;
    if (team) it.text.append(team);
  }

  winner();
  return {
    root: it.root,
    enter() { it.arrive(); riseBy(prize, 120); riseBy(team, 720); },
    leave: () => wipeOff(it.root),
    update(newer, { still }) {
      const width = it.bed.getBoundingClientRect().width;
      const top = it.root.getBoundingClientRect().height;
      const had = team;
      data = newer;
      prize.textContent = data.prize ?? "";
      winner();
      if (still || !team) return;
      if (!had) {
        wipeBed(it.bed, 0, T.in, width);
        const dy = (it.root.getBoundingClientRect().height - top) / 2;
        if (dy > 0) play(prize, { translate: [`0 ${dy}px`, "0 0"] }, { duration: T.in });
        riseBy(team, 600);
      } else fade(team, 0, 400);
    },
  };
}
