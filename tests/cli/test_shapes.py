"""Every command's JSON has the shape that docs/reference/cli.md promises to programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import FILES, LONELY, Desk, put

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cli.md"


def promised(command: str) -> set[str]:
    """Return the keys of the outermost object in the documented shape of a command."""
    section = REFERENCE.read_text(encoding="utf-8").split(f"## `{command}`\n", 1)[1].split("\n## ", 1)[0]
    shape = re.search(r"`(\{.*\})`", section.split("| `--json` |", 1)[1])
    assert shape is not None, command
    inner = shape[1][1:-1]
    while (flat := re.sub(r"\{[^{}]*\}|\[[^\[\]]*\]", "", inner)) != inner:
        inner = flat
    return set(re.findall(r'"(\w+)"', inner))


def keys(objects: Iterable[Any]) -> set[str]:
    return {key for one in objects for key in one}


def test_import_accounts_for_every_file(desk: Desk, tmp_path: Path) -> None:
    source = put(tmp_path / "from", FILES | LONELY)
    report = desk.run("import", source, "--json").json
    assert promised("import") <= set(report)
    assert report["files_in"] == len(FILES) + len(LONELY)
    assert report["files_in"] == report["notes_out"] + report["skipped_count"]
    assert report["is_reconciled"]
    assert sum(report["encodings"].values()) == report["notes_out"] == len(report["notes"])
    assert {Path(one["path"]).name for one in report["skipped"]} >= {"binary.md", "picture.png"}
    assert all(one["ja"] and one["en"] and one["reason"] for one in report["skipped"])
    again = desk.run("import", source, "--json").json
    assert (again["notes_out"], again["is_reconciled"]) == (0, True)
    undone = desk.run("import", "--undo", report["batch_id"], "--json").json
    assert undone["batch_id"] == report["batch_id"]
    assert desk.run("search", "予算", "--json").lines == []


def test_reconcile_tells_what_came_changed_moved_and_went(desk: Desk) -> None:
    put(desk.notes, FILES | {"broken.md": LONELY["broken.md"]})
    first = desk.run("reconcile", "--json").json
    assert promised("reconcile") <= set(first)
    assert set(FILES) <= set(first["added"])
    assert [one["path"] for one in first["unreadable"]] == ["broken.md"]
    assert "行" in first["unreadable"][0]["reason_ja"]
    assert "line" in first["unreadable"][0]["reason_en"]
    (desk.notes / "utf8-1.md").rename(desk.notes / "moved.md")
    (desk.notes / "euc.txt").unlink()
    (desk.notes / "toml.md").write_bytes(FILES["toml.md"] + "追記\n".encode())
    second = desk.run("reconcile", "--json").json
    assert second["moved"] == [{"from": "utf8-1.md", "to": "moved.md"}]
    assert (second["changed"], second["removed"]) == (["toml.md"], ["euc.txt"])
    assert desk.run("reconcile", "--full", "--json").json["unchanged"] == len(FILES)


def test_search_gives_one_hit_a_line(office: Desk) -> None:
    hits = office.run("search", "予算", "--json", "--limit", "3").lines
    assert len(hits) == 3
    assert keys(hits) == promised("search")
    assert hits == sorted(hits, key=lambda hit: -hit["score"])
    assert [hit["path"] for hit in office.run("search", "顧客:北の丸運輸 専務", "--json").lines] == ["toml.md"]


def test_many_queries_are_answered_one_a_line_in_their_order(office: Desk, tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text('\ufeff{"id": "b", "query": "予算"}\n\n{"id": 1, "query": "ない言葉zz"}\n', encoding="utf-8")
    answers = office.run("search", "--queries", file, "--json").lines
    assert [one["id"] for one in answers] == ["b", 1]
    assert keys(answers) == {"id", "hits"}
    assert keys(answers[0]["hits"]) == promised("search")
    assert answers[1]["hits"] == []


@pytest.mark.parametrize("line", ["{", '"予算"', '{"id": 1}', "[1]", '{"query": "x"}'])
def test_a_bad_query_names_its_line_in_the_language_of_the_terminal(office: Desk, tmp_path: Path, line: str) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text('{"id": 1, "query": "予算"}\n' + line + "\n", encoding="utf-8")
    assert "2 行目" in office.run("search", "--queries", file, code=1).err
    assert "Line 2" in office.run("search", "--queries", file, code=1, language="C").err


def test_queries_in_another_encoding_are_refused_in_words(office: Desk, tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_bytes('{"id": 1, "query": "予算"}\n'.encode("cp932"))
    assert "1 行目" in office.run("search", "--queries", file, code=1).err


def test_mine_says_which_fields_people_write(office: Desk) -> None:
    report = office.run("mine", "--json").json
    assert set(report) == promised("mine")
    assert report["notes"] == len(FILES)
    for key, shape in (("fields", '"fields":[{'), ("unneeded", '"unneeded":[{'), ("drift", '"drift":[{')):
        inside = REFERENCE.read_text(encoding="utf-8").split(shape, 1)[1].split("}]", 1)[0]
        documented = set(re.findall(r'"(\w+)"', re.sub(r"\[\{.*", "", inside)))
        assert all(documented <= set(one) for one in report[key]), key
    budget = next(one for one in report["fields"] if one["label"] == "予算")
    assert [one["score"] for one in report["fields"]] == sorted((one["score"] for one in report["fields"]), reverse=True)
    assert all(set(one) == {"note_id", "start", "end", "quote"} for one in budget["evidence"])


def test_template_commands(office: Desk) -> None:
    (first,) = office.run("template", "list", "--json").json["versions"]
    assert set(first) == {"template_id", "number", "name", "published_at", "published_by", "comment", "fields"}
    assert (first["number"], first["fields"], first["comment"]) == (1, 3, "はじめて")
    shown = office.run("template", "show", "--json").json
    assert len(shown["fields"]) == 3
    assert set(office.run("template", "diff", "1", "1", "--json").json) == {"changes"}
    assert office.run("template", "show", "9", code=1).err
    assert office.run("template", "publish", code=1).err


def test_person_commands(desk: Desk) -> None:
    added = desk.run("person", "add", "sato", "--name", "佐藤 健", "--role", "manager", "--json").json
    assert set(added) == {"person_id", "login", "name", "role", "active", "link"}
    assert added["link"].startswith("/setup/")
    assert desk.run("person", "list", "--json").json["people"] == [{key: value for key, value in added.items() if key != "link"}]
    assert desk.run("person", "disable", "sato", "--json").json["active"] is False
    assert desk.run("person", "reset-password", "sato", "--json").json["link"] != added["link"]
    assert "見つかりません" in desk.run("person", "disable", "nobody", code=1).err
    assert desk.run("person", "add", "ＳＡＴＯ", "--name", "別人", code=1).err
    assert desk.run("person", "add", "../x", "--name", "別人", code=1).err


@pytest.mark.parametrize("target", ["data_package", "salesforce"])
def test_export_names_files_records_rejects_and_findings(office: Desk, tmp_path: Path, target: str) -> None:
    out = tmp_path / "out"
    report = office.run("export", target, "--out", out, "--json").json
    assert promised("export") <= set(report)
    assert all((out / one["path"]).stat().st_size == one["bytes"] for one in report["files"])
    assert sum(report["records"].values()) >= len(FILES)
    assert [one for one in report["findings"] if one["severity"] == "error"] == []
    assert office.run("export", target, "--out", tmp_path / "out.zip", "--json").json["files"]
    assert (tmp_path / "out.zip").is_file()


def test_export_without_a_template_or_onto_other_files_is_refused(desk: Desk, office: Desk, tmp_path: Path) -> None:
    assert desk.run("export", "salesforce", "--out", tmp_path / "a", code=1).err
    assert not (tmp_path / "a").exists()
    mine = put(tmp_path / "mine", {"keep.txt": b"mine"})
    assert office.run("export", "salesforce", "--out", mine, code=1).err
    assert [one.name for one in mine.iterdir()] == ["keep.txt"]


def test_rebuild_counts_what_it_made(desk: Desk) -> None:
    put(desk.notes, FILES)
    assert desk.run("rebuild", "--json").json == {**dict.fromkeys(("notes", "indexed", "mined"), len(FILES)), "read": 0}


def test_doctor_finds_and_mends(desk: Desk) -> None:
    put(desk.notes, FILES | {"broken.md": LONELY["broken.md"]})
    behind = desk.run("doctor", "--json").json["findings"]
    assert keys(behind) == {"code", "severity", "thing", "message_ja", "message_en", "fixable", "fixed"}
    assert [one["fixed"] for one in behind if one["code"] == "catalog_behind"] == [False]
    fixed = desk.run("doctor", "--fix", "--json").json["findings"]
    assert all(one["fixed"] for one in fixed if one["fixable"])
    desk.run("doctor", "--fix")
    left = desk.run("doctor", "--json").json["findings"]
    assert [one["code"] for one in left if one["code"] != "disk_low"] == ["file_unreadable"]


@pytest.mark.parametrize("words", [["nonsense"], ["search"], ["search", "x", "--limit", "0"], ["import"], ["fill"], ["export", "nowhere", "--out", "x"], ["template", "show", "x"], ["person", "add", "x"]], ids=" ".join)
def test_a_wrong_call_ends_with_2(desk: Desk, words: list[str]) -> None:
    assert desk.run(*words, code=2).out == ""


def test_json_on_a_pipe_is_nothing_but_json(office: Desk) -> None:
    for words in (["reconcile"], ["rebuild"], ["mine"], ["search", "予算"], ["doctor"], ["person", "list"], ["template", "list"]):
        answer = office.run(*words, "--json")
        assert answer.err == ""
        assert all(isinstance(json.loads(line), dict) for line in answer.out.splitlines())
