"""Competitors in running prose, by what is said of a firm: that it quoted, is in place, was chosen or beaten.

Pure, on folded text. What is said is of two strengths. Words that only a competitor calls for (他社は〜, 〜に決まった,
〜から乗り換え) make any name-like word one; words that many things call for (〜は120万円, 〜の製品) need a word that is a
firm's name by its letters, or that さん or 社 makes one. Who only carries, lends, owns or refers is no competitor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.prose.sentence import Sentence
from notes_app.mining.values.companies import company_key, kana_firms, resolve_company
from notes_app.mining.values.firm_words import REMARK_TAIL, is_generic, is_sure_name
from notes_app.mining.values.people import find_people
from notes_app.mining.values.proper_names import COMMON_ENDS, looks_proper
from notes_app.mining.values.titles import surnames

SENTENCES_READ = 200  # of one note
_READ = 600  # characters of one sentence
_OTHER_SECTIONS = frozenset({"次回アクション", "先方出席者", "当方出席者", "会社名", "場所", "次回予定", "備考", "きっかけ"})
_REASONS = frozenset({"受注理由", "失注理由", "受注失注理由"})

_W = r"[一-鿿々ヶァ-ヴーA-Za-z0-9&'・.\-]"
_LATIN_NAME = r"(?<![A-Za-z])[A-Z][A-Za-z&'.\-]+(?:\s[A-Z][A-Za-z&'.\-]+){1,3}"
_CANDIDATE = re.compile(rf"{_LATIN_NAME}|(?:(?<![ぁ-ん一-鿿ァ-ヴ])[ぁ-ん]{{2,5}}(?=[一-鿿ァ-ヴ]))?{_W}{{2,20}}(?:\((?:株|有|同)\))?(?P<hon>さん|様|殿|社)?")
_LEAD = re.compile(
    r"^(?:現行の?|既存の?|大手の?|地元の?|同業の?|本日|[来今先]月|[来今先]週|今回|前回|次回|昨日|先日|先週|今は?|いまの?|\d{1,2}月に?|去年|昨年|競合の?|他社の?|実は|それと|あとは?|ただし?|なお|つまり|"
    r"では|には|とは|から|までに?|より|での|への|もう|まだ|また|でも|なら|ので|って|この|その|あの|うち|です|ます|でした|ました|した|して|けど|です?が)(?=.{2})"
)

_RIVAL_WORD = r"(?:他社(?:さん)?|競合(?:他社|先|相手)?|ライバル(?:会社)?|対抗馬?|相見積も?り?|あいみつ|合い見積(?:もり)?|コンペ(?:相手)?|比較(?:相手|先|対象)?|よそ|同業)"
_TOLD_BEFORE = re.compile(
    rf"(?:{_RIVAL_WORD}|負けたの|勝ったの|決まったの|取られたの|選ばれたの|落札(?:者|したの|業者)?|本命|[2-9二三四]番手|次点|勝者|声をかけ(?:て(?:い)?る|た)の|(?:来て|入って|使って|頼んで|付き合って|納めて|契約して)(?:い)?るの|ライバルになりそうなの|(?<!先方の)相手"
    r"|現(?:行|在)?の?(?:契約|委託|業者|ベンダー|取引|仕入|納入|発注|購入)(?:先|元)?|(?:別|ほか|他|既存|現行|今|いま|現在)の(?:業者|会社|メーカー|ベンダー|ところ|店))"
    r"(?:は|が|の|には?|で(?:は)?|として(?:は)?|先は|先が|、|:|\s|も|\(|に)*[^、。]{0,4}$"
)
_HINTED_BEFORE = re.compile(
    r"(?:現行|既存|ほか|他(?:に)?|今の[^、。]{0,8}|いまの[^、。]{0,8}|現在の?[^、。]{0,8}|いま|(?<![一-鿿])今|(?<![の一-鿿])前回?|以前|これまで|従来|(?:去年|昨年|先月|今年)まで|去年|昨年|前年|例年|毎年|いつも|候補)(?:は|が|の|には?|で(?:は)?|として(?:は)?|、|:|\s|も)+[^、。]{0,6}$"
)
_UNTIL_NOW = re.compile(r"(?:(?:去年|昨年|先月|今年|これ)まで(?:は|、)?|(?:例年|毎年|昨年|去年|前年|前回)(?:は|も|、))$")
_OKURIGANA = re.compile(r"[っれ]|が[れしっ]|[きしちりみび](?:ま|た|て|な|、)")
"""A run of letters that goes on so is a verb: カタログ持|って, ワックス剥|がれ."""
_WITH_US_BEFORE = re.compile(r"(?:当社|弊社|うち|自社|私ども)(?:と|か|や|、)\s?$")
_WITH_US_AFTER = re.compile(r"^(?:さん|様|社)?(?:と(?:の|で|うち|当社|弊社)?|で(?:の)?|の)[^。、]{0,8}(?:比較|比べ|競|2社|二社|両|一騎|どちら|迷|勝負|コンペ|相見積|争|天秤)")

_ONLY_OF_RIVALS = re.compile(
    r"^(?:さん|様|殿|社)?(?:"
    r"に(?:は)?(?:決ま|決定|決め|流れ|取られ|負け|敗|持って(?:い|っ)か|奪われ|戻(?:す|し|る)|切り替|切替|乗り換|やられ|先を越され|傾)"
    r"|に(?:も|は)?(?:すでに|既に)?(?:同じ[^。、]{0,6})?(?:見積(?:り|もり)?(?:を|も)?(?:取|依頼|頼|もら|出)|相見積|声(?:を|が|も)?(?:かけ|掛け|かか)|声掛け|打診|相談して(?:い)?|当たって(?:い)?)"
    r"|にも(?:[^。、]{0,10})?(?:頼ん|してい|話して|話を|見積|聞いて|出して|依頼)"
    r"|の(?:ま|儘)ま(?:行|いく|続|で|だ|と|。|$)"
    r"|(?:から|を)(?:の)?(?:乗り換え|切り替え|切替|リプレ|入れ替え)"
    r"|と(?:の|も)?(?:比較|一騎打ち|競|相見積|コンペ|勝負|迷って|天秤|どちら)|とうちの|と当社の"
    r"|と(?:の)?(?:保守)?契約(?:が|は|を)[^。]{0,12}(?:切れ|満了|終わ|まで|残|更新|解約|打ち切)"
    r"|の契約(?:が|は|も)?[^。]{0,12}(?:切れ|満了|終わ|まで|残|更新|解約|打ち切)|(?:は|が)[^。、]{0,12}(?:で|に|月)?契約(?:が|は)?(?:切れ|満了|終わ)"
    r"|の(?:方|ほう)が[^。、]{0,8}(?:安|高|早|速|強|良|上|優)|より(?:も)?[^。、]{0,8}(?:安|高い|早|速|優)"
    r"|(?:が|は)?(?:先行|優勢|優位|有利|本命|対抗)|(?:が|は|も)[^。、]{0,6}(?:撤退|辞退|降り(?:た|て)|脱落)"
    r"|(?:も|が|は|から(?:は|も)?|より|さえ)[^。]{0,16}?(?:見積(?!を依頼)|提案|デモを?し|プレゼン|売り込|営業(?:を|に|が)|アプローチ|持ち込|持って(?:くる|来る|き)|カタログ|パンフ|値引|値下|下げて|応札|入札|落札|参戦|食い込|攻勢|声(?:を|が)かか)"
    r"|から(?:は|も)?[^。、]{0,6}(?:電話|営業|案内|カタログ|資料)(?:が|だけ|も)"
    r"|(?:と|、|や|・)[^。]{0,24}(?:の)?[2-5二三四]社(?:で|と|が|を|の)?[^。、]{0,4}(?:比較|競|相見積|コンペ|検討|争)|に(?:は)?断られ|から(?:の)?(?:当社|弊社|うち)(?:へ|に)|を抑え"
    r"|に(?:は)?不満|(?:継続|優勢|先行|撤退|辞退|落札)(?:の|と|。|、|で|に|が|$)|(?:製|社製)で先行"
    r")"
)
_SAID_OF_FIRMS = re.compile(
    r"^(?:さん|様|殿|社)?(?:"
    r"(?:も|が|は|の(?:方|ほう)(?:が|は|も)?)[^。]{0,16}?(?:デモ|来た|来て|売り込|入り込|勧め|貸し出|出して|出してき|出した|出てき|提示|来たきり|寮付|付きで|安く|安い|高い|勝|負|請けて|請け?負|\d[\d.,]*(?:万|億|千|円|%)|[一二三四五六七八九十百千]+万)"
    r"|から(?:の)?(?:(?:当社|弊社|うち)(?:へ|に)|変更|替え|乗換|引き?継)|(?:に|を)(?:替え|変え(?:たい|る|た)|やめ|切り(?:たい|た|る)|解約)|を(?:抑え|破って|上回|下回|推[すし])|に(?:勝っ|勝ち|対抗|競り勝)"
    r"|に(?:は)?(?:ない|できない|比べ)|との(?:差|違い|勝負|競争|付き?合い|取引)|とは[^。]{0,8}(?:付き?合い|取引|契約)|と同(?:額|じ|等|条件)|で(?:十分|ほぼ)|の(?:後釜|値上げ)|が値上げ|が[^。]{0,8}(?:廃業|倒産|手を引)"
    r"|に(?:長年|ずっと|前から|[\d十]+年)[^。]{0,8}(?:頼|お願い|任せ|世話)"
    r"|の(?:隊員|担当|対応|作業|品質|スタッフ|サポート|保守|納期)[^。、]{0,12}(?:落ち|悪|不満|遅|雑|古)"
    r"|が(?:すでに|既に|もう)?入って(?:い)?る|と(?:は|も)?(?:年間|保守)?契約(?:中|して)|(?:も|が)[^。、]{0,4}候補|(?:が|は)[^。、]{0,10}(?:値上げ|棚を|売場を|シェアを|試食|試飲|フェア|遅い|弱い|雑|できない|できず)|から(?:は|も)?(?:仕入|取って|入れて|買って|引いて)"
    r"|の(?:見積|提案|デモ|営業|パンフ|カタログ|価格|金額|サンプル|評判|影|レンタル)"
    r"|に(?:も)?(?:頼んで|任せて|委託して|お願いして|発注して|出して)(?:い)?る|に(?:も|は)?話(?:を)?(?:し|通)"
    r"|を(?:断|蹴|見送)|と(?:も|は)?(?:比べ|並行|両|二択)"
    r"|(?:は|が)[^。]{0,24}(?:円|万|億|千)|(?:も動|も検討|次第)"
    r")"
)
_DEALT_WITH = re.compile(
    r"^(?:さん|様|殿|社)?(?:(?:を|で|から)(?:使って|使い|使っ(?:た|て)|買っ|仕入|借り|レンタル|入れて|入れた|導入|契約|採用|検討|選んだ|選ば|取って(?:い)?る)|と(?:も|は)?(?:契約して|取引)"
    r"|(?:が|で|に)[^。、]{0,8}(?:受けて|請けて|手配|担当|お願い|頼)|が[^。、]{0,8}(?:入って|やって(?:い)?た)|の(?:製品|サービス|システム|機械|ソフト|商品|もの)|[^。、]{0,8}(?:残っ|残り|継続|候補|言って|取って))"
)
"""What is done with many a firm: it takes さん, or a word of time before it, to make it a competitor's."""
_PRICED = re.compile(r"\s?(?:が|は|:)?\s?[\d一二三四五六七八九十百千][\d,.一二三四五六七八九十百千]*(?:万|億|千円|円)")
_OURS_TOO = re.compile(r"当社|弊社|うち(?:は|が|の|\d)|我々|御社")
_CALLED = re.compile(r"^」?(?:と(?:か)?いう|って(?:いう)?|ちゅう)(?:[^。、]{1,6}の)?(?:会社|業者|メーカー|ベンダー|ところ|サービス|他社|店|ネットの店)")
_CALLED_RIVAL = re.compile(r"提案|見積|売り込|営業|電話が|安|高|来て|来る|使って|入って|候補|声")
_OTHER_TRADE = re.compile(
    r"(?:銀行|信金|信用金庫|信用組合|リース会社|親会社|子会社|代理店|商社|倉庫|運輸|物流|旅行|顧問先|紹介|コンサル|グループ|オーナー|貸主|メーカー|通信|お客|客先|納入先|取引先|エンドユーザー?|媒体|会場|展示会|ビル|大家|印刷所|協力会社|パートナー|下請|外注先?|運送|宅配|出荷先|納品先|販売先|得意先|仕入先|問屋|提携|発送|郵送|支払い?|振込|請求書?|融資|修理|弊社の|当社の|うちの|新製品の?)(?:の|は|である|「|、)?[^、。]{0,4}$"
)
_OTHER_TRADE_AFTER = re.compile(
    r"^(?:さん|様)?(?:経由|の紹介|から(?:の)?(?:ご)?紹介|に(?:も)?納|へ(?:の)?納|向け|様向け|に卸|へ卸|の(?:ビル|倉庫|会場|口座|融資|ご紹介|工場長|社長|社員|見積を出し(?:た|ます))|が別途手配|と三者|併用|に(?:出荷|運ば|運ん|預け|委託中)|は(?:競合ではない|関係ない)|から転職|と(?:組んで|提携)|[^。]{0,24}対象外|[^。]{0,20}そこは変え|が担当\()"
)
_ASKED = re.compile(r"(?:他社|よそ|ほか(?:の|に|は)|競合|比較|(?:今|いま|現在)の?(?:契約|業者|取引|会社|お付き合い|委託|ベンダー)|どちら(?:に|の|と|が|を)|どこ(?:に|の|と|が|を))")
"""A question after others; who is named first in the answer is one of them."""
_NO_BUSINESS = re.compile(r"(?:銀行|信金|信用金庫|信用組合|信組|証券|損保|生命|病院|医院|クリニック|大学|高校|高等学校|中学校|小学校|幼稚園|保育園|市役所|区役所|県庁|協会|組合|ホテル|旅館|食堂|レストラン|温泉|空港|先生|教授|シリーズ|プラン|市|町|区|県)$")


