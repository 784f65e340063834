"""Why a change is suggested, said in Japanese and English. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from notes_app.mining.fields.candidates import Candidate
from notes_app.template.version_diff import TYPE_WORDS


@dataclass(frozen=True, slots=True)
class SuggestionWords:
    """The label concerned, the reason codes, and the sentence in both languages."""

    label: str
    reasons: tuple[str, ...]
    ja: str
    en: str


_SENTENCES: dict[str, tuple[str, str]] = {
    "widely_used": ("多くの議事録に書かれています", "many notes say it"),
    "several_authors": ("複数の人が書いています", "several people write it"),
    "one_author": ("書いているのは 1 人です", "only one person writes it"),
    "often_empty": ("空のことが多い項目です", "it is often left empty"),
    "repeats": ("1 つの議事録に何度も出ます", "it repeats inside a note"),
    "known_concept": ("営業でよく使われる項目です", "it is a usual sales field"),
    "said_in_sentences": ("文章の中でも語られています", "it is also said in sentences"),
    "new_label": ("最近書かれ始めた項目です", "people began to write it recently"),
    "always_empty": ("いつも空です", "it is always empty"),
    "constant": ("いつも同じ値です", "it always has the same value"),
    "metadata_duplicate": (
        "議事録の属性（日付や作成者など）と同じです",
        "it repeats what the note already carries",
    ),
    "single_author": ("書いているのは 1 人だけで、雑談や庶務のようです", "only one person writes it, and it reads like small talk or housekeeping"),
    "fading": ("書かれなくなってきています", "people are ceasing to write it"),
    "duplicate_of": ("ほかの項目と同じ内容です", "it says the same as another field"),
    "may_mean": ("その項目の別の書き方かもしれません", "it may be another way to write that field"),
    "never_filled": ("公開してから一度も書かれていません", "nobody has written it since it was published"),
}


def reason_sentence(code: str) -> tuple[str, str]:
    """Return a reason code in words, Japanese and English; an unknown code stands for itself."""
    return _SENTENCES.get(code, (code, code))


_CHANGES: dict[str, tuple[str, str]] = {
    "add": (
        "「{label}」を追加: {notes}件中{count}件・{authors}名中{by}名（{why_ja}）。{count}件に値が入ります。",
        "Add “{label}”: {count} of {notes} notes by {by} of {authors} people ({why_en}). Fills {count}.",
    ),
    "merge": (
        "「{label}」と「{into}」は同じ項目のようです。統合しますか。",
        "“{label}” and “{into}” look like one field. Merge them?",
    ),
    "split": (
        "「{into}」の中の「{label}」は値の種類（{type_ja}）が違います。分けますか。",
        "“{label}” inside “{into}” holds another kind of value ({type_en}). Split it off?",
    ),
    "rename": (
        "「{label}」より「{into}」と書く人が多くいます。改名しますか。",
        "More people write “{into}” than “{label}”. Rename it?",
    ),
    "retype": (
        "「{label}」の値は{type_ja}のようです。型を変えますか。",
        "The values of “{label}” look like this type: {type_en}. Change it?",
    ),
    "choices": ("「{label}」に新しい選択肢があります: {into}", "“{label}” has new choices: {into}"),
    "require": (
        "「{label}」は{count}件に書かれています。必須にしますか（目的と利用者が必要です）。",
        "{count} notes say “{label}”. Make it required (purpose and users needed)?",
    ),
    "relax": (
        "必須の「{label}」が書かれているのは{notes}件中{count}件です。任意に戻しますか。",
        "“{label}” is required, yet only {count} of {notes} notes say it. Make it optional?",
    ),
    "drop": ("「{label}」: {why_ja}。外しますか。", "“{label}”: {why_en}. Remove it?"),
    "reorder": ("実際に書かれる順番と違います: {label}", "People write these elsewhere: {label}"),
}


def word(
    kind: str,
    label: str,
    reasons: tuple[str, ...],
    *,
    candidate: Candidate | None = None,
    into: str = "",
    field_type: str = "",
    notes: int = 0,
    authors: int = 0,
) -> SuggestionWords:
    """Return the sentence for a suggestion of this kind.

    Args:
        into: the other label, or the new choices. notes, authors: of the whole report.
    """
    why = reason_sentence(reasons[0]) if reasons else ("", "")
    types = TYPE_WORDS.get(field_type, (field_type, field_type))
    facts = {
        "label": label,
        "into": into,
        "notes": notes,
        "authors": authors,
        "count": candidate.notes if candidate else 0,
        "by": candidate.authors if candidate else 0,
        "why_ja": why[0],
        "why_en": why[1],
        "type_ja": types[0],
        "type_en": types[1],
    }
    ja, en = _CHANGES["choices" if reasons == ("new_choices",) else kind]
    return SuggestionWords(label, reasons, ja.format(**facts), en.format(**facts))
