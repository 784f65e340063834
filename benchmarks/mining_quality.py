"""Measure mining: field ranking, slots, dates and money, hostile input, speed. Deterministic but for the speed rows.

    python -m benchmarks.mining_quality [--data DIR]

Without --data it runs over our own evaluation notes and the sample workspace, whose fields sample_fields.json judges.
benchmarks/evaluation holds two halves: work (to work with) and unseen (looked at through the score alone), with
companies of six writers and English vendors, and the older work.json and unseen.json. With --data it also
reads, where present, `fields_gold.json`, `minutes/<corpus>/`, `sales_notes/notes.json` and `sales_notes/values.json`.

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
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.mining_checks import corpus_rows
from benchmarks.mining_sets import EVALUATION, FURTHER, MAIN, EvaluationNote, by, fields_of, read_half, read_json
from benchmarks.mining_slots import count_slots, placed_share, prf
from benchmarks.mining_teaching import filed, settled, teach
from notes_app.mining.contribution import contribute
from notes_app.mining.fields.aggregate import Aggregate
from notes_app.mining.fields.report import rank
from notes_app.mining.folding import fold, fold_key
from notes_app.mining.knowledge import Knowledge, default_knowledge
from notes_app.mining.slots import find_slots
from notes_app.mining.source import SourceNote, source_of
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.money import find_money
from notes_app.minutes.note_text import parse_note

HERE = Path(__file__).parent
HALVES = ("work", "unseen")


def read_bytes(data: bytes) -> str:
    """Return a file's text in whichever encoding Japanese minutes come."""
    for encoding in ("utf-8-sig", "cp932", "euc_jp"):
        try:
            return data.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


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


# -- the rest ----------------------------------------------------------------------------------


