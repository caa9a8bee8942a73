/* Words and figures of the console: the page's own texts, filled in; numbers as they are written in Vietnamese.
   Knows no language itself: every word comes from the page. */

/** "lệnh {n} / {of}" with {n: 19, of: 46} → "lệnh 19 / 46". */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));

/** Letters as people type them in a hurry: "Sơn Tịnh – Đội 2" → "son tinh – doi 2". Đ has no decomposition of its own. */
export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

/** 6430 → "6,4": seconds with one decimal, decimal comma. */
export const tenths = (ms) => (Math.max(0, ms) / 1000).toFixed(1).replace(".", ",");

/** "Thành phố Quảng Ngãi · Màn chào hỏi", to be broken at the dot rather than inside a short name. */
export const parts = (text) => text.split(" · ").map((part) => (part.length <= 24 ? part.replaceAll(" ", "\u00a0") : part)).join("\u00a0· ");

/** How long a screen has been silent: "0,2" up to a minute (its unit is the page's to add), then "2:58", "1:02:58". */
export function age(ms) {
  const s = Math.floor(Math.max(0, ms) / 1000);
  if (s < 60) return { text: tenths(ms), unit: true };
  const two = (n) => String(n).padStart(2, "0");
  const text = s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return { text, unit: false };
}

/** Time of day at the contest's place: `hms(ms)` "20:14:07", `hm(ms)` "20:14". Without a zone, the laptop's own. */
export function dayTime(timeZone) {
  const format = (seconds) => {
    const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(seconds && { second: "2-digit" }) };
    try { return new Intl.DateTimeFormat("vi-VN", { ...options, timeZone }); } catch { return new Intl.DateTimeFormat("vi-VN", options); }
  };
  const long = format(true);
  const short = format(false);
  return { hms: (ms) => long.format(ms), hm: (ms) => short.format(ms) };
}

/** Writes only what changed: rows that stay as they are cost nothing. */
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
export function mark(node, name, value) {
  if (value == null || value === false) { if (node.hasAttribute(name)) node.removeAttribute(name); } else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}
