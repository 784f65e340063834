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
from notes_app.mining.values.companies import find_companies, is_company_like, resolve_company
from notes_app.mining.values.english_names import FIRST_WORDS, find_english_companies
from notes_app.mining.values.firm_words import REMARK_TAIL, is_generic, is_sure_name
from notes_app.mining.values.hiragana_firms import hiragana_firms
from notes_app.mining.values.money import find_money
from notes_app.mining.values.proper_names import COMMON, is_plain_head, looks_proper

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
    r"^(?:(?:(?:今|いま|隣|主|特|敵|他|前)(?=[はがもにでの:=、\s])|(?:あと|まだ|もう)(?=[一-鿿ァ-ヴA-Z、\sはも])|現行|現状|既存|現在|当面|本命|対抗馬?|大穴|最有力|有力|地元|大手|他社|他に|ほかに?|競合|比較|相見積|同業|業界大手|現ベンダー|それと|それに|もう[一1]社|[一二]番手|既存業者|継続中|残り|残る|相手|ライバル|"
    r"ただし?|一応は|実質は?|実際は?|恐らく|おそらく|たぶん|多分|どうやら|やはり|やっぱり|ずっと|前から|昔から|以前から|長年|昨年から|去年から|昨年|去年|前年|一昨年|例年|毎年|主に|特に|一応|噂では|話では|聞いた話では|例の|いつもの|今回も?|前回|次点)"
    r"(?:さん)?(?:使って(?:い)?る|入って(?:い)?る|頼んで(?:い)?る|来て(?:い)?る|出て(?:い)?る)?(?:業者|ベンダー|先)?|[一-鿿ァ-ヴーA-Za-z]{1,10}系(?=の))(?:の?(?:には?|では?|は|が|も)|の)?[=:、\s]*"
)
_USED_NOW = re.compile(r"^(?:今|いま|現在|ほかに|他に|既に|すでに)?(?:使って|入って|頼んで|取引して|契約して|来て|納めて|出入りして|見て|比べて|検討して|声(?:を|が)?かけて|話(?:を)?して)(?:い)?る(?:の|ところ|先|業者|会社)(?:は|が)、?")
_RUN = re.compile(r"[A-Z](?=社)|(?:[A-Za-z0-9一-鿿々ァ-ヴー&'’・.ヶ\-]+(?:\s(?=[A-Z])[A-Za-z0-9&'’.\-]+){0,4})|[ぁ-ん]{2,5}[一-鿿ァ-ヴーA-Za-z]+")
_HIRAGANA_NAME = re.compile(r"(?:(?!(?:という|とか|など|らしい|です|だけ|まで|から|ほぼ|ので))[ぁ-ん]){2,6}(?:[一-鿿ァ-ヴーA-Za-z]{2,12})?$")
GONE = re.compile(
    r"降りた|降り(?:て|る|と|、|そう)|撤退|辞退|脱落|外れ(?:た|て)|外され|消え|落ちた|落選|手を引|取り下げ|dropped out|withdrew|withdrawn|pulled out|is out\b|out of (?:it|the)",
    re.IGNORECASE,
)
_SHUNNED = re.compile(r"もう(?:呼|頼|使)(?:ば|ま|わ)|出禁|出入り禁止")
_PLACE = re.compile(r".{1,6}[都道府県市区町村]|ネット|通販|.{0,4}(?:駅前|隣町?|近所|地元|県内|市内|沿い|方面)")
_OF_A_FIRM = re.compile(r"^(?:製品|商品|見積|提案|機械|機種|機器|品|システム|ソフト|サービス|価格|値段|金額|担当|営業|社長|会長|部長|課長|方|側|話|名前?|プラン|パッケージ|クラウド|オンプレ|新型|旧型|中古|装置|リース|レンタル|契約|保守|子会社|親会社|グループ|系列|下請|代理店|販売店|支店|本社|技術|新製品|最新|まま|ほう|2|3|[一-鿿]{1,3}(?:さん|氏|様|課長|部長))")
_HONOURED = re.compile(r"^(?:さん|様|殿|社)")
_ASIDES = re.compile(r"\((?!(?:株|有|同)\))[^()]{0,80}\)")