def find_rivals(sentences: Sequence[Sentence], context: ValueContext, taken: set[str], people: set[str]) -> list[Draft]:
    """Return competitors by what sentences say of them, each once. taken: `company_key`s of the customer and those found."""
    drafts: list[Draft] = []
    seen = set(taken)
    is_answer = False
    for sentence in sentences[:SENTENCES_READ]:
        if sentence.section in _OTHER_SECTIONS or sentence.text[:60].isascii():
            continue
        for name, start, end in _rivals_in(sentence, people, is_answer=is_answer):
            key = company_key(name)
            if len(key) < 2 or any(key == other or (len(other) >= 3 and len(key) >= 2 and (key in other or other in key)) for other in seen):
                continue
            seen.add(key)
            at = sentence.start
            drafts.append(Draft("競合", at + start, at + end, resolve_company(name, context.by_key), 0.76, "cue"))
        is_answer = bool(_ASKED.search(sentence.text[-40:])) and context.text[sentence.start + len(sentence.text) :][:1] in ("?", "？")
    return drafts


def _rivals_in(sentence: Sentence, people: set[str], *, is_answer: bool) -> Iterator[tuple[str, int, int]]:
    text = sentence.text[:_READ]
    spoken_of_before = False
    last_end = -9
    for name, start, honoured, stop in _candidates(text):
        end = start + len(name)
        kind = _kind(name, honoured, people, text[end : end + 12])
        if not kind:
            continue
        before = text[max(0, start - 24) : start]
        after = re.sub(r"^\([^()]{1,24}\)", "", text[end : end + 64])[:44]
        listed = start - last_end <= 4 and spoken_of_before
        last_end = stop
        spoken_of_before = False
        if _OTHER_TRADE.search(before) or _OTHER_TRADE_AFTER.match(after):
            continue
        strong = kind == "firm"
        told = (
            _TOLD_BEFORE.search(before)
            or (is_answer and start <= 20 and (strong or is_sure_name(name)))
            or (_WITH_US_BEFORE.search(before) and _WITH_US_AFTER.match(after))
            or (_CALLED.match(after) and _CALLED_RIVAL.search(after))
            or _ONLY_OF_RIVALS.match(after)
        )
        if told or (kind != "doubtful" and listed) or _is_said(sentence, kind, before, after) or _list_leads(text, end, strong=strong):
            spoken_of_before = True
            yield name, start, end


