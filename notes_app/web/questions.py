"""The one question about a label nobody knows, as it is shown beside a text, on a note and on the board."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from notes_app.mining.evidence import Evidence
from notes_app.mining.learning import Lesson, Question
from notes_app.mining.source import SourceNote
from notes_app.template.teaching import Answer, answers, concept_of
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


_USUAL = ("会社名", "先方出席者", "当方出席者", "決裁者", "競合", "予算", "次回予定", "次回アクション", "確度", "フェーズ")


def tellable() -> tuple[Answer, ...]:
    """Return what words of a text can be said to be while it is written: the template's fields, before one is published the usual ones."""
    space = workspace()
    version, lexicon = space.templates.find_newest(), space.knowledge().lexicon
    if version is None:
        return tuple(Answer(name, name) for name in _USUAL)
    return tuple(Answer(concept_of(one, lexicon), one.label) for one in version.fields)


def said_of(lesson: Lesson) -> str:
    """Return the sentence that confirms what was taught."""
    if lesson.frame is not None:
        return said_of_words(lesson.frame.words, lesson.concept, is_refused=lesson.why == "refused")
    if not lesson.concept:
        return str(gettext("“%(label)s” is not asked about again.", label=lesson.label))
    meaning = next((one.label for one in meanings() if one.concept == lesson.concept), lesson.concept)
    return str(gettext("From now on “%(label)s” is read as “%(meaning)s”.", label=lesson.label, meaning=meaning))


def said_of_words(words: str, concept: str, *, is_refused: bool) -> str:
    """Return the sentence that confirms what was said of words."""
    meaning = next((one.label for one in meanings() if one.concept == concept), concept)
    if is_refused:
        return str(gettext("“%(words)s” is not taken for “%(meaning)s” any more.", words=words, meaning=meaning))
    return str(gettext("“%(words)s” is “%(meaning)s”: the app has learnt it.", words=words, meaning=meaning))
