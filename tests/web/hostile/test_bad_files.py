"""Whatever lies in the folder, the pages are served, the trouble is named, and nothing runs that is not ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask

from notes_app.bootstrap import OPERATOR, Workspace
from notes_app.catalog.catalog import NoteFilter
from tests.web.conftest import Visitor
from tests.web.hostile.conftest import ATTACK, BAD_FILES, dangers_of

SPOILED = True
PAGES = ("/", "/notes", "/notes?sort=path", "/search?q=予算", "/search?q=alert", "/search?q=%3Cscript%3E", "/accounts", "/template", "/template?tab=unneeded",
         "/template/versions", "/template/review", "/template/back-fill", "/template/consistency", "/template/lens", "/template/learning", "/accounts/暦商事",
         "/search?month=9999-12", "/search?month=0001-01", "/import", "/export", "/export/preview", "/bin", "/people", "/settings")  # fmt: skip


def notes_of(space: Workspace) -> dict[str, str]:
    """Return path -> note id of everything in the catalog."""
    page = space.catalog.list(readers=OPERATOR.reader_tokens, limit=1000)
    return {entry.path: entry.note_id for entry in page.entries}


def test_every_file_is_a_note_or_is_named_with_a_reason(space: Workspace) -> None:
    known = space.catalog.list(readers=None, limit=1000).entries
    unreadable = {one.path: one for one in space.catalog.list(NoteFilter(is_unreadable=True), readers=None, limit=1000).entries}
    paths = {one.path for one in known}
    assert set(BAD_FILES) - {"empty.md"} <= paths | set(unreadable)
    assert "link.md" not in paths
    assert not any(path.startswith("loop/") for path in paths)
    for path in ("broken-yaml.md", "ten-megabytes.md", "alias-bomb.md", "deep.md", "binary.md"):
        assert unreadable[path].unreadable_reason, path
        assert unreadable[path].unreadable_reason_en, path


def test_a_tag_that_names_code_runs_nothing() -> None:
    assert not Path("/tmp/owned").exists()


def test_looking_changed_no_file(space: Workspace) -> None:
    for name, content in BAD_FILES.items():
        assert (space.settings.notes / name).read_bytes() == content, name


@pytest.mark.parametrize("path", PAGES)
def test_pages_over_bad_files_are_served_and_run_nothing(admin: Visitor, path: str) -> None:
    answer = admin.get(path)
    assert answer.status_code == 200
    assert dangers_of(answer.text) == []


@pytest.mark.parametrize("target", ["data_package", "salesforce", "vcard", "tryton"])
def test_everything_leaves_for_every_target_or_says_why_not(space: Workspace, app: Flask, target: str, tmp_path: Path) -> None:
    report = space.export(OPERATOR, target, tmp_path / "out")
    assert [one for one in report.findings if one.severity == "error"] == []


def test_a_note_at_the_end_of_the_calendar_is_read_like_any_other(space: Workspace) -> None:
    ends = {note_id for path, note_id in notes_of(space).items() if path.startswith("far-")}
    assert ends <= {one.note_id for one in space.mining.contributions(OPERATOR.reader_tokens) if any(entry.concept == "予算" for entry in one.entries)}


def test_every_note_opens_to_read_edit_and_compare(admin: Visitor, space: Workspace) -> None:
    for path, note_id in notes_of(space).items():
        for address in (f"/notes/{note_id}", f"/notes/{note_id}/edit", f"/notes/{note_id}/history"):
            answer = admin.get(address)
            assert answer.status_code < 500, path
            assert dangers_of(answer.text) == [], (path, address)


def test_the_attack_is_shown_as_the_words_it_is(admin: Visitor, space: Workspace) -> None:
    page = admin.get(f"/notes/{notes_of(space)['attack.md']}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_customer_named_like_an_attack_has_a_page(admin: Visitor) -> None:
    from urllib.parse import quote

    answer = admin.get("/accounts/" + quote(ATTACK, safe=""), follow_redirects=True)
    assert answer.status_code in (200, 404)
    assert dangers_of(answer.text) == []


def test_a_file_that_cannot_be_read_is_shown_with_its_trouble(admin: Visitor, space: Workspace) -> None:
    note_id = next(one.note_id for one in space.catalog.list(NoteFilter(is_unreadable=True), readers=None, limit=1000).entries if one.path == "broken-yaml.md")
    page = admin.get(f"/notes/{note_id}").text
    assert "壊れた前書きの本文" in page
    assert "行目が読めません" in page


def test_names_that_are_not_utf8_are_served(space: Workspace) -> None:
    assert os.path.exists(os.fsencode(space.settings.notes) + b"/\xff\xfe-not-utf8.md")  # noqa: PTH110 - a name no Path can print
    assert space.reconcile().to_json()
