// Every page: keyboard shortcuts, menus that close, notices that can be put away, links that can be copied.
import { isComposing } from "./ime.js";
import { sendKept } from "./outbox.js";

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.defaultPrevented) return;
  if ((event.metaKey || event.ctrlKey) && event.key === "Enter") {
    const form = event.target.closest?.("form[data-save-key]") ?? document.querySelector("form[data-save-key]");
    if (form) { event.preventDefault(); form.requestSubmit(); }
    return;
  }
  if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "/") { event.preventDefault(); document.querySelector("#top-search")?.focus(); }
  if (event.key === "n") { const link = document.querySelector("[data-key-new]"); if (link) { event.preventDefault(); location.assign(link.href); } }
  if (event.key === "?") { event.preventDefault(); document.querySelector("#help")?.showModal(); }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog, .notice")?.[event.target.closest("dialog") ? "close" : "remove"]();
  if (event.target.tagName === "DIALOG") event.target.close();
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || isComposing(event)) return;
  for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});

document.addEventListener("submit", (event) => {
  const words = event.target.dataset.asks;
  if (words && !confirm(words)) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

for (const input of document.querySelectorAll("[data-full-address]")) input.value = location.origin + input.dataset.fullAddress;
for (const button of document.querySelectorAll("[data-copies]")) {
  button.addEventListener("click", async () => {
    const input = document.getElementById(button.dataset.copies);
    input.select();
    await navigator.clipboard?.writeText(input.value);
    button.textContent = button.dataset.done;
  });
}
for (const keys of document.querySelectorAll("[data-mod]")) if (/Mac|iPhone|iPad/.test(navigator.platform)) keys.textContent = "⌘";


// On a narrow screen a row of tabs scrolls: the one that is open is brought into view.
const showOpenTab = () => {
  for (const tab of document.querySelectorAll(".subnav [aria-current], .filter-tabs [aria-current]")) {
    const row = tab.parentElement;
    if (row.scrollWidth > row.clientWidth) row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - tab.offsetWidth) / 2;
  }
};
showOpenTab();
document.addEventListener("htmx:afterSettle", showOpenTab);

sendKept();
