"""How much money, as sentences say it: the customer's budget, else what was quoted or agreed. Pure, on folded text.

Notes speak of much money that is neither: turnover, damages, last year's price, a rival's quote, what one piece costs.
Every amount is weighed by the words around it; the heaviest wins, and one that nothing speaks for is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from notes_app.mining.sentence import Sentence
from notes_app.mining.slot_values import Draft
from notes_app.mining.values.money import find_money
from notes_app.mining.values.money_context import weigh

_ENOUGH = 2.0


def find_budget(sentences: Sequence[Sentence]) -> list[Draft]:
    """Return the amount the customer has or the deal is worth, the one its words speak for most; later ones win a tie."""
    best: tuple[float, int, Draft] | None = None
    for sentence in sentences:
        if sentence.section in _OTHER_SECTIONS:
            continue
        for money in find_money(sentence.text):
            weight = weigh(sentence.text, money)
            if weight < _ENOUGH or (best and weight < best[0]):
                continue
            sure = 0.9 if weight >= 5 else 0.8 if weight >= 4 else 0.72 if weight >= 3 else 0.66
            start = sentence.start
            best = (weight, start, Draft("予算", start + money.start, start + money.end, money.amount, sure, "cue"))
    return [best[2]] if best else []


_OTHER_SECTIONS = frozenset({"競合", "当方出席者", "先方出席者", "会社名", "備考", "支払条件"})
