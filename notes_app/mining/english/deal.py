"""What English prose says of a deal: when we meet next, how likely it is, who has the last word. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.english.clauses import clauses, is_english
from notes_app.mining.prose.sentence import Sentence
from notes_app.mining.values.dates import DateMatch, ahead, find_dates
from notes_app.mining.values.english_names import FIRST_WORDS

# -- the next meeting ------------------------------------------------------------------------------

_NEXT = re.compile(r"\bnext\b(?!\s(?:week|month|year|quarter|spring|summer|autumn|winter|fall|(?:mon|tue|wed|thu|fri|sat|sun)\w*))|\bfollow[- ]up\b|\bagain\b|\breconvene\b|\bback on\b|\breturn visit\b", re.IGNORECASE)
_MEETS = re.compile(
    r"\b(?:meet|meeting|talk|speak|see (?:him|her|them|you)|sit down|call|visit|revisit|walk|walkthrough|lunch|coffee|breakfast|dinner|demo|present|presentation|workshop|session|review|"
    r"kick-?off|catch-?up|catch up|go back|going back|be back|we're back|i'm back|am back|back (?:there|in|at|with|on site)|return|site visit|show them|show her|show him|appointment|pencilled|diary|booked|fixed|slot|training)\b",
    re.IGNORECASE,
)
_LIMIT_BEFORE = re.compile(r"\b(?:by|until|till|before|due|since|from|after|expir\w+|lapses?|ends?|ended|starts?|opens?|closes?)\s(?:on\s)?(?:the\s)?$", re.IGNORECASE)
_OTHERS_DAY = re.compile(
    r"\b(?:board|council|committee|trustees|governors|result|results|tender|audit|inspection|inspectors|contract|lease|licence|delivery|deliver\w*|deadline|invoice|payment|order form|party|anniversary|changes?|announced|votes?|live|install\w*|penalty|holiday|leave)\b",
    re.IGNORECASE,
)
_IS_BACK = re.compile(r"\b(?!(?:we|i|I|We)\b)(?:[A-Za-z]+)\s(?:is|gets|comes|will be)\sback\s(?:on\s|in\s)?(?:the\s)?$")
"""Her boss is back on 1 May: nobody meets him for it."""
_NO_MEETING = re.compile(r"\b(?:don't|do not|never|no need|not)\b", re.IGNORECASE)


def find_english_next(sentences: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the day ahead on which we meet, talk or call again, the one its clause says so most plainly."""
    best: tuple[float, Draft] | None = None
    for sentence in sentences:
        for offset, text in clauses(sentence.text):
            for found in _days_ahead(text, context):
                sure = _meeting(text, found)
                if sure and (best is None or sure > best[0]):
                    at = sentence.start + offset
                    best = sure, Draft("次回予定", at + found.start, at + found.end, found.iso, sure, "cue")
    return [best[1]] if best else []


def _days_ahead(text: str, context: ValueContext) -> Iterator[DateMatch]:
    for match in find_dates(text, context.reference):
        found = ahead(match, text[match.start : match.end], context.reference)
        days = (found.day - context.reference).days if context.reference else 1
        if found.precision == "day" and days >= (0 if found.time and _NEXT.search(text[: found.start]) else 1):
            yield found


def _meeting(text: str, found: DateMatch) -> float:
    """Return how surely the clause fixes a meeting for that day, 0.0 where it does not."""
    before, after = text[: found.start], text[found.end :]
    words = text[found.start : found.end].lower()
    if words.startswith("by ") or _LIMIT_BEFORE.search(before[-16:]) or _NO_MEETING.search(after[:24]):
        return 0.0
    if _IS_BACK.search(before[-40:]):
        return 0.0
    word = list(_NEXT.finditer(before[-40:]))
    if word:
        return 0.9
    if _OTHERS_DAY.search(before[-40:]) and not _MEETS.search(before[-20:]):
        return 0.0
    if _MEETS.search(before[-60:]) or _MEETS.match(after.lstrip(" ,.-(")) or (re.match(r"\s(?:is|for) (?:when|the|a|our)\b.{0,24}", after) and _MEETS.search(after[:40])) or _NEXT.match(after.lstrip(" ,")):
        return 0.8 if found.time else 0.76
    return 0.7 if found.time else 0.0


