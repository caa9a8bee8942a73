/* What a frame puts on air: which pieces, in which place, for how long. Decides; draws nothing. */

const LOWER_MS = 6000;         /* a lower third stays so long, then the picture is the performers' */

const lower = (frame, unit, more = {}) => ({ place: "band", kind: "lower", id: `lower ${frame.team?.key}`, data: { team: frame.team, order: frame.order, unit, ...more } });

/** The pieces of a frame: [{place, kind, id, data, stay}]; `id` tells a piece that goes on from a new one, `stay` is in ms or null. */
export function plan(frame) {
  const held = Boolean(frame.held);
  switch (frame.scene) {
    case "team":
      return [{ ...lower(frame, frame.section || frame.team?.group || frame.round || frame.label), stay: LOWER_MS }];
    case "performing":
      return [
        { ...lower(frame, frame.section || frame.label), stay: LOWER_MS },
        { place: "corner", kind: "clock", id: `clock ${frame.team?.key} ${frame.section}`, data: { clock: frame.clock, held } },
      ].filter((p) => p.kind !== "clock" || frame.clock);
    case "scoring":
      return [lower(frame, frame.say, { sheets: frame.sheets })];
    case "score":
      return [{ place: "band", kind: "score", id: `score ${frame.team?.key} ${frame.section}`, data: frame }];
    case "standings":
      return [{ place: "band", kind: "standings", id: `standings ${frame.title} ${frame.subtitle} ${frame.layout}`, data: { ...frame, held } }];
    case "advancing":
      return [{ place: "band", kind: "advancing", id: `advancing ${frame.title}`, data: { ...frame, held } }];
    case "podium":
      return [{ place: "band", kind: "podium", id: `podium ${frame.title}`, data: { ...frame, held } }];
    case "award":
      return [{ place: "band", kind: "award", id: `award ${frame.prize} ${frame.place} ${frame.step === 1 ? "" : frame.key}`, follows: `award ${frame.prize} ${frame.place} `, data: frame }];
    case "jury": {
      /* one by one a lower third names who stands up; the whole panel runs through the strip */
      const last = frame.members?.at(-1);
      if (frame.one_by_one && last) return [{ place: "band", kind: "person", id: `person ${last.key}`, data: { name: last.name, len: last.len, unit: last.role } }];
      return frame.members?.length ? [{ place: "band", kind: "jury", id: `jury ${frame.title} ${frame.subtitle}`, data: { ...frame, held } }] : [];
    }
    case "draw": {
      const last = frame.places?.findLast((p) => p.team);
      if (last) return [{ place: "band", kind: "lower", id: `drawn ${last.turn} ${last.team.key}`, data: { team: last.team, order: last.turn, unit: frame.title } }];
      return [{ place: "band", kind: "slogan", id: "draw", data: { slogans: [{ text: [frame.title, frame.subtitle].filter(Boolean).join(" · ") }], held } }];
    }
    case "programme":
      return frame.lines?.length ? [{ place: "band", kind: "programme", id: `programme ${frame.title} ${frame.subtitle}`, data: { ...frame, held } }] : [];
    case "favourite":
      return [{ place: "band", kind: "award", id: `favourite ${frame.prize} ${frame.step === 1 ? "" : frame.key}`, follows: `favourite ${frame.prize} `, data: { ...frame, place: null } }];
    case "message":
      return [{ place: "band", kind: "slogan", id: "message", data: { slogans: [{ text: frame.text }], second: frame.second, held } }];
    case "testcard":
      return [{ place: "all", kind: "testcard", id: "testcard", data: frame }];
    /* a poster or a clip is the hall's: the station plays its own from its own gear */
    case "media":
      return [];
    case "holding":
      return frame.slogans?.length ? [{ place: "band", kind: "slogan", id: "slogan", data: { slogans: frame.slogans, held } }] : [];
    default:
      return [];
  }
}
