"""Salesforce's own Metadata WSDL, compiled to a schema, so that each file is checked as what it says it is.

The WSDL comes with the PyPI package simple-salesforce. Its complex types carry no elements for files; one is added per type.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import simple_salesforce
from lxml import etree

XSD = "http://www.w3.org/2001/XMLSchema"
KINDS = (
    "CustomObject",
    "CustomField",
    "Layout",
    "ListView",
    "CustomTab",
    "PermissionSet",
    "Package",
    "CustomObjectTranslation",
    "CustomFieldTranslation",
)


@cache
def metadata_schema() -> etree.XMLSchema:
    wsdl = etree.parse(str(Path(simple_salesforce.__file__).with_name("metadata.wsdl")))
    schema = wsdl.find(f".//{{{XSD}}}schema")
    assert schema is not None
    have = {element.get("name") for element in schema.iterfind(f"{{{XSD}}}element")}
    for kind in KINDS:
        if kind not in have:
            etree.SubElement(schema, f"{{{XSD}}}element", name=kind, type=f"tns:{kind}")
    return etree.XMLSchema(etree.fromstring(etree.tostring(schema)))


def schema_errors(data: bytes) -> list[str]:
    """Return what the official schema says against a metadata file."""
    schema = metadata_schema()
    schema.validate(etree.fromstring(data))
    return [str(error) for error in schema.error_log]