# -- odds ------------------------------------------------------------------------------------------

_LEVEL = r"low to medium|medium to high|fairly (?:high|low|good|likely)|quite (?:high|low|good|likely)|pretty (?:high|low|good|likely)|very (?:high|low|likely|unlikely)|high|medium|low|warm|lukewarm|hot|cold|likely|unlikely|slim|fair|good|strong|weak|poor|even"
_TENS = {name: 10 * at for at, name in enumerate("ten twenty thirty forty fifty sixty seventy eighty ninety".split(), start=1)}
_NUMBER = rf"(?:\d{{1,3}}\s?(?:%|per ?cent)|(?:{'|'.join(_TENS)})(?:[- ]five)?\s(?:%|per ?cent)|fifty[- ]fifty|50/50|(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_TENS)})\b|[1-9]0[-/][1-9]0\b)"
_ODDS = re.compile(
    rf"(?:put (?:it|this|them|her|him|that)(?: down)? (?:at|as)|call (?:it|this)|rate (?:it|this)|(?:gut )?feel(?:ing)?(?: is| says)?\s?:?|feels? like|chances?(?: are| is| of \w+ (?:is|are))?\s?:?|odds(?: are| is)?\s?:?|i'd say|i would say|i'd give it|"
    rf"confidence(?: is)?\s?:?|likelihood(?: is)?\s?:?|probability(?: is)?\s?:?|i think (?:it|this|that)(?:'s| is)|i reckon(?: it's| it is)?|it looks|it is|we are at|we're at)\s(?:about |around |maybe |roughly |a |an |only |more like |still |now )*"
    rf"(?P<odds>{_NUMBER}|(?:{_LEVEL})(?=\s(?:chance|bet|prospect|shot)|[.,;)!]|$|\s(?:and|but|so|until|next|for now|because|that|at|to close|no more)\b)|[A-E](?=[.,;)]|$|\son\b))"
    rf"|\b(?P<chance>{_NUMBER}|(?:a )?(?:{_LEVEL})) (?:chance|likely|probability|odds|sure|prospect)\b(?! of (?:rain|snow))"
    r"|(?:^|[.,;]\s)(?P<rank>[A-E])\son (?:my|our|his|her|[A-Z][a-z]+'s) (?:scale|list)",
    re.IGNORECASE,
)


def find_english_odds(sentences: Sequence[Sentence]) -> list[Draft]:
    """Return how likely the writer thinks it is: 70%, fifty-fifty, a fair chance, B on our scale."""
    for sentence in sentences:
        if sentence.section in ("競合", "課題", "ニーズ"):
            continue
        for match in _ODDS.finditer(sentence.text) if is_english(sentence) and _speaks_of(sentence.text, _ODDS_WORDS) else ():
            group = next(name for name in ("odds", "chance", "rank") if match[name])
            value = _odds(match[group])
            if value:
                at = sentence.start + match.start(group)
                return [Draft("確度", at, at + len(match[group]), value, 0.8, "cue")]
    return []


_ODDS_WORDS = (
    "put", "call", "rate", "feel", "chance", "odds", "i'd", "i would", "confidence", "likelihood", "probability", "i think", "i reckon", "it looks", "it is", "we are at",
    "we're at", "likely", "sure", "prospect", "scale", "list",
)  # fmt: skip
"""One of these stands in every way of giving odds that `_ODDS` knows."""


def _speaks_of(text: str, words: Sequence[str]) -> bool:
    """Return whether one of some words stands in a text: a cheap look before a long pattern."""
    low = text.lower()
    return any(word in low for word in words)


def _odds(words: str) -> str:
    """Return odds as a person would file them: seventy percent is 70%, fifty-fifty 50%, "low to medium" low, ranks are capitals."""
    low = words.lower().removeprefix("a ")
    if len(low) == 1:
        return words if words.isupper() else ""
    if digits := re.match(r"(\d{1,3})\s?(?:%|per|[-/])", low):
        return f"{int(digits[1])}%"
    if low.split("-")[0].split()[0] in _TENS:
        tens = re.split(r"[- ]", low)
        return f"{_TENS[tens[0]] + (5 if len(tens) > 1 and tens[1] == 'five' else 0)}%"
    return re.sub(r"^(?:fairly|quite|pretty) ", "", low.split(" to ")[0])


