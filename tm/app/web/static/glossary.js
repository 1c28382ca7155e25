// The glossary: a list of entries, the one chosen with its sentences, decisions by single keys.

import { ask, make, say } from "./page.js";
import { merging } from "./merging.js";
import { attempt, keepsUnsaved, listen, marked, showHistory, tell, text } from "./place.js";
import { steps } from "./steps.js";

const place = document.getElementById("glossary");
const list = document.getElementById("entries");
const detail = document.getElementById("entry");
const search = document.getElementById("text");
const more = document.getElementById("more");
const langs = [place.dataset.sourceLang, place.dataset.targetLang];
let rows = [];
let shown = null; // the entry as the program last told it
let chosen = ""; // its rendering
let asking = 0;
let going = new AbortController(); // the search for sentences that is under way

const address = (concept) => `/api/glossary/${encodeURIComponent(concept)}`;
const at = () => rows.findIndex((row) => row.concept === shown?.row.concept);

/** The list by the fields above it; goes on at `offset`. */
async function load(offset = 0) {
  const turn = ++asking;
  const asked = new URLSearchParams({
    text: search.value, workflow: document.querySelector("[name=workflow]:checked").value,
    kind: document.getElementById("kind").value, sort: document.getElementById("sort").value, offset });
  const told = await attempt(() => ask(`/api/glossary?${asked}`));
  if (!told || turn !== asking) return;
  rows = offset ? [...rows, ...told.entries] : told.entries;
  document.getElementById("total").textContent = say("of-entries", { count: told.total });
  for (const count of document.querySelectorAll("[data-count]")) count.textContent = told.counts[count.dataset.count] ?? 0;
  more.hidden = rows.length >= told.total;
  draw();
}

function draw() {
  list.replaceChildren(...rows.map(option));
  if (!rows.length) list.append(make("p", { class: "soft" }, say(search.value ? "none-found" : "no-entries")));
  list.setAttribute("aria-busy", "false");
  select();
}

function option(row, index) {
  return make("div", { role: "option", id: `row-${index}`, "data-concept": row.concept, class: row.workflow,
    "aria-selected": "false" },
  make("span", { class: "sign", title: say(`workflow-${row.workflow}`) },
    make("span", { "aria-hidden": "true" }, { proposed: "?", approved: "✓", rejected: "✗" }[row.workflow]),
    make("span", { class: "unseen" }, say(`workflow-${row.workflow}`))),
  make("span", { class: "pair" }, text(row.source_lang, row.source), " ", text(row.target_lang, row.target)),
  make("span", { class: "figure soft" }, row.count ? `×${row.count}` : ""));
}

function select() {
  const now = at();
  list.querySelectorAll("[role=option]").forEach((one, index) => one.setAttribute("aria-selected", String(index === now)));
  if (now < 0) return list.removeAttribute("aria-activedescendant");
  list.setAttribute("aria-activedescendant", `row-${now}`);
  return list.children[now].scrollIntoView({ block: "nearest" });
}

async function open(concept) {
  if (keepsUnsaved()) return;
  const turn = ++asking;
  const told = await attempt(() => ask(address(concept)));
  if (told && turn === asking) show(told);
}

function show(told) {
  shown = told;
  chosen = told.row.target;
  const { entry, row } = told;
  const rest = [entry.subject_field, entry.definitions?.[0]?.text, entry.note].filter(Boolean);
  detail.replaceChildren(
    make("header", {}, make("h2", {}, text(row.source_lang, row.source)),
      make("p", { class: `state ${row.workflow}` }, say(`workflow-${row.workflow}`),
        row.confidence === null ? "" : ` · ${say("confidence")} ${Math.round(row.confidence * 100)} %`)),
    make("ul", { class: "terms", "aria-label": say("terms") }, ...entry.terms.map((term) => make("li", { class: term.status },
      text(term.lang, term.text), " ", make("span", { class: "soft" }, [term.lang, say(`status-${term.status}`), term.term_type && say(`type-${term.term_type}`)].filter(Boolean).join(" · "))))),
    ...rest.map((one) => make("p", {}, text("", one))),
    renderings(told), buttons(), make("div", { id: "sentences" }), steps(address(row.concept)));
  sentences(row);
  const index = at();
  if (index >= 0) {
    rows[index] = row;
    list.children[index].replaceWith(option(row, index));
  }
  select();
}

