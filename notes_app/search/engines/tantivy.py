"""The second embedded engine, for large folders: tantivy, fed with our terms ready made.

Bigrams are kept with their positions, so a literal is a phrase of bigrams and needs no second look. The change-log
cursor is a document of its own, replaced in the same commit as the notes. tantivy's BM25 has fixed parameters: it
picks the candidates of a question, and our own BM25 weighs those. `tantivy_search.py` asks, `tantivy_documents.py` has what is kept.
"""

from __future__ import annotations

import json
import pickle
import threading
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Query

from notes_app.search.engines.tantivy_documents import (
    CURSOR_ID,
    PreparedDocument,
    document_of,
    key_prefixes,
    prepare_document,
    schema_of_notes,
    stored,
)
from notes_app.search.engines.tantivy_search import Search, Snapshot
from notes_app.search.index import IndexedNote, SearchRequest, SearchResult

ENGINE_VERSION = f"tantivy {version('tantivy')}, schema 8"
_HEAP_BYTES = 50_000_000
_BLOCK_BYTES = 4_096  # of kept notes
_PATIENCE_S = 3.0  # for a writer that another process still holds


class TantivyIndex:
    """`SearchIndex` over a tantivy index in `folder`, which is made when it does not exist."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._meta = folder / "meta.json"
        self._schema = schema_of_notes()
        if not self._meta.exists():
            self._make()
        self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        terms = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("terms", terms)
        single = tantivy.Tokenizer.ngram(min_gram=1, max_gram=1, prefix_only=False)
        self._index.register_tokenizer("characters", tantivy.TextAnalyzerBuilder(single).build())
        self._index.config_reader("manual")  # no thread of its own that reads files: `_snapshot` follows the meta file
        self._lock = threading.RLock()
        self._standing: tuple[object, Snapshot] | None = None
        self._writer: Any = None
        self._snapshot()

    def _make(self) -> None:
        """Make an index whose kept notes lie in small blocks: a page of hits is twenty of them, each from a block that is unpacked whole.

        The library's Python side has no way to say so, and it is read from the file that describes the index.
        """
        tantivy.Index(self._schema, path=str(self._meta.parent), reuse=True)
        description = json.loads(self._meta.read_bytes())
        description["index_settings"]["docstore_blocksize"] = _BLOCK_BYTES
        beside = self._meta.with_suffix(".made")
        beside.write_text(json.dumps(description), "utf-8")
        beside.replace(self._meta)

    def replace(
        self, notes: Iterable[IndexedNote], *, remove: Sequence[str] = (), cursor: int | None = None
    ) -> None:
        given = {note.note_id: note for note in notes}
        gone = {*remove, *given, *((CURSOR_ID,) if cursor is not None else ())}
        self._commit(gone, map(prepare_document, given.values()), cursor)

    def fill(self, prepared: Iterable[PreparedDocument], *, cursor: int) -> None:
        self._commit((), prepared, cursor)

    def _commit(self, gone: Iterable[str], prepared: Iterable[PreparedDocument], cursor: int | None) -> None:
        with self._lock:
            writer = self._open_writer()
            try:
                for note_id in gone:
                    writer.delete_documents_by_term("id", note_id)
                for each in prepared:
                    writer.add_document(document_of(each))
                if cursor is not None:
                    writer.add_document(tantivy.Document(id=CURSOR_ID, note=pickle.dumps(cursor)))
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
            self._snapshot()

    def _open_writer(self) -> Any:
        """Return the writer, kept from the first commit on: its merges go on between commits."""
        patient_until = time.monotonic() + _PATIENCE_S
        while self._writer is None:
            try:
                self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            except ValueError as error:  # another process is about to let go of it
                if "LockBusy" not in str(error) or time.monotonic() > patient_until:
                    raise
                time.sleep(0.05)
        return self._writer

    def search(self, request: SearchRequest) -> SearchResult:
        return Search(self._snapshot(), request).run()

    def values(self, name: str) -> tuple[str, ...]:
        """Return every value of a key ("account", "author", …) in the index."""
        searcher = self._searcher()
        return tuple(
            sorted({key.removeprefix(prefix) for prefix in key_prefixes(name) for key, _ in searcher.terms_with_prefix("keys", prefix)})
        )

    def vocabulary(self) -> tuple[str, ...]:
        """Return every word of the index, in normal form and folded."""
        searcher = self._searcher()
        return tuple(sorted({form for field in ("words", "attached_words") for form, _ in searcher.terms_with_prefix(field, "")}))

    def count(self) -> int:
        searcher = self._searcher()
        return int(searcher.num_docs) - len(searcher.search(self._cursor_query(), 1).hits)

    def cursor(self) -> int:
        searcher = self._searcher()
        found = searcher.search(self._cursor_query(), 1).hits
        return int(pickle.loads(stored(searcher, found[0][1]))) if found else 0  # noqa: S301 - our own file, derived

    def _cursor_query(self) -> Any:
        return Query.term_query(self._schema, "id", CURSOR_ID, index_option="basic")

    def clear(self) -> None:
        with self._lock:
            writer = self._open_writer()
            writer.delete_all_documents()
            writer.commit()
            self._snapshot()

    def close(self) -> None:
        with self._lock:
            if self._writer is not None:
                self._writer.wait_merging_threads()
                self._writer = None

    def _searcher(self) -> Any:
        return self._snapshot().searcher

    def _snapshot(self) -> Snapshot:
        """Return the index as it stands, following meta.json, which another thread or process may have moved on."""
        stat = self._meta.stat()
        seen = (stat.st_ino, stat.st_mtime_ns)
        standing = self._standing
        if standing is None or standing[0] != seen:
            json.loads(self._meta.read_bytes())
            self._index.reload()
            self._standing = standing = (seen, Snapshot(self._index.searcher(), self._schema))
        return standing[1]
