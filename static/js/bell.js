/* The bell of the clock: a struck bowl, made of a few sine waves, so there is no file to load and nothing to license.
   A browser plays sound only once somebody has touched the page (OBS does not ask): `audible` says how it stands. */

const PARTIALS = [[1, 1, 2.6], [2.02, .55, 1.7], [2.98, .32, 1.1], [4.1, .16, .7], [5.43, .09, .4]];   /* ratio, strength, seconds */
const PITCH_HZ = 587;
const BETWEEN_S = .9;

/** createBell({onChange}) → {want(on), ring(times), audible}: null while no sound is wanted here, else whether it can be heard. */
export function createBell({ onChange = null } = {}) {
  let context = null;
  let wanted = false;

  const state = () => (wanted ? context?.state === "running" : null);
  let told = null;
  const tell = () => { if (state() !== told) { told = state(); onChange?.(told); } };

  function wake() {
    if (!wanted || !context) return;
    if (context.state !== "running") context.resume().then(tell, () => {});
    tell();
  }

  function strike(at) {
    const out = context.createGain();
    out.gain.value = .5;
    out.connect(context.destination);
    for (const [ratio, strength, seconds] of PARTIALS) {
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.frequency.value = PITCH_HZ * ratio;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(strength * .5, at + .006);
      gain.gain.exponentialRampToValueAtTime(.0001, at + seconds);
      tone.connect(gain).connect(out);
      tone.start(at);
      tone.stop(at + seconds);
    }
  }

  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, wake, { capture: true });

  return {
    want(on) {
      wanted = on;
      if (on && !context && "AudioContext" in globalThis) { context = new AudioContext(); context.onstatechange = tell; }
      wake();
      tell();
    },
    ring(times = 1) {
      if (!wanted || context?.state !== "running") return false;
      for (let i = 0; i < times; i += 1) strike(context.currentTime + .02 + i * BETWEEN_S);
      return true;
    },
    get audible() { return state(); },
  };
}
