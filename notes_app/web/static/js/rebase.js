// Take somebody else's change into a text that is still being typed, when the two do not touch.

/** The one stretch by which `after` differs from `before`. */
export function stretch(before, after) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < most - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}

/** How to change `now` so that it holds the change from `sent` to `merged` too; null when both touch the same place. */
export function rebase(sent, now, merged) {
  const theirs = stretch(sent, merged);
  if (sent === now) return theirs;
  const typed = stretch(sent, now);
  const shift = typed.text.length - (typed.end - typed.start);
  if (theirs.end < typed.start) return theirs;
  if (typed.end < theirs.start) return { start: theirs.start + shift, end: theirs.end + shift, text: theirs.text };
  return null;
}

/** A span counted in characters (as the server counts) in UTF-16 units (as the browser does). */
export function unitsOf(text, start, end) {
  let units = 0;
  let count = 0;
  let from = 0;
  for (const character of text) {
    if (count === start) from = units;
    if (count === end) return [from, units];
    units += character.length;
    count += 1;
  }
  return [count <= start ? units : from, units];
}

/** A place counted in UTF-16 units (as the browser does) in characters (as the server counts). */
export function charactersOf(text, units) {
  return [...text.slice(0, units)].length;
}
