"""Names folded, and the external ids made from them: the same account is the same record in every export.

Pure. An id is a hash of what identifies the thing, so two machines make the same one; a note's id is its own.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from notes_app.crm.cells import clean_line

_LEGAL_FORM = re.compile(
    "株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|\\(株\\)|\\(有\\)|\\(同\\)|co\\.,?ltd\\.?|,?inc\\.?$|corp(?:oration)?\\.?$|,?ltd\\.?$|,?llc$"
)
_PLAIN_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HONORIFIC = re.compile("(?:様|さま|さん|殿|氏|先生)$")


def fold_company(name: str) -> str:
    """Return what two spellings of one company share: NFKC, case folded, no spaces, no legal form."""
    folded = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    return _LEGAL_FORM.sub("", folded) or folded


def fold_person(name: str) -> str:
    """Return what two spellings of one person share: NFKC, case folded, no spaces, no honorific."""
    folded = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    return _HONORIFIC.sub("", folded) or folded


def meeting_note_id(note_id: str) -> str:
    """Return the external id of a note: its own, unless it came from elsewhere with one that no CRM takes for a key."""
    return note_id if _PLAIN_KEY.fullmatch(note_id) else "note-" + hash_of(note_id)


def account_id(name: str) -> str:
    """Return the external id of the account filed under `name`."""
    return "acc-" + hash_of(fold_company(name))


def contact_id(account: str, name: str) -> str:
    """Return the external id of a person at an account; the same name elsewhere is someone else."""
    return "con-" + hash_of(fold_company(account), fold_person(name))


def deal_id(account: str, name: str) -> str:
    """Return the external id of a deal with an account."""
    return "deal-" + hash_of(fold_company(account), fold_company(name))


def todo_id(note_id: str, text: str) -> str:
    """Return the external id of a promise made in a note."""
    return f"todo-{hash_of(note_id, text)}"


def hash_of(*parts: str) -> str:
    """Return 16 hex digits over the parts, kept apart by a unit separator."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def split_name(name: str) -> tuple[str, str]:
    """Return (last name, first name): 「佐藤 花子」 -> 佐藤, 花子; "Hanako Sato" -> Sato, Hanako; one word is a last name."""
    words = clean_line(name).split()
    if len(words) < 2:
        return " ".join(words), ""
    if name.isascii():
        return words[-1], " ".join(words[:-1])
    return words[0], " ".join(words[1:])


def join_name(last: str, first: str) -> str:
    """Return the name that `split_name` was given, with single spaces."""
    if not first:
        return last
    return f"{first} {last}" if (last + first).isascii() else f"{last} {first}"
