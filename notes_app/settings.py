"""Every setting of the app, in one table: name, default, meaning. The documentation is tested against it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from notes_app.errors import NotesAppError


class BadSettingError(NotesAppError):
    """Facts: name, value, expected."""

    ja = "設定 {name} の値「{value}」は使えません。{expected} を指定してください。"
    en = "Setting {name} has the value “{value}”, which cannot be used. Give {expected}."


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One setting: its environment variable, its default as text, and what it means in both languages."""

    name: str
    default: str
    ja: str
    en: str


SETTINGS = (
    SettingSpec("NOTES_APP_NOTES", "notes", "議事録を置くフォルダ", "folder that holds the notes"),
    SettingSpec("NOTES_APP_VAR", "var", "台帳・目録・索引を置くフォルダ", "folder of the ledger, catalog and index"),
    SettingSpec("NOTES_APP_HOST", "127.0.0.1", "待ち受けるアドレス", "address to listen on"),
    SettingSpec("NOTES_APP_PORT", "8000", "待ち受けるポート", "port to listen on; the next free one is taken when it is busy"),
    SettingSpec("NOTES_APP_LEDGER_URL", "", "台帳のデータベースURL (空なら VAR の中の SQLite)", "database URL of the ledger; empty means SQLite inside VAR"),
    SettingSpec("NOTES_APP_ENGINE", "", "検索エンジン (whoosh, tantivy, memory)。空なら engine switch で選んだもの、はじめは whoosh", "search engine: whoosh, tantivy or memory; empty means the one chosen with engine switch, whoosh at first"),
    SettingSpec("NOTES_APP_THREADS", "8", "同時に応答するスレッドの数", "threads that answer requests"),
    SettingSpec("NOTES_APP_WATCH_S", "2", "フォルダの外部変更を調べる間隔 (秒)", "seconds between looks for files edited outside the app; 0 turns it off"),
    SettingSpec("NOTES_APP_FILE_MB", "25", "添付ファイル 1 つの上限 (MB)", "largest attachment, in MB"),
    SettingSpec("NOTES_APP_FILES_GB", "20", "添付ファイル全体の上限 (GB)", "most that all attachments may take, in GB"),
    SettingSpec("NOTES_APP_SECURE_COOKIES", "0", "1 なら HTTPS でだけ Cookie を送る", "1 sends cookies over HTTPS only; set it behind TLS"),
    SettingSpec("NOTES_APP_IDLE_MINUTES", "480", "操作がないとき自動でサインアウトするまでの分数", "minutes without use after which a session ends"),
    SettingSpec("NOTES_APP_SESSION_DAYS", "30", "サインインが続く最大の日数", "days after which a session ends in any case"),
    SettingSpec("NOTES_APP_SECOND_FACTOR", "optional", "二段階認証を必須にする人 (optional: 本人しだい、admins: 管理者とマネージャー、everyone: 全員)", "who must have a second factor: optional (each as they like), admins (administrators and managers) or everyone"),
    SettingSpec("NOTES_APP_SALESFORCE_URL", "", "直接送る: Salesforce の組織の URL", "sending directly: URL of the Salesforce org"),
    SettingSpec("NOTES_APP_SALESFORCE_TOKEN", "", "直接送る: Salesforce のアクセストークン", "sending directly: Salesforce access token"),
    SettingSpec("NOTES_APP_SALESFORCE_USERNAME", "", "直接送る: Salesforce のユーザー名 (トークンの代わりに)", "sending directly: Salesforce user name, instead of a token"),
    SettingSpec("NOTES_APP_SALESFORCE_PASSWORD", "", "直接送る: Salesforce のパスワード", "sending directly: Salesforce password"),
    SettingSpec("NOTES_APP_SALESFORCE_SECURITY_TOKEN", "", "直接送る: Salesforce のセキュリティトークン", "sending directly: Salesforce security token"),
    SettingSpec("NOTES_APP_SALESFORCE_DOMAIN", "", "直接送る: Salesforce のログイン先 (空なら login、Sandbox は test)", "sending directly: where to sign in to Salesforce; empty means login, a sandbox is test"),
    SettingSpec("NOTES_APP_HUBSPOT_TOKEN", "", "直接送る: HubSpot の非公開アプリのアクセストークン", "sending directly: access token of a HubSpot private app"),
    SettingSpec("NOTES_APP_HUBSPOT_URL", "", "直接送る: HubSpot の API の URL (空なら https://api.hubapi.com)", "sending directly: URL of HubSpot's API; empty means https://api.hubapi.com"),
    SettingSpec("NOTES_APP_KINTONE_URL", "", "直接送る: kintone の URL", "sending directly: URL of kintone"),
    SettingSpec("NOTES_APP_KINTONE_TOKEN", "", "直接送る: kintone の API トークン (コンマ区切りで 9 個まで)", "sending directly: kintone API tokens, up to 9, separated by commas"),
    SettingSpec("NOTES_APP_KINTONE_APPS", "", "直接送る: kintone のアプリ番号 (account=12,contact=13,… の形)", "sending directly: kintone app numbers, as account=12,contact=13,…"),
    SettingSpec("NOTES_APP_TIMEZONE", "Asia/Tokyo", "日付と時刻の表示に使うタイムゾーン", "time zone dates and times are shown in"),
)  # fmt: skip

