"""People in English prose: who was met, called or heard, and on which side. Pure, on folded text.

A name alone says nothing: somebody was there when he was met or called, when he did what only a person who is there can
do, or when he is named in one breath with one who was. Of two ways to write a name the fuller one is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from notes_app.mining.draft import Draft
from notes_app.mining.english.clauses import is_dictated, is_english
from notes_app.mining.english.firms import is_said_of_rival
from notes_app.mining.english.rivals import leads_to_rival
from notes_app.mining.english.word_classes import CLASS_OF
from notes_app.mining.prose.sentence import Sentence
from notes_app.mining.values.english_names import FIRST_WORDS, NAME, find_english_companies, is_plain_word
from notes_app.mining.values.people import find_people

SENTENCES_READ = 80  # of one note
_STYLE = r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Captain|Capt|Sir|Dame|Rev)\b\.?\s"
_ROLE = r"(?:(?:the|their|her|his|its|a|an|our contact|new|old|young|(?!who\b|that\b|which\b|and\b|from\b|about\b|said\b|told\b|to\b|for\b|at\b|with\b)[a-z]{2,14}(?:'s)?)\s){0,4}"
_MET = (
    r"\b(?:met(?: with| up with)?|saw|seen|(?:(?<=I )|(?<=we )|(?<=We )|(?<=and )|(?<=then )|(?<![\w,] )(?<!\w))called|rang|phoned|telephoned|(?:spoke|speaking|talked|chatted) (?:to|with)|sat (?:down )?with|"
    r"(?:lunch|coffee|tea|breakfast|dinner|drinks|call|zoom|meeting|session|hour|morning|afternoon|chat|time|catch-up|walk|tour|demo|review|kick-?off|workshop) with|demo (?:for|to)|(?:call|mail|email|e-mail|message|voicemail|word|text|visit) from|heard from|caught up with|bumped into|ran into|"
    r"(?:shown (?:round|in|about)|greeted|received|welcomed|met|hosted|joined|looked after) by|introduced (?:me |us )?to|on the (?:phone|line|call)(?: was| were| with)?:?|in the room:?|it was|there were|with|w/|both|fr|by phone,)\s$"
)
_BEFORE = re.compile(_MET, re.IGNORECASE)
_BEFORE_ROLE = re.compile(_MET.removesuffix("$") + rf"(?=[a-z]){_ROLE}(?<=\s)$|" + _MET.removesuffix("$") + rf"(?=[a-z]){_ROLE.replace('{0,4}', '{0,4}?')}(?:[a-z]+),\s$", re.IGNORECASE)
_AT_FIRM = re.compile(r"(?<![\w’'])(?!(?:Met|Saw|Call|Called|Lunch|Meeting|Back|Over|Drove|Morning|Afternoon|Visit)\b)[A-Z][a-z’'-]+\s(?:at|of)\s$")
_BROUGHT = re.compile(r"\b(?:brought|invited|introduced|fetched)(?: along| in)?(?: \w+){0,4},?\s$|\b(?:plus|along with|together with)\s(?:her|his|their|a|the)\s(?:[a-z]+\s){1,3}$", re.IGNORECASE)
_DID = re.compile(
    r"^(?:\s\([^)]{2,50}\))?(?:\sfrom\s(?:the\s)?\w+(?:\s\w+)?)?(?:,\s[^,.]{2,40}(?=,))?,?\s(?:(?:also |then |first |kindly |only |just )?(?:met|told|showed|gave|took|walked|asked|let|made|picked|greeted|received|welcomed|rang|called|phoned|emailed|messaged|offered|poured|drove|joined|helped|thanked|sent) (?:me|us)\b|"
    r"said|says|told|mentioned|reckons?|reckoned|thinks?|thought|explained|admitted|insisted|guessed|hinted|confirmed|agreed|complained|grumbled|moaned|nodded|laughed|smiled|shrugged|apologi[sz]ed|replied|answered|wondered|promised|repeated|let slip|"
    r"dialled in|telephoned|phoned|rang|walked|showed|joined|brought|came (?:in|down|out|along|over|round|back|through)|sat in|was (?:kind|decent|candid|frank|there|in\b|friendly|cheerful|keen|happy|polite|cross|annoyed|late|worried|delighted|impressed|pleased|clear|blunt|honest|interested|mostly|very|quite|in a \w+ mood|on the (?:line|call|phone))|"
    r"seemed|sounded|looked (?:tired|happy|pleased|worried|better|relieved)|has (?:calmed|been (?:kind|patient|candid))|likes?|liked|loved|hates?|hated|only(?=[.,]|$)|runs?|handles?|heads|manages|looks after|is (?:keen|happy|worried|after|pleased|cross|the (?:new|main|site|plant|office|practice|head|one)|their|our contact|new\b|in charge)|wants?|wanted|needs?|asked|talks|still wants|'s (?:after|keen|happy|worried|cross|pleased))\b"
)
_DID_ALONE = re.compile(
    r"^(?:\s\([^)]{2,50}\))?(?:\sfrom\s(?:the\s)?\w+(?:\s\w+)?)?(?:,\s[^,.]{2,40}(?=,))?,?\s(?:(?:also |then |kindly )?(?:met|told|showed|gave|took|walked|asked|let|made|picked|greeted|rang|called|phoned|emailed|thanked) (?:me|us)\b|said|says|reckons|thinks|explained|admitted|mentioned|insisted|guessed|hinted|grumbled|moaned|nodded|laughed|smiled|let slip|dialled in|telephoned|"
    r"was (?:kind|decent|candid|frank|friendly|cheerful|polite|cross|annoyed|delighted|in a \w+ mood|mostly worried|worried|pleased|happy|there)\b|has calmed|seemed|sounded|likes\b|liked\b|'s after\b|talks\b|joined us\b|came along|only(?=[.,]|$))"
)
"""What only somebody who was there can have done, so that a first name alone is enough."""
_JOINED = re.compile(
    r"(?:\s\([^)]{1,50}\))?(?:\sfrom\s[\w ]{2,24}?)?(?:,|,?\s(?:and|&|plus|\+|with))\s" + _ROLE.replace("{0,4}", "{0,4}?") + r"(?:[a-z]+,\s)?(?:who is\s|called\s)?" + rf"(?:{_STYLE})?"
)
_CHOSE = re.compile(r"\b(?:sign\w*|go|goes|going|gone|stay\w*|stick\w*|work\w*|contract\w*|compet\w*|compar\w*|switch\w*|(?<!^)(?<!\. )(?<!I )(?<!We )went)\s(?:over\s)?(?:with|w/)\s?$")
"""Whom the customer goes with is a supplier."""
_CAME_WITH_US = re.compile(r"(?:^|[.;]\s)(?:I |We )?(?:[Pp]opped|[Dd]rove|[Ww]ent|[Vv]isited|[Tt]ravelled|[Dd]ropped)\b(?:(?!\b(?:met|saw|spoke|sat|lunch|meeting|call|talk|discuss)\w*)[^.;])*\bwith\s$")
_NOT_MET = re.compile(
    r"^[^.]{0,12}\b(?:whom?|who)\b[^.]{0,24}\b(?:never|not|yet to)\b[^.]{0,12}\b(?:met|meet|seen|spoken)\b|^\s(?:is|was|being) (?:ill|away|off|out\b|on leave|absent|not there|on holiday|abroad|stuck|called away|unavailable)\b|^\s(?:couldn't|could not|didn't|did not|never|sent (?:his|her) apologies|has left|left (?:in|last)|retired|called away)\b|^\s?\((?:not met|away|absent|on leave)"
)
_NOT_THERE = re.compile(
    r"\b(?:a|an|one|some|called|named)\s(?:Mr|Mrs|Ms|Miss|Dr)\.?\s$|\b(?:boss|director|owner|head|CEO|CFO|MD|FD|parent|predecessor|husband|wife|founder|successor|manager|chairman|chair|president|brother|sister|son|daughter|accountant|lawyer|landlord|agent)(?: is| was| there is)?,?\s(?:Mr\.?\s|Mrs\.?\s|Ms\.?\s|Dr\.?\s)?$|\b(?:ask|email|ring|call|chase|tell|hear from|waiting for|name of|instead of|for|about|via|through|replaces|replaced|without|until|unless|past|by)\s(?:Mr\.?\s|Mrs\.?\s|Ms\.?\s|Dr\.?\s)?$"
)
_OURS = re.compile(
    r"(?:\b(?:us(?:\s(?:and|plus|\+)|:|,)|our side|[Mm]e (?:and|\+|&)|myself and|I took|[Ww]e took|my colleague|my boss|my manager|our own|(?:I|[Ww]e) (?:also )?brought|from us|with me (?:was|were|came)|us:)[^.;]{0,12}|\bour (?:own )?(?:[a-z]+ ){0,2}(?:engineer|technician|fitter|designer|apprentice|surveyor|planner|estimator|specialist|trainer|consultant),?\s)$"
)
_OURS_AFTER = re.compile(r"^(?:\s\([^)]*\))?,?\s(?:from (?:our|my) (?:side|team|office|end)|rode along|tagged along|came along|came with me|came too|was with me|with me\b|joined me\b|and (?:I|me|myself)\b|\+ me\b|being on leave|on our side)|^\s?\((?:us|ours|our side|our \w+)\)")
_CAME_IN = re.compile(r"^(?:\s\([^)]{1,40}\))?,?\s(?:came (?:in|along|over|out|down)|sat in|joined (?:us|me|the)|dialled in|popped (?:in|by)|was there|(?:told|gave|showed) (?:me|us))\b")
_OTHER_SECTIONS = frozenset({"次回アクション", "決裁者", "競合", "連絡先"})


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a sentence: its span, the words of it, and whether Mr, Dr or such stands before it."""

    start: int
    end: int
    name: str
    is_styled: bool


