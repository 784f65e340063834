"""Compare the template in force with what people write now, and suggest changes a person can accept as
they are.

Pure. Nothing is changed here: every suggestion carries the decision that would accept it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from notes_app.errors import Language
from notes_app.mining.evidence import Evidence
from notes_app.mining.fields.candidates import Candidate, MiningReport, Unneeded
from notes_app.mining.folding import fold_key
from notes_app.template.decision import Decision, challenge, standing
from notes_app.template.field import FIELD_TYPES, Field, TemplateVersion, find_by_key
from notes_app.template.field_label import label_of
from notes_app.template.suggestion_words import SuggestionWords, word
from notes_app.template.version_diff import longest_in_order

SuggestionKind = Literal["add", "merge", "rename", "retype", "require", "relax", "drop", "reorder", "split"]

_RELAX_BELOW = 0.4  # a required field that fewer notes say than this annoys more than it helps
_MOVED_RATIO = 0.25  # reorder only when at least a quarter of the fields stand elsewhere in people's notes
_FEW_NOTES = 10  # a spelling or a type is judged on no fewer notes than this
_LOOSE_TYPES = ("text", "longtext")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One change that the evidence speaks for.

    key:      the candidate's key for "add", else "<kind>:<field id>"; deciding "drop" on it turns the
              suggestion down.
    field_id: the field concerned, "" for a new one.
    reasons:  codes, most telling first. ja, en: why, in a sentence.
    fills_count: notes in which accepting would give the field a value it does not have now.
    decision: what accepting records.
    """

    kind: SuggestionKind
    key: str
    field_id: str
    label: str
    reasons: tuple[str, ...]
    ja: str
    en: str
    evidence: tuple[Evidence, ...]
    fills_count: int
    decision: Decision

    def sentence(self, language: Language = "ja") -> str:
        return self.ja if language == "ja" else self.en


def compare(
    version: TemplateVersion | None,
    report: MiningReport,
    decisions: Iterable[Decision] = (),
    *,
    today: date,
) -> tuple[Suggestion, ...]:
    """Return the changes to suggest, most telling first within each kind.

    Args:
        version: the template in force (or the draft), None before the first: then everything is an "add".
        report: what people write, as far as the asker may read it.
        decisions: all of them; what was turned down rests until its evidence doubles, drifts or is due for
                   review.
    """
    known = tuple(decisions)
    fields = version.fields if version else ()
    view = _View(fields, report)
    found: list[Suggestion] = [*_adds(view), *_merges(view), *_splits(view)]
    for field, candidate in view.pairs:
        found.extend(_renames(field, candidate, known))
        found.extend(_retypes(field, candidate, known))
        found.extend(_requires(field, candidate, report.notes))
    found.extend(_drops(view, version, today))
    found.extend(_reorders(view, fields))
    return tuple(one for one in found if not _rests(one, known, report, today))


class _View:
    """Which candidate stands for which field."""

    def __init__(self, fields: Sequence[Field], report: MiningReport) -> None:
        self.report = report
        self.fields = fields
        self.unneeded = {one.key: one for one in report.unneeded}
        self.pairs: list[tuple[Field, Candidate]] = []
        self.extra: list[tuple[Field, Candidate]] = []
        self.free: list[Candidate] = []
        self.kin: list[tuple[Field, Candidate]] = []
        """Labels that may mean a field there is, and that mining did not dare to merge."""
        best: dict[str, Candidate] = {}
        for candidate in report.fields:
            field = match_field(fields, candidate)
            kin = find_by_key(fields, candidate.concept) if field is None and candidate.concept else None
            if kin is not None:
                self.kin.append((kin, candidate))
            elif field is None:
                self.free.append(candidate)
            elif field.field_id not in best:
                best[field.field_id] = candidate
                self.pairs.append((field, candidate))
            else:
                self.extra.append((field, candidate))

    def unneeded_of(self, field: Field) -> Unneeded | None:
        return next((one for one in self.report.unneeded if find_by_key((field,), one.key)), None)


