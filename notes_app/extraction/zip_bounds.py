"""Look into a zip before a library opens it: how many parts, how large, how tightly packed, and no XML entities. Pure.

Source: https://owasp.org/www-community/vulnerabilities/XML_External_Entity_(XXE)_Processing; ECMA-376 part 2 forbids DTDs.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

MOST_PARTS = 20_000
LARGEST_TOTAL_BYTES = 200 * 1024 * 1024
HIGHEST_RATIO = 200
_RATIO_FREE_BYTES = 4 * 1024 * 1024  # a small sheet of one repeated value packs a thousandfold and harms nobody
_DECLARATION = re.compile(rb"<\s*!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class TooLargeError(ValueError):
    """The zip unpacks to more than the bounds of this module."""


class EncryptedFileError(ValueError):
    """The file asks for a password."""


class BadFileError(ValueError):
    """The file is not what it says it is."""


class CheckedZip:
    """A zip whose bounds were checked; parts are read one by one, and never more of one than it said it holds.

    Raises:
        TooLargeError, EncryptedFileError, BadFileError: when made, or when a part is read.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise BadFileError(str(error)) from error
        parts = self._archive.infolist()
        total, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
        if len(parts) > MOST_PARTS or total > LARGEST_TOTAL_BYTES:
            raise TooLargeError(f"{len(parts)} parts, {total} bytes")
        if total > _RATIO_FREE_BYTES and total > HIGHEST_RATIO * max(packed, 1):
            raise TooLargeError(f"packed {total // max(packed, 1)} to 1")
        if any(part.flag_bits & 1 for part in parts):
            raise EncryptedFileError("zip")
        self.names = [part.filename for part in parts]

    def read_xml(self, name: str) -> bytes:
        """Return one part of XML that declares no document type and no entity."""
        data = self.read(name)
        flat = data.replace(b"\x00", b"")  # UTF-16 writes each of these letters with a zero byte
        if _DECLARATION.search(flat):
            raise BadFileError(f"{name}: DOCTYPE or ENTITY")
        return data

    def read(self, name: str) -> bytes:
        try:
            size = self._archive.getinfo(name).file_size
            with self._archive.open(name) as part:
                data = part.read(size + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise BadFileError(f"{name}: {error}") from error
        if len(data) > size:
            raise TooLargeError(f"{name} is larger than it says")
        return data

    def check_xml(self) -> None:
        """Check every part of XML at once, for a library that opens the zip by itself."""
        for name in self.names:
            if name.endswith((".xml", ".rels", ".vml")):
                self.read_xml(name)
