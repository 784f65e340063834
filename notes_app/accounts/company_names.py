"""One company, many spellings: what they share, and where a branch begins. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from notes_app.mining.values.companies import company_key

# Characters that people exchange freely in the names of companies and persons.
_VARIANTS = str.maketrans(
    "髙﨑齋齊斉邊邉澤濱廣國會眞榮嶋嶌冨槇瀧龍曾濵壽德ヶヵヴーｰ―‐－ヰヱ",
    "高崎斎斎斎辺辺沢浜広国会真栄島島富槙滝竜曽浜寿徳ケカブーーーーーイエ",
)
_BRANCH_WORD = r"(?:支店|支社|営業所|工場|事業所|センター|出張所|事業部|支部)"
_SPACED = re.compile(rf"^(?P<company>.{{2,}}?)\s+(?P<branch>本社|本店|\S{{1,10}}?{_BRANCH_WORD})$")
_TAIL = re.compile(rf"^(?:本社|本店|.{{1,10}}?{_BRANCH_WORD})$")


@lru_cache(maxsize=16384)
def fold_company(name: str) -> str:
    """Return what the spellings of one company share.

    NFKC, no corporate form (株式会社, ㈱, (株) before or after, Inc.), no spaces, dots, dashes or 様, variants of kanji and
    kana as one, lower case. A name that is nothing but a corporate form stands for itself. Folding a folded name changes
    nothing: what folding leaves may look like a form again (「株式会社 様」), so it is folded until it stays.
    """
    folded = _fold_once(name)
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


def _fold_once(name: str) -> str:
    """Return name folded once; never longer than its NFKC, so that repeating this comes to an end."""
    plain = unicodedata.normalize("NFKC", name)
    key = company_key(plain) or plain.strip().lower()
    return unicodedata.normalize("NFKC", _kana(key.translate(_VARIANTS)).casefold())


def _kana(text: str) -> str:
    """Return text with hiragana as katakana."""
    return "".join(chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ゖ" else sign for sign in text)


def split_branch(name: str) -> tuple[str, str]:
    """Return (company, branch) for 「青葉製作所 川崎工場」; the branch is "" when the name has none.

    Without a space between them only a list of companies can tell where the branch begins: see `is_branch`.
    """
    plain = unicodedata.normalize("NFKC", name).strip()
    match = _SPACED.match(plain)
    if match and company_key(match["company"]):
        return match["company"].strip(), match["branch"]
    return plain, ""


def is_branch(tail: str) -> bool:
    """Return whether what follows a company's folded name is a branch: 川崎工場, 本社."""
    return _TAIL.match(tail) is not None


@lru_cache(maxsize=16384)
def fold_person(name: str) -> str:
    """Return what the spellings of one person share: NFKC, variants as one, no spaces, no honorific."""
    plain = unicodedata.normalize("NFKC", name).translate(_VARIANTS)
    plain = re.sub(r"(?:様|さま|さん|氏|殿|先生|君|くん)$", "", "".join(plain.split()))
    return plain.casefold()
