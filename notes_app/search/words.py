"""Split Japanese text into words for ranking: Sudachi's normalised forms, so 見積り = 見積もり = 見積.

Touches the world only to load the dictionary, once a thread (a tokenizer is not thread-safe).

Source: Sudachi (Takaoka et al. 2018, LREC), modes C (longest) and A (shortest).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from notes_app.search.small_words import ASKING
from notes_app.search.terms import fold_kanji, fold_text

WORDS_VERSION = 2
_CHUNK = 12_000  # characters; Sudachi takes at most 49,149 bytes at a time
_MADE_UP = 0xF0000000  # ids from here on are of words that stand in no dictionary: every number, every unknown name
_FIELDS = {"pos", "normalized_form", "split_a"}  # what is read of a word; the rest stays packed
_LEFT_OUT = frozenset({"補助記号", "空白", "助詞", "助動詞", "感動詞", "接続詞"})
_BREAKS = re.compile(r"(?<=[。\n])")
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-鿿]")
_local = threading.local()


class Word(NamedTuple):
    """form: folded normalised form. parts: forms of its shorter parts, when it has any. start, end: in the text given."""

    form: str
    parts: tuple[str, ...]
    start: int
    end: int
    part_of_speech: str


@lru_cache(maxsize=256)
def split_words(text: str) -> tuple[Word, ...]:
    """Return the content words of `text` in order; particles, signs and spaces are left out.

    Spans count characters of `fold_kanji(text)`. A question is split for matching and again for showing, page after page.
    """
    return tuple(_words(fold_kanji(text)))


def matter_of(question: str) -> Sequence[Word]:
    """Return the words of a question that say what it is about: those that only ask in English are left out, as long as others stay.

    In a Japanese question they are names: A社, IT.
    """
    plain, words = fold_kanji(question), split_words(question)
    if _JAPANESE.search(plain):
        return words
    return [word for word in words if plain[word.start : word.end].lower() not in ASKING] or words


def word_forms(text: str) -> list[str]:
    """Return the forms of `split_words(text)`, each word's parts left out."""
    return list(forms_and_parts(fold_kanji(text))[0])


def forms_and_parts(plain: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the forms of every content word of `fold_kanji(text)` in order, and those of their shorter parts."""
    splitter = _splitter()
    known_of, look_up = splitter.known.get, splitter.look_up
    words = [
        known_of(morpheme.word_id()) or look_up(morpheme)
        for chunk in _chunks(plain)
        for morpheme in splitter.tokenizer.tokenize(chunk)
    ]
    return tuple([form for form, _, _ in words if form]), tuple([part for _, parts, _ in words if parts for part in parts])


def read_aloud(text: str) -> str:
    """Return how `text` is read, in katakana, as the dictionary has it; signs are left out."""
    tokenizer = _splitter().whole
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


_Known = tuple[str, tuple[str, ...], str]
_LEFT_OUT_WORD: _Known = ("", (), "")


class _Splitter:
    """One thread's tokenizer, and what it has learnt of the dictionary's words: (form, parts, part of speech).

    known: by word id, with an empty form for words that are left out; at most as large as the dictionary.
    """

    def __init__(self) -> None:
        from sudachipy import SplitMode

        self.tokenizer = _dictionary().tokenizer(mode=SplitMode.C, fields=_FIELDS)
        self.known: dict[int, _Known] = {}
        self._short = SplitMode.A

    @cached_property
    def whole(self) -> Any:
        """A tokenizer that reads everything of a word, its reading too."""
        from sudachipy import SplitMode

        return _dictionary().tokenizer(mode=SplitMode.C)

    def look_up(self, morpheme: Any) -> _Known:
        """Return what is to be known of a word, and remember it when the dictionary has it."""
        kind = morpheme.part_of_speech()[0]
        form = "" if kind in _LEFT_OUT else _form(morpheme.normalized_form())
        if morpheme.word_id() >= _MADE_UP:  # has no parts
            return (form, (), kind) if form != " " else _LEFT_OUT_WORD
        self.known[morpheme.word_id()] = known = (form, self._parts(morpheme), kind) if form and form != " " else _LEFT_OUT_WORD
        return known

    def _parts(self, morpheme: Any) -> tuple[str, ...]:
        if morpheme.end() - morpheme.begin() <= 2:
            return ()
        shorter = morpheme.split(self._short, add_single=False)
        return tuple([_form(part.normalized_form()) for part in shorter]) if len(shorter) > 1 else ()


def _splitter() -> _Splitter:
    if not hasattr(_local, "splitter"):
        _local.splitter = _Splitter()
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
    splitter = _splitter()
    base = 0
    for chunk in _chunks(text):
        for morpheme in splitter.tokenizer.tokenize(chunk):
            form, parts, kind = splitter.known.get(morpheme.word_id()) or splitter.look_up(morpheme)
            if form:
                yield Word(form, parts, base + morpheme.begin(), base + morpheme.end(), kind)
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
