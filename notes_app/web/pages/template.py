"""Sorting: the board of candidate fields, decisions about them, votes and comments, and publishing what
was decided.

Everybody may read, vote and comment; managers decide. Every form works without scripts; with them, a
form opens over
the board and the board is put in place again when it was answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.catalog.catalog import NoteFilter
from notes_app.catalog.entry import CatalogEntry
from notes_app.errors import NotesAppError, NotFoundError
from notes_app.mining.evidence import Evidence
from notes_app.template.board import Board, BoardCard
from notes_app.template.board_session import BoardSession
from notes_app.template.decision import Choice, Decision, Vote
from notes_app.template.errors import StaleDraftError, UnknownFieldError
from notes_app.web import field_words
from notes_app.web.board_view import (
    TABS,
    Tab,
    cards_of,
    changes_of,
    draft_lines,
    label_of,
    last_decision,
    tab_counts,
)
from notes_app.web.context import workspace
from notes_app.web.decision_form import LONGEST_WORDS, present_type, read_choice, read_decisions, read_number
from notes_app.web.deeds import note_deed
from notes_app.web.evidence_view import quote_evidence
from notes_app.web.guards import permits, send_to
from notes_app.web.i18n import language, today
from notes_app.web.identity import current_person, current_readers
from notes_app.web.note_links import note_url
from notes_app.web.pages.template_consistency import add_consistency
from notes_app.web.pages.template_fill import add_back_fill
from notes_app.web.pages.template_learning import add_learning
from notes_app.web.pages.template_lens import add_lens
from notes_app.web.pages.template_review import add_review
from notes_app.web.pages.template_versions import add_versions
from notes_app.web.people_names import person_name
from notes_app.web.prepared import prepare

blueprint = Blueprint("template", __name__, url_prefix="/template")
add_versions(blueprint)
add_review(blueprint)
add_back_fill(blueprint)
add_learning(blueprint)
add_consistency(blueprint)
add_lens(blueprint)

SHOWN_CARDS = 16
SHOWN_QUOTES = 3
TRIAL_MONTHS = 3
VOTES: tuple[Vote, ...] = ("want", "unneeded", "deeper")


@dataclass(frozen=True, slots=True)
class Quote:
    """One snippet of a card: the words, whose note they stand in, and where it opens."""

    evidence: Evidence
    entry: CatalogEntry

    @property
    def url(self) -> str:
        return note_url(self.evidence.note_id, self.evidence.start, self.evidence.end)


@blueprint.get("")
@permits("template.read")
def board() -> ResponseReturnValue:
    return _show("template/board.html", _session().board())


@blueprint.get("/anew")
@permits("template.read")
def anew() -> ResponseReturnValue:
    """Return the line that says how many notes are still being read anew, or that they all are."""
    return render_template("template/anew_part.html", left=workspace().left_to_read(current_person()), was_left=True, tab=_tab())


@blueprint.get("/card")
@permits("template.read")
def card() -> ResponseReturnValue:
    """Show all that is known of one field: more evidence in its sentences, comments, every decision
    about it.
    """
    shown = _session().board()
    found = _card(shown, request.args.get("key", ""))
    return render_template(
        "template/card.html",
        board=shown,
        card=found,
        quotes=quote_evidence(_evidence_of(found)[:30]),
        names=_names(),
        comments=workspace().comments.list("field", found.key),
        decisions=_decisions_about(found),
        words=field_words,
        person_name=person_name,
        tab="open",
        say_people=_say_people,
        label_of=label_of,
    )


@blueprint.get("/decide")
@permits("template.decide")
def decide_form() -> ResponseReturnValue:
    shown = _session().board()
    found = _card(shown, request.args.get("key", ""))
    return _show_form(shown, found, read_choice(request.args.get("choice", "")), {})


@blueprint.post("/decide")
@permits("template.decide")
def decide() -> ResponseReturnValue:
    """Record one decision; a refused form comes back with what is wrong."""
    session = _session()
    shown = session.board()
    found = _card(shown, request.form.get("key", ""))
    choice = read_choice(request.form.get("choice", ""))
    try:
        decisions = read_decisions(found, choice, request.form)
        recorded = session.decide(decisions[0])
        if len(decisions) > 1:
            session.decide(decisions[1])
    except NotesAppError as error:
        return _show_form(shown, found, choice, dict(request.form.items()), error.explain(language())), error.status
    note_deed(f"template.{choice}", "template", found.key, decision=recorded.decision_id)
    label = decisions[0].label if choice == "rename" else label_of(found)
    return _after(field_words.decided_words(choice, label), undo=recorded.decision_id)


@blueprint.post("/suggestion")
@permits("template.decide")
def answer_suggestion() -> ResponseReturnValue:
    """Accept a suggested change as it stands, or turn it down until its evidence has doubled."""
    session = _session()
    key = request.form.get("key", "")
    found = next((one for one in session.board().suggestions if one.key == key), None)
    if found is None:
        raise UnknownFieldError(key=key[:80])
    accepted = request.form.get("answer") == "accept"
    recorded = session.decide(found.decision if accepted else Decision(key=found.key, choice="drop"))
    note_deed("template.suggestion", "template", found.key, decision=recorded.decision_id, accepted=accepted)
    words = gettext("“%(label)s” is changed.", label=found.label) if accepted else gettext("The suggestion was turned down.")
    return _after(words, undo=recorded.decision_id)


@blueprint.post("/undo")
@permits("template.decide")
def undo() -> ResponseReturnValue:
    number = request.form.get("decision", "")
    _session().undo(read_number(number))
    note_deed("template.undo", "template", number)
    return _after(gettext("The decision was taken back."))


@blueprint.post("/vote")
@permits("template.vote")
def vote() -> ResponseReturnValue:
    """Say that one needs a field, could do without it, or needs more depth; the same again takes it back."""
    session = _session()
    found = _card(session.board(), request.form.get("key", ""))
    wanted = next((one for one in VOTES if one == request.form.get("vote")), None)
    if wanted is None:
        raise NotFoundError(what=request.form.get("vote", "")[:20] or "?")
    mine = [
        one
        for one in workspace().templates.list_decisions()
        if one.choice == "vote" and one.is_active and one.key == found.key and one.person_id == current_person().person_id
    ]
    if mine and mine[-1].vote == wanted:
        for one in mine:
            session.undo(one.decision_id)
    else:
        session.vote(found.key, wanted)
    return _after("")


@blueprint.post("/comment")
@permits("template.vote")
def comment() -> ResponseReturnValue:
    found = _card(_session().board(), request.form.get("key", ""))
    workspace().comments.add(current_person(), "field", found.key, request.form.get("body", ""))
    return redirect(url_for("template.card", key=found.key) + "#comments", code=303)


@blueprint.get("/publish")
@permits("template.publish")
def publish_form() -> ResponseReturnValue:
    shown = _session().board()
    return render_template("template/publish.html", board=shown, lines=draft_lines(shown), names=_names())


@blueprint.get("/publish/trial")
@permits("template.publish")
def trial() -> ResponseReturnValue:
    """Return how the draft would have filled over the notes of the last months."""
    space, person = workspace(), current_person()
    session = space.board(person)
    draft = session.board().draft
    stamp = (space.catalog.cursor(), space.lessons.stamp(), draft)
    run, job = prepare("trial", person, stamp, lambda job: session.preview(space.sources(person), space.knowledge(), months=TRIAL_MONTHS))
    return render_template("template/trial_part.html", run=run, job=job, months=TRIAL_MONTHS)


@blueprint.post("/publish")
@permits("template.publish")
def publish() -> ResponseReturnValue:
    session = _session()
    seen = read_number(request.form.get("number", ""))
    draft = session.board().draft
    if seen and seen != draft.number:  # somebody published since this page was opened
        raise StaleDraftError(number=draft.number - 1)
    version = session.publish(request.form.get("comment", "").strip()[:LONGEST_WORDS], request.form.get("name", "")[:200])
    note_deed("template.publish", "template", version.template_id, number=version.number)
    flash(
        gettext(
            "Version %(number)s is published. From now on it is what the fields are filled by.",
            number=version.number,
        ),
        "success",
    )
    return redirect(url_for("template.versions", number=version.number), code=303)


# --- showing ----------------------------------------------------------------------------------------
# ----------------


def _session() -> BoardSession:
    return workspace().board(current_person())


def _card(shown: Board, key: str) -> BoardCard:
    found = shown.find_card(key)
    if found is None:
        raise UnknownFieldError(key=key[:80])
    return found


def _tab() -> Tab:
    wanted = request.values.get("tab", "open")
    return next((tab for tab in TABS if tab == wanted), "open")


def _show(page: str, shown: Board, **more: object) -> str:
    tab = _tab()
    cards = cards_of(shown, tab)
    limit = len(cards) if request.values.get("all") else SHOWN_CARDS
    spread = {card.key: _spread(_evidence_of(card)) for card in cards[:limit]}
    entries = _entries({one.note_id for found in spread.values() for one in found})
    quotes = {key: [Quote(one, entries[one.note_id]) for one in found if one.note_id in entries] for key, found in spread.items()}
    return render_template(
        page,
        board=shown,
        lines=draft_lines(shown),
        tab=tab,
        left=workspace().left_to_read(current_person()),
        tabs=TABS,
        counts=tab_counts(shown),
        cards=cards[:limit],
        changes=changes_of(shown),
        more=len(cards) - len(cards[:limit]),
        quotes=quotes,
        names=_names(),
        words=field_words,
        say_people=_say_people,
        person_name=person_name,
        label_of=label_of,
        last=last_decision(shown, workspace().templates.list_decisions()),
        **more,
    )


def _evidence_of(one: BoardCard) -> tuple[Evidence, ...]:
    return one.candidate.evidence if one.candidate else one.unneeded.evidence if one.unneeded else ()


def _spread(found: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return a few pieces of evidence, each of another note: three quotes of one note prove less."""
    by_note: dict[str, Evidence] = {}
    for one in found:
        by_note.setdefault(one.note_id, one)
    return tuple(by_note.values())[:SHOWN_QUOTES]


