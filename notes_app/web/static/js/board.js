// The template board: forms open over it, keys decide, and after each decision the next card is at hand.
import { isComposing } from "./ime.js";

const dialog = document.querySelector("#decide");
const body = document.querySelector("#decide-body");
let place = 0; // which card had the focus, to come back to its place when it is gone

const cards = () => [...document.querySelectorAll(".field-card[data-key]")];
const current = () => document.activeElement?.closest?.(".field-card[data-key]") ?? cards()[0];

document.addEventListener("focusin", (event) => {
  const card = event.target.closest?.(".field-card[data-key]");
  if (card) place = cards().indexOf(card);
});

// --- the dialog ----------------------------------------------------------------------------------------------------

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== body) return;
  readForm();
  if (dialog && !dialog.open) dialog.showModal();
  (body.querySelector("[aria-invalid], [autofocus], input:not([type=hidden]), select") ?? body).focus?.();
});
// Once every note is read anew the board comes with the new counts by itself, unless somebody is just using it.
document.addEventListener("htmx:afterSettle", () => {
  const over = document.querySelector("[data-over]");
  if (over && !dialog?.open && !document.querySelector("#board :focus, #board :hover:is(a, button)")) over.click();
});
document.addEventListener("decided", () => {
  if (dialog?.open) dialog.close();
  const all = cards();
  all[Math.min(place, all.length - 1)]?.focus({ preventScroll: false });
});
// A refused form comes back with an error status; it still belongs into the dialog.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target === body && event.detail.xhr.status < 500) { event.detail.shouldSwap = true; event.detail.isError = false; }
});
dialog?.addEventListener("click", (event) => {
  if (event.target.closest("[data-closes]")) { event.preventDefault(); dialog.close(); }
});

/** Allow "required" only when both questions are answered; the server asks again. */
function readForm() {
  for (const check of document.querySelectorAll("[data-needs]")) {
    const form = check.closest("form");
    const needed = check.dataset.needs.split(" ").map((name) => form.elements[name]);
    const look = () => {
      const ready = needed.every((input) => input.value.trim());
      const box = check.querySelector("input");
      box.disabled = !ready;
      if (!ready) box.checked = false;
    };
    for (const input of needed) input.addEventListener("input", look);
    look();
  }
}
readForm();

// --- keys ----------------------------------------------------------------------------------------------------------

const choices = { k: "keep", d: "drop", w: "watch" };
document.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
  if (document.querySelector("dialog[open]") || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  const step = { j: 1, arrowdown: 1, l: -1, arrowup: -1 }[key];
  if (step && (key.length === 1 || event.target.closest?.(".field-card"))) {
    const all = cards();
    const next = all[all.indexOf(document.activeElement?.closest?.(".field-card[data-key]")) + step] ?? (step > 0 ? all[0] : all.at(-1));
    if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: "center" }); }
  } else if (choices[key]) {
    const link = current()?.querySelector(`[data-choice="${choices[key]}"]`);
    if (link) { event.preventDefault(); link.click(); }
  } else if (key === "z") {
    const form = document.querySelector("[data-undo]");
    if (form) { event.preventDefault(); form.requestSubmit(); }
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[aria-disabled=true]")) event.preventDefault();
});
