"""Where does a customer's name begin in running text, and is it one? Pure, on folded text.

Shops, schools, temples and associations carry no corporate form, and their names hold kana: the name is cut out between
what stands before it (です, 今日は, 14時から) and what is said of it (さんに行って, の店長), then judged.
"""

from __future__ import annotations

import re
from functools import lru_cache

from notes_app.mining.values.bare_names import name_in_run
from notes_app.mining.values.companies import has_form, is_company_like, is_trade
from notes_app.mining.values.firm_words import is_generic
from notes_app.mining.values.proper_names import COMMON, COMMON_ENDS, is_plain_head, looks_proper
from notes_app.mining.values.titles import NOT_NAMES, ORGANISATION_TAILS, TITLES, surnames
from notes_app.mining.values.word_list import any_of

LONGEST = 30  # characters of a name
_HARD = re.compile(r"[^\s、。,:;/|\[\]【】「」『』()〈〉<>→=!?\"“”*#■□◆◇●○◎▼▽▲△]+$")
_CLOCK = r"(?:[\d〇一二三四五六七八九十元]+(?:年|月|日|時|分|件目|軒目|社目)(?:半|頃|ごろ|過ぎ|すぎ)?|[月火水木金土日]曜日?)(?:から|より|には?|の|は|で)?"
_CUTS = re.compile(
    rf"(?:です|でした|ます|ました|ません)(?:ね|けど|けれど|が|よ|ので)?|{_CLOCK}(?=.{{2}})|え[ー~]?っ?と[ー~]?|えー+|あのー?|そのー|はい(?!ば)|まあ(?=[一-鿿ァ-ヴ])"
    r"|(?:今日|本日|昨日|きのう|きょう|先日|先ほど|先程|さっき|今朝|明日|昨晩|今回|次回|前回|午前中?|午後(?:一)?|夕方|昼過ぎ|朝一)(?:は|に|の|で|から|も)?(?=.{2})"
    r"|(?:して|って|いて|んで|ので|けど|から|まで|より|では|には|とは|への|との|での|という|とか|など)(?=[一-鿿々ァ-ヴA-Z])"
    r"|(?<=.)[はがをにでへとも](?=[一-鿿々ァ-ヴA-Z])"
)
_LEAD = re.compile(r"^(?:新規で?の?|既存の?|お客様の?|得意先の?|取引先の?|先方の?|例の|いつもの|改めて|再度|初めて|久々に|久しぶりに|飛び込みで|最初に|まず|次に|続いて|その後|あと|それから|また|(?:今|いま)(?![井村田川西泉尾津里岡野宮治]))+(?=.{2})")
HONORIFIC = r"(?:様|さま|さん|御中|殿)"
_HONOURED = re.compile(rf"{HONORIFIC}$")


def name_before(text: str, end: int) -> tuple[int, str]:
    """Return where the name that ends at `end` begins, and the name without 様; ("" where none does)."""
    begin = max(0, end - LONGEST)
    match = _HARD.search(text[begin:end])
    if not match:
        return end, ""
    start, run = begin + match.start(), match[0]
    cut = 0
    for found in _CUTS.finditer(run):
        rest = _HONOURED.sub("", run[found.end() :])
        if len(rest) >= 2 and not is_trade(rest):
            cut = found.end()
    run, start = run[cut:], start + cut
    if lead := _LEAD.match(run):
        run, start = run[lead.end() :], start + lead.end()
    run = _HONOURED.sub("", run)
    at = place_before(run)
    return start + at, run[at:]


def place_before(run: str) -> int:
    """Return how many characters only say where the firm is: 月待坂の磯八商店, 三田のラクネア; 家具のモリタ is one name."""
    at = run.rfind("の")
    head, name = run[:at], run[at + 1 :]
    if at >= 2 and _OFFICE.fullmatch(head):
        return at + 1  # 工場の山田
    if at < 2 or not re.search(r"[一-鿿ァ-ヴー]$", head) or looks_proper(head):
        return 0
    is_brand = bool(re.fullmatch(r"[ァ-ヴー]{3,12}", name)) and bool(re.fullmatch(r"[一-鿿]{2,4}", head)) and not is_trade(head) and not _SIGNED.match(run)
    return at + 1 if looks_proper(name) or is_brand else 0


