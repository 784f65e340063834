"""What tantivy keeps of one note: our terms, ready made, and the note itself to be read again."""

from __future__ import annotations

import pickle
from datetime import date
from itertools import pairwise
from typing import Any

import tantivy

from notes_app.search.analysis import FieldTerms, attached_marks, fields_of, keys_of, run_text_of, terms_of, with_attached
from notes_app.search.index import IndexedNote
from notes_app.search.marks import marks_in
from notes_app.search.variants import SEPARATOR

BLANKS = str.maketrans({" ": "␠"})
"""Terms are handed over with blanks between, so a blank inside a term is drawn."""


def schema_of_notes() -> Any:
    """Return the fields of a document; terms come in ready made, with blanks between."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("keys", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("chars", tokenizer_name="terms", index_option="freq")
    builder.add_text_field("pairs", tokenizer_name="terms", index_option="position")
    builder.add_text_field("words", tokenizer_name="terms", index_option="position")
    builder.add_text_field("parts", tokenizer_name="terms", index_option="freq")
    for name in ("attached_chars", "attached_pairs", "attached_words"):  # apart, so that a file is no length of the note
        builder.add_text_field(name, tokenizer_name="terms", index_option="position")
    builder.add_integer_field("day", fast=True, indexed=True)
    builder.add_bytes_field("note", stored=True)
    return builder.build()


def document_of(note: IndexedNote) -> Any:
    """Return `note` as tantivy keeps it."""
    document = tantivy.Document()
    document.add_text("id", note.note_id)
    marks = attached_marks(note)
    own = [terms_of(text) for _, text in fields_of(note)]
    for _, text in fields_of(note):
        marks |= marks_in(text, note.held_on)
    attached = [terms_of(passage.text) for passage in note.passages]
    for field in own:
        _add_terms(document, field, "")
        if field.parts:
            document.add_text("parts", _blank_separated(field.parts))
    for field in attached:
        _add_terms(document, field, "attached_")
        document.add_text("attached_words", _blank_separated(field.parts))
    for key in {*keys_of(note), *marks}:
        document.add_text("keys", key)
    day = note.held_on.toordinal() if note.held_on else 0
    document.add_integer("day", day)
    kept = (note.note_id, note.path, note.title, note.account, note.author, note.kind, day, note.body, note.passages)
    folded = with_attached(SEPARATOR.join(field.folded for field in own), [field.folded for field in attached])
    runs = with_attached(
        SEPARATOR.join(run_text_of(field.forms) for field in own), [run_text_of(field.forms) for field in attached]
    )
    document.add_bytes("note", pickle.dumps((kept, folded, runs), protocol=5))
    return document


def _add_terms(document: Any, field: FieldTerms, prefix: str) -> None:
    drawn = field.folded.translate(BLANKS)
    document.add_text(f"{prefix}chars", " ".join((*drawn, *field.kept)))
    document.add_text(f"{prefix}pairs", " ".join(map("".join, pairwise(drawn))))
    document.add_text(f"{prefix}words", _blank_separated(field.forms))


def _blank_separated(forms: tuple[str, ...]) -> str:
    return " ".join(form.translate(BLANKS) for form in forms)


def stored(searcher: Any, address: Any) -> Any:
    return pickle.loads(bytes(searcher.doc(address).get_first("note")))  # noqa: S301 - our own file, derived


class Reading:
    """One document, read from the index when first asked for."""

    __slots__ = ("_address", "_note", "_searcher", "_texts")

    def __init__(self, searcher: Any, address: Any) -> None:
        self._searcher, self._address = searcher, address
        self._note: IndexedNote | None = None
        self._texts = ("", "")

    def note(self) -> IndexedNote:
        if self._note is None:
            own, folded, runs = stored(self._searcher, self._address)
            self._texts = (folded, runs)
            note_id, path, title, account, author, kind, day, body, passages = own
            self._note = IndexedNote(
                note_id=note_id, path=path, title=title, body=body, account=account, author=author, kind=kind,
                held_on=date.fromordinal(day) if day else None, passages=passages,
            )  # fmt: skip
        return self._note

    def folded(self) -> str:
        self.note()
        return self._texts[0]

    def runs(self) -> str:
        self.note()
        return self._texts[1]
