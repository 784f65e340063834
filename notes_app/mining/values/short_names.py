"""How people shorten the name of a customer they know: 潮路信用金庫 is 潮路信金, Pennywort Skincare Japan is Pennywort. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from notes_app.mining.values.companies import company_key, is_company_like
from notes_app.mining.values.titles import surnames

_CONTRACTED = (
    ("信用金庫", "信金"), ("信用組合", "信組"), ("自動車販売", "自販"), ("農業協同組合", "農協"), ("生活協同組合", "生協"), ("漁業協同組合", "漁協"),
    ("高等学校", "高校"), ("中学校", "中"), ("リハビリテーション", "リハビリ"), ("リハビリテーション", "リハ"), ("保険", ""), ("自動車", "自"), ("ホールディングス", "HD"),
    ("不動産", "不"), ("製作所", "製"), ("大学病院", "大病院"), ("特別養護老人ホーム", "特養"), ("エンジニアリング", "エンジ"), ("テクノロジーズ", "テック"),
)  # fmt: skip
_BEFORE_NAME = re.compile(r"^(?:特別養護老人ホーム|介護老人保健施設|学校法人|医療法人(?:社団|財団)?|社会福祉法人|国立大学法人|一般社団法人|一般財団法人|公益財団法人)\s?")
FEWEST = 3  # characters of a short form; two could be anybody
_PREFIX = 4  # characters that a cut name shares with the one it is cut from
_PLAIN_ENGLISH = frozenset("the royal national general united first north south east west great global grand central american british tokyo osaka japan asia pacific saint mount lake city".split())


def short_forms(companies: Iterable[str]) -> dict[str, str]:
    """Return short form -> the company as filed, only where one company alone is shortened so and none is filed so."""
    return _unique(companies, _shortened)


def cut_forms(companies: Iterable[str]) -> dict[str, str]:
    """Return `company_key` of a name cut off somewhere (千束谷リハビリ) -> the one filed company it can be."""
    return _unique(companies, lambda core: (*_cut(core), *map(company_key, _shortened(core))))


def _unique(companies: Iterable[str], forms_of: Callable[[str], Iterable[str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    filed = set()
    for company in companies:
        core = _core(company)
        filed |= {core, company_key(core)}
        for form in forms_of(core):
            found.setdefault(form, set()).add(company)
    return {form: next(iter(whole)) for form, whole in found.items() if len(whole) == 1 and form not in filed and len(form) >= FEWEST}


_READ = 40_000  # characters looked through; what stands further down is a log
_HEAD = 3  # characters by which names are looked up; `find_companies` finds none that is shorter


def by_head(names: Mapping[str, str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return spellings with what they stand for, by their first three characters, for `named_in`."""
    heads: dict[str, list[tuple[str, str]]] = {}
    for spelling, whole in names.items():
        heads.setdefault(spelling[:_HEAD].lower(), []).append((spelling, whole))
    return {head: tuple(found) for head, found in heads.items()}


def named_in(text: str, heads: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, str]:
    """Return the spellings that stand in a text, with what they stand for: one pass over it, however many are filed."""
    if not heads:
        return {}
    flat = text[:_READ].replace("\t", " ")
    low = flat.lower()
    here = {low[at : at + _HEAD] for at in range(len(low) - _HEAD + 1)} & heads.keys()
    return {spelling: whole for head in sorted(here) for spelling, whole in heads[head] if spelling in flat or (" " in spelling and spelling.lower() in low)}


def _core(company: str) -> str:
    folded = unicodedata.normalize("NFKC", company).strip()
    return re.sub(r"株式会社|有限会社|合同会社|\((?:株|有|同)\)|,?\s(?:Inc|Corp|Corporation|Co\.?,?\s?Ltd|Ltd|LLC|LLP|K\.?K|GmbH|PLC)\.?$", "", folded).strip()


@lru_cache(maxsize=32768)
def _shortened(core: str) -> tuple[str, ...]:
    return tuple(_forms(core))


def _forms(core: str) -> Iterator[str]:
    if core.isascii():
        words = core.split()
        if len(words) >= 2 and len(words[0]) >= 5 and words[0][:1].isupper() and words[0].lower() not in _PLAIN_ENGLISH:
            yield words[0]
        if len(words) >= 3:
            yield " ".join(words[:2])
        return
    for long, short in _CONTRACTED:
        if long in core:
            yield core.replace(long, short)
    bare = _BEFORE_NAME.sub("", core)
    if bare != core:
        yield bare
    pieces = [piece for piece in re.split(r"[\s・]", bare) if piece]
    if len(pieces) > 1:
        yield from (piece for piece in pieces if is_company_like(piece) and len(piece) >= 4)
    for at in range(len(bare) - 1, FEWEST - 1, -1):
        head, tail = bare[:at], bare[at:]
        if is_company_like("仮名" + tail) and not is_company_like(head) and head not in surnames() and re.search(r"[ァ-ヴーぁ-ん一-鿿]$", head):
            if len(head) >= 4 or re.fullmatch(r"[ァ-ヴー]{3,}|[ぁ-ん]{3,}", head):
                yield head
            break


def _cut(core: str) -> Iterator[str]:
    bare = core.replace(" ", "")
    if not bare.isascii():
        yield from (bare[:at].lower() for at in range(_PREFIX, len(bare)))
