"""Read the value under a label as the kind its concept calls for. Pure, on folded text.

Every reader takes the spans of a value and returns drafts: a concept, a folded span, the normalised value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from notes_app.mining.company_values import read_company
from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.english.money import pick_english
from notes_app.mining.observation import Span
from notes_app.mining.people_values import read_people, read_person
from notes_app.mining.rival_values import read_companies
from notes_app.mining.values.actions import read_action, split_actions
from notes_app.mining.values.calendar_rules import make_date, nearest_year
from notes_app.mining.values.choices import find_choice, is_nothing, is_stage
from notes_app.mining.values.contact import EMAIL, PHONE, URL
from notes_app.mining.values.dates import DateMatch, ahead, find_dates, past
from notes_app.mining.values.money import find_money
from notes_app.mining.values.money_context import pick


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
        if concept == "日時" and dates and dates[0].precision != "day":
            continue  # 8月 is no day on which somebody called
        if dates:
            words = value[dates[0].start : dates[0].end]
            first = ahead(dates[0], words, context.reference) if concept in _AHEAD else past(dates[0], words, context.reference) if concept == "日時" else dates[0]
            return [Draft(concept, start + first.start, start + first.end, first.iso)]
    return []


_TERSE = re.compile(r"\s*(?P<month>1[0-2]|0?[1-9])(?:\.(?P<day>3[01]|[12]\d|0?[1-9])(?![\d.])|(?<=\d\d)(?P<pair>[0-3]\d)(?!\d))")


def _terse_date(value: str, reference: date | None) -> tuple[DateMatch, ...]:
    """Return the date that 4.3, 0403 or 260403 is under a label for a date, () otherwise."""
    if compact := re.match(r"\s*(2\d)(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])(?!\d)", value):
        whole = make_date(2000 + int(compact[1]), int(compact[2]), int(compact[3]))
        if whole:
            return (DateMatch(compact.start(1), compact.end(), whole, None, "day"),)
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
            if len(amounts) > 1 and context.text[start:end].isascii():
                best = pick_english(context.text[start:end], amounts) or best
            if best is None:
                continue
            return [Draft(concept, start + best.start, start + best.end, best.amount)]
    return []


def _is_denied(text: str) -> bool:
    return bool(re.match(r"\s*(?:未定|なし|不明|未確認|聞けず|(?:n/a|tbc|tbd|none|nothing)\b)", text, re.IGNORECASE))


def read_choice(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return the rank, probability or level under a label."""
    for start, end in parts:
        value = context.text[start:end]
        if is_nothing(value) and not re.match(r"\s*[×△○◎]", value):
            continue
        choice = find_choice(value)
        if bare := re.fullmatch(r"\s*([1-9]\d|100)\s*", value):
            return [Draft(concept, start + bare.start(1), start + bare.end(1), f"{bare[1]}%", 0.9)]
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


_CLOSING = re.compile(r"(?:以上|よろしくお願い(?:し|いた)します?|取り急ぎ)(?:です|でした|、[^。]{0,20})?[。.]?")


def read_actions(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return every thing to do under a label, one draft per item."""
    drafts: list[Draft] = []
    for start, end in parts:
        value = context.text[start:end]
        if is_nothing(value) or _SIDE_ONLY.match(value) or _CLOSING.fullmatch(value.strip()) or len(value) > 400:
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


def relabel(draft: Draft, **changes: object) -> Draft:
    """Return a draft with some facts changed."""
    return replace(draft, **changes)  # type: ignore[arg-type]
