"""Which competitors does a value under a label list, among the remarks about them? Pure, on folded text.

A value is cut into sentences and members (三条電子(現行)、ナカノ精工は高い). Of each member the name is read and the remark
left: what stands before は is the topic where a name follows it (工事は三条電子), the name itself where a remark does.
A name that only unknown letters make (新興) counts where it stands alone; a trade, a number of firms or ourselves never do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.observation import Span
from notes_app.mining.values.choices import is_nothing
from notes_app.mining.values.companies import find_companies, is_trade, resolve_company
from notes_app.mining.values.english_names import FIRST_WORDS, find_english_companies
from notes_app.mining.values.money import find_money
from notes_app.mining.values.proper_names import COMMON, is_distinct, is_plain_head, looks_proper

_READ, _PARTS = 1_500, 60  # characters of one value, lines of one list
_MASK = "\x00"  # a remark in brackets or an amount: it parts nothing and names nobody
_NOBODY = re.compile(
    r"^(?:競合(?:他社)?は?|他社は?|今回は|今のところ|現状は?|まだ|特に|とくに|ほかには?|他には?|よそには?|どこにも|誰も|社名は?|名前は?|具体的には)*\s?"
    r"(?:おらん|いてない|居らん|居らず|居ない|居てない|いて(?:へ|は)ん|聞かれへん|聞いて(?:へん|いません|ません)|聞かず|聞き?そびれ|言わん|言わず|教えて(?:もらえ|くれ)|わからん|わからへん|知らん|分からん|ゼロ|声(?:を|も)?(?:かけ|掛け)て(?:い?ない|へん|いません|おらず)|来て(?:い?ない|へん|いません|おらず))"
)
_ALONE = re.compile(r"^(?:当社|弊社|自社|うち|ウチ|我々|私ども|御社|当方)(?:\d社)?(?:のみ|だけ|単独|一本|1社|指名|の1社|\d社)")
_SENTENCE = re.compile(r"。|(?<=[^\x00-\x7f])[!?](?=.)")
_PREDICATE = r"一騎打|一騎|比較|競合|競争|相見積|合見積|合い見積|並行|コンペ|勝負|両にらみ|二択|天秤|検討|組ん|どちら|同じ|違|いう"
_MEMBER = re.compile(
    rf"[、,，;；\n/→⇒]|\s[&＆+]\s|[＆＋]|(?<![A-Za-z])[&+]|及び|ならびに|または|もしくは|それと|\s(?:and|or|vs\.?)\s|(?<=[^\x00-\x7f])(?:or|OR)(?=[^\x00-\x7f])"
    rf"|(?<=[ァ-ヴーA-Za-z一-鿿社\x00])(?:さん|様)?(?:と|や|か)(?=[ァ-ヴーA-Z一-鿿]{{2}})(?!と?の?(?:{_PREDICATE}))|(?<=社)・|(?<=[一-鿿ァ-ヴーA-Za-z])・(?=[A-Z一-鿿])"
    rf"|(?:^|(?<=[^\d]))(?=\d[.)][^\d])|(?=[①-⑳])"
)
_NUMBERED = re.compile(r"^(?:\d[.)]|[①-⑳]|[・\-*])\s?")
_TOPIC = re.compile(
    r"^(?:現行|現状|既存|現在|今|いま|当面|本命|対抗馬?|大穴|最有力|有力|地元|大手|他社|他に?|ほかに?|競合|比較|相見積|同業|業界大手|現ベンダー|あと|それと|それに|隣|もう[一1]社|[一二]番手|既存業者|継続中|主|特|残り|残る|相手|ライバル|敵|"
    r"恐らく|おそらく|たぶん|多分|どうやら|やはり|やっぱり|まだ|もう|ずっと|前から|昔から|以前から|長年|昨年から|去年から|主に|特に|一応|噂では|話では|聞いた話では|例の|いつもの|またも?|今回も?|前回は?|次点)"
    r"(?:さん)?(?:使って(?:い)?る|入って(?:い)?る|頼んで(?:い)?る|来て(?:い)?る|出て(?:い)?る)?(?:業者|ベンダー|先)?(?:(?:の)?(?:は|が|も|に|で)|の|=|:|、|\s)*"
)
_USED_NOW = re.compile(r"^(?:今|いま|現在|ほかに|他に|既に|すでに)?(?:使って|入って|頼んで|取引して|契約して|来て|納めて|出入りして|見て|比べて|検討して|声(?:を|が)?かけて|話(?:を)?して)(?:い)?る(?:の|ところ|先|業者|会社)(?:は|が)、?")
_RUN = re.compile(r"[A-Z](?=社)|(?:[A-Za-z0-9一-鿿々ァ-ヴー&'’・.ヶ\-]+(?:\s(?=[A-Z])[A-Za-z0-9&'’.\-]+){0,4})|[ぁ-ん]{2,5}[一-鿿ァ-ヴーA-Za-z]+")
_HIRAGANA_NAME = re.compile(r"(?:(?!(?:という|とか|など|らしい|です|だけ|まで|から|ほぼ|ので))[ぁ-ん]){2,6}(?:[一-鿿ァ-ヴーA-Za-z]{2,12})?$")
_REMARK_TAIL = re.compile(r"(?<=.{2})(?:製品|パッケージ|案|製|提案中?|見積中?|検討中|優勢|優位|有利|先行|継続|本命|現行|既存|撤退|辞退|殿|様|御中|等|ほか|他(?:\d|数)?社?|さん|側|\d+社|社内|新型|相見積(?:中|済)?)+$")
_GONE = re.compile(
    r"降りた|降り(?:て|る|と)|撤退|辞退|脱落|外れ(?:た|て)|外され|消えた|落ちた|落選|手を引|もう(?:呼|頼|使)(?:ば|ま|わ)|出禁|お断り|取り下げ|dropped out|withdrew|withdrawn|pulled out|is out\b|out of (?:it|the)",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    "上記 下記 同上 左記 前述 担当 担当者 推薦 稼働 契約 通販 ネット ネット通販 求人サイト 手作業 紙 電話 窓口 法人窓口 価格勝負 単独 単独指名 指名 随契 随意契約 特命 紹介 他社 競合 競合他社 数社 複数社 複数 相見積 大手 地元 既存 現行 同業 同業他社 比較 検討 価格 値段 金額 提案 見積 今回 特 自社 自前 内製 "
    "社内 現状維持 維持 未定 不明 当社 弊社 先方 我々 全社 各社 他 社名 社名不明 詳細 状況 一部 品質 納期 条件 性能 機能 実績 工事 清掃 警備 設備 施工 保守 教材 機械 機器 部品 本体 消耗品 配送 運送 印刷 求人 派遣 営業 製品 商品 資材 食材 社長 会長 部長 専務 常務 課長 店長 院長 理事長 担当課 業者 会社 店 メーカー ベンダー 商社 問屋 代理店 量販店 専門店 工務店 印刷所 "
    "海外 海外製 国内 国産 中国製 外資 東京 大阪 名古屋 京都 福岡 札幌 仙台 広島 駅前 隣町 隣 近所 県内 県外 市内 都内 近隣 こちら そちら うち よそ ほか 別 当て馬 本命 対抗 次点 有力 最有力 一騎 一騎打 両社 三社 二社 一社 相手 名前 手書き 表計算 昔 前 次 来年 今年 去年 昨年 来月 今月 先月 先週 今週 来週".split()
)
_GENERIC_FORM = re.compile(
    r"(?:約|残り|全部で|大手|他)?[\d一二三四五六七八九十数各両複他同]+(?:数)?社(?:コンペ|入札|見積|競合|程度|以上)?|.*(?:\d(?:年|月|日|時|万|円|%|割|台|名|人|件|回)|万円|通販|窓口|業者|不明|単独|随意契約|現状維持|見積書?|手作業|中古|方式)|(?:自社|自前|内製|社内|当社|弊社|御社|手作り|現状).{0,8}|.{1,6}(?:中|済み?)"
    r"|(?:運送|警備|清掃|印刷|派遣|広告|建設|工事|設計|保険|紹介|管理|リース|電力|商事|子|親|別|同|関連|グループ)会社|(?:印刷|花|家具|電気|薬|酒|パン|金物|米|量販|専門|小売|販売|代理|工務|百貨|家電量販)(?:屋|店)"
)
_PLACE = re.compile(r".{1,6}[都道府県市区町村]|.{0,4}(?:駅前|隣町?|近所|地元|県内|市内|沿い|方面)")
_OF_A_FIRM = re.compile(r"^(?:製品|商品|見積|提案|機械|機種|機器|品|システム|ソフト|サービス|価格|値段|金額|担当|営業|社長|会長|部長|課長|方|側|話|名前?|プラン|パッケージ|クラウド|オンプレ|新型|旧型|中古|装置|リース|レンタル|契約|保守|子会社|親会社|グループ|系列|下請|代理店|販売店|支店|本社|技術|新製品|最新|まま|ほう|2|3|[一-鿿]{1,3}(?:さん|氏|様|課長|部長))")
_HONOURED = re.compile(r"^(?:さん|様|殿|社)")
_ASIDES = re.compile(r"\((?!(?:株|有|同)\))[^()]{0,80}\)")


def read_companies(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return every competitor a label lists, one draft each, without the remarks about it."""
    drafts: list[Draft] = []
    for start, end in islice(parts, _PARTS):
        value = context.text[start : min(end, start + _READ)]
        if names_nobody(value):
            continue
        names = _english_names(value) if value.isascii() else _names(value, context)
        for a, b in names:
            resolved = resolve_company(value[a:b], context.by_key)
            if all(resolved != one.normalized for one in drafts):
                drafts.append(Draft(concept, start + a, start + b, resolved))
    return drafts


