"""What can go wrong between us and a CRM, said so that a person knows what to do. Pure."""

from __future__ import annotations

from notes_app.errors import NotesAppError, NotFoundError


class PushToolsMissingError(NotesAppError):
    """Facts: target."""

    ja = "{target} へ直接送るための部品が入っていません。`make push-tools`（または `pip install 'notes-app[push]'`）を実行してください。"
    en = "The parts for sending to {target} are not installed. Run `make push-tools` (or `pip install 'notes-app[push]'`)."
    status = 409


class NoPushTargetError(NotFoundError):
    """Facts: what, known."""

    ja = "「{what}」へは直接送れません。送れるのは {known} です。"
    en = 'Nothing can be sent to "{what}" directly. It can be sent to {known}.'


class NoCredentialsError(NotesAppError):
    """Facts: target, missing: settings that are not there."""

    ja = "{target} への接続情報がありません（{missing}）。「直接送る」の画面か環境変数で設定してください。"
    en = "The credentials for {target} are missing ({missing}). Set them on the page “Send directly” or in the environment."
    status = 409


class BadCredentialError(NotesAppError):
    """Facts: field, expected."""

    ja = "「{field}」を確かめてください。{expected_ja}"
    en = "Please check “{field}”. {expected_en}"


class PushRefusedError(NotesAppError):
    """The target says no to everything. Facts: target, status_code, words."""

    ja = "{target} に断られました（{status_code}）: 「{words}」。接続情報、権限、項目を確かめてください。"
    en = "{target} refused ({status_code}): “{words}”. Please check credentials, permissions and fields."
    status = 409

    def __init__(self, *, target: str, status_code: int, words: str) -> None:
        self.status_code, self.words = status_code, words
        super().__init__(target=target, status_code=status_code, words=words)


class PushPausedError(NotesAppError):
    """The target wants no more for now, or cannot be reached. Facts: target, words.

    code: for programs: "rate_limit", "daily_limit", "unreachable", "unavailable".
    """

    ja = "{target} が今は受け付けません: 「{words}」。送れた分は記録してあります。あとで同じ操作をすると、続きから送ります。"
    en = "{target} takes no more for now: “{words}”. What went is remembered; do the same again later and it goes on from there."
    status = 503
    code: str

    def __init__(self, *, code: str, target: str, words: str) -> None:
        self.code = code
        super().__init__(target=target, words=words)


class PushStoppedError(NotesAppError):
    ja = "止めました。送れた分は記録してあり、続きから送れます。"
    en = "It was stopped. What went is remembered, and it can go on from there."
    status = 409


class PushUnderWayError(NotesAppError):
    """Facts: target."""

    ja = "{target} への送信がほかで進んでいます。終わるのを待ってください。"
    en = "Records are being sent to {target} already. Please wait until that is done."
    status = 409


class FieldsMissingError(NotesAppError):
    """Facts: target, count, first."""

    ja = "{target} に足りない項目などが {count} 件あるため、何も送っていません。はじめの 1 件: {first_ja}"
    en = "Nothing was sent: {count} fields or settings are missing in {target}. The first: {first_en}"
    status = 409


class PackageUnfitError(NotesAppError):
    """Facts: target, count."""

    ja = "書き出しに直すべき指摘が {count} 件あるため、{target} へは送っていません。書き出しの画面の「指摘」を直してください。"
    en = "Nothing was sent to {target}: {count} findings of the export must be mended first. See “Findings” on the export page."
    status = 409
