"""Values that are one of a few: ranks, probabilities, levels, stages; and the ways people write "nothing".

Pure, on folded text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from notes_app.mining.values.numerals import parse_count

_NOTHING = re.compile(
    r"^[\s\-―ー~・/\\.…*×?？]*$|^[\s「(\[]*(?:特に|とくに|今のところ|現時点では?|現状は?|まだ)?\s?(?:なし|無し|無|ナシ|ない|無い|ありません|いない|いません|おらず|未定|未確定|未決定|未決|未定義|不明|未確認|未聴取|未ヒアリング|確認中|調査中|"
    r"聞けず|聞けていない|聞いていない|聞き取れず|ヒアリングできず|確認できず|わからず|分からず|わからない|分からない|なさそう|無さそう|いなさそう|該当なし|特になし|特に無し|特になく|同上|これから|後日|後日連絡|別途|別途連絡|別途調整|調整中|要確認|検討中|"
    r"n/?a|none|nothing|tbd|tba|tbc|unknown|not yet|not set|not decided|undecided|not discussed|not disclosed|no|nil|null|pending|to be confirmed|to be decided|not known|nobody|no one|not mentioned)"
    r"(?:です|でした|とのこと|とのこと。|だった|らしい|模様|の様子|の模様|のよう)?(?:\s?\(.{0,60}\)?)?[」)\]。.!\s]*$",
    re.IGNORECASE,
)
_LEADING_NOTHING = re.compile(
    r"^\s*(?:特に|今のところ|現時点では?|現状は?|まだ|いまのところ)?\s?(?:なし|無し|未定|不明|未確認|未確定|聞けず|確認中|いない模様|いないとのこと|n/a|none|tbd|unknown|not yet|no\s|undecided)(?=$|[\s(、。,./だでと・:;]|[-―])",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"^\s*(?:ランク|rank|確度|grade)?\s?[「'\"(]?([A-ES]{1,2}[+\-＋－]?)(?:\s?(?:ランク|判定|評価|クラス|級|'|rank))?(?=$|[\s」)('\"、。,→⇒~/:;]|[ぁ-ん一-鿿])",
    re.IGNORECASE,
)
_ARROW = re.compile(r"^\s*[A-ES][+-]?\s?(?:ランク)?\s?(?:→|⇒|->|=>|から)\s?([A-ES][+-]?)", re.IGNORECASE)
_PERCENT_ARROW = re.compile(r"^\D{0,8}\d{1,3}\s?%?\s?(?:→|⇒|->|=>|から)\s?(\d{1,3})\s?%")
_PERCENT = re.compile(r"(?<![\d.])(\d{1,3})\s?(?:%|パーセント|ﾊﾟｰｾﾝﾄ|percent)(?:\s?(?:程度|くらい|ぐらい))?", re.IGNORECASE)
_PERCENT_RANGE = re.compile(r"(?<![\d.])(\d{1,3})\s?%?\s?[~\-]\s?\d{1,3}\s?%")
_PERCENT_FIRST = re.compile(r"^\s*%\s?(\d{1,3})(?!\d)")
_WARI = re.compile(r"(?<![\d一二三四五六七八九十])([1-9一二三四五六七八九])\s?割(?!引|れ|合|増|安|高|り)")
_EVEN = re.compile(r"^\s*(?:五分五分|半々|フィフティ|50/50|fifty[- ]fifty|[5五]分(?![のでにま間前後]))", re.IGNORECASE)
_MARK = re.compile(r"^\s*([◎○〇△▲×✕☆★]+)")
_ASIDE = re.compile(r"^[^(。]{1,14}\(([A-ES][+-]?)\)\s*$")  # もう一押し(B)
_LEVEL = re.compile(
    r"^\s*(非常に高|かなり高|やや高|やや低|中の上|中の下|高め|低め|高|中|低|強|弱|ホット|ウォーム|コールド|大|小|very high|high|medium|mid|low|hot|warm|cool|cold|lukewarm|tepid|strong|weak)(?=い|$|[\s(、。,/程…\-→]|め|く|そ|感)",
    re.IGNORECASE,
)
_SCORE = re.compile(r"^\s*(\d(?:\.\d)?\s?/\s?(?:5|10))\b|^\s*([1-5])(?=$|\s|\()")


def is_nothing(text: str) -> bool:
    """Return whether a value says that there is no value: なし, 未定(来期で要求予定), 特になし, -, TBD."""
    text = text.strip()[:200]
    return not text or bool(_NOTHING.match(text) or _LEADING_NOTHING.match(text))


def find_choice(text: str) -> tuple[int, int, str] | None:
    """Return the rank, percentage, level or mark a folded value begins with, as (start, end, choice), or None.

    「A（ほぼ確実）」 is A, 「B→A」 is A, 「7割くらい」 is 70%.
    """
    text = text[:200].replace("\t", " ")
    for pattern in (_ARROW, _PERCENT_ARROW):
        arrow = pattern.match(text)
        if arrow:
            suffix = "%" if pattern is _PERCENT_ARROW else ""
            return arrow.start(1), arrow.end(1) + len(suffix), arrow[1].upper() + suffix
    rank = _RANK.match(text)
    if rank:
        return rank.start(1), rank.end(1), rank[1].upper()
    between = _PERCENT_RANGE.search(text)
    if between:
        return between.start(), between.end(), f"{int(between[1])}%"
    percent = _PERCENT.search(text)
    if percent and int(percent[1]) <= 100:
        return percent.start(), percent.end(1) + 1, f"{int(percent[1])}%"
    reverse = _PERCENT_FIRST.match(text)
    if reverse and int(reverse[1]) <= 100:
        return reverse.start(), reverse.end(), f"{int(reverse[1])}%"
    wari = _WARI.search(text)
    if wari:
        return wari.start(), wari.end(), f"{(parse_count(wari[1]) or 0) * 10}%"
    even = _EVEN.match(text)
    if even:
        return even.start(), even.end(), "50%"
    aside = _ASIDE.search(text[:40])
    if aside:
        return aside.start(1), aside.end(1), aside[1].upper()
    for pattern in (_MARK, _LEVEL, _SCORE):
        match = pattern.match(text)
        if match:
            group = next(at for at in range(1, (match.lastindex or 1) + 1) if match[at])
            return match.start(group), match.end(group), match[group].strip()
    return None


_STAGE = re.compile(
    r"^(?:初回(?:訪問|商談|接触|面談|ヒアリング)?|アプローチ|ヒアリング|課題(?:ヒアリング|把握|共有)|ニーズ(?:確認|把握)|提案(?:中|準備|済み?|書提出)?|デモ(?:中|実施|済み?)?|見積(?:提示|提出|中|済み?|依頼|もり)?(?:中|済み?)?|"
    r"交渉(?:中)?|価格交渉|条件交渉|稟議(?:中|申請中)?|決裁待ち|内示|内定|受注|契約(?:手続き?|締結|中|交渉|準備)?|失注|保留|検討中|クロージング|クロージング中|トライアル(?:中)?|テスト(?:導入|中)?|試用(?:中)?|導入(?:済み?|準備|支援)?|"
    r"引合|引き合い|商談中|最終(?:提案|交渉|選考|調整)|サンプル(?:提出|評価)?(?:中)?|入札(?:準備)?|フォロー|納品(?:済み?|待ち)?|内示受領|内諾|成約|発注(?:済み?|待ち)?|正式(?:に)?発注|契約(?:済み?|更新)|更新(?:完了|済み?)|クローズ(?:\(失注\)|\(受注\))?|見送り|申込(?:書)?(?:受領|済み?)?|採用|不採用|受注済み?|解約|入札公告|仕様(?:調整|確認|確定|詰め)(?:中)?|情報収集(?:中)?|RFP待ち|見積(?:依頼|待ち)|最終[2-9]社|仮予約|仮契約|検収|キックオフ|着工|校正(?:中)?|試作(?:中)?|評価中|回答待ち|返事待ち|社内検討(?:中)?|比較検討(?:中)?|様子見|"
    r"prospecting|qualification|qualified|discovery|demo|proposal|negotiation|negotiating|closing|closed won|closed lost|won|lost|evaluation|trial|poc|pilot|contract|legal|procurement)(?:フェーズ|段階|ステージ|stage|phase)?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_stage(text: str) -> bool:
    """Return whether a folded value is shaped as the name of a sales stage (見積提示, negotiation)."""
    return bool(_STAGE.match(text.strip()[:40].rstrip("。.")))
