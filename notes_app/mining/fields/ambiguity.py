"""Which of the lexicon's labels say too little to be merged on their word alone?

Pure. The lexicon itself tells: いつ is a piece of いつ会った (日時), いつまで (期限) and いつ頃 (導入時期), so that いつ alone may be
any of them, while every label that 金額 is a piece of is about the budget.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from notes_app.mining.folding import fold_key, to_hiragana
from notes_app.mining.knowledge import Lexicon

MIN_RIVALS, RIVAL_SHARE = 3, 0.5  # labels of another concept that a word is a piece of; and their share of those of its own
REMARKS = frozenset({"内容", "備考", "所感", "概要", "進捗", "お知らせ", "現状"})
"""Running text of a meeting: which of these a label like Notes means makes no difference to what stands below it."""
_TWOFOLD = {"要件": "目的", "なぜ": "失注理由", "なんで": "失注理由", "why": "失注理由", "テーマ": "アジェンダ"}
"""Words of two meanings that the dictionary can list once only: 要件 (what is required) is written for 用件 (what it is about), why
asks for the reason of a visit or of what came of it, a theme is what is meant or what is talked about."""
_LEXICONS: dict[int, Lexicon] = {}


def rivals_of(key: str, concept: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the other concepts that a folded label may as well mean.

    A concept's own name and the few labels that search takes for one word with it have none, nor have abbreviations of one character.
    """
    _LEXICONS.setdefault(id(lexicon), lexicon)
    return _rivals(id(lexicon), key, concept)


@lru_cache(maxsize=8192)
def _rivals(lexicon_id: int, key: str, concept: str) -> frozenset[str]:
    lexicon = _LEXICONS[lexicon_id]
    known = lexicon.by_name.get(concept)
    if known is None or len(key) < 2 or key in {fold_key(name) for name in (concept, *known.synonyms)}:
        return frozenset()
    if key in _TWOFOLD:
        return frozenset({_TWOFOLD[key]}) - {concept}
    pieces = _Pieces.of(lexicon_id).count(to_hiragana(key))
    enough = max(MIN_RIVALS, RIVAL_SHARE * pieces[concept])
    return frozenset(name for name, count in pieces.items() if count >= enough and name != concept and not {name, concept} <= REMARKS)


class _Pieces:
    """The lexicon's labels in two orders, so that those which begin or end with a word are found at once; of English, whole words."""

    def __init__(self, by_sound: Mapping[str, str]) -> None:
        self.by_sound = by_sound
        japanese = [label for label in by_sound if not label.isascii()]
        self.forward = sorted(japanese)
        self.backward = sorted(label[::-1] for label in japanese)
        self.words: dict[str, list[str]] = {}
        for label in by_sound:
            if label.isascii():
                for word in set(label.split("-")):
                    self.words.setdefault(word, []).append(label)

    @staticmethod
    @lru_cache(maxsize=4)
    def of(lexicon_id: int) -> _Pieces:
        """Return the pieces of a lexicon, made once."""
        return _Pieces(_LEXICONS[lexicon_id].by_sound)

    def count(self, key: str) -> Counter[str]:
        """Return concept -> its labels that the word begins or ends."""
        return Counter(self.by_sound[label] for label in self._labels(key))

    def _labels(self, key: str) -> set[str]:
        if key.isascii():
            return {label for label in self.words.get(key.split("-", maxsplit=1)[0], ()) if f"-{key}-" in f"-{label}-"}
        mirrored = key[::-1]
        return {*_beginning(self.forward, key), *(label[::-1] for label in _beginning(self.backward, mirrored))}


def _beginning(ordered: Sequence[str], key: str) -> Sequence[str]:
    return ordered[bisect_left(ordered, key) : bisect_left(ordered, key + "\U0010ffff")]
