"""Customer and competitors as sentences name them. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.sentence import Sentence
from notes_app.mining.values.bare_names import name_in_run
from notes_app.mining.values.companies import NAMED, company_key, find_companies, is_company_like, resolve_company
from notes_app.mining.values.proper_names import COMMON, COMMON_ENDS, looks_proper
from notes_app.mining.values.titles import TITLES, surnames

_W = r"[一-鿿々ヶァ-ヴーA-Za-z0-9&'・.\-]"
_NAME = rf"{_W}{{2,24}}(?:\s(?=[A-Z]){_W}{{1,20}}){{0,3}}"
_HIRA = rf"(?:(?:(?<![ぁ-ん一-鿿])|(?<=[日時分半後前])|(?<=[日時分今前後朝昼夕][はにも]))[ぁ-ん]{{2,6}}|{NAMED})?"
_TITLE = "|".join(map(re.escape, TITLES))
_VISITED = re.compile(
    rf"({_HIRA}{_NAME})(?:様|さま|さん|御中|殿)?(?:の?(?:本社|本店|事務所|工場|現場|店舗|会議室|応接|オフィス|支店|営業所|センター|倉庫|ショールーム|.{{1,8}}(?:支店|工場|営業所|本社|店|センター)))?"
    r"(?:を|へ|に(?!決|負|取ら|敗|流|奪|切|も)|にて|へと|まで)(?:、)?(?:.{0,8})?(?:訪問|往訪|訪店|訪院|伺|お伺|お邪魔|行って|行き|行く|行った|ご挨拶|挨拶|架電|電話|TEL|tel|再訪|飛び込|来訪|立ち寄|寄っ|出張|向かっ|ヒアリング|プレゼン|提案|(?=。|$))"
)
_WITH = re.compile(
    rf"({_HIRA}{_NAME})(?:様|さま|さん|御中|殿)?(?:と|との|とは|と、)(?:.{{0,8}})?(?:打合せ|打ち合わせ|打ち合せ|打合わせ|面談|商談|会議|ミーティング|MTG|mtg|電話|Web会議|WEB会議|オンライン|Zoom|zoom|会食|定例|通話|やり取り|意見交換|キックオフ|契約)"
)
_FROM = re.compile(
    rf"({_HIRA}{_NAME})(?:様|さま|さん)?(?:から|より)(?:の)?(?:.{{0,6}})?(?:入電|電話|TEL|tel|連絡|問い合わせ|問合せ|問合わせ|引き合い|引合|相談|依頼|来電|メール|受電|クレーム|呼び出し|お声)"
)
_OF_PERSON = re.compile(
    rf"({_HIRA}{_NAME})(?:様|さん)?(?:の|、|\s|・)(?:[一-鿿ァ-ヴー]{{1,10}}(?:の|\s)?)?[一-鿿々ァ-ヴー]{{1,5}}\s?(?:{_TITLE}|様|さん|氏)"
)
_HEAD = re.compile(
    rf"^[\s「【\[]*(?:(?:\d{{2,4}}[/.\-年])?\d{{1,2}}[/.\-月]\d{{1,2}}日?\s?(?:\([^)]*\))?\s*[_\-:]?\s*)?({_HIRA}{_NAME})(?:様|さま|さん|御中|殿)?(?:\s|_|-|/|:|の|へ|との|、|】|\]|」)*(?:.{{0,14}})?(?:訪問|商談|面談|打合せ|打ち合わせ|議事録|議事メモ|メモ|電話|訪店|訪院|往訪|報告|ヒアリング|提案|デモ|記録|定例|キックオフ|クレーム|現調|内見|見積|プレゼン|MTG|ミーティング|来社|案件|会議|TEL|架電|フォロー|契約|レビュー|訪(?=$|\s))"
)
_HONOURED = re.compile(rf"^[\s・\-*#■●◆]*({_HIRA}{_NAME})(?:様|御中|さま|さん|殿)(?=$|[\s、。,:/(])")
_EN_HEAD = re.compile(
    r"\b(?:[Mm]eeting with|[Vv]isit(?:ed)?(?: to| at)?|[Cc]all(?:ed)?(?: with| to)?|[Mm]et (?:with )?|[Ss]poke (?:with|to)|[Dd]emo (?:for|with|at|to)|[Ll]unch with|[Kk]ickoff with|[Rr]eview with|[Ff]ollow-up with|at|with|from)\s((?:the\s)?[A-Z][\w&'’.-]*(?:\s(?:of\s|and\s|&\s)?[A-Z][\w&'’.-]*){0,4})"
)
_EN_TITLE = re.compile(
    r"^#*\s*([A-Z][\w&'’.-]*(?:\s(?:of\s|and\s|&\s)?[A-Z][\w&'’.-]*){0,4})\s*(?:[-:|/(―,]|\s(?:visit|call|meeting|demo|kickoff|notes|follow-up|review|site|sync))"
)
_NOT_CUSTOMER = frozenset(
    "本日 昨日 今日 午前 午後 午前中 先方 客先 お客様 顧客 現場 新規 既存 会社 本社 当社 弊社 自社 事務所 電話 訪問 商談 打合せ 議事録 面談 先日 今回 前回 次回 初回 定例 営業 報告 日報 メモ 議事 週報 月次 "
    "社長 部長 課長 専務 常務 担当 担当者 相手 展示会 工場 店舗 倉庫 朝一 夕方 昼 夜 朝 再度 改めて 午後一 午前一 現地 同行 上司 見積 契約 提案 デモ 資料 以下 内容 概要 案件 商談記録 訪問記録 訪問メモ 訪問報告 面談記録 打合せ記録 "
    "電話メモ 商談メモ 営業日報 活動報告 会議 会議室 応接 来社 紹介 製造 購買 総務 経理 技術 品質 資材 生産 開発 人事 情報 企画 業務 物流 管理 広報 保全 設計 医事 事務 外出 直行 直帰 web zoom teams online オンライン リモート 初 月 火 水 木 金 土 日 一件 件 両社 各社 他社 競合 複数 所長 院長 店長 工場長".split()
)  # fmt: skip
_EN_NOT = frozenset("Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Prof Prof. Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Notes Meeting Call Visit Agenda Next Action Actions Summary Attendees Kickoff Proposal Follow Follow-up First Second Third Initial Site Demo Discovery Weekly Monthly Daily Quarterly The This They We He She It Today Zoom Teams Google Meet Discussion Review Sales Customer Client PoC Budget Project Decision Pricing Trial Pilot Contract".split())  # fmt: skip


def _trim_run(run: str) -> str:
    """Drop what a greedy run carries before a name: dates, 本日, 午後."""
    run = (
        re.sub(r"^(?:\d{1,4}[年月日時分/:.\-]?)+(?:頃|半|から)?", "", run)
        if re.match(r"^\d", run) and not re.match(r"^\d+[A-Za-z一-鿿]*(?:社|堂|屋)", run)
        else run
    )
    return re.sub(
        r"^(?:えー+|えっと|えーと|あのー?|ー+|まあ|はい|[〇一二三四五六七八九十\d]+月[〇一二三四五六七八九十\d]+日|本日|昨日|今日|明日|先日|今朝|昨晩|夕方|昼過ぎ|午前中?|午後(?:一)?|新規で?|既存|再度|改めて|朝一|夕方|初めて|久々に|飛び込みで)+",
        "",
        run,
    ).strip(" ・-.")


def _is_person(run: str) -> bool:
    return run in surnames() or (len(run) <= 4 and name_in_run(run) == run and run[:2] in surnames())


def _plausible(run: str) -> bool:
    if not 2 <= len(run) <= 30 or run in _NOT_CUSTOMER or run.lower() in _NOT_CUSTOMER or run.isdigit() or _is_person(run):
        return False
    if re.search(
        rf"(?:{_TITLE}|部|課|室|係|会議|訪問|商談|打合せ|記録|議事録|メモ|報告|資料|提案|見積|件|中|予定|時|日|月|円|台|名|人|分|的|等|様式|アポ|確認)$",
        run,
    ) and not is_company_like(run):
        return False
    return not (run.isascii() and (run.split(maxsplit=1)[0] in _EN_NOT or run.islower()))


def find_customer(sentences: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the company the note is about: a filed one, one with its corporate form, or the one that was visited."""
    heads = [s for s in sentences if s.number < 6 or (s.is_heading and s.number < 40)]
    for sentence in sentences[:60]:
        if context.filed and (listed := [c for c in find_companies(sentence.text, context.filed) if c.name in context.filed]):
            return [_company(context, sentence, listed[0].start, listed[0].name, 0.9)]
    for sentence in heads:
        for company in find_companies(sentence.text):
            if not _is_rival(sentence.text, company.start, company.end):
                return [_company(context, sentence, company.start, company.name, 0.9)]
    return _visited(heads, context)


