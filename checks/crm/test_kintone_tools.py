"""kintone's own TypeScript types take our JSON, and its real import tool our CSV, in both encodings, value for value."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from checks.crm.conftest import Node
from checks.crm.kintone_stub import KintoneApp, serve
from notes_app.crm.kintone import Kintone
from notes_app.crm.parcel import FolderParcel
from tests.crm.making import Drawn, few, plans, whole_plan

APPS = ("account", "contact", "deal", "meeting_note", "todo", "order", "complaint")
TYPES = """import { KintoneRestAPIClient } from "@kintone/rest-api-client";
type Properties = Parameters<KintoneRestAPIClient["app"]["addFormFields"]>[0]["properties"];
type Layout = Parameters<KintoneRestAPIClient["app"]["updateFormLayout"]>[0]["layout"];
type Settings = Parameters<KintoneRestAPIClient["app"]["updateAppSettings"]>[0];
type Upsert = Parameters<KintoneRestAPIClient["record"]["updateRecords"]>[0];
"""
STRICT = ("--noEmit", "--strict", "--skipLibCheck", "--moduleResolution", "bundler", "--module", "esnext", "--target", "es2022")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    Kintone().write(Kintone().fit(whole_plan()), FolderParcel(tmp_path / "package"))
    return tmp_path / "package" / "apps"


def source_of(package: Path) -> str:
    lines = [TYPES]
    for app in APPS:
        for file, key, name in (
            ("fields", "properties", "Properties"),
            ("layout", "layout", "Layout"),
            ("settings", "", "Settings"),
            ("upsert-001", "", "Upsert"),
        ):
            body = json.loads((package / app / f"{file}.json").read_text("utf-8"))
            lines.append(f"export const {app}_{name}: {name} = {json.dumps(body[key] if key else body, ensure_ascii=False)};")
    return "\n".join(lines)


def complaints(node: Node, source: str) -> str:
    file = Path(__file__).with_name("generated.ts")  # beside node_modules, where the types are found
    try:
        file.write_text(source, "utf-8")
        return node.run("node_modules/typescript/bin/tsc", *STRICT, file).stdout
    finally:
        file.unlink()


def test_kintones_types_take_every_body(node: Node, package: Path) -> None:
    assert complaints(node, source_of(package)) == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"displayScale": "0"', '"displayScale": 0'),
        ('"index": "0"', '"index": 0'),
        ('"unitPosition": "BEFORE"', '"unitPosition": "LEFT"'),
        ('"upsert": true', '"upsert": "yes"'),
    ],
)
def test_kintones_types_bite(node: Node, package: Path, before: str, after: str) -> None:
    source = source_of(package)
    assert before in source
    assert "error TS" in complaints(node, source.replace(before, after, 1))


def imported(node: Node, package: Path, app: str, folder: Path, *, encoding: str = "utf8") -> tuple[int, dict[str, dict[str, Any]], str]:
    """Import an app's CSV with the real tool into the stub; return its exit code, what arrived, what it said."""
    properties = json.loads((package / app / "fields.json").read_text("utf-8"))["properties"]
    file = package / app / ("records.csv" if encoding == "utf8" else "records.sjis.csv")
    kintone = KintoneApp(properties)
    with serve(kintone, folder) as (url, certificate):
        run = node.run(
            *("node_modules/.bin/cli-kintone", "record", "import", "--base-url", url, "--app", "1", "--api-token", "token"),
            *("--encoding", encoding, "--file-path", file, "--update-key", "notes_app_id", "--fields", ",".join(properties)),
            env={"PATH": os.environ["PATH"], "NODE_EXTRA_CA_CERTS": str(certificate), "HOME": str(folder)},
        )
    return run.returncode, kintone.records, run.stdout + run.stderr


@given(drawn=plans())
@few(3, most=20)
def test_the_tools_take_whatever_people_wrote(node: Node, tmp_path_factory: pytest.TempPathFactory, drawn: Drawn) -> None:
    folder = tmp_path_factory.mktemp("drawn")
    Kintone().write(Kintone().fit(drawn.plan), FolderParcel(folder))
    package = folder / "apps"
    if all(drawn.plan.counts.values()):
        assert complaints(node, source_of(package)) == ""
    for app in APPS:
        code, records, words = imported(node, package, app, folder)
        assert code == 0, words
        assert len(records) == drawn.plan.counts[app]


@pytest.mark.parametrize("encoding", ["utf8", "sjis"])
@pytest.mark.parametrize("app", APPS)
def test_the_real_import_tool_brings_every_value(node: Node, package: Path, tmp_path: Path, app: str, encoding: str) -> None:
    code, records, words = imported(node, package, app, tmp_path, encoding=encoding)
    assert code == 0, words
    bodies = [json.loads(path.read_text("utf-8")) for path in sorted((package / app).glob("upsert-*.json"))]
    wanted = {one["updateKey"]["value"]: one["record"] for body in bodies for one in body["records"]}
    said = {key: {code: value for code, value in cells.items() if value not in ("", [], None)} for key, cells in records.items()}
    assert said == {key: {code: cell["value"] for code, cell in cells.items()} for key, cells in wanted.items()}


def test_the_import_tool_reports_what_kintone_refuses(node: Node, package: Path, tmp_path: Path) -> None:
    file = package / "meeting_note" / "records.csv"
    file.write_bytes(file.read_bytes().replace("提案".encode(), "未定".encode()))
    code, _records, words = imported(node, package, "meeting_note", tmp_path)
    assert code != 0
    assert "未定" in words
