"""What goes to HubSpot and what comes back, as values: parts of a package, outcomes of a batch, properties compared. Pure.

Source: HubSpot CRM API v3 (objects batch upsert, notes), error handling ("multi-status errors", "objectWriteTraceId").
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from notes_app.crm.csv_text import read_csv
from notes_app.crm.hubspot_properties import KEY, LONGEST_TEXT, OBJECT_TYPES
from notes_app.crm.parcel import Source
from notes_app.crm.plan import ExportObject, Finding
from notes_app.crm.push.findings import lacking, other_kind
from notes_app.crm.push.target import Fault, Outcome, Part, Payload

BATCH = 100
BATCH_BYTES = 10_000_000
LABEL = "HubSpot"
NOTES = "notes"


def part_of(one: ExportObject, name: str, entry: Mapping[str, Any], source: Source) -> Part:
    api_name = OBJECT_TYPES[one.key][0]
    payloads: dict[str, Payload] = {}
    for path in source.list():
        stem = path.rsplit("/", 1)[-1].split("-", 1)[-1]
        if path.startswith("records/") and stem.startswith(f"{api_name}-") and stem[len(api_name) + 1 :].split(".")[0].isdigit():
            payloads |= {record["id"]: record for record in json.loads(source.read(path))["inputs"]}
    fields = {column["property"]: column["key"] for column in entry["columns"] if column["property"]}
    links = [(column["key"], one.column(column["key"]).references) for column in entry["columns"] if column["type"] == "reference" and not column["property"]]
    parents = {
        row.external_id: tuple((str(kind), str(row.values[key])) for key, kind in links if kind and key in row.values) for row in one.rows
    }
    given = {name for payload in payloads.values() for name in payload["properties"]}
    first_only = frozenset(given - set(fields) - {KEY})
    return Part(one.key, name, one.label, one.label_en, payloads, fields, BATCH, BATCH_BYTES, parents=parents, first_only=first_only)


def note_part_of(notes: ExportObject, source: Source) -> Part:
    """Return the minutes as notes: the rows of import/notes.csv stand in the order of those that hang on a record."""
    links = [(column.key, column.references) for column in notes.columns if column.references in ("account", "contact", "deal")]
    rows = [row for row in notes.rows if any(key in row.values for key, _kind in links)]
    payloads: dict[str, Payload] = {}
    for row, cells in zip(rows, read_csv(source.read("import/notes.csv")), strict=True):
        body = _signed(cells["hs_note_body"], row.external_id)
        payloads[row.external_id] = {"properties": {"hs_timestamp": cells["hs_timestamp"], "hs_note_body": body}}
    parents = {row.external_id: tuple((str(kind), str(row.values[key])) for key, kind in links if key in row.values) for row in rows}
    return Part(notes.key, NOTES, notes.label, notes.label_en, payloads, {}, BATCH, BATCH_BYTES, parents=parents)


def signature_of(external_id: str) -> str:
    return f"notes-app ID: {external_id}"


def _signed(body: str, external_id: str) -> str:
    """Return the note's text with our id at its end; a text cut to HubSpot's length has lost it."""
    signature = signature_of(external_id)
    if body.endswith(signature):
        return body
    room = LONGEST_TEXT - len(signature) - 4
    return (body if len(body) <= room else body[:room].rsplit("<br>", 1)[0]) + "<br>" + signature


def without_first_only(payload: Payload, part: Part, target_id: str | None) -> Payload:
    if target_id is None or not part.first_only:
        return payload
    kept = {name: value for name, value in payload["properties"].items() if name not in part.first_only}
    return {**payload, "properties": kept}


def outcomes_of(records: Sequence[tuple[str, Payload]], answer: Any, *, was_created: bool | None = None) -> list[Outcome]:
    """Return what came of each record, from a batch answer (200, 201 or 207 with errors), told apart by `objectWriteTraceId`."""
    order = [key for key, _payload in records]
    found: dict[str, Outcome] = {}
    errors = getattr(answer, "errors", None) or ()
    for at, one in enumerate(answer.results or ()):
        key = getattr(one, "object_write_trace_id", None) or (one.properties or {}).get(KEY) or ("" if errors else order[at])
        if key in order:
            created = getattr(one, "new", None) if was_created is None else was_created
            found[key] = Outcome(key, one.id, created)
    said: dict[str, Fault] = {}
    for error in errors:
        words = _sentence(error.message, error.category)
        for key in (error.context or {}).get("objectWriteTraceId", ()):
            said[key] = Fault(str(error.category or "refused"), words, property_of(error.message or ""))
    rest = " ".join(_sentence(error.message, error.category) for error in errors) or "HubSpot gave no result for this record."
    return [found.get(key) or Outcome(key, fault=said.get(key) or Fault("refused", rest)) for key in order]


def _sentence(message: str | None, category: object) -> str:
    return f"{message or ''} ({category})" if category else str(message or "")


def words_of(body: object) -> str:
    """Return the vendor's own words of an error: {"message": …, "category": …}."""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body)
    try:
        value = json.loads(text)
    except ValueError:
        return text[:300]
    return _sentence(value.get("message"), value.get("category")) if isinstance(value, dict) else text[:300]


def property_of(words: str) -> str:
    """Return the property that a validation error names: `Property values were not valid: [{…"name":"mn_phase"…}]`."""
    at = words.find('"name":"')
    return words[at + 8 :].split('"', 1)[0] if at >= 0 else ""


def compare_properties(part: Part, wanted: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[Finding]:
    used = sorted({name for payload in part.payloads.values() for name in payload["properties"]})
    for name in used:
        label = wanted[name]["label"] if name in wanted else name
        other = there.get(name)
        if other is None:
            yield lacking(LABEL, part, name, label)
        elif name == KEY and not other.has_unique_value:
            yield other_kind(LABEL, part, name, label, "hasUniqueValue: true", "hasUniqueValue: false")
        elif name in wanted and other.type != wanted[name]["type"]:
            yield other_kind(LABEL, part, name, label, wanted[name]["type"], other.type)
        elif name in wanted and wanted[name]["type"] == "enumeration":
            values = {option.value for option in other.options or ()}
            missing = [option["label"] for option in wanted[name]["options"] if option["value"] not in values]
            if missing:
                yield lacking(LABEL, part, name, label, choices=missing)
