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
