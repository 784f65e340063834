"""Gather the words of the screens, update the Japanese catalogue and compile it. Run by `make words`.

Words in code and pages are English; `messages.po` holds the Japanese for each. The compiled `.mo` is committed, so
running the app needs no build. Words that lost their place are dropped; fuzzy guesses are not made.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "notes_app" / "web" / "translations" / "ja" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


def gather_words() -> Catalog:
    """Return every word of the pages and their code, with where it stands."""
    catalog = Catalog(project="notes-app")
    for folder, method in (
        (ROOT / "notes_app" / "web", "python"),
        (ROOT / "templates", "jinja2.ext:babel_extract"),
    ):
        pattern = "**.py" if method == "python" else "**.html"
        options = {pattern: {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}}
        found = extract_from_dir(
            folder, [(pattern, method)], options, keywords=KEYWORDS, comment_tags=("Words:",)
        )
        for name, _line, message, comments, context in found:
            # No line numbers: they would change the file with every edit and tell a translator little.
            place = (folder.relative_to(ROOT) / name).as_posix()
            catalog.add(message, None, [(place, 0)], auto_comments=comments, context=context)
    return catalog


def update(catalog: Catalog) -> Catalog:
    """Return the Japanese catalogue with the words of `catalog`: known ones kept, new ones empty, lost ones gone."""
    with PO.open("rb") as file:
        known = read_po(file, locale="ja")
    fresh = Catalog(locale="ja", project="notes-app", fuzzy=False, creation_date=known.creation_date)
    fresh.revision_date = known.revision_date
    for message in catalog:
        if not message.id:
            continue
        old = known.get(message.id, message.context)
        places = sorted({(name, 0) for name, _line in message.locations})
        fresh.add(
            message.id,
            old.string if old else None,
            places,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return fresh


def main() -> int:
    if not PO.exists():
        PO.parent.mkdir(parents=True, exist_ok=True)
        empty = Catalog(locale="ja", project="notes-app", creation_date=datetime(2026, 11, 22, tzinfo=UTC))
        with PO.open("wb") as file:
            write_po(file, empty)
    catalog = update(gather_words())
    with PO.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, include_lineno=False)
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)
    missing = [
        message.id
        for message in catalog
        if message.id and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]
    for one in missing:
        print(f"no Japanese yet: {one!r}")
    print(f"{len(catalog)} messages, {len(missing)} without Japanese")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
