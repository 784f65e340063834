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
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3Segment, W3TermInfo
from whoosh.fields import FieldType
from whoosh.formats import Existence
from whoosh.matching.mcore import ListMatcher, NullMatcher
from whoosh.reading import TermNotFound

_HEADER = struct.Struct("<BI")
_DELTA_TYPES = {1: np.dtype("<u1"), 2: np.dtype("<u2"), 4: np.dtype("<u4")}

Postings = tuple[NDArray[np.int64], NDArray[np.uint8]]
"""Document numbers, ascending, and the weight of the term in each."""


def pack_postings(documents: Any, weights: Any) -> bytes:
    """Return a posting list as bytes; `documents` ascend."""
    numbers = np.asarray(documents, dtype=np.int64)
    deltas = np.diff(numbers, prepend=0)
    highest = int(deltas.max(initial=0))
    size = 1 if highest < 1 << 8 else 2 if highest < 1 << 16 else 4
    heavy = np.clip(np.asarray(weights, dtype=np.float64), 0, 255).astype(np.uint8)
    return b"".join((_HEADER.pack(size, len(numbers)), deltas.astype(_DELTA_TYPES[size]).tobytes(), heavy.tobytes()))


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
            yield term.encode("utf-8", "surrogatepass"), 1, weight, b""

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")

    def from_bytes(self, packed: bytes) -> str:
        return packed.decode("utf-8", "surrogatepass")


class GroupingPool:
    """Gathers the postings of one commit by term; stands in for Whoosh's sorting pool of single postings."""

    def __init__(self) -> None:
        self._fields: dict[str, dict[bytes, tuple[list[int], list[float]]]] = {}

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        field_name, term, document, weight, _ = item
        terms = self._fields.setdefault(field_name, {})
        held = terms.get(term)
        if held is None:
            terms[term] = ([document], [weight])
        else:
            held[0].append(document)
            held[1].append(weight)

    def iter_postings(self) -> GroupingPool:
        return self

    def groups(self) -> Iterator[tuple[str, bytes, list[int], list[float]]]:
        for field_name in sorted(self._fields):
            terms = self._fields[field_name]
            for term in sorted(terms):
                documents, weights = terms[term]
                yield field_name, term, documents, weights

    def cleanup(self) -> None:
        self._fields = {}


class NotesFieldWriter(W3FieldWriter):
    """Writes whole posting lists at a time."""

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Any]) -> None:
        groups = items.groups() if isinstance(items, GroupingPool) else _grouped(items)
        open_field: str | None = None
        for field_name, term, documents, weights in groups:
            if field_name != open_field:
                if open_field is not None:
                    self.finish_field()
                self.start_field(field_name, schema[field_name])
                open_field = field_name
            packed = pack_postings(documents, weights)
            info = W3TermInfo()
            info._df = len(documents)
            info._weight = float(sum(weights))
            info._minid, info._maxid = documents[0], documents[-1]
            info._minlength = 0
            info.set_extent(self._postfile.tell(), len(packed))
            self._postfile.write(packed)
            self._tindex.add(struct.pack("!H", self._fieldid) + term, info.to_bytes())
        if open_field is not None:
            self.finish_field()


def _grouped(items: Iterable[tuple[str, bytes, int, float, bytes]]) -> Iterator[tuple[str, bytes, list[int], list[float]]]:
    pool = GroupingPool()
    for item in items:
        pool.add(item)
    return pool.groups()


class NotesSegment(W3Segment):
    """A segment written by `NotesCodec`; the name is what the table of contents keeps."""


class NotesCodec(W3Codec):
    """Whoosh's codec with posting lists as arrays."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> NotesFieldWriter:
        return NotesFieldWriter(self, storage, segment)

    def new_segment(self, storage: Any, indexname: str) -> NotesSegment:
        return NotesSegment(self, indexname)

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None) -> Any:
        documents, weights = unpack_postings(_packed(dbfile, terminfo))
        if not len(documents):
            return NullMatcher()
        return ListMatcher(
            documents.tolist(), weights.tolist(), [b""] * len(documents), format_, scorer=scorer, term=term, terminfo=terminfo
        )


def read_postings(terms_reader: Any, field_name: str, term: str) -> Postings | None:
    """Return the postings of a term from a segment's term reader, None when it holds no such term."""
    try:
        info = terms_reader.term_info(field_name, term.encode("utf-8", "surrogatepass"))
    except TermNotFound:
        return None
    return unpack_postings(_packed(terms_reader._postfile, info))


def _packed(file: Any, info: Any) -> bytes:
    offset, length = info.extent()
    return bytes(file.get(offset, length[0] if isinstance(length, tuple) else length))  # Whoosh reads back a tuple
