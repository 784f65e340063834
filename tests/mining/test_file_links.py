"""What a file beside a note is called is nothing that was said in it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.mining.contribution import contribute
from notes_app.mining.file_links import without_file_links
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.labels import read_note
from notes_app.mining.slots import slots_of
from notes_app.mining.source import SourceNote
from notes_app.minutes.attachment import markdown_link

COLD = default_knowledge()


def said(body: str) -> list[tuple[str, str]]:
    note = SourceNote("n1", body, written_on=date(2026, 5, 1))
    found = slots_of(read_note(note, COLD), COLD)
    assert all(body[one.evidence.start : one.evidence.end] == one.evidence.quote for one in found)
    return [(one.concept, one.evidence.quote) for one in found]


@pytest.mark.parametrize("name", ["20260401_見積.pdf", "予算 500万円.png", "会社名：青葉商事.docx", "決裁者は田中部長.txt", "次回 5/20 (最終).xlsx", "競合[オルビス].pdf"])
@pytest.mark.parametrize("is_image", [False, True])
def test_a_files_name_and_address_are_no_values(name: str, is_image: bool) -> None:
    link = markdown_link("2026/04/a.md", "n123456789ab", name, is_image=is_image)
    assert said(f"訪問した。\n{link}\n") == said("訪問した。\n")
    assert said(f"予算：600万円 {link}\n決裁者：林部長\n") == said("予算：600万円\n決裁者：林部長\n")


@pytest.mark.parametrize("link", ["![[予算 500万円.png]]", "[[見積_20260401.pdf|4月1日の見積]]", "[予算500万円](<../attachments/n1/見積 1.pdf>)"])
def test_as_other_programs_write_them(link: str) -> None:
    assert said(f"打ち合わせ。\n{link}\n") == said("打ち合わせ。\n")


def test_links_to_pages_and_notes_are_read_as_before() -> None:
    assert ("資料", "https://example.com/20260401") in said("資料：[公式サイト](https://example.com/20260401)\n")
    for link in ("[[2026-04-01 青葉商事]]", "[予算：500万円](../notes/a.md)"):
        assert without_file_links(link) == link


@pytest.mark.parametrize("body", ["資料：{}\n", "資料：\n{}\n", "添付 {}\n", "資料：なし\n資料：{}\n"])
def test_a_label_with_a_file_beside_it_is_filled(body: str) -> None:
    link = markdown_link("a.md", "n123456789ab", "提案書_500万円.pdf", is_image=False)
    assert [one.filled for one in contribute(SourceNote("n1", body.format(link)), COLD).entries if one.concept == "資料"] == [True]
    assert not any(one.filled for one in contribute(SourceNote("n1", "資料：\n"), COLD).entries)


@given(st.text("[]()!|.attachments/ n1\n\\<>あ", max_size=60))
def test_nothing_moves(text: str) -> None:
    blanked = without_file_links(text)
    assert len(blanked) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, blanked, strict=True))
