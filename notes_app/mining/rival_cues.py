"""Competitors in running prose, by what is said of a company: that it quoted, came, was used, won or was beaten.

Pure, on folded text. A candidate is a word shaped as a company's name, or a foreign or katakana word that さん, 社 or a
telling phrase makes one; who only carries, lends, owns or refers is no competitor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from notes_app.mining.sentence import Sentence
from notes_app.mining.slot_values import Draft, ValueContext
from notes_app.mining.values.companies import company_key, is_company_like, resolve_company
from notes_app.mining.values.people import find_people
from notes_app.mining.values.titles import surnames

_W = r"[一-鿿々ヶァ-ヴーA-Za-z0-9&'・.\-]"
_CANDIDATE = re.compile(rf"(?:(?<![ぁ-ん一-鿿ァ-ヴ])[ぁ-ん]{{2,5}}(?=[一-鿿ァ-ヴ]))?{_W}{{2,20}}(?:\((?:株|有|同)\))?(?P<hon>さん|様|社)?")
_SAID_AFTER = re.compile(
    r"(?:も|が|は|から(?:は|も)?|より|の(?:方|ほう)(?:が|は|も)?|さえ)[^。]{0,16}?(?:見積|提案|デモ|プレゼン|営業|売り込|声(?:を|が)|アプローチ|来た|来て|入って|入り込|食い込|持ち込|貸し出|出して|出てき|出した|言って|提示|値引|値下|下げて|安く|安い|高い|強い|攻勢|先行|優勢|有利|リード|取って|取っ(?:た|て)|持って(?:い|っ)|決ま|勝|負|撤退|辞退|降り|残っ|残り|継続|応札|入札|落札|参戦|候補|\d[\d.,]*(?:万|億|千|円|%)|[一二三四五六七八九十百千]+万)"
    r"|(?:の)(?:見積|提案|デモ|話|名前|名|営業|パンフ|カタログ|製品|サービス|システム|機械|ソフト|商品|担当|価格|金額|サンプル|評判|影)"
    r"|に(?:決ま|決定|決め|流れ|取られ|負け|敗|持って(?:い|っ)か|奪われ|戻|切り替|切替|乗り換|変え|声(?:を|も)?(?:かけ|掛け)|頼ん|聞い(?:た|て)|相談し|見積を?(?:取|依頼|頼)|出して(?:い)?る|出して(?:い)?た|任せ|委託|お願いして|発注して|やられ|先を越され|傾)"
    r"|(?:を|で|から)(?:使って|使い|使っ(?:た|て)|買っ|仕入|借り|入れて|入れた|導入|契約|採用|検討|比べ|選んだ|選ば|取って(?:い)?る)"
    r"|と(?:も|の|は)?(?:比較|比べ|コンペ|競|一騎打ち|どちら|迷|天秤|並行|相見積|両|二択|組んで(?:い)?る|契約)"
    r"|(?:優勢|優位|先行|継続|撤退|辞退|落札|に敗|も動|も検討|次第)"
)
_TOLD_BEFORE = re.compile(
    r"(?:他社|競合|ライバル|対抗馬?|相見積も?り?|あいみつ|合い見積|よそ|負けたの|勝ったの|決まったの|取られたの|選ばれたの|落札者?|比較(?:相手|先|対象)?|コンペ(?:相手)?|本命|二番手|2番手|次点|声をかけ(?:て(?:い)?る|た)の|来て(?:い)?るの|ライバルになりそうなの)(?:は|が|の|には?|で(?:は)?|として(?:は)?|先は|先が|、|:|\s|も)*[^、。]{0,4}$"
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
COMMON = frozenset(
    "デモ サンプル リース システム ベッド センサー メーカー サービス カタログ プラン セット ライン コスト データ ソフト パッケージ クラウド ユーザー オペレーター スタッフ モニター モニタ トラック コンペ プレゼン テスト トライアル レンタル リモコン スマホ "
    "タブレット ロボット フォーク フォークリフト パート バイト シフト マット レポート フォロー オプション グレード サイズ タイプ モデル シリーズ バッテリー コンビニ スーパー ホテル クリニック ネット メール ホームページ サイト ページ チラシ パンフ ポスター ロット ペース スケジュール オフィス シナリオ カルテ シンガポール アメリカ ドイツ フランス イタリア ベトナム インド インドネシア フィリピン タイ マレーシア ミャンマー ネパール ブラジル ヨーロッパ アジア ロシア カナダ オーストラリア イギリス スペイン ハワイ "
    "イベント セミナー オンライン リモート テレワーク アプリ アカウント ライセンス パスワード サーバー サーバ プリンター プリンタ スキャナー カメラ エアコン ポンプ モーター コンプレッサー コンベア パレット コンテナ ケース ボックス ラベル シール テープ フィルム ドラム タンク "
    "ボイラー エレベーター トイレ ドア フロア テナント オーナー マンション アパート ビル レイアウト デザイン ブランド キャンペーン クレーム トラブル ミス ロス リスク メリット デメリット ポイント レベル チーム グループ リーダー マネージャー エリア ルート センター コール ステップ フェーズ ゴール "
    "DX IT AI IoT ERP CRM SFA PoC POC RFP RFI NDA MOU SLA KPI CSV PDF Excel Word Zoom Teams Slack LINE Web WEB TEL FAX OK NG GW EC SNS HP QR PC iPad iPhone USB LAN WiFi LED BCP ISO HACCP CAD BIM OEM ODM PB NB SKU JAN EDI API URL MTG OS HR FM Q1 Q2 Q3 Q4".split()
)


def find_rivals(sentences: Sequence[Sentence], context: ValueContext, taken: set[str], people: set[str]) -> list[Draft]:
    """Return competitors by what sentences say of them, each once. taken: `company_key`s of the customer and those found."""
    drafts: list[Draft] = []
    seen = set(taken)
    for sentence in sentences:
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
        name = whole[: len(whole) - len(honoured)] if honoured in ("さん", "様") else whole
        name = re.sub(r"^(?:現行の?|既存の?|大手の?|地元の?|本日|今回|昨日|先日|先週|\d{1,2}月に?|去年|昨年)", "", name).strip(" ・-.")
        name = re.sub(r"^(?:では|には|とは|から|まで|より|での|への|もう|まだ|また|あと|でも|なら|ので|って|いま|ただ|なお|この|その|あの|うち)(?=.{2})", "", name)
        start = match.start() + whole.find(name) if name else match.start()
        end = start + len(name)
        if not _is_candidate(name, honoured, people):
            continue
        before, after = text[max(0, start - 24) : start], text[match.end() : match.end() + 40]
        listed = start - last_end <= 4 and spoken_of_before
        last_end = match.end()
        spoken_of_before = False
        if _OTHER_TRADE.search(before) or _OTHER_TRADE_AFTER.match(after):
            continue
        strong = looks_proper(name) or bool(honoured)
        told = _TOLD_BEFORE.search(before) or (strong and _HINTED_BEFORE.search(before))
        if told or (strong and _SAID_AFTER.match(after)) or listed or _list_leads(text, match.end(), strong=strong):
            spoken_of_before = True
            yield name, start, end


def _list_leads(text: str, end: int, *, strong: bool) -> bool:
    """A社、B社が見積を出している: the first of a list whose last one is spoken of."""
    tail = re.match(rf"(?:、|・|と|や|,\s)({_W}{{2,20}})(さん|様|社)?", text[end : end + 30])
    return bool(strong and tail and (tail[2] or looks_proper(tail[1])) and _SAID_AFTER.match(text[end + tail.end() : end + tail.end() + 40]))


def _is_candidate(name: str, honoured: str, people: set[str]) -> bool:
    if not 2 <= len(name) <= 22 or name in people or name in COMMON or name in surnames() or name.isdigit() or re.match(r"^[\d.,]+", name):
        return False
    if name in ("弊社", "当社", "自社", "御社", "貴社", "他社", "各社", "両社", "同社", "本社", "支社", "全社", "我社", "会社", "客先", "先方"):
        return False
    if re.search(r"(?:部長|課長|社長|専務|常務|所長|院長|店長|主任|係長|先生|部|課|室|係|的|性|化|率|費|料|額|数|量|日|月|年|時|分|回|件|台|名|人|個|枚|本|万|円|用|前|後|中|案|書|表|図|品|先|元|側|点|力|度|感|式|型|版|制|権|会|方|者|手|口|化粧|さ)$", name) and not is_company_like(name):
        return False
    if find_people(name + (honoured if honoured != "社" else "")):
        return False
    if any(name.endswith(word) and len(word) >= 3 for word in COMMON) or re.search(r"(?:支社|支店|工場|営業所|本社|本部|事務所)$", name):
        return False
    katakana = re.search(r"[ァ-ヴー]{3,}", name)
    latin = re.match(r"[A-Z][A-Za-z]{2,}", name)
    return looks_proper(name) or honoured == "社" or bool(honoured and (katakana or latin)) or bool(katakana and len(name) >= 4) or bool(latin)


_TRADES = re.compile(
    r"(?:内装|警備|配送|メンテ|メンテナンス|清掃|保守|開発|企画|制作|設計|技術|印刷|広告|教育|研修|環境|資源|包装|梱包|データ|ネット|システム|システムズ|サービス|ソフト|デザイン|人材|キャリア|スタッフ|通信|電気|設備|施設|病院|医院|学校|銀行|保険|製造|販売|産業|機械|化学|金属|食品|住宅|不動産|倉庫|物流|運輸|建築|土木|測量|観光|交通|旅行|出版|新聞|放送|映像|音楽|家具|家電|文具|事務機|組合|協会|商社|工房|ホーム|ハウス|ホテル|クリニック|薬局|大学|高校|本店|専門店|代理店|販売店|小売店|喫茶店|整骨院|美容室|サロン|食堂|レストラン|給食|厨房|リース|ガス|電力|石油|自動車|タクシー|バス|カード|ファンド|スクール|ステーション|センター|研究所|製作|製品|加工|溶接|塗装|配管|足場|解体|防水|屋根|木工|建具|ポンプ|バルブ|樹脂|ゴム|ガラス|塗料|薬品|飼料|肥料|茶|酒|米|園|荘|苑|堂|屋|館|社|会)$"
)


def looks_proper(name: str) -> bool:
    """Return whether a word is a company's name and not just a trade: 緊急配送 is none, ナナホシ配送 and 斉藤印刷 are."""
    if not is_company_like(name) or name in COMMON:
        return False
    trade = _TRADES.search(name)
    if not trade or re.search(r"株式会社|有限会社|合同会社|法人|\((?:株|有|同)\)", name):
        return True
    head = name[: trade.start()]
    return bool(re.search(r"[ァ-ヴー]{2}|[A-Za-z]{2}|[ぁ-ん]{2}", head)) or head in surnames() or len(head) >= 3 or (len(head) == 2 and head not in _PLAIN_HEADS)


