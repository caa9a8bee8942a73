/* The stream's overlay: takes frames from the live channel and puts their pieces on air over a transparent ground.
   Without the server the last picture stays; no fault is ever drawn on air.
   boot: live {namespace, topics: [topic], auth}, snapshots. Query: ?bg= (a colour for chroma key), ?still, ?mini=1, ?screen=name, and
   what overlay/gear.js takes from the station's gear. */

import { createAir } from "./overlay/air.js";
import { startGear, wishes } from "./overlay/gear.js";
import { clock, score } from "./overlay/pieces/bugs.js";
import { award, lower, person } from "./overlay/pieces/lower.js";
import { slogan } from "./overlay/pieces/slogan.js";
import { advancing, jury, podium, programme, standings } from "./overlay/pieces/strip.js";
import { testcard } from "./overlay/pieces/testcard.js";
import { previewed } from "./previewed.js";
import { screen } from "./shown.js";
import { readTokens, standStill } from "./stage/motion.js";
import { chroma, fontsReady } from "./stage/screen.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
const query = new URLSearchParams(location.search);
const mini = query.get("mini") === "1";

readTokens();
if (query.has("still")) standStill();
chroma(query.get("bg"));

const { external, staying, only } = mini ? wishes(new URLSearchParams()) : wishes(query);

const ready = fontsReady();
let live = null;
let last = null;

const air = createAir({
  glass: document.querySelector(".overlay"),
  kinds: { advancing, award, clock, jury, lower, person, podium, programme, score, slogan, standings, testcard },
  ctx: { now: () => live.now(), rtt: () => live.rtt },
  ready: () => ready,
  staying: staying || mini || query.has("still"),
  only,
  hidden: external,
});
const gear = mini ? null : startGear({ air, external, tell: (active) => live.say({ active }) });

/* by a key in the address files are fetched by it too: a machine of the station has no cookie */
const readdress = (value) => {
  if (typeof value === "string") return value.startsWith("/media/") ? boot.media + value.slice("/media/".length) : value;
  if (Array.isArray(value)) return value.map(readdress);
  return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, readdress(each)])) : value;
};

const preview = mini && query.get("bus") === "next" ? previewed({
  show: (frame) => air.show(frame, { still: true }),
  own: () => (last ? air.show(last.data, { still: true }) : null),
}) : null;

async function onState(given, { snapshot }) {
  const envelope = boot.media ? { ...given, data: readdress(given.data) } : given;
  last = envelope;
  if (preview?.over) return;
  const age = Math.max(0, live.now() - envelope.at);
  const shown = await air.show(envelope.data, { still: snapshot || document.hidden, age });
  if (shown && !mini) live.painted(envelope.topic, envelope.rev);
  gear?.ready();
}

live = screen({ boot, page: "overlay", mini, onState });
for (const envelope of boot.snapshots ?? []) live.apply(envelope);

/* awake, or shown again by the mixer: jump to the present state, no replay */
const settle = () => { if (last) air.settle(); };
document.addEventListener("visibilitychange", () => { if (!document.hidden) settle(); });
addEventListener("pageshow", (e) => { if (e.persisted) settle(); });
