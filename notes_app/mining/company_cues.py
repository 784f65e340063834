"""Customer and competitors as sentences name them. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.sentence import Sentence
from notes_app.mining.values.bare_names import name_in_run
from notes_app.mining.values.companies import NAMED, find_companies, is_company_like, resolve_company
from notes_app.mining.values.proper_names import COMMON, COMMON_ENDS, looks_proper
from notes_app.mining.values.titles import TITLES, surnames

_W = r"[一-鿿々ヶァ-ヴーA-Za-z0-9&'・.\-]"
_NAME = rf"{_W}{{2,24}}(?:\s(?=[A-Z]){_W}{{1,20}}){{0,3}}"
_HIRA = rf"(?:(?:(?<![ぁ-ん一-鿿])|(?<=[日時分半後前])|(?<=[日時分今前後朝昼夕][はにも]))[ぁ-ん]{{2,6}}|{NAMED})?"
_TITLE = "|".join(map(re.escape, TITLES))
_VISITED = re.compile(
    rf"({_HIRA}{_NAME})(?:様|さま|さん|御中|殿)?(?:の?(?:本社|本店|事務所|工場|現場|店舗|会議室|応接|オフィス|支店|営業所|センター|倉庫|ショールーム|.{{1,8}}(?:支店|工場|営業所|本社|店|センター)))?"
    r"(?:を|へ|に(?!決|負|取ら|敗|流|奪|切|も)|にて|へと|まで)(?:、)?(?:.{0,8})?(?:訪問|往訪|訪店|訪院|伺|お伺|お邪魔|行って|行き|行く|行った|ご挨拶|挨拶|架電|電話|TEL|tel|再訪|飛び込|来訪|立ち寄|寄っ|出張|向かっ|ヒアリング|プレゼン|提案|(?=。|$))"
)
_WITH = re.compile(
    rf"({_HIRA}{_NAME})(?:様|さま|さん|御中|殿)?(?:と|との|とは|と、)(?:.{{0,8}})?(?:打合せ|打ち合わせ|打ち合せ|打合わせ|面談|商談|会議|ミーティング|MTG|mtg|電話|Web会議|WEB会議|オンライン|Zoom|zoom|会食|定例|通話|やり取り|意見交換|キックオフ|契約)"
)
_FROM = re.compile(
    rf"({_HIRA}{_NAME})(?:様|さま|さん)?(?:から|より)(?:の)?(?:.{{0,6}})?(?:入電|電話|TEL|tel|連絡|問い合わせ|問合せ|問合わせ|引き合い|引合|相談|依頼|来電|メール|受電|クレーム|呼び出し|お声)"
)
_OF_PERSON = re.compile(
    rf"({_HIRA}{_NAME})(?:様|さん)?(?:の|、|\s|・)(?:[一-鿿ァ-ヴー]{{1,10}}(?:の|\s)?)?[一-鿿々ァ-ヴー]{{1,5}}\s?(?:{_TITLE}|様|さん|氏)"
)
_HEAD = re.compile(
    rf"^[\s「【\[]*(?:(?:\d{{2,4}}[/.\-年])?\d{{1,2}}[/.\-月]\d{{1,2}}日?\s?(?:\([^)]*\))?\s*[_\-:]?\s*)?({_HIRA}{_NAME})(?:様|さま|さん|御中|殿)?(?:\s|_|-|/|:|の|へ|との|、|】|\]|」)*(?:.{{0,14}})?(?:訪問|商談|面談|打合せ|打ち合わせ|議事録|議事メモ|メモ|電話|訪店|訪院|往訪|報告|ヒアリング|提案|デモ|記録|定例|キックオフ|クレーム|現調|内見|見積|プレゼン|MTG|ミーティング|来社|案件|会議|TEL|架電|フォロー|契約|レビュー|訪(?=$|\s))"
)
_HONOURED = re.compile(rf"^[\s・\-*#■●◆]*({_HIRA}{_NAME})(?:様|御中|さま|さん|殿)(?=$|[\s、。,:/(])")
_EN_HEAD = re.compile(
    r"\b(?:[Mm]eeting with|[Vv]isit(?:ed)?(?: to| at)?|[Cc]all(?:ed)?(?: with| to)?|[Mm]et (?:with )?|[Ss]poke (?:with|to)|[Dd]emo (?:for|with|at|to)|[Ll]unch with|[Kk]ickoff with|[Rr]eview with|[Ff]ollow-up with|at|with|from)\s((?:the\s)?[A-Z][\w&'’.-]*(?:\s(?:of\s|and\s|&\s)?[A-Z][\w&'’.-]*){0,4})"
)
_EN_TITLE = re.compile(
    r"^#*\s*([A-Z][\w&'’.-]*(?:\s(?:of\s|and\s|&\s)?[A-Z][\w&'’.-]*){0,4})\s*(?:[-:|/(―,]|\s(?:visit|call|meeting|demo|kickoff|notes|follow-up|review|site|sync))"
)
_NOT_CUSTOMER = frozenset(
    "本日 昨日 今日 午前 午後 午前中 先方 客先 お客様 顧客 現場 新規 既存 会社 本社 当社 弊社 自社 事務所 電話 訪問 商談 打合せ 議事録 面談 先日 今回 前回 次回 初回 定例 営業 報告 日報 メモ 議事 週報 月次 "
    "社長 部長 課長 専務 常務 担当 担当者 相手 展示会 工場 店舗 倉庫 朝一 夕方 昼 夜 朝 再度 改めて 午後一 午前一 現地 同行 上司 見積 契約 提案 デモ 資料 以下 内容 概要 案件 商談記録 訪問記録 訪問メモ 訪問報告 面談記録 打合せ記録 "
    "電話メモ 商談メモ 営業日報 活動報告 会議 会議室 応接 来社 紹介 製造 購買 総務 経理 技術 品質 資材 生産 開発 人事 情報 企画 業務 物流 管理 広報 保全 設計 医事 事務 外出 直行 直帰 web zoom teams online オンライン リモート 初 月 火 水 木 金 土 日 一件 件 両社 各社 他社 競合 複数 所長 院長 店長 工場長".split()
)  # fmt: skip
_EN_NOT = frozenset("Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Prof Prof. Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Notes Meeting Call Visit Agenda Next Action Actions Summary Attendees Kickoff Proposal Follow Follow-up First Second Third Initial Site Demo Discovery Weekly Monthly Daily Quarterly The This They We He She It Today Zoom Teams Google Meet Discussion Review Sales Customer Client PoC Budget Project Decision Pricing Trial Pilot Contract".split())  # fmt: skip


def _trim_run(run: str) -> str:
    """Drop what a greedy run carries before a name: dates, 本日, 午後."""
    run = (
        re.sub(r"^(?:\d{1,4}[年月日時分/:.\-]?)+(?:頃|半|から)?", "", run)
        if re.match(r"^\d", run) and not re.match(r"^\d+[A-Za-z一-鿿]*(?:社|堂|屋)", run)
        else run
    )
    return re.sub(
        r"^(?:えー+|えっと|えーと|あのー?|ー+|まあ|はい|[〇一二三四五六七八九十\d]+月[〇一二三四五六七八九十\d]+日|本日|昨日|今日|明日|先日|今朝|昨晩|夕方|昼過ぎ|午前中?|午後(?:一)?|新規で?|既存|再度|改めて|朝一|夕方|初めて|久々に|飛び込みで)+",
        "",
        run,
    ).strip(" ・-.")


def _is_person(run: str) -> bool:
    return run in surnames() or (len(run) <= 4 and name_in_run(run) == run and run[:2] in surnames())


def _plausible(run: str) -> bool:
    if not 2 <= len(run) <= 30 or run in _NOT_CUSTOMER or run.lower() in _NOT_CUSTOMER or run.isdigit() or _is_person(run):
        return False
    if re.search(
        rf"(?:{_TITLE}|部|課|室|係|会議|訪問|商談|打合せ|記録|議事録|メモ|報告|資料|提案|見積|件|中|予定|時|日|月|円|台|名|人|分|的|等|様式|アポ|確認)$",
        run,
    ) and not is_company_like(run):
        return False
    return not (run.isascii() and (run.split(maxsplit=1)[0] in _EN_NOT or run.islower()))


def find_customer(sentences: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the company the note is about: a filed one, one with its corporate form, or the one that was visited."""
    heads = [s for s in sentences if s.number < 6 or (s.is_heading and s.number < 40)]
    if filed := _filed_in(heads, context):
        return filed
    for sentence in heads:
        for company in find_companies(sentence.text):
            if not _is_rival(sentence.text, company.start, company.end):
                return [_company(context, sentence, company.start, company.name, 0.9)]
    return _filed_in(sentences[:60], context) or _visited(heads, context)


