"""What somebody promised to do: the item, who does it, by when. Pure, on folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.people import find_people, list_people

_DONE_NOUN = (
    r"送付|提出|作成|調整|連絡|手配|準備|確認|発行|選定|依頼|検討|見積もり|見積り|見積|再見積|再見積り|再見積もり|提供|紹介|説明|報告|共有|回答|返答|返信|訪問|再訪|フォロー|実施|相談|設定|登録|"
    r"打診|交渉|持参|郵送|送信|発送|納品|導入|デモ|検証|調査|入手|取得|修正|更新|変更|対応|整理|決定|予約|案内|提案|再提案|精査|試算|算出|発注|契約|申請|承認|電話|架電|メール|配布|展開|集計|比較|一覧化|"
    r"資料|案|書|表|図|事例|サンプル|カタログ|リスト|計画|送り|出し|集め|聞き取り|ヒアリング|立会い|立ち会い|同行|同席|下見|現調|採寸|測定|評価|テスト|レビュー|抽出|点検|引き渡し|引渡し|回収|折衝|すり合わせ|段取り|声かけ|根回し"
)
_ENDS_AS_ACTION = re.compile(
    rf"(?:{_DONE_NOUN}|する|します|送る|出す|聞く|行く|伺う|取る|決める|集める|まとめる|作る|渡す|返す|届ける|調べる|確かめる|詰める|進める|お願い|依頼する|ます|こと)(?:\([^()]*\))?[。.\s]*$"
)
_SPLIT = re.compile(r"[、,;；]|/(?!\d)|\s/\s|。(?=.)|\s?＋\s?|(?<=[^\d])・(?=[^\d])|\s\+\s|[①-⑳]\s?")
_STRONG = re.compile(r"\s/\s|\)\s?/|[一-鿿ァ-ヴぁ-ん]/(?=[一-鿿ァ-ヴ])|[;；。]|\s\+\s|＋|[①-⑳]")
_BY = re.compile(r"(?:まで(?:に)?|迄(?:に)?|期限|〆切?|締切?|必着|中に|by|due|until|before)", re.IGNORECASE)
_OWNER = re.compile(r"^(?:担当|owner|who|→|⇒|@)\s?[::]?\s?", re.IGNORECASE)
_ASIDE = re.compile(
    r"\(([^()]{1,40})\)|【([^】]{1,30})】|\[([^\]]{2,30})\]|(?:→|⇒|―|--?>)\s?([^→⇒()]{1,20})$|(?<=\s)@(\S{1,20})|(?:担当|owner)\s?[:：]\s?(\S{1,20})"
)
_LEAD_OWNER = re.compile(r"^\s*([^\s:、。()]{1,12}|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\s?[:：]\s?(?=\S)")


@dataclass(frozen=True, slots=True)
class ActionMatch:
    """One thing to do: folded span of the whole item, its words alone, who does it ("" unknown), the due day."""

    start: int
    end: int
    what: str
    owner: str
    due: date | None


def read_action(text: str, start: int, reference: date | None) -> ActionMatch | None:
    """Read one item, e.g. 「概算見積の提出（佐藤／4月18日まで）」; `start` is where it stands in the whole text."""
    text = text.replace("\t", " ")
    lead = len(text) - len(text.lstrip())
    core = text.strip().rstrip("。 ")
    if len(core) < 2:
        return None
    due, owner, what = None, "", core
    dates = find_dates(core, reference)
    if dates:
        due = dates[-1].day
    for aside in _ASIDE.finditer(core):
        inner = next(group for group in aside.groups() if group)
        if find_dates(inner, reference) or _BY.search(inner):
            what = what.replace(aside[0], " ")
        owner_here = _owner_in(inner)
        if owner_here:
            owner = owner or owner_here
            what = what.replace(aside[0], " ")
    lead_owner = _LEAD_OWNER.match(what)
    if lead_owner and _owner_in(lead_owner[1]):
        owner, what = owner or _owner_in(lead_owner[1]), what[lead_owner.end() :]
    what = re.sub(r"\s{2,}", " ", what).strip(" /、,-") or core
    return ActionMatch(start + lead, start + lead + len(core), what, owner, due)


def _owner_in(text: str) -> str:
    text = _OWNER.sub("", text.strip())
    people = find_people(text) or list_people(re.split(r"[/、,]|\s(?=\d)", text)[0])
    if people:
        return people[0].name
    return (
        text
        if text
        in (
            "当社",
            "弊社",
            "自社",
            "当方",
            "先方",
            "お客様",
            "自分",
            "私",
            "us",
            "me",
            "them",
            "customer",
            "client",
        )
        else ""
    )


def split_actions(text: str, start: int) -> tuple[tuple[int, int], ...]:
    """Return the spans of the items in one folded line: split at commas only where every piece stands alone as a thing to do."""
    text = text.replace("\t", " ")
    masked = re.sub(r"\([^()]{0,80}\)", lambda m: "x" * len(m[0]), text)
    cuts = list(_SPLIT.finditer(masked))
    if not cuts:
        return ((start, start + len(text)),)
    bounds: list[tuple[int, int]] = []
    last = 0
    for cut in cuts:
        bounds.append((last, cut.start()))
        last = cut.end()
    bounds.append((last, len(text)))
    pieces = [(a, b) for a, b in bounds if text[a:b].strip()]
    is_strong = all(_STRONG.search(text[cut.start() - 1 if cut.start() else 0 : cut.end() + 1]) for cut in cuts)
    dated = len(pieces) > 1 and all(re.search(r"\d/\d|\d日|\([^()]+\)", text[a:b]) for a, b in pieces)
    if dated and all(3 <= len(text[a:b].strip()) <= 40 for a, b in pieces):
        return tuple((start + a, start + b) for a, b in pieces)
    short = is_strong and all(2 <= len(text[a:b].strip()) <= (40 if text.isascii() else 16) for a, b in pieces)
    if len(pieces) > 1 and (short or all(_stands_alone(text[a:b]) for a, b in pieces)):
        return tuple((start + a, start + b) for a, b in pieces)
    return ((start, start + len(text)),)


def _stands_alone(piece: str) -> bool:
    piece = piece.strip()
    if len(piece) < 3:
        return False
    if piece.isascii():
        return len(piece.split()) >= 2 and bool(_EN_VERB.match(piece))
    return bool(_ENDS_AS_ACTION.search(piece))


_EN_VERB = re.compile(
    r"^(?:to |we |i |please |will |we'll |i'll )*(?:send|share|prepare|draft|arrange|book|schedule|set up|check|confirm|follow up|call|email|get|provide|review|update|revise|submit|quote|"
    r"organi[sz]e|ask|find|create|build|write|deliver|introduce|visit|discuss|propose|investigate|test|order|ship|sign|talk|circle back|loop|clarify|estimate|demo|invite|forward|chase|bring)\b",
    re.IGNORECASE,
)


def is_action_like(text: str) -> bool:
    """Return whether a folded item is shaped as a thing to do (ends in 送付, 提出, する; begins with Send, Prepare)."""
    text = text.strip()
    if not 3 <= len(text) <= 200:
        return False
    return bool(_EN_VERB.match(text) if text.isascii() else _ENDS_AS_ACTION.search(text) or _BY.search(text))
