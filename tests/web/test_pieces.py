"""Small pieces of the pages, each by itself: jobs, charts, places in a note."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from markupsafe import Markup

from notes_app.errors import NotFoundError
from notes_app.minutes.note_text import parse_note
from notes_app.web import i18n
from notes_app.web.asked_place import find_place, with_anchor
from notes_app.web.jobs import KEPT_S, CancelledError, Job, Jobs
from notes_app.web.line_chart import draw_lines, months_between
from tests.patience import PATIENCE_S, eventually

NOTE = parse_note("---\nid: n1\n予算: 5\n---\n値引きは断った。\n".encode(), "a.md")


def wait_for(job: Job) -> Job:
    assert eventually(lambda: job.state != "running")
    return job


def test_a_job_tells_how_far_it_is_and_keeps_its_result_for_its_person() -> None:
    jobs, gate = Jobs(), threading.Event()

    def work(job: Job) -> str:
        job.advance(1, 4)
        gate.wait(PATIENCE_S)
        return "result"

    job = jobs.start("export", "p1", work)
    with pytest.raises(NotFoundError):
        jobs.get(job.job_id, "p2")
    gate.set()
    assert wait_for(job).result == "result"
    assert job.percent == 25
    assert jobs.get(job.job_id, "p1") is job


def test_a_cancelled_job_fails_and_leaves_no_file(tmp_path: Path) -> None:
    file, gate = tmp_path / "half.zip", threading.Event()
    file.write_bytes(b"half")

    def work(job: Job) -> None:
        gate.wait(PATIENCE_S)
        job.advance(2, 4)

    job = Jobs().start("export", "p1", work, file=file)
    job.is_cancelled = True
    gate.set()
    assert isinstance(wait_for(job).error, CancelledError)
    assert not file.exists()


def test_a_package_does_not_lie_about(tmp_path: Path) -> None:
    now = [0.0]
    jobs, file = Jobs(clock=lambda: now[0]), tmp_path / "package.zip"
    file.write_bytes(b"customers")
    job = wait_for(jobs.start("export", "p1", lambda job: 1, file=file))
    now[0] = KEPT_S + 1
    with pytest.raises(NotFoundError):
        jobs.get(job.job_id, "p1")
    assert not file.exists()


def test_a_job_that_ends_while_somebody_asks_for_it_is_no_old_one() -> None:
    """The machine has run for longer than a job is kept, and the page asks in the very moment the job says when it ended."""
    gate, started, found = threading.Event(), [], []

    def clock() -> float:
        if threading.current_thread() is not threading.main_thread() and not found:
            found.append(None)
            found.append(jobs.get(started[0].job_id, "p1"))
        return KEPT_S * 2

    jobs = Jobs(clock=clock)
    started.append(jobs.start("export", "p1", lambda job: gate.wait(PATIENCE_S)))
    gate.set()
    assert jobs.get(wait_for(started[0]).job_id, "p1") is started[0]
    assert found == [None, started[0]]


def test_months_run_over_the_turn_of_the_year() -> None:
    assert months_between("2025-11", "2026-02") == ("2025-11", "2025-12", "2026-01", "2026-02")
    assert months_between("", "2026-02") == ()


def test_a_chart_keeps_its_lines_inside_its_box() -> None:
    chart = draw_lines(("2026-01", "2026-02", "2026-03"), {"予算": (0, 50, 150)}, top=100)
    (line,) = chart.lines
    assert [value for _x, _y, value in line.points] == [0, 50, 150]
    assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y, _value in line.points)
    assert line.path.startswith("M")
    assert draw_lines(("2026-01",), {}).lines == ()


@pytest.mark.parametrize("asked", [{}, {"at": "x"}, {"at": "5-5"}, {"at": "9-3"}, {"at": "0-999999"}, {"at": "１-３"}])
def test_a_place_that_is_none_is_passed_over(asked: dict[str, str]) -> None:
    assert find_place(NOTE, asked) is None


def test_a_place_is_found_in_the_text_and_in_the_body() -> None:
    start = NOTE.text.index("断った")
    found = find_place(NOTE, {"at": f"{start}-{start + 3}"})
    assert found is not None
    assert (found.words, found.is_in_body) == ("断った", True)
    same = find_place(NOTE, {"at": "4-7", "in": "body"})
    assert same is not None
    assert same.words == NOTE.body[4:7]
    front = find_place(NOTE, {"at": "11-16"})
    assert front is not None
    assert front.marks == []


def test_only_the_first_marked_words_become_the_anchor() -> None:
    html = Markup('<p><mark data-key="1-2">a</mark><mark data-key="1-2 at">b</mark><mark data-key="at">c</mark></p>')
    assert with_anchor(html).count('id="at"') == 1
    assert '<mark id="at" data-key="1-2 at">b' in with_anchor(html)


@pytest.mark.parametrize(
    ("language", "month", "said"),
    [("ja", "2026-06", "6月"), ("ja", "2025-06", "2025年6月"), ("en", "2026-06", "Jun"), ("en", "2025-12", "Dec 2025"), ("ja", "最近", "最近")],
)  # fmt: skip
def test_a_month_is_said_as_people_say_it(monkeypatch: pytest.MonkeyPatch, language: str, month: str, said: str) -> None:
    monkeypatch.setattr(i18n, "language", lambda: language)
    monkeypatch.setattr(i18n, "today", lambda: date(2026, 11, 22))
    assert i18n.show_month(month) == said
