"""What the command line never loses: files byte for byte, and every answer after the derived data is gone."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.cli.conftest import FILES, Desk, put


def answers(desk: Desk) -> list[object]:
    """Return what search, mine, the template and a filled note say, clocks left out."""
    asked = [desk.run("search", word, "--json").lines for word in ("予算", "専務", "顧客:青葉製作所", "オルビス")]
    filled = desk.run("fill", *sorted(hit["id"] for hit in asked[0]), "--json").lines
    return [*asked, desk.run("mine", "--json").json, desk.run("template", "list", "--json").json, filled]


def test_removing_the_derived_data_loses_nothing(desk: Desk) -> None:
    put(desk.notes, FILES)
    desk.run("reconcile")
    desk.run("template", "publish", "--top", "3")
    before, files = answers(desk), desk.bytes_of_notes()
    shutil.rmtree(desk.var / "derived")
    assert answers(desk) == before
    assert desk.bytes_of_notes() == files


def test_damaged_derived_data_is_made_anew(desk: Desk) -> None:
    put(desk.notes, FILES)
    before = answers(desk)
    for file in (desk.var / "derived").rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")
    assert answers(desk) == before


def test_looking_leaves_every_file_as_it_is(desk: Desk) -> None:
    put(desk.notes, FILES)
    desk.run("reconcile")
    desk.run("reconcile", "--full")
    desk.run("rebuild")
    answers(desk)
    desk.run("doctor", "--fix")
    assert desk.bytes_of_notes() == FILES


def test_an_import_taken_back_leaves_the_folder_as_it_was(desk: Desk, tmp_path: Path) -> None:
    put(desk.notes, {"mine.md": FILES["toml.md"]})
    source = put(tmp_path / "from", FILES)
    batch = desk.run("import", source, "--json").json["batch_id"]
    desk.run("import", "--undo", batch)
    left = {name: content for name, content in desk.bytes_of_notes().items() if not name.startswith(".")}
    assert left == {"mine.md": FILES["toml.md"]}
    assert {path.name: path.read_bytes() for path in source.iterdir()} == FILES
