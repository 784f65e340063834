"""From an engine's best candidates to the hits a person sees: read again, put in order, cut to the page, shown.

Pure but for what the engine hands over to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from notes_app.search.analysis import attached_parts, own_part
from notes_app.search.attached import attached_snippets
from notes_app.search.index import SearchHit, SearchRequest
from notes_app.search.kept import KeptNote
from notes_app.search.probes import probe_of
from notes_app.search.query_tree import Words
from notes_app.search.ranking import REFINED, REFINED_WORD, Rarity, refine
from notes_app.search.snippets import Needles, highlight, needles_of, snippets_of
from notes_app.search.terms import Folded, fold_text
from notes_app.search.variants import SEPARATOR


@dataclass(frozen=True, slots=True)
class Candidate:
    """One note that matches. score: the engine's. The others read it when asked; only the best few are."""

    score: float
    folded: Callable[[], str]
    kept: Callable[[], KeptNote]
    runs: Callable[[], str] = str


def hits_of(
    request: SearchRequest, words: Sequence[Words], candidates: Sequence[Candidate], rarity: Rarity
) -> tuple[SearchHit, ...]:
    """Return the page of hits that `request` asks for, out of candidates that come best first."""
    asked = [(each, probe_of(each)) for each in words]
    ordered = [(candidate.score, candidate) for candidate in candidates]
    if asked:
        head = candidates[: REFINED if request.query.is_question or len(asked) > 1 else REFINED_WORD]
        scores = refine(request.query, asked, [_read(each) for each in head], rarity)
        best = sorted(range(len(head)), key=lambda at: (-scores[at], at))
        ordered[: len(head)] = [(scores[at], head[at]) for at in best]
    needles = needles_of(asked, is_question=request.query.is_question) if asked else Needles(())
    aliases = {alias: fold_text(alias) for each in words for alias in each.aliases}
    page = ordered[request.offset : request.offset + request.limit]
    return tuple(_hit(score, candidate, needles, aliases) for score, candidate in page)


def _read(candidate: Candidate) -> tuple[float, str, str]:
    note = candidate.kept()
    return candidate.score, candidate.folded(), f"{note.title}\n{note.body}"


def _hit(score: float, candidate: Candidate, needles: Needles, aliases: Mapping[str, str]) -> SearchHit:
    note, folded = candidate.kept(), candidate.folded()
    own = own_part(folded)
    elsewhere = any(literal in own for literal in needles.literals)
    title = own.partition(SEPARATOR)[0]
    in_title = elsewhere and any(literal in title for literal in needles.literals)
    body = Folded(own.rpartition(SEPARATOR)[2], way) if (way := note.way) else None
    snippets = snippets_of(note.body, needles, folded=body, by_word=not elsewhere, held_on=note.held_on)
    is_shown = in_title or any(snippet.highlights for snippet in snippets)
    return SearchHit(
        note_id=note.note_id, path=note.path, title=note.title, score=round(score, 4), snippets=snippets,
        account=note.account, author=note.author, kind=note.kind, held_on=note.held_on,
        title_highlights=highlight(note.title, needles.literals) if in_title else (),
        matched_aliases=tuple(alias for alias, text in aliases.items() if text in folded),
        attached=attached_snippets(note, own, attached_parts(folded), needles, by_word=not is_shown) if note.passages else (),
    )  # fmt: skip
