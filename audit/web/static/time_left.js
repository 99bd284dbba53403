// Warns before the sign-in ends, without taking the focus from what somebody types.
const WARN = 5 * 60;
const STEP = 10_000;
const MINUTE = 60;

const line = document.getElementById("time-left");
const box = document.getElementById("time-warning");
const words = document.getElementById("time-warning-words");

let ends = 0; // on the clock of this computer, in milliseconds
let shown = "";

export function renew(told) {
  if (!line || told.left === undefined) return;
  ends = Date.now() + told.left * 1000;
  line.querySelector("[data-ends]").textContent = told.ends;
  look();
}

function look() {
  const left = Math.round((ends - Date.now()) / 1000);
  if (left > WARN) return show("");
  return show(left > 0 ? "soon" : "over", left);
}

function show(kind, left) {
  if (kind === shown) return;
  shown = kind;
  box.replaceChildren();
  if (!kind) return;
  const content = words.content.cloneNode(true);
  const minutes = Math.ceil(left / MINUTE);
  content.querySelector(".time-warning__words").textContent = kind === "soon"
    ? `You will be signed out in ${minutes === 1 ? "a minute" : `${minutes} minutes`}. What you type is kept on this computer.`
    : "You have been signed out. Your words are kept on this computer and are put back when you have signed in again.";
  const form = content.querySelector("form");
  if (kind === "soon") form.addEventListener("submit", stay);
  else {
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = location.href;
    link.textContent = "Sign in again";
    form.replaceWith(link);
  }
  box.append(content);
}

async function stay(event) {
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual" });
    if (answer.ok) return renew(await answer.json());
  } catch { /* no connection: the next press tries again */ }
  form.querySelector("button").textContent = "That did not work. Try again";
  return null;
}

if (line) {
  renew({ left: Number(line.dataset.left), ends: line.querySelector("[data-ends]").textContent });
  setInterval(look, STEP);
  document.addEventListener("visibilitychange", look);
}
