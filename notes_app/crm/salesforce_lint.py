"""Salesforce's cross-field rules, which no schema knows: names, lengths, references between files, cells against fields.

Reads a written package; every finding of severity `error` is something a deploy or an upsert would refuse.

Source: the list in docs/crm/salesforce.en.md, each with where it comes from.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from notes_app.crm.csv_text import read_csv
from notes_app.crm.parcel import Source
from notes_app.crm.plan import Finding, measure_length
from notes_app.crm.salesforce_names import (
    EXTERNAL_ID,
    LONGEST_LABEL,
    LONGEST_NAME,
    MOST_CHOICES,
    MOST_MULTI_CHOICES,
    RESERVED,
)

_SPACES = {"m": "http://soap.sforce.com/2006/04/metadata"}
_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")
_FIELD_FILE = re.compile(r"[^/]+/main/default/objects/([^/]+)/fields/([^/]+)\.field-meta\.xml")
_ORDERED = re.compile(r"\{[^}]*\}")
MOST_LONG_TEXT = 1_638_400  # characters over all long text areas of one object
MOST_FIELDS = 500
_STANDARD_CELLS = {"Name": 255, "LastName": 80, "FirstName": 40, "Phone": 40, "Email": 80, "StageName": 255}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_SHAPES = {
    "Date": _DATE,
    "DateTime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"),
    "Time": re.compile(r"\d\d:\d\d:\d\d\.\d{3}Z"),
    "Checkbox": re.compile("true|false"),
}


@dataclass(slots=True)
class _Package:
    source: Source
    fields: dict[str, dict[str, etree._Element]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def report(self, code: str, where: str, ja: str, en: str) -> None:
        self.findings.append(Finding(code, "error", where, ja, en))


def lint_package(source: Source) -> tuple[Finding, ...]:
    """Return every rule that the package breaks; empty when it would go in."""
    package = _Package(source)
    for path in source.list():
        if path.endswith(".xml"):
            _check_xml(package, path)
    for sobject, fields in sorted(package.fields.items()):
        _check_object(package, sobject, fields)
        for name, tree in sorted(fields.items()):
            for code, en, ja in _broken_field_rules(name, tree):
                package.report(code, f"{sobject}.{name}", ja, en)
    _check_references(package)
    _check_records(package)
    return tuple(package.findings)


def _check_xml(package: _Package, path: str) -> None:
    data = package.source.read(path)
    tree = etree.fromstring(data)
    if data.startswith(b"\xef\xbb\xbf") or b"\r" in data:
        package.report("machine_file", path, "BOM か CR があります。", "It has a BOM or a CR.")
    if tree.getprevious() is not None:
        package.report("comment_before_root", path, "ルート要素の前にコメントがあります。", "A comment stands before the root.")
    for element in tree.iter():
        names = [_ORDERED.sub("", str(child.tag)) for child in element]
        if names != sorted(names, key=lambda name: (name != "fullName", name)):
            package.report(
                "element_order", path, f"{element.tag!s} の子要素の順が違います。", f"Children of {element.tag!s} are out of order."
            )
    match = _FIELD_FILE.fullmatch(path)
    if match:
        package.fields.setdefault(match[1], {})[match[2]] = tree
        if _text(tree, "fullName") != match[2]:
            package.report("name_mismatch", path, "ファイル名と fullName が違います。", "The file's name and fullName differ.")
    if path.endswith(".object-meta.xml") and tree.find("m:fullName", _SPACES) is not None:
        package.report("object_full_name", path, "オブジェクトに fullName は書けません。", "An object file has no fullName.")


def _text(tree: etree._Element, name: str) -> str:
    return tree.findtext(f"m:{name}", default="", namespaces=_SPACES) or ""


def _number(tree: etree._Element, name: str) -> int:
    text = _text(tree, name)
    return int(text) if text.isdigit() else -1


def _check_object(package: _Package, sobject: str, fields: Mapping[str, etree._Element]) -> None:
    twice = [name for name, count in Counter(name.lower() for name in fields).items() if count > 1]
    if twice:
        package.report("name_twice", sobject, f"API 参照名が重なっています: {twice}", f"API names collide: {twice}")
    if len(fields) > MOST_FIELDS:
        package.report(
            "too_many_fields",
            sobject,
            f"項目が {len(fields)} 個あります（{MOST_FIELDS} 個まで）。",
            f"{len(fields)} fields; {MOST_FIELDS} at most.",
        )
    total = sum(_number(tree, "length") for tree in fields.values() if _text(tree, "type") == "LongTextArea")
    if total > MOST_LONG_TEXT:
        package.report(
            "too_much_long_text",
            sobject,
            f"ロングテキストの合計が {total:,} 文字です（{MOST_LONG_TEXT:,} まで）。",
            f"Long texts add up to {total:,} characters; {MOST_LONG_TEXT:,} at most.",
        )


def _broken_field_rules(name: str, tree: etree._Element) -> Iterator[tuple[str, str, str]]:
    bare = name.removesuffix("__c")
    if not name.endswith("__c") or not _NAME.fullmatch(bare) or len(bare) > LONGEST_NAME:
        yield "bad_name", f'"{name}" is not an API name.', f"「{name}」は API 参照名にできません。"
    if bare.lower() in RESERVED - {"account", "contact", "opportunity"}:
        yield "reserved_name", f'"{bare}" is reserved.', f"「{bare}」は予約語です。"
    label = _text(tree, "label")
    if not label or measure_length(label) > LONGEST_LABEL:
        yield "bad_label", f"Labels are 1 to {LONGEST_LABEL} characters.", f"ラベルは 1〜{LONGEST_LABEL} 文字です。"
    if measure_length(_text(tree, "inlineHelpText")) > 510 or measure_length(_text(tree, "description")) > 1000:
        yield "long_help", "Help is 510, description 1,000 characters at most.", "ヘルプは 510、説明は 1,000 文字までです。"
    kind = _text(tree, "type")
    rule = _KIND_RULES.get(kind)
    if rule is None or not rule(tree):
        yield "bad_type", f"The settings of {kind} do not go together.", f"{kind} の設定の組み合わせが正しくありません。"
    if _text(tree, "externalId") == "true" and kind not in ("Text", "Number", "Email"):
        yield (
            "bad_external_id",
            "Only Text, Number and Email can be an external id.",
            "外部 ID にできるのはテキスト・数値・メールだけです。",
        )
    if kind in ("LongTextArea", "MultiselectPicklist", "Checkbox") and tree.find("m:required", _SPACES) is not None:
        yield "bad_required", f"{kind} cannot be required.", f"{kind} は必須にできません。"


def _number_rule(tree: etree._Element) -> bool:
    return 1 <= _number(tree, "precision") <= 18 and 0 <= _number(tree, "scale") <= min(17, _number(tree, "precision"))


def _choice_rule(most: int, *, lines: bool) -> Callable[[etree._Element], bool]:
    def holds(tree: etree._Element) -> bool:
        values = [_text(value, "fullName") for value in tree.iterfind(".//m:value", _SPACES)]
        labels = [_text(value, "label") for value in tree.iterfind(".//m:value", _SPACES)]
        return (
            1 <= len(values) <= most
            and len({value.lower() for value in values}) == len(values)
            and all(value.isascii() and 0 < len(value) <= 255 and ";" not in value for value in values)
            and all(0 < len(label) <= 255 for label in labels)
            and (not lines or _number(tree, "visibleLines") >= 3)
        )

    return holds


def _lookup_rule(tree: etree._Element) -> bool:
    on_delete = _text(tree, "deleteConstraint")
    return bool(
        _text(tree, "referenceTo")
        and _NAME.fullmatch(_text(tree, "relationshipName"))
        and on_delete in ("SetNull", "Restrict", "Cascade")
        and not (_text(tree, "required") == "true" and on_delete == "SetNull")
    )


_KIND_RULES: Mapping[str, Callable[[etree._Element], bool]] = {
    "Text": lambda tree: 1 <= _number(tree, "length") <= 255,
    "TextArea": lambda tree: not _text(tree, "length"),
    "LongTextArea": lambda tree: 256 <= _number(tree, "length") <= 131072 and 2 <= _number(tree, "visibleLines") <= 50,
    "Currency": _number_rule,
    "Number": _number_rule,
    "Percent": _number_rule,
    "Picklist": _choice_rule(MOST_CHOICES, lines=False),
    "MultiselectPicklist": _choice_rule(MOST_MULTI_CHOICES, lines=True),
    "Checkbox": lambda tree: _text(tree, "defaultValue") in ("true", "false"),
    "Lookup": _lookup_rule,
    "Date": lambda tree: True,
    "DateTime": lambda tree: True,
    "Time": lambda tree: True,
    "Phone": lambda tree: not _text(tree, "length"),
    "Email": lambda tree: not _text(tree, "length"),
    "Url": lambda tree: not _text(tree, "length"),
}


def _check_references(package: _Package) -> None:
    """Check that permission set, layouts, list views and manifest name what is there, and the manifest all of it."""
    there = {f"{sobject}.{name}" for sobject, fields in package.fields.items() for name in fields}
    required = {
        f"{sobject}.{name}"
        for sobject, fields in package.fields.items()
        for name, tree in fields.items()
        if _text(tree, "required") == "true"
    }
    for path in package.source.list():
        if path.endswith(".permissionset-meta.xml"):
            named = {
                str(one.text) for one in etree.fromstring(package.source.read(path)).iterfind(".//m:fieldPermissions/m:field", _SPACES)
            }
            if named != there - required:
                package.report(
                    "permission_fields",
                    path,
                    f"権限セットの項目が合いません: {sorted(named ^ (there - required))[:5]}",
                    f"Field permissions do not match: {sorted(named ^ (there - required))[:5]}",
                )
        elif path.endswith((".layout-meta.xml", ".listView-meta.xml")):
            sobject = path.rsplit("/", 1)[1].split("-")[0] if "layout" in path else path.split("/objects/")[1].split("/")[0]
            tree = etree.fromstring(package.source.read(path))
            names = [str(one.text) for one in [*tree.iterfind(".//m:layoutItems/m:field", _SPACES), *tree.iterfind("m:columns", _SPACES)]]
            lost = [name for name in names if name not in ("Name", "NAME") and f"{sobject}.{name}" not in there]
            if lost or len(set(names)) != len(names):
                package.report(
                    "layout_fields", path, f"ない項目か、二度出る項目があります: {lost}", f"Fields missing or named twice: {lost}"
                )
    manifest = etree.fromstring(package.source.read("manifest/package.xml"))
    listed = {
        str(member.text)
        for types in manifest.iterfind("m:types", _SPACES)
        if _text(types, "name") == "CustomField"
        for member in types.iterfind("m:members", _SPACES)
    }
    if listed != there:
        package.report(
            "manifest",
            "manifest/package.xml",
            f"マニフェストと項目が合いません: {sorted(listed ^ there)[:5]}",
            f"The manifest does not match the fields: {sorted(listed ^ there)[:5]}",
        )


def _check_records(package: _Package) -> None:
    """Check every cell against its field, ids against each other, parents against the files loaded before."""
    known: dict[str, set[str]] = {}
    for entry in json.loads(package.source.read("mapping.json"))["objects"].values():
        sobject, seen = entry["sobject"], set[str]()
        parents = {one["header"]: _parent_of(package, sobject, one["header"]) for one in entry["columns"] if one["kind"] == "Lookup"}
        checks = {name: _cell_rule(package.fields.get(sobject, {}).get(name)) for name in package.fields.get(sobject, {})}
        for path in entry["files"]:
            data = package.source.read(path)
            if data.startswith(b"\xef\xbb\xbf"):
                package.report("machine_file", path, "BOM があります。", "It has a BOM.")
            try:
                rows = read_csv(data)
            except (ValueError, csv.Error) as error:
                package.report("unreadable_csv", path, f"CSV として読めません: {error}", f"It cannot be read as CSV: {error}")
                continue
            for number, row in enumerate(rows, start=2):
                key = row.get(EXTERNAL_ID, "")
                if not key or len(key) > 80 or key in seen:
                    package.report(
                        "bad_id",
                        f"{path}:{number}",
                        f"外部 ID が空か、長いか、重なっています: {key}",
                        f"External id empty, long or twice: {key}",
                    )
                seen.add(key)
                for header, cell in row.items():
                    _check_cell(package, f"{path}:{number}:{header}", header, cell, checks)
                for header, parent in parents.items():
                    if row.get(header) and row[header] not in known.get(parent, seen if parent == sobject else set()):
                        package.report(
                            "no_parent",
                            f"{path}:{number}:{header}",
                            f"参照先 {row[header]} が先の CSV にありません。",
                            f"The parent {row[header]} is in no earlier file.",
                        )
        known[sobject] = seen


def _parent_of(package: _Package, sobject: str, header: str) -> str:
    relation = header.split(".", maxsplit=1)[0]
    tree = package.fields.get(sobject, {}).get(relation.removesuffix("__r") + "__c") if relation.endswith("__r") else None
    return _text(tree, "referenceTo") if tree is not None else relation


def _check_cell(package: _Package, where: str, header: str, cell: str, checks: Mapping[str, Callable[[str], bool]]) -> None:
    if cell in ("", "#N/A"):
        return
    if header in checks:
        holds = checks[header](cell)
    elif "." in header or header in ("CloseDate", "Amount"):
        holds = True
    elif header in _STANDARD_CELLS:
        holds = measure_length(cell) <= _STANDARD_CELLS[header]
    else:
        holds = False
    if not holds:
        package.report("bad_cell", where, f"この値は項目に入りません: {cell[:60]}", f"The field does not take this value: {cell[:60]}")


def _cell_rule(tree: etree._Element | None) -> Callable[[str], bool]:
    if tree is None:
        return lambda cell: False
    kind = _text(tree, "type")
    if kind in ("Picklist", "MultiselectPicklist"):
        values = {_text(value, "fullName") for value in tree.iterfind(".//m:value", _SPACES)}
        return lambda cell: set(cell.split(";") if kind == "MultiselectPicklist" else [cell]) <= values
    if kind in ("Text", "LongTextArea"):
        longest = _number(tree, "length")
        return lambda cell: measure_length(cell) <= longest
    if kind in ("Number", "Currency", "Percent"):
        scale, whole = _number(tree, "scale"), _number(tree, "precision") - _number(tree, "scale")
        shape = re.compile(rf"-?\d{{1,{whole}}}(?:\.\d{{1,{max(scale, 1)}}})?" if scale else rf"-?\d{{1,{whole}}}")
        return lambda cell: bool(shape.fullmatch(cell))
    if kind in _SHAPES:
        return lambda cell: bool(_SHAPES[kind].fullmatch(cell))
    longest = {"Phone": 40, "Email": 80, "Url": 255}.get(kind, 255)
    return lambda cell: measure_length(cell) <= longest
