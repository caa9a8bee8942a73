/* An OGraf graphic: a piece of the contest's overlay. What it shows comes live from the contest's server, so it can't show what
   has not been revealed; the renderer decides when it is seen. A lower third may also be typed: a name in its data goes first. */
const STARTS_WITHIN_MS = 10000;
const well = (more = {}) => ({ statusCode: 200, ...more });

class Graphic extends HTMLElement {
  #air = null;
  #playing = false;

  async load({ data, renderType } = {}) {
    if (renderType && renderType !== "realtime") return { statusCode: 400, statusMessage: "Only real-time rendering is supported." };
    Object.assign(this.style, { display: "block", position: "absolute", inset: "0" });
    this.#air?.end();
    this.#air = frameAir({ at: WHERE, query: `?${WHERE.query}`, into: this });
    this.#air.say("update", data ?? {});
    const late = new Promise((resolve) => { setTimeout(resolve, STARTS_WITHIN_MS, "late"); });
    if (await Promise.race([this.#air.first, late]) === "late") {
      return { statusCode: 503, statusMessage: `No picture from ${WHERE.base} yet; it will be shown as soon as there is one.` };
    }
    return well();
  }

  async dispose() {
    this.#air?.end();
    this.#air = null;
    this.#playing = false;
    this.replaceChildren();
    return well();
  }

  async updateAction({ data } = {}) {
    this.#air?.say("update", data ?? {});
    return well();
  }

  async playAction({ delta = 1, goto: place } = {}) {
    if (this.#playing && place === undefined && delta > 0) this.#air?.say("next");
    this.#playing = true;
    this.#air?.say("play");
    return well({ currentStep: 0 });
  }

  async stopAction() {
    this.#playing = false;
    this.#air?.say("stop");
    return well();
  }

  async customAction({ id } = {}) {
    if (id !== "next") return { statusCode: 404, statusMessage: `There is no action “${id}”.` };
    this.#air?.say("next");
    return well();
  }
}

export default Graphic;
