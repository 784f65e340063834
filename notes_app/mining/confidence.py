"""How sure is a value, counted and not felt? The chance that a reader of the note would file it, from what is true of it.

Pure, on folded text. Rules say what they found and how they found it; how often such findings were right was counted on
marked notes (`python -m benchmarks.confidence_fit`), and `confidence.json` keeps what each sign weighs. A chance is the
logistic sum of the weights of the signs that hold, so that every one of them can be named.

Source: logistic regression with an L2 penalty; Hastie, Tibshirani, Friedman (2009), chapter 4.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path

from notes_app.mining.draft import TOLD, WITH_LABEL, Draft
from notes_app.mining.english.language import is_written_in_english
from notes_app.mining.evidence import FILLS, OFFERS
from notes_app.mining.labels import NoteReading
from notes_app.mining.mentions.deciding import REALLY
from notes_app.mining.mentions.mention import step
from notes_app.mining.values.companies import is_company_like
from notes_app.mining.values.proper_names import COMMON, looks_proper
from notes_app.mining.values.titles import surnames

COUNTED = frozenset("日時 会社名 先方出席者 当方出席者 予算 競合 決裁者 次回予定 確度 フェーズ 次回アクション".split())
"""Concepts whose findings were counted; the confidence of others stays as their rule says."""
OFFERED_FROM, FILLED_FROM = 0.58, 6 / 7
"""Chances from which on a value is worth a reader's look, and from which on it may stand in a field unasked. Who meets
many wrong values stops reading them; of all that is offered from here on, better than nine in ten are right."""
_MARKS = ((0.0, 0.0), (OFFERED_FROM, OFFERS), (FILLED_FROM, FILLS), (1.0, 1.0))
"""Chance -> confidence as every reader of slots understands it: hidden, offered, filled."""
COUNTED_WAYS = frozenset({"cue", "label", "table", "front_matter", "inferred", "guessed", TOLD})
"""Ways of finding that were counted; what a person taught or wrote down is not doubted here."""
_WELL_KNOWN, _SAID_OUTRIGHT, _LIKELY = 0.95, 0.8, 0.5
"""What a writer says in so many words is offered at least."""
_WEIGHTS = Path(__file__).with_name("confidence.json")
_NAMES = frozenset({"会社名", "競合", "先方出席者", "当方出席者", "決裁者"})
_LOOKED_THROUGH = 4000  # characters in which a value's words are counted; a longer note says the same things again
_WEIGHED = 400  # findings of one note; more are a log's
_COMPARED = 60  # drafts of one note looked at beside each other
_SCRIPTS = (("H", re.compile(r"[ぁ-ん]")), ("T", re.compile(r"[ァ-ヴー]")), ("K", re.compile(r"[一-鿿々]")), ("D", re.compile(r"\d")), ("a", re.compile(r"[a-z]")), ("A", re.compile(r"[A-Z]")))  # fmt: skip
_HONOURED = re.compile(r"\s?(?:さん|様|さま|氏|殿|御中|先生|[社部課室係所支店院園校会]?長|専務|常務|主任|リーダー|マネージャー)")
_TELLING = re.compile(r"[ぁ-ん、。,.:/()「」・→=|]")


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What the signs of every draft of a note share: its text, its line starts, how many values a concept has."""

    text: str
    starts: tuple[int, ...]
    values: Counter[str]
    said: Mapping[str, frozenset[str]]
    labelled: int
    is_english: bool
    counted: dict[str, int] = field(default_factory=dict)


def weighed(reading: NoteReading, drafts: Sequence[Draft], weights: Mapping[str, float] | None = None) -> list[Draft]:
    """Return the drafts of a note (or of one visit), each as sure as was counted; with the signs that were weighed.

    What was not counted (further concepts, what a person taught) stays as sure as its rule says. What nothing but its
    surroundings speaks for is no value until it is worth a look. weights: others than what was counted; {} weighs nothing.
    """
    around, weights = _surroundings(reading, drafts), load_weights() if weights is None else weights
    found = []
    for at, draft in enumerate(drafts):
        if at < _WEIGHED and draft.concept in COUNTED and draft.via in COUNTED_WAYS:
            signs = _signs(around, draft)
            counted = graded(chance(signs, weights)) if weights else draft.confidence
            least = OFFERS if not _SAID_SO.isdisjoint(draft.signs) or _is_said_outright(draft, around.text) else 0.0
            if _DOUBTED.match(around.text, draft.end):
                counted = min(counted, _ASKED)
            counted = max(counted, least)
            if draft.via != TOLD or counted >= OFFERS or not weights:
                found.append(replace(draft, signs=signs, confidence=counted))
        else:
            found.append(replace(draft, signs=()))
    return found


_DOUBTED = re.compile(r"[^、。,.;\n]{0,6}(?:かも|だろう|でしょうか|\s?(?:maybe|perhaps|possibly|I guess)\b)")
"""What a writer himself says is not sure: it is asked about, and never stands in a field unasked."""
_ASKED = FILLS - 0.05
HEADS_A_VISIT = "heads a visit"
"""Sign of the customer whom the head of a visit names: of those that nothing else speaks for, every one was right on notes kept for counting."""
WENT_ALONG = "went along"
"""Sign of a filed colleague whom one went with, in so many words: 鵜飼さんと伺いました."""
_SAID_SO = frozenset({HEADS_A_VISIT, WENT_ALONG})
_OPEN_BOX = re.compile(r"(?:\[ ?\]|[☐□])\s*$")


