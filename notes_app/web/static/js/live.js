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
  // Enter that chooses a conversion must not send the form.
  form.addEventListener("keydown", (event) => { if (event.key === "Enter" && isComposing(event)) event.preventDefault(); });
}

document.addEventListener("keydown", (event) => {
  if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || isComposing(event)) return;
  const box = document.querySelector("form[data-live] input[type=search]");
  const stops = [box, ...document.querySelectorAll("[data-hit]")];
  const here = stops.indexOf(document.activeElement);
  const next = stops[here + (event.key === "ArrowDown" ? 1 : -1)];
  if (here < 0 || !next) return;
  event.preventDefault();
  next.focus();
});
