"""Values that a person wrote, or confirmed, in a note's front matter. Pure.

A field's value stands under its label, or under the canonical key of its concept (`account`, `held_at`, …).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from notes_app.mining.evidence import Evidence, SlotValue
from notes_app.mining.folding import fold_key
from notes_app.mining.source import SourceNote
from notes_app.mining.values.people import filed_name
from notes_app.template.coercion import coerce
from notes_app.template.field import Field, TemplateVersion

CANONICAL_KEY = {
    "会社名": "account",
    "日時": "held_at",
    "案件名": "deal",
    "先方出席者": "contacts",
    "チャネル": "channel",
}
"""Front-matter key that the product itself reads, by concept of the lexicon
(`minutes.note.CANONICAL_KEYS`).
"""

_CHANNEL_CODES = {
    "訪問": "visit",
    "面談": "visit",
    "対面": "visit",
    "電話": "phone",
    "tel": "phone",
    "メール": "mail",
    "email": "mail",
    "web": "web",
    "オンライン": "online",
    "web会議": "online",
    "zoom": "online",
    "teams": "online",
    "展示会": "exhibition",
}


def canonical_form(field: Field, value: object) -> object:
    """Return a value as the product's own key holds it: a channel is one of `minutes.note.CHANNELS`, if it
    can be.
    """
    if field.concept == "チャネル" and isinstance(value, str):
        return _CHANNEL_CODES.get(fold_key(value), value)
    return value


def front_key(field: Field) -> str:
    """Return the front-matter key that a field's value is written under."""
    return CANONICAL_KEY.get(field.concept, field.label)


def find_front_key(field: Field, front: Any) -> str | None:
    """Return the key of `front` that holds this field's value: its own, its label, or one of its aliases."""
    wanted = [front_key(field), *field.labels]
    if exact := next((key for key in wanted if key in front), None):
        return exact
    folded = {fold_key(label) for label in field.labels}
    return next((key for key in front if isinstance(key, str) and fold_key(key) in folded), None)


def front_slots(note: SourceNote, version: TemplateVersion) -> Iterator[SlotValue]:
    """Yield one slot per value, in template order; confidence is 1, for a person wrote it there."""
    head = note.text[: note.body_start]
    for field in version.fields:
        key = find_front_key(field, note.front)
        if key is None:
            continue
        span = _block(head, key)
        value = note.front[key]
        for member in value if isinstance(value, list | tuple) else (value,):
            if member in (None, "") or isinstance(member, dict | list):
                continue
            start, end = _member(head, span, member)
            if start == end:
                continue
            quote = head[start:end]
            yield SlotValue(
                concept=field.concept or fold_key(field.label),
                label=key,
                value=quote,
                normalized=_as_filed(member, field) or coerce(member, field, note.written_on),
                evidence=Evidence(note.note_id, start, end, quote),
                confidence=1.0,
                via="front_matter",
                field_id=field.field_id,
            )


def _as_filed(member: object, field: Field) -> str:
    """Return a person's whole name as filed, "" for anything else."""
    return filed_name(str(member)).replace("\u3000", " ") if field.field_type in ("person", "person_list") else ""


def _block(head: str, key: str) -> tuple[int, int]:
    """Return the span of what follows `key:` up to the next top-level key, YAML or TOML."""
    pattern = rf"^[\"']?{re.escape(key)}[\"']?[ \t]*[:=][ \t]*((?:[^\n]*)(?:\n(?:[ \t]+|[-\]][ \t]*)[^\n]*)*)"
    match = re.search(pattern, head, re.MULTILINE)
    if not match:
        return 0, 0
    # the closing --- looks like a list item to the pattern above
    text = re.split(r"\n(?:---|\+\+\+)[ \t]*(?:\n|$)", match[1])[0].rstrip()
    return match.start(1), match.start(1) + len(text)


def _member(head: str, span: tuple[int, int], member: object) -> tuple[int, int]:
    """Return where a member stands inside the block, the whole block when it is spelled another way there."""
    texts = [str(member)]
    if isinstance(member, datetime):
        texts = [member.isoformat(), member.isoformat(" "), member.isoformat(timespec="minutes")]
        texts += [member.isoformat(" ", timespec="minutes")]
    elif isinstance(member, date):
        texts = [member.isoformat()]
    for text in texts:
        at = head.find(text, span[0], span[1])
        if text and at >= 0:
            return at, at + len(text)
    return span
