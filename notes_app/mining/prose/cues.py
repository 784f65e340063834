"""Things said without a label: in sentences, headings and mails.

Pure, on folded text. Each finder looks at one clause or sentence at a time (at most 1,500 characters), and only for
concepts that no label filled and no label declared empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.english.clauses import is_english
from notes_app.mining.english.deal import find_english_decider, find_english_next, find_english_odds
from notes_app.mining.english.firms import find_english_customer, find_told_rivals
from notes_app.mining.english.money import find_english_budget
from notes_app.mining.english.people import find_english_people, people_spoken_of
from notes_app.mining.english.promises import find_english_promises, open_boxes
from notes_app.mining.english.rivals import find_english_rivals
from notes_app.mining.english.stage import find_english_stage
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.lines import Line
from notes_app.mining.observation import Span
from notes_app.mining.prose.budget_cues import find_budget
from notes_app.mining.prose.company_cues import find_customer
from notes_app.mining.prose.deal_cues import (
    find_choice_said,
    find_next_meeting,
    find_rank_alone,
    find_stage_said,
)
from notes_app.mining.prose.decider_cues import find_decider
from notes_app.mining.prose.outcome_reasons import find_reasons
from notes_app.mining.prose.people_cues import find_attendees
from notes_app.mining.prose.promise_cues import find_promises, is_to_do
from notes_app.mining.prose.rival_cues import find_rivals
from notes_app.mining.prose.sentence import Sentence, cut_sentences
from notes_app.mining.prose.speakers import find_author, find_speakers
from notes_app.mining.prose.telegraph import find_telegraphed
from notes_app.mining.resolve import resolve_key
from notes_app.mining.values.bare_names import is_author
from notes_app.mining.values.companies import company_key
from notes_app.mining.values.contact import EMAIL, PHONE
from notes_app.mining.values.dates import find_dates, past
from notes_app.mining.values.english_times import find_spoken_time
from notes_app.mining.values.times import find_time

_CHARACTERS = 20_000
_SENTENCES = 300  # a note longer than this is a book; its beginning says who, when and how much


_FREE = frozenset({"内容", "概要", "目的", "議題", "備考"})
"""What a note's title may be taken for (光明寺様 打合せメモ); whom it is about stands in it."""


def sentences_of(reading: NoteReading, labelled: LabelledReading) -> Iterator[Sentence]:
    """Yield the sentences of a note that no typed label has read already, in order."""
    typed = sorted(labelled.typed)
    label_ends = {one.label_start: one.start for one, _ in labelled.resolved if one.parts}
    concepts = {one.label_start: r.concept for one, r in labelled.resolved}
    blocks = {one.label_start for one, _ in labelled.resolved if one.is_block}
    count, cursor, section, read = 0, 0, "", 0
    for line in reading.lines:
        if line.kind not in ("text", "table"):
            continue
        at = next((at for at in range(line.body, min(line.body + 4, line.end)) if at in concepts), -1)
        if line.mark == "heading":
            section = ""
        if at >= 0 and at in blocks:
            section = concepts[at]
        if at in blocks and not count and concepts[at] in _FREE:
            yield _title(reading, line)
            count += 1
        start = label_ends.get(at, line.body) if at >= 0 else line.body
        if not line.start <= start <= line.end:
            continue
        while cursor < len(typed) and typed[cursor][1] <= line.start:
            cursor += 1
        for a, b in _open_spans((start, line.end), typed[cursor : cursor + 40]):
            for c, d in cut_sentences(reading.text, a, b):
                yield Sentence(reading.text[c:d].replace("\t", " "), c, line.mark == "heading", count, concepts.get(at, section))
                count += 1
                read += d - c
                if count >= _SENTENCES or read >= _CHARACTERS:
                    return


def _title(reading: NoteReading, line: Line) -> Sentence:
    return Sentence(reading.text[line.body : line.end].replace("\t", " "), line.body, True, 0, "")


def _open_spans(whole: Span, typed: Sequence[Span]) -> list[Span]:
    """Return what a line holds beside the values that labels have read."""
    spans = [whole]
    for a, b in typed:
        if a >= whole[1]:
            break
        spans = [s for span in spans for s in _without(span, (a, b))]
    return spans


