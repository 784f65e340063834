"""The customer, as sentences name him: by his corporate form, by what was done there, or by the head of the note.

Pure, on folded text. What is said stands behind the name (を訪問, さんに行って, の山田店長), so that is looked for first and
the name cut out before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.prose.customer_names import HONORIFIC, firm_strength, name_before, place_before
from notes_app.mining.prose.sentence import Sentence
from notes_app.mining.values.companies import find_companies, resolve_company
from notes_app.mining.values.english_names import FIRST_WORDS
from notes_app.mining.values.people import find_people
from notes_app.mining.values.proper_names import looks_proper
from notes_app.mining.values.titles import TITLES
from notes_app.mining.values.word_list import any_of

_READ = 300  # characters of one sentence
_HON = rf"(?P<hon>{HONORIFIC})?"
_PLACE = r"(?:の?(?:本社|本店|事務所|工場|現場|店舗|会議室|応接室?|オフィス|支店|営業所|センター|倉庫|ショールーム|店頭|厨房|.{1,8}(?:支店|工場|営業所|本社|店|センター)))?"
_VISITED = re.compile(
    rf"{_HON}{_PLACE}(?:を|へ|に(?!決|負|取ら|敗|流|奪|切|も)|にて|へと|まで)、?.{{0,8}}?(?:訪問|往訪|訪店|訪院|伺|うかが|お邪魔|行って|行き|行く|行った|ご挨拶|挨拶|架電|電話|TEL|tel|再訪|飛び込|来訪|立ち寄|寄っ|寄り|出張|向かっ|ヒアリング|プレゼン|提案)"
    rf"|(?P<hon2>{HONORIFIC})(?:のところ|んとこ|とこ)?(?:に|へ|を)?(?:行っ|行き|出た|出まし|出て|寄っ|伺|訪|お邪魔)"
)
_WITH = re.compile(
    rf"{_HON}(?:と|との|とは|と、).{{0,8}}?(?:打合せ|打ち合わせ|打ち合せ|打合わせ|面談|商談|会議|ミーティング|MTG|mtg|電話|Web|WEB|web|オンライン|Zoom|zoom|会食|定例|通話|やり取り|意見交換|キックオフ|契約)"
)
_FROM = re.compile(
    rf"{_HON}(?:から|より)(?:の)?.{{0,6}}?(?:入電|電話|TEL|tel|連絡|問い合わせ|問合せ|問合わせ|引き合い|引合|相談|依頼|来電|メール|受電|クレーム|呼び出し|お声)"
)
_ABOUT = re.compile(rf"(?P<hon>{HONORIFIC})の(?:件|案件|商談|クレーム|見積|定例|打合せ)")
_THERE = re.compile(rf"{_HON}の(?:応接室?|会議室|事務室|職員室|院長室|社長室|役員室|事務所|店頭|厨房|現場|本社|本店|工場)(?:で|にて|に|へ|を)")
_TITLE = any_of(TITLES)
_OF_PERSON = re.compile(rf"(?={_HON}(?:の|、|\s)(?:[一-鿿ァ-ヴー]{{1,10}}(?:の|\s)?)?(?P<person>[一-鿿々ァ-ヴー]{{1,5}}\s?(?:{_TITLE}|様|さん|氏)))")
_SAYINGS: tuple[tuple[tuple[re.Pattern[str], ...], float], ...] = (((_VISITED, _WITH, _FROM, _THERE), 0.82), ((_ABOUT,), 0.8), ((_OF_PERSON,), 0.72))
_ELSEWHERE = re.compile(r"(?:納品先|納入先|販売先|得意先|出荷先|親会社|子会社|紹介元|競合|他社|提携先|下請|外注|取引銀行|隣|転職元|前職)(?:の|は|である|、)?$")
_EN_HEAD = re.compile(
    r"\b(?:[Vv]isit(?:ed)?(?: to| at)?|[Dd]emo (?:for|at)|[Kk]ickoff (?:with|at)|[Ss]ite (?:visit|walk) (?:to|at)|[Ww]alk-?through at|\bat)\s((?:the\s)?[A-Z][\w&'’.-]*(?:\s(?:of\s|and\s|&\s)?[A-Z][\w&'’.-]*){0,4})"
)
_EN_MET = re.compile(
    r"\b(?:[Mm]eeting with|[Cc]all(?:ed)?(?: with| to)?|[Mm]et (?:with )?|[Ss]poke (?:with|to)|[Ll]unch with|[Rr]eview with|[Ff]ollow-up with|with|from)\s((?:the\s)?[A-Z][\w&'’.-]*(?:\s(?:of\s|and\s|&\s)?[A-Z][\w&'’.-]*){0,4})"
)
"""Whom one calls and meets is a person, unless the name is a firm's by its tail or filed."""
_EN_TITLE = re.compile(
    r"^#*\s*([A-Z][\w&'’.-]*(?:\s(?:of\s|and\s|&\s)?[A-Z][\w&'’.-]*){0,4})\s*(?:[-:|/(―,]|\s(?:visit|call|meeting|demo|kickoff|notes|follow-up|review|site|sync))"
)
_NOT_CUSTOMER = frozenset(
    "本日 昨日 今日 午前 午後 午前中 先方 客先 お客様 顧客 現場 新規 既存 会社 本社 当社 弊社 自社 事務所 電話 訪問 商談 打合せ 議事録 面談 先日 今回 前回 次回 初回 定例 営業 報告 日報 メモ 議事 週報 月次 "
    "社長 部長 課長 専務 常務 担当 担当者 相手 展示会 工場 店舗 倉庫 朝一 夕方 昼 夜 朝 再度 改めて 午後一 午前一 現地 同行 上司 見積 契約 提案 デモ 資料 以下 内容 概要 案件 商談記録 訪問記録 訪問メモ 訪問報告 面談記録 打合せ記録 "
    "電話メモ 商談メモ 営業日報 活動報告 会議 会議室 応接 来社 紹介 製造 購買 総務 経理 技術 品質 資材 生産 開発 人事 情報 企画 業務 物流 管理 広報 保全 設計 医事 事務 外出 直行 直帰 web zoom teams online オンライン リモート 初 月 火 水 木 金 土 日 一件 件 両社 各社 他社 競合 複数 所長 院長 店長 工場長".split()
)  # fmt: skip
_EN_NOT = frozenset("Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Prof Prof. Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Notes Meeting Call Visit Agenda Next Action Actions Summary Attendees Kickoff Proposal Follow Follow-up First Second Third Initial Site Demo Discovery Weekly Monthly Daily Quarterly The This They We He She It Today Zoom Teams Google Meet Discussion Review Sales Customer Client PoC Budget Project Decision Pricing Trial Pilot Contract".split())  # fmt: skip



