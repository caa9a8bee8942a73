/* The panel's page: each judge's mean distance from the panel as bars to the left and right of zero. The table beside the
   picture says the same in figures; without this module the page loses nothing but the picture.
   Everything is drawn on the canvas: no tooltip elements, no style elements, so a strict content policy holds. */

import "../vendor/chart.js-4.6.1/chart.umd.min.js";
import { comma } from "./desk/figures.js";
import { boot, t } from "./desk/page.js";

const ROW_PX = 46;
const AXIS_PX = 54;
const NAMES_PX = 60;        /* "GK 10" and its gap */
const FIGURE_PX = 62;       /* "−10,25" beside the end of a bar */

const { Chart } = globalThis;
const css = getComputedStyle(document.documentElement);
const token = (name, otherwise) => css.getPropertyValue(name).trim() || otherwise;
const words = { family: token("--words", "sans-serif"), size: 15, weight: 500 };
const figures = { family: token("--figures", "sans-serif"), size: 15, weight: 700 };
const [mist, line, strict, kind] = [token("--mist", "#b9cbe8"), token("--bs-border-color", "#2b4a80"), token("--cyan", "#3cc8ff"), token("--amber", "#ffb25c")];

const judges = boot.judges.filter((judge) => judge.number > 0);
const figure = (judge) => (judge.strictness.startsWith("-") ? comma(judge.strictness, 2) : judge.strictness === "0" ? "0,00" : `+${comma(judge.strictness, 2)}`);
const word = (judge) => t(judge.strictness === "0" ? "even" : judge.strictness.startsWith("-") ? "stricter" : "kinder");

/* The figure beside the end of each bar: colour alone says nothing. */
const ends = {
  id: "ends",
  afterDatasetsDraw(chart) {
    const { ctx } = chart;
    ctx.save();
    ctx.font = `${figures.weight} ${figures.size}px ${figures.family}`;
    ctx.fillStyle = "#fff";
    ctx.textBaseline = "middle";
    chart.getDatasetMeta(0).data.forEach((bar, n) => {
      const left = judges[n].strictness.startsWith("-");
      ctx.textAlign = left ? "right" : "left";
      ctx.fillText(figure(judges[n]), bar.x + (left ? -8 : 8), bar.y);
    });
    ctx.restore();
  },
};

function draw() {
  const values = judges.map((judge) => Number(judge.strictness));       /* for lengths only: figures stay text */
  const longest = Math.max(0.5, ...values.map(Math.abs));
  const reach = (width) => longest / (1 - FIGURE_PX / Math.max((width - NAMES_PX) / 2, FIGURE_PX * 1.5));
  const box = document.getElementById("strictness").parentElement;
  box.style.height = `${judges.length * ROW_PX + AXIS_PX}px`;
  const wide = reach(box.clientWidth);
  return new Chart(document.getElementById("strictness"), {
    type: "bar",
    data: {
      labels: judges.map((judge) => judge.label),
      datasets: [{ data: values, backgroundColor: values.map((value) => (value < 0 ? strict : kind)), borderRadius: 3, borderSkipped: "start", maxBarThickness: 22, minBarLength: 3 }],
    },
    options: {
      indexAxis: "y",
      maintainAspectRatio: false,
      onResize(chart, { width }) { Object.assign(chart.options.scales.x, { min: -reach(width), max: reach(width) }); },
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 350 },
      events: ["mousemove", "mouseout", "click", "touchstart", "touchmove"],
      scales: {
        x: { min: -wide, max: wide, border: { display: false }, grid: { color: (tick) => (tick.tick?.value === 0 ? mist : line), lineWidth: (tick) => (tick.tick?.value === 0 ? 2 : 1) }, ticks: { color: mist, font: figures, maxTicksLimit: 7, includeBounds: false, callback: (value) => comma(String(Math.round(value * 100) / 100)) } },
        y: { border: { display: false }, grid: { display: false }, ticks: { color: "#fff", font: figures, autoSkip: false } },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          backgroundColor: "#183463", titleColor: "#fff", bodyColor: "#fff", titleFont: words, bodyFont: words, displayColors: false, padding: 10,
          callbacks: { title: ([item]) => judges[item.dataIndex].name, label: (item) => `${t("points", { points: figure(judges[item.dataIndex]) })}, ${word(judges[item.dataIndex])}` },
        },
      },
    },
    plugins: [ends],
  });
}

/* Words on a canvas do not follow when a font arrives. */
await document.fonts.ready;
const chart = draw();
addEventListener("beforeprint", () => chart.resize());
