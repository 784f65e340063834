"""What is read from a file, and what is said of one that cannot be read."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.extraction.extracted import LONGEST_TEXT, Extracted, ReadPassage, extracted_from_json, gathered
from notes_app.extraction.pdf import unwrapped
from notes_app.extraction.reading import read_file
from tests.extraction.papers import docx, eml, pdf, plain_pdf, pptx, xlsx, zipped

REPORT = pdf(["対策書 第3版", "鏡面研磨加工の不具合について"], ["原因は砥石の摩耗でした。", "ｻｰﾊﾞｰ保守 5,000,000円（税別）①"])


def places(extracted: Extracted) -> list[tuple[str, str]]:
    return [(one.part, one.at) for one in extracted.passages]


def text(extracted: Extracted) -> str:
    return "\n".join(one.text for one in extracted.passages)


class TestPdf:
    def test_page_by_page(self) -> None:
        found = read_file(REPORT, "対策書.pdf")
        assert (found.status, places(found)) == ("read", [("page", "1"), ("page", "2")])
        assert "鏡面研磨加工の不具合について" in found.passages[0].text
        assert "ｻｰﾊﾞｰ保守 5,000,000円（税別）①" in found.passages[1].text

    @pytest.mark.parametrize(
        ("encoding", "codec"),
        [("90ms-RKSJ-H", "cp932"), ("90msp-RKSJ-H", "cp932"), ("EUC-H", "euc-jp"), ("UniJIS-UCS2-H", "utf-16-be"), ("UniJIS-UTF16-H", "utf-16-be")],
    )
    def test_japanese_fonts_that_are_only_named(self, encoding: str, codec: str) -> None:
        assert text(read_file(plain_pdf(encoding, "鏡面研磨加工".encode(codec)), "a.pdf")) == "鏡面研磨加工"

    def test_a_japanese_word_that_stands_on_two_lines_is_one_word(self) -> None:
        assert unwrapped("見出し\n弊社では再発を防ぐために砥石の交\n換時期を点検表に加えました。\n以上") == (
            "見出し\n弊社では再発を防ぐために砥石の交換時期を点検表に加えました。\n以上"
        )
        assert unwrapped("a line of English that is full and\ngoes on") == "a line of English that is full and\ngoes on"
        assert unwrapped("") == ""

    def test_what_cannot_be_read_says_why(self) -> None:
        assert read_file(pdf(["秘密"], password="x"), "a.pdf").status == "encrypted"
        assert read_file(REPORT[:200], "a.pdf").status == "broken"
        assert read_file(pdf([]), "a.pdf").status == "empty"
        assert read_file(b"just text", "a.pdf").status == "broken"


class TestOffice:
    def test_word_with_tables_and_headers(self) -> None:
        found = read_file(docx("提案書", "検査工程の自動化", table=[["品名", "研磨機"], ["納期", "12月"]], header="社外秘"), "提案.docx")
        assert found.status == "read"
        for said in ("検査工程の自動化", "研磨機", "社外秘"):
            assert said in text(found)

    def test_word_text_boxes_once(self) -> None:
        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        box = "<w:txbxContent><w:p><w:r><w:t>囲みの中</w:t></w:r></w:p></w:txbxContent>"
        both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
        body = f"<w:document {space}><w:body><w:p><w:r><w:t>外</w:t>{both}<w:t>側</w:t></w:r></w:p></w:body></w:document>"
        assert text(read_file(zipped(word__document_xml=body.encode()), "a.docx")).split("\n") == ["外側", "囲みの中"]

    def test_slides_in_their_order_with_notes(self) -> None:
        found = read_file(pptx(("一枚目", "導入効果", "ここで間を置く"), ("二枚目", "費用", "")), "説明.pptx")
        assert places(found) == [("slide", "1"), ("slide", "2")]
        assert {"一枚目", "導入効果", "ここで間を置く"} <= set(found.passages[0].text.split("\n"))

    def test_sheets_with_values_as_people_see_them(self) -> None:
        rows = [
            ["品名", "金額", "納期", "率"],
            ["研磨機", (5000000, '"¥"#,##0'), (date(2026, 12, 3), "yyyy/m/d"), (0.125, "0.0%")],
            ["部品", (1234567, "#,##0"), 8, 1.5],
        ]
        found = read_file(xlsx(見積=rows, 控え=[["第2案"]]), "見積.xlsx")
        assert places(found) == [("sheet", "見積"), ("sheet", "控え")]
        assert found.passages[0].text == "品名\t金額\t納期\t率\n研磨機\t5,000,000円\t2026-12-03\t12.5%\n部品\t1,234,567\t8\t1.5"

    @pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pptx"])
    def test_a_damaged_one(self, name: str) -> None:
        whole = {"a.docx": docx("x"), "a.xlsx": xlsx(s=[["x"]]), "a.pptx": pptx(("x", "y", "z"))}[name]
        for data in (whole[:200], whole[:-40], b"PK\x03\x04", b"text", zipped(word__document_xml=b"<w:document", xl__workbook_xml=b"<", a=b"b")):
            assert read_file(data, name).status in ("broken", "unsupported")

    def test_one_with_a_password(self) -> None:
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
        assert read_file(ole, "見積.xlsx").status == "encrypted"
        assert read_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "古い.xls").status == "unsupported"


class TestMailAndText:
    def test_a_mail_with_the_names_of_what_is_attached(self) -> None:
        found = text(read_file(eml("お見積りの件", "久世です。\n添付をご確認ください。", attached="見積書_第2版.pdf"), "mail.eml"))
        for said in ("お見積りの件", "kuze@example.com", "添付をご確認ください。", "見積書_第2版.pdf"):
            assert said in found

    def test_a_mail_in_html_alone(self) -> None:
        message = b"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<style>p{}</style><p>\xe6\x9c\xac\xe6\x96\x87</p><script>x()</script>"
        assert "本文" in text(read_file(message, "a.eml"))
        assert "x()" not in text(read_file(message, "a.eml"))

    @pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc-jp", "utf-16"])
    def test_texts_of_any_encoding(self, codec: str) -> None:
        assert "株式会社みどりの予算は三百万円です" in text(read_file("会社,内容\n1,株式会社みどりの予算は三百万円です。\n".encode(codec), "表.csv"))

    @pytest.mark.parametrize(("name", "data"), [("a.png", b"\x89PNG\r\n\x1a\n\x00"), ("a.bin", bytes(range(256))), ("a.svg", b"<svg/>"), ("a.zip", zipped(a=b"b"))])
    def test_other_kinds_are_found_by_their_name_alone(self, name: str, data: bytes) -> None:
        assert read_file(data, name).status == "unsupported"


class TestHostile:
    def test_a_zip_that_unpacks_to_too_much(self) -> None:
        assert read_file(zipped(word__document_xml=b" " * 50_000_000), "a.docx").status == "too_large"
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for number in range(20_001):
                archive.writestr(f"word/{number}", b"")
        assert read_file(out.getvalue(), "a.docx").status == "too_large"

    def test_a_zip_that_lies_about_a_size(self) -> None:
        data = bytearray(zipped(word__document_xml=b"<a>" + b"x" * 5000 + b"</a>"))
        at = data.rindex(b"PK\x01\x02")
        data[at + 24 : at + 28] = (10).to_bytes(4, "little")
        assert read_file(bytes(data), "a.docx").status in ("broken", "too_large")

    @pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
    @pytest.mark.parametrize("part", ["word__document_xml", "xl__workbook_xml", "ppt__presentation_xml"])
    def test_xml_that_declares_entities(self, part: str, codec: str) -> None:
        bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
        found = read_file(zipped(**{part: bomb.encode(codec)}), "a.docx")
        assert (found.status, "ENTITY" in found.detail) == ("broken", True)

    def test_a_very_long_text_is_cut_and_says_so(self) -> None:
        found = read_file("予算の話。\n".encode() * LONGEST_TEXT, "a.txt")
        assert (found.status, found.is_cut, len(text(found))) == ("read", True, LONGEST_TEXT)
        assert "300,000" in found.explain("ja")

    @given(st.binary(max_size=400), st.sampled_from(["a.pdf", "a.docx", "a.xlsx", "a.pptx", "a.eml", "a.txt", "a.csv", "a"]))
    def test_no_bytes_break_it(self, data: bytes, name: str) -> None:
        found = read_file(data, name)
        assert found.explain("ja")
        assert found.explain("en")
        assert extracted_from_json(found.to_json()) == found

    def test_what_no_file_can_hold_is_left_out(self) -> None:
        found = gathered([ReadPassage("text", "", "a\x00b\ud800c\x1d"), ReadPassage("page", "2", " \n")])
        assert found.passages == (ReadPassage("text", "", "abc"),)
