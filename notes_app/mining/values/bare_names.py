"""A bare name in a run of characters: where a department, a duty or a title ends and a name begins. Pure, on folded text.

品質保証部今井 is 今井, 丹羽介護主任 is 丹羽, 地域連携室長 is nobody. A list of common family names settles most; for the
rare ones the words that offices and duties are made of tell what is no name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from notes_app.mining.values.companies import is_company_like
from notes_app.mining.values.proper_names import COMMON, is_plain_head
from notes_app.mining.values.titles import DUTIES, NOT_NAMES, ORGANISATION_TAILS, TITLES, surnames
from notes_app.mining.values.word_list import any_of

LATIN = r"(?:(?<![A-Za-z.])(?:[A-Z]\.\s?){1,2})?[A-Z][A-Za-z'’]+(?:[ -](?:[A-Z][A-Za-z'’]*\.?|van|de|von|da|O['’])){0,3}"
KANJI = re.compile(r"^[一-鿿々ヶ]+$")
WITH_LINK = re.compile(r"[一-鿿々]{1,2}[ツッノヶケ][一-鿿々]{1,2}")
"""三ツ谷, 一ノ瀬."""
KATAKANA = re.compile(r"^[ァ-ヴー・]{2,14}$")

_TITLE = any_of(TITLES)
_LEADING_TITLE = re.compile(rf"^(?:{_TITLE})(?=[一-鿿々ァ-ヴー])")
_INNER_TITLE = re.compile(rf"^[一-鿿々ァ-ヴー]{{1,12}}(?:{_TITLE})(?=[一-鿿々]{{2,4}}$)")
_TAILS = tuple(ORGANISATION_TAILS)
_ORG_CUT = re.compile(rf"^.*{any_of(ORGANISATION_TAILS)}(?=.)")
_DUTY_WORDS = any_of({*DUTIES, *ORGANISATION_TAILS})
_ALL_DUTY = re.compile(rf"(?:{_DUTY_WORDS})+")
_TOWN_TAIL = re.compile(r"[谷沢川野田原木山村島崎井本口内森林岡橋塚倉部上下藤浦坂宮地津浜瀬池松石根屋寺戸見良]$")


def is_organisation(word: str) -> bool:
    """Return whether a word that is no family name ends as offices do (購買課, 北工場)."""
    return word not in surnames() and word.endswith(_TAILS)


def is_duty(word: str) -> bool:
    """Return whether a word is made of nothing but what offices do and are called (感染管理, 地域連携)."""
    return word not in surnames() and bool(_ALL_DUTY.fullmatch(word))


def fullname_length(run: str) -> int:
    """Return the length of a family name that `run` begins with and a given name follows, else 0."""
    for length in (3, 2, 1):
        rest = run[length:]
        if run[:length] in surnames() and 1 <= len(rest) <= 3 and not is_organisation(rest) and not is_duty(rest) and (length > 1 or len(rest) >= 2):
            return length
    return 0


@lru_cache(maxsize=4096)
def name_in_run(run: str) -> str:
    """Return the name at the end of a run of characters such as 品質保証部今井 or 山田 太郎; "" when there is none.

    The run holds at most some 30 characters.
    """
    run = run.strip(" ・")
    head, gap, last = run.rpartition(" ")
    if gap:
        first = head.rpartition(" ")[2]
        if first in surnames() and KANJI.match(last) and len(last) <= 4 and not is_organisation(last) and last not in surnames():
            return f"{first} {last}"
        run = last
    if "・" in run:
        parts = run.split("・")
        if all(KATAKANA.match(part) for part in parts):
            return run  # ジョー・ハンター
        run = parts[-1]
    return _name_in_word(_LEADING_TITLE.sub("", run))


def name_before_title(run: str, *, is_listed: bool = False) -> str:
    """Return the name in what stands before a title, where a duty may stand between the two: 丹羽介護 + 主任 is 丹羽.

    is_listed: the run stands under a label for people, where a rare name is likelier than an unlisted office.
    """
    last = run.rpartition(" ")[2]
    if last in surnames() or WITH_LINK.fullmatch(last):
        return last
    if is_duty(last) and not ends_like_office(last):
        return ""
    for length in (4, 3, 2, 1):
        head, duty = last[:length], last[length:]
        if len(duty) > 1 and is_duty(duty) and (head in surnames() or (1 < length < 4 and _may_be_name(head, is_listed=is_listed))):
            return head
    name = last if ends_like_office(last) or (is_listed and KANJI.match(last) and len(last) <= 4) else name_in_run(run)
    if len(name) >= 4 and KANJI.match(name) and not fullname_length(name) and not _TOWN_TAIL.search(name) and not is_listed:
        return ""  # 経営革新室長: an office nobody listed
    return name


def _may_be_name(word: str, *, is_listed: bool) -> bool:
    return bool(KANJI.match(word)) and not (_is_no_name(word) or is_organisation(word)) and (is_listed or bool(_TOWN_TAIL.search(word)))


def _is_no_name(word: str) -> bool:
    return word in NOT_NAMES or word in COMMON or is_duty(word)


_KATAKANA_ONLY, _KATAKANA_END, _KANJI_END = re.compile(r"[ァ-ヴー]+"), re.compile(r"[ァ-ヴー]{2,}$"), re.compile(r"[一-鿿々ヶ]+$")


def _name_in_word(run: str) -> str:
    if run in surnames() or not run or WITH_LINK.fullmatch(run):
        return run
    if _KATAKANA_ONLY.fullmatch(run) and (len(run) >= 5 or run in COMMON):
        return ""  # ドライブコムさん is a company; names of people in katakana are shorter
    if run in NOT_NAMES or run.isascii():
        return run if run.isascii() and re.fullmatch(LATIN, run) and re.search("[a-z]", run) else ""
    if KANJI.match(run) and len(run) <= 6 and fullname_length(run):
        return run
    for length in (3, 2):  # 田中購買課長
        if run[:length] in surnames() and len(run) > length + 1 and is_duty(run[length:]):
            return run[:length]
    cut = _ORG_CUT.sub("", run)
    if cut != run and (cut in surnames() or (1 <= len(cut) <= 4 and not is_organisation(cut))):
        return "" if cut in NOT_NAMES else cut
    if inner := _INNER_TITLE.match(run):  # 介護主任入江
        return run[inner.end() :]
    return _name_at_end(run)


def _name_at_end(run: str) -> str:
    for length in (3, 2, 1):
        before = run[:-length]
        if run[-length:] in surnames() and len(before) >= 2 and (length > 1 or is_organisation(before)):
            return run if len(run) == 4 and KANJI.match(run) and not _may_stand_before(before) else run[-length:]
    if is_organisation(run):
        return ""
    kana, kanji = _KATAKANA_END.search(run), _KANJI_END.search(run)
    if kanji and kanji.start() and len(kanji[0]) <= 4:
        return kanji[0] if kanji[0] not in NOT_NAMES else ""
    if kana and kana.start() and len(kana[0]) <= 8:
        return ""
    return run if len(run) <= (4 if KANJI.match(run) else 10) else ""


def _may_stand_before(word: str) -> bool:
    """Return whether a word of two characters can stand before a name without being part of it: 企画 + 大田, but not 大豆 + 生田."""
    return _is_no_name(word) or is_plain_head(word) or word in surnames() or is_company_like(word) or is_organisation(word)


_SHORT_OFFICES = frozenset(
    "本部 支部 当部 各部 全部 一部 同部 幹部 学部 外部 内部 他部 本課 当課 各課 同課 分室 別室 当室 同室 本科 内科 外科 眼科 歯科 産科 同科 各科 本局 支局 薬局 医局 本店 支店 当店 各店 同店 売店 分店 新店 全店".split()
)


def ends_like_office(run: str) -> bool:
    """Return whether a two-character family name only looks like an office: 財部専務, 藁科室長, but 内科部長."""
    return len(run) == 2 and run[-1] in "部課室科局店" and bool(KANJI.match(run)) and run not in _SHORT_OFFICES


_HOUSES = re.compile(r"[塾亭軒庵楼閣館寮店庁署校院局園社機組]$")


def looks_like_company(word: str) -> bool:
    """Return whether a word ends as companies' and houses' names do (山田さん is a person, 山田建設さん and 山田塾さん are not)."""
    return word not in surnames() and len(word) >= 3 and bool(is_company_like(word) or _HOUSES.search(word))


def is_author(name: str, author: str) -> bool:
    """Return whether a bare name is the writer's: his whole name, his family name, or one word of it."""
    if not name or not author or len(name) < 2:
        return False
    bare = name.replace(" ", "")
    return bare == author.replace(" ", "") or name in author.split() or (not bare.isascii() and author.startswith(bare))
