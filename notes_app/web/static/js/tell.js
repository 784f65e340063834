// Words selected in the text: what are they? One click teaches it. It never changes the text, and never opens while composing.
import { body, form, note, save, settle } from "./editor.js";
import { isComposing, whenQuiet } from "./ime.js";
import { charactersOf, unitsOf } from "./rebase.js";
import { Refused, send } from "./send.js";

const bar = document.getElementById("tell");
const SELECTED_MS = 200;

if (bar) {
  const said = document.getElementById("tell-said");
  const longest = Number(bar.dataset.longest);
  const choices = [...bar.querySelectorAll("[data-means]")];
  const no = bar.querySelector("[data-not]");
  let chosen = null;
  let chip = null;

  const selection = () => {
    const words = body.value.slice(body.selectionStart, body.selectionEnd);
    const lead = words.length - words.trimStart().length;
    const text = words.trim();
    if (!text || text.includes("\n") || [...text].length > longest) return null;
    const start = body.selectionStart + lead;
    return { text, start, end: start + text.length };
  };

  const hide = () => { bar.hidden = true; chosen = null; };

  const look = whenQuiet(SELECTED_MS, () => {
    if (bar.contains(document.activeElement)) return;
    chosen = document.activeElement === body ? selection() : null;
    if (!chosen) { hide(); return; }
    const was = chip && chip.start === chosen.start && chip.end === chosen.end ? chip : null;
    chosen.was = was?.concept ?? "";
    bar.querySelector("[data-words]").textContent = chosen.text;
    bar.querySelector("[data-called]").textContent = was?.called ?? "";
    for (const one of choices) one.setAttribute("aria-pressed", String(one.dataset.means === chosen.was && chosen.was !== ""));
    no.hidden = !was;
    said.hidden = true;
    bar.hidden = false;
  });

  document.addEventListener("selectionchange", () => { if (!isComposing()) look(); });
  body.addEventListener("select", (event) => { if (!isComposing(event)) look(); });

  // A chip that is clicked selects its words: then the bar also offers that they are not what they were taken for.
  document.getElementById("panel").addEventListener("click", (event) => {
    const value = event.target.closest(".said-value[data-was]");
    if (!value) return;
    const [start, end] = unitsOf(body.value, Number(value.dataset.start), Number(value.dataset.end));
    const words = body.value.slice(start, end);
    const lead = words.length - words.trimStart().length;
    chip = { start: start + lead, end: start + lead + words.trim().length, concept: value.dataset.was, called: value.dataset.called };
  }, true);

  body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.altKey || isComposing(event) || bar.hidden) return;
    event.preventDefault();
    choices[0]?.focus();
  });

  bar.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    const at = choices.indexOf(document.activeElement);
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); hide(); body.focus(); }
    else if (at >= 0 && ["ArrowRight", "ArrowDown"].includes(event.key)) { event.preventDefault(); choices[(at + 1) % choices.length].focus(); }
    else if (at >= 0 && ["ArrowLeft", "ArrowUp"].includes(event.key)) { event.preventDefault(); choices.at(at - 1).focus(); }
  });

  bar.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) { hide(); body.focus(); return; }
    const meaning = event.target.closest("[data-means]");
    if (meaning) { tell(meaning.dataset.means, "yes"); return; }
    if (event.target.closest("[data-not]")) tell(chosen?.was, "no");
  });

  async function tell(concept, choice) {
    if (!chosen || !concept) return;
    const asked = chosen;
    hide();
    body.focus();
    body.setSelectionRange(asked.end, asked.end);
    if (!(await save()) || !note.id) return;
    if (body.value.slice(asked.start, asked.end) !== asked.text) return; // the text moved on while it was saved
    const [start, end] = [charactersOf(body.value, asked.start), charactersOf(body.value, asked.end)];
    const before = Object.fromEntries([...form.elements].filter((one) => one.name && one.type !== "hidden").map((one) => [one.name, one.value]));
    try {
      const answer = await send("POST", bar.dataset.url, {
        note_id: note.id, words: asked.text, start, end, concept, choice, was: choice === "yes" && asked.was !== concept ? asked.was : "",
      });
      settle(before, answer);
      tellSo(answer.said, answer.undo);
    } catch (error) {
      if (!(error instanceof Refused)) return;
      tellSo(error.message, []);
    }
  }

  function tellSo(words, undo) {
    said.querySelector("[data-said]").textContent = words;
    const back = said.querySelector("[data-undo]");
    back.hidden = !undo.length;
    back.onclick = async () => {
      back.hidden = true;
      for (const url of undo) {
        try { tellSo((await send("POST", url)).said, []); } catch (error) { if (error instanceof Refused) tellSo(error.message, []); }
      }
      form.dispatchEvent(new CustomEvent("refill"));
    };
    said.hidden = false;
  }

  body.addEventListener("input", () => { said.hidden = true; });

  // On a phone the bar floats above the keyboard, wherever that is.
  const above = () => {
    const view = window.visualViewport;
    if (view) bar.parentElement.style.setProperty("--keyboard", `${Math.max(0, innerHeight - view.height - view.offsetTop)}px`);
  };
  window.visualViewport?.addEventListener("resize", above);
  window.visualViewport?.addEventListener("scroll", above);
}
