"""A CRM on this machine: a real HTTP server that logs what it is asked and can be told to misbehave."""

from __future__ import annotations

import json
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

WRITES = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass
class Asked:
    """One request as the server saw it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Said:
    """What the server answers."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> tuple[bytes, str]:
        if isinstance(self.body, str):
            return self.body.encode(), "text/csv"
        return (b"" if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()), "application/json;charset=UTF-8"


@dataclass
class Trouble:
    """What goes wrong at the `nth` request that `matches` from now on, `times` times.

    said: the answer in its place. loses: "request" (dropped before anything is done) or "answer" (done, and the line goes dead).
    then: called once the request has been done, before it is answered.
    """

    matches: Callable[[Asked], bool]
    said: Said | None = None
    loses: str = ""
    then: Callable[[], None] | None = None
    nth: int = 1
    times: int = 1


class Loopback:
    """The server. A vendor is a subclass with `answer`."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.troubles: list[Trouble] = []
        self.errors: list[str] = []
        self.lock = threading.RLock()
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else each answer waits 40 ms for the first half to be acknowledged

            def log_message(self, *args: object) -> None:
                pass

            def _serve(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                parts = urlsplit(self.path)
                asked = Asked(self.command, parts.path, dict(parse_qsl(parts.query)), dict(self.headers.items()), self.rfile.read(size))
                said = loopback.handle(asked)
                if said is None:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                data, kind = said.encoded()
                self.send_response(said.status)
                for name, value in {"Content-Type": kind, **said.headers, "Content-Length": str(len(data))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args: object) -> None:
                error = sys.exc_info()[1]
                if not isinstance(error, OSError):  # a client that went away is no trouble of ours
                    loopback.errors.append("".join(traceback.format_exception(error)))

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        assert not self.errors, self.errors[0]

    def handle(self, asked: Asked) -> Said | None:
        with self.lock:
            self.asked.append(asked)
            trouble = self._trouble(asked)
            if trouble and trouble.said:
                return trouble.said
            if trouble and trouble.loses == "request":
                return None
            said = self.answer(asked)
            if trouble and trouble.then:
                trouble.then()
            return None if trouble and trouble.loses == "answer" else said

    def _trouble(self, asked: Asked) -> Trouble | None:
        for one in self.troubles:
            if one.times and one.matches(asked):
                one.nth -= 1
                if one.nth <= 0:
                    one.times -= 1
                    return one
        return None

    def answer(self, asked: Asked) -> Said:
        raise NotImplementedError

    def trouble(self, matches: Callable[[Asked], bool], **more: Any) -> None:
        self.troubles.append(Trouble(matches, **more))

    def is_write(self, asked: Asked) -> bool:
        """Return whether a request could change something; vendors read by POST, too."""
        return asked.method in WRITES

    @property
    def writes(self) -> list[Asked]:
        return [one for one in self.asked if self.is_write(one)]


@contextmanager
def running(server: Loopback) -> Iterator[Loopback]:
    try:
        yield server
    finally:
        server.close()
