/* The scanner of check-in: the camera in the page where the browser gives it (https, or the machine itself), a photo
   everywhere. A code that is read opens the page of its team, as a typed one does; nothing is checked in by looking. */

import { say, t } from "../desk/page.js";
import { readPhoto, readVideo } from "./codes.js";

const EVERY_MS = 160;
const GOES_ON = "check-in-camera";      /* kept for this tab: the next team is scanned without pressing again */
const WIDE = { video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } }, audio: false };

export function startScanner(place) {
  const part = (name) => place.querySelector(`[data-part="${name}"]`);
  const video = part("video");
  let stream = null;
  let told = "";

  const message = (words) => { told = words; say(part("said"), words); part("said").hidden = !words; };
  const open = (code) => {
    message(t("code_found", { code }));
    location.assign(`/check-in/code/${encodeURIComponent(code)}${place.dataset.round ? `?round=${encodeURIComponent(place.dataset.round)}` : ""}`);
  };

  function close() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
    part("live").hidden = true;
    part("open").hidden = false;
  }

  async function look(mine) {
    while (stream === mine) {
      const found = await readVideo(video).catch(() => ({}));
      if (stream !== mine) return;
      if (found.code) { close(); open(found.code); return; }
      if (found.other && told !== t("code_other")) message(t("code_other"));
      await new Promise((resolve) => { setTimeout(resolve, EVERY_MS); });
    }
  }

  async function start() {
    message("");
    part("open").disabled = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia(WIDE);
      video.srcObject = stream;
      part("live").hidden = false;
      part("open").hidden = true;
      sessionStorage.setItem(GOES_ON, "1");
      await video.play();
      look(stream);
    } catch (refusal) {
      close();
      sessionStorage.removeItem(GOES_ON);
      message(t({ NotAllowedError: "camera_refused", NotFoundError: "camera_none", OverconstrainedError: "camera_none" }[refusal.name] ?? "camera_busy"));
    }
    part("open").disabled = false;
  }

  async function still() {
    const file = part("photo").files[0];
    if (!file) return;
    message(t("code_reading"));
    const found = await readPhoto(file).catch(() => null);
    part("photo").value = "";
    if (found?.code) open(found.code);
    else message(t(found === null ? "code_unread" : found.other ? "code_other" : "code_nothing"));
  }

  const live = Boolean(globalThis.isSecureContext && navigator.mediaDevices?.getUserMedia);
  part("open").hidden = !live;
  part("photo-key").classList.add(live ? "btn-quiet" : "btn-primary");
  part("plain").hidden = live;
  place.hidden = false;
  part("open").addEventListener("click", start);
  part("close").addEventListener("click", () => { sessionStorage.removeItem(GOES_ON); close(); message(""); });
  part("photo").addEventListener("change", still);
  document.addEventListener("visibilitychange", () => { if (document.hidden && stream) close(); });
  addEventListener("pagehide", close);
  if (live && place.dataset.next && sessionStorage.getItem(GOES_ON)) start();
}
