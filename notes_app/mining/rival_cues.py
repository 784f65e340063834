"""Competitors in running prose, by what is said of a company: that it quoted, came, was used, won or was beaten.

Pure, on folded text. A candidate is a word shaped as a company's name, or a foreign or katakana word that さん, 社 or a
telling phrase makes one; who only carries, lends, owns or refers is no competitor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.sentence import Sentence
from notes_app.mining.values.companies import company_key, resolve_company
from notes_app.mining.values.people import find_people
from notes_app.mining.values.proper_names import COMMON, COMMON_ENDS, is_distinct, looks_proper
from notes_app.mining.values.titles import surnames

SENTENCES_READ = 200  # of one note
_W = r"[一-鿿々ヶァ-ヴーA-Za-z0-9&'・.\-]"
_LATIN_NAME = r"(?<![A-Za-z])[A-Z][A-Za-z&'.\-]+(?:\s[A-Z][A-Za-z&'.\-]+){1,3}"
_CANDIDATE = re.compile(rf"{_LATIN_NAME}|(?:(?<![ぁ-ん一-鿿ァ-ヴ])[ぁ-ん]{{2,5}}(?=[一-鿿ァ-ヴ]))?{_W}{{2,20}}(?:\((?:株|有|同)\))?(?P<hon>さん|様|殿|社)?")
_SAID_AFTER = re.compile(
    r"(?:も|が|は|から(?:は|も)?|より|の(?:方|ほう)(?:が|は|も)?|さえ)[^。]{0,16}?(?:見積|提案|デモ|プレゼン|営業|売り込|声(?:を|が)|アプローチ|来た|来て|入って|入り込|食い込|持ち込|持って(?:くる|来る|き)|貸し出|出して|出てき|出した|言って|提示|値引|値下|下げて|来たきり|寮付|付きで|(?:デモ|見積)を|安く|安い|高い|強い|攻勢|先行|優勢|有利|リード|取って|取っ(?:た|て)|持って(?:い|っ)|決ま|勝|負|撤退|辞退|降り|残っ|残り|継続|応札|入札|落札|参戦|候補|\d[\d.,]*(?:万|億|千|円|%)|[一二三四五六七八九十百千]+万)"
    r"|(?:の)(?:見積|提案|デモ|話|名前|名|営業|パンフ|カタログ|製品|サービス|システム|機械|ソフト|商品|担当|価格|金額|サンプル|評判|影)"
    r"|に(?:決ま|決定|決め|流れ|取られ|負け|敗|持って(?:い|っ)か|奪われ|戻|切り替|切替|乗り換|変え|声(?:を|も)?(?:かけ|掛け)|頼ん|聞い(?:た|て)|相談し|見積を?(?:取|依頼|頼)|出して(?:い)?る|出して(?:い)?た|任せ|委託|お願いして|発注して|やられ|先を越され|傾)"
    r"|を(?:断|蹴|見送)|に(?:も|は)?話(?:を)?(?:し|通)|(?:を|で|から)(?:使って|使い|使っ(?:た|て)|買っ|仕入|借り|入れて|入れた|導入|契約|採用|検討|比べ|選んだ|選ば|取って(?:い)?る)"
    r"|と(?:も|の|は)?(?:比較|比べ|コンペ|競|一騎打ち|どちら|迷|天秤|並行|相見積|両|二択|組んで(?:い)?る|契約)"
    r"|(?:さん|様)?(?:は|が)[^。]{0,24}(?:円|万|億|千)|の契約(?:は|が|も)|(?:優勢|優位|先行|継続|撤退|辞退|落札|に敗|も動|も検討|次第)"
)
_TOLD_BEFORE = re.compile(
    r"(?:他社|競合|ライバル|対抗馬?|相見積も?り?|あいみつ|合い見積|よそ|負けたの|勝ったの|決まったの|取られたの|選ばれたの|落札者?|比較(?:相手|先|対象)?|コンペ(?:相手)?|本命|二番手|2番手|次点|声をかけ(?:て(?:い)?る|た)の|来て(?:い)?るの|ライバルになりそうなの|(?<!先方の)相手)(?:は|が|の|には?|で(?:は)?|として(?:は)?|先は|先が|、|:|\s|も)*[^、。]{0,4}$"
)
_HINTED_BEFORE = re.compile(
    r"(?:現行|既存|ほか|他(?:に)?|今の[^、。]{0,8}|いまの[^、。]{0,8}|現在の?[^、。]{0,8}|いま|今|前|以前|これまで|従来|去年まで|先月まで|候補)(?:は|が|の|には?|で(?:は)?|として(?:は)?|、|:|\s|も)+[^、。]{0,6}$"
)
_OTHER_TRADE = re.compile(
    r"(?:銀行|信金|信用金庫|信用組合|リース会社|親会社|子会社|代理店|商社|倉庫|運輸|物流|旅行|顧問先|紹介|コンサル|グループ|オーナー|貸主|メーカー|通信|お客|客先|納入先|取引先|エンドユーザー?|媒体|会場|展示会|ビル|大家|印刷所|協力会社|パートナー|下請|外注先?|運送|宅配|出荷先|納品先|販売先|得意先|仕入先|問屋)(?:の|は|である|「|、)?[^、。]{0,4}$"
)
_OTHER_TRADE_AFTER = re.compile(
    r"^(?:経由|の紹介|から(?:の)?(?:ご)?紹介|に(?:も)?納|へ(?:の)?納|向け|様向け|に卸|へ卸|の(?:ビル|倉庫|会場|口座|融資|ご紹介|工場長|社長|社員)|が別途手配|と三者|併用|に(?:出荷|運ば|運ん|預け|委託中)|は(?:競合ではない|関係ない))"
)


def find_rivals(sentences: Sequence[Sentence], context: ValueContext, taken: set[str], people: set[str]) -> list[Draft]:
    """Return competitors by what sentences say of them, each once. taken: `company_key`s of the customer and those found."""
    drafts: list[Draft] = []
    seen = set(taken)
    for sentence in sentences[:SENTENCES_READ]:
        if sentence.section in _OTHER_SECTIONS or sentence.text[:60].isascii():
            continue
        for name, start, end in _rivals_in(sentence.text, people):
            key = company_key(name)
            if len(key) < 2 or any(key == other or (len(other) >= 3 and len(key) >= 2 and (key in other or other in key)) for other in seen):
                continue
            seen.add(key)
            at = sentence.start
            drafts.append(Draft("競合", at + start, at + end, resolve_company(name, context.by_key), 0.76, "cue"))
    return drafts


_OTHER_SECTIONS = frozenset({"次回アクション", "先方出席者", "当方出席者", "会社名", "場所", "次回予定", "備考", "きっかけ"})


def _rivals_in(text: str, people: set[str]) -> Iterator[tuple[str, int, int]]:
    spoken_of_before = False
    last_end = -9
    for match in _CANDIDATE.finditer(text[:600]):
        whole = match[0]
        honoured = match["hon"] or ""
        name = whole[: len(whole) - len(honoured)] if honoured in ("さん", "様", "殿") else whole
        name = re.sub(r"^(?:現行の?|既存の?|大手の?|地元の?|本日|[来今先]月|[来今先]週|今回|昨日|先日|先週|\d{1,2}月に?|去年|昨年)", "", name).strip(" ・-.")
        name = re.sub(r"^(?:では|には|とは|から|まで|より|での|への|もう|まだ|また|あと|でも|なら|ので|って|いま|ただ|なお|この|その|あの|うち)(?=.{2})", "", name)
        start = match.start() + whole.find(name) if name else match.start()
        end = start + len(name)
        if not _is_candidate(name, honoured, people):
            continue
        before = text[max(0, start - 24) : start]
        after = re.sub(r"^\([^()]{1,24}\)", "", text[match.end() : match.end() + 64])[:40]
        listed = start - last_end <= 4 and spoken_of_before
        last_end = match.end()
        spoken_of_before = False
        if _OTHER_TRADE.search(before) or _OTHER_TRADE_AFTER.match(after):
            continue
        strong = looks_proper(name) or bool(honoured) or is_distinct(name)
        told = _TOLD_BEFORE.search(before) or (strong and _HINTED_BEFORE.search(before))
        if told or (strong and _SAID_AFTER.match(after)) or listed or _list_leads(text, match.end(), strong=strong):
            spoken_of_before = True
            yield name, start, end


def _list_leads(text: str, end: int, *, strong: bool) -> bool:
    """A社、B社が見積を出している: the first of a list whose last one is spoken of."""
    tail = re.match(rf"(?:、|・|と|や|,\s)({_W}{{2,20}})(さん|様|社)?", text[end : end + 30])
    return bool(strong and tail and (tail[2] or looks_proper(tail[1])) and _SAID_AFTER.match(text[end + tail.end() : end + tail.end() + 40]))


def _is_candidate(name: str, honoured: str, people: set[str]) -> bool:
    if not 2 <= len(name) <= 22 or (name.endswith("製") and len(name) > 2) or name in people or name in COMMON or name in surnames() or name.isdigit() or re.match(r"^[\d.,]+", name):
        return False
    if name in ("弊社", "当社", "自社", "御社", "貴社", "他社", "各社", "両社", "同社", "本社", "支社", "全社", "我社", "会社", "客先", "先方"):
        return False
    if re.search(r"(?:部長|課長|社長|専務|常務|所長|院長|店長|主任|係長|先生|部|課|室|係|的|性|化|率|費|料|額|数|量|日|月|年|時|分|回|件|台|名|人|個|枚|本|万|円|用|前|後|中|案|書|表|図|品|先|元|側|点|力|度|感|式|型|版|制|権|会|方|者|手|口|化粧|さ)$", name) and not looks_proper(name):
        return False
    if honoured in ("さん", "様") and find_people(name + honoured):
        return False
    if (name.endswith(COMMON_ENDS) and not looks_proper(name)) or re.search(r"(?:支社|支店|工場|営業所|本社|本部|事務所)$", name):
        return False
    katakana = re.search(r"[ァ-ヴー]{3,}", name)
    latin = re.match(r"[A-Z][A-Za-z]{2,}", name)
    return looks_proper(name) or honoured == "社" or bool(honoured and (katakana or latin)) or bool(katakana and len(name) >= 4) or bool(latin)
