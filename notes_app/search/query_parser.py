"""Turn tokens into a query's tree. Pure; see `query.py` for the language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from notes_app.search.dates import Period, parse_period
from notes_app.search.english_dates import is_a_date_itself, parse_english_period
from notes_app.search.marks import marks_asked
from notes_app.search.query_text import Token
from notes_app.search.query_tree import (
    AllOf,
    AnyOf,
    FieldIs,
    FieldName,
    Has,
    HeldIn,
    Node,
    Not,
    QueryNote,
    Words,
)
from notes_app.search.small_words import FILLING
from notes_app.search.terms import fold_text

_NAMES: dict[str, tuple[str, ...]] = {
    "account": ("account", "customer", "client", "company", "顧客", "会社", "会社名", "取引先", "客先", "得意先"),
    "author": ("author", "by", "writer", "作成者", "記入者", "書いた人", "著者"),
    "owner": ("owner", "rep", "assignee", "担当", "担当者", "営業担当"),
    "tag": ("tag", "tags", "label", "タグ", "分類"),
    "kind": ("kind", "type", "種別", "種類"),
    "channel": ("channel", "チャネル", "手段", "経路"),
    "stage": ("stage", "phase", "フェーズ", "段階"),
    "deal": ("deal", "opportunity", "案件", "商談名"),
    "has": ("has", "あり", "有無"),
    "file": ("file", "files", "attachment", "attachments", "添付", "添付ファイル"),
    "from": ("from", "since", "after", "から", "開始"),
    "to": ("to", "until", "before", "まで", "終了"),
    "period": ("period", "date", "期間", "日付", "日時", "開催日"),
}
FIELDS: dict[str, str] = {fold_text(name): field for field, names in _NAMES.items() for name in names}
"""Folded name as typed -> the field it means."""

_HAS: dict[str, str] = {
    fold_text(name): what
    for what, names in {
        "account": ("account", "顧客", "会社", "取引先"), "author": ("author", "作成者"), "owner": ("owner", "担当", "担当者"),
        "deal": ("deal", "opportunity", "案件"), "tag": ("tag", "tags", "label", "タグ"), "channel": ("channel", "チャネル"),
        "stage": ("stage", "phase", "フェーズ"), "date": ("date", "日付", "日時"), "file": ("file", "files", "attachment", "attachments", "添付", "ファイル"),
    }.items()
    for name in names
}  # fmt: skip
_DATES = frozenset(("from", "to", "period"))
_YES = frozenset(map(fold_text, ("あり", "有", "有り", "yes", "1")))
_NO = frozenset(map(fold_text, ("なし", "無", "無し", "no", "0")))
_VALUES: dict[str, dict[str, str]] = {
    "kind": {
        fold_text(name): value
        for value, names in {
            "minutes": ("議事録", "meeting"), "memo": ("メモ", "覚書"), "phone": ("電話", "電話メモ", "call", "phone call"),
            "report": ("日報", "報告", "報告書", "daily report"), "complaint": ("クレーム", "苦情", "claim"),
        }.items()
        for name in names
    },
    "channel": {
        fold_text(name): value
        for value, names in {
            "visit": ("訪問", "対面", "in person", "onsite", "on-site"), "phone": ("電話", "tel", "call"), "mail": ("メール", "email", "e-mail"),
            "web": ("ウェブ", "フォーム", "サイト", "form", "website"), "online": ("オンライン", "web会議", "zoom", "teams", "video"),
            "exhibition": ("展示会", "trade show", "fair"),
        }.items()
        for name in names
    },
}  # fmt: skip
_FIELD = re.compile(r"([^\s:：]{1,12})[:：](.*)", re.DOTALL)
_MINUS = re.compile(r"[-−－](?=[^\s\-−－])")
_OR = ("OR", "or", "ＯＲ", "|", "｜", "または")
_AND = ("AND", "and", "ＡＮＤ")
_NOT = ("NOT", "ＮＯＴ")
_DEEPEST = 20  # brackets inside brackets
_FILLING = FILLING | frozenset(("The", "Show", "Find", "My", "Our"))  # as a search may begin
_LATIN = re.compile(r"[A-Za-z]")
_MAY_BE_A_DATE = re.compile(r"[\da-z]", re.IGNORECASE)
_LONGEST_DATE = 9  # words: between the 3rd of April and the 5th


class Parser:
    """Reads tokens left to right: OR binds two neighbours, everything else is AND."""

    def __init__(self, tokens: Sequence[Token], today: date) -> None:
        self._tokens = tokens
        self._today = today
        self._at = 0
        self._depth = 0
        self.notes: list[QueryNote] = []

    def parse(self) -> Node | None:
        """Return the tree of all tokens, None when there is nothing in them."""
        parts: list[Node] = []
        while self._at < len(self._tokens):
            part = self._all()
            if part is not None:
                parts.append(part)
            self._at += 1  # a bracket that closes nothing
        return _all_of(parts)

    def _all(self) -> Node | None:
        parts: list[Node] = []
        is_either = False
        while (token := self._peek()) is not None and not _is(token, ")"):
            if token.text in _OR and not token.quote:
                is_either = bool(parts)
                self._at += 1
            elif token.text in _AND and not token.quote:
                self._at += 1
            elif (part := self._one()) is not None:
                if is_either:
                    part = _any_of([parts.pop(), part])
                parts.append(part)
                is_either = False
        return _all_of(_without_filling(parts))

    def _one(self) -> Node | None:
        token = self._tokens[self._at]
        self._at += 1
        if _is(token, "("):
            if self._depth >= _DEEPEST:
                return None  # the brackets are dropped, what stands in them is kept
            self._depth += 1
            inner = self._all()
            self._depth -= 1
            self._at += 1
            return inner
        if token.quote:
            return self._quoted(token)
        after = self._peek()
        if token.text in _NOT and after is not None and after.text not in _NOT and self._depth < _DEEPEST:
            part = self._one()
            return Not(part) if part is not None else None
        if found := _MINUS.match(token.text):
            return Not(self._plain(token.text[found.end() :]))
        return self._english_date(token.text) or self._plain(token.text)

    def _english_date(self, first: str) -> Node | None:
        """Return what several words that name a date ask for (last month, since April 2026); None when they name none."""
        if not _MAY_BE_A_DATE.match(first) or ":" in first:
            return None
        for text, count in self._phrases(first):
            if count and (period := parse_english_period(text, self._today)) is not None:
                self._at += count
                held = HeldIn(period, text)
                return AnyOf((Words(text, marks=_day_mark(period)), held)) if is_a_date_itself(text, self._today) else held
        return None

    def _phrases(self, first: str) -> Iterator[tuple[str, int]]:
        """Yield `first` with the words that follow it, the longest phrase first, and how many follow."""
        words = [first]
        for token in self._tokens[self._at : self._at + _LONGEST_DATE - 1]:
            if token.quote or token.lead or ":" in token.text or token.text in ("OR", "AND", *_NOT):
                break
            words.append(token.text)
        for count in range(len(words) - 1, -1, -1):
            yield " ".join(words[: count + 1]), count

    def _quoted(self, token: Token) -> Node:
        lead = token.lead
        is_excluded = bool(lead) and lead[0] in "-−－"
        name = fold_text(lead.lstrip("-−－").rstrip(":：")) if lead else ""
        part: Node | None = self._field(name, token.text) if name in FIELDS else None
        if part is None:
            part = Words(token.text, is_literal=True)
            if name:
                part = AllOf((Words(lead.lstrip("-−－")), part))
        return Not(part) if is_excluded else part

    def _plain(self, text: str) -> Node:
        found = _FIELD.fullmatch(text)
        if found and (name := fold_text(found[1])) in FIELDS:
            return self._valued(name, text, found[2]) or Words(text)
        if found and re.fullmatch(r"[a-z]{3,12}", found[1]) and not found[2].startswith("//"):
            self.notes.append(QueryNote("unknown field", found[1]))
        return self._dated(text)

    def _valued(self, name: str, text: str, value: str) -> Node | None:
        """Return the filter of `text`, whose value may stand in the words after it; None when it is none."""
        after = self._peek()
        if not value and (after is None or _is(after, "(") or after.text in _OR):
            if after is None:
                self.notes.append(QueryNote("empty", text))
            return None
        is_apart = not value
        if is_apart:
            assert after is not None
            value = after.text
            self._at += 1
        is_quoted = is_apart and after is not None and bool(after.quote)
        part = self._date_field(name, value) if FIELDS[name] in _DATES and not is_quoted else self._field(name, value)
        if part is None and is_apart:
            self._at -= 1  # the word is looked at again, for itself
        return part

    def _date_field(self, name: str, first: str) -> Node | None:
        """Return the filter of a date field whose value may be several words (from:last month); None when it is no date (noted)."""
        for value, count in self._phrases(first):
            if count and parse_english_period(value, self._today) is not None:
                self._at += count
                return self._field(name, value)
        return self._field(name, first)

    def _field(self, name: str, value: str) -> Node | None:
        """Return the filter, None when its value cannot be read (noted)."""
        field = FIELDS[name]
        if field in _DATES:
            period = parse_period(value, self._today) or parse_english_period(value, self._today)
            if period is None:
                self.notes.append(QueryNote("not a date", value))
                return None
            if field == "from":
                period = Period(period.start, None)
            elif field == "to":
                period = Period(None, period.end)
            return HeldIn(period, value)
        folded = fold_text(value).strip()
        if field == "has":
            if folded not in _HAS:
                self.notes.append(QueryNote("unknown field", value))
            return Has(_HAS[folded]) if folded in _HAS else None
        if field == "file":
            return _has_file(folded, value)
        known = _VALUES.get(field, {})
        names: dict[str, FieldName] = {
            n: n for n in ("account", "author", "owner", "tag", "kind", "channel", "stage", "deal")
        }
        typed = [(fold_text(said).strip(), said.strip()) for said in re.split(r"[,、]", value)]
        alternatives = [FieldIs(names[field], known.get(v, v), "" if v in known else said) for v, said in typed if v]
        return _any_of(list(alternatives)) if alternatives else None

    def _dated(self, text: str) -> Node:
        """A word that is also a date (先月, 2026年4月, R8.4) finds what says so, and what was held then."""
        words = Words(text, marks=marks_asked(text, self._today))
        if re.fullmatch(r"\d{1,4}", text) or not re.search(r"[\d年月週日a-zA-Z]", text):
            return words
        period = parse_period(text, self._today) or parse_english_period(text, self._today)
        if period is None:
            return words
        return AnyOf((words if words.marks else replace(words, marks=_day_mark(period)), HeldIn(period, text)))

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None


def _has_file(folded: str, value: str) -> Node:
    """Whether files are attached: 添付:あり; or words that stand in their names or texts, as in 添付:見積."""
    if folded in _YES:
        return Has("file")
    return Not(Has("file")) if folded in _NO else AllOf((Has("file"), Words(value.strip())))


def _without_filling(parts: list[Node]) -> list[Node]:
    """Leave out the small words of an English query; IT and a 社 are none."""
    kept = [part for part in parts if not (isinstance(part, Words) and not part.is_literal and part.text in _FILLING)]
    is_english = any(isinstance(part, FieldIs | HeldIn) or (isinstance(part, Words) and _LATIN.match(part.text)) for part in kept)
    return kept if is_english else parts


def _day_mark(period: Period) -> tuple[str, ...]:
    return (f"@{period.start.isoformat()}",) if period.start is not None and period.start == period.end else ()


def _is(token: Token, bracket: str) -> bool:
    return token.quote == "paren" and token.text == bracket


def _all_of(parts: list[Node]) -> Node | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _any_of(parts: list[Node]) -> Node:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, AnyOf) else (part,))]
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))
