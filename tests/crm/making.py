"""Templates, notes and plans for the tests of this room: one small real example, and Hypothesis over every field type."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from notes_app.crm.history_rows import SAID_CONCEPTS
from notes_app.crm.plan import ExportNote, ExportPlan, ExportValue
from notes_app.crm.planning import ExportOptions, ExportScope, build_plan
from notes_app.mining.evidence import Evidence, SlotValue
from notes_app.template.field import FIELD_TYPES, Field, FieldType, TemplateVersion

DAY = date(2026, 6, 1)
MOMENT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
OPTIONS = ExportOptions(DAY, owners={"山田": "yamada@example.com"})
TOKYO = ZoneInfo("Asia/Tokyo")


def field(number: int, label: str, api_name: str, field_type: FieldType, **more: object) -> Field:
    return Field(f"f{number:08x}", label, api_name, field_type, order=number, **more)  # type: ignore[arg-type]


BUDGET = field(1, "予算", "Budget", "money", concept="予算", purpose="見積の上限を知る", used_by="営業部")
PHASE = field(2, "フェーズ", "Phase", "enum", concept="フェーズ", choices=("提案", "見積", "受注"))
RIVALS = field(3, "競合", "Competitors", "company_list", concept="競合")
NEXT = field(4, "次回予定", "Next_Visit", "datetime", concept="次回予定")
TODO = field(5, "次回アクション", "Next_Actions", "action_list", concept="次回アクション")
PRODUCTS = field(6, "製品", "Products", "multi_enum", choices=("検査機", "搬送機", "A;B"))
VERSION = TemplateVersion("sales", 3, "商談メモ", (BUDGET, PHASE, RIVALS, NEXT, TODO, PRODUCTS), MOMENT, "p1")

TEXT = "---\nid: n1\n---\n予算：500万円\nフェーズ：提案\n競合：ミナト機工、かもめ産業\n"


def said(quote: str, normalized: object, *, confidence: float = 0.95, confirmed: bool = False) -> ExportValue:
    start = TEXT.index(quote)
    place = Evidence("n1", start, start + len(quote), quote)
    return ExportValue(normalized, quote, place, confidence, confirmed)  # type: ignore[arg-type]


def sample_notes() -> list[ExportNote]:
    first = ExportNote(
        "n1",
        "青空工業 訪問",
        TEXT,
        "青空工業株式会社",
        ("佐藤 花子",),
        "検査機の更新",
        "山田",
        "山田",
        "visit",
        held_on=date(2026, 4, 1),
        tags=("重要",),
        path="2026/04/a.md",
        held_at=datetime(2026, 4, 1, 10, 0),  # noqa: DTZ001  notes hold local times without a zone
        values={
            BUDGET.field_id: (said("500万円", 5_000_000),),
            PHASE.field_id: (said("提案", "提案", confirmed=True),),
            RIVALS.field_id: (said("ミナト機工", "ミナト機工"), said("かもめ産業", "かもめ産業")),
            TODO.field_id: (ExportValue("見積を送る", "見積を送る", due_on=date(2026, 4, 10), assignee="山田"),),
        },
    )
    second = ExportNote(
        "n2",
        "電話",
        "見積の件",
        "青空工業(株)",
        ("佐藤花子様",),
        "検査機の更新",
        "鈴木",
        "鈴木",
        "phone",
        held_on=date(2026, 5, 1),
        values={
            PHASE.field_id: (ExportValue("見積", "見積"),),
            PRODUCTS.field_id: (ExportValue("A;B", "A;B"), ExportValue("検査機", "検査機")),
        },
    )
    return [first, second]


def told_notes() -> list[ExportNote]:
    """The same, and a note that tells of an order and of a complaint."""
    third = ExportNote(
        "n3",
        "かもめ産業 受注と不具合",
        CLAIM,
        "かもめ産業",
        ("森 一郎",),
        "搬送機の増設",
        "山田",
        "山田",
        "visit",
        "complaint",
        held_on=date(2026, 5, 20),
        values={
            PHASE.field_id: (ExportValue("受注", "受注"),),
            BUDGET.field_id: (ExportValue(3_000_000, "300万円"),),
        },
        said=(
            heard("クレーム", "搬送機の外装に傷があった"),
            heard("原因", "梱包の不足"),
            heard("対策", "緩衝材を足す"),
            heard("数量", "2台"),
            heard("クレーム", "納期も遅れたかもしれない", confidence=0.7),
        ),
    )
    return [*sample_notes(), third]


CLAIM = "受注 300万円。搬送機の外装に傷があった。原因は梱包の不足。対策として緩衝材を足す。数量は2台。納期も遅れたかもしれない。"


def heard(concept: str, quote: str, *, confidence: float = 0.95) -> SlotValue:
    start = CLAIM.index(quote)
    return SlotValue(concept, concept, quote, quote, Evidence("n3", start, start + len(quote), quote), confidence, "label")


def sample_plan() -> ExportPlan:
    return build_plan(VERSION, sample_notes(), ExportScope(), OPTIONS)


def whole_plan() -> ExportPlan:
    """A plan with records of every kind."""
    return build_plan(VERSION, told_notes(), ExportScope(), OPTIONS)


# --- Hypothesis --------------------------------------------------------------------------------------------------------

NASTY = (
    '"',
    '""',
    "'",
    ",",
    ";",
    "a;b",
    "=1+1",
    "+81-3-1234-5678",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "＝１＋１",
    "#N/A",
    "007",
    "0120",
    "null",
    "NULL",
    "None",
    "NaN",
    "true",
    "[]",
    "{}",
    '["a"]',
    "行\n二行目",
    "a\r\nb",
    "\n",
    " 前後 ",
    "　全角　",
    "😀",
    "𠮷野家",
    "髙﨑①㈱",
    "—",
    "¥100",
    "~〜",
    "\u00a0",
    "\ufeffBOM",
    "<script>&amp;",
    "]]>",
    "\\",
    "\\n",
    "%",
    "${x}",
    "{template}",
    "\u200b",
    "é",
    "e\u0301",
    "1,000",
    "2026-01-01",
    "あ" * 255,
    "い" * 256,
    "長" * 21_000 + "\n終",
    "\x00\x0b",
    "\u2028",
    "\x85",
    "a\rb",
)
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))
labels = st.one_of(
    st.sampled_from(
        [
            "予算",
            "決裁者",
            "Type",
            "Order",
            "A__B_",
            "9 lives",
            "=1+1",
            "𠮷",
            "次回アクション（誰が・いつまで）" * 4,
            "Account",
            "name",
            "id",
            "body",
            "external_id",
            "é",
            "　",
        ]
    ),
    st.text(min_size=1, max_size=12),
)


@st.composite
def choice_lists(draw: st.DrawFn) -> tuple[str, ...]:
    if draw(st.integers(0, 19)) == 0:
        return tuple(f"選択肢 {number}" for number in range(1000))
    return tuple(draw(st.lists(st.one_of(st.sampled_from(NASTY[:40]), st.text(min_size=1, max_size=8)), max_size=6, unique=True)))


@st.composite
def versions(draw: st.DrawFn) -> TemplateVersion:
    fields = []
    for number, field_type in enumerate(FIELD_TYPES):
        label = draw(labels)
        api_name = draw(
            st.one_of(st.just(f"F_{number:08x}"), st.sampled_from(["Budget", "budget", "Type", "body", "Order", "A__B", "x" * 60, "_9"]))
        )
        choices = draw(choice_lists()) if "enum" in field_type else ()
        fields.append(
            field(
                number, label, api_name, field_type, choices=choices, required=draw(st.booleans()), purpose=draw(texts), group=draw(labels)
            )
        )  # type: ignore[arg-type]
    return TemplateVersion("t", 1, draw(labels), tuple(fields), MOMENT, "p")


def normalized_for(one: Field) -> st.SearchStrategy[object]:
    dates = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001  as notes hold them
    moments = dates.map(lambda moment: moment.replace(microsecond=0))
    return {
        "enum": st.sampled_from(one.choices) if one.choices else texts,
        "multi_enum": st.sampled_from(one.choices) if one.choices else texts,
        "bool": st.booleans(),
        "int": st.integers(-(10**12), 10**12),
        "money": st.integers(-(10**12), 10**12),
        "number": st.one_of(st.decimals(-(10**9), 10**9, places=4).map(float), st.sampled_from([0.1, 1e-7, 1e20, float("nan")])),
        "percent": st.integers(0, 1000).map(lambda number: number / 10),
        "date": moments.map(lambda moment: moment.date().isoformat()),
        "datetime": moments.map(datetime.isoformat),
        "time": moments.map(lambda moment: moment.strftime("%H:%M")),
        "email": st.sampled_from(["a@example.com", "ａ＠example.com", "not an address", ""]),
    }.get(one.field_type, texts)  # type: ignore[return-value]


@st.composite
def said_in(draw: st.DrawFn, note_id: str) -> tuple[SlotValue, ...]:
    """Draw what mining might read in a note about orders, complaints and promises."""
    found = []
    for concept in draw(st.lists(st.sampled_from(sorted(SAID_CONCEPTS)), max_size=5)):
        words = draw(texts)
        normal = draw(st.one_of(st.just(words), st.sampled_from(["受注", "失注", "提案"]), st.integers(-(10**12), 10**12)))
        place = Evidence(note_id, 0, len(words), words)
        via = draw(st.sampled_from(["label", "front_matter"]))
        found.append(SlotValue(concept, concept, words, normal, place, draw(st.sampled_from([1.0, 0.9, 0.5])), via))
    return tuple(found)


@st.composite
def notes_for(draw: st.DrawFn, version: TemplateVersion) -> list[ExportNote]:
    notes = []
    for number in range(draw(st.integers(0, 4))):
        values = {}
        for one in version.fields:
            normal = draw(st.lists(normalized_for(one), max_size=2))
            values[one.field_id] = tuple(
                ExportValue(value, str(value), confidence=draw(st.sampled_from([1.0, 0.9, 0.5]))) for value in normal
            )  # type: ignore[arg-type]
        notes.append(
            ExportNote(
                f"n{number}",
                draw(texts),
                draw(texts),
                draw(texts),
                tuple(draw(st.lists(texts, max_size=2))),
                draw(texts),
                draw(texts),
                draw(texts),
                draw(texts),
                draw(st.sampled_from(["minutes", "complaint"])),
                draw(st.none() | st.dates(date(2000, 1, 1))),
                None,
                tuple(draw(st.lists(texts, max_size=2))),
                draw(texts),
                draw(texts),
                values,
                draw(said_in(f"n{number}")),
            )
        )
    return notes


def few(count: int, *, most: int = 1_000) -> settings:
    """Return how many examples a test over drawn plans takes: a few by day, as many as `make fuzz` asks for, up to `most`."""
    many = min(most, int(os.environ.get("EXAMPLES", "1000"))) if os.environ.get("HYPOTHESIS_PROFILE") == "fuzz" else 0
    return settings(max_examples=max(count, many), deadline=None, suppress_health_check=list(HealthCheck))


class Drawn:
    """A drawn plan; it prints short, for Hypothesis warns of a printed plan as long as these."""

    def __init__(self, plan: ExportPlan) -> None:
        self.plan = plan

    def __repr__(self) -> str:
        return f"Drawn({self.plan.counts})"


@st.composite
def plans(draw: st.DrawFn) -> Drawn:
    version = draw(versions())
    return Drawn(build_plan(version, draw(notes_for(version)), ExportScope(), OPTIONS))