def _without(span: Span, hole: Span) -> list[Span]:
    (a, b), (c, d) = span, hole
    if d <= a or c >= b:
        return [span]
    return [s for s in ((a, c), (d, b)) if s[1] - s[0] > 1]


def cue_drafts(
    reading: NoteReading,
    context: ValueContext,
    knowledge: Knowledge,
    labelled: LabelledReading,
    so_far: list[Draft],
) -> list[Draft]:
    """Return what sentences say about concepts that no label filled or declared empty."""
    filled = {draft.concept for draft in so_far} | labelled.empty
    sentences = list(sentences_of(reading, labelled))
    english = sum(is_english(sentence) for sentence in sentences[:40]) * 2 > len(sentences[:40])
    lines = [(line.body, reading.text[line.body : line.end]) for line in reading.lines[:200] if line.kind == "text" and line.end - line.body < 200]
    finders: tuple[tuple[str, Callable[[], list[Draft]]], ...] = (
        ("日時", lambda: _visit_date(sentences, context)),
        ("会社名", lambda: _customer(sentences, context, [*so_far, *drafts], english=english)),
        ("予算", lambda: find_english_budget(sentences) if english else find_budget(sentences)),
        ("決裁者", lambda: find_english_decider(sentences, [d for d in (*so_far, *drafts) if d.concept == "先方出席者"]) if english else find_decider(sentences)),
        ("次回予定", lambda: find_english_next(sentences, context) if english else find_next_meeting(sentences, context)),
        ("確度", lambda: (find_english_odds(sentences) if english else []) or find_choice_said(sentences) or ([] if english else find_rank_alone(lines))),
        ("フェーズ", lambda: (find_english_stage(sentences) if english else []) or find_stage_said(sentences)),
        ("電話番号", lambda: _written(PHONE, "電話番号", reading, "0-+")),
        ("メール", lambda: _written(EMAIL, "メール", reading, "@")),
    )
    drafts: list[Draft] = [] if filled & {"出席者", "先方出席者"} else _listed_people(reading)
    terse = find_telegraphed(reading, context, lambda text: resolve_key(fold_key(text), reading.note.author, knowledge) is not None)
    drafts.extend(draft for draft in terse if draft.concept not in filled)
    said = {draft.concept for draft in terse}
    told = {draft.concept for draft in terse if draft.confidence >= 0.8}  # 訪マルヨシ食品 leaves no doubt
    drafts.extend(_people(reading, knowledge, sentences, so_far, filled | (said & {"先方出席者"})))
    for concept, find in finders:
        if concept in (said - {"会社名"}) | told:
            continue
        if concept not in filled:
            drafts.extend(find())
    if "競合" not in filled:
        customers = [d for d in (*so_far, *drafts) if d.concept == "会社名"]
        names = {company_key(str(d.normalized)) for d in customers}
        people = {str(d.normalized) for d in (*so_far, *drafts) if d.concept in _PEOPLE}
        drafts.extend(rivals := find_rivals(sentences, context, names, people))
        names |= {company_key(str(d.normalized)) for d in rivals}
        drafts.extend(rivals := find_english_rivals(sentences, context, names, people))
        names |= {company_key(str(d.normalized)) for d in rivals}
        drafts.extend(find_told_rivals(sentences, context, names, people))
    if not filled & {"受注理由", "失注理由"}:
        drafts.extend(find_reasons(sentences, reading.text[:_CHARACTERS]))
    boxes = [box for box in open_boxes(reading, labelled, so_far) if english or is_to_do(str(box.normalized), context)]
    drafts.extend(boxes)
    if "次回アクション" not in filled:
        drafts.extend(find_english_promises(sentences, context, boxes) if english else find_promises(sentences, context, boxes))
    return drafts


_PEOPLE = ("先方出席者", "当方出席者")


