// What a check of the memory finds: it runs in the program, however long it takes; the page looks how far it is.

import { ask, make, say } from "./page.js";
import { attempt, marked, text } from "./place.js";

const POLL = 700; // milliseconds between two looks at a check under way

/**
 * The part of the page that shows the findings. `article` makes the element of a unit, `done` is told what was put right.
 * Returns `look`, which shows how the findings stand now, and the `actions` of its buttons.
 */
export function findings(article, done) {
  const part = document.getElementById("checks");
  const place = part.querySelector("div");
  let code = "";
  let wait;

  async function start() {
    clearTimeout(wait);
    place.replaceChildren(make("p", { class: "soft" }, say("working")));
    show(await attempt(() => ask("/api/memory/check", {})));
  }

  async function look(offset = 0) {
    clearTimeout(wait);
    if (!part.open) return;
    const told = await attempt(() => ask(`/api/memory/findings?${new URLSearchParams({ code, offset })}`));
    if (told?.state === "none") await start();
    else if (offset && told?.state === "done") more(told);
    else show(told);
  }

  function show(told) {
    if (told?.state === "running") {
      going(told);
      wait = setTimeout(look, POLL);
    } else if (told?.state === "done") {
      list(told);
    }
  }

  function going({ stage, done: units, units: all }) {
    const words = say(`checking-${stage}`, { done: units.toLocaleString(), units: all.toLocaleString() });
    const bar = place.querySelector("progress");
    if (bar) {
      Object.assign(bar, { max: Math.max(1, all), value: units });
      place.querySelector("p").textContent = words;
      return;
    }
    place.replaceChildren(make("p", { class: "soft" }, words), make("progress", { max: Math.max(1, all), value: units, "aria-label": say("findings") }),
      " ", make("button", { type: "button", "data-do": "stop" }, say("stop")));
  }

  function list(told) {
    const all = { units: told.units, total: told.counts.reduce((sum, one) => sum + one.count, 0) };
    const again = make("button", { type: "button", "data-do": "check" }, say("check-again"));
    place.replaceChildren(make("p", { class: "soft" }, all.total ? say("findings-of", all) : say("no-findings"),
      told.outdated ? ` ${say("outdated")}` : "", " ", again), codes(told.counts));
    more(told);
  }

  function codes(counts) {
    return make("div", { class: "codes" }, ...counts.map((one) => make("span", {},
      make("button", { type: "button", "data-do": "only", "data-code": one.code, "aria-pressed": String(code === one.code), title: one.code },
        `${say(`code-${one.code}`)} · ${one.count}`),
      one.fixable ? make("button", { type: "button", class: "first", "data-do": "fix", "data-code": one.code,
        "aria-label": say("fix-all", { code: say(`code-${one.code}`) }) }, say("fix")) : "")));
  }

  function more(told) {
    place.querySelector("[data-do=further]")?.remove();
    place.append(...told.findings.map(finding));
    if (told.next !== null) place.append(make("button", { type: "button", "data-do": "further", "data-offset": told.next }, say("more")));
  }

  function finding(unit) {
    const { severity, code: name, message, suggestion, source_span: span } = unit.finding;
    return article(unit, severity,
      make("div", {}, make("span", { class: "severity" }, say(`severity-${severity}`)), make("span", { class: "kind", title: name }, say(`code-${name}`))),
      make("p", { class: "source" }, text(unit.source_lang, ...marked(unit.source, span ? [span] : []))),
      [make("p", { class: "machine" }, text("", [message, suggestion].filter(Boolean).join(" → ")))],
      [unit.origin, unit.date]);
  }

  part.addEventListener("toggle", () => look());
  look(); // opened before this script was there
  return {
    look: () => look(),
    actions: {
      check: start,
      stop: async () => { await attempt(() => ask("/api/memory/check/stop", {})); part.open = false; },
      only: (button) => { code = code === button.dataset.code ? "" : button.dataset.code; return look(); },
      further: (button) => look(Number(button.dataset.offset)),
      fix: async (button) => {
        const told = await attempt(() => ask("/api/memory/fix", { code: button.dataset.code }));
        if (!told) return;
        if (code === button.dataset.code) code = "";
        await done(say("did-fix", told));
      },
    },
  };
}
