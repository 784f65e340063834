"""One field judged: what it is called, of what type, how sure, required or not needed, with evidence. Pure.

What costs little is asked first: most labels of a large corpus are neither fields nor worth naming as unneeded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from notes_app.mining.aggregate import KeyTally
from notes_app.mining.asides import SPEAKS_OF_ASIDES, is_aside_label
from notes_app.mining.candidates import Candidate, UnneededReason
from notes_app.mining.cluster import Cluster
from notes_app.mining.corpus import Corpus
from notes_app.mining.evidence import Evidence
from notes_app.mining.kinds import field_type
from notes_app.mining.knowledge import Concept
from notes_app.mining.label_model import NOTHING, guess_concepts
from notes_app.mining.naming import field_names
from notes_app.mining.scoring import FieldCounts, choices_of, confidence_of, confidence_word, score_field
from notes_app.mining.unneeded import Habit, unneeded_reason

REQUIRED_NOTES, REQUIRED_AUTHORS = 0.6, 0.5
EVIDENCE_SHOWN = 5
TELLING_KINDS = ("date", "datetime", "money", "person_list", "company", "percent", "stage", "action_list", "phone", "email")
FIELD_SHARE, FIELD_SCORE = 0.02, 0.004
"""Share of the notes, and score, that a label nobody lists must reach to be a field."""
_CHOSEN_TYPES = ("enum", "text", "longtext")  # dates and people are never told by their values


@dataclass(frozen=True, slots=True)
class Judged:
    """A cluster, the candidate made of it, why it is not needed (None: it is a field), and (author, month) -> its notes."""

    cluster: Cluster
    candidate: Candidate
    reason: UnneededReason | None
    months: Counter[tuple[str, str]]


def judge(corpus: Corpus, cluster: Cluster, cue_notes: set[str]) -> Judged | None:
    """Return what a cluster is, None where it is neither a field nor one that is not needed.

    cue_notes: notes in which sentences alone say its concept.
    """
    tallies = cluster.tallies(corpus.aggregate)
    concept = corpus.knowledge.lexicon.by_name.get(cluster.concept)
    lead = max(cluster.keys, key=lambda key: (len(corpus.aggregate.keys[key].marks), key))[0]
    authors, accounts, months = _spread(tallies, cluster.cue if cue_notes else None)
    counts = _counts(corpus, cluster, cue_notes, tallies, len(authors), len(accounts))
    kinds = _merged(tallies, "kinds")
    values = _merged(tallies, "values") if concept is None or concept.value_type in _CHOSEN_TYPES else Counter[str]()
    sources = {name for tally in tallies for name in tally.sources}
    reason = unneeded_reason(
        labelled=counts.labelled, filled=counts.filled, values=values, authors=counts.authors, authors_total=corpus.authors_total,
        is_known=counts.is_known, is_metadata=sources == {"metadata"}, people=counts.people,
        is_free_text=bool(concept and concept.value_type in ("text", "longtext")),
        is_aside=counts.authors == 1 and _habit(cluster, corpus, lead, kinds, tallies).is_aside(), recent=_recent_fill(cluster, corpus),
    )  # fmt: skip
    score = score_field(counts)
    if reason is None and not _is_field(counts, score):
        return None
    labels = _merged(tallies, "labels")
    # said more often than labelled: its own name says better what it is than one writer's label
    names = field_names(cluster.concept, labels, counts.labelled, corpus.knowledge.lexicon, mostly_said=counts.cued > counts.labelled)
    key = _key_of(cluster, corpus, lead)
    if not names or key in corpus.decisions.dropped:
        return None
    choices = choices_of(values, kinds) if not concept or concept.value_type in ("enum", "text") else ()
    notes = counts.labelled + counts.cued
    by_month: Counter[str] = Counter()
    for (_, month), count in months.items():
        if month:
            by_month[month] += count
    confidence = confidence_of(counts)
    candidate = Candidate(
        key=key, concept=cluster.concept, label=corpus.decisions.renames.get(key, names[0]), labels=names,
        type=field_type(concept, dict(kinds), choices), choices=choices,
        notes=notes, labelled_notes=counts.labelled, cue_notes=counts.cued, authors=counts.authors, accounts=counts.accounts,
        support=notes / max(1, corpus.total), required=_required(corpus, months, counts.authors, notes),
        confidence=confidence, confidence_word=confidence_word(confidence), score=score, reasons=reasons_of(counts, notes),
        group=concept.group if concept else "その他", order=_order(concept, tallies),
        evidence=_evidence(cluster, corpus, cue_notes, tallies), by_month=dict(sorted(by_month.items())),
    )  # fmt: skip
    return Judged(cluster, candidate, reason, months)


def _merged(tallies: Sequence[KeyTally], name: str) -> Counter[str]:
    """Return the sum of one of the tallies' counters; not to be changed, as it may be a tally's own."""
    if len(tallies) == 1:
        own: Counter[str] = getattr(tallies[0], name)
        return own
    merged: Counter[str] = Counter()
    for tally in tallies:
        merged.update(getattr(tally, name))
    return merged


def _spread(tallies: Sequence[KeyTally], cue: KeyTally | None) -> tuple[set[str], set[str], Counter[tuple[str, str]]]:
    """Return the writers, the accounts, and (author, month) -> notes."""
    every = [*tallies, cue] if cue else list(tallies)
    authors = set().union(*(tally.authors for tally in every)) - {""}
    accounts = set().union(*(tally.accounts for tally in every)) - {""}
    if len(every) == 1:
        return authors, accounts, every[0].months
    months: Counter[tuple[str, str]] = Counter()
    for tally in every:
        months.update(tally.months)
    return authors, accounts, months


def _counts(corpus: Corpus, cluster: Cluster, cue_notes: set[str], tallies: Sequence[KeyTally], authors: int, accounts: int) -> FieldCounts:
    return FieldCounts(
        labelled=len(cluster.notes), cued=len(cue_notes), filled=len(cluster.filled), repeats=sum(tally.repeats for tally in tallies),
        people=sum(tally.people for tally in tallies), authors=authors, accounts=accounts, notes_total=corpus.total,
        authors_total=corpus.authors_total, accounts_total=corpus.accounts_total, is_known=bool(cluster.concept),
    )  # fmt: skip


def _is_field(counts: FieldCounts, score: float) -> bool:
    if counts.people * 2 > counts.labelled:
        return False
    if not counts.is_known and counts.people and counts.repeats > 3 * counts.labelled:
        return False  # a speaker: known as a person in some notes, heard again and again in all
    if counts.is_known:
        return True
    if counts.authors_total >= 3 and counts.authors < 2:
        return False
    return counts.labelled + counts.cued >= max(2, round(FIELD_SHARE * counts.notes_total)) and score > FIELD_SCORE


def _habit(cluster: Cluster, corpus: Corpus, label: str, kinds: Counter[str], tallies: Sequence[KeyTally]) -> Habit:
    is_told = bool(cluster.concept) or is_aside_label(label)  # then nobody asks what its syllables mean
    guess = (NOTHING, 0.0) if is_told else next(iter(guess_concepts(label, corpus.knowledge.lexicon)), (NOTHING, 0.0))
    telling = sum(kinds[kind] for kind in TELLING_KINDS) * 2 > sum(kinds.values())
    is_idle = sum(tally.asides for tally in tallies) >= SPEAKS_OF_ASIDES * len(cluster.filled) > 0
    is_plain = all(key[1] in ("", cluster.concept) for key in cluster.keys) and not any(tally.also for tally in tallies)
    return Habit(label, cluster.concept, len(cluster.notes), guess, telling, is_idle, is_plain)


def _recent_fill(cluster: Cluster, corpus: Corpus) -> tuple[int, int]:
    """Return in how many notes of the later half the label stands, and in how many of them it is filled; (0, 0) if it never was."""
    if not corpus.since or not cluster.filled or len(cluster.filled) * 2 > len(cluster.notes):
        return 0, 0
    late = [note_id for note_id in cluster.notes if corpus.aggregate.notes[note_id] >= corpus.since]
    return len(late), sum(note_id in cluster.filled for note_id in late)


def _key_of(cluster: Cluster, corpus: Corpus, lead: str) -> str:
    """Return the concept's name for the first cluster of a concept, else the folded label: stable as labels come and go."""
    if not cluster.concept:
        return lead
    own = {key[0] for key in cluster.keys}
    biggest = next((count for count, label in corpus.biggest.get(cluster.concept, ()) if label not in own), 0)
    return cluster.concept if len(cluster.notes) >= biggest else lead


