/* Other tabs of the same judge on this tablet: who is there, and word of what changed on the disk. */

const ASK_MS = 5000;
const ANSWER_MS = 1500;

/** {tab, others, changed(sheet)}: `onOthers(n)` hears how many other tabs are open, `onChanged(sheet)` what one of them wrote. */
export function meetNeighbours({ realm, judge, onOthers, onChanged }) {
  const tab = tabName();
  const seen = new Map();
  if (!("BroadcastChannel" in window)) return { tab, get others() { return 0; }, changed() {} };
  const channel = new BroadcastChannel(`judge:${realm}:${judge}`);
  const self = `${tab}-${Math.random().toString(36).slice(2)}`;     /* a doubled tab inherits its tab name */
  let count = 0;

  const tell = () => { if (seen.size !== count) { count = seen.size; onOthers(count); } };
  const post = (say, more = {}) => channel.postMessage({ say, from: self, ...more });
  channel.addEventListener("message", ({ data }) => {
    if (data.say === "bye") seen.delete(data.from);
    else seen.set(data.from, performance.now());
    if (data.say === "who") post("here");
    if (data.say === "changed") onChanged(data.sheet);
    tell();
  });
  function ask() {
    if (document.hidden) return;
    const asked = performance.now();
    post("who");
    setTimeout(() => {
      for (const [other, at] of seen) if (at < asked) seen.delete(other);
      tell();
    }, ANSWER_MS);
  }
  ask();
  setInterval(ask, ASK_MS);
  addEventListener("pagehide", () => post("bye"));
  addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
  return { tab, get others() { return seen.size; }, changed: (sheet) => post("changed", { sheet }) };
}

/* The same after a reload, so that a request begun before it is taken up at once. */
function tabName() {
  try {
    const known = sessionStorage.getItem("judge.tab");
    if (known) return known;
    const fresh = Math.random().toString(36).slice(2, 10);
    sessionStorage.setItem("judge.tab", fresh);
    return fresh;
  } catch {
    return Math.random().toString(36).slice(2, 10);
  }
}
