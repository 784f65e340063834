"""Sorting: the board of candidate fields, decisions about them, votes and comments, and publishing what was decided.

Everybody may read, vote and comment; managers decide. Every form works without scripts; with them, a form opens over
the board and the board is put in place again when it was answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import cast

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.catalog.catalog import NoteFilter
from notes_app.catalog.entry import CatalogEntry
from notes_app.errors import NotesAppError, NotFoundError
from notes_app.mining.evidence import Evidence
from notes_app.people.vote_store import VOTES, Tally, Vote
from notes_app.template.decision import Choice, Decision
from notes_app.template.draft import draft_version
from notes_app.template.errors import UnknownFieldError
from notes_app.template.field import FIELD_TYPES
from notes_app.web import field_words
from notes_app.web.board_view import TABS, Board, Card, Tab, arrange_board
from notes_app.web.context import workspace
from notes_app.web.evidence_view import quote_evidence
from notes_app.web.guards import permits
from notes_app.web.i18n import language, today
from notes_app.web.identity import current_person, current_readers, current_session
from notes_app.web.note_links import note_url
from notes_app.web.pages.template_review import add_review
from notes_app.web.pages.template_versions import add_versions

blueprint = Blueprint("template", __name__, url_prefix="/template")
add_versions(blueprint)
add_review(blueprint)

SHOWN_CARDS = 24
SHOWN_QUOTES = 3
FORMS: tuple[Choice, ...] = ("keep", "drop", "watch", "merge", "rename")
LONGEST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Quote:
    """One snippet of a card: the words, whose note they stand in, and where it opens."""

    evidence: Evidence
    entry: CatalogEntry | None

    @property
    def url(self) -> str:
        return note_url(self.evidence.note_id, self.evidence.start, self.evidence.end)


@blueprint.get("")
@permits("template.read")
def board() -> ResponseReturnValue:
    return _show("template/board.html", _board(), _tab())


@blueprint.get("/card")
@permits("template.read")
def card() -> ResponseReturnValue:
    """Show all that is known of one field: more evidence in its sentences, comments, every decision about it."""
    shown = _board()
    found = _card(shown, request.args.get("key", ""))
    evidence = found.candidate.evidence if found.candidate else found.unneeded.evidence if found.unneeded else ()
    return render_template(
        "template/card.html", board=shown, card=found, quotes=quote_evidence(evidence[:30]), names=_names(),
        comments=_comments(found.key), decisions=_decisions_about(found), people=_people_names(), tally=_tally(found.key),
        words=field_words,
    )  # fmt: skip


@blueprint.get("/decide")
@permits("template.decide")
def decide_form() -> ResponseReturnValue:
    shown = _board()
    found = _card(shown, request.args.get("key", ""))
    return _show_form(shown, found, _choice(request.args.get("choice", "")), {})


@blueprint.post("/decide")
@permits("template.decide")
def decide() -> ResponseReturnValue:
    """Record one decision, with "required" as a second one; a refused form comes back with what is wrong."""
    shown = _board()
    found = _card(shown, request.form.get("key", ""))
    choice = _choice(request.form.get("choice", ""))
    try:
        decisions = _read_decisions(found, choice)
        _try(shown, decisions)
    except NotesAppError as error:
        return _show_form(shown, found, choice, dict(request.form.items()), error.explain(language())), error.status
    last = [workspace().templates.record(one, current_person().person_id) for one in decisions][0]
    _note(f"template.{choice}", found.key, decision=last.decision_id)
    label = decisions[0].label if choice == "rename" else found.label
    return _after(field_words.decided_words(choice, label), undo=last.decision_id)


@blueprint.post("/undo")
@permits("template.decide")
def undo() -> ResponseReturnValue:
    number = request.form.get("decision", "")
    workspace().templates.undo(int(number) if number.isdecimal() and len(number) < 12 else 0, current_person().person_id)
    _note("template.undo", number)
    return _after(gettext("The decision was taken back."))


@blueprint.post("/vote")
@permits("template.vote")
def vote() -> ResponseReturnValue:
    """Say that one needs a field or could do without; the same again takes it back."""
    key, cast_vote = request.form.get("key", "")[:200], request.form.get("vote", "")
    if cast_vote not in VOTES:
        raise NotFoundError(what=cast_vote)
    workspace().votes.toggle(current_person(), _card(_board(), key).key, cast(Vote, cast_vote))
    return _after("")


@blueprint.post("/comment")
@permits("template.vote")
def comment() -> ResponseReturnValue:
    found = _card(_board(), request.form.get("key", ""))
    workspace().comments.add(current_person(), "field", found.key, request.form.get("body", ""))
    return redirect(url_for("template.card", key=found.key) + "#comments", code=303)


@blueprint.get("/publish")
@permits("template.publish")
def publish_form() -> ResponseReturnValue:
    return render_template("template/publish.html", board=_board(), names=_names(), words=field_words)


@blueprint.post("/publish")
@permits("template.publish")
def publish() -> ResponseReturnValue:
    shown = _board()
    if shown.problem:
        raise shown.problem
    assert shown.draft is not None
    # What was shown is what is published: a draft of another number was seen before somebody else published.
    draft = replace(shown.draft, number=_number(request.form.get("number", "")) or shown.draft.number)
    if name := request.form.get("name", "").strip()[:200]:
        draft = replace(draft, name=name)
    version = workspace().templates.publish(draft, current_person().person_id, request.form.get("comment", "").strip()[:LONGEST_WORDS])
    _note("template.publish", version.template_id, number=version.number)
    flash(gettext("Version %(number)s is published. From now on it is what the fields are filled by.", number=version.number), "success")
    return redirect(url_for("template.versions", number=version.number), code=303)


# --- reading the form -----------------------------------------------------------------------------------------------


def _read_decisions(found: Card, choice: Choice) -> list[Decision]:
    form = request.form
    counted = found.candidate
    facts = {"key": found.key, "note_count": counted.notes if counted else 0, "author_count": counted.authors if counted else 0}
    reason = "、".join(part for part in (*form.getlist("picked"), form.get("reason", "").strip()) if part)[:LONGEST_WORDS]
    label = form.get("label", "").strip()
    if choice == "keep":
        field_type = form.get("field_type", "")
        choices = tuple(line.strip() for line in form.get("choices", "").splitlines() if line.strip())
        changed_type = field_type if field_type in FIELD_TYPES and field_type != _present_type(found) else ""
        decisions = [Decision(
            choice="keep", reason=reason, purpose=form.get("purpose", "").strip()[:LONGEST_WORDS],
            used_by=form.get("used_by", "").strip()[:LONGEST_WORDS], label="" if label == found.label else label,
            field_type=changed_type or (field_type if choices else ""), choices=choices, **facts,
        )]  # fmt: skip
        was_required = bool(found.field and found.field.required)
        if bool(form.get("required")) != was_required:
            decisions.append(Decision(choice="relax" if was_required else "require", **facts))
        return decisions
    if choice == "merge":
        return [Decision(choice="merge", into=form.get("into", "").strip(), reason=reason, **facts)]
    if choice == "rename":
        return [Decision(choice="rename", label=label, reason=reason, **facts)]
    return [Decision(choice=choice, reason=reason, review_on=_day(form.get("review_on", "")), **facts)]


def _try(shown: Board, decisions: list[Decision]) -> None:
    """Make the draft with these decisions on top, so that a form is refused before anything is written."""
    templates = workspace().templates
    known = templates.list_decisions()
    first = max((one.decision_id for one in known), default=0) + 1
    more = [replace(one, decision_id=first + place) for place, one in enumerate(decisions)]
    draft_version(shown.newest, shown.report.fields, [*known, *more], workspace().now(), history=templates.list_versions())


def _present_type(found: Card) -> str:
    return found.field.field_type if found.field else found.candidate.type if found.candidate else "text"


def _choice(word: str) -> Choice:
    if word not in FORMS:
        raise NotFoundError(what=word or "?")
    return word


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


# --- showing --------------------------------------------------------------------------------------------------------


def _board() -> Board:
    templates = workspace().templates
    return arrange_board(
        workspace().mining.report(current_readers()), templates.list_decisions(), templates.list_versions(),
        now=workspace().now(), today=today(),
    )  # fmt: skip


def _card(shown: Board, key: str) -> Card:
    found = shown.find(key)
    if found is None:
        raise UnknownFieldError(key=key[:80])
    return found


def _tab() -> Tab:
    wanted = request.values.get("tab", "open")
    return wanted if wanted in TABS else "open"


def _show(page: str, shown: Board, tab: Tab, **more: object) -> str:
    cards = shown.tab(tab)
    limit = len(cards) if request.values.get("all") else SHOWN_CARDS
    evidence = {card.key: _quotes_of(card) for card in cards[:limit]}
    entries = _entries({one.note_id for quotes in evidence.values() for one in quotes})
    quotes = {key: [Quote(one, entries.get(one.note_id)) for one in found if one.note_id in entries] for key, found in evidence.items()}
    return render_template(
        page, board=shown, tab=tab, tabs=TABS, counts=shown.counts(), cards=cards[:limit], more=len(cards) - len(cards[:limit]),
        quotes=quotes, names=_names(), votes=workspace().votes.list(), comment_counts=_comment_counts(cards[:limit]),
        people=_people_names(), words=field_words, **more,
    )  # fmt: skip


def _quotes_of(one: Card) -> tuple[Evidence, ...]:
    found = one.candidate.evidence if one.candidate else one.unneeded.evidence if one.unneeded else ()
    spread: dict[str, Evidence] = {}
    for evidence in found:  # one per note first: three quotes of one note prove less
        spread.setdefault(evidence.note_id, evidence)
    return tuple(spread.values())[:SHOWN_QUOTES]


def _entries(note_ids: set[str]) -> dict[str, CatalogEntry]:
    """Return the catalog's lines of these notes that the asker may read."""
    if not note_ids:
        return {}
    page = workspace().catalog.list(NoteFilter(ids=frozenset(note_ids)), readers=current_readers(), limit=1000)
    return {one.note_id: one for one in page.entries}


