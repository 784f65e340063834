"""The parts of a workspace: stores over the ledger, the notes folder and what is derived from both, each opened once.

A part is opened, and its room imported, when first asked for: `person list` and the address that `serve` prints do not
wait for an index, a CRM or the reading of notes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from notes_app.ledger.database import open_ledger
from notes_app.ledger.sealing import Sealer
from notes_app.people.audit_store import AuditLog
from notes_app.people.comment_store import CommentStore
from notes_app.people.person_store import PersonStore
from notes_app.people.reaction_store import ReactionStore
from notes_app.people.read_mark_store import ReadMarkStore
from notes_app.people.saved_search_store import SavedSearchStore
from notes_app.people.second_factor_store import SecondFactors
from notes_app.people.session_store import SessionStore
from notes_app.people.setup_link_store import SetupLinks
from notes_app.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from notes_app.accounts.account_book import SlotShelf
    from notes_app.catalog.catalog import Catalog
    from notes_app.crm.export_store import ExportLedger
    from notes_app.crm.owner_store import OwnerStore
    from notes_app.extraction.worker import FileTexts
    from notes_app.imports.folder import Importer
    from notes_app.imports.import_store import ImportStore
    from notes_app.mining.contribution_store import ContributionStore
    from notes_app.minutes.attaching import Attachments
    from notes_app.minutes.change_log_store import ChangeLog
    from notes_app.minutes.files import FileNoteStore
    from notes_app.minutes.keeper import NoteKeeper
    from notes_app.search.engines.following import FollowingIndex
    from notes_app.search.engines.swapping import SwappingIndex
    from notes_app.search.searching import Searcher
    from notes_app.template.accepting import ValueDesk
    from notes_app.template.lesson_store import LessonStore
    from notes_app.template.template_store import TemplateStore
    from notes_app.template.use_store import FieldUseStore


class Parts:
    """What a workspace is made of. now: the clock, aware UTC."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self.settings = settings
        self.now = now
        settings.notes.mkdir(parents=True, exist_ok=True)
        settings.derived.mkdir(parents=True, exist_ok=True)
        self.engine: Engine = open_ledger(settings.ledger_url)

    @cached_property
    def people(self) -> PersonStore:
        return PersonStore(self.engine, self.now)

    @cached_property
    def sessions(self) -> SessionStore:
        idle, absolute = timedelta(minutes=self.settings.idle_minutes), timedelta(days=self.settings.session_days)
        return SessionStore(self.engine, self.now, idle=idle, absolute=absolute)

    @cached_property
    def setup_links(self) -> SetupLinks:
        return SetupLinks(self.engine, self.now)

    @cached_property
    def sealer(self) -> Sealer:
        return Sealer(self.settings.var / "secret_key")

    @cached_property
    def second_factors(self) -> SecondFactors:
        return SecondFactors(self.engine, self.now, self.sealer)

    @cached_property
    def audit(self) -> AuditLog:
        return AuditLog(self.engine, self.now)

    @cached_property
    def comments(self) -> CommentStore:
        return CommentStore(self.engine, self.now)

    @cached_property
    def reactions(self) -> ReactionStore:
        return ReactionStore(self.engine, self.now)

    @cached_property
    def read_marks(self) -> ReadMarkStore:
        return ReadMarkStore(self.engine, self.now)

    @cached_property
    def store(self) -> FileNoteStore:
        from notes_app.minutes.files import FileNoteStore
        return FileNoteStore(self.settings.notes)

    @cached_property
    def changes(self) -> ChangeLog:
        from notes_app.minutes.change_log_store import ChangeLog
        return ChangeLog(self.engine, self.now)

    @cached_property
    def keeper(self) -> NoteKeeper:
        from notes_app.minutes.keeper import NoteKeeper
        return NoteKeeper(self.store, self.engine, self.audit, self.now, timezone=self.settings.timezone, locks=self.settings.var / "locks")

    @cached_property
    def attachments(self) -> Attachments:
        from notes_app.minutes.attaching import AttachmentLimits, Attachments
        limits = AttachmentLimits(self.settings.file_mb * 1024**2, self.settings.files_gb * 1024**3)
        return Attachments(self.store, self.keeper, self.changes, self.audit, limits=limits, locks=self.settings.var / "locks")

    @cached_property
    def texts(self) -> FileTexts:
        from notes_app.extraction.text_store import TextStore
        from notes_app.extraction.worker import FileTexts
        return FileTexts(self.attachments, TextStore(self.settings.derived / "texts"))

    @cached_property
    def catalog(self) -> Catalog:
        from notes_app.catalog.sqlite import SqliteCatalog
        return SqliteCatalog(self.settings.derived / "catalog.sqlite")

    @cached_property
    def index(self) -> SwappingIndex | FollowingIndex:
        from notes_app.bootstrap.engine_choice import open_chosen
        return open_chosen(self.settings)

    @cached_property
    def searcher(self) -> Searcher:
        from notes_app.bootstrap.directory import aliases_of
        from notes_app.mining.knowledge import default_knowledge
        from notes_app.search.searching import Searcher
        return Searcher(self.index, aliases=aliases_of(default_knowledge().lexicon))

    @cached_property
    def mining(self) -> ContributionStore:
        from notes_app.mining.contribution_store import ContributionStore
        return ContributionStore(self.settings.derived / "mining.sqlite")

    @cached_property
    def templates(self) -> TemplateStore:
        from notes_app.template.template_store import TemplateStore
        return TemplateStore(self.engine, self.now)

    @cached_property
    def lessons(self) -> LessonStore:
        from notes_app.template.lesson_store import LessonStore
        return LessonStore(self.engine, self.now)

    @cached_property
    def field_uses(self) -> FieldUseStore:
        from notes_app.template.use_store import FieldUseStore
        return FieldUseStore(self.engine, self.now, ZoneInfo(self.settings.timezone))

    @cached_property
    def value_desk(self) -> ValueDesk:
        from notes_app.template.accepting import ValueDesk
        return ValueDesk(self.keeper, self.templates)

    @cached_property
    def imports(self) -> ImportStore:
        from notes_app.imports.import_store import ImportStore
        return ImportStore(self.engine, self.now)

    @cached_property
    def importer(self) -> Importer:
        from notes_app.imports.folder import Importer
        from notes_app.minutes.bringing_in import NoteIntake
        intake = NoteIntake(self.store, self.engine, self.audit, self.now, locks=self.settings.var / "locks")
        return Importer(self.keeper, intake, self.imports, notes_folder=self.settings.notes, attachments=self.attachments)

    @cached_property
    def owners(self) -> OwnerStore:
        from notes_app.crm.owner_store import OwnerStore
        return OwnerStore(self.engine, self.now)

    @cached_property
    def saved_searches(self) -> SavedSearchStore:
        return SavedSearchStore(self.engine, self.now)

    @cached_property
    def slot_shelf(self) -> SlotShelf:
        from notes_app.accounts.account_book import SlotShelf

        return SlotShelf()

    @cached_property
    def exports(self) -> ExportLedger:
        from notes_app.crm.export_store import ExportLedger
        return ExportLedger(self.engine, self.now)

    @property
    def today(self) -> date:
        """The day it is where the company is."""
        return self.now().astimezone(ZoneInfo(self.settings.timezone)).date()
