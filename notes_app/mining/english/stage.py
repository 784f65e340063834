"""How far an English note says a deal has come: won, signed, on hold, in legal, quote sent. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from notes_app.mining.draft import Draft
from notes_app.mining.english.clauses import clauses, is_english
from notes_app.mining.prose.sentence import Sentence

_THING = r"(?:quote|quotation|proposal|offer|contract|samples?|bid|tender|rfp response|rfp|order form|paperwork|terms|pricing|agreement|po)"
_FRAGMENT = re.compile(
    rf"(?:so:?\s|now\s|result:?\s|status:?\s|outcome:?\s)?(?P<stage>won|lost|signed|closed (?:won|lost)|(?:order|po|purchase order) (?:confirmed|placed|received|in|raised|issued|signed)|parked|on hold|on ice|dead|shelved|shortlisted(?: \([^)]*\))?|shortlist of \w+|"
    rf"{_THING} (?:sent|submitted|issued|out|with them|with legal|out for signature|under review|signed)|(?:trial|pilot|poc|demo) (?:agreed|running|booked|under way|underway|done|passed|in progress)|verbal (?:yes|ok|okay|agreement|order|commitment)|"
    r"(?:contract|legal|technical|spec|commercial|security) review|(?:price )?negotiations?|in negotiation|in procurement|in legal|final two|last two|preferred (?:bidder|supplier))",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:mark|marked|log|put|book) (?:it|this|them|that) (?:down )?(?:as )?(?P<a>lost|won|parked|on hold)\b"
    r"|(?:^|[.;,:]\s)(?-i:[A-Z][\w&'’ ]{2,30})\s(?:has|have)\s(?:now |finally |just )?(?P<b>signed|ordered)\b(?! with| up)"
    r"|\b(?:we are|we're|they are|they're|it is|it's|this is|deal is|now)\s(?:now\s|still\s|back\s)?(?:at|in|into)\s(?:the\s)?(?P<c>discovery|qualification|proposal|negotiation|procurement|legal|contract(?: review)?|evaluation|trial|pilot|tender|closing|pricing|commercials?)(?:\s(?:stage|phase))?\b"
    r"|\b(?:moved|moves|gone|goes|going|went|on)\s(?:on\s)?(?:to|into)\s(?:the\s)?(?P<d>negotiation|procurement|legal|contract|evaluation|trial|pilot|tender|commercials)\b(?:\s(?:stage|phase))?"
    r"|^(?:now|currently)\s(?P<e>commercials|contract|legal|procurement|negotiation|negotiating|pricing|trial|pilot|tender|evaluation|paperwork)\b"
    r"|\b(?P<f>(?:placed|confirmed|signed) (?:the|an|their) order|verbal (?:yes|ok|okay|agreement|order)|preferred (?:bidder|supplier))\b",
    re.IGNORECASE,
)
_SECTIONS = frozenset({"競合", "次回アクション", "課題", "ニーズ", "決裁者", "受注理由", "失注理由"})
_NOT_NOW = re.compile(r"\b(?:if|when|once|until|unless|hope|want|would|will|before|last year|not)\b[^.;]{0,30}$", re.IGNORECASE)


def find_english_stage(sentences: Sequence[Sentence]) -> list[Draft]:
    """Return the stage of the deal: a clause that is nothing but one, else what a sentence says it has come to."""
    english = [one for one in sentences if is_english(one) and one.section not in _SECTIONS]
    for sentence in english:
        for offset, text in clauses(sentence.text):
            piece = text.split(",")[0]
            lead = len(piece) - len(piece.lstrip())
            match = _FRAGMENT.fullmatch(piece.strip(" .!"))
            if match and not sentence.is_heading:
                at = sentence.start + offset + lead + match.start("stage")
                return [Draft("フェーズ", at, at + len(match["stage"]), match["stage"], 0.78, "cue")]
    for sentence in english:
        for match in _SAID.finditer(sentence.text[:600]):
            group = next(name for name in "abcdef" if match[name])
            if not _NOT_NOW.search(sentence.text[: match.start()]):
                at = sentence.start + match.start(group)
                return [Draft("フェーズ", at, at + len(match[group]), match[group], 0.74, "cue")]
    return []
