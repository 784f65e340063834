"""Two versions are compared so that a person sees at once what became of each line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notes_app.minutes.diff import count_changes, diff_texts, hunks

OLD = "山田部長と面談。予算は500万円。\n\n次回は来週\n消える行"
NEW = "山田課長と面談。予算は800万円。\n\n追加の一文\n次回は再来週"


def test_rewritten_lines_stand_beside_each_other_with_the_changed_words() -> None:
    first = diff_texts(OLD, NEW)[0]
    assert (first.kind, first.old_number, first.new_number) == ("changed", 1, 1)
    assert [piece.text for piece in first.old if piece.is_changed] == ["部", "500"]
    assert [piece.text for piece in first.new if piece.is_changed] == ["課", "800"]


def test_every_line_is_said_to_be_same_changed_gone_or_new() -> None:
    rows = diff_texts(OLD, NEW)
    assert [(row.kind, row.old_number, row.new_number) for row in rows] == [
        ("changed", 1, 1),
        ("same", 2, 2),
        ("new", None, 3),
        ("changed", 3, 4),
        ("gone", 4, None),
    ]
    assert count_changes(rows) == (3, 3)


def test_hunks_leave_out_what_stayed() -> None:
    old = "\n".join(str(number) for number in range(100))
    parts = hunks(diff_texts(old, old.replace("\n10\n", "\n十\n").replace("\n80\n", "\n八十\n")), context=2)
    assert [[row.new_number for row in part if row.new_number] for part in parts] == [
        [9, 10, 11, 12, 13],
        [79, 80, 81, 82, 83],
    ]
    assert hunks(diff_texts(old, old)) == ()


def test_a_very_long_line_shows_where_it_differs() -> None:
    old = "あ" * 50_000 + "旧" + "い" * 50_000
    (row,) = diff_texts(old, old.replace("旧", "新"))
    assert [piece.text for piece in row.new if piece.is_changed] == ["新"]


TEXTS = st.lists(
    st.sampled_from(["商談", "予算は500", "予算は800", "", " ", "a b", "次回は来週"]), max_size=9
).map("\n".join)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_the_rows(old: str, new: str) -> None:
    rows = diff_texts(old, new)
    left = ["".join(piece.text for piece in row.old) for row in rows if row.old_number]
    right = ["".join(piece.text for piece in row.new) for row in rows if row.new_number]
    assert ("\n".join(left), "\n".join(right)) == (old, new)
    assert [row.old_number for row in rows if row.old_number] == list(range(1, len(left) + 1))
    assert [row.new_number for row in rows if row.new_number] == list(range(1, len(right) + 1))
