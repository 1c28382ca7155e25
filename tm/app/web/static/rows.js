// Rows as elements: the two texts as plain text, what cannot be seen made visible, marks for confidence and state.

import { make, say } from "./page.js";

// Control characters, direction marks and overrides, invisible format characters; joiners inside emoji are let be.
const UNSEEN = new RegExp(
  "[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b\\u200c\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f"
  + "\\ufeff\\ufff9-\\ufffb]|(?<!\\p{Extended_Pictographic}\\ufe0f?)\\u200d", "gu");
const LETTERS = { A: "A", B: "B", C: "C", D: "D", N: "–", H: "✎" };
const SIGNS = { pending: "", flagged: "?", pinned: "◆", accepted: "✓", dropped: "✕" };

/** A text as nodes: signs in place of characters that would act unseen. */
export function shown(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(UNSEEN)) {
    const code = `U+${found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    nodes.push(text.slice(at, found.index), make("span", { class: "sign" }, code));
    at = found.index + found[0].length;
  }
  return [...nodes, text.slice(at)];
}

function cell(row, side, langs) {
  const { text, edited } = row[side];
  const element = make("div", {
    role: "gridcell", class: "cell", tabindex: "-1", dir: "auto", lang: langs[side], "data-side": side,
  });
  if (text) element.append(...shown(text));
  else element.append(make("span", { class: "empty", lang: document.documentElement.lang }, say("empty-cell")));
  if (edited) {
    element.append(make("span", { class: "edited-mark", title: say("edited") }, "✎"),
      make("span", { class: "unseen" }, say("edited")));
  }
  return element;
}

/** The element of a row. */
export function rowElement(row, number, langs) {
  const alone = !row.source.text || !row.target.text;
  const element = make("div", {
    role: "row", class: `row ${row.grade} ${row.state}${alone ? " alone" : ""}`, "data-id": row.id,
  });
  const percent = row.confidence === null || row.grade === "N" ? "" : `${Math.floor(100 * row.confidence + 1e-9)} %`;
  const head = make("div", { role: "rowheader", class: "head" },
    make("span", { class: "number" }),
    make("span", { class: "percent" },
      make("span", { class: "mark", title: say(`grade-${row.grade}`), "aria-hidden": "true" }, LETTERS[row.grade]),
      ` ${percent}`),
    make("span", { class: "unseen" }, `${say(`grade-${row.grade}`)}, ${say(`state-${row.state}`)}`));
  const link = make("div", { role: "gridcell", class: "link" });
  if (SIGNS[row.state]) {
    link.append(make("span", { title: say(`state-${row.state}`), "aria-hidden": "true" }, SIGNS[row.state]));
  }
  link.append(make("span", { class: "unseen" }, say(`state-${row.state}`)));
  element.append(head, cell(row, "source", langs), link, cell(row, "target", langs));
  renumber(element, number);
  return element;
}

/** Give an element the number of its row, counted from 1. */
export function renumber(element, number) {
  element.setAttribute("aria-rowindex", number + 1); // the heads are the first row
  element.querySelector(".number").textContent = number;
}
