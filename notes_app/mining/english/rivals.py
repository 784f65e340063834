"""Competitors in English prose, by what is said of a firm. Pure, on folded text.

A name without a firm's tail (Brightline) counts only behind or before words that competitors alone call for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.english.clauses import is_english
from notes_app.mining.prose.sentence import Sentence
from notes_app.mining.values.companies import company_key, resolve_company
from notes_app.mining.values.english_names import FIRST_WORDS, find_english_companies
from notes_app.mining.values.proper_names import COMMON

_READ = 1_500  # characters of one sentence
_RIVAL_BEFORE = re.compile(
    r"(?:[Cc]ompetit\w+|[Rr]ivals?|[Ii]ncumbent|[Aa]gainst|\bvs\.?|[Uu]sing|[Uu]ses?|[Bb]uys? from|[Bb]ought from|[Ss]witch\w* from|[Qq]uotes? from|[Pp]roposal from|[Ll]ost (?:it |out )?to|[Gg]o(?:es|ing)? to|[Tt]alking to|[Ll]ooking at|[Cc]onsidering|[Ee]valuating|[Bb]eat|[Bb]etter than|[Cc]heaper than|[Tt]han|[Ww]ith\s(?=[A-Z][\w&' ]+\?)|[Bb]etween a \w+ and|[Ss]omeone called|(?:firm|company|outfit|supplier|vendor),|[Ss]plit between [\w ]+ and|[Cc]urrently with|[Rr]ight now|still in it|also (?:in|bidding):?|other bidder)s?\s?(?:is|are|was|:|,|from|the)?\s?(?:by\s)?$"
)
_RIVAL_AFTER = re.compile(
    r"^(?:'s)?,?\s(?:have|has|had|were|was|are|is|came|come|quoted|bid|offered|pitched|dropped|left|never|also|does the|do the|did the|won|got it|takes?|took|undercut|got|beat|charges?|would|still|in it|out\b|sniffing|never turned up|will hold)(?:\b[^.]{0,60}(?:quot|bid|offer|pitch|in twice|been in|drawing|demo|follow|price|cheap|storage|won|got it|tender|seats|lower|undercut|renewal|at \d|turned up|sniffing|still in|out)|\s(?:in at|up at|it\b))|^\s(?:still in it|out\b|sniffing|got it)"
)


def is_rival_said(before: str, after: str) -> bool:
    """Return whether what stands before and behind a firm's name says that it competes."""
    return bool(_RIVAL_BEFORE.search(before) or _RIVAL_AFTER.match(after))


def leads_to_rival(before: str) -> bool:
    """Return whether words end so that a competitor follows: stays with, up against."""
    return bool(_TO_A_RIVAL.search(before))


