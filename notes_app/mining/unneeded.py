"""Fields people write that a template does not need, each with a reason a person can check. Pure."""

from __future__ import annotations

from collections import Counter

from notes_app.mining.candidates import UnneededReason

CONSTANT_SHARE = 0.9
MIN_NOTES = 3


def unneeded_reason(
    *,
    labelled: int,
    filled: int,
    values: Counter[str],
    authors: int,
    authors_total: int,
    is_known: bool,
    is_metadata: bool,
    people: int,
    kinds: Counter[str],
    is_container: bool,
) -> UnneededReason | None:
    """Return why a field is not needed, None when nothing speaks against it.

    always_empty: at most one in ten is filled. constant: one value in nine of ten. metadata_duplicate: the file says it
    already. single_author: one of several writers, and no concept that others know under another name.
    """
    if is_metadata:
        return "metadata_duplicate"
    if labelled < MIN_NOTES:
        return None
    if filled * 10 <= labelled:
        return "always_empty"
    total = sum(values.values())
    if total >= 4 and values and max(values.values()) >= CONSTANT_SHARE * total and total * 2 >= labelled and not is_known:
        return "constant"
    if authors == 1 and authors_total >= 3 and not is_known and not people and not is_container:
        return "single_author"
    return None
