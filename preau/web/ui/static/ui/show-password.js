// « Afficher » beside a password. The button stays hidden when this script does not run.
"use strict";

for (const button of document.querySelectorAll("[data-show-password]")) {
  const input = document.getElementById(button.dataset.showPassword);
  const word = button.querySelector("[data-word]");
  const words = [word.textContent, button.dataset.hide];

  const show = (visible) => {
    input.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", String(visible));
    word.textContent = words[Number(visible)];
  };

  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  // Hidden again when sent, so that the browser offers to keep it as a password.
  input.form?.addEventListener("submit", () => show(false));
}
