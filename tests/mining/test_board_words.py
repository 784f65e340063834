"""What a manager reads on the cards: clean labels, no keys of ours, nothing unneeded unseen, real drift only."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from notes_app.mining.fields.candidates import MiningReport
from notes_app.mining.fields.drift import is_new
from notes_app.mining.fields.naming import field_names
from notes_app.mining.fields.quotes import value_of_quote
from notes_app.mining.fields.report import mine
from notes_app.mining.fields.unneeded import is_copy, unneeded_reason
from notes_app.mining.knowledge import default_knowledge, load_lexicon
from notes_app.mining.source import SourceNote

FRONT = """---
id: n{at}
title: 商談 {at}
kind: minutes
account: 北浦化学株式会社
contacts: [堀, 谷]
owner: sato
author: {author}
channel: visit
held_at: 2026-0{month}-10T10:00
source_path: old/{at}.md
---

"""


def mined(*bodies: str, months: tuple[int, ...] = (1, 2, 3, 4)) -> MiningReport:
    notes = []
    for at, body in enumerate(bodies):
        author, month = ("sato", "mori", "kato")[at % 3], months[at % len(months)]
        front = FRONT.format(at=at, author=author, month=month)
        note = SourceNote(f"n{at}", front + body, len(front), author, "北浦化学株式会社", date(2026, month, 10))
        notes.append(note)
    return mine(notes, default_knowledge())


def test_our_own_front_matter_is_neither_field_nor_unneeded() -> None:
    report = mined(*["面談者：堀様\n予算：200万円\n"] * 6)
    shown = {one.label for one in report.fields} | {one.label for one in report.unneeded}
    written = {label for one in report.fields for label in one.labels}
    hidden = {"id", "title", "kind", "owner", "channel", "source_path", "held_at", "contacts", "account"}
    assert not hidden & (shown | written)


def test_a_canonical_key_and_the_label_in_the_body_are_one_field() -> None:
    report = mined(*["面談者：堀様\n"] * 3, *["（面談者は書かない）\n"] * 3)
    people = [one for one in report.fields if one.concept == "先方出席者"]
    assert [(one.label, one.notes) for one in people] == [("面談者", 6)]
    assert all(e.quote.startswith("面談者") for e in people[0].evidence)
    company = next(one for one in report.fields if one.concept == "会社名")
    assert company.label == "会社名"


def test_a_customers_name_is_no_label() -> None:
    report = mined(*["■北浦化学 挨拶のみ\n■予算 100万円\n■競合 なし\nみちしお計装株式会社 営業部 佐藤\n"] * 6)
    written = {label for one in report.fields for label in one.labels} | {one.label for one in report.unneeded}
    assert not {"北浦化学", "みちしお計装株式会社"} & written


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        ({"■ 1. ご予算：": 3, "予算": 2}, ("ご予算",)),
        ({"が宿題": 4, "宿題": 2}, ("宿題",)),
        ({"": 9}, ("予算",)),
        ({"": 90, "見込み": 2}, ("予算", "見込み")),
        ({"refactor(SUMMARY)": 4}, ("予算",)),
        ({"名称について,活動内容を鑑み,議論.": 4, "2社": 4}, ("予算",)),
    ],
)
def test_the_commonest_clean_label_is_shown(labels: dict[str, int], shown: tuple[str, ...]) -> None:
    found = field_names("予算", Counter(labels), sum(labels.values()), load_lexicon())
    assert found == shown


def judged(**changes: object) -> object:
    facts: dict[str, object] = {
        "labelled": 10, "filled": 10, "values": Counter({"晴れ": 5, "雨": 5}), "authors": 3, "authors_total": 3, "is_known": False,
        "is_metadata": False, "people": 0, "is_free_text": False, "recent": (0, 0),
    }  # fmt: skip
    return unneeded_reason(**{**facts, **changes})  # type: ignore[arg-type]


def test_each_reason_says_why_a_field_is_not_needed() -> None:
    assert judged() is None
    assert judged(filled=1) == "always_empty"
    assert judged(authors=1) is None
    assert judged(authors=1, is_aside=True) == "single_author"
    assert judged(values=Counter({"東京": 10})) == "constant"
    assert judged(values=Counter({"東京": 10}), is_known=True) is None
    assert judged(values=Counter({"東京": 10}), is_known=True, is_free_text=True) == "constant"
    assert judged(values=Counter({"なし": 10}), is_known=True, is_free_text=True) == "always_empty"
    assert judged(filled=4, recent=(6, 0)) == "never_filled"
    assert judged(is_metadata=True) == "metadata_duplicate"


def test_a_label_that_says_what_another_says_is_a_copy() -> None:
    bodies = [f"商材：計測器{at}型\n型式の控：計測器{at}型\n" for at in range(6)]
    report = mined(*bodies)
    assert [(one.label, one.reason) for one in report.unneeded if one.label != "author"] == [("型式の控", "duplicate_of")]
    assert "商材" in [one.label for one in report.fields]
    assert is_copy({"a": "100万円", "b": "200万円", "c": "300万円"}, {"a": "100万円", "b": "200万円", "c": "300万円"})
    assert not is_copy({"a": "100万円", "b": "200万円", "c": "300万円"}, {"a": "100万円", "b": "別", "c": "別"})
    assert value_of_quote("【予算】 100万円", ["予算"]) == ""
    assert value_of_quote("予算】 100万円", ["予算"]) == "100万円"


def test_what_a_visit_cost_us_is_not_the_customers_budget() -> None:
    report = mined(*["予算：200万円\n交通費：980円\n"] * 6)
    assert all("交通費" not in one.labels for one in report.fields if one.concept == "予算")


def test_a_label_is_new_when_writers_of_before_begin_to_write_it() -> None:
    months = [f"2026-{month:02d}" for month in range(1, 13)]
    everything = Counter({(author, month): 4 for author in "ab" for month in months})
    late = Counter({("a", "2026-11"): 4, ("b", "2026-12"): 4})
    assert is_new("2026-11", late, everything, months, "2026-07")
    newcomer = Counter({("c", "2026-11"): 4, ("c", "2026-12"): 4})
    assert not is_new("2026-11", newcomer, everything + newcomer, months, "2026-07")
    assert not is_new("2026-02", late + Counter({("a", "2026-02"): 1}), everything, months, "2026-07")
