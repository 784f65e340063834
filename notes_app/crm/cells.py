"""Turn one mined value into one typed cell, or say why it cannot be one.

Pure. Nothing is guessed: what does not parse is refused with a reason a person can act on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation

from notes_app.crm.plan import ColumnType, ExportValue, Value

# C0 and C1 controls but tab and line feed; XML 1.0, CSV readers and every CRM refuse them. U+FFFE/FFFF are not characters.
_UNCARRIED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n|\r|\u2028|\u2029")
_BREAK_AND_TAB = re.compile("[\n\t]+")
_EMAIL = re.compile(r"[^@\s,;<>\"'()]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_WORDS_OF_TRUTH = {
    "true": True,
    "yes": True,
    "y": True,
    "1": True,
    "はい": True,
    "有": True,
    "有り": True,
    "あり": True,
    "済": True,
    "済み": True,
    "false": False,
    "no": False,
    "n": False,
    "0": False,
    "いいえ": False,
    "無": False,
    "無し": False,
    "なし": False,
    "未": False,
}
_MAX_WHOLE_DIGITS = 18  # the widest number every target takes (Salesforce: precision 18)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value is no cell. code is stable; ja and en are sentences."""

    code: str
    ja: str
    en: str


NOT_NORMALIZED = Refusal("not_normalized", "書かれた言葉から値を読み取れませんでした。", "No value could be read from the words.")
NOT_A_NUMBER = Refusal("not_a_number", "数値として読めません。", "This is not a number.")
TOO_MANY_DIGITS = Refusal("too_many_digits", "桁数が多すぎます（18 桁まで）。", "Too many digits (18 at most).")
NOT_A_DATE = Refusal("not_a_date", "日付・時刻として読めません。", "This is not a date or time.")
NOT_A_TRUTH = Refusal("not_a_bool", "はい・いいえとして読めません。", "This is neither yes nor no.")
NOT_AN_EMAIL = Refusal("not_an_email", "メールアドレスの形をしていません。", "This is not an e-mail address.")
NOT_A_CHOICE = Refusal(
    "not_a_choice",
    "ひな形の選択肢にありません。選択肢を足すか、別名として統合してください。",
    "The template's choices do not hold this. Add a choice, or merge it as an alias.",
)


def clean_text(text: str) -> str:
    """Return `text` with line ends as LF and without characters that no target can carry."""
    return _UNCARRIED.sub("", _LINE_BREAK.sub("\n", text))


def clean_line(text: str) -> str:
    """Return `text` as one trimmed line: line breaks and tabs become a space."""
    return _BREAK_AND_TAB.sub(" ", clean_text(text)).strip()


def fold_choice(text: str) -> str:
    """Return the form in which a value and a choice are compared: NFKC, case folded, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def to_cell(value: ExportValue, column_type: ColumnType, *, choices: Sequence[str] = (), zone: tzinfo) -> Value | Refusal | None:
    """Return the typed cell, one member for list columns (str), a `Refusal`, or None for a blank value.

    Args:
        zone: a date-time without an offset is local time here; a date alone becomes its midnight.
    """
    raw = value.normalized
    cell: Value | Refusal
    if raw is None:
        return NOT_NORMALIZED if value.as_written.strip() else None
    if isinstance(raw, str) and not clean_text(raw).strip():
        return None
    match column_type:
        case "choice" | "multi_choice":
            cell = _to_choice(_as_text(raw), choices)
        case "email":
            cell = _to_email(raw)
        case "bool":
            cell = _to_bool(raw)
        case "integer" | "money" | "number" | "percent":
            cell = _to_number(raw, whole=column_type in ("integer", "money"))
        case "date" | "datetime" | "time":
            cell = _to_moment(raw, column_type, zone)
        case _:
            cell = _to_text(raw, column_type)
    return cell


def _as_text(raw: str | int | float | bool) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return raw if isinstance(raw, str) else str(raw)


def _to_text(raw: str | int | float | bool, column_type: ColumnType) -> str:
    text = _as_text(raw)
    if column_type in ("text", "longtext"):
        return clean_text(text).strip()
    return clean_line(text)


def _to_email(raw: str | int | float | bool) -> str | Refusal:
    address = unicodedata.normalize("NFKC", clean_line(_as_text(raw)))
    return address if _EMAIL.fullmatch(address) else NOT_AN_EMAIL


def _to_choice(text: str, choices: Sequence[str]) -> str | Refusal:
    if text in choices:
        return text
    folded = fold_choice(text)
    same = [choice for choice in choices if fold_choice(choice) == folded]
    return same[0] if same else NOT_A_CHOICE


def _to_bool(raw: str | int | float | bool) -> bool | Refusal:
    if isinstance(raw, bool):
        return raw
    return _WORDS_OF_TRUTH.get(fold_choice(_as_text(raw)), NOT_A_TRUTH)


def _to_number(raw: str | int | float | bool, *, whole: bool) -> int | Decimal | Refusal:
    if isinstance(raw, bool):
        return NOT_A_NUMBER
    text = unicodedata.normalize("NFKC", str(raw)).replace(",", "").strip().removesuffix("%")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return NOT_A_NUMBER
    if not number.is_finite() or (whole and number != number.to_integral_value()):
        return NOT_A_NUMBER
    if abs(number.adjusted()) >= _MAX_WHOLE_DIGITS and number != 0:
        return TOO_MANY_DIGITS
    if whole:
        return int(number)
    number = Decimal(format(number, "f"))  # 1E+2 is 100, so that every reader sees plain digits
    number = number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    return TOO_MANY_DIGITS if len(number.as_tuple().digits) > _MAX_WHOLE_DIGITS else abs(number) if number == 0 else number


def _to_moment(raw: str | int | float | bool, column_type: ColumnType, zone: tzinfo) -> Value | Refusal:
    text = unicodedata.normalize("NFKC", _as_text(raw)).strip()
    try:
        if column_type == "time":
            clock = datetime.fromisoformat(text).time() if len(text) > len("00:00:00") else time.fromisoformat(text)
            return clock.replace(microsecond=0, tzinfo=None)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return NOT_A_DATE
    if column_type == "date":
        return moment.date()
    if not date.min.year < moment.year < date.max.year:
        return NOT_A_DATE  # at the ends of the calendar it has no date in some time zones
    return localize(moment, zone)


def localize(moment: datetime, zone: tzinfo) -> datetime:
    """Return a date-time in `zone`, to the second; a naive one is local time there."""
    local = moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    return local.replace(microsecond=0)
