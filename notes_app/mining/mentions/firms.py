"""Words that may name a company or another body: every run of letters that is no everyday word of business. Pure.

The names of companies in minutes are mostly short and bare (青葉, ナナホシ, 三光社さん), so that nothing in the word itself tells them
from what the talk is about. Here stands whatever could be one; what it is, the words around it decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache

from notes_app.mining.english.given_names import is_given_name
from notes_app.mining.english.spoken import is_spoken, spoken_firms
from notes_app.mining.english.word_classes import CLASS_OF
from notes_app.mining.mentions.filed import NOTHING_FILED, Filed, customers_in
from notes_app.mining.mentions.mention import Mention, step
from notes_app.mining.values.bare_names import is_duty
from notes_app.mining.values.companies import NAMED, company_key, find_companies, has_form, is_company_like
from notes_app.mining.values.english_names import FIRST_WORDS, is_plain_word, is_trade_word
from notes_app.mining.values.hiragana_firms import hiragana_firms
from notes_app.mining.values.proper_names import COMMON, looks_proper
from notes_app.mining.values.titles import NOT_NAMES, TITLES, surnames

_RUN = re.compile(
    rf"(?<![A-Za-z])[A-Z][A-Za-z'’-]+(?: (?:& )?(?!I\b)[A-Z][A-Za-z'’-]*){{0,3}}|(?:{NAMED})?[一-鿿々ヶァ-ヴーA-Za-z0-9&'’]+(?:・[一-鿿々ァ-ヴーA-Za-z]{{2,}})*"
    r"|(?<![ぁ-ん])[ぁ-ん]{2,5}[一-鿿々ァ-ヴー]+|(?<![ぁ-ん])[ぁ-ん]{2,5}(?=さん|社)"
)
_HONOUR = re.compile(r"さん|様|社(?![長内員会屋外名宅判用費史印])|さま")
_TALK_BEFORE = re.compile(
    r"(?:昨日|今日|本日|明日|先日|今朝|先週|今週|来週|前回|今回|次回|午前|午後|夕方|今月|先月|来月|去年|昨年|今年|当時|現行|現在|既存|他社|競合|相手|大手|当社|弊社|御社|ライバル|長年|従来|地元|例年|毎年)(?=.{2})"
)
_NOW = re.compile(r"今(?=[ァ-ヴ一-鿿])(?![井村野西泉川田岡成福里津関枝谷回後年月日週朝期度夜夏秋春冬般])")
"""今 before a name is a word of the sentence (今竹芝さんを出た), unless a family name or a day begins with it."""
_LEAD = re.compile(r"[ぁ-ん]+(?=[一-鿿ァ-ヴA-Z])")
"""Hiragana before a run is a word of the sentence (ですカンナミ模型), unless the run begins with it and it is none of those below (みどり潟農協)."""
_NO_LEAD = re.compile(
    r"(?:まず|つづいて|ついで|それから|ただし|ちなみに|しかし|だが|ただ|その|この|あの|どの|もう|また|いま|はい|では|なお|そして|そこで|あと|やはり|やっぱり|すでに|できれば|まだ|よく|すぐ|たぶん|さっき|きのう|きょう|あした|けさ|つぎ|ほか|うち|こちら|そちら|それ|これ|どこ|など"
    r"|から|まで|より|という|として|について|にて|くらい|ぐらい|ほど|だけ|とか|さん|さま|および|または|よる|ため|ので|のに|けど|けれど|ながら|えー|えっと|えーと|です|ます|でした|ました|する|した|して|いる|いた|ある|あった|なる|なった|いい|ない|お|ご)?"
    r"[はがのにをでともへや]?ね?"
)
_DAY_PARTICLE = re.compile(r"[日時分月頃][にはへが](?=[ぁ-ん]{2,4}[一-鿿ァ-ヴ])")
_STRONG_PARTICLE = re.compile(r"[をはがへ]$|(?:です|ます|した|から|まで|して|って|ので|には|では|との|への|での)ね?$")
_TALK_AFTER = re.compile(r"([一-鿿々ァ-ヴー]{3,}?|[ァ-ヴー]{3,}?)(?:継続|\d+[台社枚本件名]?|比較|優勢|有利|再?訪問?|再|現行|本社|本店|本部|受注|失注|残留案?|宛|案|脱落|IN|推し|濃厚|一本)$")
_OPENERS = frozenset((FIRST_WORDS - {"The", "North", "South", "East", "West", "New"}) | {"Saw", "Rang", "First", "Then", "Last", "Said", "With", "Met"})
_SENTENCE_BEGINS = re.compile(r"(?:\A|[.:!?;>\-–—]\s)\s*\Z")
_TAIL = re.compile(r"(?:['’]s?|(?:\s(?:WON|LOST|SIGNED|DEAD|YES|NO|OK|Won|Lost))+)$")
"""What is no part of a name: whose it is, what became of it."""
SMALL = "written small"
"""What is true of a word in small letters where others are not: it names nothing, and tells only what words a language has."""
_SMALL = re.compile(r"[a-z][a-z'’]*")
_HONOURS, _TALK_ENDS = frozenset("さ様社"), frozenset("続台社枚本件名0123456789較勢利問訪再行店部注留案宛落Nし厚")
"""What an honour begins with, and what is said behind a name ends in."""
_PARTNER = re.compile(r"(?:納品|納入|取引|得意|仕入|販売|配送|届け|出荷|勤め|融資|紹介)(?:先|元)の$|(?:元請け?|施主|荷主|親会社|子会社|関連会社|グループ会社|取引銀行|お客様?)の$|(?:[Ww]ork(?:ed|s|ing)? (?:at|for)|[Ee]mployed (?:at|by)|[Rr]etired from) $")
"""What is said right before a firm that deals with the customer or with us, and so is no rival of ours."""
_ANY_COMPANY = frozenset("会社 本社 支社 公社 商社 他社 自社 各社 両社 同社 御社 貴社 弊社 当社".split())
_NO_WORD, _KANJI = re.compile(r"[\d()・]+.?|[ァ-ヴー]{1,2}"), re.compile(r"[一-鿿々]+")
_COUNT = re.compile(r"[月年朝昼夜夕約計各第毎ー他]?\d+(?:[年月日時分万億千百円%割台名人件回枚本個社店階号度歳期次食床室戸棟点式部冊箱缶袋泊kt].*|$)")
"""An amount, a day or an hour that letters stand around (朝10時, 月39万)."""
_NUMBERED = re.compile(r"(?:^|(?<=\s))\d{1,2}(?=[一-鿿ァ-ヴ](?<![年月日時分万億千百円割台名人件回枚本個社店階号度歳期次食床室戸棟点式部冊箱缶袋泊世代丁番]))")
"""The number of an item before a name: ③関根内装, as it is folded."""
_KANJI_END = re.compile(r"[一-鿿々]$")
_LONGEST, _LONGEST_LATIN = 22, 44
_POSTS = frozenset(TITLES)
_KANA = re.compile(r"[ぁ-ん]")
CUT_SHORT = "cut short"
"""The fact of a name that its note gives in full elsewhere."""
_APART = re.compile(r"[^一-鿿々ァ-ヴーA-Za-z0-9ぁ-ん]")
_BODY_END = re.compile(r"[会荘屋塾舎堂園館社院組庵亭房苑寮]$")
_MIXED = re.compile(r"(?:^|(?<=[\s「『:>=→|☑●■◆)*]))[一-鿿々ヶァ-ヴーA-Za-z0-9ぁ-ん・]{3,16}?(?=$|[\s」』、。,(|*])")
_MIXED_HONOURED = re.compile(
    r"(?:(?<![一-鿿々ァ-ヴーぁ-ん])|(?<=[一-鿿ァ-ヴー][とや])|(?<=、))[一-鿿々ァ-ヴー]{1,6}(?!の)[ぁ-ん]{1,5}?[一-鿿々ァ-ヴー]{0,6}(?=さん|様(?![なに子々式態相])|さま)"
)
_OPENING = re.compile(
    r"(?:まず|次いで|続いて|つづいて|ついで|(?:最後|最初)[はにの]|はじめに|その後|それから|ただし|なお|ちなみに|(?:昔|以前|前)から|だが|しかし|あと|(?:ほか|他)に|もう[一1]社|(?:地元|隣|例|大手|駅前|近所|ご?友人|同業)の|いつもの|[一-鿿ァ-ヴー]{1,8}系の)+"
)
"""What a line or clause opens with before a name: まずパレス結城, メーカー系のみさき自販."""
_NO_END = re.compile(r".*の[件話方分際中後前時所場先者人事側例形砂品物車機口点席]$")
_SENTENCE = re.compile(
    r"[をはがへ]|の.*の|^(?:[一-鿿]日|今回?|前回?|次回|先[日週月]|今[週月朝]|来[週月]|現行|現状|既存|地元|他社|先方|当社|弊社|御社)の|^え[っー]|^[日時分月年朝昼夕夜頃]|[っいん]た|(?<![ぁ-ん])[にでもやかと](?![ぁ-ん])|から|まで|です|ます|した|して|って|ない|ある|いる|こと|もの|ため|など|による|という|には|では|とは|より|[一-鿿]い[一-鿿]|^[おご]|さん|さま"
)
_SENTENCE_END = re.compile(r"[るたていうくすつむぐだせけれめりきしちびぎじねなのとにでも]$")
"""What a stretch with hiragana inside holds when it is no name but part of a sentence."""
_INSIDE = re.compile(r"[ぁ-ん][一-鿿々ァ-ヴー]|[一-鿿々ァ-ヴー][ぁ-ん]{2}|^[ぁ-ん]+$")


def find_firms(text: str, everyday: Set[str], filed: Filed = NOTHING_FILED) -> list[Mention]:
    """Return the words of one line that may name a company, none overlapping another, in order; everyday words name none."""
    spans, spoken = _found_in(text)
    mentions: list[Mention] = []
    last = 0
    for start, end, honour in sorted(_with_customers(text, list(spans), filed), key=lambda one: (one[0], -one[1])):
        if start >= last:
            last = end
            if text[start:end] not in everyday or text[start:end] in filed.customers:
                small = not spoken and _SMALL.fullmatch(text, start, end)
                if small and everyday and not filed.account(text[start:end]):
                    continue
                said = ("says partner",) if text[start - 1 : start] in ("の", " ") and _PARTNER.search(text, max(0, start - 14), start) else ()
                mentions.append(Mention("firm", start, end, text[start:end], (*_facts(text[start:end], honour), *said, *((SMALL,) if small else ()))))
    return mentions


@lru_cache(maxsize=2048)
def _found_in(text: str) -> tuple[tuple[tuple[int, int, str], ...], bool]:
    """Return (start, end, what honours it) of whatever may name a firm in one line, and whether it is dictated in small letters."""
    formed = list(_formed(text))
    sure = [one for one in formed if has_form(text[one[0] : one[1]])]
    sure += [(one.start, one.end, "") for one in hiragana_firms(text) if not _crosses(sure, one.start, one.end)]
    mixed = [one for one in _mixed(text) if not _crosses(sure, one[0], one[1]) or any(one[0] == start and end < one[1] for start, end, _ in sure)]
    found = [*formed, *sure, *mixed, *(one for one in _runs(text) if not _crosses(sure, one[0], one[1]))]
    spoken = is_spoken(text)
    if spoken:
        found += [(start, end, "") for start, end in spoken_firms(text)]
    return tuple(found), spoken


def _with_customers(text: str, found: list[tuple[int, int, str]], filed: Filed) -> list[tuple[int, int, str]]:
    """Return what was found with the names of filed customers in the place of what reaches over them; a firm's longer name stays."""
    for start, end in customers_in(text, filed) if filed.customers else ():
        met = [one for one in found if one[0] < end and start < one[1]]
        if any(_is_longer_name(text, (a, b), (start, end)) for a, b, _ in met):
            continue
        honoured = _HONOUR.match(text, end)
        found = [one for one in found if one not in met]
        found.append((start, end, honoured[0] if honoured else ""))
    return found


