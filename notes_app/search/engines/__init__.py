"""The engines behind `SearchIndex`, by name. `bootstrap` opens one; nothing else names them."""

from __future__ import annotations

from pathlib import Path

from notes_app.errors import NotesAppError
from notes_app.search.engines.swapping import Opener, SwappingIndex

ENGINES = ("whoosh", "tantivy", "memory")


class UnknownEngineError(NotesAppError):
    """Facts: engine, known."""

    ja = "検索エンジン {engine} はありません。{known} から選んでください。"
    en = "There is no search engine {engine}. Choose one of {known}."


def open_index(engine: str, folder: Path) -> SwappingIndex:
    """Return the index of `engine` kept in `folder`, made empty when there is none or it cannot be read.

    Raises:
        UnknownEngineError: `engine` is not one of `ENGINES`.
    """
    return SwappingIndex(folder, _opener(engine))


def _opener(engine: str) -> Opener:
    if engine == "whoosh":
        from notes_app.search.engines import whoosh

        return Opener(whoosh.WhooshIndex, whoosh.ENGINE_VERSION, whoosh.prepare_note)
    if engine == "tantivy":
        from notes_app.search.engines import tantivy
        from notes_app.search.engines.tantivy_documents import prepare_document

        return Opener(tantivy.TantivyIndex, tantivy.ENGINE_VERSION, prepare_document)
    if engine == "memory":
        from notes_app.search.analysis import analyse
        from notes_app.search.engines import memory

        return Opener(lambda _folder: memory.MemoryIndex(), memory.ENGINE_VERSION, analyse, is_kept=False)
    raise UnknownEngineError(engine=engine, known=", ".join(ENGINES))
