"""Measure mining: field ranking, slots, dates and money, hostile input, speed. Deterministic but for the speed rows.

    python -m benchmarks.mining_quality [--data DIR]

Without --data it runs over our own evaluation notes (benchmarks/evaluation: work.json to work with, unseen.json to look
at only through the score) and over the sample workspace, whose fields sample_fields.json judges. With --data it also reads, where present, `fields_gold.json`, `minutes/<corpus>/`,
`sales_notes/notes.json` and `sales_notes/values.json` below DIR.

Field ranking: average precision against the judged fields of a corpus, a second candidate for one field counting as
wrong and neutral ones left out, beside a plain count of label frequency from the same extraction in the same run.
Slots: precision, recall and F1 over all notes, cold (nothing learnt, no directory), each note by itself.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.mining_checks import corpus_rows
from notes_app.mining.aggregate import Aggregate, rank
from notes_app.mining.contribution import contribute
from notes_app.mining.folding import fold, fold_key
from notes_app.mining.knowledge import Knowledge, default_knowledge
from notes_app.mining.learning import Lesson, learn
from notes_app.mining.slots import find_slots
from notes_app.mining.source import SourceNote, source_of
from notes_app.mining.values.companies import company_key
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.money import find_money
from notes_app.minutes.note_text import parse_note

HERE = Path(__file__).parent
CONCEPTS = (
    "日時",
    "会社名",
    "先方出席者",
    "当方出席者",
    "予算",
    "競合",
    "決裁者",
    "次回予定",
    "確度",
    "フェーズ",
    "次回アクション",
)
GOLD_NAMES = {
    "date": "日時",
    "company": "会社名",
    "cust": "先方出席者",
    "budget": "予算",
    "comp": "競合",
    "next_date": "次回予定",
    "rank": "確度",
    "actions": "次回アクション",
}


def read_bytes(data: bytes) -> str:
    """Return a file's text in whichever encoding Japanese minutes come."""
    for encoding in ("utf-8-sig", "cp932", "euc_jp"):
        try:
            return data.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


def source(raw: dict[str, Any]) -> SourceNote:
    return SourceNote(raw["id"], raw["text"], 0, raw["author"], "", date.fromisoformat(raw["date"]))


def minutes_corpus(folder: Path) -> list[SourceNote]:
    notes = []
    for path in sorted(folder.iterdir()):
        found = re.search(r"(20\d\d)-?([01]\d)-?([0-3]\d)", path.name)
        try:
            held = date(*(int(part) for part in found.groups())) if found else None
        except ValueError:
            held = None
        notes.append(SourceNote(path.name, read_bytes(path.read_bytes()), 0, "", "", held))
    return notes


def sample_workspace() -> list[SourceNote]:
    """Return the notes of the sample workspace that ships with the app."""
    paths = sorted((HERE.parent / "notes" / "sample").rglob("*.md"))
    return [source_of(parse_note(path.read_bytes(), path.name)) for path in paths]


# -- field ranking -----------------------------------------------------------------------------


def judge(ranked: Sequence[Sequence[str]], gold: dict[str, Any]) -> tuple[float, float, float]:
    """Return average precision, precision@10 and recall@R of candidates given as their folded labels, best first.

    A candidate stands for the judged field that most of its labels belong to; a second one for the same field is wrong.
    """
    needed = {name: {fold_key(x) for x in (v["labels"] if isinstance(v, dict) else v)} for name, v in gold["needed"].items()}
    raw = gold.get("neutral", [])
    neutral = {fold_key(x) for x in (raw if isinstance(raw, list) else [y for v in raw.values() for y in v])}
    hits: list[bool] = []
    seen: set[str] = set()
    for labels in ranked:
        keys = set(labels)
        shares = {name: len(wanted & keys) for name, wanted in needed.items() if wanted & keys}
        if not shares and keys & neutral:
            continue
        most = max(shares.values(), default=0)
        best = [name for name, share in shares.items() if share == most]
        fresh = [name for name in best if name not in seen]
        seen.update(fresh[:1])
        hits.append(bool(fresh))
    ap = sum(sum(hits[: at + 1]) / (at + 1) for at, hit in enumerate(hits) if hit) / len(needed)
    return ap, sum(hits[:10]) / 10, sum(hits[: len(needed)]) / len(needed)


