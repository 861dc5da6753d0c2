// On every page: menus that close as one expects, and no page of a closed session out of the
// browser's back-forward memory.
"use strict";

const menus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

window.addEventListener("pageshow", (event) => {
  if (!event.persisted || !("private" in document.documentElement.dataset)) return;
  document.documentElement.classList.add("session-over");
  location.reload();
});