_CRMS = ("NOTES_APP_SALESFORCE_", "NOTES_APP_HUBSPOT_", "NOTES_APP_KINTONE_")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force, parsed. Folders are absolute."""

    notes: Path
    var: Path
    host: str
    port: int
    ledger_url: str
    engine: str  # "": the one chosen with `engine switch`
    threads: int
    watch_s: float
    file_mb: int
    files_gb: int
    secure_cookies: bool
    idle_minutes: int
    session_days: int
    second_factor: str
    timezone: str
    push: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """Credentials of CRMs, by the name of their variable; never printed."""

    @property
    def derived(self) -> Path:
        """Folder of everything that can be rebuilt; deleting it is always safe."""
        return self.var / "derived"


def read_settings(environ: Mapping[str, str] | None = None, **overrides: str | Path | None) -> Settings:
    """Return the settings from the environment; `overrides` (notes, var, host, port, …) win where they are not None.

    Raises:
        BadSettingError: a number is not a number, or an engine is unknown.
    """
    source = os.environ if environ is None else environ
    values = {spec.name.removeprefix("NOTES_APP_").lower(): source.get(spec.name, spec.default) for spec in SETTINGS}
    values |= {name: str(value) for name, value in overrides.items() if value is not None}
    var = Path(values["var"]).absolute()
    if values["engine"] not in ("", "whoosh", "tantivy", "memory"):
        raise BadSettingError(name="NOTES_APP_ENGINE", value=values["engine"], expected="whoosh | tantivy | memory")
    if values["second_factor"] not in ("optional", "admins", "everyone"):
        raise BadSettingError(name="NOTES_APP_SECOND_FACTOR", value=values["second_factor"], expected="optional | admins | everyone")
    return Settings(
        notes=Path(values["notes"]).absolute(), var=var, host=values["host"],
        port=_number(values, "port", 0, 65535), ledger_url=values["ledger_url"] or f"sqlite:///{var / 'ledger.sqlite'}",
        engine=values["engine"], threads=_number(values, "threads", 1, 256), watch_s=float(_number(values, "watch_s", 0, 3600)),
        file_mb=_number(values, "file_mb", 1, 200), files_gb=_number(values, "files_gb", 1, 100_000),
        secure_cookies=values["secure_cookies"] == "1", idle_minutes=_number(values, "idle_minutes", 1, 100_000),
        session_days=_number(values, "session_days", 1, 3650), second_factor=values["second_factor"], timezone=values["timezone"],
        push={spec.name: source[spec.name] for spec in SETTINGS if spec.name.startswith(_CRMS) and source.get(spec.name)},
    )  # fmt: skip


def _number(values: Mapping[str, str], name: str, low: int, high: int) -> int:
    try:
        number = int(values[name])
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise BadSettingError(name=f"NOTES_APP_{name.upper()}", value=values[name], expected=f"{low}–{high}")
    return number
