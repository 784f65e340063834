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
from notes_app.search.snippets import Needles, highlight, needles_of, opening, snippets_of
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
    ordered = list(candidates)
    if asked:
        head = candidates[: reread_count(request.query, words)]
        scores = refine(request.query, asked, [(each.score, each.read()) for each in head], rarity)
        best = sorted(range(len(head)), key=lambda at: (-scores[at], at))
        ordered[: len(head)] = [Candidate(scores[at], head[at].read) for at in best]
    needles = needles_of(asked, is_question=request.query.is_question) if asked else Needles(())
    aliases = {alias: fold_text(alias) for each in words for alias in each.aliases}
    page = ordered[request.offset : request.offset + request.limit]
    return tuple([_hit(candidate, needles, aliases) for candidate in page])


def _hit(candidate: Candidate, needles: Needles, aliases: Mapping[str, str]) -> SearchHit:
    read = candidate.read()
    note = read.note
    in_title = _holds(read.title, needles.literals)
    elsewhere = in_title or _holds(read.own, needles.literals)
    held_on = note.held_on
    snippets = snippets_of(note.body, needles, folded=read.folded_body, by_word=not elsewhere, held_on=held_on, title=note.title)
    if in_title:  # a heading that says the title over again shows nothing more
        snippets = tuple([snippet for snippet in snippets if snippet.text != note.title]) or opening(note.body, note.title)
    attached: tuple[AttachedSnippet, ...] = ()
    if note.passages:
        is_shown = in_title or any(snippet.highlights for snippet in snippets)
        attached = attached_snippets(note, read.own, attached_parts(read.folded), needles, by_word=not is_shown)
    return SearchHit(
        note_id=note.note_id, path=note.path, title=note.title, score=round(candidate.score, 4), snippets=snippets,
        account=note.account, author=note.author, kind=note.kind, held_on=held_on,
        title_highlights=highlight(note.title, needles.literals) if in_title else (),
        matched_aliases=tuple([alias for alias, text in aliases.items() if text in read.folded]) if aliases else (),
        attached=attached,
    )  # fmt: skip


def _holds(text: str, literals: Sequence[str]) -> bool:
    return True in map(text.__contains__, literals)  # asked for every hit, and `any` over a generator takes thrice the time
