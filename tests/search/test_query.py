"""The query language: what is asked, shown back in words, and never an error."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.search.analysis import terms_of
from notes_app.search.dates import Period, parse_day, parse_period
from notes_app.search.marks import marks_asked
from notes_app.search.query import AllOf, AnyOf, Query, Words, parse_query

TODAY = date(2026, 11, 22)


def said(text: str) -> str:
    return parse_query(text, TODAY).explain("ja")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", "すべて"),
        ("　", "すべて"),
        ("値引き　見積り", "「値引き」を含む、「見積り」を含む"),
        ('"A B" -x', "「A B」を含む、「x」を含まない"),
        ("「A B」", "「A B」を含む"),
        ("顧客:青葉製作所 期間:2026年4月以降 値引き", "顧客 = 青葉製作所、2026年4月以降、「値引き」を含む"),
        ("担当：佐藤 OR 担当：鈴木", "担当 = 佐藤 または 担当 = 鈴木"),
        ("(A OR B) C", "(「A」を含む または 「B」を含む)、「C」を含む"),
        ("(株)青葉 f(x)", "「(株)青葉」を含む、「f(x)」を含む"),
        ("顧客: 青葉", "顧客 = 青葉"),
        ('顧客:"青葉 製作所"', "顧客 = 青葉 製作所"),
        ("期間:2026年4月..2026年6月", "2026年4月から2026年6月"),
        ("from:2026-04 to:6月", "2026年4月以降、2026年6月まで"),
        ("種別:電話 has:タグ", "種別 = 電話、タグあり"),
        ("-顧客:青葉", "(顧客 = 青葉)を除く"),
        ("先月", "「先月」を含む または 2026年10月"),
        ("http://example.jp/a?b=c", "「http://example.jp/a?b=c」を含む"),
        ("12:30", "「12:30」を含む"),
        ("議題:予算", "「議題:予算」を含む"),
        ("前回A社に値引きを断った理由は？", "「前回A社に値引きを断った理由は？」に近い順"),
        ("「前回A社に値引きを断った理由は？」", "「前回A社に値引きを断った理由は？」に近い順"),
    ],
)
def test_a_query_is_shown_back_in_words(typed: str, expected: str) -> None:
    assert said(typed) == expected


def test_it_is_shown_back_in_english_too() -> None:
    query = parse_query("account:Aoba from:2026-04-01 discount -price", TODAY)
    assert query.explain("en") == "customer = Aoba, since April 2026, contains “discount”, without “price”"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("期間:いつか", "not a date"),
        ('"閉じない', "unbalanced"),
        ("foo:bar", "unknown field"),
        ("顧客:", "empty"),
        ("あ" * 3000, "too long"),
    ],
)
def test_what_cannot_be_read_is_searched_as_words_and_said(typed: str, reason: str) -> None:
    query = parse_query(typed, TODAY)
    assert reason in {note.reason for note in query.notes}
    assert query.wanted
    assert all(note.explain("ja") and note.explain("en") for note in query.notes)


@given(
    st.text(
        st.sampled_from('AB「」『』()（）"“”-−:：|｜OR NOT\u3000期間顧客年月日4/.〜?？は\x00\n'), max_size=60
    )
)
def test_it_never_raises_whatever_is_typed(typed: str) -> None:
    query = parse_query(typed, TODAY)
    assert query.explain("ja")
    assert query.explain("en")


@given(st.text(max_size=200))
def test_nor_for_any_text_at_all(typed: str) -> None:
    assert parse_query(typed, TODAY).explain("ja")


def test_a_thousand_brackets_are_no_trouble() -> None:
    for typed in ("(a " * 600, ") " * 900, "NOT " * 400, '"' * 999, "-" * 1500, "a OR " * 300):
        assert parse_query(typed, TODAY).explain("en")


@pytest.mark.parametrize(
    "typed",
    [
        "見積り",
        "青葉製作所の担当",
        "値引きを断った",
        "渡辺様より電話",
        "価格表 送付",
        "予算は",
        '"予算はいくらですか？"',
        "顧客:青葉 予算はいくらですか？",
        "-予算 納期は？",
    ],
)
def test_words_are_not_a_question(typed: str) -> None:
    assert not parse_query(typed, TODAY).is_question


@pytest.mark.parametrize(
    "typed",
    ["予算はいくらですか？", "会計ソフトの競合はどこか", "役員会に諮るのは誰でしょうか", "山田製作所の決裁者は", "「もう少し安く」と言ったのは誰ですか？",
     "what did the customer say about the price?"],
)  # fmt: skip
def test_a_sentence_is_a_question(typed: str) -> None:
    assert parse_query(typed, TODAY).is_question


class TestAliases:
    ALIASES: ClassVar = {"決裁者": ("決定権者", "キーマン")}

    def test_widen_plain_words_and_are_named(self) -> None:
        query = parse_query("決裁者 予算", TODAY).with_aliases(self.ALIASES)
        assert query.explain() == "「決裁者」・「決定権者」・「キーマン」を含む、「予算」を含む"

    def test_leave_quoted_and_excluded_words_alone(self) -> None:
        for typed in ('"決裁者"', "-決裁者"):
            query = parse_query(typed, TODAY)
            assert query.with_aliases(self.ALIASES).node == query.node

    def test_of_nothing_change_nothing(self) -> None:
        assert Query("").with_aliases(self.ALIASES) == Query("")


class TestDates:
    @pytest.mark.parametrize(
        ("typed", "start", "end"),
        [
            ("今日", (2026, 11, 22), (2026, 11, 22)), ("昨日", (2026, 11, 21), (2026, 11, 21)), ("今週", (2026, 11, 16), (2026, 11, 22)),
            ("先週", (2026, 11, 9), (2026, 11, 15)), ("先月", (2026, 10, 1), (2026, 10, 31)), ("last month", (2026, 10, 1), (2026, 10, 31)),
            ("去年", (2025, 1, 1), (2025, 12, 31)), ("今年度", (2026, 4, 1), (2027, 3, 31)), ("3日前", (2026, 11, 19), (2026, 11, 19)),
            ("過去30日", (2026, 10, 23), (2026, 11, 22)), ("直近3か月", (2026, 8, 22), (2026, 11, 22)), ("2026年", (2026, 1, 1), (2026, 12, 31)),
            ("2026年4月", (2026, 4, 1), (2026, 4, 30)), ("２０２６年４月", (2026, 4, 1), (2026, 4, 30)), ("2026-04", (2026, 4, 1), (2026, 4, 30)),
            ("2026/4/1", (2026, 4, 1), (2026, 4, 1)), ("R8.4", (2026, 4, 1), (2026, 4, 30)), ("R8.4.1", (2026, 4, 1), (2026, 4, 1)),
            ("令和8年4月1日", (2026, 4, 1), (2026, 4, 1)), ("令和元年", (2019, 1, 1), (2019, 12, 31)), ("平成31年4月", (2019, 4, 1), (2019, 4, 30)),
            ("4/1", (2026, 4, 1), (2026, 4, 1)), ("4月", (2026, 4, 1), (2026, 4, 30)), ("20260401", (2026, 4, 1), (2026, 4, 1)),
            ("2026Q2", (2026, 4, 1), (2026, 6, 30)), ("2月..4月", (2026, 2, 1), (2026, 4, 30)), ("2026年4月から6月まで", (2026, 4, 1), (2026, 6, 30)),
        ],
    )  # fmt: skip
    def test_are_read_as_people_write_them(
        self, typed: str, start: tuple[int, int, int], end: tuple[int, int, int]
    ) -> None:
        assert parse_period(typed, TODAY) == Period(date(*start), date(*end))

    @pytest.mark.parametrize(
        "typed", ["", "13月", "2/30", "いつか", "2026-13", "..", "99999", "1234", "0000-00-00"]
    )
    def test_nonsense_is_no_date(self, typed: str) -> None:
        assert parse_period(typed, TODAY) is None

    def test_one_side_may_stay_open(self) -> None:
        assert parse_period("4月以降", TODAY) == Period(date(2026, 4, 1), None)
        assert parse_period("..2026-03", TODAY) == Period(None, date(2026, 3, 31))

    def test_a_bare_month_lies_nearest(self) -> None:
        assert parse_day("4/1", date(2026, 2, 1)) == date(2026, 4, 1)
        assert parse_day("12/20", date(2026, 1, 10)) == date(2025, 12, 20)

    def test_a_dated_word_finds_its_text_or_the_meeting(self) -> None:
        node = parse_query("4/1", TODAY).node
        assert isinstance(node, AnyOf)
        assert node.parts[0] == Words("4/1", marks=("@2026-04-01",))
        assert isinstance(parse_query("先月 予算", TODAY).node, AllOf)


class TestMarks:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("500万", 5_000_000), ("5,000,000円", 5_000_000), ("５００万円", 5_000_000), ("五百万円", 5_000_000), ("1.5億円", 150_000_000),
            ("1億2,000万円", 120_000_000), ("2千万", 20_000_000), ("300k", 300_000), ("¥1,200,000", 1_200_000), ("百五十万円", 1_500_000),
        ],
    )  # fmt: skip
    def test_one_amount_has_one_mark(self, text: str, value: int) -> None:
        assert f"#{value}" in terms_of(text).marks_on(None)
        assert marks_asked(text, TODAY) == (f"#{value}",)

    def test_small_numbers_and_plain_words_have_none(self) -> None:
        assert list(terms_of("3名で10:30から、確度50%").marks_on(None)) == []
        assert marks_asked("予算500万円", TODAY) == ()

    @pytest.mark.parametrize(
        "text", ["令和8年4月1日に", "2026/4/1", "2026-04-01", "R8.4.1", "4/1(水)", "４月１日"]
    )
    def test_one_day_has_one_mark(self, text: str) -> None:
        assert "@2026-04-01" in terms_of(text).marks_on(date(2026, 5, 10))
