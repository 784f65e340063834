"""How much money, as sentences say it: the customer's budget, else what was quoted or agreed. Pure, on folded text.

Notes speak of much money that is neither: turnover, damages, last year's price, a rival's quote, what one piece costs.
Every amount is weighed by the words around it; the heaviest wins, and one that nothing speaks for is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from notes_app.mining.draft import Draft
from notes_app.mining.prose.sentence import Sentence
from notes_app.mining.values.money import find_money
from notes_app.mining.values.money_context import weigh

_ENOUGH = 2.0


def find_budget(sentences: Sequence[Sentence]) -> list[Draft]:
    """Return the amount the customer has or the deal is worth, the one its words speak for most; later ones win a tie."""
    weighed = [
        (weigh(sentence.text, money), sentence.start, money)
        for sentence in sentences
        if sentence.section not in _OTHER_SECTIONS
        for money in find_money(sentence.text)
        if money.currency != "JPY" or money.amount >= 10_000 or money.period in ("month", "hour")
    ]
    if not weighed:
        return []
    weight, start, money = max(weighed, key=lambda one: (one[0], one[1] + one[2].start))
    others = [one for one in weighed if one[0] >= 0]
    if weight < _ENOUGH and not (weight > 0 or (weight == 0 and len(others) == 1)):
        return []
    sure = 0.9 if weight >= 5 else 0.8 if weight >= 4 else 0.72 if weight >= 3 else 0.66 if weight >= _ENOUGH else 0.61
    return [Draft("予算", start + money.start, start + money.end, money.amount, sure, "cue")]


_OTHER_SECTIONS = frozenset({"競合", "当方出席者", "先方出席者", "会社名", "備考", "支払条件"})
