// What the glossary page and the memory page share: saying what happened, the history, marked text, keys.

import { Refused, ask, make, say, unsaved } from "./page.js";

const main = document.querySelector("main");
const status = document.getElementById("status");
let silence;

/** Say something at the foot of the page; troubles stay until the next word. */
export function tell(words, trouble = false) {
  clearTimeout(silence);
  status.textContent = words;
  status.classList.toggle("trouble", trouble);
  if (!trouble) silence = setTimeout(() => { status.textContent = ""; }, 6000);
}

/** Whether something typed would go with what is to be shown; then that is told instead. */
export function keepsUnsaved() {
  const form = unsaved();
  form?.querySelector("textarea, input").focus();
  if (form) tell(say("unsaved"), true);
  return form !== null;
}

/** Do it; a refusal is told in the program's words. Returns undefined then. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    tell(error.message, true);
    return undefined;
  }
}

/** A text with some of its places marked: pairs of code points, half-open. */
export function marked(text, spans) {
  const chars = [...text];
  const pieces = [];
  let at = 0;
  for (const [start, end] of [...spans].sort((one, other) => one[0] - other[0])) {
    if (start < at) continue;
    pieces.push(chars.slice(at, start).join(""), make("mark", {}, chars.slice(start, end).join("")));
    at = end;
  }
  pieces.push(chars.slice(at).join(""));
  return pieces;
}

/** A text of ours or of others, apart from the direction and the language of the page. */
export function text(lang, ...children) {
  return make("bdi", { lang }, ...children);
}

const place = document.getElementById("history");

/** List the newest actions, if somebody is looking. */
export async function showHistory() {
  if (!place.open) return;
  const told = await attempt(() => ask("/api/history"));
  if (!told) return;
  place.querySelector("ol").replaceChildren(...told.actions.map((action) => make("li", {},
    make("time", { datetime: action.at }, action.at.slice(0, 16).replace("T", " ")), " ",
    make("b", {}, action.kind), " ", text("", action.summary), " ",
    make("span", { class: "soft" }, `${say("rows-changed", { rows: action.rows })} ${action.author}`))));
  if (!told.actions.length) place.querySelector("ol").replaceChildren(make("li", { class: "soft" }, say("no-history")));
}

place.addEventListener("toggle", showHistory);
showHistory(); // opened before this script was there

/** Take back the newest action, or do it again. Returns whether there was one. */
export async function reverse(again) {
  const told = await attempt(() => ask(again ? "/api/redo" : "/api/undo", {}));
  if (!told) return false;
  const [done] = told.reversals;
  if (!done) tell(say(again ? "nothing-to-redo" : "nothing-to-undo"));
  else tell(say(again ? "did-redone" : "did-undone", { what: done.summary }));
  showHistory();
  return Boolean(done);
}

const LONGEST = 10_000; // characters put into a field at once, where it does not say itself

/** Millions of characters would stop the page; a part of them that the browser lets in would not be what was meant. */
function refuseTooMuch(event) {
  const { dataset = {}, maxLength = -1 } = event.target;
  const chars = (event.clipboardData ?? event.dataTransfer).getData("text").length;
  const most = Number(dataset.longest) || (maxLength > 0 ? maxLength : LONGEST);
  if (chars <= most) return;
  event.preventDefault();
  tell(say("too-much", { chars, most }), true);
}
document.addEventListener("paste", refuseTooMuch);
document.addEventListener("drop", refuseTooMuch);

/** Whether a key is meant for a field that takes text. */
export function typing(event) {
  return event.target.closest("textarea, select, dialog, input:not([type=radio]):not([type=checkbox])") !== null;
}

let queue = Promise.resolve();
let opening = false; // a field is on its way: what is typed now is no command

/** One thing after the other, however fast the keys: each finds what the one before it left. */
function later(work) {
  const last = queue.then(work).catch((error) => { reportError(error); }).finally(() => {
    if (queue === last) main.setAttribute("aria-busy", "false");
  });
  queue = last;
  main.setAttribute("aria-busy", "true");
}

const AT_ONCE = new Set(["search", "help", "stop"]); // waits for nothing
const OPENS = new Set(["edit", "new"]);

/** Buttons and keys of a page: its own by name, undo, redo and help of every page. */
export function listen(actions, keys, refresh) {
  const all = {
    undo: async () => await reverse(false) && refresh(),
    redo: async () => await reverse(true) && refresh(),
    help: () => document.getElementById("help").showModal(),
    ...actions,
  };
  function act(name, ...told) {
    if (AT_ONCE.has(name)) {
      all[name](...told);
      return;
    }
    opening ||= OPENS.has(name);
    later(async () => {
      try {
        await all[name](...told);
      } finally {
        if (OPENS.has(name)) opening = false;
      }
    });
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) act(button.dataset.do, button);
  });
  document.addEventListener("keydown", (event) => {
    if (opening) {
      if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) event.preventDefault();
      return;
    }
    if (typing(event) || document.querySelector("dialog[open]")) return;
    const control = event.ctrlKey || event.metaKey;
    if (control && ["z", "y"].includes(event.key.toLowerCase())) {
      event.preventDefault();
      act(event.key.toLowerCase() === "y" || event.shiftKey ? "redo" : "undo");
    } else if (!control && !event.altKey) {
      const name = event.key === "?" ? "help" : keys(event);
      if (!name) return;
      event.preventDefault();
      act(name, null, event);
    }
  });
}
