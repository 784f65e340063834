"""Send an export plan to a CRM: look, compare, send in batches, remember each answer. Touches the network, files and ledger.

What goes is the checked package, record by record. A record goes when its hash is not the one it went with before; it is
remembered when the target has answered for it. A push that was killed, or that the target wanted no more of, is taken
up by doing the same again: batches whose answer was never seen are settled first.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from notes_app.crm.export_store import RowHashes
from notes_app.crm.exporting import ExportOrder, Ledger, Progress, make_package
from notes_app.crm.parcel import FolderParcel
from notes_app.crm.plan import ExportNote, ExportPlan, Finding
from notes_app.crm.planning import ExportOptions, ExportScope
from notes_app.crm.push.answers import AnswerFile
from notes_app.crm.push.credentials import Credentials, form_of
from notes_app.crm.push.errors import FieldsMissingError, PackageUnfitError, PushPausedError, PushRefusedError, PushUnderWayError
from notes_app.crm.push.patience import Patience
from notes_app.crm.push.report import PartCounts, PushReport, RejectMaker, scope_json
from notes_app.crm.push.sent_store import PushedRecord, PushRun, PushStore
from notes_app.crm.push.target import Destination, Outcome, Part, Payload, PushTarget, batches_of
from notes_app.crm.push.targets import open_target
from notes_app.crm.rejects import rejects_csv
from notes_app.template.field import TemplateVersion

OpenTarget = Callable[[Credentials, Patience, AnswerFile, Callable[[], datetime]], PushTarget]


@dataclass(frozen=True, slots=True)
class PushOrder:
    """What to send. again: also what went before and has not changed."""

    credentials: Credentials
    version: TemplateVersion
    scope: ExportScope
    options: ExportOptions
    person_id: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class PushDesk:
    """Where a push works. folder: `var/push`, of answers and rejects; locks: `var/locks`."""

    store: PushStore
    ledger: Ledger
    folder: Path
    locks: Path
    now: Callable[[], datetime]
    make_patience: Callable[[], Patience] = Patience
    open_target: OpenTarget = open_target


def preview_push(desk: PushDesk, order: PushOrder, notes: Sequence[ExportNote], progress: Progress | None = None) -> PushReport:
    """Return what a push would create, update and leave, and what is missing in the target. Only reads from it.

    Raises:
        NoCredentialsError, PushRefusedError, PushPausedError: the target cannot be entered.
    """
    say = progress or (lambda done, total: None)
    run_id = uuid.uuid4().hex
    target = desk.open_target(order.credentials, desk.make_patience(), AnswerFile(desk.folder, run_id, desk.now), desk.now)
    load = _Load.prepare(desk, order, notes, target)
    report = load.report(run_id, is_dry_run=True)
    total = len(load.parts)
    for number, part in enumerate(load.parts):
        say(number, total)
        counts, known = report.parts[part.key], load.pushed.get(part.name, {})
        wanted = load.wanted(part, again=order.again)
        unseen = [key for key in wanted if key not in known]
        blind = not report.is_ready or not part.name
        there: Mapping[str, str] = {} if blind or not unseen else target.find(part, unseen)
        counts.to_create = sum(key not in there for key in unseen)
        counts.to_update = len(wanted) - counts.to_create
        counts.unchanged = len(part.payloads) - len(wanted)
    report.state = "ready" if report.is_ready else "failed"
    say(total, total)
    return report


def run_push(desk: PushDesk, order: PushOrder, notes: Sequence[ExportNote], progress: Progress | None = None) -> PushReport:
    """Send what is new or changed, and return what came of it; a push that stopped half-way says so in its state.

    Raises:
        PushUnderWayError: another push to this target is under way.
        FieldsMissingError, PackageUnfitError: nothing was sent; something must be mended first.
        NoCredentialsError, PushRefusedError, PushPausedError: the target cannot be entered.
    """
    label = form_of(order.credentials.target).label
    with _alone(desk.locks, order.credentials.target, label):
        answers_id = uuid.uuid4().hex
        answers = AnswerFile(desk.folder, answers_id, desk.now)
        target = desk.open_target(order.credentials, desk.make_patience(), answers, desk.now)
        load = _Load.prepare(desk, order, notes, target)
        load.refuse_unfit(label)
        run = desk.store.start_run(
            run_id=answers_id, target=target.name, destination=load.destination.key, person_id=order.person_id,
            template_number=order.version.number, scope=scope_json(order.scope),
        )  # fmt: skip
        report = load.report(run.run_id, is_dry_run=False)
        sender = _Sender(desk, order, target, load, run, report, RejectMaker(load.plan, label), progress or (lambda done, total: None))
        try:
            sender.send_all()
            report.state = "done"
        except PushPausedError as error:
            report.stop("paused", error.explain("ja"), error.explain("en"))
        except PushRefusedError as error:
            # A fault on their side passes; a refusal has to be mended first. What went is remembered either way.
            report.stop("paused" if error.status_code >= 500 else "failed", error.explain("ja"), error.explain("en"))
        except BaseException:  # cancelled, or a fault of ours: what went is remembered all the same
            report.stop("paused", "途中で止まりました。同じ操作をすると、続きから送ります。", "It was stopped. Do the same again and it goes on from there.")
            sender.finish()
            raise
        sender.finish()
        return report


@contextmanager
def _alone(locks: Path, target: str, label: str) -> Iterator[None]:
    locks.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(locks / f"push-{target}.lock", timeout=0):
            yield
    except Timeout as error:
        raise PushUnderWayError(target=label) from error


@dataclass(slots=True)
class _Load:
    """Everything that is known before the first record goes."""

    destination: Destination
    plan: ExportPlan
    hashes: RowHashes
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]
    package_errors: int
    pushed: dict[str, dict[str, PushedRecord]]
    target: str
    scope: ExportScope
    person_id: str

    @classmethod
    def prepare(cls, desk: PushDesk, order: PushOrder, notes: Sequence[ExportNote], target: PushTarget) -> _Load:
        destination = target.connect()
        package_order = ExportOrder(target.name, order.version, order.scope, order.options, order.person_id)
        parcel, package, plan, hashes = make_package(package_order, notes)
        parts = target.load(parcel, plan)
        findings = (*package.findings, *target.check(parts, parcel))
        errors = sum(one.severity == "error" for one in package.findings)
        pushed = desk.store.list_pushed(target.name, destination.key)
        return cls(destination, plan, hashes, parts, findings, errors, pushed, target.name, order.scope, order.person_id)

    def refuse_unfit(self, label: str) -> None:
        errors = [one for one in self.findings if one.severity == "error"]
        if self.package_errors:
            raise PackageUnfitError(target=label, count=self.package_errors)
        if errors:
            raise FieldsMissingError(target=label, count=len(errors), first_ja=errors[0].ja, first_en=errors[0].en)

    def wanted(self, part: Part, *, again: bool) -> list[str]:
        """Return the records that have to go, in order."""
        known = self.pushed.get(part.name, {})
        hashes = self.hashes.get(part.key, {})
        return [key for key in part.payloads if again or key not in known or known[key].row_hash != hashes[key]]

    def report(self, run_id: str, *, is_dry_run: bool) -> PushReport:
        report = PushReport(run_id, self.target, self.destination.label, is_dry_run)
        report.parts = {part.key: PartCounts(part.label, part.label_en) for part in self.parts}
        report.findings = list(self.findings)
        report.rejects = list(self.plan.rejects)
        if self.scope == ExportScope():
            # What another person sent may come from notes that this one may not read: its absence here says nothing.
            keys = {part.name: part for part in self.parts}
            mine = {name: {key for key, one in records.items() if one.person_id == self.person_id} for name, records in self.pushed.items()}
            report.gone = {
                keys[name].key: gone
                for name, records in mine.items()
                if name in keys and (gone := tuple(sorted(records - keys[name].payloads.keys())))
            }
        return report


class _Ids:
    """Ids in the target, by object and external id."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], str] = {}

    def add(self, object_key: str, ids: Mapping[str, str]) -> None:
        self._ids |= {(object_key, key): target_id for key, target_id in ids.items()}

    def find(self, object_key: str, external_id: str) -> str | None:
        return self._ids.get((object_key, external_id))


