"""The fields while decisions are being applied to them, one rule per choice. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import cast

from notes_app.mining.fields.candidates import Candidate
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import load_lexicon
from notes_app.template.api_names import make_api_name
from notes_app.template.decision import Decision
from notes_app.template.errors import (
    ChoicesNeededError,
    DuplicateLabelError,
    EmptyLabelError,
    LongLabelError,
    MergeIntoItselfError,
    RequiredNeedsPurposeError,
    SplitTakesAllError,
    UnknownFieldError,
    UnknownTypeError,
)
from notes_app.template.field import FIELD_TYPES, Field, FieldType, TemplateVersion, find_by_key
from notes_app.template.field_label import label_of, spellings_of

MAX_LABEL_LENGTH = 60


class DraftBoard:
    """The fields of a draft. Every rule replaces `fields` as a whole, so that a refused decision can be
    put back.
    """

    def __init__(
        self,
        previous: TemplateVersion | None,
        candidates: tuple[Candidate, ...],
        history: Sequence[TemplateVersion],
        template_id: str,
    ) -> None:
        self.template_id = template_id
        self.fields = list(previous.fields) if previous else []
        self._candidates = {one.key: one for one in candidates}
        versions = sorted((*history, previous) if previous else history, key=lambda version: version.number)
        self._past = {one.field_id: one for version in versions for one in version.fields}
        self._taken = {one.api_name for one in self._past.values()}
        self._merged: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._parted: set[str] = set()

    def remember(self, one: Decision) -> None:
        """Take in an older decision: it is in the fields already, but a candidate kept later must respect
        it.
        """
        if not one.is_active:
            return
        if one.choice == "merge":
            self._merged[one.key] = one.into
        elif one.choice == "split":
            self._parted |= {fold_key(label) for label in one.labels}

    def apply(self, one: Decision) -> None:
        rules: dict[str, Callable[[Decision], None]] = {
            "keep": self._keep,
            "drop": self._drop,
            "merge": self._merge,
            "rename": self._rename,
            "split": self._split,
            "retype": self._retype,
            "require": self._require,
            "relax": self._relax,
            "arrange": self._arrange,
        }
        if rule := rules.get(one.choice):
            rule(one)

    # --- finding and changing ---------
    # ------------------------------------------------------------------------

    def _get(self, key: str) -> Field:
        found = find_by_key(self.fields, key)
        if found is None:
            raise UnknownFieldError(key=key)
        return found

    def _find_past(self, key: str) -> Field | None:
        """Return the field of an earlier version, or dropped in this draft, that `key` names and that is
        not here now.
        """
        here = {one.field_id for one in self.fields}
        return find_by_key([one for one in self._past.values() if one.field_id not in here], key)

    def _put(self, changed: Field) -> None:
        self.fields = [changed if one.field_id == changed.field_id else one for one in self.fields]

    def _take_out(self, gone: Field) -> None:
        self._past[gone.field_id] = (
            gone  # should it come back, in this draft or a later one, it is the same field
        )
        self.fields = [one for one in self.fields if one.field_id != gone.field_id]

    def _check_label(self, label: str, owner_id: str = "") -> str:
        shown = " ".join(label.split())
        if not shown or not fold_key(shown):
            raise EmptyLabelError()
        if len(shown) > MAX_LABEL_LENGTH:
            raise LongLabelError(label=shown[:MAX_LABEL_LENGTH] + "…", maximum=MAX_LABEL_LENGTH)
        for one in self.fields:
            if one.field_id != owner_id and fold_key(shown) in {fold_key(own) for own in one.labels}:
                raise DuplicateLabelError(label=shown, owner=one.label)
        return shown

    def _aliases(self, owner_id: str, label: str, labels: Iterable[str]) -> tuple[str, ...]:
        """Return the labels that another field does not own, each spelling once, without the shown one."""
        seen = {fold_key(label), ""}
        for one in self.fields:
            if one.field_id != owner_id:
                seen |= {fold_key(own) for own in one.labels}
        kept = []
        for alias in labels:
            if fold_key(alias) not in seen and len(alias) <= MAX_LABEL_LENGTH:
                seen.add(fold_key(alias))
                kept.append(alias)
        return tuple(kept)

    def _spellings(self, key: str) -> list[str]:
        """Return what is written for `key` and for everything merged into it, without labels split off."""
        labels: list[str] = []
        waiting, seen = [key], {key}
        while waiting:
            current = waiting.pop(0)
            found = self._candidates.get(current)
            labels += spellings_of(found) if found else ([current] if current != key else [])
            joined = [other for other, into in self._merged.items() if into == current and other not in seen]
            seen.update(joined)
            waiting += joined
        return [
            label
            for label in labels
            if fold_key(label) not in self._parted or fold_key(label) == fold_key(key)
        ]

    # --- one rule per choice ----------
    # -------------------------------------------------------------------------

    def _keep(self, one: Decision) -> None:
        found = find_by_key(self.fields, one.key)
        if found is None:
            found = self._new_field(one)
            self.fields = [*self.fields, found]
        elif one.label:
            self._rename(one)
            found = self._get(found.field_id)
        changed = replace(
            found,
            purpose=one.purpose or found.purpose,
            used_by=one.used_by or found.used_by,
            group=one.group or found.group,
            freshness_days=found.freshness_days if one.freshness_days is None else one.freshness_days or None,
        )
        self._put(changed)
        if one.field_type or one.choices:
            self._retype(one)

    def _new_field(self, one: Decision) -> Field:
        candidate = self._candidates.get(one.key)
        past = self._find_past(one.key)
        if candidate is None and past is None and not one.label:
            raise UnknownFieldError(key=one.key)
        wanted = (
            one.label
            or self._labels.get(one.key)
            or (past.label if past else "")
            or (label_of(candidate) if candidate else "")
        )
        label = self._check_label(wanted)
        if past is not None:
            spellings = [*past.labels, *self._spellings(one.key)]
            return replace(
                past, label=label, aliases=self._aliases(past.field_id, label, spellings), required=False
            )
        asked = load_lexicon().by_name.get(one.key) if candidate is None else None  # nobody writes it, somebody asked for it
        concept = candidate.concept if candidate else asked.name if asked else ""
        if any(field.concept == concept for field in self.fields):
            concept = ""  # people write two labels of one concept side by side: the first field stands for it
        field_type = (candidate.type if candidate else asked.value_type if asked else "text").replace("url_list", "url")
        field_type = field_type if field_type in FIELD_TYPES else "text"
        choices = candidate.choices if candidate and "enum" in field_type else ()
        if "enum" in field_type and not choices:
            field_type = "text"  # a choice list that nothing could be chosen from
        field_id = self._new_id(one.key)
        api_name = make_api_name(label, concept, self._taken)
        self._taken.add(api_name)
        return Field(
            field_id=field_id,
            label=label,
            api_name=api_name,
            field_type=cast(FieldType, field_type),
            concept=concept,
            aliases=self._aliases(field_id, label, self._spellings(one.key)),
            choices=choices,
            group=candidate.group if candidate else asked.group if asked else "",
            order=candidate.order if candidate else asked.order if asked else 999,
        )

    def _new_id(self, key: str) -> str:
        used = {*self._past, *(one.field_id for one in self.fields)}
        for attempt in range(len(used) + 1):
            seed = f"{self.template_id}\0{key}\0{attempt}".encode()
            field_id = "f" + hashlib.sha1(seed, usedforsecurity=False).hexdigest()[:8]
            if field_id not in used:
                return field_id
        raise AssertionError("one of N + 1 ids is free of N")

    def _drop(self, one: Decision) -> None:
        if found := find_by_key(self.fields, one.key):
            self._take_out(found)

    def _merge(self, one: Decision) -> None:
        source, target = find_by_key(self.fields, one.key), find_by_key(self.fields, one.into)
        same = source is not None and target is not None and source.field_id == target.field_id
        if one.key == one.into or not one.into or (same and not self._is_alias(source, one)):
            raise MergeIntoItselfError(key=one.key)
        self._merged[one.key] = one.into
        if self._merged.get(one.into) == one.key:
            del self._merged[one.into]
        if target is None and source is not None:  # the field lives on under the candidate's name
            candidate = self._candidates.get(one.into)
            label = self._check_label(label_of(candidate) if candidate else one.into, source.field_id)
            spellings = [*source.labels, *self._spellings(one.into)]
            self._put(replace(source, label=label, aliases=self._aliases(source.field_id, label, spellings)))
        elif target is not None:
            joined = list(source.labels) if source else []
            if source is not None and source.field_id != target.field_id:
                self._take_out(source)
            own = self._spellings(one.key) or ([] if source else [one.key])
            spellings = [*target.aliases, *joined, *own]
            self._put(replace(target, aliases=self._aliases(target.field_id, target.label, spellings)))

    @staticmethod
    def _is_alias(field: Field | None, one: Decision) -> bool:
        """Whether the merge names a spelling the field has already: allowed, it changes nothing."""
        return (
            field is not None
            and one.key != field.field_id
            and fold_key(one.key) in {fold_key(label) for label in field.aliases}
        )

    def _rename(self, one: Decision) -> None:
        found = find_by_key(self.fields, one.key)
        if found is None:
            self._labels[one.key] = self._check_label(one.label)
            return
        label = self._check_label(one.label, found.field_id)
        aliases = self._aliases(found.field_id, label, (*found.aliases, found.label))
        self._put(replace(found, label=label, aliases=aliases))

    def _split(self, one: Decision) -> None:
        parted = {fold_key(label) for label in one.labels} - {""}
        found = find_by_key(self.fields, one.key)
        self._parted |= parted
        if found is None:
            return
        left = [label for label in found.labels if fold_key(label) not in parted]
        if not parted or not left:
            raise SplitTakesAllError(label=found.label)
        self._put(replace(found, label=left[0], aliases=tuple(left[1:])))
        label = self._check_label(one.label or one.labels[0])
        past = self._find_past(label)  # once merged in here, and now parted again
        field_id = past.field_id if past else self._new_id(f"{found.field_id}/{fold_key(label)}")
        api_name = past.api_name if past else make_api_name(label, "", self._taken)
        self._taken.add(api_name)
        added = replace(
            past or replace(found, concept="", purpose="", used_by=""),
            field_id=field_id,
            api_name=api_name,
            label=label,
            aliases=self._aliases(field_id, label, one.labels),
            required=False,
        )
        self.fields = [*self.fields, added]
        if one.purpose or one.used_by or one.field_type:
            self._keep(replace(one, key=field_id, label="", choice="keep"))

    def _retype(self, one: Decision) -> None:
        found = self._get(one.key)
        field_type = one.field_type or found.field_type
        if field_type not in FIELD_TYPES:
            raise UnknownTypeError(field_type=field_type, known=", ".join(FIELD_TYPES))
        choices: tuple[str, ...] = ()
        if field_type in ("enum", "multi_enum"):
            choices = tuple(
                dict.fromkeys(text for text in map(str.strip, one.choices or found.choices) if text)
            )
            if not choices:
                raise ChoicesNeededError(label=found.label)
        self._put(replace(found, field_type=cast(FieldType, field_type), choices=choices))

    def _require(self, one: Decision) -> None:
        found = self._get(one.key)
        changed = replace(
            found, required=True, purpose=one.purpose or found.purpose, used_by=one.used_by or found.used_by
        )
        if not changed.purpose.strip() or not changed.used_by.strip():
            raise RequiredNeedsPurposeError(label=found.label)
        self._put(changed)

    def _relax(self, one: Decision) -> None:
        self._put(replace(self._get(one.key), required=False))

    def _arrange(self, one: Decision) -> None:
        if one.labels:
            asked = [found.field_id for key in one.labels if (found := find_by_key(self.fields, key))]
            rest = [other.field_id for other in sorted(self.fields, key=lambda field: field.order)]
            place = {field_id: 10 * at for at, field_id in enumerate(dict.fromkeys([*asked, *rest]), start=1)}
            self.fields = [replace(other, order=place[other.field_id]) for other in self.fields]
        elif one.group:
            self._put(replace(self._get(one.key), group=one.group))
