"""Letting people in: password, lockout, re-authentication, first setup and password links.

No SQL and no clock here; the stores below know both. An outsider learns nothing from an answer: an unknown
login, a wrong password, a disabled person and a resting login get the same words after the same amount of
work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from notes_app.errors import NotesAppError
from notes_app.people.audit_store import AuditLog
from notes_app.people.passwords import check_strength, hash_password, verify_password
from notes_app.people.permission import Person
from notes_app.people.person_store import PersonStore
from notes_app.people.second_factor_store import CodeWrongError, SecondFactors
from notes_app.people.session_store import OpenedSession, Session, SessionStore
from notes_app.people.setup_link_store import LinkNotValidError, SetupLinks


class SignInRefusedError(NotesAppError):
    ja = (
        "サインインできません。ログイン名かパスワードが違います。"
        "5 回続けて間違えると 15 分以上サインインできなくなります。お困りのときは管理者にパスワード設定リン"
        "クを頼んでください。"
    )
    en = (
        "You could not be signed in: the login or the password is wrong. After five wrong tries a login "
        "rests for 15 minutes "
        "or more. An administrator can give you a link to set a new password."
    )
    status = 401


class AlreadySetUpError(NotesAppError):
    ja = "初期設定はもう済んでいます。サインインしてください。"
    en = "This has been set up already. Please sign in."
    status = 409


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and their fresh session with its token."""

    person: Person
    opened: OpenedSession


@dataclass(frozen=True, slots=True)
class CodeNeeded:
    """Whose password was right and whose second factor is still to be asked for. It opens nothing."""

    person: Person