def _show_form(shown: Board, found: Card, choice: Choice, filled: dict[str, str], error: str = "") -> str:
    others = [card for card in shown.cards if card.key != found.key and card.state in ("open", "kept")]
    page = "template/decide_form.html" if request.headers.get("HX-Request") else "template/decide.html"
    return render_template(
        page, board=shown, card=found, choice=choice, filled=filled, error=error, others=others, names=_names(), words=field_words,
        review_on=(today() + timedelta(days=30)).isoformat(), present_type=_present_type(found), tab=_tab(),
    )  # fmt: skip


def _after(words: str, undo: int = 0) -> ResponseReturnValue:
    """Put the board in place again: the part of the page for the script, else the whole page."""
    if request.headers.get("HX-Request"):
        page = _show("template/board_part.html", _board(), _tab(), said=words, undo=undo)
        answer = make_response(page)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#board", "outerHTML"
        answer.headers["HX-Trigger-After-Swap"] = "decided"
        return answer
    if words:
        flash(words, "success")
    return redirect(url_for("template.board", tab=_tab()), code=303)


def _names() -> dict[str, dict[str, str]]:
    return {
        "types": field_words.type_names(), "confidence": field_words.confidence_names(), "why": field_words.why_names(),
        "unneeded": field_words.unneeded_names(), "advice": field_words.unneeded_advice(), "drift": field_words.drift_names(),
        "challenge": field_words.challenge_names(), "choices": field_words.choice_names(),
    }  # fmt: skip


def _people_names() -> dict[str, str]:
    return {row.person.person_id: row.person.name for row in workspace().people.list_rows()}


def _comment_counts(cards: tuple[Card, ...]) -> dict[str, int]:
    return dict(workspace().comments.count("field", [one.key for one in cards]))


def _comments(key: str) -> tuple[object, ...]:
    return tuple(workspace().comments.list("field", key))


def _tally(key: str) -> Tally:
    return workspace().votes.list().get(key, Tally())


def _decisions_about(found: Card) -> list[Decision]:
    keys = {found.key, found.field.field_id if found.field else found.key}
    return [one for one in reversed(workspace().templates.list_decisions()) if keys & {one.key, one.into}]


def _note(action: str, thing: str, **detail: object) -> None:
    workspace().audit.append(
        current_person().person_id, action, "template", thing[:200], detail, session_id=current_session().session_id
    )

