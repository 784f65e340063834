"""Are files left as they were? Put every file of a folder among the notes, look, open each in the editor and save it unchanged.

Run: `python -m benchmarks.unchanged FOLDER…`. One line a folder: files, readable as notes, the same bytes after `reconcile`, the same bytes
after open-and-save over HTTP. A file that is not the same is named. Exit status 1 when there is one.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from notes_app.bootstrap import Workspace, open_workspace
from notes_app.settings import read_settings
from notes_app.web.app import create_app
from tests.web.conftest import PASSWORD, Visitor
from tests.web.hostile.test_unchanged_files import Form


def main(argv: Sequence[str]) -> int:
    print(f"{'folder':32}{'files':>8}{'notes':>8}{'kept by a look':>16}{'kept by a save':>16}")
    changed = 0
    for folder in argv:
        changed += measure(Path(folder))
    return 1 if changed else 0


def measure(source: Path) -> int:
    """Print one folder's line; return how many files changed."""
    files = {path.relative_to(source).as_posix(): path.read_bytes() for path in sorted(source.rglob("*")) if path.is_file()}
    with tempfile.TemporaryDirectory() as scratch:
        space = open_workspace(read_settings({}, notes=Path(scratch) / "notes", var=Path(scratch) / "var", watch_s="0"))
        try:
            for name, content in files.items():
                target = space.settings.notes / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            space.catch_up()
            space.reconcile(full=True)
            looked = changed_files(space, files)
            entries = space.catalog.list(readers=None, limit=100_000).entries
            opened = save_all(space, {entry.note_id for entry in entries if not entry.unreadable_reason})
            saved = changed_files(space, files)
        finally:
            space.close()
    print(f"{source.name:32}{len(files):8}{opened:8}{len(files) - len(looked):16}{len(files) - len(saved):16}", flush=True)
    for name in sorted({*looked, *saved}):
        print(f"  changed: {name}")
    return len({*looked, *saved})


def changed_files(space: Workspace, files: dict[str, bytes]) -> list[str]:
    return [name for name, content in files.items() if (space.settings.notes / name).read_bytes() != content]


def save_all(space: Workspace, note_ids: set[str]) -> int:
    """Open every note in the editor and send the form back as a browser does; return how many answered that they were saved."""
    space.people.add(login="admin", name="某", role="admin", password=PASSWORD)
    writer = Visitor(create_app(space, TESTING=True, RATELIMIT_ENABLED=False, PROPAGATE_EXCEPTIONS=False))
    writer.sign_in("admin")
    done = 0
    for note_id in sorted(note_ids):
        form = Form()
        form.feed(writer.get(f"/notes/{note_id}/edit").text)
        sent = {key: value.replace("\r\n", "\n").replace("\n", "\r\n") for key, value in form.sent.items()}
        done += writer.post(f"/notes/{note_id}", sent).status_code == 303
    return done


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