def find_customer(sentences: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the company the note is about: a filed one, one with its corporate form, or the one that was visited."""
    heads = [s for s in sentences if s.number < 6 or (s.is_heading and s.number < 40)]
    if filed := _filed_in(heads, context):
        return filed
    for sentence in heads:
        for company in find_companies(sentence.text):
            if not _is_rival(sentence.text, company.start, company.end):
                return [_company(context, sentence, company.start, company.name, 0.9)]
    return _filed_in(sentences[:60], context) or _headed(heads, context) or _told(heads, context) or _english(heads, context) or _shaped(heads[:3], context)


def _filed_in(sentences: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the first customer of the directory that these sentences name."""
    for sentence in sentences if context.filed else ():
        if listed := [c for c in find_companies(sentence.text, context.filed) if c.name in context.filed]:
            return [_company(context, sentence, listed[0].start, listed[0].name, 0.9)]
    return []


def _headed(heads: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the customer whom the first line or a heading names beside a day, a kind of contact or his people."""
    for sentence in heads[:3]:
        if sentence.number and not sentence.is_heading:
            continue
        for at, name, sure in _names_of_head(sentence.text[:120], is_title=sentence.is_heading and sentence.number == 0):
            if not _is_rival(sentence.text, at, at + len(name)):
                return [_company(context, sentence, at, name, sure)]
    return []


_HEAD_TOKEN = re.compile(r"[^\s/|_、,:;=・\[\]【】()「」『』〈〉<>]+(?:・[ァ-ヴー]+)*")
_DATED = re.compile(r"^\W*(?:(?:令和|R|H|平成)?[\d元]{1,4}[年./\-])?(?:[\d〇一二三四五六七八九十]{1,3}[月./\-]){0,1}[\d〇一二三四五六七八九十]{1,3}(?:日|時|[:/.\-]\d{1,2})?(?:\([^)]{1,3}\)|[日月火水木金土]曜?)?(?:朝|夕|夜|午前|午後|から|頃|半|~|〜|-)*$")
_KIND = re.compile(r"(?:ご?訪問|商談|面談|打合せ|打ち合わせ|議事録|議事メモ|メモ|電話|訪店|訪院|往訪|初訪|再訪|報告書?|ヒアリング|デモ|記録|定例|キックオフ|クレーム|現調|内見|MTG|ミーティング|来社|会議|ログ|TEL|架電|フォロー|レビュー|訪|初回|新規|既存|Web|Zoom|オンライン|の|へ|との|ご|お)+$", re.IGNORECASE)
_HEADS_OTHER = re.compile(r"競合|他社|対抗|相見積|社内|週報|月報|日報|朝礼|全体|目標|予算|反省")


def _names_of_head(text: str, *, is_title: bool) -> Iterator[tuple[int, str, float]]:
    """Yield (start, name, sureness) of what a head names: 5/12 食堂まるい 山田店長, 光明寺様 打合せメモ."""
    if _HEADS_OTHER.search(text) or re.search(r"[。をが]|です|ます|ました|って", text):
        return
    tokens = [(m.start(), m[0]) for m in _HEAD_TOKEN.finditer(text)]
    is_dated = any(_DATED.match(token) for _, token in tokens) or bool(re.search(r"\d{1,2}(?:[/.:]\d{1,2}|月\d{1,2}日)", text))
    for number, (at, token) in enumerate(tokens[:5]):
        if _DATED.match(token):
            continue
        honoured = re.match(rf"(.{{2,24}}?)(?:{HONORIFIC})(?=$|[とのへにより]|ご)", token)
        kind = _KIND.search(token)
        name = honoured[1] if honoured else token[: kind.start()] if kind and kind.start() else token
        place = place_before(name)
        name = name[place:]
        strength = 0 if name in _NOT_CUSTOMER or re.search(r"\d", name) else firm_strength(name)
        behind = tokens[number + 1][1] if number + 1 < len(tokens) else ""
        people = find_people(behind)
        is_led = bool(people) and people[0].start <= 8 and (bool(people[0].title) or bool(people[0].honorific))
        told = bool(kind) or bool(_KIND.search(behind)) or is_led or is_dated
        if strength == 2 and (told or honoured or len(tokens) == 1 or (is_title and looks_proper(name))):
            yield at + place, name, 0.8
        elif strength == 1 and (honoured or (is_led and len(name) >= 3)):
            yield at + place, name, 0.74


def _told(heads: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the customer whom sentences say was visited, called or met."""
    for patterns, sure in _SAYINGS:
        for sentence in heads:
            for pattern in patterns:
                for at, name, strength in _names_told(pattern, sentence.text[:_READ]):
                    if not _is_rival(sentence.text, at, at + len(name)):
                        return [_company(context, sentence, at, name, sure if strength == 2 else sure - 0.08)]
    return []


def _names_told(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str, int]]:
    """Yield (start, name, strength) of the names before what `pattern` says of them."""
    for match in pattern.finditer(text):
        at, name = name_before(text, match.start())
        if name in _NOT_CUSTOMER or _ELSEWHERE.search(text[max(0, at - 6) : at]):
            continue
        strength = firm_strength(name)
        groups = match.groupdict()
        is_honoured = bool(groups.get("hon") or groups.get("hon2"))
        if strength == 1 and not is_honoured and pattern is not _THERE and not (pattern is _OF_PERSON and len(name) >= 3 and re.search("長|役|職|将", groups["person"])):
            continue
        if strength:
            yield at, name, strength


def _shaped(heads: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the first word of a note's head that is a firm's name by its letters, where it is its matter: 奥琵琶バルブで見積の説明."""
    for sentence in heads:
        text = sentence.text[:120]
        for end, honoured in _ends_of_names(text):
            at, name = name_before(text, end)
            is_firm = looks_proper(name) if not honoured else firm_strength(name) == 2
            if len(name) >= 3 and is_firm and name not in _NOT_CUSTOMER and firm_strength(name) == 2 and not _ELSEWHERE.search(text[max(0, at - 6) : at]) and not _is_rival(
                text, at, at + len(name)
            ):
                return [_company(context, sentence, at, name, 0.76 if honoured else 0.72)]
    return []


_NAME_ENDS = re.compile(rf"(?<=[一-鿿々ヶァ-ヴーぁ-んA-Za-z])(?:(?P<hon>{HONORIFIC})|の(?!口座)|で|に(?=着|到|つ)|(?=[、\s―:/(】」]|$))")


def _ends_of_names(text: str) -> Iterator[tuple[int, bool]]:
    for match in _NAME_ENDS.finditer(text):
        yield match.start(), bool(match["hon"])


def _english(heads: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the company an English head or sentence names."""
    for sentence in heads:
        for pattern in (_EN_TITLE, _EN_HEAD, _EN_MET) if sentence.is_heading or sentence.number == 0 else (_EN_HEAD, _EN_MET):
            for match in pattern.finditer(sentence.text[:_READ]):
                name = re.sub(r"^the\s", "", match[1])
                at = sentence.text.index(name, match.start(1))
                if name.split(maxsplit=1)[0] in _EN_NOT | FIRST_WORDS or name.lower() in _NOT_CUSTOMER or len(name) < 2 or _is_rival(sentence.text, at, at + len(name)):
                    continue
                if pattern is _EN_MET and resolve_company(name, context.by_key) == name and not looks_proper(name):
                    continue
                return [_company(context, sentence, at, name, 0.72 if looks_proper(name) else 0.64)]
    return []


def _company(context: ValueContext, sentence: Sentence, at: int, name: str, sure: float) -> Draft:
    return Draft(
        "会社名",
        sentence.start + at,
        sentence.start + at + len(name),
        resolve_company(name, context.by_key),
        sure,
        "cue",
    )


_PRICES_AGAINST = re.compile(r"(?:さん|様|社)?(?:も|が|は|の(?:ほう|方)が)\s?(?:もう少し|少し|かなり|だいぶ|ずっと|約|月|年)?\s?(?:\d[\d,.]*(?:万|億|千|円)|[一二三四五六七八九十百千]+万|安[いかく]|値引|値下)|\s?\d[\d,.]*万(?!円?(?:で(?:受注|契約)))")


def _is_rival(text: str, start: int, end: int) -> bool:
    return bool(
        re.search(r"(?:競合|他社|対抗|相見積|比較)[^。]{0,8}$", text[max(0, start - 12) : start])
        or _PRICES_AGAINST.match(text[end : end + 20])
        or re.match(r"(?:さん|様|社)?(?:も|が|は|から(?:は|も)?)?(?:先行して|先に|すでに|もう)?(?:提案|見積|来て|出して|入って)", text[end : end + 12])
    )
