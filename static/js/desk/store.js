/* The topics as they stand, and who wants to know. Newer states replace older ones; nothing is patched. */

import { connect } from "../live.js";
import { boot } from "./page.js";

const topics = new Map();
const listeners = new Set();
let waiting = new Set();
let link = null;
let status = "connecting";
const statusListeners = new Set();

/** The data of a topic, or null before its first word. */
export const topic = (name) => topics.get(name) ?? null;

/** Has `listener(names)` called with the set of topics that changed, once a frame at the most. */
export function onChange(listener) { listeners.add(listener); }

/** Has `listener(status)` called with "connecting", "online", "offline" or "refused", now and on change. */
export function onStatus(listener) { statusListeners.add(listener); listener(status); }

/** Server time in epoch ms. */
export const now = () => (link ? link.now() : Date.now());

function flush() {
  const changed = waiting;
  if (changed.size === 0) return;
  waiting = new Set();
  for (const listener of listeners) listener(changed);
}

function onState({ topic: name, data }) {
  topics.set(name, data);
  waiting.add(name);
  if (waiting.size > 1) return;
  if (document.hidden) setTimeout(flush, 50);      /* a hidden page is given no frames */
  else requestAnimationFrame(flush);
}

/** Connects, after taking in the snapshots that came with the page. */
export function start() {
  link = connect({
    live: boot.live ?? null,
    onState,
    onStatus(next) { status = next; for (const listener of statusListeners) listener(next); },
  });
  for (const envelope of boot.snapshots ?? []) link.apply(envelope);
  flush();
}

/** Brings topics up to date by asking, for as long as the socket is away: a write's effect is seen all the same. */
export async function refresh(...names) {
  if (status !== "online") await refresh.now(...names);
}

/** The same whether the socket is there or not. */
refresh.now = async (...names) => {
  await Promise.all(names.map(async (name) => {
    try {
      const response = await fetch(`/api/v1/snapshot/${name}`, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (response.ok) link.apply(await response.json());
    } catch { /* the next connect brings a snapshot */ }
  }));
};
