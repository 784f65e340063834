"""One segment of the Whoosh index as searching sees it: arrays of documents, kept as long as the segment lives."""

# mypy: disable-error-code="no-untyped-call, misc, assignment, override, arg-type, call-overload"
# Whoosh types a part of itself only.

from __future__ import annotations

import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import SegmentReader

from notes_app.search.analysis import key_of, run_literal
from notes_app.search.dates import Period
from notes_app.search.engines.whoosh_codec import Postings, read_postings
from notes_app.search.probes import Probe
from notes_app.search.query_tree import AllOf, AnyOf, FieldIs, Has, HeldIn, Node, Not, Words
from notes_app.search.terms import fold_text, query_grams

Mask = NDArray[np.bool_]
_HELD_BYTES = 64 << 20  # of a segment's texts that are held in memory once they are looked through
_GAP, _BLOCK = 4_096, 1 << 20  # of longer ones: bytes that are read over to spare a call; bytes read at once
_KEPT_POSTINGS = 4096  # posting lists kept decoded a segment, the least used go first
_EMPTY: Postings = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint8))


class Segment:
    """Read-only; what changes about a segment (deletions) makes a new `Segment` over the same reader."""

    def __init__(self, storage: Any, schema: Any, segment: Any) -> None:
        self.segment_id: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._reader = SegmentReader(storage, schema, segment)
        self._terms = self._reader._terms
        self._lock = threading.RLock()
        self._postings: OrderedDict[tuple[str, str], Postings | None] = OrderedDict()
        self._values: dict[str, list[tuple[str, str]]] = {}
        self._masks: dict[frozenset[str], Mask] = {}
        self.live: Mask = np.ones(self.size, dtype=np.bool_)
        self.live_count = self.size
        self.set_deleted(segment.deleted_docs())
        # Opened now: a writer of another process may merge the segment away and delete its files at any time.
        self._texts = (self._folded, self._runs, self._notes)
        self._counts = (self.days, self.gram_counts, self.word_counts)

    def set_deleted(self, documents: Iterable[int]) -> None:
        live = np.ones(self.size, dtype=np.bool_)
        deleted = list(documents)
        if deleted:
            live[deleted] = False
        self.live, self.live_count = live, self.size - len(deleted)

    def close(self) -> None:
        for text in self._texts:
            text.close()
        self._reader.close()

    def postings(self, field: str, term: str) -> Postings:
        """Return the postings of a term, empty when there are none."""
        key = (field, term)
        with self._lock:
            if key in self._postings:
                self._postings.move_to_end(key)
                return self._postings[key] or _EMPTY
            found = self._postings[key] = read_postings(self._terms, field, term)
            if len(self._postings) > _KEPT_POSTINGS:
                self._postings.popitem(last=False)
            return found or _EMPTY

    def _column(self, name: str) -> Any:
        return self._reader._perdoc.column_reader(name, self._reader.schema[name].column_type)

    def _numbers(self, name: str) -> NDArray[np.int64]:
        with self._lock:
            return np.fromiter(self._column(name).load(), dtype=np.int64, count=self.size)

    @cached_property
    def days(self) -> NDArray[np.int64]:
        """The ordinal of each note's day, 0 where it has none."""
        return self._numbers("day")

    @cached_property
    def gram_counts(self) -> NDArray[np.int64]:
        return self._numbers("gram_count")

    @cached_property
    def word_counts(self) -> NDArray[np.int64]:
        return self._numbers("word_count")

    @cached_property
    def _folded(self) -> _Texts:
        return _Texts(self._column("folded"))

    @cached_property
    def _runs(self) -> _Texts:
        return _Texts(self._column("runs"))

    def folded(self, document: int) -> str:
        return str(self._folded[document], "utf-8", "surrogatepass")

    @cached_property
    def _notes(self) -> _Texts:
        return _Texts(self._column("note"))

    def stored(self, document: int) -> bytes:
        return self._notes[document]

    def values(self, name: str) -> list[tuple[str, str]]:
        """Return every value of a key ("account", …) in this segment, each with its folded form."""
        with self._lock:
            if name not in self._values:
                prefix = f"{name}=".encode()
                found: list[tuple[str, str]] = []
                for field, term in self._reader.terms_from("keys", prefix):
                    if field != "keys" or not term.startswith(prefix):
                        break
                    value = term[len(prefix) :].decode("utf-8", "surrogatepass")
                    found.append((value, fold_text(value).strip()))
                self._values[name] = found
            return self._values[name]

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """Every word of this segment."""
        with self._lock:
            terms = takewhile(lambda term: term[0] == "words", self._terms.terms_from("words", b""))
            return tuple(form.decode("utf-8", "surrogatepass") for _, form in terms)

    def readable(self, readers: frozenset[str]) -> Mask:
        """Return which documents a person with these tokens may read and are not deleted."""
        mask = self._masks.get(readers)
        if mask is None:
            mask = self._any_key(f"readers={token}" for token in readers)
            if len(self._masks) > 64:
                self._masks.clear()
            self._masks[readers] = mask
        return mask & self.live

    def about(self, account: str) -> Mask:
        """Return which documents are about exactly this account, however its name is typed."""
        sought = fold_text(account).strip()
        return self._any_key(
            f"account={value}" for value, folded in self.values("account") if folded == sought
        )

    def among(self, note_ids: Iterable[str]) -> Mask:
        """Return which documents are one of these notes."""
        return self._any_key(key_of("id", note_id) for note_id in note_ids)

    def mask_of(self, node: Node, probe_of: Callable[[Words], Probe]) -> Mask:
        """Return which documents answer `node`."""
        if isinstance(node, Words):
            return self.answers(probe_of(node))
        if isinstance(node, Not):
            return ~self.mask_of(node.part, probe_of)
        if isinstance(node, AllOf | AnyOf):
            masks = [self.mask_of(part, probe_of) for part in node.parts]
            combine = np.logical_and if isinstance(node, AllOf) else np.logical_or
            return np.asarray(combine.reduce(masks), dtype=np.bool_)
        if isinstance(node, HeldIn):
            return self._held_in(node.period)
        if isinstance(node, FieldIs):
            return self._any_key(
                f"{node.field}={v}" for v, folded in self.values(node.field) if node.value in folded
            )
        assert isinstance(node, Has)
        return self._any_key([f"has={node.what}"])

    def answers(self, probe: Probe) -> Mask:
        """Return which documents hold a literal, a run of words or a mark of `probe`; all when it asks for nothing."""
        if probe.is_empty:
            return np.ones(self.size, dtype=np.bool_)
        mask = self._any_key(probe.marks)
        for literal in probe.literals:
            documents = self._holding_all("grams", query_grams(literal))
            if len(literal) > 2 and len(documents):
                documents = self._verified(documents, self._folded, literal, known=mask)
            mask[documents] = True
        for run in probe.runs:
            documents = self._holding_all("words", tuple(dict.fromkeys(run)))
            if len(run) > 1 and len(documents):
                documents = self._verified(documents, self._runs, run_literal(run), known=mask)
            mask[documents] = True
        return mask

    def _held_in(self, period: Period) -> Mask:
        first = period.start.toordinal() if period.start else 1
        last = period.end.toordinal() if period.end else 10**9
        return (self.days >= first) & (self.days <= last)

    def _any_key(self, keys: Iterable[str]) -> Mask:
        mask = np.zeros(self.size, dtype=np.bool_)
        for key in keys:
            mask[self.postings("keys", key)[0]] = True
        return mask

    def _holding_all(self, field: str, terms: tuple[str, ...]) -> NDArray[np.int64]:
        lists = sorted((self.postings(field, term)[0] for term in terms), key=len)
        if not lists or not len(lists[0]):
            return _EMPTY[0]
        documents = lists[0]
        for others in lists[1:]:
            at = np.searchsorted(others, documents)
            at[at == len(others)] = 0
            documents = documents[others[at] == documents]
            if not len(documents):
                break
        return documents

    def _verified(
        self, documents: NDArray[np.int64], texts: _Texts, sought: str, *, known: Mask
    ) -> NDArray[np.int64]:
        """Return those documents whose text really holds `sought`; n-grams alone only say it may."""
        needle = sought.encode("utf-8", "surrogatepass")
        unsure = documents[~known[documents] & self.live[documents]]
        return unsure[texts.holding(unsure, needle)]


