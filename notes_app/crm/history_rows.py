"""Rows of orders and complaints, and what became of deals and promises, as the accounts room reads them. Pure.

An order is a deal that was won, a complaint a note that tells of one: the same as on a customer's page. Only firm values
are read here, so what a person rejected or a template dropped does not come back by this way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from notes_app.accounts.account_note import AccountNote
from notes_app.accounts.account_view import Order, list_orders
from notes_app.accounts.complaints import TYPES, Complaint, list_complaints
from notes_app.accounts.deals import Deal, list_deals
from notes_app.accounts.promises import list_promises
from notes_app.crm.cells import clean_line, clean_text
from notes_app.crm.identity import account_id, deal_id, hash_of, meeting_note_id
from notes_app.crm.note_rows import LOW_CONFIDENCE, NoteFacts, NoteRows, RowOptions, evidence_row, widen
from notes_app.crm.plan import (
    Column,
    EvidenceRow,
    ExportNote,
    ExportObject,
    ExportRow,
    ExportValue,
    ObjectKey,
    Reject,
    Value,
    with_rows,
)
from notes_app.mining.evidence import Evidence, SlotValue
from notes_app.template.field import TemplateVersion

SAID_CONCEPTS = frozenset(
    ["フェーズ", "確度", "予算", "商材", "数量", "案件名", "受注理由", "失注理由", "クレーム", "原因", "対策", "決定事項", "次回アクション"]
)
"""What is read of a note beside the template's fields: no more than orders, complaints, outcomes and kept promises need."""

COMPLAINT_KINDS: Mapping[str, str] = {**{code: label for code, label, _ in TYPES}, "other": "その他"}
OPEN, SETTLED = "未解決", "解決済み"
LONGEST_TITLE = 80

ORDER_COLUMNS = (
    Column("name", "受注名", "Order name", "text", required=True),
    Column("account", "取引先", "Account", "reference", references="account"),
    Column("deal", "商談", "Deal", "reference", references="deal"),
    Column("ordered_on", "受注日", "Ordered on", "date"),
    Column("amount", "金額", "Amount", "money"),
    Column("product", "商材", "Product", "text"),
    Column("quantity", "数量", "Quantity", "text"),
    Column("owner", "営業担当", "Owner", "text"),
    Column("owner_user", "営業担当のユーザ名", "Owner's user name", "text"),
    Column("meeting_note", "議事録", "Meeting note", "reference", references="meeting_note"),
)
COMPLAINT_COLUMNS = (
    Column("name", "件名", "Subject", "text", required=True),
    Column("words", "内容", "Description", "longtext"),
    Column("complaint_kind", "種別", "Kind of complaint", "choice", required=True, choices=tuple(COMPLAINT_KINDS.values())),
    Column("state", "状況", "State", "choice", required=True, choices=(OPEN, SETTLED)),
    Column("cause", "原因", "Cause", "longtext"),
    Column("measure", "対策", "Counter-measure", "longtext"),
    Column("said_on", "発生日", "Said on", "date"),
    Column("account", "取引先", "Account", "reference", references="account"),
    Column("contact", "取引先責任者", "Contact", "reference", references="contact"),
    Column("deal", "商談", "Deal", "reference", references="deal"),
    Column("owner", "営業担当", "Owner", "text"),
    Column("owner_user", "営業担当のユーザ名", "Owner's user name", "text"),
    Column("meeting_note", "議事録", "Meeting note", "reference", references="meeting_note"),
)
_ENDED = re.compile(r"(?<!未)(?:完了|クローズ|終了)(?!予定|見込|前)|\bclosed\b", re.IGNORECASE)
_UNHEARD = {"クレーム": "complaint", "原因": "complaint", "対策": "complaint"}


@dataclass(slots=True)
class HistoryRows:
    """What the notes tell over time.

    orders, complaints: by external id. closed: ids of deals that are won, lost or ended. done: ids of promises kept.
    """

    orders: dict[str, ExportRow] = field(default_factory=dict)
    complaints: dict[str, ExportRow] = field(default_factory=dict)
    evidence: list[EvidenceRow] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)

    def objects(self, there: Mapping[str, frozenset[str]]) -> tuple[ExportObject, ExportObject]:
        """Return orders and complaints; a reference to a record that is not `there` (object -> ids) is left out."""
        orders = ExportObject("order", "受注", "Sales Order", ORDER_COLUMNS, ())
        complaints = ExportObject("complaint", "クレーム", "Complaint", COMPLAINT_COLUMNS, ())
        return _filled(orders, self.orders, there), _filled(complaints, self.complaints, there)

    def in_progress(self) -> HistoryRows:
        """Return the same with only what is still open: no orders, for they end a deal, and complaints not yet settled."""
        kept = {key: row for key, row in self.complaints.items() if row.values["state"] == OPEN}
        return replace(self, orders={}, complaints=kept)


