"""What a workspace has filed speaks where a note names it: customers, rivals, our own people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.mining_filed import known_customers, partly_filed
from benchmarks.mining_sets import read_half
from notes_app.mining.evidence import OFFERS
from notes_app.mining.grammar import Grammar, name_key
from notes_app.mining.knowledge import Knowledge, default_knowledge
from notes_app.mining.labels import read_note
from notes_app.mining.mentions.filed import NOTHING_FILED, Filed, customers_in, filed_of, ours_in, words_for
from notes_app.mining.slots import context_of, find_slots
from tests.mining.writing import note

CUSTOMERS = ("株式会社ヒイラギ精機", "緑川ゴム工業", "Pellam Rail Services Ltd")
TEAM = ("鵜飼 順", "保科", "Petra Hale")


def workspace(**more: object) -> Knowledge:
    return replace(default_knowledge(), companies=CUSTOMERS, people=TEAM, **more)  # type: ignore[arg-type]


def filed(text: str, knowledge: Knowledge, author: str = "") -> Filed:
    reading = read_note(note(text, author=author), knowledge)
    return filed_of(knowledge, context_of(reading, knowledge), author)


def values(text: str, concept: str, knowledge: Knowledge, author: str = "桑折") -> list[str]:
    return [str(one.normalized) for one in find_slots(note(text, author=author), knowledge) if one.concept == concept and one.confidence >= OFFERS]


@pytest.mark.parametrize(
    ("name", "is_filed_as"),
    [("ヒイラギ精機", "customer"), ("㈱ヒイラギ精機", "customer"), ("ヒイラギ", "customer"), ("アオバ機工", "rival"), ("三条電子", "nothing")],
)
def test_a_firm_is_filed_as_customer_rival_or_nothing_however_it_is_written(name: str, is_filed_as: str) -> None:
    assert filed(f"{name}の件", workspace(rivals=("アオバ機工",))).says_of_firm(name) == is_filed_as


def test_where_nothing_is_filed_not_being_filed_says_nothing() -> None:
    assert NOTHING_FILED.says_of_firm("三条電子") == ""
    assert NOTHING_FILED.says_of_person("鵜飼") == ""
    assert filed("三条電子の件", default_knowledge()) .says_of_firm("三条電子") == ""


def test_people_are_known_by_the_family_name_and_by_the_first_name_of_english_ones() -> None:
    known = filed("鵜飼さん、葉栗さん、Petraと打合せ", workspace())
    assert [known.says_of_person(name) for name in ("鵜飼", "葉栗", "Petra")] == ["ours", "nobody", "ours"]
    assert set(words_for("鵜飼　順")) >= {"鵜飼"}
    assert set(words_for("Petra Hale")) == {"Petra Hale", "Petra", "Hale", "PetraHale"}


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("昨日ヒイラギ精機へ寄った", ["ヒイラギ精機"]),
        ("went by pellam rail services at ten", ["pellam rail services"]),
        ("ヒイラギさんの件", ["ヒイラギ"]),
        ("クロヒイラギの苗を買う", []),
    ],
    ids=["in full", "dictated in small letters", "cut short", "not inside a longer word"],
)
def test_a_filed_customer_is_found_wherever_a_line_names_it(line: str, named: list[str]) -> None:
    spans = [line[start:end] for start, end in customers_in(line, filed(line, workspace()))]
    assert [one for one in spans if not any(one != other and one in other for other in spans)] == named


def test_our_people_are_not_found_inside_longer_names() -> None:
    line = "小保科さんと保科、新保科町"
    assert [line[start:end] for start, end in ours_in(line, filed(line, workspace()))] == ["保科"]


def test_a_filed_customer_named_in_passing_is_the_customer_of_the_note() -> None:
    text = "ヒイラギ精機の件。見積を出し直すことになった。返事は来週もらう。\n"
    assert values(text, "会社名", workspace()) == ["株式会社ヒイラギ精機"]


def test_a_colleague_who_is_filed_needs_no_word_that_says_so() -> None:
    text = "訪問先：緑川ゴム工業\n10時に鵜飼さんと伺い、先方は葉栗課長が対応。\n"
    assert values(text, "当方出席者", workspace()) == ["鵜飼"]
    assert values(text, "先方出席者", workspace()) == ["葉栗"]


def test_what_a_writer_taught_of_his_own_name_holds_for_his_other_notes() -> None:
    shown = Grammar({"当方出席者": {name_key("桑折"): ("桑折", "桑折")}})
    refused = Grammar(refused=frozenset({("当方出席者", name_key("桑折"))}))
    text = "お疲れ様です、桑折です。"
    assert filed(text, workspace(grammars={"桑折": shown}), "桑折").himself == "ours"
    assert filed(text, workspace(grammars={"桑折": refused}), "桑折").himself == "nobody"
    assert filed(text, workspace(), "桑折").himself == ""


def test_counted_workspaces_file_a_part_of_their_customers_and_never_all() -> None:
    companies = read_half("work")
    shares = [(len(known_customers(company, notes)), len({one.normalized for note in notes for one in note.values("会社名")})) for company, notes in companies.items()]
    assert 0.7 < sum(known for known, _ in shares) / sum(whole for _, whole in shares) < 0.95
    company = next(iter(companies))
    assert partly_filed(company, companies, default_knowledge()) == partly_filed(company, companies, default_knowledge())