def names_nobody(value: str) -> bool:
    """Return whether a value says that there is no competitor: なし, おらん, 当社のみ, まだ声をかけていない."""
    return is_nothing(value) or bool(_NOBODY.match(value.strip()) or _ALONE.match(value.strip()))


def _names(value: str, context: ValueContext) -> list[Span]:
    """Return the spans of the competitors of the first sentence that names any."""
    if aside := re.search(r"\s:\s", value):  # 「コードリーフ : 今の主力」
        value = value[: aside.start()]
    masked = _ASIDES.sub(lambda m: ("\x01" if _GONE.search(m[0]) else _MASK) * len(m[0]), value)
    for amount in find_money(value):  # what a rival asks is no rival
        masked = masked[: amount.start] + _MASK * (amount.end - amount.start) + masked[amount.end :]
    last, found = 0, list[Span]()
    for stop in (*(m.start() for m in _SENTENCE.finditer(masked)), len(masked)):
        for a, b in _members(masked, last, stop):
            for span in _member(masked[a:b], a, context, is_first=not found):
                found.append(span)
        if found:
            break
        last = stop + 1
    return found


def _members(text: str, start: int, end: int) -> Iterator[Span]:
    last = start
    for cut in _MEMBER.finditer(text, start, end):
        if cut.start() > last:
            yield last, cut.start()
        last = cut.end()
    if end > last:
        yield last, end


