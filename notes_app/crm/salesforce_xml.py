"""Salesforce metadata as XML: one function per kind of file. Pure.

Every element's children stand as the Metadata API writes them: fullName first, then by name; no comment before the root.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from notes_app.crm.plan import ExportObject
from notes_app.crm.salesforce_names import API_VERSION, EXTERNAL_ID, SalesforceField, cut_label
from notes_app.errors import Language

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"

Child = str | int | bool | Mapping[str, "Children"]
Children = Child | Sequence["Child"]
"""An element's content: text, or its children; a list repeats the element."""


def metadata_xml(kind: str, children: Mapping[str, Children]) -> bytes:
    """Return a metadata file of this kind, e.g. "CustomField"; None of the children is written in the order given."""
    root = etree.Element(f"{{{NAMESPACE}}}{kind}", nsmap={None: NAMESPACE})
    _fill(root, children)
    etree.indent(root, "    ")
    return (
        etree.tostring(root, xml_declaration=True, encoding="UTF-8").replace(
            b"<?xml version='1.0' encoding='UTF-8'?>", b'<?xml version="1.0" encoding="UTF-8"?>', 1
        )
        + b"\n"
    )


def _fill(parent: etree._Element, children: Mapping[str, Children]) -> None:
    for name in sorted(children, key=lambda name: (name != "fullName", name)):
        content = children[name]
        for one in content if isinstance(content, list | tuple) else [content]:
            element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
            if isinstance(one, Mapping):
                _fill(element, one)
            else:
                element.text = ("true" if one else "false") if isinstance(one, bool) else str(one)


def object_xml(one: ExportObject, language: Language = "ja") -> bytes:
    """Return a custom object without its fields and without its name, which the file's own name says."""
    label = cut_label(one.label if language == "ja" else one.label_en)
    return metadata_xml(
        "CustomObject",
        {
            "deploymentStatus": "Deployed",
            "enableActivities": True,
            "enableBulkApi": True,
            "enableFeeds": False,
            "enableHistory": True,
            "enableReports": True,
            "enableSearch": True,
            "enableSharing": True,
            "enableStreamingApi": True,
            "label": label,
            "nameField": {"label": "件名" if language == "ja" else "Subject", "trackHistory": False, "type": "Text"},
            "pluralLabel": label if language == "ja" else cut_label(label + "s"),
            "sharingModel": "ReadWrite",
            "visibility": "Public",
        },
    )


def external_id_xml(*, required: bool) -> bytes:
    """Return the field that an upsert matches on."""
    return metadata_xml(
        "CustomField",
        {
            "fullName": EXTERNAL_ID,
            "caseSensitive": True,
            "description": "Stable id given by notes-app; do not edit.",
            "externalId": True,
            "label": "notes-app ID",
            "length": 80,
            "required": required,
            "trackHistory": False,
            "type": "Text",
            "unique": True,
        }
        if required
        else {
            "fullName": EXTERNAL_ID,
            "caseSensitive": True,
            "description": "Stable id given by notes-app; do not edit.",
            "externalId": True,
            "label": "notes-app ID",
            "length": 80,
            "required": False,
            "type": "Text",
            "unique": True,
        },
    )


def field_xml(field: SalesforceField, *, on_custom_object: bool, language: Language = "ja") -> bytes:
    """Return one custom field."""
    column = field.column
    label = column.label if language == "ja" else column.label_en
    found: dict[str, Children] = {"fullName": field.full_name, "label": cut_label(label) or column.key, "type": field.kind}
    if cut_label(label) != label:
        found["description"] = label[:1000]
    if column.purpose:
        found["inlineHelpText"] = column.purpose[:255]
    match field.kind:
        case "Text":
            found |= {"length": field.length, "unique": False, "externalId": False}
        case "LongTextArea":
            found |= {"length": field.length, "visibleLines": 10 if column.key == "body" else 4}
        case "Currency" | "Number" | "Percent":
            found |= {"precision": field.precision, "scale": field.scale}
        case "Picklist" | "MultiselectPicklist":
            found["valueSet"] = _value_set(field)
            if field.kind == "MultiselectPicklist":
                found["visibleLines"] = 4
        case "Checkbox":
            found["defaultValue"] = "false"
        case "Lookup":
            found |= {
                "referenceTo": field.parent,
                "relationshipName": field.relationship,
                "relationshipLabel": cut_label(field.relationship.replace("_", " ")),
                "deleteConstraint": "Restrict" if column.required else "SetNull",
            }
    if field.kind not in ("Checkbox", "LongTextArea", "MultiselectPicklist"):
        found["required"] = is_required(field)
    if on_custom_object:
        found["trackHistory"] = False
    return metadata_xml("CustomField", found)


def is_required(field: SalesforceField) -> bool:
    """Return whether Salesforce is told that the field must be filled (it cannot be for check boxes and long texts)."""
    return field.is_custom and field.column.required and field.kind not in ("Checkbox", "LongTextArea", "MultiselectPicklist")


