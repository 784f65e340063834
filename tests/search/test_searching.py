"""Search as the product asks for it: nothing stale, closest when nothing holds all, other spellings, completion."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

import pytest

from notes_app.minutes.note import Note
from notes_app.search.engines import open_index
from notes_app.search.engines.swapping import SwappingIndex
from notes_app.search.index import IndexedNote
from notes_app.search.indexing import indexed_note
from notes_app.search.readings import kana_of, reading_of
from notes_app.search.searching import Found, Searcher
from notes_app.search.suggestions import edit_distance

TODAY = date(2026, 11, 22)
TEAM = frozenset({"team"})

NOTES = (
    IndexedNote(
        "a",
        "a.md",
        "初回訪問",
        "監視カメラの見積りを渡した。決裁者は工場長。値引きは断った。",
        account="青葉製作所",
        owner="田中",
        tags=("新規",),
    ),
    IndexedNote(
        "b",
        "b.md",
        "電話",
        "監視カメラの納期を聞かれた。キーマンは購買課長。",
        account="株式会社みどり",
        owner="渡邉",
        tags=("納期",),
    ),
    IndexedNote(
        "c", "c.md", "定例", "会計ソフトの更新。サーバーの保守期限。", account="青葉製作所", owner="田中"
    ),
    IndexedNote(
        "s",
        "s.md",
        "人事",
        "極秘プロジェクトの話。",
        account="秘密商事",
        owner="部長",
        readers=frozenset({"role:manager"}),
    ),
)


@pytest.fixture(scope="module", params=["memory", "whoosh", "tantivy"])
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    index: SwappingIndex = open_index(request.param, tmp_path_factory.mktemp("searching") / "index")
    index.replace(NOTES)
    yield Searcher(index, aliases={"決裁者": ("決定権者", "キーマン")})
    index.close()


def ask(searcher: Searcher, text: str, **more: object) -> Found:
    return searcher.search(text, today=TODAY, **{"readers": TEAM, **more})  # type: ignore[arg-type]


def ids(found: Found) -> list[str]:
    return [hit.note_id for hit in found.result.hits]


def test_a_note_deleted_a_moment_ago_is_gone_at_once(searcher: Searcher) -> None:
    def may_show(note_ids: Collection[str]) -> set[str]:
        return set(note_ids) - {"a"}

    found = ask(searcher, "監視カメラ", may_show=may_show)
    assert (ids(found), found.result.total) == (["b"], 1)
    assert ids(ask(searcher, "監視カメラ", may_show=may_show, limit=1)) == ["b"]


def test_when_no_note_holds_all_the_closest_come_first(searcher: Searcher) -> None:
    found = ask(searcher, "監視カメラ 納期 値上げ")
    assert ids(found)[0] == "b"
    assert found.query.is_question
    assert "近い順" in found.query.notes[-1].explain("ja")
    assert ids(ask(searcher, '"監視カメラ" 値上げ')) == []


def test_aliases_are_expanded_named_and_switchable(searcher: Searcher) -> None:
    found = ask(searcher, "決裁者")
    assert set(ids(found)) == {"a", "b"}
    assert "キーマン" in found.query.explain()
    assert {hit.note_id: hit.matched_aliases for hit in found.result.hits} == {"a": (), "b": ("キーマン",)}
    shown = {hit.note_id: hit.snippets[0] for hit in found.result.hits}
    assert [shown["b"].text[start:end] for start, end in shown["b"].highlights] == ["キーマン"]
    assert ids(ask(searcher, "決裁者", with_aliases=False)) == ["a"]


class TestDidYouMean:
    @pytest.mark.parametrize(
        ("typed", "offered"),
        [
            ("監視カマラ", "監視カメラ"),
            ("会計ソフウト", "会計ソフト"),
            ("青葉製作書", "青葉製作所"),
            ("購売課長", "購買課長"),
        ],
    )
    def test_offers_what_finds_something(self, searcher: Searcher, typed: str, offered: str) -> None:
        suggestions = ask(searcher, typed).did_you_mean
        assert suggestions
        for spelling in suggestions:
            assert ids(ask(searcher, f'"{spelling}"'))
        assert offered in suggestions

    def test_never_from_notes_the_asker_may_not_read(self, searcher: Searcher) -> None:
        for typed in ("秘密商事株", "極秘プロジエクタ", "秘密商時"):
            assert not any("秘" in spelling for spelling in ask(searcher, typed).did_you_mean)
        assert ask(searcher, "秘密商時", readers=TEAM | {"role:manager"}).did_you_mean == ("秘密商事",)


@pytest.mark.parametrize(
    ("asked", "unknown"),
    [
        ("監視カメラ ヌルポ", ("ヌルポ",)), ("監視カメラ 納期", ()), ("ヌルポの値引きは断ったのですか？", ("ヌルポ",)), ("顧客:青葉 ヌルポ", ("ヌルポ",)),
        ("-ヌルポ", ()), ("極秘プロジェクト", ("極秘プロジェクト",)), ("あ" * 30, ()),
    ],
)  # fmt: skip
def test_of_a_search_in_vain_the_words_nobody_wrote_are_told(searcher: Searcher, asked: str, unknown: tuple[str, ...]) -> None:
    assert searcher.unknown_words(asked, today=TODAY, readers=TEAM) == unknown


class TestCompletion:
    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("青", "青葉製作所"),
            ("みど", "株式会社みどり"),
            ("たな", "田中"),
            ("tana", "田中"),
            ("わたな", "渡邉"),
            ("watanab", "渡邉"),
            ("渡辺", "渡邉"),
            ("納", "納期"),
        ],
    )
    def test_by_kanji_kana_and_romaji(self, searcher: Searcher, typed: str, first: str) -> None:
        assert searcher.complete(typed, readers=TEAM)[0].value == first

    def test_counts_under_permission(self, searcher: Searcher) -> None:
        assert searcher.complete("秘密", readers=TEAM) == ()
        assert searcher.complete("秘密", readers=frozenset({"role:manager"}))[0].note_count == 1
        assert searcher.complete("青葉", readers=TEAM)[0].note_count == 2

    def test_offers_labels_given_to_it(self, searcher: Searcher) -> None:
        assert [c.value for c in searcher.complete("決裁", readers=TEAM, labels=("決裁者", "予算"))] == [
            "決裁者"
        ]

    def test_of_nothing_is_nothing(self, searcher: Searcher) -> None:
        assert searcher.complete(" ", readers=TEAM) == ()


def test_related_notes_leave_the_note_itself_out(searcher: Searcher) -> None:
    assert searcher.related(NOTES[0], readers=TEAM)[0].note_id == "b"
    same_customer = searcher.related(NOTES[0], readers=TEAM, account="青葉製作所")
    assert {hit.note_id for hit in same_customer} <= {"c"}


def test_readings_and_romaji_meet() -> None:
    for name, romaji in (
        ("田中", "tanaka"),
        ("渡邉", "watanabe"),
        ("佐藤", "satou"),
        ("佐藤", "sato"),
        ("清水", "shimizu"),
        ("本田", "honda"),
    ):
        assert reading_of(name) == kana_of(romaji), name


@pytest.mark.parametrize(
    ("first", "second", "slips"),
    [
        ("監視", "監視", 0),
        ("監視", "監祝", 1),
        ("かきく", "きかく", 1),
        ("あ", "あいう", 2),
        ("あいう", "えおか", 3),
    ],
)
def test_edit_distance(first: str, second: str, slips: int) -> None:
    assert edit_distance(first, second, 2) == slips


def test_a_note_is_indexed_with_everything_a_person_confirmed() -> None:
    note = Note(
        "n1", "n1.md", "---\nid: n1\n---\n本文", 13, "0" * 16, title="題", account="青葉", author="佐藤", owner="田中", contacts=("渡邉様",),
        held_on=date(2026, 4, 1), tags=("新規",), front={"id": "n1", "予算": 5000000, "stage": "提案", "members": ["A", "B"], "x": None},
    )  # fmt: skip
    told = indexed_note(note)
    assert told.body == note.body
    assert told.labels == "渡邉様"
    assert told.attributes == {"予算": "5000000", "stage": "提案", "members": "A B"}
    assert told.readers == note.readers


@pytest.mark.parametrize(
    ("typed", "notes", "name"),
    [("あおば", {"a", "c"}, "青葉製作所"), ("わたなべ", {"b"}, "渡邉"), ("たなか 見積り", {"a"}, "田中"), ("ひみつ", set(), "")],
    ids=["head of a customer's name", "a colleague", "beside another word", "nobody the asker may see"],
)
def test_names_are_found_by_how_they_are_read(searcher: Searcher, typed: str, notes: set[str], name: str) -> None:
    found = searcher.search(typed, today=TODAY, readers=TEAM)
    assert {hit.note_id for hit in found.result.hits} == notes
    assert all(name in hit.matched_aliases for hit in found.result.hits)
    assert "秘密商事" not in found.query.explain()
    assert not searcher.search(typed, today=TODAY, readers=TEAM, with_aliases=False).query.wanted[0].aliases
