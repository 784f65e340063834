// The drop box: shows what was chosen, takes files that are dropped on it.
for (const box of document.querySelectorAll("[data-drop]")) {
  const input = box.querySelector("input[type=file]");
  const chosen = box.querySelector("[data-chosen]");
  box.classList.add("is-scripted");
  const show = () => {
    const names = [...input.files].map((file) => file.name);
    chosen.textContent = names.length > 5 ? `${names.slice(0, 5).join(", ")} … (${names.length})` : names.join(", ");
  };
  input.addEventListener("change", show);
  for (const kind of ["dragenter", "dragover"]) box.addEventListener(kind, (event) => { event.preventDefault(); box.classList.add("is-over"); });
  for (const kind of ["dragleave", "drop"]) box.addEventListener(kind, () => box.classList.remove("is-over"));
  box.addEventListener("drop", (event) => { event.preventDefault(); input.files = event.dataTransfer.files; input.dispatchEvent(new Event("change", { bubbles: true })); });
}
