"""Documentation under test: every command, option, setting and page in the documents exists, and the other way round."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from notes_app import cli
from notes_app.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def commands() -> dict[str, click.Command]:
    from notes_app.cli import care, exports, notes, people, serving, templates  # noqa: F401

    def walk(prefix: str, group: click.Group) -> dict[str, click.Command]:
        found: dict[str, click.Command] = {}
        for name, command in group.commands.items():
            found |= walk(f"{prefix}{name} ", command) if isinstance(command, click.Group) else {prefix + name: command}
        return found

    return walk("", cli.notes_app)


def documented_commands() -> dict[str, str]:
    text = (REFERENCE / "cli.md").read_text(encoding="utf-8")
    parts = re.split(r"^## `([a-z -]+)`", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    assert set(documented_commands()) == set(commands())


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_of_a_command_is_documented(name: str) -> None:
    section = documented_commands().get(name, "")
    options = {option for parameter in commands()[name].params if isinstance(parameter, click.Option) for option in parameter.opts if option.startswith("--")}
    assert set(re.findall(r"`(--[a-z-]+)", section)) == options


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_also_speaks_json(name: str) -> None:
    assert any("--json" in parameter.opts for parameter in commands()[name].params)


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    text = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(NOTES_APP_[A-Z_]+)` \| `([^`]*)` \|", text, flags=re.MULTILINE))
    assert rows == {spec.name: spec.default or "(empty)" for spec in SETTINGS}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_is_in_the_user_guide_and_every_page_in_the_guide_exists(language: str) -> None:
    from notes_app.web.navigation import PAGES

    text = (ROOT / "docs" / "guide" / f"{language}.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^#+ .*`(/[^`]*)`", text, flags=re.MULTILINE)) == set(PAGES)


@pytest.mark.parametrize("document", ["README.md", "README.ja.md", "ARCHITECTURE.md", "docs/guide/ja.md", "docs/guide/en.md"])
def test_links_between_documents_lead_somewhere(document: str) -> None:
    path = ROOT / document
    for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