# -- who decides -----------------------------------------------------------------------------------

_BODY = r"(?:(?:(?:trust|school|main|full|group|company|management|harbour|parish|works|family)\s)?(?:board(?: of (?:directors|trustees|governors))?|trustees|governors|directors|council|(?:steering |tender |buying |investment |finance )?committee|partners|shareholders|owners?|head office|HQ|parent company|bank|family))"
_POST = (
    r"(?:(?:deputy|managing|finance|financial|sales|operations|ops|plant|technical|medical|regional|general|group|area|commercial|procurement|purchasing|works|facilities|estates|store|factory|office|practice|HR|IT|clinical|executive|site|country|project|quality|production|programme|department|division)\s){0,2}"
    r"(?:director|manager|owner|president|chairman|chairwoman|chair|principal|headteacher|head teacher|bursar|controller|treasurer|partner|boss|chief|head|superintendent|dean|matron|founder|landlord|CEO|CFO|COO|CTO|CIO|CHRO|FD|MD|VP|GM)"
)
_KIN = r"(?:brother|sister|husband|wife|father|mother|dad|mum|son|daughter)"
_WHO = rf"(?P<who>(?:the|their|her|his|our)\s(?:{_POST}|{_BODY}|{_KIN})\b|(?:(?:Mr|Mrs|Ms|Dr|Prof)\.?\s)?(?-i:[A-Z][a-z'’]+(?:\s[A-Z][a-z'’-]+){{0,2}})|\b(?:{_POST}|{_BODY})\b)"
_DECIDES = re.compile(
    rf"{_WHO}(?:'s)?(?:\s\([^)]{{1,40}}\))?,?\s(?:who\s|also\s|alone\s|always\s|himself\s|herself\s|then\s|will\s(?=sign|decide|approve)|(?:has|have|needs?|need|must|still)\s(?:to\s|also\s)*(?=sign|approve|agree|decide|say yes|rubber))*"
    r"(?:(?:has|have|gets?) (?:the )?(?:last|final) (?:word|say|sign-?off)|has the (?:authority|chequebook|cheque ?book)|controls? the (?:budget|money|spend\w*|purse\w*)|signs? the cheques?|calls? the shots|rubber-?stamps?|bless(?:es)? it|(?:has|have) to (?:ok|okay|bless|rubber-?stamp) (?:it|this)|decides?\b|signs?\b(?! up| in\b)|picks\b|chooses\b|approves?\b|agree (?:to|on|before)\b|agree\b(?=[.,;]|$)|make(?:s)? the (?:final )?(?:call|decision)|will want it on paper|votes?\b|holds? the (?:budget|purse|purse strings|cheque ?book)|says? yes\b|gives? the (?:nod|go-ahead)|is the (?:one who|decision[- ]maker|one to convince|one\b(?=[.,;]|$)))",
    re.IGNORECASE,
)
_DECIDED_BY = re.compile(
    r"(?:final (?:word|say|decision|call|approval)|last word|decision|decision[- ]maker|sign-?off|approval|signature|the cheque|the pen|the purse strings)\s(?:is|rests with|lies with|belongs to|sits with|comes from|needed from|from|will come from|must come from|goes to|up to)\s(?:with\s)?"
    rf"{_WHO}"
    r"|(?:it|that|this|everything|anything|all of it|it all)\s(?:goes to|has to go to|must go to|goes up to|goes before|(?:needs?|has) to go (?:to|through|before|past)|goes? through|is up to|needs|will need|hangs on|depends on|has to get past|must get past)\s(?:the signature of\s|a yes from\s|a signature from\s|sign-?off (?:from|by)\s)?"
    rf"{_WHO.replace('?P<who>', '?P<who2>')}(?=(?:'s|')?(?:\s(?:chair|chairman|head|director|treasurer))?(?:,|\.|;|$|\s(?:signature|sign-?off|approval|ok|okay|nod|blessing|first|and|who|for|in|on)\b))"
    r"|(?:without|needs|need|awaiting|waiting for|subject to|requires)\s"
    rf"{_WHO.replace('?P<who>', '?P<who3>')}(?=(?:'s)?\s(?:signature|sign-?off|approval|ok\b|okay|nod|blessing|say-so|consent|agreement)|'s\b|,\swho\smeet)"
    rf"|(?:needs?|need|want|wants)\s{_WHO.replace('?P<who>', '?P<who5>')}\sto\s(?:sign|approve|agree|ok|okay|say yes|bless|release)\b|\bonly\s{_WHO.replace('?P<who>', '?P<who6>')}\scan\s(?:sign|approve|decide|agree|say yes|ok)"
    rf"|\b(?:he|she|they|(?-i:[A-Z][a-z]+))(?:'ll| will| has to| have to| must| needs to| need to| would)?\s(?:takes?|puts?|runs?|clears?|presents?|pass(?:es)?)\s(?:it|this|that|everything)\s(?:to|past|by|with|before|up to|through)\s{_WHO.replace('?P<who>', '?P<who7>')}"
    rf"|\b(?P<who8>(?:{_BODY}|{_POST}))(?:'s)?\s(?:approval|sign-?off|signature)\b"
    rf"|\bdown to\s{_WHO.replace('?P<who>', '?P<who9>')}(?=[.,;]|$|\sto\s)"
    rf"|\b(?P<who10>(?-i:[A-Z][a-z]+))'s\s(?:own\s)?(?:call|decision|shout)(?=[.,;]|$|\s(?:in the end|alone)\b)"
    rf"|it(?:'s| is) {_WHO.replace('?P<who>', '?P<who4>')}(?:'s)\s(?:call|decision|choice|money|budget)",
    re.IGNORECASE,
)
_DECIDED_WORDS = (
    "final", "last word", "decision", "signoff", "sign-off", "approval", "signature", "the cheque", "the pen", "the purse", "goes ", "go to", "go through", "go before", "go past", "up to", "need",
    "hangs on", "depends on", "get past", "without", "awaiting", "waiting for", "subject to", "requires", "want", "only", "it to ", "it past ", "it by ", "it with ", "it before ", "it up ", "it through ",
    "this to ", "this past ", "this by ", "this with ", "this before ", "this up ", "this through ", "that to ", "that past ", "that by ", "that with ", "that before ", "that up ", "that through ",
    "everything", "down to", "call", "shout", "choice", "money", "budget",
)  # fmt: skip
_DECIDING_WORDS = (
    "last", "final", "has the", "control", "sign", "shots", "rubber", "bless", "to ok", "decide", "picks", "chooses", "approve", "agree", "make", "on paper", "vote", "hold", "yes", "give the", "gives the",
    "is the",
)  # fmt: skip
"""One of these stands in every phrase of `_DECIDED_BY`, and of `_DECIDES`."""
_NOT_WHO = frozenset("I We You They It He She What Who Once If When Nobody Somebody Nothing Everything Quote Price Order".split())
_OWN_CALL = re.compile(r"\bit(?:'s| is)\s(?:her|his) (?:own )?(?:call|decision|choice)\b|\b(?:he|she)\s(?:decides|signs|approves|says yes)\b|\b(?:he|she) can (?:sign|decide|approve)\b|\b(?:signs|decides)\s(?:it\s)?(?:himself|herself)\b", re.IGNORECASE)


