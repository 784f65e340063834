"""Whoosh's own codec with leaner postings: one array of documents and one of weights a term, read in one go.

Stock Whoosh pickles and deflates postings in blocks of 128 and hands them out one by one; in Python that is where
both building and searching spend their time. This is Whoosh's codec extension point, nothing else changes: segments,
the term dictionary, columns, merging and the table of contents stay Whoosh's.

A posting list on disk, little endian: 1 byte size of a delta (1, 2 or 4), 4 bytes count, the deltas between
document numbers, then one byte of weight each.
"""

# mypy: disable-error-code="no-untyped-call, misc, assignment, override, arg-type, call-overload"
# Whoosh types a part of itself only.

from __future__ import annotations

import struct
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3Segment, W3TermInfo
from whoosh.fields import FieldType
from whoosh.formats import Existence
from whoosh.matching.mcore import ListMatcher, NullMatcher
from whoosh.reading import TermNotFound
from whoosh.writing import SegmentWriter

_HEADER = struct.Struct("<BI")
_DELTA_TYPES = {1: np.dtype("<u1"), 2: np.dtype("<u2"), 4: np.dtype("<u4")}

Postings = tuple[NDArray[np.int64], NDArray[np.uint8]]
"""Document numbers, ascending, and the weight of the term in each."""


def _encode(term: str) -> bytes:
    return term.encode("utf-8", "surrogatepass")


def _decode(term: bytes) -> str:
    return term.decode("utf-8", "surrogatepass")


def pack_postings(documents: Any, weights: Any) -> bytes:
    """Return a posting list as bytes; `documents` ascend."""
    numbers = np.asarray(documents, dtype=np.int64)
    deltas = numbers.copy()
    deltas[1:] -= numbers[:-1]
    highest = int(deltas.max(initial=0))
    size = 1 if highest < 1 << 8 else 2 if highest < 1 << 16 else 4
    heavy = np.asarray(weights, dtype=np.uint8)
    return b"".join(
        (_HEADER.pack(size, len(numbers)), deltas.astype(_DELTA_TYPES[size]).tobytes(), heavy.tobytes())
    )


def unpack_postings(packed: bytes) -> Postings:
    """Return what `pack_postings` packed."""
    size, count = _HEADER.unpack_from(packed)
    deltas = np.frombuffer(packed, _DELTA_TYPES[size], count, _HEADER.size)
    weights = np.frombuffer(packed, np.uint8, count, _HEADER.size + size * count)
    return np.cumsum(deltas, dtype=np.int64), weights


class TermsField(FieldType):
    """A field given its terms ready made: a mapping of term to weight (1 to 255)."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None)

    def index(self, value: dict[str, int], **_: Any) -> Iterator[tuple[bytes, int, int, bytes]]:
        for term, weight in value.items():
            yield _encode(term), 1, weight, b""

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else _encode(value)

    def from_bytes(self, packed: bytes) -> str:
        return _decode(packed)


class GroupingPool:
    """Gathers the postings of one commit in arrays; stands in for Whoosh's sorting pool of single postings."""

    def __init__(self) -> None:
        self._fields: dict[str, _Gathered] = {}

    def add_terms(self, field_name: str, document: int, terms: Sequence[str], weights: bytes) -> None:
        """Add all terms of one document at once, each with its weight, a byte."""
        self._field(field_name).add_terms(document, terms, weights)

    def add_list(self, field_name: str, term: str, postings: Postings) -> None:
        """Add a posting list of another segment, its documents already renumbered."""
        self._field(field_name).add_list(term, postings)

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Add one posting, as Whoosh hands them over."""
        field_name, term, document, weight, _ = item
        self.add_terms(field_name, document, [_decode(term)], bytes([int(weight)]))

    def iter_postings(self) -> GroupingPool:
        return self

    def groups(self) -> Iterator[tuple[str, bytes, Postings]]:
        """Yield (field, term, postings), in the order a term dictionary wants."""
        for field_name in sorted(self._fields):
            for term, postings in self._fields[field_name].groups():
                yield field_name, term, postings

    def cleanup(self) -> None:
        self._fields = {}

    def _field(self, name: str) -> _Gathered:
        if name not in self._fields:
            self._fields[name] = _Gathered()
        return self._fields[name]


class _Gathered:
    """The postings of one field: three arrays side by side, and a number for every term."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        self._terms, self._documents, self._weights = array("I"), array("I"), array("B")

    def add_terms(self, document: int, terms: Sequence[str], weights: bytes) -> None:
        self._terms.extend(map(self._numbers.__getitem__, terms))
        self._documents.extend(array("I", [document]) * len(terms))
        self._weights.frombytes(weights)

    def add_list(self, term: str, postings: Postings) -> None:
        documents, weights = postings
        self._terms.extend(repeat(self._numbers[term], len(documents)))
        self._documents.frombytes(documents.astype(np.uint32).tobytes())
        self._weights.frombytes(weights.astype(np.uint8).tobytes())

    def groups(self) -> Iterator[tuple[bytes, Postings]]:
        terms = np.frombuffer(self._terms, dtype=np.uint32)
        documents = np.frombuffer(self._documents, dtype=np.uint32).astype(np.int64)
        weights = np.frombuffer(self._weights, dtype=np.uint8)
        order = np.lexsort((documents, terms))
        documents, weights = documents[order], weights[order]
        ends = np.cumsum(np.bincount(terms, minlength=len(self._numbers))).tolist()
        for term, number in sorted((_encode(term), number) for term, number in self._numbers.items()):
            start = ends[number - 1] if number else 0
            yield term, (documents[start : ends[number]], weights[start : ends[number]])


