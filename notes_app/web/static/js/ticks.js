// A box that ticks all others of its table, and a page that looks again by itself while something is being read.
for (const all of document.querySelectorAll("[data-ticks-all]")) {
  const boxes = [...all.closest("table").querySelectorAll("tbody input[type=checkbox]")];
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; });
  for (const box of boxes) box.addEventListener("change", () => { all.checked = boxes.every((one) => one.checked); all.indeterminate = !all.checked && boxes.some((one) => one.checked); });
}
const again = document.querySelector("[data-reloads]");
if (again) {
  const soon = setTimeout(() => location.replace(again.href), 1500);
  addEventListener("beforeunload", () => clearTimeout(soon)); // whoever is on the way elsewhere is not called back
}
