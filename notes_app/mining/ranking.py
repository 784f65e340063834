"""From sums to a report: cluster, type, score, required, order, group, unneeded, drift. Pure."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from notes_app.mining.aggregate import Aggregate, KeyId, MiningDecisions
from notes_app.mining.asides import SPEAKS_OF_ASIDES, is_aside_label
from notes_app.mining.candidates import Candidate, Drift, MiningReport, Unneeded, UnneededReason
from notes_app.mining.cluster import Cluster, cluster_keys
from notes_app.mining.drift import (
    MIN_CHANGE,
    MIN_Z,
    discoveries,
    first_month_of_new,
    halves_of,
    measure_change,
    split_month,
    strata_of,
)
from notes_app.mining.evidence import Evidence
from notes_app.mining.kinds import field_type
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.label_model import NOTHING, guess_concepts
from notes_app.mining.naming import CompanyNames, field_names
from notes_app.mining.quotes import values_in
from notes_app.mining.scoring import FieldCounts, choices_of, confidence_of, confidence_word, score_field
from notes_app.mining.unneeded import DEAL, MIN_NOTES, SAME_SHARE, Habit, is_copy, unneeded_reason

REQUIRED_NOTES, REQUIRED_AUTHORS = 0.6, 0.5
RECENT_SHARE = 0.5  # "recent" is the later half of the months
EVIDENCE_SHOWN = 5
COPIES_SAMPLED = 30  # notes looked at to see that two fields say the same
TELLING_KINDS = ("date", "datetime", "money", "person_list", "company", "percent", "stage", "action_list", "phone", "email")
SMALL_CORPUS = 40  # notes from which on a concept must stand in two of them
SAID_OF_DEALS = ("予算", "決裁者", "確度")
DEAL_SHARE = 0.05
_SAID_ONLY = 0.4  # nobody has given it a label: a weaker case for a field of its own


def rank_fields(aggregate: Aggregate, knowledge: Knowledge, decisions: MiningDecisions) -> MiningReport:
    """Return the whole report."""
    total = len(aggregate.notes)
    authors_total = sum(1 for name in aggregate.authors if name)
    accounts_total = sum(1 for name in aggregate.accounts if name)
    since = split_month(aggregate.months)
    fields: list[Candidate] = []
    unneeded: list[Unneeded] = []
    watched: list[tuple[Candidate, Counter[tuple[str, str]]]] = []
    judged: dict[str, _Judged] = {}
    companies = CompanyNames([*knowledge.companies, *aggregate.accounts])
    sales = speaks_of_deals(aggregate)
    corpus = _Corpus(aggregate, knowledge, decisions, authors_total, accounts_total, since)
    for cluster in cluster_keys(aggregate, knowledge.lexicon, decisions):
        heard = cluster.cue and _leads(cluster, fields) and (sales or cluster.concept not in DEAL)
        cue_notes = set(cluster.cue.marks) - cluster.notes if cluster.cue and heard else set()
        is_named = bool(cluster.concept and cluster.notes) or any(is_aside_label(key[0]) for key in cluster.keys)
        least = 2 if total >= (SMALL_CORPUS if is_named else 4) else 1
        if len(cluster.notes) + len(cue_notes) < least or (not cluster.concept and all(key[0] in companies for key in cluster.keys)):
            continue
        candidate, reason, months = _candidate(corpus, cluster, cue_notes)
        if candidate.key in decisions.dropped or not candidate.labels:
            continue
        if reason:
            unneeded.append(Unneeded(candidate.key, candidate.label, reason, candidate.notes, candidate.evidence))
        elif _is_field(candidate, cluster, aggregate, total, authors_total):
            fields.append(candidate)
            judged[candidate.key] = _Judged(cluster, candidate)
        else:
            continue
        if reason != "metadata_duplicate":
            watched.append((candidate, months))
    for copy in _copies(judged, aggregate):
        fields.remove(copy)
        unneeded.append(Unneeded(copy.key, copy.label, "duplicate_of", copy.notes, copy.evidence))
    fields.extend(_said_only(aggregate, knowledge, decisions, fields, authors_total, accounts_total, sales=sales))
    fields.sort(key=lambda one: (-one.score, -one.notes, one.key))
    drift = _drift(aggregate, watched, since)
    fading = {one.key for one in drift if one.direction == "fading" and not one.tentative}
    unneeded.extend(
        Unneeded(one.key, one.label, "fading", one.notes, one.evidence)
        for one in fields
        if one.key in fading and _recent_share(one, since, aggregate) < 0.1
    )
    unneeded.sort(key=lambda one: (-one.notes, one.key))
    return MiningReport(total, authors_total, tuple(fields), tuple(unneeded), drift)


class _Corpus:
    """What every candidate is measured against, worked out once."""

    def __init__(
        self, aggregate: Aggregate, knowledge: Knowledge, decisions: MiningDecisions, authors_total: int, accounts_total: int, since: str
    ) -> None:
        self.aggregate, self.knowledge, self.decisions = aggregate, knowledge, decisions
        self.authors_total, self.accounts_total, self.since = authors_total, accounts_total, since
        self.by_month: dict[str, set[str]] = {}
        for note_id, month in aggregate.notes.items():
            self.by_month.setdefault(month, set()).add(note_id)
        self.recent = sum(count for (_, month), count in aggregate.months.items() if month >= since)
        self.newest_first = sorted(self.by_month, reverse=True)
        self.of_concept: dict[str, list[KeyId]] = {}
        for key in aggregate.keys:
            if key[0] and key[1]:
                self.of_concept.setdefault(key[1], []).append(key)

    def newest(self, notes: Set[str], count: int) -> list[str]:
        """Return the `count` newest of these notes, newest first."""
        found: list[str] = []
        for month in self.newest_first:
            found.extend(heapq.nlargest(count - len(found), notes & self.by_month[month]))
            if len(found) >= count:
                break
        return found


def speaks_of_deals(aggregate: Aggregate) -> bool:
    """Return whether these notes are about customers at all: at least two things of a deal are labelled, or said, in one in twenty.

    The minutes of a club name companies and people too; there they are no customers and no competitors.
    """
    enough = max(2, DEAL_SHARE * len(aggregate.notes))
    labelled: Counter[str] = Counter()
    for (label, concept), tally in aggregate.keys.items():
        if label and concept in DEAL:
            labelled[concept] += len(tally.marks)
    said = sum(("", name) in aggregate.keys and len(aggregate.keys["", name].marks) >= enough for name in SAID_OF_DEALS)
    return said + sum(count >= enough for count in labelled.values()) >= 2


@dataclass(frozen=True, slots=True)
class _Judged:
    """A cluster and the candidate made of it."""

    cluster: Cluster
    candidate: Candidate


def _copies(judged: Mapping[str, _Judged], aggregate: Aggregate) -> list[Candidate]:
    """Return candidates that say what another one says in the same notes: unknown labels, and second ones of a concept."""
    found = []
    for key, one in judged.items():
        notes = one.cluster.notes
        if key == one.candidate.concept or len(notes) < MIN_NOTES:
            continue
        sample = heapq.nsmallest(COPIES_SAMPLED, notes)
        own: dict[str, str] | None = None
        for other in judged.values():
            if other is one or len(other.cluster.notes) < len(notes):
                continue
            if sum(note_id in other.cluster.notes for note_id in sample) < SAME_SHARE * len(sample):
                continue
            own = values_in(one.cluster.tallies(aggregate), sample) if own is None else own
            if is_copy(own, values_in(other.cluster.tallies(aggregate), sample)):
                found.append(one.candidate)
                break
    return found


def _leads(cluster: Cluster, fields: Sequence[Candidate]) -> bool:
    """Return whether this cluster is the first of its concept: what sentences say belongs to one field only."""
    return all(one.concept != cluster.concept for one in fields)


def _recent_share(one: Candidate, since: str, aggregate: Aggregate) -> float:
    late = sum(count for (_, month), count in aggregate.months.items() if month >= since)
    return sum(count for month, count in one.by_month.items() if month >= since) / late if late else 1.0


def _merged(cluster: Cluster, aggregate: Aggregate, name: str) -> Counter[str]:
    merged: Counter[str] = Counter()
    for tally in cluster.tallies(aggregate):
        merged.update(getattr(tally, name))
    return merged


def _candidate(
    corpus: _Corpus, cluster: Cluster, cue_notes: set[str]
) -> tuple[Candidate, UnneededReason | None, Counter[tuple[str, str]]]:
    aggregate, knowledge, decisions = corpus.aggregate, corpus.knowledge, corpus.decisions
    authors_total, accounts_total, since = corpus.authors_total, corpus.accounts_total, corpus.since
    tallies = cluster.tallies(aggregate)
    labels = _merged(cluster, aggregate, "labels")
    kinds, sources = _merged(cluster, aggregate, "kinds"), _merged(cluster, aggregate, "sources")
    authors = {name for tally in tallies for name in tally.authors if name}
    accounts = {name for tally in tallies for name in tally.accounts if name}
    months: Counter[tuple[str, str]] = Counter()
    for tally in tallies:
        months.update(tally.months)
    if cluster.cue and cue_notes:
        authors |= {name for name in cluster.cue.authors if name}
        accounts |= {name for name in cluster.cue.accounts if name}
        months.update(cluster.cue.months)
    concept = knowledge.lexicon.by_name.get(cluster.concept)
    has_choices = concept is None or concept.value_type in ("enum", "text", "longtext")  # dates and people are never told by their values
    values = _merged(cluster, aggregate, "values") if has_choices else Counter[str]()
    lead = max(cluster.keys, key=lambda key: (len(aggregate.keys[key].marks), key))
    counts = FieldCounts(
        labelled=len(cluster.notes), cued=len(cue_notes), filled=len(cluster.filled), repeats=sum(t.repeats for t in tallies),
        people=sum(t.people for t in tallies), authors=len(authors), accounts=len(accounts), notes_total=len(aggregate.notes),
        authors_total=authors_total, accounts_total=accounts_total, is_known=bool(cluster.concept),
        is_heading_only=set(sources) <= {"heading"},
    )  # fmt: skip
    choices = choices_of(values, kinds) if not concept or concept.value_type in ("enum", "text") else ()
    key = _key_of(cluster, corpus, lead[0])
    by_month: Counter[str] = Counter()
    for (_, month), count in months.items():
        if month:
            by_month[month] += count
    confidence = confidence_of(counts)
    notes = len(cluster.notes) + len(cue_notes)
    reason = unneeded_reason(
        labelled=len(cluster.notes), filled=len(cluster.filled), values=values, authors=len(authors), authors_total=authors_total,
        is_known=bool(cluster.concept), is_metadata=bool(sources["metadata"]) and set(sources) == {"metadata"},
        people=sum(t.people for t in tallies), is_free_text=bool(concept and concept.value_type in ("text", "longtext")),
        is_aside=len(authors) == 1 and _habit(cluster, corpus, lead[0], kinds).is_aside(), recent=_recent_fill(cluster, aggregate, since),
    )  # fmt: skip
    # said more often than labelled: its own name says better what it is than one writer's label
    names = field_names(cluster.concept, labels, len(cluster.notes), knowledge.lexicon, mostly_said=len(cue_notes) > len(cluster.notes))
    candidate = Candidate(
        key=key, concept=cluster.concept, label=decisions.renames.get(key, names[0] if names else key),
        labels=names, type=field_type(concept.value_type if concept else "", dict(kinds), choices),
        choices=choices, notes=notes, labelled_notes=len(cluster.notes), cue_notes=len(cue_notes), authors=len(authors), accounts=len(accounts),
        support=notes / max(1, len(aggregate.notes)), required=_required(corpus, months, authors, notes),
        confidence=confidence, confidence_word=confidence_word(confidence), score=score_field(counts), reasons=_reasons(counts, notes),
        group=concept.group if concept else "その他", order=concept.order if concept else 1000 + sum(t.positions for t in tallies) // max(1, sum(len(t.marks) for t in tallies)),
        evidence=_evidence(cluster, corpus, cue_notes), by_month=dict(sorted(by_month.items())),
    )  # fmt: skip
    return candidate, reason, months


def _habit(cluster: Cluster, corpus: _Corpus, label: str, kinds: Counter[str]) -> Habit:
    guess = next(iter(guess_concepts(label, corpus.knowledge.lexicon)), (NOTHING, 0.0))
    telling = sum(kinds[kind] for kind in TELLING_KINDS) * 2 > sum(kinds.values())
    tallies = cluster.tallies(corpus.aggregate)
    is_idle = sum(tally.asides for tally in tallies) >= SPEAKS_OF_ASIDES * len(cluster.filled) > 0
    is_plain = all(key[1] in ("", cluster.concept) for key in cluster.keys) and not any(tally.also for tally in tallies)
    return Habit(label, cluster.concept, len(cluster.notes), guess, telling, is_idle, is_plain)


def _recent_fill(cluster: Cluster, aggregate: Aggregate, since: str) -> tuple[int, int]:
    """Return in how many notes of the later half the label stands, and in how many of them it is filled; (0, 0) if it never was."""
    if not since or not cluster.filled or len(cluster.filled) * 2 > len(cluster.notes):
        return 0, 0
    late = [note_id for note_id in cluster.notes if aggregate.notes[note_id] >= since]
    return len(late), sum(note_id in cluster.filled for note_id in late)


def _key_of(cluster: Cluster, corpus: _Corpus, lead: str) -> str:
    """Return the concept's name for the first cluster of a concept, else the folded label: stable as labels come and go."""
    if not cluster.concept:
        return lead
    rivals = [key for key in corpus.of_concept.get(cluster.concept, ()) if key not in cluster.keys]
    biggest = max((len(corpus.aggregate.keys[key].marks) for key in rivals), default=0)
    return cluster.concept if len(cluster.notes) >= biggest else lead


