"""A real CardDAV and CalDAV server (Radicale) on the loopback address, and our files put into it and fetched again."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from pathlib import Path

from notes_app.crm.parcel import MemoryParcel
from notes_app.crm.plan import ExportPlan
from notes_app.crm.vcard import CALENDAR, CONTACTS, Vcard
from tests.patience import PATIENCE_S, eventually
from tests.ports import quiet_port

KINDS = {CONTACTS: "text/vcard", CALENDAR: "text/calendar"}
NUMBERS = count()


@contextmanager
def serve(folder: Path) -> Iterator[int]:
    """Run Radicale, open to everybody, its files in `folder`; yields its port."""
    number = quiet_port()
    words = (sys.executable, "-m", "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{number}", "--auth-type", "none")
    more = ("--rights-type", "authenticated", "--storage-filesystem-folder", str(folder / "files"))
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([*words, *more], stdout=log, stderr=log)

    def is_open() -> bool:
        assert server.poll() is None, (folder / "log").read_text()
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", number)) == 0

    try:
        assert eventually(is_open, every_s=0.1), (folder / "log").read_text()
        yield number
    finally:
        server.terminate()
        server.wait()


def ask(port: int, method: str, path: str, body: bytes = b"", kind: str = "text/plain") -> tuple[int, bytes]:
    """Send one request as the user `sales`; return status and body."""
    link = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        link.request(method, path, body, {"Content-Type": f"{kind}; charset=utf-8", "Authorization": "Basic c2FsZXM6c2FsZXM="})
        answer = link.getresponse()
        return answer.status, answer.read()
    finally:
        link.close()


def new_place() -> str:
    """Return the address of a collection that is not there yet."""
    return f"/sales/{next(NUMBERS)}/"


def kept(port: int, plan: ExportPlan) -> MemoryParcel:
    """Put both files into collections of their own and return what the server gives back."""
    written, read = MemoryParcel(), MemoryParcel()
    Vcard().write(plan, written)
    for path, kind in KINDS.items():
        if b"UID" not in written.read(path):  # a server refuses an empty collection
            read.write(path, written.read(path))
            continue
        place = new_place()
        status, words = ask(port, "PUT", place, written.read(path), kind)
        assert status == 201, words
        read.write(path, ask(port, "GET", place)[1])
    return read