def _filed_in(sentences: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the first customer of the directory that these sentences name."""
    for sentence in sentences if context.filed else ():
        if listed := [c for c in find_companies(sentence.text, context.filed) if c.name in context.filed]:
            return [_company(context, sentence, listed[0].start, listed[0].name, 0.9)]
    return []


def _visited(heads: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the company that the head of a note says was visited, called or met, by its name alone."""
    for patterns, sure in (
        ((_VISITED, _WITH, _FROM), 0.82),
        ((), 0.8),
        ((_HEAD, _HONOURED), 0.78),
        ((_OF_PERSON,), 0.72),
    ):
        if not patterns and (shaped := _shaped(heads[:2], context)):
            return shaped
        for sentence in heads:
            for pattern in patterns:
                draft = _first_plausible(pattern, sentence, context, sure, strict=pattern in (_OF_PERSON,))
                if draft:
                    return [draft]
    for sentence in heads:
        for pattern in (_EN_TITLE, _EN_HEAD) if sentence.is_heading or sentence.number == 0 else (_EN_HEAD,):
            draft = _first_plausible(pattern, sentence, context, 0.72)
            if draft:
                return [draft]
    return _shaped(heads, context)


def _shaped(heads: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the first word of a note's head that is shaped as a company's name (瀬戸内製紙, さくら会計事務所)."""
    for sentence in heads[:5]:
        for word in _HEAD_WORD.finditer(sentence.text[:120]):
            name = re.sub(r"(?:様|さま|さん|御中|殿)$", "", _trim_run(word[0]))
            if len(name) >= 3 and looks_proper(name) and _plausible(name) and not _is_rival(sentence.text, word.start(), word.end()):
                at = sentence.text.index(name, word.start())
                return [_company(context, sentence, at, name, 0.72)]
    return []


_HEAD_WORD = re.compile(rf"{_HIRA}{_W}{{3,24}}")


def _first_plausible(
    pattern: re.Pattern[str], sentence: Sentence, context: ValueContext, sure: float, *, strict: bool = False
) -> Draft | None:
    for match in pattern.finditer(sentence.text[:300]):
        run = match[1]
        name = re.sub(r"^(?:the\s)", "", _trim_run(run))
        name = re.sub(r"(?:様|さん|さま|御中|殿)$", "", name)
        if not _plausible(name) or _is_rival(sentence.text, match.start(1), match.end(1)):
            continue
        if strict and not (looks_proper(name) or (re.search(r"[ァ-ヴA-Za-z]", name) and len(name) >= 4)):
            continue
        is_honoured = run != name or sentence.text[match.end(1) : match.end(1) + 2] in ("様", "御中", "さん", "さま")
        if not looks_proper(name) and not _looks_foreign(name) and not is_honoured:
            continue
        if name.endswith(COMMON_ENDS) and not looks_proper(name) and (name in COMMON or not is_honoured):
            continue
        at = sentence.text.index(name, match.start(1))
        return _company(context, sentence, at, name, sure if looks_proper(name) else sure - 0.08)
    return None


def _looks_foreign(name: str) -> bool:
    """Return whether a name is written in katakana or Latin letters, as a brand is."""
    return bool(re.search(r"[ァ-ヴー]{3}", name) and name not in COMMON) or bool(re.match(r"[A-Z][A-Za-z]", name))


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