def find_english_decider(sentences: Sequence[Sentence], people: Sequence[Draft]) -> list[Draft]:
    """Return who has the last word: a person, a post or a body; where it is "her own call", the one of theirs spoken of last.

    people: who took part, as drafts of 先方出席者.
    """
    asked = False
    for sentence in [one for one in sentences if is_english(one)]:
        if sentence.section in ("競合", "当方出席者"):
            continue
        found = (_answered(sentence, people) if asked else None) or _said_to_decide(sentence) or _known_to_decide(sentence, people)
        if found:
            return [found]
        asked = bool(_ASKED.search(sentence.text))
    return []


def _said_to_decide(sentence: Sentence) -> Draft | None:
    for pattern, words in ((_DECIDED_BY, _DECIDED_WORDS), (_DECIDES, _DECIDING_WORDS)):
        if not _speaks_of(sentence.text, words):
            continue
        for match in pattern.finditer(sentence.text[:1500]):
            group = next((name for name in ("who", *(f"who{at}" for at in range(2, 11))) if name in match.groupdict() and match[name]), "")
            draft = _decider(sentence, match.start(group), match[group], sentence.text[match.end(group) : match.end(group) + 60]) if group else None
            if draft:
                return draft
    return None


def _known_to_decide(sentence: Sentence, people: Sequence[Draft]) -> Draft | None:
    """Return one who took part: the last spoken of where it is "her own call", and whoever dictation says signs."""
    at = sentence.start
    if own := _OWN_CALL.search(sentence.text):
        spoken = [one for one in people if one.start < at + own.start()]
        return Draft("決裁者", at + own.start(), at + own.end(), spoken[-1].normalized, 0.74, "cue") if spoken else None
    for one in people:
        first = re.escape(str(one.normalized).split()[0])
        if match := re.search(rf"\b({first})\s(?:himself\s|herself\s|alone\s|is the one (?:who|that)\s|will\s)?(?:signs?|decides?|approves?|has the (?:last|final))\b", sentence.text[:1500], re.IGNORECASE):
            return Draft("決裁者", at + match.start(1), at + match.end(1), one.normalized, 0.78, "cue")
    return None


