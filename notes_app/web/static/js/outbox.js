// Send, from any page, what an editor could not: the train came out of the tunnel, the tab was closed before.
import { Drafts, sendDraft } from "./drafts.js";

const place = document.querySelector("[data-outbox]");

export async function sendKept() {
  // The page that shows both sides holds the text now: the kept copy would only be sent into the same clash again.
  const shown = document.querySelector("[data-forget-draft]");
  if (place && shown) new Drafts(place.dataset.outbox).forget(shown.dataset.forgetDraft);
  if (!place || document.getElementById("editor") || !navigator.onLine) return;
  const drafts = new Drafts(place.dataset.outbox);
  let sent = 0;
  const stuck = [];
  for (const { key, draft } of drafts.list()) {
    try { await sendDraft(drafts, key, draft, place.dataset.create); sent += 1; } catch (error) {
      if (error.status === 409 && draft.url) stuck.push(draft.url.replace(/autosave$/, "edit"));
    }
  }
  if (sent) say(place.dataset.sent.replace("{count}", sent));
  for (const url of stuck) say(place.dataset.stuck, url);
}

function say(words, url) {
  const notice = document.createElement("div");
  notice.className = "notice notice-info";
  notice.setAttribute("role", "status");
  const text = document.createElement(url ? "a" : "div");
  if (url) text.href = url;
  text.textContent = words;
  notice.append(text);
  document.getElementById("notices").append(notice);
}

addEventListener("online", sendKept);
