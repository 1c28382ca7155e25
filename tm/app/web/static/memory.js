// The memory: matches and places as you type, units changed where they stand, checks, pictures.

import { ask, make, say } from "./page.js";
import { attempt, keepsUnsaved, listen, marked, showHistory, tell, text } from "./place.js";
import { drawBins, drawGrowth, drawShare } from "./figures.js";
import { findings } from "./findings.js";

const query = document.getElementById("query");
const meaning = document.getElementById("meaning");
const found = document.getElementById("found");
const heard = document.getElementById("heard"); // for who does not see what is found
const sections = Object.fromEntries(["terms", "matches", "fragments", "meanings", "keywords"]
  .map((name) => [name, document.getElementById(name)]));
const KINDS = { delete: "del", insert: "ins" };
const FIRST_HITS = 10;
const PAUSE = 350; // milliseconds without a key after which all texts are gone through
let asking = 0;
let asked = ""; // the last question
let going = new AbortController(); // the search through all texts that is under way

async function search() {
  if (keepsUnsaved()) return undefined;
  const turn = ++asking;
  const text = query.value.trim();
  asked = text;
  going.abort();
  found.setAttribute("aria-busy", String(Boolean(text)));
  heard.textContent = "";
  if (!text) return Object.values(sections).forEach((one) => one.replaceChildren());
  const answer = await attempt(() => ask("/api/memory/search", { text, meaning: meaning.checked }));
  if (turn !== asking) return undefined; // a later question is under way
  if (answer) show(answer);
  await new Promise((next) => { setTimeout(next, PAUSE); });
  return turn === asking ? places(text) : undefined;
}

/** Where the text stands: goes through the whole memory, and is given up for the next question. */
async function places(text) {
  const mine = new AbortController();
  going = mine;
  sections.keywords.setAttribute("aria-busy", "true");
  if (!sections.keywords.children.length) sections.keywords.append(make("p", { class: "soft" }, say("working")));
  try {
    const told = await attempt(() => ask("/api/memory/places", { text }, mine.signal));
    fill("keywords", told?.hits ?? [], listed, told ? say(told.complete ? "keywords-of" : "keywords-beyond", told) : "");
    sections.keywords.setAttribute("aria-busy", "false");
    found.setAttribute("aria-busy", "false");
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function show(answer) {
  const form = answer.matches.filter((match) => match.kind !== "meaning");
  const near = answer.matches.filter((match) => match.kind === "meaning");
  fill("terms", answer.terms, (terms) => make("ul", { class: "line" }, ...terms.map(term)));
  sections.matches.replaceChildren(make("h2", {}, say("matches")),
    ...(form.length ? form.map(card) : [make("p", { class: "soft" }, say("no-match"))]));
  fill("fragments", form.length ? [] : answer.fragments, (all) => make("ul", { class: "line" }, ...all.map((one) => make("li", {},
    text(answer.lang, one.text), " ≈ ", text("", one.target || "?"), " ", make("span", { class: "soft" }, `×${one.count}`)))));
  fill("meanings", near, (all) => all.map(card));
  heard.textContent = say("heard", { matches: form.length, meanings: near.length });
}

function fill(name, items, draw, told = "") {
  sections[name].replaceChildren(...(items.length
    ? [make("h2", {}, say(name), " ", make("span", { class: "soft" }, told)), ...[draw(items)].flat()] : []));
}

function term(hit) {
  return make("li", {}, text("", hit.source), " = ", text("", hit.target.join(" / ")),
    ...hit.forbidden.flatMap((one) => [" ", make("del", {}, one)]), " ",
    make("span", { class: "soft" }, hit.workflow === "approved" ? "" : say(`workflow-${hit.workflow}`)));
}

function difference(match) {
  if (match.kind !== "fuzzy") return [match.source];
  return match.diff.map(([op, piece]) => (KINDS[op] ? make(KINDS[op], {}, piece) : piece));
}

function card(match) {
  const form = match.cosine === null;
  const band = !form ? "meaning" : match.percent >= 100 ? "full" : match.percent >= 75 ? "high" : "low";
  const penalties = Object.entries(match.penalties).map(([code, points]) => `−${points} ${say(`penalty-${code}`)}`).join(" ");
  const machine = [["repaired", match.repaired], ["converted", match.suggestion]].filter(([, one]) => one);
  return article(match, band,
    make("div", { class: "score" }, form ? `${match.percent} %` : match.cosine.toFixed(2),
      make("span", { class: "kind" }, say(`kind-${match.kind}`))),
    make("p", { class: "source" }, text(match.source_lang, ...difference(match))),
    machine.map(([name, one]) => make("p", { class: "machine" }, make("span", { class: "tag" }, say(name)), text(match.target_lang, one))),
    [penalties, match.origin, match.date]);
}

/** A unit that can be copied, changed and deleted where it stands. */
function article(unit, kind, score, source, machine, rest) {
  const button = (name, word) => make("button", { type: "button", "data-do": name, tabindex: "-1" }, say(word));
  const made = make("article", { class: kind, tabindex: "0", "aria-label": `#${unit.id} ${unit.source}` }, score,
    make("div", {}, source, make("p", { class: "target" }, text(unit.target_lang, unit.target)), ...machine,
      make("footer", { class: "soft" }, ...rest.filter(Boolean).map((one) => text("", one)), make("span", {}, `#${unit.id}`),
        button("copy", "copy"), button("edit", "edit"), button("remove", "remove"))));
  made.unit = unit;
  return made;
}

function listed(hits) {
  const list = make("ul", { class: "hits" }, ...hits.slice(0, FIRST_HITS).map(hit));
  const rest = hits.slice(FIRST_HITS);
  const more = make("button", { type: "button" }, say("more"));
  more.addEventListener("click", () => {
    list.append(...rest.map(hit));
    more.remove();
    list.children[FIRST_HITS].querySelector("article").focus();
  });
  return rest.length ? [list, more] : list;
}

function hit(hit) {
  const shown = { source: [hit.source], target: [hit.target] };
  shown[hit.side] = marked(hit[hit.side], [[hit.start, hit.end]]);
  const one = article(hit, hit.state === "reviewed" || hit.state === "final" ? "full" : "",
    make("div", { class: "score kind" }, say(`unit-${hit.state}`)),
    make("p", {}, text(hit.source_lang, ...shown.source)), [], [hit.origin, hit.date]);
  one.querySelector(".target").replaceChildren(text(hit.target_lang, ...shown.target));
  return make("li", {}, one);
}

const current = (button) => (button ?? document.activeElement)?.closest?.("article");
const seen = (unit) => ({ seen_source: unit.source, seen_target: unit.target });

function edit(button) {
  const one = current(button);
  const place = one?.querySelector(".target");
  if (!place || one.querySelector("textarea")) return;
  const box = make("textarea", { rows: 1, lang: one.unit.target_lang, "aria-label": say("target") });
  box.value = one.unit.target;
  const form = make("form", { class: "editor" }, box, make("p", { class: "buttons" }, make("button", { class: "first" }, say("save")), " ",
    make("button", { type: "button" }, say("cancel"))));
  const leave = () => {
    form.replaceWith(place);
    one.focus();
    if (query.value.trim() !== asked) search(); // what was typed there meanwhile
  };
  form.querySelector("[type=button]").addEventListener("click", leave);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key === "Enter" && event.target === box && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = await attempt(() => ask(`/api/memory/units/${one.unit.id}`, { ...seen(one.unit), target: box.value }));
    if (!told) return;
    one.unit.target = box.value;
    place.replaceChildren(text(one.unit.target_lang, box.value));
    leave();
    await changed(say("did-saved"));
  });
  place.replaceWith(form);
  box.focus();
}

