"""Read a PDF page by page, with PDFium (the engine of Chrome): it knows the Japanese fonts that are named and not embedded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from notes_app.extraction.extracted import Extracted, ReadPassage, gathered
from notes_app.extraction.zip_bounds import BadFileError, EncryptedFileError

_MOST_PAGES = 5_000
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff々〆ー]")
_FULL_RATIO = 0.85  # of the longest line of a page: a line so long was broken because it was full


def read_pdf(data: bytes) -> Extracted:
    """Return the text of each page.

    Raises:
        EncryptedFileError: it asks for a password.
        BadFileError: it cannot be opened.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise (EncryptedFileError if "assword" in str(error) or "ecurity" in str(error) else BadFileError)(str(error)) from error
    return gathered(_pages(document))


def _pages(document: Any) -> Iterator[ReadPassage]:
    for number in range(min(len(document), _MOST_PAGES)):
        try:
            text = document[number].get_textpage().get_text_range()
        except MemoryError:
            raise
        except Exception:  # noqa: S112 - one page that cannot be read must not hide the others
            continue
        # PDFium marks a word that was hyphenated at the end of a line by U+FFFE.
        yield ReadPassage("page", str(number + 1), unwrapped(text.replace("\r\n", "\n").replace("\ufffe", "")))


def unwrapped(text: str) -> str:
    """Return the text of a page with Japanese words whole that stand on two lines: full lines end anywhere, inside a word too."""
    lines = text.split("\n")
    full = _FULL_RATIO * max(len(line) for line in lines)
    pieces = [lines[0]]
    for before, line in pairwise(lines):
        is_broken = len(before) >= full and _JAPANESE.match(before[-1:]) and _JAPANESE.match(line[:1])
        pieces.append(line if is_broken else f"\n{line}")
    return "".join(pieces)
