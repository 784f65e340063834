"""The one question about a label nobody knows, as it is shown beside a text, on a note and on the board."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from notes_app.mining.evidence import Evidence
from notes_app.mining.learning import Lesson, Question
from notes_app.mining.source import SourceNote
from notes_app.template.teaching import Answer, answers
from notes_app.web.context import workspace
from notes_app.web.identity import current_person

SHOWN_OTHERS = 3
"""How many other meanings stand as buttons beside the likeliest."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question as it is shown. best: what it probably is; others: the next likeliest. place: where its words stand."""

    question: Question
    best: Answer
    others: tuple[Answer, ...]
    place: Evidence


def ask_of(found: Question) -> Ask:
    """Return a question with what the label may mean, called as the template calls it."""
    known = {one.concept: one for one in meanings()}
    best, *others = (known.get(one, Answer(one, one)) for one in (found.concept, *found.others[:SHOWN_OTHERS]))
    return Ask(found, best, tuple(others), found.evidence[-1] if found.evidence else Evidence("", 0, 0, ""))


def ask_about(source: SourceNote) -> Ask | None:
    """Return the one question a text is worth to whoever looks at it."""
    found = workspace().question_in(current_person(), source)
    return None if found is None else ask_of(found)


def meanings() -> tuple[Answer, ...]:
    """Return everything a label can mean: the template's fields first."""
    return answers(workspace().templates.find_newest(), workspace().knowledge().lexicon)


def said_of(lesson: Lesson) -> str:
    """Return the sentence that confirms what was taught."""
    if not lesson.concept:
        return str(gettext("“%(label)s” is not asked about again.", label=lesson.label))
    meaning = next((one.label for one in meanings() if one.concept == lesson.concept), lesson.concept)
    return str(gettext("From now on “%(label)s” is read as “%(meaning)s”.", label=lesson.label, meaning=meaning))
