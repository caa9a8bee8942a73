/* The crown: the upper rim of a very large wheel, 29 tubes. Above a performance it is the clock, each tube 1/29 of the time;
   in gold it is the light above a winner. Two drawings, wide and tall; the sheet shows the one that fits the wall. */

import { copy } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
export const TUBES = 29;

const SHAPES = {
  wide: { step: 1.96, turn: (a) => `rotate(${a} 0 166) rotate(20 0 5.5)`, rect: { x: -1.75, y: 1, width: 3.5, height: 9, rx: 0.9 } },
  tall: { step: 178 / 28, turn: (a) => `rotate(${a}) rotate(20 0 -34.9)`, rect: { x: -1.2, y: -38.4, width: 2.4, height: 7, rx: 0.7 } },
};

/**
 * `layers`: names of the lit layers over the unlit tubes (["go", "warn", "over"], ["gold"]); `shapes`: which drawings.
 * Returns {nodes, state(name), lit(n), tubes(layer) → tubes of each drawing from left to right}.
 */
export function crown({ layers, shapes = ["wide", "tall"] }) {
  const drawings = shapes.map((shape) => {
    const svg = copy(`crown-${shape}`);
    const at = svg.querySelector("[data-tubes]");
    const rows = new Map();
    for (const layer of ["off", ...layers]) {
      const g = document.createElementNS(SVG, "g");
      g.setAttribute("class", layer === "off" ? "off" : `lit lit-${layer}`);
      rows.set(layer, tubes(SHAPES[shape], g));
      at.append(g);
    }
    return { svg, rows };
  });
  let now = null;
  return {
    nodes: drawings.map((d) => d.svg),
    state(name) { for (const d of drawings) d.svg.dataset.state = name; },
    lit(n) {
      if (n === now) return;
      now = n;
      for (const d of drawings) for (const [layer, row] of d.rows) {
        if (layer === "off") continue;
        row.forEach((t, i) => t.classList.toggle("on", layer === "over" || i < n));
      }
    },
    tubes: (layer) => drawings.map((d) => d.rows.get(layer)),
  };
}

function tubes({ step, turn, rect }, into) {
  return Array.from({ length: TUBES }, (_, i) => {
    const t = document.createElementNS(SVG, "rect");
    for (const [k, v] of Object.entries(rect)) t.setAttribute(k, v);
    t.setAttribute("transform", turn(((i - (TUBES - 1) / 2) * step).toFixed(3)));
    into.append(t);
    return t;
  });
}
