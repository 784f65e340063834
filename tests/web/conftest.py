"""A small workspace in memory and a browser-less visitor of its pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.test import TestResponse

from notes_app.catalog.entry import entry_of
from notes_app.catalog.memory import MemoryCatalog
from notes_app.extraction.text_store import TextStore
from notes_app.extraction.worker import FileTexts
from notes_app.ledger.database import open_ledger
from notes_app.ledger.sealing import Sealer
from notes_app.mining.knowledge import default_knowledge
from notes_app.minutes.attaching import AttachmentLimits, Attachments
from notes_app.minutes.change_log_store import ChangeLog
from notes_app.minutes.keeper import NoteKeeper
from notes_app.minutes.memory import MemoryNoteStore
from notes_app.minutes.note import Note
from notes_app.people import passwords
from notes_app.people.audit_store import AuditLog
from notes_app.people.comment_store import CommentStore
from notes_app.people.permission import Person, Role
from notes_app.people.person_store import PersonStore
from notes_app.people.reaction_store import ReactionStore
from notes_app.people.read_mark_store import ReadMarkStore
from notes_app.people.second_factor_store import SecondFactors
from notes_app.people.session_store import SessionStore
from notes_app.people.setup_link_store import SetupLinks
from notes_app.settings import read_settings
from notes_app.template.lesson_store import LessonStore
from notes_app.template.template_store import TemplateStore
from notes_app.template.use_store import FieldUseStore
from notes_app.web.app import create_app
from tests.patience import PATIENCE_S, eventually

PASSWORD = "soft green umbrella"
NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)  # 10:30 in Tokyo, a Sunday


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


class SmallWorkspace(SimpleNamespace):
    """What the pages need, over a ledger in a temporary folder and notes in memory."""

    def follow_saves(self) -> None:
        entries = [
            entry_of(note, size=stat.size, mtime_ns=stat.mtime_ns)
            for stat in self.store.list()
            if isinstance(note := self.keeper.adopt(stat.path), Note)
        ]
        self.catalog.replace_all(entries, cursor=0)

    def knowledge(self) -> Any:
        return default_knowledge()

    def question_in(self, person: Any, source: Any) -> None:
        return None

    def sample_on_offer(self) -> bool:
        return False


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least work: the tests sign in hundreds of times."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", quick)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def space(tmp_path: Path, clock: Clock) -> SmallWorkspace:
    settings = read_settings({}, notes=tmp_path / "notes", var=tmp_path / "var")
    settings.var.mkdir()
    engine = open_ledger(settings.ledger_url)
    audit, store, sealer = AuditLog(engine, clock), MemoryNoteStore(), Sealer(settings.var / "secret_key")
    keeper = NoteKeeper(store, engine, audit, clock)
    limits = AttachmentLimits(file_bytes=settings.file_mb * 1024**2, total_bytes=50 * 1024**2)
    attachments = Attachments(store, keeper, ChangeLog(engine, clock), audit, limits=limits, locks=settings.var / "locks")
    return SmallWorkspace(
        settings=settings, now=clock, people=PersonStore(engine, clock), setup_links=SetupLinks(engine, clock), audit=audit,
        sessions=SessionStore(engine, clock, idle=timedelta(hours=8), absolute=timedelta(days=30)), store=store,
        keeper=keeper, attachments=attachments, texts=FileTexts(attachments, TextStore(settings.derived / "texts")),
        catalog=MemoryCatalog(), templates=TemplateStore(engine, clock), lessons=LessonStore(engine, clock), field_uses=FieldUseStore(engine, clock, ZoneInfo("Asia/Tokyo")),
        read_marks=ReadMarkStore(engine, clock), comments=CommentStore(engine, clock), reactions=ReactionStore(engine, clock),
        sealer=sealer, second_factors=SecondFactors(engine, clock, sealer), mining=None, searcher=None,
    )  # fmt: skip


class Compiled(BytecodeCache):
    """The templates as this process has compiled them once: every test has an app of its own, and a tenth of the time of all went there."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if held := self._held.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(held)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._held[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


COMPILED = Compiled()


def patient_app(space: Any) -> Flask:
    """Return the app over `space` as tests want it: as many requests as they like, and a page is shown when it is read, however slow the machine."""
    app = create_app(space, TESTING=True, RATELIMIT_ENABLED=False, PROPAGATE_EXCEPTIONS=False, PATIENCE_S=PATIENCE_S)
    app.jinja_env.bytecode_cache = COMPILED
    return app


@pytest.fixture
def app(space: SmallWorkspace) -> Flask:
    return patient_app(space)


class Visitor:
    """Somebody with a browser: keeps cookies, sends forms with the token of the page they were on."""

    def __init__(self, app: Flask, person: Person | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        self.person = person
        self.token = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        answer = self.client.get(path, **more)
        self._remember(answer)
        return answer

    def post(self, path: str, form: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        answer = self.client.post(path, data={"csrf_token": self.token, **(form or {})}, **more)
        self._remember(answer)
        return answer

    def follow(self, path: str) -> TestResponse:
        """Look at a job's page as its script does until it has ended; return the last answer: the result, or where it leads."""
        answers: list[TestResponse] = []

        def has_ended() -> bool:
            answers.append(self.client.get(path, headers={"HX-Request": "true"}))
            return "HX-Redirect" in answers[-1].headers or "load delay" not in answers[-1].text

        assert eventually(has_ended, every_s=0.02)
        return answers[-1]

    def send(self, method: str, path: str, body: object) -> TestResponse:
        """Send JSON as the scripts do."""
        headers = {"X-CSRFToken": self.token, "Accept": "application/json"}
        return self.client.open(path, method=method, json=body, headers=headers)

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        self.get("/sign-in")
        answer = self.post("/sign-in", {"login": login, "password": password})
        self.get("/settings")
        return answer

    def _remember(self, answer: TestResponse) -> None:
        answer.get_data()
        answer.close()
        if answer.mimetype == "text/html" and (
            found := re.search(r'name="csrf-token" content="([^"]+)"', answer.text)
        ):
            self.token = found[1]


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(app)


@pytest.fixture
def enter(app: Flask, space: SmallWorkspace) -> Callable[..., Visitor]:
    """Return a function that adds a person and signs them in."""

    def add(
        login: str = "sato", *, role: Role = "rep", name: str = "佐藤 健", language: Any = "ja"
    ) -> Visitor:
        person = space.people.add(login=login, name=name, role=role, password=PASSWORD, language=language)
        someone = Visitor(app, person)
        someone.sign_in(login)
        return someone

    return add


@pytest.fixture
def rep(enter: Callable[..., Visitor]) -> Visitor:
    return enter()


@pytest.fixture
def admin(enter: Callable[..., Visitor]) -> Visitor:
    return enter("admin", role="admin", name="高橋 真理")


@pytest.fixture
def write(space: SmallWorkspace) -> Callable[..., Note]:
    """Return a function that puts a note into the folder, written by a person."""

    def put(person: Person, body: str, **front: object) -> Note:
        note = space.keeper.create(person, front=front, body=body)
        space.follow_saves()
        return note

    return put
