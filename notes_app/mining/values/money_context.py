"""What do the words around an amount say of it: the customer's budget, the price of this deal, or something else? Pure.

Notes speak of much money that is neither: turnover, damages, last year's price, a rival's quote, what one piece costs.
"""

from __future__ import annotations

import re

from notes_app.mining.values.companies import is_company_like
from notes_app.mining.values.money import MoneyMatch
from notes_app.mining.values.proper_names import COMMON, is_distinct

_BUDGET_BEFORE = re.compile(
    r"予算|投資額|投資枠|使える(?:金額|お金|額)|出せる(?:金額|お金|額|の)|枠|財布|元手|上限|目安|希望(?:額|価格|家賃|賃料)|資金|[Bb]udget|[Ww]illing to (?:pay|spend)|[Cc]an (?:spend|go up to|pay)|[Ss]pend|earmarked|set aside|allocated|[Cc]ap(?:ped)?\b|[Cc]eiling|up to"
)
_LIMIT_AFTER = re.compile(
    r"^\s?(?:円)?(?:税[別抜込]み?|\([^()]{1,12}\)|/月|／月|くらい|ぐらい|程度|前後|位|ほど|ちょっと|弱|強|台|あたり|見当)*(?:の線|の枠|の範囲)?\s?(?:まで(?:なら|は|で|を|に|、|。|$|と|見|出|だ|し)|以内|以下|なら(?:即|考|出|検討|買|契約|いける|OK|GO|頼|決|通)|がいいところ|が(?:上限|限度|限界|目安|精一杯|天井|いっぱい)|を(?:上限|目安|限度|想定|見込|予定|用意|確保|切れ|切れば|割れ|計上|引き当て|みて|見て)|で(?:収め|抑え|お願い|何とか|なんとか|考え|見て|みて|想定|組ん|やり|どうか|頼)|に(?:収め|抑え|落とし|してくれ|してもらえ|していただけ|なれば|なるなら|おさめ|縮小|下げてくれ|下げられれば)|(?:は|が|を|なら)?取れる(?:と|だろ|見込)|(?:くらい|ぐらい)?の枠|しか(?:出|な)|は(?:出せる|見て|みて|用意)|と(?:希望|想定)|を\s?引き当て|の予算|(?:で|の)枠)"
)
_DEAL_BEFORE = re.compile(
    r"見積(?:もり|り|額|金額|書)?|概算|金額|総額|合計|契約額|提示|受注額|案件規模|売価|請求|月額|月々|賃料|家賃|費用|価格|ご提案|申込|見込額|落札額|受注額|予定額|計(?=\s?\d)|うち(?:は|の)|弊社(?:は|の)|当社(?:は|の)|当方(?:は|の)|こちら(?:は|の)|[Qq]uot|[Ee]stimate|[Pp]rice|[Pp]ropos|[Dd]eal (?:size|value)|[Cc]ontract value|worth|total|offer|[$¥€£]{1,3}\s?:"
)
_SOMEBODYS = re.compile(r"([一-鿿々ァ-ヴーA-Za-z]{2,14}?)(?:さん)?(?:が|も|は|の)[^、。]{0,6}$")
_DEAL_AFTER = re.compile(
    r"^\s?(?:円)?(?:税[別抜込]み?|\([^()]{1,12}\)|/月|くらい|ぐらい|程度|前後|位|ほど)*\s?(?:で(?:提示|提出|合意|決着|決定|受注|契約|ご提案|提案|見積|了承|成約|着地|妥結|発注|ご発注|内諾|内定|申込|出した|出し(?:て|まし)|落ち着)|(?:を|の見積を)(?:提示|提出)|の(?:見積|提示|提案|概算|案件|受注|契約|商談|発注)|と(?:提示|回答|見積|お伝え|推測|読ん)|に決ま|で(?:話がつ|口頭|了解|お願い|OK|オーケー|契約書|発注書|探し|まとま|折り合|内諾|始め|回答|入札)|(?:になります|でどう|ならどう|で出させ|でやらせ|をそのまま)|の見積|を(?:誰が|折半)|[\s]?(?:提示|受注|内示|決着|成約))"
)
_NOT_IT_BEFORE = re.compile(
    r"(?:立替|立て替え|下取り?|広告(?:費|に)|他社|競合|ライバル|対抗|損失|損害|廃棄|年商|売上高?|売り上げ|月商|ロス|罰金|違約金|賠償|年収|資本金|残業代|人件費|時給|日当|電気代|電気料金|光熱費|交通費|燃料費|ガソリン|駐車|家賃収入|手数料|削減|値引き?|節約|取扱(?:高|量)|在庫|補助金|助成金|融資|借入|借金|貸付|赤字|黒字|利益|粗利|粗利益|営業利益|被害|保証金|敷金|礼金|寄付|会費|参加費|懇親会|ランチ|昼|弁当|手土産|お土産|香典|祝儀|[Rr]evenue|[Ll]oss|sav(?:e|ing|ings)|turnover|[Pp]enalt|fine|lunch|salary|fund(?:ing|raise)|raised)[^、。]{0,10}$"
    r"|(?:前年|昨年|去年|一昨年|前回|前期|昨期|先代|以前|前々回|前の(?:機械|業者|会社)|向こう(?:は|も|の)|(?<![他当弊自御貴])[A-Z]?社(?:さん)?(?:は|が|の|も)|さん(?:は|が|も)|last (?:year|time)(?:'s)?)[^。]{0,12}$|[±差]の?$|\+$|差額?の?$"
)
_NOT_IT_AFTER = re.compile(
    r"^\s?(?:円)?(?:の(?:損|赤字|値引|罰|補助|助成|融資|差|売上|ロス|廃棄|寄付|開き|持ち出し)|も?(?:損|安|値引|下げ|引い|まけ|高かった|安かった|高い|安い|浮|節約|削減|得|違)|(?:分)?(?:売れ|売って|儲|稼)|超(?!過)|が(?:消え|損|飛ん)|じゃきかな|では?きかな|(?:だった|でした)(?:が|けど|ので)?|どころ|出るらしい|貸す|を借り)"
)
_NOW_BEFORE = re.compile(r"(?:現行|現状|現在|いま|今は?|今の[^、。]{0,6}|これまで|従来|今年度|今期|既存|当初|もとは?|元は?|当時|募集|定価|相場)(?:の|は|が|で|:|、)?[^、。]{0,10}$")
_EACH = re.compile(r"(?:単価|坪|1台|一台|1人|一人|1部|1枚|1個|1本|1冊|あたり|当たり|@)[^、。]{0,6}$")


