"""Which action each route performs, and the checks that follow from it.

Every route carries `@permits(action)` or `@public`; the mark stays on the view function, and a test walks the URL map
and fails on a route without one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.errors import NotAllowedError
from notes_app.people.permission import Action, Person, Readable, may
from notes_app.people.sign_in import SignInRefusedError
from notes_app.web.context import workspace
from notes_app.web.identity import current_person, current_session, doors, find_person

CONFIRM_FIELD = "confirm_password"
"""Where the password question puts its answer when it carries another form through."""
PUBLIC = "public"
"""The mark of a route that is open before signing in. It shows nothing of the workspace."""

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def public(view: View[P]) -> View[P]:
    """Mark a view as open to everybody."""
    view.action = PUBLIC  # type: ignore[attr-defined]
    return view


def permits(action: Action) -> Callable[[View[P]], View[P]]:
    """Let only those signed in who may perform `action` reach the view.

    It asks what the role may do. A view that works on one thing asks again about that thing with `require`.
    """

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            person = find_person()
            if person is None:
                return ask_to_sign_in()
            if not may(person, action):
                raise NotAllowedError()
            if action != "own.settings" and needs_second_factor(person) and workspace().second_factors.find(person.person_id) is None:
                return _ask_for_second_factor()
            return view(*args, **kwargs)

        guarded.action = action  # type: ignore[attr-defined]
        return guarded

    return wrap


def confirmed(view: View[P]) -> View[P]:
    """Ask for the password again when it was last typed more than 15 minutes ago. Put it under `permits`.

    A form that was sent meanwhile is carried through the question and goes on by itself; a form with files, or one
    sent by a script, comes back to the page it was on.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if workspace().sessions.is_confirmed(current_session()):
            return view(*args, **kwargs)
        if request.method == "GET":
            return send_to(url_for("sign_in.confirm", next=request.full_path.rstrip("?")))
        if request.files or wants_json() or request.headers.get("HX-Request"):
            return send_to(url_for("sign_in.confirm", next=_page_before() or "/"))
        return _confirm_and_go_on(view, *args, **kwargs)

    return guarded


def _confirm_and_go_on(view: View[P], *args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
    """Show the password question with the form inside it, or go on with that form once the password is right."""
    password, error, status = request.form.get(CONFIRM_FIELD), "", 200
    if password is not None:
        try:
            doors().confirm(current_session(), password)
        except SignInRefusedError as refused:
            error, status = gettext("That password is not right."), refused.status
        else:
            return view(*args, **kwargs)
    carried = [pair for pair in request.form.items(multi=True) if pair[0] not in (CONFIRM_FIELD, "csrf_token")]
    page = render_template("sign_in/confirm.html", action=request.full_path.rstrip("?"), carried=carried, field=CONFIRM_FIELD, error=error)
    return page, status


def needs_second_factor(person: Person) -> bool:
    """Return whether this workspace asks `person` to have a second factor (NOTES_APP_SECOND_FACTOR)."""
    who = workspace().settings.second_factor
    return who == "everyone" or (who == "admins" and person.role in ("admin", "manager"))


def _ask_for_second_factor() -> ResponseReturnValue:
    if not wants_json():
        flash(gettext("This workspace asks you to set up two-step sign-in before you go on."), "warning")
    return send_to(url_for("second_factor.page"))


def require(action: Action, thing: Readable | None = None) -> None:
    """Raise `NotAllowedError` unless the person signed in may perform `action` on `thing`."""
    if not may(current_person(), action, thing):
        raise NotAllowedError()


def allowed(action: Action, thing: Readable | None = None) -> bool:
    """Return whether the person signed in may perform `action`: for showing or hiding a button."""
    person = find_person()
    return person is not None and may(person, action, thing)


def ask_to_sign_in() -> ResponseReturnValue:
    """Send to the sign-in page, and back here afterwards."""
    if request.method == "GET":
        here = request.full_path.rstrip("?")
        return send_to(url_for("sign_in.form", next=None if here == "/" else here))
    flash(gettext("You were signed out. Please sign in again."), "warning")
    return send_to(url_for("sign_in.form", next=_page_before()))


def wants_json() -> bool:
    """Return whether a script asks and reads JSON."""
    return (
        request.is_json
        or request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def send_to(target: str) -> ResponseReturnValue:
    """Lead the person to another page in the way the asker understands: htmx, a script, or a browser."""
    if request.headers.get("HX-Request"):
        return Response(status=200, headers={"HX-Redirect": target})
    if wants_json():
        answer = jsonify(error="sign_in", location=target)
        answer.status_code = 401
        return answer
    return redirect(target, code=303)


def _page_before() -> str | None:
    """Return the page of ours the browser was on, as a path; None when it was elsewhere."""
    from urllib.parse import urlsplit

    parts: Any = urlsplit(request.referrer or "")
    if not parts.path or parts.netloc != request.host:
        return None
    return f"{parts.path}?{parts.query}" if parts.query else str(parts.path)
