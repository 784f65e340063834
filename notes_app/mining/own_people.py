"""Our own people where a note names them without saying so: filed names need no 弊社 to be ours.

Pure, on folded text. A filed name stands for one who was there only where attendance is told: in a list beside people
already read, under a label for people, after "with"; a name beside a thing to do is its owner and nobody who was there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from notes_app.mining.confidence import WENT_ALONG
from notes_app.mining.draft import Draft
from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.mentions.filed import our_words
from notes_app.mining.slot_values import relabel

_SIDES = frozenset({"先方出席者", "当方出席者", "出席者"})
_LISTED_BEFORE = re.compile(r"(?:^|[、,/・&+(\t:;]|\s-|\sand|と|\s\|)\s?(?:[一-鿿ァ-ヴーA-Z]{2,8}の)?$")
_LISTED_AFTER = re.compile(r"^\s?(?:$|[、,/・&+)\t;|]|only\b|のみ|と(?!い)|and\b|Mgr\b|\()")
_WITH = re.compile(r"(?:\b[Ww]ent|\b[Vv]isit\w*|\b[Tt]ravell?ed|\b[Dd]rove|\b[Mm]et|\b[Ss]aw|\byesterday|\btoday|\bmorning|\bafternoon|\b(?:in|over|up|down|out|along|together)\b[^.]{0,40}),?\swith\s$")
_ALONG = re.compile(r"(?:さん|くん|君|部長|課長|主任|次長|係長|所長)?(?:も|と)(?:一緒|同行|同席|来てくれ|来てもらっ|伺[いっ]|訪問|訪ね|お邪魔|うかがっ|行って|行き|回っ|出向)")
_DATE_NEAR = re.compile(r"^[^\n、。]{0,6}?\d{1,2}\s?[/月]\s?\d{1,2}|^\s?\d{1,2}日|^[^\n]{0,3}までに?")


def find_own(reading: NoteReading, people: Sequence[str], labelled: LabelledReading, drafts: Sequence[Draft]) -> list[Draft]:
    """Return our filed people whom a note names as present and nothing has read yet."""
    read = {str(one.normalized).replace(" ", "") for one in drafts if one.concept in _SIDES}
    ours = {str(one.normalized).replace(" ", "") for one in drafts if one.concept == "当方出席者"}
    words = [word for word in our_words(tuple(people)) if len(word) >= 2 and word.replace(" ", "") not in ours]
    wanted = [word for word in words if word.replace(" ", "") not in read]
    if not words:
        return []
    found: list[Draft] = []
    for start, end in _people_lines(reading, labelled, drafts):
        found.extend(_named_in(reading.text, start, end, wanted, drafts))
    found.extend(_gone_along(reading, words))
    kept: dict[str, Draft] = {}
    whole = [one for one in (*found, *drafts) if one.concept == "当方出席者"]
    for one in found:
        if not any(other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start for other in whole):
            kept.setdefault(str(one.normalized), one)
    return list(kept.values())


def _people_lines(reading: NoteReading, labelled: LabelledReading, drafts: Sequence[Draft]) -> Iterator[tuple[int, int]]:
    """Yield the spans in which people who were there are listed: values of labels for people, and short lines that hold one."""
    for one, resolution in labelled.resolved:
        if resolution.concept in _SIDES:
            yield from ((a, b) for a, b in one.parts[:6] if b - a <= 120)
    present = [one.start for one in drafts if one.concept in ("先方出席者", "出席者")]
    other_labels = [one.label_start for one, resolution in labelled.resolved if resolution.concept not in _SIDES]
    for line in reading.lines[:60]:
        if line.kind != "text" or line.end - line.body > 120 or "。" in reading.text[line.body : line.end]:
            continue
        if any(line.body <= at < line.end for at in present) and not any(line.body <= at < line.end for at in other_labels):
            yield line.body, line.end


def _named_in(text: str, start: int, end: int, people: Sequence[str], drafts: Sequence[Draft]) -> Iterator[Draft]:
    for name in people:
        at = text.find(name, start, end)
        if at < 0:
            continue
        before, after = text[start:at], text[at + len(name) : end]
        own_before = any(before.rstrip().endswith(other) for other in people)
        own_after = any(after.lstrip().startswith(other) for other in people)
        if not (own_before or _LISTED_BEFORE.search(before)) or not (own_after or _LISTED_AFTER.match(after)) or _DATE_NEAR.match(after):
            continue
        if not any(one.start <= at < one.end and one.concept == "先方出席者" and one.marked for one in drafts):
            yield Draft("当方出席者", at, at + len(name), name, 0.86, "cue")


def _gone_along(reading: NoteReading, people: Sequence[str]) -> Iterator[Draft]:
    """Yield colleagues one went with: went with Callum, yesterday with Hollis, 苫米地さんも一緒でした."""
    text, seen = reading.text[:4000], ""
    for name in sorted((one for one in people if one in text), key=lambda one: (-len(one), one)):
        if not name.isascii():
            at = text.find(name)
            if at >= 0 and _ALONG.match(text, at + len(name)):
                yield Draft("当方出席者", at, at + len(name), name, 0.84, "cue", signs=(WENT_ALONG,))
            continue
        if re.search(_whole(name), seen):
            continue
        for match in re.finditer(_whole(name), text):
            if _WITH.search(text[max(0, match.start() - 60) : match.start()]):
                seen += f" {name}"
                yield Draft("当方出席者", match.start(), match.end(), name, 0.84, "cue")
                break


@lru_cache(maxsize=1024)
def _whole(name: str) -> str:
    return rf"\b{re.escape(name)}\b"


def on_their_sides(drafts: Sequence[Draft], people: Sequence[str]) -> list[Draft]:
    """Return drafts with our filed people on our side, and a run of their names (保科 駒形) parted into each."""
    names = {word.replace(" ", ""): word for word in our_words(tuple(people)) if len(word) >= 2}
    if not names:
        return list(drafts)
    result: list[Draft] = []
    for draft in drafts:
        name = str(draft.normalized)
        parts = name.split(" ")
        if draft.concept in _SIDES and len(parts) > 1 and draft.end - draft.start == len(name) and name.replace(" ", "") not in names and all(part in names for part in parts):
            at = draft.start
            for part in parts:
                result.append(relabel(draft, concept="当方出席者", start=at, end=at + len(part), normalized=part, marked=False))
                at += len(part) + 1
        elif draft.concept == "先方出席者" and name.replace(" ", "") in names and name.isascii() and draft.via != "front_matter":
            result.append(relabel(draft, concept="当方出席者"))
        else:
            result.append(draft)
    return result
