"""How likely is a mention a value of a concept? The logistic sum of the weights of its signs, so that each can be named. Pure.

Source: Hastie, Tibshirani, Friedman (2009), chapter 4.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.mentions.counted import Counted
from notes_app.mining.mentions.mention import CONCEPTS, Mention
from notes_app.mining.mentions.signs import own_signs, signs_around, surroundings_of

HOPELESS = -3.5
"""Log odds below which no surroundings have ever made a value of a mention: they need not be looked at."""


def odds_of(signs: Sequence[str], weights: Mapping[str, Sequence[float]], concepts: int) -> list[float]:
    """Return the log odds that signs give together, one for each concept."""
    known = [held for sign in signs if (held := weights.get(sign))]
    return [sum(column) for column in zip(*known, strict=True)] if known else [0.0] * concepts


def chance_of(odds: float) -> float:
    """Return the chance (0 to 1) of log odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def weighed_mentions(reading: NoteReading, labelled: LabelledReading, mentions: Sequence[Mention], counted: Counted) -> list[tuple[Mention, str, float]]:
    """Return (mention, concept, chance) for everything a mention can be."""
    around = surroundings_of(reading, labelled, mentions)
    weighed = []
    for mention in mentions:
        concepts, weights = CONCEPTS[mention.kind], counted.weights.get(mention.kind, {})
        odds = odds_of(own_signs(reading.text, mention), weights, len(concepts))
        if max(odds) > HOPELESS:
            odds = [own + more for own, more in zip(odds, odds_of(signs_around(around, mention), weights, len(concepts)), strict=True)]
        weighed += [(mention, concept, chance_of(one)) for concept, one in zip(concepts, odds, strict=True)]
    return weighed