/** The sentences with the term: goes through the whole memory, and is given up for the next entry. */
async function sentences(row) {
  going.abort();
  going = new AbortController();
  const place = document.getElementById("sentences");
  const head = make("h3", {}, say("sentences"));
  place.replaceChildren(head, make("p", { class: "soft" }, say("working")));
  try {
    const told = await attempt(() => ask(`${address(row.concept)}/sentences`, undefined, going.signal));
    if (!told) return place.replaceChildren();
    head.append(" ", make("span", { class: "soft" }, say("uses", { uses: told.uses })));
    return place.replaceChildren(head, ...(told.sentences.length ? told.sentences.map((one) => sentence(one, row))
      : [make("p", { class: "soft" }, say("no-sentences"))]));
  } catch (error) {
    if (error.name !== "AbortError") throw error;
    return undefined;
  }
}

function renderings(told) {
  const all = told.renderings.map((one) => one.text);
  const choices = [...(told.row.target && !all.includes(told.row.target) ? [{ text: told.row.target, count: 0 }] : []),
    ...told.renderings].slice(0, 9);
  if (!choices.length) return "";
  return make("fieldset", { class: "renderings" }, make("legend", {}, say("renderings")),
    ...choices.map((one, index) => {
      const input = make("input", { type: "radio", name: "rendering", value: one.text });
      input.checked = one.text === chosen;
      input.addEventListener("change", () => { chosen = one.text; });
      return make("label", {}, input, make("kbd", { "aria-hidden": "true" }, String(index + 1)), " ",
        text(langs[1], one.text), " ", make("span", { class: "soft" }, one.count ? `×${one.count}` : ""));
    }));
}

function buttons() {
  const button = (name, word, key, kind = "") => make("button", { type: "button", "data-do": name, class: kind },
    `${say(word)} `, make("kbd", { "aria-hidden": "true" }, key));
  return make("p", { class: "buttons" }, button("approve", "approve", "A", "first"), " ", button("reject", "reject", "R"), " ",
    button("edit", "edit", "E"), " ", button("merge", "join", "G"), " ", button("remove", "remove", "Del"));
}

function sentence(one, row) {
  return make("blockquote", {}, make("p", {}, text(row.source_lang, ...marked(one.source, one.source_spans))),
    make("p", {}, text(row.target_lang, ...marked(one.target, one.target_spans))),
    make("footer", { class: "soft" }, text("", [one.document, one.date].filter(Boolean).join("  "))));
}

async function decide(verdict) {
  if (!shown) return;
  const body = { seen: shown.seen, ...(verdict === "approve" && chosen ? { rendering: chosen } : {}) };
  const told = await attempt(() => ask(`${address(shown.row.concept)}/${verdict}`, body));
  if (!told) return open(shown.row.concept);
  const next = rows[at() + 1];
  show(told);
  const bare = verdict === "approve" && !told.row.target ? "-bare" : "";
  tell(say(`did-${verdict}${bare}`, { term: told.row.source }));
  showHistory();
  recount();
  if (next) await open(next.concept);
  list.focus();
}

/** The figures above the list; the rows stay where they are, so that nothing jumps under the eyes. */
async function recount() {
  const told = await attempt(() => ask(`/api/glossary?${new URLSearchParams({ text: search.value, offset: 1e9 })}`));
  for (const count of document.querySelectorAll("[data-count]")) count.textContent = told?.counts[count.dataset.count] ?? 0;
}

function edit() {
  if (!shown) return;
  asking += 1; // an entry that is on its way must not take the form away
  const { entry } = shown;
  const open = shown.row.target ? [] : [{ text: "", lang: langs[1], status: "preferred" }];
  const lines = make("div", { class: "lines" }, ...[...entry.terms, ...open].map(line));
  const field = (name, value) => make("label", {}, say(name), make("textarea", { name, rows: 1 }, value ?? ""));
  const form = make("form", { class: "editor" }, lines,
    make("p", {}, make("button", { type: "button", class: "plain" }, `＋ ${say("add-term")}`)),
    field("subject", entry.subject_field), field("definition", entry.definitions?.[0]?.text), field("note", entry.note),
    make("p", { class: "buttons" }, make("button", { class: "first" }, say("save")), " ",
      make("button", { type: "button", value: "cancel" }, say("cancel"))));
  form.querySelector(".plain").addEventListener("click", () => {
    lines.append(line({ text: "", lang: langs[1], status: "admitted" }));
    lines.lastChild.querySelector("input").focus();
  });
  form.querySelector("[value=cancel]").addEventListener("click", () => { show(shown); list.focus(); });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") form.querySelector("[value=cancel]").click();
    if (event.key === "Enter" && event.target.matches("textarea") && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const terms = [...lines.children].map((one) => ({
      was: one.dataset.was, lang: one.dataset.lang || one.querySelector("[name=lang]").value, note: one.dataset.note,
      text: one.querySelector("[name=text]").value, status: one.querySelector("[name=status]").value }))
      .filter((term) => term.text.trim() || term.was);
    const told = await attempt(() => ask(`${address(shown.row.concept)}/edit`, { seen: shown.seen,
      terms, subject: form.elements.subject.value,
      definition: form.elements.definition.value, note: form.elements.note.value }));
    if (!told) return;
    show(told);
    tell(say("did-saved"));
    showHistory();
    list.focus();
  });
  detail.replaceChildren(make("h2", {}, text(shown.row.source_lang, shown.row.source)), form);
  (open.length ? lines.lastChild : form).querySelector("input").focus();
}

