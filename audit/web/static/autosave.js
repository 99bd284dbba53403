// Saves a form while somebody types. Everything works without it: the form's own button saves too.
import { dropDraft, findDraft, keepDraft } from "./drafts.js";
import { renew } from "./time_left.js";

const PAUSE = 2000;
const LONGEST_WAIT = 3000;
const RETRIES = [3000, 6000, 12000, 30000];
const STAMPS = ["request_key", "version", "state"];
const OF_QUESTION = /^(?:answer|evidence|page)-(.+)$/;

const form = document.querySelector("form[data-autosave]");
const status = document.getElementById("save-status");
const name = form?.dataset.autosave;

let timer = null;
let sending = null; // the save on its way: there is never a second one beside it
let edits = 0; // how often something was typed
let kept = 0; // up to which edit the server has it
let failures = 0;
let stopped = false;
let known = {}; // what the server is known to have; at first nothing, so the first save sends all

function say(words, { trouble = false, action = null } = {}) {
  status.textContent = words;
  status.classList.toggle("case-bar__saved--trouble", trouble);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.words;
    button.addEventListener("click", action.run);
    status.append(button);
  }
}

function read() {
  const fields = {};
  for (const [field, value] of new FormData(form)) fields[field] = value;
  delete fields.csrf_token;
  return fields;
}

function questionOf(field) {
  return OF_QUESTION.exec(field)?.[1] ?? null;
}

// What a save has to say: each question that the server does not have as it stands here, and all that is no question.
function pick(fields) {
  const differing = [...Object.keys(fields), ...Object.keys(known)].filter((field) => fields[field] !== known[field]);
  const changed = new Set(differing.map(questionOf));
  return Object.fromEntries(Object.entries(fields).filter(([field]) => questionOf(field) === null || changed.has(questionOf(field))));
}

// Of a question that was held back nothing is known: it is sent again until its author has answered.
function learn(sent, asks) {
  const questions = new Set(Object.keys(sent).map(questionOf).filter((question) => question !== null));
  const others = Object.entries(known).filter(([field]) => !questions.has(questionOf(field)));
  const arrived = Object.entries(sent).filter(([field]) => questions.has(questionOf(field)) && !(questionOf(field) in asks));
  known = Object.fromEntries([...others, ...arrived]);
}

function noteEdit() {
  edits += 1;
  keepDraft(name, read());
  showClear();
}

function schedule(wait) {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(save, wait);
}

function stop(words, action) {
  stopped = true;
  clearTimeout(timer);
  say(words, { trouble: true, action });
}

async function save({ leaving = false } = {}) {
  clearTimeout(timer);
  if (sending || stopped || kept === edits) return sending;
  await post(leaving);
  if (kept !== edits && !stopped && !failures) schedule(PAUSE);
  return null;
}

function post(leaving) {
  const upTo = edits;
  const sent = pick(read());
  sending = send(sent, leaving).then((answer) => hear(answer, upTo, sent)).finally(() => { sending = null; });
  return sending;
}

async function send(sent, leaving) {
  try {
    const body = new URLSearchParams({ ...sent, csrf_token: form.elements.csrf_token.value });
    const headers = { Accept: "application/json" };
    return await fetch(form.action, { method: "POST", body, headers, credentials: "same-origin", keepalive: leaving, redirect: "manual" });
  } catch {
    return null;
  }
}

async function hear(answer, upTo, sent) {
  if (answer === null || answer.status >= 500) return retry();
  if (answer.ok) return take(await answer.json(), upTo, sent);
  if (answer.status === 409) return clash(await answer.json());
  if (answer.status === 422) {
    const told = await answer.json();
    return stopUntilTyped(told.message);
  }
  const again = { words: "Open the page again", run: () => location.reload() };
  return stop("Not saved: you are signed out. Your words are kept on this computer.", again);
}

function take(told, upTo, sent) {
  failures = 0;
  kept = upTo;
  learn(sent, told.asks);
  form.elements.version.value = told.version;
  form.elements.state.value = told.state;
  const asks = Object.keys(told.asks);
  if (kept === edits && !asks.length) dropDraft(name);
  const boxes = asks.length === 1 ? "one box, about which there is a question." : `${asks.length} boxes, about which there are questions.`;
  if (asks.length) say(`All saved but ${boxes}`, { trouble: true, action: { words: "Go to it", run: () => boxOf(asks[0]).focus() } });
  else say(`Saved at ${told.saved}`);
  document.getElementById("progress").textContent = told.progress;
  showSections(told.sections);
  showUnanswered(told.unanswered);
  showAsks(told.asks);
  renew(told);
}

function boxOf(asked) {
  return form.elements[`evidence-${asked}`] ?? form.elements[asked];
}

