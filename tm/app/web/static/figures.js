// The pictures of the memory: how sure its units are, how it grew, how much of a text a band holds.

import { make, say } from "./page.js";

const SVG = "http://www.w3.org/2000/svg";

/** A new element of a picture. */
export function draw(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function chart(width, label, ...children) {
  return draw("svg", { viewBox: `0 0 ${width} 80`, preserveAspectRatio: "none", role: "img", "aria-label": label }, ...children);
}

/** What stands where under a distribution of confidence. */
export function axis() {
  return make("p", { class: "axis", "aria-hidden": "true" }, ...["0", "50", "100 %"].map((one) => make("span", {}, one)));
}

/** Units by confidence, a bar each bin, heights by square root; those vouched for are told in words. */
export function drawBins(place, bins, vouched) {
  const most = Math.max(1, ...bins);
  const grade = (at) => { const low = at / bins.length; return low >= 0.95 ? "A" : low >= 0.8 ? "B" : low >= 0.5 ? "C" : "D"; };
  const told = bins.map((count, at) => [count, `${Math.round(100 * at / bins.length)} %: ${count}`]).filter(([count]) => count);
  place.replaceChildren(chart(bins.length * 10, say("confidence-of", { bars: told.map(([, words]) => words).join(", ") || "–" }),
    ...bins.map((count, at) => {
      const height = 74 * Math.sqrt(count / most);
      return draw("rect", { x: at * 10 + 1, width: 8, y: 80 - height, height, class: grade(at) });
    })), axis(), make("p", { class: "soft" }, say("vouched", { units: vouched })));
}

/** How many of today's units there were on each day. */
export function drawGrowth(place, days) {
  const moments = days.map(([day]) => Date.parse(day));
  const [first, last] = [moments[0] ?? 0, moments.at(-1) ?? 0];
  const width = Math.max(1, (last - first) / 86_400_000);
  const sum = days.reduce((all, [, count]) => all + count, 0);
  let units = 0;
  let line = "M0 80";
  days.forEach(([, count], at) => {
    const x = (moments[at] - first) / 86_400_000;
    line += `L${x} ${80 - 74 * units / Math.max(1, sum)}`;
    units += count;
    line += `L${x} ${80 - 74 * units / Math.max(1, sum)}`;
  });
  const words = say("growth-of", { units, first: days[0]?.[0] ?? "–", last: days.at(-1)?.[0] ?? "–" });
  place.replaceChildren(chart(width, words, draw("path", { d: `${line}L${width} ${80 - 74 * units / Math.max(1, sum)}V80Z`, class: "grown" })),
    make("p", { class: "soft" }, words));
}

/** A cell with a bar of this share of its width. */
export function drawShare(share) {
  const bar = draw("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { width: 100 * share, height: 10, class: "A" }));
  return make("td", {}, bar);
}
