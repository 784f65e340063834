"""Papers to attach, made by the programs people make them with: reportlab, python-docx, openpyxl, python-pptx, a mailer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any

import openpyxl
from docx import Document
from pptx import Presentation
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "HeiseiKakuGo-W5"  # one of the Japanese fonts every reader of PDF brings along: named in the file, not in it


def pdf(*pages: Sequence[str], password: str = "") -> bytes:
    """Return a PDF of these pages of lines."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password, canPrint=0) if password else None)
    for page in pages:
        canvas.setFont(FONT, 11)
        for number, line in enumerate(page):
            canvas.drawString(60, 780 - 18 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def plain_pdf(encoding: str, text: bytes) -> bytes:
    """Return a PDF written by hand, its font known by name alone, its text in one of Adobe's encodings of Japanese."""
    stream = b"BT /F1 12 Tf 72 700 Td <" + text.hex().encode() + b"> Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 7 0 R>>",
        b"<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light/Encoding/" + encoding.encode() + b"/DescendantFonts[5 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/Ryumin-Light/CIDSystemInfo 8 0 R/DW 1000/FontDescriptor 6 0 R>>",
        b"<</Type/FontDescriptor/FontName/Ryumin-Light/Flags 6/FontBBox 9 0 R/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700/StemV 80>>",
        b"<</Length %d>>stream\n" % len(stream) + stream + b"\nendstream",
        b"<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>", b"[0 -200 1000 900]",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def docx(*paragraphs: str, table: Sequence[Sequence[str]] = (), header: str = "") -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        made = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """Return a workbook; a cell may be (value, number format)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row_number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(row_number, column)
                cell.value, cell.number_format = value if isinstance(value, tuple) else (value, "General")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pptx(*slides: tuple[str, str, str]) -> bytes:
    """Return slides of (title, text in a box, speaker's note)."""
    show = Presentation()
    for title, text, note in slides:
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = title
        slide.shapes.add_textbox(0, 0, 3_000_000, 500_000).text_frame.text = text
        slide.notes_slide.notes_text_frame.text = note
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def eml(subject: str, text: str, *, attached: str = "", html: str = "") -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "kuze@example.com", "aoba@example.com"
    message.set_content(text, charset="iso-2022-jp")
    if html:
        message.add_alternative(html, subtype="html")
    if attached:
        message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename=attached)
    return message.as_bytes()


def zipped(**parts: bytes) -> bytes:
    """Return a zip; two underscores in a name stand for a slash, one for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()
