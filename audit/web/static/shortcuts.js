// Scoring with keys. Never while somebody types, never together with Ctrl, Alt or Meta; each can switch them off.
const form = document.querySelector("form[data-shortcuts]");
const questions = [...document.querySelectorAll(".question")];
let here = null; // the question that the keys speak of

function isTyping(element) {
  return element.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit], [type=button])");
}

function levels(question) {
  return [...question.querySelectorAll(".answer__input")];
}

function isAnswered(question) {
  return question.querySelector("input[type=radio]:checked") !== null;
}

function current() {
  return document.activeElement.closest(".question") ?? here ?? questions.find(isInSight) ?? questions[0];
}

function isInSight(question) {
  return question.getBoundingClientRect().bottom > 120;
}

function go(question) {
  if (!question) return;
  here = question;
  (question.querySelector("input[type=radio]:checked") ?? levels(question)[0]).focus({ preventScroll: true });
  question.scrollIntoView({ block: "start" });
}

function step(by) {
  const next = questions[questions.indexOf(current()) + (here || document.activeElement.closest(".question") ? by : 0)];
  if (next) go(next);
  else if (by > 0) form.querySelector(".govuk-button-group .govuk-button").focus();
}

function choose(number) {
  const question = current();
  const input = question && levels(question)[number - 1];
  if (!input) return;
  here = question;
  input.checked = true;
  input.focus();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function goToUnanswered() {
  const open = questions.find((question) => !isAnswered(question));
  if (open) return go(open);
  return document.querySelector("[data-unanswered]:not([hidden])")?.click();
}

function help() {
  const keys = document.getElementById("keys");
  keys.open = true;
  keys.querySelector("summary").focus();
}

const KEYS = {
  n: () => step(1),
  p: () => step(-1),
  u: goToUnanswered,
  e: () => current()?.querySelector("textarea").focus(),
  s: () => form.dispatchEvent(new CustomEvent("savenow")),
  "?": help,
};

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || event.isComposing) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") go(event.target.closest(".question"));
    return;
  }
  const run = /^[1-9]$/.test(event.key) ? () => choose(Number(event.key)) : KEYS[event.key];
  if (!run) return;
  event.preventDefault();
  run();
}

if (form) {
  document.addEventListener("keydown", press);
  form.addEventListener("focusin", (event) => { here = event.target.closest(".question") ?? here; });
  // A link to one question brings there: the keys go on from it.
  here = document.getElementById(location.hash.slice(1))?.closest(".question") ?? null;
}
