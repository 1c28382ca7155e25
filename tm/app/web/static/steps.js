// What was done to one entry of the glossary, told when somebody opens it.

import { ask, make, say } from "./page.js";
import { attempt, text } from "./place.js";

/** A closed list of the steps of the entry at that address; they are asked for each time it is opened. */
export function steps(address) {
  const list = make("ol", { class: "steps" });
  const place = make("details", { class: "steps" }, make("summary", {}, say("entry-history")), list);
  place.addEventListener("toggle", async () => {
    if (!place.open) return;
    const told = await attempt(() => ask(`${address}/history`));
    list.replaceChildren(...(told?.steps ?? []).map(step));
  });
  return place;
}

function step(one) {
  return make("li", {}, make("time", { datetime: one.at }, one.at.slice(0, 16).replace("T", " ")), " ",
    make("b", {}, one.kind), " ", make("span", { class: "soft" }, one.author),
    make("ul", {}, ...one.changes.map((change) => make("li", {}, change.term ? text("", change.term) : "", change.term ? " " : "",
      make("span", { class: "soft" }, change.field), " ", text("", [change.before, change.after || "—"].filter(Boolean).join(" → "))))));
}
