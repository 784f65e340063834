"""Reading notes: who may, what is marked, what others said, and that the text can do no harm."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes_app.minutes.note import Note
from notes_app.template.draft import DEFAULT_TEMPLATE
from notes_app.template.field import Field, TemplateVersion
from tests.web.conftest import NOW, SmallWorkspace, Visitor

HOSTILE = [
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>",
    "[x](//evil.example)", "![x](data:image/svg+xml;base64,AAAA)", "{{ 7 * 7 }}", "' autofocus onfocus='alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(rep: Visitor, write: Callable[..., Note], text: str) -> None:
    note = write(rep.person, f"{text}\n", title=text, account=text, tags=[text], channel=text)
    for path in (
        f"/notes/{note.note_id}",
        "/notes",
        "/",
        f"/notes/{note.note_id}/edit",
        f"/notes/{note.note_id}/history",
    ):
        page = rep.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "onerror=alert(1)>" not in page.text.replace("&gt;", "")
        assert "javascript:alert" not in page.text or 'href="javascript' not in page.text
        assert "{{ 7 * 7 }}" in page.text or "49" not in text


def test_a_private_note_is_unknown_to_others(
    rep: Visitor, enter: Callable[..., Visitor], write: Callable[..., Note]
) -> None:
    note = write(rep.person, "内密の話。", title="内密", access="private")
    other = enter("suzuki", role="manager", name="鈴木 花")
    address = f"/notes/{note.note_id}"
    assert rep.get(address).status_code == 200
    for path in (
        address,
        f"{address}/edit",
        f"{address}/history",
        f"{address}/history/1",
        f"{address}/history/compare",
    ):
        assert other.get(path).status_code == 404, path
    for path in (
        f"{address}/comments",
        f"{address}/reactions",
        f"{address}/delete",
        address,
        f"{address}/values",
    ):
        assert other.post(path, {"body": "x", "reaction": "seen"}).status_code == 404, path
    assert "内密" not in other.get("/notes").text
    assert "内密" not in other.get("/").text


def test_an_old_version_that_was_private_stays_closed(
    rep: Visitor, enter: Callable[..., Visitor], write: Callable[..., Note], space: SmallWorkspace
) -> None:
    note = write(rep.person, "内密の話。", access="private")
    space.keeper.save(
        rep.person, note.note_id, expected_revision=note.revision, front={"access": None}, body="公開する話。"
    )
    other = enter("suzuki", name="鈴木 花")
    assert other.get(f"/notes/{note.note_id}").status_code == 200
    assert other.get(f"/notes/{note.note_id}/history/1").status_code == 404
    assert "内密" not in other.get(f"/notes/{note.note_id}/history/compare?old=1&new=2").text


def test_reading_takes_the_unread_mark_off(
    rep: Visitor, enter: Callable[..., Visitor], write: Callable[..., Note], space: SmallWorkspace
) -> None:
    note = write(rep.person, "予算は500万円。", title="初回訪問")
    other = enter("suzuki", name="鈴木 花")
    assert 'aria-label="未読"' in other.get("/notes").text
    assert "鈴木 花" not in rep.get(f"/notes/{note.note_id}").text
    other.get(f"/notes/{note.note_id}")
    assert 'aria-label="未読"' not in other.get("/notes").text
    assert "鈴木 花" in rep.get(f"/notes/{note.note_id}").text
    space.keeper.save(
        rep.person, note.note_id, expected_revision=note.revision, front={}, body="予算は600万円。"
    )
    space.follow_saves()
    assert 'aria-label="未読"' in other.get("/notes").text
    other.get("/")
    other.post("/read")
    assert 'aria-label="未読"' not in other.get("/notes").text


def test_reactions_and_comments(
    rep: Visitor, enter: Callable[..., Visitor], write: Callable[..., Note]
) -> None:
    note = write(rep.person, "予算は500万円。", title="初回訪問", held_at="2026-11-20")
    manager = enter("yamamoto", role="manager", name="山本 英子")
    address = f"/notes/{note.note_id}"
    assert "反応待ち" in manager.get("/").text
    manager.post(f"{address}/reactions", {"reaction": "seen"})
    assert "反応待ち" not in manager.get("/").text
    assert manager.post(f"{address}/reactions", {"reaction": "applause"}).status_code == 404
    manager.post(f"{address}/comments", {"body": "**競合**は？ <b>x</b>"})
    page = rep.get(address).text
    assert "<strong>競合</strong>は？ &lt;b&gt;" in page
    assert manager.post(f"{address}/comments", {"body": "  "}).status_code == 400


def test_accepting_a_value_writes_the_front_matter_and_can_be_undone(
    rep: Visitor, write: Callable[..., Note], space: SmallWorkspace
) -> None:
    budget = Field(
        "f0000001", "予算", "budget", "money", concept="予算", purpose="受注見込みを読む", used_by="営業部"
    )
    rival = Field("f0000002", "競合", "competitor", "text", concept="競合")
    space.templates.publish(
        TemplateVersion(DEFAULT_TEMPLATE, 1, "営業議事録", (budget, rival), NOW, ""), "p-1"
    )
    note = write(rep.person, "予算：500万円\n")
    page = rep.get(f"/notes/{note.note_id}")
    assert "まだ:" in page.text
    start = note.text.index("500万円")
    assert f'data-key="{start - note.body_start}-{start - note.body_start + 5}"' in page.text
    form = {"field_id": "f0000001", "start": start, "end": start + 5, "choice": "accept"}
    done = rep.post(f"/notes/{note.note_id}/values", form, headers={"HX-Request": "true"})
    assert "確認済み" in done.text
    kept = space.keeper.get(note.note_id)
    assert 5_000_000 in kept.front.values()
    assert kept.body == note.body
    decision = space.templates.list_values([note.note_id])[0]
    rep.post(f"/notes/{note.note_id}/values/{decision.value_decision_id}/undo")
    assert 5_000_000 not in space.keeper.get(note.note_id).front.values()
    assert rep.post(f"/notes/{note.note_id}/values", form | {"start": 1, "end": 2}).status_code == 409


def test_history_shows_what_changed_and_goes_back(
    rep: Visitor, write: Callable[..., Note], space: SmallWorkspace
) -> None:
    note = write(rep.person, "一行目。\n予算は未定。\n")
    space.keeper.save(
        rep.person,
        note.note_id,
        expected_revision=note.revision,
        front={},
        body="一行目。\n予算は五百万円。\n",
    )
    changed = rep.get(f"/notes/{note.note_id}/history/compare").text
    assert "<mark>" in changed
    assert "追加 1 行、削除 1 行" in changed
    assert "予算は未定" in rep.get(f"/notes/{note.note_id}/history/1").text
    rep.post(f"/notes/{note.note_id}/history/1/restore")
    assert space.keeper.get(note.note_id).body == "一行目。\n予算は未定。\n"
    assert rep.get(f"/notes/{note.note_id}/history/99").status_code == 404


def test_the_bin_gives_notes_back(rep: Visitor, write: Callable[..., Note]) -> None:
    note = write(rep.person, "消える話。", title="消える話")
    rep.post(f"/notes/{note.note_id}/delete")
    assert rep.get(f"/notes/{note.note_id}").status_code == 404
    assert "消える話" in rep.get("/bin").text
    rep.post(f"/bin/{note.note_id}/undelete")
    assert rep.get(f"/notes/{note.note_id}").status_code == 200


def test_the_list_narrows_sorts_and_turns_pages(rep: Visitor, write: Callable[..., Note]) -> None:
    for number in range(53):
        write(
            rep.person,
            "本文",
            title=f"第{number:02}回",
            account="青空商事" if number % 2 else "北浦工業",
            held_at=f"2026-10-{number % 28 + 1:02}",
        )
    assert "53 件" in rep.get("/notes").text
    assert "26 件" in rep.get("/notes?account=青空商事").text
    assert "2 / 2" in rep.get("/notes?page=2").text
    assert "条件に合う議事録がありません" in rep.get("/notes?account=青空商事&tag=なし").text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["page", "sort", "since", "month", "title", "account", "by", "mine", "kind"]),
    value=st.text(max_size=30),
)
def test_any_address_of_the_list_is_answered(rep: Visitor, name: str, value: str) -> None:
    assert rep.get("/notes", query_string={name: value}).status_code == 200