def _required(corpus: _Corpus, months: Counter[tuple[str, str]], authors: set[str], notes: int) -> bool:
    if len(corpus.aggregate.notes) < 4 or not corpus.recent or notes < REQUIRED_NOTES * corpus.recent:
        return False
    having = sum(min(count, corpus.aggregate.months[at]) for at, count in months.items() if at[1] >= corpus.since)
    several = corpus.authors_total <= 1 or len(authors) >= REQUIRED_AUTHORS * corpus.authors_total
    return having >= REQUIRED_NOTES * corpus.recent and several


def _reasons(counts: FieldCounts, notes: int) -> tuple[str, ...]:
    reasons = []
    if notes * 2 >= counts.notes_total:
        reasons.append("widely_used")
    if counts.authors >= 2:
        reasons.append("several_authors")
    elif counts.authors_total >= 2:
        reasons.append("one_author")
    if counts.is_known:
        reasons.append("known_concept")
    if counts.cued:
        reasons.append("said_in_sentences")
    if counts.labelled and counts.filled * 2 < counts.labelled:
        reasons.append("often_empty")
    if counts.labelled and counts.repeats > 2 * counts.labelled:
        reasons.append("repeats")
    return tuple(reasons)


def _evidence(cluster: Cluster, corpus: _Corpus, cue_notes: set[str]) -> tuple[Evidence, ...]:
    """Return up to five pieces of evidence: filled ones first, the newest notes first."""
    aggregate = corpus.aggregate
    pool = cluster.filled or cluster.notes
    if any("" in tally.labels for tally in cluster.tallies(aggregate)):
        in_body = {note_id for tally in cluster.tallies(aggregate) if "" not in tally.labels for note_id in tally.marks}
        pool = (cluster.filled & in_body) or pool
    newest = corpus.newest(pool, EVIDENCE_SHOWN * 2)
    found: list[Evidence] = []
    for note_id in newest:
        for tally in sorted(cluster.tallies(aggregate), key=lambda one: "" in one.labels):
            if note_id in tally.marks:
                found.extend(tally.evidence([note_id]))
                break
    if cluster.cue and len(found) < EVIDENCE_SHOWN:
        found.extend(cluster.cue.evidence(sorted(cue_notes)[:EVIDENCE_SHOWN]))
    return tuple(found[:EVIDENCE_SHOWN])


