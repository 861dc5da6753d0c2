// « Renvoyer le code » counts down from data-seconds, then may be pressed.
"use strict";

for (const button of document.querySelectorAll("[data-resend]")) {
  const label = button.textContent;
  const ready = button.form.querySelector("[data-ready]");
  const opensAt = Date.now() + Number(button.dataset.seconds) * 1000;

  const tick = () => {
    const left = Math.ceil((opensAt - Date.now()) / 1000);
    if (left > 0) {
      button.textContent = button.dataset.wait.replace("{n}", left);
      window.setTimeout(tick, 1000);
      return;
    }
    button.disabled = false;
    button.textContent = label;
    ready.textContent = ready.dataset.ready;
  };

  if (Number(button.dataset.seconds) > 0) {
    button.disabled = true;
    tick();
  }
}