def _is_longer_name(text: str, found: tuple[int, int], filed: tuple[int, int]) -> bool:
    """Return whether what was found is another firm's name that a filed one is a part of; a particle on either side shows that it is none."""
    (a, b), (start, end) = found, filed
    goes_on = (a < start and not _KANA.match(text[start - 1])) or (b > end and not _KANA.match(text[end]))
    return a <= start and end <= b and goes_on and is_company_like(text[a:b])


def _crosses(found: Sequence[tuple[int, int, str]], start: int, end: int) -> bool:
    return any(start < there and here < end for here, there, _ in found)


_PLACE_OF_FIRM = re.compile(r"の(?:本院|本社|本店|本部|工場|支店|支社|営業所|倉庫|事務所)$")
_BEHIND_FORM = re.compile(r"(?<=.{2})(株式会社|有限会社|合同会社|\((?:株|有|同)\))\d.*$")


def _formed(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the names that a corporate form makes, without the day or the place that follows."""
    for one in find_companies(text):
        name = text[one.start : one.end]
        if has_form(name):
            name = _BEHIND_FORM.sub(r"\1", name)
            name = _PLACE_OF_FIRM.sub("", name)
        else:
            name = name.rstrip(".") if not name.endswith(("Inc.", "Ltd.", "Co.", "Corp.")) else name
        yield one.start, one.start + len(name), ""


def _mixed(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the names with hiragana inside, as far as they stand apart: 珈琲舎まろん, 木箱のイシドリ."""
    for pattern in (_MIXED, _MIXED_HONOURED):
        for match in pattern.finditer(text):
            opening = _OPENING.match(text, match.start(), match.end())
            start = opening.end() if opening else match.start()
            word = text[start : match.end()]
            if len(word) < 3 or not _INSIDE.search(word) or _SENTENCE.search(word) or _NO_END.match(word):
                continue
            honoured = _HONOUR.match(text, match.end())
            if honoured or not _SENTENCE_END.search(word):
                yield start, match.end(), honoured[0] if honoured else ""


def _runs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, what honours it) of every run of letters that may be a name."""
    for match in _RUN.finditer(text):
        start, end = _core(text, match.start(), match.end())
        word = text[start:end]
        honoured = _HONOUR.match(text, end) if text[end : end + 1] in _HONOURS else None
        honour = honoured[0] if honoured else ""
        if word.endswith("様"):
            word, end, honour = word[:-1], end - 1, "様"
        elif word.endswith("社") and word[-2:] not in _ANY_COMPANY:
            honour = "社"
            if not _KANJI_END.search(word[:-1]):  # オルカ社 is オルカ, 三光社 is called so
                word, end = word[:-1], end - 1
        if _may_name(word, honour, text[start - 1 : start], text[end : end + 1]):
            yield start, end, honour


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the particle or word of time before it, and without what is said of it behind."""
    if start and _DAY_PARTICLE.match(text, start - 1):
        start += 1
    elif "ぁ" <= text[start] <= "ん" and (lead := _LEAD.match(text, start, end)) and (
        (start and not _APART.match(text, start - 1)) or _NO_LEAD.fullmatch(lead[0]) or _STRONG_PARTICLE.search(lead[0])
    ):
        start = lead.end()
    while said := _TALK_BEFORE.match(text, start, end) or _NOW.match(text, start, end) or _NUMBERED.match(text, start, end):
        start = said.end()
    while (word := text[start:end].partition(" "))[1] and (word[0] in _OPENERS or (word[0].lower() in CLASS_OF and _SENTENCE_BEGINS.search(text, max(0, start - 6), start))):
        start += len(word[0]) + 1
    if text[start:end].isascii() and (tail := _TAIL.search(text, start, end)):
        end = tail.start()
    if text[end - 1] in _TALK_ENDS and (talk := _TALK_AFTER.fullmatch(text, start, end)):
        end = talk.end(1)
    return start, end


