"""From sums to a report: cluster, judge each cluster, part fields from what is unneeded, find drift. Pure but for the aggregate's memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from notes_app.mining.fields.aggregate import Aggregate, MiningDecisions
from notes_app.mining.fields.ambiguity import REMARKS
from notes_app.mining.fields.candidates import Candidate, MiningReport, Unneeded, UnneededReason
from notes_app.mining.fields.cluster import Cluster, cluster_keys
from notes_app.mining.fields.copies import find_copies
from notes_app.mining.fields.corpus import Corpus
from notes_app.mining.fields.drift import find_drift
from notes_app.mining.fields.facts import Facts, facts_of
from notes_app.mining.fields.judging import Judged, is_small_talk, judge
from notes_app.mining.fields.naming import CompanyNames
from notes_app.mining.fields.said_only import said_only
from notes_app.mining.fields.unneeded import DEAL
from notes_app.mining.knowledge import Knowledge

SMALL_CORPUS = 40  # notes from which on a concept must stand in two of them
FEW_NOTES = 4  # and from which on any other label must
SECOND = 0.3  # what a further field of one concept weighs
FADED = 0.1  # share of the late notes below which a fading field is not needed


def rank_fields(aggregate: Aggregate, knowledge: Knowledge, decisions: MiningDecisions) -> MiningReport:
    """Return the whole report."""
    corpus = Corpus(aggregate, knowledge, decisions)
    judged = _judged(corpus)
    fields = [one for one in judged if one.reason is None]
    unneeded = [_unneeded(one.candidate, one.reason) for one in judged if one.reason]
    copies = {id(one) for one in find_copies(fields, aggregate)}
    unneeded += [_unneeded(one.candidate, "duplicate_of") for one in fields if id(one) in copies]
    kept = _seconds_lowered([one.candidate for one in fields if id(one) not in copies])
    kept.extend(said_only(corpus, {one.concept for one in kept}))
    kept.sort(key=lambda one: (-one.score, -one.notes, one.concept in REMARKS, one.key))
    watched = [(one.candidate.key, one.candidate.label, one.months, min(one.candidate.by_month, default="")) for one in judged if one.reason != "metadata_duplicate"]
    drift = find_drift(watched, aggregate.months, corpus.since)
    fading = {one.key for one in drift if one.direction == "fading" and not one.tentative}
    unneeded += [_unneeded(one, "fading") for one in kept if one.key in fading and _recent_share(one, corpus) < FADED]
    unneeded.sort(key=lambda one: (-one.notes, one.key))
    aggregate.memory = corpus.remembered
    return MiningReport(corpus.total, corpus.authors_total, tuple(kept), tuple(unneeded), drift)


def _judged(corpus: Corpus) -> list[Judged]:
    """Return the clusters that are fields or unneeded, biggest first."""
    companies = CompanyNames([*corpus.knowledge.companies, *corpus.aggregate.accounts])
    found: list[Judged] = []
    taken: set[str] = set()
    for cluster in cluster_keys(corpus.aggregate, corpus.knowledge.lexicon, corpus.decisions):
        # what sentences say belongs to the first field of its concept only
        heard = cluster.cue and cluster.concept not in taken and (corpus.sales or cluster.concept not in DEAL)
        facts = facts_of(corpus, cluster, heard=bool(heard))
        if facts.labelled + facts.cued < _least(corpus, cluster) and not _is_idle(corpus, cluster, facts):
            continue
        if not cluster.concept and all(key[0] in companies for key in cluster.keys):
            continue
        one = judge(corpus, cluster, facts)
        if one is not None:
            found.append(one)
            if one.reason is None:
                taken.add(cluster.concept)
    return found


def _seconds_lowered(fields: Sequence[Candidate]) -> list[Candidate]:
    """Return the fields, with a lower score for every further one of a concept: most likely one more way to write the first."""
    first: dict[str, Candidate] = {}
    for one in sorted(fields, key=lambda one: (-one.score, one.key)):
        if one.concept:
            first.setdefault(one.concept, one)
    return [one if not one.concept or first[one.concept] is one else replace(one, score=one.score * SECOND) for one in fields]


def _least(corpus: Corpus, cluster: Cluster) -> int:
    """Return in how many notes a cluster must stand."""
    is_named = bool(cluster.concept and cluster.notes)
    return 2 if corpus.total >= (SMALL_CORPUS if is_named else FEW_NOTES) else 1


def _is_idle(corpus: Corpus, cluster: Cluster, facts: Facts) -> bool:
    """Return whether nobody needs what stands in one note already: what the file says of itself, and small talk."""
    return corpus.total < SMALL_CORPUS and (facts.sources == {"metadata"} or is_small_talk(corpus, cluster, facts))


def _unneeded(one: Candidate, reason: UnneededReason) -> Unneeded:
    return Unneeded(one.key, one.label, reason, one.notes, one.evidence)


def _recent_share(one: Candidate, corpus: Corpus) -> float:
    late = sum(count for month, count in one.by_month.items() if month >= corpus.since)
    return late / corpus.recent if corpus.recent else 1.0
