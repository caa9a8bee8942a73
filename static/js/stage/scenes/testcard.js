/* The test card: grid, corners, sharpness, the tokens' colours, the longest names, and what only the screen itself knows: its size,
   how far its clock stands from the server's, how long a word takes there and back. */
import { el, fig, ong, word } from "../dom.js";
import { isCalm } from "../motion.js";

const TICK_MS = 250;
const COLOURS = ["white", "mist", "cyan", "cyan-soft", "gold", "go", "warn", "red"];

const clockText = (ms) => new Date(ms).toLocaleTimeString("vi-VN", { hour12: false });
const signed = (ms) => { const n = Math.round(ms); return `${n < 0 ? "−" : n > 0 ? "+" : ""}${Math.abs(n)} ms`; };
function ratio(w, h) { const r = w / h; const known = [[16, 9], [32, 9], [2, 1], [9, 16], [4, 3], [16, 10]].find(([a, b]) => Math.abs(a / b - r) < 0.01); return known ? `${known[0]}:${known[1]}` : `${r.toFixed(2).replace(".", ",")}:1`; }

export function mount(frame, ctx) {
  const size = fig("");
  const time = fig("");
  const offset = fig("");
  const delay = fig("");
  const facts = el("dl.facts", {}, ...[["size", size], ["server_clock", time], ["offset", offset], ["delay", delay]].map(([key, value]) => el("div", {}, el("dt", { text: word(key) }), el("dd", {}, value))));
  const corners = ["tl", "tr", "bl", "br"].map((at) => el(`i.corner.${at}`));
  const root = el("main.scene.scene-testcard", {},
    el("i.mesh"), ...corners, el("i.round"), el("i.sweep"),
    el("div.panel", {},
      el("p.title", {}, ong("red"), el("span", { text: frame.title })),
      el("p.letters", { text: frame.letters }),
      el("ul.longest", {}, ...(frame.names ?? []).map((n) => el("li", { text: n.text }))),
      facts,
      el("div.swatches", { "aria-hidden": "true" }, ...COLOURS.map((c) => el(`i.${c}`)), el("i.lines"), el("i.checks"))));
  let timer = null;

  function tell() {
    clearTimeout(timer);
    size.textContent = `${innerWidth} × ${innerHeight} · ${ratio(innerWidth, innerHeight)}${devicePixelRatio === 1 ? "" : ` · ×${devicePixelRatio}`}`;
    time.textContent = clockText(ctx.now());
    offset.textContent = signed(ctx.now() - Date.now());
    const rtt = ctx.rtt?.();
    delay.textContent = rtt == null ? "—" : `${Math.round(rtt)} ms`;
    timer = setTimeout(tell, TICK_MS);
  }

  tell();
  root.classList.toggle("is-calm", isCalm());
  return { root, update() {}, gone() { clearTimeout(timer); } };
}
