"""Clauses that may be something to do: where they are cut, what is true of them, and what of them a reader is offered."""

from __future__ import annotations

import pytest

from benchmarks.mention_fit import filed_deeds
from benchmarks.mining_sets import EvaluationNote, Gold
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.labelled import read_labelled
from notes_app.mining.labels import read_note
from notes_app.mining.mentions.finding import find_mentions
from notes_app.mining.mentions.mention import Mention
from notes_app.mining.slots import context_of, find_slots, parts_of
from tests.mining.writing import WRITTEN_ON, note


def mentioned(text: str) -> list[Mention]:
    reading = read_note(note(text), default_knowledge())
    context = context_of(reading, default_knowledge())
    return find_mentions(reading, read_labelled(reading, context, default_knowledge()), context.reference, frozenset())


def deeds(text: str) -> list[str]:
    return [str(one.value) for one in mentioned(text) if one.kind == "deed"]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("概算を金曜までに送り、現地の写真は三条さんが撮る。", ["概算を金曜までに送り", "現地の写真は三条さんが撮る"]),
        ("契約書、図面を送る。", ["契約書、図面を送る"]),  # the verb behind is about both
        ("是正の報告書、明日まで。自分", ["是正の報告書、明日まで"]),  # a day belongs to what stands before it
        ("工程表の改訂; 契約書案の送付", ["工程表の改訂", "契約書案の送付"]),
        ("I'll send the figures by Friday and she will book the hall.", ["I'll send the figures by Friday", "she will book the hall."]),
        ("六車：質問表を4/3に送付", ["六車:質問表を4/3に送付"]),  # who does it stays with it
        ("- [x] 概算を送る\n- [ ] 図面を借りる\n", ["図面を借りる"]),  # what is ticked is done
        ("予算：300万円で押さえる\n", []),  # what a label says
        ("雨で工期が遅れた。", []),  # and what was, is nothing to do
    ],
)
def test_a_sentence_is_cut_where_one_deed_ends(text: str, cut: list[str]) -> None:
    assert deeds(text) == cut


def test_what_was_promised_is_ahead_though_it_was_said_before() -> None:
    assert deeds("次までに型番を調べると約束した。") == ["次までに型番を調べると約束した"]


def test_a_clause_says_how_it_ends_whose_it_is_and_when() -> None:
    facts = next(one.facts for one in mentioned("図面は私が来週の火曜までに描きます。") if one.kind == "deed")
    assert {"ends きます", "doer us", "limit True", "past False"} <= set(facts)
    assert any(fact.startswith("due ahead") for fact in facts)


def test_of_several_clauses_the_one_that_shares_most_with_what_is_filed_is_it() -> None:
    text = "運送屋と話して、29日までに改善策をお出しします。"
    one = EvaluationNote("x", "x", "", "", WRITTEN_ON, text, (Gold("次回アクション", "ours;", (0, len(text) - 1)),))
    part = parts_of(read_note(one.source, default_knowledge()), default_knowledge())[0]
    filed = filed_deeds(one, part, mentioned(text))
    assert [text[a:b] for a, b in filed] == ["29日までに改善策をお出しします"]


def test_a_deed_that_no_rule_reads_is_offered_once() -> None:
    text = "三条さんと打合せ。先方の配線図、次までに写しをもらってくる。概算は私が金曜までに送ります。\n"
    found = [slot.evidence.quote for slot in find_slots(note(text), default_knowledge()) if slot.concept == "次回アクション"]
    assert len(found) == len(set(found)) >= 1
    assert sum("概算" in one for one in found) == 1


def test_nothing_is_to_do_where_a_label_says_so_or_a_box_is_ticked() -> None:
    for text in ("宿題：なし\n概算は私が金曜までに送ります。\n", "- [x] 概算を金曜までに送ります\n"):
        assert not [slot for slot in find_slots(note(text), default_knowledge()) if slot.concept == "次回アクション"]
