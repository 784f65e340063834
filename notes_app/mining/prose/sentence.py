"""A sentence of a note, as the cue rules read it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from notes_app.mining.observation import Span

_STOP = re.compile(r"[。!?！？][。!?！？]*|\.(?<=[a-z\d)]\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bProf\.)(?<!\bSt\.)(?<!\bCapt\.)\s+(?=[A-Z])|\n")
_LIMIT = 1500


@dataclass(frozen=True, slots=True)
class Sentence:
    """Folded text of at most 1,500 characters, where it stands, and under which known label (section), "" when none."""

    text: str
    start: int
    is_heading: bool
    number: int
    section: str = ""


_TALK = 70  # characters without a full stop that make a sentence a dictation
_TALK_STOP = re.compile(
    r"(?:でした|ました|ません|です|ます|だそうです|とのこと|ということ|らしい|ですけど|ますけど)(?:ねえ?|よ|けれど|けど|が)?(?![かがとしのねよけなたっでだ、。」)ー])"
)


def cut_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans of the sentences of a stretch of text, 1,500 characters of each at most; what was dictated without a stop is cut too."""
    at = start
    for stop in _STOP.finditer(text, start, end):
        if stop.start() > at:
            yield from _talk(text, at, min(stop.start(), at + _LIMIT))
        at = stop.end()
    if end > at and text[at:end].strip():
        yield from _talk(text, at, min(end, at + _LIMIT))


def _talk(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut what was dictated without punctuation where a spoken sentence ends: 〜です, 〜ました."""
    at = start
    if end - start > _TALK:
        for stop in _TALK_STOP.finditer(text, start, end):
            yield at, stop.end()
            at = stop.end()
    if end > at:
        yield at, end
