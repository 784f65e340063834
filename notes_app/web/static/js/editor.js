// The editor: autosave with a state one can see, the fields said so far, completions. It never rewrites the text.
import { isComposing, whenQuiet } from "./ime.js";
import { Drafts, newKey } from "./drafts.js";
import { rebase, unitsOf } from "./rebase.js";
import { Refused, send } from "./send.js";

const AUTOSAVE_MS = 1500;
const KEEP_MS = 250;
const FILL_MS = 250;
const RETRY_MS = [3000, 8000, 20000, 60000];

const form = document.getElementById("editor");
const body = document.getElementById("body");
const words = JSON.parse(form.dataset.words);
const state = document.getElementById("save-state");
const parts = [...form.elements].filter((one) => one.name && one.type !== "hidden");
const drafts = new Drafts(form.dataset.person);

const note = {
  id: form.dataset.note, revision: form.dataset.revision, url: form.dataset.autosave, page: form.dataset.page,
  key: form.dataset.note || newKey(),
};
const draftKey = note.id ? "" : note.key;
form.elements.draft_key.value = draftKey;

const read = () => Object.fromEntries(parts.map((one) => [one.name, one.value]));
const isBlank = (fields) => !(fields.title.trim() || fields.body.trim() || fields.account.trim());
let saved = JSON.stringify(read());
let sending = null;
let failures = 0;
let leaving = false;

function show(name, facts = {}) {
  state.dataset.state = name;
  const text = Object.entries(facts).reduce((line, [fact, value]) => line.replaceAll(`{${fact}}`, value), words[name] ?? "");
  state.querySelector("[data-text]").textContent = facts.message ? `${text}: ${facts.message}` : text;
  document.getElementById("conflict-bar").hidden = name !== "conflict";
}

const isChanged = () => JSON.stringify(read()) !== saved;

function keep() {
  if (!isChanged()) return;
  drafts.keep(note.key, { fields: read(), revision: note.revision, url: note.url, draftKey });
}

// --- saving ---------------------------------------------------------------------------------------------------

async function save({ final = false } = {}) {
  while (sending) await sending.catch(() => {}); // two who wait for one answer do not both go on
  const fields = read();
  if ((!isChanged() && !final) || (!note.id && isBlank(fields)) || state.dataset.state === "conflict") return note.id !== "";
  show("saving");
  sending = send(note.url ? "PUT" : "POST", note.url || form.dataset.create, {
    ...fields, revision: note.revision, draft_key: draftKey, final,
  });
  try {
    taken(await sending, fields);
    return true;
  } catch (error) {
    failed(error);
    return false;
  } finally {
    sending = null;
  }
}

function taken(answer, sent) {
  failures = 0;
  const isNew = !note.id;
  const merged = answer.outcome === "merged" ? rebase(sent.body, body.value, answer.body) : undefined;
  if (merged === null) { show("conflict"); return; }
  if (merged) {
    const [from, to] = [body.selectionStart, body.selectionEnd];
    const moved = (place) => (place >= merged.end ? place + merged.text.length - (merged.end - merged.start) : place);
    body.setRangeText(merged.text, merged.start, merged.end, "preserve");
    body.setSelectionRange(moved(from), moved(to));
    sent = { ...sent, body: answer.body };
  }
  Object.assign(note, { id: answer.note_id, revision: answer.revision, url: answer.autosave, page: answer.page });
  form.elements.expected_revision.value = note.revision;
  if (isNew) {
    // From now on a reload opens the note that was just made, and a form sent without scripts saves into it.
    form.action = answer.page;
    history.replaceState(null, "", answer.edit);
  }
  saved = JSON.stringify(sent);
  drafts.forget(note.key);
  note.key = note.id;
  if (isChanged()) { keep(); autosave(); show("changed"); } else show(merged ? "merged" : "saved", { time: answer.saved_at });
}

function failed(error) {
  keep();
  if (error instanceof Refused && error.status === 409) { show("conflict"); return; }
  if (error instanceof Refused && error.status === 401) { show("signedOut"); state.dataset.state = "unsent"; retry(); return; }
  if (error instanceof Refused && error.status < 500 && error.status !== 429) { show("refused", { message: error.message }); return; }
  show("unsent");
  retry();
}

function retry() {
  setTimeout(() => { if (!leaving && !isComposing()) save(); else if (!leaving) retry(); }, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
  failures += 1;
}

const autosave = whenQuiet(AUTOSAVE_MS, save);
const keepSoon = whenQuiet(KEEP_MS, keep);

form.addEventListener("input", () => {
  if (state.dataset.state !== "conflict" && state.dataset.state !== "unsent") show("changed");
  keepSoon();
  autosave();
  fill();
});
form.addEventListener("focusout", (event) => { if (!isComposing(event) && isChanged()) autosave(); });
addEventListener("online", () => { if (isChanged()) save(); });
addEventListener("pagehide", () => { leaving = true; keep(); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && !isComposing()) { keep(); save(); } });

form.addEventListener("keydown", (event) => {
  // Enter in a one-line field would send the form; people press it to confirm a conversion or to go on.
  if (event.key === "Enter" && event.target.tagName === "INPUT" && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    if (!isComposing(event) && event.target.id === "title") body.focus();
  }
});

form.addEventListener("submit", async (event) => {
  if (form.dataset.plain) return;
  event.preventDefault();
  autosave.cancel();
  if (!note.id && isBlank(read())) { location.assign("/"); return; }
  if (await save({ final: true })) { leaving = true; location.assign(note.page); }
});

