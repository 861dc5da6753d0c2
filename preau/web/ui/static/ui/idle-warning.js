// Warns before the session closes for want of activity, and covers the page once it is closed.
//
// All tabs share one instant, kept in localStorage: when the server was last heard. Nothing else
// is stored. Once over, the session is closed on the server too, which may count a minute more. A
// page on which something was typed stays, hidden, until the same person has signed in again (the
// server says so, not another tab); any other page goes to sign-in.
"use strict";

(() => {
  const dialog = document.getElementById("session-fin");
  if (!dialog?.showModal) return;

  const HEARD = "preau-entendu";
  const LEFT = "preau-quitte";
  const { owner, sessionUrl, signInUrl, signOutUrl } = dialog.dataset;
  const idleMs = Number(dialog.dataset.idleSeconds) * 1000;
  const warnMs = Math.min(Number(dialog.dataset.warningSeconds) * 1000, idleMs);
  const part = (selector) => dialog.querySelector(selector);
  const [warning, over] = [part("[data-step='warning']"), part("[data-step='over']")];

  let heardHere = Date.now();
  let typedAt = 0;
  let closed = false;
  let leaving = false;
  let timer = 0;

  // ---- the shared instant -------------------------------------------------------------------
  const read = (key) => {
    try { return Number(localStorage.getItem(key)) || 0; } catch { return 0; }
  };
  const write = (key) => {
    try { localStorage.setItem(key, String(Date.now())); } catch { /* this tab counts alone */ }
  };
  const heard = () => {
    heardHere = Date.now();
    write(HEARD);
  };
  // An instant to come is a clock that was put right: believe this page instead.
  const timeLeft = () => {
    const shared = read(HEARD);
    if (shared <= Date.now()) heardHere = Math.max(shared, heardHere);
    return idleMs - (Date.now() - heardHere);
  };

  // ---- what the server says -----------------------------------------------------------------
  const ask = async (method) => {
    const body = method === "POST" ? new FormData(warning) : undefined;
    const answer = await fetch(sessionUrl, { method, body, headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return { signed_in: false };
    return answer.json();
  };
  const renewForms = (token) => {
    for (const input of document.querySelectorAll("[name='csrfmiddlewaretoken']")) input.value = token;
  };
  const endSession = async () => {
    try {
      const state = await ask("GET");
      if (!isMine(state)) return;
      renewForms(state.csrf_token);
      await fetch(signOutUrl, { method: "POST", body: new FormData(warning), redirect: "manual" });
    } catch { /* no network: the server closes it by itself */ }
  };
  const isMine = (state) => state.signed_in && state.owner === owner;

  // ---- typed and not sent -------------------------------------------------------------------
  const differs = (field) => {
    if (field.type === "hidden" || !field.name) return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((o) => o.selected !== o.defaultSelected) && typedAt > 0;
    return field.value !== field.defaultValue;
  };
  const somethingTyped = () => [...document.querySelectorAll("main form")]
    .some((form) => [...form.elements].some(differs));

  // ---- the dialog ---------------------------------------------------------------------------
  const clockFace = (ms) => {
    const seconds = Math.max(0, Math.ceil(ms / 1000));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  const speak = (ms) => {
    const seconds = Math.ceil(ms / 1000);
    if (seconds !== 60 && seconds !== 20) return;
    part("[data-spoken]").textContent = part("[data-spoken]").dataset.text.replace("{n}", seconds);
  };
  const warn = (left) => {
    part("[data-countdown]").textContent = clockFace(left);
    speak(left);
    if (!dialog.open) dialog.showModal();
  };
  const calm = () => {
    part("[data-unreachable]").hidden = true;
    if (dialog.open) dialog.close();
  };
  const expire = async () => {
    const kept = somethingTyped();
    if (kept) close();
    document.documentElement.classList.add("session-over");
    await endSession();
    if (!kept) close();
  };
  const close = () => {
    if (closed) return;
    document.documentElement.classList.add("session-over");
    if (!somethingTyped()) {
      location.replace(timeLeft() < 5000 ? `${signInUrl}?inactivite=1` : signInUrl);
      return;
    }
    closed = true;
    document.title = over.querySelector("h2").textContent;
    warning.hidden = true;
    over.hidden = false;
    dialog.setAttribute("aria-label", document.title);
    dialog.removeAttribute("aria-labelledby");
    if (!dialog.open) dialog.showModal();
    over.querySelector("a").focus();
  };
  const reopen = (state) => {
    closed = false;
    renewForms(state.csrf_token);
    heard();
    document.title = title;
    document.documentElement.classList.remove("session-over");
    warning.hidden = false;
    over.hidden = true;
    part("[data-not-yours]").hidden = true;
    dialog.close();
    watch();
  };
  const title = document.title;

  // ---- the watch ----------------------------------------------------------------------------
  const extend = async () => {
    try {
      const state = await ask("POST");
      if (!isMine(state)) return close();
      renewForms(state.csrf_token);
      heard();
      calm();
    } catch {
      part("[data-unreachable]").hidden = false;
    }
    return watch();
  };
  const resume = async (announce) => {
    try {
      const state = await ask("GET");
      if (isMine(state)) return reopen(state);
    } catch { /* no network: the page stays covered */ }
    part("[data-not-yours]").hidden = !announce;
    return undefined;
  };
  const watch = () => {
    window.clearTimeout(timer);
    if (closed) return;
    const left = timeLeft();
    if (left <= 0) return void expire();
    if (left > warnMs) {
      calm();
      timer = window.setTimeout(watch, left - warnMs);
      return;
    }
    // Somebody writing at this very moment is not away: no dialog over their sentence.
    if (!dialog.open && Date.now() - typedAt < 3000) return void extend();
    warn(left);
    timer = window.setTimeout(watch, left % 1000 || 1000);
  };
  const verify = async () => {
    if (closed) return resume(false);
    try { if (!isMine(await ask("GET"))) close(); } catch { /* asked again at the next sign */ }
    return undefined;
  };

  warning.addEventListener("submit", (event) => {
    event.preventDefault();
    extend();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (!closed) extend();
  });
  part("[data-resume]").addEventListener("click", () => resume(true));
  part("[data-leave]").addEventListener("click", () => location.replace(signInUrl));
  document.addEventListener("input", () => { typedAt = Date.now(); });
  document.addEventListener("htmx:afterRequest", () => { heard(); watch(); });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]")) return;
    leaving = true;
    write(LEFT);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    if (closed) resume(false); else watch();
  });
  // Signing out clears the storage: the other tabs hear it as a sign to leave, this one is going.
  window.addEventListener("storage", (event) => {
    if (leaving) return undefined;
    if (event.key === HEARD && !closed) return watch();
    if (event.key === HEARD || event.key === LEFT || event.key === null) return verify();
    return undefined;
  });

  heard();
  watch();
})();
