// A button for what the browser's own menu does.
const place = document.querySelector(".for-screen");
const button = document.createElement("button");
button.type = "button";
button.className = "govuk-button";
button.textContent = "Print";
button.addEventListener("click", () => window.print());
place.append(button);
