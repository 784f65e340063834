"""The people of the company, kept in the ledger.

Rules kept here because only the table can keep them: logins and names are one namespace (a note's `author:`
may be either, so two people who share one would read each other's private notes), and an active admin always
remains.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, select, update

from notes_app.errors import NotesAppError, NotFoundError
from notes_app.ledger.schema import PERSON, PERSON_NAME, SESSION
from notes_app.people.passwords import check_strength, hash_password
from notes_app.people.permission import ROLES, Person, Role

FREE_FAILURES = 5
"""Wrong passwords in a row before a login rests."""
FIRST_REST = timedelta(minutes=15)
LONGEST_REST = timedelta(hours=24)

_LOGIN = re.compile(r"[^\s:/\\<>\"'@\x00-\x1f]+(@[^\s:/\\<>\"'@\x00-\x1f]+)?")


class LoginTakenError(NotesAppError):
    """Facts: login."""

    ja = "ログイン名「{login}」は、ほかの人のログイン名か氏名に使われています。別のものにしてください。"
    en = "The login “{login}” is already somebody's login or name. Choose another."
    status = 409


class NameTakenError(NotesAppError):
    """Facts: name."""

    ja = (
        "氏名「{name}」の人がすでにいます。「{name}（大阪）」のように区別できる氏名にしてください。同じ氏名"
        "では本人だけの議事録を区別できません。"
    )
    en = (
        "There is already somebody called “{name}”. Make the names differ, as in “{name} (Osaka)”: private "
        "notes are told apart by name."
    )
    status = 409


class BadPersonError(NotesAppError):
    """Facts: part (login, name, role, language), value."""

    ja = "{part} に「{value}」は使えません。空白や記号のない、80 文字以内のものにしてください。"
    en = "“{value}” cannot be used as {part}. Use up to 80 characters, without spaces or signs."


class LastAdminError(NotesAppError):
    """Facts: name."""

    ja = "{name} さんは最後の管理者です。先に別の人を管理者にしてください。"
    en = "{name} is the last administrator. Make somebody else an administrator first."
    status = 409


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with what only administrators see. locked_until: no sign-in before then; None when free."""

    person: Person
    reading: str
    failed_sign_ins: int
    locked_until: datetime | None
    created_at: datetime
    has_password: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try to sign in that may go ahead. password_hash: "" when no password has been set yet."""

    person: Person
    password_hash: str


def normalize_login(login: str) -> str:
    """Return a login as it is stored: NFKC, trimmed, lower case, so that `ＳＡＴＯ` and `sato` are one."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


