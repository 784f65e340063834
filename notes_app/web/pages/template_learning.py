"""Learning: one question about a label nobody knows, answered with one click; all that was learnt, each to be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.catalog.catalog import NoteFilter
from notes_app.catalog.entry import CatalogEntry
from notes_app.mining.grammar import LONGEST_WORDS, Shown, Taught, what_it_teaches
from notes_app.mining.learning import Lesson, learn
from notes_app.minutes.note import Note
from notes_app.template.errors import UnknownValueError
from notes_app.template.lesson_store import TaughtLesson, taught_to_all
from notes_app.template.teaching import TeachingDesk
from notes_app.web.board_view import label_of
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.editor_answer import shown_anew
from notes_app.web.evidence_view import QuotedEvidence, quote_evidence
from notes_app.web.guards import allowed, permits, wants_json
from notes_app.web.identity import current_person, current_readers
from notes_app.web.note_links import note_url
from notes_app.web.people_names import person_name
from notes_app.web.questions import Ask, ask_of, meanings, said_of
from notes_app.web.reading import get_note
from notes_app.web.security import limiter
from notes_app.web.sent import sent_parts, whole_number
from notes_app.web.taught_words import how_taught, way_of
from notes_app.web.telling import tell

SHOWN_QUESTIONS = 12
SHOWN_LESSONS = 30
"""Of one writer; the earlier ones are folded away."""


@dataclass(frozen=True, slots=True)
class AskedCard:
    """A question with the words it stands on."""

    ask: Ask
    quotes: tuple[QuotedEvidence, ...]


@dataclass(frozen=True, slots=True)
class LessonRow:
    """One thing that was taught. entry: the note it was taught on, None without one. url: its words there. learnt: what a
    value taught beside itself, () for a label."""

    taught: TaughtLesson
    meaning: str
    words: str
    learnt: tuple[Taught, ...]
    teacher: str
    at: datetime
    entry: CatalogEntry | None
    url: str
    is_shared: bool
    may_undo: bool


def add_learning(blueprint: Blueprint) -> None:
    """Give the template's blueprint its page of what was learnt."""
    blueprint.add_url_rule("/learning", "learning", learning, methods=["GET"])
    blueprint.add_url_rule("/learning", "teach", teach, methods=["POST"])
    blueprint.add_url_rule("/learning/words", "tell", tell_words, methods=["POST"])
    blueprint.add_url_rule("/learning/question", "question", question, methods=["GET"])
    blueprint.add_url_rule("/learning/<int:lesson_id>/undo", "unlearn", unlearn, methods=["POST"])


@permits("template.read")
def learning() -> ResponseReturnValue:
    rows = _rows(workspace().lessons.list())
    standing = [row for row in rows if row.taught.undone_at is None]
    asked = [AskedCard(one, quote_evidence(one.question.evidence[:2])) for one in _asked(SHOWN_QUESTIONS)] if allowed("value.decide") else []
    return render_template(
        "template/learning.html",
        asked=asked,
        shared=_shared(standing),
        by_author=_by_author(standing),
        gone=[row for row in rows if row.taught.undone_at is not None][:20],
        merges=_merges(),
        names=_shared_names(standing),
        person_name=person_name,
        way_of=way_of,
        ways=how_taught(),
        shown_lessons=SHOWN_LESSONS,
    )


@permits("template.read")
def question() -> ResponseReturnValue:
    """Return the one question that helps most, for the board; nothing when there is none."""
    asked = _asked(1) if allowed("value.decide") else []
    cards = [AskedCard(one, quote_evidence(one.question.evidence[:1])) for one in asked]
    return render_template("template/question_part.html", asked=cards, on_board=True)