def _candidates(text: str) -> Iterator[tuple[str, int, str, int]]:
    """Yield (name, start, what honours it, where the run ends) of the words that may be firms."""
    kana = {firm.start: firm for firm in kana_firms(text)}
    for match in _CANDIDATE.finditer(text):
        inside = next((firm for firm in kana.values() if firm.start < match.end() and match.start() < firm.end), None) if kana else None
        if inside is None:
            yield (*_name_in(match), match.end())
        elif kana.pop(inside.start, None):
            honoured = re.match(r"さん|様|殿", text[inside.end :])
            yield inside.name, inside.start, honoured[0] if honoured else "", inside.end + (honoured.end() if honoured else 0)


def _is_said(sentence: Sentence, kind: str, before: str, after: str) -> bool:
    """Return whether that is said of a firm which is said of competitors more than of others."""
    if kind == "doubtful":
        return False
    compared = sentence.section in _REASONS and re.match(r"(?:さん|様|殿)?(?:は|が|の|も|より|と)", after)
    said, dealt = bool(_SAID_OF_FIRMS.match(after) or (_OURS_TOO.search(sentence.text) and _PRICED.match(after))), bool(_DEALT_WITH.match(after))
    if kind == "firm":
        return bool(compared or _HINTED_BEFORE.search(before)) or said or (dealt and bool(re.match(r"さん|様|殿", after)))
    return bool(compared) or (bool(_UNTIL_NOW.search(before)) and (said or dealt))


