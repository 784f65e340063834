"""Small talk and housekeeping: the weather, lunch, parking, somebody's mood. What people like to write and no template needs.

Pure. General words of the language by topic, in Japanese and English; `label_model` learns from them what labels of no
concern to a deal look like. They are a prior alone: whoever keeps such a field keeps it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from notes_app.mining.folding import fold_key

_TOPICS = {
    "weather": "天気予報 夕立 夕焼け 虹 星空 日の出 天気 お天気 天候 気温 空模様 空 天 晴雨 湿度 季節 花粉 weather sky 室温 風 雲行き 雲 日差し 暑さ 寒さ 湿気 climate",
    "meals": (
        "昼 昼めし 昼飯 昼食 お昼 昼ごはん ひるめし ランチ 朝食 朝めし 夕食 夕飯 夜 晩ごはん 夜ごはん 晩飯 食事 食べたもの 食べた物 めし 飯 腹ごしらえ おやつ 甘いもの 茶菓 茶菓子 お茶菓子 お茶 茶 飲み物 コーヒー "
        "一杯 晩酌 つまみ 朝ごはん 朝飯 夜食 間食 駅弁 食堂 社食 社員食堂 喫茶店 名物 定食 会食 一服 差し入れ 手土産 お土産 土産 おみやげ みやげ 頂き物 いただきもの お茶うけ lunch dinner breakfast supper snack snacks coffee tea canteen drinks food ate meal gift 昼の店 昼どこ 昼に食べたもの ラーメン カレー 弁当 おかず 飲み 飲み会 二次会 酒 接待の店 お菓子 菓子 差入 差入れ 出されたもの お茶請け refreshments lunch-spot food-notes drinks-after"
    ),
    "travel": (
        "混み具合 混雑 帰路 帰り道 道すがら 自転車 歩き 遅延 電車遅延 切符 バス停 駅 道の駅 温泉 サウナ 休憩所 帰宅 帰宅時刻 出発時間 到着時間 移動 移動手段 移動時間 移動距離 走行 走行距離 走行キロ 距離 道路状況 道路 道 道中 渋滞 道のり 経路 交通 交通費 旅費 経費 ガソリン ガソリン代 給油 駐車 駐車場 駐車場所 駐車場代 停めた所 停めた場所 駐車位置 高速代 高速 電車 電車代 "
        "乗り換え 交通手段 車 車両 社用車 車番 号車 最寄駅 最寄り駅 最寄 帰着 帰社 帰社時刻 帰着時刻 帰り 直帰 出発 出発時刻 出社 退社 退勤 宿 宿泊 宿泊先 ホテル mileage parking petrol fuel gas expenses travel train commute traffic route "
        "taxi drive car vehicle hotel odometer 前泊 待ち時間 到着 到着時刻 乗車 タクシー レンタカー etc 駐輪 駐輪場 バス 新幹線 徒歩 移動方法 行き方 アクセス 往復 往路 復路 直行直帰 直行 travel-time parking-spot commute-time how-i-got-there odo odometer オドメーター メーター 走行メーター"
    ),
    "self": (
        "家族 妻 子ども 子供 娘 息子 孫 誕生日 記念日 週末 休日 テンション 気力 体力 ストレス 頭痛 薬 通院 歯医者 散髪 髪 眼鏡 めがね ネクタイ シャツ 傘 手袋 日焼け ダイエット 禁煙 小遣い 宝くじ 競馬 相撲 推し 夢 weekend family kids birthday dream 服装 服 靴 靴下 履物 足元 足もと 持ち物 体調 気分 気持ち 機嫌 調子 体重 歩数 睡眠 腰 肩こり 眠気 疲れ 運動 筋トレ 健康 起床 就寝 今日の一言 今日のひとこと 一句 占い 運勢 星座 ラッキーカラー 趣味 野球 サッカー ゴルフ 釣り 音楽 bgm 読書 本 映画 "
        "mood energy steps sleep weight health shoes outfit music song book playlist gym 血圧 体温 検温 マスク 身だしなみ 名刺残 名刺枚数 忘れ物 持病 喫煙 たばこ タバコ 眠さ 元気度 やる気 気合 今日の収穫 今日の失敗 今日の反省 vibe vibes energy-level dress dress-code outfit sleepiness"
    ),
    "nature": "犬 猫 ペット 花 鳥 生き物 動物 景色 眺め 風景 窓の外 dog cat pet view flowers 猫の名前 桜 紅葉 庭 植木 金魚 水槽 plants garden",
    "talk": (
        "うわさ 噂 噂話 時事 ニュース テレビ ラジオ 新聞 発見 今日の発見 今日の一枚 小さな幸せ 感謝 highlight-of-the-day 雑感 独り言 ひとりごと 独りごと つぶやき ぼやき帳 小ネタ 余談 雑談 雑 雑記 世間話 よもやま話 無駄話 脱線 こぼれ話 おまけ アイスブレイク 小話 笑い話 ひとこと ひと言 今日の名言 small-talk chit-chat chitchat icebreaker off-topic "
        "trivia joke quote-of-the-day random fun-fact gossip 豆知識 格言 名言 川柳 だじゃれ ダジャレ 笑い 笑ったこと つかみ 掴み 場つなぎ 話のネタ帳 今日の話題 banter joke-of-the-day anecdote"
    ),
    "paperwork": (
        "提出 提出時刻 記入時刻 記入場所 書いた場所 書いた時間 書いた時刻 清書 written-at logged-at fax fax番号 日報番号 管理番号 通し番号 整理番号 ページ 頁 捺印 押印 上長印 検印 認印 印 上司確認 上長確認 課長印 部長印 上司コメント 確認印 閲覧 回覧 供覧 回付 ファイル名 保存先 保管場所 書式 様式番号 版 page page-no form-no filename stamp initials 所長印 受領印 承認印 受付番号 伝票番号 コピー先 部外秘 配布 版数 更新者 更新日 最終更新 最終更新日 入力者 入力日 入力時刻 作成日 提出日 提出先 日直 当番 勤務時間 残業 残業時間 休憩 勤怠 出社時刻 退社時刻 直行 備品 filed-by entered-by entered version printed signature"
    ),
    "desk": "門番 玄関 下駄箱 待合室 充電 電池残量 充電残量 受付 受付の人 受付の様子 受付対応 守衛 警備 入館 入館証 名札 取次 取次ぎ 取り次ぎ 電波 電波状況 通話状態 通信状態 回線 音声 音質 接続 スリッパ wifi wi-fi reception line-quality audio badge",
}  # fmt: skip
ASIDES = tuple(word for words in _TOPICS.values() for word in words.split() if len(word) > 1)
"""Labels that say nothing of a deal, of two characters or more: what a model can learn from."""
_KEYS = frozenset(fold_key(word) for words in _TOPICS.values() for word in words.split()) - {""}
CHATTER = frozenset(
    fold_key(word)
    for word in (
        "余談 雑談 雑 雑記 世間話 よもやま よもやま話 無駄話 脱線 小ネタ 小話 こぼれ話 おまけ おまけ話 蛇足 余 ざつだん 余談・雑談 ひとりごと 独り言 独白 つぶやき ぼやき 愚痴 ぼそっと ひとこと ひと言 今日のひとこと 今日の一言 small-talk trivia chit-chat "
        "off-topic aside asides musing musings mood the-mood アイスブレイク icebreaker"
    ).split()
) - {""}  # fmt: skip
"""Labels of the dictionary's remarks under which people chat."""
HOUSEKEEPING = frozenset(
    fold_key(word)
    for word in (
        "天気 天候 昼 昼めし 昼飯 昼食 お昼 昼ごはん ランチ 夕食 走行 走行距離 移動距離 移動時間 駐車 駐車場 駐車場代 帰着 帰社時刻 歩数 体調 手土産 交通費 ガソリン代 給油 検印 回覧 確認印 上長印"
    ).split()
)
"""Words that stand as labels in the weakest forms, too: 走行 88km, 昼 カレーうどん."""
SPEAKS_OF_ASIDES = 0.6  # share of a label's values that are small talk, from which on the label is
_VALUE = re.compile(
    r"晴|快晴|曇|くもり|クモリ|(?<![ァ-ヴー])(?:ハレ|アメ|ユキ)(?![ァ-ヴー])|はれ$|^はれ|小雨|大雨|雨(?!漏)|雪|みぞれ|霧|台風|猛暑|寒[いくか]|暑[いくか]|花粉|氷点下|☀|☁|☂|☔|⛅|"
    r"そば屋|蕎麦|うどん|ラーメン|カレー(?:うどん|ライス)?|定食|弁当|[一-鿿]丼|寿司|牛丼|唐揚げ|かき揚げ|天ぷら|チキン|おにぎり|コンビニ|立ち食い|食べ(?:た|そこね|損ね|て|ず)|昼抜き|うなぎ|焼肉|ごちそう|うまい|おいし|美味|"
    r"パスタ|ハンバーグ|とんかつ|トンカツ|餃子|刺身|海鮮|焼き?鳥|おでん|味噌汁|団子|大福|チョコ|プリン|サンドイッチ|缶コーヒー|コーヒー|珈琲|緑茶|麦茶|紅茶|ラテ|ジュース|せんべい|煎餅|まんじゅう|饅頭|ようかん|ヨウカン|羊羹|最中|ケーキ|クッキー|アイス(?!ブレ)|茶菓|菓子|ビール|飲み会|二日酔い|"
    r"犬|猫|ネコ|うさぎ|カラス|蝉|桜が|紅葉|ウサギ|インコ|金魚|"
    r"眠[いくか]|寝不足|疲れ|だるい|腰痛|ぎっくり腰|風邪|頭痛|筋肉痛|靴|スリッパ|靴下|温泉|散歩|釣り|野球|サッカー|ゴルフ|甲子園|占い|禁煙|ダイエット|"
    r"駐車|パーキング|コインP|満車|スタッドレス|渋滞|ガソリン|\d\s?(?:km|キロ)\b|号車|直帰|"
    r"\b(?:sunny|cloudy|rain(?:y|ing)?|snow(?:y|ing)?|windy|foggy|drizzle|sandwich|noodles|pizza|burger|cake|coffee|espresso|latte|flat white|tea|beer|lunch|dog|cat|tired|sleepy|headache|jet-?lag|parked|parking|traffic|mileage|miles)\b",
    re.IGNORECASE,
)  # fmt: skip


