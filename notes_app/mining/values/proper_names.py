"""Is a word the name of one company, or only what companies do? 緊急配送 is a trade, ナナホシ配送 a company. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from notes_app.mining.values.companies import is_company_like
from notes_app.mining.values.titles import surnames

COMMON = frozenset(
    "デモ サンプル リース システム ベッド センサー メーカー サービス カタログ プラン セット ライン コスト データ ソフト パッケージ クラウド ユーザー オペレーター スタッフ モニター モニタ トラック コンペ プレゼン テスト トライアル レンタル リモコン スマホ "
    "タブレット ロボット フォーク フォークリフト パート バイト シフト マット レポート フォロー オプション グレード サイズ タイプ モデル シリーズ バッテリー コンビニ スーパー ホテル クリニック ネット メール ホームページ サイト ページ チラシ パンフ ポスター ロット ペース スケジュール オフィス シナリオ カルテ シンガポール アメリカ ドイツ フランス イタリア ベトナム インド インドネシア フィリピン タイ マレーシア ミャンマー ネパール ブラジル ヨーロッパ アジア ロシア カナダ オーストラリア イギリス スペイン ハワイ "
    "イベント セミナー オンライン リモート テレワーク アプリ アカウント ライセンス パスワード サーバー サーバ プリンター プリンタ スキャナー カメラ エアコン ポンプ モーター コンプレッサー コンベア パレット コンテナ ケース ボックス ラベル シール テープ フィルム ドラム タンク "
    "ボイラー エレベーター トイレ ドア フロア テナント オーナー マンション アパート ビル レイアウト デザイン ブランド キャンペーン クレーム トラブル ミス ロス リスク メリット デメリット ポイント レベル チーム グループ リーダー マネージャー エリア ルート センター コール ステップ フェーズ ゴール "
    "DX IT AI IoT ERP CRM SFA PoC POC RFP RFI NDA MOU SLA KPI CSV PDF Excel Word Zoom Teams Slack LINE Web WEB TEL FAX OK NG GW EC SNS HP QR PC iPad iPhone USB LAN WiFi LED BCP ISO HACCP CAD BIM OEM ODM PB NB SKU JAN EDI API URL MTG OS HR FM Q1 Q2 Q3 Q4".split()
)
"""Katakana and Latin words of business that are no names."""
COMMON_ENDS = tuple(word for word in COMMON if len(word) >= 3)

_TRADES = re.compile(
    r"(?:内装|警備|配送|メンテ|メンテナンス|清掃|保守|開発|企画|制作|設計|技術|印刷|広告|教育|研修|環境|資源|包装|梱包|データ|ネット|システム|システムズ|サービス|ソフト|デザイン|人材|キャリア|スタッフ|通信|電気|設備|施設|病院|医院|学校|銀行|保険|製造|販売|産業|機械|化学|金属|食品|住宅|不動産|倉庫|物流|運輸|建築|土木|測量|観光|交通|旅行|出版|新聞|放送|映像|音楽|家具|家電|文具|事務機|組合|協会|商社|工房|ホーム|ハウス|ホテル|クリニック|薬局|大学|高校|本店|専門店|代理店|販売店|小売店|喫茶店|整骨院|美容室|サロン|食堂|レストラン|給食|厨房|リース|ガス|電力|石油|自動車|タクシー|バス|カード|ファンド|スクール|ステーション|センター|研究所|製作|製品|加工|溶接|塗装|配管|足場|解体|防水|屋根|木工|建具|ポンプ|バルブ|樹脂|ゴム|ガラス|塗料|薬品|飼料|肥料|茶|酒|米|園|荘|苑|堂|屋|館|社|会)$"
)


@lru_cache(maxsize=4096)
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
