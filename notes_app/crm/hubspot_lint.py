"""HubSpot's rules that its client models do not know, over a written package.

Source: the list in docs/crm/hubspot.en.md, each with where it comes from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from notes_app.crm.csv_text import read_csv
from notes_app.crm.hubspot_properties import KEY, LONGEST_TEXT, MOST_OPTIONS
from notes_app.crm.parcel import Source
from notes_app.crm.plan import Finding, measure_length

MOST_COLUMNS = 1_000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_PAIRS = {
    ("string", "text"),
    ("string", "textarea"),
    ("enumeration", "select"),
    ("enumeration", "radio"),
    ("enumeration", "checkbox"),
    ("bool", "booleancheckbox"),
    ("number", "number"),
    ("date", "date"),
    ("datetime", "date"),
}
_SHAPES = {
    "number": re.compile(r"-?\d+(?:\.\d+)?"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "datetime": re.compile(r"-?\d+"),
    "bool": re.compile("true|false"),
}


def lint_package(source: Source) -> tuple[Finding, ...]:
    """Return every rule that the package breaks; empty when it would go in."""
    found: list[Finding] = []
    for path in source.list():
        if path.startswith("properties/"):
            for one in json.loads(source.read(path))["inputs"]:
                found.extend(_lint_property(f"{path}:{one.get('name')}", one))
    seen: dict[str, set[str]] = {}
    for entry in json.loads(source.read("mapping.json"))["objects"].values():
        found.extend(_lint_import(source, entry, seen))
    return tuple(found)


def _lint_property(where: str, one: Mapping[str, Any]) -> Iterator[Finding]:
    if not _NAME.fullmatch(one["name"]) or one["name"].startswith("hs_"):
        yield _broken("bad_name", where, "内部名に使えない文字列です。", "This is no internal name.")
    if (one["type"], one["fieldType"]) not in _PAIRS:
        yield _broken("bad_type", where, "type と fieldType の組み合わせが正しくありません。", "type and fieldType do not go together.")
    if not one["label"] or len(one["label"]) > 255:
        yield _broken("bad_label", where, "ラベルは 1〜255 文字です。", "Labels are 1 to 255 characters.")
    options = one.get("options", [])
    values = [option["value"] for option in options]
    if one["type"] in ("enumeration", "bool") and (
        not options or len(options) > MOST_OPTIONS or len({v.casefold() for v in values}) != len(values)
    ):
        yield _broken("bad_options", where, "選択肢がないか、多すぎるか、重なっています。", "Options are missing, too many, or twice.")
    if any(";" in value or not value.strip() for value in values) or any(not option["label"] for option in options):
        yield _broken("bad_options", where, "選択肢の値に「;」は使えません。", 'An option value cannot hold ";".')
    if one["type"] == "bool" and sorted(values) != ["false", "true"]:
        yield _broken("bad_options", where, "はい・いいえの値は true と false です。", "A bool has the options true and false.")


def _lint_import(source: Source, entry: Mapping[str, Any], seen: dict[str, set[str]]) -> Iterator[Finding]:
    path = entry["file"]
    properties = {one["name"]: one for one in json.loads(source.read(entry["properties"]))["inputs"]}
    request = json.loads(source.read(path.replace(".csv", ".importRequest.json")))
    mapped = request["files"][0]["fileImportPage"]["columnMappings"]
    data = source.read(path)
    if data.startswith(b"\xef\xbb\xbf"):
        yield _broken("machine_file", path, "BOM があります。", "It has a BOM.")
    header = data.decode("utf-8-sig").split("\n", 1)[0].replace('"', "").split(",")
    if header != [one["columnName"] for one in mapped] or len(header) > MOST_COLUMNS:
        yield _broken("mapping", path, "CSV の見出しと importRequest が合いません。", "The CSV header does not match the importRequest.")
    parents = {one["columnName"]: one["columnObjectTypeId"] for one in mapped if one["columnObjectTypeId"] != entry["type"]}
    keys = seen.setdefault(entry["type"], set())
    for number, row in enumerate(read_csv(data), start=1):
        if not row.get(KEY) or row[KEY] in keys:
            yield _broken("bad_key", f"{path}:{number}", "ID が空か、重なっています。", "The id is empty or twice.")
        keys.add(row.get(KEY, ""))
        for name, cell in row.items():
            if cell and name in parents and cell not in seen.get(parents[name], set()):
                yield _broken(
                    "no_parent", f"{path}:{number}:{name}", f"つなぐ相手 {cell} がありません。", f"There is no {cell} to hang on."
                )
            elif cell and name in properties and not _holds(properties[name], cell):
                yield _broken(
                    "bad_cell", f"{path}:{number}:{name}", f"この値は入りません: {cell[:40]}", f"The property does not take: {cell[:40]}"
                )


def _holds(one: Mapping[str, Any], cell: str) -> bool:
    if one["type"] == "enumeration":
        values = {option["value"] for option in one["options"]}
        return set(cell.split(";") if one["fieldType"] == "checkbox" else [cell]) <= values
    shape = _SHAPES.get(one["type"])
    return bool(shape.fullmatch(cell)) if shape else measure_length(cell) <= LONGEST_TEXT


def _broken(code: str, where: str, ja: str, en: str) -> Finding:
    return Finding(code, "error", where, ja, en)
