"""Cut what a person typed into tokens, and tell a sentence from a list of words.

Pure. Quotes of every kind ("…" “…” 「…」 『…』) hold a phrase together; a doubled quote inside stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_CLOSING = {'"': '"', "“": "”", "”": "”", "「": "」", "『": "』", "＂": "＂"}
_MINUS = "-−－"
_QUESTION_END = re.compile(r"(?:[?？]+|でしょうか|ますか|ましたか|ですか|でしたか|のか|たか|るか|いか|うか|何か|だれか|誰か|どこか|いつか|何でしょう|教えて|について)[。.！!\s」』]*$")
_QUESTION_WORD = re.compile(r"何|なに|なぜ|どう|どこ|どの|どんな|いつ|いくつ|いくら|だれ|誰|どれ|理由|how|what|when|where|which|who|why|did|does|is|are", re.IGNORECASE)
_PARTICLE = re.compile(r"[ぁ-んァ-ヶ一-鿿々ー\w](?:は|が|を|に|で|と|の|へ|も|から|まで|より)(?=[ぁ-んァ-ヶ一-鿿々ーA-Za-z0-9])")
_QUESTION_LENGTH = 8  # characters; shorter ones are rather words with a question mark
_SENTENCE_LENGTH = 18


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
    """A Japanese bracket opens a phrase only when it is closed again; an inch sign (19") opens none."""
    if text[at] in "「『":
        return _CLOSING[text[at]] in text[at + 1 :]
    return text[at] not in '"”＂' or not lead or not lead[-1].isdigit() or _CLOSING[text[at]] in text[at + 1 :]


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
                return bool(re.search(r"\s|[|｜]", inner)) and (not after or after.isspace() or after in ")）")
        return False
    return _closes_group(text, at)


def _closes_group(text: str, at: int) -> bool:
    depth = 0
    for position in range(at, -1, -1):
        depth += (text[position] in ")）") - (text[position] in "(（")
        if depth == 0:
            before = text[position - 1 : position] if position else ""
            return (not before or before.isspace() or before in "(（") and _stands_alone(text, position, False)
    return False


def is_question(text: str, read: Sequence[Token]) -> bool:
    """Whether `text` is a sentence to be ranked by closeness: long, with particles, ending as questions end."""
    plain = text.strip()
    if any(token.lead for token in read) or any(token.quote in ('"', "“", "paren") for token in read):
        return False
    if any(re.match(r"[-−－]\S|[^\s:：]{1,8}[:：]\S", token.text) or token.text in ("OR", "|", "｜") for token in read):
        return False
    inner = plain.strip("「」『』")
    if len(inner) < _QUESTION_LENGTH:
        return False
    particles = len(_PARTICLE.findall(inner))
    words = len(inner.split())
    if _QUESTION_END.search(inner) and (particles or words >= 4):
        return True
    if inner.endswith(("。", "！", "!")) and particles >= 2:
        return True
    if len(inner) >= _SENTENCE_LENGTH and particles >= 2 and bool(_QUESTION_WORD.search(inner)):
        return True
    return words >= 5 and bool(re.match(r"(?:how|what|when|where|which|who|why|did|does|is|are)\b", inner, re.IGNORECASE))