def _filled(one: ExportObject, rows: Mapping[str, ExportRow], there: Mapping[str, frozenset[str]]) -> ExportObject:
    links = {column.key: there.get(column.references, frozenset()) for column in one.columns if column.references}
    kept = [
        replace(row, values={key: value for key, value in row.values.items() if key not in links or value in links[key]})
        for _, row in sorted(rows.items())
    ]
    return widen(with_rows(one, kept))


def make_history_rows(
    version: TemplateVersion, notes: Sequence[ExportNote], rows: NoteRows, options: RowOptions, as_of: date
) -> HistoryRows:
    """Return what `notes` (those of `rows`) tell of orders, complaints, deals that are over and promises that were kept."""
    history = HistoryRows()
    facts = {fact.note_id: fact for fact in rows.facts}
    read = [(_party(facts[note.note_id]), _account_note(note, facts[note.note_id], version, options)) for note in notes]
    read.sort(key=lambda pair: pair[0])
    bodies = {note.note_id: note for note in notes}
    for note in notes:
        history.rejects.extend(_unheard(note, version, options))
    for _, members in groupby(read, key=lambda pair: pair[0]):
        customer = [note for _, note in members]
        _Customer(customer, facts, bodies, history, options).read(as_of)
    history.done = _kept_promises(rows, history.done)
    return history


def _party(fact: NoteFacts) -> str:
    """Return what parts the notes: the account, else the deal, else the note alone."""
    return account_id(fact.account) if fact.account else fact.deal_id or fact.note_id


def _account_note(note: ExportNote, fact: NoteFacts, version: TemplateVersion, options: RowOptions) -> AccountNote:
    """Return the note with its firm values, spans counted from the beginning of its body."""
    concepts = {one.field_id: one.concept for one in version.fields if one.concept in SAID_CONCEPTS}
    slots = [
        SlotValue(
            concepts[field_id],
            "",
            value.as_written,
            value.normalized,
            value.evidence or Evidence(note.note_id, -1, -1, value.as_written),
            1.0 if value.confirmed else value.confidence,
            "front_matter" if value.evidence is None else "label",
            field_id,
        )
        for field_id, values in note.values.items()
        if field_id in concepts
        for value in values
        if value.confirmed or value.confidence >= options.min_confidence
    ]
    slots += [slot for slot in note.said if slot.concept in SAID_CONCEPTS and _is_firm(slot, options)]
    shifted = tuple(
        replace(slot, evidence=replace(slot.evidence, start=max(0, slot.evidence.start - note.body_start))) if note.body_start else slot
        for slot in slots
    )
    return AccountNote(
        note_id=note.note_id,
        title=note.title,
        kind=note.kind,
        channel=note.channel,
        account=fact.account,
        deal=fact.deal,
        contacts=fact.contacts,
        author=note.author,
        owner=fact.owner,
        held_on=note.held_on,
        text=note.body,
        body_start=0,
        slots=shifted,
    )


def _is_firm(slot: SlotValue, options: RowOptions) -> bool:
    return slot.via == "front_matter" or slot.confidence >= options.min_confidence


def _unheard(note: ExportNote, version: TemplateVersion, options: RowOptions) -> Iterator[Reject]:
    """Yield what was read of a complaint and is not certain enough; a field of the template lists its own."""
    for slot in note.said:
        if slot.concept in _UNHEARD and not _is_firm(slot, options):
            yield Reject(
                LOW_CONFIDENCE.code,
                note.note_id,
                "",
                slot.label or slot.concept,
                slot.value,
                LOW_CONFIDENCE.ja,
                LOW_CONFIDENCE.en,
                start=slot.evidence.start,
                end=slot.evidence.end,
                object_key=_UNHEARD[slot.concept],
                external_id=complaint_id(note.note_id),
            )


def complaint_id(note_id: str) -> str:
    """Return the external id of the complaint that a note tells of."""
    return "cmp-" + hash_of(note_id)


def order_id(deal_key: str, note_id: str) -> str:
    """Return the external id of an order: of its deal, or of the note that tells it when the deal has no name."""
    return "ord-" + hash_of(deal_key or note_id)