class NotesFieldWriter(W3FieldWriter):
    """Writes whole posting lists at a time."""

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Any]) -> None:
        pool = items if isinstance(items, GroupingPool) else _pooled(items)
        open_field: str | None = None
        prefix = b""
        for field_name, term, postings in pool.groups():
            if field_name != open_field:
                if open_field is not None:
                    self.finish_field()
                self.start_field(field_name, schema[field_name])
                open_field, prefix = field_name, struct.pack("!H", self._fieldid)
            self._tindex.add(prefix + term, self._write_list(postings).to_bytes())
        if open_field is not None:
            self.finish_field()

    def _write_list(self, postings: Postings) -> W3TermInfo:
        documents, weights = postings
        packed = pack_postings(documents, weights)
        info = W3TermInfo()
        info._df = len(documents)
        info._weight = float(weights.sum())
        info._minid, info._maxid = int(documents[0]), int(documents[-1])
        info._minlength = 0
        info.set_extent(self._postfile.tell(), len(packed))
        self._postfile.write(packed)
        return info


def _pooled(items: Iterable[tuple[str, bytes, int, float, bytes]]) -> GroupingPool:
    pool = GroupingPool()
    for item in items:
        pool.add(item)
    return pool


class NotesWriter(SegmentWriter):
    """Whoosh's writer, gathering postings in arrays and merging segments list by list."""

    def __init__(self, index: Any, **options: Any) -> None:
        super().__init__(index, codec=NotesCodec(), compound=False, **options)
        self.gathered = self.pool = GroupingPool()

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: dict[int, int] | None) -> None:
        moved = np.full(reader.doc_count_all(), -1, dtype=np.int64)
        if docmap is None:
            moved = np.arange(startdoc, startdoc + len(moved))
        elif docmap:
            moved[list(docmap)] = list(docmap.values())
        for field_name, term in reader._terms.terms():
            postings = read_postings(reader._terms, field_name, _decode(term))
            if postings is None:
                continue
            documents = moved[postings[0]]
            kept = documents >= 0
            if kept.any():
                self.gathered.add_list(field_name, _decode(term), (documents[kept], postings[1][kept]))


class NotesSegment(W3Segment):
    """A segment written by `NotesCodec`; the name is what the table of contents keeps."""


class NotesCodec(W3Codec):
    """Whoosh's codec with posting lists as arrays."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> NotesFieldWriter:
        return NotesFieldWriter(self, storage, segment)

    def new_segment(self, storage: Any, indexname: str) -> NotesSegment:
        return NotesSegment(self, indexname)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        documents, weights = unpack_postings(_packed(dbfile, terminfo))
        if not len(documents):
            return NullMatcher()
        return ListMatcher(
            documents.tolist(),
            weights.tolist(),
            [b""] * len(documents),
            format_,
            scorer=scorer,
            term=term,
            terminfo=terminfo,
        )


def read_postings(terms_reader: Any, field_name: str, term: str) -> Postings | None:
    """Return the postings of a term from a segment's term reader, None when it holds no such term."""
    try:
        info = terms_reader.term_info(field_name, _encode(term))
    except TermNotFound:
        return None
    return unpack_postings(_packed(terms_reader._postfile, info))


def _packed(file: Any, info: Any) -> bytes:
    offset, length = info.extent()
    return bytes(
        file.get(offset, length[0] if isinstance(length, tuple) else length)
    )  # Whoosh reads back a tuple
