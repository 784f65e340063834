"""What it takes to enter a CRM: the settings of each target, from the environment or from what was typed on the page. Pure.

A secret is never shown again: `Credentials` hides it when printed, and the page says only that it is set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from notes_app.crm.push.errors import BadCredentialError, NoCredentialsError, NoPushTargetError

LONGEST = 4000
OBJECT_KEYS = ("account", "contact", "deal", "meeting_note", "todo", "order", "complaint")


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One thing to enter. variable: its environment variable. kind: how it is checked."""

    name: str
    variable: str
    ja: str
    en: str
    is_secret: bool = False
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class CredentialForm:
    """What a target needs. choices: sets of field names, one of which must be filled in whole."""

    target: str
    label: str
    fields: tuple[CredentialField, ...]
    choices: tuple[tuple[str, ...], ...]

    def get(self, name: str) -> CredentialField:
        return next(one for one in self.fields if one.name == name)


SALESFORCE = CredentialForm(
    "salesforce",
    "Salesforce",
    (
        CredentialField("url", "NOTES_APP_SALESFORCE_URL", "組織の URL（https://会社名.my.salesforce.com）",
                        "URL of the org (https://COMPANY.my.salesforce.com)", kind="url"),
        CredentialField("token", "NOTES_APP_SALESFORCE_TOKEN", "アクセストークン", "Access token", is_secret=True),
        CredentialField("username", "NOTES_APP_SALESFORCE_USERNAME", "ユーザー名（トークンの代わりに）", "User name (instead of a token)"),
        CredentialField("password", "NOTES_APP_SALESFORCE_PASSWORD", "パスワード", "Password", is_secret=True),
        CredentialField("security_token", "NOTES_APP_SALESFORCE_SECURITY_TOKEN", "セキュリティトークン", "Security token", is_secret=True),
        CredentialField("domain", "NOTES_APP_SALESFORCE_DOMAIN", "ログイン先（空なら login、Sandbox は test）",
                        "Where to sign in (empty: login; test for a sandbox)", kind="domain"),
    ),
    (("url", "token"), ("username", "password", "security_token")),
)  # fmt: skip
HUBSPOT = CredentialForm(
    "hubspot",
    "HubSpot",
    (
        CredentialField("token", "NOTES_APP_HUBSPOT_TOKEN", "非公開アプリのアクセストークン", "Access token of a private app", is_secret=True),
        CredentialField("url", "NOTES_APP_HUBSPOT_URL", "API の URL（空なら https://api.hubapi.com）",
                        "URL of the API (empty: https://api.hubapi.com)", kind="url"),
    ),
    (("token",),),
)  # fmt: skip
KINTONE = CredentialForm(
    "kintone",
    "kintone",
    (
        CredentialField("url", "NOTES_APP_KINTONE_URL", "kintone の URL（https://会社名.cybozu.com）",
                        "URL of kintone (https://COMPANY.cybozu.com)", kind="url"),
        CredentialField("token", "NOTES_APP_KINTONE_TOKEN", "API トークン（アプリごと、コンマ区切りで 9 個まで）",
                        "API tokens (one an app, up to 9, separated by commas)", is_secret=True, kind="tokens"),
        CredentialField("apps", "NOTES_APP_KINTONE_APPS", "アプリ番号（account=12,contact=13,deal=14,meeting_note=15,todo=16 の形）",
                        "App numbers (as account=12,contact=13,deal=14,meeting_note=15,todo=16)", kind="apps"),
    ),
    (("url", "token", "apps"),),
)  # fmt: skip
FORMS: Mapping[str, CredentialForm] = {one.target: one for one in (SALESFORCE, HUBSPOT, KINTONE)}


def form_of(target: str) -> CredentialForm:
    """Return what `target` needs; raises `NoPushTargetError` when nothing can be sent there."""
    key = target.replace("-", "_").lower()
    if key not in FORMS:
        raise NoPushTargetError(what=target, known=", ".join(FORMS))
    return FORMS[key]


