"""Markdown is shown as it was meant, and nothing in it can act on the reader."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.minutes.attachment import linked_name
from notes_app.minutes.markdown import RENDER_LIMIT, FileAddress, is_safe_link, render_markdown


class Reader(HTMLParser):
    """Notes every tag, every address, and whether tags are closed in order."""

    VOID = ("br", "hr", "img", "input")

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.text = ""
        self.marked: dict[str, str] = {}
        self.keys: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "mark":
            self.keys = (dict(attrs)["data-key"] or "").split()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "mark":
            self.keys = []

    def handle_data(self, data: str) -> None:
        self.text += data
        for key in self.keys:
            self.marked[key] = self.marked.get(key, "") + data


def read(body: str, *marks: tuple[int, int, str]) -> Reader:
    reader = Reader()
    reader.feed(render_markdown(body, marks, find_file))
    reader.close()
    assert reader.open == []
    return reader


DRAWN = FileAddress("/notes/n1/files/f0", is_image=True)
FILED = FileAddress("/notes/n1/files/f1")


def find_file(address: str) -> FileAddress | None:
    """The files of note n1: an image 図.png and a paper 見積書.pdf."""
    return {"図.png": DRAWN, "見積書.pdf": FILED, "図.svg": FILED}.get(linked_name(address, "n1") or "")


@pytest.mark.parametrize(
    ("body", "markup"),
    [
        ("![図](../../attachments/n1/図.png)", f'<img src="{DRAWN.url}" alt="図" loading="lazy">'),
        ("![図](attachments/n1/%E5%9B%B3.png)", f'<img src="{DRAWN.url}"'),
        ("[見積](../../attachments/n1/見積書.pdf)", f'<a href="{FILED.url}" rel="noopener noreferrer nofollow">見積</a>'),
        ("[![図](attachments/n1/図.png)](attachments/n1/見積書.pdf)", f'<a href="{FILED.url}" rel="noopener noreferrer nofollow"><img'),
        ("[他人](../../attachments/n2/見積書.pdf) **太**", "<p data-line=\"0\">他人 <strong>太</strong></p>"),
        ("[無い](attachments/n1/無い.pdf)", "<p data-line=\"0\">無い</p>"),
        ("![他人](attachments/n2/図.png)", "<p data-line=\"0\">他人</p>"),
        ("![文書](attachments/n1/見積書.pdf)", "<p data-line=\"0\">文書</p>"),
        ("![線画](attachments/n1/図.svg)", "<p data-line=\"0\">線画</p>"),
        ("![x](https://a.example/attachments/n1/図.png)", "<p data-line=\"0\">x</p>"),
    ],
)
def test_shows_the_files_of_this_note_alone(body: str, markup: str) -> None:
    assert markup in render_markdown(body, (), find_file)


def test_without_a_way_to_find_files_none_is_drawn() -> None:
    assert "<img" not in render_markdown("![図](attachments/n1/図.png)")


@pytest.mark.parametrize(
    ("body", "markup"),
    [
        ("# 題", '<h1 data-line="0">題</h1>'),
        ("**太** ~~消~~ `x<y`", "<strong>太</strong> <s>消</s> <code>x&lt;y</code>"),
        ("- [x] 済\n- [ ] 未", 'checked="checked"'),
        ("|a|\n|-:|\n|1|", '<td class="align-right">1</td>'),
        ("https://example.com/見積 を", 'href="https://example.com/%E8%A6%8B%E7%A9%8D"'),
        ("[資料](attachments/a.pdf)", 'href="attachments/a.pdf"'),
        ("<sato@example.com>", 'href="mailto:sato@example.com"'),
        ("一行目  \n二行目", "一行目<br>"),
        ("3. 三", '<ol start="3" data-line="0">'),
    ],
)
def test_shows(body: str, markup: str) -> None:
    assert markup in render_markdown(body)


def test_links_tell_the_other_side_nothing() -> None:
    assert 'rel="noopener noreferrer nofollow"' in render_markdown("[x](https://example.com)")


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ("詳細はhttps://example.com/aを参照。", "https://example.com/a"),
        ("（https://example.com/a?x=1）と", "https://example.com/a?x=1"),
        ("https://example.com/a、次", "https://example.com/a"),
        ("https://example.comです", "https://example.com"),
        ("www.example.com/a、参照", "http://www.example.com/a"),
        ("https://example.com/見積.pdf", "https://example.com/%E8%A6%8B%E7%A9%8D.pdf"),
        ("https://日本語.jp/a", "https://xn--wgv71a119e.jp/a"),
    ],
)
def test_an_address_ends_where_the_sentence_goes_on(body: str, address: str) -> None:
    reader = read(body)
    assert [value for _, name, value in reader.attributes if name == "href"] == [address]
    assert reader.text.strip() == body


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src='javascript:alert(1)'>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#x09;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](\\\\evil.example)",
    "[x](/\\evil.example)",
    "![x](https://evil.example/pixel.gif)",
    "![x](//evil.example/p.gif)",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "![x](attachments/../../secret.png)",
    "![x](attachments/%2e%2e/secret.png)",
    '![" onerror="alert(1)](attachments/a.png)',
    '![x](attachments/a.png" onerror="alert(1))',
    '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '```"><script>alert(1)</script>\nx\n```',
    "`<script>alert(1)</script>`",
    "# <script>alert(1)</script>",
    "| <script>x</script> |\n|-|\n| <b onclick=x>y</b> |",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<style>*{display:none}</style>",
    "<form action=https://evil.example><input name=password></form>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<math><mi xlink:href='javascript:x'>y</mi></math>",
    "- [x] <input onfocus=alert(1) autofocus>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<script>\u202c",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
]
KNOWN_TAGS = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "table",
    "tr",
    "a",
    "br",
    "code",
    "em",
    "hr",
    "img",
    "input",
    "mark",
    "s",
    "strong",
    "tbody",
    "td",
    "th",
    "thead",
    "del",
}
KNOWN_ATTRIBUTES = {
    "href",
    "title",
    "rel",
    "src",
    "alt",
    "loading",
    "type",
    "checked",
    "disabled",
    "data-line",
    "data-key",
    "class",
    "start",
}


def assert_harmless(reader: Reader) -> None:
    assert set(reader.tags) <= KNOWN_TAGS
    for tag, name, value in reader.attributes:
        assert name in KNOWN_ATTRIBUTES
        if name == "href":
            assert is_safe_link(value)
            assert re.match(r"https?:|mailto:|(?!//)[^\\:]*(?:[/?#]|$)", value)
        if name == "src":
            assert value == DRAWN.url
        if tag == "input":
            assert (name, value) in {
                ("type", "checkbox"),
                ("disabled", "disabled"),
                ("checked", "checked"),
                ("class", "task-list-item-checkbox"),
            }


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    "around", ["{}", "> - {}", "文{}文", "**{}**", "[{}](https://example.com)", "| a |\n|-|\n| {} |"]
)
def test_attacks_do_nothing(attack: str, around: str) -> None:
    body = around.format(attack)
    assert_harmless(read(body))
    assert_harmless(read(body, (2, len(body) - 1, '"><script>')))


@given(
    st.lists(
        st.sampled_from(
            [
                *ATTACKS,
                "[",
                "](",
                ")",
                "![",
                "`",
                "**",
                "_",
                "<",
                ">",
                '"',
                "'",
                "&",
                "\n",
                "\n\n",
                "- ",
                "# ",
                "> ",
                "|",
                "\\",
                "語",
                "a",
                "http://",
                "data:",
                "~~",
            ]
        ),
        max_size=12,
    ).map("".join),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from("abc")), max_size=3),
)
def test_no_mixture_of_attacks_does_anything(body: str, marks: list[tuple[int, int, str]]) -> None:
    reader = read(body, *marks)
    assert_harmless(reader)
    assert reader.text == read(body).text


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "HTTP://example.com",
        "mailto:a@example.com",
        "../a.md",
        "#top",
        "/notes/n1",
        "a.md?x=1",
        "?q=商談",
    ],
)
def test_links_that_may_be_followed(url: str) -> None:
    assert is_safe_link(url)


# --- highlights ---------------------------------------------------------------------------------------------

NOTE = (
    "# 商談メモ\n\n- 予算は**500万円**の見込み\n- 競合は [予算社](https://example.com/予算)、予算は不明\n\n"
    "| 項目 | 値 |\n|---|---|\n| 決裁者 | 田中部長 |\n\n`予算` の話、予算。\n"
)


@pytest.mark.parametrize(
    ("words", "nth", "shown"),
    [
        ("商談メモ", 0, "商談メモ"),
        ("予算は**500万円**の", 0, "予算は500万円の"),
        ("予算社", 0, "予算社"),
        ("予算は不明", 0, "予算は不明"),
        ("田中部長", 0, "田中部長"),
        ("予算。", 0, "予算。"),
        ("500万円**の見込み\n- 競合は", 0, "500万円の見込み競合は"),
    ],
)
def test_a_place_in_the_text_is_highlighted(words: str, nth: int, shown: str) -> None:
    start = NOTE.index(words)
    reader = read(NOTE, (start, start + len(words), "k1"))
    assert reader.marked["k1"].strip() == shown
    assert reader.text == read(NOTE).text


def test_places_that_overlap_carry_both_keys() -> None:
    assert (
        '<mark data-key="a">商</mark><mark data-key="a b">談</mark><mark data-key="b">メ</mark>モ'
        in render_markdown("商談メモ", [(0, 2, "a"), (1, 3, "b")])
    )


def test_places_outside_the_text_are_left_out() -> None:
    assert read("商談", (5, 9, "a"), (1, 1, "b"), (2, 0, "c")).marked == {}


# --- endurance ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "あ" * 200_000,
        "[" * 50_000,
        "![[" * 30_000,
        ">" * 20_000,
        "- " * 10_000,
        "*a " * 20_000,
        "x" * (RENDER_LIMIT + 1) + "<script>",
    ],
    ids=["line", "brackets", "images", "quotes", "lists", "stars", "long"],
)
def test_texts_made_to_keep_a_parser_busy_are_shown_all_the_same(body: str) -> None:
    assert_harmless(read(body))