def _visited(heads: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the company that the head of a note says was visited, called or met, by its name alone."""
    for patterns, sure in (
        ((_VISITED, _WITH, _FROM), 0.82),
        ((), 0.8),
        ((_HEAD, _HONOURED), 0.78),
        ((_OF_PERSON,), 0.72),
    ):
        if not patterns and (shaped := _shaped(heads[:2], context)):
            return shaped
        for sentence in heads:
            for pattern in patterns:
                draft = _first_plausible(pattern, sentence, context, sure, strict=pattern in (_OF_PERSON,))
                if draft:
                    return [draft]
    for sentence in heads:
        for pattern in (_EN_TITLE, _EN_HEAD) if sentence.is_heading or sentence.number == 0 else (_EN_HEAD,):
            draft = _first_plausible(pattern, sentence, context, 0.72)
            if draft:
                return [draft]
    return _shaped(heads, context)


def _shaped(heads: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the first word of a note's head that is shaped as a company's name (瀬戸内製紙, さくら会計事務所)."""
    for sentence in heads[:5]:
        for word in _HEAD_WORD.finditer(sentence.text[:120]):
            name = re.sub(r"(?:様|さま|さん|御中|殿)$", "", _trim_run(word[0]))
            if len(name) >= 3 and looks_proper(name) and _plausible(name) and not _is_rival(sentence.text, word.start(), word.end()):
                at = sentence.text.index(name, word.start())
                return [_company(context, sentence, at, name, 0.72)]
    return []


_HEAD_WORD = re.compile(rf"{_HIRA}{_W}{{3,24}}")


def _first_plausible(
    pattern: re.Pattern[str], sentence: Sentence, context: ValueContext, sure: float, *, strict: bool = False
) -> Draft | None:
    for match in pattern.finditer(sentence.text[:300]):
        run = match[1]
        name = re.sub(r"^(?:the\s)", "", _trim_run(run))
        name = re.sub(r"(?:様|さん|さま|御中|殿)$", "", name)
        if not _plausible(name) or _is_rival(sentence.text, match.start(1), match.end(1)):
            continue
        if strict and not (looks_proper(name) or (re.search(r"[ァ-ヴA-Za-z]", name) and len(name) >= 4)):
            continue
        is_honoured = run != name or sentence.text[match.end(1) : match.end(1) + 2] in ("様", "御中", "さん", "さま")
        if not looks_proper(name) and not _looks_foreign(name) and not is_honoured:
            continue
        if name.endswith(COMMON_ENDS) and not looks_proper(name) and (name in COMMON or not is_honoured):
            continue
        at = sentence.text.index(name, match.start(1))
        return _company(context, sentence, at, name, sure if looks_proper(name) else sure - 0.08)
    return None


def _looks_foreign(name: str) -> bool:
    """Return whether a name is written in katakana or Latin letters, as a brand is."""
    return bool(re.search(r"[ァ-ヴー]{3}", name) and name not in COMMON) or bool(re.match(r"[A-Z][A-Za-z]", name))


def _company(context: ValueContext, sentence: Sentence, at: int, name: str, sure: float) -> Draft:
    return Draft(
        "会社名",
        sentence.start + at,
        sentence.start + at + len(name),
        resolve_company(name, context.by_key),
        sure,
        "cue",
    )


_PRICES_AGAINST = re.compile(r"(?:さん|様|社)?(?:も|が|は|の(?:ほう|方)が)\s?(?:もう少し|少し|かなり|だいぶ|ずっと|約|月|年)?\s?(?:\d[\d,.]*(?:万|億|千|円)|[一二三四五六七八九十百千]+万|安[いかく]|値引|値下)|\s?\d[\d,.]*万(?!円?(?:で(?:受注|契約)))")


def _is_rival(text: str, start: int, end: int) -> bool:
    return bool(
        re.search(r"(?:競合|他社|対抗|相見積|比較)[^。]{0,8}$", text[max(0, start - 12) : start])
        or _PRICES_AGAINST.match(text[end : end + 20])
        or re.match(r"(?:さん|様|社)?(?:も|が|は|から(?:は|も)?)?(?:先行して|先に|すでに|もう)?(?:提案|見積|来て|出して|入って)", text[end : end + 12])
    )


# -- competitors -------------------------------------------------------------------------------

_RIVAL_WORD = r"(?:vs\.?|VS|競合(?:他社|先|相手|製品|企業|は現行)?|ライバル(?:会社)?|対抗馬?|相見積も?り?(?:先|相手)?|合い見積も?り?|あいみつ|アイミツ|比較(?:先|対象|相手|検討先)|他社(?:は|では|としては|さん)?|コンペ(?:相手|先)?|バッティング(?:先)?)"
_LISTED = re.compile(
    rf"{_RIVAL_WORD}(?:さん)?\s?(?:は|が|として(?:は)?|に|で|:|=|\(|、|→|の|では)?\s?「?({_HIRA}{_NAME}(?:(?:と|、|・|や|,\s?|\sand\s|とか){_NAME}){{0,3}})"
)
_BIDS = re.compile(
    r"(?:さん)?(?:も|が|は|から(?:も)?|より|の)(?:先に|先行して|すでに|既に|同時に|並行して|並行で|別途|昨日|先週|先日|同じ)?(?:、)?(?:も)?(?:[\d一二三四五六七八九十百千][\d,.一二三四五六七八九十百千]*[万億]?円?(?:くらい|ぐらい|程度)?で(?:出|提示)?)?"
    r"(?:提案(?!は)|見積も?り?(?!を依頼)|相見積|プレゼン|売り込|営業に|営業をかけ|アプローチ|声をかけ|声が|話を聞|名前が|名前も|デモ|入札|応札|参戦|競合|候補|比較|検討|撤退|辞退|脱落|降り|持ち込|試作|サンプル|出して|優勢|有利|先行|食い込|攻勢|値下げ|値引き|安値|安い|値段を|価格を下げ|出入り|訪問して|接触)"
)
_GAVE_UP = re.compile(r"(?:さん)?(?:は|が)[^。、]{0,10}(?:撤退|辞退|脱落|降り(?:た|て)|見送り)")
_COMPARED = re.compile(
    r"(?:さん)?(?:と(?:も|の)?|とは)(?:の)?(?:価格)?(?:比較|競合|相見積|合い見積|あいみつ|コンペ|バッティング|一騎打ち|競って|競り|迷って|天秤|並行|勝負|ぶつか|争|両にらみ|二択|どちら)"
)
_PARENTHESISED = re.compile(rf"(?:他社|競合|現行業者|既存業者|現行ベンダー|相見積|ライバル)\s?\(({_NAME}(?:[、,・/]\s?{_NAME}){{0,3}})")
_CALLED = re.compile(r"」?(?:という|って(?:いう)?)(?:会社|業者|メーカー|ベンダー|ところ|サービス|他社|競合)")
_INCUMBENT = re.compile(
    rf"(?:現行|現状|現在|今|いま|既存|前回|従来)(?:の)?(?:業者|ベンダー|仕入先|取引先|メーカー|委託先|サービス|システム|契約先|契約|導入先)?(?:は|が|:|では|には)\s?({_NAME})(?=を|に|で|から|、|$|製|社|と(?:の)?契約|(?:一部)?利用|だが|です|だ|との)"
)
_USED = re.compile(
    r"(?:さん|製品|製)?(?:を|から)(?:一部|現在)?(?:利用|使用|採用|導入して|契約|購入|仕入|リプレ|切り替え|切替|乗り換え|入れ替え)"
)
_PRICED = re.compile(r"(?:さん)?(?:は|が|の(?:方|ほう)が)(?:価格|見積|金額|値段|約)?(?:が|は)?\s?(?:\d[\d,.]*[万億]|高|安|本命|最有力)")
_EN_RIVAL = re.compile(
    r"(?:[Cc]ompetit(?:or|ors|ion)(?:\s(?:is|are|here is|include|includes))?\s?:?|[Aa]lso (?:talking|speaking|looking|evaluating|considering|meeting|getting (?:a )?quotes? from|testing)(?:\s(?:to|at|with|from))?|(?:talking|speaking) to|[Cc]ompar(?:ing|ed)(?: us)?(?: (?:with|to|against))|[Uu]p against|\bvs\.?|[Aa]gainst|[Ii]ncumbent(?: is| vendor is| supplier is|:)?|[Cc]urrently (?:use|using|with|uses|buy(?:ing)? from)|[Ss]witch(?:ing)? from|[Rr]ival(?:s)?(?: is| are|:)?|[Oo]ther (?:bidder|vendor|option|quote)s?(?: is| are|:)?|[Ss]hortlist(?:ed)?(?: with| includes|:)?|[Ee]valuating|[Cc]ompeting (?:with|against)|[Qq]uote from|[Pp]roposal from)\s"
    r"((?:[A-Z][\w&'’.-]*)(?:\s[A-Z][\w&'’-]*){0,3}(?:(?:,\s|\sand\s|\sor\s|,\sand\s)[A-Z][\w&'’.-]*(?:\s[A-Z][\w&'’-]*){0,3}){0,3})"
)
_EN_BIDS = re.compile(r"\b((?:[A-Z][\w&'’-]*)(?:\s[A-Z][\w&'’-]*){0,3}(?:(?:,\s|\sand\s)[A-Z][\w&'’-]*(?:\s[A-Z][\w&'’-]*){0,3}){0,2})\s(?:(?:have|has)(?: already| also| just)? (?:quoted|pitched|bid|offered|submitted|proposed)|quoted|is also (?:pitching|bidding|in)|also (?:pitched|quoted|bid|in the running)|pitched|undercut|dropped out|withdrew|came in at|offered (?:them )?|is the incumbent|is cheaper|is more expensive|has (?:also )?(?:quoted|submitted|proposed)|is in the running|is ahead|are (?:also |both |all )?(?:bidding|quoting|pitching))")  # fmt: skip
_NO_RIVAL = frozenset(
    "価格 納期 品質 条件 機能 性能 費用 コスト 見積 提案 資料 内容 結果 担当 今回 前回 次回 本社 現場 弊社 当社 自社 先方 御社 他社 競合 同業 各社 複数 数社 検討 比較 導入 予算 稟議 社長 部長 課長 工場長 専務 常務 上長 上司 "
    "状況 情報 製品 動向 特 なし 無 未定 不明 未確認 今後 現状 現行 既存 新規 上記 以下 現在 我々 相見積 社内 内製 自前 手作業 手書き 紙 電話 メール 口頭 これ それ こちら あちら どちら 両社 両方 一社 別 より excel fax zoom line web "
    "iot ai erp crm sfa pos ros2 saml sso it pc ec dx poc nda usb html pdf teams google microsoft windows office outlook slack エクセル ファックス メール タブレット スマホ パソコン ホワイトボード システム サーバ サーバー クラウド オンプレ "
    "ソフト パッケージ サービス デモ サンプル テスト トライアル スケジュール コスト リース カタログ メーカー ベンダー プラン リーダー ユーザー 三社 二社 1社 2社 3社 4社 時期 性 大手 地元 安い業者 業者 商社 代理店 銀行 取引先 仕入先 "
    "決裁 役員 経営 社員 職員 人手 人員 時間 作業 効率 省エネ 安全 導入時 年 月 週 日 方 点 話 声 件 仕様 案 今 前 後 上 下 中 間 側 先 元 者 社 物 事 感 度 率 額 値 量 数".split()
)  # fmt: skip


def find_competitors(sentences: Sequence[Sentence], context: ValueContext, customers: set[str], people: set[str]) -> list[Draft]:
    """Return the competitors sentences name, each once; the customer and his people never."""
    drafts: list[Draft] = []
    seen = set(customers)
    for sentence in sentences:
        if sentence.section in ("次回アクション", "先方出席者", "当方出席者", "会社名", "場所", "次回予定"):
            continue
        if not _RIVAL_HINT.search(sentence.text):
            continue
        for pattern, loose in _RIVALS:
            for match in pattern.finditer(sentence.text):
                run, run_at = (
                    (match[1], match.start(1))
                    if match.lastindex
                    else _run_before(sentence.text, match.start(), is_list=pattern is _COMPARED)
                )
                for name, at in _names_in(run, run_at):
                    key = company_key(name)
                    if key in seen or not _is_rival_name(name, loose, people, is_told=pattern in _TELLING) or (len(key) < 2 and not name.endswith("社")):
                        continue
                    if any(key in other or other in key for other in seen if len(other) >= 3 and len(key) >= 3):
                        continue
                    seen.add(key)
                    drafts.append(
                        Draft(
                            "競合",
                            sentence.start + at,
                            sentence.start + at + len(name),
                            resolve_company(name, context.by_key),
                            0.85 if loose else 0.78,
                            "cue",
                        )
                    )
    return drafts


_RIVAL_HINT = re.compile(
    r"競|ライバル|対抗|相見積|合い見積|あいみつ|アイミツ|比較|他社|コンペ|バッティング|提案|見積|プレゼン|売り込|営業|アプローチ|声|話を聞|名前|デモ|入札|応札|参戦|候補|検討|撤退|辞退|脱落|降り|持ち込|試作|サンプル|出して|優勢|有利|先行|食い込|攻勢|値下げ|値引き|安|値段|価格|出入り|接触|"
    r"一騎打ち|迷|天秤|並行|勝負|ぶつか|争|両にらみ|二択|どちら|という|って|現行|現状|現在|今|いま|既存|利用|使用|採用|導入|契約|購入|仕入|リプレ|切|乗り換|入れ替|高|本命|最有力|[A-Z]"
)
_RIVALS: tuple[tuple[re.Pattern[str], bool], ...] = (
    (_PARENTHESISED, True), (_LISTED, True), (_COMPARED, True), (_CALLED, True), (_BIDS, True), (_GAVE_UP, True), (_EN_RIVAL, True), (_EN_BIDS, True), (_INCUMBENT, False),
    (_USED, False), (_PRICED, False),
)  # fmt: skip
_TELLING = (_PARENTHESISED, _LISTED, _CALLED, _EN_RIVAL, _EN_BIDS)
"""Patterns that say in so many words that a competitor follows; others need a name that looks like one."""
_RUN_BACK = re.compile(rf"(?:(?<![ぁ-ん一-鿿ァ-ヴ])[ぁ-ん]{{2,6}}(?=[一-鿿ァ-ヴ]))?{_W}{{2,24}}(?:\s(?=[A-Z]){_W}{{1,20}}){{0,3}}$")
_LIST_BACK = re.compile(rf"{_W}{{2,24}}(?:(?:、|・|や|と){_W}{{2,24}}){{0,2}}$")


def _run_before(text: str, end: int, *, is_list: bool) -> tuple[str, int]:
    """Return the name (or names) that end where a telling phrase begins, and where they begin; "" when none does."""
    begin = max(0, end - (60 if is_list else 32))
    match = (_LIST_BACK if is_list else _RUN_BACK).search(text[begin:end])
    return (match[0], begin + match.start()) if match else ("", end)


_RIVAL_CUT = re.compile(r"、|・(?=[A-Z一-鿿])|(?<=[一-鿿ァ-ヴーA-Za-z])(?:と|や|とか)(?=[一-鿿ァ-ヴA-Z])|,\s?(?:and\s)?|\sand\s|\sor\s|/")


def _names_in(run: str, at: int) -> Iterable[tuple[str, int]]:
    last = 0
    for cut in [*_RIVAL_CUT.finditer(run), None]:
        stop = cut.start() if cut else len(run)
        piece = run[last:stop]
        lead = re.match(
            r"(?:現行の?|既存の?|大手の?|地元の?|業者の|メーカーの|競合(?:他社|先)?の?|他社(?:の)?|本日|今回|the\s|特に|一部|現在)*",
            piece,
        )
        offset = lead.end() if lead and lead.end() < len(piece) else 0
        name = re.sub(r"(?:さん|様|製品|パッケージ|提案|見積も?り?|製|案|側|等|など)+$", "", piece[offset:])
        name = re.sub(r"^([A-Z]社).*$", r"\1", re.sub(r"(?<=.{2})\d+社$", "", name))
        if name.strip(" ・-."):
            core = name.strip(" ・-.'")
            yield core, at + last + offset + name.index(core)
        if cut:
            last = cut.end()


def _is_rival_name(name: str, loose: bool, people: set[str], *, is_told: bool) -> bool:
    low = name.lower()
    if (
        len(name) < 2
        or len(name) > 30
        or low in _NO_RIVAL
        or name in people
        or name.isdigit()
        or (re.match(r"^[\d,.]+", name) and not is_company_like(name))
    ):
        return False
    if name in surnames() or (
        re.search(
            rf"(?:{_TITLE}|部|課|室|さん|様|氏|的|中|時|後|前|件|円|台|年|月|日|率|性|化|感|度|力|面|点|者|用|分|機能|価格|対応|動画|管理|予定|確認|案件|条件|資料|内容|作業|運用|更新|比較表)$",
            name,
        )
        and not is_company_like(name)
    ):
        return False
    if name.isascii():
        return name.split(maxsplit=1)[0] not in _EN_NOT and name[0].isupper() and name.lower() not in ("we", "i", "our", "they", "a", "it")
    has_kana = bool(re.search(r"[ァ-ヴA-Z]", name)) and name not in COMMON
    if name.endswith(COMMON_ENDS) and not looks_proper(name):
        return False
    return looks_proper(name) or (loose and (has_kana or (len(name) >= 3 and is_told and not is_company_like(name))))
