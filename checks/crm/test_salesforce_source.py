"""Salesforce's own source-deploy-retrieve finds every component of the project, and misses one that was taken away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from checks.crm.conftest import Node
from notes_app.crm.parcel import FolderParcel
from notes_app.crm.salesforce import Salesforce
from tests.crm.making import Drawn, few, plans, whole_plan


def resolved(node: Node, project: Path, out: Path) -> dict[str, Any]:
    run = node.run("resolve_source.cjs", project, out)
    assert run.returncode == 0, run.stderr
    answer: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return answer


def test_every_component_of_both_manifests_is_found_and_converted(node: Node, tmp_path: Path) -> None:
    project = tmp_path / "project"
    Salesforce().write(Salesforce().fit(whole_plan()), FolderParcel(project))
    answer = resolved(node, project, tmp_path / "out")
    assert answer["missing"] == []
    assert {
        kind: answer["found"][kind] for kind in ("CustomObject", "Layout", "CustomTab", "PermissionSet", "CustomObjectTranslation")
    } == {
        "CustomObject": 4,
        "Layout": 4,
        "CustomTab": 4,
        "PermissionSet": 1,
        "CustomObjectTranslation": 8,
    }
    assert answer["found"]["CustomField"] == len(list(project.glob("force-app/**/*.field-meta.xml")))
    assert list((tmp_path / "out").rglob("Meeting_Note__c.object"))


def test_a_component_that_is_not_there_is_missed(node: Node, tmp_path: Path) -> None:
    project = tmp_path / "project"
    Salesforce().write(Salesforce().fit(whole_plan()), FolderParcel(project))
    next(project.glob("force-app/**/Budget__c.field-meta.xml")).unlink()
    assert resolved(node, project, tmp_path / "out")["missing"] == ["CustomField:Meeting_Note__c.Budget__c"]


@given(drawn=plans())
@few(3, most=20)
def test_every_component_is_found_whatever_people_wrote(node: Node, tmp_path_factory: pytest.TempPathFactory, drawn: Drawn) -> None:
    folder = tmp_path_factory.mktemp("drawn")
    Salesforce().write(Salesforce().fit(drawn.plan), FolderParcel(folder / "project"))
    assert resolved(node, folder / "project", folder / "out")["missing"] == []
