// The review page: rows as the program keeps them, what keys and buttons do to them, where the eye goes next.

import { Refused, ask, make, say } from "./page.js";
import { renumber, rowElement } from "./rows.js";
import { drawDistribution, drawPath } from "./charts.js";
import { openEditor } from "./editor.js";

const main = document.getElementById("review");
const grid = document.getElementById("grid");
const statusLine = document.getElementById("status");
const view = document.getElementById("view");
const path = `/api/reviews/${main.dataset.review}`;
const langs = { source: main.dataset.sourceLang, target: main.dataset.targetLang };
const longest = Number(main.dataset.longest);
const LOOK = 500; // milliseconds between two looks at how far aligning anew is
const CHUNK = 250; // rows put on the page at once

let rows = [];
let elements = []; // of the rows, in their order
let standing = { revision: 0 };
let sentences = { source: 0, target: 0 };
let current = { id: 0, side: "source" };
let anchor = null; // the first cell of a pair to be pinned
let editor = null;
let opening = false; // a box for typing is on its way: what is typed now is no command
let queue = Promise.resolve();

// -- what is shown

function at(id) {
  return rows.findIndex((row) => row.id === id);
}

function tell(message, trouble = false) {
  statusLine.textContent = message;
  statusLine.classList.toggle("trouble", trouble);
}

function cellOf(index, side) {
  return elements[index]?.querySelector(`[data-side="${side}"]`);
}

/** Put the focus on a cell of a row, and only there. */
function focus(index, side = current.side) {
  if (!rows.length) return;
  const to = Math.max(0, Math.min(rows.length - 1, index));
  cellOf(at(current.id), current.side)?.setAttribute("tabindex", "-1");
  current = { id: rows[to].id, side };
  elements[to].hidden = false;
  const cell = cellOf(to, side);
  cell.setAttribute("tabindex", "0");
  cell.focus({ preventScroll: true });
  elements[to].scrollIntoView({ block: "nearest", behavior: "instant" });
}

/** Show all rows, or those that need eyes with their neighbours. */
function filter() {
  const only = view.value === "eyes";
  rows.forEach((row, index) => {
    const near = row.eyes || row.id === current.id || rows[index - 1]?.eyes || rows[index + 1]?.eyes;
    elements[index].hidden = only && !near;
    elements[index].classList.toggle("aside", only && !row.eyes && row.id !== current.id);
  });
}

function showStanding() {
  const { progress } = standing;
  const done = document.getElementById("done");
  done.max = Math.max(1, progress.rows);
  done.value = progress.reviewed;
  document.getElementById("done-text").textContent = say("of-rows", { done: progress.reviewed, rows: progress.rows });
  document.getElementById("eyes").textContent = progress.needs_eyes;
  document.getElementById("errors").textContent = progress.errors_left.toFixed(1);
  document.querySelector('[data-do="undo"]').disabled = !standing.can_undo;
  document.querySelector('[data-do="redo"]').disabled = !standing.can_redo;
  grid.setAttribute("aria-rowcount", rows.length + 1);
  const grades = drawDistribution(document.getElementById("distribution"), rows);
  for (const place of document.querySelectorAll("[data-grade]")) place.textContent = grades[place.dataset.grade];
  drawPath(document.getElementById("path"), rows, sentences, (index) => focus(index));
}

/** Show the rows that have no element yet. */
function append(until = rows.length) {
  const some = document.createDocumentFragment();
  while (elements.length < until) {
    elements.push(rowElement(rows[elements.length], elements.length + 1, langs));
    some.append(elements.at(-1));
  }
  grid.append(some);
}

/** The rows that came with the page: something to read while the others are fetched. */
function showFirst() {
  const first = JSON.parse(document.getElementById("first").textContent);
  ({ rows } = first);
  standing = first;
  append();
  if (rows.length) focus(0);
}

/** Fetch all rows and show them; those shown stay if nothing has changed since. */
async function load() {
  const told = await ask(path);
  if (told.revision !== standing.revision) for (const element of elements.splice(0)) element.remove();
  ({ rows, sentences } = told);
  standing = told;
  document.getElementById("loading").hidden = true;
  showStanding();
  for (let until = CHUNK; elements.length < rows.length; until += CHUNK) {
    append(Math.min(until, rows.length));
    await new Promise((next) => { setTimeout(next); }); // the page answers while it grows
  }
  filter();
}

/** Put rows in place of others, as the program did. */
function splice({ at: place, removed, rows: made }) {
  const moved = made.length !== removed;
  for (const element of elements.slice(place, place + removed)) element.remove();
  const fresh = made.map((row, index) => rowElement(row, place + index + 1, langs));
  const next = elements[place + removed] ?? null;
  for (const element of fresh) grid.insertBefore(element, next);
  rows.splice(place, removed, ...made);
  elements.splice(place, removed, ...fresh);
  if (moved) for (let index = place + fresh.length; index < elements.length; index += 1) renumber(elements[index], index + 1);
}

// -- what is done

