// Unsent words, kept on this computer under the key of their page until the server has them.

const PREFIX = "unsent:";

export function keepDraft(name, fields) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(fields));
    return true;
  } catch {
    return false; // private window or full: the page itself still holds the words
  }
}

export function findDraft(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
}

export function dropDraft(name) {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch { /* nothing was kept */ }
}

export function forgetAllDrafts() {
  try {
    Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).forEach((name) => localStorage.removeItem(name));
  } catch { /* nothing was kept */ }
}

// Pages say which words have arrived, or which of two texts was chosen: the copy here has done its work.
for (const arrived of document.querySelectorAll("[data-arrived]")) dropDraft(arrived.dataset.arrived);
for (const form of document.querySelectorAll("form[data-settles]")) {
  form.addEventListener("submit", () => dropDraft(form.dataset.settles));
}

// Before handing in: which sections have words that are still only on this computer.
const unsent = document.querySelector("[data-unsent]");
if (unsent) {
  const places = [...unsent.querySelectorAll("[data-place]")];
  for (const place of places) place.hidden = findDraft(`${unsent.dataset.unsent}/${place.dataset.place}`) === null;
  unsent.hidden = places.every((place) => place.hidden);
}

// Whoever signs out leaves no words behind on a shared computer.
for (const form of document.querySelectorAll('form[action$="/sign-out"]')) {
  form.addEventListener("submit", forgetAllDrafts);
}
