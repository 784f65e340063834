"""Rows of accounts, contacts and deals, drawn from what the notes say of them; the latest word stands. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from notes_app.crm.identity import account_id, contact_id, deal_id, fold_company, join_name, split_name
from notes_app.crm.note_rows import NoteFacts, NoteRows, RowOptions, evidence_row, widen
from notes_app.crm.plan import (
    Column,
    EvidenceRow,
    ExportObject,
    ExportRow,
    ExportValue,
    Finding,
    ObjectKey,
    Value,
    with_rows,
)
from notes_app.crm.wire import format_cell

ACCOUNT_COLUMNS = (
    Column("name", "取引先名", "Account name", "text", required=True),
    Column("aliases", "別表記", "Other spellings", "text_list"),
    Column("owner", "営業担当", "Owner", "text"),
    Column("owner_user", "営業担当のユーザ名", "Owner's user name", "text"),
    Column("industry", "業種", "Industry", "text"),
    Column("employees", "従業員数", "Employees", "text"),
    Column("address", "住所", "Address", "text"),
    Column("payment_terms", "支払条件", "Payment terms", "text"),
    Column("last_met_on", "最終商談日", "Last met on", "date"),
)
CONTACT_COLUMNS = (
    Column("last_name", "姓", "Last name", "text", required=True),
    Column("first_name", "名", "First name", "text"),
    Column("account", "取引先", "Account", "reference", references="account"),
    Column("title", "役職", "Title", "text"),
    Column("department", "部署", "Department", "text"),
    Column("phone", "電話", "Phone", "phone"),
    Column("email", "メール", "E-mail", "email"),
    Column("last_met_on", "最終面談日", "Last met on", "date"),
)
DEAL_COLUMNS = (
    Column("name", "商談名", "Deal name", "text", required=True),
    Column("account", "取引先", "Account", "reference", references="account"),
    Column("owner", "営業担当", "Owner", "text"),
    Column("owner_user", "営業担当のユーザ名", "Owner's user name", "text"),
    Column("stage", "フェーズ", "Stage", "text"),
    Column("amount", "金額", "Amount", "money"),
    Column("expected_on", "導入時期", "Expected on", "date"),
    Column("last_met_on", "最終商談日", "Last met on", "date"),
)
_DEAL_CONCEPTS = {"フェーズ": ("stage", str), "予算": ("amount", int), "導入時期": ("expected_on", None)}
_CONTACT_CONCEPTS = {"電話番号": "phone", "メール": "email", "役職": "title", "部署": "department"}
_ACCOUNT_CONCEPTS = {"業種": "industry", "従業員数": "employees", "住所": "address", "支払条件": "payment_terms"}


@dataclass(slots=True)
class PartyObjects:
    """Accounts, contacts and deals in load order."""

    objects: tuple[ExportObject, ...]
    evidence: tuple[EvidenceRow, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Party:
    spellings: Counter[str] = field(default_factory=Counter)
    cells: dict[str, Value] = field(default_factory=dict)


def make_party_objects(rows: NoteRows, options: RowOptions) -> PartyObjects:
    """Return the parties named in `rows.facts` (oldest first); a later note overrides an earlier one, cell by cell."""
    book = _PartyBook(options)
    for fact in rows.facts:
        book.read(fact)
    return book.finish()


class _PartyBook:
    def __init__(self, options: RowOptions) -> None:
        self.options = options
        self.books: dict[ObjectKey, dict[str, _Party]] = {"account": {}, "contact": {}, "deal": {}}
        self.evidence: dict[tuple[str, str, str, str], EvidenceRow] = {}

    def read(self, fact: NoteFacts) -> None:
        """Take in what one note says."""
        account = account_id(fact.account) if fact.account else ""
        common: dict[str, Value] = {"last_met_on": fact.held_on} if fact.held_on else {}
        owned = {**common, **self._owner(fact.owner)}
        if account:
            self._meet("account", account, name=fact.account, note_id=fact.note_id, cells=owned)
            self._tell("account", account, fact, {concept: (key, str) for concept, key in _ACCOUNT_CONCEPTS.items()})
        related: dict[str, Value] = {"account": account} if account else {}
        for name in fact.contacts:
            key = contact_id(fact.account, name)
            self._meet("contact", key, name=" ".join(name.split()), note_id=fact.note_id, cells={**common, **related})
        if len(fact.contacts) == 1:  # a number said with one person present is that person's
            self._tell(
                "contact",
                contact_id(fact.account, fact.contacts[0]),
                fact,
                {concept: (key, str) for concept, key in _CONTACT_CONCEPTS.items()},
            )
        if fact.deal:
            key = deal_id(fact.account, fact.deal)
            self._meet("deal", key, name=fact.deal, note_id=fact.note_id, cells={**owned, **related})
            self._tell("deal", key, fact, _DEAL_CONCEPTS)

    def _owner(self, owner: str) -> dict[str, Value]:
        cells: dict[str, Value] = {"owner": owner} if owner else {}
        if user := self.options.owners.get(owner, ""):
            cells["owner_user"] = user
        return cells

    def _meet(self, kind: ObjectKey, key: str, *, name: str, note_id: str, cells: Mapping[str, Value]) -> None:
        party = self.books[kind].setdefault(key, _Party())
        party.spellings[name] += 1
        if "owner" in cells:
            party.cells.pop("owner_user", None)  # of the owner before
        party.cells.update(cells)
        said = evidence_row(kind, key, _NAME_COLUMN[kind], note_id, ExportValue(name, name, confirmed=True))
        self.evidence[(kind, key, _NAME_COLUMN[kind], note_id)] = said

    def _tell(self, kind: ObjectKey, key: str, fact: NoteFacts, concepts: Mapping[str, tuple[str, type | None]]) -> None:
        for concept, (column, kind_of_value) in concepts.items():
            if concept not in fact.firm:
                continue
            cell, value = fact.firm[concept]
            if column == "expected_on" and not _is_day(cell):
                continue
            if kind_of_value is str and isinstance(cell, int | Decimal) and not isinstance(cell, bool):
                cell = format_cell(cell)  # 従業員数 120
            if kind_of_value is not None and not isinstance(cell, kind_of_value):
                continue
            self.books[kind][key].cells[column] = cell
            self.evidence[(kind, key, column, "")] = evidence_row(kind, key, column, fact.note_id, value)

    def finish(self) -> PartyObjects:
        """Return the objects, each named by the spelling used most."""
        accounts, contacts, deals = [], [], []
        for key, party in sorted(self.books["account"].items()):
            name, others = _best_spelling(party.spellings)
            cells: dict[str, Value] = {"name": name, **party.cells}
            if others:
                cells["aliases"] = others
            accounts.append(ExportRow(key, cells))
        for key, party in sorted(self.books["contact"].items()):
            last, first = split_name(_best_spelling(party.spellings)[0])
            contacts.append(ExportRow(key, {"last_name": last, **({"first_name": first} if first else {}), **party.cells}))
        for key, party in sorted(self.books["deal"].items()):
            deals.append(ExportRow(key, {"name": _best_spelling(party.spellings)[0], **party.cells}))
        return PartyObjects(
            (
                widen(with_rows(ExportObject("account", "取引先", "Account", ACCOUNT_COLUMNS, ()), accounts)),
                widen(with_rows(ExportObject("contact", "取引先責任者", "Contact", CONTACT_COLUMNS, ()), contacts)),
                widen(with_rows(ExportObject("deal", "商談", "Deal", DEAL_COLUMNS, ()), deals)),
            ),
            tuple(self.evidence.values()),
            tuple(_alike(accounts)),
        )


_NAME_COLUMN = {"account": "name", "contact": "last_name", "deal": "name"}


def _is_day(cell: Value) -> bool:
    return hasattr(cell, "year") and not hasattr(cell, "hour")


def _best_spelling(spellings: Counter[str]) -> tuple[str, tuple[str, ...]]:
    """Return the spelling used most (ties: the longest, then by code point) and the others, sorted."""
    best = min(spellings, key=lambda name: (-spellings[name], -len(name), name))
    return best, tuple(sorted(name for name in spellings if name != best))


def _alike(accounts: list[ExportRow]) -> list[Finding]:
    """Report accounts of which one's folded name begins the other's: perhaps one company, never merged without a person."""
    folded = sorted((fold_company(str(row.values["name"])), str(row.values["name"])) for row in accounts)
    found = []
    for (short, first), (long, second) in pairwise(folded):
        if len(short) >= 3 and long.startswith(short):
            found.append(
                Finding(
                    "account_alike",
                    "note",
                    first,
                    f"「{first}」と「{second}」は同じ会社かもしれません。書き出す前に統合を検討してください。",
                    f'"{first}" and "{second}" may be one company. Consider merging them first.',
                )
            )
    return found


def full_name(row: ExportRow) -> str:
    """Return a contact's name as people write it."""
    return join_name(str(row.values["last_name"]), str(row.values.get("first_name", "")))
