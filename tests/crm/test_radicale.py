"""A real CardDAV and CalDAV server takes our contacts and calendar and gives them back the same."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from notes_app.crm.parcel import MemoryParcel
from notes_app.crm.plan import ExportPlan, compare_rows, rows_of
from notes_app.crm.vcard import CALENDAR, CONTACTS, Vcard
from tests.crm.making import Drawn, plans, whole_plan

KINDS = {CONTACTS: "text/vcard", CALENDAR: "text/calendar"}
NUMBERS = count()


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run Radicale on the loopback address, open to everybody, its files in a throw-away folder."""
    folder: Path = tmp_path_factory.mktemp("radicale")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    words = (sys.executable, "-m", "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{number}", "--auth-type", "none")
    more = ("--rights-type", "authenticated", "--storage-filesystem-folder", str(folder / "files"))
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([*words, *more], stdout=log, stderr=log)
    try:
        for _ in range(200):
            assert server.poll() is None, (folder / "log").read_text()
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", number)) == 0:
                    break
            time.sleep(0.1)
        yield number
    finally:
        server.terminate()
        server.wait()


def ask(port: int, method: str, path: str, body: bytes = b"", kind: str = "text/plain") -> tuple[int, bytes]:
    link = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        link.request(method, path, body, {"Content-Type": f"{kind}; charset=utf-8", "Authorization": "Basic c2FsZXM6c2FsZXM="})
        answer = link.getresponse()
        return answer.status, answer.read()
    finally:
        link.close()


def kept(port: int, plan: ExportPlan) -> MemoryParcel:
    """Put both files into collections of their own and return what the server gives back."""
    written, read = MemoryParcel(), MemoryParcel()
    Vcard().write(plan, written)
    for path, kind in KINDS.items():
        place = f"/sales/{next(NUMBERS)}/"
        status, words = ask(port, "PUT", place, written.read(path), kind)
        assert status == 201, words
        read.write(path, ask(port, "GET", place)[1])
    return read


def test_a_real_server_gives_back_contacts_meetings_and_promises(port: int) -> None:
    fitted = Vcard().fit(whole_plan())
    assert all(fitted.counts.values())
    assert compare_rows(rows_of(fitted), Vcard().read_back(kept(port, fitted))) == ()


@given(drawn=plans())
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_real_server_gives_back_whatever_people_wrote(port: int, drawn: Drawn) -> None:
    fitted = Vcard().fit(drawn.plan)
    if fitted.counts["account"] + fitted.counts["contact"] and fitted.counts["meeting_note"]:  # it refuses an empty collection
        assert compare_rows(rows_of(fitted), Vcard().read_back(kept(port, fitted))) == ()


@pytest.mark.parametrize(("path", "before", "after"), [(CONTACTS, "END:VCARD", "END:VCAR"), (CALENDAR, "DTSTART;VALUE=DATE:2", "DTSTART;VALUE=DATE:x")])
def test_the_server_bites(port: int, path: str, before: str, after: str) -> None:
    parcel = MemoryParcel()
    Vcard().write(whole_plan(), parcel)
    text = parcel.read(path).decode("utf-8")
    assert before in text
    status, _ = ask(port, "PUT", f"/sales/{next(NUMBERS)}/", text.replace(before, after, 1).encode("utf-8"), KINDS[path])
    assert status == 400
