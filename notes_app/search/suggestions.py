"""Fill in what is being typed, and offer other spellings when nothing was found.

Nothing is suggested that stands only in notes the asker may not read: completions come from counts under permission,
and another spelling is offered only after it has found something for this asker.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from notes_app.search.index import SearchIndex, SearchRequest, Snippet
from notes_app.search.query import Query, parse_query
from notes_app.search.readings import kana_of, reading_of
from notes_app.search.terms import fold_kanji, fold_text
from notes_app.search.words import split_words

COMPLETED = ("account", "owner", "author", "tag", "deal", "stage")
_NAMED = ("account", "owner", "author")
_HIRAGANA = re.compile(r"[ぁ-ゖー]{2,12}")
_MOST_NAMES = 8  # that one reading stands for
_SHORTEST = 2  # characters of a word that may be misspelt
_LONGEST_RUN = 3  # words that are corrected as one
_MOST_WORDS = 6  # of a query that are looked at
_NEAR = 8  # spellings tried on the index


@dataclass(frozen=True, slots=True)
class Completion:
    """A value of a field that what is typed may become. note_count: notes of it the asker may read."""

    field: str
    value: str
    note_count: int


def complete(
    index: SearchIndex, typed: str, *, readers: frozenset[str], fields: tuple[str, ...] = COMPLETED, limit: int = 8,
    labels: Iterable[str] = (),
) -> tuple[Completion, ...]:  # fmt: skip
    """Return values that begin with `typed`, then those that hold it; most notes first.

    Kana and rōmaji find names by how they are read. labels: further values offered as field "label", such as the
    names of a template's fields, which belong to nobody.
    """
    sought = fold_text(typed).strip()
    if not sought:
        return ()
    kana = kana_of(sought)
    counted = index.search(SearchRequest(Query(""), readers, limit=0, facets=fields)).facets
    known = [Completion(field, value, count) for field in fields for value, count in counted.get(field, ())]
    known += [Completion("label", label, 0) for label in dict.fromkeys(labels)]
    ranked = [
        (rank, -each.note_count, each.value, each)
        for each in known
        if (rank := _rank(each.value, sought, kana)) is not None
    ]
    return tuple(each for _, _, _, each in sorted(ranked, key=lambda item: item[:3])[:limit])


def names_read(index: SearchIndex, words: Iterable[str], *, readers: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Return, for words in hiragana, the names of customers and people read that way: さとう -> 佐藤.

    A customer's name may go on after it (あおば -> 青葉製作所). Only names of notes the asker may read.
    """
    sought = {word: kana_of(word) for word in dict.fromkeys(words) if _HIRAGANA.fullmatch(word)}
    if not sought:
        return {}
    counted = index.search(SearchRequest(Query(""), readers, limit=0, facets=_NAMED)).facets
    names: dict[str, list[tuple[int, str]]] = {word: [] for word in sought}
    for value, count in {each: count for field in _NAMED for each, count in counted.get(field, ())}.items():
        readings = _readings(value)
        for word, kana in sought.items():
            if any(reading.startswith(kana) for reading in readings):
                names[word].append((-count, value))
    return {word: tuple(value for _, value in sorted(found)[:_MOST_NAMES]) for word, found in names.items() if found}


def did_you_mean(
    index: SearchIndex, text: str, *, today: date, readers: frozenset[str], limit: int = 3
) -> tuple[str, ...]:
    """Return other spellings of `text` that find something for this asker, nearest first.

    Words are compared with the index's own and with the names in it, by edit distance over folded characters.
    """
    words = [word.text for word in parse_query(text, today).wanted if len(fold_text(word.text)) >= _SHORTEST]
    known = {fold_text(value).strip(): value for name in COMPLETED for value in index.values(name)}
    vocabulary = (*known, *index.vocabulary())

    def finds(spelling: str) -> str | None:
        result = index.search(_literally(spelling, today, readers, limit=1))
        if not result.total:
            return None
        return known.get(spelling) or _as_written(result.hits[0].snippets) or spelling

    offered: list[str] = []
    for word in words[:_MOST_WORDS]:
        for part in _doubtful(word, lambda text: index.search(_literally(text, today, readers)).total > 0):
            offered.extend(
                text.replace(word, word.replace(part, written))
                for spelling in _near(fold_text(part), vocabulary)
                if finds(fold_text(word).replace(fold_text(part), spelling)) and (written := finds(spelling))
            )
        if len(offered) >= limit:
            break
    return tuple(dict.fromkeys(offered))[:limit]


def _literally(text: str, today: date, readers: frozenset[str], limit: int = 0) -> SearchRequest:
    quoted = text.replace('"', '""')
    return SearchRequest(parse_query(f'"{quoted}"', today), readers, limit=limit)


def _doubtful(word: str, is_found: Callable[[str], bool]) -> list[str]:
    """Return the parts of `word` that may be misspelt, longest first: runs of its words that hold one not found."""
    if is_found(word):
        return []
    plain = fold_kanji(word)
    spans = [(each.start, each.end) for each in split_words(word)]
    missing = {span for span in spans if not is_found(plain[span[0] : span[1]])}
    parts = {word}
    for first in range(len(spans)):
        for last in range(first, min(first + _LONGEST_RUN, len(spans))):
            run = spans[first : last + 1]
            if not missing or missing & set(run):
                parts.add(plain[run[0][0] : run[-1][1]])
    return sorted(
        (part for part in parts if part in word and len(part) >= _SHORTEST),
        key=lambda part: (-len(part), part),
    )


def _rank(value: str, sought: str, kana: str) -> int | None:
    folded = _folded(value)
    if folded.startswith(sought):
        return 0
    if len(kana) > 1 and any(reading.startswith(kana) for reading in _readings(value)):
        return 1
    return 2 if sought in folded else None


_folded = lru_cache(maxsize=20_000)(fold_text)  # the same names are gone through with every key that is pressed


@lru_cache(maxsize=20_000)
def _readings(value: str) -> tuple[str, ...]:
    return tuple([reading_of(part) for part in _read_parts(value)])


def _read_parts(value: str) -> tuple[str, ...]:
    """Return the name as a whole, and without a form of company before it."""
    bare = value
    for form in ("株式会社", "有限会社", "合同会社", "㈱", "(株)", "（株）", "㈲"):
        bare = bare.removeprefix(form)
    return (value,) if bare == value else (value, bare)


def _near(word: str, vocabulary: Iterable[str]) -> list[str]:
    """Return the spellings nearest to `word`: one slip in up to four characters, two beyond."""
    allowed = 1 if len(word) <= 4 else 2
    letters = set(word)
    found: list[tuple[int, int, str]] = []
    for other in vocabulary:
        if (
            abs(len(other) - len(word)) > allowed
            or other == word
            or len(letters & set(other)) < len(letters) - allowed
        ):
            continue
        distance = edit_distance(word, other, allowed)
        if distance <= allowed:
            found.append((distance, abs(len(other) - len(word)), other))
    return [other for _, _, other in sorted(set(found))[:_NEAR]]


def edit_distance(first: str, second: str, most: int) -> int:
    """Return how many slips (a character wrong, missing, too much, or two swapped) part them; `most` + 1 if more."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        earlier, before, row = before, row, [i] + [0] * len(second)
        for j, b in enumerate(second, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                row[j] = min(row[j], earlier[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return row[-1]


def _as_written(snippets: Iterable[Snippet]) -> str | None:
    return next((snippet.text[start:end] for snippet in snippets for start, end in snippet.highlights), None)
