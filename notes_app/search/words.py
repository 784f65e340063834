"""Split Japanese text into words for ranking: Sudachi's normalised forms, so 見積り = 見積もり = 見積.

Touches the world only to load the dictionary, once a thread (a tokenizer is not thread-safe).

Source: Sudachi (Takaoka et al. 2018, LREC), modes C (longest) and A (shortest).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from notes_app.search.terms import fold_kanji, fold_text

WORDS_VERSION = 1
_CHUNK = 12_000  # characters; Sudachi takes at most 49,149 bytes at a time
_LEFT_OUT = frozenset({"補助記号", "空白", "助詞", "助動詞", "感動詞", "接続詞"})
_BREAKS = re.compile(r"(?<=[。\n])")
_local = threading.local()


class Word(NamedTuple):
    """form: folded normalised form. parts: forms of its shorter parts, when it has any. start, end: in the text given."""

    form: str
    parts: tuple[str, ...]
    start: int
    end: int
    part_of_speech: str


def split_words(text: str) -> tuple[Word, ...]:
    """Return the content words of `text` in order; particles, signs and spaces are left out.

    Spans count characters of `fold_kanji(text)`.
    """
    return tuple(_words(fold_kanji(text)))


def word_forms(text: str) -> list[str]:
    """Return the forms of `split_words(text)`, each word's parts left out."""
    return [word.form for word in split_words(text)]


def read_aloud(text: str) -> str:
    """Return how `text` is read, in katakana, as the dictionary has it; signs are left out."""
    tokenizer, _, _ = _splitter()
    plain = fold_kanji(text)[:_CHUNK]
    return "".join(
        m.reading_form()
        for m in tokenizer.tokenize(plain)
        if m.part_of_speech()[0] not in ("補助記号", "空白")
    )


def dictionary_version() -> str:
    """Return what the word splitter's results depend on: its own and its dictionary's versions."""
    from importlib.metadata import version

    return f"{WORDS_VERSION}/{version('sudachipy')}/{version('sudachidict-small')}"


def _splitter() -> tuple[Any, Any, dict[int, str]]:
    if not hasattr(_local, "splitter"):
        from sudachipy import Dictionary, SplitMode

        dictionary = _dictionary()
        tokenizer = (dictionary.tokenizer if hasattr(dictionary, "tokenizer") else dictionary.create)(
            mode=SplitMode.C
        )
        _local.splitter = (tokenizer, SplitMode.A, {})
        assert Dictionary is not None
    return _local.splitter  # type: ignore[no-any-return]


_dictionary_lock = threading.Lock()
_opened: list[Any] = []


def _dictionary() -> Any:
    with _dictionary_lock:
        if not _opened:
            from sudachipy import Dictionary

            _opened.append(Dictionary(dict="small"))
        return _opened[0]


def _words(text: str) -> Iterator[Word]:
    tokenizer, mode_a, parts_of_speech = _splitter()
    base = 0
    for chunk in _chunks(text):
        for morpheme in tokenizer.tokenize(chunk):
            pos_id = morpheme.part_of_speech_id()
            kind = parts_of_speech.get(pos_id)
            if kind is None:
                kind = parts_of_speech[pos_id] = morpheme.part_of_speech()[0]
            if kind in _LEFT_OUT:
                continue
            surface_start, surface_end = morpheme.begin(), morpheme.end()
            form = _form(morpheme.normalized_form())
            if not form or form == " ":
                continue
            parts: tuple[str, ...] = ()
            if surface_end - surface_start > 2:
                shorter = morpheme.split(mode_a, add_single=False)
                if len(shorter) > 1:
                    parts = tuple(_form(part.normalized_form()) for part in shorter)
            yield Word(form, parts, base + surface_start, base + surface_end, kind)
        base += len(chunk)


def _chunks(text: str) -> Iterator[str]:
    if len(text) <= _CHUNK:
        if text:
            yield text
        return
    held = ""
    for sentence in _BREAKS.split(text):
        if held and len(held) + len(sentence) > _CHUNK:
            yield held
            held = ""
        held += sentence
        while len(held) > _CHUNK:
            yield held[:_CHUNK]
            held = held[_CHUNK:]
    if held:
        yield held


@lru_cache(maxsize=100_000)
def _form(normalised: str) -> str:
    return fold_text(normalised)
