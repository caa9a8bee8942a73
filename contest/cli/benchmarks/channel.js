/* Stands in for the Socket.IO client while scenes are measured: `bench.take(frame)` is a take that arrives just now. */

class Channel {
  constructor() { Object.assign(this, { connected: false, active: true, handlers: new Map() }); }
  on(event, fn) { this.handlers.set(event, [...(this.handlers.get(event) ?? []), fn]); return this; }
  fire(event, ...data) { for (const fn of this.handlers.get(event) ?? []) fn(...data); }
  emit(event, _data, answer) { if (event === "time") setTimeout(() => answer?.(Date.now()), 1); }
  connect() {
    setTimeout(() => {
      this.connected = true;
      this.fire("connect");
      let rev = 1e9;
      /* the first word after a connect is a state to stand in; what comes after it is an event */
      const take = (frame) => { if (frame) { rev += 1; this.fire("state", { topic: "stage", rev, at: Date.now(), data: { ...frame, key: `b${rev}` } }); } };
      take({ scene: "blank" });
      globalThis.bench = { take };
    }, 5);
    return this;
  }
  disconnect() { this.connected = false; }
}

export const io = () => new Channel();
