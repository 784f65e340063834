"""Sending records to a CRM over its API: credentials, what went, and the journey from the notes to the target."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from notes_app.crm.planning import ExportOptions, ExportScope
from notes_app.crm.push.credential_store import CredentialStore
from notes_app.crm.push.sent_store import PushStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from notes_app.bootstrap.workspace import Workspace
    from notes_app.crm.push.report import PushReport
    from notes_app.people.permission import Person


class Sending:
    """The part of a workspace that sends. Client libraries load when something is sent, and not before."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @cached_property
    def credentials(self) -> CredentialStore:
        space = self._workspace
        return CredentialStore(space.engine, space.now, space.sealer, space.settings.push)

    @cached_property
    def store(self) -> PushStore:
        return PushStore(self._workspace.engine, self._workspace.now)

    @property
    def folder(self) -> Path:
        """Where the answers of each run are kept."""
        return self._workspace.settings.var / "push"

    def push(
        self, person: Person, target: str, *, number: int | None = None, scope: ExportScope | None = None, is_dry_run: bool = False,
        again: bool = False, progress: Callable[[int, int | None], None] | None = None, session_id: str = "",
    ) -> PushReport:  # fmt: skip
        """Send what is new or changed in the notes `person` may read; with is_dry_run only look what that would do. Audited.

        Raises:
            EmptyTemplateError: no version has been published.
            NoCredentialsError, PushRefusedError, PushPausedError, FieldsMissingError: nothing was sent.
        """
        from notes_app.crm.push.pushing import PushDesk, PushOrder, preview_push, run_push
        from notes_app.template.errors import EmptyTemplateError

        space = self._workspace
        version = space.templates.find_newest() if number is None else space.templates.get(number)
        if version is None:
            raise EmptyTemplateError
        credentials = self.credentials.get(target)
        credentials.require()
        zone, owners = ZoneInfo(space.settings.timezone), space.owners.get(credentials.target)
        options = ExportOptions(as_of=space.today, zone=zone, owners=owners)
        order = PushOrder(credentials, version, scope or ExportScope(), options, person.person_id, again)
        desk = PushDesk(self.store, space.exports, self.folder, space.settings.var / "locks", space.now)
        report = (preview_push if is_dry_run else run_push)(desk, order, space.export_notes(person, number), progress)
        detail = {"destination": report.destination, "state": report.state, "sent": report.sent, "run": report.run_id}
        action = "export.push_check" if is_dry_run else "export.push"
        space.audit.append(person.person_id, action, "export", credentials.target, detail, session_id=session_id)
        return report
