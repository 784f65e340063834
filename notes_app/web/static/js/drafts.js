// Text that has not reached the server yet, kept in this browser until it has.
//
// One entry a note: notes.draft.<person>.<note id, or a key made for a new note>. It is removed the moment the server
// says that it is saved, so a shared computer keeps nothing that was sent.
import { send } from "./send.js";

const PREFIX = "notes.draft.";

export class Drafts {
  constructor(person, storage = localStorage) {
    this.prefix = `${PREFIX}${person}.`;
    this.storage = storage;
  }

  find(key) {
    try { return JSON.parse(this.storage.getItem(this.prefix + key) ?? "null"); } catch { return null; }
  }

  /** Keep a draft; false when the browser has no room for it. */
  keep(key, draft) {
    try { this.storage.setItem(this.prefix + key, JSON.stringify({ ...draft, at: Date.now() })); return true; } catch { return false; }
  }

  forget(key) { this.storage.removeItem(this.prefix + key); }

  list() {
    const keys = Object.keys(this.storage).filter((name) => name.startsWith(this.prefix));
    return keys.map((name) => name.slice(this.prefix.length)).map((key) => ({ key, draft: this.find(key) })).filter((one) => one.draft);
  }
}

/** Send one kept draft and forget it; throws what `send` throws. */
export async function sendDraft(drafts, key, draft, createUrl) {
  const body = { ...draft.fields, revision: draft.revision, draft_key: draft.draftKey };
  const answer = await send(draft.url ? "PUT" : "POST", draft.url || createUrl, body);
  drafts.forget(key);
  return answer;
}

/** Return a key for a note that has no id yet. */
export const newKey = () => `new-${crypto.randomUUID?.() ?? Math.random().toString(36).slice(2) + Date.now().toString(36)}`;
