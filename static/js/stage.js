/* The hall's screen: takes frames from the live channel and has them put on the glass. Never asks, never shows a fault:
   without the server the last picture stays.
   boot: live {namespace, topics: [topic], auth}, snapshots. Query: ?still, ?mini=1, ?safe=t,r,b,l (percent), ?screen=name. */

import { previewed } from "./previewed.js";
import { screen } from "./shown.js";
import { createDirector } from "./stage/director.js";
import { createGround } from "./stage/ground.js";
import { readTokens, standStill } from "./stage/motion.js";
import * as advancing from "./stage/scenes/advancing.js";
import * as award from "./stage/scenes/award.js";
import * as blank from "./stage/scenes/blank.js";
import * as draw from "./stage/scenes/draw.js";
import * as favourite from "./stage/scenes/favourite.js";
import * as holding from "./stage/scenes/holding.js";
import * as jury from "./stage/scenes/jury.js";
import * as media from "./stage/scenes/media.js";
import * as message from "./stage/scenes/message.js";
import * as performing from "./stage/scenes/performing.js";
import * as podium from "./stage/scenes/podium.js";
import * as programme from "./stage/scenes/programme.js";
import * as score from "./stage/scenes/score.js";
import * as scoring from "./stage/scenes/scoring.js";
import * as standings from "./stage/scenes/standings.js";
import * as team from "./stage/scenes/team.js";
import * as testcard from "./stage/scenes/testcard.js";
import { fontsReady, insets, patiently } from "./stage/screen.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
const query = new URLSearchParams(location.search);
const mini = query.get("mini") === "1";

readTokens();
if (query.has("still")) standStill();
insets(query.get("safe"));

const ground = createGround(document.querySelector(".ground"));
const ready = Promise.all([fontsReady(), patiently(ground.painted)]);
let live = null;
let last = null;

const director = createDirector({
  glass: document.querySelector(".glass"),
  scenes: {
    advancing, award, blank, draw, favourite, holding, jury, media, message, performing, podium, programme, score, scoring, standings,
    team, testcard,
  },
  ctx: { now: () => live.now(), rtt: () => live.rtt, land: ground.land, mini },
  ready: () => ready,
});

const preview = mini && query.get("bus") === "next" ? previewed({
  show: (frame) => director.show(frame, { still: true }),
  own: () => (last ? director.show(last.data, { still: true }) : null),
}) : null;

async function onState(envelope, { snapshot }) {
  last = envelope;
  if (preview?.over) return;
  /* what came with the page, after a gap, or while nobody looked is a state to stand in, not an event to play */
  const shown = await director.show(envelope.data, { still: snapshot || document.hidden });
  if (shown && !mini) live.painted(envelope.topic, envelope.rev);
}

live = screen({ boot, page: "stage", mini, onState });
for (const envelope of boot.snapshots ?? []) live.apply(envelope);

document.addEventListener("visibilitychange", () => { if (!document.hidden && last) director.settle(); });
addEventListener("pageshow", (e) => { if (e.persisted && last) director.settle(); });
