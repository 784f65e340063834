"""Every address of the app is in the permission matrix, and nobody gets past it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from notes_app.people.permission import ACTIONS
from notes_app.web.guards import PUBLIC
from notes_app.web.navigation import NAVIGATION, PAGES
from tests.web.conftest import Visitor

OPEN_TO_ALL = {
    "assets.file", "setup.form", "setup.use", "sign_in.form", "sign_in.enter", "sign_in.leave", "sign_in.choose_language",
    "sign_in.code", "sign_in.enter_code",
}  # fmt: skip


def addresses(app: Flask, method: str) -> Iterator[tuple[str, str]]:
    """Yield endpoint and a filled-in address of every route that answers `method`."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in (rule.methods or ()):
                facts = {
                    name: 1 if type(rule._converters[name]).__name__ == "IntegerConverter" else "x"
                    for name in rule.arguments
                }
                yield rule.endpoint, str(app.url_for(rule.endpoint, **facts))


def test_every_route_names_an_action_the_matrix_knows(app: Flask) -> None:
    actions = {endpoint: getattr(view, "action", None) for endpoint, view in app.view_functions.items()}
    assert {endpoint for endpoint, action in actions.items() if action not in (*ACTIONS, PUBLIC)} == set()


def test_only_the_doors_are_public(app: Flask) -> None:
    assert {endpoint for endpoint, view in app.view_functions.items() if view.action == PUBLIC} == OPEN_TO_ALL  # type: ignore[attr-defined]


def test_a_stranger_is_sent_to_the_sign_in_page_from_everywhere(app: Flask) -> None:
    stranger = Visitor(app)
    stranger.get("/sign-in")
    for method in ("GET", "POST"):
        for endpoint, address in addresses(app, method):
            if endpoint not in OPEN_TO_ALL:
                answer = stranger.get(address) if method == "GET" else stranger.post(address)
                assert (answer.status_code, answer.location.split("?")[0]) == (303, "/sign-in"), address


def test_scripts_of_a_stranger_are_told_so(visitor: Visitor) -> None:
    visitor.get("/sign-in")
    answer = visitor.send("POST", "/notes", {"body": "x"})
    assert (answer.status_code, answer.json["error"]) == (401, "sign_in")


@pytest.mark.parametrize(
    ("role", "path"),
    [("backoffice", "/notes/new"), ("rep", "/people"), ("manager", "/people"), ("backoffice", "/bin")],
)
def test_a_role_without_the_action_is_told_whom_to_ask(
    enter: Callable[..., Visitor], role: str, path: str
) -> None:
    answer = enter("someone", role=role).get(path)
    assert answer.status_code == 403
    assert "管理者に相談してください" in answer.text


def test_every_page_of_the_list_is_a_route(app: Flask) -> None:
    rules = {
        str(rule).replace("<int:", "<") for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    assert set(PAGES) <= rules


def test_the_menu_marks_where_one_is(rep: Visitor) -> None:
    assert 'href="/notes" aria-current="page"' in rep.get("/notes").text


def test_menu_entries_are_for_actions_the_matrix_knows() -> None:
    assert {entry.action for entry in NAVIGATION} <= set(ACTIONS)
