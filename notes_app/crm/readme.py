"""The README of a package, in Japanese and English, from the texts in templates/crm/. Reads those files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import notes_app
from notes_app.crm.csv_text import human_text
from notes_app.crm.parcel import Sink
from notes_app.crm.plan import ExportPlan
from notes_app.errors import Language

LANGUAGES: tuple[Language, ...] = ("ja", "en")
TEXTS = Path(notes_app.__file__).parent.parent / "templates" / "crm"


def write_readmes(target: str, plan: ExportPlan, out: Sink, facts: Mapping[str, Mapping[Language, str]]) -> None:
    """Write README.ja.md and README.en.md.

    Args:
        facts: name -> language -> text, put where the target's text says `{name}`, beside the common ones
               (template, number, as_of, counts, rejects, findings).
    """
    for language in LANGUAGES:
        text = _text(target, language)
        for name, value in {**_common(plan, language), **{key: said[language] for key, said in facts.items()}}.items():
            text = text.replace("{" + name + "}", value)
        out.write(f"README.{language}.md", human_text(text))


@cache
def _text(target: str, language: Language) -> str:
    return (TEXTS / target / f"README.{language}.md").read_text("utf-8")


def _common(plan: ExportPlan, language: Language) -> dict[str, str]:
    ja = language == "ja"
    counts = "\n".join(
        f"| {one.label if ja else one.label_en} | `{one.key}` | {len(one.rows):,} | {len(one.columns):,} |" for one in plan.objects
    )
    findings = "\n".join(f"- {one.ja if ja else one.en}" for one in plan.findings) or ("- なし" if ja else "- none")
    return {
        "template": plan.template_name.replace("\n", " "),
        "number": str(plan.template_number),
        "as_of": plan.as_of.isoformat(),
        "counts": counts,
        "reject_count": f"{len(plan.rejects):,}",
        "findings": findings,
    }
