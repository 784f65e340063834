"""Labels that go two ways: 相手 names a company or a person, 次回 a day or a thing to do, 訪 a day or a company. Pure.

The value decides: each reading of a label's concept is mended by what its words are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from notes_app.mining.company_values import leading_company
from notes_app.mining.draft import DONE_ACTION, Draft, ValueContext
from notes_app.mining.observation import Observation, Span
from notes_app.mining.slot_values import read_concept, relabel
from notes_app.mining.values.choices import is_nothing, is_stage
from notes_app.mining.values.companies import find_companies, is_company_like, resolve_company
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.english_names import FIRST_WORDS, find_english_companies
from notes_app.mining.values.people import find_people
from notes_app.mining.values.proper_names import looks_proper


def mend(context: ValueContext, concept: str, parts: Sequence[Span], drafts: list[Draft], one: Observation) -> list[Draft]:
    """Mend a reading whose label goes two ways: 相手 and お客様 name a company or a person, 次回 a day or a thing to do."""
    mended = _MENDED.get(concept)
    if mended is None or (not parts and concept != "次回アクション"):
        return drafts
    return mended(context, parts, drafts, one)


def _people_or_company(context: ValueContext, parts: Sequence[Span], drafts: list[Draft], one: Observation) -> list[Draft]:
    value = context.slice(parts[0])
    is_theirs = drafts[0].concept == "先方出席者" if drafts else one.key not in _EVERYBODY
    if is_theirs and value.isascii() and (firms := find_english_companies(value)):
        return _english_members(context, parts[0], drafts, firms)
    if not find_people(value):
        companies = find_companies(value, context.filed)
        if is_theirs and (is_company_like(value) or (companies and not drafts)):
            return read_concept(context, "会社名", "company", parts[:1])
        return drafts
    first = find_companies(value, context.filed) or leading_company(value)
    if first and is_theirs:
        company = read_concept(context, "会社名", "company", [(parts[0][0] + first[0].start, parts[0][0] + first[0].end)])
        return [*drafts, *(relabel(d, confidence=0.8) for d in company if d.concept == "会社名")]
    return drafts


def _english_members(context: ValueContext, part: Span, drafts: list[Draft], firms: Sequence[tuple[int, int]]) -> list[Draft]:
    """Part "Dana Oakes, kitchen manager, Vale Care Homes" and "Vale Foods Ltd, Hull plant, 4 Nov 09:30" into who, which firm and when."""
    start, value = part[0], context.slice(part)
    people = [draft for draft in drafts if not any(start + a < draft.end and draft.start < start + b for a, b in firms)]
    a, b = firms[0]
    company = Draft("会社名", start + a, start + b, resolve_company(value[a:b], context.by_key), 0.86)
    days = [relabel(day, confidence=0.8) for day in read_concept(context, "日時", "datetime", [(start + b, part[1])])] if a == 0 else []
    if not people:  # what the commas parted was one name with "&", or the label's reader saw the company alone
        rest = value[:a].rstrip(" ,/-(@") if a > 3 else ""
        people = [draft for draft in read_concept(context, "先方出席者", "person_list", [(start, start + len(rest))]) if rest]
    return [*people, company, *days]


_EVERYBODY = frozenset({"出席者", "参加者", "出席", "参加", "attendees", "participants", "members", "メンバー"})


def _day_or_action(context: ValueContext, parts: Sequence[Span], drafts: list[Draft], one: Observation) -> list[Draft]:
    if one.is_block and len(parts) > 1 and (drafts or sum(bool(find_dates(context.slice(part), context.reference)) for part in parts) > 0):
        listed = read_concept(context, "次回アクション", "action_list", parts)
        return _actions_and_meetings(context, listed, one) or drafts
    if drafts and _is_deed_by(context, parts[0], drafts[0]):
        return read_concept(context, "次回アクション", "action_list", parts[:1]) or drafts
    if drafts:
        return drafts
    items = [part for part in parts if not is_nothing(context.slice(part)) and len(context.slice(part)) >= 4]
    return [
        relabel(d, confidence=0.75)
        for d in read_concept(context, "次回アクション", "action_list", items)
        if not _UNDECIDED.search(str(d.normalized))
    ]


def _is_deed_by(context: ValueContext, part: Span, day: Draft) -> bool:
    """Return whether a value tells what is to be done by a day, and no meeting: 見積書の取下げを5/22に提出."""
    before = context.text[part[0] : day.start].strip()
    return len(before) >= 5 and not _MEETING_WORD.search(before) and not find_people(before) and not re.search(r"日程|日時|予定|再度|また", before)


def _day_or_company(context: ValueContext, parts: Sequence[Span], drafts: list[Draft], one: Observation) -> list[Draft]:
    """訪: 2/3 11時 says when somebody called, 訪: 青葉製作所 on whom."""
    value = context.slice(parts[0]).strip()
    dates = find_dates(value, context.reference)
    is_day = bool(dates) and dates[0].start <= 1 and (len(value) - dates[0].end <= 10 or bool(_ONLY_DATE.match(value)))
    if (is_day or _ONLY_DATE.match(value)) and (day := read_concept(context, "日時", "datetime", parts[:1])):
        return day
    return drafts


def _purpose_or_odds(context: ValueContext, parts: Sequence[Span], drafts: list[Draft], one: Observation) -> list[Draft]:
    """目→B: a rank alone is no purpose."""
    is_rank = len(one.key) == 1 and re.fullmatch(r"\s*(?:[A-ES][+-]?|\d{1,3}%)\s*", context.slice(parts[0]))
    return read_concept(context, "確度", "enum", parts[:1]) if is_rank else drafts


_UNDECIDED = re.compile(r"^(?:まだ|未|決まって|決めて|これから|後日|追って|先方より|別途|調整|なし)|決まってな|未定|決めず")


def _result_or_stage(context: ValueContext, parts: Sequence[Span], drafts: list[Draft], one: Observation) -> list[Draft]:
    value = context.slice(parts[0])
    if one.key.startswith("decision") and (decides := _EN_DECIDES.search(value)):
        at = parts[0][0] + decides.start(1)
        return [*drafts, Draft("決裁者", at, at + len(decides[1]), decides[1], 0.86)]
    if one.key in ("decision", "decisions") and re.match(r"[^。\n]{1,16}(?:様|さん|氏|先生|[長役事])(?:。|\s|$|[(→])", value):
        return [*drafts, *read_concept(context, "決裁者", "person", parts[:1])]
    if ended := _EN_ENDED.match(value):
        at = parts[0][0] + ended.start(1)
        return [*drafts, Draft("フェーズ", at, at + len(ended[1]), ended[1], 0.86)]
    if one.key in _RESULT_LABELS:
        opening = re.match(r"\s*([^。、!！(\n]{2,12}?)(?:です|でした|である)?(?:。|、|!|$|\()", value)
        if opening and is_stage(opening[1]):
            at = parts[0][0] + opening.start(1)
            return [*drafts, Draft("フェーズ", at, at + len(opening[1]), opening[1], 0.86)]
    if one.key in _STATUS_LABELS and not one.is_block:
        status = value.strip()
        if 2 <= len(status) <= 12 and not re.search(r"[。、はがをにで]", status) and not is_nothing(status):
            return [*drafts, *(relabel(d, confidence=0.74) for d in read_concept(context, "フェーズ", "enum", parts[:1]))]
    return drafts


def _odds_or_remark(context: ValueContext, parts: Sequence[Span], drafts: list[Draft], one: Observation) -> list[Draft]:
    value = context.slice(parts[0])
    if drafts and drafts[0].confidence < 0.7 and len(value) > 14:
        return []
    if is_stage(value):
        return [Draft("フェーズ", d.start, d.end, d.normalized, 0.86) for d in read_concept(context, "フェーズ", "enum", parts[:1])]
    return drafts


def _stage_or_state(context: ValueContext, parts: Sequence[Span], drafts: list[Draft], one: Observation) -> list[Draft]:
    return [] if drafts and one.key in ("状況", "status", "状態") and len(str(drafts[0].normalized)) > 12 else drafts


def _remark_or_rival(context: ValueContext, parts: Sequence[Span], drafts: list[Draft], one: Observation) -> list[Draft]:
    """ほか：丸福リフォーム names a rival; ほか：次回は上司も同席 does not."""
    if one.key not in ("ほか", "他", "ホカ", "others", "other") or one.is_block:
        return drafts
    rivals = read_concept(context, "競合", "company_list", parts[:1])
    return [relabel(d, confidence=0.84) for d in rivals if looks_proper(str(d.normalized)) or _is_english_name(str(d.normalized))] or drafts


def _is_english_name(word: str) -> bool:
    return bool(re.fullmatch(r"[A-Z][A-Za-z0-9&'’.-]+(?:\s(?:&\s)?[A-Z][A-Za-z0-9&'’.-]*){0,3}", word)) and word.split(maxsplit=1)[0] not in FIRST_WORDS


_ONLY_DATE = re.compile(r"^(?:[RH令和平成](?=[\d元和成])|[\s\d年月日時分:/.\-~()火水木金土日月曜午前後半頃から、,T]|次回|本日|今日|昨日|きのう|今朝|明日|今週|来週|朝|夕方|訪問|面談|打合せ|アポ|商談|予定|再訪|来社)+$")


_RESULT_LABELS = frozenset({"結果", "結論", "ケッカ", "けっか", "結末", "訪問結果", "商談結果", "面談結果", "返答", "回答", "result", "outcome", "conclusion"})
_STATUS_LABELS = frozenset({"進捗", "状況", "進捗・状況", "進捗報告", "商談状況", "検討状況"})
_NEXT_ALONE = re.compile(r"^(?:次|つぎ|ツギ|ネクスト|next|next-up|この先|今後|次回)$")


_DONE_BOX = re.compile(r"\[[xX✓]\]\s*$|[☑✅✔]\s*$")
_BY_THEN = re.compile(r"\s?(?:まで|迄|中に|〆|締|必着|期限|by\b)|\s?[^\s、。]{0,12}(?:まで|迄)に?$")


def _actions_and_meetings(context: ValueContext, drafts: list[Draft], one: Observation) -> list[Draft]:
    """Part what is to be done from what is fixed: 次: 5/23 14時 is a meeting, a ticked box is done, 入居は4月1日 is a date."""
    if drafts and all(_is_titled(context.text[draft.start : draft.end]) for draft in drafts):
        return read_concept(context, "先方出席者", "person_list", [(draft.start, draft.end) for draft in drafts])
    kept: list[Draft] = []
    is_next = bool(_NEXT_ALONE.match(one.key))
    met = -1
    for draft in drafts:
        if _DONE_BOX.search(context.text[max(0, draft.start - 8) : draft.start]):
            kept.append(relabel(draft, concept=DONE_ACTION))
            continue
        line_start = context.text.rfind("\n", 0, draft.start)
        if met >= 0 and line_start < met and "。" not in context.text[met : draft.start]:
            continue  # 「12/16 最終報告、副社長同席」 tells of one meeting
        value = context.text[draft.start : draft.end]
        dates = find_dates(value, context.reference)
        first = dates[0] if dates else None
        opens = first is not None and first.start <= 2 and not _BY_THEN.match(value[first.end :])
        if first is not None and opens and (is_next or _ONLY_DATE.match(value) or first.time):
            kept.append(Draft("次回予定", draft.start + first.start, draft.start + first.end, first.iso, 0.9))
            met = draft.start
        elif first is not None and first.time and not opens and _MEETING_WORD.search(value[: first.start]) and not _BY_THEN.match(value[first.end :]):
            kept.append(Draft("次回予定", draft.start + first.start, draft.start + first.end, first.iso, 0.84))
            met = draft.start
        elif first is not None and len(dates) == 1 and first.end >= len(value) - 2 and re.match(r".{1,12}は\s?$", value[: first.start]):
            continue
        else:
            kept.append(draft)
    return kept


def _is_titled(value: str) -> bool:
    """Return whether a value is nothing but people with honorifics or titles: ご対応 is who received us, not what is to be done."""
    people = find_people(value)
    rest = value
    for person in people:
        rest = rest.replace(value[person.start : person.end], "")
    return bool(people) and len(re.sub(r"[、,・/\s]|[一-鿿ァ-ヴー]{1,8}(?:部|課|室|係|技術|保全|の)", "", rest)) <= 2


_EN_ENDED = re.compile(r"[\s*_]*((?:closed[ -])?(?:won|lost)|on hold)\b", re.IGNORECASE)
_EN_DECIDES = re.compile(r"((?:[A-Z][a-z'’-]+\s?){1,3}|[A-Z]{2,4})\s(?:signs|decides|approves|has the (?:last|final)|makes the)")
_MEETING_WORD = re.compile(r"meet again|meet\b|back on|visit|follow-?up|調印|打合せ|打ち合わせ|面談|訪問|会議|MTG|mtg|ミーティング|meeting|call|デモ|立会|説明|コンペ|プレゼン|次回?|商談|内見|現調|kick-?off|再訪|来社|来店|アポ|定例|報告会|試食|校正", re.IGNORECASE)


_MENDED: dict[str, Callable[[ValueContext, Sequence[Span], list[Draft], Observation], list[Draft]]] = {
    "会社名": _day_or_company, "目的": _purpose_or_odds, "先方出席者": _people_or_company, "出席者": _people_or_company, "次回予定": _day_or_action,
    "次回アクション": lambda context, parts, drafts, one: _actions_and_meetings(context, drafts, one),
    "内容": _result_or_stage, "決定事項": _result_or_stage, "概要": _result_or_stage, "進捗": _result_or_stage, "現状": _result_or_stage,
    "確度": _odds_or_remark, "フェーズ": _stage_or_state, "備考": _remark_or_rival,
}  # fmt: skip