def _value_set(field: SalesforceField) -> Mapping[str, Children]:
    assert field.choices is not None
    values: list[Child] = [{"fullName": value, "default": False, "label": choice} for choice, value in field.choices.items()]
    return {"restricted": True, "valueSetDefinition": {"sorted": False, "value": values}}


def layout_xml(fields: Sequence[SalesforceField], language: Language = "ja") -> bytes:
    """Return a page layout: the name and our own fields, then a section per group of mined fields, long texts last."""
    said = {"own": ("基本情報", "Basics"), "mined": ("項目", "Fields"), "long": ("本文・その他", "Texts")}
    custom = [field for field in fields if field.is_custom]
    short = [field for field in custom if field.kind != "LongTextArea"]
    sections: list[Child] = []
    own: list[Child] = [{"behavior": "Required", "field": "Name"}, *(_item(field) for field in short if not field.column.field_id)]
    half = (len(own) + 1) // 2
    sections.append(_section(_pick(said["own"], language), [own[:half], own[half:]]))
    groups = dict.fromkeys(field.column.group for field in short if field.column.field_id)
    for group in groups:
        items = [_item(field) for field in short if field.column.field_id and field.column.group == group]
        half = (len(items) + 1) // 2
        sections.append(_section(cut_label(group) or _pick(said["mined"], language), [items[:half], items[half:]]))
    long = [_item(field) for field in custom if field.kind == "LongTextArea"]
    if long:
        sections.append(_section(_pick(said["long"], language), [long]))
    return metadata_xml(
        "Layout",
        {
            "layoutSections": sections,
            "showEmailCheckbox": False,
            "showHighlightsPanel": False,
            "showInteractionLogPanel": False,
            "showRunAssignmentRulesCheckbox": False,
            "showSubmitAndAttachButton": False,
        },
    )


def _pick(said: tuple[str, str], language: Language) -> str:
    return said[0] if language == "ja" else said[1]


def _item(field: SalesforceField) -> Child:
    return {"behavior": "Required" if is_required(field) else "Edit", "field": field.full_name}


def _section(label: str, columns: Sequence[Sequence[Child]]) -> Child:
    return {
        "customLabel": True,
        "detailHeading": True,
        "editHeading": True,
        "label": label,
        "layoutColumns": [{"layoutItems": list(items)} for items in columns],
        "style": "OneColumn" if len(columns) == 1 else "TwoColumnsTopToBottom",
    }


def list_view_xml(full_names: Sequence[str], language: Language = "ja") -> bytes:
    """Return the list of all records with these columns."""
    label = "すべて" if language == "ja" else "All"
    return metadata_xml("ListView", {"fullName": "All", "columns": ["NAME", *full_names], "filterScope": "Everything", "label": label})


def tab_xml(motif: str) -> bytes:
    """Return the tab of a custom object."""
    return metadata_xml("CustomTab", {"customObject": True, "motif": motif})


def permission_set_xml(objects: Sequence[str], fields: Iterable[str], language: Language = "ja") -> bytes:
    """Return a permission set that may read, create and edit; `fields` are "Object.Field__c" without required and name fields."""
    return metadata_xml(
        "PermissionSet",
        {
            "description": "Fields and objects made by notes-app.",
            "fieldPermissions": [{"editable": True, "field": name, "readable": True} for name in sorted(fields)],
            "hasActivationRequired": False,
            "label": "商談メモ" if language == "ja" else "Meeting notes",
            "objectPermissions": [
                {
                    "allowCreate": True,
                    "allowDelete": False,
                    "allowEdit": True,
                    "allowRead": True,
                    "modifyAllRecords": False,
                    "object": name,
                    "viewAllRecords": False,
                }
                for name in sorted(objects)
            ],
            "tabSettings": [{"tab": name, "visibility": "Visible"} for name in sorted(objects)],
        },
    )


def manifest_xml(members: Mapping[str, Iterable[str]]) -> bytes:
    """Return package.xml: metadata type -> full names."""
    types: list[Child] = [{"members": sorted(names), "name": kind} for kind, names in sorted(members.items())]
    # In package.xml each <types> lists its members before its name, which is also their alphabetical order.
    return metadata_xml("Package", {"types": types, "version": API_VERSION})


def object_translation_xml(one: ExportObject, language: Language) -> bytes:
    """Return an object's names in another language."""
    if language == "ja":
        return metadata_xml("CustomObjectTranslation", {"caseValues": [{"plural": False, "value": one.label}], "nameFieldLabel": "件名"})
    return metadata_xml(
        "CustomObjectTranslation",
        {
            "caseValues": [{"plural": False, "value": one.label_en}, {"plural": True, "value": one.label_en + "s"}],
            "nameFieldLabel": "Subject",
            "startsWith": "Vowel" if one.label_en[:1] in "AEIOU" else "Consonant",
        },
    )


def field_translation_xml(field: SalesforceField, language: Language) -> bytes:
    """Return a field's label in another language."""
    label = field.column.label if language == "ja" else field.column.label_en
    return metadata_xml("CustomFieldTranslation", {"label": cut_label(label), "name": field.full_name})
