"""From an engine's best candidates to the hits a person sees: read again, put in order, cut to the page, shown.

Pure but for what the engine hands over to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from notes_app.search.analysis import attached_parts
from notes_app.search.attached import attached_snippets
from notes_app.search.index import AttachedSnippet, SearchHit, SearchRequest
from notes_app.search.kept import ReadNote
from notes_app.search.probes import probe_of
from notes_app.search.query_tree import Words
from notes_app.search.ranking import Rarity, refine, reread_count
from notes_app.search.snippets import Needles, highlight, holds, needles_of, opening, snippets_of
from notes_app.search.terms import fold_text


class Candidate(NamedTuple):
    """One note that matches. score: the engine's. read: only the best few are read, when it comes to them."""

    score: float
    read: Callable[[], ReadNote]


def hits_of(
    request: SearchRequest, words: Sequence[Words], candidates: Sequence[Candidate], rarity: Rarity
) -> tuple[SearchHit, ...]:
    """Return the page of hits that `request` asks for, out of candidates that come best first."""
    asked = [(each, probe_of(each)) for each in words]
    head = candidates[: reread_count(request.query, words)] if asked else ()
    ranked: list[tuple[float, ReadNote]] = []
    if head:
        read = [candidate.read() for candidate in head]
        scores = refine(request.query, asked, [candidate.score for candidate in head], read, rarity)
        ranked = [(scores[at], read[at]) for at in sorted(range(len(head)), key=lambda at: (-scores[at], at))]
    needles = needles_of(asked, is_question=request.query.is_question) if asked else Needles(())
    aliases = {alias: fold_text(alias) for each in words for alias in each.aliases}
    first, last = request.offset, request.offset + request.limit
    rest = [(candidate.score, candidate.read()) for candidate in candidates[max(first, len(ranked)) : last]]
    return tuple([_hit(score, note, needles, aliases) for score, note in [*ranked[first:last], *rest]])


def _hit(score: float, read: ReadNote, needles: Needles, aliases: Mapping[str, str]) -> SearchHit:
    note, literals = read.note, needles.literals
    in_title = holds(read.title, literals)
    held_on = note.held_on
    snippets = snippets_of(read.text, needles, own=read.own, held_on=held_on, title=note.title)
    if in_title:  # a heading that says the title over again shows nothing more
        snippets = tuple([snippet for snippet in snippets if snippet.text != note.title]) or opening(note.body, note.title)
    attached: tuple[AttachedSnippet, ...] = ()
    if note.passages:
        is_shown = in_title or any(snippet.highlights for snippet in snippets)
        attached = attached_snippets(note, read.own, attached_parts(read.folded), needles, by_word=not is_shown)
    return SearchHit(
        note.note_id, note.path, note.title, round(score, 4), snippets, note.account, note.author, note.kind, held_on,
        highlight(note.title, literals) if in_title else (),
        tuple([alias for alias, text in aliases.items() if text in read.folded]) if aliases else (), attached,
    )  # fmt: skip