class PersonStore:
    """People in the ledger. `now` gives aware UTC."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def add(
        self, *, login: str, name: str, role: Role, password: str | None = None,
        language: Literal["ja", "en"] = "ja", reading: str = "",
    ) -> Person:  # fmt: skip
        """Add a person and return them. Without a password they cannot sign in until a link lets them set
        one.

        Raises:
            BadPersonError, LoginTakenError, NameTakenError, PasswordRefusedError.
        """
        login, name = normalize_login(login), _clean_name(name)
        _check_facts(login=login, name=name, role=role, language=language)
        if password is not None:
            check_strength(password, login=login)
        hashed = hash_password(password) if password is not None else ""
        person_id = f"p-{secrets.token_hex(6)}"
        with self._engine.begin() as link:
            self._refuse_taken(link, login=login, name=name, but_not="")
            link.execute(
                insert(PERSON).values(
                    person_id=person_id,
                    login=login,
                    name=name,
                    reading=reading.strip(),
                    role=role,
                    language=language,
                    password_hash=hashed,
                    is_active=True,
                    failed_sign_ins=0,
                    created_at=self._now(),
                )
            )
        return Person(person_id=person_id, login=login, name=name, role=role, language=language)

    def get(self, person_id: str) -> Person:
        """Raises: NotFoundError."""
        person = self.find(person_id)
        if person is None:
            raise NotFoundError(what=person_id)
        return person

    def find(self, person_id: str) -> Person | None:
        return self._find(PERSON.c.person_id == person_id)

    def find_by_login(self, login: str) -> Person | None:
        return self._find(PERSON.c.login == normalize_login(login))

    def _find(self, test: Any) -> Person | None:
        with self._engine.connect() as link:
            row = link.execute(select(PERSON).where(test)).mappings().first()
            return None if row is None else _person(row, _former_names(link, row["person_id"]))

    def list(self, *, only_active: bool = False) -> tuple[Person, ...]:
        """Return the people, active ones first, then by reading and name."""
        return tuple(row.person for row in self.list_rows(only_active=only_active))

    def list_rows(self, *, only_active: bool = False) -> tuple[PersonRow, ...]:
        """Return the people with what administrators see of them; same order as `list`."""
        query = select(PERSON).order_by(PERSON.c.is_active.desc(), PERSON.c.reading, PERSON.c.name)
        if only_active:
            query = query.where(PERSON.c.is_active)
        with self._engine.connect() as link:
            former = _former_names(link)
            return tuple(_full_row(row, former) for row in link.execute(query).mappings())

    def count(self) -> int:
        """Return how many people there are, disabled ones included."""
        with self._engine.connect() as link:
            return int(link.execute(select(func.count()).select_from(PERSON)).scalar_one())

    def has_admin(self) -> bool:
        """Return whether an active admin exists; while not, the app is not set up."""
        with self._engine.connect() as link:
            return _active_admins(link) > 0

    def edit(
        self,
        person_id: str,
        *,
        name: str | None = None,
        reading: str | None = None,
        language: Literal["ja", "en"] | None = None,
    ) -> Person:
        """Change how a person is called and spoken to. Raises: NotFoundError, BadPersonError,
        NameTakenError.
        """
        person = self.get(person_id)
        clean = person.name if name is None else _clean_name(name)
        _check_facts(login=person.login, name=clean, role=person.role, language=language or person.language)
        changes: dict[str, Any] = {"name": clean, "language": language or person.language}
        if reading is not None:
            changes["reading"] = reading.strip()
        with self._engine.begin() as link:
            self._refuse_taken(link, login=None, name=clean, but_not=person_id)
            link.execute(update(PERSON).where(PERSON.c.person_id == person_id).values(**changes))
            if clean != person.name:
                _keep_name(link, person_id, person.name, self._now())
        return self.get(person_id)

    def set_role(self, person_id: str, role: Role) -> Person:
        """Raises: NotFoundError, BadPersonError, LastAdminError."""
        person = self.get(person_id)
        _check_facts(login=person.login, name=person.name, role=role, language=person.language)
        self._change_keeping_an_admin(person, role=role)
        return self.get(person_id)

    def disable(self, person_id: str) -> Person:
        """Shut a person out at once: no sign-in, every open session revoked. Raises: NotFoundError,
        LastAdminError.
        """
        self._change_keeping_an_admin(self.get(person_id), is_active=False)
        return self.get(person_id)

    def enable(self, person_id: str) -> Person:
        """Let a disabled person in again, with the password they had. Raises: NotFoundError."""
        self.get(person_id)
        with self._engine.begin() as link:
            link.execute(update(PERSON).where(PERSON.c.person_id == person_id).values(is_active=True))
        return self.get(person_id)

    def set_password(self, person_id: str, password: str) -> None:
        """Replace the password, lift a lockout, and revoke every open session: whoever had the old one is
        out.

        Raises:
            NotFoundError, PasswordRefusedError.
        """
        check_strength(password, login=self.get(person_id).login)
        fresh = {"password_hash": hash_password(password), "failed_sign_ins": 0, "locked_until": None}
        with self._engine.begin() as link:
            link.execute(update(PERSON).where(PERSON.c.person_id == person_id).values(**fresh))
            _revoke_all(link, person_id, self._now())

    def password_hash(self, person_id: str) -> str:
        """Return the stored hash, "" when no password is set. Raises: NotFoundError."""
        query = select(PERSON.c.password_hash).where(PERSON.c.person_id == person_id)
        with self._engine.connect() as link:
            stored = link.execute(query).scalar_one_or_none()
        if stored is None:
            raise NotFoundError(what=person_id)
        return str(stored)

    def begin_attempt(self, login: str) -> Attempt | None:
        """Count a try to sign in before its password is looked at; None when it may not go ahead.

        Counting first means that a hundred guesses sent at the same moment are still five. None covers an
        unknown
        login, a disabled person and a resting login alike: the caller cannot tell, nor can the person
        outside.
        """
        now = self._now()
        with self._engine.begin() as link:
            free = PERSON.c.locked_until.is_(None) | (PERSON.c.locked_until <= now)
            chosen = update(PERSON).where(PERSON.c.login == normalize_login(login), PERSON.c.is_active, free)
            changed = link.execute(
                chosen.values(failed_sign_ins=PERSON.c.failed_sign_ins + 1).returning(*PERSON.c)
            )
            row = changed.mappings().first()
            if row is None:
                return None
            if row["failed_sign_ins"] >= FREE_FAILURES:
                until = now + rest_after(row["failed_sign_ins"])
                link.execute(
                    update(PERSON).where(PERSON.c.person_id == row["person_id"]).values(locked_until=until)
                )
            former = _former_names(link, row["person_id"])
        return Attempt(_person(row, former), row["password_hash"])

    def end_attempt(self, person_id: str) -> None:
        """Note that everything asked at sign-in was right: failures are forgotten."""
        self._set(person_id, failed_sign_ins=0, locked_until=None)

    def renew_hash(self, person_id: str, new_hash: str) -> None:
        """Replace the hash of a password that was just typed and found right by one of today's strength."""
        self._set(person_id, password_hash=new_hash)

    def _set(self, person_id: str, **changes: Any) -> None:
        with self._engine.begin() as link:
            link.execute(update(PERSON).where(PERSON.c.person_id == person_id).values(**changes))

    def _change_keeping_an_admin(self, person: Person, **changes: Any) -> None:
        with self._engine.begin() as link:
            # One writer at a time (ledger/database.py): of two admins who demote each other at the same
            # moment the second finds nobody left, and its change is undone with its transaction.
            link.execute(update(PERSON).where(PERSON.c.person_id == person.person_id).values(**changes))
            was_admin = person.role == "admin" and person.is_active
            if was_admin and _active_admins(link) == 0:
                raise LastAdminError(name=person.name)
            if changes.get("is_active") is False:
                _revoke_all(link, person.person_id, self._now())

    def _refuse_taken(self, link: Connection, *, login: str | None, name: str, but_not: str) -> None:
        others = link.execute(
            select(PERSON.c.login, PERSON.c.name).where(PERSON.c.person_id != but_not)
        ).all()
        former = select(PERSON_NAME.c.name).where(PERSON_NAME.c.person_id != but_not)
        words = [*(word for row in others for word in row), *link.execute(former).scalars()]
        taken = {normalize_login(word) for word in words}
        if login is not None and login in taken:
            raise LoginTakenError(login=login)
        if normalize_login(name) in taken:
            raise NameTakenError(name=name)


