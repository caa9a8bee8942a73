/* The standings: all of them, or the first N with full names. What is not revealed is empty ground. Rows that change their rank
   move to their new place. Pages turn when there are more rows than the wall holds. */
import { countable, el, fig, word } from "../dom.js";
import { T, count, fade, isCalm, isStill, play, rise, swapText } from "../motion.js";
import { pages, split } from "../pages.js";

const FEW_ROWS = 4;
const TOP_ROWS = 6;
const TEN_ROWS = 10;
const ALL_ROWS = { wide: 20, ultra: 21, tall: 20 };

export const continues = (a, b) => a.title === b.title && a.subtitle === b.subtitle && a.layout === b.layout && a.rows?.length === b.rows?.length;

const shape = (root) => { const r = root.getBoundingClientRect(); const s = r.width / Math.max(1, r.height); return s >= 2.5 ? "ultra" : s <= 5 / 6 ? "tall" : "wide"; };

export function mount(first) {
  let frame = first;
  let kind = null;                       /* "top" | "ten" | "all": how the rows are drawn */
  let full = false;                      /* names do not fit the small rows: fewer rows a page with full names */
  const rowOf = new Map();               /* place in the list → row */

  const title = el("h1");
  const subtitle = el("p.label");
  const book = pages();
  const legend = el("p.legend");
  const pageNo = el("span.page-no.fig");
  const root = el("main.scene.scene-standings", {}, el("div.titlebar", {}, title, subtitle), book.root, legend);
  book.onTurn = (at, n) => { pageNo.textContent = n > 1 ? `${at + 1}/${n}` : ""; };

  const short = (team) => team?.short || team?.name || "";

  function row(r, i) {
    if (r.hidden) return { node: el("li.row.empty", {}, el("span.team", { text: "\u00a0" })), key: null, r, i };
    const rank = fig(r.rank ?? "", ".rank");
    const size = r.team?.len ?? "s";
    const useFull = kind === "top" || (kind === "ten" && (shape(root) === "tall" ? size === "s" : size !== "l"));
    const team = el(`span.team.len-${kind === "top" ? size : "s"}`, { text: useFull ? r.team?.name ?? "" : short(r.team) });
    const pts = countable(r.points ?? "", ".pts");
    const ded = el("span.ded", {}, r.deduction ? el("i", { title: word("deduction") }) : null);
    const node = el(`li.row${r.first ? ".first" : r.advancing ? ".adv" : ""}`, {}, el("i.bg"), el("i.bar"), rank, team, ded, pts.root);
    return { node, key: r.team?.key ?? null, r, i, rank, pts };
  }

  function ties(list) {
    list.forEach((x, i) => {
      const same = (y) => y && !y.r.hidden && x.r.tied && y.r.tied && y.r.rank != null && y.r.rank === x.r.rank;
      const up = same(list[i - 1]);
      const down = same(list[i + 1]);
      x.node.classList.toggle("tie", Boolean(!x.r.hidden && x.r.tied && (up || down)));
      x.node.classList.toggle("tie-up", Boolean(up));
    });
  }

  function build(keepPage = false) {
    const rows = frame.rows ?? [];
    const n = rows.length;
    kind = frame.layout === "top" || n <= TOP_ROWS || full ? (n <= TEN_ROWS && n > TOP_ROWS && !full ? "ten" : "top") : n <= TEN_ROWS ? "ten" : "all";
    const most = kind === "top" ? TOP_ROWS : kind === "ten" ? TEN_ROWS : ALL_ROWS[shape(root)] ?? 20;
    rowOf.clear();
    const list = rows.map(row);
    ties(list);
    list.forEach((x) => rowOf.set(x.i, x));
    const groups = split(list, most);
    const size = groups[0]?.length ?? 0;
    const vars = { "--rows": size, "--half": Math.ceil(size / 2), "--third": Math.ceil(size / 3) };
    const long = rows.some((r) => (r.points ?? "").length > 5) ? ".long" : "";
    const kinds = kind === "all" ? "" : kind === "top" && size <= FEW_ROWS ? ".top.few" : `.${kind}`;
    const nodes = groups.map((g) => el(`ol.table${kinds}${long}`, { vars }, ...g.map((x) => x.node)));
    const at = keepPage ? book.at : where(groups);
    book.fill(nodes, at);
    return list;
  }

  /* while rows are hidden the page with the latest revealed place stays in sight */
  function where(groups) {
    if (!(frame.rows ?? []).some((r) => r.hidden)) return 0;
    const firstShown = groups.findIndex((g) => g.some((x) => !x.r.hidden));
    return firstShown < 0 ? groups.length - 1 : firstShown;
  }

  /* short names that still do not fit: fewer rows a page with full names; never cut, never smaller */
  function fit() {
    if (kind === "top") return;
    const cells = [...root.querySelectorAll(".row:not(.empty) .team")];
    if (cells.some((t) => t.scrollWidth > t.clientWidth + 1)) { full = true; build(); }
  }

  function words() {
    title.textContent = frame.title ?? "";
    subtitle.textContent = frame.subtitle ?? "";
    const l = frame.legend ?? {};
    const shown = (frame.rows ?? []).filter((r) => !r.hidden);
    const item = (k, text) => el("span", {}, el(`i.k.k-${k}`), text);
    legend.replaceChildren(...[
      l.advancing && shown.some((r) => r.advancing && !r.first) ? item("adv", l.advancing) : null,
      l.tied && shown.some((r) => r.tied) ? item("tie", word("tied")) : null,
      l.deduction && shown.some((r) => r.deduction) ? item("ded", word("deduction")) : null,
      book.count > 1 ? pageNo : null,
    ].filter(Boolean));
    legend.hidden = !legend.children.length;
  }

  function go() { if (frame.held || (frame.rows ?? []).some((r) => r.hidden)) book.stop(); else book.run(); }

  let laid = "";
  function lay() { full = false; build(); if (root.isConnected) { fit(); laid = shape(root); } words(); }
  const watch = new ResizeObserver(() => { if (root.isConnected && laid !== "" && shape(root) !== laid) { lay(); go(); } });
  watch.observe(root);

  build(); words();
  /* sizes are known only once the scene is on the glass */
  const settleLayout = () => { lay(); go(); };

  /* comes in; the gold of the first runs in from the left under its words */
  function enterRow(x, at) {
    const { node } = x;
    if (x.r.hidden) return;
    if (x.r.first && !isCalm()) {
      play(node.querySelector(".bg"), { clipPath: ["polygon(0 0,0 0,0 100%,0 100%)", getComputedStyle(node.querySelector(".bg")).clipPath] }, { delay: at, duration: 600 });
      for (const c of node.querySelectorAll(".rank, .team, .pts, .ded")) fade(c, at + 160, 400);
    } else rise(node, at);
    if (node.classList.contains("tie")) fade(node.querySelector(".bar"), at + T.in, 300);
  }

  function enterPage(delay = 0) {
    const list = [...rowOf.values()].filter((x) => book.page?.contains(x.node) && !x.r.hidden);
    const gap = kind === "top" ? 140 : Math.min(45, 880 / Math.max(1, list.length));
    list.reverse().forEach((x, i) => enterRow(x, delay + i * gap));
  }

  function reveal(prev) {
    const before = prev.rows ?? [];
    build();
    words();
    const fresh = [...rowOf.values()].filter((x) => !x.r.hidden && before[x.i]?.hidden);
    fresh.reverse().forEach((x, i) => enterRow(x, i * (fresh.length > 4 ? 120 : 260)));
    go();
  }

  function reorder(prev) {
    const old = new Map([...rowOf.values()].filter((x) => x.key).map((x) => [x.key, { box: x.node.getBoundingClientRect(), seen: book.page?.contains(x.node), r: x.r }]));
    build(true);
    words();
    for (const x of rowOf.values()) {
      const was = old.get(x.key);
      if (!x.key || !book.page?.contains(x.node)) continue;
      if (!was || was.r.hidden || !was.seen) { fade(x.node, 200); continue; }
      const now = x.node.getBoundingClientRect();
      const dx = was.box.left - now.left;
      const dy = was.box.top - now.top;
      if (was.r.points !== x.r.points) count(x.pts.inner, was.r.points, x.r.points ?? "", { duration: T.reorder });
      if (was.r.rank !== x.r.rank) {
        x.rank.textContent = was.r.rank ?? "";
        x.rank.animate({ opacity: [1, 1, 0] }, { duration: 350 }).finished.then(() => { x.rank.textContent = x.r.rank ?? ""; x.rank.animate({ opacity: [0, 1] }, 300); }, () => { x.rank.textContent = x.r.rank ?? ""; });
      }
      if (dx || dy) {
        x.node.style.zIndex = dy > 0 || dx > 0 ? 2 : 1;             /* risers are above fallers */
        const a = play(x.node, { translate: [`${dx}px ${dy}px`, "0 0"] }, { duration: T.reorder, easing: T.easeMove });
        if (a) a.finished.then(() => { x.node.style.zIndex = ""; }, () => {}); else x.node.style.zIndex = "";
      }
      if (x.node.classList.contains("tie")) fade(x.node.querySelector(".bar"), T.reorder, 300);
    }
    go();
  }

  return {
    root,
    enter() { settleLayout(); rise(title.parentNode); enterPage(160); fade(legend, 700); },
    still() { if (root.isConnected && laid !== shape(root)) settleLayout(); },
    update(newer, { prev, still }) {
      frame = newer;
      if (title.textContent !== (frame.title ?? "")) swapText(title, frame.title ?? "");
      if (JSON.stringify(prev.rows) === JSON.stringify(frame.rows) && JSON.stringify(prev.legend) === JSON.stringify(frame.legend)) { go(); return; }
      if (still || isStill()) { lay(); go(); return; }
      if (isCalm()) { lay(); go(); fade(book.root, 0, 250); return; }
      const revealed = (prev.rows ?? []).some((r, i) => r.hidden !== (frame.rows?.[i]?.hidden ?? false));
      if (revealed) reveal(prev); else reorder(prev);
    },
    gone() { book.stop(); watch.disconnect(); },
  };
}
