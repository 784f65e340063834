"""Fields that nobody has given a label and that sentences say: they go by the dictionary's names. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from notes_app.mining.fields.candidates import Candidate
from notes_app.mining.fields.corpus import Corpus
from notes_app.mining.fields.facts import EVIDENCE_SHOWN
from notes_app.mining.fields.judging import reasons_of
from notes_app.mining.fields.naming import usual_names
from notes_app.mining.fields.scoring import FieldCounts, confidence_of, confidence_word, score_field
from notes_app.mining.fields.unneeded import DEAL
from notes_app.mining.kinds import field_type

MIN_SAID = 3
_SAID_ONLY = 0.4  # nobody has given it a label: a weaker case for a field of its own


def said_only(corpus: Corpus, have: Collection[str]) -> Iterator[Candidate]:
    """Yield candidates for concepts that sentences say and nobody has written as a label. have: concepts that are fields already."""
    decisions, total = corpus.decisions, corpus.total
    for (label, name), tally in corpus.aggregate.keys.items():
        concept = corpus.knowledge.lexicon.by_name.get(name)
        said = len(tally.marks)
        if label or name in have or concept is None or said < MIN_SAID or name in decisions.dropped or (not corpus.sales and name in DEAL):
            continue
        counts = FieldCounts(
            labelled=0, cued=said, filled=0, repeats=0, people=0, authors=len(tally.authors), accounts=len(tally.accounts),
            notes_total=total, authors_total=corpus.authors_total, accounts_total=corpus.accounts_total, is_known=True,
        )  # fmt: skip
        by_month: Counter[str] = Counter()
        for (_, month), count in tally.months.items():
            by_month[month] += count
        confidence = confidence_of(counts) * 0.8
        yield Candidate(
            key=name, concept=name, label=decisions.renames.get(name, name), labels=usual_names(concept), type=field_type(concept, {}, ()),
            choices=(), notes=said, labelled_notes=0, cue_notes=said, authors=counts.authors, accounts=counts.accounts, support=said / total,
            required=False, confidence=confidence, confidence_word=confidence_word(confidence), score=score_field(counts) * _SAID_ONLY,
            reasons=reasons_of(counts, said), group=concept.group, order=concept.order,
            evidence=tally.evidence(corpus.newest(tally.marks.keys(), EVIDENCE_SHOWN)), by_month=dict(by_month),
        )  # fmt: skip
