"""What tantivy keeps of one note: our terms, ready made, and the note itself to be read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import tantivy

from notes_app.search.analysis import WORD_BREAK, FieldTerms, fields_of, keys_of, marks_of, run_text, terms_of, with_attached
from notes_app.search.index import IndexedNote
from notes_app.search.kept import ReadNote, fold_body, keep_note, pack_kept, read_note, unpack_kept
from notes_app.search.variants import ATTACHED, SEPARATOR

BLANK = "␠"
"""Terms are handed over with blanks between, so a blank inside a term is drawn."""

IS_ATTACHED = "attached=yes"
"""The key of notes with files beside them that are searched."""


COUNTED = ("account", "author", "kind", "month", "tag")
"""What a page of results counts. Their keys begin alike, so that a search is gone through once for all of them and not for each."""

COUNTED_SIGN = "="
"""Begins those keys; in what earlier code indexed it is missing."""

CIRCLE = "circle=["
"""Begins the key that names all the readers of a note: notes have few such sets of readers, most of them the same."""

CURSOR_ID = "\x00cursor"
"""The document that holds the change-log cursor and is no note."""


def schema_of_notes() -> Any:
    """Return the fields of a document; terms come in ready made, with blanks between."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("keys", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("chars", tokenizer_name="characters", index_option="freq")
    builder.add_text_field("pairs", tokenizer_name="terms", index_option="position")
    builder.add_text_field("words", tokenizer_name="terms", index_option="position")
    builder.add_text_field("parts", tokenizer_name="terms", index_option="freq")
    builder.add_text_field("attached_chars", tokenizer_name="characters", index_option="freq")
    for name in ("attached_pairs", "attached_words"):  # apart, so that a file is no length of the note
        builder.add_text_field(name, tokenizer_name="terms", index_option="position")
    builder.add_integer_field("day", fast=True, indexed=True)
    builder.add_bytes_field("note", stored=True)
    return builder.build()


class PreparedDocument(NamedTuple):
    """A note in tantivy's terms, plain values that another process may have made.

    texts: field name -> its terms, with blanks between, but for chars. Fields of the note follow one another with a
    separator between, which no query holds, so that no phrase runs from one into the next.
    """

    note_id: str
    day: int
    keys: tuple[str, ...]
    texts: dict[str, str]
    note: bytes


def prepare_document(note: IndexedNote) -> PreparedDocument:
    """Return `note` in tantivy's terms; this is where the time of indexing goes."""
    body = fold_body(note)
    own = [terms_of(text, body.text if body is not None and text is note.body else None) for _, text in fields_of(note)]
    attached = [terms_of(passage.text) for passage in note.passages]
    keys = {*map(_drawn_key, keys_of(note)), circle_of(note.readers), *marks_of(note, own, attached)}
    texts = {**_texts(own, SEPARATOR), "parts": _drawn([part for field in own for part in field.parts])}
    if attached:
        keys.add(IS_ATTACHED)
        with_parts = [field.with_parts() for field in attached]
        texts |= {f"attached_{name}": text for name, text in _texts(with_parts, ATTACHED).items()}
    folded = with_attached(SEPARATOR.join([field.folded for field in own]), [field.folded for field in attached])
    kept = keep_note(note, body)
    return PreparedDocument(note.note_id, kept.day, tuple(keys), texts, pack_kept(kept, folded, run_text(own, attached)))


def _drawn_key(key: str) -> str:
    return COUNTED_SIGN + key if key.partition("=")[0] in COUNTED else key


def key_prefixes(name: str) -> tuple[str, ...]:
    """Return what the keys of a field begin with."""
    return (f"{COUNTED_SIGN}{name}=", f"{name}=") if name in COUNTED else (f"{name}=",)


@lru_cache(maxsize=1_000)
def circle_of(readers: frozenset[str]) -> str:
    """Return the key of all the readers of a note, in JSON: whatever a name may hold, two never run into each other."""
    return CIRCLE + json.dumps(sorted(readers))[1:]


def circle_members(key: str) -> list[str]:
    """Return the readers that a key of `circle_of` names."""
    members: list[str] = json.loads("[" + key.removeprefix(CIRCLE))
    return members


def _texts(fields: Sequence[FieldTerms], separator: str) -> dict[str, str]:
    drawn = separator.join(field.folded for field in fields).replace(" ", BLANK)
    kept = {character for field in fields for character in field.kept}
    forms: list[str] = []
    for field in fields:
        forms += (*field.forms, separator)
    return {"chars": drawn + "".join(kept), "pairs": _paired(drawn), "words": _drawn(forms)}


def _paired(text: str) -> str:
    """Return every pair of neighbours, with blanks between."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    pairs = np.full((max(0, len(codes) - 1), 3), ord(" "), dtype=np.uint32)
    pairs[:, 0], pairs[:, 1] = codes[:-1], codes[1:]
    return pairs.tobytes().decode("utf-32-le", "surrogatepass")


def _drawn(terms: list[str]) -> str:
    text = WORD_BREAK.join(terms)
    return (text.replace(" ", BLANK) if " " in text else text).replace(WORD_BREAK, " ")


def document_of(prepared: PreparedDocument) -> Any:
    """Return what tantivy is handed."""
    document = tantivy.Document()
    document.add_text("id", prepared.note_id)
    for name, text in prepared.texts.items():
        document.add_text(name, text)
    for key in prepared.keys:
        document.add_text("keys", key)
    document.add_integer("day", prepared.day)
    document.add_bytes("note", prepared.note)
    return document


def stored(searcher: Any, address: Any) -> bytes:
    """Return the bytes kept with a document."""
    return searcher.doc(address).get_first("note")  # type: ignore[no-any-return]


def read_document(packed: bytes) -> ReadNote:
    """Return the note that a document keeps."""
    note, (folded, runs) = unpack_kept(packed)
    return read_note(note, folded, runs)
