/* The ground behind every scene: the land of the province, in five strengths. Each is painted once, when the page opens and when
   the wall changes its size, into an opaque picture of the wall; from then on a take only cross-fades two of them, and a frame
   copies one picture instead of drawing the land, its mask and its strength anew. Knows no scene. */

import { isStill } from "./motion.js";

const MEDIA = new URL("../../media/", import.meta.url);
/* strength: how much of the drawing is seen; over: the same where words stand over the wheel (portrait); quiet: faint on the
   left, behind the words, and full where there are none. Behind the clock the least: amber and red digits need it. */
const LANDS = {
  whole: { drawing: "land", strength: 1 },
  aside: { drawing: "land", strength: 1, over: 0.55, quiet: true },
  back: { drawing: "land", strength: 0.38, quiet: true },
  river: { drawing: "river", strength: 0.44 },
  quiet: { drawing: "river", strength: 0.28 },
};
const FADE_MS = 600;
const TALL = 5 / 6;
const MOST_PX = 8_294_400;      /* 3840 × 2160: a denser screen is painted at this and stretched */

/**
 * createGround(element) → {land(name, atOnce), painted}. `painted` resolves when the land stands in its first size,
 * and fails or waits where that can't be; the plain colours of --ground are there without it.
 */
export function createGround(element) {
  const wall = document.createElement("div");
  wall.className = "lands";
  element.prepend(wall);
  let pictures = new Map();       /* land → canvas, painted for the wall as it is now */
  let on = element.dataset.land;
  let drawings = null;

  function stand(name) {
    const picture = pictures.get(name);
    if (!picture) return;
    for (const fade of picture.getAnimations()) fade.cancel();
    wall.replaceChildren(picture);
  }

  function land(name, atOnce = false) {
    if (on === name) return;
    on = name;
    element.classList.toggle("at-once", atOnce);       /* for the wheel, whose strength is the style sheet's */
    element.dataset.land = name;
    const picture = pictures.get(name);
    if (atOnce || isStill() || !picture) {
      stand(name);
      requestAnimationFrame(() => requestAnimationFrame(() => element.classList.remove("at-once")));
      return;
    }
    wall.append(picture);
    const fade = picture.animate({ opacity: [0, 1] }, FADE_MS);
    fade.finished.then(() => { if (on === name) stand(name); }, () => {});
  }

  async function paintAll() {
    drawings ??= await loaded();
    const next = new Map();
    const { width, height } = size(element);
    const parts = new Map([...drawings].map(([name, drawing]) => [name, raster(drawing, width, height)]));
    for (const [name, how] of Object.entries(LANDS)) next.set(name, await finished(paint(parts.get(how.drawing), how, width, height)));
    pictures = next;
    stand(on);
    const now = size(element);
    if (now.width !== width || now.height !== height) await paintAll();      /* the wall changed meanwhile */
  }

  let waits;
  new ResizeObserver(() => {
    clearTimeout(waits);
    const first = pictures.get(on);
    const { width, height } = size(element);
    if (first && (first.width !== width || first.height !== height)) waits = setTimeout(paintAll, 200);
  }).observe(element);

  return { land, painted: paintAll() };
}

function size(element) {
  const dense = devicePixelRatio || 1;
  const width = Math.max(1, element.clientWidth * dense);
  const height = Math.max(1, element.clientHeight * dense);
  const less = Math.min(1, Math.sqrt(MOST_PX / (width * height)));
  return { width: Math.round(width * less), height: Math.round(height * less) };
}

async function loaded() {
  const names = [...new Set(Object.values(LANDS).map((how) => how.drawing))];
  const come = names.map(async (name) => {
    const image = new Image();
    image.src = new URL(`motif-${name}.svg`, MEDIA);
    try { await image.decode(); } catch { return [name, null]; }
    return [name, image];
  });
  return new Map(await Promise.all(come));
}

/* the drawing at the wall's own size, once: the lands below are made of it */
function raster(drawing, width, height) {
  const canvas = sheet(width, height);
  if (drawing) canvas.getContext("2d").drawImage(drawing, 0, 0, width, height);
  return canvas;
}

function paint(part, how, width, height) {
  const canvas = sheet(width, height);
  const ink = canvas.getContext("2d", { alpha: false });
  colours(ink, width, height);
  ink.globalAlpha = (width / height < TALL ? how.over : null) ?? how.strength;
  ink.drawImage(how.quiet ? behindWords(part, width, height) : part, 0, 0);
  return canvas;
}

/* handed over as a finished picture: what can still be drawn on is copied for the screen again and again, in the middle of a take */
async function finished(canvas) {
  const shown = sheet(canvas.width, canvas.height);
  shown.getContext("bitmaprenderer", { alpha: false }).transferFromImageBitmap(await createImageBitmap(canvas));
  return shown;
}

function behindWords(part, width, height) {
  const canvas = sheet(width, height);
  const ink = canvas.getContext("2d");
  ink.drawImage(part, 0, 0);
  const veil = ink.createLinearGradient(0, 0, width, 0);
  veil.addColorStop(0.35, "rgb(0 0 0 / .42)");
  veil.addColorStop(0.72, "#000");
  ink.globalCompositeOperation = "destination-in";
  ink.fillStyle = veil;
  ink.fillRect(0, 0, width, height);
  return canvas;
}

/* --ground of tokens.css as paint: an ellipse by its radii and centre in percent of the wall, and its colours */
function colours(ink, width, height) {
  const token = getComputedStyle(document.documentElement).getPropertyValue("--ground");
  const shape = /ellipse ([\d.]+)% ([\d.]+)% at ([\d.]+)% ([\d.]+)%/.exec(token);
  const stops = [...token.matchAll(/(#[0-9a-f]{6}) ([\d.]+)%/gi)];
  if (!shape || !stops.length) throw new Error(`--ground is not an ellipse of colours: ${token}`);
  const [rx, ry, x, y] = shape.slice(1).map((n) => Number(n) / 100);
  const glow = ink.createRadialGradient(0, 0, 0, 0, 0, 1);
  for (const [, colour, at] of stops) glow.addColorStop(Number(at) / 100, colour);
  ink.save();
  ink.translate(x * width, y * height);
  ink.scale(rx * width, ry * height);
  ink.fillStyle = glow;
  ink.fillRect(-x / rx, -y / ry, 1 / rx, 1 / ry);
  ink.restore();
}

function sheet(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}
