/* Pictures of cues chosen by hand: asked of the server as they would be taken, handed to the miniature of what comes next.
   Knows what each miniature shows; decides nothing. */

import { BUSES, nextOfBus, previewed } from "./next.js";

const OWN = "own";
const REST_MS = 90;                 /* arrows held down run through many cues: the one they rest on is asked for */

export function createPreview({ root, api, changed }) {
  const minis = new Map(BUSES.map((bus) => {
    const frame = root.querySelector(`.bus[data-bus=${bus}] [data-mini=next] iframe`);
    return [bus, { frame, shows: OWN, wants: OWN, asked: "", timer: null }];
  }));

  addEventListener("message", ({ source, origin, data }) => {
    if (origin !== location.origin || data?.contest !== "previewed") return;
    for (const mini of minis.values()) if (mini.frame.contentWindow === source) mini.shows = data.key;
    changed();
  });
  for (const mini of minis.values()) mini.frame.addEventListener("load", () => { mini.shows = OWN; mini.asked = ""; changed(); });

  const hand = (mini, key, frame) => mini.frame.contentWindow?.postMessage({ contest: "preview", key, frame }, location.origin);

  async function ask(bus, mini, next, key, sign) {
    const answer = await api.look(`/api/v1/show/cues/${next.cue}/pictures/${bus}/${next.step}`);
    if (mini.asked !== sign) return;
    if (answer?.frame) hand(mini, key, answer.frame);      /* without one the miniature stays at what it shows, under the placard */
  }

  /** What each miniature is to show now; `sign` changes when the contest may have changed. */
  function want(show, picks, sign) {
    for (const [bus, mini] of minis) {
      const next = nextOfBus(show, bus, picks);
      const key = !next || previewed(show, bus, next) ? OWN : `${next.cue}.${next.step}`;
      const asked = key === OWN ? OWN : `${key}.${sign}`;
      mini.wants = key;
      if (mini.asked === asked) continue;
      mini.asked = asked;
      clearTimeout(mini.timer);
      if (key !== OWN) mini.timer = setTimeout(ask, REST_MS, bus, mini, next, key, asked);
      else if (mini.shows !== OWN) hand(mini, OWN, null);
    }
  }

  /** Whether the bus's miniature shows what will be taken. */
  const seen = (bus) => { const mini = minis.get(bus); return mini.shows === mini.wants; };

  return { want, seen };
}