/** Ask the program for an operation and show what it did; the answer, or null where it was not done. */
async function send(where, body, text = null) {
  const watching = where === "operations" && body.kind === "realign" ? setInterval(realigning, LOOK) : 0;
  if (watching) tell(say("working"));
  const here = at(current.id);
  try {
    const told = await ask(`${path}/${where}`, { ...body, revision: standing.revision });
    told.splices.forEach(splice);
    standing = told;
    showStanding();
    filter();
    return told;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 409) await recover(here, text);
    else tell(error.message, true);
    return null;
  } finally {
    clearInterval(watching);
  }
}

/** Say how far aligning anew is. */
async function realigning() {
  const told = await ask(`${path}/progress`).catch(() => null);
  if (told && grid.getAttribute("aria-busy") === "true") tell(say(`realigning-${told.stage}`, told));
}

/** The alignment went on elsewhere: show it as it is, keep the place and what was typed. */
async function recover(here, text) {
  const { id, side } = current;
  editor = null;
  await load();
  focus(at(id) >= 0 ? at(id) : here, side);
  if (text !== null) edit("edit", text);
  tell(text === null ? say("conflict") : `${say("conflict")} ${say("conflict-text")}`, true);
}

const GOES_ON = new Set(["accept", "unpair", "delete"]);

function shownFrom(index, step = 1) {
  for (let next = index; next >= 0 && next < rows.length; next += step) if (!elements[next].hidden) return next;
  return -1;
}

function nextEyes(index, step = 1) {
  for (let next = index; next >= 0 && next < rows.length; next += step) if (rows[next].eyes) return next;
  return -1;
}

/** Where to look after an operation. */
function follow(kind, before, told) {
  const here = at(current.id);
  if (kind === "undo" || kind === "redo") return told.splices.length ? told.splices[0].at : before;
  if (kind === "insert") return before + 1;
  if (here < 0) return kind === "move-up" ? before - 1 : Math.min(before, rows.length - 1);
  if (!GOES_ON.has(kind) || rows[here].state === "pending") return here;
  const next = view.value === "eyes" ? nextEyes(here + 1) : shownFrom(here + 1);
  return next < 0 ? here : next;
}

async function operate(kind, more = {}) {
  const before = at(current.id);
  const told = await send("operations", { kind, row: current.id, side: current.side, ...more }, more.text ?? null);
  if (!told) return false;
  const changed = told.splices.reduce((sum, one) => sum + one.rows.length, 0);
  const message = !told.splices.length ? "did-nothing" : kind !== "delete" ? `did-${kind}`
    : !changed ? "did-remove" : told.splices[0].rows[0].state === "dropped" ? "did-delete" : "did-keep";
  focus(follow(kind, before, told));
  filter();
  const left = view.value === "eyes" && !standing.progress.needs_eyes ? ` ${say("none-need-eyes")}` : "";
  tell(say(message, { number: before + 1, rows: changed }) + left);
  return true;
}

async function step(kind) {
  const before = at(current.id);
  const told = await send(kind, {});
  if (!told) return;
  focus(follow(kind, before, told));
  filter();
  tell(say(`did-${kind}`));
}

/** Space on one cell and on one of the other side pins the two; twice in one row pins the row. */
async function pin() {
  const { id, side } = current;
  if (!anchor || at(anchor.id) < 0) {
    anchor = { id, side };
    cellOf(at(id), side).classList.add("anchor");
    tell(say("pin-from"));
    return;
  }
  if (anchor.side === side && anchor.id !== id) {
    tell(say("pin-same-side"), true);
    return;
  }
  const other = anchor;
  dropAnchor();
  const [row, target] = side === "source" ? [id, other.id] : [other.id, id];
  current.id = row;
  await operate("pin", { row, target_row: target });
}

function dropAnchor() {
  if (anchor) cellOf(at(anchor.id), anchor.side)?.classList.remove("anchor");
  anchor = null;
}

/** The cell as a box: to change its text, or to choose where to cut it. */
function edit(kind, text = null) {
  const index = at(current.id);
  const { id, side } = current;
  opening = false;
  if (kind === "split" && !rows[index][side].text) {
    tell(say("empty-cell"), true);
    return;
  }
  editor = openEditor(cellOf(index, side), rows[index][side], { kind, text, longest, tell }, async (result) => {
    if (result === null) {
      editor = null;
      const place = at(id);
      elements[place].replaceWith(elements[place] = rowElement(rows[place], place + 1, langs));
      focus(place, side);
      tell("");
      return;
    }
    const done = await later(() => operate(kind, { row: id, side, ...result }));
    if (done) editor = null;
    else editor?.resume();
  });
  if (kind === "split") tell(say("split-how"));
}

function jump(index) {
  if (index < 0) tell(say("none-need-eyes"));
  else focus(index);
}

function lowest() {
  let found = -1;
  rows.forEach((row, index) => {
    const open = row.confidence !== null && !["accepted", "dropped", "pinned"].includes(row.state);
    if (open && (found < 0 || row.confidence < rows[found].confidence)) found = index;
  });
  jump(found);
}