def _member(piece: str, at: int, context: ValueContext, *, is_first: bool) -> Iterator[Span]:
    """Yield the name of one member of the list, and the names that stand behind it with a mere space between."""
    core = piece.rstrip(" 。」』\"'.*")
    if is_nothing(core.strip(_MASK + " ")) or _GONE.search(core) or "\x01" in core:
        return
    begin = len(core) - len(core.lstrip(" ・-「『\"'*" + _MASK))
    lead = _NUMBERED.match(core[begin:])
    begin += lead.end() if lead else 0
    for pattern in (_USED_NOW, _TOPIC, _TOPIC):
        topic = pattern.match(core, begin) if pattern is _USED_NOW else pattern.match(core[begin:])
        if topic and 0 < topic.end() - (begin if pattern is _USED_NOW else 0) < len(core) - begin:
            begin += topic.end() - (begin if pattern is _USED_NOW else 0)
    name = _formed(core, begin, context) or _plain(core, begin, is_first=is_first)
    while name:
        yield at + name[0], at + name[1]
        rest = re.match(r"[\s\x00]+(?=\S)", core[name[1] :])
        begin = name[1] + rest.end() if rest else len(core)
        following = re.match(r"[^\s\x00]+", core[begin:])
        is_name = following and looks_proper(following[0]) and not _is_generic(following[0])
        name = (begin, begin + following.end()) if following and is_name else None


