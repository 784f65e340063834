// Lists that follow what is typed into their box: <form data-live="#list">. Never while composing; Enter still works.
import { isComposing, whenQuiet } from "./ime.js";

for (const form of document.querySelectorAll("form[data-live]")) {
  const address = () => {
    const url = new URL(form.action || location.pathname, location.href);
    for (const [name, value] of new FormData(form)) if (String(value).trim()) url.searchParams.set(name, value);
    return url;
  };
  let asked = String(address());
  const ask = whenQuiet(200, async () => {
    const url = address();
    if (String(url) === asked) return;
    asked = String(url);
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || asked !== String(address())) return;
    const away = answer.headers.get("HX-Redirect");
    if (away) { location.assign(away); return; }
    document.querySelector(form.dataset.live).outerHTML = await answer.text();
    history.replaceState(null, "", url);
  });
  form.addEventListener("input", ask);
  addEventListener("compositionend", () => ask());
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && isComposing(event)) event.preventDefault();
    if (event.key === "ArrowDown" && !isComposing(event)) { const first = document.querySelector(`${form.dataset.live} [data-hit]`); if (first) { event.preventDefault(); first.focus(); } }
  });
}
document.addEventListener("keydown", (event) => {
  const hits = [...document.querySelectorAll("[data-hit]")];
  const here = hits.indexOf(document.activeElement);
  if (here < 0 || isComposing(event) || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  event.preventDefault();
  (hits[here + (event.key === "ArrowDown" ? 1 : -1)] ?? document.querySelector("form[data-live] input[type=search]")).focus();
});
