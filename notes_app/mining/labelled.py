"""Values under labels that are known, with 先方 and 当方 parted. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.english.talk import ROLES
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.labels import NoteReading
from notes_app.mining.observation import Observation, Span
from notes_app.mining.people_values import PRONOUNS, ours_in_lists, read_filed_people, side_in_label
from notes_app.mining.resolve import Resolution, resolve_key
from notes_app.mining.rival_values import names_nobody
from notes_app.mining.slot_values import read_concept, relabel
from notes_app.mining.two_way_labels import mend
from notes_app.mining.values.choices import is_nothing

FRONT_CONCEPTS = {
    "account": "会社名",
    "held-at": "日時",
    "held-on": "日時",
    "date": "日時",
    "contacts": "先方出席者",
    "channel": "チャネル",
    "deal": "案件名",
}
OWN_KEYS = frozenset("id title kind owner channel template access source source-path source-id batch-id".split())
"""Front-matter keys of the product itself (minutes.note.CANONICAL_KEYS and what importers add): nobody wrote them as a
field, so the counts know nothing of them."""
CANONICAL_FIELDS = frozenset({"account", "held-at", "contacts", "deal"})
"""Canonical front-matter keys that stand for a concept; they count for it, and lend it neither label nor evidence."""
METADATA = frozenset(
    "id title kind owner author tags tag template access aliases draft slug layout created updated lastmod status category categories type cssclass publish source-path source-id batch-id from to cc bcc subject 差出人 宛先".split()
)
"""Front matter and mail headers about the file, not about the visit."""


@dataclass(slots=True)
class LabelledReading:
    """What the known labels said.

    empty:   concepts a label named and left without a value (なし, 未定, blank); sentences do not fill those.
    unknown: observations whose label nobody knows. typed: spans already read as a typed value.
    """

    drafts: list[Draft] = field(default_factory=list)
    empty: set[str] = field(default_factory=set)
    unknown: list[Observation] = field(default_factory=list)
    typed: list[Span] = field(default_factory=list)
    resolved: list[tuple[Observation, Resolution]] = field(default_factory=list)

    def has(self, concept: str) -> bool:
        return any(draft.concept == concept for draft in self.drafts)


_FREE_TYPES = frozenset({"text", "longtext"})
_CHILD_OF_ACTION = frozenset({"担当者", "期限", "数量", "備考", "フェーズ", "内容", "日時", "案件名"})


def read_labelled(reading: NoteReading, context: ValueContext, knowledge: Knowledge) -> LabelledReading:
    """Return the values of every known label, and the labels that remain."""
    result = LabelledReading()
    for one in reading.observations:
        resolution = _resolve(one, reading, knowledge)
        if resolution is None:
            if not (one.source == "front_matter" and one.key in METADATA):
                result.unknown.append(one)
        else:
            result.resolved.append((one, resolution))
    consumed = {one.label_start: one for one, _ in result.resolved}
    action_tables = _read_action_tables(context, result)
    visits = _tables_of_visits(context, result)
    is_named = any(r.concept == "会社名" and one.source != "column" and one.parts for one, r in result.resolved)
    for one, resolution in result.resolved:
        if is_named and one.source == "column" and resolution.concept == "会社名":
            continue  # the shops of a customer whom a label names
        if one.source == "column" and one.row >= 0 and (one.parent, resolution.concept) in action_tables:
            continue
        first = len(result.drafts)
        _read_one(context, knowledge, result, one, resolution, consumed)
        if one.source == "column" and one.parent in visits:
            result.drafts[first:] = [relabel(draft, row=one.row) for draft in result.drafts[first:]]
    _part_sides(reading, knowledge, result)
    _english_sides(reading, result)
    return result


def _resolve(one: Observation, reading: NoteReading, knowledge: Knowledge) -> Resolution | None:
    if one.source == "front_matter":
        if one.key in FRONT_CONCEPTS:
            return Resolution(FRONT_CONCEPTS[one.key], "front_matter", 0.97)
        if one.key in METADATA:
            return None
    if one.source == "colon" and one.label in ROLES and reading.text.count(f"\n{one.label}:") >= 2:
        return None  # Boss: who signs? is a voice of a talk
    resolution = resolve_key(one.key, reading.note.author, knowledge)
    if resolution and one.source == "front_matter":
        return Resolution(resolution.concept, "front_matter", resolution.confidence)
    return resolution


def _own_parts(one: Observation, consumed: dict[int, Observation], text: str) -> list[Span]:
    """Return the parts that no known label inside them has taken."""
    parts = []
    for a, b in one.parts:
        inside = next((at for at in range(a, min(b, a + 6)) if at in consumed and at != one.label_start), None)
        if inside is None or consumed[inside].source == "column":
            parts.append((a, b))
    return parts


def _read_one(
    context: ValueContext,
    knowledge: Knowledge,
    result: LabelledReading,
    one: Observation,
    resolution: Resolution,
    consumed: dict[int, Observation],
) -> None:
    concept = resolution.concept
    known = knowledge.lexicon.by_name.get(concept)
    value_type = known.value_type if known else "text"
    parts = _own_parts(one, consumed, context.text)
    if one.is_block is False and value_type not in _FREE_TYPES | {
        "action_list",
        "person_list",
        "company_list",
    }:
        parts = parts[:2]
    is_filed = one.source == "front_matter" and one.key == "contacts"
    drafts = read_filed_people(context, concept, parts) if is_filed else read_concept(context, concept, value_type, parts)
    drafts = mend(context, concept, parts, drafts, one)
    if not drafts:
        if not one.parts or all(_is_without(concept, context.slice(part)) for part in parts):
            result.empty.add(concept)
        return
    for draft in drafts:
        via = "table" if one.source in ("table", "column") else resolution.via
        sure = min(draft.confidence, resolution.confidence)
        result.drafts.append(relabel(draft, confidence=sure, via=via, label=one.label))
    if value_type not in _FREE_TYPES:
        read = [(a, b, max((draft.end for draft in drafts if a <= draft.start < b), default=0)) for a, b in parts]
        result.typed.extend((a, _sentence_end(context.text, end, b)) for a, b, end in read if end)


_PROSE = 90  # characters; a longer value goes on to speak of other things


def _sentence_end(text: str, at: int, end: int) -> int:
    """Return where the sentence that holds a value ends, in English prose behind a label ("Money: they have … The other name is …")."""
    if end - at < _PROSE or not text[at:end].isascii():
        return end
    stop = re.compile(r"\.\s+(?=[A-Z])").search(text, at, end)
    return stop.end() if stop else end


_SHORT_LIST = 40  # characters; a list so short that holds no name has none to tell


def _is_without(concept: str, value: str) -> bool:
    """Return whether a value says that there is nothing to name."""
    return names_nobody(value) or len(value) <= _SHORT_LIST if concept == "競合" else is_nothing(value)


def _read_action_tables(context: ValueContext, result: LabelledReading) -> set[tuple[str, str]]:
    """Mark the columns of tables of things to do (タスク・担当・期限): owner and due are part of the item, not of the visit."""
    columns: dict[str, set[str]] = {}
    for one, resolution in result.resolved:
        if one.source == "column":
            columns.setdefault(one.parent, set()).add(resolution.concept)
    taken: set[tuple[str, str]] = set()
    parents = {one.key: r.concept for one, r in result.resolved}
    for parent, concepts in columns.items():
        is_action = "次回アクション" in concepts or parents.get(parent) == "次回アクション"
        if not is_action:
            continue
        taken |= {(parent, concept) for concept in concepts if concept in _CHILD_OF_ACTION}
        rows = [one for one, r in result.resolved if one.parent == parent and r.concept == "次回アクション" and one.source == "column"]
        if rows:
            for one, resolution in list(result.resolved):
                if one.key == parent and resolution.concept == "次回アクション" and one.source != "column":
                    result.resolved.remove((one, resolution))
    return taken


def _tables_of_visits(context: ValueContext, result: LabelledReading) -> set[str]:
    """Return the parents of tables that have a column of customers, several of them: every row is a visit of its own."""
    customers: dict[str, set[str]] = {}
    for one, resolution in result.resolved:
        if one.source == "column" and resolution.concept == "会社名" and one.parts:
            customers.setdefault(one.parent, set()).add(context.slice(one.parts[0]))
    return {parent for parent, names in customers.items() if len(names) >= 2}


_ALONG = re.compile(r"(?:ご)?同席(?:者|メンバー)?$")


def _part_sides(reading: NoteReading, knowledge: Knowledge, result: LabelledReading) -> None:
    """Turn 出席者 and 担当者 into 先方 and 当方 where honorifics, titles, our own names or a divider tell."""
    own = {name.replace(" ", "") for name in knowledge.people}
    own |= {name[:2] for name in own if len(name) >= 3 and not name.isascii()}
    listed = [d for d in result.drafts if d.concept == "出席者"]
    has_marked = any(d.marked for d in listed)
    explicit_theirs = result.has("先方出席者")
    explicit_ours = {str(d.normalized) for d in result.drafts if d.concept == "当方出席者"}
    scripts = [str(d.normalized).isascii() for d in listed]
    behind = ours_in_lists(reading.text, result.drafts, reading.note.author)
    for at, draft in enumerate(result.drafts):
        name = str(draft.normalized)
        if name in PRONOUNS:
            result.drafts[at] = relabel(draft, concept="当方出席者", normalized=reading.note.author or name)
        elif at in behind:
            result.drafts[at] = relabel(draft, concept="当方出席者", confidence=0.9)
        elif draft.concept == "出席者":
            side = _side(draft, own, explicit_ours, scripts, has_marked=has_marked, explicit_theirs=explicit_theirs)
            if side:
                result.drafts[at] = relabel(draft, concept=side, confidence=min(draft.confidence, 0.92))
        elif draft.concept == "担当者":
            if draft.marked or draft.label.lstrip("■◆●・").startswith(("ご", "お")):
                result.drafts[at] = relabel(draft, concept="先方出席者", confidence=0.8)
            elif not explicit_ours:
                result.drafts[at] = relabel(draft, concept="当方出席者", confidence=0.8)
        elif (draft.concept == "先方出席者" and not draft.marked and _ALONG.match(draft.label.strip("[]【】 "))) or (
            draft.concept == "先方出席者" and name.replace(" ", "") in own and not draft.marked
        ):
            result.drafts[at] = relabel(draft, concept="当方出席者", confidence=0.85)


def _english_sides(reading: NoteReading, result: LabelledReading) -> None:
    """Put people listed together in English, with no word of the sides, across the table: all of them where the writer is none."""
    listed = [at for at, draft in enumerate(result.drafts) if draft.concept == "出席者" and str(draft.normalized).isascii()]
    names = {word for at in listed for word in str(result.drafts[at].normalized).split()}
    if not listed or names & set(reading.note.author.split()) or any(draft.concept == "先方出席者" for draft in result.drafts):
        return
    for at in listed:
        result.drafts[at] = relabel(result.drafts[at], concept="先方出席者", confidence=min(0.8, result.drafts[at].confidence))


def _side(
    draft: Draft,
    own: set[str],
    explicit_ours: set[str],
    scripts: list[bool],
    *,
    has_marked: bool,
    explicit_theirs: bool,
) -> str:
    """Return the side of one of several people listed together; "" when nothing tells."""
    name = str(draft.normalized)
    if said := side_in_label(draft.label):
        return said
    if name.replace(" ", "") in own or name in explicit_ours:
        return "当方出席者"
    if draft.marked:
        return "先方出席者"
    if has_marked or (not name.isascii() and sum(scripts) > len(scripts) / 2):
        return "当方出席者"  # bare among marked ones, or written in our script among foreign names
    if (name.isascii() and 0 < sum(scripts) < len(scripts)) or explicit_ours:
        return "先方出席者"
    return "当方出席者" if explicit_theirs else ""
