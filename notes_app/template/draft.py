"""Turn decisions into the next template version. Pure.

A draft is the version before it with every later decision applied, in order. A field keeps its id and its
API name
through renames, merges, and being dropped and kept again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from notes_app.errors import NotesAppError
from notes_app.mining.fields.candidates import Candidate
from notes_app.template.decision import Decision
from notes_app.template.draft_board import DraftBoard
from notes_app.template.field import Field, TemplateVersion, find_by_key

__all__ = ["DEFAULT_TEMPLATE", "apply_decisions", "draft_leniently", "draft_version", "find_by_key"]

DEFAULT_TEMPLATE = "default"


def draft_version(
    previous: TemplateVersion | None,
    candidates: Iterable[Candidate],
    decisions: Iterable[Decision],
    now: datetime,
    *,
    history: Sequence[TemplateVersion] = (),
    template_id: str = DEFAULT_TEMPLATE,
    name: str = "",
) -> TemplateVersion:
    """Return the next version as it would be published now: `published_by` is empty, `number` one above
    the newest.

    Args:
        previous: the version in force, None before the first.
        candidates: what mining found; a kept candidate gives its label, spellings, type, choices and place.
        decisions: any; those undone or already in `previous` are left out.
        history: every version so far, so that a field that comes back is the same field, and no API name
                 is given twice.

    Raises:
        RequiredNeedsPurposeError, DuplicateLabelError, EmptyLabelError, LongLabelError, UnknownFieldError,
        UnknownTypeError, ChoicesNeededError, MergeIntoItselfError, SplitTakesAllError.
    """
    version, troubles = draft_leniently(
        previous, candidates, decisions, now, history=history, template_id=template_id, name=name
    )
    if troubles:
        raise troubles[0][1]
    return version


def draft_leniently(
    previous: TemplateVersion | None,
    candidates: Iterable[Candidate],
    decisions: Iterable[Decision],
    now: datetime,
    *,
    history: Sequence[TemplateVersion] = (),
    template_id: str = DEFAULT_TEMPLATE,
    name: str = "",
) -> tuple[TemplateVersion, tuple[tuple[Decision, NotesAppError], ...]]:
    """Do what `draft_version` does, leaving out decisions that do not fit and saying why.

    A decision fitted when it was made; the notes it rested on may have changed since, and the board opens
    anyway.
    """
    through = previous.last_decision if previous else 0
    ordered = sorted(decisions, key=lambda d: d.decision_id)
    board = DraftBoard(
        previous, tuple(candidates), history, previous.template_id if previous else template_id
    )
    troubles: list[tuple[Decision, NotesAppError]] = []
    for one in ordered:
        if 0 < one.decision_id <= through:
            board.remember(one)
        elif one.is_active:
            before = board.fields
            try:
                board.apply(one)
            except NotesAppError as error:
                board.fields = before
                troubles.append((one, error))
    newest = max([one.number for one in history] + ([previous.number] if previous else [0]))
    version = TemplateVersion(
        template_id=board.template_id,
        number=newest + 1,
        name=name or (previous.name if previous else "商談メモ"),
        fields=tuple(sorted(board.fields, key=lambda field: field.order)),
        published_at=now,
        published_by="",
        last_decision=max([through, *(one.decision_id for one in ordered)]),
    )
    return version, tuple(troubles)


def apply_decisions(
    previous: TemplateVersion | None, candidates: Iterable[Candidate], decisions: Iterable[Decision]
) -> tuple[Field, ...]:
    """Return the fields alone, as `draft_version` would give them."""
    at = previous.published_at if previous else datetime(1970, 1, 1, tzinfo=UTC)
    return draft_version(previous, candidates, decisions, at).fields
