// A cell as a box for typing: to change its text, or to put the cursor where it is to be cut.

import { make, say } from "./page.js";

const BREAKS = /[。！？；!?;.]["'”’）)」』]*\s*|[，、：,:—]\s*/gu;

function points(text, units) {
  return [...text.slice(0, units)].length;
}

function units(text, count) {
  return [...text].slice(0, count).join("").length;
}

/** Where a text is likely to be cut, in code units: where a sentence ends in it, else at a sign near the middle. */
function likelyCut(text, cuts) {
  if (cuts.length) return units(text, cuts[0]);
  const middle = text.length / 2;
  const ends = [...text.matchAll(BREAKS)].map((found) => found.index + found[0].length).filter((end) => end < text.length);
  return ends.sort((one, other) => Math.abs(one - middle) - Math.abs(other - middle))[0] ?? Math.floor(middle);
}

/**
 * Open the box in a cell. `done` is told what to send, `{text}` or `{offset}`, or null where the person gives up.
 * Returns `resume`, which lets the person go on where the program refused.
 */
export function openEditor(cell, { text, cuts }, { kind, text: typed, longest, tell }, done) {
  const box = make("textarea", { "aria-label": say(kind), rows: "2", spellcheck: "false", dir: "auto" });
  box.value = typed ?? text;
  const yes = make("button", { type: "button", class: "first" }, say(kind === "edit" ? "save" : "split-here"));
  const no = make("button", { type: "button" }, say("cancel"));
  let open = true;
  let givenUp = false;

  function finish(result) {
    givenUp = result === null;
    if (!open) return;
    open = false;
    done(result);
  }

  function commit() {
    if (kind === "split") {
      finish({ offset: points(box.value, box.selectionStart) });
      return;
    }
    const chars = points(box.value, box.value.length);
    if (chars > longest) tell(say("too-long", { chars, most: longest }), true);
    else finish(box.value === text ? null : { text: box.value });
  }

  box.addEventListener("paste", (event) => {
    const chars = event.clipboardData.getData("text").length; // millions of them would stop the page
    if (chars <= longest) return;
    event.preventDefault();
    tell(say("too-long", { chars, most: longest }), true);
  });
  if (kind === "split") box.addEventListener("beforeinput", (event) => event.preventDefault());
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") finish(null);
    else if (event.key === "Enter" && !event.shiftKey) commit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  yes.addEventListener("click", commit);
  no.addEventListener("click", () => finish(null));
  cell.classList.add("editor");
  cell.replaceChildren(box, make("div", { class: "choices" }, yes, no));
  box.focus();
  const caret = kind === "split" ? likelyCut(text, cuts) : box.value.length;
  box.setSelectionRange(caret, caret);
  return {
    resume() {
      open = true;
      if (givenUp) finish(null);
      else box.focus();
    },
  };
}