form.querySelector("[data-resolve]").addEventListener("click", () => {
  // The page that compares both is made by the server: the form goes there as it would without scripts.
  form.dataset.plain = "yes";
  leaving = true;
  form.submit();
});

// --- what had not been sent -----------------------------------------------------------------------------------

function recover() {
  const draft = note.id ? drafts.find(note.id) : null;
  if (!draft || JSON.stringify(draft.fields) === saved) { if (draft) drafts.forget(note.id); return; }
  for (const one of parts) if (one.name in draft.fields) one.value = draft.fields[one.name];
  note.revision = draft.revision;
  form.elements.expected_revision.value = draft.revision;
  show("recovered");
  autosave();
}

// --- the fields said so far -----------------------------------------------------------------------------------

const panel = document.getElementById("panel");
let asking = null;
const fill = whenQuiet(FILL_MS, async () => {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await send("POST", form.dataset.fill, { ...read(), note_id: note.id }, { signal: asking.signal });
    if (answer && !isComposing()) panel.innerHTML = answer.html;
  } catch { /* The panel is a help; while it cannot be had, the old one stays. */ }
});

panel.addEventListener("click", (event) => {
  const label = event.target.closest("[data-begin]");
  if (label) { say(label.dataset.begin); return; }
  const choice = event.target.closest("[data-choice]");
  if (choice) { decide(choice.closest("[data-field]").dataset, choice.dataset.choice); return; }
  const meaning = event.target.closest("[data-concept]");
  if (meaning) { teach(meaning.closest("[data-ask]").dataset, meaning.dataset.concept); return; }
  const value = event.target.closest("[data-start]");
  if (!value) return;
  const [start, end] = unitsOf(body.value, Number(value.dataset.start), Number(value.dataset.end));
  body.focus();
  body.setSelectionRange(start, end);
});

/** Say yes or no to a value that is only offered: the text is saved first, because the answer is about what is kept. */
async function decide(value, choice) {
  if (!(await save()) || !note.id) return;
  const before = read();
  try {
    const answer = await send("POST", form.dataset.value.replace("NOTE", note.id), {
      field_id: value.field, start: Number(value.from), end: Number(value.to), value: value.value, choice,
    });
    settle(before, answer);
  } catch (error) { if (error instanceof Refused) show("refused", { message: error.message }); fill(); }
}

/** Take in what a decision changed: accepting writes front matter, which may be a part of this form; what was typed meanwhile stays. */
function settle(before, answer) {
  note.revision = answer.revision;
  form.elements.expected_revision.value = note.revision;
  for (const one of parts) if (one.name in answer.fields && one.value === before[one.name]) one.value = answer.fields[one.name];
  saved = JSON.stringify({ ...before, ...answer.fields });
  panel.innerHTML = answer.html;
  show("saved", { time: answer.saved_at });
  if (isChanged()) autosave();
}

form.addEventListener("refill", () => fill());

/** Answer the one question: what a label of this writer's own means. */
async function teach(asked, concept) {
  if (note.id && isChanged()) await save();
  try {
    await send("POST", asked.teach, { label: asked.label, concept, note_id: note.id, start: asked.from, end: asked.to });
  } catch (error) { if (error instanceof Refused) show("refused", { message: error.message }); return; }
  fill();
}

/** Begin a line for a field that was not said yet, at the end of the text: only when asked for by a click. */
function say(label) {
  const end = body.value.length;
  body.focus();
  body.setRangeText(`${end && !body.value.endsWith("\n") ? "\n" : ""}${label}：`, end, end, "end");
  body.scrollIntoView({ block: "end" });
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

// --- completions ----------------------------------------------------------------------------------------------

const KINDS = { "@": "people", "＠": "people", "#": "tag", "＃": "tag" };
const ask = (kind, typed) => send("GET", `${form.dataset.suggest}?kind=${kind}&q=${encodeURIComponent(typed)}`);

document.querySelector("text-expander").addEventListener("text-expander-change", (event) => {
  const { key, text, provide } = event.detail;
  // "# 見出し" is a heading, and nobody looks for a name of thirty characters.
  if (isComposing() || text.length > 30 || (KINDS[key] === "tag" && !text)) return;
  provide(ask(KINDS[key], text).then((offers) => {
    const list = document.createElement("ul");
    for (const offer of offers) {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.id = `offer-${list.children.length}`;
      item.dataset.value = (KINDS[key] === "tag" ? "#" : "") + offer.value;
      item.append(offer.value, Object.assign(document.createElement("span"), { textContent: offer.hint }));
      list.append(item);
    }
    return { matched: offers.length > 0, fragment: list };
  }).catch(() => ({ matched: false })));
});
document.querySelector("text-expander").addEventListener("text-expander-value", (event) => {
  event.detail.value = event.detail.item.dataset.value;
});

const accounts = document.getElementById("accounts");
const account = form.elements.account;
const offerAccounts = whenQuiet(200, async () => {
  try {
    const offers = await ask("account", account.value);
    accounts.replaceChildren(...offers.map((offer) => Object.assign(document.createElement("option"), { value: offer.value, label: offer.hint })));
  } catch { /* Typing the name in full works too. */ }
});
account.addEventListener("input", (event) => { if (!isComposing(event)) offerAccounts(); });
account.addEventListener("focus", offerAccounts, { once: true });

recover();

export { body, form, note, save, settle };
