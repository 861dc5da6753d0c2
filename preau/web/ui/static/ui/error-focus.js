// Brings the reader to the list of what is to correct, and from its links into the fields.
"use strict";

const summary = document.querySelector("[data-error-summary]");

summary?.focus();
summary?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const field = document.querySelector(`[aria-controls][data-for="${target.id}"]`)
    ?? (target.matches("input, select, textarea") ? target : target.querySelector("input"))
    ?? target;
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