@dataclass(frozen=True, slots=True)
class Credentials:
    """The values in force. sources: field name -> "environment" or "stored"."""

    target: str
    values: Mapping[str, str] = field(repr=False)
    sources: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must not be seen anywhere."""
        form = FORMS[self.target]
        whole = [value for one in form.fields if one.is_secret and (value := self.get(one.name))]
        parts = [part.strip() for value in whole for part in value.split(",")]
        return tuple(sorted({one for one in (*whole, *parts) if len(one) > 3}, key=len, reverse=True))

    def require(self) -> Credentials:
        """Return itself; raises `NoCredentialsError` that names what is missing."""
        form = FORMS[self.target]
        if any(all(self.get(name) for name in names) for names in form.choices):
            return self
        nearest = min(form.choices, key=lambda names: sum(not self.get(name) for name in names))
        missing = ", ".join(form.get(name).variable for name in nearest if not self.get(name))
        raise NoCredentialsError(target=form.label, missing=missing)


def merge_credentials(target: str, environment: Mapping[str, str], stored: Mapping[str, str]) -> Credentials:
    """Return the credentials in force: the environment alone when it says anything about the target, else what is stored.

    They are never mixed: a token of the environment must not meet an address that somebody typed on the page.

    Raises:
        BadCredentialError: a variable of the environment holds what can be no such thing.
    """
    form = form_of(target)
    given = check_credentials(target, {one.name: environment.get(one.variable, "") for one in form.fields})
    if given:
        return Credentials(form.target, given, dict.fromkeys(given, "environment"))
    values = {name: value for name, value in stored.items() if value}
    return Credentials(form.target, values, dict.fromkeys(values, "stored"))


def check_credentials(target: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, trimmed and checked; blanks left out.

    Raises:
        BadCredentialError: a value that can be no such thing.
    """
    form = form_of(target)
    kept: dict[str, str] = {}
    for one in form.fields:
        value = values.get(one.name, "").strip()
        if not value:
            continue
        if len(value) > LONGEST or not value.isprintable() or (one.is_secret and not value.isascii()):
            raise BadCredentialError(field=f"{one.ja} / {one.en}", expected_ja="1 行で、余分な文字のないように。",
                                     expected_en="One line, without stray characters.")  # fmt: skip
        kept[one.name] = _CHECKS.get(one.kind, lambda _one, text: text)(one, value)
    return kept


def _check_url(one: CredentialField, value: str) -> str:
    """Return the URL without its path. Only https, so that no token travels in the clear; http to this very machine alone."""
    parts = urlsplit(value if "://" in value else f"https://{value}")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = "?"
    host = "" if port == "?" else parts.hostname or ""
    is_here = host in ("127.0.0.1", "localhost", "::1")
    if not re.fullmatch(r"[A-Za-z0-9.-]+|::1", host) or parts.username or (parts.scheme != "https" and not (parts.scheme == "http" and is_here)):
        raise BadCredentialError(field=f"{one.ja} / {one.en}", expected_ja="https:// で始まる URL を入力してください。",
                                 expected_en="Give a URL that begins with https://.")  # fmt: skip
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"


def _check_domain(one: CredentialField, value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", value):
        raise BadCredentialError(field=f"{one.ja} / {one.en}", expected_ja="login、test、または「会社名.my」の形です。",
                                 expected_en="It is login, test, or COMPANY.my.")  # fmt: skip
    return value


def _check_tokens(one: CredentialField, value: str) -> str:
    tokens = [token.strip() for token in value.split(",") if token.strip()]
    if not 1 <= len(tokens) <= 9 or not all(re.fullmatch(r"[A-Za-z0-9_-]+", token) for token in tokens):
        raise BadCredentialError(field=f"{one.ja} / {one.en}", expected_ja="英数字のトークンを、コンマで区切って 9 個まで。",
                                 expected_en="Up to 9 tokens of letters and digits, separated by commas.")  # fmt: skip
    return ",".join(tokens)


def _check_apps(one: CredentialField, value: str) -> str:
    apps = read_apps(value)
    if not apps:
        raise BadCredentialError(field=f"{one.ja} / {one.en}", expected_ja="account=12,contact=13 のように書いてください。",
                                 expected_en="Write it as account=12,contact=13.")  # fmt: skip
    return ",".join(f"{key}={number}" for key, number in apps.items())


def read_apps(text: str) -> dict[str, int]:
    """Return object key -> app number; {} when the text is no such list."""
    apps: dict[str, int] = {}
    for pair in text.split(","):
        found = re.fullmatch(r"\s*([a-z_]+)\s*=\s*([1-9][0-9]{0,9})\s*", pair)
        if not found or found[1] not in OBJECT_KEYS:
            return {}
        apps[found[1]] = int(found[2])
    return apps


_CHECKS = {"url": _check_url, "domain": _check_domain, "tokens": _check_tokens, "apps": _check_apps}
