"""What every `SearchIndex` must do, whichever engine is behind it. A new engine joins by one line in `ENGINES`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from notes_app.search.engines import open_index
from notes_app.search.index import IndexedNote, Passage, SearchIndex, SearchRequest, SearchResult
from notes_app.search.query import parse_query
from notes_app.search.terms import fold_text

ENGINES = ("memory", "whoosh", "tantivy")
TODAY = date(2026, 11, 22)
TEAM = frozenset({"team"})

BODIES = (
    "青空株式会社との商談。予算は承認済み、フェーズは提案。ＣＲＭへ登録。\n次回は１２月３日（木）。",
    "渡邉様より電話。ｻｰﾊﾞｰの更新は㈱みどりの髙橋さんへ。\r\n\r\n　見積りは5,000,000円 → 450万円に値引き？",
    "# 打合せメモ\n- 決裁者: 斎藤部長（齋藤様）\n- 競合: コンピューター社\n\n佐々木さんの「もう少し安く」が〜気になる。\U00020bb7野家でランチ",
    "Meeting with ACME Inc. — the budget (3.5k) is O.K.!\n\tNext: 2026-04-01 10:30, Zoom. 𠮷田/﨑山 が参加ｶﾞﾝﾊﾞﾙ。",
)


def note(body: str, note_id: str = "n1", **facts: object) -> IndexedNote:
    return IndexedNote(note_id=note_id, path=f"{note_id}.md", body=body, **{"title": "", **facts})  # type: ignore[arg-type]


def search(index: SearchIndex, words: str, readers: frozenset[str] = TEAM, **more: object) -> SearchResult:
    return index.search(SearchRequest(parse_query(words, TODAY), readers, **more))  # type: ignore[arg-type]


def found(index: SearchIndex, words: str, readers: frozenset[str] = TEAM) -> list[str]:
    return [hit.note_id for hit in search(index, words, readers).hits]


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchIndex]:
    opened = open_index(request.param, tmp_path / "index")
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=ENGINES)
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchIndex]:
    """An index that holds `BODIES`, filled once: each is asked for its own parts."""
    opened = open_index(request.param, tmp_path_factory.mktemp("library") / "index")
    opened.replace([note(body, f"n{number}") for number, body in enumerate(BODIES)])
    yield opened
    opened.close()


class TestAnyLiteralSubstring:
    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_of_the_folded_text_is_found_in_quotes(self, library: SearchIndex, data: st.DataObject) -> None:
        number = data.draw(st.integers(0, len(BODIES) - 1))
        folded = fold_text(BODIES[number])
        start = data.draw(st.integers(0, len(folded) - 1))
        part = folded[start : start + data.draw(st.integers(1, 12))]
        if part.strip():
            assert f"n{number}" in found(library, '"' + part.replace('"', '""') + '"')

    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_of_the_text_as_written_is_found(self, library: SearchIndex, data: st.DataObject) -> None:
        number = data.draw(st.integers(0, len(BODIES) - 1))
        body = BODIES[number]
        start = data.draw(st.integers(0, len(body) - 1))
        part = body[start : start + data.draw(st.integers(1, 12))]
        assume(not any("ｦ" <= character <= "ﾟ" for character in part))  # ｶ of ｶﾞ is no part of the folded が
        assert part.isspace() or f"n{number}" in found(library, f'"{part}"')

    def test_of_one_character_is_found_without_quotes(self, library: SearchIndex) -> None:
        for number, body in enumerate(BODIES):
            for character in set(fold_text(body)) - set(' -"()「」'):
                assert f"n{number}" in found(library, character), character

    def test_of_any_note_is_found_whatever_it_is_written_in(self, index: SearchIndex) -> None:
        strange = "naïve Ελλάδα ẞ straße ﬁx e\u0301 か\u3099 👩\u200d💼 \u202eabc\U000e0100 ㌔ ½ ŀ\x00\x0b!"
        index.replace([note(strange)])
        for part in ("ïve", "ελλ", "SS", "fix", "é", "が", "👩", "キロ", "½", "!"):
            assert found(index, part) == ["n1"], part


@pytest.mark.parametrize(
    "words",
    ["商談", "株式会社", "予算 承認", "予算　承認", "ＣＲＭ", "crm", "ﾌｪｰｽﾞ", "フェ", "会社との商", "12月3日", "談"],
    ids=["two kanji", "inside a compound", "two words", "full-width space", "case, full width", "case", "half-width kana",
         "part of a word", "across words", "full-width digits", "one character"],
)  # fmt: skip
def test_finds_japanese_however_it_is_typed(library: SearchIndex, words: str) -> None:
    assert found(library, words)[0] == "n0"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("渡辺", {"n1"}), ("渡邊", {"n1"}), ("高橋", {"n1"}), ("斉藤", {"n2"}), ("サーバ", {"n1"}), ("サーバー", {"n1"}),
        ("コンピュータ", {"n2"}), ("打ち合わせ", {"n2"}), ("見積もり", {"n1"}), ("見積", {"n1"}), ("株式会社みどり", {"n1"}),
        ("500万", {"n1"}), ("4,500,000円", {"n1"}), ("佐佐木", {"n2"}), ("吉田", {"n3"}), ("崎山", {"n3"}), ("R8.4.1", {"n3"}),
        ("令和8年4月1日", {"n3"}), ("吉野家", {"n2"}), ("がんばる", {"n3"}),
    ],
)  # fmt: skip
def test_everyday_variants_find_each_other(library: SearchIndex, words: str, expected: set[str]) -> None:
    assert set(found(library, words)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("商談 渡辺", set()), ("商談 OR 渡辺", {"n0", "n1"}), ("商談 | 渡辺", {"n0", "n1"}),
        ("さん -電話", {"n2"}), ('"予算は承認"', {"n0"}), ('"予算 承認"', set()), ("(商談 OR 電話) 値引き", {"n1"}),
        ("-商談", {"n1", "n2", "n3"}), ("さん NOT 電話", {"n2"}), ("", {"n0", "n1", "n2", "n3"}), ('"budget (3.5k) is"', {"n3"}),
    ],
)  # fmt: skip
def test_the_query_language(library: SearchIndex, words: str, expected: set[str]) -> None:
    assert set(found(library, words)) == expected


@pytest.fixture
def office(index: SearchIndex) -> SearchIndex:
    index.replace(
        [
            note("A社に値引きを断った。理由は原価の上昇。", "a", title="A社訪問", account="青葉製作所", author="佐藤", owner="佐藤",
                 kind="minutes", channel="visit", tags=("値引き", "重要"), held_on=date(2026, 10, 5)),
            note("納期の相談。", "b", title="電話", account="株式会社みどり", author="鈴木", owner="佐藤", kind="phone",
                 channel="phone", held_on=date(2026, 4, 1), attributes={"stage": "提案", "予算": "300万円"}),
            note("値引きの件は部長だけの話。", "c", title="人事", author="部長", readers=frozenset({"role:manager", "person:部長"}),
                 account="青葉製作所", held_on=date(2026, 10, 6)),
            note("京都で会った。", "d", title="", held_on=date(2025, 12, 31)),
            note("東京都で会った。東京都の話ばかり、東京都。", "e", title=""),
        ]
    )  # fmt: skip
    return index


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("顧客:青葉", {"a"}), ("account:青葉製作所 値引き", {"a"}), ("担当：佐藤", {"a", "b"}), ("author:鈴木", {"b"}), ("作成者:鈴木", {"b"}),
        ("タグ:重要", {"a"}), ("種別:電話", {"b"}), ("channel:visit", {"a"}), ("フェーズ:提案", {"b"}), ("has:account", {"a", "b"}),
        ("has:tag", {"a"}), ("期間:2026年4月", {"b"}), ("期間:2026年4月..10月", {"a", "b"}), ("先月", {"a"}), ("R8.4", {"b"}),
        ("2026-04", {"b"}), ("4/1", {"b"}), ("from:2026-04", {"a", "b"}), ("to:2025年", {"d"}), ("顧客:青葉 OR 顧客:みどり", {"a", "b"}),
        ("-顧客:青葉 相談", {"b"}), ("300万", {"b"}), ("去年", {"d"}), ("期間:あさって頃", set()),
    ],
)  # fmt: skip
def test_fields_and_dates(office: SearchIndex, words: str, expected: set[str]) -> None:
    assert set(found(office, words)) == expected


def test_a_question_in_full_finds_the_note(office: SearchIndex) -> None:
    assert found(office, "前回A社に値引きを断った理由は？")[0] == "a"


def test_a_word_stands_above_a_part_of_a_word(office: SearchIndex) -> None:
    assert found(office, "京都") == ["d", "e"]


class TestTheBetterHitIsFirst:
    """Notes alike in everything but the one thing that should decide."""

    @pytest.mark.parametrize(
        ("words", "better", "worse"),
        [
            ("サーバー", "サーバーの更新を相談。", "サーバの更新をご相談。"), ("サーバ", "サーバの更新を相談。", "サーバーの更新を相談。"),
            ("見積り", "見積りの提出を依頼。", "見積もりの提出を依頼。"), ("渡邉", "渡邉部長に説明した。", "渡辺部長に説明した。"),
            ("㈱みどり", "㈱みどりを訪問した。", "株式会社みどりを訪問。"), ("CRM", "CRMの導入を検討中。", "crmの導入を検討中。"),
        ],
    )  # fmt: skip
    def test_written_exactly_so_before_folded(self, index: SearchIndex, words: str, better: str, worse: str) -> None:
        index.replace([note(worse, "worse"), note(better, "better"), note("関係のない話。", "other")])
        assert found(index, words) == ["better", "worse"]

    @pytest.mark.parametrize(
        ("words", "better", "worse"),
        [
            ("京都", "京都の話をした。会った。", "東京都の話をした。会う。"), ("本社", "本社を訪ねた。雨だった。", "日本社会の話。雨だった。"),
            ("海", "海の見える店で会った。", "北海道の店で会った。晴。"),
        ],
    )  # fmt: skip
    def test_a_word_before_a_part_of_a_word(self, index: SearchIndex, words: str, better: str, worse: str) -> None:
        index.replace([note(worse, "worse"), note(better, "better")])
        assert found(index, words) == ["better", "worse"]

    def test_the_title_before_the_body(self, index: SearchIndex) -> None:
        index.replace([note("補助金の話も出た。", "body", title="定例"), note("定例の話も出た。", "title", title="補助金")])
        assert found(index, "補助金") == ["title", "body"]

    def test_words_in_one_sentence_before_words_far_apart(self, index: SearchIndex) -> None:
        index.replace(
            [note("納期の話。天気の話。値引きの話。昼食の話。", "apart"), note("納期と値引きの話。天気の話。昼食の話。雑談。", "together")]
        )
        assert found(index, "納期 値引き")[0] == "together"

    def test_the_newer_of_equals(self, index: SearchIndex) -> None:
        index.replace([note("値引きの話。", f"n{day}", held_on=date(2026, 5, day)) for day in (3, 9, 1, 7)])
        assert found(index, "値引き") == ["n9", "n7", "n3", "n1"]


def test_facets_count_what_the_filters_leave(office: SearchIndex) -> None:
    whole = search(office, "", facets=("account", "kind"))
    assert dict(whole.facets["account"]) == {"青葉製作所": 1, "株式会社みどり": 1}
    narrowed = search(office, "種別:電話", facets=("account", "month", "kind"))
    assert narrowed.facets["account"] == (("株式会社みどり", 1),)
    assert narrowed.facets["month"] == (("2026-04", 1),)
    assert search(office, "見つからない言葉", facets=("account",)).facets["account"] == ()


def test_of_some_notes_only_those_are_asked(office: SearchIndex) -> None:
    assert search(office, "会った", only=frozenset({"d", "never there"})).total == 1
    assert search(office, "", only=frozenset({"a", "c"}), limit=0).total == 1  # c is the manager's
    assert search(office, "", only=frozenset()).total == 0


def test_an_account_narrows_to_exactly_that_account(office: SearchIndex) -> None:
    assert [hit.note_id for hit in search(office, "", account="青葉製作所").hits] == ["a"]
    assert not search(office, "", account="青葉").hits


class TestPermission:
    def test_hits_totals_and_facets_see_only_what_the_asker_may_read(self, office: SearchIndex) -> None:
        result = search(office, "値引き", facets=("account", "author", "month", "kind", "tag"))
        assert [hit.note_id for hit in result.hits] == ["a"]
        assert result.total == 1
        assert result.facets["account"] == (("青葉製作所", 1),)
        assert result.facets["author"] == (("佐藤", 1),)
        assert result.facets["month"] == (("2026-10", 1),)
        assert set(result.facets["tag"]) == {("値引き", 1), ("重要", 1)}
        seen = search(office, "値引き", TEAM | {"role:manager"}, facets=("account",))
        assert {hit.note_id for hit in seen.hits} == {"a", "c"}
        assert (seen.total, seen.facets["account"]) == (2, (("青葉製作所", 2),))

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_never_leaks(self, index: SearchIndex, data: st.DataObject) -> None:
        tokens = st.frozensets(st.sampled_from(["team", "role:manager", "person:a", "person:b"]), max_size=3)
        readers = data.draw(st.lists(tokens, min_size=1, max_size=6))
        asker = data.draw(tokens)
        index.clear()
        index.replace(
            [note("値引きの話", f"n{at}", account=f"社{at}", readers=own) for at, own in enumerate(readers)]
        )
        allowed = {f"n{at}" for at, own in enumerate(readers) if own & asker}
        for words in ("値引き", "話", "-納期", "", "値引きの話はどうなりましたか？", "顧客:社"):
            result = search(index, words, asker, facets=("account",))
            assert {hit.note_id for hit in result.hits} == allowed
            assert result.total == len(allowed)
            assert {value for value, _ in result.facets["account"]} == {
                key.replace("n", "社") for key in allowed
            }


class TestWriting:
    def test_replaces_removes_and_keeps_the_cursor_in_one_commit(self, index: SearchIndex) -> None:
        assert (index.count(), index.cursor()) == (0, 0)
        index.replace([note("一つ目", "a"), note("二つ目", "b")], cursor=3)
        index.replace([note("改めた", "a")], remove=["b", "never there"], cursor=5)
        assert (index.count(), index.cursor()) == (1, 5)
        assert found(index, "改めた") == ["a"]
        assert found(index, "つ目") == []
        index.replace([], cursor=6)
        assert (index.count(), index.cursor()) == (1, 6)

    def test_a_note_given_twice_in_one_commit_stands_once(self, index: SearchIndex) -> None:
        index.replace([note("古い", "a"), note("新しい", "a")])
        assert (index.count(), found(index, "古い"), found(index, "新しい")) == (1, [], ["a"])

    def test_many_small_commits_answer_as_one(self, index: SearchIndex) -> None:
        for number in range(25):
            index.replace(
                [note(f"議事録{number}番 共通", f"n{number}", held_on=date(2026, 1, 1 + number))],
                cursor=number,
            )
        result = search(index, "共通", limit=50)
        assert (result.total, len(result.hits)) == (25, 25)
        assert found(index, '"録17番"') == ["n17"]

    def test_clear_leaves_nothing(self, index: SearchIndex) -> None:
        index.replace([note("何か", "a")], cursor=4)
        index.clear()
        assert (index.count(), index.cursor(), found(index, "何か")) == (0, 0, [])
        index.replace([note("何か", "a")], cursor=1)
        assert found(index, "何か") == ["a"]


def test_a_sentence_taken_from_a_note_finds_that_note_first(index: SearchIndex) -> None:
    sentence = "値引きの要望についてはどのように回答しましたか"
    index.replace([note(f"値引きの要望と回答。値引きの要望への回答。{at}", f"n{at:02}") for at in range(60)])
    index.replace([note("別の話。" * 80 + f"先方から「{sentence}」と聞かれた。" + "余談。" * 80, "long")])
    assert parse_query(sentence, TODAY).is_question
    assert found(index, sentence)[0] == "long"


class TestPages:
    def test_ties_keep_one_order_over_pages(self, index: SearchIndex) -> None:
        index.replace([note("共通の話", f"n{at:02}") for at in range(50)])
        pages = [hit.note_id for start in range(0, 50, 5) for hit in search(index, "共通", limit=5, offset=start).hits]
        assert len(set(pages)) == 50

    def test_offset_and_limit_cut_one_order(self, index: SearchIndex) -> None:
        index.replace([note("共通の話" + "。余分" * at, f"n{at:02}") for at in range(30)])
        whole = [hit.note_id for hit in search(index, "共通", limit=30).hits]
        pages = [
            hit.note_id
            for start in range(0, 30, 7)
            for hit in search(index, "共通", limit=7, offset=start).hits
        ]
        assert pages == whole
        assert len(set(whole)) == 30

    def test_no_words_means_newest_first(self, office: SearchIndex) -> None:
        assert found(office, "")[:3] == ["a", "b", "d"]


class TestWhyItMatched:
    @pytest.mark.parametrize(
        ("words", "shown"),
        [
            ("渡辺", "渡邉"),
            ("サーバ", "ｻｰﾊﾞｰ"),
            ("高橋", "髙橋"),
            ("見積もり", "見積り"),
            ("株式会社みどり", "㈱みどり"),
        ],
    )
    def test_highlights_stand_on_the_original_text(
        self, library: SearchIndex, words: str, shown: str
    ) -> None:
        snippet = search(library, words).hits[0].snippets[0]
        assert shown in [snippet.text[start:end] for start, end in snippet.highlights]
        assert BODIES[1][snippet.start : snippet.start + len(snippet.text)] == snippet.text

    def test_an_amount_or_a_day_is_highlighted_as_it_is_written(self, index: SearchIndex) -> None:
        index.replace([note("導入は令和8年4月1日から。予算は一千二百万円。", "a")])
        for words, shown in (("4/1", "令和8年4月1日"), ("1200万", "一千二百万")):
            snippet = search(index, words).hits[0].snippets[0]
            assert [snippet.text[start:end] for start, end in snippet.highlights] == [shown]

    @pytest.mark.parametrize(
        "written",
        ["April 15", "15 April", "Apr. 15th", "15th of April", "15 Apr 2026", "Apr 15, 2026", "APRIL 15 2026", "15-Apr-2026", "4/15/2026", "４月１５日"],
    )
    def test_an_english_day_is_found_however_it_is_written(self, index: SearchIndex, written: str) -> None:
        index.replace([note(f"Kick-off on {written}, budget 300k. They may want 20 seats.", "a", held_on=date(2026, 4, 2)), note("Call them on April 16.", "b", held_on=date(2026, 4, 2))])
        for asked in ("4/15", "April 15", "15 Apr 2026", "2026-04-15", "R8.4.15", "4月15日"):
            (hit,) = search(index, asked).hits
            assert hit.note_id == "a"
            snippet = hit.snippets[0]
            shown = [snippet.text[start:end] for start, end in snippet.highlights]
            assert shown, asked
            assert all(each in written for each in shown), asked

    def test_the_title_is_highlighted_too(self, index: SearchIndex) -> None:
        index.replace([note("本文。", "a", title="㈱みどりへの見積り")])
        hit = search(index, "株式会社みどり").hits[0]
        assert [hit.title[start:end] for start, end in hit.title_highlights] == ["㈱みどり"]

    def test_a_phrase_across_lines_is_highlighted_whole(self, library: SearchIndex) -> None:
        snippet = search(library, '"登録。 次回"').hits[0].snippets[0]
        assert [snippet.text[start:end] for start, end in snippet.highlights] == ["登録。\n次回"]


QUOTE = (
    Passage("見積書_青葉様.pdf", "見積書_青葉様.pdf", "name"),
    Passage("見積書_青葉様.pdf", "御見積書\n株式会社みどり 御中", "page", "1"),
    Passage("見積書_青葉様.pdf", "鏡面研磨加工 一式\n合計 5,000,000円（税別）。ｻｰﾊﾞｰ保守は別途。", "page", "2"),
    Passage("工程表.xlsx", "工程表.xlsx", "name"),
    Passage("工程表.xlsx", "日付\t担当\n12/3\t髙橋", "sheet", "第2四半期"),
)


@pytest.fixture
def drawer(index: SearchIndex) -> SearchIndex:
    """Three notes, one of them with files beside it, which managers alone may read."""
    index.replace(
        [
            note("訪問した。見積もりを渡した。", "filed", title="訪問", passages=QUOTE, readers=frozenset({"role:manager"})),
            note("鏡面研磨加工の相談。", "said", title="相談", readers=frozenset({"role:manager"})),
            note("世間話。", "plain", title="雑談", readers=frozenset({"role:manager", "team"})),
        ]
    )
    return index


class TestFilesBesideANote:
    MANAGER = frozenset({"role:manager"})

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_any_literal_part_of_them_finds_the_note(self, drawer: SearchIndex, data: st.DataObject) -> None:
        folded = fold_text(data.draw(st.sampled_from(QUOTE)).text)
        start = data.draw(st.integers(0, len(folded) - 1))
        part = folded[start : start + data.draw(st.integers(1, 12))]
        if part.strip():
            assert "filed" in found(drawer, '"' + part.replace('"', '""') + '"', self.MANAGER)

    @pytest.mark.parametrize(
        ("words", "where"),
        [
            ("鏡面研磨", "見積書_青葉様.pdf 2ページ"), ("サーバ保守", "見積書_青葉様.pdf 2ページ"), ("500万", "見積書_青葉様.pdf 2ページ"),
            ("高橋", "工程表.xlsx シート「第2四半期」"), ("工程表", "工程表.xlsx"), ("みどり御中", "見積書_青葉様.pdf 1ページ"),
        ],
    )  # fmt: skip
    def test_the_hit_names_file_and_place(self, drawer: SearchIndex, words: str, where: str) -> None:
        hit = next(hit for hit in search(drawer, words, self.MANAGER).hits if hit.note_id == "filed")
        assert where in {one.passage.explain("ja") for one in hit.attached}

    def test_the_passage_is_shown_with_the_words_marked(self, drawer: SearchIndex) -> None:
        hit = next(hit for hit in search(drawer, "研磨加工", self.MANAGER).hits if hit.note_id == "filed")
        snippet = hit.attached[0].snippet
        assert [snippet.text[start:end] for start, end in snippet.highlights] == ["研磨加工"]
        assert QUOTE[2].text[snippet.start :].startswith(snippet.text)

    def test_what_only_the_files_say_is_shown_of_them(self, drawer: SearchIndex) -> None:
        (hit,) = search(drawer, "見積もり 鏡面研磨 高橋", self.MANAGER).hits
        shown = {one.passage.explain("ja"): [one.snippet.text[start:end] for start, end in one.snippet.highlights] for one in hit.attached}
        assert shown == {"見積書_青葉様.pdf 2ページ": ["鏡面研磨"], "工程表.xlsx シート「第2四半期」": ["髙橋"]}

    def test_a_question_in_full_finds_what_only_a_file_answers(self, drawer: SearchIndex) -> None:
        assert "filed" in found(drawer, "サーバー保守の合計はいくらになりましたか？", self.MANAGER)

    def test_what_the_note_itself_says_comes_first(self, drawer: SearchIndex) -> None:
        assert found(drawer, "鏡面研磨加工", self.MANAGER) == ["said", "filed"]

    def test_a_long_file_does_not_push_its_note_down(self, index: SearchIndex) -> None:
        long = Passage("手順.docx", "関係のない文章が続く。" * 3_000)
        index.replace([note("値引きの相談。", "a", passages=(long,)), note("値引きの相談。" + "余談。" * 20, "b")])
        assert found(index, "値引きの相談") == ["a", "b"]

    def test_nobody_finds_by_a_file_what_they_may_not_read(self, drawer: SearchIndex) -> None:
        for words in ("鏡面研磨", "工程表", "添付:あり", "has:attachment", "鏡面研磨加工はいくらになりましたか？"):
            result = search(drawer, words, TEAM, facets=("account",))
            assert (result.total, result.hits) == (0, ())

    @pytest.mark.parametrize(
        ("words", "expected"),
        [("添付:あり", {"filed"}), ("has:attachment", {"filed"}), ("添付:なし", {"said", "plain"}), ("添付:工程表", {"filed"}), ("-has:file", {"said", "plain"})],
    )
    def test_notes_with_files_are_told_apart(self, drawer: SearchIndex, words: str, expected: set[str]) -> None:
        assert set(found(drawer, words, self.MANAGER)) == expected

    def test_files_go_with_the_note_and_when_they_are_taken_away(self, drawer: SearchIndex) -> None:
        drawer.replace([note("訪問した。", "filed", readers=self.MANAGER)])
        assert found(drawer, "工程表", self.MANAGER) == []
        assert found(drawer, "訪問", self.MANAGER) == ["filed"]
