"""Cut what a person typed into tokens, and tell a sentence from a list of words.

Pure. Quotes of every kind ("…" “…” 「…」 『…』) hold a phrase together; a doubled quote inside stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_CLOSING = {'"': '"', "“": "”", "”": "”", "「": "」", "『": "』", "＂": "＂"}
_MINUS = "-−－"
_QUESTION_END = re.compile(
    r"(?:[?？]+|でしょうか|ますか|ましたか|ですか|でしたか|のか|たか|るか|いか|うか|何か|だれか|誰か|どこか|いつか|何でしょう|教えて|について)[。.！!\s」』]*$"
)
_ENGLISH_QUESTION = re.compile(
    r"(?:how|what|when|where|which|who|why|did|does|do|is|are|can|was|were)\b", re.IGNORECASE
)
_OPERATOR = re.compile(r"[-−－]\S|[^\s:：]{1,8}[:：]\S|(?:OR|or|ＯＲ|NOT|\||｜|または)$")
_PARTICLE = re.compile(
    r"[ぁ-んァ-ヶ一-鿿々ー\w](?:は|が|を|に|で|と|の|へ|も|から|まで|より)(?=[ぁ-んァ-ヶ一-鿿々ーA-Za-z0-9])"
)
_TOPIC_END = re.compile(
    r"(?:は|とは|[何誰]|いつ|どこ|だれ|なに|どれ|いくつ|いくら|なぜ|どちら|か|の)[。.?？\s]*$"
)
_QUESTION_LENGTH = 6  # characters; shorter ones are rather words with a question mark
_TOPIC_LENGTH = 8
_SENTENCE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Token:
    """text: what was typed, quotes taken off. quote: the opening quote or "". lead: what stood before the quote
    without a space between (顧客: in 顧客:"青葉 製作所", - in -"A B")."""

    text: str
    quote: str = ""
    lead: str = ""


def tokens(text: str) -> tuple[list[Token], str]:
    """Return the tokens of `text`, and the quote that was never closed, "" when all were."""
    found: list[Token] = []
    at, lead, unclosed = 0, "", ""
    while at < len(text):
        character = text[at]
        if character.isspace() or character == "\x00":
            lead = _flush(found, lead)
            at += 1
        elif character in "()（）" and _stands_alone(text, at, bool(lead)):
            lead = _flush(found, lead)
            found.append(Token("(" if character in "(（" else ")", quote="paren"))
            at += 1
        elif character in _CLOSING and _may_open(text, at, lead):
            inner, at, closed = _quoted(text, at)
            if not closed:
                unclosed = character
            is_operator = lead and (lead[-1] in ":：" or (len(lead) == 1 and lead in _MINUS))
            if lead and not is_operator:
                lead = _flush(found, lead)
            if inner:
                found.append(Token(inner, quote=character, lead=lead))
            elif lead:
                found.append(Token(lead))
            lead = ""
        else:
            lead += character
            at += 1
    _flush(found, lead)
    return found, unclosed


def _flush(found: list[Token], lead: str) -> str:
    if lead:
        found.append(Token(lead))
    return ""


def _may_open(text: str, at: int, lead: str) -> bool:
    """Whether this quote opens a phrase.

    Japanese brackets and curly quotes do only where the phrase stands alone (in a sentence they are the sentence's
    own), an inch sign (19") does not.
    """
    character = text[at]
    if character in '"＂':
        return not lead or not lead[-1].isdigit() or character in text[at + 1 :]
    close = text.find(_CLOSING[character], at + 1)
    after = text[close + 1 : close + 2]
    stands_alone = not lead or lead[-1] in ":：" or (len(lead) == 1 and lead in _MINUS)
    return close > at and stands_alone and (not after or after.isspace() or after in ")）")


def _quoted(text: str, at: int) -> tuple[str, int, bool]:
    """Return the text inside the quote at `at`, where reading goes on, and whether the quote was closed."""
    closing = _CLOSING[text[at]]
    closers = {closing, '"'} if closing == "”" else {closing}
    inner: list[str] = []
    position = at + 1
    while position < len(text):
        character = text[position]
        if character in closers:
            if text[position + 1 : position + 2] == character and character == '"':
                inner.append(character)
                position += 2
                continue
            return "".join(inner), position + 1, True
        inner.append(character)
        position += 1
    return "".join(inner), position, False


def _stands_alone(text: str, at: int, in_word: bool) -> bool:
    """Whether this bracket groups: 「(A OR B) C」 does, 「(株)青葉」 and 「f(x)」 do not."""
    if text[at] in "(（":
        if in_word:
            return False
        depth = 0
        for position in range(at, len(text)):
            depth += (text[position] in "(（") - (text[position] in ")）")
            if depth == 0:
                inner = text[at + 1 : position].strip()
                after = text[position + 1 : position + 2]
                return bool(re.search(r"\s|[|｜]", inner)) and (
                    not after or after.isspace() or after in ")）"
                )
        return False
    return _closes_group(text, at)


def _closes_group(text: str, at: int) -> bool:
    depth = 0
    for position in range(at, -1, -1):
        depth += (text[position] in ")）") - (text[position] in "(（")
        if depth == 0:
            before = text[position - 1 : position] if position else ""
            return (not before or before.isspace() or before in "(（") and _stands_alone(
                text, position, False
            )
    return False


def is_question(text: str, read: Sequence[Token]) -> bool:
    """Whether `text` is a sentence to be ranked by closeness: long, with particles, ending as questions end."""
    plain = text.strip()
    if any(token.lead for token in read) or any(token.quote in ('"', "＂", "“", "”") for token in read):
        return False
    if any(_OPERATOR.match(token.text) for token in read):
        return False
    inner = plain.strip("「」『』")
    if len(inner) < _QUESTION_LENGTH:
        return False
    particles, words = len(_PARTICLE.findall(inner)), len(inner.split())
    is_asking = bool(_QUESTION_END.search(inner)) and (particles > 0 or words >= 4)
    if (
        words <= 3
        and _TOPIC_END.search(inner)
        and (particles or inner.endswith("とは") or len(inner) >= _TOPIC_LENGTH)
    ):
        return True
    is_sentence = words <= 2 and len(inner) >= _SENTENCE_LENGTH and particles >= 2
    return is_asking or is_sentence or (words >= 5 and bool(_ENGLISH_QUESTION.match(inner)))


def is_loose(text: str, read: Sequence[Token]) -> bool:
    """Whether `text` may be ranked by closeness once nothing holds all of it: several plain words, nothing quoted."""
    if any(token.quote not in ("", "paren", "「", "『") or token.lead for token in read) or any(
        _OPERATOR.match(token.text) for token in read
    ):
        return False
    length = len(text.strip())
    return (
        len(read) > 1
        or length >= _SENTENCE_LENGTH
        or (length >= _QUESTION_LENGTH and bool(_PARTICLE.search(text)))
    )