async function remove(button) {
  const one = current(button);
  if (!one) return;
  const next = neighbour(one, 1) ?? neighbour(one, -1);
  if (!await attempt(() => ask(`/api/memory/units/${one.unit.id}/delete`, seen(one.unit)))) return;
  (one.closest("li") ?? one).remove();
  next?.focus();
  await changed(say("did-deleted"));
}

async function copy(button) {
  const one = current(button);
  if (!one) return;
  await navigator.clipboard.writeText(one.querySelector(".machine bdi")?.textContent ?? one.unit.target);
  tell(say("did-copy"));
}

async function changed(words) {
  tell(words);
  showHistory();
  await Promise.all([charts(), checks.look()]);
}

const checks = findings(article, async (words) => { await Promise.all([changed(words), search()]); });

const cards = () => [...document.querySelectorAll("article")];

function neighbour(one, step) {
  const all = cards();
  return all[all.indexOf(one) + step];
}

function move(step) {
  const all = cards();
  const at = all.indexOf(current());
  all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
}

async function charts() {
  const told = await attempt(() => ask("/api/memory/charts"));
  if (!told) return;
  drawBins(document.getElementById("distribution"), told.confidences, told.vouched);
  drawGrowth(document.getElementById("growth"), told.growth);
}

document.querySelector("#bands form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const told = await attempt(() => ask("/api/memory/bands", { text: document.getElementById("lines").value }));
  if (!told) return;
  const most = Math.max(...told.bands.map((band) => band.words), 1);
  document.querySelector("#bands > div").replaceChildren(make("p", {}, say("words-segments", told)), make("table", { class: "figures" },
    ...told.bands.map((band) => make("tr", {}, make("th", { scope: "row" }, say(`band-${band.band}`)), drawShare(band.words / most),
      make("td", {}, say("words-segments", band))))));
});

let wait;
query.addEventListener("input", () => { clearTimeout(wait); tell(""); wait = setTimeout(search, 180); });
query.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); move(0); }
  if (event.key === "Escape") { query.value = ""; search(); }
});
document.getElementById("ask").addEventListener("submit", (event) => event.preventDefault());
meaning.addEventListener("change", search);
const KEYS = { "/": "search", ArrowDown: "down", ArrowUp: "up", e: "edit", c: "copy", m: "meaning", Delete: "remove" };
listen(
  { search: () => query.focus(), down: () => move(1), up: () => move(-1), edit, remove, copy, ...checks.actions,
    meaning: () => { meaning.checked = !meaning.checked; search(); } },
  (event) => (event.key.startsWith("Arrow") && !current() ? "" : KEYS[event.key.length > 1 ? event.key : event.key.toLowerCase()]),
  async () => { await Promise.all([search(), charts(), checks.look()]); },
);
query.focus();
search(); // what was typed before this script was there
await charts();
