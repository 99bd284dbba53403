// A button beside a link that is shown once: it copies the link.
for (const input of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary copy-button";
  button.textContent = "Copy the link";
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "govuk-body copy-said";
  button.addEventListener("click", async () => {
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
      said.textContent = "Copied";
    } catch {
      said.textContent = "Press Ctrl and C to copy what is marked";
    }
  });
  input.addEventListener("focus", () => input.select());
  input.after(button, said);
}
