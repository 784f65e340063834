"""The pieces of a push: patience, what is kept of answers, credentials, scopes."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.crm.planning import ExportScope
from notes_app.crm.push.answers import LONGEST_BODY, MOST_RUNS, AnswerFile, read_answers
from notes_app.crm.push.credential_store import CredentialStore
from notes_app.crm.push.credentials import FORMS, check_credentials, form_of, merge_credentials
from notes_app.crm.push.errors import BadCredentialError, NoCredentialsError, NoPushTargetError
from notes_app.crm.push.patience import Patience, read_retry_after
from notes_app.crm.push.report import read_scope, scope_json
from notes_app.ledger.database import open_ledger
from notes_app.ledger.sealing import SealBrokenError, Sealer
from notes_app.settings import SETTINGS, read_settings

NOW = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30", 30.0), ("1.5", 1.5), ("-3", 0.0), ("Mon, 01 Jun 2026 03:01:00 GMT", 60.0), ("Mon, 01 Jun 2026 02:00:00 GMT", 0.0), ("", None), (None, None), ("soon", None)],
)
def test_retry_after_is_seconds_or_a_date(text: str | None, seconds: float | None) -> None:
    assert read_retry_after(text, NOW) == seconds


@given(st.floats(0, 1, exclude_max=True), st.integers(1, 5))
def test_waits_grow_differ_by_chance_and_end(chance: float, attempt: int) -> None:
    patience = Patience(sleep=lambda _s: None, chance=lambda: chance)
    assert patience.wait(attempt)
    assert 2 ** (attempt - 1) / 2 <= patience.waited[0] <= 2 ** (attempt - 1)
    assert not patience.wait(patience.tries)
    assert not patience.wait(1, patience.longest_wait_s + 1)


def test_answers_are_bounded_cut_and_only_the_newest_runs_stay(tmp_path: Path) -> None:
    for number in range(MOST_RUNS + 5):
        AnswerFile(tmp_path, f"run{number:02}", lambda: NOW).keep("GET", "u", 200, "x" * (LONGEST_BODY + 7), sent_bytes=0, headers={})
    assert len(list(tmp_path.glob("*.jsonl"))) == MOST_RUNS
    ((answer,), total) = read_answers(tmp_path, f"run{MOST_RUNS + 4}")
    assert total == 1
    assert answer.body.endswith("… (+7)")
    assert read_answers(tmp_path, "../../etc/passwd") == ((), 0)
    assert read_answers(tmp_path, "run00") == ((), 0)


def test_a_torn_last_line_is_left_out(tmp_path: Path) -> None:
    file = AnswerFile(tmp_path, "torn", lambda: NOW)
    file.keep("GET", "u", 200, "一", sent_bytes=0, headers={"Retry-After": "3", "Set-Cookie": "secret"})
    with file.path.open("a", encoding="utf-8") as end:
        end.write('{"number": 2, "at": "20')
    ((answer,), total) = read_answers(tmp_path, "torn")
    assert (total, answer.headers) == (1, {"retry-after": "3"})


def test_every_field_of_every_form_is_a_documented_setting() -> None:
    variables = {one.variable for form in FORMS.values() for one in form.fields}
    assert variables == {spec.name for spec in SETTINGS if spec.name.startswith(("NOTES_APP_SALES", "NOTES_APP_HUB", "NOTES_APP_KIN"))}


def test_settings_carry_credentials_and_never_show_them() -> None:
    settings = read_settings({"NOTES_APP_HUBSPOT_TOKEN": "pat-secret", "NOTES_APP_KINTONE_URL": ""})
    assert settings.push == {"NOTES_APP_HUBSPOT_TOKEN": "pat-secret"}
    assert "pat-secret" not in repr(settings)


def test_the_environment_is_taken_alone() -> None:
    """A token of the environment never meets an address that somebody typed."""
    stored = {"url": "https://typed.example.com", "token": "typed", "apps": "account=1"}
    credentials = merge_credentials("kintone", {"NOTES_APP_KINTONE_TOKEN": "real"}, stored)
    assert credentials.values == {"token": "real"}
    with pytest.raises(NoCredentialsError) as missing:
        credentials.require()
    assert "NOTES_APP_KINTONE_URL, NOTES_APP_KINTONE_APPS" in missing.value.explain("ja")


def test_secrets_of_a_list_are_hidden_one_by_one() -> None:
    credentials = merge_credentials("kintone", {}, {"token": "tokenOne,tokenTwo"})
    assert set(credentials.secrets) == {"tokenOne,tokenTwo", "tokenOne", "tokenTwo"}
    assert "token" not in repr(credentials).replace("sources={'token'", "")


@pytest.mark.parametrize("url", ["http://example.com", "ftp://example.com", "https://user@example.com", "https://example.com:port", "javascript:x", "https://a b"])
def test_a_token_travels_by_https_to_a_plain_address_alone(url: str) -> None:
    with pytest.raises(BadCredentialError):
        check_credentials("hubspot", {"token": "x", "url": url})
    with pytest.raises(BadCredentialError):
        merge_credentials("hubspot", {"NOTES_APP_HUBSPOT_TOKEN": "x", "NOTES_APP_HUBSPOT_URL": url}, {})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("https://a.example.com/path?x=1", "https://a.example.com"), ("a.example.com", "https://a.example.com"), ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"), ("http://[::1]:80", "http://[::1]:80")],
)
def test_addresses_are_kept_without_what_follows(typed: str, kept: str) -> None:
    assert check_credentials("kintone", {"url": typed})["url"] == kept


def test_what_is_stored_is_sealed_and_another_key_does_not_open_it(tmp_path: Path) -> None:
    engine = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    store = CredentialStore(engine, lambda: NOW, Sealer(tmp_path / "key"), {})
    store.set("hubspot", {"token": "pat-very-secret"})
    assert store.get("hubspot").get("token") == "pat-very-secret"
    assert store.stored_at("hubspot") == NOW
    engine.dispose()
    assert all(b"pat-very-secret" not in path.read_bytes() for path in tmp_path.iterdir())
    again = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    with pytest.raises(SealBrokenError):
        CredentialStore(again, lambda: NOW, Sealer(tmp_path / "other"), {}).get("hubspot")
    store = CredentialStore(again, lambda: NOW, Sealer(tmp_path / "key"), {})
    store.forget("hubspot")
    assert store.get("hubspot").values == {}
    again.dispose()


def test_an_unknown_target_is_named() -> None:
    with pytest.raises(NoPushTargetError):
        form_of("xlsx")


@given(
    st.builds(
        ExportScope, since=st.none() | st.dates(), traded_since=st.none() | st.dates(),
        accounts=st.frozensets(st.sampled_from(["青空工業", "海風フーズ", "A, Inc."])), history=st.sampled_from(["all", "in_progress", "none"]),
    )
)  # fmt: skip
def test_a_scope_is_kept_with_its_run_and_read_again(scope: ExportScope) -> None:
    assert read_scope(scope_json(scope)) == scope


def test_a_scope_that_cannot_be_read_is_everything() -> None:
    assert read_scope({"since": "いつか", "accounts": 3, "history": "?", "x": 1}) == ExportScope()
    assert read_scope({"since": "2026-01-02", "accounts": "青空\n\n海風、北の丸"}) == ExportScope(
        since=date(2026, 1, 2), accounts=frozenset({"青空", "海風", "北の丸"})
    )


WITHOUT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
sys.modules[sys.argv[2]] = None  # how Python remembers a module that is not there
from notes_app.crm.push.answers import AnswerFile
from notes_app.crm.push.credentials import merge_credentials
from notes_app.crm.push.errors import PushToolsMissingError
from notes_app.crm.push.patience import Patience
from notes_app.crm.push.targets import open_target
def now(): return datetime(2026, 6, 1, tzinfo=UTC)
credentials = merge_credentials(sys.argv[1], {}, {"url": "https://a.example.com", "token": "x", "apps": "account=1"})
try:
    open_target(credentials, Patience(), AnswerFile(Path(sys.argv[3]), "x", now), now)
except PushToolsMissingError as error:
    print(error.explain("ja"))
"""


@pytest.mark.parametrize(("target", "module"), [("salesforce", "simple_salesforce"), ("hubspot", "hubspot"), ("kintone", "requests")])
def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path, target: str, module: str) -> None:
    """In a process of its own: what other tests have loaded into this one must not decide."""
    said = subprocess.run([sys.executable, "-X", "utf8", "-c", WITHOUT, target, module, str(tmp_path)], capture_output=True, text=True, encoding="utf-8", check=True)
    assert "make push-tools" in said.stdout


def test_looking_at_what_can_be_sent_loads_no_client_library() -> None:
    """The pages and every other command start as quickly as without them."""
    code = "import sys, notes_app.web.pages.push, notes_app.cli.pushes; print({'requests', 'hubspot', 'simple_salesforce', 'urllib3'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"