// The question at a box that was held back. The answer is ticked there; typing goes on undisturbed.
function showAsks(asks) {
  for (const note of document.querySelectorAll("[data-asks]")) {
    const words = asks[note.dataset.asks] ?? "";
    if (note.textContent.trim() !== words) note.textContent = words;
    const stays = form.querySelector(`[data-stays="${note.dataset.asks}"]`);
    stays.hidden = !words;
    // A tick counts for the words that were asked about, never for what is typed later.
    if (!words) stays.querySelector("input").checked = false;
  }
}

function showSections(sections) {
  for (const link of document.querySelectorAll("[data-section]")) {
    const { answered, asked } = sections[link.dataset.section];
    link.querySelector("[data-answered]").textContent = answered;
    link.classList.toggle("sections__link--done", answered === asked);
  }
}

function showUnanswered(address) {
  const link = document.querySelector("[data-unanswered]");
  if (!link) return;
  link.hidden = !address;
  if (address) link.href = address;
}

function retry() {
  say("Not saved yet: no connection. Your words are kept on this computer.", { trouble: true });
  const wait = RETRIES[Math.min(failures, RETRIES.length - 1)];
  failures += 1;
  schedule(wait);
}

function stopUntilTyped(message) {
  // The next edit tries again: the refused answer is the person's to mend.
  kept = edits;
  say(`Not saved: ${message}`, { trouble: true });
}

function clash(told) {
  if (told.kind === "stale") {
    // The server answers the plain form with both texts side by side.
    return stop("Not saved: this was changed in another window.", { words: "Compare the two", run: () => form.submit() });
  }
  return stop(`Not saved: ${told.message} Your words are kept on this computer.`, null);
}

function restore() {
  if ("unsaved" in form.dataset) {
    // The page shows words that the server did not keep: they are kept here until it does.
    edits += 1;
    return keepDraft(name, read());
  }
  const draft = findDraft(name);
  if (!draft) return;
  const now = read();
  const differs = Object.keys(draft).some((field) => !STAMPS.includes(field) && !field.startsWith("stays-") && draft[field] !== (now[field] ?? ""));
  if (!differs) return dropDraft(name);
  // With the stamps of the page where it was typed, the server can tell whether anything was saved since.
  for (const [field, value] of Object.entries(draft)) {
    if (form.elements[field] && !field.startsWith("stays-")) form.elements[field].value = value;
  }
  edits += 1;
  say("Words that were not saved have been put back.");
  schedule(500);
}

function showClear() {
  for (const button of document.querySelectorAll("[data-clear]")) {
    button.hidden = !form.querySelector(`input[name="${button.dataset.clear}"]:checked`);
  }
}

function clear(button) {
  const chosen = form.querySelector(`input[name="${button.dataset.clear}"]:checked`);
  if (!chosen) return;
  chosen.checked = false;
  chosen.focus();
  noteEdit();
  schedule(PAUSE);
}

async function submit(event) {
  clearTimeout(timer);
  if (!sending && !failures && navigator.onLine) return;
  // Two saves at once would race: let the first arrive, then send the form as it was meant. And a page that
  // cannot be reached would only replace this one, with all that was typed: wait here until it answers.
  event.preventDefault();
  const button = event.submitter;
  await sending;
  if (failures || !navigator.onLine) await probe();
  if (failures || !navigator.onLine) return;
  form.requestSubmit(button);
}

async function probe() {
  await post(false);
}

function saveNow() {
  if (kept === edits && !stopped) say(status.textContent || "Nothing new to save");
  else schedule(0);
}

async function leave(event) {
  const link = event.target.closest("a[href]");
  const elsewhere = event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || elsewhere || link.target || stopped || kept === edits) return;
  if (link.hash && link.pathname === location.pathname) return;
  // The next page counts what the server has: send what is pending first, but wait for it only a moment.
  event.preventDefault();
  const late = new Promise((resolve) => { setTimeout(resolve, LONGEST_WAIT); });
  await Promise.race([sendPending(), late]);
  location.assign(link.href);
}

async function sendPending() {
  await sending;
  await save({ leaving: true });
}

function start() {
  restore();
  showClear();
  form.addEventListener("input", () => { noteEdit(); schedule(PAUSE); });
  form.addEventListener("focusout", (event) => { if (event.target.matches("textarea, input")) schedule(200); });
  form.addEventListener("submit", submit);
  form.addEventListener("savenow", saveNow);
  document.addEventListener("click", leave);
  document.querySelectorAll("[data-clear]").forEach((button) => button.addEventListener("click", () => clear(button)));
  addEventListener("online", () => schedule(0));
  document.addEventListener("visibilitychange", () => { if (document.hidden) save({ leaving: true }); });
}

if (form && status) start();
