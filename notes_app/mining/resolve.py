"""Which concept does a label stand for? What was taught wins over the lexicon, the lexicon over its stems.

Pure. This is where recall on unseen words is won: a label the lexicon does not list is stripped of the words any label
may carry (本日の, について, 状況), then held against the stems of each concept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from notes_app.mining.fields.asides import is_aside_label
from notes_app.mining.folding import fold_key, to_hiragana
from notes_app.mining.knowledge import Knowledge, Lexicon


@dataclass(frozen=True, slots=True)
class Resolution:
    """A label's concept, how it was found ("learnt", "label", "alias"), and how sure that is (0 to 1)."""

    concept: str
    via: str
    confidence: float


_PREFIX = re.compile(
    r"^(?:本日の|今日の|今回の|この|当日の|主な|主要|現在の|現時点の|お?打合せの?|商談の?|面談の?|訪問の?|会議の?|営業|お客様の|お客さまの|顧客の|先方の|先方|こちらの|想定|予定|案件の?|メイン|大まかな|ざっくり|だいたいの|おおよその|希望|the-|our-|their-|customer-|client-|main-|key-|current-|estimated-|expected-)"
)
_SUFFIX = re.compile(
    r"(?:について|に関して|に関する.*|の件|など|等|一覧|欄|メモ|内容|情報|の?状況|感|の?目安|概算|名|様|さま|さん|ご確認|確認|リスト|事項|項目|は|とは|の話|の名前|\?|-info|-details|-notes|-list|-name|-confirmed|-agreed|-tbc|-status|-update|-so-far|確認済み?|済み?|s|\(s\))$"
)
_KATAKANA = re.compile(r"[ァ-ヴ]")
_NO_WORD = re.compile(r"[。、|【】「」]")
_HAS_LETTER = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=32768)
def _resolve_cold(lexicon_id: int, key: str) -> Resolution | None:
    lexicon = _LEXICONS[lexicon_id]
    name = lexicon.by_key.get(key)
    if name:
        return Resolution(name, "label", 0.95)
    if len(key) < 2 or len(key) > 30 or not _HAS_LETTER.search(key) or _NO_WORD.search(key):
        return None
    if is_aside_label(key):
        return None  # 猫の名前 and 停めた場所 are small talk before they are a name and a place
    if _KATAKANA.search(key) and (name := lexicon.by_sound.get(to_hiragana(key))):
        return Resolution(name, "label", 0.92)
    for part in re.split(r"[/・&+,|]|及び|と(?=[一-鿿])|-and-|-or-", key):
        if part != key and not any(ch.isdigit() for ch in key) and (name := lexicon.by_key.get(part)):
            return Resolution(name, "label", 0.9)
    sound = to_hiragana(key) if _KATAKANA.search(key) else key
    for pattern, concept in _stems(lexicon_id):
        if pattern.fullmatch(key) or (sound is not key and pattern.fullmatch(sound)):
            return Resolution(concept, "label", 0.88)
    stripped = _PREFIX.sub("", key)
    for candidate in dict.fromkeys((_SUFFIX.sub("", key), stripped, _SUFFIX.sub("", stripped))):
        if candidate != key and len(candidate) >= 2 and (name := lexicon.by_key.get(candidate)):
            return Resolution(name, "label", 0.85)
    return _by_head(key, lexicon)


BY_HEAD = 0.84
"""How sure a compound's head is; every other way to read a label is surer."""
_HEADED = frozenset("日時 会社名 先方出席者 当方出席者 予算 競合 決裁者 次回予定 次回アクション 確度 フェーズ 課題 ニーズ 目的 導入時期 場所".split())
_QUALIFIER = re.compile(r"[ぁ-んァ-ヴー]+|.{1,8}[のなたるいにはとで]")
_OTHER_MATTER = re.compile(r"前|昨|去年|競合|他社|よそ|ライバル|社内|当社|弊社|うち|こちら|先方|向こう|今の|いまの|現|次|つぎ")


def _by_head(key: str, lexicon: Lexicon) -> Resolution | None:
    """Return the concept of a compound's head, which in Japanese stands last: ぶっちゃけ値段 is a price, 最後にうなずく人 decides.

    Only behind words that merely qualify; 競合の値段 and 前回の金額 are matters of their own.
    """
    if key.isascii():
        return None
    for at in range(1, len(key) - 1):
        name = lexicon.by_key.get(key[at:])
        if name:
            is_plain = name in _HEADED and _QUALIFIER.fullmatch(key[:at]) and not _OTHER_MATTER.search(key[:at])
            return Resolution(name, "label", BY_HEAD) if is_plain else None
    return None


_LEXICONS: dict[int, Lexicon] = {}


@lru_cache(maxsize=8)
def _stems(lexicon_id: int) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(stem), concept.name)
        for concept in sorted(_LEXICONS[lexicon_id].concepts, key=lambda c: _STEM_ORDER.get(c.name, 50))
        for stem in concept.stems
    )


_STEM_ORDER: Mapping[str, int] = {
    "次回予定": 1,
    "次回アクション": 2,
    "決裁者": 3,
    "競合": 4,
    "当方出席者": 5,
    "先方出席者": 6,
}
"""Concepts whose stems are the most telling are tried first."""


def resolve_label(label: str, author: str, knowledge: Knowledge) -> Resolution | None:
    """Return what `label`, as this author writes it, stands for; None when nobody knows."""
    return resolve_key(fold_key(label), author, knowledge)


def resolve_key(key: str, author: str, knowledge: Knowledge) -> Resolution | None:
    """As `resolve_label`, for a label already folded."""
    if not key:
        return None
    learnt = knowledge.learnt_concept(author, key)
    if learnt:
        return Resolution(learnt, "learnt", 0.96)
    lexicon_id = id(knowledge.lexicon)
    _LEXICONS.setdefault(lexicon_id, knowledge.lexicon)
    return _resolve_cold(lexicon_id, key)


def is_by_head(key: str, lexicon: Lexicon) -> bool:
    """Return whether a folded label is known by nothing but the head of the compound it is."""
    _LEXICONS.setdefault(id(lexicon), lexicon)
    found = _resolve_cold(id(lexicon), key)
    return found is not None and found.confidence <= BY_HEAD
