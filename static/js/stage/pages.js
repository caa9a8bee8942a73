/* Pages of a list that is longer than the wall: equal in size, 12 seconds each, cross-fading. */
import { el } from "./dom.js";
import { isStill, play } from "./motion.js";

export const PAGE_MS = 12_000;

/** Splits a list into the fewest pages of nearly equal size with at most `most` on one: 21 with 20 a page → 11 and 10. */
export function split(list, most) {
  const n = Math.max(1, Math.ceil(list.length / most));
  const size = Math.ceil(list.length / n);
  return Array.from({ length: n }, (_, i) => list.slice(i * size, (i + 1) * size));
}

/**
 * Lays a list of unequal rows in the fewest pages that fit their room: tries each number of `most` until nothing stands over.
 * `make()` gives the rows, `page(rows)` a page of them. Returns {now(), stop()}; lays again when the glass changes its size.
 */
export function fitted(root, book, { most, make, page }) {
  let laid = "";
  const size = () => { const r = root.getBoundingClientRect(); return `${Math.round(r.width)}×${Math.round(r.height)}`; };
  function now() {
    const at = book.at;
    for (const n of most) {
      book.fill(split(make(), n).map(page), at);
      if (!root.isConnected || [...book.root.children].every((p) => p.scrollHeight <= p.clientHeight + 1 && p.scrollWidth <= p.clientWidth + 1)) break;
    }
    laid = root.isConnected ? size() : "";
  }
  const watch = new ResizeObserver(() => { if (root.isConnected && laid !== "" && size() !== laid) now(); });
  watch.observe(root);
  return { now, stop: () => watch.disconnect() };
}

/** A frame for page nodes: {root, fill(nodes, at), turn(at), at, run(), stop()}; only the page `at` is in sight. */
export function pages() {
  const root = el("div.pages");
  let nodes = [];
  let at = 0;
  let timer = null;
  const show = () => nodes.forEach((n, i) => { n.style.visibility = i === at ? "" : "hidden"; });
  const self = {
    root,
    get at() { return at; },
    get count() { return nodes.length; },
    get page() { return nodes[at]; },
    onTurn: null,
    fill(next, where = 0) { nodes = next; at = Math.max(0, Math.min(where, nodes.length - 1)); root.replaceChildren(...nodes); show(); self.onTurn?.(at, nodes.length); },
    turn(to) {
      if (to === at || !nodes[to]) return;
      const old = nodes[at];
      at = to;
      show();
      self.onTurn?.(at, nodes.length);
      if (isStill()) return;
      old.style.visibility = "";
      old.animate({ opacity: [1, 0] }, { duration: 400, fill: "forwards" }).finished.then((a) => { if (nodes[at] !== old) old.style.visibility = "hidden"; a.cancel(); }, () => {});
      play(nodes[at], { opacity: [0, 1] }, { duration: 400, easing: "linear" });
    },
    run() { self.stop(); if (nodes.length > 1) timer = setInterval(() => self.turn((at + 1) % nodes.length), PAGE_MS); },
    stop() { clearInterval(timer); },
  };
  return self;
}
