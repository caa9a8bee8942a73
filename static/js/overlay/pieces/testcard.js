/* The test card of the stream: corners of the safe area, the letters that stand out of their line, size and clock of this source. */
import { el, fig } from "../../stage/dom.js";

const TICK_MS = 250;

export function testcard(data, ctx) {
  const facts = fig("");
  const plate = el("section.piece.card-plate", {}, el("i.bed"), el("p.letters", { text: data.letters }), el("p.facts", {}, facts));
  const root = el("div.card-marks", {}, ...["tl", "tr", "bl", "br"].map((at) => el(`i.mark.${at}`)), plate);
  let timer = null;
  function tell() {
    const time = new Date(ctx.now()).toLocaleTimeString("vi-VN", { hour12: false });
    const rtt = ctx.rtt?.();
    facts.textContent = [`${innerWidth} × ${innerHeight}`, time, rtt == null ? null : `${Math.round(rtt)} ms`].filter(Boolean).join(" · ");
    timer = setTimeout(tell, TICK_MS);
  }
  tell();
  return { root, enter() {}, leave: () => Promise.resolve(), update() {}, gone() { clearTimeout(timer); } };
}
