"""The evaluation notes and what stands in them: fictional minutes with marks, folder by folder. Pure but for reading files.

A marked note is a text file: `key: value` lines, `===`, then the note, in which ⟦concept=normalized|words⟧ marks a
value that a careful reader would file. Without its marks (the words stay) it is what somebody wrote. `fields.json`
beside the notes judges which labels belong in that company's template.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from notes_app.mining.source import SourceNote

EVALUATION = Path(__file__).parent / "evaluation"
MAIN = ("日時", "会社名", "先方出席者", "当方出席者", "予算", "競合", "決裁者", "次回予定", "確度", "フェーズ", "次回アクション")
"""The ten slots of the design's table (確度 and フェーズ are one of them)."""
FURTHER = ("場所", "目的", "導入時期", "課題", "ニーズ", "受注失注理由", "クレーム", "電話番号", "メール", "商材")
_MARK = re.compile(r"⟦([^=⟦⟧|]+)=([^⟦⟧|]*)\|([^⟦⟧\n]*)⟧")


@dataclass(frozen=True, slots=True)
class Gold:
    """One value that a note holds: what it is, and where its words stand (None where the set has no spans)."""

    concept: str
    normalized: str
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class EvaluationNote:
    """A note with its gold. folder: the company it belongs to; judged: the concepts its gold speaks of."""

    note_id: str
    folder: str
    author: str
    style: str
    written_on: date
    text: str
    gold: tuple[Gold, ...]
    is_multi: bool = False
    judged: frozenset[str] = field(default_factory=lambda: frozenset(MAIN))

    @property
    def source(self) -> SourceNote:
        """Return the note as mining reads it."""
        return SourceNote(self.note_id, self.text, 0, self.author, "", self.written_on)

    def values(self, concept: str) -> list[Gold]:
        return [one for one in self.gold if one.concept == concept]


class FormatError(ValueError):
    """A marked note that is none: what is wrong, and in which file."""


def read_marked(path: Path) -> EvaluationNote:
    """Return the note of a marked file."""
    head, found, body = path.read_text("utf-8").partition("\n===\n")
    if not found:
        raise FormatError(f"{path.name}: no === line")
    facts = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    text, gold, last = "", [], 0
    for mark in _MARK.finditer(body):
        text += body[last : mark.start()]
        gold.append(Gold(mark[1].strip(), mark[2].strip(), (len(text), len(text) + len(mark[3]))))
        text += mark[3]
        last = mark.end()
    text += body[last:]
    wrong = [one.concept for one in gold if one.concept not in {*MAIN, *FURTHER}]
    if wrong or "⟦" in text or "⟧" in text:
        raise FormatError(f"{path.name}: {wrong or 'a mark is not closed'}")
    return EvaluationNote(
        facts["id"], path.parent.name, facts["author"], facts["style"], date.fromisoformat(facts["date"]), text, tuple(gold),
        facts.get("about", "") == "multi", frozenset({*MAIN, *FURTHER}),
    )  # fmt: skip


def read_half(half: str) -> dict[str, list[EvaluationNote]]:
    """Return the notes of "work" or "unseen", folder -> notes in the order of their names."""
    folders = sorted(path for path in (EVALUATION / half).iterdir() if path.is_dir())
    return {folder.name: [read_marked(path) for path in sorted(folder.glob("*.txt"))] for folder in folders}


def fields_of(half: str, folder: str) -> dict[str, Any] | None:
    """Return the judged fields of a company, None where nobody judged them."""
    path = EVALUATION / half / folder / "fields.json"
    if not path.exists():
        return None
    judged: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {**judged, "unneeded": {label: [label] for label in judged.get("unneeded", ())}}


GOLD_NAMES = {
    "date": "日時", "company": "会社名", "cust": "先方出席者", "budget": "予算", "comp": "競合", "next_date": "次回予定", "rank": "確度",
    "actions": "次回アクション",
}  # fmt: skip


def read_listed(raw: Mapping[str, Any], folder: str) -> EvaluationNote:
    """Return a note whose gold is a list of values without spans; things to do are a number."""
    known = {GOLD_NAMES.get(name, name): value for name, value in raw["gold"].items()}
    gold = []
    for concept, value in known.items():
        if concept == "次回アクション":
            gold += [Gold(concept, "")] * int(value or 0)
        else:
            gold += [Gold(concept, str(one)) for one in (value if isinstance(value, list) else [value]) if one is not None]
    judged = frozenset(GOLD_NAMES.values()) if raw["gold"].keys() <= GOLD_NAMES.keys() else frozenset(MAIN)
    return EvaluationNote(
        raw["id"], folder, raw["author"], raw.get("style", ""), date.fromisoformat(raw["date"]), raw["text"], tuple(gold), judged=judged
    )


def read_json(path: Path) -> list[EvaluationNote]:
    """Return the notes of a JSON list."""
    return [read_listed(raw, path.stem) for raw in json.loads(path.read_text("utf-8"))]


def is_english(note: EvaluationNote) -> bool:
    """Return whether a note is written in English."""
    return sum(ch.isascii() for ch in note.text) > 0.8 * len(note.text)


def by(notes: list[EvaluationNote], key: str) -> Iterator[tuple[str, list[EvaluationNote]]]:
    """Yield (value of that fact, notes with it), in the order of the values."""
    parts: dict[str, list[EvaluationNote]] = {}
    for note in notes:
        value = ("English" if is_english(note) else "Japanese") if key == "language" else str(getattr(note, key))
        parts.setdefault(value, []).append(note)
    yield from sorted(parts.items())
