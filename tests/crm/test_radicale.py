"""A real CardDAV and CalDAV server takes our contacts and calendar and gives them back the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given

from notes_app.crm.parcel import MemoryParcel
from notes_app.crm.plan import compare_rows, rows_of
from notes_app.crm.vcard import CALENDAR, CONTACTS, Vcard
from tests.crm.dav_server import KINDS, ask, kept, new_place, serve
from tests.crm.making import Drawn, few, plans, whole_plan


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serve(tmp_path_factory.mktemp("radicale")) as number:
        yield number


def test_a_real_server_gives_back_contacts_meetings_and_promises(port: int) -> None:
    fitted = Vcard().fit(whole_plan())
    assert all(fitted.counts.values())
    assert compare_rows(rows_of(fitted), Vcard().read_back(kept(port, fitted))) == ()


@given(drawn=plans())
@few(6)
def test_a_real_server_gives_back_whatever_people_wrote(port: int, drawn: Drawn) -> None:
    fitted = Vcard().fit(drawn.plan)
    assert compare_rows(rows_of(fitted), Vcard().read_back(kept(port, fitted))) == ()


@pytest.mark.parametrize(("path", "before", "after"), [(CONTACTS, "END:VCARD", "END:VCAR"), (CALENDAR, "DTSTART;VALUE=DATE:2", "DTSTART;VALUE=DATE:x")])
def test_the_server_bites(port: int, path: str, before: str, after: str) -> None:
    parcel = MemoryParcel()
    Vcard().write(whole_plan(), parcel)
    text = parcel.read(path).decode("utf-8")
    assert before in text
    status, _ = ask(port, "PUT", new_place(), text.replace(before, after, 1).encode("utf-8"), KINDS[path])
    assert status == 400
