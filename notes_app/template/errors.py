"""What can go wrong when people decide about fields. Pure."""

from __future__ import annotations

from notes_app.errors import NotesAppError


class UnknownFieldError(NotesAppError):
    """Facts: key."""

    ja = "項目「{key}」は、ひな形にも候補にもありません。画面を更新して、もう一度選んでください。"
    en = "There is no field and no candidate “{key}”. Reload the page and choose again."
    status = 404


class EmptyLabelError(NotesAppError):
    ja = "項目名が空です。1 文字以上で入力してください。"
    en = "The field label is empty. Type at least one character."


class LongLabelError(NotesAppError):
    """Facts: label, maximum."""

    ja = "項目名「{label}」は長すぎます。{maximum} 文字以内にしてください。"
    en = "The field label “{label}” is too long. Use at most {maximum} characters."


class DuplicateLabelError(NotesAppError):
    """Facts: label, owner, the field that has it."""

    ja = (
        "項目名「{label}」は項目「{owner}」がすでに使っています。別の名前にするか、「統合」を選んでください。"
    )
    en = "The label “{label}” already belongs to the field “{owner}”. Choose another one, or merge the two."
    status = 409


class MergeIntoItselfError(NotesAppError):
    """Facts: key."""

    ja = "項目「{key}」をそれ自身に統合することはできません。別の項目を選んでください。"
    en = "The field “{key}” cannot be merged into itself. Choose another field."


class SplitTakesAllError(NotesAppError):
    """Facts: label."""

    ja = "項目「{label}」から分ける項目名がないか、元の項目に何も残りません。選び直してください。"
    en = (
        "Nothing to split off “{label}”, or no label would be left for it. Choose again which labels to part."
    )


class UnknownTypeError(NotesAppError):
    """Facts: field_type, known."""

    ja = "型「{field_type}」はありません。次から選んでください: {known}"
    en = "There is no type “{field_type}”. Choose one of: {known}"


class ChoicesNeededError(NotesAppError):
    """Facts: label."""

    ja = "項目「{label}」を選択肢にするには、選択肢を 1 つ以上入力してください。"
    en = "To make “{label}” a choice list, give at least one choice."


class RequiredNeedsPurposeError(NotesAppError):
    """Facts: label."""

    ja = "項目「{label}」を必須にするには、目的（何のために集めるか）と利用者（誰が使うか）を書いてください。"
    en = "Before “{label}” can be required, say both why it is collected (purpose) and who uses it (used by)."


class NothingToPublishError(NotesAppError):
    """Facts: number, the version it equals."""

    ja = "下書きは版 {number} と同じ内容です。項目の採否を決めてから公開してください。"
    en = "The draft says the same as version {number}. Decide about some fields first, then publish."
    status = 409


class EmptyTemplateError(NotesAppError):
    ja = "採用した項目が 1 つもありません。採用してから公開してください。"
    en = "No field has been kept. Keep at least one, then publish."
    status = 409


class UnknownVersionError(NotesAppError):
    """Facts: number."""

    ja = "ひな形の版 {number} はありません。一覧にある版を選んでください。"
    en = "There is no template version {number}. Choose one from the list."
    status = 404


class StaleDraftError(NotesAppError):
    """Facts: number, the version published meanwhile."""

    ja = "その間に版 {number} が公開されました。画面を更新して、下書きを確かめてから公開してください。"
    en = "Version {number} was published in the meantime. Reload, look at the draft again, then publish."
    status = 409


class UnknownDecisionError(NotesAppError):
    """Facts: decision_id."""

    ja = "採否の記録 {decision_id} は見つからないか、すでに取り消されています。画面を更新してください。"
    en = "Decision {decision_id} was not found or has been undone already. Reload the page."
    status = 404


class AlreadyPublishedError(NotesAppError):
    """Facts: number."""

    ja = "この採否は版 {number} で公開されたため取り消せません。新しく決め直すか、前の版に戻してください。"
    en = "Version {number} already contains this decision. Decide anew, or roll back to an earlier version."
    status = 409


class UnknownValueError(NotesAppError):
    """Facts: what."""

    ja = "値「{what}」は今の議事録にありません。その間に書き換えられたようです。画面を更新してください。"
    en = "The value “{what}” is not in the note as it stands; it was edited meanwhile. Reload the page."
    status = 409


class LongWordsError(NotesAppError):
    """Facts: most, characters."""

    ja = "選べるのは1行の中の{most}文字までです。名前や金額などの言葉だけを選んでください。"
    en = "Choose up to {most} characters within one line: just the words of the name, the amount and so on."
    status = 422


class UnknownLessonError(NotesAppError):
    """Facts: lesson_id."""

    ja = "教えた内容 {lesson_id} は見つからないか、すでに取り消されています。画面を更新してください。"
    en = "What was taught as {lesson_id} was not found or has been taken back already. Reload the page."
    status = 404


class UnknownLabelError(NotesAppError):
    """Facts: label."""

    ja = "項目名「{label}」は今の議事録にありません。その間に書き換えられたようです。画面を更新してください。"
    en = "The label “{label}” is not in the note as it stands; it was edited meanwhile. Reload the page."
    status = 409


class BadApiNameError(NotesAppError):
    """Facts: label, name, longest."""

    ja = "「{label}」の API 名「{name}」は使えません。英字で始まる {longest} 文字以内の英数字と、単独の _ だけにしてください（末尾の _ も不可）。"
    en = "“{name}” is no API name for “{label}”: letters, digits and single underscores, a letter first, no _ last, at most {longest}."


class TakenApiNameError(NotesAppError):
    """Facts: label, name, owner, the field that has it."""

    ja = "「{label}」の API 名「{name}」は、項目「{owner}」が使っているか、使っていたことがあります。別の名前にしてください。"
    en = "The API name “{name}” for “{label}” belongs, or belonged, to the field “{owner}”. Choose another one."
    status = 409