def _customer(sentences: list[Sentence], context: ValueContext, so_far: list[Draft], *, english: bool) -> list[Draft]:
    """Return the company a note is about; in English a name that is somebody's is none."""
    if not english:
        return find_customer(sentences, context)
    people = {str(draft.normalized) for draft in so_far if draft.concept in _PEOPLE} | people_spoken_of(sentences)
    words = {word for name in people for word in name.split()}
    found = find_english_customer(sentences, context, people) or find_customer(sentences, context)
    return [draft for draft in found if context.text[draft.start : draft.end] in context.filed or not set(str(draft.normalized).split()) & words]


def _people(
    reading: NoteReading, knowledge: Knowledge, sentences: list[Sentence], so_far: list[Draft], filled: set[str]
) -> list[Draft]:
    """Return who took part: the voices of a transcript, else whom prose names; and the writer who names himself."""
    wants_theirs = "先方出席者" not in filled and "出席者" not in filled
    wants_ours = "当方出席者" not in filled
    if not (wants_theirs or wants_ours):
        ours = {str(d.normalized) for d in so_far if d.concept == "当方出席者"}
        return [d for d in find_author(reading) if str(d.normalized) not in ours]
    own = {name.replace(" ", "") for name in knowledge.people} | {str(d.normalized) for d in so_far if d.concept == "当方出席者"}
    author = reading.note.author
    talk = find_speakers(reading, own, lambda key: resolve_key(key, author, knowledge) is not None)
    found = list(talk.drafts)
    if (not talk.drafts or talk.colleagues) and sum(map(is_english, sentences)) * 2 > len(sentences):
        people = find_english_people(sentences, author, own | talk.colleagues, [str(d.normalized) for d in so_far if d.concept == "会社名"])
        heard = {word for draft in found for word in str(draft.normalized).split()}
        found.extend(d for d in people if not heard & set(str(d.normalized).split()))
    elif not talk.drafts or talk.colleagues:
        attendees = find_attendees(sentences, own | talk.colleagues, author, wants_ours=wants_ours, wants_theirs=wants_theirs)
        found.extend(d for d in attendees if not any(str(d.normalized) == one.normalized for one in talk.drafts))
    found = [draft for draft in found if (wants_ours if draft.concept == "当方出席者" else wants_theirs)]
    if not any(is_author(str(draft.normalized), author) for draft in (*found, *so_far) if draft.concept == "当方出席者"):
        found.extend(find_author(reading))
    return found


_CONTACT_LINES, _CONTACT_LINE = 400, 400  # lines looked through, and characters of each


def _written(pattern: re.Pattern[str], concept: str, reading: NoteReading, signs: str) -> list[Draft]:
    """Return the telephone numbers or addresses that stand anywhere in lines, fax numbers left out, each once. signs: one of them stands in every match."""
    drafts: dict[str, Draft] = {}
    for line in reading.lines[:_CONTACT_LINES]:
        text = reading.text[line.start : min(line.end, line.start + _CONTACT_LINE)]
        for match in pattern.finditer(text) if line.kind != "fence" and any(sign in text for sign in signs) else ():
            if not re.search(r"fax\W{0,3}$", text[max(0, match.start() - 8) : match.start()], re.IGNORECASE):
                start = line.start + match.start()
                drafts.setdefault(match[0], Draft(concept, start, start + len(match[0]), match[0], 0.84, "cue"))
    return list(drafts.values())[:4]


_DATE_IS_LIMIT = re.compile(
    r"\s*(?:まで|迄|締|以降|から(?!電話|入電)|に(?:提出|送|回答|起案|開催|予定|導入|着工|納品)|頃|付|予定|発売|満了|稼働|入居)"
)