class _Customer:
    """The notes about one customer, read as a whole."""

    def __init__(
        self,
        notes: Sequence[AccountNote],
        facts: Mapping[str, NoteFacts],
        bodies: Mapping[str, ExportNote],
        history: HistoryRows,
        options: RowOptions,
    ) -> None:
        self.notes, self.facts, self.bodies, self.history, self.options = notes, facts, bodies, history, options

    def read(self, as_of: date) -> None:
        deals = list_deals(self.notes)
        over: dict[str, bool] = {}
        for deal in deals:
            if deal.name:
                key = deal_id(deal.account, deal.name)
                over[key] = over.get(key, True) and _is_over(deal)  # two spellings of a deal: one still open keeps it open
        self.history.closed.update(key for key, is_over in over.items() if is_over)
        for order in list_orders(self.notes, deals):
            self._add_order(order, next(one for one in deals if one.outcome == "won" and one.closed_in == order.note_id))
        if any(note.kind == "complaint" or note.values("クレーム") for note in self.notes):
            for complaint in list_complaints(self.notes):
                self._add_complaint(complaint)
        if any(note.values("次回アクション") for note in self.notes):
            done = (one for one in list_promises(self.notes, as_of) if one.state == "done")
            self.history.done.update(promise_key(_party(self.facts[one.note_id]), one.what) for one in done)

    def _add_order(self, order: Order, deal: Deal) -> None:
        fact = self.facts[order.note_id]
        named = deal_id(deal.account, deal.name) if deal.name else ""
        key = order_id(named, order.note_id)
        product, quantity = deal.find("product"), self._slots(order.note_id, "数量")[-1:]
        name = clean_line(deal.name) or clean_line(order.product) or clean_line(self.bodies[order.note_id].title) or meeting_note_id(order.note_id)
        cells: dict[str, Value | None] = {
            "name": name[:LONGEST_TITLE],
            **self._parties(fact, named),
            "ordered_on": order.said_on,
            "amount": order.amount_jpy,
            "product": clean_text(order.product).strip(),
            "quantity": clean_line(order.quantity),
        }
        del cells["contact"]
        self.history.orders[key] = ExportRow(key, _said_cells(cells))
        amount = deal.find("amount")
        sources = {"amount": [amount.slot] if amount else [], "product": [product.slot] if product else [], "quantity": quantity}
        self._trace("order", key, order.note_id, cells, sources)

    def _add_complaint(self, complaint: Complaint) -> None:
        fact = self.facts[complaint.note_id]
        key = complaint_id(complaint.note_id)
        words = clean_text(complaint.words).strip()
        first = clean_line(words.split("\n", 1)[0]) or clean_line(self.bodies[complaint.note_id].title) or meeting_note_id(complaint.note_id)
        cells: dict[str, Value | None] = {
            "name": first[:LONGEST_TITLE],
            "words": words,
            "complaint_kind": COMPLAINT_KINDS[complaint.kind],
            "state": OPEN if complaint.is_open else SETTLED,
            "cause": clean_text(complaint.cause).strip(),
            "measure": clean_text(complaint.measure).strip(),
            "said_on": complaint.said_on,
            **self._parties(fact, fact.deal_id),
        }
        self.history.complaints[key] = ExportRow(key, _said_cells(cells))
        concepts = {"name": "クレーム", "words": "クレーム", "cause": "原因", "measure": "対策"}
        sources = {column: self._slots(complaint.note_id, concept) for column, concept in concepts.items()}
        self._trace("complaint", key, complaint.note_id, cells, sources)

    def _parties(self, fact: NoteFacts, deal: str) -> dict[str, Value | None]:
        return {
            "account": account_id(fact.account) if fact.account else "",
            "contact": fact.main_contact_id,
            "deal": deal,
            "owner": fact.owner,
            "owner_user": clean_line(self.options.owners.get(fact.owner, "")),
            "meeting_note": meeting_note_id(fact.note_id),
        }

    def _slots(self, note_id: str, concept: str) -> list[SlotValue]:
        return [slot for note in self.notes if note.note_id == note_id for slot in note.values(concept)]

    def _trace(
        self,
        kind: ObjectKey,
        key: str,
        note_id: str,
        cells: Mapping[str, Value | None],
        sources: Mapping[str, Sequence[SlotValue]],
    ) -> None:
        """Add the evidence of each cell; a cell without a span stands on the note itself."""
        for column, cell in cells.items():
            if cell in (None, "") or column in ("account", "contact", "deal", "owner", "owner_user", "meeting_note"):
                continue
            found = [_said_value(slot) for slot in sources.get(column, ())]
            for value in found or [ExportValue(str(cell), str(cell)[:LONGEST_TITLE], confirmed=True)]:
                self.history.evidence.append(evidence_row(kind, key, column, note_id, value))


def _said_value(slot: SlotValue) -> ExportValue:
    """Return the value behind a slot of `_account_note`, whose span ends where it did and began in the body."""
    is_written = slot.evidence.end < 0 or slot.via == "front_matter"
    place = None if is_written else replace(slot.evidence, start=slot.evidence.end - len(slot.evidence.quote))
    return ExportValue(slot.normalized, slot.value, place, slot.confidence, confirmed=slot.via == "front_matter")


def _said_cells(cells: Mapping[str, Value | None]) -> dict[str, Value]:
    return {key: value for key, value in cells.items() if value is not None and value != ""}


def _is_over(deal: Deal) -> bool:
    stage = deal.find("stage")
    return deal.outcome != "open" or (stage is not None and _ENDED.search(str(stage.value)) is not None)


def promise_key(party: str, words: str) -> str:
    """Return what a promise said twice to one customer has in common."""
    return hash_of(party, "".join(words.split()))


def _kept_promises(rows: NoteRows, kept: Iterable[str]) -> set[str]:
    facts, done = {fact.note_id: fact for fact in rows.facts}, set(kept)
    return {
        key
        for key, row in rows.todos.items()
        if promise_key(_party(facts[str(row.values["meeting_note"])]), str(row.values["subject"])) in done
    }
