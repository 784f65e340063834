"""Read a file by what it is. Runs inside the bounded process; everything that can go wrong comes back as a status."""

from __future__ import annotations

from notes_app.extraction.extracted import Extracted, ReadPassage, gathered
from notes_app.extraction.zip_bounds import BadFileError, CheckedZip, EncryptedFileError, TooLargeError
from notes_app.minutes.attachment import HEAD_BYTES, media_type

EXTRACTION_VERSION = 1
"""Raise it whenever reading changes: what was read before is read again."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OFFICE_SUFFIXES = (".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".pptm")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def read_file(data: bytes, name: str) -> Extracted:
    """Return what a file says; never raises but for want of memory."""
    try:
        return _read(data, name)
    except EncryptedFileError as error:
        return Extracted("encrypted", detail=str(error)[:200])
    except TooLargeError as error:
        return Extracted("too_large", detail=str(error)[:200])
    except MemoryError:
        return Extracted("too_large", detail="memory")
    except Exception as error:  # whatever a hostile file makes a library do
        return Extracted("broken", detail=repr(error)[:200])


def _read(data: bytes, name: str) -> Extracted:
    found = media_type(data[:HEAD_BYTES], name)
    if found == "application/pdf":
        from notes_app.extraction.pdf import read_pdf

        return read_pdf(data)
    if found == "application/zip" or found.startswith(_OFFICE):
        return _read_package(data)
    if found == "application/x-ole-storage":
        return _read_ole(data, name)
    if found == "message/rfc822":
        from notes_app.extraction.mail import read_mail

        return read_mail(data)
    if found == "text/plain" and not name.casefold().endswith((".svg", ".html", ".htm", ".xml", ".js")):
        return _read_text(data, name)
    if name.casefold().endswith((".pdf", *_OFFICE_SUFFIXES)):
        raise BadFileError(f"not what its name says: {found}")
    return Extracted("unsupported", detail=found)


def _read_package(data: bytes) -> Extracted:
    """Read an Office file by the parts it has, whatever its name; any other zip is not looked into."""
    names = set(CheckedZip(data).names)
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        from notes_app.extraction.office import read_slides, read_word

        return read_word(data) if "word/document.xml" in names else read_slides(data)
    if "xl/workbook.xml" in names:
        from notes_app.extraction.sheets import read_workbook

        return read_workbook(data)
    if "[Content_Types].xml" in names:
        raise BadFileError("an Office file without its main part")
    return Extracted("unsupported", detail="zip")


def _read_ole(data: bytes, name: str) -> Extracted:
    """Office files with a password are an OLE storage; without one they are files of Office 2003 and older."""
    if _ENCRYPTED_PACKAGE in data or name.casefold().endswith(_OFFICE_SUFFIXES):
        raise EncryptedFileError("EncryptedPackage")
    return Extracted("unsupported", detail="Office 97-2003")


def _read_text(data: bytes, name: str) -> Extracted:
    from notes_app.minutes.encoding import BinaryFileError, decode

    if name.casefold().endswith((".pdf", *_OFFICE_SUFFIXES)):
        raise BadFileError("a text, not what its name says")
    try:
        return gathered([ReadPassage("text", "", decode(data).text)])
    except BinaryFileError:
        return Extracted("unsupported", detail="binary")