def _may_name(word: str, honour: str, before: str, after: str) -> bool:
    if not 2 <= len(word) <= (_LONGEST_LATIN if word.isascii() else _LONGEST) or (word in COMMON and not honour) or word in NOT_NAMES or word in _POSTS:
        return False
    if _NO_WORD.fullmatch(word) or _COUNT.match(word) or (word.isascii() and is_plain_word(word)):
        return False
    if honour or len(word) > 3 or not _KANJI.fullmatch(word) or after in "はがのにともを、":
        return True
    stands_apart = (not before or bool(_APART.match(before))) and (after in "(」。:→" or after.isspace())
    return stands_apart or (len(word) == 3 and bool(_BODY_END.search(word)))


@lru_cache(maxsize=4096)
def _facts(word: str, honour: str) -> tuple[str, ...]:
    known = word in surnames() or word[:2] in surnames() or word[:3] in surnames()
    return (
        f"honour {honour}", f"company {is_company_like(word)}", f"proper {looks_proper(word)}", f"surname {known}",
        f"last {word[-1]}", f"last {word[-2:]}", f"duty {is_duty(word)}", *((f"trade {is_trade_word(word.rpartition(' ')[2])}", f"given name {is_given_name(word.partition(' ')[0])}") if word.isascii() else ()),
    )  # fmt: skip


