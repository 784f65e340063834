"""One field judged: what it is called, of what type, how sure, required or not needed, with evidence. Pure.

What costs little is asked first: most labels of a large corpus are neither fields nor worth naming as unneeded.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from notes_app.mining.fields.aside_chance import Habit, is_aside, is_telling
from notes_app.mining.fields.asides import is_aside_label
from notes_app.mining.fields.candidates import Candidate, UnneededReason
from notes_app.mining.fields.cluster import Cluster
from notes_app.mining.fields.corpus import Corpus
from notes_app.mining.fields.facts import Facts
from notes_app.mining.fields.scoring import FieldCounts, confidence_of, confidence_word, score_field
from notes_app.mining.fields.unneeded import DEAL, MIN_WRITERS, unneeded_reason
from notes_app.mining.label_model import NOTHING, guess_concepts

REQUIRED_NOTES, REQUIRED_AUTHORS = 0.6, 0.5
NO_DEAL = 0.4  # what a deal's field weighs among notes that are not about deals: as much as a label nobody lists
FIELD_SHARE, FIELD_SCORE = 0.02, 0.004
"""Share of the notes, and score, that a label nobody lists must reach to be a field."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A cluster, the candidate made of it, why it is not needed (None: it is a field), and (author, month) -> its notes."""

    cluster: Cluster
    candidate: Candidate
    reason: UnneededReason | None
    months: Counter[tuple[str, str]]


def judge(corpus: Corpus, cluster: Cluster, facts: Facts) -> Judged | None:
    """Return what a cluster is, None where it is neither a field nor one that is not needed."""
    concept = facts.concept
    counts = FieldCounts(
        labelled=facts.labelled, cued=facts.cued, filled=facts.filled, repeats=facts.repeats, people=facts.people, authors=facts.authors,
        accounts=facts.accounts, notes_total=corpus.total, authors_total=corpus.authors_total, accounts_total=corpus.accounts_total,
        is_known=bool(cluster.concept),
    )  # fmt: skip
    reason = unneeded_reason(
        labelled=counts.labelled, filled=counts.filled, values=facts.values, authors=counts.authors, authors_total=corpus.authors_total,
        is_known=counts.is_known, is_metadata=facts.sources == {"metadata"}, people=counts.people,
        is_free_text=bool(concept and concept.value_type in ("text", "longtext")),
        is_aside=is_small_talk(corpus, cluster, facts), recent=_recent_fill(cluster, corpus, facts),
    )  # fmt: skip
    score = score_field(counts) * (NO_DEAL if cluster.concept in DEAL and not corpus.sales else 1)
    if reason is None and not _is_field(counts, score):
        return None
    shown, key = facts.shown(cluster, corpus), _key_of(cluster, corpus, facts.lead)
    if not shown.names or key in corpus.decisions.dropped:
        return None
    notes = counts.labelled + counts.cued
    confidence = confidence_of(counts)
    candidate = Candidate(
        key=key, concept=cluster.concept, label=corpus.decisions.renames.get(key, shown.names[0]), labels=shown.names, type=shown.type,
        choices=shown.choices, notes=notes, labelled_notes=counts.labelled, cue_notes=counts.cued, authors=counts.authors,
        accounts=counts.accounts, support=notes / max(1, corpus.total), required=_required(corpus, facts, notes),
        confidence=confidence, confidence_word=confidence_word(confidence), score=score, reasons=reasons_of(counts, notes),
        group=concept.group if concept else "その他", order=shown.order, evidence=shown.evidence, by_month=shown.by_month,
    )  # fmt: skip
    return Judged(cluster, candidate, reason, facts.months)


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


def is_small_talk(corpus: Corpus, cluster: Cluster, facts: Facts) -> bool:
    """Return whether one of several writers keeps this label, and for small talk or housekeeping most likely."""
    return may_be_habit(corpus, facts) and is_aside(habit_of(corpus, cluster, facts))


def may_be_habit(corpus: Corpus, facts: Facts) -> bool:
    """Return whether one of several writers alone keeps this label, and it is nobody's name, mostly."""
    return facts.authors == 1 and corpus.authors_total >= MIN_WRITERS and facts.people * 2 <= facts.labelled


def habit_of(corpus: Corpus, cluster: Cluster, facts: Facts) -> Habit:
    """Return what speaks for or against small talk in a cluster."""
    is_told = bool(cluster.concept) or is_telling(facts.kinds) or is_aside_label(facts.lead)  # then nobody asks what its syllables mean
    meant = (NOTHING, 0.0) if is_told else next(iter(guess_concepts(facts.lead, corpus.knowledge.lexicon)), (NOTHING, 0.0))
    return Habit(facts.lead, cluster.concept, facts.labelled, facts.filled, facts.asides, facts.kinds, facts.until, facts.follows, meant, facts.is_read, facts.people > 0)


def _recent_fill(cluster: Cluster, corpus: Corpus, facts: Facts) -> tuple[int, int]:
    """Return in how many notes of the later half the label stands, and in how many of them it is filled; (0, 0) if it never was."""
    if not corpus.since or not facts.filled or facts.filled * 2 > facts.labelled:
        return 0, 0
    filled = facts.filled_notes()
    late = [note_id for note_id in cluster.notes if corpus.aggregate.notes[note_id] >= corpus.since]
    return len(late), sum(note_id in filled for note_id in late)


def _key_of(cluster: Cluster, corpus: Corpus, lead: str) -> str:
    """Return the concept's name for the first cluster of a concept, else the folded label: stable as labels come and go."""
    if not cluster.concept:
        return lead
    own = {key[0] for key in cluster.keys}
    biggest = next((count for count, label in corpus.biggest.get(cluster.concept, ()) if label not in own), 0)
    return cluster.concept if len(cluster.notes) >= biggest else lead


def _required(corpus: Corpus, facts: Facts, notes: int) -> bool:
    if corpus.total < 4 or not corpus.recent or notes < REQUIRED_NOTES * corpus.recent:
        return False
    having = sum(min(count, corpus.aggregate.months[at]) for at, count in facts.months.items() if at[1] >= corpus.since)
    several = corpus.authors_total <= 1 or facts.authors >= REQUIRED_AUTHORS * corpus.authors_total
    return having >= REQUIRED_NOTES * corpus.recent and several


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
