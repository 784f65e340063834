"""Forty queries as people type them, each for a note that spells it another way; on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from notes_app.search.engines import open_index
from notes_app.search.index import IndexedNote
from notes_app.search.searching import Searcher

PAIRS = (
    ("見積り", "見積もりを提出"), ("見積もり", "見積を提出"), ("見積", "お見積りの件"), ("見積書", "見積り書を郵送"), ("打合せ", "打ち合わせを実施"), ("打ち合わせ", "次回打合せ"),
    ("打合わせ", "打合せメモ"), ("渡辺", "渡邉様が同席"), ("渡邉", "渡邊部長"), ("斎藤", "齋藤課長"), ("齊藤", "斉藤さん"), ("高橋", "髙橋社長"), ("山崎", "山﨑様"),
    ("吉田", "𠮷田様"), ("浜田", "濱田様"), ("沢田", "澤田様"), ("広田", "廣田様"), ("佐々木", "佐佐木様"), ("引越し", "引っ越し後に訪問"), ("引っ越し", "移転・引越の相談"),
    ("ユーザー", "ユーザ数は20"), ("ユーザ", "ユーザー様の声"), ("サーバー", "サーバ更新"), ("サーバ", "ｻｰﾊﾞｰ障害"), ("コンピューター", "コンピュータを入替"), ("問い合わせ", "問合せが増加"),
    ("問合せ", "お問い合わせ件数"), ("株式会社青葉", "㈱青葉を訪問"), ("㈱青葉", "株式会社青葉を訪問"), ("(株)青葉", "㈱青葉の件"), ("500万", "予算は5,000,000円"),
    ("5,000,000円", "およそ500万円"), ("５００万円", "五百万円の枠"), ("4/1", "令和8年4月1日に開始"), ("R8.4.1", "2026年4月1日に契約"), ("申し込み", "申込を受領"),
    ("取り引き", "取引条件"), ("受け付け", "受付を開始"), ("ｸﾗｳﾄﾞ", "クラウドへ移行"), ("ＣＲＭ", "crmの導入"), ("とりまとめ", "トリマトメ担当"), ("支払い", "支払条件"),
)  # fmt: skip


@pytest.fixture(scope="module", params=["memory", "whoosh", "tantivy"])
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    index = open_index(request.param, tmp_path_factory.mktemp("variants") / "index")
    index.replace(
        IndexedNote(f"n{at}", f"n{at}.md", "", body + "。", held_on=date(2026, 5, 1))
        for at, (_, body) in enumerate(PAIRS)
    )
    yield Searcher(index)
    index.close()


def test_there_are_forty_of_them() -> None:
    assert len(PAIRS) >= 40


@pytest.mark.parametrize("at", range(len(PAIRS)), ids=[f"{typed} finds {body}" for typed, body in PAIRS])
def test_finds(searcher: Searcher, at: int) -> None:
    found = searcher.search(PAIRS[at][0], today=date(2026, 11, 22), readers=frozenset({"team"}), limit=50)
    assert f"n{at}" in [hit.note_id for hit in found.result.hits]
    assert not found.query.is_question
