// Two entries of the glossary made one: the other one is looked for in a dialog.

import { ask, make, say } from "./page.js";
import { attempt, text } from "./place.js";

const MOST = 8; // entries to choose from at once

/** The dialog. Returns `open`, which asks for the entry to join into this one; `merge` is told its id. */
export function merging(merge) {
  const dialog = document.getElementById("merge");
  const search = dialog.querySelector("[type=search]");
  const choices = dialog.querySelector("fieldset div");
  let concept = "";
  let asking = 0;
  let wait;

  async function look() {
    const turn = ++asking;
    const told = await attempt(() => ask(`/api/glossary?${new URLSearchParams({ text: search.value })}`));
    if (!told || turn !== asking) return;
    const others = told.entries.filter((row) => row.concept !== concept).slice(0, MOST);
    choices.replaceChildren(...(others.length ? others.map(choice) : [make("p", { class: "soft" }, say("none-found"))]));
  }

  function choice(row) {
    return make("label", {}, make("input", { type: "radio", name: "other", value: row.concept, required: true }), " ",
      text(row.source_lang, row.source), row.target ? " = " : " ", text(row.target_lang, row.target), " ",
      make("span", { class: "soft" }, say(`workflow-${row.workflow}`), row.count ? ` ×${row.count}` : ""));
  }

  search.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(look, 150); });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); dialog.close(); } // where the browser would only empty the field
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    choices.querySelector("input")?.click();
    choices.querySelector("input")?.focus();
  });
  dialog.addEventListener("close", () => {
    const other = choices.querySelector(":checked")?.value;
    if (dialog.returnValue === "merge" && other) merge(other);
  });
  return function open(row) {
    concept = row.concept;
    search.value = row.source;
    choices.replaceChildren();
    dialog.returnValue = "";
    dialog.querySelector("bdi").textContent = [row.source, row.target].filter(Boolean).join(" = ");
    dialog.showModal();
    search.select();
    look();
  };
}