_NAME = r"(?:[Tt]he\s(?=[A-Z]))?(?P<name>[A-Z][A-Za-z0-9&’'-]+(?:\s(?:&\s|of\s)?[A-Z][A-Za-z0-9&’'-]+){0,3})"
_LEAD = (
    r"(?:(?:[Ll]ost|losing|lose)(?: it| out| this| the [a-z]+)? to|(?:\b|(?='))(?:[Gg]oing|went|gone|[Ss]igned|[Ss]tay(?:s|ing|ed)?|[Ss]tick(?:s|ing)?|(?:have |has |'ve )been)(?: over| on)? (?:with|w/)|"
    r"\bother (?:guys?|ones?|names?|bidders?|vendors?|suppliers?|quotes?|offers?|options?)(?: on the table| in the frame| in it)? (?:is|are|was|were|from)|"
    r"[Uu]p against|[Cc]ompeting (?:with|against)|[Cc]ompetitors? (?:is|are|was|were)|[Aa]lso (?:talking to|quoting|asked|looking at|seeing|considering|evaluating|trialling|testing)|"
    r"[Ii]ncumbent(?: is| supplier is| vendor is|,|:)?|[Cc]urrent (?:supplier|vendor|provider|contractor|carrier|system|partner) (?:is|was)|[Pp]ays? [^.,]{1,24} to|[Rr]ival(?:s are| is|:)|[Ss]witch(?:ing)? (?:away )?from|[Bb]ought from|[Bb]uys? from|"
    r"(?:[Tt]hey|who|[Ss]he|[Hh]e|plant|site|office)(?: currently| now| already|'ve)? (?:uses?|runs?|rents? from|leases? from)|[Cc]urrently (?:with|use|using)|[Qq]uotes? (?:in )?from|[Pp]roposals? from|[Bb]ids? from|[Cc]ompar(?:ing|ed) (?:us )?(?:with|to|against))"
)
_TOLD = re.compile(rf"{_LEAD}\s(?:now |currently |still )?{_NAME}")
_TO_A_RIVAL = re.compile(rf"{_LEAD}\s(?:now |currently |still )?$")
_ALSO = re.compile(rf"(?:,\s(?:and\s|or\s)?|\s(?:and|or)\s){_NAME}")
_DOES = re.compile(
    rf"(?<![A-Za-z’'-]){_NAME}(?:\s\([^()]{{1,40}}\))?,?\s(?:"
    r"(?:have|has|had)(?: already| also| just| both)? (?:quoted|pitched|bid\b|offered|submitted|proposed|been in\b|a (?:trial|pilot|demo|unit|quote)\b)"
    r"|quoted (?:them |us |her |him )?(?:about |around )?(?:[£$€¥]?\d|last|lower|cheaper|less|under|first)"
    r"|(?:is|are|was|were) (?:also |both |all |still |already )?(?:pitching|bidding|quoting|in the running|in the frame|cheaper|the incumbent|ahead|the other (?:one|name|bidder|option|firm)|more expensive|sniffing|their (?:current|present|existing))"
    r"|(?:is |are )?still (?:in\b|quoting|bidding|there\b)|undercut|dropped out|withdrew|pitched\b|also (?:pitched|quoted|bid|in the running)|came in (?:at|lower|higher|under|cheaper|second|[a-z]+ (?:percent|per cent))|offered (?:them )?[£$€¥]?\d"
    r"|(?:got|won|took|landed) (?:the |our |this )(?:order|job|contract|deal|business|tender|work)"
    r"|,?\s?both asked to (?:bid|quote))"
)
_AT_PRESENT = re.compile(rf"^(?:At present|At the moment|For now|Today|Currently|Right now),?\s{_NAME}\s(?:looks? after|suppl(?:y|ies)|do(?:es)?|ha(?:s|ve)|runs?|handles?|holds?)\b")
_LOST = re.compile(r"\b(?:lost(?: it| this| out| the \w+)?|didn't (?:win|get) it|went elsewhere)\s*$")
_OPENS = re.compile(rf"^\s*{_NAME}\s(?:got|won|had|has|took|was|were|came|undercut|offered|bundled?|are|is)\b")
_WHO_ELSE = re.compile(r"\b(?:anyone else|anybody else|who else|other (?:bidders|vendors|quotes|suppliers)|competition|looking at others?|up against)\b", re.IGNORECASE)
_ANSWER = re.compile(rf"^\s*(?:[A-Z][a-z]+:\s)?(?:Yes,?\s|Just\s|Only\s|We(?:'re| are) (?:also )?(?:talking to|looking at)\s)?{_NAME}")


def find_english_rivals(sentences: Sequence[Sentence], context: ValueContext, taken: set[str], people: set[str]) -> list[Draft]:
    """Return companies that English prose sets against us, each once. taken: `company_key`s; people: names that are none."""
    drafts: list[Draft] = []
    seen = set(taken)
    names = {word for person in people for word in person.split()}
    last = ""
    for sentence in [s for s in sentences if is_english(s)]:
        for start, end in _rivals_in(sentence.text[:_READ], last):
            name = sentence.text[start:end]
            key = company_key(name)
            if not _is_firm(name, names) or any(key == other or (min(len(key), len(other)) >= 3 and (key in other or other in key)) for other in seen):
                continue
            seen.add(key)
            drafts.append(Draft("競合", sentence.start + start, sentence.start + end, resolve_company(name, context.by_key), 0.76, "cue"))
        last = sentence.text[-80:]
    return drafts


def _rivals_in(text: str, last: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of names that compete; last: how the sentence before ends."""
    for start, end in find_english_companies(text):
        if is_rival_said(text[max(0, start - 60) : start], text[end : end + 90]):
            yield start, end
    opening = [pattern for pattern, asked in ((_OPENS, _LOST), (_ANSWER, _WHO_ELSE)) if asked.search(last)]
    for pattern in (_TOLD, _DOES, _AT_PRESENT, *opening):
        for told in pattern.finditer(text):
            yield _bare(told)
            at = told.end("name")
            while pattern in (_TOLD, _ANSWER) and (more := _ALSO.match(text, at)):
                yield _bare(more)
                at = more.end("name")


def _bare(told: re.Match[str]) -> tuple[int, int]:
    """Return the span of a name without its 's."""
    start, end = told.span("name")
    return start, end - (2 if told["name"].endswith(("'s", "’s")) else 0)


def _is_firm(name: str, people: set[str]) -> bool:
    words = name.split()
    return words[0] not in FIRST_WORDS and name not in COMMON and words[0] not in COMMON and not set(words) & people and len(name) >= 3