def _visit_date(sentences: list[Sentence], context: ValueContext) -> list[Draft]:
    """Return the day of the visit: the first date at the head of the note that is not a limit and not ahead."""
    for sentence in [s for s in sentences if s.number < 12 or s.is_heading][:16]:
        early = sentence.number < 5 or sentence.is_heading
        for match in find_dates(sentence.text, context.reference):
            words = sentence.text[match.start : match.end]
            if match.precision != "day" or words in ("明日", "明朝", "あした", "あす", "翌日", "tomorrow", "Tomorrow") or _is_limit(sentence.text, match.end, has_time=bool(match.time)) or (not _TODAY.match(words) and _NEXT_BEFORE.search(sentence.text[max(0, match.start - 24) : match.start])):
                continue
            if re.fullmatch(r"\d{1,2}日", words) and sentence.text[match.end : match.end + 1] == ")":
                continue  # (5日) is how long it takes
            if _TODAY.match(words) and _DATE_BESIDE.match(sentence.text, match.end):
                continue  # 本日四月三日: the date says more
            found = past(match, words, context.reference)
            if found is not match and not _VISITED_THEN.search(sentence.text[match.end : match.end + 60]):
                continue
            ahead = (found.day - context.reference).days if context.reference else 0
            if -14 <= ahead <= 1 and (early or _TODAY.match(words)):
                sure = 0.85 if found.start < 30 and early else 0.75
                return [Draft("日時", sentence.start + found.start, sentence.start + found.end, found.iso, sure, "cue")]
    return _visit_time(sentences, context)


def _is_limit(text: str, end: int, *, has_time: bool) -> bool:
    """Return whether what follows a date makes it a limit; 16時から tells when a visit began."""
    return bool(_DATE_IS_LIMIT.match(text, end)) and not (has_time and re.match(r"\s*(?:から|頃)", text[end : end + 6]))


_TODAY = re.compile(r"本日|今日|昨日|きのう|きょう|今朝|一昨日|おととい|先日|today|yesterday|this (?:morning|afternoon|evening)|last night", re.IGNORECASE)
_DATE_BESIDE = re.compile(r"[\s、(]?(?:[\d〇一二三四五六七八九十]{1,3}月|\d{1,2}/\d)")
_NEXT_BEFORE = re.compile(r"\b(?:by|until|before|due|next|from|back on|again on?)\s(?:the\s)?$|(?:次回?|今度|再訪|期限|納期|締切?|契約)[^。、]{0,8}$")
_VISITED_THEN = re.compile(r"訪|伺|行っ|会っ|お会い|面談|打合せ|打ち合わせ|商談|電話|来社|来られ|お邪魔|たずね|尋ね|話し|でした|ました|\b(?:was|were|had been|met|saw|spoke|called|rang|visited)\b")


def _visit_time(sentences: list[Sentence], context: ValueContext) -> list[Draft]:
    """Return the time at which a note's first lines say that it was, on the day the note was written."""
    for sentence in sentences[:4] if context.reference else ():
        clock = find_time(sentence.text[:200]) or (find_spoken_time(sentence.text[:200]) if is_english(sentence) else None)
        if clock and any(found.end <= clock[0] for found in find_dates(sentence.text[:200], context.reference)):
            continue  # the hour of another day
        if clock and re.match(r"\s*(?:\S{1,12}\s\d{1,2}:\d\d\s*$|\[?\d{1,2}:\d\d\]?\s\S{1,12}\s?:)", sentence.text):
            continue  # 穂積 18:40 heads a message
        if clock and not re.match(r"\s?(?:まで|に(?:出発|集合|開店)|間)", sentence.text[clock[1] :]) and context.reference:
            iso = f"{context.reference.isoformat()}T{clock[2][0]:02d}:{clock[2][1]:02d}"
            return [Draft("日時", sentence.start + clock[0], sentence.start + clock[1], iso, 0.7, "cue")]
    return []


_HANDLE = re.compile(r"\[?@([A-Za-z][\w-]{1,38})\]?(?:\(https?://\S{3,80}\))?$")


def _listed_people(reading: NoteReading) -> list[Draft]:
    """Return the people of a list without a label that opens a note: two bullets or more of nothing but @handles."""
    drafts: list[Draft] = []
    for line in [line for line in reading.lines[:25] if line.kind == "text"][:15]:
        handle = _HANDLE.match(reading.text[line.body : line.end].strip()) if line.mark == "bullet" and line.end - line.body < 130 else None
        if handle:
            at = reading.text.index(handle[1], line.body)
            drafts.append(Draft("出席者", at, at + len(handle[1]), handle[1], 0.8, "cue", marked=False))
        elif drafts:
            break
    return drafts if len(drafts) >= 2 else []