def find_english_people(
    sentences: Sequence[Sentence], author: str, own: frozenset[str] | set[str] = frozenset(), customers: Sequence[str] = ()
) -> list[Draft]:
    """Return people whom English prose says were met, called or heard, each once, by the fullest name the note gives.

    own: names of our own people; customers: names of the firms the note is known to be about.
    """
    english = [one for one in sentences if is_english(one) and one.section not in _OTHER_SECTIONS][:SENTENCES_READ]
    named = [(one, list(_names(one.text, _firms(one.text, customers)))) for one in english]
    full = {one.name for _, names in named for one in names if " " in one.name}
    ours_words = {word for name in own for word in name.split()} | set(author.split())
    drafts = list(_those_there(named, full, ours_words, customers))
    if not any(draft.concept == "先方出席者" for draft in drafts):
        drafts.extend(_named_with_respect(named, full, {word for draft in drafts for word in str(draft.normalized).split()} | ours_words))
    return drafts


_POST_BEFORE = re.compile(r"\b(?:boss|director|owner|head|CEO|CFO|MD|FD|predecessor|husband|wife|founder|successor|manager|chairman|chair|president|brother|sister|son|daughter|colleague|deputy|assistant|secretary|buyer|engineer)(?: is| was)?,?\s$")


def people_spoken_of(sentences: Sequence[Sentence], customers: Sequence[str] = ()) -> set[str]:
    """Return the names that English prose speaks of as people's, whether they were there or not; they are no firms."""
    names: set[str] = set()
    for sentence in [one for one in sentences if is_english(one)][:SENTENCES_READ]:
        for one in _names(sentence.text, _firms(sentence.text, customers)):
            before, after = sentence.text[max(0, one.start - 70) : one.start], sentence.text[one.end : one.end + 70]
            if one.is_styled or _POST_BEFORE.search(before) or _NOT_MET.match(after) or _DID_ALONE.match(after) or _OURS_AFTER.match(after):
                names.add(one.name)
    return names


