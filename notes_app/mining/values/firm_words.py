"""Is a word a firm's name by its letters alone, or a kind of firm, a matter of the talk, or ourselves? Pure, on folded text."""

from __future__ import annotations

import re

from notes_app.mining.values.companies import is_trade
from notes_app.mining.values.proper_names import COMMON, is_distinct, looks_proper

_GENERIC = frozenset(
    "上記 下記 同上 左記 前述 担当 担当者 推薦 稼働 契約 通販 ネット ネット通販 求人サイト 手作業 紙 電話 窓口 法人窓口 価格勝負 単独 単独指名 指名 随契 随意契約 特命 紹介 他社 競合 競合他社 数社 複数社 複数 相見積 大手 地元 既存 現行 同業 同業他社 比較 検討 価格 値段 金額 提案 見積 今回 特 自社 自前 内製 "
    "社内 現状維持 維持 未定 不明 当社 弊社 先方 我々 全社 各社 他 社名 社名不明 詳細 状況 一部 品質 納期 条件 性能 機能 実績 工事 清掃 警備 設備 施工 保守 教材 機械 機器 部品 本体 消耗品 配送 運送 印刷 求人 派遣 営業 製品 商品 資材 食材 社長 会長 部長 専務 常務 課長 店長 院長 理事長 担当課 業者 会社 店 メーカー ベンダー 商社 問屋 代理店 量販店 専門店 工務店 印刷所 "
    "海外 海外製 国内 国産 中国製 外資 東京 大阪 名古屋 京都 福岡 札幌 仙台 広島 駅前 隣町 隣 近所 県内 県外 市内 都内 近隣 こちら そちら うち よそ ほか 別 当て馬 本命 対抗 次点 有力 最有力 一騎 一騎打 両社 三社 二社 一社 相手 名前 手書き 表計算 昔 前 次 来年 今年 去年 昨年 来月 今月 先月 先週 今週 来週 前年 一昨年".split()
)
_GENERIC_FORM = re.compile(
    r"(?:約|残り|全部で|大手|他)?[\d一二三四五六七八九十数各両複他同]+(?:数)?社(?:コンペ|入札|見積|競合|程度|以上)?|.*(?:\d(?:年|月|日|時|万|円|%|割|台|名|人|件|回)|万円|通販|窓口|業者|不明|単独|随意契約|現状維持|見積書?|手作業|中古|方式)|(?:自社|自前|内製|社内|当社|弊社|御社|手作り|現状).{0,8}|.{1,6}(?:中|済み?)"
    r"|(?:運送|警備|清掃|印刷|派遣|広告|建設|工事|設計|保険|紹介|管理|リース|電力|商事|子|親|別|同|関連|グループ)会社|(?:印刷|花|家具|電気|薬|酒|パン|金物|米|量販|専門|小売|販売|代理|工務|百貨|家電量販)(?:屋|店)"
)

REMARK_TAIL = re.compile(r"(?<=.{2})(?:手?強(?![一-鿿])|推(?![一-鿿])|製品|パッケージ|案|製|提案中?|見積中?|検討中|優勢|優位|有利|先行|継続|本命|現行|既存|撤退|辞退|残留|殿|様|御中|等|ほか|他(?:\d|数)?社?|さん|側|\d+社|社内|新型|相見積(?:中|済)?)+$")
"""What is said of a firm right behind its name, without a particle: 三条電子継続, 三条電子他2社."""


def is_sure_name(name: str) -> bool:
    """Return whether letters alone make a word a name: a trade behind a name, a brand in katakana or Latin letters, A社."""
    if not 2 <= len(name) <= 40 or is_generic(name):
        return False
    brand = re.fullmatch(r"[ァ-ヴー・]{3,16}|[A-Z][A-Za-z0-9&'’.\- ]+|[A-Z]社", name)
    return looks_proper(name) or is_distinct(name) or bool(brand) or bool(re.search(r"[ァ-ヴー]{3,}", name) and len(name) >= 5)


def is_generic(name: str) -> bool:
    """Return whether a word is a trade, a kind of firm, a number of them, a matter of the talk or ourselves, and no name."""
    return name in _GENERIC or name in COMMON or name.isdigit() or is_trade(name) or bool(_GENERIC_FORM.fullmatch(name)) or bool(name[:1].isdigit() and re.match(r"\d+社", name))