def under_whole_names(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of a note, names cut short under the whole one: クオリアス is クオリアス人材 where the note says so."""
    firms = sorted({one.value for one in mentions if one.kind == "firm" and isinstance(one.value, str) and is_company_like(one.value)}, key=len)
    whole: dict[str, str] = {}
    for long in firms:
        key = company_key(long)
        for end in range(2, len(key)):
            whole.setdefault(key[:end], long)
    return [_as_whole(one, whole) if one.kind == "firm" else one for one in mentions]


def _as_whole(firm: Mention, whole: Mapping[str, str]) -> Mention:
    name = whole.get(str(firm.value), firm.value)
    return firm if name == firm.value else firm._replace(value=name, facts=(*firm.facts, CUT_SHORT))


def as_filed(mentions: Sequence[Mention], filed: Filed) -> list[Mention]:
    """Return the mentions of a note, customers under the name they are filed by, each firm with what it is filed as."""
    if not (filed.lists_customers or filed.rivals):
        return list(mentions)
    accounts = {one.start: filed.account(str(one.value)) for one in mentions if one.kind == "firm"}
    customers = step(len(set(accounts.values()) - {""}), 1, 2, 3)
    told = []
    for one in mentions:
        if one.kind == "firm":
            says = filed.says_of_firm(accounts[one.start] or str(one.value))
            facts = (f"filed {says}", f"filed {says} of {customers}") if says else ()
            told.append(one._replace(value=accounts[one.start] or one.value, facts=(*one.facts, *facts)))
        else:
            told.append(one)
    return told
