/* Stands in for the live channel while the pad is tried without the house: the same exports, fed by asking every quarter second. */

export function connect({ onState, onStatus = null }) {
  const revs = new Map();
  let status = null;
  const tell = (next) => { if (next !== status) { status = next; onStatus?.(next); } };
  function take(envelope, snapshot) {
    if (!envelope || !(envelope.rev > (revs.get(envelope.topic) ?? -1))) return false;
    revs.set(envelope.topic, envelope.rev);
    onState(envelope, { snapshot });
    return true;
  }
  async function ask() {
    try {
      const answer = await fetch("/harness/topic", { cache: "no-store" });
      if (answer.status === 200) { take(await answer.json(), false); tell("online"); } else tell("refused");
    } catch { tell("offline"); }
    setTimeout(ask, 250);
  }
  ask();
  return { socket: null, revs, now: () => Date.now(), rtt: 12, status, painted() {}, apply: (envelope) => take(envelope, true), close() {} };
}