@permits("value.decide")
@limiter.limit("120 per minute")
def teach() -> ResponseReturnValue:
    """Record what a label means; the note, where one is named, is one the person may read, and is not changed."""
    sent = sent_parts()
    note_id = str(sent.get("note_id") or "")
    note = get_note(note_id, "value.decide") if note_id else None
    known = {one.concept for one in meanings()}
    span = whole_number(sent.get("start")), whole_number(sent.get("end"))
    desk = TeachingDesk(workspace().lessons)
    taught = desk.teach(
        current_person(), str(sent.get("label") or ""), str(sent.get("concept") or ""), known, note=note, span=span,
        why="corrected" if sent.get("why") == "corrected" else "confirmed",
    )  # fmt: skip
    note_deed("template.teach", "label", taught.lesson.label, concept=taught.lesson.concept, author=taught.lesson.author, lesson=taught.lesson_id)
    said = said_of(taught.lesson)
    if wants_json():
        return jsonify(said=said, undo=url_for("template.unlearn", lesson_id=taught.lesson_id))
    if request.headers.get("HX-Request") and sent.get("from") == "board":
        cards = [AskedCard(one, quote_evidence(one.question.evidence[:1])) for one in _asked(1)]
        return render_template("template/question_part.html", asked=cards, on_board=True, said=said, undo=taught.lesson_id)
    flash(said, "success")
    target = url_for("note.page", note_id=note_id, _anchor="fields") if note is not None and sent.get("from") == "note" else url_for("template.learning")
    return redirect(target, code=303)


@permits("value.decide")
@limiter.limit("120 per minute")
def tell_words() -> ResponseReturnValue:
    """Say of words of a note what they are, or (no) what they are not: this note takes it at once, its writer's next ones learn it.

    Without start and end the words are looked for in the body; a script counts characters of the body.
    """
    sent = sent_parts()
    note = get_note(str(sent.get("note_id") or ""), "value.decide")
    words = str(sent.get("words") or "").replace("\r\n", "\n")[: 4 * LONGEST_WORDS]
    span = _place_of(note, words, whole_number(sent.get("start"), -1), whole_number(sent.get("end"), -1))
    concept, was, is_refused = str(sent.get("concept") or ""), str(sent.get("was") or ""), sent.get("choice") == "no"
    told = tell(note, span, concept, is_refused=is_refused, was=was)
    for one in told.lessons:
        note_deed("template.teach", "label", _words(one.lesson), concept=one.lesson.concept, author=one.lesson.author,
              refused=one.lesson.why == "refused", lesson=one.lesson_id)  # fmt: skip
    said = said_of(told.lessons[-1].lesson)
    if wants_json():
        undo = [url_for("template.unlearn", lesson_id=one.lesson_id) for one in told.lessons]
        return jsonify(said=said, undo=undo, **shown_anew(told.note))
    flash(said, "success")
    return redirect(url_for("note.page", note_id=note.note_id, _anchor="fields"), code=303)


def _place_of(note: Note, words: str, start: int, end: int) -> tuple[int, int]:
    """Return where words stand in a note's text: at these characters of its body, or (start below 0) at their first place there.

    Raises:
        UnknownValueError: they do not stand there.
    """
    if start < 0:
        at = note.text.find(words.strip(), note.body_start) if words.strip() else -1
        if at < 0:
            raise UnknownValueError(what=words.strip()[:60])
        return at, at + len(words.strip())
    span = start + note.body_start, end + note.body_start
    if note.text[span[0] : span[1]] != words:
        raise UnknownValueError(what=words.strip()[:60])
    return span


@permits("value.decide")
def unlearn(lesson_id: int) -> ResponseReturnValue:
    """Take a lesson back; one that was taught on a note of somebody else's is known to those who may read the note."""
    taught = next((one for one in workspace().lessons.list() if one.lesson_id == lesson_id), None)
    if taught is not None and taught.note_id and taught.person_id != current_person().person_id:
        get_note(taught.note_id)
    undone = TeachingDesk(workspace().lessons).undo(current_person(), lesson_id)
    word = undone.lesson.frame.words if undone.lesson.frame else undone.lesson.label
    note_deed("template.unlearn", "label", word, lesson=lesson_id)
    said = gettext("What “%(label)s” means was forgotten again.", label=word)
    if wants_json():
        return jsonify(said=said)
    flash(said, "success")
    return redirect(url_for("template.learning"), code=303)


def _asked(limit: int) -> list[Ask]:
    return [ask_of(one) for one in workspace().questions(current_person())[:limit]]