def _is_field(one: Candidate, cluster: Cluster, aggregate: Aggregate, total: int, authors_total: int) -> bool:
    people = sum(tally.people for tally in cluster.tallies(aggregate))
    if people * 2 > one.labelled_notes:
        return False
    if not one.concept and people and sum(t.repeats for t in cluster.tallies(aggregate)) > 3 * one.labelled_notes:
        return False  # a speaker: known as a person in some notes, heard again and again in all
    if one.concept:
        return True
    if authors_total >= 3 and one.authors < 2:
        return False
    return one.notes >= max(2, round(0.02 * total)) and one.score > 0.004


def _said_only(
    aggregate: Aggregate,
    knowledge: Knowledge,
    decisions: MiningDecisions,
    fields: Sequence[Candidate],
    authors_total: int,
    accounts_total: int,
    *,
    sales: bool,
) -> list[Candidate]:
    """Return candidates for concepts that sentences say and nobody has written as a label; they go by the dictionary's names."""
    have = {one.concept for one in fields}
    found = []
    for (label, name), tally in aggregate.keys.items():
        concept = knowledge.lexicon.by_name.get(name)
        if label or name in have or concept is None or len(tally.marks) < 3 or name in decisions.dropped:
            continue
        if not sales and name in DEAL:
            continue
        counts = FieldCounts(
            0,
            len(tally.marks),
            0,
            0,
            0,
            len(tally.authors),
            len(tally.accounts),
            len(aggregate.notes),
            authors_total,
            accounts_total,
            True,
            False,
        )
        by_month: Counter[str] = Counter()
        for (_, month), count in tally.months.items():
            by_month[month] += count
        confidence = confidence_of(counts) * 0.8
        newest = sorted(tally.marks, key=lambda at: (aggregate.notes[at], at), reverse=True)
        found.append(
            Candidate(
                name, name, decisions.renames.get(name, name), tuple(dict.fromkeys((name, *concept.labels[:3]))), field_type(concept.value_type, {}, ()), (), len(tally.marks), 0, len(tally.marks),
                counts.authors, counts.accounts, len(tally.marks) / len(aggregate.notes), False, confidence, confidence_word(confidence),
                score_field(counts) * _SAID_ONLY, _reasons(counts, len(tally.marks)), concept.group, concept.order, tally.evidence(newest[:EVIDENCE_SHOWN]), dict(by_month),
            )
        )  # fmt: skip
    return found


def _drift(aggregate: Aggregate, watched: Sequence[tuple[Candidate, Counter[tuple[str, str]]]], since: str) -> tuple[Drift, ...]:
    if not since:
        return ()
    halves = halves_of(aggregate.months, since)
    tests = [
        (one, months, change) for one, months in watched if (change := measure_change(strata_of(months, aggregate.months, since, halves)))
    ]
    passed = discoveries([change.p for _, _, change in tests])
    found = [
        Drift(one.key, one.label, "rising" if change.difference > 0 else "fading", since, change.tentative)
        for (one, _, change), real in zip(tests, passed, strict=True)
        if real and abs(change.difference) >= MIN_CHANGE and (abs(change.z) >= MIN_Z or change.tentative)
    ]
    calendar = sorted({month for _, month in aggregate.months if month})
    for one, months in watched:
        first = first_month_of_new(months, aggregate.months, calendar, since)
        if first:
            found = [other for other in found if other.key != one.key]
            found.append(Drift(one.key, one.label, "new", first))
    return tuple(sorted(found, key=lambda one: (one.direction, one.key)))


def with_label(one: Candidate, label: str) -> Candidate:
    """Return the candidate under another name."""
    return replace(one, label=label)
