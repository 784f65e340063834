"""One workspace: its parts, what follows a save, and the few journeys that cross several rooms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from notes_app.bootstrap.parts import Parts
from notes_app.people.permission import Person
from notes_app.settings import Settings

if TYPE_CHECKING:
    from notes_app.accounts.account_book import AccountBook
    from notes_app.bootstrap.asking import Asking
    from notes_app.bootstrap.followers import Followers
    from notes_app.bootstrap.sample import SampleOffer
    from notes_app.bootstrap.sending import Sending
    from notes_app.catalog.report import ReconcileReport
    from notes_app.crm.plan import ExportNote
    from notes_app.crm.planning import ExportScope
    from notes_app.crm.target import ExportReport
    from notes_app.imports.report import ImportReport
    from notes_app.mining.evidence import SlotValue
    from notes_app.mining.fields.candidates import MiningReport
    from notes_app.mining.knowledge import Knowledge
    from notes_app.mining.learning import Question
    from notes_app.mining.source import SourceNote
    from notes_app.search.searching import Found
    from notes_app.template.board import BoardFacts
    from notes_app.template.board_session import BoardSession
    from notes_app.template.field import TemplateVersion

OPERATOR = Person(person_id="cli", login="cli", name="", role="admin")
"""Who the command line acts as: somebody with the machine in their hands. Reads what an administrator may read."""

Progress = Callable[[int, int | None], None]


def utc_now() -> datetime:
    """Return the time now, aware UTC; the only clock of the app."""
    return datetime.now(UTC)


class Workspace(Parts):
    """One notes folder with everything that belongs to it. Close it when done."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(settings, now)
        self._followers: Followers | None = None

    def close(self) -> None:
        """Stop background work and close every store that was opened."""
        if self._followers:
            self._followers.stop()
        for name in ("index", "catalog", "mining"):
            if name in self.__dict__:
                self.__dict__[name].close()
        self.engine.dispose()

    @cached_property
    def accounts(self) -> AccountBook:
        from notes_app.accounts.account_book import AccountBook
        return AccountBook(
            self.catalog, self.followers.find, self.knowledge, self.templates.find_newest, self.templates.list_values,
            today=lambda: self.today, shelf=self.slot_shelf,
        )  # fmt: skip

    @cached_property
    def sending(self) -> Sending:
        from notes_app.bootstrap.sending import Sending
        return Sending(self)

    @cached_property
    def sample(self) -> SampleOffer:
        from notes_app.bootstrap.sample import SampleOffer
        return SampleOffer(self.importer, self.imports, self.people)

    @cached_property
    def followers(self) -> Followers:
        from notes_app.bootstrap.followers import Followers
        self._followers = Followers(self)
        return self._followers

    @cached_property
    def asking(self) -> Asking:
        from notes_app.bootstrap.asking import Asking
        return Asking(self)

    # --- following what was saved -----------------------------------------------------------------------------------

    def follow_saves(self) -> None:
        """Bring the catalog up to the change log and wake index and mining; called before a save is answered."""
        self.followers.catch_up_catalog()
        self.followers.wake()

    def catch_up(self, *, index: bool = True, mining: bool = True, progress: Progress | None = None) -> None:
        """Look through the folder, then bring the catalog and, as asked, mining and index up to date, here and now."""
        self.reconcile(progress=progress)
        if mining:
            self.followers.catch_up_mining()
        if index:
            self.followers.reader.drain()
            self.followers.worker.drain()

    def reconcile(self, *, full: bool = False, progress: Progress | None = None) -> ReconcileReport:
        """Take in what happened in the folder outside the app."""
        report = self.followers.look(full=full, progress=progress)
        self.follow_saves()
        return report

    def rebuild(self, progress: Progress | None = None) -> dict[str, int]:
        """Make catalog, index and mining counts anew; return how many notes each holds."""
        from notes_app.catalog.catalog import EVERYTHING
        self.followers.remake_catalog(progress)
        self.mining.clear()
        self.followers.catch_up_mining()
        read = self.followers.reader.rebuild()
        self.followers.worker.rebuild()
        notes = self.catalog.list(EVERYTHING, readers=None, limit=1).total
        return {"notes": notes, "indexed": self.index.count(), "mined": self.mining.count(), "read": read}

    def start_background(self) -> None:
        """Start indexing and the folder watch in threads of this process; what killed saves left behind is swept up first."""
        self.store.sweep()
        self.followers.start(watch_s=self.settings.watch_s)

    # --- journeys across rooms --------------------------------------------------------------------------------------

    def knowledge(self) -> Knowledge:
        """Return what reading a note leans on: the lexicon, filed companies and contacts, our people, what was taught."""
        return self.followers.knowledge()

    def questions(self, person: Person) -> tuple[Question, ...]:
        """Return the labels worth one question, of every note `person` may read, surest first."""
        return self.asking.questions(person)

    def question_in(self, person: Person, source: SourceNote) -> Question | None:
        """Return the one question a text is worth, None when there is none."""
        return self.asking.question_in(person, source)

    def may_show(self, person: Person) -> Callable[[Collection[str]], set[str]]:
        """Return the check that drops hits on notes deleted or closed to `person` since they were indexed."""
        from notes_app.catalog.catalog import MAX_PAGE, NoteFilter


        def shown(note_ids: Collection[str]) -> set[str]:
            page = self.catalog.list(NoteFilter(ids=frozenset(note_ids)), readers=person.reader_tokens, limit=MAX_PAGE)
            return {entry.note_id for entry in page.entries}

        return shown

    def search(
        self, person: Person, words: str, *, limit: int = 20, offset: int = 0, facets: tuple[str, ...] = (), with_aliases: bool = True
    ) -> Found:
        """Return what `words` find for `person`, stale hits dropped."""
        return self.searcher.search(
            words, today=self.today, readers=person.reader_tokens, limit=limit, offset=offset, facets=facets,
            with_aliases=with_aliases, may_show=self.may_show(person),
        )  # fmt: skip

    def mining_report(self, person: Person) -> MiningReport:
        """Return what people keep writing in the notes `person` may read, merges and splits applied."""
        from notes_app.template.decision import mining_decisions
        self.followers.catch_up_mining(wait=False)
        return self.mining.report(person.reader_tokens, self.knowledge(), mining_decisions(self.templates.list_decisions()))

    def left_to_read(self, person: Person) -> int:
        """Return how many notes `person` may read are counted as they were read before something was learnt: they are being read anew."""
        return self.mining.old_count(self.knowledge(), person.reader_tokens)

    def board(self, person: Person) -> BoardSession:
        """Return the board as `person` sees and changes it."""
        from notes_app.template.board_session import BoardSession
        return BoardSession(
            self.templates, person, lambda: self.mining_report(person), self.now, facts=self._board_facts(),
            open_labels=lambda: self.mining.keys(frozenset({"team"})),
        )  # fmt: skip

    def _board_facts(self) -> BoardFacts:
        """Return what the board shows beside the report: comments, and how often each field is used."""
        from notes_app.template.board import BoardFacts, FieldUse
        uses = self.field_uses.uses()
        fields = {one.field_id for version in self.templates.list_versions() for one in version.fields}
        comments = self.comments.count("field", self.comments.thing_ids("field"))
        return BoardFacts(comments, {one: uses.get(one, FieldUse()) for one in fields})

    def sources(self, person: Person) -> Sequence[SourceNote]:
        """Return every note `person` may read, as mining reads it."""
        from notes_app.mining.source import source_of
        return [source_of(note) for note in self.followers.notes(person)]

    def filled_notes(self, person: Person, version: TemplateVersion) -> Iterator[tuple[SourceNote, tuple[SlotValue, ...]]]:
        """Yield every note `person` may read with the values of `version` in it, rejected ones left out."""
        from notes_app.mining.source import source_of
        for note, slots, _ in self.followers.filled_notes(person, version):
            yield source_of(note), slots

    def export_notes(self, person: Person, number: int | None = None) -> list[ExportNote]:
        """Return the notes `person` may read with the values of a template version (the newest without `number`).

        Raises:
            EmptyTemplateError: no version has been published.
        """
        from notes_app.crm.note_reading import export_note
        from notes_app.template.decision import standing
        from notes_app.template.errors import EmptyTemplateError
        version = self.templates.find_newest() if number is None else self.templates.get(number)
        if version is None:
            raise EmptyTemplateError
        unneeded = {key for key, one in standing(self.templates.list_decisions()).items() if one.choice == "drop"}
        return [
            export_note(note, version, slots, said=[slot for slot in said if slot.concept not in unneeded])
            for note, slots, said in self.followers.filled_notes(person, version)
        ]

    def export(
        self, person: Person, target: str, out: Path, *, number: int | None = None, scope: ExportScope | None = None,
        mode: Literal["full", "changes"] = "full", progress: Progress | None = None,
    ) -> ExportReport:  # fmt: skip
        """Write a package for `target` to a folder or .zip and remember it in the ledger and the audit log."""
        from notes_app.crm.exporting import ExportOrder, run_export
        from notes_app.crm.planning import ExportOptions, ExportScope
        from notes_app.template.errors import EmptyTemplateError
        version = self.templates.find_newest() if number is None else self.templates.get(number)
        if version is None:
            raise EmptyTemplateError
        owners = self.owners.get(target.replace("-", "_").lower())
        options = ExportOptions(as_of=self.today, zone=ZoneInfo(self.settings.timezone), owners=owners)
        order = ExportOrder(target, version, scope or ExportScope(), options, person.person_id, mode)
        notes = self.export_notes(person, number)
        report = run_export(order, notes, out, ledger=self.exports, progress=progress)
        self.field_uses.count("exported", {field_id for note in notes for field_id in note.values})
        self.audit.append(person.person_id, "export.run", "template", str(version.number), {"target": target, "records": dict(report.records)})
        return report

    def sample_on_offer(self) -> bool:
        """Return whether the shipped example is there and has not been loaded."""
        return self.sample.is_open()

    def load_sample(self, person: Person = OPERATOR, progress: Progress | None = None) -> ImportReport:
        """Import the shipped example and its fictional people."""
        report = self.sample.load(person, progress)
        self.follow_saves()
        return report

    def import_path(self, person: Person, source: Path, progress: Progress | None = None) -> ImportReport:
        """Import a folder, file or zip."""
        report = self.importer.import_path(person, source, progress=progress)
        self.follow_saves()
        return report


def open_workspace(settings: Settings) -> Workspace:
    """Open the workspace of `settings`; its ledger is migrated, everything else opens when it is needed."""
    return Workspace(settings)