_WORDS_OF_TALK = re.compile(r"[をへ]|(?:した|する|って|ない|です|ます|という|こと|もの|ため|とき|ところ|さん|様)|[一-鿿][はがにと](?=[一-鿿ァ-ヴ])|[はがをにへでと]$|(?:から|まで|より)$|[^ぁ-ん]の(?:.{1,8}(?:長|役|様|さん))")
_EVENT = re.compile(
    r"(?:会議|説明会|展示会|勉強会|懇親会|内覧会|見学会|発表会|報告会|相談会|審査会|検討会|定例会|朝会|新年会|忘年会|歓迎会|送別会|商談会|講習会|研修会|総会|理事会|役員会|取締役会|委員会|部会|学会|大会|社会|機会|試食会|内見会|交流会|打合せ会|面会|再会|照会)$"
)
_TOPIC = re.compile(
    r"(?:提案|見積|件|説明|相談|対応|確認|納品|点検|工事|立会い?|検収|契約|更新|改定|訪問|商談|面談|打合せ|打ち合わせ|報告|記録|議事録|メモ|資料|電話|メール|値上げ|値下げ|クレーム|デモ|依頼|連絡|回答|返事|挨拶|予定|結果|内容|概要|背景|目的|課題|要望|所感|現状|状況|次回|宿題|備考|出席|参加|担当|移動|内勤|外出|直行|直帰|休み|有休|在宅|準備|作業|会話|報|化|用|的|性|度|率|額|数|量|分|円|時|日|月|年|台|個|枚|名|人|件目|向け|付け|別|等|様式|一覧|表|案|書|図)$"
)
_SHOP = re.compile(r"[一-鿿々ァ-ヴーぁ-んA-Za-z]{2,}(?:寺|神社|塾|園|学院|座|屋|亭|庵|堂|館|荘|楼|苑|軒|社中|ステーション|会|小学校|中学校|高校|校|倶楽部)$")
_SIGNED = re.compile(
    r"(?:食堂|居酒屋|麺処|麺屋|[そ蕎]ば処|蕎麦処|うどん処|(?:手作り)?パン工房|洋菓子の?|和菓子|菓子工房|菓匠|御菓子処|道の駅|スーパー|旅館|民宿|ペンション|ホテル|学習塾|個別指導|鮨処?|寿司|寿し|割烹|料亭|小料理|焼肉|焼き?鳥|炭火焼|ラーメン|らーめん|とんかつ|ビストロ|カフェ|レストラン|トラットリア|喫茶|珈琲|"
    r"美容室|ヘアサロン|理容|整骨院|デイサービス|特養|老健|グループホーム|ケアハウス|酒蔵|工房|アトリエ|スタジオ|ゲストハウス|給食センター|個別学習の)・?(?!(?:業界|経営|向け|用|内|側|全体|様|さん))[一-鿿々ァ-ヴーぁ-んA-Za-z・]{2,12}$"
)
"""A trade that stands before its name, as over the door: 食堂まるい, 旅館松風."""
_SCHOOL = re.compile(r"[一-鿿]{1,6}[市町村県都府区]立.{1,10}$")
_OFFICE = re.compile(rf"(?:.{{0,5}}{any_of(ORGANISATION_TAILS)}|.*(?:(?<!倶楽)部|課|室|係|支店|支社|営業所|売場|窓口|現場|側|方面|方))$")


@lru_cache(maxsize=4096)
def is_person_name(run: str) -> bool:
    """Return whether a run is a person's: a family name, alone or with at most three letters behind it."""
    if run in surnames():
        return True
    return len(run) <= 4 and not _SHOP.fullmatch(run) and name_in_run(run) == run and (run[:2] in surnames() or run[:3] in surnames())


@lru_cache(maxsize=8192)
def firm_strength(name: str) -> int:
    """Return how surely a word names a firm or another body: 2 by its letters, 1 where its place says so, 0 never."""
    if not 2 <= len(name) <= LONGEST or name in COMMON or name in NOT_NAMES or name.isdigit() or is_plain_head(name):
        return 0
    if name.endswith(TITLES) or re.search(r"さん|様|[長役]の", name):
        return 0
    if has_form(name):
        return 2
    if is_generic(name) or _WORDS_OF_TALK.search(name) or name in TITLES or re.match(r"[\d.,:]+(?:$|[^\d社堂屋一-鿿A-Za-zァ-ヴ])", name):
        return 0
    if looks_proper(name) or _SIGNED.match(name):
        return 2
    if is_person_name(name) or _EVENT.search(name):
        return 0
    if _OFFICE.fullmatch(name) or name.endswith(TITLES) or _TOPIC.search(name):
        return 0
    if _SCHOOL.fullmatch(name) or (_SHOP.fullmatch(name) and len(name) >= 3 and not is_person_name(name)):
        return 2
    if re.fullmatch(r"[一-鿿々]{2,3}", name):
        return 0  # so is many a rare family name
    if name.endswith(COMMON_ENDS) or is_company_like(name):
        return 1
    return 2 if re.fullmatch(r"[ァ-ヴー・]{4,16}|[ァ-ヴーA-Za-z]{2,14}社", name) else 1


def may_name_firm(name: str) -> bool:
    """Return whether a word could be a firm's, shop's or body's where nothing but its place says so."""
    return 2 <= len(name) <= LONGEST and not is_matter(name) and not re.fullmatch(r"[一-鿿]{2}|[ぁ-ん]+", name)


@lru_cache(maxsize=4096)
def is_matter(name: str) -> bool:
    """Return whether a word is one of business, a post, an office or an event, and no name whatever its place: 日報, 見積作成, 総務部."""
    if name in COMMON or name in NOT_NAMES or name in TITLES or is_generic(name) or is_plain_head(name):
        return True
    return bool(_TOPIC.search(name) or _EVENT.search(name) or _OFFICE.fullmatch(name) or re.search(r"さん|様", name))
