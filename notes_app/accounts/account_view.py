"""A customer on one screen, as when the phone rings: basics, last talks, open promises, complaints, deals,
people.

Pure. Every value carries the note and day it was said; the notes given are those the asker may read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from notes_app.accounts.account_note import AccountNote, by_date
from notes_app.accounts.complaints import Complaint, list_complaints
from notes_app.accounts.contacts import Contact, list_contacts
from notes_app.accounts.deals import Deal, list_deals
from notes_app.accounts.maturity import Maturity, measure_maturity
from notes_app.accounts.promises import Promise, list_promises
from notes_app.catalog.entry import excerpt_of
from notes_app.mining.evidence import SlotValue
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import load_lexicon
from notes_app.template.api_names import make_api_name
from notes_app.template.consistency import (
    BelievedValue,
    Contradiction,
    DatedValue,
    believed_value,
    find_contradictions,
)
from notes_app.template.field import FIELD_TYPES, Field, TemplateVersion

LAST_TALKS = 3
DORMANT_DAYS = 180

_EXCERPT_LENGTH = 160  # characters: two lines of the page
_BASICS = (
    "業種",
    "従業員数",
    "住所",
    "電話番号",
    "メール",
    "連絡先",
    "支払条件",
    "契約期間",
    "決裁者",
    "商材",
    "きっかけ",
)
_OF_THE_VISIT = frozenset(
    {
        "日時",
        "時間",
        "会社名",
        "案件名",
        "場所",
        "目的",
        "アジェンダ",
        "概要",
        "内容",
        "決定事項",
        "次回アクション",
    }
    | {
        "先方出席者",
        "当方出席者",
        "出席者",
        "欠席者",
        "来訪者",
        "記録者",
        "司会",
        "担当者",
        "所感",
        "備考",
        "資料",
    }
    | {
        "お知らせ",
        "進捗",
        "前回の確認",
        "録画",
        "チャネル",
        "クレーム",
        "原因",
        "対策",
        "期限",
        "部署",
        "役職",
    }
)
"""What a note says of the visit itself; the rest tells of the customer."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation. number: the how-many-eth contact it was, from 1 ("3回目")."""

    note_id: str
    title: str
    held_on: date | None
    author: str
    channel: str
    kind: str
    number: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Order:
    """An order as a note tells it: a deal won, with amount, product and quantity when said."""

    note_id: str
    said_on: date | None
    deal: str
    amount_jpy: int | None
    product: str
    quantity: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """Everything about one customer that its notes say.

    facts: the latest right value of each field about the customer, template order, then basics.
    talks: the last three, newest first. visit_count: all of them.
    promises: open ones only, most pressing first. complaints, deals: open ones first.
    dormant_days: days since the last talk when they are more than half a year, else None.
    """

    name: str
    spellings: tuple[str, ...]
    branches: tuple[str, ...]
    owner: str
    facts: tuple[BelievedValue, ...]
    contradictions: tuple[Contradiction, ...]
    talks: tuple[Talk, ...]
    visit_count: int
    promises: tuple[Promise, ...]
    complaints: tuple[Complaint, ...]
    deals: tuple[Deal, ...]
    orders: tuple[Order, ...]
    contacts: tuple[Contact, ...]
    maturity: Maturity
    first_on: date | None
    last_on: date | None
    dormant_days: int | None

    @property
    def open_complaints(self) -> tuple[Complaint, ...]:
        return tuple(one for one in self.complaints if one.is_open)

    @property
    def open_deals(self) -> tuple[Deal, ...]:
        return tuple(one for one in self.deals if one.outcome == "open")

    @property
    def next_meeting(self) -> BelievedValue | None:
        return next((one for one in self.facts if one.field.concept == "次回予定"), None)


def make_account_view(
    name: str,
    notes: Iterable[AccountNote],
    today: date,
    *,
    version: TemplateVersion | None = None,
    ours: Collection[str] = (),
    spellings: Sequence[str] = (),
    branches: Sequence[str] = (),
    confirmed: Mapping[tuple[str, str], date] | None = None,
) -> AccountView:
    """Return the view of one customer.

    Args:
        notes: about this customer, in any order. ours: names of our own people.
        confirmed: (note id, field id) -> the day its value was last said to be still right.
    """
    ordered = by_date(notes)
    dated = _dated_values(ordered, version)
    fields = _fields(version, dated)
    believed = [(one, _believe(one, dated.get(one.field_id, []), today, confirmed or {})) for one in fields]
    facts = tuple(value for _, value in believed if value)
    contacts = list_contacts(ordered, ours)
    deals = list_deals(ordered)
    complaints = list_complaints(ordered)
    dates = [note.held_on for note in ordered if note.held_on]
    last = max(dates, default=None)
    silent = (today - last).days if last else 0
    owners = [note.owner or note.author for note in ordered if note.owner or note.author]
    return AccountView(
        name=name,
        spellings=tuple(spellings) or (name,),
        branches=tuple(branches),
        owner=owners[-1] if owners else "",
        facts=facts,
        contradictions=tuple(
            c for one in fields for c in find_contradictions(one, dated.get(one.field_id, []))
        ),
        talks=number_talks(ordered)[: -LAST_TALKS - 1 : -1],
        visit_count=len(ordered),
        promises=tuple(one for one in list_promises(ordered, today, ours) if one.is_open),
        complaints=complaints,
        deals=deals,
        orders=list_orders(ordered, deals),
        contacts=contacts,
        maturity=measure_maturity(
            _told(ordered, facts, contacts=contacts, deals=deals, complaints=complaints)
        ),
        first_on=min(dates, default=None),
        last_on=last,
        dormant_days=silent if silent > DORMANT_DAYS else None,
    )


