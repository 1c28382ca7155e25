// What all pages share: the words of the interface, talking to the program, language and theme.

export const words = JSON.parse(document.getElementById("words").textContent);

/** The word of a key, its {names} filled in. */
export function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** A new element; children are nodes or texts, never markup. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** What the program answered that it could not do. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The JSON of an answer. Throws Refused with the program's words; status 0 where nobody answers; AbortError if aborted. */
export async function ask(path, body, signal) {
  let answer;
  try {
    answer = await fetch(path, body === undefined ? { signal } : {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, say("no-server"));
  }
  const told = await answer.json().catch((error) => {
    if (error.name === "AbortError") throw error;
    return { error: `${answer.status} ${answer.statusText}` };
  });
  if (!answer.ok) throw new Refused(answer.status, answer.status === 403 ? say("stale-key") : told.error);
  return told;
}

/** What is being typed and not saved, if anything is. */
export function unsaved() {
  return document.querySelector(".editor[data-changed]");
}
document.addEventListener("input", (event) => event.target.closest(".editor")?.toggleAttribute("data-changed", true));
addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });

function remember(name, value) {
  document.cookie = `duizhao-${name}=${value}; path=/; max-age=31536000; samesite=strict`;
}

document.getElementById("language").addEventListener("change", (event) => {
  remember("language", event.target.value);
  location.reload();
});

document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  remember("theme", root.dataset.theme);
});
