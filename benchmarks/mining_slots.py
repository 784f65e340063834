"""Slots against gold: precision, recall, F1, and whether the words quoted are the words meant. Pure and deterministic."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from benchmarks.mining_sets import MAIN, EvaluationNote, Gold
from notes_app.mining.evidence import OFFERS, SlotValue
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.slots import find_slots
from notes_app.mining.values.companies import company_key
from notes_app.mining.values.short_names import cut_forms

_WORDY = frozenset({"場所", "目的", "課題", "ニーズ", "受注失注理由", "クレーム", "商材"})
_ONE_OF = {"受注理由": "受注失注理由", "失注理由": "受注失注理由"}


def comparable(concept: str, value: object) -> str:
    """Return what of a value has to agree."""
    text = unicodedata.normalize("NFKC", str(value)).strip()
    return _COMPARED.get(concept, lambda one: re.sub(r"\s", "", one).lower())(text)


_TENTHS = {name: at for at, name in enumerate("一二三四五六七八九", start=1)}


def _odds(text: str) -> str:
    """7割がた and 70% are one, 六割五分 is 65% and 八分 80%; fifty-fifty, 五分五分 and 五分 are 50%."""
    if tenths := re.match(r"([1-9一二三四五六七八九])\s?割(?:([1-9一二三四五六七八九])分)?", text):
        return f"{_tenth(tenths[1])}{_tenth(tenths[2]) if tenths[2] else 0}%"
    if tenths := re.fullmatch(r"([2-9二三四五六七八九])分", text):
        return f"{_tenth(tenths[1])}0%"
    if re.match(r"五分五分$|半々|50\s?[-/:]\s?50|fifty[- ]fifty", text, re.IGNORECASE):
        return "50%"
    return re.sub(r"\s", "", text).lower()


def _tenth(digit: str) -> int:
    return _TENTHS.get(digit) or int(digit)


_COMPARED: dict[str, Callable[[str], str]] = {
    "会社名": company_key,
    "競合": company_key,
    "日時": lambda text: text[:10],
    "次回予定": lambda text: text[:10],
    "導入時期": lambda text: text[:7] if re.match(r"\d{4}-\d\d", text) else text,
    "電話番号": lambda text: re.sub(r"\D", "", text),
    "確度": _odds,
    "予算": lambda text: re.sub(r"\.0$", "", text),
}


def overlaps(slot: SlotValue, gold: Gold) -> bool:
    """Return whether the quoted words and the words meant share half of the shorter."""
    assert gold.span
    (a, b), (c, d) = (slot.evidence.start, slot.evidence.end), gold.span
    return 2 * (min(b, d) - max(a, c)) >= max(1, min(b - a, d - c))


def found_in(note: EvaluationNote, knowledge: Knowledge) -> dict[str, list[SlotValue]]:
    """Return the slots a person would see, by concept as the gold names it."""
    found: dict[str, list[SlotValue]] = {}
    for slot in find_slots(note.source, knowledge):
        if slot.confidence >= OFFERS:
            found.setdefault(_ONE_OF.get(slot.concept, slot.concept), []).append(slot)
    return found


def count_note(note: EvaluationNote, found: dict[str, list[SlotValue]], concepts: Iterable[str]) -> dict[str, Counter[str]]:
    """Return tp, fp, fn per concept; of the right ones: placed (they quote the words meant) and located (have gold spans).

    Things to do are compared by their number, wordy values by overlap of their words, all others by what they say.
    """
    counts: dict[str, Counter[str]] = {}
    for concept in concepts:
        if concept not in note.judged:
            continue
        slots, gold = found.get(concept, []), note.values(concept)
        if concept == "次回アクション":
            right = min(len(slots), len(gold))
            counts[concept] = Counter(tp=right, fp=len(slots) - right, fn=len(gold) - right)
            if gold and gold[0].span:
                counts[concept].update(located=right, placed=min(right, sum(any(overlaps(s, g) for s in slots) for g in gold)))
            continue
        if concept in _WORDY:
            hit = {at for at, g in enumerate(gold) if any(g.span and overlaps(s, g) for s in slots)}
            wrong = sum(not any(g.span and overlaps(s, g) for g in gold) for s in slots)
            counts[concept] = Counter(tp=len(hit), fp=wrong, fn=len(gold) - len(hit))
            continue
        want = {comparable(concept, one.normalized): one for one in gold}
        have: dict[str, list[SlotValue]] = {}
        for slot in slots:
            have.setdefault(comparable(concept, slot.normalized), []).append(slot)
        if concept == "決裁者":
            want, have = same_words(want, have)
        both = want.keys() & have.keys()
        counts[concept] = Counter(tp=len(both), fp=len(have.keys() - want.keys()), fn=len(want.keys() - have.keys()))
        located = [key for key in both if want[key].span]
        counts[concept].update(located=len(located), placed=sum(any(overlaps(s, want[key]) for s in have[key]) for key in located))
    return counts


_POST = re.compile(r"[長役員会者者部]$|^[A-Z]{2,4}$|director|owner|board|president|manager", re.IGNORECASE)


def same_words(want: dict[str, Gold], have: dict[str, list[SlotValue]]) -> tuple[dict[str, Gold], dict[str, list[SlotValue]]]:
    """Count a post as right that the gold words more fully (APACのCFO), or whose very words the gold resolves to a name."""
    for key, slots in list(have.items()):
        for wanted, one in want.items():
            post = any(_POST.search(str(slot.value)) for slot in slots)
            if key != wanted and post and ((key in wanted or wanted in key) or any(one.span and overlaps(slot, one) for slot in slots)):
                have[wanted] = have.pop(key)
                break
    return want, have


def count_slots(notes: Sequence[EvaluationNote], knowledge: Knowledge, concepts: Iterable[str] = MAIN) -> dict[str, Counter[str]]:
    """Return the sums of `count_note`."""
    wanted = tuple(concepts)
    total: dict[str, Counter[str]] = {concept: Counter() for concept in wanted}
    for note in gold_as_filed(notes, knowledge):
        for concept, count in count_note(note, found_in(note, knowledge), wanted).items():
            total[concept].update(count)
    return total


def gold_as_filed(notes: Sequence[EvaluationNote], knowledge: Knowledge) -> list[EvaluationNote]:
    """Return the notes with the customers whom their gold names as their writers do (大曽根精機) under the name they are filed by."""
    if not knowledge.companies:
        return list(notes)
    whole = cut_forms(knowledge.companies)
    return [
        replace(
            note, gold=tuple(replace(one, normalized=whole.get(company_key(one.normalized), one.normalized)) if one.concept == "会社名" else one for one in note.gold)
        )
        for note in notes
    ]


def prf(count: Counter[str]) -> tuple[float, float, float]:
    """Return precision, recall, F1."""
    tp, fp, fn = count["tp"], count["fp"], count["fn"]
    return tp / max(1, tp + fp), tp / max(1, tp + fn), 2 * tp / max(1, 2 * tp + fp + fn)


def placed_share(count: Counter[str]) -> str:
    """Return the share of right values that quote the words meant, "–" where nothing can be said."""
    return f"{count['placed'] / count['located']:.3f}" if count["located"] else "–"