def _entries(note_ids: set[str]) -> dict[str, CatalogEntry]:
    """Return the catalog's lines of these notes that the asker may read."""
    if not note_ids:
        return {}
    page = workspace().catalog.list(NoteFilter(ids=frozenset(note_ids)), readers=current_readers(), limit=1000)
    return {one.note_id: one for one in page.entries}


def _show_form(shown: Board, found: BoardCard, choice: Choice, filled: dict[str, str], error: str = "") -> str:
    others = [card for card in shown.in_state("kept", "new", "challenge") if card.key != found.key]
    page = "template/decide_form.html" if request.headers.get("HX-Request") else "template/decide.html"
    return render_template(
        page,
        board=shown,
        card=found,
        choice=choice,
        filled=filled,
        error=error,
        others=others,
        names=_names(),
        words=field_words,
        review_on=(today() + timedelta(days=30)).isoformat(),
        present_type=present_type(found),
        tab=_tab(),
        label_of=label_of,
    )


def _after(words: str, undo: int = 0) -> ResponseReturnValue:
    """Put the board in place again where it is on the page; elsewhere lead back: to the card, else to the board."""
    asked = urlsplit(request.headers.get("HX-Current-URL", ""))
    is_script = bool(request.headers.get("HX-Request"))
    if is_script and asked.path == url_for("template.board"):
        answer = make_response(_show("template/board_part.html", _session().board(), said=words, undo=undo))
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#board", "outerHTML"
        answer.headers["HX-Trigger-After-Swap"] = "decided"
        return answer
    if words:
        flash(words, "success")
    on_card = is_script and asked.path == url_for("template.card")
    return send_to(f"{asked.path}?{asked.query}" if on_card else url_for("template.board", tab=_tab()))


def _names() -> dict[str, dict[str, str]]:
    return {
        "types": field_words.type_names(),
        "confidence": field_words.confidence_names(),
        "why": field_words.why_names(),
        "unneeded": field_words.unneeded_names(),
        "advice": field_words.unneeded_advice(),
        "drift": field_words.drift_names(),
        "challenge": field_words.challenge_names(),
        "choices": field_words.choice_names(),
    }


def _say_people(person_ids: tuple[str, ...]) -> str:
    return "、".join(person_name(one) for one in person_ids)


def _decisions_about(found: BoardCard) -> list[Decision]:
    keys = {found.key, found.field.field_id if found.field else found.key}
    return [one for one in reversed(workspace().templates.list_decisions()) if keys & {one.key, one.into} and one.choice != "vote"]
