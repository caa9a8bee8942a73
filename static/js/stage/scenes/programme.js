/* What comes when: a plate a line, its hour on the lit end. More lines than the wall holds turn over in pages. */
import { el, fig, whole } from "../dom.js";
import { fade, rise } from "../motion.js";
import { fitted, pages } from "../pages.js";

const MOST = [8, 7, 6, 5, 4, 3, 2, 1];

export const continues = (a, b) => a.title === b.title && a.subtitle === b.subtitle;

export function mount(first) {
  let frame = first;
  const title = el("h1");
  const subtitle = el("p.label");
  const book = pages();
  const pageNo = el("span.page-no.fig");
  const legend = el("p.legend", {}, pageNo);
  const root = el("main.scene.scene-programme", {}, el("div.titlebar", {}, title, subtitle), book.root, legend);
  book.onTurn = (at, n) => { pageNo.textContent = n > 1 ? `${at + 1}/${n}` : ""; legend.hidden = n < 2; };

  const when = (l) => [l.day ? fig(l.day, ".day") : null, l.time ? fig(l.time, ".time") : null];
  const line = (l) => el("li.slot", {}, el("i.bg"), el("span.when", {}, ...when(l)),
    el("span.what", {}, el("b", {}, ...whole(l.title)), l.place ? el("span", {}, ...whole(l.place)) : null));
  const sheet = () => (frame.lines.every((l) => !l.day && !l.time) ? ".untimed" : frame.lines.some((l) => l.day && l.time) ? ".both" : "");

  const lay = fitted(root, book, { most: MOST, make: () => (frame.lines ?? []).map(line), page: (lines) => el(`ol.agenda${sheet()}`, { vars: { "--rows": lines.length, "--half": Math.ceil(lines.length / 2) } }, ...lines) });
  function build() { title.textContent = frame.title ?? ""; subtitle.textContent = frame.subtitle ?? ""; lay.now(); if (frame.held) book.stop(); else book.run(); }

  return {
    root,
    enter() { build(); rise(title.parentNode); [...book.page.children].forEach((l, i) => rise(l, 160 + i * 90)); fade(legend, 700); },
    still() { build(); },
    update(newer, { prev, still }) { frame = newer; if (JSON.stringify(prev.lines) !== JSON.stringify(frame.lines)) { build(); if (!still) fade(book.root, 0, 400); } else if (frame.held) book.stop(); else book.run(); },
    gone() { book.stop(); lay.stop(); },
  };
}
