"""Small talk and housekeeping: the weather, lunch, parking, somebody's mood. What people like to write and no template needs.

Pure. General words of the language by topic, in Japanese and English; `label_model` learns from them what labels of no
concern to a deal look like. They are a prior alone: whoever keeps such a field keeps it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from notes_app.mining.folding import fold_key, to_hiragana

_TOPICS = {
    "weather": "天気予報 夕立 夕焼け 虹 星空 日の出 天気 お天気 天候 気温 空模様 空 天 晴雨 湿度 季節 花粉 weather sky 室温 風 雲行き 雲 日差し 暑さ 寒さ 湿気 climate",
    "meals": (
        "昼 晩めし 昼めし 昼飯 昼食 お昼 昼ごはん ひるめし ランチ 朝食 朝めし 夕食 夕飯 夜 晩ごはん 夜ごはん 晩飯 食事 食べたもの 食べた物 めし 飯 腹ごしらえ おやつ 甘いもの 茶菓 茶菓子 お茶菓子 お茶 茶 飲み物 コーヒー "
        "一杯 晩酌 つまみ 朝ごはん 朝飯 夜食 間食 駅弁 食堂 社食 社員食堂 喫茶店 名物 定食 会食 一服 差し入れ 手土産 お土産 土産 おみやげ みやげ 頂き物 いただきもの お茶うけ lunch dinner breakfast supper snack snacks coffee tea canteen drinks food ate meal gift 昼の店 昼どこ 昼に食べたもの ラーメン カレー 弁当 おかず 飲み 飲み会 二次会 酒 接待の店 お菓子 菓子 差入 差入れ 出されたもの お茶請け refreshments lunch-spot food-notes drinks-after"
    ),
    "travel": (
        "燃費 洗車 混み具合 混雑 帰路 帰り道 道すがら 自転車 歩き 遅延 電車遅延 切符 バス停 駅 道の駅 温泉 サウナ 休憩所 帰宅 走 帰宅時刻 出発時間 到着時間 移動 移動手段 移動時間 移動距離 走行 走行距離 走行キロ 距離 道路状況 道路 道 道中 渋滞 道のり 経路 交通 交通費 旅費 経費 ガソリン ガソリン代 給油 駐車 駐車場 駐車場所 駐車場代 停めた所 停めた場所 駐車位置 高速代 高速 電車 電車代 "
        "乗り換え 交通手段 車 車両 社用車 車番 号車 最寄駅 最寄り駅 最寄 帰着 帰社 帰社時刻 帰着時刻 帰り 直帰 出発 出発時刻 出社 退社 退勤 宿 宿泊 宿泊先 ホテル mileage parking petrol fuel gas expenses travel train commute traffic route "
        "taxi drive car vehicle hotel odometer 前泊 待ち時間 到着 到着時刻 乗車 タクシー レンタカー etc 駐輪 駐輪場 バス 新幹線 徒歩 移動方法 行き方 アクセス 往復 往路 復路 直行直帰 直行 travel-time parking-spot commute-time how-i-got-there odo odometer オドメーター メーター 走行メーター"
    ),
    "self": (
        "散歩 家族 妻 子ども 子供 娘 息子 孫 誕生日 記念日 週末 休日 テンション 気力 体力 ストレス 頭痛 薬 通院 歯医者 散髪 髪 眼鏡 めがね ネクタイ シャツ 傘 手袋 日焼け ダイエット 禁煙 小遣い 宝くじ 競馬 相撲 推し 夢 weekend family kids birthday dream 服装 服 靴 靴下 履物 足元 足もと 持ち物 体調 気分 気持ち 機嫌 調子 体重 歩数 睡眠 腰 肩こり 眠気 疲れ 運動 筋トレ 健康 起床 就寝 今日の一言 今日のひとこと 一句 占い 運勢 星座 ラッキーカラー 趣味 野球 サッカー ゴルフ 釣り 音楽 bgm 読書 本 映画 "
        "mood energy steps sleep weight health shoes outfit music song book playlist gym 血圧 体温 検温 マスク 身だしなみ 名刺残 名刺枚数 忘れ物 持病 喫煙 たばこ タバコ 眠さ 元気度 やる気 気合 今日の収穫 今日の失敗 今日の反省 vibe vibes energy-level dress dress-code outfit sleepiness"
    ),
    "nature": "犬 猫 ペット 花 鳥 生き物 動物 景色 眺め 風景 窓の外 dog cat pet view flowers 猫の名前 桜 紅葉 庭 植木 金魚 水槽 plants garden",
    "talk": (
        "追伸 ps p.s. side-note うわさ 噂 噂話 時事 ニュース テレビ ラジオ 新聞 発見 今日の発見 今日の一枚 小さな幸せ 感謝 highlight-of-the-day 雑感 独り言 ひとりごと 独りごと つぶやき ぼやき帳 小ネタ 余談 雑談 雑 雑記 世間話 よもやま話 無駄話 脱線 こぼれ話 おまけ アイスブレイク 小話 笑い話 ひとこと ひと言 今日の名言 small-talk chit-chat chitchat icebreaker off-topic "
        "trivia joke quote-of-the-day random fun-fact gossip 豆知識 格言 名言 川柳 だじゃれ ダジャレ 笑い 笑ったこと つかみ 掴み 場つなぎ 話のネタ帳 今日の話題 banter joke-of-the-day anecdote"
    ),
    "paperwork": (
        "提出 提出時刻 記入時刻 記入場所 書いた場所 書いた時間 書いた時刻 清書 written-at logged-at fax fax番号 日報番号 管理番号 通し番号 整理番号 ページ 頁 捺印 押印 上長印 検印 認印 印 上司確認 上長確認 課長印 部長印 上司コメント 確認印 閲覧 回覧 供覧 回付 ファイル名 保存先 保管場所 書式 様式番号 版 page page-no form-no filename stamp initials 所長印 受領印 承認印 受付番号 伝票番号 コピー先 部外秘 配布 版数 更新者 更新日 最終更新 最終更新日 入力者 入力日 入力時刻 作成日 提出日 提出先 日直 当番 勤務時間 残業 残業時間 休憩 勤怠 出社時刻 退社時刻 直行 備品 filed-by entered-by entered version printed signature"
    ),
    "desk": "門番 玄関 下駄箱 待合室 充電 電池残量 充電残量 受付 受付の人 受付の様子 受付対応 守衛 警備 入館 入館証 名札 取次 取次ぎ 取り次ぎ 電波 電波状況 通話状態 通信状態 回線 音声 音質 接続 スリッパ wifi wi-fi reception line-quality audio badge",
}  # fmt: skip
_FURTHER = (
    "お天道様 日和 陽気 雨風 外気温 空の色 空色 外の様子 季節の便り 季節感 季語 暑さ寒さ 天気メモ forecast "
    "腹 お腹 腹具合 甘味 珈琲 紅茶 お茶出し 出たお茶 出たお菓子 食レポ グルメ 寄り道 立ち寄り 打ち上げ 乾杯 お酒 のど飴 水分 昼ご飯 夕ご飯 晩ご飯 朝ご飯 食べもの 食べ物 締めの一杯 eats brunch cake biscuits food beer pint pub takeaway caffeine "
    "足代 運賃 電車賃 バス代 タクシー代 駐車料金 宿代 道順 行き帰り 運転 車種 燃料代 給油量 座席 便名 乗換 乗換え 飛行機 フライト とめた場所 停めた車 車中 車内 車の調子 タイヤ 帰宅時間 退社時間 路面 cab uber flight flights airport seat receipts receipt per-diem road roads drive-home parking-note "
    "からだ 体 具合 身体 喉 花粉症 風邪 ひげ 私事 私信 自己採点 採点 今日の点数 心持ち 心境 家のこと 家庭 夫 旦那 嫁 実家 うれしかったこと 嬉しかったこと 良かったこと よかったこと へこんだこと 悔しかったこと 今日の教訓 昼寝 読んだ本 聴いた曲 聞いた曲 身なり 髪型 化粧 鞄 かばん 落とし物 文具 ペン 手帳 名刺交換 名刺の枚数 名刺残数 スーツ コート 体調管理 睡眠時間 起床時間 就寝時間 気分転換 ご褒美 feeling feelings clothes tie hair jetlag jet-lag personal pets hobby hobbies family-news weekend-plans energy-check "
    "花だより 虫 海 夕日 窓 窓辺 植物 花壇 犬の名前 wildlife birds "
    "話の種 話のタネ 立ち話 昔話 思い出話 自慢話 地元話 方言 風の噂 俳句 短歌 狂歌 ことわざ 座右の銘 今日の言葉 今日の漢字 心の声 内心 独白 ため息 叫び ひと息 一息 結び 余計な話 余計なこと 余計な一言 どうでもいい話 どうでもいいこと 関係ない話 関係ないこと 本題外 番外 番外編 落書き クイズ なぞなぞ 標語 合言葉 小ばなし 今日の笑い overheard tidbit tidbits random-thought thought-of-the-day rant whinge grumble moan lol til tmi irl ootd wfh tv gps fun bonus "
    "打刻 日当 立替 立替金 経費精算 領収書 領収証 レシート 旅費精算 作成時間 書き終えた時刻 清書日 押印欄 印鑑 上席確認 所属長印 所属長確認 閲覧印 供覧印 社印 帳票番号 記録番号 綴り 頁数 ページ数 timesheet hours-logged overtime countersigned "
    "入館票 入館時間 退館時間 ゲスト証 来客証 守衛さん 警備員 待合 応接室 通された部屋 通された席 座った席 椅子 ソファ におい 匂い 香り 置物 掛け軸 お手洗い 自販機 カメラ映り 電話の声 雑音 lobby loo wifi-password smell decor noise mic audio-quality video-quality call-quality room-temp "
)  # fmt: skip
"""More of them; a model learns nothing from these, whose syllables words of deals have, too (足代, 足を運んだ日)."""
ASIDES = tuple(word for words in _TOPICS.values() for word in words.split() if len(word) > 1)
"""Labels that say nothing of a deal, of two characters or more: what a model can learn from."""
_KEYS = frozenset(fold_key(word) for words in (*_TOPICS.values(), _FURTHER) for word in words.split()) - {""}
_READINGS = frozenset(
    "てんき てんこう きおん そらもよう ひる ひるめし ひるごはん ちゅうしょく めし らんち おやつ ちゃ おちゃ ちゃがし みやげ おみやげ てみやげ くるま そうこう そうこうきょり きょり いどう いどうじかん こうつう こうつうひ "
    "ちゅうしゃ ちゅうしゃじょう きゅうゆ がそりん きたく きちゃく きしゃ かえり しゅくはく ほすう たいちょう きぶん きげん つかれ ねむけ ざつだん よだん ひとりごと ひとこと つぶやき ぼやき ぐち こねた おまけ いぬ ねこ うけつけ".split()
)
"""The same in kana, as telegrams spell them."""
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
_JOTTED = frozenset(
    "靴 靴下 足元 服装 犬 猫 気分 機嫌 調子 眠気 睡眠 気温 空模様 おやつ 夕飯 晩めし 晩飯 晩ごはん 朝食 朝めし 弁当箱 腹ごしらえ 茶菓 お茶菓子 茶菓子 みやげ お土産 土産 駐車位置 燃費 帰社 帰宅 出社 退社 直行 余談 雑談 "
    "weather lunch dinner snack coffee tea mood vibe bgm steps parking mileage".split()
)
"""Words that are labels before a word or two as well: 靴 びしょ濡れ, BGM jazz."""
SPEAKS_OF_ASIDES = 0.6  # share of a label's values that are small talk, from which on the label is
_VALUE = re.compile(
    r"晴|快晴|曇|くもり|クモリ|(?<![ァ-ヴー])(?:ハレ|アメ|ユキ)(?![ァ-ヴー])|はれ$|^はれ|小雨|大雨|雨(?!漏|樋|水)|雪|みぞれ|霧(?!島)|台風|猛暑|寒[いくか]|肌寒|暑[いくか]|花粉|氷点下|☀|☁|☂|☂|☔|⛅|"
    r"強風|北風|春一番|木枯らし|梅雨(?:寒|入り|明け|空)|真夏日|熱帯夜|残暑|小春日和|夕焼け|虹が|雷(?!門)|かみなり|カミナリ|"
    r"ソバ(?=$|\s)|ウドン|ベントウ|テイショク|ジュウタイ|クルマ(?=$|\s)|そば屋|(?<!の)(?<!すぐ)そば(?=$|[、。(\s])|蕎麦|うどん|ラーメン|カレー(?:うどん|ライス|パン)?|[冷担拉]々?麺|麺(?:が|を|大盛)|素麺|そうめん|冷やし中華|ちゃんぽん|炒飯|チャーハン|定食|弁当|[一-鿿]丼|(?:カツ|天|うな)丼|丼(?:が|を|$)|寿司|牛丼|唐揚げ|から揚げ|かき揚げ|天ぷら|"
    r"チキン|おにぎり|コンビニ|立ち食い|食べ(?:た|そこね|損ね|て|ず)|食った|食って|昼抜き|うなぎ|焼肉|焼きそば|生姜焼き|とんかつ|ごちそう|ご馳走|奢り|おごり|うまい|美味|旨[いか]っ?|おいし|おかわり|大盛|満腹|空腹|腹(?:が)?(?:減|へ)|"
    r"餅(?=$|[、。])|おはぎ|ぜんざい|煮っころがし|煮物|豚汁|お茶漬け|漬物|卵焼き|すき焼き|ジンギスカン|お好み焼|たこ焼|シュウマイ|春巻|肉まん|ドーナツ|パフェ|バームクーヘン|フィナンシェ|マドレーヌ|オムライス|ナポリタン|絶品|完食|パスタ|ハンバーグ|トンカツ|カツカレー|コロッケ|餃子|刺身|海鮮|焼き?鳥|おでん|味噌汁|団子|大福|チョコ|プリン|サンドイッチ|たい焼き|鯛焼き|どら焼き|焼き芋|かき氷|ソフトクリーム|缶コーヒー|コーヒー|珈琲|緑茶|麦茶|紅茶|ほうじ茶|抹茶|お茶(?:$|が|を|うけ|請)|ラテ(?!ン)|ココア|ジュース|"
    r"せんべい|煎餅|まんじゅう|饅頭|ようかん|ヨウカン|羊羹|最中(?=$|[、。])|カステラ|ケーキ|クッキー|アイス(?!ブレ|ランド)|茶菓|菓子|飴(?:を|玉|$)|ビール|日本酒|焼酎|ハイボール|地酒|飲み会|飲みに|二日酔い|社食|学食|駅弁|おやつ|"
    r"犬|猫|ネコ|うさぎ|カラス|蝉|セミ(?!ナ|オ)|ツバメ|うぐいす|蛙|カエル|メダカ|とんぼ|蛍|桜が|桜の|梅が|紅葉|紫陽花|あじさい|金木犀|ひまわり|生け花|ウサギ|インコ|金魚|"
    r"眠[いくか]|寝坊|寝不足|寝違え|徹夜|早起き|疲れ|だるい|しんど|へとへと|くたくた|ぎっくり腰|風邪|歯医者|のど飴|くしゃみ|鼻水|筋肉痛|汗だく|日焼け|足が(?:棒|痛|つ)|靴|スリッパ|靴下|ネクタイ|傘(?:を|が|忘|$)|"
    r"嬉し|うれし|悔し|くやし|うらやま|羨まし|気まずい|ほっこり|癒やさ|へこん|イライラ|ドキドキ|楽しかった|\(笑\)|\(汗\)|\(泣\)|"
    r"温泉|銭湯|サウナ|散歩|釣り|野球|阪神|ラグビー|相撲|サッカー|ゴルフ|マラソン|ジョギング|筋トレ|ヨガ|登山|山登り|キャンプ|カラオケ|映画|漫画|アニメ|ドラマ|競馬|宝くじ|将棋|花火|祭り|初詣|甲子園|占い|禁煙|ダイエット|"
    r"息子|娘(?:さ|が|の)|孫(?:が|の|さ)|女房|うちの嫁|運動会|誕生日|結婚記念|還暦|定年|"
    r"駐車|パーキング|コインP|満車|スタッドレス|渋滞|道が混|道に迷|迷った|ガソリン|給油|燃費|洗車|パンク|\d\s?(?:km|キロ)\b|\d\s?歩|号車|直帰|終電|始発|乗り遅れ|乗り過ご|電車(?:が|の)?遅|"
    r"\b(?:sunny|cloudy|overcast|rain(?:y|ing)?|snow(?:y|ing)?|windy|foggy|drizzle|umbrella|humid|freezing|sandwich|noodles|ramen|curry|sushi|pizza|burger|salad|soup|cake|biscuits?|cookies|doughnuts?|coffee|espresso|latte|flat white|cappuccino|tea|beer|wine|pub|lunch|"
    r"dog|cat|puppy|kids|holiday|tired|knackered|sleepy|yawn\w*|headache|hungry|starving|jet-?lag|parked|parking|traffic|mileage|miles|delayed train|train (?:late|delayed)|football|cricket|rugby|marathon|golf)\b",
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
    return any(word in _KEYS or word in CHATTER or to_hiragana(word) in _READINGS for word in (key, bare, _BEHIND.sub("", key), _BEHIND.sub("", bare)))


def is_housekeeping(key: str) -> bool:
    """Return whether a folded label is a word for housekeeping that stands as a label in the weakest forms, too: 走行 88km."""
    return _BEFORE.sub("", key) in HOUSEKEEPING


def is_jotted(key: str) -> bool:
    """Return whether a folded label is a word for small talk or housekeeping behind which people jot a word or two."""
    return key in _JOTTED or is_housekeeping(key)


def speaks_of_asides(value: str) -> bool:
    """Return whether a folded value speaks of the weather, food, animals, one's shoes or the like."""
    return bool(_VALUE.search(value))
