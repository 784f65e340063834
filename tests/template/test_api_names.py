"""API names: readable where they can be, valid and unique always."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.mining.knowledge import load_lexicon
from notes_app.template.api_names import CONCEPT_NAMES, is_api_name, make_api_name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("予算", "budget"),
        ("ご予算感", "budget"),
        ("決裁者", "decision_maker"),
        ("次回予定", "next_meeting"),
        ("天気", "tenki"),
        ("紹介者", "shoukaisha"),
        ("Visit count (net)", "visit_count"),
        ("3年売上", "n_3_nen_uriage"),
        ("class", "class_field"),
    ],
)
def test_label_gives_a_name_a_programmer_can_read(label: str, name: str) -> None:
    assert make_api_name(label) == name


def test_a_name_that_is_taken_gives_way_to_the_reading_and_then_to_a_hash() -> None:
    assert make_api_name("予算感") == "budget"
    assert make_api_name("予算感", taken=["Budget"]) == "yosan_kan"
    hashed = make_api_name("予算感", taken=["budget", "yosan_kan"])
    assert hashed.startswith("F_")
    assert len(hashed) == 10


def test_every_concept_of_the_lexicon_has_an_english_name_of_its_own() -> None:
    names = [make_api_name(concept.name, concept.name) for concept in load_lexicon().concepts]
    assert len(set(names)) == len(names)
    assert all(is_api_name(name) and not name.startswith("F_") for name in names)
    assert len(set(CONCEPT_NAMES.values())) == len(CONCEPT_NAMES)


@given(st.lists(st.text(min_size=1, max_size=60), max_size=12))
def test_names_are_valid_and_unique_whatever_the_labels(labels: list[str]) -> None:
    taken: list[str] = []
    for label in labels:
        name = make_api_name(label, taken=taken)
        assert is_api_name(name)
        assert name.lower() not in {one.lower() for one in taken}
        assert make_api_name(label, taken=taken) == name
        taken.append(name)
