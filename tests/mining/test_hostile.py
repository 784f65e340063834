"""Text made to hurt: every reading ends, having looked at a bounded part of it."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import FrameType

import pytest

from notes_app.mining import contribution_store
from notes_app.mining.contribution import ENTRY_LIMIT, Contribution, contribute
from notes_app.mining.knowledge import Knowledge, default_knowledge
from notes_app.mining.lines import parse_lines
from notes_app.mining.source import SourceNote
from tests.mining.writing import note

SIZE = 200_000
_SOUP = "予算競合次回決裁者は：、。\n 　-*【】12万円A社様部長()/|"
HOSTILE = {
    "one letter": "a" * SIZE,
    "kanji": "漢" * SIZE,
    "digits and commas": "1," * (SIZE // 2),
    "brackets": "【" * SIZE,
    "people": "田中部長様" * (SIZE // 5),
    "labels on one line": "予算:" * (SIZE // 3),
    "blank lines": "\n" * SIZE,
    "labelled lines": "予算：300万円\n" * (SIZE // 9),
    "table rows": "|a|b|\n" * (SIZE // 6),
    "one row": "|" * SIZE,
    "headings": "# a\n" * (SIZE // 4),
    "sentences": "決裁は社長。" * (SIZE // 6),
    "long lines": ("決裁" + "社" * 1495 + "\n") * (SIZE // 1498),
    "half-width": "ｶﾞ" * (SIZE // 2),
    "full-width": "１" * SIZE,
    "many labels": "".join(f"ラベル{n}：値{n}\n" for n in range(SIZE // 12)),
    "stars": "*" * SIZE,
    "front matter": "---\n" + "a: b\n" * (SIZE // 5) + "---\n",
    "companies": "株式会社" * (SIZE // 4),
    "quotes": "> " * (SIZE // 2),
    "transcript": "佐藤：承知しました。\n" * (SIZE // 11),
    "english": "Anna Bell met Tom Reyes at Hartfield Dairies and " * (SIZE // 49),
    "telegrams": "次4/20 単300 宿見積4/20 競ナナホシ\n" * (SIZE // 25),
    "half-width words": "管理人ﾉ江口ｻﾝﾊ" * (SIZE // 9),
    "promises": "4/20までに見積を送る、" * (SIZE // 13),
    "rivals": "競合：" + "三条電子さんと家具のモリタ、" * (SIZE // 14),
    "rivals in a block": "## 競合\n" + "工事は三条電子か㈱リブラン 480万円、\n" * (SIZE // 20),
    "visits": "〈1軒目〉青葉商店\n〈次〉4/20\n" * (SIZE // 19),
    "soup": "".join(random.Random(11).choices(_SOUP, k=SIZE)),
}


@pytest.fixture(autouse=True)
def _generous_limit() -> Iterator[None]:
    """Fail after an amount of work no bounded reading comes near, instead of hanging for minutes as a bad pattern would.

    Seconds of the processor: a machine busy with other things is no fault of a text.
    """

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError("the text was not read within a generous time")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, 60)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_read_and_bounded(text: str) -> None:
    one = contribute(note(text), default_knowledge())
    assert len(one.entries) <= ENTRY_LIMIT + 20  # labels, and at most one cue a concept
    assert all(text[entry.start : entry.end] == entry.quote for entry in one.entries)


def test_only_so_many_lines_are_looked_at() -> None:
    assert len(parse_lines("a\n" * 50_000)) == 4_000


DAYS = ("明日", "昨日", "先週", "来週金曜", "来月末", "3日後", "2週間前", "第3水曜", "31日", "1/1", "in 3 weeks", "yesterday", "end of next month", "月曜")


@pytest.mark.parametrize("day", [date.min, date(1, 1, 3), date(9999, 12, 1), date.max], ids=str)
def test_days_beyond_the_ends_of_the_calendar_are_no_days(day: date) -> None:
    """A note may say it is of any day; what it says of tomorrow must not stop the reading of all others."""
    text = "".join(f"次回：{when}\n納期：{when}まで\n{when}に見積を送ります\n{when}に訪問した。\n" for when in DAYS)
    one = contribute(replace(note(text + "【予算】500万円\n"), written_on=day), default_knowledge())
    assert "予算" in {entry.concept for entry in one.entries}


def test_a_note_that_trips_a_fault_of_ours_costs_no_other_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def trip(source: SourceNote, knowledge: Knowledge) -> Contribution:
        if source.note_id == "bad":
            raise OverflowError("date value out of range")
        return contribute(source, knowledge)

    monkeypatch.setattr(contribution_store, "contribute", trip)
    store = contribution_store.ContributionStore(tmp_path / "mining.sqlite")
    changes = [(1, "bad", "saved"), (2, "good", "saved")]
    store.catch_up(lambda cursor, _limit: changes[cursor:], lambda note_id: replace(note("予算：3万円\n"), note_id=note_id), default_knowledge())
    assert [one.note_id for one in store.contributions(frozenset({"team"}))] == ["good"]
    assert "bad" in caplog.text
    store.close()
