"""How well a customer is known: 当たり前, ちょっと進んだ, 進んでいる; and what is missing. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from notes_app.mining.folding import fold_key

Level = Literal[0, 1, 2, 3]
REACHED = 0.75  # share of the items of a level, and of every level below it, that must be known


@dataclass(frozen=True, slots=True)
class MaturityItem:
    """One thing to know about a customer. labels: concepts or labels, any of which tells it."""

    code: str
    level: Literal[1, 2, 3]
    ja: str
    en: str
    labels: tuple[str, ...]


ITEMS: tuple[MaturityItem, ...] = (
    MaturityItem("name", 1, "企業名", "Company name", ("会社名",)),
    MaturityItem("phone", 1, "代表電話", "Main phone", ("電話番号", "代表電話")),
    MaturityItem("email", 1, "代表アドレス", "Main e-mail", ("メール", "代表アドレス")),
    MaturityItem("head", 1, "代表者", "Representative", ("代表者", "代表取締役", "社長")),
    MaturityItem("address", 1, "本社住所", "Head office", ("住所", "本社住所")),
    MaturityItem(
        "billing", 1, "請求書送付住所", "Billing address", ("請求書送付住所", "請求書送付先", "請求先")
    ),
    MaturityItem("industry", 1, "業種", "Industry", ("業種",)),
    MaturityItem("product", 1, "代表製品", "Main product", ("代表製品", "主力製品", "事業内容", "取扱製品")),
    MaturityItem("contacts", 2, "最新名刺", "Latest card", ("先方出席者", "名刺")),
    MaturityItem("deals", 2, "商談情報", "Deals", ("フェーズ", "確度", "予算")),
    MaturityItem("complaints", 2, "過去クレーム", "Complaints", ("クレーム",)),
    MaturityItem("activity", 2, "活動履歴", "Activity", ("活動履歴",)),
    MaturityItem("size", 2, "従業員数・売上規模", "Size", ("従業員数", "売上規模", "売上高")),
    MaturityItem("posts", 2, "部署・役職", "Departments", ("部署", "役職")),
    MaturityItem("orders", 2, "取引・購買履歴", "Orders", ("受注理由", "数量", "取引履歴", "購買履歴")),
    MaturityItem("contract", 2, "契約", "Contract", ("契約期間", "契約", "契約内容")),
    MaturityItem("payment", 2, "支払い", "Payment", ("支払条件", "支払方法", "支払い")),
    MaturityItem("support", 2, "サポート", "Support", ("サポート", "問い合わせ", "対策")),
    MaturityItem("interest", 2, "関心", "Interest", ("ニーズ", "課題", "関心")),
    MaturityItem("source", 2, "流入元", "Lead source", ("きっかけ", "流入元")),
    MaturityItem("credit", 3, "信用評点", "Credit score", ("信用評点", "評点", "与信")),
    MaturityItem("finance", 3, "3年分の財務", "Three years of accounts", ("財務", "営業利益", "決算")),
    MaturityItem("investment", 3, "投資案件", "Investments", ("投資案件", "設備投資", "投資計画")),
    MaturityItem(
        "character", 3, "経営者の性格", "Character of the head", ("経営者の性格", "社長の人柄", "人柄")
    ),
    MaturityItem("web", 3, "HP訪問履歴", "Web visits", ("hp訪問履歴", "web訪問履歴")),
    MaturityItem("profit", 3, "収益性", "Profitability", ("収益性", "累計売上", "粗利", "平均単価")),
)
"""The items of each level, in the order they are asked for."""

LEVEL_WORDS: dict[int, tuple[str, str]] = {
    0: ("これから", "Not yet"),
    1: ("当たり前", "Basic"),
    2: ("ちょっと進んだ", "Advancing"),
    3: ("進んでいる", "Advanced"),
}


@dataclass(frozen=True, slots=True)
class Maturity:
    """How well a customer is known. missing: of the next level, in the order to ask for."""

    level: Level
    known: tuple[MaturityItem, ...]
    missing: tuple[MaturityItem, ...]

    @property
    def known_ratio(self) -> float:
        """Share of all items that are known, 0 to 1."""
        return len(self.known) / len(ITEMS)


def measure_maturity(told: Collection[str]) -> Maturity:
    """Return how well a customer is known.

    Args:
        told: concepts and labels of the values believed of it, and codes of `ITEMS` known otherwise.
    """
    keys = {fold_key(label) for label in told}
    known = tuple(
        one for one in ITEMS if one.code in told or any(fold_key(label) in keys for label in one.labels)
    )
    level: Level = 0
    for step in (1, 2, 3):
        wanted = [one for one in ITEMS if one.level == step]
        if sum(one in known for one in wanted) < REACHED * len(wanted):
            break
        level = step
    upto = min(3, level + 1)
    return Maturity(level, known, tuple(one for one in ITEMS if one.level <= upto and one not in known))
