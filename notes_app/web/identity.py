"""Who is asking: the session cookie, the person behind it, and the door they came in by.

The cookie holds only a random token; everything it means is in the ledger, so that a revoked session ends at once.
Flask's own signed cookie carries CSRF tokens and flash messages and says nothing about who somebody is.
"""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from notes_app.people.permission import Person
from notes_app.people.session_store import Session, hash_token
from notes_app.people.sign_in import CodeNeeded, SignedIn, SignIn
from notes_app.web.context import workspace

SESSION_COOKIE = "notes_session"
HALF_WAY_S = 300
"""How long a right password waits for its code."""
_HALF_WAY = "half_way"
_LONGEST_AFTER = 1_500


class NobodyError(LookupError):
    """Code asked for the current person on a page that is open to everybody: a slip of ours, never of theirs."""


def add_identity(app: Flask) -> None:
    """Look up, before each request but those for static files, whose session it belongs to."""
    app.before_request(_find_person)


def find_person() -> Person | None:
    """Return who is signed in, None when nobody is."""
    return cast("Person | None", g.get("person"))


def current_person() -> Person:
    """Return who is signed in; a route under `guards.permits` always has somebody."""
    person = find_person()
    if person is None:
        raise NobodyError(request.endpoint)
    return person


def current_session() -> Session:
    """Return the session of the person who is signed in."""
    if g.get("signed_in_session") is None:
        raise NobodyError(request.endpoint)
    return cast(Session, g.signed_in_session)


def current_readers() -> frozenset[str]:
    """Return the tokens every query is filtered by: what the person who asks may read."""
    return current_person().reader_tokens


def doors() -> SignIn:
    """Return the ways in and out: sign-in, setup, password links."""
    space = workspace()
    return SignIn(space.people, space.sessions, space.setup_links, space.audit, space.second_factors)


def device() -> str:
    """Return what the browser says it is, as the sessions list shows it."""
    return request.user_agent.string[:300]


def address() -> str:
    return request.remote_addr or ""


def let_in(response: Response | AnyResponse, signed_in: SignedIn) -> AnyResponse:
    """Give the browser its session cookie, and forget whatever it carried before signing in."""
    session.clear()
    settings = workspace().settings
    response.set_cookie(
        SESSION_COOKIE, signed_in.opened.token, max_age=settings.session_days * 86_400,
        httponly=True, samesite="Lax", secure=settings.secure_cookies, path="/",
    )  # fmt: skip
    return response


def let_in_or_ask(response: Response | AnyResponse, outcome: SignedIn | CodeNeeded, after: str) -> AnyResponse:
    """Give the browser its session cookie, or lead it to the page that asks for the second factor's code."""
    if isinstance(outcome, SignedIn):
        return let_in(response, outcome)
    session.clear()
    person_id = outcome.person.person_id
    kept = after if len(after) <= _LONGEST_AFTER else "/"  # a browser drops a cookie of more than 4 KB, and nobody could come in
    session[_HALF_WAY] = [person_id, kept, int(workspace().now().timestamp()), _password_mark(person_id)]
    return redirect(url_for("sign_in.code"), code=303)


def half_way() -> tuple[str, str] | None:
    """Return (person id, where to go afterwards) of a browser that gave a right password within the last five minutes."""
    person_id, after, at, mark = session.get(_HALF_WAY, ("", "", 0, ""))
    fresh = workspace().now().timestamp() - at <= HALF_WAY_S
    return (person_id, after) if person_id and fresh and mark == _password_mark(person_id) else None


def _password_mark(person_id: str) -> str:
    """Return what changes with a person's password: one that was changed meanwhile opens no second door."""
    return hash_token(workspace().people.password_hash(person_id))[:16]


def let_out(response: Response | AnyResponse) -> AnyResponse:
    """Take the session cookie back, and tell the browser to drop what it kept of us."""
    session.clear()
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def safe_next(target: str | None, default: str = "/") -> str:
    """Return `target` when it is a page of ours, else `default`: a sign-in link must not lead to another site."""
    if (
        not target
        or not target.startswith("/")
        or target.startswith(("//", "/\\"))
        or not target.isprintable()
    ):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc or "\\" in parts.path else target


def _find_person() -> None:
    g.person = g.signed_in_session = None
    if request.endpoint == "assets.file":
        return
    token = request.cookies.get(SESSION_COOKIE, "")
    found = workspace().sessions.find(token) if token else None
    if found is not None:
        g.signed_in_session = found
        g.person = workspace().people.find(found.person_id)