def _name_in(match: re.Match[str]) -> tuple[str, int, str]:
    """Return the name a run of letters holds, where it begins, and what honours it: 今月三条電子さん, 三条電子継続."""
    honoured = match["hon"] or ""
    whole = match[0]
    name = whole[: len(whole) - len(honoured)] if honoured in ("さん", "様", "殿") else whole
    start = match.start()
    for _ in range(3):
        lead = _LEAD.match(name)
        if not lead:
            break
        name, start = name[lead.end() :], start + lead.end()
    stripped = name.lstrip(" ・-.")
    start += len(name) - len(stripped)
    return REMARK_TAIL.sub("", stripped.rstrip(" ・-.")), start, honoured


def _list_leads(text: str, end: int, *, strong: bool) -> bool:
    """A社、B社が見積を出している: the first of a list whose last one is spoken of."""
    tail = re.match(rf"(?:さん|様)?(?:、|・|と|や|,\s)({_W}{{2,20}})(さん|様|社)?", text[end : end + 32])
    said = tail and text[end + tail.end() : end + tail.end() + 40]
    return bool(strong and tail and said and (tail[2] or looks_proper(tail[1])) and (_SAID_OF_FIRMS.match(said) or _ONLY_OF_RIVALS.match(said)))


_OURS = frozenset("弊社 当社 自社 御社 貴社 他社 各社 両社 同社 本社 支社 全社 我社 会社 客先 先方".split())
_POST_OR_THING = re.compile(
    r"(?:部長|課長|社長|専務|常務|所長|院長|店長|主任|係長|先生|部|課|室|係|的|性|化|率|費|料|額|数|量|日|月|年|時|分|回|件|台|名|人|個|枚|本|万|円|用|前|後|中|案|書|表|図|品|先|元|側|点|力|度|感|式|型|版|制|権|会|方|者|手|口|化粧|さ|端末|装置|手当|機能|価格|加工|作業|対応|工事|見積|資料|画面|製造|試験|評価|機|紙|材)$"
)