def value_rows(name: str, values: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    reference = date.fromisoformat(values["reference_date"])
    right = 0
    for text, gold in values["dates"]:
        found = find_dates(fold(text).text, reference)
        right += (found[0].iso if found else "") == gold
    yield f"{name}, dates", f"{right}/{len(values['dates'])}", f"{right / len(values['dates']):.3f}"
    right = 0
    for text, gold in values["money_yen"]:
        amounts = find_money(fold(text).text)
        right += (amounts[0].amount if amounts else None) == gold
    yield f"{name}, money", f"{right}/{len(values['money_yen'])}", f"{right / len(values['money_yen']):.3f}"


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
        "transcript": "佐藤：承知しました。\n" * (size // 11),
        "english": "Anna Bell met Tom Reyes at Hartfield Dairies and " * (size // 49),
        "telegraph": "次4/20 単300 宿見積4/20 競ナナホシ\n" * (size // 25),
        "amounts": "予算300万円、見積280万円で" * (size // 16),
        "named with の": "日の出株式会社の" * (size // 8),
        "half-width words": "管理人ﾉ江口ｻﾝﾊ" * (size // 9),
        "dates": "4/20(月)14時〜、" * (size // 12),
        "promises": "4/20までに見積を送る、" * (size // 13),
        "visits": "〈1軒目〉青葉商店\n〈次〉4/20\n" * (size // 19),
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
    parser.add_argument("--work", action="store_true", help="the notes to work with as well, company by company (some minutes)")
    arguments = parser.parse_args()
    data: Path | None = arguments.data
    knowledge = default_knowledge()
    halves = {half: read_half(half) for half in (HALVES if arguments.work else ("unseen",))}
    _field_tables(data, halves, knowledge)
    values = {"ours": EVALUATION / "values.json", "given": (data or EVALUATION) / "sales_notes" / "values.json"}
    rows = [row for name, path in values.items() if path.exists() for row in value_rows(name, json.loads(path.read_text("utf-8")))]
    table("Dates and money", ("set, kind", "right", "share"), rows)
    sets = {half: [note for notes in halves[half].values() for note in notes] for half in halves}
    _slot_tables(sets, knowledge)
    older = {f"{half}.json": read_json(EVALUATION / f"{half}.json") for half in HALVES}
    if data and (data / "sales_notes" / "notes.json").exists():
        older["sales_notes"] = read_json(data / "sales_notes" / "notes.json")
    table("Slots of the older sets", _SLOT_HEAD, [row for name, notes in older.items() for row in _set_rows(name, notes, knowledge)])
    _speed_tables([note.source for notes in (sets["unseen"], *older.values()) for note in notes], knowledge)


_SLOT_HEAD = ("set", "part", "notes", "precision", "recall", "F1", "quotes the words meant")


def _row(name: str, part: str, notes: Sequence[EvaluationNote], count: Counter[str]) -> tuple[str, ...]:
    return (name, part, str(len(notes)), *(f"{share:.3f}" for share in prf(count)), placed_share(count))


def _set_rows(name: str, notes: list[EvaluationNote], knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    counts = count_slots(notes, knowledge)
    yield _row(name, "all", notes, sum(counts.values(), Counter()))
    yield from (_row(name, concept, notes, count) for concept, count in counts.items() if count["tp"] + count["fn"])
    better, later = teach(notes, knowledge)
    if later:
        yield _row(name, "later notes, cold", later, sum(count_slots(later, knowledge).values(), Counter()))
        yield _row(name, "later notes, taught (≤ 5 a writer)", later, sum(count_slots(later, better).values(), Counter()))
        known, brought = Counter[str](), Counter[str]()
        companies = dict(by(notes, "folder"))
        for company, some in companies.items():  # a company files its own customers and people
            taught, own_later = teach(some, knowledge)
            known += sum(count_slots(own_later, filed(some, taught)).values(), Counter())
            taught, own_later = teach(some, settled(company, companies, knowledge))
            brought += sum(count_slots(own_later, taught).values(), Counter())
        yield _row(name, "later notes, taught, customers of earlier notes and team filed", later, known)
        yield _row(name, "later notes, taught, in a workspace used for a while", later, brought)


def _slot_tables(sets: dict[str, list[EvaluationNote]], knowledge: Knowledge) -> None:
    table("Slots", _SLOT_HEAD, [row for name, notes in sets.items() for row in _set_rows(name, notes, knowledge)])
    parts = [
        _row(name, f"{key}: {value}", some, sum(count_slots(some, knowledge).values(), Counter()))
        for name, notes in sets.items()
        for key in ("language", "folder", "is_multi")
        for value, some in by(notes, key)
    ]
    table("Slots by language, company and number of customers", _SLOT_HEAD, parts)
    further = [
        _row(name, concept, notes, count)
        for name, notes in sets.items()
        for concept, count in count_slots(notes, knowledge, FURTHER).items()
        if count["tp"] + count["fn"]
    ]
    table("Further concepts", _SLOT_HEAD, further)
    styles = [
        (name, value, *_row(name, "", some, sum(count_slots(some, knowledge, MAIN).values(), Counter()))[2:])
        for name, notes in sets.items()
        for value, some in by(notes, "style")
    ]
    table("Slots by style", _SLOT_HEAD, styles)


def _field_tables(data: Path | None, halves: dict[str, dict[str, list[EvaluationNote]]], knowledge: Knowledge) -> None:
    sample = json.loads((EVALUATION / "sample_fields.json").read_text("utf-8"))
    corpora: dict[str, tuple[list[SourceNote], dict[str, Any]]] = {"sample workspace": (sample_workspace(), sample)}
    for half, folders in halves.items():
        for folder, notes in folders.items():
            if judged := fields_of(half, folder):
                corpora[f"{half}: {folder}"] = ([note.source for note in notes], judged)
    if data is not None and (data / "fields_gold.json").exists():
        for name, judged in json.loads((data / "fields_gold.json").read_text("utf-8")).items():
            is_sales = name == "sales_notes"
            listed = [note.source for note in read_json(data / name / "notes.json")] if is_sales else minutes_corpus(data / "minutes" / name)
            corpora[name] = (listed, judged)
    rows = [row for name, (notes, judged) in corpora.items() for row in ranking_rows(name, notes, judged, knowledge)]
    groups = {
        "mean, unseen companies": [row for row in rows if row[0].startswith("unseen")],
        "mean, judged by others": [row for row in rows if ":" not in row[0] and row[0] != "sample workspace"],
        "mean, Japanese of those": [row for row in rows if ":" not in row[0] and row[0] not in ("sample workspace", "electron_governance_en")],
    }
    for title, some in groups.items():
        if some:
            rows.append((title, "", *(f"{sum(float(row[at]) for row in some) / len(some):.3f}" for at in range(2, 8))))
    table("Field ranking", ("corpus", "notes", "AP", "P@10", "recall@R", "AP plain count", "P@10 plain", "recall@R plain"), rows)
    contributions = {name: ([contribute(note, knowledge) for note in notes], judged) for name, (notes, judged) in corpora.items()}
    table("Whole corpora", ("corpus", "what", "figure", "detail"), list(corpus_rows(contributions, knowledge, judge)))


def _speed_tables(notes: list[SourceNote], knowledge: Knowledge) -> None:
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
    steps = {"first": cpu_s(lambda: rank(many, knowledge)), "again": cpu_s(lambda: rank(many, knowledge))}
    saved = []
    for number in range(9):
        many.add(replace(rng.choice(base), note_id=f"saved {number}", account="account 1", month="2025-12"))
        saved.append(cpu_s(lambda: rank(many, knowledge)))
    steps["after a save, median of nine"] = sorted(saved)[4]
    table("Re-mine at 10,000 notes", ("step", "CPU ms"), [(f"rank, {name}", f"{took * 1000:.0f}") for name, took in steps.items()])


if __name__ == "__main__":
    main()
