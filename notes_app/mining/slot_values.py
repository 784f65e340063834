"""Read the value under a label as the kind its concept calls for. Pure, on folded text.

Every reader takes the spans of a value and returns drafts: a concept, a folded span, the normalised value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from notes_app.mining.observation import Span
from notes_app.mining.values.actions import read_action, split_actions
from notes_app.mining.values.calendar_rules import nearest_year
from notes_app.mining.values.choices import find_choice, is_nothing, is_stage
from notes_app.mining.values.companies import (
    clean_company,
    company_key,
    find_companies,
    is_company_like,
    resolve_company,
)
from notes_app.mining.values.contact import EMAIL, PHONE, URL
from notes_app.mining.values.dates import DateMatch, ahead, find_dates, past
from notes_app.mining.values.english_names import find_english_companies
from notes_app.mining.values.money import find_money
from notes_app.mining.values.money_context import pick
from notes_app.mining.values.people import filed_name, find_body, find_people, find_title, list_people


@dataclass(frozen=True, slots=True)
class Draft:
    """A value before it is tied to a note: concept, folded span, normalised value, confidence, how it was found.

    marked: a person with an honorific or a title; row: of a table with one customer a row, else -1.
    """

    concept: str
    start: int
    end: int
    normalized: str | int | float | bool | None
    confidence: float = 0.95
    via: str = "label"
    label: str = ""
    marked: bool = False
    row: int = -1


@dataclass(frozen=True, slots=True)
class ValueContext:
    """What reading a value leans on: the whole folded text, the reference date, filed companies by `company_key`, spellings."""

    text: str
    reference: date | None
    by_key: Mapping[str, str]
    filed: Mapping[str, str]

    def slice(self, span: Span) -> str:
        return self.text[span[0] : span[1]]


def read_date(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return the first date under a label; a bare 16日 is ahead for what comes next, behind for what was."""
    for start, end in parts:
        value = context.text[start:end]
        if _is_denied(value):
            continue
        dates = find_dates(value, context.reference)
        dates = dates or _terse_date(value, context.reference)
        bare = _DAY_FIRST.match(value)
        if bare and (not dates or dates[0].start > bare.end()):
            dates = find_dates(value[: bare.end()], context.reference)
        if dates:
            words = value[dates[0].start : dates[0].end]
            first = ahead(dates[0], words, context.reference) if concept in _AHEAD else past(dates[0], words, context.reference) if concept == "日時" else dates[0]
            return [Draft(concept, start + first.start, start + first.end, first.iso)]
    return []


_TERSE = re.compile(r"\s*(?P<month>1[0-2]|0?[1-9])(?:\.(?P<day>3[01]|[12]\d|0?[1-9])(?![\d.])|(?<=\d\d)(?P<pair>[0-3]\d)(?!\d))")


def _terse_date(value: str, reference: date | None) -> tuple[DateMatch, ...]:
    """Return the date that 4.3 or 0403 is under a label for a date, () otherwise."""
    match = _TERSE.match(value)
    day = nearest_year(int(match["month"]), int(match["day"] or match["pair"]), reference) if match and reference else None
    return (DateMatch(match.start("month"), match.end(), day, None, "day"),) if match and day else ()


_DAY_FIRST = re.compile(r"\s*\d{1,2}日")
_AHEAD = frozenset({"次回予定", "期限", "導入時期"})


