// Reading: the words a value stands on light up while it is pointed at, and the value while its words are.

const keyed = (target) => target.closest?.("[data-key]");

function light(event) {
  const keys = keyed(event.target)?.dataset.key.split(" ") ?? [];
  for (const one of document.querySelectorAll("[data-key]")) {
    one.classList.toggle("is-lit", one.dataset.key.split(" ").some((key) => keys.includes(key)));
  }
  if (event.type !== "focusin" || !keys.length) return;
  const words = document.querySelector("#note-text .is-lit");
  const box = words?.getBoundingClientRect();
  if (box && (box.top < 80 || box.bottom > innerHeight - 80)) words.scrollIntoView({ block: "center" });
}

document.addEventListener("pointerover", light);
document.addEventListener("focusin", light);

// After a decision the list is made anew: the keyboard stays at the value it was on.
let place = -1;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id === "fields") place = [...event.target.querySelectorAll(".field-value")].indexOf(document.activeElement?.closest(".field-value"));
});
document.addEventListener("htmx:afterSettle", () => {
  if (place < 0) return;
  const values = document.querySelectorAll("#fields .field-value");
  values[Math.min(place, values.length - 1)]?.focus({ preventScroll: true });
  place = -1;
});

// Words selected in the text stand in the form that says what they are, for whoever opens it.
document.addEventListener("selectionchange", () => {
  const field = document.querySelector("[data-selected]");
  const chosen = getSelection();
  const words = chosen?.toString().trim() ?? "";
  const text = document.getElementById("note-text");
  if (!field || !words || words.includes("\n") || words.length > field.maxLength || !text?.contains(chosen.anchorNode)) return;
  field.value = words;
});