def _named_with_respect(named: Sequence[tuple[Sentence, list[_Name]]], full: set[str], taken: set[str]) -> Iterator[Draft]:
    """Yield whom the head of a note calls Mr, Dr or -san, or names with his post in brackets, where nobody else was there."""
    for sentence, names in named:
        for one in names:
            before, after = sentence.text[max(0, one.start - 70) : one.start], sentence.text[one.end : one.end + 70]
            if sentence.number < 8 and one.is_styled and not (_NOT_THERE.search(before) or _NOT_MET.match(after) or set(one.name.split()) & taken):
                taken |= set(one.name.split())
                yield Draft("先方出席者", sentence.start + one.start, sentence.start + one.end, _whole(one.name, full), 0.7, "cue", marked=True)


def _those_there(
    named: Sequence[tuple[Sentence, list[_Name]]], full: set[str], ours_words: set[str], customers: Sequence[str]
) -> Iterator[Draft]:
    seen: set[str] = set()
    for sentence, names in named:
        firms = _firms(sentence.text, customers)
        last, last_ours = -1, False
        for at, one in enumerate(names):
            is_joined = last >= 0 and bool(_JOINED.fullmatch(sentence.text, last, one.start))
            is_there, is_ours = _is_there(sentence, one, firms, is_joined=is_joined)
            following = names[at + 1] if at + 1 < len(names) else None
            if not is_there and following and (one.is_styled or " " in one.name) and _JOINED.fullmatch(sentence.text, one.end, following.start) and not _NOT_THERE.search(sentence.text[: one.start]):
                is_there, is_ours = _is_there(sentence, following, firms, is_joined=False)  # A and B gave me two hours
            if not is_there:
                continue
            is_ours = is_ours or bool(set(one.name.split()) & ours_words) or (is_joined and last_ours)
            last, last_ours = one.end, is_ours
            whole = _whole(one.name, full)
            if any(set(whole.split()) & set(other.split()) for other in seen):
                continue
            seen.add(whole)
            concept = "当方出席者" if is_ours else "先方出席者"
            yield Draft(concept, sentence.start + one.start, sentence.start + one.end, whole, 0.78, "cue", marked=not is_ours)


