"""Files beside a note: taken in, served, taken off and brought back. A file is named by an id of ours, never by a path."""

from __future__ import annotations

import io

from flask import Blueprint, Response, flash, jsonify, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from notes_app.errors import NotesAppError
from notes_app.minutes.attachment import INLINE_TYPES, Attachment, markdown_link
from notes_app.minutes.note import Note
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.file_links import file_id, file_url
from notes_app.web.guards import permits, wants_json
from notes_app.web.i18n import language
from notes_app.web.identity import current_person, current_session
from notes_app.web.reading import get_file, get_note
from notes_app.web.security import limiter

blueprint = Blueprint("attachments", __name__, url_prefix="/notes/<note_id>/files")

MOST_AT_ONCE = 50
_KNOWN_TYPES = ("application/pdf", "application/zip", "image/", "application/vnd.openxmlformats-officedocument.")
_PLAIN_FILE = "application/octet-stream"
_FENCE = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""The policy of a file's answer: whatever a browser makes of it, it runs nothing and loads nothing."""


class NoFileChosenError(NotesAppError):
    ja = "ファイルが選ばれていません。添付するファイルを選んでください。"
    en = "No file was chosen. Please choose one to attach."


class TooManyFilesAtOnceError(NotesAppError):
    """Facts: most."""

    ja = "一度に添付できるのは {most} ファイルまでです。分けて送ってください。"
    en = "Up to {most} files can be attached at once. Please send them in parts."


@blueprint.post("")
@permits("note.write")
@limiter.limit("120 per minute")
def add(note_id: str) -> ResponseReturnValue:
    """Attach what was sent. From a form the text gets a link to each file too; a script puts it where its writer is."""
    note = get_note(note_id, "note.write")
    sent = [one for one in request.files.getlist("files") if one.filename]
    if not sent:
        raise NoFileChosenError()
    if len(sent) > MOST_AT_ONCE:
        raise TooManyFilesAtOnceError(most=MOST_AT_ONCE)
    files, most = workspace().attachments, workspace().attachments.limits.file_bytes
    added: list[Attachment] = []
    refused: list[NotesAppError] = []
    for one in sent:
        try:
            data = one.stream.read(most + 1)
            added.append(files.add(current_person(), note_id, one.filename or "", data, session_id=current_session().session_id))
        except NotesAppError as error:
            if wants_json():
                raise
            refused.append(error)
    workspace().follow_saves()
    if wants_json():
        return jsonify(files=[_shape(note, one) for one in added]), 201
    if added:
        _name_in_text(note, added)
        flash(ngettext("%(num)s file was attached.", "%(num)s files were attached.", len(added)), "success")
    for refusal in refused:
        flash(refusal.explain(language()), "danger")
    return _to_files(note_id)


@blueprint.get("/<name_id>")
@permits("note.read")
def file(note_id: str, name_id: str) -> ResponseReturnValue:
    """Serve a file: images that can carry no script are shown, everything else is a download."""
    get_note(note_id)
    found, files = get_file(note_id, name_id), workspace().attachments
    data, media = files.read(found), files.media_type(found)
    is_shown = media in INLINE_TYPES and not request.args.get("download")
    if not is_shown:
        note_deed("attachment.download", "note", note_id, name=found.name, size=found.size)
    answer: Response = send_file(
        io.BytesIO(data), mimetype=media if media.startswith(_KNOWN_TYPES) else _PLAIN_FILE, as_attachment=not is_shown,
        download_name=found.name, etag=False, max_age=None,
    )  # fmt: skip
    answer.headers["Content-Security-Policy"] = _FENCE
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/<name_id>/remove")
@permits("note.write")
def remove(note_id: str, name_id: str) -> ResponseReturnValue:
    get_note(note_id, "note.write")
    found = get_file(note_id, name_id)
    workspace().attachments.remove(current_person(), note_id, found.name, session_id=current_session().session_id)
    workspace().follow_saves()
    flash(gettext("“%(name)s” was taken off. It can be brought back below.", name=found.name), "success")
    return _to_files(note_id)


@blueprint.post("/<name_id>/restore")
@permits("note.write")
def restore(note_id: str, name_id: str) -> ResponseReturnValue:
    get_note(note_id, "note.write")
    found = get_file(note_id, name_id, removed=True)
    workspace().attachments.restore(current_person(), note_id, found.name, session_id=current_session().session_id)
    workspace().follow_saves()
    flash(gettext("“%(name)s” was brought back.", name=found.name), "success")
    return _to_files(note_id)


def _shape(note: Note, added: Attachment) -> dict[str, object]:
    is_image = workspace().attachments.media_type(added) in INLINE_TYPES
    link = markdown_link(note.path, note.note_id, added.name, is_image=is_image)
    return {"id": file_id(note.note_id, added.name), "name": added.name, "size": added.size, "url": file_url(note.note_id, added.name), "markdown": link}


def _name_in_text(note: Note, added: list[Attachment]) -> None:
    """Put a link to each file at the end of the text, so that other programs show them; the files are attached in any case."""
    links = [str(_shape(note, one)["markdown"]) for one in added]
    missing = [link for link in links if link not in note.body]
    if not missing or note.problem is not None:
        return
    body = note.body.rstrip("\n")
    text = f"{body}\n\n" if body else ""
    try:
        workspace().keeper.save(
            current_person(), note.note_id, expected_revision=note.revision, front={}, body=text + "\n".join(missing) + "\n",
            session_id=current_session().session_id,
        )  # fmt: skip
        workspace().follow_saves()
    except NotesAppError as error:  # somebody writes at the end of the text just now
        flash(error.explain(language()), "warning")


def _to_files(note_id: str) -> ResponseReturnValue:
    return redirect(url_for("note.page", note_id=note_id, _anchor="files"), code=303)
