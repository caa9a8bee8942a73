/* The live channel: whole topic states from the server, applied when newer; server time; presence of this screen.
   Goes on for ever: a page opened before the server is up, a killed server, a night's sleep all end with the page connected
   and every topic fresh. Shows nothing and writes nothing to the console: a lost connection is the page's to show or to hide.

   connect({live, onState, onStatus, hello, onScreen}) → {now(), rtt, painted(topic, rev), apply(envelope), say(words), socket, revs, close()}

   live      boot.live: {namespace, topics, auth}; null keeps the page on what apply() gives it
   onState   (envelope, {snapshot}): called for a rev newer than the topic's last; snapshot is true for what came with apply() or
             as the first word of a topic after a (re)connect: the state to stand in, not an event to play
   onStatus  ("online" | "offline" | "refused"): refused means that the server answered and said no; it is asked again
   hello     {page: "stage"|"overlay"|"mc"} announces this screen; null keeps it unregistered and silent
   onScreen  {act, name, …} orders of the console that the page carries out itself: "identify", "bell", "settings" {shows, sound} */

import { io } from "../vendor/socket.io-client-4.8.4/socket.io.esm.min.js";
import { syncTime } from "./clock.js";

const RETRY_MS = 250;
const RETRY_MAX_MS = 2000;

export function connect({ live = null, onState, onStatus = null, hello = null, onScreen = null }) {
  const revs = new Map();
  const painted = new Map();          /* topic → rev last said to be on the glass: said again after a reconnect */
  const fresh = new Set();            /* topics that have spoken since the last connect */
  let shows = null;                   /* the view that this screen was sent to; null is its own */
  let status = null;
  let closed = false;

  const tell = (next) => { if (next !== status) { status = next; onStatus?.(next); } };

  function take(envelope, snapshot) {
    if (!envelope || !(envelope.rev > (revs.get(envelope.topic) ?? -1))) return false;
    revs.set(envelope.topic, envelope.rev);
    onState(envelope, { snapshot });
    return true;
  }

  const self = hello && identity(hello.page);

  const socket = live && io(live.namespace, {
    /* who it is, from the first word: a screen that was sent to another view hears only that */
    auth: { ...live.auth, ...(self && { screen: self.id, page: hello.page }) },
    transports: ["websocket", "polling"],
    tryAllTransports: true,           /* a proxy that refuses websockets gets polling */
    reconnection: true,
    reconnectionAttempts: Infinity,
    reconnectionDelay: RETRY_MS,
    reconnectionDelayMax: RETRY_MAX_MS,
    randomizationFactor: 0.4,         /* forty tablets do not knock in the same millisecond */
    timeout: 5000,
    autoConnect: false,
  });

  const time = syncTime({
    ask: () => new Promise((done, fail) => {
      if (!socket?.connected) fail(new Error("offline"));
      else socket.emit("time", Date.now(), done);
    }),
    onSync: () => present(),
  });

  /* ---- presence ---- */
  let lastHello = "";
  let said = {};                      /* what else this screen has to say of itself: {active} when the mixer has it on air */
  function present(anew = false) {
    if (!self || !socket?.connected) return;
    const rtt = time.rtt();
    const word = {
      screen: self.id, name: self.name(), page: hello.page, hidden: document.hidden,
      width: innerWidth, height: innerHeight, dpr: devicePixelRatio, rtt: rtt == null ? null : Math.round(rtt),
      audible: hello.audible?.() ?? null, ...said,
    };
    const text = JSON.stringify(word);
    if (anew || text !== lastHello) socket.emit("hello", word);
    lastHello = text;
  }
  let resizing;
  const resized = () => { clearTimeout(resizing); resizing = setTimeout(present, 300); };
  const turned = () => present();
  if (self) {
    addEventListener("resize", resized);
    document.addEventListener("visibilitychange", turned);
  }

  /* ---- the socket's life ---- */
  let again;
  const retry = () => {
    clearTimeout(again);
    again = setTimeout(() => { if (!closed && !socket.connected) socket.connect(); }, RETRY_MAX_MS);
  };
  const nudge = () => {               /* awake or back on the network after a refusal: ask at once (a backoff ends by itself) */
    if (!closed && !document.hidden && !socket.connected && !socket.active) socket.connect();
  };

  if (socket) {
    socket.on("connect", () => {
      fresh.clear();
      tell("online");
      present(true);
      for (const [topic, rev] of painted) socket.emit("painted", { topic, rev });
      time.measure();
    });
    socket.on("disconnect", () => { tell("offline"); if (!socket.active) retry(); });
    socket.on("connect_error", () => { tell(socket.active ? "offline" : "refused"); if (!socket.active) retry(); });
    socket.on("state", (envelope) => {
      const first = !fresh.has(envelope?.topic);
      fresh.add(envelope?.topic);
      take(envelope, first);
    });
    socket.on("screen", (order) => {
      if (order?.act === "reload") { location.reload(); return; }
      if (order?.act === "settings") {
        if (order.name != null) self?.rename(order.name);
        if (order.shows !== shows) { revs.clear(); painted.clear(); fresh.clear(); shows = order.shows; }
        present();
      }
      if (order) onScreen?.({ ...order, name: order.name ?? self?.name() ?? null });
    });
    addEventListener("online", nudge);
    addEventListener("pageshow", nudge);
    document.addEventListener("visibilitychange", nudge);
    socket.connect();
  }

  return {
    socket,
    revs,
    now: time.now,
    get rtt() { return time.rtt(); },
    get synced() { return time.synced(); },
    get status() { return status; },
    present,
    apply: (envelope) => take(envelope, true),
    say(words) { said = { ...said, ...words }; present(); },
    /* Call when the state is in the DOM. It is told once the frame that holds it has been drawn: a message posted before a
       frame's painting arrives after it. */
    painted(topic, rev) {
      requestAnimationFrame(() => afterPaint(() => {
        if (rev <= (painted.get(topic) ?? -1)) return;
        painted.set(topic, rev);
        if (socket?.connected) socket.emit("painted", { topic, rev });
      }));
    },
    close() {
      closed = true;
      clearTimeout(again);
      time.stop();
      removeEventListener("resize", resized);
      document.removeEventListener("visibilitychange", turned);
      removeEventListener("online", nudge);
      removeEventListener("pageshow", nudge);
      document.removeEventListener("visibilitychange", nudge);
      socket?.disconnect();
    },
  };
}

/* This screen's own id and name, kept on the device. Several windows of one page on one machine (two walls on one computer)
   tell themselves apart by ?screen=left, ?screen=right. */
function identity(page) {
  const label = new URLSearchParams(location.search).get("screen");
  const key = `screen.${page}${label ? `.${label}` : ""}`;
  const read = (k) => { try { return localStorage.getItem(k); } catch { return null; } };
  const write = (k, v) => { try { if (v == null) localStorage.removeItem(k); else localStorage.setItem(k, v); } catch { /* a browser without storage forgets, nothing worse */ } };
  let id = read(key);
  if (!id) { id = uuid(); write(key, id); }
  return { id, name: () => read(`${key}.name`) ?? label, rename: (name) => write(`${key}.name`, name) };
}

/* Runs after the painting of the frame that is being made: style, layout and paint are done by the time a posted message is
   handled. A second animation frame would say the same one whole frame later. */
function afterPaint(done) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { port1.close(); done(); };
  port2.postMessage(null);
}

/* crypto.randomUUID is missing on plain http, and the hall's network is plain http */
function uuid() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const h = Array.from(b, (n) => n.toString(16).padStart(2, "0")).join("");
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}