def _whole(name: str, full: set[str]) -> str:
    """Return the one fuller name of the note that a first or family name belongs to, else the name itself."""
    fuller = [one for one in full if name in one.split()]
    return fuller[0] if " " not in name and len(fuller) == 1 else name


def _is_there(sentence: Sentence, one: _Name, firms: Sequence[tuple[int, int]], *, is_joined: bool) -> tuple[bool, bool]:
    """Return whether a sentence says that somebody was there, and whether he came with us."""
    text = sentence.text
    before, after = text[max(0, one.start - 70) : one.start], text[one.end : one.end + 70]
    bare = re.sub(rf"{_STYLE}$", "", before)
    if _NOT_MET.match(after) or leads_to_rival(bare) or _CHOSE.search(bare):
        return False, False
    is_full = " " in one.name or one.is_styled
    is_ours = bool(_OURS.search(before) or _OURS_AFTER.match(after) or _CAME_WITH_US.search(text[max(0, one.start - 140) : one.start]))
    if is_ours:
        return True, True
    if not one.is_styled and _AT_FIRM.search(before):
        return False, False  # Anders at Polar Fish: the second is where the first one works
    if is_joined or _BROUGHT.search(bare):
        return True, False
    met = _BEFORE.search(bare)
    if (met and (is_full or not _WITH_ONLY.search(bare))) or (_BEFORE_ROLE.search(bare) and (is_full or _PERSONS_ROLE.search(bare))) or _stands_by_firm(sentence, one, firms):
        return True, False
    if is_said_of_rival(after) or (_NOT_THERE.search(before) and not _CAME_IN.match(after)):
        return False, False
    return bool(_DID.match(after) if is_full else _DID_ALONE.match(after)), False


_WITH_ONLY = re.compile(r"^(?!.*\b(?:met|meet|meeting|call|spoke|talk\w*|sat|lunch|coffee|visit\w*|went|yesterday|today|morning|afternoon|hour|time|chat|demo|session|here|there)\b).*\w.*\b(?:with|w/|both|it was)\s$", re.IGNORECASE)
"""Before a first name alone "with" says little: a sheet made with Excel."""
_PERSONS_ROLE = re.compile(r"\b(?:\w+(?:er|or|ist|ant|ary|man|woman|lady|lord)|boss|head|lead|chief|deputy|partner|chef|clerk|nurse|matron|bursar|principal|dean|foreman|colleague|contact|accountant|son|daughter|brother|sister|husband|wife|father|mother|dad|mum|CEO|CFO|MD|FD),?\s$", re.IGNORECASE)
_BESIDE = re.compile(r"(?:\s\([^)]{1,40}\))?(?:\s(?:/|-|―|―|–)\s|,\s|:\s)(?:[a-z]+(?:\s[a-z]+)?,?\s|[A-Z]{2}\s)?")
_OF_FIRM = re.compile(r"(?:\s\([^)]{1,40}\))?(?:,\s[a-z][\w &/-]{2,30})?(?:,|\s(?:at|of|from|@))\s(?:the\s)?")


def _stands_by_firm(sentence: Sentence, one: _Name, firms: Sequence[tuple[int, int]]) -> bool:
    """Return whether a name stands beside a firm at the head of a note or line: Vale Foods / Ann Lee, Ann Lee, buyer, Vale Foods."""
    if sentence.number >= 6 and one.start > 80:
        return False
    text = sentence.text
    is_full = " " in one.name or one.is_styled  # Brightwater Hotel, Torquay: a word behind a comma is a place
    behind = one.start < 90 and any((match := _BESIDE.fullmatch(text, b, one.start)) and (is_full or not match[0].startswith((",", ":"))) for _, b in firms)
    return behind or (sentence.number < 6 and any(_OF_FIRM.fullmatch(text, one.end, a) for a, _ in firms))


