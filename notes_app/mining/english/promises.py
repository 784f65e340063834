"""What somebody will do, as English notes say it: a promise, an order, an item with a doer or a day. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from notes_app.mining.draft import DONE_ACTION, Draft, ValueContext
from notes_app.mining.english.clauses import clauses
from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.prose.sentence import Sentence
from notes_app.mining.values.dates import DateMatch, ahead, find_dates

MOST = 12  # of one note; more are no list of promises but a plan
_LONGEST = 220
_DOES = (
    r"(?:get|send|share|prepare|draft|arrange|book|schedule|set up|check|confirm|follow up|email|e-mail|mail|give|provide|review|update|revise|submit|quote|organi[sz]e|ask|find|write|deliver|introduce|forward|chase|bring|"
    r"come back|get back|look into|look at|put|work out|re-?issue|collect|pass|ring|call|phone|owe|pull|dig out|run|clean up|build|price|cost|sort|fix|talk to|speak to|let (?:him|her|them) know|countersign|sign|swap|replace|install|survey|"
    r"measure|test|order|ship|post|nominate|export|upload|load|make|do|produce|supply|try|raise|escalate|return|refund|print|cut|show|train|retrain|clear|pick|open|hand|file|file|circulate|invite|host|visit|inspect|trial|offer|"
    r"present|propose|summari[sz]e|translate|contact|clarify|estimate|add|issue|serve|approve|complete|finish|finalise|finalize|hold|reserve|remind|report|request|release|extend|cancel|move|change|sketch|spec|scope)"
)
_WHO = r"(?:I|[Ww]e|[Hh]e|[Ss]he|[Tt]hey|i|[Ss]upport|[Oo]ps|[Ll]egal|[Ff]inance|[Aa]ccounts|(?:[Mm]y|[Oo]ur|[Hh]er|[Hh]is|[Tt]heir)\s[a-z]+(?:\s[a-z]+)?|(?:Mr|Mrs|Ms|Dr)\.?\s[A-Z][a-z]+|[A-Z][a-z]+(?:'s (?:people|team))?(?:\s\([^)]{1,24}\))?)"
_PROMISE = re.compile(
    rf"\b{_WHO}(?:'ll| will| shall| am to| are to| is to| to| agreed to| offered to| promised to| is going to| are going to|, please| please)\s(?:also |then |now |just )?{_DOES}\b"
    rf"|\b(?:I|i|[Ww]e)\s(?:need to|have to|must|should)\s{_DOES}\b|^(?:and\s)?(?!They\b|He\b|She\b|It\b|This\b|That\b|Everything\b)[A-Z][a-z]+\s(?:needs to|has to|must|should)\s{_DOES}\b"
    rf"|\b(?:[Ii]|[Ww]e|[Hh]e|[Ss]he|[Tt]hey)(?:'ve|'d| have| has)? promised\b|\b(?:I|i|we|We) (?:said|told (?:him|her|them)) (?:that )?(?:I'd|i'd|we'd|I would|i would|we would|I'll|i'll|we'll|we will)\s(?!call it|be in)"
    rf"|\b(?:I|[Ww]e|i|[Hh]e|[Ss]he|[Tt]hey) owes? (?:him|her|them|you|us|me|[A-Z][a-z]+)\b|^(?:Action|TODO|To do|Promised|Owed|Homework|Chore)\b\s?[:>-]?|\b(?:Ring|Call|Email|Send) me\b"
    rf"|\b(?:me|us|they|he|she) to\s{_DOES}\b|\b(?:[Aa]sked|[Ww]ants?|[Ww]anted|[Nn]eeds?|[Ee]xpects?) (?:me|us) to\s{_DOES}\b|\b(?:I|i|[Ww]e)(?:'ve| have)? (?:agreed|offered|undertook|said yes) to\s{_DOES}\b|\b(?:[Rr]emember|[Dd]on't forget|[Mm]ust remember) to\s{_DOES}\b"
    rf"|\b[A-Z][a-z]+ (?:has |have )?(?:promised|agreed|offered) (?:me |us )?(?:to\s{_DOES}|the|a|an|his|her|their)\b"
    rf"|\b[Pp]lease\s(?:also\s)?{_DOES}\b|\b(?:[Cc]ould|[Cc]an|[Ww]ould) you (?:please )?{_DOES}\b"
)
_THIRD = re.compile(r"^(?:and\s|so\s|then\s)?(?:I|i|we|We|[Hh]e|[Ss]he|[Tt]hey|[A-Z][a-z]+)(?:\s\([^)]{1,24}\))?\s(?:sends?|gets?|does|do|calls?|rings?|brings?|books?|drafts?|chases?|checks?|swaps?|writes?|prepares?|arranges?|orders?|confirms?|delivers?|asks?|provides?|shares?|quotes?|collects?|fixes|reissues?|signs?|revises?|emails?)\s")
_DOES_BY = re.compile(r"^(?:and\s|so\s)?[a-z]+\s(?:sends|gets|does|calls|rings|brings|books|drafts|chases|checks|swaps|writes|prepares|arranges|orders|delivers)\s[^,]{3,60}\sby\s", re.IGNORECASE)
_ORDER = re.compile(
    r"^(?:[-*]\s|then\s)?(?:send|prepare|share|draft|arrange|book|schedule|follow up|provide|get back|get|confirm|submit|deliver|chase|revise|quote|order|email|ring|phone|ask|find out|organise|organize|reissue|re-issue|update|bring|write|invite|remind|contact|forward|escalate|collect)\s(?!with\b|for\b|in\b|from\b|on\b|confirmed\b|placed\b|received\b|came\b|form\b|value\b|number\b|sheet\b|\d|:)(?:[a-z£$€]|[A-Z][a-z]+\s(?:the|a|for|to|about)\b)",
    re.IGNORECASE,
)
_OWNED = re.compile(r"^(?:[-*]\s)?(?P<who>me|us|them|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?|[A-Z]{2})\s?(?::|->|=>|→)\s?(?P<what>(?!\s?(?:next|Next|NEXT|then|and next)\b)\S.{3,})$")
_ARROW = re.compile(r"(?:->|=>|→)\s?(?P<what>[a-z].{4,60})$")
_ASIDE_OWNER = re.compile(r",\s(?:me|us|her side|his side|their side|our side)(?=,|$|\s\()|\((?:me|us|them)\)")
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|did|does|wants?|wanted|needs?|needed|said|says|told|likes?|liked|asked|hopes?|thinks?|expects?|met|saw|came|went|spent|got|opens?|meets?|votes?|starts?|runs?|gets?|must|should|would|could|can|may|might|happy|decide\w*|install\w*|live|open|ready|meet|see|talk)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:meet again|next meeting|visit again|talk again|speak again|see (?:him|her|them) again|call it|will (?:be|have|hold|also be|want|need|like|think|decide|sign off)|if (?:you|we|they|he|she)\b.{0,30}\bwill|would have|ask ourselves)\b|\bplease do$|\?$", re.IGNORECASE)
_SECTIONS = frozenset({"会社名", "先方出席者", "当方出席者", "競合", "予算", "決裁者", "現状", "課題", "ニーズ", "導入時期", "クレーム", "受注失注理由", "確度", "フェーズ", "日時"})


def find_english_promises(sentences: Sequence[Sentence], context: ValueContext, taken: Sequence[Draft] = ()) -> list[Draft]:
    """Return the clauses that promise something: a thing to do ahead, not one that was done, nor the next meeting itself.

    taken: what boxes said already.
    """
    drafts: list[Draft] = []
    for sentence in sentences:
        if sentence.is_heading or sentence.section in _SECTIONS:
            continue
        for offset, text in _spoken(sentence.text):
            words = text.strip(" ,.-")
            if 5 <= len(words) <= _LONGEST and promises(words, context):
                at = sentence.start + offset + text.index(words)
                if any(one.start < at + len(words) and at < one.end for one in taken):
                    continue
                drafts.append(Draft("次回アクション", at, at + len(words), words, 0.74, "cue"))
    return drafts[:MOST]


_VOICE = re.compile(r"\s*(?:[A-Z][a-z'’]+(?:\s[A-Z][a-z'’]+)?)\s?:\s(?=(?:And\s|and\s|ok\s|OK\s|so\s)?(?:I|i|We|we|He|She|They)\b)")


def _spoken(text: str) -> Iterator[tuple[int, str]]:
    """Yield the clauses of a sentence without the speaker before them."""
    voice = _VOICE.match(text)
    start = voice.end() if voice else 0
    for offset, words in clauses(text[start:]):
        yield start + offset, words


def promises(text: str, context: ValueContext) -> bool:
    """Return whether one clause says that somebody will do something."""
    if _NOT.search(text):
        return False
    if _PROMISE.search(text) or _ORDER.match(text):
        return True
    due = _due(text, context)
    owned = _OWNED.match(text)
    if owned and owned["who"] in ("me", "us", "them") and not _FINITE.search(owned["what"]):
        return True
    is_owned = due and owned and due.start > owned.start("what") + 3 and not _FINITE.search(owned["what"])
    if due and (is_owned or _DOES_BY.match(text) or _ASIDE_OWNER.search(text) or _ARROW.search(text) or _THIRD.match(text)):
        return True
    if due and _HAPPENS.search(text):
        return False
    if due and (_BEGINS.match(text) or (_ASKED_FOR.search(text[: due.start + 3]) or _ASKED_FOR.search(text[: due.start]))):
        return True
    return bool(due and _is_item(text, due)) or bool(_ASIDE_OWNER.search(text) and not _FINITE.search(text))


_HAPPENS = re.compile(r"^[A-Z]?[a-z]+\s(?:starts|begins|ends|opens|closes|runs|signed|agreed|confirmed|approved|received|delivered|paid|won|lost)\b|\b(?:verbal|yes or no|decision|go-live|start date)\b", re.IGNORECASE)
"""What happens on its day by itself is nothing to do: Trial starts Monday, a decision by Friday."""
_NOUN = (
    r"(?:quote|quotation|proposal|draft|sample|samples|spec|price|prices|plan|report|contract|offer|form|letter|link|list|figures|layout|tariff|schedule|study|survey|invoice|credit note|ack|acknowledg\w+|agreement|budget|costing|estimate|drawing|drawings|brochure|slides|deck|data|demo kit|"
    r"minutes|summary|options|reply|answer|paper|papers|paperwork|documents?|pack|sheet|design|artwork|proofs?|certificate|terms|order|po|pictures|photos|map|numbers|outline|agenda|pricing|case study|trial kit|visit report|references)"
)
_DEED = re.compile(rf"\b{_NOUN}\b", re.IGNORECASE)
_BEGINS = re.compile(rf"(?:[-*]\s|then\s|and\s)?{_DOES}\s(?!\w+ed\b|sent\b|done\b|running\b|with\b|from\b|on\b|in\b|is\b|was\b|has\b|will\b|by\b|at\b|to\b|went\b|came\b|confirmed\b|value\b|number\b)", re.IGNORECASE)
_ASKED_FOR = re.compile(rf"\b(?:asked for|wants?|needs?|expects?|waiting for|would like)\s(?:(?:a|an|the|our|my|some|two|three)\s)?(?:[a-z]+\s){{0,2}}{_NOUN}\b[^.;]{{0,30}}\bby\s(?:the\s)?$", re.IGNORECASE)


def _due(text: str, context: ValueContext) -> DateMatch | None:
    """Return the day ahead a clause names."""
    for match in find_dates(text, context.reference):
        found = ahead(match, text[match.start : match.end], context.reference)
        if found.precision != "month" and (context.reference is None or found.day >= context.reference):
            return found
    return None


def _is_item(text: str, due: DateMatch) -> bool:
    """Return whether a clause without a verb is a thing and its day: a proposal by the 26th, contract draft Fri."""
    if _FINITE.search(text) or len(text) > 80:
        return False
    before, words = text[: due.start], text[due.start : due.end].lower()
    is_limit = words.startswith("by ") or bool(re.search(r"\b(?:by|before|until)\s(?:the\s)?$", before))
    return len(before.split()) >= (2 if is_limit else 1) and due.end >= len(text) - 8 and (is_limit or bool(_DEED.search(before))) and bool(_DEED.search(before) or is_limit)


_OPEN_BOX = re.compile(r"(?:[-*+]\s*)?\[ ?\]|☐|□")


def open_boxes(reading: NoteReading, labelled: LabelledReading, so_far: Sequence[Draft]) -> list[Draft]:
    """Return what boxes that nobody ticked say, but for those whose line a label has read or would (a form of boxes)."""
    labels = {one.label_start for one, _ in labelled.resolved}
    read = sorted((one.start, one.end) for one in so_far if one.concept in ("次回アクション", DONE_ACTION))
    drafts: list[Draft] = []
    for line in reading.lines[:400]:
        if line.kind != "text" or line.mark != "check" or not _OPEN_BOX.match(reading.text[line.start : line.end].lstrip()):
            continue
        text = reading.text[line.body : line.end].rstrip()
        if len(text) >= 4 and not any(at in labels for at in range(line.body, min(line.end, line.body + 4))) and not any(a < line.end and line.body < b for a, b in read):
            drafts.append(Draft("次回アクション", line.body, line.body + len(text), text, 0.86, "cue"))
    return drafts[:MOST]
