// The page of two texts opens where they differ: each side at its first marked line, the merged text at its first mark.
const LINE_ABOVE = 48; // px left above, so that the place is read in its context

for (const side of document.querySelectorAll(".side-text")) {
  const first = side.querySelector("mark");
  if (first) side.scrollTop = first.offsetTop - side.offsetTop - LINE_ABOVE;
}

const merged = document.querySelector(".merged-text");
const place = merged ? merged.value.indexOf("<<<<<<<") : -1;
if (place >= 0) {
  const whole = merged.value;
  merged.value = whole.slice(0, place); // as tall as what stands above the mark
  const above = merged.scrollHeight;
  merged.value = whole;
  merged.setSelectionRange(place, place);
  merged.scrollTop = Math.max(0, above - merged.clientHeight / 2);
}