def match_field(fields: Iterable[Field], candidate: Candidate) -> Field | None:
    """Return the field a candidate stands for: by concept or key, by its label, else by any spelling of
    it.
    """
    known = tuple(fields)
    by_key = find_by_key(known, candidate.key) or find_by_key(known, candidate.label)
    if by_key is not None:
        return by_key
    written = {fold_key(label) for label in candidate.labels}
    return next((one for one in known if fold_key(one.label) in written), None)


def _make(
    kind: SuggestionKind,
    words: SuggestionWords,
    decision: Decision,
    candidate: Candidate | None,
    *,
    field_id: str = "",
    fills: int = 0,
) -> Suggestion:
    counts = (candidate.notes, candidate.authors) if candidate else (0, 0)
    return Suggestion(
        kind=kind,
        key=decision.key if kind == "add" else f"{kind}:{field_id or decision.key}",
        field_id=field_id,
        label=words.label,
        reasons=words.reasons,
        ja=words.ja,
        en=words.en,
        evidence=candidate.evidence if candidate else (),
        fills_count=fills,
        decision=replace(decision, note_count=counts[0], author_count=counts[1]),
    )


def _adds(view: _View) -> Iterator[Suggestion]:
    for one in view.free:
        if one.key in view.unneeded or one.confidence_word == "low":
            continue
        words = word(
            "add",
            label_of(one),
            one.reasons,
            candidate=one,
            notes=view.report.notes,
            authors=view.report.authors,
        )
        yield _make("add", words, Decision(one.key, "keep"), one, fills=one.notes)


def _merges(view: _View) -> Iterator[Suggestion]:
    """Two fields whose labels mining reads as one, and labels that may mean a field there is."""
    for main, candidate in view.pairs:
        written = {fold_key(label) for label in candidate.labels}
        for other in view.fields:
            if other.field_id == main.field_id or fold_key(other.label) not in written:
                continue
            words = word("merge", other.label, ("same_concept",), into=main.label)
            decision = Decision(other.field_id, "merge", into=main.field_id)
            yield _make("merge", words, decision, candidate, field_id=other.field_id)
    for field, one in view.kin:
        if one.key not in view.unneeded and one.notes >= 2:
            words = word("merge", label_of(one), ("may_mean",), into=field.label)
            yield _make("merge", words, Decision(one.key, "merge", into=field.concept), one, fills=one.notes)


def _splits(view: _View) -> Iterator[Suggestion]:
    """A spelling that mining reads as a field of its own: often enough, and with another kind of value."""
    main = {field.field_id: candidate for field, candidate in view.pairs}
    for field, one in view.extra:
        first = main[field.field_id]
        if (
            one.type == first.type
            or one.notes < max(_FEW_NOTES, first.notes / 4)
            or fold_key(label_of(one)) == fold_key(field.label)
        ):
            continue
        owned = {fold_key(label) for label in field.labels}
        parted = tuple(label for label in one.labels if fold_key(label) in owned)
        if parted:
            words = word("split", one.label, ("other_values",), into=field.label, field_type=one.type)
            decision = Decision(field.field_id, "split", labels=parted, label=one.label, field_type="")
            yield _make("split", words, decision, one, field_id=field.field_id, fills=one.notes)


def _renames(field: Field, one: Candidate, decisions: Sequence[Decision]) -> Iterator[Suggestion]:
    chosen = any(
        d.is_active and d.choice in ("rename", "keep") and d.label and find_by_key((field,), d.key)
        for d in decisions
    )
    if chosen or one.labelled_notes < _FEW_NOTES or fold_key(label_of(one)) == fold_key(field.label):
        return
    written = {fold_key(label) for label in one.labels}
    reasons = ("label_unused",) if fold_key(field.label) not in written else ("other_label_commoner",)
    words = word("rename", field.label, reasons, into=label_of(one), candidate=one)
    yield _make(
        "rename", words, Decision(field.field_id, "rename", label=label_of(one)), one, field_id=field.field_id
    )


