/* Introduces a team: its number in the hub of the wheel, its name. */
import { el, fig, name } from "../dom.js";
import { T, play, rise } from "../motion.js";

export function mount(frame) {
  const rim = el("i.rim");
  const disc = el("div.disc", {}, fig(frame.order ?? ""));
  const label = el("p.label", { text: frame.label });
  const team = name(frame.team);
  const second = frame.team?.group || [frame.round, frame.section].filter(Boolean).join(" · ");
  const group = second ? el("p.round", { text: second }) : null;
  const photo = frame.photo?.url ? el("img.photo", { src: frame.photo.url, alt: "", decoding: "async" }) : null;
  const seal = el("div.seal", {}, rim, disc);
  const root = el("main.scene.scene-team", {}, el("div.who-is", {}, photo, seal), el("div", {}, label, team, group));
  const shape = photo && frame.photo.width && frame.photo.height ? frame.photo.width / frame.photo.height : null;
  if (shape) photo.style.setProperty("--shape", Math.min(1.9, Math.max(0.8, shape)));      /* who stands at the edge of a wide photo is in the team too */
  const pictured = (there) => root.classList.toggle("with-photo", there);
  pictured(Boolean(photo));
  photo?.addEventListener("error", () => { photo.remove(); pictured(false); });      /* the seal alone is a picture too */
  return {
    root,
    enter() {
      play(photo, { clipPath: ["polygon(0 0,0 0,0 100%,0 100%)", photo && getComputedStyle(photo).clipPath] }, { duration: 600 });
      play(disc, { scale: [0.92, 1], opacity: [0, 1] });
      play(rim, { rotate: ["-24deg", "0deg"], opacity: [0, 1] }, { duration: 900 });
      rise(label, 250); rise(team, 320); rise(group, 460);
      return T.in;
    },
  };
}