_NUMERAL = re.compile(r"[\d.,一二三四五六七八九十百千]+(?![一-鿿])")
_SEATS = ("支社", "支店", "工場", "営業所", "本社", "本部", "事務所")
_KATAKANA, _LATIN = re.compile(r"[ァ-ヴー]{3,}"), re.compile(r"[A-Z][A-Za-z]{2,}")


def _kind(name: str, honoured: str, people: set[str], after: str) -> str:
    """Return what letters say of a word: "firm" (a trade or さん makes it one), "brand", "doubtful", or "" for none."""
    if not 2 <= len(name) <= 22 or name in people or name in surnames() or name in _OURS or is_generic(name) or _NUMERAL.match(name):
        return ""
    if "一" <= name[-1] <= "鿿" and not honoured and _OKURIGANA.match(after):
        return ""
    is_proper = looks_proper(name)
    if (_POST_OR_THING.search(name) and not is_proper) or _NO_BUSINESS.search(name) or name.endswith(_SEATS):
        return ""
    if honoured in ("さん", "様") and not is_proper and _is_person(name, honoured) and not re.match(r"(?:さん|様)?に(?:戻す|切り替|乗り換)", after):
        return ""
    katakana, latin = _KATAKANA.search(name), _LATIN.match(name)
    if honoured == "社" or (honoured and (is_proper or katakana or latin)) or (is_proper and not name[0].isdigit()):
        return "firm"
    if is_proper:
        return "doubtful"
    if name.endswith(COMMON_ENDS) or (honoured and len(name) >= 3):
        return "doubtful"
    return "brand" if latin or (katakana and len(name) >= 4) else ""


def _is_person(name: str, honoured: str) -> bool:
    found = find_people(name + honoured)
    return bool(found) and not re.match(r"[ァ-ヴーA-Za-z]{2}", name[: found[0].start]) and not re.fullmatch(r"[ァ-ヴー]{5,}", name)
