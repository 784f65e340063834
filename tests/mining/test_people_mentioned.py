"""Whom a note names bare: in lists, as voices, as its writer; and the posts that may decide."""

from __future__ import annotations

import pytest

from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.labelled import read_labelled
from notes_app.mining.labels import read_note
from notes_app.mining.mentions.finding import find_mentions
from notes_app.mining.mentions.mention import Kind, Mention
from notes_app.mining.slots import context_of, find_slots
from notes_app.mining.source import SourceNote
from tests.mining.writing import note


def mentioned(source: SourceNote, kind: Kind = "person", nobody: frozenset[str] = frozenset()) -> list[Mention]:
    reading = read_note(source, default_knowledge())
    context = context_of(reading, default_knowledge())
    found = find_mentions(reading, read_labelled(reading, context, default_knowledge()), context.reference, frozenset(), nobody)
    return [one for one in found if one.kind == kind]


def names(text: str, author: str = "") -> set[str]:
    return {str(one.value) for one in mentioned(note(text, author=author))}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("当社：佐藤、木村\n", {"佐藤", "木村"}),
        ("出席: 三条さん, 沢渡\n", {"三条", "沢渡"}),
        ("うちは佐藤と二人で行った。\n", {"佐藤"}),
        ("沢渡：本日はありがとうございます。\n三条：こちらこそ。\n", {"沢渡", "三条"}),
        ("沢渡 18:40\n今日行ってきました\n", {"沢渡"}),
        ("決めるのは総務の兵頭で、私ではない。\n", {"兵頭"}),
        ("お疲れ様です、葛飾です。\n", {"葛飾"}),
        ("三条鍛工 蓼科M 訪問\n", {"蓼科"}),
        ("Met Ines Halloway at Orrick Foods.\n", {"Ines Halloway"}),
        ("Saw Ines Halloway. Ines laughed.\n", {"Ines Halloway"}),
    ],
)
def test_who_is_named_without_any_mark_is_mentioned(text: str, named: set[str]) -> None:
    assert named <= names(text)


def test_a_first_name_stands_for_the_one_full_name_of_the_note() -> None:
    assert "Ines" not in names("Saw Ines Halloway. Ines laughed.\n")
    assert "Ines" in names("Saw Ines Halloway and Ines Quist. Ines laughed.\n")


def test_the_writer_is_known_by_his_name_wherever_it_stands() -> None:
    found = mentioned(note("日報 3/18 榎並\n午後、三条鍛工。\n", author="榎並"))
    assert [one.facts for one in found if one.value == "榎並" and "author True" in one.facts]
    assert "榎並" in names("えーと榎並です\n", author="榎並")


def test_words_that_are_nobodys_name_nobody() -> None:
    text = "当社：佐藤、資料\n"
    assert "資料" not in {one.value for one in mentioned(note(text), nobody=frozenset({"資料"}))}
    assert "佐藤" in {one.value for one in mentioned(note(text), nobody=frozenset({"資料"}))}


def test_every_mention_of_a_name_tells_of_him() -> None:
    text = "沢渡：はい。\n沢渡：そうですね。\n三条さん：決裁は社長です。\n"
    facts = {str(one.value): one.facts for one in mentioned(note(text))}
    assert "speaks 2" in facts["沢渡"]
    assert "bare True, honoured elsewhere False" in facts["沢渡"]
    assert "decides True" in facts["三条"]


def test_who_stands_in_one_list_with_the_writer_is_told() -> None:
    (other,) = [one for one in mentioned(note("当社：榎並、佐藤\n", author="榎並")) if one.value == "佐藤"]
    assert {"before him author", "side ours"} <= set(other.facts)


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("決めるのは奥様らしい。\n", "奥様"),
        ("来月の理事会に上げる。\n", "理事会"),
        ("The board signs in June.\n", "board"),
        ("nod from head of procurement\n", "head of procurement"),
    ],
)
def test_posts_bodies_and_relations_may_decide(text: str, post: str) -> None:
    assert post in {one.value for one in mentioned(note(text), "post")}


def test_a_post_beside_a_name_is_part_of_the_name() -> None:
    found = mentioned(note("木下社長を訪問。最後は社長が決める。\n"), "post")
    assert [one.value for one in found] == ["社長"]
    assert {"held by 1", "decides True"} <= set(found[0].facts)


def test_a_colleague_named_bare_beside_the_writer_is_found_on_our_side() -> None:
    text = "7/9 三条鍛工 10:00\n面談：根来部長、三条様\n当社側：榎並、鵜殿\n冷凍庫の入替の相談。\n"
    ours = {str(one.normalized) for one in find_slots(note(text, author="榎並"), default_knowledge()) if one.concept == "当方出席者"}
    assert {"榎並", "鵜殿"} <= ours
