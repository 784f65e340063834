"""Commands over notes: import, reconcile, rebuild, search, mine, fill."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

import click

from notes_app.bootstrap import OPERATOR, Workspace
from notes_app.cli import command, workspace_of
from notes_app.cli.output import Output
from notes_app.errors import NotesAppError
from notes_app.mining.evidence import SlotValue
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.slots import find_slots
from notes_app.mining.source import SourceNote, source_of
from notes_app.minutes.note import Note
from notes_app.minutes.note_text import parse_leniently
from notes_app.search.index import SearchHit
from notes_app.settings import Settings
from notes_app.template.filling import fill as fill_template

TEXT_FILES = (".md", ".markdown", ".txt")


class BadQueriesError(NotesAppError):
    """Facts: file, line, problem."""

    ja = "{file} の {line} 行目を読めません: {problem}。1行に1つ {{\"id\": …, \"query\": …}} を書いてください。"
    en = "Line {line} of {file} cannot be read: {problem}. Write one {{\"id\": …, \"query\": …}} a line."


@command("import")
@click.argument("source", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--sample", is_flag=True, help="Import the sample workspace that ships with the app.")
@click.option("--undo", metavar="BATCH", help="Take an import back: what was not edited since goes to the bin.")
def import_notes(settings: Settings, output: Output, source: Path | None, sample: bool, undo: str | None) -> None:
    """Import a folder (or zip) of Markdown and text files; every file is accounted for."""
    workspace = workspace_of(settings)
    if undo:
        undone = workspace.importer.undo(OPERATOR, undo)
        workspace.follow_saves()
        output.answer(undone.to_json())
        output.say(undone.describe("ja"), undone.describe("en"))
        return
    progress = output.progress("取り込み中", "Importing")
    if sample:
        report = workspace.load_sample(OPERATOR, progress=progress)
    elif source is None:
        raise click.UsageError("give PATH, --sample or --undo BATCH")
    else:
        report = workspace.import_path(OPERATOR, source, progress=progress)
    output.answer(report.to_json())
    output.say(report.describe("ja"), report.describe("en"))
    output.table(
        [output.pick("読めなかったファイル", "skipped file"), output.pick("理由", "why")],
        [(skipped.path, skipped.reason(output.language)) for skipped in report.skipped],
    )


@command("reconcile")
@click.option("--full", is_flag=True, help="Read every file again instead of trusting size and time.")
def reconcile(settings: Settings, output: Output, full: bool) -> None:
    """Compare the folder with the catalog, take in what changed, and say what could not be read."""
    workspace = workspace_of(settings)
    report = workspace.reconcile(full=full, progress=output.progress("照合中", "Reconciling"))
    output.answer(report.to_json())
    output.say(report.describe("ja"), report.describe("en"))


@command("rebuild")
def rebuild(settings: Settings, output: Output) -> None:
    """Make catalog, index and mining counts anew from the files."""
    workspace = workspace_of(settings)
    counts = workspace.rebuild(progress=output.progress("作り直し中", "Rebuilding"))
    output.answer(counts)
    output.say(
        f"{counts['notes']:,} 件の議事録から、目録・索引・集計を作り直しました。",
        f"Catalog, index and mining counts were made anew from {counts['notes']:,} notes.",
    )


@command("search")
@click.argument("query", required=False)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many hits at most.")
@click.option("--queries", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON lines of id and query, answered in one process.")
def search(settings: Settings, output: Output, query: str | None, limit: int, queries: Path | None) -> None:
    """Search the notes; with --json one hit a line."""
    if (query is None) == (queries is None):
        raise click.UsageError("give QUERY or --queries FILE")
    workspace = workspace_of(settings)
    workspace.catch_up(mining=False, progress=output.progress("索引を更新中", "Indexing"))
    if queries is not None:
        for query_id, words in read_queries(queries):
            hits = [hit_json(hit) for hit in workspace.search(OPERATOR, words, limit=limit).result.hits]
            click.echo(json.dumps({"id": query_id, "hits": hits}, ensure_ascii=False))
        return
    result = workspace.search(OPERATOR, query or "", limit=limit).result
    for hit in result.hits:
        shape = hit_json(hit)
        output.answer(shape)
        output.say(*([f"{hit.held_on or '----------'}  {hit.title}  [{hit.account}]\n    {shape['snippet']}\n    {hit.path}"] * 2))
        for one in hit.attached:
            passage = "" if one.passage.part == "name" else f": {one.snippet.text}"
            output.say(*[f"    {one.passage.explain(spoken)}{passage}" for spoken in ("ja", "en")])
    output.say(f"{result.total:,} 件", f"{result.total:,} found")


def read_queries(file: Path) -> Iterator[tuple[object, str]]:
    """Yield (id, query) for each line of a JSON-lines file; a bad line is named."""
    for number, line in enumerate(file.read_bytes().removeprefix(BOM_UTF8).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            one = json.loads(line.decode("utf-8"))
            yield one["id"], str(one["query"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadQueriesError(file=file, line=number, problem=error) from error


def hit_json(hit: SearchHit) -> dict[str, object]:
    """Return the documented shape of one hit."""
    return {
        "id": hit.note_id, "title": hit.title, "path": hit.path, "score": round(hit.score, 4),
        "snippet": " … ".join(snippet.text for snippet in hit.snippets),
        "held_on": hit.held_on.isoformat() if hit.held_on else None, "account": hit.account,
        "attached": [
            {"file": one.passage.file, "part": one.passage.part, "at": one.passage.at, "snippet": one.snippet.text} for one in hit.attached
        ],
    }  # fmt: skip


@command("mine")
def mine(settings: Settings, output: Output) -> None:
    """Say which fields people keep writing, best first, with the words they stand on."""
    workspace = workspace_of(settings)
    workspace.catch_up(index=False, progress=output.progress("集計中", "Counting"))
    report = workspace.mining_report(OPERATOR)
    output.answer(report.to_json())
    output.say(f"議事録 {report.notes:,} 件、書いた人 {report.authors} 人", f"{report.notes:,} notes by {report.authors} authors")
    output.table(
        [output.pick("項目", "field"), output.pick("型", "type"), output.pick("件数", "notes"), output.pick("人数", "authors"), output.pick("別名", "also written")],
        [(one.label, one.type, one.notes, one.authors, ", ".join(one.labels[1:6])) for one in report.fields[:40]],
    )


@command("fill")
@click.argument("things", nargs=-1, required=True, metavar="FILE|FOLDER|ID…")
@click.option("--cold", is_flag=True, help="Use the lexicon alone: no published template, no account directory, nothing learnt.")
def fill(settings: Settings, output: Output, things: tuple[str, ...], cold: bool) -> None:
    """Say which values stand in notes or files, each with the words it came from. Nothing is written."""
    workspace = workspace_of(settings)
    newest = None if cold else workspace.templates.find_newest()
    knowledge = default_knowledge() if cold else workspace.knowledge()
    for path, source in sources_of(workspace, things, output):
        slots = fill_template(source, newest, knowledge) if newest else find_slots(source, knowledge)
        output.answer({"note_id": source.note_id, "path": path, "slots": [slot_json(slot) for slot in slots]})
        output.say(f"\n{path}", f"\n{path}")
        output.table(
            [output.pick("項目", "field"), output.pick("値", "value"), output.pick("書かれた言葉", "as written"), output.pick("確かさ", "sure")],
            [(slot.concept or slot.label, slot.normalized if slot.normalized is not None else "", slot.value[:60].replace("\n", " "), f"{slot.confidence:.2f}") for slot in slots],
        )


def slot_json(slot: SlotValue) -> dict[str, object]:
    """Return the documented shape of one slot."""
    return {
        "concept": slot.concept, "label": slot.label, "value": slot.value, "normalized": slot.normalized,
        "start": slot.evidence.start, "end": slot.evidence.end, "quote": slot.evidence.quote,
        "confidence": round(slot.confidence, 3), "via": slot.via,
    }  # fmt: skip


def sources_of(workspace: Workspace, things: tuple[str, ...], output: Output) -> Iterator[tuple[str, SourceNote]]:
    """Yield (path, note as mining reads it) for files, the text files of folders, and note ids."""
    for thing in things:
        path = Path(thing)
        if path.is_dir():
            for file in sorted(one for one in path.rglob("*") if one.suffix.lower() in TEXT_FILES and one.is_file()):
                yield str(file), source_of_file(file, output)
        elif path.is_file():
            yield str(path), source_of_file(path, output)
        else:
            note: Note = workspace.keeper.get(thing)  # says so when there is no such note
            yield note.path, source_of(note)


def source_of_file(file: Path, output: Output) -> SourceNote:
    """Return a file as mining reads it; its name stands for the id it does not have. What is wrong with it is said."""
    note, problem = parse_leniently(file.read_bytes(), file.name)
    if problem is not None:
        click.echo(f"notes-app: {problem.explain(output.language)}", err=True)
    return source_of(note)