def _is_said_outright(draft: Draft, text: str) -> bool:
    """Return whether the writer says in so many words what a value is: under a label everybody knows, 予算は300万円, or an open box."""
    if draft.concept == "次回アクション" and _OPEN_BOX.search(text[max(0, draft.start - 6) : draft.start]):
        return True
    if draft.concept == "決裁者" and REALLY in draft.signs and draft.confidence >= _LIKELY:
        return True  # 理事会。実質は木下理事長
    return (draft.via in WITH_LABEL and draft.confidence >= _WELL_KNOWN) or (draft.concept == "予算" and draft.confidence >= _SAID_OUTRIGHT)


def chance(names: Sequence[str], weights: Mapping[str, float]) -> float:
    """Return the chance (0 to 1) that signs give together."""
    return round(1 / (1 + math.exp(-sum(weights.get(name, 0.0) for name in names))), 3)


def graded(likely: float) -> float:
    """Return the confidence (0 to 1) that a chance amounts to, straight lines between the marks; order is kept."""
    for (low, low_grade), (high, high_grade) in pairwise(_MARKS):
        if likely <= high:
            return round(low_grade + (likely - low) / (high - low) * (high_grade - low_grade), 3)
    return 1.0


@lru_cache(maxsize=1)
def load_weights() -> Mapping[str, float]:
    """Return what each sign weighs: name -> weight of log odds."""
    weights: dict[str, float] = json.loads(_WEIGHTS.read_text("utf-8"))["weights"]
    return weights


def _surroundings(reading: NoteReading, drafts: Sequence[Draft]) -> _Surroundings:
    text = reading.text
    said: dict[str, set[str]] = {}
    for draft in drafts[:_COMPARED]:
        said.setdefault(str(draft.normalized), set()).add(draft.concept)
    return _Surroundings(
        text, tuple(line.start for line in reading.lines), Counter(draft.concept for draft in drafts),
        {value: frozenset(concepts) for value, concepts in said.items()}, sum(draft.via in WITH_LABEL for draft in drafts),
        is_written_in_english(text),
    )  # fmt: skip


def _signs(around: _Surroundings, draft: Draft) -> tuple[str, ...]:
    """Return the names of what is true of a draft: how it was found, its shape, its place, and its neighbours."""
    text, concept, via = around.text, draft.concept, draft.via
    words = text[draft.start : draft.end]
    at = max(0, bisect_right(around.starts, draft.start) - 1)
    column = draft.start - (around.starts[at] if around.starts else 0)
    length, count = f"len{step(len(words), 2, 3, 4, 6, 9, 14, 25)}", f"n{step(around.values[concept], 2, 3, 4, 6)}"
    labelled = f"labelled{step(around.labelled, 1, 3, 6, 10)}"
    sure = via if via == TOLD else f"{via} {draft.confidence:.2f}"  # how likely a mention is stands among its signs, in steps
    own = [via, sure, count, f"{via} {count}", labelled]
    if via != TOLD or concept != "競合":  # what only its surroundings tell of a rival was weighed by its looks and place before
        own += [
            f"shape {_shape(words)}", length, f"{via} {length}", f"before {_side(text[max(0, draft.start - 1) : draft.start])}",
            f"after {_side(text[draft.end : draft.end + 1])}",
            f"line{step(at, 1, 2, 4, 8, 16)}", f"column{step(column, 1, 4, 12, 30)}", f"times{_times(around, words)}",
        ]  # fmt: skip
    if around.is_english:
        own.append("english")
    if concept in _NAMES:
        own += [
            f"company {is_company_like(words)}", f"proper {looks_proper(words)}", f"surname {words in surnames() or words[:2] in surnames()}",
            f"honoured {bool(_HONOURED.match(text, draft.end))}", f"common {words in COMMON}",
        ]  # fmt: skip
    own += draft.signs
    own += [f"also {other}" for other in sorted(around.said.get(str(draft.normalized), ())) if other != concept]
    general = ("bias", via, sure, f"{via} {labelled}", *((f"{via} english",) if around.is_english else ()), *draft.signs)
    return tuple(sorted({concept, *general, *(f"{concept}: {name}" for name in own)}))


def _times(around: _Surroundings, words: str) -> int:
    """Return how often the words stand in the beginning of the note, three at most."""
    if words not in around.counted:
        around.counted[words] = min(3, around.text.count(words, 0, _LOOKED_THROUGH)) if words else 0
    return around.counted[words]


@lru_cache(maxsize=4096)
def _script(ch: str) -> str:
    return next((name for name, pattern in _SCRIPTS if pattern.match(ch)), "_" if ch.isspace() else ".")


def _shape(words: str) -> str:
    """Return the scripts of a value in their order, four at most: 青葉製作所 is K, ナナホシ配送 TK."""
    return "".join(script for script, _ in groupby(map(_script, words[:24])))[:4]


def _side(ch: str) -> str:
    if not ch or ch == "\n":
        return "end"
    return ch if _TELLING.match(ch) else _script(ch)