class SignIn:
    """The doors into the app. Every use of one is in the audit log."""

    def __init__(
        self,
        persons: PersonStore,
        sessions: SessionStore,
        links: SetupLinks,
        audit: AuditLog,
        factors: SecondFactors,
    ) -> None:
        self._persons = persons
        self._sessions = sessions
        self._links = links
        self._audit = audit
        self._factors = factors

    def sign_in(
        self, login: str, password: str, *, device: str = "", address: str = ""
    ) -> SignedIn | CodeNeeded:
        """Check a password and open a session, or say that a code is needed as well (`enter_code`).

        Raises:
            SignInRefusedError: whatever the cause.
        """
        person = self._check(login, password, device=device, address=address, is_last=False)
        return self._after_password(person, "session.sign_in", device=device, address=address)

    def enter_code(self, person_id: str, code: str, *, device: str = "", address: str = "") -> SignedIn:
        """Check the code of the second factor of somebody whose password was right, and open a session.

        Wrong codes count as wrong passwords do: a right password alone does not wipe them out.

        Raises:
            CodeWrongError: it is wrong, was used before, or the login rests.
            SealBrokenError: the second factor must be reset by an administrator.
        """
        person = self._persons.get(person_id)
        attempt = self._persons.begin_attempt(person.login)
        if attempt is None or not self._factors.check(person_id, code):
            facts = {"device": device[:300], "address": address}
            self._audit.append(person_id, "session.code_refused", "person", person_id, facts)
            raise CodeWrongError()
        self._persons.end_attempt(person_id)
        return self._open(person, "session.sign_in", device=device, address=address)

    def confirm(self, session: Session, password: str) -> None:
        """Check the password again on a live session, before an export or administration. Raises:
        SignInRefusedError.
        """
        person = self._persons.get(session.person_id)
        self._check(
            person.login,
            password,
            device=session.device,
            address=session.address,
            session_id=session.session_id,
        )
        self._sessions.confirm(session.session_id)
        self._audit.append(
            person.person_id, "session.confirm", "session", session.session_id, session_id=session.session_id
        )

    def sign_out(self, session: Session) -> None:
        self._sessions.revoke(session.session_id)
        self._audit.append(
            session.person_id,
            "session.sign_out",
            "session",
            session.session_id,
            session_id=session.session_id,
        )

    def change_password(self, session: Session, *, old: str, new: str) -> OpenedSession:
        """Set one's own password; every session ends, this device gets a fresh one.

        Raises:
            SignInRefusedError: the old password is wrong. PasswordRefusedError: the new one is not good
                                enough.
        """
        person = self._persons.get(session.person_id)
        self._check(
            person.login, old, device=session.device, address=session.address, session_id=session.session_id
        )
        self._persons.set_password(person.person_id, new)
        self._audit.append(
            person.person_id, "password.change", "person", person.person_id, session_id=session.session_id
        )
        return self._sessions.open(person.person_id, device=session.device, address=session.address)

    def set_up(
        self,
        token: str,
        *,
        login: str,
        name: str,
        password: str,
        language: Literal["ja", "en"] = "ja",
        device: str = "",
        address: str = "",
    ) -> SignedIn:
        """Make the first administrator by the link that the first start printed, and sign them in.

        The link is used up only when everything else is in order, so that a typing slip does not cost a
        restart.

        Raises:
            LinkNotValidError, AlreadySetUpError, PasswordRefusedError, BadPersonError, LoginTakenError,
            NameTakenError.
        """
        link = self._links.find(token)
        if link is None or link.purpose != "setup":
            raise LinkNotValidError()
        if self._persons.has_admin():
            raise AlreadySetUpError()
        check_strength(password, login=login)
        person = self._persons.add(login=login, name=name, role="rep", password=password, language=language)
        try:
            self._links.use(token)
        except LinkNotValidError:
            self._persons.disable(
                person.person_id
            )  # somebody else used the link at the same moment; they are the admin
            raise
        person = self._persons.set_role(person.person_id, "admin")
        self._audit.append(person.person_id, "system.setup", "person", person.person_id, {"address": address})
        return self._open(person, "session.sign_in", device=device, address=address)

    def set_password_by_link(
        self, token: str, password: str, *, device: str = "", address: str = ""
    ) -> SignedIn | CodeNeeded:
        """Set a password by a link from an administrator, and sign in; a second factor is asked for as ever.

        Raises:
            LinkNotValidError, PasswordRefusedError.
        """
        link = self._links.find(token)
        person = None if link is None or link.purpose != "password" else self._persons.find(link.person_id)
        if person is None or not person.is_active:
            raise LinkNotValidError()
        check_strength(password, login=person.login)
        self._links.use(token)
        self._persons.set_password(person.person_id, password)
        self._audit.append(
            person.person_id, "password.reset", "person", person.person_id, {"address": address}
        )
        return self._after_password(person, "session.sign_in", device=device, address=address)

    def _after_password(
        self, person: Person, action: str, *, device: str, address: str
    ) -> SignedIn | CodeNeeded:
        if self._factors.find(person.person_id) is not None:
            return CodeNeeded(person)
        self._persons.end_attempt(person.person_id)
        return self._open(person, action, device=device, address=address)

    def _open(self, person: Person, action: str, *, device: str, address: str) -> SignedIn:
        opened = self._sessions.open(person.person_id, device=device, address=address)
        facts = {"device": device[:300], "address": address}
        session_id = opened.session.session_id
        self._audit.append(person.person_id, action, "session", session_id, facts, session_id=session_id)
        return SignedIn(person, opened)

    def _check(
        self,
        login: str,
        password: str,
        *,
        device: str,
        address: str,
        session_id: str = "",
        is_last: bool = True,
    ) -> Person:
        """Return who this is. is_last: nothing more is asked, so that earlier failures are forgotten."""
        attempt = self._persons.begin_attempt(login)
        check = verify_password(attempt.password_hash if attempt else "", password)
        if attempt is None or not check.is_right:
            # What was typed as a login is not kept: it is a password more often than one would think.
            known = attempt.person.person_id if attempt else ""
            self._audit.append(
                known,
                "session.refused",
                "person",
                known,
                {"device": device[:300], "address": address},
                session_id=session_id,
            )
            raise SignInRefusedError()
        if check.is_outdated:
            self._persons.renew_hash(attempt.person.person_id, hash_password(password))
        if is_last:
            self._persons.end_attempt(attempt.person.person_id)
        return attempt.person
