"""What a list shows of a note."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.catalog.entry import EXCERPT_LENGTH, entry_of, excerpt_of
from notes_app.minutes.note_text import parse_leniently, parse_note


@pytest.mark.parametrize(
    ("body", "excerpt"),
    [
        ("# 青空商事 訪問\n\n予算は**500万円**。", "青空商事 訪問 予算は500万円。"),
        ("- [ ] 見積を送る\n- [x] 電話\n1. 一番\n> 引用", "見積を送る 電話 一番 引用"),
        ("[資料](https://example.jp/a_b)と![図](x.png)を見た", "資料と図を見た"),
        ("| 項目 | 値 |\n|---|---|\n| 予算 | 500万円 |", "項目 値 予算 500万円"),
        ("```\ncode\n```\n---\n本文 <!-- 秘密 --> つづき", "code 本文 つづき"),
        ("snake_case と 2*3*4 と \\*星\\*", "snake_case と 2*3*4 と *星*"),
        ("<b>太字</b>で<script>alert(1)</script>", "太字でalert(1)"),
        ("■議題\n・予算\n　全角の字下げ", "■議題 ・予算 全角の字下げ"),
        ("", ""),
    ],
)
def test_excerpt_is_what_a_reader_sees(body: str, excerpt: str) -> None:
    assert excerpt_of(body) == excerpt


def test_the_title_is_not_repeated_and_the_end_is_marked() -> None:
    assert excerpt_of("# 題\n本文", "題") == "本文"
    long = excerpt_of("あ" * 500)
    assert (len(long), long[-1]) == (EXCERPT_LENGTH, "…")


@given(st.text(max_size=300))
def test_any_body_has_an_excerpt_of_one_line(body: str) -> None:
    excerpt = excerpt_of(body)
    assert len(excerpt) <= EXCERPT_LENGTH
    assert "\n" not in excerpt
    excerpt.encode()


@pytest.mark.parametrize(
    "body", ["x" * 200_000, "[" * 50_000, "*" * 50_000, "`a" * 50_000, "<!--" * 50_000, "#" * 50_000]
)
def test_a_hostile_body_costs_no_more_than_another(body: str) -> None:
    assert len(excerpt_of(body)) <= EXCERPT_LENGTH


def test_an_entry_carries_what_lists_and_filters_need() -> None:
    front = "id: n1\ntitle: 訪問\naccount: 青空\ntags: [見積, 見積]\nheld_at: 2026-04-01 12:30"
    front += "\naccess: managers\nauthor: 佐藤"
    text = f"---\n{front}\n---\n\n本文\n"
    entry = entry_of(parse_note(text.encode(), "2026/04/a.md"), size=9, mtime_ns=7)
    assert (entry.note_id, entry.title, entry.account, entry.tags, entry.month) == (
        "n1",
        "訪問",
        "青空",
        ("見積",),
        "2026-04",
    )
    assert entry.held_at.startswith("2026-04-01T12:30")
    assert entry.readers == {"role:manager", "role:admin", "person:佐藤"}
    assert (entry.excerpt, entry.size, entry.mtime_ns, entry.unreadable_reason) == (
        "本文",
        9,
        7,
        "",
    )


def test_a_broken_file_has_an_entry_that_says_why_in_both_languages() -> None:
    note, _ = parse_leniently(b"---\ntitle: [\naccess: private\n---\nx", "a.md")
    entry = entry_of(note, size=1, mtime_ns=1)
    assert entry.title
    assert entry.unreadable_reason != entry.unreadable_reason_en != ""
    assert "team" not in entry.readers
