/* Which sheet is in sight. The sheet under the judge's finger is never changed for another while there is work on it; a turn that
   opens meanwhile waits beside it, in sight. A receipt stays until the judge goes on, or the next turn opens. */

/** {active, news, settle, pick, home}: `settle` is told what there is after each change and says whether the sheet in
    sight was exchanged for another without the judge's doing. */
export function openTurns() {
  let active = null;
  let known = null;             /* the turn on stage that has been dealt with */
  let before = null;            /* what could be marked the last time: a turn among these is no news */
  let news = null;              /* a turn that opened while the judge was busy */
  let chosen = false;           /* the judge is looking something up */
  let atHome = false;

  return {
    get active() { return active; },
    get news() { return news; },

    /** current: the turn on stage or null · unfinished, markable: ids in order · has(id) · busy(id): the judge may be at work on
        it · callable(id): there is something to do on it · resting: the receipt in sight has only just come */
    settle({ current, unfinished, markable, has, busy, callable, resting }) {
      const was = active;
      if (active !== null && !has(active)) active = null;
      const working = active !== null && busy(active);
      const opened = before ? markable.filter((id) => !before.has(id) && id !== active) : [];
      const called = current !== known && current !== null && callable(current) && !before?.has(current) ? current : opened.at(-1) ?? null;
      if (current !== known && current !== null) atHome = false;
      known = current;
      if (called !== null && called !== active) {
        if (working) news = called;
        else { active = called; chosen = false; }
      }
      if (active !== null && current === null && !unfinished.includes(active) && !chosen && !resting) active = null;
      if (active === null && unfinished.length) active = unfinished.includes(current) ? current : unfinished[0];
      if (active === null && current !== null && has(current) && !atHome) active = current;
      if (news !== null && (news === active || !unfinished.includes(news))) news = null;
      before = new Set(markable);
      return was !== null && active !== null && was !== active;
    },
    pick(id) { active = id; chosen = true; atHome = false; if (news === id) news = null; },
    home() { active = null; chosen = false; atHome = true; },
  };
}
