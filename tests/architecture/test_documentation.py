"""Documentation under test: every command, option, setting and page in the documents exists, and the other way round."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from notes_app import cli
from notes_app.people.permission import MATRIX, Action
from notes_app.settings import SETTINGS, read_settings

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def read(document: str | Path) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def commands() -> dict[str, click.Command]:
    from notes_app.cli import care, engines, exports, notes, people, pushes, serving, templates  # noqa: F401

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
    given = [option for parameter in commands()[name].params if isinstance(parameter, click.Option) for option in parameter.opts]
    options = {option for option in given if option.startswith("--")}
    assert set(re.findall(r"`(--[a-z-]+)", section)) == options


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_also_speaks_json(name: str) -> None:
    assert any("--json" in parameter.opts for parameter in commands()[name].params)


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    text = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(NOTES_APP_[A-Z_]+)` \| `([^`]*)` \|", text, flags=re.MULTILINE))
    assert rows == {spec.name: spec.default or "(empty)" for spec in SETTINGS}


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    action: str


def documented_routes() -> dict[Route, str]:
    """Return every route of the reference and what it says that it returns."""
    text = (REFERENCE / "http.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (GET|POST|PUT|DELETE) \| `([^`]+)` \| `([^`]+)` \|.*\| ([^|]*) \|$", text, flags=re.MULTILINE)
    return {Route(method, path, action): returns for method, path, action, returns in rows}


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> set[Route]:
    """Every route of the app as it is served."""
    from notes_app.bootstrap import open_workspace
    from notes_app.web.app import create_app

    folder = tmp_path_factory.mktemp("workspace")
    workspace = open_workspace(read_settings({}, notes=folder / "notes", var=folder / "var"))
    try:
        app = create_app(workspace)
        return {
            Route(method, str(rule), app.view_functions[rule.endpoint].action)  # type: ignore[attr-defined]
            for rule in app.url_map.iter_rules()
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }
    finally:
        workspace.close()


def test_every_route_is_documented_with_its_action_and_every_documented_route_exists(routes: set[Route]) -> None:
    assert set(documented_routes()) == routes


def test_every_page_of_the_reference_is_among_the_pages_of_the_app_and_the_other_way_round() -> None:
    from notes_app.web.navigation import PAGES

    pages = [route.path for route, returns in documented_routes().items() if route.method == "GET" and returns.startswith("page")]
    assert set(PAGES) == {path.replace("<int:", "<") for path in pages}


@pytest.mark.parametrize("document", ["docs/reference/http.md", "docs/guide/ja.md", "docs/guide/en.md"])
def test_the_table_of_roles_is_the_permission_matrix(document: str) -> None:
    columns = ("rep", "backoffice", "manager", "admin")
    row = r"^\|([^|]*`[a-z]+\.?[a-z]*`[^|]*)" + r"\|([ ✓]*)" * 4 + r"\|$"
    said, listed = set(), set()
    for words, *marks in re.findall(row, read(document), flags=re.MULTILINE):
        actions = re.findall(r"`([a-z.]+)`", words)
        listed |= set(actions)
        said |= {(role, action) for role, mark in zip(columns, marks, strict=True) if "✓" in mark for action in actions}
    assert listed == set(Action.__args__)  # type: ignore[attr-defined]
    assert said == {(role, action) for role, actions in MATRIX.items() for action in actions}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_is_in_the_user_guide_and_every_page_in_the_guide_exists(language: str) -> None:
    from notes_app.web.navigation import PAGES

    text = (ROOT / "docs" / "guide" / f"{language}.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^#+ .*`(/[^`]*)`", text, flags=re.MULTILINE)) == set(PAGES)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_field_names_of_the_query_language_are_in_the_guide_and_the_other_way_round(language: str) -> None:
    from notes_app.search.query_parser import FIELDS
    from notes_app.search.terms import fold_text

    text = (ROOT / "docs" / "guide" / f"{language}.md").read_text(encoding="utf-8")
    table = re.split(r"^\| (?:項目 \| 日本語|field \| English) ", text, flags=re.MULTILINE)[1].split("\n\n")[0]
    assert {fold_text(name) for name in re.findall(r"`([^`]+)`", table)} == set(FIELDS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_between_documents_lead_somewhere(document: str) -> None:
    path = ROOT / document
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)  # what is shown leads nowhere
    for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", text):
        assert (path.parent / target).exists(), target


def slugs(document: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_anchors_lead_to_a_heading(document: str) -> None:
    path = ROOT / document
    for target, anchor in re.findall(r"\]\(([^)#:\s]*)#([^)]+)\)", path.read_text(encoding="utf-8")):
        assert anchor in slugs(path.parent / target if target else path), f"{target}#{anchor}"


def test_the_readmes_show_the_screenshots_that_are_taken() -> None:
    shown = set(re.findall(r"docs/images/([^)\s]+\.png)", read("README.md") + read("README.ja.md")))
    taken = {path.name for path in (ROOT / "docs" / "images").glob("*.png")}
    assert shown <= taken
    assert all(re.fullmatch(r"[a-z]+-(ja|en)-(1280|390)\.png", name) for name in taken)
    assert all((ROOT / "docs" / "images" / name).stat().st_size < 250_000 for name in taken)
