"""Front matter values are understood however a person or another program wrote them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.minutes.meaning import access, date_in_name, first_text, held_of, names, tags, title_of


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("田中部長、鈴木様", ("田中部長", "鈴木様")),
        (["田中部長", {"name": "鈴木様", "tel": "03"}, None, 7, "田中部長"], ("田中部長", "鈴木様", "7")),
        ("Tanaka, Suzuki; Sato", ("Tanaka", "Suzuki", "Sato")),
        (["[[青空商事|青空]]", "[[田中]]"], ("青空", "田中")),
        (None, ()),
        (True, ("true",)),
        (date(2026, 1, 2), ("2026-01-02",)),
        ({}, ()),
        ("", ()),
    ],
)
def test_names(value: Any, expected: tuple[str, ...]) -> None:
    assert names(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("#商談 予算", ("商談", "予算")),
        ("a, b、c", ("a", "b", "c")),
        (["既存 顧客", "#重要", "既存 顧客"], ("既存 顧客", "重要")),
        (2026, ("2026",)),
        ("#", ()),
    ],
)
def test_tags(value: Any, expected: tuple[str, ...]) -> None:
    assert tags(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "team"),
        ("", "team"),
        ("Private", "private"),
        (["managers"], "managers"),
        ("privat", "managers"),
        (0, "managers"),
    ],
)
def test_an_unknown_access_level_never_opens_a_note(value: Any, expected: str) -> None:
    assert access(value) == expected


@pytest.mark.parametrize(
    ("front", "path", "expected"),
    [
        ({"held_at": date(2026, 3, 1)}, "2020-01-01.md", date(2026, 3, 1)),
        ({"held_at": "2026-03-01T09:30"}, "a.md", datetime(2026, 3, 1, 9, 30)),  # noqa: DTZ001 - as written, without a zone
        ({"held_at": "来週", "date": date(2026, 3, 2)}, "a.md", date(2026, 3, 2)),
        ({"日時": "2026-03-01"}, "a.md", None),
        ({}, "2026/11/2026-11-22-商談.md", date(2026, 11, 22)),
    ],
)
def test_when_a_meeting_was(front: dict[str, Any], path: str, expected: date | None) -> None:
    assert held_of(front, path) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("20191119", date(2019, 11, 19)),
        ("meetings__2016-11-30__README", date(2016, 11, 30)),
        ("議事録2026年3月5日", date(2026, 3, 5)),
        ("2026_3_5 memo", date(2026, 3, 5)),
        ("20240231 と 20240229", date(2024, 2, 29)),
        ("電話0312345678", None),
        ("v2020.13.45", None),
        ("注文120191119", None),
        ("", None),
    ],
)
def test_dates_in_file_names(name: str, expected: date | None) -> None:
    assert date_in_name(name) == expected


@pytest.mark.parametrize(
    ("front", "body", "expected"),
    [
        ({"title": "題"}, "# 別", "題"),
        ({"title": 2026}, "", "2026"),
        ({"title": ["題", "副題"]}, "", "題"),
        ({}, "前文\n\n## 商談 **重要** [資料](a.pdf) ##\n", "商談 重要 資料"),
        ({}, "青空商事 訪問\n=====\n本文", "青空商事 訪問"),
        ({}, "\n```\n# code\n```\n\n・電話メモ：田中様より", "電話メモ：田中様より"),
        ({}, "------\n■ 定例会\n日時：3/1\n------\n", "定例会"),
        ({}, "【打合せメモ】\n日時", "打合せメモ"),
        ({}, "____\n\n_ 1", "_ 1"),
        ({}, "あ" * 200, "あ" * 79 + "…"),
        ({}, " \n---\n", "議事録"),
        ({"title": None}, "", "議事録"),
        ({}, "【訪問日時】2026年6月19日（木）\n【顧客名】青葉製作所\n【件名】見積の再提出", "見積の再提出"),
        ({}, "【訪問日時】2026年6月19日（木）\n【顧客名】青葉製作所 川崎工場\n", "青葉製作所 川崎工場"),
        ({}, "■ﾋﾂﾞｹ　R8.1.8 11時\n■ｷｬｸｻｷ　みどり電機", "ﾋﾂﾞｹ　R8.1.8 11時"),
        ({}, "日時：6/19\nお客様：みどり電機㈱", "みどり電機㈱"),
        ({}, "【新規】青葉製作所の件\n【顧客名】青葉製作所", "新規 青葉製作所の件"),
        ({}, "**Visit:** 5 Nov 2026\n**Client:** Kestrel Bay\n", "Kestrel Bay"),
        ({}, "青葉製作所と電話。\n件名という言葉は出ない", "青葉製作所と電話。"),
    ],
)
def test_titles(front: dict[str, Any], body: str, expected: str) -> None:
    assert title_of(front, body, "2026/議事録.md") == expected


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(ANYTHING, st.text())
def test_nothing_a_file_can_say_raises(value: Any, text: str) -> None:
    front = {"title": value, "held_at": value, "date": value}
    assert isinstance(first_text(value), str)
    assert all(isinstance(name, str) and name for name in (*names(value), *tags(value)))
    assert access(value) in ("team", "managers", "private")
    assert isinstance(title_of(front, text, text or "a"), str)
    held_of(front, text)
