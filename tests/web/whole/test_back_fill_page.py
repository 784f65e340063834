"""Back-fill: notes stay as they are until a value is accepted, and what was accepted can be taken back."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from notes_app.bootstrap import Workspace
from notes_app.template.back_fill import accept_in_bulk, back_fill_queue
from notes_app.template.decision import Decision
from notes_app.web.pages.template_fill import _pack, _unpack
from tests.web.conftest import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture(autouse=True)
def published(space: Workspace, written: Any) -> None:
    session = space.board(written)
    for key in ("予算", "決裁者"):
        session.decide(Decision(key=key, choice="keep"))
    session.publish("はじめの版")


def files(space: Workspace) -> dict[str, bytes]:
    return {seen.path: space.store.read(seen.path) for seen in space.store.list()}


def places(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'name="place" value="([^"]+)"', page)]


def test_looking_changes_nothing_and_private_notes_are_not_read(visit: Visit, space: Workspace) -> None:
    before = files(space)
    page = visit().get("/template/back-fill").text
    assert "5,000,000円" in page
    assert "9999" not in page
    assert files(space) == before


def test_one_value_is_accepted_and_taken_back(visit: Visit, space: Workspace) -> None:
    visitor, before = visit(), files(space)
    page = visitor.get("/template/back-fill").text
    first = places(page)[0]
    answer = visitor.post("/template/back-fill", {"place": first, "answer": "accept"})
    changed = {path for path, data in files(space).items() if data != before[path]}
    assert len(changed) == 1
    after = visitor.get(answer.location).text
    assert first not in places(after)
    ids = re.search(r'name="ids" value="([^"]+)"', after)
    assert ids is not None
    visitor.post("/template/back-fill/undo", {"ids": ids[1]})
    assert first in places(visitor.get("/template/back-fill").text)
    note = space.keeper.get(first.split(":")[0])
    assert "予算" not in note.front
    assert "決裁者" not in note.front


def test_a_value_that_was_turned_down_is_not_offered_again(visit: Visit, space: Workspace) -> None:
    visitor, before = visit(), files(space)
    first = places(visitor.get("/template/back-fill").text)[0]
    visitor.post("/template/back-fill", {"place": first, "answer": "reject"})
    assert first not in places(visitor.get("/template/back-fill").text)
    assert files(space) == before


def test_many_are_accepted_at_once_and_taken_back_as_one(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    waiting = places(visitor.get("/template/back-fill").text)
    answer = visitor.post("/template/back-fill/bulk", {"step": "0.9"})
    page = visitor.get(answer.location).text
    left = places(page)
    assert len(left) < len(waiting)
    ids = re.search(r'name="ids" value="([^"]+)"', page)
    assert ids is not None
    visitor.post("/template/back-fill/undo", {"ids": ids[1]})
    assert set(places(visitor.get("/template/back-fill").text)) == set(waiting)


def sent_in_a_hurry(visitor: Visitor, app: Flask, address: str, form: dict[str, str]) -> str:
    """Send a bulk that nobody waits for, look again until it is done, and return the page it leads to."""
    with pytest.MonkeyPatch.context() as hurried:
        hurried.setitem(app.config, "PATIENCE_S", 0.0)
        location = visitor.post(address, form).location
        while "job=" in location:
            page = visitor.get(location)
            if page.status_code == 200:
                assert "書き込んでいます" in page.text
                continue
            location = page.location
    return visitor.get(location).text


def test_a_long_bulk_says_how_far_it_is_and_ends_with_what_it_did(visit: Visit, space: Workspace, app: Flask) -> None:
    visitor, before = visit(), files(space)
    waiting = places(visitor.get("/template/back-fill").text)
    page = sent_in_a_hurry(visitor, app, "/template/back-fill/bulk", {"step": "0.9"})
    assert "個の値を" in page or "値を" in page
    ids = re.search(r'name="ids" value="([^"]+)"', page)
    assert ids is not None
    assert files(space) != before
    sent_in_a_hurry(visitor, app, "/template/back-fill/undo", {"ids": ids[1]})
    assert set(places(visitor.get("/template/back-fill").text)) == set(waiting)


def test_a_bulk_is_stopped_by_who_began_it_and_by_nobody_else(visit: Visit, space: Workspace) -> None:
    seen: list[int] = []
    version = space.templates.find_newest()
    assert version
    person = visit().person
    queue = back_fill_queue(version, version.fields, space.sources(person), space.knowledge())  # type: ignore[arg-type]

    def goes_on(done: int, total: int) -> bool:
        seen.append(done)
        return done < 2

    done = accept_in_bulk(space.value_desk, person, queue, min_confidence=0.8, goes_on=goes_on)  # type: ignore[arg-type]
    assert (done.note_count, done.is_cut_short, seen) == (2, True, [0, 1, 2])
    assert visit().post("/template/back-fill/stop", {"job": "somebody-else-s"}).status_code == 404


def test_only_writers_answer_and_only_their_own_answers_are_taken_back(visit: Visit, space: Workspace) -> None:
    reader = visit("backoffice", "nanjo")
    page = reader.get("/template/back-fill").text
    assert not places(page)
    assert reader.post("/template/back-fill/bulk", {"step": "0.9"}).status_code == 403
    visit().post("/template/back-fill/bulk", {"step": "0.9"})
    kept = len(space.templates.list_values())
    other = visit("rep", "kuze")
    other.get("/template/back-fill")
    other.post("/template/back-fill/undo", {"ids": "1-99999"})
    assert len(space.templates.list_values()) == kept


def test_ids_travel_as_ranges() -> None:
    assert _pack([3, 1, 2, 7]) == "1-3,7-7"
    assert _unpack("1-3,7-7,x,9-,-4") == [1, 2, 3, 7]
    assert len(_unpack("1-999999999")) == 5_000
