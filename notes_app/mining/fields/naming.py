"""What is a field called? The commonest clean label that people write, else the concept's own name. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Concept, Lexicon
from notes_app.mining.label_forms import is_label_like
from notes_app.mining.values.companies import company_key

LABELS_SHOWN = 40
SPEAKS_FOR = 0.1  # share of a field's notes below which one label does not speak for it
NAMES_USUAL = 4  # labels of the dictionary, its own name among them
FEW_NOTES = 5  # of a field; every label counts then

_EDGE = " *_`#~>|■□◆◇●○〇◎▼▽▲△★☆※→⇒➡・•‣▪✓✔☑☐♦❖"
_NUMBERING = re.compile(r"^(?:\d{1,2}[.)、:]|\(\d{1,2}\)|[①-⑳])\s*")
_UNFIT = re.compile(r"^[\W\d]|[\[\]【】「」『』{}<>]|^[^(]*\)|\([^)]*$|\s{2,}|\t|://|[ぁ-ん一-鿿](?!MTG|KPI|POC|NDA|RFP|FAX|TEL|URL)[A-Z]{3,}$")


@lru_cache(maxsize=16384)
def clean_label(label: str) -> str:
    """Return a label without its ornaments and numbering: 「■ 1. ご予算：」 gives ご予算."""
    text = _NUMBERING.sub("", label.strip(_EDGE)).strip(_EDGE).rstrip(":： ")
    for pair in ("【】", "[]", "〔〕", "〈〉", "《》", "<>", "「」", "『』"):
        if text.startswith(pair[0]) and text.endswith(pair[1]):
            text = text[1:-1].strip(_EDGE)
    return text


@lru_cache(maxsize=16384)
def is_presentable(label: str) -> bool:
    """Return whether a clean label may stand on a card: no piece of a sentence, number, bracket or company's name."""
    return is_label_like(label) and not _UNFIT.search(label)


def field_names(concept: str, labels: Counter[str], notes: int, lexicon: Lexicon, *, mostly_said: bool = False) -> tuple[str, ...]:
    """Return the names of a field, the one to show first; () when nothing that people wrote could be a label.

    labels: label as written -> notes; "" counts notes in which only a canonical front-matter key says it. notes: those
    that hold the field. A spelling that stands in a single note, and that the lexicon does not list, is left out of a
    field that has more. mostly_said: sentences say it more often than labels, so the dictionary's names fit better.
    """
    spelled: dict[str, Counter[str]] = {}
    for label, count in labels.items():
        text = clean_label(label)
        if text and is_presentable(text):
            spelled.setdefault(fold_key(text), Counter())[text] += count
    ranked = sorted(spelled.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    kept = [
        (min(texts, key=lambda text: (-texts[text], text)), sum(texts.values()))
        for key, texts in ranked
        if sum(texts.values()) >= 2 or notes < FEW_NOTES or key in lexicon.by_key
    ]
    if not kept and ranked:
        kept = [(min(texts, key=lambda text: (-texts[text], text)), sum(texts.values())) for _, texts in ranked[:1]]
    names = [name for name, _ in kept]
    if concept and mostly_said and concept in lexicon.by_name:
        names = [*usual_names(lexicon.by_name[concept]), *names]
    elif concept and (not kept or kept[0][1] < SPEAKS_FOR * notes):
        names = [concept, *names]
    return tuple(dict.fromkeys(names))[:LABELS_SHOWN]


def usual_names(concept: Concept) -> tuple[str, ...]:
    """Return what a field goes by that nobody has labelled: its concept's name and the first labels of the dictionary."""
    return tuple(dict.fromkeys((concept.name, *concept.labels[:NAMES_USUAL])))


class CompanyNames:
    """Tells labels that are a customer's name (■北浦ケミカル 11/19), whole or by its first syllables."""

    def __init__(self, companies: Iterable[str]) -> None:
        keys = {key for name in companies if len(key := company_key(name)) >= 2}
        self._heads = {key[:length] for key in keys for length in range(3, len(key) + 1)} | keys

    def __contains__(self, label: str) -> bool:
        return company_key(label) in self._heads
