"""HubSpot: its own client's models check every body (client_side_validation on), our lint the rest; both bite."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
from hypothesis import given

from notes_app.crm.hubspot import Hubspot
from notes_app.crm.hubspot_properties import option_values
from notes_app.crm.parcel import MemoryParcel
from tests.crm.making import Drawn, few, plans, whole_plan

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the generated client has warnings of its own
    from hubspot.crm.objects import (
        BatchInputSimplePublicObjectBatchInputUpsert,
        SimplePublicObjectBatchInputUpsert,
    )
    from hubspot.crm.objects import Configuration as ObjectsConfiguration
    from hubspot.crm.properties import (
        BatchInputPropertyCreate,
        OptionInput,
        PropertyCreate,
        PropertyGroupCreate,
    )
    from hubspot.crm.properties import Configuration as PropertiesConfiguration
    from hubspot.crm.schemas import Configuration as SchemasConfiguration
    from hubspot.crm.schemas import ObjectSchemaEgg, ObjectTypeDefinitionLabels, ObjectTypePropertyCreate
    from hubspot.crm.schemas import OptionInput as SchemaOptionInput

MODELS = {
    model.__name__ + configuration.__module__: (model, configuration)
    for configuration, models in (
        (PropertiesConfiguration, (BatchInputPropertyCreate, PropertyCreate, OptionInput, PropertyGroupCreate)),
        (SchemasConfiguration, (ObjectSchemaEgg, ObjectTypeDefinitionLabels, ObjectTypePropertyCreate, SchemaOptionInput)),
        (ObjectsConfiguration, (BatchInputSimplePublicObjectBatchInputUpsert, SimplePublicObjectBatchInputUpsert)),
    )
    for model in models
}


def checked(model: type, configuration: type, body: dict[str, Any]) -> object:
    """Build a model of HubSpot's client from a body, nested ones too; ValueError or TypeError is the client's objection."""
    settings_of = configuration()
    settings_of.client_side_validation = True
    names = {json_name: name for name, json_name in model.attribute_map.items()}  # type: ignore[attr-defined]
    made = {}
    for key, value in body.items():
        if key not in names:
            raise TypeError(f"{model.__name__} knows no {key}")
        inner = model.openapi_types[names[key]].removeprefix("list[").removesuffix("]")  # type: ignore[attr-defined]
        nested = MODELS.get(inner + configuration.__module__)
        if nested and isinstance(value, list):
            value = [checked(nested[0], configuration, one) for one in value]  # noqa: PLW2901
        elif nested:
            value = checked(nested[0], configuration, value)  # noqa: PLW2901
        elif inner.startswith(("dict(", "dict[")):
            assert all(isinstance(one, str) for one in value.values())
        made[names[key]] = value
    return model(local_vars_configuration=settings_of, **made)


def check_package(parcel: MemoryParcel) -> None:
    """Check every body of a package."""
    for path in parcel.list():
        if path.startswith("properties/"):
            checked(BatchInputPropertyCreate, PropertiesConfiguration, json.loads(parcel.read(path)))
        elif path.startswith("schemas/"):
            checked(ObjectSchemaEgg, SchemasConfiguration, json.loads(parcel.read(path)))
        elif path.startswith("records/"):
            checked(BatchInputSimplePublicObjectBatchInputUpsert, ObjectsConfiguration, json.loads(parcel.read(path)))
    checked(PropertyGroupCreate, PropertiesConfiguration, json.loads(parcel.read("group.json")))


def package() -> MemoryParcel:
    parcel = MemoryParcel()
    Hubspot().write(Hubspot().fit(whole_plan()), parcel)
    return parcel


def test_hubspots_own_client_takes_every_body() -> None:
    check_package(package())


@given(drawn=plans())
@few(6)
def test_it_takes_them_whatever_people_write(drawn: Drawn) -> None:
    parcel = MemoryParcel()
    Hubspot().write(Hubspot().fit(drawn.plan), parcel)
    check_package(parcel)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("properties/meeting_note.json", '"type": "number"', '"type": "money"'),
        ("properties/meeting_note.json", '"fieldType": "select"', '"fieldType": "menu"'),
        ("properties/meeting_note.json", '"groupName": "notes_app"', '"group": "notes_app"'),
        ("schemas/meeting_note.json", '"primaryDisplayProperty"', '"displayProperty"'),
        ("records/4-meeting_note-001.json", '"idProperty"', '"idName"'),
    ],
)
def test_the_client_bites(path: str, before: str, after: str) -> None:
    parcel = package()
    data = parcel.read(path).decode()
    assert before in data
    parcel.files[path] = data.replace(before, after, 1).encode()
    with pytest.raises((TypeError, ValueError)):
        check_package(parcel)


@pytest.mark.parametrize(
    ("path", "before", "after", "code"),
    [
        ("properties/meeting_note.json", '"name": "mn_budget"', '"name": "Budget"', "bad_name"),
        ("properties/meeting_note.json", '"fieldType": "select"', '"fieldType": "text"', "bad_type"),
        ("properties/meeting_note.json", '"value": "提案"', '"value": "見積"', "bad_options"),
        ("properties/meeting_note.json", '"value": "提案"', '"value": "提;案"', "bad_options"),
        ("import/4-meeting_note.csv", '"5000000"', '"500万円"', "bad_cell"),
        ("import/4-meeting_note.csv", '"提案"', '"未定"', "bad_cell"),
        ("import/4-meeting_note.csv", '"acc-', '"lost-', "no_parent"),
        ("import/4-meeting_note.csv", '"n2"', '"n1"', "bad_key"),
        ("import/4-meeting_note.csv", '"mn_title"', '"title"', "mapping"),
    ],
)
def test_our_lint_bites(path: str, before: str, after: str, code: str) -> None:
    parcel = package()
    assert Hubspot().lint(parcel) == ()
    data = parcel.read(path).decode()
    assert before in data
    parcel.files[path] = data.replace(before, after, 1).encode()
    assert code in {finding.code for finding in Hubspot().lint(parcel)}


def test_option_values_survive_semicolons_and_case() -> None:
    values = option_values(("A", "a", "A;B", "提案"))
    assert (values["A"], values["提案"]) == ("A", "提案")
    assert len({value.casefold() for value in values.values()}) == 4


def test_without_custom_objects_a_note_hangs_on_its_parties_with_its_fields() -> None:
    text = package().read("import/notes.csv").decode()
    assert "予算: 5000000" in text
    assert "acc-" in text
    assert "<strong>" in text
