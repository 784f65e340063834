"""What every `Catalog` must do, whichever engine is behind it. A new engine joins by one line in
`ENGINES`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes_app.catalog.catalog import (
    DIMENSIONS,
    EVERYTHING,
    SORTS,
    Catalog,
    NoteFilter,
    UnknownDimensionError,
    UnknownSortError,
)
from notes_app.catalog.entry import CatalogEntry
from notes_app.catalog.memory import MemoryCatalog, values_of
from notes_app.catalog.sqlite import SqliteCatalog

ENGINES: dict[str, Callable[[Path], Catalog]] = {
    "memory": lambda folder: MemoryCatalog(),
    "sqlite": lambda folder: SqliteCatalog(folder / "catalog.sqlite"),
}
TEAM = frozenset({"team", "role:rep", "person:佐藤"})


@pytest.fixture(params=list(ENGINES))
def catalog(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalog]:
    opened = ENGINES[request.param](tmp_path)
    yield opened
    opened.close()


def entry(note_id: str, **facts: object) -> CatalogEntry:
    plain = CatalogEntry(
        note_id=note_id, path=f"2026/{note_id}.md", title=f"題 {note_id}", size=10, mtime_ns=1_000
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


def ids(catalog: Catalog, where: NoteFilter = EVERYTHING, **how: object) -> list[str]:
    page = catalog.list(where, **{"readers": TEAM, **how})  # type: ignore[arg-type]
    return [found.note_id for found in page.entries]


def test_what_goes_in_comes_out_whole(catalog: Catalog) -> None:
    full = entry(
        "n1",
        kind="phone",
        account="青空株式会社",
        contacts=("山田", "鈴木"),
        deal="更新",
        owner="佐藤",
        author="田中",
        channel="phone",
        held_on=date(2026, 4, 1),
        held_at="2026-04-01T12:30:00+09:00",
        tags=("見積", "急ぎ"),
        template="営業",
        readers=frozenset({"person:田中", "role:manager"}),
        revision="a" * 16,
        excerpt="抜粋",
        unreadable_reason="",
    )
    catalog.replace([full])
    assert catalog.find("n1") == full
    assert catalog.find_by_path(full.path) == full
    assert catalog.find("n2") is None


def test_a_second_entry_of_the_same_note_takes_the_first_ones_place(catalog: Catalog) -> None:
    catalog.replace([entry("n1", tags=("古い",)), entry("n2")])
    catalog.replace([entry("n1", path="moved.md", tags=("新しい",))])
    assert sorted(catalog.snapshot()) == ["2026/n2.md", "moved.md"]
    assert catalog.count_by("tag", readers=TEAM) == (("新しい", 1),)


def test_a_path_belongs_to_one_note(catalog: Catalog) -> None:
    catalog.replace([entry("n1", path="a.md")])
    catalog.replace([entry("n2", path="a.md")])
    assert ids(catalog) == ["n2"]


def test_removal_comes_before_insertion_and_the_cursor_moves_with_them(catalog: Catalog) -> None:
    catalog.replace([entry("n1"), entry("n2")], cursor=7)
    catalog.replace([entry("n1", title="戻った")], remove=["n1", "n2", "n9"], cursor=9)
    assert ids(catalog) == ["n1"]
    assert catalog.cursor() == 9
    catalog.replace([entry("n3")])
    assert catalog.cursor() == 9


def test_clear_and_replace_all_start_again(catalog: Catalog) -> None:
    catalog.replace([entry("n1", tags=("見積",))], cursor=7)
    catalog.replace_all([entry("n2")], cursor=3)
    assert (ids(catalog), catalog.cursor(), catalog.count_by("tag", readers=TEAM)) == (["n2"], 3, ())
    catalog.clear()
    assert (ids(catalog), catalog.cursor()) == ([], 0)


def test_a_failing_write_changes_nothing(catalog: Catalog) -> None:
    catalog.replace([entry("n1")], cursor=1)

    def broken() -> Iterator[CatalogEntry]:
        yield entry("n2")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        catalog.replace(broken(), remove=["n1"], cursor=2)
    assert (ids(catalog), catalog.cursor()) == (["n1"], 1)


FOUR = (
    entry(
        "a",
        title="ＡＢＣ商事 訪問",
        account="ABC商事",
        author="佐藤",
        owner="田中",
        held_on=date(2026, 4, 1),
        held_at="2026-04-01T15:00",
        tags=("見積",),
        kind="minutes",
        channel="visit",
        deal="更新",
        contacts=("山田",),
        template="営業",
    ),
    entry(
        "b",
        title="abc商事 電話",
        account="ABC商事",
        author="田中",
        held_on=date(2026, 4, 1),
        tags=("見積", "急ぎ"),
        kind="phone",
        channel="phone",
    ),
    entry(
        "c",
        title="青空 訪問",
        account="青空",
        author="佐藤",
        held_on=date(2026, 3, 31),
        path="imported/c.md",
        mtime_ns=5_000,
    ),
    entry("d", title="日付なし", path="imported/old/d.md", unreadable_reason="YAML の 3 行目", kind=""),
)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (NoteFilter(), "abcd"),
        (NoteFilter(account="ABC商事"), "ab"),
        (NoteFilter(account=""), "d"),
        (NoteFilter(author="佐藤", month="2026-04"), "a"),
        (NoteFilter(month=""), "d"),
        (NoteFilter(tag="見積"), "ab"),
        (NoteFilter(tag=""), "cd"),
        (NoteFilter(tag="見"), ""),
        (NoteFilter(contact="山田"), "a"),
        (NoteFilter(kind="phone"), "b"),
        (NoteFilter(channel="visit", deal="更新", template="営業"), "a"),
        (NoteFilter(by=frozenset({"田中"})), "ab"),
        (NoteFilter(by=frozenset()), ""),
        (NoteFilter(since=date(2026, 4, 1)), "ab"),
        (NoteFilter(until=date(2026, 3, 31)), "c"),
        (NoteFilter(since=date(2026, 3, 31), until=date(2026, 4, 1)), "abc"),
        (NoteFilter(ids=frozenset({"a", "d", "zz"})), "ad"),
        (NoteFilter(ids=frozenset()), ""),
        (NoteFilter(title_prefix="Abc商事"), "ab"),
        (NoteFilter(title_prefix="%"), ""),
        (NoteFilter(folder="imported"), "cd"),
        (NoteFilter(folder="imported/old/"), "d"),
        (NoteFilter(folder="import"), ""),
        (NoteFilter(is_unreadable=True), "d"),
        (NoteFilter(is_unreadable=False), "abc"),
        (NoteFilter(owner="田中' OR 1=1 --"), ""),
    ],
)
def test_filters(catalog: Catalog, where: NoteFilter, expected: str) -> None:
    catalog.replace(FOUR)
    assert "".join(sorted(ids(catalog, where))) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-held_on", "abcd"),
        ("held_on", "cbad"),
        ("title", "abdc"),
        ("-account", "cabd"),
        ("-changed", "cabd"),
        ("path", "abcd"),
        ("-path", "dcba"),
    ],
)
def test_sorts_with_empty_values_last_and_ties_by_id(catalog: Catalog, sort: str, expected: str) -> None:
    catalog.replace(FOUR)
    assert "".join(ids(catalog, sort=sort)) == expected


def test_pages_fit_together(catalog: Catalog) -> None:
    catalog.replace([entry(f"n{number:02}", held_on=date(2026, 4, 1)) for number in range(10)])
    pages = [ids(catalog, limit=4, offset=offset) for offset in (0, 4, 8, 12)]
    assert [len(page) for page in pages] == [4, 4, 2, 0]
    assert [note_id for page in pages for note_id in page] == [f"n{number:02}" for number in range(10)]
    assert catalog.list(readers=TEAM, limit=4, offset=8).total == 10
    assert catalog.list(readers=TEAM, limit=0).total == 10
    assert len(ids(catalog, limit=-5)) == 0
    assert len(ids(catalog, offset=-5)) == 10


def test_counts_most_first_and_months_newest_first(catalog: Catalog) -> None:
    catalog.replace(FOUR)
    assert catalog.count_by("account", readers=TEAM) == (("ABC商事", 2), ("青空", 1))
    assert catalog.count_by("tag", readers=TEAM) == (("見積", 2), ("急ぎ", 1))
    assert catalog.count_by("contact", readers=TEAM) == (("山田", 1),)
    assert catalog.count_by("month", readers=TEAM) == (("2026-04", 2), ("2026-03", 1))
    assert catalog.count_by("kind", NoteFilter(account="ABC商事"), readers=TEAM) == (
        ("minutes", 1),
        ("phone", 1),
    )


def test_only_what_is_known_is_sorted_or_counted_by(catalog: Catalog) -> None:
    with pytest.raises(UnknownSortError):
        catalog.list(readers=TEAM, sort="held_on; drop table entry")
    with pytest.raises(UnknownDimensionError):
        catalog.count_by("password", readers=TEAM)  # type: ignore[arg-type]


def test_the_machine_itself_sees_all_and_nobody_sees_nothing(catalog: Catalog) -> None:
    catalog.replace([entry("n1", readers=frozenset()), entry("n2")])
    assert ids(catalog, readers=None, sort="path") == ["n1", "n2"]
    assert ids(catalog, readers=frozenset()) == []


def test_threads_write_and_read_at_once(catalog: Catalog) -> None:
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for step in range(5):
                catalog.replace([entry(f"n{number}-{step}")])
                catalog.list(readers=TEAM)
                catalog.count_by("account", readers=TEAM)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert catalog.list(readers=TEAM).total == 30


tokens = st.sampled_from(["team", "role:manager", "role:admin", "person:佐藤", "person:田中", "person:x"])
names = st.sampled_from(["", "青空", "ABC", "ＡＢＣ", "b'; --", "%"])
drawn = st.builds(
    entry,
    st.uuids().map(str),
    title=names,
    account=names,
    author=names,
    owner=names,
    kind=st.sampled_from(["", "minutes", "phone"]),
    held_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 3, 3)),
    tags=st.lists(names.filter(bool), unique=True, max_size=3).map(tuple),
    contacts=st.lists(names.filter(bool), unique=True, max_size=2).map(tuple),
    readers=st.frozensets(tokens, max_size=3),
    mtime_ns=st.integers(0, 3),
    excerpt=st.text(st.characters(codec="utf-8"), max_size=5),
)
filters = st.builds(
    NoteFilter,
    account=st.none() | names,
    author=st.none() | names,
    tag=st.none() | names,
    month=st.none() | st.just("2026-02"),
    since=st.none() | st.just(date(2026, 2, 1)),
    until=st.none() | st.just(date(2026, 2, 20)),
    title_prefix=names,
    by=st.none() | st.frozensets(names, max_size=2),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(drawn, max_size=12), st.frozensets(tokens), filters, st.sampled_from(SORTS), st.booleans())
def test_engines_agree_and_show_only_what_may_be_read(
    entries: list[CatalogEntry], readers: frozenset[str], where: NoteFilter, sort: str, is_downwards: bool
) -> None:
    sort = f"-{sort}" if is_downwards else sort
    with TemporaryDirectory() as folder:
        catalogs = [make(Path(folder)) for make in ENGINES.values()]
        for catalog in catalogs:
            catalog.replace(entries)
        pages = [catalog.list(where, readers=readers, sort=sort, limit=5) for catalog in catalogs]
        counts = [
            [catalog.count_by(name, where, readers=readers) for name in DIMENSIONS] for catalog in catalogs
        ]
        for catalog in catalogs:
            catalog.close()
    allowed = [one for one in entries if not one.readers.isdisjoint(readers)]
    assert pages[0] == pages[1]
    assert counts[0] == counts[1]
    assert {one.note_id for one in pages[1].entries} <= {one.note_id for one in allowed}
    assert pages[1].total <= len(allowed)
    visible = {value for one in allowed for name in DIMENSIONS for value in values_of(one, name)}
    assert {value for pairs in counts[1] for value, _ in pairs} <= visible
