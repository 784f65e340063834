"""How much money, as English sentences say it: what they can spend, else what we ask. Pure, on folded text.

Notes name many amounts that are neither: turnover, penalties, what a rival wants, what somebody may sign for, last year's
price. The words on both sides of an amount are weighed; the heaviest wins, and what nothing speaks for is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from notes_app.mining.draft import Draft
from notes_app.mining.english.clauses import is_english
from notes_app.mining.prose.sentence import Sentence
from notes_app.mining.values.english_names import FIRST_WORDS
from notes_app.mining.values.money import MoneyMatch, find_money

_BUDGET_BEFORE = re.compile(
    r"\b(?:budget\w*|spend|spending|set aside|ceiling|cap|limit|target|purse|pot|allowance|allocated|allocation|earmarked|ring-?fenced|money|afford|they have|they've|they've got|she has|he has|she's got|he's got|has got|have got|mentioned|let slip|"
    r"number (?:they|he|she) gave|gave (?:us|me) (?:a number|a figure)|figure|thinks?|thinking|guessed|hoping for|looking at|comfortable (?:with|at)|stretch to|go (?:up )?to|can do|cash|somewhere (?:above|around|near|between)|worth|value|order (?:value|is|was|of)|order at|all in|want(?:s)? (?:it )?(?:under|below|for)|candid about money|frank (?:about|on) money)\b[^.;]{0,26}$",
    re.IGNORECASE,
)
_BUDGET_AFTER = re.compile(
    r"^(?:\s(?:a|per) (?:month|year|week|quarter|annum))?,?\s(?:is (?:there|the (?:limit|ceiling|most|budget|cap))|tops\b|max\b|maximum|at (?:most|the outside)|all in\b|all-in|set aside|left\b|to spend|to play with|budget\w*|as a (?:ceiling|cap|limit|maximum)|ring-?fenced|capital\b|for it\b|for the (?:year|lot|whole|first year|project|job)|for year (?:one|1)|we have a deal)",
    re.IGNORECASE,
)
_OURS_BEFORE = re.compile(
    r"\b(?:our (?:own )?(?:price|quote|number|bid|offer|figure|proposal|tender|estimate)|we (?:quoted|offered|said|proposed|priced|tendered|bid|are at|were at|landed at|settled (?:at|on)|agreed(?: on)?|closed at|asked(?: for)?)|we're at|i (?:quoted|offered|said|proposed)|against our|ours was|ours is|ours at|price(?:d)?(?: (?:is|was|at|of))?|quote(?:d)? (?:at|is|was|of|for)|"
    r"contract (?:is|at|of|value)|signed (?:at|for)|won (?:it )?(?:at|for)|deal (?:is|at|of|worth)|monthly (?:is|at|fee)|fee (?:is|of)|po (?:for|of)|order (?:for|confirmed)|renewal (?:at|for)|add [a-z ]{3,24} for|lease (?:at|of|for)|it comes to|comes to|total(?:s)?(?: of)?)\b[^.;]{0,20}$|=\s?$",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"\b(?:turn(?:s|ed|ing)? over|turnover|revenue|sales of|profit|loss(?:es)?|penalt\w+|fines?|fined|excess|raised|salary|salaries|wages|grant of|loan|credit(?: note)?(?: of)?|refund|deposit|damage\w*|insur\w+|(?:sign|signs|decides?|approves?|authority|says yes)\b[^.;]{0,14}(?:up to|to|below|under)|"
    r"(?:last|previous|old) (?:year|time|one|price|contract|supplier)[^.;]{0,16}|(?:they|he|she) (?:now |currently |already |still )?(?:pays?|paid|spent|spend)|pays?|paid|spent|used to (?:pay|be)|cost(?:s|ing)? (?:them|us|him|her)|charged (?:us|them)|theirs(?: is| was| at)?|wage|a stop costs|stop costs|service visit cost|petrol|toll|mileage|parking|train|taxi|lunch|dinner|hotel|"
    r"sav(?:e|es|ing|ings)(?: of| them)?|discount of|reduc\w+|extra|fee waived|would customi[sz]e for|wants? free|storage|rent|plus|on top|shipping|delivery at|delivery of)\b[^.;]{0,18}$",
    re.IGNORECASE,
)
_RIVALS = re.compile(r"(?:^|[.;,]\s|\bbut\s|\band\s)(?:(?P<name>[A-Z][\w&'’-]+)(?:\s[A-Z][\w&'’-]+){0,3}|the (?:other|others|rival|competition|incumbent)[\w ]{0,14})(?:'s)?\s(?:quote[ds]?|price|offer(?:ed)?|bid|came in|got (?:it|the \w+)|want(?:s|ed)?|asks?|is asking|are asking|is|are|was|were|had (?:it|quoted)|did it|at)(?:\s(?:at|in|for|her|him|them|only|around|about|the order at))*\s?$")
_NO_RIVAL = FIRST_WORDS | frozenset("Ours Total Monthly Value Figure Purse Pot Cash Fee Rent Lease Deal Rate Limit Ceiling Cap Target Annual Setup Licence License Quotation Estimate Spending Amount Sum".split())
_NOT_AFTER = re.compile(r"^,?\s(?:less\b(?! than (?:we )?hoped)|cheaper|more than|more\b|dearer|under\b(?! budget)|over\b(?! (?:two|three|four|five|\d))|below|above what|off\b|each\b|apiece|a unit|per unit|an hour|a day|excess|penalty|fine\b|credit|waived|turnover|in sales|of debt|grant|last (?:year|time)|now\b|today\b|at present|at the moment|before\b|extra|on top|in damages|invoice\b|deposit\b)", re.IGNORECASE)
_OTHER_SECTIONS = frozenset({"競合", "当方出席者", "先方出席者", "会社名", "備考", "支払条件", "クレーム", "課題", "次回アクション"})


def find_english_budget(sentences: Sequence[Sentence]) -> list[Draft]:
    """Return the amount they can spend or the deal is worth, the one its words speak for most; of equals the later one."""
    best: tuple[float, int, MoneyMatch] | None = None
    neutral: list[tuple[int, MoneyMatch]] = []
    for sentence in [one for one in sentences if one.section not in _OTHER_SECTIONS and is_english(one)]:
        for money in find_money(sentence.text):
            weight = weigh_english(sentence.text, money)
            if weight >= 2 and (best is None or weight >= best[0]):
                best = weight, sentence.start, money
            elif 0 <= weight < 2 and money.amount >= 100:
                neutral.append((sentence.start, money))
    if best:
        weight, start, money = best
        sure = 0.88 if weight >= 5 else 0.8 if weight >= 4 else 0.72
        return [Draft("予算", start + money.start, start + money.end, money.amount, sure, "cue")]
    if len(neutral) == 1:
        start, money = neutral[0]
        return [Draft("予算", start + money.start, start + money.end, money.amount, 0.62, "cue")]
    return []


def weigh_english(text: str, money: MoneyMatch) -> float:
    """Return how much speaks for an amount being what they can spend or what we ask; below 2 nothing does."""
    before, after = text[max(0, money.start - 60) : money.start], text[money.end : money.end + 40]
    weight = 1.0 if money.period in ("month", "year") else 0.0
    if _BUDGET_BEFORE.search(before):
        weight += 4
    if _BUDGET_AFTER.match(after):
        weight += 3
    if _OURS_BEFORE.search(before):
        weight += 3
    if re.search(r"\b(?:won|order|signed|PO)\b[^.;]{0,12}$", before, re.IGNORECASE):
        weight += 2
    if _NOT_BEFORE.search(re.split(r",\s|\band\b|\bbut\b", before)[-1]):
        weight -= 6
    if _NOT_AFTER.match(after):
        weight -= 5
    theirs = _RIVALS.search(before)
    if theirs and (theirs["name"] or "the") not in _NO_RIVAL and not re.search(r"\bours?\b[^.;]{0,14}$", before, re.IGNORECASE):
        weight -= 5
    if money.period == "each" or re.match(r"\s?(?:each|apiece|a (?:unit|piece|head|day)|per (?:unit|piece|head|person|user|day|hour))\b", after):
        weight -= 3
    return weight


def pick_english(text: str, amounts: Sequence[MoneyMatch]) -> MoneyMatch | None:
    """Return the one of several amounts under a label that words speak for by far the most, None where none stands out."""
    weighed = sorted(((weigh_english(text, one), one.start, one) for one in amounts), key=lambda one: one[:2], reverse=True)
    return weighed[0][2] if weighed[0][0] >= 4 and weighed[0][0] - weighed[1][0] >= 2 else None
