// The small charts beside the rows: how sure the pairs are, and the way of the alignment through the two texts.

import { axis, draw } from "./figures.js";
import { say } from "./page.js";

const BINS = 20;
const GRADES = ["A", "B", "C", "D", "N", "H"];

function gradeOf(bin) {
  const low = bin / BINS;
  return low >= 0.95 ? "A" : low >= 0.8 ? "B" : low >= 0.5 ? "C" : "D";
}

/** The confidences of the pairs: a bar each twentieth, the reviewed part full; heights by square root. */
export function drawDistribution(place, rows) {
  const bins = Array.from({ length: BINS }, () => ({ open: 0, done: 0 }));
  const grades = Object.fromEntries(GRADES.map((grade) => [grade, 0]));
  for (const row of rows) {
    grades[row.grade] += 1;
    if (row.confidence === null || row.grade === "N") continue;
    const bin = bins[Math.min(BINS - 1, Math.floor(row.confidence * BINS + 1e-9))];
    bin[row.state === "accepted" || row.state === "dropped" ? "done" : "open"] += 1;
  }
  const most = Math.max(1, ...bins.map((bin) => bin.open + bin.done));
  const bars = grades.A + grades.B + grades.C + grades.D === 0 ? "–" : GRADES.slice(0, 4)
    .map((grade) => `${grade} ${grades[grade]}`).join(", ");
  const chart = draw("svg", { viewBox: `0 0 ${BINS * 10} 80`, preserveAspectRatio: "none", role: "img",
    "aria-label": say("distribution-of", { bars }) });
  bins.forEach((bin, at) => {
    const all = 74 * Math.sqrt((bin.open + bin.done) / most);
    const done = bin.done ? all * bin.done / (bin.open + bin.done) : 0;
    const place = { x: at * 10 + 1, width: 8, class: gradeOf(at) };
    if (all > done) chart.append(draw("rect", { ...place, class: `${place.class} open`, y: 80 - all, height: all - done }));
    if (done) chart.append(draw("rect", { ...place, y: 80 - done, height: done }));
  });
  place.replaceChildren(chart, axis());
  return grades;
}

/** The way through both texts, doubtful rows marked; `go` is told the row that a click means. */
export function drawPath(place, rows, sentences, go) {
  const { source, target } = sentences;
  const points = [];
  let doubts = "";
  rows.forEach((row) => {
    if (row.source.first === null || row.target.first === null) return;
    points.push(`${row.source.first},${row.target.first}`);
    if (row.eyes) doubts += `M${row.source.first} ${row.target.first}h0`;
  });
  const chart = draw("svg", { viewBox: `0 0 ${Math.max(1, source)} ${Math.max(1, target)}`, preserveAspectRatio: "none",
    role: "img", "aria-label": say("path-of", { source, target }) },
  draw("polyline", { points: points.join(" "), class: "way" }), draw("path", { d: doubts, class: "doubt" }));
  chart.addEventListener("click", (event) => {
    const box = chart.getBoundingClientRect();
    const wanted = source * (event.clientX - box.left) / box.width;
    const at = rows.findIndex((row) => row.source.first !== null && row.source.first >= wanted - 1);
    if (at >= 0) go(at);
  });
  place.replaceChildren(chart);
}
