"""Sessions end when they should, and the audit log cannot be changed unseen."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from notes_app.errors import NotFoundError
from notes_app.people.audit_store import AuditHead
from notes_app.people.permission import Person
from tests.people.conftest import House


@pytest.fixture
def sato(house: House) -> Person:
    return house.persons.add(login="sato", name="佐藤", role="rep")


def test_the_ledger_never_holds_a_token(house: House, sato: Person) -> None:
    opened = house.sessions.open(sato.person_id, device="Chrome", address="192.0.2.1")
    assert len(opened.token) >= 43
    with house.engine.connect() as link:
        stored = str(link.execute(text("select * from session")).all())
    assert opened.token not in stored
    assert house.sessions.find(opened.session.session_id) is None, "the public id signs nobody in"


def test_a_session_ends_when_unused_and_lives_when_used(house: House, sato: Person) -> None:
    token = house.sessions.open(sato.person_id).token
    for _ in range(4):
        house.clock.move(hours=7)
        assert house.sessions.find(token) is not None
    house.clock.move(hours=8)
    assert house.sessions.find(token) is None


def test_a_session_ends_by_age_however_much_it_is_used(house: House, sato: Person) -> None:
    token = house.sessions.open(sato.person_id).token
    for _ in range(30 * 24 // 6 - 1):
        house.clock.move(hours=6)
        assert house.sessions.find(token) is not None
    house.clock.move(hours=6)
    assert house.sessions.find(token) is None


def test_devices_are_listed_and_shut_one_by_one_or_all(house: House, sato: Person) -> None:
    opened = [house.sessions.open(sato.person_id, device=device) for device in ("PC", "phone", "tablet")]
    assert {session.device for session in house.sessions.list(sato.person_id)} == {"PC", "phone", "tablet"}
    assert house.sessions.revoke(opened[1].session.session_id)
    assert not house.sessions.revoke(opened[1].session.session_id)
    assert house.sessions.find(opened[1].token) is None
    assert house.sessions.revoke_all(sato.person_id, but_not=opened[0].session.session_id) == 1
    assert [session.device for session in house.sessions.list(sato.person_id)] == ["PC"]
    assert len(house.sessions.list(sato.person_id, only_live=False)) == 3
    with pytest.raises(NotFoundError):
        house.sessions.get("0" * 64)


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "ü" * 43, "x" * 100_000, "\ud800" * 30])
def test_a_made_up_token_opens_nothing(house: House, token: str) -> None:
    assert house.sessions.find(token) is None


def fill(house: House, count: int) -> None:
    for number in range(count):
        house.audit.append(
            "p-1", "note.read", "note", f"n-{number}", {"題": "見積", "n": number}, session_id="s-1"
        )
        house.clock.move(seconds=1)


def test_a_log_as_it_was_written_verifies(house: House) -> None:
    assert house.audit.verify() is None
    fill(house, 5)
    assert house.audit.verify() is None
    assert house.audit.verify(house.audit.head()) is None


@pytest.mark.parametrize(
    ("tampering", "entry", "reason"),
    [
        ("update audit set thing_id = 'n-9' where entry = 3", 3, "changed"),
        ("""update audit set detail = '{"n": 7}' where entry = 2""", 2, "changed"),
        ("update audit set at = '2020-01-01T00:00:00.000000+00:00' where entry = 1", 1, "changed"),
        ("delete from audit where entry = 3", 4, "gap"),
        ("delete from audit where entry = 1", 2, "gap"),
        ("update audit set entry = 9 where entry = 2", 3, "gap"),
        ("delete from audit where entry = 5", 4, "cut"),
    ],
    ids=["thing", "detail", "time", "removed", "first removed", "moved", "last removed"],
)
def test_tampering_is_found(house: House, tampering: str, entry: int, reason: str) -> None:
    fill(house, 5)
    head = house.audit.head()
    with house.engine.begin() as link:
        triggers = "select name from sqlite_master where type = 'trigger' and tbl_name = 'audit'"
        for trigger in link.execute(text(triggers)).scalars().all():
            link.execute(text(f"drop trigger {trigger}"))  # somebody with the file in their hands can do that
        link.execute(text(tampering))
    broken = house.audit.verify(head)
    assert broken is not None
    assert (broken.entry, broken.reason) == (entry, reason)


def test_a_head_that_never_was_is_a_cut(house: House) -> None:
    fill(house, 2)
    assert house.audit.verify(AuditHead(9, "f" * 64)) is not None


def test_entries_written_at_the_same_moment_stay_one_chain(house: House) -> None:
    threads = [threading.Thread(target=fill, args=(house, 10)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(house.audit.list()) == 40
    assert house.audit.verify() is None


def test_an_entry_inside_a_transaction_falls_with_it(house: House) -> None:
    fill(house, 1)

    def deed() -> None:
        with house.engine.begin() as link:
            house.audit.append("p-1", "note.delete", "note", "n-1", connection=link)
            raise RuntimeError("the deed failed")

    with pytest.raises(RuntimeError):
        deed()
    assert len(house.audit.list()) == 1
    assert house.audit.verify() is None


def test_a_lost_device_report_lists_what_its_session_did(house: House) -> None:
    fill(house, 3)
    house.audit.append("p-1", "export.run", "export", "x-1", session_id="s-2")
    assert [entry.thing_id for entry in house.audit.list_session("s-1")] == ["n-0", "n-1", "n-2"]


def test_listing_filters_and_pages_newest_first(house: House) -> None:
    fill(house, 5)
    house.audit.append("p-2", "export.run", "export", "x-1")
    assert [entry.thing_id for entry in house.audit.list(limit=2)] == ["x-1", "n-4"]
    assert [entry.thing_id for entry in house.audit.list(action="note.", limit=2, offset=1)] == ["n-3", "n-2"]
    assert [entry.person_id for entry in house.audit.list(person_id="p-2")] == ["p-2"]
    since = house.clock.at - timedelta(seconds=2)
    assert [entry.thing_id for entry in house.audit.list(since=since, thing_kind="note")] == ["n-4", "n-3"]
    assert house.audit.list(thing_kind="note", thing_id="n-2")[0].detail == {"題": "見積", "n": 2}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.text(max_size=5), st.text(max_size=9) | st.integers() | st.none() | st.booleans(), max_size=4
    )
)
def test_any_detail_keeps_the_chain_whole(house: House, detail: dict[str, object]) -> None:
    house.audit.append("p-1", "search", "query", "", detail)
    assert house.audit.list(limit=1)[0].detail == detail
    assert house.audit.verify() is None
