// The one guard against acting while Japanese (or any other) input is being composed.
//
// Every key, blur, autosave and suggestion handler asks `isComposing(event)` first. Three signs are read, because no
// browser gives all of them: the event's own flag, key code 229, and the 100 ms after `compositionend`, in which
// Safari still sends the Enter that chose a candidate.

export const SETTLE_MS = 100;

let composing = false;
let endedAt = -Infinity;

addEventListener("compositionstart", () => { composing = true; }, true);
addEventListener("compositionend", () => { composing = false; endedAt = performance.now(); }, true);

/** Whether text is being composed now; `event` is the event that asks, when there is one. */
export function isComposing(event) {
  return composing || Boolean(event?.isComposing) || event?.keyCode === 229 || performance.now() - endedAt < SETTLE_MS;
}

/** Run `action` once `quietMs` have passed since the last call, and never while composing. */
export function whenQuiet(quietMs, action) {
  let timer = 0;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (isComposing() ? again() : action()), quietMs);
  };
  again.cancel = () => clearTimeout(timer);
  return again;
}
