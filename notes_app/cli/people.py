"""`person …`: who may sign in. Passwords are never typed on the command line: a one-time link is printed instead."""

from __future__ import annotations

import click

from notes_app.cli import notes_app, with_output, workspace_of
from notes_app.cli.output import Output
from notes_app.errors import Language, NotFoundError
from notes_app.people.permission import ROLES, Person, Role
from notes_app.people.person_store import PersonStore
from notes_app.settings import Settings


@notes_app.group("person")
def person() -> None:
    """List people, add, disable, reset a password."""


@person.command("add")
@click.argument("login")
@click.option("--name", required=True, help="Name shown on screens.")
@click.option("--role", type=click.Choice(ROLES), default="rep", show_default=True)
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@with_output
def add(settings: Settings, output: Output, login: str, name: str, role: Role, language: Language) -> None:
    """Add a person and print a one-time link to choose a password with."""
    workspace = workspace_of(settings)
    one = workspace.people.add(login=login, name=name, role=role, language=language)
    workspace.audit.append("cli", "person.add", "person", one.person_id, {"login": one.login, "role": one.role})
    _answer_with_link(output, one, workspace.setup_links.issue("password", one.person_id))


@person.command("list")
@with_output
def list_people(settings: Settings, output: Output) -> None:
    """List everyone, disabled people included."""
    people = workspace_of(settings).people.list()
    output.answer({"people": [_shape(one) for one in people]})
    headings = [output.pick("ログイン名", "login"), output.pick("名前", "name"), output.pick("役割", "role"), output.pick("状態", "state")]
    state = {True: output.pick("有効", "active"), False: output.pick("停止", "disabled")}
    output.table(headings, [(one.login, one.name, one.role, state[one.is_active]) for one in people])


@person.command("disable")
@click.argument("login")
@with_output
def disable(settings: Settings, output: Output, login: str) -> None:
    """Disable a person and end all their sessions at once."""
    workspace = workspace_of(settings)
    one = workspace.people.disable(_get(workspace.people, login).person_id)
    workspace.audit.append("cli", "person.disable", "person", one.person_id, {"login": one.login})
    output.answer(_shape(one))
    output.say(f"{one.name} を停止しました。サインイン中の端末もすべて切れました。", f"{one.name} is disabled; every session of theirs has ended.")


@person.command("reset-password")
@click.argument("login")
@with_output
def reset_password(settings: Settings, output: Output, login: str) -> None:
    """Print a one-time link to choose a new password with."""
    workspace = workspace_of(settings)
    one = _get(workspace.people, login)
    workspace.audit.append("cli", "person.reset_password", "person", one.person_id, {"login": one.login})
    _answer_with_link(output, one, workspace.setup_links.issue("password", one.person_id))


@person.command("reset-second-factor")
@click.argument("login")
@with_output
def reset_second_factor(settings: Settings, output: Output, login: str) -> None:
    """Reset the two-step sign-in of somebody who lost the phone and the recovery codes."""
    workspace = workspace_of(settings)
    one = _get(workspace.people, login)
    was_on = workspace.second_factors.turn_off(one.person_id)
    workspace.audit.append("cli", "second_factor.reset", "person", one.person_id, {"login": one.login})
    output.answer(_shape(one) | {"reset": was_on})
    output.say(
        f"{one.name} の二段階認証をリセットしました。次からはパスワードだけで入れます。" if was_on else f"{one.name} は二段階認証を使っていません。",
        f"The two-step sign-in of {one.name} was reset; the password alone lets them in." if was_on else f"{one.name} has no two-step sign-in.",
    )


def _get(people: PersonStore, login: str) -> Person:
    found = people.find_by_login(login)
    if found is None:
        raise NotFoundError(what=login)
    return found


def _shape(one: Person) -> dict[str, object]:
    return {"person_id": one.person_id, "login": one.login, "name": one.name, "role": one.role, "active": one.is_active}


def _answer_with_link(output: Output, one: Person, token: str) -> None:
    link = f"/setup/{token}"
    output.answer(_shape(one) | {"link": link})
    output.say(
        f"{one.name} さんに、アプリのアドレスに続けてこの一度きりのリンクを伝えてください (24時間有効): {link}",
        f"Give {one.name} this one-time link, after the address of the app (valid for 24 hours): {link}",
    )