def _required(corpus: Corpus, months: Counter[tuple[str, str]], authors: int, notes: int) -> bool:
    if corpus.total < 4 or not corpus.recent or notes < REQUIRED_NOTES * corpus.recent:
        return False
    having = sum(min(count, corpus.aggregate.months[at]) for at, count in months.items() if at[1] >= corpus.since)
    several = corpus.authors_total <= 1 or authors >= REQUIRED_AUTHORS * corpus.authors_total
    return having >= REQUIRED_NOTES * corpus.recent and several


def _order(concept: Concept | None, tallies: Sequence[KeyTally]) -> int:
    """Return where the field stands: the dictionary's place, else behind it, as people order their labels."""
    if concept:
        return concept.order
    return 1000 + sum(tally.positions for tally in tallies) // max(1, sum(len(tally.marks) for tally in tallies))


def reasons_of(counts: FieldCounts, notes: int) -> tuple[str, ...]:
    """Return why this looks like a field, as codes."""
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


def _evidence(cluster: Cluster, corpus: Corpus, cue_notes: set[str], tallies: Sequence[KeyTally]) -> tuple[Evidence, ...]:
    """Return up to five pieces of evidence: filled ones first, the newest notes first."""
    pool = cluster.filled or cluster.notes
    in_body = [tally for tally in tallies if "" not in tally.labels]
    if len(in_body) < len(tallies):
        pool = (cluster.filled & {note_id for tally in in_body for note_id in tally.marks}) or pool
    ordered = [*in_body, *(tally for tally in tallies if "" in tally.labels)]
    found: list[Evidence] = []
    for note_id in corpus.newest(pool, EVIDENCE_SHOWN):
        tally = next((one for one in ordered if note_id in one.marks), None)
        if tally is not None:
            found.extend(tally.evidence([note_id]))
    if cluster.cue and len(found) < EVIDENCE_SHOWN:
        found.extend(cluster.cue.evidence(sorted(cue_notes)[:EVIDENCE_SHOWN]))
    return tuple(found[:EVIDENCE_SHOWN])
