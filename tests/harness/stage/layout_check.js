/* What is wrong with the layout of a stage scene or an overlay, measured on the ink of the letters and not on their boxes.
   Evaluated in the page; returns {faults: [{kind, text, more}], smallest: {size, text}, texts, words: [{left, top, right, bottom,
   text, colour}] in px, plates: boxes of what the overlay draws} with sizes in --u on stage
   (1 % of the glass's shorter side) and in px of the 1920 raster on the overlay.
   Faults: "outside" the glass or the safe area · "cut" by an ancestor that clips · "over the edge" of its own plate ·
   "overlap" of two texts or marks · "below the least size" ·
   "broken word" · "no value" (undefined, null). Marks may stand over the edge of a plate, they may not be lost. */
(() => {
  const air = document.querySelector(".overlay");
  const glass = (document.querySelector(".glass") ?? document.body).getBoundingClientRect();
  const unit = air ? innerWidth / 1920 : Math.min(glass.width, glass.height) / 100;
  const least = air ? 40 : 5;
  const PLATES = ".row, .judge, .step, .finalists > li, .slot, .member, .lot.drawn, .panel, .countdown, .piece, .w-over, .tab, .line";
  const canvas = document.createElement("canvas").getContext("2d");
  const faults = [];

  const seen = (el) => {
    for (let n = el; n && n !== document.documentElement; n = n.parentElement) {
      const s = getComputedStyle(n);
      if (s.display === "none" || s.visibility === "hidden" || Number(s.opacity) < 0.05) return false;
      if (s.clipPath.startsWith("inset(") && /inset\(0px 50%/.test(s.clipPath)) return false;
    }
    return true;
  };

  /* the ink of each line of a text node */
  function lines(node) {
    const el = node.parentElement;
    const s = getComputedStyle(el);
    canvas.font = `${s.fontStyle} ${s.fontWeight} ${s.fontSize} ${s.fontFamily}`;
    canvas.letterSpacing = s.letterSpacing === "normal" ? "0px" : s.letterSpacing;
    const parts = [];
    const text = node.data;
    const range = document.createRange();
    for (const m of text.matchAll(/\S+/g)) {
      range.setStart(node, m.index);
      range.setEnd(node, m.index + m[0].length);
      const rects = [...range.getClientRects()].filter((r) => r.width > 0);
      if (!rects.length) continue;
      if (rects.length > 1 && Math.abs(rects[0].top - rects.at(-1).top) > 2) parts.push({ r: rects[0], w: m[0], broken: true });
      else parts.push({ r: rects[0], right: rects.at(-1).right, w: m[0] });
    }
    const rows = [];
    for (const p of parts) {
      const last = rows.at(-1);
      if (last && Math.abs(last.top - p.r.top) < 2) { last.words.push(p.w); last.right = Math.max(last.right, p.right ?? p.r.right); last.left = Math.min(last.left, p.r.left); } else rows.push({ top: p.r.top, height: p.r.height, left: p.r.left, right: p.right ?? p.r.right, words: [p.w] });
      if (p.broken) faults.push({ kind: "broken word", text: p.w });
    }
    return rows.map((l) => {
      const words = l.words.join(" ");
      const m = canvas.measureText(words);
      const scale = l.height / (m.fontBoundingBoxAscent + m.fontBoundingBoxDescent);
      const base = l.top + m.fontBoundingBoxAscent * scale;
      return { el, words, left: l.left, right: l.right, top: base - m.actualBoundingBoxAscent * scale, bottom: base + m.actualBoundingBoxDescent * scale };
    });
  }

  const walker = document.createTreeWalker(air ?? document.querySelector(".glass"), NodeFilter.SHOW_TEXT);
  const inks = [];
  let smallest = { size: Infinity, text: "" };
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || !node.parentElement || !seen(node.parentElement)) continue;
    if (/\b(undefined|null|NaN)\b|\[object/.test(node.data)) faults.push({ kind: "no value", text: node.data.trim() });
    const size = parseFloat(getComputedStyle(node.parentElement).fontSize) / unit;
    if (size < smallest.size) smallest = { size: Math.round(size * 100) / 100, text: node.data.trim() };
    if (size < least - 0.01) faults.push({ kind: "below the least size", text: node.data.trim(), more: size });
    inks.push(...lines(node));
  }

  /* marks between words and figures: what they stand for must not be covered */
  for (const mark of (air ?? document.querySelector(".glass")).querySelectorAll(".ded i, .ong, .tri")) {
    if (!seen(mark)) continue;
    const r = mark.getBoundingClientRect();
    if (r.width) inks.push({ el: mark, words: `mark ${mark.className || "of a deduction"}`, left: r.left, right: r.right, top: r.top, bottom: r.bottom });
  }

  const slack = Math.max(1, unit * 0.15);
  const box = (b) => ({ left: Math.round(b.left), top: Math.round(b.top), right: Math.round(b.right), bottom: Math.round(b.bottom) });
  const edge = air
    ? { left: 96 * unit, top: 54 * unit, right: innerWidth - 96 * unit, bottom: innerHeight - 162 * unit }
    : { left: glass.left, top: glass.top, right: glass.right, bottom: glass.bottom };
  for (const ink of inks) {
    if (ink.left < edge.left - slack || ink.right > edge.right + slack || ink.top < edge.top - slack || ink.bottom > edge.bottom + slack) faults.push({ kind: "outside", text: ink.words, more: { ink: box(ink), edge: box(edge) } });
    for (let n = ink.el; n && n !== document.body; n = n.parentElement) {
      const s = getComputedStyle(n);
      if (s.overflowX === "visible" && s.overflowY === "visible" && !s.clipPath.startsWith("polygon")) continue;
      const r = n.getBoundingClientRect();
      if (ink.left < r.left - slack || ink.right > r.right + slack || ink.top < r.top - slack || ink.bottom > r.bottom + slack) faults.push({ kind: "cut", text: ink.words, more: { ink: box(ink), by: n.className, box: box(r) } });
    }
    const plate = ink.el.closest(PLATES);
    if (plate) {
      const r = plate.getBoundingClientRect();
      const marks = unit * (air ? 6 : 0.7);
      if (ink.left < r.left - slack || ink.right > r.right + slack || ink.top < r.top - marks || ink.bottom > r.bottom + marks) faults.push({ kind: "over the edge", text: ink.words, more: { ink: box(ink), plate: plate.className, box: box(r) } });
      /* a slanted plate: the last line must end before the cut */
      const bg = plate.querySelector(":scope > .bg, :scope > .bed");
      const poly = bg && getComputedStyle(bg).clipPath.match(/100% 0px,\s*calc\(100% - ([\d.]+)px\)/);
      if (poly) {
        const b = bg.getBoundingClientRect();
        const at = b.right - Number(poly[1]) * Math.max(0, Math.min(1, (ink.bottom - b.top) / b.height));
        if (ink.right > at + slack) faults.push({ kind: "over the edge", text: ink.words, more: { right: Math.round(ink.right), slant: Math.round(at) } });
      }
    }
  }
  for (let i = 0; i < inks.length; i += 1) {
    for (let j = i + 1; j < inks.length; j += 1) {
      const a = inks[i];
      const b = inks[j];
      const w = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (w > slack && h > slack) faults.push({ kind: "overlap", text: a.words, more: b.words });
    }
  }
  if (air) {
    for (const piece of document.querySelectorAll(".piece")) {
      if (!seen(piece)) continue;
      const r = piece.getBoundingClientRect();
      if (r.left < 96 * unit - 1 || r.right > innerWidth - 96 * unit + 1 || r.top < 54 * unit - 1 || r.bottom > innerHeight - 162 * unit + 1) faults.push({ kind: "outside", text: piece.className, more: box(r) });
    }
  }
  const words = inks.filter((ink) => !ink.words.startsWith("mark ")).map((ink) => ({ ...box(ink), text: ink.words, colour: getComputedStyle(ink.el).color }));
  const plates = [...document.querySelectorAll(".piece, .piece .seal, .card-marks .mark")].filter(seen).map((p) => box(p.getBoundingClientRect()));
  return { faults, smallest, texts: inks.length, words, plates };
})()
