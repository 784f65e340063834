"""One company is one customer, however it was written; what may be one is shown, never merged by itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.accounts.company_names import fold_company, split_branch
from notes_app.accounts.corporate_number import (
    BadCorporateNumberError,
    check_digit,
    is_corporate_number,
    parse_corporate_number,
)
from notes_app.accounts.directory import AccountDirectory
from tests.accounts.made import entry

SPELLINGS = [
    "株式会社青葉製作所",
    "青葉製作所",
    "㈱青葉製作所",
    "青葉製作所（株）",
    "(株)青葉製作所",
    "青葉製作所 様",
    "青葉　製作所",
]


@pytest.mark.parametrize("written", SPELLINGS)
def test_spellings_of_one_company_find_it(written: str) -> None:
    directory = AccountDirectory([entry("株式会社青葉製作所"), entry("みどり電機")])
    found = directory.find(written)
    assert found
    assert found.name == "株式会社青葉製作所"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋商店", "高橋商店"),
        ("みどりケ丘青果", "みどりヶ丘青果"),
        ("ｱｵﾊﾞ工業", "アオバ工業"),
        ("あおば工業", "アオバ工業"),
        ("Kestrel Bay, Inc.", "KESTREL BAY"),
        ("ＡＢＣ商事", "abc商事"),
    ],
)
def test_variants_of_signs_fold_together(one: str, other: str) -> None:
    assert fold_company(one) == fold_company(other)


@pytest.mark.parametrize(
    ("one", "other"), [("青葉製作所", "若葉製作所"), ("東山工業", "西山工業"), ("株式会社", "有限会社")]
)
def test_different_companies_stay_apart(one: str, other: str) -> None:
    assert fold_company(one) != fold_company(other)


def test_the_spelling_used_most_is_the_name() -> None:
    entries = [entry("青葉製作所", "a"), entry("株式会社青葉製作所", "b"), entry("株式会社青葉製作所", "c")]
    (filed,) = AccountDirectory(entries).accounts
    assert (filed.name, filed.note_count) == ("株式会社青葉製作所", 3)
    assert filed.spellings == ("株式会社青葉製作所", "青葉製作所")


@pytest.mark.parametrize(
    "written", ["青葉製作所 川崎工場", "青葉製作所川崎工場", "株式会社青葉製作所　大阪支店"]
)
def test_a_branch_belongs_to_its_company(written: str) -> None:
    directory = AccountDirectory(
        [entry("株式会社青葉製作所", "a", held_on=date(2026, 1, 1)), entry(written, "b")]
    )
    (filed,) = directory.accounts
    assert filed.branches
    resolution = AccountDirectory([entry("株式会社青葉製作所")]).resolve(written)
    assert resolution.how == "branch"
    assert resolution.account


def test_a_factory_is_no_branch_when_its_company_is_not_filed() -> None:
    assert split_branch("物流センター") == ("物流センター", "")
    assert AccountDirectory([entry("物流センター")]).accounts[0].name == "物流センター"


@pytest.mark.parametrize("words", ["あおば", "アオバ", "青葉", "製作", "ｱｵﾊﾞ", "あおばせいさく"])
def test_the_phone_box_finds_by_part_and_by_kana(words: str) -> None:
    directory = AccountDirectory([entry("株式会社青葉製作所"), entry("みどり電機"), entry("北浦ケミカル")])
    assert [one.name for one in directory.suggest(words)][:1] == ["株式会社青葉製作所"]


def test_an_unknown_name_gets_suggestions_and_an_alias_is_followed() -> None:
    entries = [entry("株式会社青葉製作所")]
    new = AccountDirectory(entries).resolve("青葉製作")
    assert (new.how, [one.name for one in new.suggestions]) == ("new", ["株式会社青葉製作所"])
    known = AccountDirectory(entries, {"アオバＭＦＧ": "青葉製作所"}).resolve("アオバMFG")
    assert known.how == "alias"


def test_likely_duplicates_are_shown() -> None:
    names = ["緑電機", "みどり電機", "北浦ケミカル", "北浦ケミカルズ", "東山工業", "西川運輸"]
    pairs = AccountDirectory([entry(name) for name in names]).duplicates()
    assert {frozenset((pair.one.name, pair.other.name)) for pair in pairs} == {
        frozenset(("緑電機", "みどり電機")),
        frozenset(("北浦ケミカル", "北浦ケミカルズ")),
    }


def test_a_customer_known_by_name_alone_is_a_stub() -> None:
    directory = AccountDirectory([entry("新顔商事", "a"), entry("青葉製作所", "b", contacts=("山崎",))])
    assert [one.name for one in directory.stubs] == ["新顔商事"]


@given(
    st.lists(
        st.sampled_from([*SPELLINGS, "みどり電機", "ミドリ電機", "青葉製作所 川崎工場"]),
        min_size=1,
        max_size=12,
    )
)
def test_every_note_is_counted_once_and_every_spelling_resolves(names: list[str]) -> None:
    directory = AccountDirectory([entry(name, str(at)) for at, name in enumerate(names)])
    assert sum(one.note_count for one in directory.accounts) == len(names)
    for name in names:
        found = directory.find(name)
        assert found
        assert name in found.spellings


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold_company(fold_company(name)) == fold_company(name)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_the_check_digit_catches_every_single_wrong_digit_but_the_known_gap(
    body: str, at: int, more: int
) -> None:
    number = f"{check_digit(body)}{body}"
    assert is_corporate_number(number)
    wrong = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
    # modulus 9 cannot tell 0 from 9, and doubling makes differences of 9 invisible too
    if abs(int(wrong[at]) - int(number[at])) != 9:
        assert not is_corporate_number(wrong)


def test_a_corporate_number_is_read_however_it_is_typed() -> None:
    assert parse_corporate_number("Ｔ７００００１２０５０００２") == "7000012050002"
    assert parse_corporate_number("7-0000-1205-0002") == "7000012050002"
    with pytest.raises(BadCorporateNumberError):
        parse_corporate_number("7000012050003")