_PLAIN_HEADS = frozenset(
    "緊急 定期 日常 電子 医療 会議 管理 業務 一括 自社 他社 新規 既存 社内 社外 店舗 本社 工場 現場 大型 小型 中型 専用 汎用 自動 全自 手動 空調 照明 給水 排水 電気 水道 通信 情報 人事 経理 総務 法務 営業 販売 製造 生産 物流 在庫 品質 安全 衛生 環境 保安 防犯 防災 消防 清掃 警備 受付 "
    "夜間 早朝 休日 年末 年始 月次 週次 年次 無料 有料 格安 高級 地元 近隣 近所 隣接 遠方 県内 県外 市内 市外 国内 海外 都内 全国 世界 日本 東京 大阪 名古 京都 神戸 横浜 札幌 仙台 広島 福岡 総合 専門 一般 特定 公共 民間 大手 中堅 中小 零細 個人 共同 共通 統合 分散 独自 標準 基幹 周辺 付属 関連 提携 協力 下請 元請 外部 内部 "
    "動物 小児 産婦 歯科 眼科 内科 外科 皮膚 整形 精神 救急 老人 介護 福祉 保育 教育 研修 学習 進学 大学 高校 中学 小学 幼稚 信用 都市 地方 政府 農業 漁業 林業 工業 商業 観光 宿泊 飲食 外食 中食 給食 弁当 惣菜 冷凍 冷蔵 常温 生鮮 青果 精肉 鮮魚 乾物 調味 製菓 製パ 飲料 酒類 化粧 日用 雑貨 衣料 婦人 紳士 子供 寝具 "
    "印刷 製本 出版 広告 宣伝 販促 企画 制作 撮影 編集 翻訳 配信 放送 映像 音楽 芸術 建設 建築 土木 設計 施工 解体 塗装 防水 内装 外装 左官 大工 電設 管工 造園 測量 地質 損害 生命 自動 火災 労働 社会 健康 年金 雇用 派遣 紹介 請負 求人 採用".split()
)
