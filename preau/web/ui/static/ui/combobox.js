// Turns a long <select data-combobox> into a list one types in: accents, case and word order do
// not count, other names (data-also) are found too. Pattern: ARIA 1.2 combobox with listbox.
// The select stays in the form and keeps the value; without this script it is used as it is.
"use strict";

const SHOWN = 60;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
  .replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/[^\p{L}\p{N}]+/gu, " ").trim();

const make = (tag, attributes, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

const entriesOf = (select) => [...select.options].filter((o) => o.value !== "").map((option) => ({
  option,
  label: option.text.trim(),
  key: fold(option.text),
  words: fold(`${option.text} ${option.dataset.also ?? ""}`).split(" "),
}));

const matching = (entries, query) => {
  const asked = fold(query).split(" ").filter(Boolean);
  const found = entries.filter(({ words }) => asked.every((a) => words.some((w) => w.startsWith(a))));
  const start = asked.join(" ");
  return found.sort((a, b) => b.key.startsWith(start) - a.key.startsWith(start));
};

function enhance(select) {
  const entries = entriesOf(select);
  const id = select.id;
  const label = document.querySelector(`label[for="${id}"]`);
  const list = make("ul", { class: "combo-list", role: "listbox", id: `${id}-list`, hidden: "" });
  const status = make("p", { class: "unseen", role: "status" });
  const input = make("input", {
    class: "input", type: "text", id: `${id}-input`, role: "combobox", "data-for": id,
    autocomplete: "off", autocapitalize: "none", spellcheck: "false",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  });
  for (const name of ["aria-describedby", "aria-invalid", "required"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  const box = make("div", { class: "combo" });
  let found = [];
  let active = -1;

  const chosen = () => entries.find(({ option }) => option.value === select.value);
  const isOpen = () => !list.hidden;

  const point = (index) => {
    active = index;
    [...list.children].forEach((node, i) => node.setAttribute("aria-selected", String(i === index)));
    const node = list.children[index];
    if (node?.id) input.setAttribute("aria-activedescendant", node.id);
    else input.removeAttribute("aria-activedescendant");
    node?.scrollIntoView({ block: "nearest" });
  };

  const line = ({ option, label: text }, index) => {
    const node = make("li", { class: "combo-option", role: "option", id: `${id}-option-${index}`, "aria-selected": "false" },
      make("span", {}, text));
    if (option.dataset.note) node.append(make("small", {}, option.dataset.note));
    return node;
  };

  const announce = () => {
    const { none, found: many, foundOne } = select.dataset;
    status.textContent = found.length === 0 ? none : found.length === 1 ? foundOne : many.replace("{n}", found.length);
  };

  const open = (query) => {
    found = matching(entries, query);
    const none = make("li", { class: "combo-none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, select.dataset.none);
    list.replaceChildren(...(found.length ? found.slice(0, SHOWN).map(line) : [none]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    point(found.length && query ? 0 : -1);
    announce();
  };

  const shut = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    point(-1);
  };

  const take = (entry) => {
    select.value = entry.option.value;
    input.value = entry.label;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    shut();
  };

  // Leaving the field: an exact or only match is taken, anything else is no choice.
  const settle = () => {
    shut();
    if (chosen()?.label === input.value) return;
    const left = input.value.trim() ? matching(entries, input.value) : [];
    const exact = left.find(({ key }) => key === fold(input.value));
    if (exact ?? (left.length === 1 ? left[0] : undefined)) take(exact ?? left[0]);
    else select.value = "";
  };

  const move = (step) => {
    if (!isOpen()) return open("");
    const last = Math.min(found.length, SHOWN) - 1;
    if (last < 0) return undefined;
    return point(active + step < 0 ? last : active + step > last ? 0 : active + step);
  };

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => (isOpen() && found[active] ? take(found[active]) : false),
    Escape: () => {
      if (isOpen()) return shut();
      input.value = "";
      select.value = "";
      return undefined;
    },
  };

  input.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (act && !event.isComposing && act() !== false) event.preventDefault();
  });
  input.addEventListener("input", () => open(input.value));
  input.addEventListener("click", () => (isOpen() ? undefined : open("")));
  input.addEventListener("blur", settle);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const node = event.target.closest("[role='option'][id]");
    if (node) take(found[[...list.children].indexOf(node)]);
  });
  select.form?.addEventListener("submit", settle);

  input.value = chosen()?.label ?? "";
  label.setAttribute("for", input.id);
  label.id ||= `${id}-label`;
  list.setAttribute("aria-labelledby", label.id);
  select.hidden = true;
  select.required = false;
  select.before(box);
  box.append(input, list, status);
}

document.querySelectorAll("select[data-combobox]").forEach(enhance);