def _retypes(field: Field, one: Candidate, decisions: Sequence[Decision]) -> Iterator[Suggestion]:
    if one.labelled_notes < _FEW_NOTES or one.type not in FIELD_TYPES:
        return
    by_hand = any(d.is_active and d.choice == "retype" and find_by_key((field,), d.key) for d in decisions)
    new = tuple(choice for choice in one.choices if choice not in field.choices)
    if "enum" in field.field_type and "enum" in one.type:
        if new:
            words = word("retype", field.label, ("new_choices",), into=" / ".join(new), candidate=one)
            decision = Decision(
                field.field_id, "retype", field_type=field.field_type, choices=(*field.choices, *new)
            )
            yield _make("retype", words, decision, one, field_id=field.field_id)
        return
    if (
        by_hand
        or one.type == field.field_type
        or one.type in _LOOSE_TYPES
        or ("enum" in one.type and not one.choices)
    ):
        return
    reasons = ("values_are_typed",) if field.field_type in _LOOSE_TYPES else ("values_do_not_fit",)
    words = word("retype", field.label, reasons, field_type=one.type, candidate=one)
    decision = Decision(field.field_id, "retype", field_type=one.type, choices=one.choices)
    yield _make("retype", words, decision, one, field_id=field.field_id)


def _requires(field: Field, one: Candidate, notes: int) -> Iterator[Suggestion]:
    if one.required and not field.required:
        words = word("require", field.label, ("written_by_most",), candidate=one, notes=notes)
        yield _make("require", words, Decision(field.field_id, "require"), one, field_id=field.field_id)
    elif field.required and one.support < _RELAX_BELOW:
        words = word("relax", field.label, ("written_by_few",), candidate=one, notes=notes)
        yield _make("relax", words, Decision(field.field_id, "relax"), one, field_id=field.field_id)


def _drops(view: _View, version: TemplateVersion | None, today: date) -> Iterator[Suggestion]:
    seen = {field.field_id: candidate for field, candidate in view.pairs}
    for field in view.fields:
        unneeded = view.unneeded_of(field)
        if unneeded is not None:
            words = word("drop", field.label, (unneeded.reason,))
        elif (
            field.field_id not in seen
            and version
            and (today - version.published_at.date()).days >= 30
            and view.report.notes
        ):
            words = word("drop", field.label, ("never_filled",))
        else:
            continue
        yield _make(
            "drop", words, Decision(field.field_id, "drop"), seen.get(field.field_id), field_id=field.field_id
        )


def _reorders(view: _View, fields: Sequence[Field]) -> Iterator[Suggestion]:
    place = {field.field_id: candidate.order for field, candidate in view.pairs}
    ours = [one.field_id for one in fields if one.field_id in place]
    kept = set(longest_in_order(ours, [place[field_id] * 1000 + at for at, field_id in enumerate(ours)]))
    moved = [field_id for field_id in ours if field_id not in kept]
    if len(ours) < 4 or len(moved) < _MOVED_RATIO * len(ours):
        return
    sequence = tuple(sorted(ours, key=lambda field_id: place[field_id]))
    names = {one.field_id: one.label for one in fields}
    words = word("reorder", "、".join(names[one] for one in moved), ("written_elsewhere",))
    yield _make("reorder", words, Decision("order", "arrange", labels=sequence), None)


def _rests(one: Suggestion, decisions: Sequence[Decision], report: MiningReport, today: date) -> bool:
    """Whether the suggestion was turned down or put off, and nothing has happened since."""
    decided = standing(decisions).get(one.key)
    if decided is None or decided.choice == "keep":
        return False
    since = max((drift.since for drift in report.drift if drift.label == one.label or drift.key == one.key), default="")
    return challenge(decided, one.decision.note_count, drift_since=since, today=today) is None