def read_companies(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return every competitor a label lists, one draft each, without the remarks about it."""
    drafts: list[Draft] = []
    for start, end in ((_past_disclaimer(context.text, start, end), end) for start, end in islice(parts, _PARTS)):
        value = context.text[start : min(end, start + _READ)]
        if names_nobody(value):
            continue
        names = _english_names(value) if value.isascii() else _names(value, context)
        for a, b in names:
            resolved = resolve_company(value[a:b], context.by_key)
            if all(resolved != one.normalized for one in drafts):
                drafts.append(Draft(concept, start + a, start + b, resolved))
    return drafts


_DISCLAIMED = re.compile(r"\s*(?:未確認|不明|はっきりしない|聞いて(?:い)?ない|言わん(?:かった)?|言わなかった|教えてくれない|聞けず)(?:だ|です)?(?:が|けど|けれど|ものの)、?(?=.{2})")


def _past_disclaimer(text: str, start: int, end: int) -> int:
    """Return where a value goes on behind 未確認だが: what is guessed is still named."""
    match = _DISCLAIMED.match(text, start, end)
    return match.end() if match else start


def names_nobody(value: str) -> bool:
    """Return whether a value says that there is no competitor: なし, おらん, 当社のみ, まだ声をかけていない."""
    return is_nothing(value) or bool(_NOBODY.match(value.strip()) or _ALONE.match(value.strip()))


def _names(value: str, context: ValueContext) -> list[Span]:
    """Return the spans of the competitors of the first sentence that names any."""
    if aside := re.search(r"\s:\s", value):  # 「コードリーフ : 今の主力」
        value = value[: aside.start()]
    masked = _ASIDES.sub(lambda m: ("\x01" if GONE.search(m[0]) else _MASK) * len(m[0]), value)
    for amount in find_money(value):  # what a rival asks is no rival
        masked = masked[: amount.start] + _MASK * (amount.end - amount.start) + masked[amount.end :]
    last, found, gone = 0, list[Span](), list[Span]()
    for stop in (*(m.start() for m in _SENTENCE.finditer(masked)), len(masked)):
        for a, b in _members(masked, last, stop):
            piece = masked[a:b]
            kept = gone if GONE.search(piece) or "\x01" in piece else found
            kept.extend(_member(piece.replace("\x01", _MASK), a, context, is_first=not found))
        if found:
            break
        last = stop + 1
    return found or gone  # who withdrew is named only where nobody else remains


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
    if is_nothing(core.strip(_MASK + " ")) or _SHUNNED.search(core):
        return
    core = re.sub(r"^[\s\x00]*\x00\s?[でにはがと](?=.)", lambda m: _MASK * len(m[0]), core)
    begin = len(core) - len(core.lstrip(" ・-「『\"'*△▲○◎●★☆×" + _MASK))
    lead = _NUMBERED.match(core[begin:])
    begin += lead.end() if lead else 0
    for pattern in (_USED_NOW, _TOPIC, _TOPIC):
        topic = pattern.match(core, begin) if pattern is _USED_NOW else pattern.match(core[begin:])
        if topic and 0 < topic.end() - (begin if pattern is _USED_NOW else 0) < len(core) - begin:
            begin += topic.end() - (begin if pattern is _USED_NOW else 0)
    name = _with_kana_tail(core, begin) or _formed(core, begin, context) or _plain(core, begin, is_first=is_first)
    while name:
        yield at + name[0], at + name[1]
        rest = re.match(r"[\s\x00]+(?=\S)", core[name[1] :])
        begin = name[1] + rest.end() if rest else len(core)
        following = re.match(r"[^\s\x00]+", core[begin:])
        is_name = following and looks_proper(following[0]) and not is_generic(following[0])
        name = (begin, begin + following.end()) if following and is_name else None


_KANA_TAIL = re.compile(r"(?P<trade>[一-鿿々ァ-ヴーA-Za-z0-9]{2,12})(?P<kana>[ぁ-ん]{3,6})(?=$|という|って|さん|[\s\x00(])")
_NO_KANA_NAME = re.compile(r"[はがをにでとものへやかさし]|(?:だけ|らしい|から|まで|など|です|ます|ない|あり|なし|ほか|より|いる|ある|する|くる|きた$|まだ|ほぼ|たぶん|やや|ほど|ぐらい|くらい|ついで|ながら|ばかり|ならび|あたり|つかう|つかって|よりも)")


def _with_kana_tail(core: str, begin: int) -> Span | None:
    """Return a name that begins with its trade and ends in hiragana (環境車リースきたかみ), where nothing but a remark follows."""
    match = _KANA_TAIL.match(core, begin)
    if not match or _NO_KANA_NAME.match(match["kana"]) or not is_company_like(match["trade"]):
        return None
    return match.span("trade")[0], match.end("kana")


def _formed(core: str, begin: int, context: ValueContext) -> Span | None:
    """Return the company with a corporate form, or filed, that a member names, where no other name precedes it."""
    listed = find_companies(core[begin:], context.filed)
    if not listed or core[begin:].isascii():
        return None
    head = _RUN.match(core[begin:])
    is_led = listed[0].start <= 1 or not head or not is_sure_name(_trimmed(head[0]))
    return (begin + listed[0].start, begin + listed[0].end) if is_led else None


def _plain(core: str, begin: int, *, is_first: bool) -> Span | None:
    """Return the name a member opens with, or the one behind the topic it opens with."""
    rest = core[begin:]
    if kana := _kana_member(rest):
        return begin + kana[0], begin + kana[1]
    if whole := _whole_name(rest):
        return begin, begin + whole
    run = _RUN.match(rest)
    if not run:
        return None
    name = _trimmed(run[0] + ("社" if re.match(r"社", rest[run.end() :]) and not run[0].endswith("社") else ""))
    behind = rest[run.end() :]
    if is_sure_name(name) or (_HONOURED.match(behind) and not is_generic(name)):
        return begin, begin + len(name)
    if later := _later_name(rest, run.end()):
        return begin + later[0], begin + later[1]
    if is_generic(name) or not (2 <= len(name) <= 24) or name.isascii() or re.match(r"[ぁ-ん]", name):
        return None
    is_alone = not behind.strip(" " + _MASK) or (is_first and not re.match(r"[ぁ-ん]{4}|の", behind)) or behind.startswith((" ", _MASK))
    return (begin, begin + len(name)) if is_alone else None


_BEHIND_TOPIC = re.compile(r"(?<=[のはがでにをもか=:\x00 ])|(?<=ずっと)|(?<=たぶん)|(?<=やはり)")


def _later_name(rest: str, opened: int) -> Span | None:
    """Return the name behind a topic (見積は三条電子が先, 机に三条電子のパンフ); only one that letters make a name."""
    for at in (m.start() for m in _BEHIND_TOPIC.finditer(rest, opened)):
        run = _RUN.match(rest, at)
        name = _trimmed(run[0]) if run and not re.match(r"[ぁ-ん]", run[0]) else ""
        if name and is_sure_name(name) and not _OF_A_FIRM.match(name):
            return at, at + len(name)
    return None


def _kana_member(rest: str) -> Span | None:
    """Return a firm in hiragana that no other name precedes; where it is (駅前の) is none of its name."""
    for firm in hiragana_firms(rest)[:1]:
        head, of, name = firm.name.partition("の")
        is_place = bool(of) and len(name) >= 4 and (_PLACE.fullmatch(head) or is_generic(head) or is_plain_head(head))
        opening = _RUN.match(rest[: firm.start])
        if not opening or not is_sure_name(_trimmed(opening[0])):
            return firm.start + (len(head) + 1 if is_place else 0), firm.end
    return None


def _whole_name(rest: str) -> int:
    """Return the length of a name that holds の or kana, where it is all a member says; 0 for none.

    家具のモリタ, アジアの風, 見守りネット: the particle belongs to the name. 隣町のモリタ is モリタ in the next town.
    """
    alone = rest.split(_MASK, maxsplit=1)[0].rstrip()
    if len(alone) > 20:
        return 0
    parted = re.fullmatch(r"([一-鿿々ァ-ヴーA-Za-z0-9]{2,12})の([一-鿿々ァ-ヴーA-Za-z]{1,10}|[ぁ-ん]{2,5}[一-鿿]?)", alone)
    if parted and not _OF_A_FIRM.match(parted[2]) and not _PLACE.fullmatch(parted[1]) and not is_plain_head(parted[1]):
        is_brand = bool(re.fullmatch(r"[ァ-ヴーA-Za-z]{2,10}", parted[2])) and parted[2] not in COMMON and not is_sure_name(parted[1])
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
    return letter[0] if letter else REMARK_TAIL.sub("", run.rstrip("-・.'’"))


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
    masked = _ASIDES.sub(lambda m: ("\x01" if GONE.search(m[0]) else " ") * len(m[0]), value)
    is_lower = not re.search(r"[A-Z]", value)
    found, gone = list[Span](), list[Span]()
    last = 0
    for stop in (*(m for m in _EN_MEMBER.finditer(masked)), None):
        end = stop.start() if stop else len(masked)
        piece = masked[last:end]
        if span := _english_member(piece, is_lower=is_lower):
            kept = gone if GONE.search(piece) or "\x01" in piece else found
            kept.append((last + span[0], last + span[1]))
        if stop is None or (stop[0].startswith(".") and found):
            break
        last = stop.end()
    return found or gone


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
