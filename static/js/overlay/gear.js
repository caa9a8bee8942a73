/* What the station's gear may tell the overlay, in the words of each machine: OBS tells when its source is seen, CasparCG and SPX
   call update/play/stop/next, a page that frames us (shell, SPX, OGraf) sends the same words as messages.
   Says no word back but which of it is on air. Writes nothing, asks for nothing, and knows no piece.

   Query: ?ctl=external hides everything until the gear says play, and what is up stays up until it says stop;
          ?ctl=mixer    shows everything and lets it stay up: the mixer cuts the whole layer;
          ?only=lower,award,clock,score,standings,slogan shows these pieces alone, so that each can have a layer of its own. */

export const KINDS = { lower: ["lower"], award: ["award"], clock: ["clock"], score: ["score"], standings: ["standings", "advancing", "podium"], slogan: ["slogan"] };
const SHORT = 20;
const LONG = 40;

/** How the address says that this overlay is driven: {external, staying, only: null or a set of kinds}. */
export function wishes(query) {
  const ctl = query.get("ctl");
  const names = (query.get("only") ?? "").split(",").filter((name) => name in KINDS);
  return { external: ctl === "external", staying: ctl === "external" || ctl === "mixer", only: names.length ? new Set(names.flatMap((name) => KINDS[name])) : null };
}

/** The data of update() as one flat object: JSON, CasparCG's XML, or an object; {} for what is neither. */
export function parseData(data) {
  if (data && typeof data === "object") return data;
  const text = String(data ?? "").trim();
  if (text.startsWith("{")) {
    try { return JSON.parse(text); } catch { return {}; }
  }
  if (!text.startsWith("<")) return {};
  const found = {};
  /* read as HTML reads: a parser of XML answers what is not whole with a page of its own, which the content policy complains of */
  for (const part of new DOMParser().parseFromString(text, "text/html").querySelectorAll("componentdata")) {
    const value = part.querySelector('data[id="text"]') ?? part.querySelector("data");
    found[part.id] = value?.getAttribute("value") ?? "";
  }
  return found;
}

/** A lower third that the gear typed: name in `name` or f0, what stands below in `unit` or f1. Null without a name: the contest's own. */
export function typedFrame(data) {
  const text = (...keys) => keys.map((key) => data[key]).map((v) => (v == null ? "" : String(v).normalize("NFC").trim())).find(Boolean) ?? "";
  const name = text("name", "f0");
  if (!name) return null;
  const len = name.length <= SHORT ? "s" : name.length <= LONG ? "m" : "l";
  return { scene: "team", key: `typed ${name}`, team: { key: `typed ${name}`, name, len }, order: text("order", "f2"), section: text("unit", "f1") || null };
}

/* `air` shows and hides, `tell(active)` reports for the console's tally light. */
export function startGear({ air, external, tell }) {
  const word = {
    update(data) { air.type(typedFrame(parseData(data))); },
    play() { air.dark(false); },
    stop() { air.dark(true); },
    next() { air.turn(); },
  };
  /* CasparCG and SPX call these on the page itself. There is no remove: CasparCG calls it in place of its own clearing. */
  for (const [name, act] of Object.entries(word)) window[name] = (...given) => { act(...given); };

  /* what only a mixer says: its source is seen, is on air. No replay: what is seen stands as it is now */
  const visible = (seen) => { if (seen) air.settle(); };
  const active = (on) => {
    tell(on);
    if (external) air.dark(!on, { still: true });
    if (on) air.settle();
  };
  addEventListener("obsSourceVisibleChanged", (e) => visible(e.detail?.visible));
  addEventListener("obsSourceActiveChanged", (e) => active(Boolean(e.detail?.active)));

  const heard = { ...word, visible, active };
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || parent === window || !data || typeof data.contest !== "string") return;
    if (Object.hasOwn(heard, data.contest)) heard[data.contest](data.data);
  });
  const above = (what) => { if (parent !== window) parent.postMessage({ contest: what }, "*"); };
  addEventListener("pagehide", () => above("leaving"));
  return { ready: () => above("ready") };
}
