"""`serve`: open the door, print the address, and (at the very first start) the one-time setup link."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from notes_app.bootstrap import open_workspace
from notes_app.cli import command
from notes_app.cli.output import Output
from notes_app.errors import NotesAppError
from notes_app.settings import Settings, read_settings

if TYPE_CHECKING:
    from flask import Flask

PORTS_TRIED = 20


class NoFreePortError(NotesAppError):
    """Facts: host, port."""

    ja = "{host} のポート {port} から {last} はすべて使われています。--port で別の番号を指定してください。"
    en = "Ports {port} to {last} of {host} are all in use. Choose another with --port."
    status = 500


@command("serve")
@click.option("--host", help="Address to listen on (NOTES_APP_HOST, default 127.0.0.1).")
@click.option("--port", help="Port to listen on (NOTES_APP_PORT, default 8000); the next free one is taken when it is busy.")
@click.option("--reload", "reload_", is_flag=True, help="Development: reload when the code changes.")
def serve(settings: Settings, output: Output, host: str | None, port: str | None, reload_: bool) -> None:
    """Start the app and print the address to open."""
    settings = read_settings(
        notes=settings.notes, var=settings.var, host=host or settings.host, port=port or str(settings.port)
    )
    listener = listen(settings.host, settings.port)
    address = f"http://{_shown_host(settings.host)}:{listener.getsockname()[1]}"
    link = first_setup_link(settings, address)
    output.answer({"address": address, "setup_link": link, "notes": str(settings.notes), "var": str(settings.var)})
    output.say(f"notes-app を起動しました → {address}", f"notes-app is running → {address}")
    if link:
        output.say(
            f"\nはじめに、この一度きりのリンクを開いて管理者を作ってください (48時間有効):\n  {link}\n",
            f"\nOpen this one-time link first, to create the administrator (valid for 48 hours):\n  {link}\n",
        )
    output.say("止めるには Ctrl+C を押します。", "Press Ctrl+C to stop.")
    sys.stdout.flush()
    run_server(settings, listener, reload_=reload_)


def listen(host: str, port: int) -> socket.socket:
    """Return a bound listening socket on `port`, or on the next free one; port 0 lets the system choose."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + (PORTS_TRIED if port else 1)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except OSError:
            listener.close()
            continue
        listener.listen(128)
        listener.set_inheritable(True)
        return listener
    raise NoFreePortError(host=host, port=port, last=port + PORTS_TRIED - 1)


def first_setup_link(settings: Settings, address: str) -> str:
    """Return a one-time link to create the first administrator, or "" when somebody can sign in already."""
    workspace = open_workspace(settings)
    try:
        if workspace.people.has_admin():
            return ""
        return f"{address}/setup/{workspace.setup_links.issue('setup')}"
    finally:
        workspace.close()


def run_server(settings: Settings, listener: socket.socket, *, reload_: bool) -> None:
    """Serve on `listener` with gunicorn: one process, `settings.threads` threads; it ends with SIGINT or SIGTERM."""
    from gunicorn.app.base import BaseApplication

    if not reload_:
        load_before_fork()

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": f"fd://{listener.fileno()}", "workers": 1, "worker_class": "gthread", "threads": settings.threads,
                "reload": reload_, "loglevel": "warning", "timeout": 120, "graceful_timeout": 10, "keepalive": 5,
                "proc_name": "notes-app", "control_socket_disable": True,
            }  # fmt: skip
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Flask:
            from notes_app.wsgi import make_app

            return make_app(settings)

    # gunicorn reads sys.argv and GUNICORN_CMD_ARGS on its own; ours are ours.
    sys.argv = ["notes-app"]
    os.environ.pop("GUNICORN_CMD_ARGS", None)
    start: Callable[[], None] = Server().run
    start()


def load_before_fork() -> None:
    """Import the app where its workers are forked: one that takes the place of a killed one answers in a third of the time."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # we multiply no matrices, and what forks should have no threads
    from notes_app.web.app import load_pages

    load_pages()


def _shown_host(host: str) -> str:
    if host in ("0.0.0.0", "::", ""):  # noqa: S104  (what the person asked to listen on, shown as something a browser opens)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
