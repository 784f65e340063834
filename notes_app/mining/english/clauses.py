"""English sentences cut into clauses, dictation without a comma too. Pure, on folded text."""

from __future__ import annotations

import re
from functools import lru_cache

from notes_app.mining.prose.sentence import Sentence

_SMALL_LETTERS = re.compile(r"[a-z]{2}")
_FOREIGN = re.compile(r"[^\x00-\x7f’‘“”–—£€¥é…²°]")
_ABBREVIATED = r"(?<!\bapprox)(?<!\bincl)(?<!\bexcl)(?<!\best)(?<!\bmgr)(?<!\bmaint)(?<!\bdept)(?<!\bno)(?<!\bvs)(?<!\babt)(?<!\btel)(?<!\bext)(?<!\bmin)(?<!\bmax)(?<!\be\.g)(?<!\bi\.e)"
_CUT = re.compile(
    rf";\s|,\s(?:and\s)?then\s|\s-\s|\s–\s|(?<=[a-z\d%)])(?<![ap]\.m){_ABBREVIATED}\.\s+(?=\S)|,?\s(?:and|but|so|then|because|although|though|while|or)\s(?=(?:then\s|also\s)?(?:i|we|he|she|they|it|you|there|that's)(?:'|\s)|[A-Z][a-z]+\s(?:will|to|should|does|sends?|has)\b)"
    r"|,\s(?=(?:and\s|but\s|so\s)?(?:i|we|he|she|they|it|you)(?:'|\s))",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\s(?=(?:and|but|so|anyway|because|then|also|okay|ok|um|uh)\s)|(?<!\bsaid)(?<!\bsay)(?<!\bthat)\s(?=(?:i|we|he|she|they|it|that's)(?:'(?:ll|d|ve|s|m|re))?\s(?:said|saw|went|go|met|want|wants|have|has|will|would|need|needs|think|is|are|was|promised|send|owe|can|do|does)\b)",
    re.IGNORECASE,
)
_DICTATED = 110  # characters without a stop or a comma that make a sentence a dictation


def is_english(sentence: Sentence) -> bool:
    """Return whether a sentence is written in English."""
    return _reads_english(sentence.text)


@lru_cache(maxsize=512)
def _reads_english(text: str) -> bool:
    return not _FOREIGN.search(text[:160]) and bool(_SMALL_LETTERS.search(text))


def is_dictated(text: str) -> bool:
    """Return whether a sentence runs on without any stop, as speech that was written down does."""
    return len(text) > _DICTATED and not re.search(r"[,;:.]\s", text[:600])


@lru_cache(maxsize=512)
def clauses(text: str) -> tuple[tuple[int, str], ...]:
    """Return (offset, words) of the clauses of an English sentence, in order."""
    pattern = _TALK if is_dictated(text) else _CUT
    found, at = [], 0
    for cut in pattern.finditer(text):
        if cut.start() > at:
            found.append((at, text[at : cut.start()]))
        at = cut.end()
    if at < len(text):
        found.append((at, text[at:]))
    return tuple(found)