def weigh(text: str, money: MoneyMatch) -> float:
    """Return how much speaks for an amount being the budget or the price of this deal; below 2 nothing does."""
    before, after = text[max(0, money.start - 30) : money.start], text[money.end : money.end + 24]
    inside = text[money.start : money.end]
    if money.currency == "JPY" and money.amount < 10_000 and money.period not in ("month", "hour"):
        return 0.0
    return sum((_said_for(before, after, inside), _said_against(before, after), _said_of_period(money, before, after)))


def _said_for(before: str, after: str, inside: str) -> float:
    weight = 0.0
    budget = [m.end() for m in _BUDGET_BEFORE.finditer(before)]
    if budget:
        weight += 4.5 if len(before) - budget[-1] <= 12 else 3
    deal = [m.end() for m in _DEAL_BEFORE.finditer(before + inside[:4])]
    if deal and len(before) - deal[-1] <= 14:
        weight += 2
    if _LIMIT_AFTER.match(after):
        weight += 3
    if _DEAL_AFTER.match(after):
        weight += 3
    if re.match(r"^.{0,12}予算", after):
        weight += 2
    if re.search(r"(?:ざっくり|だいたい|ざっと|およそ|約|概ね)\s?$", before) or inside.startswith("約"):
        weight += 1
    return weight


def _said_against(before: str, after: str) -> float:
    weight = 0.0
    if _NOT_IT_BEFORE.search(before):
        weight -= 5
    if _NOT_IT_AFTER.match(after):
        weight -= 5
    owner = _SOMEBODYS.search(before)
    if owner and (is_company_like(owner[1]) or is_distinct(owner[1]) or re.fullmatch(r"[ァ-ヴー]{4,}", owner[1])) and owner[1] not in COMMON and owner[1] not in ("当社", "弊社", "自社", "御社"):
        weight -= 5  # a rival's offer
    if _NOW_BEFORE.search(before):
        weight -= 2.5
    return weight


def _said_of_period(money: MoneyMatch, before: str, after: str) -> float:
    if money.period == "each" or _EACH.search(before):
        return -3
    if money.period == "hour":
        return 1.5
    return 0.5 if money.period in ("month", "year") or re.match(r"\s?(?:/|／)\s?(?:月|年)", after) else 0.0


DEAL_SIZED = 50_000


_OF_THE_PAST = re.compile(r"(?:前回|前期|前年|昨年|去年|一昨年|以前|従来|[前旧]契約|現行|現状|現在|(?:今|いま)の(?!上限|予算)|これまで)[^、。]{0,12}$")
_ONE_PIECE = re.compile(r"(?:(?<!\d)[1一](?:[一-鿿]{1,2}|[ァ-ヴ]{1,4})|@)\s?$")
_TIMES = re.compile(r"\s?(?:円\s?)?[×xX*]\s?\d")


_SUM = re.compile(r"[=→⇒]|合計|総額|全部で|合わせて|(?<![累会設])計\s?\d")
_SUM_BEFORE = re.compile(r"(?:[=→⇒]|合計|総額|全部で|合わせて|(?<![累会設])計)\s?(?:約|計|月(?:額)?)?\s?$")


def pick(text: str, amounts: tuple[MoneyMatch, ...]) -> MoneyMatch | None:
    """Return the amount that a value under a label for money means: the outcome of a sum, no unit price, nothing of the past."""
    first = [one for one in amounts if one.end <= (text.find("。") if "。" in text else len(text))]
    if first and not _SUM.search(text):
        amounts = tuple(first)  # what is asked for stands first; further sentences remark
    now = [one for one in amounts if not _OF_THE_PAST.search(text[max(0, one.start - 30) : one.start])] or list(amounts)
    whole = [one for one in now if not _is_of_one(text, one)]
    for one in whole:
        if _SUM_BEFORE.search(text[: one.start]) and one is not whole[0]:
            return one
    if len(whole) > 1 and (_NOW_BEFORE.search(text[: whole[0].start]) or _NOT_IT_BEFORE.search(text[: whole[0].start])):
        return max(whole[1:], key=lambda one: weigh(text, one))
    each = next((one for one in now if one.amount >= DEAL_SIZED), None)  # 1名あたり150万円: dear enough to be the deal
    return whole[0] if whole else each or (now[0] if len(now) == 1 and _LIMIT_AFTER.match(text[now[0].end :]) else None)


def _is_of_one(text: str, money: MoneyMatch) -> bool:
    """Return whether an amount is what one piece costs: @95,000, 1床3.5万×50床."""
    return money.period == "each" or bool(_ONE_PIECE.search(text[max(0, money.start - 6) : money.start]) or _TIMES.match(text, money.end))
