"""Customers: found by part, kana and telephone; each value has its sentence; private notes stay private."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

from notes_app.web.pages.accounts import phone_spellings
from tests.web.conftest import Visitor

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.usefixtures("written")


@pytest.mark.parametrize("words", ["青葉", "あおば", "アオバ", "製作", "0312345678", "03-1234-5678", "０３－１２３４－５６７８"])
def test_a_customer_is_found_however_one_asks(visit: Visit, words: str) -> None:
    page = visit().get("/accounts", query_string={"q": words}, headers={"HX-Request": "true"}).text
    assert re.findall(r"data-hit>([^<]+)</a>", page) == ["青葉製作所株式会社"]


def test_the_list_leaves_out_what_only_others_may_read(visit: Visit) -> None:
    assert "秘密商会" not in visit().get("/accounts").text
    assert visit().get("/accounts/秘密商会").status_code == 404
    assert "秘密商会" in visit("rep", "hinata").get("/accounts").text


@pytest.mark.parametrize("language", ["ja", "en"])
def test_one_screen_tells_who_what_and_when(visit: Visit, language: str) -> None:
    visitor = visit("rep", f"rep-{language}", language)
    page = visitor.get("/accounts/青葉製作所株式会社").text
    assert "林部長" in page or "林" in page
    assert "納期の遅れ" in page
    for link in re.findall(r'href="(/notes/[^"]+at=[^"]+)"', page):
        assert 'id="at"' in visitor.get(html.unescape(link)).text


def test_another_spelling_leads_to_the_one_it_is_filed_under(visit: Visit) -> None:
    answer = visit().get("/accounts/青葉製作所")
    assert answer.status_code in (301, 302)
    assert visit().get("/accounts/どこにもない会社").status_code == 404


def test_telephone_numbers_are_asked_for_in_every_usual_shape() -> None:
    assert "090-1234-5678" in phone_spellings("09012345678")
    assert "03-1234-5678" in phone_spellings("０３ １２３４ ５６７８")
    assert phone_spellings("1234") == ("1234",)


def test_a_customer_is_merged_into_another_and_parted_again(visit: Visit) -> None:
    visitor = visit()
    visitor.get("/accounts")
    answer = visitor.post("/accounts/rename", {"name": "海風フーズ株式会社", "new": "青葉製作所"})
    page = visitor.get(answer.location).text
    assert "2 件の議事録を「青葉製作所株式会社」にまとめました" in page
    assert visitor.get("/accounts/海風フーズ株式会社").status_code == 404
    job = re.search(r'name="job" value="([^"]+)"', page)
    assert job is not None
    other = visit("rep", "kuze")
    other.get("/accounts")
    assert other.post("/accounts/rename/undo", {"job": job[1]}).status_code == 404
    visitor.post("/accounts/rename/undo", {"job": job[1]})
    assert visitor.get("/accounts/海風フーズ株式会社").status_code == 200


def test_a_nameless_customer_and_a_reader_are_refused(visit: Visit) -> None:
    visitor = visit()
    visitor.get("/accounts")
    assert visitor.post("/accounts/rename", {"name": "海風フーズ株式会社", "new": " "}).status_code == 400
    reader = visit("backoffice", "nanjo")
    assert reader.post("/accounts/rename", {"name": "海風フーズ株式会社", "new": "x"}).status_code == 403
