"""Who may do what: one pure function over a matrix that is tested as a whole.

No clock, no database. A route or command names the action it performs; `may` answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Role = Literal["rep", "manager", "admin", "backoffice"]
ROLES: tuple[Role, ...] = ("rep", "manager", "admin", "backoffice")

Action = Literal[
    "note.read", "note.write", "note.delete", "note.restore", "note.comment", "note.react", "value.decide",
    "search", "mining.read", "template.read", "template.vote", "template.decide", "template.publish",
    "account.read", "export.run", "export.push", "import.run", "people.manage", "own.settings", "system.inspect",
]  # fmt: skip
ACTIONS: tuple[Action, ...] = Action.__args__  # type: ignore[attr-defined]

_EVERYONE: frozenset[Action] = frozenset(
    {
        "note.read",
        "search",
        "account.read",
        "template.read",
        "template.vote",
        "mining.read",
        "note.comment",
        "note.react",
        "own.settings",
    }
)
_WRITER: frozenset[Action] = _EVERYONE | {"note.write", "note.delete", "note.restore", "value.decide"}
_MANAGER: frozenset[Action] = _WRITER | {"template.decide", "template.publish", "export.run", "export.push", "import.run"}

MATRIX: dict[Role, frozenset[Action]] = {
    "rep": _WRITER,
    "backoffice": _EVERYONE,
    "manager": _MANAGER,
    "admin": _MANAGER | {"people.manage", "system.inspect"},
}


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the company. former_names: what they were called before, on notes that stay theirs.
    reader_tokens: what the permission filter of every query is given.
    """

    person_id: str
    login: str
    name: str
    role: Role
    language: Literal["ja", "en"] = "ja"
    is_active: bool = True
    former_names: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Every word a note may name this person by: login, name, names they had before."""
        return self.former_names | {self.login, self.name}

    @property
    def reader_tokens(self) -> frozenset[str]:
        return frozenset({"team", f"role:{self.role}", *(f"person:{name}" for name in self.names)})


class Readable(Protocol):
    """Anything that says who may read it: a note, a catalog row."""

    @property
    def readers(self) -> frozenset[str]: ...


def may(person: Person, action: Action, thing: Readable | None = None) -> bool:
    """Return whether `person` may perform `action`, on `thing` when one is named.

    A thing that the person may not read can be neither changed nor commented on, whatever the role.
    """
    if not person.is_active or action not in MATRIX[person.role]:
        return False
    return thing is None or not thing.readers.isdisjoint(person.reader_tokens)
