"""Read Word and PowerPoint files: every paragraph there is, in tables, text boxes, notes, headers and comments too.

Read from the XML itself: the libraries for these formats write documents, and pass over text boxes and footnotes.

Source: ECMA-376, Office Open XML (WordprocessingML 17.3, DrawingML 21.1.2, PresentationML 19.3).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from notes_app.extraction.extracted import Extracted, ReadPassage, gathered
from notes_app.extraction.zip_bounds import BadFileError, CheckedZip

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WORD_PARTS = re.compile(r"word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml")
_NOTES_KIND = "/notesSlide"


def read_word(data: bytes) -> Extracted:
    """Return the text of a .docx: the document, then headers, notes and comments. Raises as `CheckedZip`."""
    archive = CheckedZip(data)
    names = sorted(filter(_WORD_PARTS.fullmatch, archive.names), key=lambda name: (name != "word/document.xml", name))
    if "word/document.xml" not in names:
        raise BadFileError("no word/document.xml")
    texts = ("\n".join(_paragraphs(_parsed(archive, name), _W)) for name in names)
    return gathered([ReadPassage("text", "", "\n".join(filter(None, texts)))])


def read_slides(data: bytes) -> Extracted:
    """Return the text of each slide of a .pptx, in the order they are shown, speaker notes with them. Raises as `CheckedZip`."""
    archive = CheckedZip(data)
    if "ppt/presentation.xml" not in archive.names:
        raise BadFileError("no ppt/presentation.xml")
    return gathered(_slides(archive))


def _slides(archive: CheckedZip) -> Iterator[ReadPassage]:
    order = [item.get(_R_ID) for item in _parsed(archive, "ppt/presentation.xml").iter(f"{_P}sldId")]
    targets = {key: target for key, _, target in _relations(archive, "ppt/presentation.xml")}
    slides = [targets[key] for key in order if key is not None and targets.get(key) in archive.names]
    for number, slide in enumerate(slides, 1):
        notes = [target for _, kind, target in _relations(archive, slide) if kind.endswith(_NOTES_KIND) and target in archive.names]
        texts = ["\n".join(_paragraphs(_parsed(archive, name), _A)) for name in (slide, *notes)]
        yield ReadPassage("slide", str(number), "\n".join(filter(None, texts)))


def _relations(archive: CheckedZip, part: str) -> Iterator[tuple[str, str, str]]:
    """Yield (id, kind, part it leads to) of a part's relations inside the package."""
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in archive.names:
        return
    for relation in _parsed(archive, listed):
        target = str(relation.get("Target", ""))
        if relation.get("TargetMode") != "External":
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield str(relation.get("Id", "")), str(relation.get("Type", "")), whole


def _parsed(archive: CheckedZip, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        return etree.fromstring(archive.read_xml(name), parser)
    except etree.XMLSyntaxError as error:
        raise BadFileError(f"{name}: {error}") from error


def _paragraphs(root: etree._Element, space: str) -> Iterator[str]:
    """Yield each paragraph's text. A text box stands inside a paragraph and is a paragraph of its own."""
    for paragraph in root.iter(f"{space}p"):
        if any(True for _ in paragraph.iterancestors(_MC_FALLBACK)):
            continue  # the same text box again, for old programs
        text = "".join(_runs(paragraph, space))
        if text.strip():
            yield text


def _runs(element: etree._Element, space: str) -> Iterator[str]:
    for child in element:
        if child.tag == f"{space}t":
            yield child.text or ""
        elif child.tag in (f"{space}tab", f"{space}br", f"{space}cr"):
            yield "\t" if child.tag.endswith("tab") else "\n"
        elif child.tag != f"{space}p" and isinstance(child.tag, str) and child.tag not in (f"{space}rt", f"{space}del"):
            yield from _runs(child, space)
