/* The standings of the round as they would be now, with the words for how equals were told apart. Ranks nothing itself. */

import { comma } from "./figures.js";
import { el, hasText, say, set, short, t } from "./page.js";

const part = (id) => document.getElementById(id);

/** "hơn ở phần Tiểu phẩm" for what separated a team from its equals; null when the total alone did. */
export function decidedBy(rung, sections) {
  if (!rung || rung === "total") return null;
  const [kind, what] = rung.split(":");
  const section = sections.find((s) => s.key === what)?.title ?? what;
  return hasText(`by_${kind}`) ? t(`by_${kind}`, { section }) : null;
}

/** Draws `data` (topic standings.<round>, or null); `teams` maps keys to teams, `round` is the entry in topic contest. */
export function draw(data, round, teams) {
  const ranked = data?.standings ?? [];
  for (const way of ["panel", "outlook", "minutes", "decisions", "corrections"]) set(part(`${way}-way`), "href", `/${way}/${encodeURIComponent(round.key)}`);
  const others = data?.unranked ?? [];
  const awaited = others.filter((row) => row.reason === "unresolved").length;      /* who withdrew is waited for no more */
  const of = ranked.length + awaited;
  const waits = (data?.on_the_line ?? []).length > 0;
  say(part("standings-note"), waits ? t("standings_note_line") : ranked.length === 0 ? "" : t(awaited ? "standings_note_part" : "standings_note_full", { n: ranked.length, of }));
  part("standings").hidden = ranked.length === 0;
  part("standings-empty").hidden = ranked.length > 0;
  const name = (key) => { const team = teams.get(key); return team ? short(team) : key; };
  const why = (key) => el("a", { href: `/explain/${encodeURIComponent(round.key)}/${encodeURIComponent(key)}`, target: "_blank", rel: "noopener" }, name(key));
  part("standings-rows").replaceChildren(...ranked.map((row) => {
    const through = data.advancing?.includes(row.team);
    const notes = [
      row.tied && t("tied"), through && t("advancing"), data.on_the_line?.includes(row.team) && t("on_the_line"),
      decidedBy(row.decided_by, round.sections),
    ].filter(Boolean);
    return el("tr", { class: [through && "through", row.tied && "tied"].filter(Boolean).join(" ") || null, "data-testid": `rank-${row.team}` },
      el("td", { class: "rank fig" }, String(row.rank)),
      el("th", { scope: "row" }, why(row.team), notes.length > 0 && el("small", {}, notes.join(" · "))),
      el("td", { class: "fig" }, comma(row.total, 2)));
  }));
  part("unranked-part").hidden = others.length === 0 || ranked.length === 0;
  part("unranked").replaceChildren(...others.map((row) => el("li", {}, el("span", {}, why(row.team)), el("span", { class: "dim" }, t(`out_${row.reason}`)))));
}
