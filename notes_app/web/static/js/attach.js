// Attach files while writing: by the button, by dropping or pasting them, from a phone's camera. The link goes where the
// cursor is; until the file has arrived its name stands there. Nothing is put in while somebody composes.
import { body, form, note, save } from "./editor.js";
import { isComposing } from "./ime.js";
import { Refused } from "./send.js";

const tools = document.getElementById("attach");
const state = document.getElementById("attach-state");
const words = JSON.parse(tools.dataset.words);
const limitBytes = Number(tools.dataset.limit) * 1024 * 1024;
tools.hidden = false;

function say(text, isTrouble = false) {
  state.hidden = !text;
  state.textContent = text;
  state.classList.toggle("is-trouble", isTrouble);
}

const fill = (text, facts) => Object.entries(facts).reduce((line, [fact, value]) => line.replaceAll(`{${fact}}`, value), text);
const quiet = async () => { while (isComposing()) await new Promise((done) => setTimeout(done, 50)); };

/** Put text at the cursor, on a line of its own. */
function insert(text) {
  const at = body.selectionEnd;
  const before = at && body.value[at - 1] !== "\n" ? "\n" : "";
  const after = body.value[at] === "\n" ? "" : "\n";
  body.setRangeText(`${before}${text}${after}`, at, at, "end");
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Put `text` where `mark` stands, or at the end when its writer has taken it out; "" takes the mark away. */
function replace(mark, text) {
  const at = body.value.indexOf(mark);
  if (at >= 0) body.setRangeText(text, at, at + mark.length, "preserve");
  else if (text) body.setRangeText(`${body.value && !body.value.endsWith("\n") ? "\n" : ""}${text}\n`, body.value.length, body.value.length, "preserve");
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

async function upload(file) {
  const data = new FormData();
  data.append("files", file, file.name);
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const response = await fetch(`${note.page}/files`, { method: "POST", body: data, credentials: "same-origin", redirect: "error", headers: { Accept: "application/json", "X-CSRFToken": token } });
  const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
  if (!response.ok) throw new Refused(response.status, answer);
  return answer.files[0];
}

async function attach(file) {
  const name = file.name || "file";
  if (file.size > limitBytes) { say(fill(words.tooLarge, { name, limit: tools.dataset.limit }), true); return; }
  const mark = `⏳ ${name} (${Math.random().toString(36).slice(2, 6)})`;
  await quiet();
  insert(mark);
  say(fill(words.sending, { name }));
  try {
    if (!note.id && !(await save())) { replace(mark, ""); say(fill(words.unsaved, { name }), true); return; }
    const added = await upload(file);
    await quiet();
    replace(mark, added.markdown);
    say(fill(words.attached, { name: added.name }));
  } catch (error) {
    await quiet();
    replace(mark, "");
    say(error instanceof Refused && error.status < 500 ? error.message : fill(words.failed, { name }), true);
  }
}

async function attachAll(files) { for (const file of [...files]) await attach(file); }

for (const input of tools.querySelectorAll("[data-attach]")) {
  input.addEventListener("change", async () => { const files = [...input.files]; input.value = ""; body.focus(); await attachAll(files); });
}
body.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  // A table copied from Excel comes as text and as a picture of itself: the text is meant.
  if (!files.length || event.clipboardData.getData("text/plain")) return;
  event.preventDefault();
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  attachAll(files.map((file) => (/^image\.\w+$/.test(file.name) ? new File([file], file.name.replace("image", `image-${stamp}`), { type: file.type }) : file)));
});
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
for (const kind of ["dragenter", "dragover"]) {
  form.addEventListener(kind, (event) => { if (hasFiles(event)) { event.preventDefault(); form.classList.add("is-over"); } });
}
form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) form.classList.remove("is-over"); });
form.addEventListener("drop", (event) => {
  form.classList.remove("is-over");
  if (!hasFiles(event) || !event.dataTransfer.files.length) return;
  event.preventDefault();
  attachAll(event.dataTransfer.files);
});
