"""Read the form of one decision about a field of the template."""

from __future__ import annotations

from datetime import date

from werkzeug.datastructures import MultiDict

from notes_app.errors import NotFoundError
from notes_app.mining.knowledge import load_lexicon
from notes_app.template.board import BoardCard
from notes_app.template.decision import Choice, Decision
from notes_app.template.errors import RequiredNeedsPurposeError
from notes_app.template.field import FIELD_TYPES
from notes_app.web.board_view import label_of

FORMS: tuple[Choice, ...] = ("keep", "drop", "watch", "merge", "rename")
LONGEST_WORDS = 2_000


def read_decisions(found: BoardCard, choice: Choice, form: MultiDict[str, str]) -> list[Decision]:
    """Return what the form decides: one decision, and "required" or "optional" as a second one where
    that changes.

    Raises:
        RequiredNeedsPurposeError: required without saying what for and for whom; nothing must then be
        recorded.
    """
    said = [part for part in (*form.getlist("picked"), form.get("reason", "").strip()) if part]
    reason = "、".join(said)[:LONGEST_WORDS]
    label = form.get("label", "").strip()
    if choice == "keep":
        return _keep(found, reason, label, form)
    if choice == "merge":
        return [Decision(choice="merge", into=form.get("into", "").strip(), reason=reason, key=found.key)]
    if choice == "rename":
        return [Decision(choice="rename", label=label, reason=reason, key=found.key)]
    review_on = _read_day(form.get("review_on", ""))
    return [Decision(choice=choice, reason=reason, review_on=review_on, key=found.key)]


def _keep(found: BoardCard, reason: str, label: str, form: MultiDict[str, str]) -> list[Decision]:
    field_type = form.get("field_type", "")
    choices = tuple(line.strip() for line in form.get("choices", "").splitlines() if line.strip())
    changed_type = field_type if field_type in FIELD_TYPES and field_type != present_type(found) else ""
    decisions = [
        Decision(
            choice="keep",
            reason=reason,
            purpose=form.get("purpose", "").strip()[:LONGEST_WORDS],
            used_by=form.get("used_by", "").strip()[:LONGEST_WORDS],
            label="" if label == found.label and (found.candidate or found.field) else label,
            field_type=changed_type or (field_type if choices else ""),
            choices=choices,
            freshness_days=_read_days(form, found),
            key=found.key,
        )
    ]
    was_required = bool(found.field and found.field.required)
    if form.get("required") and not (decisions[0].purpose and decisions[0].used_by):
        # Said before anything is recorded: the two decisions of this form stand or fall together.
        raise RequiredNeedsPurposeError(label=label or label_of(found))
    if bool(form.get("required")) != was_required:
        decisions.append(Decision(choice="relax" if was_required else "require", key=found.key))
    return decisions


def present_type(found: BoardCard) -> str:
    """Return the kind of value a card has now."""
    if found.field or found.candidate:
        return found.field.field_type if found.field else found.candidate.type if found.candidate else "text"
    asked = load_lexicon().by_name.get(found.key)
    return asked.value_type if asked and asked.value_type in FIELD_TYPES and "enum" not in asked.value_type else "text"


def read_choice(word: str) -> Choice:
    """Return the decision a form is for. Raises: NotFoundError."""
    found = next((one for one in FORMS if one == word), None)
    if found is None:
        raise NotFoundError(what=word[:20] or "?")
    return found


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_days(form: MultiDict[str, str], found: BoardCard) -> int | None:
    """Return the days the form says, up to ten years; 0 (for ever) when a period was emptied; None when nothing was said."""
    text = form.get("freshness_days", "")
    if text.isascii() and text.isdecimal() and len(text) < 9:
        return min(int(text), 3_650)
    return 0 if "freshness_days" in form and found.field and found.field.freshness_days else None


def read_number(text: str) -> int:
    """Return a number a form or an address gives, 0 when it is none."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0
