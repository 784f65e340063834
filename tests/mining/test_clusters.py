"""Labels that mean one field become one; a doubtful one waits for a person, and what writers keep apart stays apart."""

from __future__ import annotations

from datetime import date

import pytest

from notes_app.mining.fields.aggregate import MiningDecisions
from notes_app.mining.fields.candidates import Candidate, MiningReport
from notes_app.mining.fields.report import mine
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.source import SourceNote
from tests.mining.writing import note

COLD = default_knowledge()


def report(*texts: str, authors: str = "mnopq", on: date = date(2025, 5, 14), decisions: MiningDecisions | None = None) -> MiningReport:
    """Return the report over these notes, each by the writer of that place in `authors`."""
    notes: list[SourceNote] = [note(text, f"n{at}", authors[at % len(authors)], on=on) for at, text in enumerate(texts)]
    return mine(notes, COLD, decisions)


def field_with(label: str, found: MiningReport) -> Candidate:
    return next(one for one in found.fields if label in one.labels)


@pytest.mark.parametrize(
    ("text", "label", "concept"),
    [
        ("Client: Corvane\nNext: 21 May 10:00", "Next", "次回予定"),
        ("Client: Corvane\nNext: send the revised quote", "Next", "次回アクション"),
        ("客先：青葉商事\nほか：ナナホシ工業", "ほか", "競合"),
        ("客先：青葉商事\nほか：次回は上司も同席", "ほか", "備考"),
        ("客先：青葉商事\n結果：失注\n理由：納期が合わなかった", "理由", "失注理由"),
        ("客先：青葉商事\n結果：受注\n理由：実演を見て安心された", "理由", "受注理由"),
    ],
)
def test_the_words_below_a_label_say_what_it_means(text: str, label: str, concept: str) -> None:
    assert field_with(label, report(*[text] * 4)).concept == concept


def test_a_visit_is_not_in_the_future() -> None:
    found = report(*["訪問日：5/14\nいつ：2025年9月1日"] * 4)
    assert "いつ" not in field_with("訪問日", found).labels


def test_a_label_that_names_both_the_company_and_its_people_is_merged_with_neither() -> None:
    found = report("客先：青葉商事\n面談者：深町部長", "客先：青葉商事\n面談者：深町部長", *["相手：株式会社北斗精機 堂本様"] * 3)
    assert field_with("相手", found).labels == ("相手",)


def test_different_writers_may_mean_different_things_by_one_label() -> None:
    dated, done = "Client: Corvane\nNext: 21 May 10:00", "Client: Corvane\nNext: send the revised quote to Anna"
    found = report(*[dated, done] * 3, authors="mn")
    assert {one.concept for one in found.fields if "Next" in one.labels} == {"次回予定", "次回アクション"}


def test_a_value_of_another_kind_contradicts_a_label() -> None:
    found = report(*["客先：青葉商事\n目的：新ラインの提案"] * 3, *["客先：青葉商事\n用件：B"] * 3)
    assert field_with("用件", found).labels == ("用件",)


def test_who_writes_both_keeps_two_families_apart() -> None:
    apart = report(*["目的：新ラインの提案", "アジェンダ：工程の説明。価格の相談。"] * 3, authors="mmnn")
    assert field_with("目的", apart).key != field_with("アジェンダ", apart).key
    together = report(*["目的：新ラインの提案", "アジェンダ：工程の説明。価格の相談。"] * 3, authors="mn")
    assert field_with("目的", together).key == field_with("アジェンダ", together).key


def test_what_a_customer_suffers_from_and_what_he_wishes_are_two_fields() -> None:
    found = report(*["課題：棚卸しに丸二日かかる", "ニーズ：半日で終えたい"] * 3, authors="mn")
    assert field_with("課題", found).key != field_with("ニーズ", found).key


def test_one_value_of_another_kind_does_not_make_a_label_a_spelling_of_the_field() -> None:
    budgets = ["客先：青葉商事\n予算：300万円"] * 3
    assert "値段" in field_with("予算", report(*budgets, "客先：青葉商事\n値段：280万円")).labels
    assert "値段" not in field_with("予算", report(*budgets, "客先：青葉商事\n値段：次に伺ったときの宿題")).labels


def test_a_question_of_the_talk_is_no_label_unless_its_answer_is_of_the_kind_asked_for() -> None:
    talks = ["TODO：見積書を送付する\n\nPromise?\n非同期の話は後半の章に置くとよさそう"] * 3
    assert "Promise" not in field_with("TODO", report(*talks)).labels