/** One thing after the other, however fast the keys; the grid is busy until all of it is done. */
function later(work) {
  const done = queue.then(work);
  const last = done.catch((error) => tell(String(error), true)).then(() => {
    if (queue === last) grid.setAttribute("aria-busy", "false");
  });
  grid.setAttribute("aria-busy", "true");
  queue = last;
  return done;
}

const SIMPLE = ["accept", "flag", "clear", "merge", "move-up", "move-down", "swap", "insert", "delete", "unpair", "realign"];
const ACTIONS = {
  ...Object.fromEntries(SIMPLE.map((kind) => [kind, () => operate(kind)])),
  split: () => edit("split"),
  edit: () => edit("edit"),
  pin,
  undo: () => step("undo"),
  redo: () => step("redo"),
  "next-eyes": () => jump(nextEyes(at(current.id) + 1)),
  "previous-eyes": () => jump(nextEyes(at(current.id) - 1, -1)),
  lowest,
  view: () => { view.value = view.value === "all" ? "eyes" : "all"; filter(); focus(at(current.id)); },
  help: () => document.getElementById("help").showModal(),
};

function act(name) {
  if (editor || opening) return;
  opening = name === "edit" || name === "split";
  later(() => ACTIONS[name]());
}

// -- keys and buttons

const KEYS = {
  a: "accept", r: "flag", c: "clear", s: "split", m: "merge", u: "move-up", d: "move-down", x: "swap", e: "edit",
  i: "insert", insert: "insert", k: "delete", delete: "delete", n: "unpair", f: "next-eyes", l: "lowest", v: "view",
  "?": "help",
};

function move(key) {
  const here = at(current.id);
  const page = Math.max(1, Math.floor(innerHeight / 120));
  const down = (count) => {
    let index = here;
    for (let left = Math.abs(count); left > 0; left -= 1) {
      const next = shownFrom(index + Math.sign(count), Math.sign(count));
      if (next < 0) break;
      index = next;
    }
    focus(index);
  };
  if (key === "ArrowUp") down(-1);
  else if (key === "ArrowDown") down(1);
  else if (key === "PageUp") down(-page);
  else if (key === "PageDown") down(page);
  else if (key === "ArrowLeft") focus(here, "source");
  else if (key === "ArrowRight") focus(here, "target");
  else if (key === "Home") focus(shownFrom(0));
  else if (key === "End") focus(shownFrom(rows.length - 1, -1));
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (opening && !editor) {
    event.preventDefault();
    return;
  }
  if (editor || event.altKey || target.closest("dialog, input, select, textarea, details.menu")) return;
  const inBar = target.closest("[role=toolbar]");
  const command = event.ctrlKey || event.metaKey;
  const low = key.toLowerCase();
  let name = null;
  if (command && low === "z") name = event.shiftKey ? "redo" : "undo";
  else if (command && low === "y") name = "redo";
  else if (command && low === "r" && !event.shiftKey) name = "realign";
  else if (command) return;
  else if (key === "Escape") { dropAnchor(); tell(""); return; }
  else if (inBar && (key === "ArrowLeft" || key === "ArrowRight")) { rove(target, key === "ArrowRight" ? 1 : -1); event.preventDefault(); return; }
  else if (key === " " && !target.closest("button, summary, a")) name = "pin";
  else if (low === "f" && event.shiftKey) name = "previous-eyes";
  else name = KEYS[low] ?? null;
  if (name) {
    event.preventDefault();
    act(name);
  } else if (!command && !inBar && ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"].includes(key)) {
    event.preventDefault();
    later(() => move(key));
  }
});

/** The next button of the bar of operations: one stop for Tab, arrows inside. */
function rove(button, by) {
  const buttons = [...document.querySelectorAll("#operations button:not(:disabled)")];
  const next = buttons[(buttons.indexOf(button) + by + buttons.length) % buttons.length];
  for (const one of buttons) one.tabIndex = one === next ? 0 : -1;
  next.focus();
}
document.querySelector("#operations button").tabIndex = 0;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) {
    act(button.dataset.do);
    return;
  }
  const cell = event.target.closest(".cell");
  if (cell && !editor && !opening) {
    const id = Number(cell.closest(".row").dataset.id);
    later(() => focus(at(id), cell.dataset.side));
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (event.target.closest("a") || !menu.contains(event.target)) menu.open = false;
  }
});

for (const menu of document.querySelectorAll("details.menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

grid.addEventListener("dblclick", (event) => {
  if (event.target.closest(".cell")) act("edit");
});

view.addEventListener("change", () => { filter(); focus(at(current.id)); });

document.getElementById("above").addEventListener("submit", (event) => {
  event.preventDefault();
  const percent = Number(document.getElementById("threshold").value);
  later(() => operate("accept-above", { confidence: percent / 100 }));
});

document.getElementById("help").addEventListener("close", () => focus(at(current.id)));

const charts = document.getElementById("charts");
if (matchMedia("(max-width: 68rem)").matches) charts.open = false;

showFirst();
later(async () => {
  try {
    await load();
  } catch (error) {
    document.getElementById("loading").hidden = true;
    tell(error.message, true);
  }
});