def number_talks(ordered: Sequence[AccountNote]) -> tuple[Talk, ...]:
    """Return the conversations with one customer, oldest first, numbered."""
    return tuple(
        Talk(
            note_id=note.note_id,
            title=note.title,
            held_on=note.held_on,
            author=note.author or note.owner,
            channel=note.channel,
            kind=note.kind,
            number=at,
            excerpt=_excerpt(note),
        )
        for at, note in enumerate(ordered, start=1)
    )


def list_orders(ordered: Sequence[AccountNote], deals: Sequence[Deal]) -> tuple[Order, ...]:
    """Return what was ordered, newest first: one per deal that was won."""
    notes = {note.note_id: note for note in ordered}
    orders = []
    for deal in deals:
        if deal.outcome != "won":
            continue
        source = notes[deal.closed_in]
        product, quantity = deal.find("product"), source.values("数量")
        orders.append(
            Order(
                note_id=source.note_id,
                said_on=source.held_on,
                deal=deal.name,
                amount_jpy=deal.amount_jpy,
                product=str(product.value) if product else "",
                quantity=quantity[-1].value if quantity else "",
            )
        )
    return tuple(sorted(orders, key=lambda one: -(one.said_on or date.min).toordinal()))


def _excerpt(note: AccountNote) -> str:
    return excerpt_of(note.text[note.body_start :], length=_EXCERPT_LENGTH)


def _dated_values(
    notes: Sequence[AccountNote], version: TemplateVersion | None
) -> dict[str, list[DatedValue]]:
    """Return field id -> every value said, from the template's filling, else from the concepts of the
    basics.
    """
    held: dict[str, list[DatedValue]] = {}
    covered = {one.concept for one in version.fields} if version else set()
    for note in notes:
        for slot in note.filled:
            held.setdefault(slot.field_id, []).append(_dated(note, slot))
        for slot in note.slots:
            if slot.concept in _BASICS and slot.concept not in covered:
                held.setdefault(slot.concept, []).append(_dated(note, slot))
    return held


def _dated(note: AccountNote, slot: SlotValue) -> DatedValue:
    return DatedValue(note.note_id, note.account, note.author or note.owner, note.held_on, slot, note.deal)


def _fields(version: TemplateVersion | None, dated: Mapping[str, object]) -> tuple[Field, ...]:
    """Return the fields about the customer: the template's, then basics that the notes tell without it."""
    own = tuple(one for one in (version.fields if version else ()) if one.concept not in _OF_THE_VISIT)
    lexicon = load_lexicon().by_name
    basics = tuple(
        Field(
            field_id=concept,
            label=concept,
            api_name=make_api_name(concept, concept),
            field_type=lexicon[concept].value_type if lexicon[concept].value_type in FIELD_TYPES else "text",  # type: ignore[arg-type]
            concept=concept,
        )
        for concept in _BASICS
        if concept in dated and concept in lexicon
    )
    return (*own, *basics)


def _believe(
    field: Field, values: Sequence[DatedValue], today: date, confirmed: Mapping[tuple[str, str], date]
) -> BelievedValue | None:
    days = [confirmed[key] for one in values if (key := (one.note_id, field.field_id)) in confirmed]
    return believed_value(field, values, today, confirmed_on=max(days, default=None))


def _told(
    notes: Sequence[AccountNote],
    facts: Iterable[BelievedValue],
    *,
    contacts: Sequence[Contact],
    deals: Sequence[Deal],
    complaints: Sequence[Complaint],
) -> set[str]:
    """Return the concepts and labels of what is known, and the codes of what the views above know."""
    told = {"name"} | {label for one in facts for label in (one.field.concept, *one.field.labels) if label}
    for note in notes:
        told |= {slot.concept for slot in note.values(*(one.concept for one in note.slots))}
        told |= {fold_key(slot.label) for slot in note.filled if slot.label}
    known = {
        "contacts": bool(contacts),
        "posts": any(one.title or one.department for one in contacts),
        "deals": bool(deals),
        "orders": any(one.outcome == "won" for one in deals),
        "complaints": bool(complaints),
        "activity": len(notes) >= 2,
    }
    return told | {code for code, is_known in known.items() if is_known}
