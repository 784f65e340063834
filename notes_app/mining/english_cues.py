"""People in English prose: who was met, called or heard, and on which side. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from notes_app.mining.draft import Draft
from notes_app.mining.english_clauses import is_english
from notes_app.mining.english_rivals import leads_to_rival
from notes_app.mining.sentence import Sentence
from notes_app.mining.values.english_names import FIRST_WORDS, NAME, find_english_companies

_PERSON_BEFORE = re.compile(
    r"(?:[Mm]et(?: with)?|[Ss]aw|[Cc]alled|[Rr]ang|[Pp]honed|[Ss]poke (?:to|with)|[Tt]alked (?:to|with)|[Ss]at down with|[Ll]unch with|[Cc]offee with|[Cc]all with|[Mm]eeting with|[Vv]isited|\bwith|[Cc]aught up with|[Ww]alked in, saw|[Ii]nvited(?: her| his)?(?: \w+)?,?|[Bb]rought(?: along| in)?(?: her| his| their)?(?: [a-z]+){0,2},?|[Jj]oined by|\bsaw|both)\s(?:Mr\.?\s|Ms\.?\s|Dr\.?\s)?$"
)
_PERSON_AFTER = re.compile(
    r"^(?:\s\([^)]{2,40}\))?,?\s(?:met me|said|says|runs|told|mentioned|wants?|asked|showed|took me|confirmed|agreed|reckons|thinks|explained|admitted|joined|brought|walked|called me|rang|insisted|guessed|was (?:kind|decent|candid|frank|there|in)|is (?:keen|happy|worried|the|their)|has been|from their|handles|heads|looks after|manages|liked|likes|needs|talks|(?:gave|let|poured|picked|greeted|made) (?:me|us)|(?:told|showed|took|met) us|dialled in|telephoned|phoned|greeted|welcomed|only\.|was in a|sounded|seemed)\b"
)
_FIRST_NAME_AFTER = re.compile(r"^\s(?:(?:told|showed|gave|took|asked|met|walked)\s(?:me|us)\b|was (?:decent|kind|candid|frank|friendly|cheerful|in a \w+ mood)\b)")
"""What only somebody who was there can have done, so that a first name alone is enough."""
_CHOSE = re.compile(r"\b(?:sign\w*|go|goes|going|gone|stay\w*|stick\w*|work\w*|contract\w*|compet\w*|compar\w*|switch\w*|(?<!^)(?<!\. )went)\s(?:over\s)?(?:with|w/)\s?$")
"""Whom the customer goes with is a supplier."""
_CAME_WITH_US = re.compile(r"(?:^|[.;]\s)(?:I |We )?(?:[Pp]opped|[Dd]rove|[Ww]ent|[Vv]isited|[Tt]ravelled|[Dd]ropped)\b(?:(?!\b(?:met|saw|spoke|sat|lunch|meeting|call|talk|discuss)\w*)[^.;])*\bwith\s$")
_NOT_MET = re.compile(r"^[^.]{0,12}\b(?:whom?|who)\b[^.]{0,24}\b(?:never|not|yet to)\b[^.]{0,12}\b(?:met|meet|seen|spoken)\b|^\s(?:is|was) (?:ill|away|off|out|on leave|absent|not there|on holiday)\b")
_OURS = re.compile(r"(?:\b(?:us|our side|me and|I took|my colleague|our own|(?:I|[Ww]e) (?:also )?brought)\b[^.]{0,12}$)")
_OURS_AFTER = re.compile(r"^(?:\s\([^)]*\))?\s(?:and (?:I|me|myself)\b|joined me\b|rode along|tagged along|was with me|from our side|came along|came with me|with me|being on leave|on our side)")
_NOT_THERE = re.compile(r"\b(?:a|an|one|some|called|named)\s(?:Mr|Mrs|Ms|Miss|Dr)\.?\s$|(?:boss|director|owner|head|CEO|CFO|parent|predecessor|husband|wife|founder|successor|manager)(?: is| was)?,?\s$")


_TERSELY = re.compile(r"(?:\bw/\s?|\b(?:call|tel|ph|mail) (?:in )?(?:from|fr)\.? |\bfr\.? |\bby phone,\s)$", re.IGNORECASE)
_STYLED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s)$")


def find_english_people(sentences: Sequence[Sentence], author: str) -> list[Draft]:
    """Return people whom English prose says were met, called or heard, each by the fullest name."""
    drafts: list[Draft] = []
    seen: set[str] = set()
    for sentence in [s for s in sentences if is_english(s)][:60]:
        companies = find_english_companies(sentence.text)
        last, side = -9, ""
        for match in re.finditer(NAME, sentence.text[:400]):
            name = match[0]
            words = name.split()
            if words[0] in FIRST_WORDS or any(a < match.end() and match.start() < b for a, b in companies):
                continue
            before, after = sentence.text[max(0, match.start() - 50) : match.start()], sentence.text[match.end() : match.end() + 50]
            joined = side if re.fullmatch(r",?\s(?:and|&)\s|,\s", sentence.text[last : match.start()]) else ""
            ours = bool(_OURS.search(before) or _OURS_AFTER.match(after) or _CAME_WITH_US.search(sentence.text[max(0, match.start() - 120) : match.start()])) or set(words) & set(author.split())
            headed = any(re.fullmatch(r"\s(?:/|-|―)\s|,\s", sentence.text[b : match.start()]) for _, b in companies) and match.start() < 80
            told = bool(headed or _PERSON_BEFORE.search(before) or _STYLED.search(before) or _TERSELY.search(before)) or (len(words) >= 2 and bool(_PERSON_AFTER.match(after))) or bool(joined)
            told = told or bool(_FIRST_NAME_AFTER.match(after))
            if not told or _NOT_THERE.search(before) or leads_to_rival(before) or _CHOSE.search(before) or _NOT_MET.match(after):
                continue
            last, side = match.end(), "told"
            if any(set(words) & set(other.split()) for other in seen):
                continue
            seen.add(name)
            concept = "当方出席者" if ours else "先方出席者"
            drafts.append(Draft(concept, sentence.start + match.start(), sentence.start + match.end(), name, 0.76, "cue", marked=not ours))
    return drafts