def _formed(core: str, begin: int, context: ValueContext) -> Span | None:
    """Return the company with a corporate form, or filed, that a member names, where no other name precedes it."""
    listed = find_companies(core[begin:], context.filed)
    if not listed or core[begin:].isascii():
        return None
    head = _RUN.match(core[begin:])
    is_led = listed[0].start <= 1 or not head or not _is_sure(_trimmed(head[0]))
    return (begin + listed[0].start, begin + listed[0].end) if is_led else None


def _plain(core: str, begin: int, *, is_first: bool) -> Span | None:
    """Return the name a member opens with, or the one behind the topic it opens with."""
    rest = core[begin:]
    if whole := _whole_name(rest):
        return begin, begin + whole
    run = _RUN.match(rest)
    if not run:
        return None
    name = _trimmed(run[0] + ("社" if re.match(r"社", rest[run.end() :]) and not run[0].endswith("社") else ""))
    behind = rest[run.end() :]
    if _is_sure(name) or (_HONOURED.match(behind) and not _is_generic(name)):
        return begin, begin + len(name)
    if topic := re.match(r"(?:の|は|が|で|に|を|\s?[=:]\s?)(?:ずっと|まだ|たぶん|多分|おそらく|やはり|主に)?(?=[^\sぁ-ん])", behind):
        later = _RUN.match(rest, run.end() + topic.end())
        if later and _is_sure(_trimmed(later[0])) and not _OF_A_FIRM.match(later[0]):
            return begin + later.start(), begin + later.start() + len(_trimmed(later[0]))
    if _is_generic(name) or not (2 <= len(name) <= 24) or name.isascii() or re.match(r"[ぁ-ん]", name):
        return None
    is_alone = not behind.strip(" " + _MASK) or (is_first and not re.match(r"[ぁ-ん]{4}|の", behind)) or behind.startswith((" ", _MASK))
    return (begin, begin + len(name)) if is_alone else None


def _whole_name(rest: str) -> int:
    """Return the length of a name that holds の or kana, where it is all a member says; 0 for none.

    家具のモリタ, アジアの風, 見守りネット: the particle belongs to the name. 隣町のモリタ is モリタ in the next town.
    """
    alone = rest.split(_MASK, maxsplit=1)[0].rstrip()
    if len(alone) > 20:
        return 0
    parted = re.fullmatch(r"([一-鿿々ァ-ヴーA-Za-z0-9]{2,12})の([一-鿿々ァ-ヴーA-Za-z]{1,10}|[ぁ-ん]{2,5}[一-鿿]?)", alone)
    if parted and not _OF_A_FIRM.match(parted[2]) and not _PLACE.fullmatch(parted[1]) and not is_plain_head(parted[1]):
        is_brand = bool(re.fullmatch(r"[ァ-ヴーA-Za-z]{2,10}", parted[2])) and parted[2] not in COMMON and not _is_sure(parted[1])
        if is_brand or (re.search(r"[ァ-ヴー]{2}", parted[1]) and _NATURE.fullmatch(parted[2])):
            return len(alone)
    okurigana = re.fullmatch(r"[ァ-ヴーA-Za-z]{2,8}[一-鿿]{1,3}[りきみけび](?:[一-鿿ァ-ヴー]{2,6})?", alone)
    if okurigana and not re.search(r"(?:有|残|乗|頼|込|持|絡|入|決|取|断)[りきみ]$", alone):
        return len(alone)
    if _HIRAGANA_NAME.fullmatch(alone) and (looks_proper(alone) or re.search(r"[一-鿿ァ-ヴー]{2}", alone)):
        return len(alone)
    return 0


_NATURE = re.compile(r"[月星森林虹海山川里丘空風花木光雪春夏秋冬朝桜橋港島泉原野園庭蔵宿窓灯音色香夢心実結縁恵福寿郷翼輪家]")
"""What poetic names of firms end in."""


def _trimmed(run: str) -> str:
    letter = re.match(r"[A-Z]社", run)
    return letter[0] if letter else _REMARK_TAIL.sub("", run.rstrip("-・.'’"))