class _Texts:
    """One text a document, in the segment's file: single ones are read as they are asked for, those looked through are held.

    Read and not mapped: where a mapped file is cut short, the system ends the process that looks there.
    """

    def __init__(self, column: Any) -> None:
        self._file = os.dup(column._dbfile.file.fileno())
        self._starts = np.asarray(column._offsets, dtype=np.int64) + column._basepos
        self._ends = self._starts + np.asarray(column._lengths, dtype=np.int64)
        self._held = b""

    def __getitem__(self, document: int) -> bytes:
        return self._read(int(self._starts[document]), int(self._ends[document]))

    def holding(self, documents: NDArray[np.int64], needle: bytes) -> Mask:
        """Return which of `documents`, ascending, hold `needle`."""
        starts, ends = self._starts[documents].tolist(), self._ends[documents].tolist()
        found: list[bool] = []
        while len(found) < len(starts):
            first, stop, block = self._block(starts, ends, len(found))
            find = block.find
            found += [find(needle, start - first, end - first) >= 0 for start, end in zip(starts[len(found) : stop], ends[len(found) : stop], strict=True)]
        return np.array(found, dtype=np.bool_)

    def _block(self, starts: Sequence[int], ends: Sequence[int], at: int) -> tuple[int, int, bytes]:
        """Return texts from the one numbered `at` on: where they begin, the number after the last, and their bytes."""
        whole = int(self._ends.max(initial=0))
        if whole <= _HELD_BYTES:
            self._held = self._held or self._read(0, whole)
            return 0, len(starts), self._held
        stop = at + 1
        while stop < len(starts) and starts[stop] - ends[stop - 1] < _GAP and ends[stop] - starts[at] < _BLOCK:
            stop += 1
        return starts[at], stop, self._read(starts[at], ends[stop - 1])

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _read(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` to `end`.

        Raises:
            EOFError: the file has been cut short.
        """
        if sys.platform == "win32":  # has no pread; the index is asked by one thread at a time
            os.lseek(self._file, start, os.SEEK_SET)
            read = os.read(self._file, end - start)
        else:
            read = os.pread(self._file, end - start, start)
        if len(read) < end - start:
            raise EOFError(f"{len(read)} of {end - start} bytes at {start}")
        return read