@dataclass(slots=True)
class _Sender:
    """One push under way."""

    desk: PushDesk
    order: PushOrder
    target: PushTarget
    load: _Load
    run: PushRun
    report: PushReport
    rejects: RejectMaker
    say: Progress
    done: int = 0
    total: int = 0

    def send_all(self) -> None:
        self._settle()
        known = _Ids()
        wanted = {part.key: self.load.wanted(part, again=self.order.again) for part in self.load.parts}
        for part in self.load.parts:
            pushed = self.load.pushed.get(part.name, {})
            known.add(part.key, {key: one.target_id for key, one in pushed.items()})
            counts = self.report.parts[part.key]
            counts.to_create = sum(key not in pushed for key in wanted[part.key])
            counts.to_update = len(wanted[part.key]) - counts.to_create
            counts.unchanged = len(part.payloads) - len(wanted[part.key])
        self.total = sum(map(len, wanted.values()))
        self.say(0, self.total)
        for part in self.load.parts:
            unseen = [key for key in wanted[part.key] if known.find(part.key, key) is None]
            if part.first_only and unseen:
                known.add(part.key, self.target.find(part, unseen))
            for batch in batches_of(part, wanted[part.key], _bytes_of):
                known.add(part.key, self._send(part, batch, known))

    def _send(self, part: Part, batch: Mapping[str, Payload], known: _Ids) -> dict[str, str]:
        hashes = {key: self.load.hashes[part.key][key] for key in batch}
        batch_id = self.desk.store.open_batch(self.run, part.key, part.name, hashes)
        outcomes = self.target.send(part, batch, known, lambda token: self.desk.store.note_token(batch_id, token))
        self.desk.store.close_batch(self.run, batch_id, part.name, outcomes, hashes)
        self._count(part, outcomes)
        self.done += len(batch)
        self.say(self.done, self.total)
        return {one.external_id: one.target_id for one in outcomes if one.fault is None}

    def _settle(self) -> None:
        """Find out what became of batches whose answer was never seen."""
        parts = {part.name: part for part in self.load.parts}
        for batch in self.desk.store.list_open_batches(self.run.target, self.run.destination):
            outcomes = self.target.settle(batch.part_name, batch.token, tuple(batch.hashes))
            if outcomes is None:
                self.desk.store.drop_batch(batch.batch_id)
                continue
            self.desk.store.close_batch(self.run, batch.batch_id, batch.part_name, outcomes, batch.hashes)
            # A record that was refused then is sent again now, and told of when it is refused again.
            if batch.part_name in parts:
                self._count(parts[batch.part_name], [one for one in outcomes if one.fault is None])
        self.load.pushed = self.desk.store.list_pushed(self.run.target, self.run.destination)

    def _count(self, part: Part, outcomes: Sequence[Outcome]) -> None:
        for one in outcomes:
            self.report.parts[part.key].count(one)
            if one.fault is not None:
                self.report.rejects.append(self.rejects.make(part, one))

    def finish(self) -> None:
        """Remember the run, list what was refused, and let the export ledger know what the target holds now."""
        self.desk.store.end_run(self.run.run_id, self.report.state, self.report.to_json())  # type: ignore[arg-type]
        folder = FolderParcel(self.desk.folder)
        folder.write(f"{self.run.run_id}.rejects.csv", rejects_csv(self.report.rejects))
        pushed = self.desk.store.list_pushed(self.run.target, self.run.destination)
        held: dict[str, dict[str, str]] = {}
        for part in self.load.parts:
            rows = {key: one.row_hash for key, one in pushed.get(part.name, {}).items() if key in part.payloads}
            if rows:
                held[part.key] = rows
        if self.report.sent:
            summary: dict[str, object] = {"push": self.run.run_id, "records": {key: one.created + one.updated for key, one in self.report.parts.items()}}
            self.desk.ledger.record(self.load.plan, self.run.target, self.order.person_id, summary, held)


def _bytes_of(payload: Payload) -> int:
    return len(json.dumps(payload, ensure_ascii=False).encode("utf-8", "surrogatepass"))