_ASKED = re.compile(r"\bwho(?:'s| is| will| has to| else)?\s(?:signs?|going to sign|decides?|approves?|has the (?:final|last)|makes the|chairs|says yes|holds the)\b[^.]{0,30}$|\bwhose (?:call|decision|signature)\b[^.]{0,20}$", re.IGNORECASE)
_ANSWER = re.compile(rf"\s*(?:[A-Z][\w' ]{{0,24}}:\s?)?(?:that(?:'s| is| would be)\s|it(?:'s| is)\s)?(?:{_WHO}|(?P<pronoun>(?:he|she|I) (?:does|do)\b))", re.IGNORECASE)


def _answered(sentence: Sentence, people: Sequence[Draft]) -> Draft | None:
    """Return whom the answer to "Who signs?" names."""
    match = _ANSWER.match(sentence.text)
    if not match:
        return None
    if match["who"]:
        return _decider(sentence, match.start("who"), match["who"], sentence.text[match.end("who") : match.end("who") + 60])
    spoken = [one for one in people if one.start < sentence.start]
    if not spoken or match["pronoun"].lower().startswith("i "):
        return None
    return Draft("決裁者", sentence.start + match.start("pronoun"), sentence.start + match.end("pronoun"), spoken[-1].normalized, 0.74, "cue")


_CHAIR = re.compile(r"(?:'|'s)?\s?(?:chair|chairman|director|owner|boss|head)?,\s(?:an?\s)?(?:Mr|Mrs|Ms|Dr)?\.?\s?(?P<name>[A-Z][a-z'’-]+(?:\s[A-Z][a-z'’-]+)?)")


def _decider(sentence: Sentence, at: int, words: str, after: str) -> Draft | None:
    """Return the draft of one who decides: the name behind his post, a title left out; None for a word that is nobody."""
    if (named := _CHAIR.match(after)) and named["name"].split()[0] not in FIRST_WORDS and not words[0].isupper():
        start = at + len(words) + named.start("name")
        return Draft("決裁者", sentence.start + start, sentence.start + start + len(named["name"]), named["name"], 0.82, "cue")
    bare = re.sub(r"^(?:Mr|Mrs|Ms|Dr|Prof)\.?\s", "", words)
    start = at + len(words) - len(bare)
    bare = re.sub(r"['’]s$", "", bare)
    while bare and bare[0].isupper() and bare.split()[0] in FIRST_WORDS and bare.split()[0] not in ("Board", "CEO", "CFO", "COO", "CTO", "CIO", "MD"):
        first, _, bare = bare.partition(" ")
        start += len(first) + 1
    shorter = re.match(rf"(?:the|their|her|his|our)\s(?=[A-Z]{{2,4}}$|(?i:{_KIN})$)", bare, re.IGNORECASE)
    if shorter:  # the CFO is the CFO; her brother is somebody's brother
        start, bare = start + shorter.end(), bare[shorter.end() :]
    if not bare or bare in _NOT_WHO or bare.lower() in ("her", "his", "the"):
        return None
    return Draft("決裁者", sentence.start + start, sentence.start + start + len(bare), bare, 0.8, "cue")