def read_money(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return the first amount under a label; an amount of the whole wins over a unit price."""
    for begin, end in parts:
        outcome = re.search(r"[×xX*@][^=]{1,24}=\s?", context.text[begin:end])  # @95,000×2=190,000
        start = begin + outcome.end() if outcome else begin
        amounts = find_money(context.text[start:end], labelled=True)
        if amounts and not _is_denied(context.text[start:end]):
            best = pick(context.text[start:end], amounts)
            if best is None:
                continue
            return [Draft(concept, start + best.start, start + best.end, best.amount)]
    return []


def _is_denied(text: str) -> bool:
    return bool(re.match(r"\s*(?:未定|なし|不明|未確認|聞けず)", text))


_SIDE = re.compile(
    r"(?:^|(?<=[\s、,/・;。|)])|(?<=[様長氏んり]))[(\[【〈<]?(?P<side>先方|お客様|お客さん|客先|顧客|相手|先|客|当方|当社|弊社|自社|うち|こちら|こっち|社内|当|弊|自|us|them|client|customer|ours)(?:側|陣|から)?"
    r"(?:[)\]】〉>]\s?[:=]?|\s?[:=]|は|\s(?=\S)|(?<=社)(?=[一-鿿]{1,4}(?:[、,・/]|$))|(?<=方)(?=[一-鿿]{1,4}(?:[、,・/]|$)))\s?"
)
_SIDE_BEHIND = re.compile(r"\((?P<side>先方|お客様|客先|顧客|当方|当社|弊社|自社|社内|us|client|customer)(?:側)?\)")
_OUR_WORDS = frozenset("当方 当社 弊社 自社 うち こちら こっち 社内 当 弊 自 us ours".split())
_SIDED = frozenset({"出席者", "先方出席者", "当方出席者"})


def read_people(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return every person under a label for people, on the side that the value itself names (先方 田中様／当社 佐藤)."""
    drafts: list[Draft] = []
    for start, end in parts:
        value = context.text[start:end]
        if is_nothing(value):
            continue
        people = [p for p in list_people(_SIDE.sub(_blank, value.replace("\t", "、"))) if p.name and not _ABSENT.match(value[p.end : p.end + 24])]
        for p in people:
            side = _side_of(value, p.start, p.end) if concept in _SIDED else ""
            drafts.append(Draft(side or concept, start + p.start, start + p.end, p.name, marked=p.is_marked or side == "先方出席者"))
    return drafts


def _blank(match: re.Match[str]) -> str:
    """Keep a marker's length, so that every span stays where it was."""
    return "、" + " " * (len(match[0]) - 1) if match[0] else ""


def _side_of(value: str, start: int, end: int) -> str:
    """Return the side a marker before a person, or in brackets behind his group, names; "" when none does."""
    behind = _SIDE_BEHIND.search(value, end)
    if behind and not re.search(r"[、,;/]", value[end : behind.start()]):
        return "当方出席者" if behind["side"] in _OUR_WORDS else "先方出席者"
    before = [match for match in _SIDE.finditer(value) if match.end() <= start + 1]
    if not before:
        return ""
    return "当方出席者" if before[-1]["side"] in _OUR_WORDS else "先方出席者"


_ABSENT = re.compile(r"\s?(?:は|が)[^、。]{0,14}(?:欠席|不在|お休み|休み|来られず|来れず|都合|出張|異動|退職|転勤|会えず)|\s?\(?(?:は)?(?:欠席|不在|お休み|会えず)")


def read_filed_people(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return the people filed under `contacts:`: a family name with its given name is one name, however rare it is."""
    drafts: list[Draft] = []
    for start, end in parts:
        if name := filed_name(context.text[start:end]):
            drafts.append(Draft(concept, start, start + len(name), name.replace("\u3000", " "), marked=True))
        else:
            drafts.extend(read_people(context, concept, [(start, end)]))
    return drafts


_SUPERIOR = re.compile(r"の(?:上司|上長|上席|上|部下|後任|お父様|ご主人|奥様)(?:の|である|に当たる)?")
_FINAL = re.compile(r"最終(?:的に)?(?:は|決裁は|判断は|承認は)|(?:決裁|決定|判断)は|かと思(?:ったら|いきや)|(?:では|じゃ)なく(?:て)?")
_MERE_FORM = re.compile(r"\s?(?:形式|形の?上|報告|その後|あとは|要|事後)")


def read_person(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return the one person, or the post (理事長) or body (理事会), a label for a person names; remarks in brackets say less."""
    for start, end in parts:
        whole = context.text[start:end]
        if is_nothing(whole):
            continue
        value = re.sub(r"\([^()]{0,60}\)", lambda m: " " * len(m[0]), whole)
        value = value if value.strip() else whole
        offset = _where_it_ends(value)
        people = find_people(value[offset:]) or list_people(value[offset:])
        found = [span for span in (find_title(value[offset:]), find_body(value[offset:])) if span]
        first = min(found, key=lambda span: (span[0], -span[1]), default=None)
        beside = re.match(r"\(([^()]{1,20})\)", whole[offset + first[1] :]) if first else None
        if not people and beside and (named := find_people(beside[1])):
            at = start + offset + (first[1] if first else 0) + beside.start(1)
            return [Draft(concept, at + named[0].start, at + named[0].end, named[0].name)]
        if people:
            one = people[0]
            return [Draft(concept, start + offset + one.start, start + offset + one.end, one.name)]
        if first:
            a, b = start + offset + first[0], start + offset + first[1]
            return [Draft(concept, a, b, context.text[a:b].strip(), 0.85)]
        if people := find_people(whole):
            return [Draft(concept, start + people[0].start, start + people[0].end, people[0].name, 0.8)]
        head = re.match(r"[^\s、。,(]{2,12}$", value.strip())
        if head and not re.search(r"[とでがをはに]|次第|相談|検討|確認", value):
            return [Draft(concept, start, start + head.end(), head[0], 0.7)]
    return []


def _where_it_ends(value: str) -> int:
    """Return where the one who decides is named: behind 最終は, an arrow or 〜の上司の; an arrow to a mere form leads nowhere."""
    final = _FINAL.search(value)
    offset = final.end() if final and final.end() < len(value) else 0
    arrow = max(value.rfind("→"), value.rfind("⇒"), value.rfind("->") + 1 if "->" in value else -1)
    if 0 <= arrow < len(value) - 1 and not _MERE_FORM.match(value, arrow + 1):
        offset = arrow + 1
    superior = _SUPERIOR.search(value, offset)
    return superior.end() if superior and superior.end() < len(value) else offset


def read_company(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return the company a label names, and the people written beside it (青葉製作所 山崎部長) as 先方出席者."""
    drafts: list[Draft] = []
    for start, end in parts:
        value = context.text[start:end]
        if is_nothing(value) or (drafts and not is_company_like(value)):
            continue
        people = [p for p in find_people(value) if p.name and not is_company_like(p.name)]
        stop = min((_title_start(value, p.start) for p in people), default=len(value))
        head = value[:stop].rstrip(" 、,/・の(")
        if head.strip():
            a, b = clean_company(head)
            name = head[a:b]
            if people and (not name or _is_department(name)):
                pass
            elif 1 < len(name) <= 60 and not name.isdigit() and not drafts:
                drafts.append(Draft(concept, start + a, start + b, resolve_company(name, context.by_key)))
        drafts.extend(Draft("先方出席者", start + p.start, start + p.end, p.name, 0.9, marked=True) for p in people)
    return drafts


def _title_start(value: str, at: int) -> int:
    """Return where the words that belong to a person begin: his department and title stand before his name."""
    head = value[:at]
    match = re.search(
        r"(?:^|[\s、,/の])([^\s、,/の]{0,16}(?:部|課|室|係|長|役|局|担当|チーム|グループ|支店|工場|代表|社員|科))\s*の?$",
        head,
    )
    return match.start(1) if match and match.start(1) > 0 else at


def _is_department(name: str) -> bool:
    return bool(re.search(r"(?:部|課|室|係|局|チーム|グループ)$", name)) and not is_company_like(name)


_MEMBER_SPLIT = re.compile(
    r"[、,，;；\n]|\s/\s|/|(?<=社)[と・]|(?<=[ァ-ヴーA-Za-z一-鿿])と(?=[ァ-ヴーA-Z一-鿿]{2})(?!の?比較|競合|相見積|並行|検討)|(?<![A-Za-z])\s?[&＆+]\s?|\s\+\s|及び|(?<=[一-鿿ァ-ヴーA-Za-z])・(?=[A-Z一-鿿])|\s(?:and|vs\.?)\s|。(?=.)|\s?→\s?"
)
_BEFORE_NAME = re.compile(
    r"^(?:現行|現状|既存|現在|今|本命|最有力|有力|地元|大手|他社|他に|ほか|競合|比較|対抗|相見積|同業|業界大手|おそらく|たぶん|多分|現ベンダー|also bidding|down to|still|also|only|the|既存業者|現行業者|継続中|主に|特に|もう1社|maybe|probably|incumbent|mostly|currently|current)(?:は|の|で|:|=|が|に|業者の|ベンダーの|先の|先は|、|\s)*"
)
_AFTER_NAME = re.compile(
    r"(?:さん|様|氏)?(?:も|が|は|と|の|を|に|で|から|より|へ|による|との|らしい|あり|有り|だけ|のみ|ぐらい|くらい|など|等|他|ほか|製|案|辺り|あたり|ほぼ|優勢|優位|先行|提案|見積|と比較|パッケージ|製品|プラン)(?:.*)$"
)
_NAME = re.compile(
    r"[A-Z](?=社)|[A-Za-z0-9一-鿿々ァ-ヴー&'’・.ヶ\-]+(?:\s(?=[A-Z])[A-Za-z0-9&'’.\-]+){0,4}|[ぁ-ん]{2,}[一-鿿ァ-ヴーA-Za-z]*"
)


def read_companies(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return every competitor a label lists, one draft each, without the remarks about it."""
    drafts: list[Draft] = []
    for start, end in parts:
        value = context.text[start:end]
        if is_nothing(value):
            continue
        if value.isascii() and len(value.split()) >= 4 and (english := find_english_companies(value)):
            drafts.extend(Draft(concept, start + a, start + b, resolve_company(value[a:b], context.by_key)) for a, b in english)
            continue
        if aside := re.search(r"\s:\s", value):  # 「コードリーフ : 今の主力」
            value = value[: aside.start()]
        masked = re.sub(r"\((?!(?:株|有|同)\))[^()]{0,80}\)", lambda m: "\x00" * len(m[0]), value)
        last = 0
        for cut in [*_MEMBER_SPLIT.finditer(masked), None]:
            stop = cut.start() if cut else len(masked)
            draft = _member(context, concept, masked[last:stop], start + last)
            if draft and all(draft.normalized != one.normalized for one in drafts):
                drafts.append(draft)
            if cut is None or (cut[0] == "。" and drafts):
                break
            last = cut.end()
    return drafts


def _member(context: ValueContext, concept: str, piece: str, at: int) -> Draft | None:
    lead = len(piece) - len(piece.lstrip(" ・-「『\"'*\x00"))
    core = piece[lead:].split("\x00", maxsplit=1)[0].rstrip(" 。」』\"'.*")
    if is_nothing(core) or _GONE.search(core):
        return None
    before = _BEFORE_NAME.match(core)
    if not before or not before.end():
        before = re.match(r"[ァ-ヴー]{3,8}の(?=[A-Z一-鿿])", core)
    if before and before.end() < len(core):
        lead, core = lead + before.end(), core[before.end() :]
    listed = find_companies(core, context.filed)
    if listed and listed[0].start <= 1:
        name = listed[0]
        return Draft(concept, at + lead + name.start, at + lead + name.end, resolve_company(name.name, context.by_key))
    match = _NAME.match(core)
    if not match:
        return None
    name_text = match[0]
    rest = core[match.end() :]
    if rest and not _AFTER_NAME.match(rest) and not rest.startswith((" ", ":", "-", "―", "→", "(")) and re.match(r"[ぁ-ん]", rest):
        cut = re.match(r"[ぁ-ん]{1,4}(?=[一-鿿ァ-ヴーA-Z])", rest)
        if cut and len(rest) <= 12:
            name_text += rest
    if name_text.endswith("社") is False and core[match.end() : match.end() + 1] == "社":
        name_text += "社"
    trimmed = re.sub(r"(?<=.{2})(?:製品|パッケージ|案|製|提案中|見積中|検討中|優勢|優位|先行|継続|等|他)$", "", name_text)
    letter = re.match(r"[A-Z]社", name_text)
    trimmed = letter[0] if letter else trimmed
    if re.search(r"[はをがも](?=[一-鿿ァ-ヴ])|[ぁ-ん]{4}|(?:中|済|済み|未定|だけ|のみ)$", trimmed) and not is_company_like(trimmed):
        return None
    if len(trimmed) < 2 or len(trimmed) > 40 or trimmed in _NO_COMPANY or trimmed.isdigit() or re.match(r"^\d+社", trimmed):
        return None
    return Draft(concept, at + lead, at + lead + len(trimmed), resolve_company(trimmed, context.by_key))


_GONE = re.compile(r"降りた|降り(?:て|る)|撤退|辞退|脱落|外れた|消えた|落ちた|dropped out|withdrew|is out")
_NO_COMPANY = frozenset(
    "上記 下記 同上 左記 前述 担当 担当者 推薦 まだ推薦 稼働 契約 ネット通販 通販 ネット 求人サイト 手作業 紙 電話 窓口 価格勝負 単独 随契 "
    "紹介 他社 競合 競合他社 数社 2社 3社 複数社 相見積 大手 地元 既存 現行 同業他社 比較 検討 価格 提案 見積 今回 特 自社 内製 現状維持 未定 不明 当社 弊社 先方 我々 全社 各社 他 社名 詳細 状況 一部 "
    "the they no not several some two three price competitor competitors unknown none".split()
)


def read_choice(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return the rank, probability or level under a label."""
    for start, end in parts:
        value = context.text[start:end]
        if is_nothing(value) and not re.match(r"\s*[×△○◎]", value):
            continue
        choice = find_choice(value)
        if choice:
            return [Draft(concept, start + choice[0], start + choice[1], choice[2])]
        core = re.split(r"[。、(,]|\s-\s", value)[0].strip()
        if 0 < len(core) <= 10:
            return [Draft(concept, start, start + len(core), core, 0.65)]
        break
    return []


def read_stage(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return the stage under a label: its first words, without the remark behind them."""
    for start, end in parts:
        value = context.text[start:end]
        if is_nothing(value) and not is_stage(value):
            continue
        arrow = re.match(r"^.{1,15}?\s?(?:→|⇒|->)\s?", value)
        offset = arrow.end() if arrow and arrow.end() < len(value) else 0
        core = re.split(r"[。、(,:;]|\s[-/]\s", value[offset:])[0].strip()
        lead = len(value[offset:]) - len(value[offset:].lstrip())
        if 0 < len(core) <= (28 if core.isascii() else 16):
            a = start + offset + lead
            return [Draft(concept, a, a + len(core), core, 0.92 if is_stage(core) else 0.85)]
        return []
    return []


_SIDE_ONLY = re.compile(
    r"^\s*(?:\[|【|<|\()?(?:当社|弊社|自社|当方|先方|お客様|顧客|客先|us|them|ours|theirs|customer|client)(?:側)?(?:\]|】|>|\))?\s?[:：]?\s*$",
    re.IGNORECASE,
)


def read_actions(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return every thing to do under a label, one draft per item."""
    drafts: list[Draft] = []
    for start, end in parts:
        value = context.text[start:end]
        if is_nothing(value) or _SIDE_ONLY.match(value) or len(value) > 400:
            continue
        for a, b in split_actions(value, start):
            action = read_action(context.text[a:b], a, context.reference)
            if action:
                drafts.append(Draft(concept, action.start, action.end, action.what, 0.93))
    return drafts


def read_pattern(pattern: re.Pattern[str]) -> Callable[[ValueContext, str, Iterable[Span]], list[Draft]]:
    """Return a reader that takes each match of `pattern` (telephone, e-mail, web address)."""

    def read(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
        found: list[Draft] = []
        for start, end in parts:
            found.extend(Draft(concept, m.start(), m.end(), m[0]) for m in pattern.finditer(context.text, start, min(end, start + 1500)))
        return found

    return read


def read_text(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return the words themselves, all lines of them, as one value."""
    spans = [span for span in parts if not is_nothing(context.slice(span))]
    if not spans:
        return []
    start, end = spans[0][0], spans[-1][1]
    return [Draft(concept, start, end, "\n".join(context.slice(span).strip() for span in spans))]


READERS: Mapping[str, Callable[[ValueContext, str, Iterable[Span]], list[Draft]]] = {
    "date": read_date, "datetime": read_date, "money": read_money, "person_list": read_people, "person": read_person,
    "company": read_company, "company_list": read_companies, "action_list": read_actions, "phone": read_pattern(PHONE),
    "email": read_pattern(EMAIL), "url": read_pattern(URL), "url_list": read_pattern(URL),
}  # fmt: skip


def read_concept(context: ValueContext, concept: str, value_type: str, parts: Iterable[Span]) -> list[Draft]:
    """Return the drafts of a value under a concept of a lexicon type."""
    spans = [span for span in parts if context.slice(span).strip()]
    if concept == "確度":
        return read_choice(context, concept, spans)
    if concept == "フェーズ":
        return read_stage(context, concept, spans)
    return READERS.get(value_type, read_text)(context, concept, spans)


def same_company(a: str, b: str) -> bool:
    """Return whether two names stand for one company."""
    return company_key(a) == company_key(b)


def relabel(draft: Draft, **changes: object) -> Draft:
    """Return a draft with some facts changed."""
    return replace(draft, **changes)  # type: ignore[arg-type]
