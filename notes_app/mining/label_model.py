"""What a label nobody lists most likely means, by the syllables it shares with the lexicon's thousands of labels.

Pure. A naive Bayes model over the characters, pairs and triples of folded labels (words and triples for English),
learnt from the lexicon when first asked for; no other data. It proposes, the kind of value decides.

Source: multinomial naive Bayes with Laplace smoothing; Manning, Raghavan, Schütze (2008), chapter 13.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache

from notes_app.mining.fields.asides import ASIDES
from notes_app.mining.folding import fold_key, to_hiragana
from notes_app.mining.knowledge import Lexicon

SMOOTHING = 0.05
TEMPER = 0.55  # the features of a label overlap, so that their product is far too sure
LONGEST = 24  # characters; a longer text is no label


NOTHING = ""
"""The class of labels that say nothing of a deal."""


def features(key: str) -> tuple[str, ...]:
    """Return the pieces of a folded label: characters, pairs, triples with the ends marked; words as well in English."""
    text = f"^{to_hiragana(key[:LONGEST])}$"
    pieces = {text[at : at + length] for length in (2, 3) for at in range(len(text) - length + 1)}
    if key.isascii():
        pieces |= {f"w:{word}" for word in key.split("-") if len(word) > 1}
    else:
        pieces |= set(text[1:-1])
    return tuple(sorted(pieces))


class LabelModel:
    """What each piece speaks for: piece -> concept -> log odds over a piece that its labels never have (base)."""

    def __init__(self, labels: Mapping[str, set[str]]) -> None:
        counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
        totals: Counter[str] = Counter()
        for concept, keys in labels.items():
            for key in keys:
                for piece in features(key):
                    counted[piece][concept] += 1
                    totals[concept] += 1
        norm = {concept: totals[concept] + SMOOTHING * 4000 for concept in sorted(labels)}
        self.base = {concept: math.log(SMOOTHING / whole) for concept, whole in norm.items()}
        self.pieces = {
            piece: {concept: math.log((count + SMOOTHING) / norm[concept]) - self.base[concept] for concept, count in counts.items()}
            for piece, counts in counted.items()
        }

    def guess(self, key: str) -> tuple[tuple[str, float], ...]:
        """Return the likeliest concepts of a folded label with their probabilities, best first; () where no piece is known."""
        known = [self.pieces[piece] for piece in features(key) if piece in self.pieces]
        if len(key) < 2 or not known:
            return ()
        scores = {concept: base * len(known) for concept, base in self.base.items()}
        for spoken in known:
            for concept, gain in spoken.items():
                scores[concept] += gain
        top = max(scores.values())
        weights = {concept: math.exp((score - top) * TEMPER) for concept, score in scores.items()}
        total = sum(weights.values())
        ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:3]
        return tuple((concept, weight / total) for concept, weight in ranked)


@lru_cache(maxsize=4)
def _model(lexicon_id: int) -> LabelModel:
    lexicon = _LEXICONS[lexicon_id]
    return LabelModel({**words_of(lexicon), NOTHING: {fold_key(label) for label in ASIDES}})


def words_of(lexicon: Lexicon) -> dict[str, set[str]]:
    """Return concept -> its folded labels, without those of one syllable: 話 alone says little of 話の山."""
    return {concept.name: {key for key in map(fold_key, (concept.name, *concept.labels)) if len(key) > 1} for concept in lexicon.concepts}


_LEXICONS: dict[int, Lexicon] = {}


@lru_cache(maxsize=4096)
def _guess(lexicon_id: int, key: str) -> tuple[tuple[str, float], ...]:
    return _model(lexicon_id).guess(key)


def guess_concepts(key: str, lexicon: Lexicon) -> tuple[tuple[str, float], ...]:
    """Return what an unknown folded label most likely means, see `LabelModel.guess`."""
    _LEXICONS.setdefault(id(lexicon), lexicon)
    return _guess(id(lexicon), key)