def _is_sure(name: str) -> bool:
    """Return whether letters alone make a word a name: a trade behind a name, a brand in katakana or Latin letters, A社."""
    if not 2 <= len(name) <= 40 or _is_generic(name):
        return False
    brand = re.fullmatch(r"[ァ-ヴー・]{3,16}|[A-Z][A-Za-z0-9&'’.\- ]+|[A-Z]社", name)
    return looks_proper(name) or is_distinct(name) or bool(brand) or bool(re.search(r"[ァ-ヴー]{3,}", name) and len(name) >= 5)


def _is_generic(name: str) -> bool:
    """Return whether a word is a trade, a kind of firm, a number of them, a matter of the talk or ourselves, and no name."""
    return name in _GENERIC or name in COMMON or name.isdigit() or is_trade(name) or bool(_GENERIC_FORM.fullmatch(name)) or bool(re.match(r"\d+社", name))


# -- English -----------------------------------------------------------------------------------

_EN_MEMBER = re.compile(r"[,;/\n]|\.\s|\s(?:and|or|vs\.?)\s(?!Sons\b)|\s\+\s|\s[&](?=\s[A-Z][\w]+\s(?:is|are|has)\b)|\s-\s")
_EN_LEAD = re.compile(
    r"^(?:(?:also|still|only|just|maybe|probably|possibly|likely|mainly|mostly|currently|current|presently|now|incumbent|present|existing|lost|losing|up|against|versus|vs\.?|with|to|by|from|is|are|it's|using|use|uses|talking|looking|at|bidding|down|a|an|the|local|small|big|outfit|firm|company|supplier|vendor|shop|lot|one|called|named|mostly|of|in|other|rival|rivals|main|they)\b(?:\s|:\s?)*)+",
    re.IGNORECASE,
)
_EN_NAME = re.compile(r"(?:The\s)?[A-Z][\w&’'-]*(?:\.(?=\w)[\w]+)?(?:\s(?:&\s|of\s)?[A-Z][\w&’'-]*){0,4}(?:\s(?:Ltd|Inc|Co)\.?)?")
_EN_NOT = frozenset("Excel Paper Nobody None Nothing Unknown Us We They In-house Internal Spreadsheets Spreadsheet Google Whatever Various Several Two Three Four Didn’t Didn't Price Status Competitor Competitors Incumbent".split())


def _english_names(value: str) -> list[Span]:
    """Return the spans of the competitors of an English value: members that open with a capital, remarks left out."""
    masked = _ASIDES.sub(lambda m: ("\x01" if _GONE.search(m[0]) else " ") * len(m[0]), value)
    is_lower = not re.search(r"[A-Z]", value)
    found: list[Span] = []
    last = 0
    for stop in (*(m for m in _EN_MEMBER.finditer(masked)), None):
        end = stop.start() if stop else len(masked)
        piece = masked[last:end]
        if not _GONE.search(piece) and "\x01" not in piece and (span := _english_member(piece, is_lower=is_lower)):
            found.append((last + span[0], last + span[1]))
        if stop is None or (stop[0].startswith(".") and found):
            break
        last = stop.end()
    return found


def _english_member(piece: str, *, is_lower: bool) -> Span | None:
    begin = len(piece) - len(piece.lstrip(" -\"'*"))
    whole = next(iter(find_english_companies(piece)), None)
    if whole and whole[0] <= begin:
        return whole
    if is_lower:
        words = piece.strip(" .\"'*")
        is_name = bool(re.fullmatch(r"[a-z][\w&'-]{2,20}(?:\s[a-z]+)?", words)) and not any(w.title() in FIRST_WORDS or w in _LOWER_NOT for w in words.split())
        return (begin, begin + len(words)) if is_name and begin + len(words) <= len(piece) else None
    for lead in (0, end.end() if (end := _EN_LEAD.match(piece[begin:])) else 0):
        name = _EN_NAME.match(piece, begin + lead)
        if not name:
            continue
        words = re.sub(r"(?:'s|’s)$", "", name[0])
        first = words.split()[1 if words.startswith("The ") else 0]
        if (first in FIRST_WORDS and lead == 0 and _EN_LEAD.match(piece[begin:])) or first in FIRST_WORDS or first in _EN_NOT:
            continue
        return name.start(), name.start() + len(words)
    return None


_LOWER_NOT = frozenset("excel paper in-house build nothing nobody us none unknown competitors competitor price several others other local names cheaper better still only just didn't don't ask asked yet sure".split())