def ranking_rows(name: str, notes: list[SourceNote], gold: dict[str, Any], knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    aggregate = Aggregate()
    for note in notes:
        aggregate.add(contribute(note, knowledge))
    report = rank(aggregate, knowledge)
    ours = judge([[fold_key(label) for label in one.labels] for one in report.fields], gold)
    plain: Counter[str] = Counter()
    for (key, _), tally in aggregate.keys.items():
        if key and "" not in tally.labels:
            plain[key] += len(tally.marks)
    base = judge([[key] for key, _ in plain.most_common(200)], gold)
    yield (name, str(len(notes)), *(f"{x:.3f}" for x in ours), *(f"{x:.3f}" for x in base))


# -- slots -------------------------------------------------------------------------------------


def comparable(concept: str, value: object) -> str:
    if concept in ("会社名", "競合"):
        return company_key(str(value))
    if concept in ("日時", "次回予定"):
        return str(value)[:10]
    return unicodedata.normalize("NFKC", str(value)).replace(" ", "").lower()


def slot_counts(notes: Sequence[dict[str, Any]], knowledge: Knowledge) -> dict[str, Counter[str]]:
    """Return tp, fp, fn per concept; things to do are compared by their number."""
    counts: dict[str, Counter[str]] = {concept: Counter() for concept in CONCEPTS}
    for raw in notes:
        gold = {GOLD_NAMES.get(name, name): value for name, value in raw["gold"].items()}
        slots = find_slots(source(raw), knowledge)
        for concept in CONCEPTS:
            if concept not in gold and raw["gold"].keys() <= GOLD_NAMES.keys():
                continue  # that set was not judged for this concept
            found = [slot.normalized for slot in slots if slot.concept == concept]
            wanted = gold.get(concept)
            if concept == "次回アクション":
                number = int(wanted or 0)
                tp = min(len(found), number)
                counts[concept].update(tp=tp, fp=len(found) - tp, fn=number - tp)
                continue
            want = {comparable(concept, v) for v in (wanted if isinstance(wanted, list) else [wanted]) if v is not None}
            have = {comparable(concept, v) for v in found}
            counts[concept].update(tp=len(want & have), fp=len(have - want), fn=len(want - have))
    return counts


def prf(count: Counter[str]) -> tuple[float, float, float]:
    tp, fp, fn = count["tp"], count["fp"], count["fn"]
    return tp / max(1, tp + fp), tp / max(1, tp + fn), 2 * tp / max(1, 2 * tp + fp + fn)


def taught(notes: Sequence[dict[str, Any]], knowledge: Knowledge, limit: int = 5) -> tuple[Knowledge, list[dict[str, Any]]]:
    """Return knowledge after at most `limit` confirmations a writer on the earlier half of his notes, and the later half.

    A confirmation is simulated: a slot of the gold whose label the reading left under its own key names the concept.
    """
    by_author: dict[str, list[dict[str, Any]]] = {}
    for raw in sorted(notes, key=lambda n: n["date"]):
        by_author.setdefault(raw["author"], []).append(raw)
    lessons: list[Lesson] = []
    later: list[dict[str, Any]] = []
    for author, own in by_author.items():
        if len(own) < 2:
            continue
        early, late = own[: len(own) // 2], own[len(own) // 2 :]
        later.extend(late)
        given: dict[str, str] = {}
        for raw in early:
            gold = {GOLD_NAMES.get(k, k): v for k, v in raw["gold"].items()}
            slots = find_slots(source(raw), knowledge)
            unknown = [s for s in slots if s.concept not in knowledge.lexicon.by_name and s.label]
            for concept, value in gold.items():
                wanted = [str(v) for v in (value if isinstance(value, list) else [value])]
                read = {comparable(concept, s.normalized) for s in slots if s.concept == concept}
                if read & {comparable(concept, w) for w in wanted}:
                    continue  # nobody asks about what is already read
                for slot in unknown:
                    if (
                        any(len(w) >= 2 and comparable(concept, w) in comparable(concept, slot.value) for w in wanted)
                        and concept != "次回アクション"
                    ):
                        given.setdefault(slot.label, concept)
        lessons.extend(Lesson(author, label, concept) for label, concept in list(given.items())[:limit])
    return learn(knowledge, lessons), later


# -- the rest ----------------------------------------------------------------------------------


def value_rows(values: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    reference = date.fromisoformat(values["reference_date"])
    right = 0
    for text, gold in values["dates"]:
        found = find_dates(fold(text).text, reference)
        right += (found[0].iso if found else "") == gold
    yield "dates", f"{right}/{len(values['dates'])}", f"{right / len(values['dates']):.3f}"
    right = 0
    for text, gold in values["money_yen"]:
        amounts = find_money(fold(text).text)
        right += (amounts[0].amount if amounts else None) == gold
    yield "money", f"{right}/{len(values['money_yen'])}", f"{right / len(values['money_yen']):.3f}"


def hostile_texts(size: int = 200_000) -> dict[str, str]:
    """Return texts that broke, or might break, a pattern."""
    soup = random.Random(7)
    alphabet = "予算競合次回決裁者は：、。\n 　-*【】12万円A社様部長()/|"
    return {
        "one letter": "a" * size,
        "one kanji": "漢" * size,
        "digits": "1" * size,
        "brackets": "【" * size,
        "people": "田中部長様" * (size // 5),
        "labels": "予算:" * (size // 3),
        "lines": "\n" * size,
        "labelled lines": "予算：300万円\n" * (size // 9),
        "table": "|a|b|\n" * (size // 6),
        "headings": "# a\n" * (size // 4),
        "sentences": "決裁は社長。" * (size // 6),
        "long lines": ("決裁" + "社" * 1495 + "\n") * (size // 1498),
        "half-width": "ｶﾞ" * (size // 2),
        "full-width": "１" * size,
        "soup": "".join(soup.choice(alphabet) for _ in range(size)),
        "many labels": "".join(f"ラベル{n}：値{n}\n" for n in range(size // 12)),
        "stars": "*" * size,
        "companies": "株式会社" * (size // 4),
    }


def cpu_s(action: Any) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    print(f"\n## {title}\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with fields_gold.json, minutes/ and sales_notes/")
    options = parser.parse_args()
    knowledge = default_knowledge()
    sets = {half: json.loads((HERE / "evaluation" / f"{half}.json").read_text("utf-8")) for half in ("work", "unseen")}
    _field_tables(options.data, sets, knowledge)
    if options.data:
        sales = options.data / "sales_notes"
        if (sales / "notes.json").exists():
            sets["sales_notes"] = json.loads((sales / "notes.json").read_text("utf-8"))
        if (sales / "values.json").exists():
            table(
                "Dates and money",
                ("kind", "right", "share"),
                list(value_rows(json.loads((sales / "values.json").read_text("utf-8")))),
            )
    rows = []
    for name, notes in sets.items():
        counts = slot_counts(notes, knowledge)
        total = sum(counts.values(), Counter())
        rows.append((name, "all", str(len(notes)), *(f"{x:.3f}" for x in prf(total))))
        rows.extend((name, concept, "", *(f"{x:.3f}" for x in prf(count))) for concept, count in counts.items() if sum(count.values()))
        better, later = taught(notes, knowledge)
        if later:
            before, after = (prf(sum(slot_counts(later, k).values(), Counter())) for k in (knowledge, better))
            rows.append((name, "later notes, cold", str(len(later)), *(f"{x:.3f}" for x in before)))
            rows.append((name, "later notes, taught (≤ 5 a writer)", str(len(later)), *(f"{x:.3f}" for x in after)))
    table("Slots", ("set", "concept", "notes", "precision", "recall", "F1"), rows)
    _speed_tables(sets, knowledge)


def _field_tables(data: Path | None, sets: dict[str, Any], knowledge: Knowledge) -> None:
    has_gold = data is not None and (data / "fields_gold.json").exists()
    gold = json.loads((data / "fields_gold.json").read_text("utf-8")) if data and has_gold else {}
    sample = json.loads((HERE / "evaluation" / "sample_fields.json").read_text("utf-8"))
    corpora: dict[str, tuple[list[SourceNote], dict[str, Any] | None]] = {"sample workspace": (sample_workspace(), sample)}
    for name, judged in gold.items():
        assert data is not None
        if name == "sales_notes":
            notes = [source(raw) for raw in json.loads((data / "sales_notes" / "notes.json").read_text("utf-8"))]
        else:
            notes = minutes_corpus(data / "minutes" / name)
        corpora[name] = (notes, judged)
    rows = [row for name, (notes, judged) in corpora.items() if judged for row in ranking_rows(name, notes, judged, knowledge)]
    others = rows[1:]  # the sample workspace is ours: not part of the mean
    if others:
        means = [sum(float(row[at]) for row in others) / len(others) for at in range(2, 8)]
        rows.append(("mean, judged by others", "", *(f"{x:.3f}" for x in means)))
    table(
        "Field ranking",
        ("corpus", "notes", "AP", "P@10", "recall@R", "AP plain count", "P@10 plain", "recall@R plain"),
        rows,
    )
    corpora.update({name: ([source(raw) for raw in notes], None) for name, notes in sets.items()})
    contributions = {name: ([contribute(note, knowledge) for note in notes], judged) for name, (notes, judged) in corpora.items()}
    table("Whole corpora", ("corpus", "what", "figure", "detail"), list(corpus_rows(contributions, knowledge, judge)))



def _speed_tables(sets: dict[str, Any], knowledge: Knowledge) -> None:
    notes = [source(raw) for many in sets.values() for raw in many]
    for note in notes:
        contribute(note, knowledge)
    fill = sorted(cpu_s(lambda note=note: find_slots(note, knowledge)) * 1000 for note in notes)
    add = sorted(cpu_s(lambda note=note: contribute(note, knowledge)) * 1000 for note in notes)
    at95 = int(len(notes) * 0.95)
    table(
        "Speed, CPU ms a note",
        ("step", "median", "p95"),
        [("fill", f"{fill[len(fill) // 2]:.2f}", f"{fill[at95]:.2f}"), ("contribution", f"{add[len(add) // 2]:.2f}", f"{add[at95]:.2f}")],
    )
    worst = [
        (
            name,
            f"{cpu_s(lambda text=text: contribute(SourceNote('hostile', text, 0, 'a', '', date(2025, 5, 1)), knowledge)):.3f}",
        )
        for name, text in hostile_texts().items()
    ]
    table("Hostile text of 200 kB, CPU s", ("text", "s"), sorted(worst, key=lambda row: -float(row[1])))
    many = Aggregate()
    base = [contribute(note, knowledge) for note in notes]
    rng = random.Random(3)
    for number in range(10_000):
        one = rng.choice(base)
        many.add(
            type(one)(
                f"{one.note_id}#{number}",
                one.author,
                f"account {number % 300}",
                f"2025-{number % 12 + 1:02d}",
                one.readers,
                one.fingerprint,
                one.entries,
            )
        )
    table(
        "Re-mine at 10,000 notes",
        ("step", "CPU ms"),
        [("rank", f"{cpu_s(lambda: rank(many, knowledge)) * 1000:.0f}")],
    )


if __name__ == "__main__":
    main()
