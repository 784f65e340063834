"""Folding: what counts as the same, and the way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.search.terms import fold, fold_text, left_out, query_grams
from notes_app.search.variants import kanji_table

JAPANESE = st.text(
    st.sampled_from("議事録の打合せをサーバーｻｰﾊﾞｰﾊﾟﾝがぎゃゅょっァヶ渡邉邊辺髙﨑齋斎沢澤々㈱㍿①Ⅳ㎡ＣＲＭcrm０９ 　\t\r\n。、！？ー～-−―“”「」ßéか\u3099e\u0301葛\U000e0100\u200b\u200d👩𠮷"),
    max_size=40,
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("ＣＲＭ", "crm"), ("ｻｰﾊﾞｰ", "サーバー"), ("サーバー", "サーバ"), ("ユーザー", "ゆーざ"), ("キャノン", "キヤノン"), ("渡邉", "渡辺"), ("渡邊", "渡辺"),
        ("髙橋", "高橋"), ("山﨑", "山崎"), ("齋藤", "斉藤"), ("齊藤", "斎藤"), ("澤田", "沢田"), ("濱口", "浜口"), ("廣瀨", "広瀬"), ("國學院", "国学院"),
        ("㈱青葉", "(株)青葉"), ("10㎡", "10m2"), ("①", "1"), ("10:00〜11:00", "10:00~11:00"), ("Ａ−１", "a-1"), ("葛\U000e0100城", "葛城"),
        ("一\r\n\r\n　二", "一 二"), ("か\u3099", "が"), ("𠮷野家", "吉野家"), ("ヴァイオリン", "ゔあいおりん"),
    ],
)  # fmt: skip
def test_everyday_forms_fold_together(written: str, typed: str) -> None:
    assert fold_text(written) == fold_text(typed)


def test_different_kanji_stay_apart() -> None:
    assert fold_text("大") != fold_text("犬")
    assert fold_text("会議") != fold_text("会社")


def test_the_kanji_table_leads_to_ends() -> None:
    table = kanji_table()
    assert not [everyday for everyday in table.values() if ord(everyday) in table]


@given(JAPANESE)
def test_the_quick_way_and_the_one_with_offsets_agree(text: str) -> None:
    assert fold_text(text) == fold(text).text


@given(JAPANESE, st.data())
def test_every_part_of_a_folded_text_folds_to_itself(text: str, data: st.DataObject) -> None:
    folded = fold_text(text)
    start = data.draw(st.integers(0, len(folded)))
    part = folded[start : data.draw(st.integers(start, len(folded)))]
    assert fold_text(part) == part


@given(JAPANESE, st.data())
def test_spans_lead_back_to_what_folds_to_the_part(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    first, last = folded.span(start, end)
    assert 0 <= first <= last <= len(text)
    assert folded.text[start:end] in fold_text(text[first:last])


def test_a_mark_that_folds_away_belongs_to_the_character_before() -> None:
    folded = fold("サーバーを")
    assert [folded.span(at, at + 1) for at in range(3)] == [(0, 2), (2, 4), (4, 5)]


def test_one_character_may_fold_to_several() -> None:
    folded = fold("㈱青葉")
    assert folded.text == "(株)青葉"
    assert folded.span(1, 2) == (0, 1)
    assert folded.span(3, 5) == (1, 3)


def test_a_lone_long_vowel_can_still_be_sought() -> None:
    assert fold_text("ー") == ""
    assert left_out("サーバー") == {"ー"}


def test_a_literal_needs_its_pairs_or_the_one_character_it_is() -> None:
    assert query_grams("京都府") == ("京都", "都府")
    assert query_grams("京") == ("京",)
    assert query_grams("") == ()
