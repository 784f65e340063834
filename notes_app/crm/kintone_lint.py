"""kintone's rules that no schema knows, over a written package: codes, options, layout, cells.

Source: the list in docs/crm/kintone.en.md, each with where it comes from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from notes_app.crm.csv_text import read_csv
from notes_app.crm.kintone_fields import KEY
from notes_app.crm.parcel import Source
from notes_app.crm.plan import Finding

MOST_FIELDS = 500
LONGEST_CODE = 128
LONGEST_KEY = 64  # a field that forbids duplicates holds 64 characters
_CODE = re.compile(r"[^\W\d]\w*", re.UNICODE)


def lint_app(source: Source, folder: str) -> Iterator[Finding]:
    """Check an app's files against each other and against kintone's rules."""
    properties: dict[str, Any] = json.loads(source.read(f"{folder}/fields.json"))["properties"]
    if len(properties) > MOST_FIELDS:
        yield _broken("too_many_fields", folder, f"フィールドが {len(properties)} 個あります。", f"{len(properties)} fields.")
    if len({code.lower() for code in properties}) != len(properties):
        yield _broken("code_twice", folder, "フィールドコードが重なっています。", "Field codes collide.")
    for code, one in properties.items():
        where = f"{folder}:{code}"
        if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE or one["code"] != code:
            yield _broken("bad_code", where, "フィールドコードにできない文字列です。", "This is no field code.")
        if not 0 < len(one["label"]) <= 128:
            yield _broken("bad_label", where, "フィールド名は 1〜128 文字です。", "Labels are 1 to 128 characters.")
        options = one.get("options")
        if one["type"] in ("DROP_DOWN", "CHECK_BOX"):
            indexes = [option["index"] for option in (options or {}).values()]
            if (
                not options
                or any(key != option["label"] for key, option in options.items())
                or sorted(map(int, indexes)) != list(range(len(indexes)))
            ):
                yield _broken("bad_options", where, "選択肢の並びかラベルが正しくありません。", "Options are wrong.")
            elif any(not isinstance(index, str) for index in indexes) or any(len(key) > 128 for key in options):
                yield _broken(
                    "bad_options",
                    where,
                    "選択肢の番号は文字列、名前は 128 文字までです。",
                    "Indexes are strings, labels 128 characters at most.",
                )
    placed = [field["code"] for row in json.loads(source.read(f"{folder}/layout.json"))["layout"] for field in row["fields"]]
    if sorted(placed) != sorted(properties):
        yield _broken("layout", folder, "レイアウトとフィールドが合いません。", "The layout does not match the fields.")
    yield from _lint_records(source, folder, properties)


_CELLS = {
    "NUMBER": re.compile(r"-?\d{1,30}(?:\.\d{1,10})?"),
    "DATE": re.compile(r"\d{4}-\d\d-\d\d"),
    "TIME": re.compile(r"\d\d:\d\d"),
    "DATETIME": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00Z"),
}


def _lint_records(source: Source, folder: str, properties: Mapping[str, Any]) -> Iterator[Finding]:
    seen: set[str] = set()
    data = source.read(f"{folder}/records.csv")
    if data.startswith(b"\xef\xbb\xbf"):
        yield _broken("machine_file", folder, "BOM があります。", "It has a BOM.")
        return
    for number, row in enumerate(read_csv(data), start=1):
        if set(row) != set(properties):
            yield _broken("header", folder, "CSV の見出しとフィールドが合いません。", "The CSV header does not match the fields.")
            return
        if not row[KEY] or row[KEY] in seen or len(row[KEY]) > LONGEST_KEY:
            yield _broken(
                "bad_key",
                f"{folder}:{number}",
                "ID が空か、重なっているか、64 文字を超えています。",
                "The id is empty, twice, or too long.",
            )
        seen.add(row[KEY])
        for code, cell in row.items():
            one = properties[code]
            pattern, options = _CELLS.get(one["type"]), one.get("options")
            values = cell.split("\n") if one["type"] == "CHECK_BOX" else [cell]
            is_wrong = (pattern is not None and not pattern.fullmatch(cell)) or (options is not None and not set(values) <= set(options))
            if (cell and is_wrong) or (one["required"] and not cell):
                yield _broken(
                    "bad_cell", f"{folder}:{number}:{code}", f"この値は入りません: {cell[:40]}", f"The field does not take: {cell[:40]}"
                )


def _broken(code: str, where: str, ja: str, en: str) -> Finding:
    return Finding(code, "error", where, ja, en)