def rest_after(failures: int) -> timedelta:
    """Return how long a login rests after so many failures in a row: 15 minutes at five, doubling, a day at
    most.
    """
    if failures < FREE_FAILURES:
        return timedelta(0)
    doublings = min(failures - FREE_FAILURES, 10)
    return min(FIRST_REST * (1 << doublings), LONGEST_REST)


def _clean_name(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def _check_facts(*, login: str, name: str, role: str, language: str) -> None:
    if not _LOGIN.fullmatch(login) or len(login) > 80:
        raise BadPersonError(part="login", value=login[:80])
    if not name or len(name) > 80 or any(unicodedata.category(character)[0] == "C" for character in name):
        raise BadPersonError(part="name", value=name[:80])
    if role not in ROLES:
        raise BadPersonError(part="role", value=role)
    if language not in ("ja", "en"):
        raise BadPersonError(part="language", value=language)


def _keep_name(link: Connection, person_id: str, name: str, now: datetime) -> None:
    """Remember a name a person had: their private notes say `author:` with it and stay theirs."""
    same = (PERSON_NAME.c.person_id == person_id) & (PERSON_NAME.c.name == name)
    link.execute(delete(PERSON_NAME).where(same))
    link.execute(insert(PERSON_NAME).values(person_id=person_id, name=name, until=now))


def _revoke_all(link: Connection, person_id: str, now: datetime) -> None:
    open_ones = (SESSION.c.person_id == person_id) & SESSION.c.revoked_at.is_(None)
    link.execute(update(SESSION).where(open_ones).values(revoked_at=now))


def _active_admins(link: Connection) -> int:
    counted = select(func.count()).select_from(PERSON).where(PERSON.c.role == "admin", PERSON.c.is_active)
    return int(link.execute(counted).scalar_one())


def _former_names(link: Connection, person_id: str | None = None) -> dict[str, frozenset[str]]:
    """Return person id -> the names they had before; of everybody, or of one."""
    query = select(PERSON_NAME.c.person_id, PERSON_NAME.c.name)
    if person_id is not None:
        query = query.where(PERSON_NAME.c.person_id == person_id)
    names: dict[str, set[str]] = {}
    for row in link.execute(query):
        names.setdefault(row.person_id, set()).add(row.name)
    return {one: frozenset(many) for one, many in names.items()}


def _person(row: RowMapping, former: dict[str, frozenset[str]]) -> Person:
    names = ("person_id", "login", "name", "role", "language", "is_active")
    return Person(
        **{name: row[name] for name in names}, former_names=former.get(row["person_id"], frozenset())
    )


def _full_row(row: RowMapping, former: dict[str, frozenset[str]]) -> PersonRow:
    return PersonRow(
        person=_person(row, former),
        reading=row["reading"],
        failed_sign_ins=row["failed_sign_ins"],
        locked_until=row["locked_until"],
        created_at=row["created_at"],
        has_password=bool(row["password_hash"]),
    )
