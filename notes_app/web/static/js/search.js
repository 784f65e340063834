// Results as you type, in the box of the top bar; arrows walk through the hits. Nothing happens while composing.
import { isComposing, whenQuiet } from "./ime.js";

const box = document.querySelector("#top-search");
const results = () => document.querySelector("#results");
let asked = box?.value ?? "";

function address() {
  const url = new URL(results().dataset.search, location.href);
  if (box.value.trim()) url.searchParams.set("q", box.value);
  for (const [name, value] of Object.entries(JSON.parse(results().dataset.facets))) url.searchParams.set(name, value);
  if (results().dataset.exact !== undefined) url.searchParams.set("exact", "1");
  return url;
}

const ask = whenQuiet(200, async () => {
  if (box.value === asked) return;
  asked = box.value;
  const url = address();
  const mine = asked;
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || mine !== box.value) return; // typed on since: that answer is on its way
  const away = answer.headers.get("HX-Redirect");
  if (away) { location.assign(away); return; }
  results().outerHTML = await answer.text();
  history.replaceState(null, "", url);
  document.title = document.title.replace(/^[^·]*·/, `${mine.trim() || box.labels[0].textContent} ·`);
});

box?.addEventListener("input", ask);
box?.addEventListener("keydown", (event) => { // who presses / to come here is here already
  if (event.key === "/" && !box.value && !isComposing(event)) event.preventDefault();
});
addEventListener("compositionend", () => ask());
box?.form.addEventListener("submit", (event) => {
  if (isComposing(event)) { event.preventDefault(); return; }
  event.preventDefault();
  location.assign(address());
});
if (box && !box.value) box.focus();

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.metaKey || event.ctrlKey || event.altKey) return;
  const hits = [...document.querySelectorAll("[data-hit]")];
  const here = hits.indexOf(document.activeElement);
  if (event.key === "Escape" && here >= 0) { box.focus(); box.select(); return; }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (here < 0 && document.activeElement !== box) return;
  if (event.key === "ArrowUp" && here <= 0) { if (here === 0) { event.preventDefault(); box.focus(); } return; }
  const next = hits[here + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: "nearest" }); }
});
