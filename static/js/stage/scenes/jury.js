/* The panel: its head on the lit plate, the others below. One by one, a step a judge; who is not called yet is empty ground. */
import { el, ong, whole } from "../dom.js";
import { T, fade, play, rise } from "../motion.js";

const plates = (root) => [...root.querySelectorAll(".member:not(.empty)")];

export const continues = (a, b) => a.title === b.title && a.subtitle === b.subtitle && a.of === b.of;

export function mount(first) {
  let frame = first;
  const title = el("h1");
  const subtitle = el("p.label");
  const list = el("ul.jury");
  const root = el("main.scene.scene-jury", {}, el("div.titlebar", {}, title, subtitle), list);

  function member(m) {
    if (!m) return el("li.member.empty", {}, el("span.name", { text: "\u00a0" }));
    return el(`li.member${m.head ? ".head" : ""}`, {}, el("i.bg"), ong(), el("span.words", {}, m.head ? el("span.role", { text: m.role }) : null, el(`span.name.len-${m.len}`, {}, ...whole(m.name))));
  }

  function build() {
    title.textContent = frame.title ?? ""; subtitle.textContent = frame.subtitle ?? "";
    const members = frame.members ?? [];
    const of = Math.max(frame.of ?? 0, members.length);
    const headed = Boolean(members[0]?.head);
    const rest = of - (headed ? 1 : 0);
    list.className = `jury${headed ? " headed" : ""}${rest > 8 ? " many" : rest > 4 ? " some" : " few"}`;
    list.style.setProperty("--rows", Math.ceil(rest / 2));
    list.style.setProperty("--thirds", Math.ceil(rest / 3));
    list.replaceChildren(...Array.from({ length: of }, (_, i) => member(members[i])));
  }

  function enterPlate(p, at) {
    const bg = p.querySelector(".bg");
    play(bg, { clipPath: ["polygon(0 0,0 0,calc(-1*var(--cut)) 100%,0 100%)", getComputedStyle(bg).clipPath] }, { delay: at });
    play(p.querySelector(".ong"), { clipPath: ["inset(100% -40% 0 -40%)", "inset(0 -40% 0 -40%)"] }, { delay: at + 120, duration: T.quick });
    fade(p.querySelector(".words"), at + 160, T.quick);
  }

  build();
  return {
    root,
    enter() { rise(title.parentNode); plates(root).forEach((p, i) => enterPlate(p, 300 + i * (frame.one_by_one ? 300 : 140))); },
    update(newer, { prev, still }) {
      frame = newer;
      build();
      if (still) return;
      const came = (frame.members ?? []).length - (prev.members ?? []).length;
      if (came > 0) plates(root).slice(-came).forEach((p, i) => enterPlate(p, i * 140)); else if (JSON.stringify(prev.members) !== JSON.stringify(frame.members)) fade(list, 0, 400);
    },
  };
}
