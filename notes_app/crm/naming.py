"""Names that a CRM accepts, made from names that people chose: a pure function of the name, so stable for ever.

A template field brings its own `api_name`, made once; what is made here depends on nothing else, neither on other
fields nor on the order of anything, save where two names truly collide.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence

from notes_app.template.field import Field

_NOT_A_NAME = re.compile(r"[^0-9A-Za-z]+")


def hash8(text: str) -> str:
    """Return 8 hex digits of SHA-1: what an API name carries when its label has no letters of its own."""
    return hashlib.sha1(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:8]


def ascii_name(text: str, *, longest: int, reserved: Collection[str] = (), prefix: str = "F_") -> str:
    """Return letters, digits and single underscores, beginning with a letter, at most `longest`; never a reserved word.

    Args:
        reserved: lower-case words the target keeps for itself; such a name gets the suffix `_F`.
    """
    name = _NOT_A_NAME.sub("_", text).strip("_")
    if not name or not text.isascii():
        return prefix + hash8(text)
    if not name[0].isalpha():
        name = prefix + name
    if name.lower() in reserved:
        name += "_F"
    if len(name) > longest:
        name = name[: longest - 9].rstrip("_") + "_" + hash8(text)
    return name


def unique_names(
    texts: Iterable[tuple[str, str]], *, longest: int, reserved: Collection[str] = (), taken: Collection[str] = ()
) -> dict[str, str]:
    """Return id -> name for (id, text) pairs, unique whatever the case.

    Of two that collide the one with the smaller id keeps the plain name; the other carries its id's hash.
    """
    used = {name.lower() for name in taken}
    names: dict[str, str] = {}
    for key, text in sorted(texts):
        name = ascii_name(text, longest=longest, reserved=reserved)
        if name.lower() in used:
            name = name[: longest - 9].rstrip("_") + "_" + hash8(key)
        used.add(name.lower())
        names[key] = name
    return names


def column_keys(fields: Sequence[Field], taken: Collection[str]) -> dict[str, str]:
    """Return field id -> neutral column key, unique among the fields and the object's own columns.

    A field called like a column of our own (`held_at`, `account`) holds what was said of it in the text: `held_at_said`.
    """
    own = {name.lower() for name in taken}
    texts = ((one.field_id, one.api_name + "_said" if one.api_name.lower() in own else one.api_name) for one in fields)
    return unique_names(texts, longest=60, taken=taken)


def english_label(field: Field) -> str:
    """Return a label an English reader can read: the label when it is ASCII, else the API name's words."""
    return field.label if field.label.isascii() else field.api_name.replace("_", " ").strip() or field.field_id
