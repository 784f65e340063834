"""Every word on the screens has its Japanese, and what is compiled is what is written."""

from __future__ import annotations

import gettext
import sys
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale

from notes_app.crm.fixed_words import CHANNEL_WORDS, KIND_WORDS
from notes_app.minutes.note import CHANNELS, KINDS
from notes_app.web import names

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import words  # noqa: E402


@pytest.fixture(scope="module")
def japanese() -> Catalog:
    with words.PO.open("rb") as file:
        return read_po(file, locale="ja")


def one_text(message: Message) -> str:
    return message.string[0] if isinstance(message.string, tuple) else str(message.string)


def test_the_catalogue_holds_the_words_of_the_screens(japanese: Catalog) -> None:
    said = {message.id for message in words.gather_words() if message.id}
    assert said == {message.id for message in japanese if message.id}, "run `make words`"


def test_every_word_has_japanese(japanese: Catalog) -> None:
    assert [message.id for message in japanese if message.id and not one_text(message).strip()] == []


def test_the_compiled_catalogue_is_up_to_date(japanese: Catalog) -> None:
    with words.PO.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in japanese:
        if message.id:
            told = (
                compiled.ngettext(*message.id, 1)
                if isinstance(message.id, tuple)
                else compiled.gettext(message.id)
            )
            english = message.id[0] if isinstance(message.id, tuple) else message.id
            assert told == (one_text(message) or english), "run `make words`"


def test_the_places_for_facts_are_the_same_in_both_languages(japanese: Catalog) -> None:
    for message in japanese:
        if message.id and one_text(message):
            english = message.id[-1] if isinstance(message.id, tuple) else message.id
            assert places(one_text(message)) == places(str(english)), english


def places(text: str) -> set[str]:
    percent = {part.split(")")[0] for part in text.split("%(")[1:]}
    return percent | {name for _, name, _, _ in Formatter().parse(text.replace("%", "")) if name}


def test_nothing_is_left_of_english_in_a_sentence(japanese: Catalog) -> None:
    for message in japanese:
        if message.id and len(one_text(message)) > 12:
            assert not one_text(message).isascii(), message.id


def test_a_crm_is_told_the_words_that_the_pages_say(app: Flask) -> None:
    with app.test_request_context(), force_locale("ja"):
        assert dict(KIND_WORDS) == names.kind_names()
        assert dict(CHANNEL_WORDS) == names.channel_names()
    assert (tuple(KIND_WORDS), tuple(CHANNEL_WORDS)) == (KINDS, CHANNELS)
