"""The files beside a note as its page lists them: what each is, how large, and whether what stands in it is searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from notes_app.minutes.attachment import Attachment, Kind
from notes_app.web.context import workspace
from notes_app.web.file_links import file_id, file_url
from notes_app.web.i18n import language

_ICONS: dict[Kind, str] = {"xlsx": "table", "mail": "envelope", "archive": "archive", "image": "image", "text": "file-text", "pptx": "easel", "other": "paperclip"}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file. said: what there is to say of its content, "" when it is searched as it should be; is_trouble: that is a pity."""

    name: str
    name_id: str
    url: str
    icon: str
    size: str
    said: str = ""
    is_trouble: bool = False


def file_rows(note_id: str, files: Sequence[Attachment]) -> list[FileRow]:
    """Return a row for each file, by name."""
    rows = []
    for one in files:
        extracted = workspace().texts.status(one)
        said, is_trouble = "", False
        if extracted is None:
            said = gettext("Its text is being read; in a moment it can be searched.")
        elif extracted.status != "read" or extracted.is_cut:
            said, is_trouble = extracted.explain(language()), extracted.is_trouble
            said = "" if extracted.status == "unsupported" and one.kind == "image" else said
        rows.append(FileRow(one.name, file_id(note_id, one.name), file_url(note_id, one.name), _icon(one), show_size(one.size), said, is_trouble))
    return rows


def show_size(size: int) -> str:
    """Write a size as people know it: 840 KB, 2.4 MB."""
    if size < 1024**2:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024**2:.1f} MB"


def _icon(file: Attachment) -> str:
    return _ICONS.get(file.kind, "file-earmark-text")