function line(term) {
  const choice = make("select", { name: "status", "aria-label": say("status") });
  choice.append(document.getElementById("statuses").content.cloneNode(true));
  choice.value = term.status;
  const lang = make("select", { name: "lang", "aria-label": say("language") }, ...langs.map((one) => make("option", {}, one)));
  lang.value = term.lang;
  const known = term.text !== "";
  const gone = make("button", { type: "button", class: "plain", "aria-label": `${say("remove")} ${term.text}` }, "✕");
  const made = make("div", { "data-was": term.text, "data-lang": known ? term.lang : "", "data-note": term.note ?? "" },
    make("input", { name: "text", value: term.text, lang: term.lang, "aria-label": `${say("term")} ${term.lang}` }), choice,
    known ? make("span", { class: "soft" }, term.lang) : lang, gone);
  gone.addEventListener("click", () => made.remove());
  return made;
}

async function remove() {
  if (!shown) return;
  const told = await attempt(() => ask(`${address(shown.row.concept)}/delete`, { seen: shown.seen }));
  if (told === undefined) return;
  const next = rows[at() + 1] ?? rows[at() - 1];
  rows = rows.filter((row) => row.concept !== shown.row.concept);
  shown = null;
  draw();
  detail.replaceChildren(make("p", { class: "soft" }, say("choose-entry")));
  tell(say("did-deleted"));
  showHistory();
  if (next) await open(next.concept);
}

const askMerge = merging(async (other) => {
  const told = await attempt(() => ask(`${address(shown.row.concept)}/merge`, { seen: shown.seen, other }));
  if (!told) return open(shown.row.concept);
  rows = rows.filter((row) => row.concept !== other);
  draw();
  show(told);
  const kept = told.problems.map((problem) => ` ${problem.message}`).join("");
  tell(say("did-join", { term: told.row.source }) + kept, Boolean(kept));
  showHistory();
  recount();
  return list.focus();
});

function create() {
  const dialog = document.getElementById("new");
  dialog.querySelector("form").reset();
  dialog.returnValue = "";
  dialog.showModal();
}

document.getElementById("new").addEventListener("close", async ({ target }) => {
  if (target.returnValue !== "add") return;
  const told = await attempt(() => ask("/api/glossary", Object.fromEntries(new FormData(target.querySelector("form")))));
  if (!told) { target.returnValue = ""; target.showModal(); return; } // with what was typed
  await load();
  show(told);
  tell(say("did-added", { term: told.row.source }));
  showHistory();
});

async function move(step) {
  const row = rows[Math.min(Math.max(at() + step, 0), rows.length - 1)];
  if (row) await open(row.concept);
}

function choose(_, event) {
  const input = detail.querySelectorAll("[name=rendering]")[Number(event.key) - 1];
  if (input) input.click();
}

const KEYS = { ArrowDown: "down", ArrowUp: "up", j: "down", k: "up", Home: "first", End: "last", a: "approve", r: "reject",
  e: "edit", g: "merge", n: "new", "/": "search", Delete: "remove" };
listen(
  { approve: () => decide("approve"), reject: () => decide("reject"), edit, remove, new: create, choose,
    merge: () => shown && askMerge(shown.row),
    search: () => search.focus(), down: () => move(1), up: () => move(-1), first: () => move(-1e9), last: () => move(1e9) },
  (event) => {
    if (/^[1-9]$/.test(event.key)) return "choose";
    const inside = event.target === document.body || event.target.closest("#entries, #entry") !== null;
    return event.key.length > 1 && (!inside || event.target.closest("[type=radio]")) ? "" : KEYS[event.key.length > 1 ? event.key : event.key.toLowerCase()];
  },
  async () => { await load(); if (shown) await open(shown.row.concept); },
);
list.addEventListener("click", (event) => {
  const one = event.target.closest("[role=option]");
  if (one) open(one.dataset.concept);
});
let wait;
search.addEventListener("input", () => { clearTimeout(wait); tell(""); wait = setTimeout(() => load(), 150); });
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); list.focus(); move(at() < 0 ? 1 : 0); }
  if (event.key === "Escape") { search.value = ""; load(); list.focus(); }
});
for (const name of ["workflow", "kind", "sort"]) document.getElementById(name).addEventListener("change", () => load());
more.addEventListener("click", () => load(rows.length));
await load();
