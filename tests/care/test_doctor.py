"""The doctor names what is wrong, says how bad it is, and mends what it says it can."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notes_app.bootstrap import OPERATOR, Workspace
from notes_app.bootstrap.patient import WorkspacePatient
from notes_app.care.doctor import examine, mend
from notes_app.ledger.schema import AUDIT
from notes_app.settings import read_settings

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    opened = Workspace(read_settings({}, notes=tmp_path / "notes", var=tmp_path / "var", engine="memory"), now=lambda: NOW)
    opened.keeper.create(OPERATOR, front={"title": "訪問"}, body="予算：5万円\n")
    opened.catch_up()
    return opened


@pytest.fixture(autouse=True)
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk the tests run on is not what they are about."""
    free = shutil.disk_usage("/")._replace(free=10**12)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: free)


def codes(space: Workspace) -> list[str]:
    return [one.code for one in examine(WorkspacePatient(space))]


def test_a_sound_workspace_has_no_findings(space: Workspace) -> None:
    assert codes(space) == []


def test_files_edited_outside_are_named_and_taken_in(space: Workspace) -> None:
    (space.settings.notes / "new.md").write_text("予算：1万円\n", encoding="utf-8")
    findings = list(examine(WorkspacePatient(space)))
    assert [one.code for one in findings] == ["catalog_behind"]
    assert mend(findings) == findings
    mend(list(examine(WorkspacePatient(space))))
    assert codes(space) == []


def test_a_copied_file_is_named_with_both_paths(space: Workspace) -> None:
    (original,) = [stat.path for stat in space.store.list()]
    shutil.copy(space.settings.notes / original, space.settings.notes / "copy.md")
    space.catch_up()
    (found,) = examine(WorkspacePatient(space))
    assert found.code == "duplicate_id"
    assert original in found.ja
    assert "copy.md" in found.en
    assert found.mend is None


def test_a_changed_audit_log_is_an_error(space: Workspace) -> None:
    with space.engine.begin() as link:
        link.execute(AUDIT.update().where(AUDIT.c.entry == 1).values(person_id="somebody else"))
    (found,) = [one for one in examine(WorkspacePatient(space)) if one.severity == "error"]
    assert (found.code, found.thing) == ("audit_chain_broken", "1")


def test_an_unreadable_file_is_named_with_its_line(space: Workspace) -> None:
    (space.settings.notes / "broken.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    space.catch_up()
    (found,) = examine(WorkspacePatient(space))
    assert (found.code, found.thing) == ("file_unreadable", "broken.md")
    assert "行" in found.say("ja")


def test_a_key_others_can_read_is_closed(space: Workspace) -> None:
    key = space.settings.var / "secret_key"
    key.write_text("x", encoding="ascii")
    key.chmod(0o644)
    findings = list(examine(WorkspacePatient(space)))
    assert [one.code for one in findings] == ["secret_key_readable"]
    mend(findings)
    assert key.stat().st_mode & 0o077 == 0


def test_lost_derived_data_is_a_note_and_mended(space: Workspace) -> None:
    space.mining.clear()
    findings = list(examine(WorkspacePatient(space)))
    assert [one.code for one in findings] == ["mining_behind"]
    mend(findings)
    assert codes(space) == []