def _rows(taught: Sequence[TaughtLesson]) -> list[LessonRow]:
    """Return what was taught, newest first; what was taught on a note the asker may not read is theirs to see only
    when they taught it."""
    me, decides = current_person().person_id, allowed("template.decide")
    note_ids = frozenset(one.note_id for one in taught if one.note_id)
    entries: dict[str, CatalogEntry] = {}
    for at in range(0, len(note_ids), 500):
        some = frozenset(sorted(note_ids)[at : at + 500])
        page = workspace().catalog.list(NoteFilter(ids=some), readers=current_readers(), limit=1000)
        entries |= {one.note_id: one for one in page.entries}
    shown = [one for one in taught if not one.note_id or one.note_id in entries or one.person_id == me]
    shared = taught_to_all([one.lesson for one in shown if one.undone_at is None])
    known = {one.concept: one.label for one in meanings()}
    return [
        LessonRow(
            taught=one, meaning=known.get(one.lesson.concept, one.lesson.concept), words=_words(one.lesson), learnt=_learnt(one.lesson), teacher=person_name(one.person_id), at=one.at,
            entry=entries.get(one.note_id), url=note_url(one.note_id, one.start, one.end) if one.note_id in entries else "",
            is_shared=one.lesson.names_label and shared.get(one.lesson.key) == one.lesson.concept != "",
            may_undo=one.undone_at is None and (one.person_id == me or decides) and allowed("value.decide"),
        )
        for one in reversed(shown)
    ]  # fmt: skip


def _words(lesson: Lesson) -> str:
    return lesson.frame.words if lesson.frame else lesson.label


def _learnt(lesson: Lesson) -> tuple[Taught, ...]:
    """Return what a value taught, without what its row says anyway."""
    if lesson.frame is None:
        return ()
    found = what_it_teaches(Shown(lesson.concept, lesson.frame, lesson.why == "refused"))
    return tuple(one for one in found if one.kind not in ("name", "no name"))


def _shared(rows: Sequence[LessonRow]) -> list[tuple[str, str, list[LessonRow]]]:
    """Return what is everyone's: label, meaning, and the lessons that made it so."""
    groups: dict[tuple[str, str], list[LessonRow]] = {}
    for row in rows:
        if row.is_shared:
            groups.setdefault((row.taught.lesson.key, row.meaning), []).append(row)
    return [(members[0].taught.lesson.label, meaning, members) for (_, meaning), members in groups.items()]


def _shared_names(rows: Sequence[LessonRow]) -> list[tuple[str, str]]:
    """Return the names that two writers or more showed to be the same: the words, and what they are."""
    everyone = learn(workspace().knowledge(), [row.taught.lesson for row in rows]).shared_grammar
    known = {one.concept: one.label for one in meanings()}
    return [(words, known.get(concept, concept)) for concept, names in everyone.names.items() for words, _ in names.values()]


def _by_author(rows: Sequence[LessonRow]) -> dict[str, list[LessonRow]]:
    found: dict[str, list[LessonRow]] = {}
    for row in sorted(rows, key=lambda one: one.taught.lesson.author):
        found.setdefault(row.taught.lesson.author, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Joined:
    """A merge or split decided on the board: it is read so by everyone too."""

    words: str
    decision_id: int
    teacher: str
    at: datetime
    may_undo: bool


def _merges() -> list[Joined]:
    """Return the merges and splits in force, newest first."""
    templates = workspace().templates
    made = [one for one in templates.list_decisions() if one.is_active and one.choice in ("merge", "split")]
    if not made:
        return []
    newest, shown = templates.find_newest(), workspace().board(current_person()).board()
    through = newest.last_decision if newest else 0
    names = {card.key: label_of(card) for card in shown.cards} | {one.field_id: one.label for one in shown.draft.fields}
    rows = []
    for one in reversed(made):
        label, into = names.get(one.key, one.key), names.get(one.into, one.into)
        words = (
            gettext("“%(label)s” is a spelling of “%(into)s”", label=label, into=into)
            if one.choice == "merge"
            else gettext("%(labels)s stand on their own, apart from “%(label)s”", labels="、".join(one.labels), label=label)
        )
        may_undo = one.decision_id > through and allowed("template.decide")
        rows.append(Joined(words, one.decision_id, person_name(one.person_id), one.at, may_undo))
    return rows
