"""Companies and other bodies in a text, resolved against the account directory where one is given.

Pure, on folded text. A company is known by its corporate form (株式会社, (株), Inc.), by how such names end
(製作所, 病院, 市役所), or by standing in the directory.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from notes_app.mining.values.english_names import FIRST_WORDS
from notes_app.mining.values.word_list import any_of

_FORM = (
    r"(?:株式会社|有限会社|合同会社|合資会社|合名会社|\((?:株|有|同|資|医|学|福|社福|一社|公社|財|社|独)\)|社会医療法人(?:財団|社団)?|医療法人(?:社団|財団)?|"
    r"学校法人|社会福祉法人|一般社団法人|一般財団法人|公益財団法人|公益社団法人|宗教法人|NPO法人|特定非営利活動法人|独立行政法人|地方独立行政法人|"
    r"国立大学法人|公立大学法人|農事組合法人|(?:生活|農業|漁業|事業)?協同組合|弁護士法人|税理士法人|社会保険労務士法人|監査法人)"
)
_CORE = r"[一-鿿々ヶ〆ァ-ヴーA-Za-z0-9&'’・.\-]"
_PARTICLES = r"[へのはがをにでともやか](?:[一-鿿ァ-ヴA-Z0-9、。\s]|$)|(?:では|には|とは|との|での|への|から|まで|より|です|でし|という|とし|さん|さま|のほう|ほか|など|につ|にお|にて|って|だっ|でも|にも|とも|もう|がい|がき|はじ|はま(?![るかぐぜち])|のよ|のと)"
NATURE = "[日月星森林虹海山川里丘空風花木石土光雪春夏秋冬朝夕夜緑青赤白黒金銀杉松竹梅桜菊萩橋港浜島岬峰谷沢泉滝池湖河原野畑園庭庵蔵宿湯鶴亀鳩鷹鳥魚貝米麦茶酒塩味食膳台門窓灯音色香夢心和実結縁恵福寿丸角]"
NAMED = rf"(?<![一-鿿々]){NATURE}の(?=[一-鿿ァ-ヴ])"
_AFTER_FORM = re.compile(
    rf"(?:(?<![一-鿿々ァ-ヴーA-Za-z])|(?<=今)|(?<=日)|(?<=頃)|(?<=時)|(?<=分)|(?<=[先程回次朝昼方])){_FORM}\s?(?:(?!{_PARTICLES})[ぁ-ん]{{2,8}}(?=[一-鿿ァ-ヴA-Z\s、。,)(]|の|さん|さま|から|まで|[をにでへが]|$))?(?:[一-鿿]の(?=[一-鿿ァ-ヴ]))?{_CORE}{{0,24}}"
)
_BEFORE_FORM = re.compile(
    rf"(?:(?<![ぁ-ん一-鿿])[ぁ-ん]{{2,7}}|(?<=[日時分今前後朝昼夕][はにも])[ぁ-ん]{{2,6}}(?=[一-鿿ァ-ヴ])|{NAMED}|(?<![A-Za-z])(?:[A-Z][A-Za-z&'.\-]+\s){{1,3}}(?=[A-Z]))?{_CORE}{{1,24}}\s?(?:株式会社|有限会社|合同会社|\((?:株|有|同)\)|協同組合)"
)
_ENGLISH = re.compile(
    r"\b(?:[A-Z][\w&'’-]*\s(?:&\s)?){0,4}[A-Z][\w&'’-]*,?\s(?:Inc|Corp|Corporation|Co\.?,?\s?Ltd|Ltd|LLC|LLP|PLC|K\.?K|GmbH|AG|S\.?A|Pty|Company|Group|Holdings|"
    r"Hospital|University|Hotel|Hotels|Clinic|Foods|Industries|Logistics|Systems|Partners|Bank|Labs?|Technologies|Solutions|Manufacturing|Electric|Motors|Trading|Construction|Medical|Pharma)\b\.?"
)
_CAPITAL = re.compile("[A-Z]")
_TAILS = (
    "製作所 工業 電機 建設 商事 物産 商会 商店 運輸 運送 印刷 銀行 信用金庫 信金 病院 医院 クリニック 歯科 薬局 大学 高校 高等学校 学園 学院 小学校 "
    "中学校 幼稚園 保育園 こども園 市役所 区役所 町役場 村役場 県庁 事務所 ホテル 旅館 ホテルズ 食品 フーズ 製薬 化学 化成 金属 精機 精工 鉄工 鉄工所 鋼業 興業 "
    "工務店 不動産 ハウス ホーム 住宅 住建 システムズ システム ソリューションズ テック ソフト 通信 電子 電工 電気 設備 酒造 酒店 農園 水産 製菓 製パン ベーカリー "
    "ストア マート 百貨店 書店 出版 新聞社 ホールディングス コーポレーション 機械 機工 製麺 製紙 紙業 倉庫 ロジスティクス ロジ 警備保障 メディカル 製造 "
    "販売 開発 リース 技研 エンジニアリング サービス ケア 苑 園 荘 堂 屋 会館 ラボ 工房 組 業務店 青果 牧場 生コン 塗装 造園 工機 金庫 生協 農協 "
    "鍛工 鋳工 精鍛 鐵工 製罐 機材 製鐵 発條 螺子 熱工 冷機 産機 建機 医機 酪農 製餡 製糖 製塩 珍味 佃煮 漬物 豆腐 蒲鉾 ハム 酒類 飲料 ビバレッジ ビール コーヒー 珈琲 紅茶 精肉 鶏卵 花き 孔版 製版 写真 写植 刷版 洋紙 紙店 紙商 インキ 製袋 印章 看板 装飾 スーパー フレッシュ 水産物 食肉 畜肉 米菓 菓子 和菓子 洋菓子 デリカ 惣菜 弁当 給食センター "
    "メンテ メンテナンス クリーン クリーニング ビルテック ファシリティ ファシリティーズ ファシリティズ 管財 地所 信用組合 信組 ビルケア ビルサービス ビル管理 興産 エステート リアルティ プロパティ プロパティーズ ワークス ファクトリー デザイン スタジオ 人材 キャリア スタッフ スタッフィング リクルーティング "
    "エージェンシー プレス プリント プリンティング プロセス 印刷所 製本 製函 紙工 箔押し 出版社 書籍 文庫 広告社 企画社 制作 制作所 プロダクション アドバイザーズ アドバイザリー エレベータ エレベーター 昇降機 リネン 給食 フードサービス 厨房 酒販 製氷 冷凍 漁業 水産加工 食糧 米穀 茶舗 本舗 総業 "
    "キャピタル ベンチャーズ ファンド ファイナンス 信販 クレジット カード 共済 共済会 生命 損保 リサーチ マーケティング メディア コミュニケーションズ コミュニケーション スポーツ フィットネス ヘルスケア メディックス ファーマ バイオ 製剤 医科 鍼灸院 整骨院 接骨院 動物病院 薬品工業 "
    "警備 セキュリティ ガード 防災 消防設備 空調設備 電設 計器 計量協会 協会 連盟 機構 商工 工業所 鉄工場 製缶 板金 溶接 熱処理 研磨 切削 ばね ねじ 歯車 軸受 油圧 ポンプ バルブ 配管 足場 解体 左官 塗工 防水 屋根 サッシ 畳店 内装 インテリア 家電 カメラ 時計 眼鏡 楽器 玩具 文具 事務機 OA "
    "ホテルグループ リゾート 観光開発 交通バス 空輸 物流 配送 引越センター 倉庫運輸 港運 船舶 海事 鉱業 砕石 採石 セメント コンクリート 窯業 タイル 製瓦 木工 建具 製作 建築 建築設計 設計事務所 会計事務所 法律事務所 税理士事務所 社労士事務所 特許事務所 "
    "漁協 組合 証券 保険 観光 交通 タクシー 自動車 モーターズ 石油 ガス 電力 土木 測量 設計 繊維 縫製 アパレル 産業 商社 総業 美容室 サロン 食堂 本店 総本店 研究所 モータース "
    "船具 船用品 鍛工 製鋲 製線 伸線 伸銅 圧延 鋼線 鋼板 鉄鋼 製鉄 非鉄 合金 鋳工 精密 精工舎 精器 精密工業 光機 光学 電器 電線 電池 電材 電装品 機材 機器 器材 器械 器機 機販 機電 農材 資材 商材 包材 製網 漁具 釣具 刃物 工器 工器具 作業服 制服 寝具 寝装 "
    "靴店 履物 皮革 縫工 刺繍 染色 染料 製帽 手袋 靴下 紙店 紙販 紙器工業 製紙工業 写真館 写真 映画 劇場 製版 表具 畳 襖 瓦 石材 石店 造船所 造機 車体 車両 輪業 自転車 部品 整備 整備工場 給油所 燃料 燃商 炭鉱 原料 糧食 食材 食産 食肉 精肉 青果市場 鮮魚 漁具 海産 海苔 珈琲 製餡 製糖 製塩 味噌 醤油 酢 "
    "眼科 内科 外科 小児科 耳鼻科 皮膚科 産婦人科 整形外科 診療所 医療 介護 福祉 老健 薬店 薬業 検査 検診 鋼材 鋼管 商運 建材 木材 薬品 飼料 畜産 養鶏 電装 電業 重工 造船 車輌 自工 製粉 製油 製材 醸造 製茶 園芸 旅行 ゴム 樹脂 化工 陶器 ガラス 硝子 家具 工芸 塗料 冷熱 空調 計装 計測 商船 海運 陸運 通運 急便 葬祭 予備校 スクール アカデミー レストラン 金物 ハウジング リフォーム 公社 財団 振興会 商工会 美術 デザイン 企画 広告 総研 技術 科学 製鋼 鋳造 鍛造 メッキ 金型 プラスチック 包装 梱包 紙器 段ボール 資源 環境 清掃 美装 緑化 種苗 農機 農産 牧場 乳業 水道 管工 鉄道 バス 航空 空港 放送 映像 音楽 出版 新聞 書房 幼児 福祉会 福祉 学舎 医療センター 薬化 油脂 染工 織物 紡績 ニット 工学 電算 データ ネット ネットワーク テクノ テクノロジー 建装 呉服 什器 医器 通工 鋼機 海陸 住機 住器 住設 設計室 工藝 電研 音響 宝飾 真珠 織布 漆器 酒蔵 養蜂 無線 警送 興発 林業 土建 建工 興建 表装 貿易 通商 交易 生花 学習塾 塾 神社 自販 オート 教委 教育委員会 教育センター 消防本部 会議所 福祉センター 文化センター 図書館 博物館 美術館 水族館 動物園 公民館 児童館 保健所 消防署 ファーム エナジー エネルギー パートナーズ インターナショナル ジャパン コンサルティング クリエイト プランニング"
).split()
_STRONG_TAIL = re.compile(any_of(_TAILS) + "$")
_TRADE_WORDS = frozenset(_TAILS)
TRADE_BEHIND_KANA = re.compile(rf"[ぁ-ん](?:{any_of(tail for tail in _TAILS if len(tail) >= 2)}|社|塾)")
_KANA_FIRM = re.compile(
    r"(?:(?P<before>[一-鿿々ァ-ヴーA-Za-z]{1,8}の?)|(?<![ぁ-ん]))(?P<kana>(?!さん|さま|いう|ゆう|ちゅう|とか|から|まで|より|では|には|との|への|での|とは|です|など|という|として|につい|により|による|ながら|けれど|たい|ない|ある|いる|する|した|して|って|っ|い[たて]|れ[たて]|ます)[ぁ-ん]{2,7})"
    rf"(?:{any_of(tail for tail in _TAILS if len(tail) >= 2)}|社)+(?:(?![一-鿿ァ-ヴー])|(?=手?強|推し|優勢|先行|有利|継続|本命|案))"
)
"""みなと食品, 東山ひまわり農園: a name in hiragana with a trade behind it."""
_LETTER = re.compile(r"^[A-Z]社")
_FORM_ANY = re.compile(_FORM)
_HOUSE = re.compile(r"[一-鿿々]{1,5}[^会弊当御他各両本支同貴商公神結自全我入来退出版聞行信一二三四五六七八九十数現新旧前後元親子分]社")  # 三光社
_FORM_SPELLING = (("(株)", "株式会社"), ("(有)", "有限会社"), ("(同)", "合同会社"), ("(資)", "合資会社"), ("(医)", "医療法人"), ("(学)", "学校法人"),
                  ("(福)", "社会福祉法人"), ("(社福)", "社会福祉法人"))  # fmt: skip
_BRANCH = re.compile(r"\s(?:本社|本店|.{1,12}?(?:支店|支社|営業所|工場|センター|事業所|事務所|本部|倉庫|ビル|オフィス|店|部|課|室|様|さん|氏))(?:[\s、,(].*)?$")


@dataclass(frozen=True, slots=True)
class CompanyMatch:
    """One company in a folded text: span, and the name as it stands."""

    start: int
    end: int
    name: str


def find_companies(text: str, filed: Mapping[str, str] | None = None) -> tuple[CompanyMatch, ...]:
    """Return the companies that folded prose names by their corporate form, or that `filed` (see `directory`) lists."""
    text = text[:1500].replace("\t", " ")
    found: list[CompanyMatch] = []
    patterns = [_AFTER_FORM, _BEFORE_FORM] if _FORM_ANY.search(text) else []
    for pattern in (*patterns, _ENGLISH) if _CAPITAL.search(text) else patterns:
        for match in pattern.finditer(text):
            name = match[0].rstrip(" ・-'")
            if _FORM_ANY.fullmatch(name) or _FILLER_FORM.fullmatch(name) or any(match.start() < c.end and c.start < match.end() for c in found):
                continue
            if pattern is _ENGLISH and name.split()[0].lower() in ("the", "this", "our", "their", "a"):
                continue
            name = re.sub(r"(?<=.{4})(?:の?(?:本院|本社|本店)|様(?:訪問|商談|打合せ?|面談|宛))$", "", name)
            start = match.start() + (_leading_words(name) if pattern is _ENGLISH else _leading_noise(name))
            found.append(CompanyMatch(start, match.start() + len(name), text[start : match.start() + len(name)]))
    for name in _listed_in(text, filed or {}):
        at = text.find(name)
        if at >= 0 and not any(at < c.end and c.start < at + len(name) for c in found):
            found.append(CompanyMatch(at, at + len(name), name))
    return tuple(sorted(found, key=lambda one: one.start))


_FILLER = r"(?:えっと|えーと|えー|あのー?|まあ|今日?|いま|本日|昨日|先日|先程|先ほど|さっき|午前|午後|朝|昼|夕方|今回|次回|次|はい|で|は|が|に|と)+"
_FILLER_FORM = re.compile(rf"{_FILLER}(?:株式会社|有限会社|合同会社|\((?:株|有|同)\))")
"""What a speaker says before 株式会社〜; the name follows the form."""


def kana_firms(text: str) -> tuple[CompanyMatch, ...]:
    """Return the firms whose names are written in hiragana with a trade behind: みなと食品, 旅のつばさ観光. A particle before is none of it."""
    found = []
    for match in _KANA_FIRM.finditer(text[:1500]) if TRADE_BEHIND_KANA.search(text) else ():
        start = match.start()
        if match["before"] and (particle := re.match(r"(?:では|には|とは|から|[はがをにでへとも])(?=[ぁ-ん]{2})", match["kana"])) and not match["before"].endswith("の"):
            start = match.start("kana") + particle.end()
        found.append(CompanyMatch(start, match.end(), text[start : match.end()]))
    return tuple(found)


def _leading_noise(name: str) -> int:
    """Return how many leading characters are a date or a word of the sentence, not of the name (4月3日青葉株式会社)."""
    match = re.match(r"(?:\d{1,4}[年月日時分:/.]?)+(?=\D)|(?:本日|昨日|今日|明日|先日|新規|既存|午前|午後)", name)
    return match.end() if match else 0


def _leading_words(name: str) -> int:
    """Return how many leading characters are words of the sentence: Visited Fenwick Mills Ltd."""
    words = name.split(" ")
    told = next((at for at, word in enumerate(words[:-2]) if word not in FIRST_WORDS or word in ("The", "North", "South", "East", "West", "New")), 0)
    return sum(len(word) + 1 for word in words[:told])


def _listed_in(text: str, filed: Mapping[str, str]) -> list[str]:
    if not filed:
        return []
    return sorted((name for name in filed if len(name) >= 3 and name in text), key=len, reverse=True)


@lru_cache(maxsize=8192)
def company_key(name: str) -> str:
    """Return the key that spellings of one company share: NFKC, no corporate form, no spaces, lower case."""
    key = _FORM_ANY.sub("", unicodedata.normalize("NFKC", name))
    key = _OF_NO_NAME.sub("", _ENGLISH_FORM.sub("", key.strip())).lower()
    return _HOUSE_OF_KANA.sub("", key)  # オルカ社 is オルカ; A社 stays


_ENGLISH_FORM = re.compile(r",?\s(?:inc|corp|corporation|co\.?,?\s?ltd|ltd|llc|k\.?k|gmbh|plc)\b\.?$", re.IGNORECASE)
_OF_NO_NAME = re.compile(r"[\s・.,'’\-]+|(?:様|さま|さん|御中|殿)$")
_HOUSE_OF_KANA = re.compile(r"(?<=[ァ-ヴーa-z]{3})社$")


_ENGLISH_FORM = re.compile(r",?\s(?:Inc|Corp|Corporation|Co\.?,?\s?Ltd|Ltd|LLC|LLP|K\.?K|GmbH|PLC)\.?$")


def directory(companies: tuple[str, ...]) -> dict[str, str]:
    """Return how each filed company may be written in prose -> the name as filed."""
    listed: dict[str, str] = {}
    for company in companies:
        folded = unicodedata.normalize("NFKC", company).strip()
        short = _ENGLISH_FORM.sub("", _FORM_ANY.sub("", folded)).strip()
        for spelling in (folded, short):
            if len(spelling) >= 2:
                listed.setdefault(spelling, company)
    return listed


def resolve_company(name: str, by_key: Mapping[str, str]) -> str:
    """Return the company as it is filed, else its name with (株) spelled out.

    by_key: `company_key` of each filed company -> as filed. A branch (青葉製作所 川崎工場) finds its company.
    """
    key = company_key(name)
    if key in by_key:
        return by_key[key]
    for length in range(len(key) - 1, max(2, len(key) - 9), -1):  # the longest filed name that it begins with
        if key[:length] in by_key:
            return by_key[key[:length]]
    spelled = unicodedata.normalize("NFKC", name).strip()
    for short, full in _FORM_SPELLING:
        spelled = spelled.replace(short, full)
    return re.sub(r"(?<=株式会社)\s(?=\S)|\s(?=株式会社)", "", spelled)


@lru_cache(maxsize=4096)
def is_company_like(word: str) -> bool:
    """Return whether a whole word is shaped as the name of a company or another body."""
    word = word.strip()
    if not 2 <= len(word) <= 40 or "。" in word or "!" in word or "?" in word:
        return False
    tail = _STRONG_TAIL.search(word)
    return bool(_FORM_ANY.search(word) or (tail and tail.start() > 0) or _HOUSE.fullmatch(word) or _LETTER.match(word) or _ENGLISH.fullmatch(word))


def has_form(text: str) -> bool:
    """Return whether a corporate form (株式会社, (医), NPO法人) stands in folded text."""
    return bool(_FORM_ANY.search(text))


def is_trade(word: str) -> bool:
    """Return whether a word is only what companies' names end in (製菓, 建設)."""
    return word in _TRADE_WORDS and len(word) >= 2


