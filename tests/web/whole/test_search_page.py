"""Finding: hits with the words that matched, facets, help for nothing found; and never a word too much."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from notes_app.bootstrap import Workspace
from notes_app.people.permission import Person
from notes_app.search.index import Snippet
from notes_app.web.pages.search import highlight
from tests.web.conftest import Visitor

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.usefixtures("written")


def hits(page: str) -> list[str]:
    return re.findall(r"data-hit>\s*<h2>(.*?)</h2>", page)


def test_finds_words_inside_a_sentence_and_marks_them(visit: Visit) -> None:
    page = visit().get("/search", query_string={"q": "値引き"}).text
    assert len(hits(page)) == 2
    assert "<mark>値引き</mark>" in page
    assert "「値引き」を含む" in page


def test_what_was_written_is_shown_as_text_and_never_as_markup(visit: Visit) -> None:
    page = visit().get("/search", query_string={"q": "alert"}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;<mark>alert</mark>" in page
    assert highlight(Snippet("<b>& 予算</b>", ((5, 7),))) == "&lt;b&gt;&amp; <mark>予算</mark>&lt;/b&gt;"


def test_a_customer_a_tag_and_a_title_are_marked_too_and_a_heading_is_not_said_twice(visit: Visit, space: Workspace, written: Person) -> None:
    front = {"title": "Pricing review", "account": "Koyo Pricing Ltd", "tags": ["pricing", "renewal"]}
    space.keeper.create(written, front=front, body="# Pricing review\n\nThey want the offer by Friday.\n")
    space.catch_up()
    page = visit().get("/search", query_string={"q": "pricing"}).text
    assert "<h2><mark>Pricing</mark> review</h2>" in page
    assert "Koyo <mark>Pricing</mark> Ltd" in page
    assert "<mark>pricing</mark> renewal" in page
    assert "<p>They want the offer by Friday.</p>" in page
    assert "<p><mark>Pricing</mark> review</p>" not in page


def test_a_slip_of_the_pen_is_put_right_also_where_something_comes_close(visit: Visit, space: Workspace, written: Person) -> None:
    space.keeper.create(written, front={"title": "Offer"}, body="The renewal of the licence was agreed.")
    space.catch_up()
    page = visit().get("/search", query_string={"q": "renewal licnce"}).text
    assert hits(page)
    assert re.search(r'href="[^"]*"><strong>renewal licence</strong>', page)


def test_an_english_question_is_not_found_by_its_small_words(visit: Visit, space: Workspace, written: Person) -> None:
    for title, body in (("One", "Why the discount was refused: the margin."), ("Two", "They asked what the weather was.")):
        space.keeper.create(written, front={"title": title}, body=body)
    space.catch_up()
    page = visit().get("/search", query_string={"q": "Why was the discount refused by them?"}).text
    assert hits(page) == ["One"]
    assert "Why the <mark>discount</mark> was <mark>refused</mark>" in page


def test_a_hit_opens_the_note_at_the_words(visit: Visit) -> None:
    visitor = visit()
    page = visitor.get("/search", query_string={"q": "サーバー"}).text
    found = re.search(r'<a href="([^"]+)" data-hit>', page)
    assert found is not None
    note = visitor.get(found[1].replace("&amp;", "&")).text
    assert re.search(r'<mark id="at"[^>]*>サーバー</mark>', note)


def test_a_facet_narrows_and_is_taken_away_again(visit: Visit) -> None:
    visitor = visit()
    everything = visitor.get("/search", query_string={"q": "予算"}).text
    assert "海風フーズ株式会社" in everything
    narrowed = visitor.get("/search", query_string={"q": "予算", "account": "海風フーズ株式会社"}).text
    assert len(hits(narrowed)) == 2
    assert "data-facet" in narrowed
    by_month = visitor.get("/search", query_string={"q": "予算", "month": "2026-06"}).text
    assert len(hits(by_month)) == 2


def test_a_question_can_be_narrowed_too(visit: Visit) -> None:
    asked = {"q": "値引きの話を断ったのはどの会社でしたか？", "author": "segawa"}
    page = visit().get("/search", query_string=asked).text
    assert hits(page)
    assert all("北の丸運輸" in title for title in hits(page))


def test_private_notes_are_neither_found_nor_counted_nor_offered(visit: Visit) -> None:
    page = visit().get("/search", query_string={"q": "予算"}).text
    assert "秘密商会" not in page
    assert '<strong class="numeral">8 件' in page
    assert "秘密商会" in visit("rep", "hinata").get("/search", query_string={"q": "密談"}).text


def test_results_for_the_script_are_the_part_of_the_page(visit: Visit) -> None:
    part = visit().get("/search", query_string={"q": "予算"}, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="results"')
    assert "<html" not in part


def test_nothing_found_helps_and_is_remembered_for_the_manager(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    page = visitor.get("/search", query_string={"q": "ぬるぽヌルポ零"}).text
    assert "見つかりませんでした" in page
    assert [miss.word for miss in space.saved_searches.list_misses()] == ["ぬるぽヌルポ零"]
    assert "ぬるぽヌルポ零" in visitor.get("/search").text
    assert "ぬるぽヌルポ零" not in visit("rep", "kuze").get("/search").text


def test_of_a_search_in_vain_the_manager_sees_the_unknown_word_and_neither_the_rest_nor_who_it_was(visit: Visit, space: Workspace) -> None:
    visit("rep", "kuze").get("/search", query_string={"q": "林部長 左遷ヌルポ"})
    visit("rep", "kuze").get("/search", query_string={"q": "左遷ヌルポの話を林部長が断ったのはなぜですか？"})
    page = visit().get("/search").text
    words = re.findall(r'class="misses">.*?</ul>', page, re.DOTALL)
    assert [miss.word for miss in space.saved_searches.list_misses()] == ["左遷ヌルポ"] or "左遷ヌルポ" in words[0]
    assert "林部長" not in words[0]
    assert "kuze" not in words[0]
    assert "左遷ヌルポ" not in visit("rep", "segawa").get("/search").text


def test_typing_on_is_not_remembered(visit: Visit, space: Workspace, written: Person) -> None:
    visit().get("/search", query_string={"q": "ぬるぽ零零"}, headers={"HX-Request": "true"})
    assert space.saved_searches.list_misses() == ()
    assert not space.audit.list(person_id=written.person_id, action="search")


def test_a_search_can_be_kept_and_forgotten(visit: Visit) -> None:
    visitor = visit()
    visitor.get("/search", query_string={"q": "予算"})
    visitor.post("/search/saved", {"q": "顧客:青葉 予算", "name": "青葉の予算"})
    assert "青葉の予算" in visitor.get("/search").text
    assert "青葉の予算" not in visit("rep", "kuze").get("/search").text
    visitor.post("/search/saved/remove", {"name": "青葉の予算"})
    assert "青葉の予算" not in visitor.get("/search").text


def test_a_kept_search_says_how_much_is_new_since_one_looked(visit: Visit, space: Workspace, written: Person) -> None:
    visitor = visit()
    visitor.get("/search", query_string={"q": "予算"})
    visitor.post("/search/saved", {"q": "内示", "name": "内示の話"})
    kuze = visit("rep", "kuze").person
    assert kuze is not None
    assert "新着" not in visitor.get("/search").text
    space.keeper.create(kuze, front={"title": "電話"}, body="来月の内示が出た。")
    space.keeper.create(kuze, front={"title": "別の電話"}, body="納期の話。")
    space.keeper.create(kuze, front={"title": "私信", "access": "private"}, body="内示を断った。")
    space.keeper.create(written, front={"title": "自分で書いた"}, body="内示の件を確認。")
    space.catch_up()
    assert "新着 1 件" in visitor.get("/search").text
    visitor.get("/search", query_string={"q": "内示"}, headers={"HX-Request": "true"})
    assert "新着 1 件" in visitor.get("/search").text  # typed past, not looked at
    visitor.get("/search", query_string={"q": "内示"})
    assert "新着" not in visitor.get("/search").text


HOSTILE = (
    '"',
    "((((",
    "account:",
    "from:昨日の昨日",
    "-",
    "OR OR",
    "\x00",
    "%s{}<>",
    "あ" * 5000,
    "month:13",
    "＊＊",
    '顧客:"青葉 OR',
)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_query_is_ever_an_error_page(visit: Visit, language: str) -> None:
    visitor = visit("rep", "typist", language)
    for query in HOSTILE:
        assert visitor.get("/search", query_string={"q": query}).status_code == 200, query
        odd = {"q": query, "month": "2026-99", "account": '青"葉', "page": "99999999"}
        assert visitor.get("/search", query_string=odd).status_code == 200, query


def test_what_is_being_typed_may_become_a_customer_or_a_person(visit: Visit) -> None:
    visitor = visit()
    part = visitor.get("/search", query_string={"q": "あおば"}, headers={"HX-Request": "true"}).text
    assert re.search(r'class="offer" href="/accounts/[^"]+"[^>]*><span class="faint">顧客</span> 青葉製作所株式会社', part)
    assert "秘密商会" not in visitor.get("/search", query_string={"q": "秘密"}, headers={"HX-Request": "true"}).text
