"""A note is read as its writer meant it, and changing one thing in it changes nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from notes_app.minutes.encoding import clean
from notes_app.minutes.errors import UnreadableNoteError
from notes_app.minutes.note import CANONICAL_KEYS, Note
from notes_app.minutes.note_text import (
    edit_front_matter,
    edit_note,
    new_note_bytes,
    parse_leniently,
    parse_note,
    revision_of,
)

LIVED_IN = """\
---
# 営業2課の書き方
title: "青空商事: 初回訪問"   # 仮題
account: '青空商事'
開始: 12:30
決裁: no
コード: 007
contacts:
  - 田中部長
  # 鈴木様は欠席
  - 佐々木様
tags: [商談, "予算"]  # あとで見直す
memo: |
  一行目
    字下げ

held_at: 2026-11-22T10:00:00+09:00
nested:
    deep: {a: [1, 2], b: "}"}
empty:
---

# 見出し

本文。
"""


def parsed(text: str, path: str = "a.md") -> Note:
    return parse_note(text.encode(), path)


def test_reads_a_lived_in_note() -> None:
    note = parsed(LIVED_IN)
    assert note.front == {
        "title": "青空商事: 初回訪問",
        "account": "青空商事",
        "開始": "12:30",
        "決裁": "no",
        "コード": "007",
        "contacts": ["田中部長", "佐々木様"],
        "tags": ["商談", "予算"],
        "memo": "一行目\n  字下げ\n",
        "held_at": datetime(2026, 11, 22, 10, tzinfo=timezone(timedelta(hours=9))),
        "nested": {"deep": {"a": [1, 2], "b": "}"}},
        "empty": None,
    }
    assert (note.title, note.account, note.contacts, note.tags) == (
        "青空商事: 初回訪問",
        "青空商事",
        ("田中部長", "佐々木様"),
        ("商談", "予算"),
    )
    assert (note.held_on, note.body) == (date(2026, 11, 22), "# 見出し\n\n本文。\n")


@pytest.mark.parametrize(
    ("changes", "gone", "new"),
    [
        ({"title": "二回目"}, ['title: "青空商事: 初回訪問"   # 仮題'], ['title: "二回目"   # 仮題']),
        ({"account": "緑川"}, ["account: '青空商事'"], ["account: '緑川'"]),
        ({"決裁": "部長"}, ["決裁: no"], ["決裁: 部長"]),
        ({"決裁": "yes"}, ["決裁: no"], ["決裁: 'yes'"]),
        (
            {"tags": ["商談", "a: b"]},
            ['tags: [商談, "予算"]  # あとで見直す'],
            ["tags: [商談, 'a: b']  # あとで見直す"],
        ),
        ({"contacts": ("林様",)}, ["  - 田中部長", "  # 鈴木様は欠席", "  - 佐々木様"], ["  - 林様"]),
        ({"contacts": None}, ["contacts:", "  - 田中部長", "  # 鈴木様は欠席", "  - 佐々木様"], []),
        ({"memo": "短く"}, ["memo: |", "  一行目", "    字下げ"], ["memo: 短く"]),
        ({"id": "n0123456789a"}, [], ["id: n0123456789a"]),
        ({"予算": 5_000_000}, [], ["予算: 5000000"]),
        ({"empty": ["x"]}, ["empty:"], ["empty:", "  - x"]),
        (
            {"nested": None, "empty": "v"},
            ["nested:", '    deep: {a: [1, 2], b: "}"}', "empty:"],
            ["empty: v"],
        ),
        ({"held_at": "2026-11-23"}, ["held_at: 2026-11-22T10:00:00+09:00"], ["held_at: 2026-11-23"]),
    ],
)
def test_an_edit_touches_only_the_lines_of_its_key(
    changes: dict[str, Any], gone: list[str], new: list[str]
) -> None:
    edited = edit_front_matter(LIVED_IN.encode(), changes).decode()
    before, after = LIVED_IN.split("\n"), edited.split("\n")
    assert [line for line in before if line not in after] == [line for line in gone if line not in new]
    assert [line for line in after if line not in before] == [line for line in new if line not in gone]
    expected = {**parsed(LIVED_IN).front, **{key: parsed(edited).front.get(key) for key in changes}}
    assert parsed(edited).front == {
        key: value for key, value in expected.items() if changes.get(key, "") is not None
    }


def test_saying_what_is_there_already_changes_nothing() -> None:
    note = parsed(LIVED_IN)
    as_a_form_says_it = {
        "title": "青空商事: 初回訪問",
        "コード": "007",
        "contacts": ("田中部長", "佐々木様"),
        "開始": "12:30",
        "held_at": "2026-11-22T10:00:00+09:00",
        "deal": None,
    }
    data = LIVED_IN.encode()
    assert edit_front_matter(data, as_a_form_says_it) is data
    assert edit_note(data, dict(note.front), note.body) is data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_byte_survives_in_any_encoding(encoding: str, newline: str) -> None:
    data = LIVED_IN.replace("\n", newline).encode(encoding)
    note = parse_note(data, "a.md")
    assert note.text == LIVED_IN
    assert edit_note(data, dict(note.front), note.body) == data
    edited = edit_note(data, {"id": "n1"}, note.body + "追記\n")
    assert edited == LIVED_IN.replace("# 営業", "# 営業").replace("title:", "id: n1\ntitle:", 1).replace(
        "本文。\n", "本文。\n追記\n"
    ).replace("\n", newline).encode(encoding)


TOML = (
    '+++\n# 上書き禁止\ntitle = "議事録"   # 題\ntags = ["a",\n  "b"]\n'
    "at = 2026-11-22\n\n[deal]\namount = 1_000\n+++\n\n本文\n"
)


def test_toml_is_read_and_edited_in_place() -> None:
    note = parsed(TOML)
    assert note.front == {
        "title": "議事録",
        "tags": ["a", "b"],
        "at": date(2026, 11, 22),
        "deal": {"amount": 1000},
    }
    assert edit_front_matter(TOML.encode(), {"title": "新", "at": None, "x": "y"}).decode() == (
        '+++\n# 上書き禁止\ntitle = "新"   # 題\ntags = ["a",\n  "b"]\nx = "y"\n\n'
        "[deal]\namount = 1_000\n+++\n\n本文\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "# 題\n本文",
        "",
        "---\n",
        "---\n本文だけ\n---\n続き",
        "---\n- a\n- b\n---\n",
        "--------\n日時: 10時\n--------\n本文",
        "---\nkey: v\n本文に続き",
        "文\n---\nkey: v\n---\n",
        "+++\n足し算\n+++\n",
    ],
    ids=[
        "none",
        "empty",
        "open",
        "sentence",
        "list",
        "ornament",
        "never closed",
        "not at the top",
        "plus signs",
    ],
)
def test_rules_and_ornaments_are_no_front_matter(text: str) -> None:
    note = parsed(text)
    assert (note.front, note.body) == ({}, text)


def test_a_file_without_front_matter_gets_one_before_its_untouched_text() -> None:
    data = "議事録\r\n日時：10時\r\n".encode("cp932")
    edited = edit_front_matter(data, {"title": "打合せ", "id": "n1", "deal": None})
    assert edited == "---\r\nid: n1\r\ntitle: 打合せ\r\n---\r\n\r\n".encode("cp932") + data


DEEP = "a: " + "[" * 30 + "]" * 30
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"


@pytest.mark.parametrize(
    ("front", "line", "reason"),
    [
        ("title: a: b", 2, "mapping values are not allowed"),
        ("a: 1\nb: [x", 3, "not valid YAML"),
        ("a: 1\nb: 2\na: 3", 4, "written twice"),
        (BOMB, 3, "aliases"),
        ("a: !!python/object:os.system x", 2, "tags"),
        ("a: 1\n? [x]\n: 2", 3, "plain text"),
        (DEEP, 2, "deeper than 20"),
        ("a: 1\n\tb: 2", 3, "not valid YAML"),
        ("big: " + "x" * 70_000, 2, "larger than 64 kB"),
    ],
    ids=["colon", "bracket", "twice", "bomb", "tag", "list as key", "deep", "tab", "large"],
)
def test_broken_front_matter_is_named_by_file_line_and_reason(front: str, line: int, reason: str) -> None:
    text = f"---\n{front}\n---\n本文\n"
    with pytest.raises(UnreadableNoteError) as caught:
        parse_note(text.encode(), "会議/a.md")
    assert (caught.value.path, caught.value.line) == ("会議/a.md", line)
    assert reason in caught.value.reason
    assert f"会議/a.md の {line} 行目" in caught.value.explain("ja")
    note, problem = parse_leniently(text.encode(), "会議/a.md")
    assert (note.text, note.body, note.problem, str(problem)) == (text, text, problem, str(caught.value))
    with pytest.raises(UnreadableNoteError):
        edit_front_matter(text.encode(), {"id": "n1"})


def test_broken_toml_is_named_too() -> None:
    with pytest.raises(UnreadableNoteError, match="line 3") as caught:
        parsed("+++\na = 1\nb = \n+++\n")
    assert "not valid TOML" in caught.value.reason
    with pytest.raises(UnreadableNoteError, match="deeper than 20"):
        parsed("+++\na = " + "[" * 400 + "]" * 400 + "\n+++\n")


def test_a_broken_private_note_stays_private_and_keeps_its_name() -> None:
    note, problem = parse_leniently(
        b'---\nid: "n123"\ntitle: a: b\naccess: private\nauthor: \xe4\xbd\x90\xe8\x97\xa4\n---\n', "a.md"
    )
    assert problem is not None
    assert (note.note_id, note.access, note.author, note.readers) == (
        "n123",
        "private",
        "佐藤",
        {"person:佐藤"},
    )


def test_a_binary_file_is_refused_and_shows_no_text() -> None:
    with pytest.raises(UnreadableNoteError, match="binary data"):
        parse_note(b"\x89PNG\x00\x00", "p.md")
    note, _ = parse_leniently(b"\x89PNG\x00\x00", "p.md")
    assert (note.text, note.access) == ("", "managers")


def test_a_new_note_has_its_keys_in_order_and_blanks_left_out() -> None:
    front = {
        "予算": "500万円",
        "tags": ("商談",),
        "title": "no",
        "id": "n1",
        "deal": "",
        "contacts": [],
        "held_at": datetime(2026, 11, 22, 1, tzinfo=UTC),
        "x": None,
    }
    assert new_note_bytes(front, "本文\r\n\x00").decode() == (
        "---\nid: n1\ntitle: 'no'\nheld_at: 2026-11-22T01:00:00+00:00\n"
        "tags:\n  - 商談\n予算: 500万円\n---\n\n本文\n"
    )


def test_the_revision_is_that_of_the_bytes() -> None:
    assert parsed("a").revision == revision_of(b"a") == "ca978112ca1bbdca"


# --- whatever people write ----------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
SCALARS = (
    WORDS
    | st.integers(-(10**6), 10**15)
    | st.booleans()
    | st.dates()
    | st.sampled_from(
        [
            "no",
            "12:30",
            "007",
            "1e3",
            "~",
            "2026-11-22",
            "- a",
            "a: b",
            "# c",
            "'",
            '"',
            "|",
            "*x",
            "&y",
            "!z",
            "%",
            "@",
            "`",
            "{a}",
            "[",
            " lead",
            "trail ",
            "二行\nある",
            "\u2028",
            "\ufeff",
        ]
    )
)
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(WORDS, SCALARS, max_size=2)
KEYS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8).filter(
    lambda key: key not in ("id", "held_at", "date")
)
FRONTS = st.dictionaries(KEYS, VALUES, max_size=5)
BODIES = st.text(st.characters(exclude_categories=("Cs",)), max_size=60).map(clean)


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {clean(key): value for key, value in values.items()}


@given(FRONTS, BODIES)
def test_a_new_note_says_what_it_was_given(front: dict[str, Any], body: str) -> None:
    note = parse_note(new_note_bytes({"id": "n1", **front}, body), "a.md")
    kept = {key: value for key, value in front.items() if value not in ("", []) or key not in CANONICAL_KEYS}
    assert (note.front, note.body) == ({"id": "n1", **kept}, body)


@given(FRONTS, BODIES, FRONTS, BODIES)
def test_any_edit_gives_what_was_asked_and_keeps_the_rest(
    front: dict[str, Any], body: str, changes: dict[str, Any], new_body: str
) -> None:
    data = new_note_bytes({"id": "n1", **front}, body)
    note = parse_note(edit_note(data, changes, new_body), "a.md")
    for key, value in changes.items():
        said = note.front[key]
        assert said == value or str(said) == str(value).strip() or said == front.get(key)
    assert {key: value for key, value in note.front.items() if key not in changes} == {
        key: value for key, value in {"id": "n1", **front}.items() if key not in changes
    }
    assert note.body == new_body


LINES = st.sampled_from(
    [
        "title: 題",
        "title: '題: 副題' # 注",
        'a: "x"',
        "b: 12:30",
        "c: no",
        "d: 007",
        "# 注",
        "",
        "e:",
        "  - x",
        "- y",
        "f: |",
        "  text",
        "g: [1, 2]",
        "h: {i: j}",
        "k: >-",
        "  folded",
        "    more",
        "...",
        "日時: 2026-11-22",
        "x: y: z",
        "l: *m",
        "\u3000全角",
        "n: [",
        "]",
    ]
)


@given(
    st.lists(LINES, max_size=8),
    st.sampled_from(["---", "+++", "----", "--- "]),
    BODIES,
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_opening_and_saving_without_a_change_keeps_every_byte(
    lines: list[str], fence: str, body: str, newline: str, encoding: str
) -> None:
    data = "\n".join([fence, *lines, fence, body]).replace("\n", newline).encode(encoding)
    try:
        note = parse_note(data, "a.md")
    except UnreadableNoteError:
        note, problem = parse_leniently(data, "a.md")
        assert problem is not None
        assert note.text == note.body
        return
    assert edit_note(data, dict(note.front), note.body) == data


@given(
    st.lists(LINES, max_size=8),
    st.sampled_from(["title", "a", "e", "f", "g", "新"]),
    SCALARS | st.lists(SCALARS, max_size=2) | st.none(),
)
def test_editing_any_readable_front_matter_sets_that_key_alone(
    lines: list[str], key: str, value: Any
) -> None:
    data = "\n".join(["---", *lines, "---", "", "本文"]).encode()
    try:
        before = parse_note(data, "a.md")
    except UnreadableNoteError:
        return
    assume(before.body == "本文")
    after = parse_note(edit_front_matter(data, {key: value}), "a.md")
    assert {k: v for k, v in after.front.items() if k != key} == {
        k: v for k, v in before.front.items() if k != key
    }
    stays_blank = value is None and key in before.front and before.front[key] is None
    assert (key in after.front) == (value is not None or stays_blank)
    assert after.body == "本文"


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"---\n", b"---\ntitle: x\n---\n", b"\xef\xbb\xbf---\n"])
)
def test_no_file_at_all_breaks_reading(data: bytes, start: bytes) -> None:
    note, problem = parse_leniently(start + data, "2026-11-22 a.md")
    assert note.text[note.body_start :] == note.body
    assert (problem is None) == (note.problem is None)