def test_when_asks_for_the_day_of_the_visit_where_its_day_is_past() -> None:
    assert field_with("いつ頃", report(*["客先：青葉商事\nいつ頃 → 5/13"] * 3)).concept == "日時"
    assert field_with("いつ頃", report(*["客先：青葉商事\nいつ頃 → 9/1"] * 3)).concept == "導入時期"


def test_one_writers_vague_word_for_running_text_waits_for_a_person() -> None:
    texts = [*["要望：早く届けてほしい"] * 3, *["条件：三年契約で考えたいとのこと"] * 2]
    found = report(*texts, authors="mmmnn")
    assert (field_with("条件", found).labels, field_with("条件", found).concept) == (("条件",), "ニーズ")
    merged = report(*texts, authors="mmmnn", decisions=MiningDecisions(merges={"条件": "ニーズ"}))
    assert set(field_with("条件", merged).labels) == {"要望", "条件"}


def test_a_product_is_a_choice_only_where_values_are_few_and_a_reason_is_a_line_until_somebody_writes_more() -> None:
    products = [f"客先：青葉商事{at}\n商材：{name}" for at, name in enumerate(["計測器"] * 4 + ["搬送機"] * 4)]
    assert (field_with("商材", report(*products)).type, field_with("商材", report(*products)).choices) == ("enum", ("搬送機", "計測器"))
    needed = [f"客先：青葉商事{at}\n商材：棚{at}台、台車{at + 2}台" for at in range(1, 7)]
    assert field_with("商材", report(*needed)).type == "text"
    assert field_with("失注理由", report(*["失注理由：納期が合わない"] * 3)).type == "text"
    assert field_with("失注理由", report(*["失注理由：端末が古く、音声採点の誤判定が三割を超えた。値段ではない、と三回言われた。"] * 3)).type == "longtext"


def test_values_tell_the_type_where_they_contradict_the_word() -> None:
    assert field_with("進捗", report(*["客先：青葉商事\n進捗：提案中"] * 3)).type == "enum"
    assert field_with("開始", report(*["訪問日：2025年5月14日\n開始：2025年9月1日"] * 3)).type == "date"


def test_a_word_of_deals_weighs_little_where_nobody_speaks_of_deals() -> None:
    club, deal = "場所：公民館\n議題：会則の改正", "場所：応接室\n議題：新ラインの提案\n予算：300万円\n決裁者：深町社長"
    among_deals = field_with("企業", report(*[deal] * 6, f"{deal}\n企業：株式会社青葉商事"))
    in_a_club = field_with("企業", report(*[club] * 6, f"{club}\n企業：株式会社青葉商事"))
    assert in_a_club.score < among_deals.score / 2


def test_what_almost_any_words_can_be_read_as_needs_a_value_that_proves_it() -> None:
    todo = ["客先：青葉商事\n宿題：深町さんに見積書を送付する"] * 3
    assert "段取り" in field_with("宿題", report(*todo, "客先：青葉商事\n段取り：見積書を送付する")).labels
    assert "段取り" not in field_with("宿題", report(*todo, "客先：青葉商事\n段取り：条件協議。開始は9月を想定。")).labels
    odds = ["客先：青葉商事\n確度：B"] * 3
    assert "感触" in field_with("確度", report(*odds, "客先：青葉商事\n感触：A")).labels
    assert "感触" not in field_with("確度", report(*odds, "客先：青葉商事\n感触：担当の方は静かに聞いていた")).labels


def test_a_word_for_the_customer_above_names_of_people_is_asked_about() -> None:
    firms = ["客先：株式会社青葉商事"] * 3
    assert "お客" in field_with("客先", report(*firms, "お客：株式会社北斗精機")).labels
    assert "お客" not in field_with("客先", report(*firms, "お客：深町部長、堂本様")).labels


def test_what_sentences_say_more_often_than_labels_goes_by_the_dictionarys_names() -> None:
    said = [f"本日は{name}に伺った。\n来週までに見積書を送付します。" for name in ("青葉商事様", "北斗精機様", "堂本工業様", "深町商店様")]
    found = report(*said, "客先：青葉商事\nやる事：見積書の送付", "客先：北斗精機\nやる事：図面の手配")
    assert field_with("やる事", found).labels[:2] == ("次回アクション", "ネクストアクション")
