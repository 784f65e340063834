"""What an English label nobody lists means, by its words and by what stands under it. Pure, on folded text.

"Around the table" over names tells who was there, "Their number" over 45k what they can spend: a word of the label and
the shape of the value have to agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from notes_app.mining.values.english_names import FIRST_WORDS, find_english_companies
from notes_app.mining.values.money import find_money

LONGEST = 5  # words of a label
_SENTENCE = frozenset("was is are has had have did does she he it said says told".split())
_OURS = frozenset("our ours us we my mine me myself ourselves".split())
_RECEIVES = frozenset("who whom met meet saw seen received receives hosted host showed welcomed spoke talked rang called phoned joined looked told helped".split())
"""With us or me behind it, such a word tells of them: who met us."""
_ACROSS = frozenset("their them they contact contacts sponsor champion friend man woman lead client customer buyer".split())
_THEIRS = frozenset("who whom met meet saw seen see faces face room table them they their theirs there present attended attending attendees people folk folks person contact contacts spoke talked sat with caller rang called phoned host hosts opposite across client customer visitor visitors sponsor champion".split())
_DECIDES = re.compile(r"^(?:sign\w*|decid\w*|decision\w*|approv\w*|boss|chief|pen|yes|final|nod|cheque|authority|power|buck|purse|strings|holder|holds|say|word|pays|okays?|ok|go-?ahead|permission|whose)$")
_RIVALS = re.compile(r"^(?:rival\w*|compet\w*|against|enem\w+|opposition|opponents?|others|else|ring|frame|running|incumbent\w*|horses|field|challengers?|contenders?|bidders|alternatives?|versus|vs)$")
_TODO = re.compile(r"^(?:acts?|actions?|ap|aps|todos?|tasks?|jobs?|homework|chores?|errands?|owed?|promis\w*)$")
_MONEY = re.compile(r"^(?:money|budget\w*|costs?|prices?|spend\w*|wallet|fees?|value|worth|figures?|amount|quotes?|quoted|purse|pot|dosh|cash|number|cap|ceiling|funds?|kitty|limit)$")
_NO_MONEY = re.compile(r"^(?:headcount|seats?|phone|tel|mobile|po|order|ref|serial|unit|last|previous|old|travel|mileage|petrol|lunch|parking|fare|toll)$")
_ODDS = re.compile(r"^(?:odds|chances?|gut|prob\w*|likel\w*|temp\w*|heat|warmth|feel\w*|vibe|bet|betting|confidence|hunch|score|mood-?ring)$")
_FIRM = re.compile(r"^(?:account|acct|clients?|company|customer|firm|org\w*|prospect|outfit)$")
_NAME = r"[A-Z][a-z’'-]+(?:\s(?:van|de|von|da)\s?|\s)?(?:[A-Z][A-Za-z’'-]+)?(?:\s[A-Z][A-Za-z’'-]+)?"
_PERSON = re.compile(rf"(?:(?:the|her|his|their|our|a)\s)?(?:[a-z]+\s){{0,3}}(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s)?(?P<name>{_NAME})(?:\s?\([^()]*\))?(?:\s(?:from|of|in|-)\s[\w &]+)?|(?P<me>me|myself|I)")
_SPLIT = re.compile(r"\s?[,;/+&]\s?|\sand\s|\splus\s|\swith\s")


def english_meaning(key: str, value: str) -> Iterator[tuple[str, str, float]]:
    """Yield (concept, lexicon type, confidence) of what a folded English label means over this value, likeliest first."""
    words = key.split("-")
    if len(words) > LONGEST or _SENTENCE & set(words):
        return  # "She was frank on money: 2.2 million …" goes on as a sentence
    if any(_TODO.match(word) for word in words):
        yield "次回アクション", "action_list", 0.84
        return
    if any(_RIVALS.match(word) for word in words):
        if re.match(r"[A-Z]", value):
            yield "競合", "company_list", 0.78
        return
    if people_in(value):
        decides = any(_DECIDES.match(word) for word in words)
        if decides:
            yield "決裁者", "person", 0.82
        elif _OURS & set(words) and not _ACROSS & set(words) and (not _RECEIVES & set(words) or {"for", "from"} & set(words)):
            yield "当方出席者", "person_list", 0.84
        elif _THEIRS & set(words):
            yield "先方出席者", "person_list", 0.84
        return
    yield from _of_other_kinds(words, value)


def _of_other_kinds(words: list[str], value: str) -> Iterator[tuple[str, str, float]]:
    if any(_MONEY.match(word) for word in words) and not any(_NO_MONEY.match(word) for word in words):
        found = find_money(value, labelled=True)
        if found and found[0].start <= 12:
            yield "予算", "money", 0.82
    if any(_ODDS.match(word) for word in words) and len(value) <= 24:
        yield "確度", "enum", 0.78
    if any(_FIRM.match(word) for word in words) and (firms := find_english_companies(value)) and firms[0][0] == 0:
        yield "会社名", "company", 0.82


def people_in(value: str) -> bool:
    """Return whether a value is a list of people: names, perhaps with their posts, or "me"; no firm among them."""
    bare = re.sub(r"\([^()]{0,60}\)", "", value).strip(" .")
    if not bare or len(value) > 140 or not value.isascii() or re.search(r"\d|\.\s", bare) or find_english_companies(bare):
        return False
    pieces = [piece for piece in _SPLIT.split(bare) if piece.strip()]
    named = [match for piece in pieces if (match := _PERSON.fullmatch(piece.strip()))]
    first = _PERSON.fullmatch(pieces[0].strip())
    names = [match["name"] for match in named if match["name"]]
    return bool(first and len(named) * 2 >= len(pieces) and not any(name.split()[0] in FIRST_WORDS for name in names))
