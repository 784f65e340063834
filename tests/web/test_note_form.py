"""Between form and front matter: nothing changes that nobody changed."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.minutes.note_text import new_note_bytes, parse_note
from notes_app.web.note_form import (
    BadDayError,
    LongFieldError,
    NoteDraft,
    draft_of,
    front_changes,
    new_front,
    read_draft,
    split_names,
)  # fmt: skip

LINE = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=30)


@given(
    title=LINE,
    account=LINE,
    tags=st.lists(LINE, max_size=3),
    body=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60),
)
def test_a_form_sent_back_as_it_was_changes_nothing(
    title: str, account: str, tags: list[str], body: str
) -> None:
    note = parse_note(
        new_note_bytes(
            {"id": "n1", "title": title, "account": account, "tags": tags, "held_at": date(2026, 4, 1)}, body
        ),
        "n.md",
    )
    shown = draft_of(note)
    assert front_changes(shown, read_draft(asdict(shown), shown)) == {}


def test_browsers_line_ends_become_ours() -> None:
    assert read_draft({"body": "一行目\r\n二行目\r"}).body == "一行目\n二行目\n"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("榎戸、吉良", ["榎戸", "吉良"]),
        ("A, B，C;D", ["A", "B", "C", "D"]),
        ("#急ぎ、＃見積", ["急ぎ", "見積"]),
        (" 、 ", []),
        ("佐藤、佐藤", ["佐藤"]),
    ],
    ids=["japanese comma", "every comma", "hash signs", "nothing", "twice"],
)
def test_names_on_one_line(typed: str, names: list[str]) -> None:
    assert split_names(typed) == names


def test_only_what_changed_is_written() -> None:
    before = NoteDraft(title="初回", account="青空商事", held_on="2026-11-22", tags="急ぎ")
    after = replace(before, account="青空商事株式会社", held_time="10:30", tags="")
    assert front_changes(before, after) == {
        "account": "青空商事株式会社",
        "held_at": datetime(2026, 11, 22, 10, 30),  # noqa: DTZ001  (as people write it, without a zone)
        "tags": None,
    }


def test_a_new_note_keeps_what_was_said_and_no_more() -> None:
    draft = NoteDraft(title="初回", held_on="2026-11-22")
    assert new_front(draft) == {"title": "初回", "kind": "minutes", "held_at": date(2026, 11, 22)}


@pytest.mark.parametrize("value", ["2026-13-45", "昨日", "0000-00-00", "2026-11-22T"])
def test_a_day_that_is_none_is_explained(value: str) -> None:
    with pytest.raises(BadDayError) as error:
        read_draft({"held_on": value})
    assert value in error.value.explain("ja")


def test_a_title_without_end_is_explained() -> None:
    with pytest.raises(LongFieldError):
        read_draft({"title": "長" * 501})


def test_values_of_a_wrong_kind_are_left_out() -> None:
    assert read_draft({"title": 7, "body": None, "tags": ["x"]}) == NoteDraft()
