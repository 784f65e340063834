"""The files of the Tryton module: models, views, menu, messages and their Japanese. Pure.

Source: Tryton 8.2, "Write your own module" and the DTDs inside trytond (tryton.rng, ir/ui/*.rng).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from notes_app.crm.plan import ExportObject, ExportPlan
from notes_app.crm.tryton_fields import (
    KEY,
    LONGEST_ID,
    MODELS,
    NAMED_BY,
    WITH_PARTY,
    TrytonField,
    class_name,
    fields_of,
    label_for_translation,
    view_name,
)

MODULE = "notes_app"
PACKAGE = "notes_app_tryton"
SERIES = "8.2"
LIST_COLUMNS = 6
MENU = "Notes app"
UNIQUE_MESSAGE = "This record is here already: its notes-app ID must be unique."
_UNIQUE_MESSAGE_JA = "このレコードはもうあります。notes-app ID は重複できません。"
_MENU_JA = "商談メモ（notes-app）"

_PYPROJECT = f"""[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "notes-app-tryton"
version = "{SERIES}.VERSION"
description = "The fields and records that notes-app exports, as a module of Tryton."
requires-python = ">=3.9"
dependencies = ["trytond>={SERIES},<9", "trytond-party>={SERIES},<9"]

[project.entry-points."trytond.modules"]
{MODULE} = "{PACKAGE}"

[tool.hatch.build.targets.wheel]
packages = ["{PACKAGE}"]
"""


def module_files(plan: ExportPlan) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every file of the module and of what installs it."""
    yield "pyproject.toml", _PYPROJECT.replace("VERSION", str(plan.template_number))
    yield f"{PACKAGE}/__init__.py", '"""Made by notes-app."""\n'
    yield f"{PACKAGE}/tryton.cfg", _config(plan)
    yield f"{PACKAGE}/records.py", _models(plan.objects)
    yield f"{PACKAGE}/message.xml", _messages()
    yield f"{PACKAGE}/{MODULE}.xml", _actions(plan.objects)
    for one in plan.objects:
        yield f"{PACKAGE}/view/{view_name(one.key, 'form')}.xml", _form(one)
        yield f"{PACKAGE}/view/{view_name(one.key, 'list')}.xml", _list(one)
    yield f"{PACKAGE}/locale/ja.po", _japanese(plan.objects)


def _config(plan: ExportPlan) -> str:
    models = "".join(f"    records.{class_name(one.key)}\n" for one in plan.objects)
    depends = "    ir\n    party\n    res\n"
    return (
        f"[tryton]\nversion={SERIES}.{plan.template_number}\ndepends:\n{depends}xml:\n    message.xml\n    {MODULE}.xml\n\n"
        f"[register]\nmodel:\n{models}"
    )


def _models(objects: Sequence[ExportObject]) -> str:
    lines = [
        '"""Typed fields for what notes-app exports. Made by a program: change the template instead, and export again."""',
        "from trytond.model import ModelSQL, ModelView, Unique, fields",
    ]
    for one in objects:
        lines += ["", "", f"class {class_name(one.key)}(ModelSQL, ModelView):", f"    {one.label_en!r}"]
        lines += [f"    __name__ = {MODELS[one.key]!r}", f"    _rec_name = {NAMED_BY[one.key]!r}"]
        lines.append(f"    {KEY} = fields.Char('notes-app ID', size={LONGEST_ID}, required=True, readonly=True, strip=False)")
        if one.key in WITH_PARTY:
            lines.append("    party = fields.Many2One('party.party', 'Party', ondelete='SET NULL')")
        lines += [field.source for field in fields_of(one)]
        lines += [
            "",
            "    @classmethod",
            "    def __setup__(cls):",
            "        super().__setup__()",
            "        table = cls.__table__()",
            f"        cls._sql_constraints += [('{KEY}_unique', Unique(table, table.{KEY}), '{MODULE}.msg_id_unique')]",
        ]
    return "\n".join(lines) + "\n"


def _document(body: Sequence[str]) -> str:
    return '<?xml version="1.0"?>\n' + "\n".join(body) + "\n"


def _messages() -> str:
    return _document(
        [
            "<tryton>",
            '    <data grouped="1">',
            '        <record model="ir.message" id="msg_id_unique">',
            f'            <field name="text">{escape(UNIQUE_MESSAGE)}</field>',
            "        </record>",
            "    </data>",
            "</tryton>",
        ]
    )


def _actions(objects: Sequence[ExportObject]) -> str:
    lines = ["<tryton>", "    <data>", f'        <menuitem name="{MENU}" sequence="90" id="menu_{MODULE}"/>']
    for number, one in enumerate(objects, start=1):
        name, model = MODELS[one.key].removeprefix("notes_app."), MODELS[one.key]
        for kind in ("form", "list"):
            lines += [
                f'        <record model="ir.ui.view" id="{name}_view_{kind}">',
                f'            <field name="model">{model}</field>',
                f'            <field name="type">{"tree" if kind == "list" else "form"}</field>',
                f'            <field name="name">{view_name(one.key, kind)}</field>',
                "        </record>",
            ]
        lines += [
            f'        <record model="ir.action.act_window" id="act_{name}">',
            f'            <field name="name">{escape(one.label_en)}</field>',
            f'            <field name="res_model">{model}</field>',
            "        </record>",
        ]
        for sequence, kind in ((10, "list"), (20, "form")):
            lines += [
                f'        <record model="ir.action.act_window.view" id="act_{name}_{kind}">',
                f'            <field name="sequence" eval="{sequence}"/>',
                f'            <field name="view" ref="{name}_view_{kind}"/>',
                f'            <field name="act_window" ref="act_{name}"/>',
                "        </record>",
            ]
        lines.append(f'        <menuitem parent="menu_{MODULE}" action="act_{name}" sequence="{10 * number}" id="menu_{name}"/>')
    return _document([*lines, "    </data>", "</tryton>"])


def _shown(one: ExportObject) -> list[TrytonField]:
    """Return the fields as they are shown: short ones first, texts last."""
    found = fields_of(one)
    return [*(field for field in found if field.kind != "Text"), *(field for field in found if field.kind == "Text")]


def _form(one: ExportObject) -> str:
    lines = ["<form>"]
    if one.key in WITH_PARTY:
        lines += ['    <label name="party"/>', '    <field name="party"/>']
    lines += [f'    <label name="{KEY}"/>', f'    <field name="{KEY}"/>']
    for field in _shown(one):
        name = quoteattr(field.name)
        if field.kind in ("Text", "MultiSelection"):
            lines += [f'    <separator name={name} colspan="4"/>', f'    <field name={name} colspan="4"/>']
        else:
            lines += [f"    <label name={name}/>", f"    <field name={name}/>"]
    return _document([*lines, "</form>"])


def _list(one: ExportObject) -> str:
    short = [field for field in fields_of(one) if field.kind not in ("Text", "MultiSelection")][:LIST_COLUMNS]
    first = [] if any(field.name == NAMED_BY[one.key] for field in short) else ['    <field name="rec_name" expand="1"/>']
    rest = [f"    <field name={quoteattr(field.name)}{' expand=' + quoteattr('1') if at == 0 else ''}/>" for at, field in enumerate(short)]
    return _document(["<tree>", *first, *rest, "</tree>"])


def _japanese(objects: Sequence[ExportObject]) -> str:
    entries = [
        ("model:ir.message,text:msg_id_unique", UNIQUE_MESSAGE, _UNIQUE_MESSAGE_JA),
        (f"model:ir.ui.menu,name:menu_{MODULE}", MENU, _MENU_JA),
    ]
    for one in objects:
        name, model = MODELS[one.key].removeprefix("notes_app."), MODELS[one.key]
        entries.append((f"model:ir.action,name:act_{name}", one.label_en, one.label))
        entries.append((f"model:ir.ui.menu,name:menu_{name}", one.label_en, one.label))
        entries.append((f"model:ir.model,string:{model}", one.label_en, one.label))
        for field in fields_of(one):
            column = field.column
            entries.append((f"field:{model},{field.name}:", column.label_en or column.key, column.label))
            if column.column_type == "bool":
                entries += [(f"selection:{model},{field.name}:", "Yes", "はい"), (f"selection:{model},{field.name}:", "No", "いいえ")]
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    said = (
        f'msgctxt {label_for_translation(context)}\nmsgid {label_for_translation(source)}\nmsgstr {label_for_translation(text)}\n'
        for context, source, text in entries
        if source != text
    )
    return "\n".join([head, *said])
