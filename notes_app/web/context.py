"""The one way a page reaches the rooms below: `workspace()`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, cast

from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import Literal

    from notes_app.accounts.account_book import AccountBook
    from notes_app.catalog.catalog import Catalog
    from notes_app.crm.export_store import ExportLedger
    from notes_app.crm.exporting import Progress
    from notes_app.crm.owner_store import OwnerStore
    from notes_app.crm.plan import ExportNote
    from notes_app.crm.planning import ExportScope
    from notes_app.crm.push.credential_store import CredentialStore
    from notes_app.crm.push.report import PushReport
    from notes_app.crm.push.sent_store import PushStore
    from notes_app.crm.target import ExportReport
    from notes_app.extraction.worker import FileTexts
    from notes_app.imports.folder import Importer
    from notes_app.imports.import_store import ImportStore
    from notes_app.imports.report import ImportReport
    from notes_app.ledger.sealing import Sealer
    from notes_app.mining.evidence import SlotValue
    from notes_app.mining.knowledge import Knowledge
    from notes_app.mining.learning import Question
    from notes_app.mining.source import SourceNote
    from notes_app.minutes.attaching import Attachments
    from notes_app.minutes.change_log_store import ChangeLog
    from notes_app.minutes.keeper import NoteKeeper
    from notes_app.minutes.note_store import NoteStore
    from notes_app.people.audit_store import AuditLog
    from notes_app.people.comment_store import CommentStore
    from notes_app.people.permission import Person
    from notes_app.people.person_store import PersonStore
    from notes_app.people.reaction_store import ReactionStore
    from notes_app.people.read_mark_store import ReadMarkStore
    from notes_app.people.saved_search_store import SavedSearchStore
    from notes_app.people.second_factor_store import SecondFactors
    from notes_app.people.session_store import SessionStore
    from notes_app.people.setup_link_store import SetupLinks
    from notes_app.search.searching import Found
    from notes_app.settings import Settings
    from notes_app.template.accepting import ValueDesk
    from notes_app.template.board_session import BoardSession
    from notes_app.template.field import TemplateVersion
    from notes_app.template.lesson_store import LessonStore
    from notes_app.template.template_store import TemplateStore
    from notes_app.template.use_store import FieldUseStore


class Sending(Protocol):
    """What the pages need to send records to a CRM; `bootstrap.sending.Sending` is the real one."""

    @property
    def credentials(self) -> CredentialStore: ...
    @property
    def store(self) -> PushStore: ...
    @property
    def folder(self) -> Path: ...

    def push(
        self, person: Person, target: str, *, number: int | None = None, scope: ExportScope | None = None, is_dry_run: bool = False,
        again: bool = False, progress: Progress | None = None, session_id: str = "",
    ) -> PushReport:  # fmt: skip
        """Send what is new or changed in the notes `person` may read; with is_dry_run only look what that would do. Audited."""


class Workspace(Protocol):
    """What the pages need of the opened workspace; `bootstrap.Workspace` is the real one."""

    @property
    def settings(self) -> Settings: ...
    @property
    def people(self) -> PersonStore: ...
    @property
    def sessions(self) -> SessionStore: ...
    @property
    def setup_links(self) -> SetupLinks: ...
    @property
    def second_factors(self) -> SecondFactors: ...
    @property
    def sealer(self) -> Sealer: ...
    @property
    def audit(self) -> AuditLog: ...
    @property
    def keeper(self) -> NoteKeeper: ...
    @property
    def store(self) -> NoteStore: ...
    @property
    def attachments(self) -> Attachments: ...
    @property
    def texts(self) -> FileTexts: ...
    @property
    def catalog(self) -> Catalog: ...
    @property
    def searcher(self) -> Any: ...
    @property
    def mining(self) -> Any: ...
    @property
    def templates(self) -> TemplateStore: ...
    @property
    def lessons(self) -> LessonStore: ...
    @property
    def field_uses(self) -> FieldUseStore: ...
    @property
    def read_marks(self) -> ReadMarkStore: ...
    @property
    def comments(self) -> CommentStore: ...
    @property
    def reactions(self) -> ReactionStore: ...
    @property
    def exports(self) -> ExportLedger: ...
    @property
    def importer(self) -> Importer: ...
    @property
    def imports(self) -> ImportStore: ...
    @property
    def saved_searches(self) -> SavedSearchStore: ...
    @property
    def changes(self) -> ChangeLog: ...
    @property
    def accounts(self) -> AccountBook: ...
    @property
    def owners(self) -> OwnerStore: ...
    @property
    def sending(self) -> Sending: ...
    @property
    def value_desk(self) -> ValueDesk: ...
    @property
    def now(self) -> Callable[[], datetime]: ...

    def follow_saves(self) -> None:
        """Bring the catalog up to the change log, and wake the indexing worker; called before a save is answered."""

    def knowledge(self) -> Knowledge:
        """Return what reading a note may lean on: the lexicon, learnt labels, filed companies and people."""

    def questions(self, person: Person) -> Sequence[Question]:
        """Return the labels worth one question, of every note `person` may read, surest first."""

    def question_in(self, person: Person, source: SourceNote) -> Question | None:
        """Return the one question a text is worth, None when there is none or `person` may not answer it."""

    def sample_on_offer(self) -> bool:
        """Return whether the shipped example is there and has not been loaded or turned down."""

    def load_sample(self, person: Person, *, progress: Progress | None = None) -> ImportReport:
        """Take in the shipped example as one import batch, in the name of `person`; undoing the batch removes it."""

    def search(
        self,
        person: Person,
        text: str,
        *,
        limit: int = 20,
        offset: int = 0,
        facets: tuple[str, ...] = (),
        with_aliases: bool = True,
    ) -> Found:
        """Search as `person`: parsed on today's date, filtered by their tokens and by what the catalog still shows them."""

    def left_to_read(self, person: Person) -> int:
        """Return how many notes `person` may read are still counted as they were read before something was learnt."""

    def board(self, person: Person) -> BoardSession:
        """Return the template board as `person` sees and changes it, over a mining report of what they may read."""

    def sources(self, person: Person) -> Sequence[SourceNote]:
        """Return every note `person` may read, as mining reads it."""

    def filled_notes(self, person: Person, version: TemplateVersion) -> Iterator[tuple[SourceNote, tuple[SlotValue, ...]]]:
        """Yield every note `person` may read with the values of `version` in it, rejected ones left out."""

    def export_notes(self, person: Person, *, number: int | None = None) -> Sequence[ExportNote]:
        """Return every note `person` may read as an export reads it, filled by a template version (the newest without `number`)."""

    def export(
        self, person: Person, target: str, out: Path, *, number: int | None = None, scope: ExportScope | None = None,
        mode: Literal["full", "changes"] = "full", progress: Progress | None = None,
    ) -> ExportReport:  # fmt: skip
        """Write a package to `out` (a folder, or a file ending in .zip), remember it in the export ledger, and audit it."""


def workspace() -> Workspace:
    """Return the workspace the running app was made with."""
    return cast("Workspace", current_app.extensions["workspace"])
