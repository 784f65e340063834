"""What an index keeps of a note, read again."""

from __future__ import annotations

from notes_app.search.analysis import analyse
from notes_app.search.index import IndexedNote
from notes_app.search.kept import fold_body, keep_note, pack_kept, read_note, unpack_kept
from notes_app.search.snippets import Needles, snippets_of

NOTE = IndexedNote("n", "n.md", "定例", "# 定例\n\n- サーバーの更新。\n- 値引きは断った。次回は来月！予算は未定")


def test_what_earlier_code_kept_is_still_shown() -> None:
    kept = keep_note(NOTE, fold_body(NOTE))
    assert kept.packed is not None
    earlier = kept._replace(packed=kept.packed[:2])  # without the ends of sentences
    shown = []
    for each in (kept, earlier):
        note, (folded,) = unpack_kept(pack_kept(each, analyse(NOTE).folded))
        shown.append([snippets_of(read_note(note, folded).text, Needles(sought)) for sought in (("値引き",), ("予算", "さば"))])
    assert shown[0] == shown[1]
    assert [snippet.text for snippet in shown[0][0]] == ["値引きは断った。"]
    assert [snippet.text for snippet in shown[0][1]] == ["サーバーの更新。", "予算は未定"]


def test_a_phrase_over_the_end_of_a_sentence_is_shown_whole() -> None:
    note, (folded,) = unpack_kept(pack_kept(keep_note(NOTE, fold_body(NOTE)), analyse(NOTE).folded))
    (snippet,) = snippets_of(read_note(note, folded).text, Needles(("更新。 -", "来月")))
    start, end = snippet.highlights[0]
    assert snippet.text[start:end] == "更新。\n-"
