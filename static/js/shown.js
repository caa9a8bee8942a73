/* What every shown page does as a screen of the console's registry: says who it is, follows the view that it was sent to,
   shows its name when it is asked, sounds the bell. Draws no scene. */

import { createBell } from "./bell.js";
import { connect } from "./live.js";

const NAME_MS = 6000;

/**
 * screen({boot, page, mini, onState}) → the live channel. `onState(envelope, {snapshot})` is called with the page's own topic,
 * or with that of the view that the screen was sent to, whichever the server sends.
 */
export function screen({ boot, page, mini, onState }) {
  const home = boot.live?.topics?.[0] ?? boot.snapshots?.[0]?.topic ?? page;
  const bell = mini ? null : createBell({ onChange: () => live?.present() });
  let live = null;

  function identify(name) {
    document.querySelector(".identify")?.remove();
    const plate = document.createElement("p");
    plate.className = "identify";
    plate.textContent = name || `${innerWidth} × ${innerHeight}`;
    document.body.append(plate);
    setTimeout(() => plate.remove(), NAME_MS);
  }

  function obey(order) {
    if (order.act === "identify") identify(order.name);
    else if (order.act === "bell") bell?.ring(order.times ?? 1);
    else if (order.act === "settings") bell?.want(Boolean(order.sound));
  }

  live = connect({
    live: boot.live,
    onState: (envelope, how) => { if (envelope.topic === home || envelope.topic.startsWith("screen.")) onState(envelope, how); },
    hello: mini ? null : { page, audible: () => bell.audible },
    onScreen: obey,
  });
  return live;
}