_AFTER_NAME = re.compile(
    r"(?:様|さま|さん|御中|殿|社内)(?:$|(?=[\s(、,・/]))|\s*\((?!(?:株|有|同|医|学|福|社福|資)\))[^()]{0,40}\)\s*$|。$|(?<![A-Z.dcpo])\.$"
)


def clean_company(text: str) -> tuple[int, int]:
    """Return the span of the name inside folded text that stands under a label for a company: no 様, no brackets, no branch or person after it."""
    wide = text.find("\t", 2)
    if wide > 0 and _FORM_ANY.search(text[:wide]) and not _FORM_ANY.fullmatch(text[:wide].strip()):
        text = text[:wide]  # 「三輪木株式会社　駅前の喫茶店で」
    text = text.replace("\t", " ")
    status = re.match(r"\s*(?:新規|既存|継続|重点|見込)\s?[/:・]\s?", text)
    text = " " * status.end() + text[status.end() :] if status else text
    start = len(text) - len(text.lstrip(" 「『\"'*@◎○●■□☆★◆◇・"))
    value = text[start:].rstrip(" 」』\"'*。")
    aside = re.search(r"\s?\((?!(?:株|有|同|医|学|福|社福|資)\))", value)
    if aside and aside.start() > 1:
        value = value[: aside.start()]
    cut = re.search(r"[、,/|;→⇒※@]|\s-\s|\s{2,}", value)
    if cut and cut.start() > 1 and not re.search(r",\s?(?:Inc|Ltd|LLC|Co)", value):
        value = value[: cut.start()]
    clock = re.search(r"\s+(?:\d{1,2}(?::\d\d|時|/\d)|[^\s:]{1,12}::)", value)
    if clock and clock.start() > 1:
        value = value[: clock.start()]
    formed = re.match(r"([^()]{2,24}?(?:\((?:株|有|同)\)|株式会社|有限会社|合同会社))(?=\s?[^\s])", value)
    if formed and not _FORM_ANY.match(value):
        value = formed[1]
    elif glued := re.match(rf"(.{{2,20}}?{_STRONG_TAIL.pattern[:-1]})・?([一-鿿々ァ-ヴー]{{1,6}}(?:工場|支店|営業所|本社|支社|センター|事業所|出張所))$", value):
        value = glued[1]
    place = re.search(r"(?:さん|様)?の(?:[一-鿿ァ-ヴー]{1,6}(?=工場|倉庫|支店|営業所|本社|店|センター|事業所))?(?:支店|営業所|センター|事業所|事務所|工房|工場|本社|本店|店|オフィス|現場|倉庫|会議室|応接室?)$", value)
    if place and place.start() >= 3:
        value = value[: place.start()]
    seat = re.search(r"(?:本社|本店)$", value)
    if seat and seat.start() >= 4 and (_FORM_ANY.search(value) or _STRONG_TAIL.search(value[: seat.start()])):
        value = value[: seat.start()]
    branch = _BRANCH.search(value)
    if branch and branch.start() >= 2 and not _FORM_ANY.search(value[branch.start() :]):
        head = value[: branch.start()]
        if not _FORM_ANY.fullmatch(head.strip()):
            value = head
    for _ in range(2):
        value = _AFTER_NAME.sub("", value).rstrip()
    return start, start + len(value)


def looks_own_company(word: str) -> bool:
    """Return whether a word stands for ourselves (弊社, 当社)."""
    return word in ("弊社", "当社", "自社", "わが社", "我が社", "こちら", "うち")