_CHATTED = re.compile(r"^(?:ひとこと|ひと言|ひとりごと|独り言|つぶやき|余談|雑談|世間話|無駄話)")


def is_chatter(key: str) -> bool:
    """Return whether people chat under a folded label that the dictionary lists among the remarks: 余談, ひとこと反省."""
    return key in CHATTER or bool(_CHATTED.match(key))


_BEFORE = re.compile(r"^(?:(?:本日|今日|きょう|昨日|当日|今週|今朝|帰り|行き)の|(?:my|the|today'?s)-)")
_BEHIND = re.compile(r"(?:メモ|ネタ|ノート|記録|報告|情報|状況|メニュー|代|コーナー|帳|の?話|の店|の様子|のこと|は|-notes?|-log|-memo)$")


@lru_cache(maxsize=8192)
def is_aside_label(key: str) -> bool:
    """Return whether a folded label is one of the words for small talk and housekeeping: 天気, 本日の走行, 移動メモ, 犬は."""
    bare = _BEFORE.sub("", key)
    return any(word in _KEYS or word in CHATTER for word in (key, bare, _BEHIND.sub("", key), _BEHIND.sub("", bare)))


def is_housekeeping(key: str) -> bool:
    """Return whether a folded label is a word for housekeeping that stands as a label in the weakest forms, too: 走行 88km."""
    return _BEFORE.sub("", key) in HOUSEKEEPING


def speaks_of_asides(value: str) -> bool:
    """Return whether a folded value speaks of the weather, food, animals, one's shoes or the like."""
    return bool(_VALUE.search(value))
