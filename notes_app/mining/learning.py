"""Learn a writer's own words: one question about a label nobody knows, one click to answer it.

Pure. An unknown label that keeps carrying a familiar kind of value asks one question; a confirmation teaches the
author's alias; two authors who taught the same make it everyone's; a correction teaches like a confirmation, and
everything learnt can be listed and undone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from notes_app.mining.contribution import Contribution, Entry
from notes_app.mining.evidence import Evidence
from notes_app.mining.folding import fold_key
from notes_app.mining.frames import frame_of
from notes_app.mining.grammar import Frame, Shown, grammar_of, joined, names_label, shared_grammar
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.labels import NoteReading

TEACHERS_FOR_ALL = 2
ASK_FROM = 0.5
_BY_KIND: Mapping[str, tuple[str, ...]] = {
    "date": ("日時", "次回予定", "期限", "導入時期"), "datetime": ("日時", "次回予定"), "money": ("予算",),
    "person_list": ("先方出席者", "当方出席者", "決裁者"), "company": ("会社名", "競合"), "percent": ("確度",), "enum": ("確度",),
    "stage": ("フェーズ",), "action_list": ("次回アクション",), "phone": ("電話番号",), "email": ("メール",), "time": ("時間",), "url": ("資料",),
}  # fmt: skip
"""Kind of value -> the concepts it can be, likeliest first."""
_LATE = frozenset({"次回予定", "次回アクション", "決裁者", "競合", "確度", "フェーズ"})


@dataclass(frozen=True, slots=True)
class Question:
    """「他社動向」は競合ですか？

    author: whose label it is; label: as written; concept: the likeliest; others: what else it could be; notes: in how
    many notes; evidence: up to three spans of it; confidence: 0 to 1.
    """

    author: str
    key: str
    label: str
    concept: str
    others: tuple[str, ...]
    notes: int
    evidence: tuple[Evidence, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """One answer: this author's label means this concept, or (concept "") it is none of them.

    why:   "confirmed" answered a question, "corrected" mended a slot, "merged" came from the board; "shown" says of a value
           what it is, "refused" what it is not.
    frame: how that value stood, None where a label alone was taught; its label, if it has one, is `label`.
    """

    author: str
    label: str
    concept: str
    why: Literal["confirmed", "corrected", "merged", "shown", "refused"] = "confirmed"
    frame: Frame | None = None

    @property
    def key(self) -> str:
        return self.frame.key if self.frame else fold_key(self.label)

    @property
    def names_label(self) -> bool:
        """Whether it says what a label stands for: it was taught so, or its value is what the label carries."""
        return self.frame is None or (self.why == "shown" and names_label(self.frame))


def ask(
    contributions: Iterable[Contribution],
    knowledge: Knowledge,
    lessons: Sequence[Lesson] = (),
    *,
    limit: int = 6,
) -> tuple[Question, ...]:
    """Return the questions worth asking, surest first, at most `limit` an author.

    A label is asked about when nobody knows it, most of its values are of one familiar kind, and the author has not
    answered about it before.
    """
    answered = {(one.author, one.key) for one in lessons if one.names_label or one.why == "refused"}
    seen: dict[tuple[str, str], list[tuple[Contribution, Entry]]] = defaultdict(list)
    filled: dict[str, Counter[str]] = defaultdict(Counter)
    for one in contributions:
        for entry in one.entries:
            if entry.concept:
                filled[one.author][entry.concept] += 1
            elif (
                entry.key
                and entry.filled
                and not entry.is_person
                and entry.source not in ("metadata", "cue")
                and (one.author, entry.key) not in answered
            ):
                seen[one.author, entry.key].append((one, entry))
    questions: dict[str, list[Question]] = defaultdict(list)
    for (author, key), uses in seen.items():
        if knowledge.learnt_concept(author, key):
            continue
        question = _question(author, key, uses, filled[author])
        if question:
            questions[author].append(question)
    found = [one for many in questions.values() for one in sorted(many, key=_surest)[:limit]]
    return tuple(sorted(found, key=_surest))


def _surest(one: Question) -> tuple[float, str, str]:
    return (-one.confidence * min(one.notes, 5), one.author, one.key)


def _question(author: str, key: str, uses: Sequence[tuple[Contribution, Entry]], filled: Counter[str]) -> Question | None:
    kinds = Counter(entry.kind for _, entry in uses)
    kind, count = kinds.most_common(1)[0]
    concepts = _BY_KIND.get(kind, ())
    if not concepts or count * 5 < len(uses) * 3 or len(key) > 24:
        return None
    position = sum(entry.position for _, entry in uses) / len(uses)
    scores = {c: _fit(c, position, filled, len(uses), at) for at, c in enumerate(concepts)}
    best = max(concepts, key=lambda c: (scores[c], -concepts.index(c)))
    confidence = round(min(0.95, scores[best] * count / len(uses)), 3)
    if confidence < ASK_FROM:
        return None
    label = Counter(entry.label for _, entry in uses).most_common(1)[0][0]
    evidence = tuple(Evidence(one.note_id, entry.start, entry.end, entry.quote) for one, entry in uses[-3:])
    others = tuple(c for c in concepts if c != best)
    return Question(author, key, label.strip("*_ "), best, others, len(uses), evidence, confidence)


def _fit(concept: str, position: float, filled: Counter[str], notes: int, at: int) -> float:
    """Return how well a concept fits a label at this place of the note: one the author fills otherwise fits badly."""
    score = 0.8 - 0.08 * at
    if filled[concept] * 2 > notes:
        score -= 0.45
    is_late = position > 45
    if concept in _LATE:
        score += 0.1 if is_late else -0.05
    elif concept in ("日時", "会社名", "先方出席者"):
        score += -0.15 if is_late else 0.1
    return score


def correction(author: str, label: str, concept: str) -> Lesson | None:
    """Return what a corrected slot teaches: its label stands for another concept; None where it had no label."""
    return Lesson(author, label, concept, "corrected") if fold_key(label) else None


def shown(reading: NoteReading, start: int, end: int, concept: str, *, stands_for: str = "", is_refused: bool = False) -> Lesson:
    """Return what is learnt when a person says of the folded words `[start, end)` of a note: this is (or is not) `concept`.

    stands_for: the account the words mean, where the concept is a customer and the note is filed under one.
    """
    frame = frame_of(reading, start, end, stands_for)
    return Lesson(reading.note.author, frame.label, concept, "refused" if is_refused else "shown", frame)


def learn(knowledge: Knowledge, lessons: Iterable[Lesson]) -> Knowledge:
    """Return knowledge with these lessons in it; a later lesson about the same label of the same author wins.

    Two authors who taught one label the same concept make it everyone's, and so for names and ways of writing. Undoing
    is leaving a lesson out.
    """
    aliases: dict[str, dict[str, str]] = {author: dict(labels) for author, labels in knowledge.aliases.items()}
    shared = dict(knowledge.shared_aliases)
    teachers: dict[str, dict[str, str]] = defaultdict(dict)
    values: dict[str, list[Shown]] = defaultdict(list)
    said: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for lesson in lessons:
        if lesson.frame is not None:
            values[lesson.author].append(Shown(lesson.concept, lesson.frame, lesson.why == "refused"))
            if not lesson.names_label:
                continue
            said[lesson.author, lesson.key][lesson.concept] += 1
            if said[lesson.author, lesson.key].most_common(1)[0][0] != lesson.concept:
                continue  # one odd value does not turn a label round
        own = aliases.setdefault(lesson.author, {})
        if lesson.concept:
            own[lesson.key] = lesson.concept
            teachers[lesson.key][lesson.author] = lesson.concept
            if lesson.why == "merged":
                shared[lesson.key] = lesson.concept
        else:
            own.pop(lesson.key, None)
            teachers[lesson.key].pop(lesson.author, None)
    for key, taught in teachers.items():
        concept, count = Counter(taught.values()).most_common(1)[0] if taught else ("", 0)
        if count >= TEACHERS_FOR_ALL and count == len(taught):
            shared[key] = concept
    grammars = {author: grammar_of(shown) for author, shown in values.items()}
    everyone = shared_grammar(grammars, TEACHERS_FOR_ALL)
    return replace(
        knowledge,
        aliases={author: labels for author, labels in aliases.items() if labels},
        shared_aliases=shared,
        grammars={author: joined(own_grammar, everyone) for author, own_grammar in grammars.items()},
        shared_grammar=everyone,
    )
