/* Reads QR codes off pictures: with the browser's own reader where it has one, else with jsQR. Both get the same pictures,
   from the camera or from a photo, and only a code of check-in is taken from what they read. */

const SIDES = [1400, 800, 480];      /* a photo is looked at in several sizes: close by and sharp, or far off and blurred */
const LIVE_SIDE = 720;

async function native() {
  if (!("BarcodeDetector" in globalThis)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (canvas) => (await detector.detect(canvas)).map((found) => found.rawValue);
}

async function vendored() {
  await import("../../vendor/jsqr-1.4.0/jsQR.js");
  return async (canvas) => {
    const { width, height } = canvas;
    const pixels = canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, width, height);
    const found = globalThis.jsQR(pixels.data, width, height);
    return found ? [found.data] : [];
  };
}

let reader;
/** The reader of this browser, made once: canvas → the texts of the codes on it. */
const readerHere = () => (reader ??= native().then((own) => own ?? vendored()));

/** The code of check-in that a QR code's text holds: in our address, or by itself; null for anything else. */
export function codeIn(text) {
  const found = /^(?:https?:\/\/[^/]+\/check-in\/code\/)?(D?\d{1,12}-[0-9A-Z]{4,8})\/?$/i.exec(text.trim());
  return found ? found[1].toUpperCase() : null;
}

function drawn(picture, width, height, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const way = canvas.getContext("2d", { willReadFrequently: true });
  way.fillStyle = "#fff";      /* what is transparent counts as paper */
  way.fillRect(0, 0, canvas.width, canvas.height);
  way.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** What a picture of the camera holds: `{code, other}`; `other` says that it is a QR code, but none of check-in. */
export async function readVideo(video) {
  if (!video.videoWidth) return {};
  return sorted(await (await readerHere())(drawn(video, video.videoWidth, video.videoHeight, LIVE_SIDE)));
}

/** The same of a photo. Throws when the file is no picture. */
export async function readPhoto(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const read = await readerHere();
  let other = false;
  try {
    for (const side of SIDES) {
      const found = sorted(await read(drawn(picture, picture.width, picture.height, side)));
      if (found.code) return found;
      other ||= found.other;
    }
  } finally { picture.close(); }
  return { code: null, other };
}

function sorted(texts) {
  return { code: texts.map(codeIn).find(Boolean) ?? null, other: texts.length > 0 };
}
