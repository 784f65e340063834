"""What the labels of one cluster add up to. Kept with the aggregate: a saved note changes a few labels, the rest stays as it was.

Pure but for that memory, which holds nothing that could not be added up anew.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from itertools import filterfalse

from notes_app.mining.evidence import Evidence
from notes_app.mining.fields.aggregate import KeyTally
from notes_app.mining.fields.cluster import Cluster
from notes_app.mining.fields.corpus import Corpus
from notes_app.mining.fields.doubts import is_contradicted
from notes_app.mining.fields.naming import field_names
from notes_app.mining.fields.scoring import choices_of
from notes_app.mining.kinds import field_type
from notes_app.mining.knowledge import Concept

EVIDENCE_SHOWN = 5
_CHOSEN_TYPES = ("enum", "text", "longtext")  # dates and people are never told by their values


class Facts:
    """Sums over a cluster's tallies; what costs more is worked out when first asked for.

    labelled, filled, cued: notes with a label, with a filled one, and in which sentences alone say it. months: (author, month)
    -> notes. lead: the most used label. sources: where the labels stand. place, until: 0 to 100, where in the note they begin and end on average.
    """

    def __init__(self, cluster: Cluster, corpus: Corpus, cue: KeyTally | None) -> None:
        aggregate = corpus.aggregate
        self._tallies = tallies = cluster.tallies(aggregate)
        self.concept: Concept | None = corpus.knowledge.lexicon.by_name.get(cluster.concept)
        self.lead = max(cluster.keys, key=lambda key: (len(aggregate.keys[key].marks), key))[0]
        self._filled: set[str] | None = None
        said = set(filterfalse(cluster.notes.__contains__, cue.marks)) if cue else set()
        self._first_said = heapq.nsmallest(EVIDENCE_SHOWN, said)
        self._cue = cue if said else None
        self.labelled, self.filled, self.cued = len(cluster.notes), len(self.filled_notes()), len(said)
        every = [*tallies, cue] if cue and said else tallies
        self.authors, self.accounts = _named(every, "authors"), _named(every, "accounts")
        self.months = _added(every, "months")
        self.kinds: Counter[str] = _added(tallies, "kinds")
        has_choices = self.concept is None or self.concept.value_type in _CHOSEN_TYPES
        self.values: Counter[str] = _added(tallies, "values") if has_choices else Counter()
        self.sources = frozenset(name for tally in tallies for name in tally.sources)
        self.repeats, self.people = sum(tally.repeats for tally in tallies), sum(tally.people for tally in tallies)
        self.asides, self.follows = sum(tally.asides for tally in tallies), sum(tally.follows for tally in tallies)
        self.is_read = any(tally.read for tally in tallies)
        marks = max(1, sum(len(tally.marks) for tally in tallies))
        self.place, self.until = sum(tally.positions for tally in tallies) // marks, sum(tally.ends for tally in tallies) // marks
        self._shown: Shown | None = None

    def filled_notes(self) -> set[str]:
        """Return the notes in which a label of the cluster is filled; not to be changed."""
        if len(self._tallies) == 1:
            return self._tallies[0].filled
        if self._filled is None:
            self._filled = set().union(*(tally.filled for tally in self._tallies))
        return self._filled

    def shown(self, cluster: Cluster, corpus: Corpus) -> Shown:
        """Return what a card says of it."""
        if self._shown is None:
            self._shown = Shown(self, cluster, corpus)
            self._filled = None  # as large as all its notes together, and hardly asked for again
        return self._shown

    def labels(self) -> Counter[str]:
        """Return label as written -> notes."""
        return _added(self._tallies, "labels")

    def order(self) -> int:
        """Return where the field stands: the dictionary's place, else behind it, as people order their labels."""
        if self.concept:
            return self.concept.order
        return 1000 + self.place

    def evidence(self, cluster: Cluster, corpus: Corpus) -> tuple[Evidence, ...]:
        """Return up to five pieces of evidence: filled ones first, the newest notes first."""
        filled = self.filled_notes()
        pool = filled or cluster.notes
        in_body = [tally for tally in self._tallies if "" not in tally.labels]
        if len(in_body) < len(self._tallies):
            pool = (filled & {note_id for tally in in_body for note_id in tally.marks}) or pool
        ordered = [*in_body, *(tally for tally in self._tallies if "" in tally.labels)]
        found: list[Evidence] = []
        for note_id in corpus.newest(pool, EVIDENCE_SHOWN):
            found.extend(next((one.evidence([note_id]) for one in ordered if note_id in one.marks), ()))
        if self._cue:
            found.extend(self._cue.evidence(self._first_said))
        return tuple(found[:EVIDENCE_SHOWN])


class Shown:
    """Names, type, choices, months, place and evidence of a cluster."""

    def __init__(self, facts: Facts, cluster: Cluster, corpus: Corpus) -> None:
        concept, lexicon, labels = facts.concept, corpus.knowledge.lexicon, facts.labels()
        # said more often than labelled: its own name says better what it is than one writer's label
        self.names = field_names(cluster.concept, labels, facts.labelled, lexicon, mostly_said=facts.cued > facts.labelled)
        self.choices = choices_of(facts.values, facts.kinds) if not concept or concept.value_type in ("enum", "text") else ()
        is_other = concept is not None and is_contradicted(facts.kinds, facts.filled, concept)  # 開始：4月1日 is no time of day
        self.type = field_type(None if is_other else concept, dict(facts.kinds), self.choices)
        by_month: Counter[str] = Counter()
        for (_, month), count in facts.months.items():
            if month:
                by_month[month] += count
        self.by_month = dict(sorted(by_month.items()))
        self.order, self.evidence = facts.order(), facts.evidence(cluster, corpus)


def _named(tallies: Sequence[KeyTally], name: str) -> int:
    """Return how many names one of the tallies' counters have together, those of nobody left out."""
    names = getattr(tallies[0], name) if len(tallies) == 1 else set().union(*(getattr(tally, name) for tally in tallies))
    return len(names) - ("" in names)


def _added(tallies: Sequence[KeyTally], name: str) -> Counter:  # type: ignore[type-arg]
    """Return the sum of one of the tallies' counters; not to be changed, as it may be a tally's own."""
    if len(tallies) == 1:
        own: Counter = getattr(tallies[0], name)  # type: ignore[type-arg]
        return own
    merged: Counter = Counter()  # type: ignore[type-arg]
    held = merged.get
    for tally in tallies:
        for what, count in getattr(tally, name).items():  # `update` looks at each counter's type first; most hold one name
            merged[what] = held(what, 0) + count
    return merged


def facts_of(corpus: Corpus, cluster: Cluster, *, heard: bool) -> Facts:
    """Return the facts of a cluster, those of last time where none of its labels has changed. heard: with what sentences say."""
    cue = cluster.cue if heard else None
    keys = corpus.aggregate.keys
    key = (cluster.concept, tuple(cluster.keys), heard)
    stamp = (*(keys[one].changed for one in cluster.keys), cue.changed if cue else 0)
    held = corpus.memory.get(key)
    if held is None or held[0] != stamp:
        held = (stamp, Facts(cluster, corpus, cue))
    corpus.remembered[key] = held
    return held[1]