def _firms(text: str, customers: Sequence[str]) -> list[tuple[int, int]]:
    """Return the spans of firms in a sentence: names that end as theirs do, and the customers'."""
    known = [(at, at + len(name)) for name in customers if len(name) >= 3 and (at := text.find(name)) >= 0]
    return sorted({*known, *((a, b) for a, b in find_english_companies(text) if not any(a < d and c < b for c, d in known))})


def _names(text: str, firms: Sequence[tuple[int, int]]) -> Iterator[_Name]:
    """Yield the names of people a sentence may hold, firms' names left out."""
    styled = {one.start for one in find_people(text) if one.name}
    for match in re.finditer(NAME, text[:_READ]):
        start = match.start() + lead_of(match[0], opens=match.start() == 0 or text[: match.start()].endswith((". ", "! ", ": ", "\n")))
        words = text[start : match.end()].split()
        if not words or start >= match.end() or any(a < match.end() and start < b for a, b in firms):
            continue
        name = re.sub(r"['’]s$|-san$", "", text[start : match.end()])
        if len(name) >= 2 and not is_plain_word(name) and name.split()[-1] not in FIRST_WORDS and name not in _NATIONS:
            yield _Name(start, start + len(name), name, start in styled)
    if is_dictated(text):
        yield from _dictated(text)


_READ = 1_500  # characters of a line or sentence
_STYLES = frozenset("Professor Captain Capt Rev Dame Miss Skipper Old Young Cllr Councillor Chairman President Chef Nurse Coach".split())


def lead_of(words: str, *, opens: bool) -> int:
    """Return how many characters before a name are none of it: Saw Dana, Captain Strand, Beat Tillwright. opens: a sentence begins there."""
    at = 0
    while word := words[at:].partition(" ")[0]:
        is_verb = opens and " " in words[at:] and word.lower() in CLASS_OF
        if word not in FIRST_WORDS and word not in _STYLES and not is_verb:
            return at
        at, opens = at + len(word) + 1, False
    return at


def names_in(text: str) -> list[tuple[int, str, str]]:
    """Return (where, the words as written, the name) of the people whom an English sentence may name."""
    return [(one.start, text[one.start : one.end], one.name) for one in _names(text, find_english_companies(text))]


def said_of_name(before: str, after: str) -> tuple[str, ...]:
    """Return what the words beside an English name say outright: that he was not there, or that he is only spoken of (her boss, …)."""
    absent, spoken_of = _NOT_MET.match(after), _NOT_THERE.search(before) and not _CAME_IN.match(after)
    return (*(("says absent",) if absent else ()), *(("says spoken of",) if spoken_of else ()))


_NATIONS = frozenset("English British Scottish Welsh Irish German French Dutch Belgian Spanish Italian Portuguese Swedish Danish Norwegian Finnish Polish Czech Swiss Austrian Greek Turkish Russian Chinese Japanese Korean Indian Thai American Canadian Australian Brazilian Mexican European Asian African".split())
_NO_NAME = frozenset(
    "the a an and or but so he she they we i it you him her them us me my our their his who what that this those these one two three four five six some any all both each team people guys lads someone somebody everyone nobody boss owner manager director buyer "
    "chef clerk lady man woman guy bloke lad girl chap customer client supplier rival again with from about yesterday today tomorrow monday tuesday wednesday thursday friday only just then there here because in on at to of for by as is was were are be been has have had will would "
    "new old little big whole same other first last next head plant site office works school company firm group place staff folks lot crew partner partners".split()
)
_SAID_NAME = re.compile(
    r"\b(?:(?P<style>mr|mrs|ms|miss|dr|prof)\.?\s(?P<a>[a-z]{3,})|(?:met|saw|spoke (?:to|with)|talked (?:to|with)|it was|rang|called)\s(?P<b>[a-z]{3,}\s[a-z]{3,})(?=\s(?:and|from|who|in|at|about|there|only|again|he|she|they)\b)|(?:boss|deputy|colleague|manager|director|owner|buyer|son|daughter|brother|sister|assistant|number two)\s(?:who is|who's|is called|called|named)\s(?P<c>[a-z]{3,})|(?P<d>(?!came\b|along\b|who\b)[a-z]{3,})(?=\s(?:came along|came with me|was with me|from our side)))"
)


def _dictated(text: str) -> Iterator[_Name]:
    """Yield the names of a dictation without capitals, where a style or a phrase makes them names; written with capitals."""
    for match in _SAID_NAME.finditer(text[:1500]):
        group = next(name for name in "abcd" if match[name])
        words = match[group].split()
        if not any(word in _NO_NAME for word in words):
            yield _Name(match.start(group), match.end(group), match[group].title(), is_styled=True)
