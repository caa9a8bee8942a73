/* Stands in for the Socket.IO client in the harness: the page connects to nothing, and window.harness plays the server. */

class FakeSocket {
  constructor(namespace, options) {
    Object.assign(this, { namespace, options, connected: false, active: true, handlers: new Map(), io: { engine: null } });
  }
  on(event, fn) { this.handlers.set(event, [...(this.handlers.get(event) ?? []), fn]); return this; }
  fire(event, ...data) { for (const fn of this.handlers.get(event) ?? []) fn(...data); }
  emit(event, data, ack) {
    harness.sent.push([event, data]);
    if (event === "time") setTimeout(() => ack?.(Date.now() + harness.skew), 1);
  }
  connect() { setTimeout(() => harness.online(), 5); return this; }
  disconnect() { this.connected = false; }
}

const boot = JSON.parse(document.getElementById("boot").textContent);
const topic = boot.live.topics[0];
let socket = null;
let rev = boot.snapshots?.[0]?.rev ?? 0;

const dated = (frame) => {
  const f = structuredClone(frame);
  if (f.starts_in_ms != null) { f.starts_at = Date.now() + harness.skew + f.starts_in_ms; delete f.starts_in_ms; }
  if (f.clock?.ends_in_ms != null) { f.clock.ends_at = Date.now() + harness.skew + f.clock.ends_in_ms; delete f.clock.ends_in_ms; }
  return f;
};

const harness = {
  sent: [],
  skew: 0,
  last: boot.snapshots?.[0] ?? null,
  get rev() { return rev; },
  /* a frame arrives on the live channel; resolves when it has been acknowledged as painted, or after a second */
  state(frame) {
    rev += 1;
    const mine = rev;
    this.last = { topic, rev, at: Date.now() + this.skew, data: dated(frame) };
    if (socket?.connected) socket.fire("state", this.last);
    return new Promise((done) => {
      const began = performance.now();
      const look = () => (this.sent.some(([e, d]) => e === "painted" && d.rev === mine) || performance.now() - began > 1000 ? done(mine) : setTimeout(look, 10));
      look();
    });
  },
  async load(name) { return this.state(await (await fetch(`/frames/${name}.json`)).json()); },
  online() { if (!socket || socket.connected) return; socket.connected = true; socket.fire("connect"); if (this.last) socket.fire("state", this.last); else socket.fire("state", { topic, rev: 0, at: Date.now(), data: { scene: "blank", key: "blank" } }); },
  offline() { socket.connected = false; socket.fire("disconnect", "transport close"); },
  command(order) { socket.fire("screen", order); },
};
globalThis.harness = harness;

export const io = (namespace, options) => { socket = new FakeSocket(namespace, options); harness.socket = socket; return socket; };
