"""Say in words how a query was read. Pure."""

from __future__ import annotations

from calendar import month_name, monthrange
from datetime import date
from typing import Literal

from notes_app.search.dates import Period
from notes_app.search.query_tree import AllOf, AnyOf, FieldIs, Has, HeldIn, Node, Not, Words

_FIELD_NAMES = {
    "account": ("顧客", "customer"), "author": ("作成者", "author"), "owner": ("担当", "owner"), "tag": ("タグ", "tag"),
    "kind": ("種別", "kind"), "channel": ("チャネル", "channel"), "stage": ("フェーズ", "stage"), "deal": ("案件", "deal"),
    "date": ("日付", "date"), "file": ("添付", "attachment"),
}  # fmt: skip
_VALUE_NAMES = {
    "minutes": "議事録", "memo": "メモ", "phone": "電話", "report": "報告", "complaint": "クレーム", "visit": "訪問", "mail": "メール",
    "web": "ウェブ", "online": "オンライン", "exhibition": "展示会",
}  # fmt: skip


def explain(node: Node | None, language: Literal["ja", "en"], *, is_question: bool = False) -> str:
    """Return the query in one phrase of `language`; "" for an empty one is 「すべて」 / “everything”."""
    ja = language == "ja"
    if node is None:
        return "すべて" if ja else "everything"
    if is_question and isinstance(node, Words):
        return f"「{node.text}」に近い順" if ja else f"closest to “{node.text}”"
    return _say(node, ja)


def _say(node: Node, ja: bool) -> str:  # noqa: PLR0911 - one return per kind of node
    if isinstance(node, Words):
        names = [node.text, *node.aliases]
        return (
            ("・".join(f"「{n}」" for n in names) + "を含む")
            if ja
            else "contains " + " or ".join(f"“{n}”" for n in names)
        )
    if isinstance(node, FieldIs):
        name = _FIELD_NAMES[node.field][0 if ja else 1]
        value = (
            _VALUE_NAMES.get(node.value, node.value)
            if ja and node.field in ("kind", "channel")
            else node.said or node.value
        )
        return f"{name} = {value}"
    if isinstance(node, HeldIn):
        return _say_period(node.period, ja)
    if isinstance(node, Has):
        name = _FIELD_NAMES.get(node.what, (node.what, node.what))[0 if ja else 1]
        return f"{name}あり" if ja else f"has {name}"
    if isinstance(node, Not):
        inner = node.part
        if isinstance(inner, Words):
            return f"「{inner.text}」を含まない" if ja else f"without “{inner.text}”"
        return f"({_say(inner, ja)})を除く" if ja else f"not ({_say(inner, ja)})"
    said_parts = [_say(part, ja) for part in node.parts]
    if isinstance(node, AnyOf):
        return (" または " if ja else " or ").join(said_parts)
    assert isinstance(node, AllOf)
    return ("、" if ja else ", ").join(
        f"({text})" if isinstance(part, AnyOf) else text
        for part, text in zip(node.parts, said_parts, strict=True)
    )


def _say_period(period: Period, ja: bool) -> str:
    start, end = period.start, period.end
    if start and end:
        is_whole = start.day == 1 and _ends_month(end)
        if start == end:
            return _say_day(start, ja) if ja else f"held on {_say_day(start, ja)}"
        if is_whole and (start.year, start.month) == (end.year, end.month):
            return _say_month(start, ja) if ja else f"held in {_say_month(start, ja)}"
        say = _say_month if is_whole else _say_day
        return f"{say(start, ja)}から{say(end, ja)}" if ja else f"held {say(start, ja)} to {say(end, ja)}"
    if start:
        said = _say_month(start, ja) if start.day == 1 else _say_day(start, ja)
        return f"{said}以降" if ja else f"since {said}"
    assert end is not None, "a period has a side"
    said = _say_month(end, ja) if _ends_month(end) else _say_day(end, ja)
    return f"{said}まで" if ja else f"until {said}"


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _say_month(day: date, ja: bool) -> str:
    return f"{day.year}年{day.month}月" if ja else f"{month_name[day.month]} {day.year}"


def _say_day(day: date, ja: bool) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if ja else f"{day.day} {month_name[day.month]} {day.year}"
