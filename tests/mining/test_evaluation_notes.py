"""The evaluation notes themselves: marks come off cleanly, and every value quotes the words it was marked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.mining_sets import FormatError, fields_of, read_half, read_marked


@pytest.mark.parametrize(("half", "least"), [("work", 350), ("counted", 80), ("unseen", 110)])
def test_every_marked_note_can_be_read(half: str, least: int) -> None:
    notes = [note for folder in read_half(half).values() for note in folder]
    assert len(notes) >= least
    assert len({note.author for note in notes}) >= 16
    for note in notes:
        assert "⟦" not in note.text
        assert note.gold
        assert all(one.span and note.text[slice(*one.span)] for one in note.gold)


def test_companies_are_judged() -> None:
    judged = [fields_of(half, folder) for half in ("work", "counted", "unseen") for folder in read_half(half)]
    assert sum(one is not None and len(one["needed"]) >= 10 for one in judged) == 42


def test_a_mark_that_is_not_closed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("id: x\nauthor: a\nstyle: s\ndate: 2026-04-01\n===\n⟦予算=100|百円\n", "utf-8")
    with pytest.raises(FormatError, match=r"x\.txt"):
        read_marked(path)
