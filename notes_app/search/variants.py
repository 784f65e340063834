"""Which characters count as the same when people search: variant kanji, small kana, dashes.

Pure data. One table, applied one character at a time, so that any part of a folded text is itself folded
(the substring promise rests on that).

Sources: 常用漢字表 (2010), the column of 康熙字典体 in brackets; 人名用漢字別表 (戸籍法施行規則 別表第二の二);
Unihan kZVariant and kTraditionalVariant for the forms seen in names.
"""

from __future__ import annotations

_OLD_AND_NEW_FORMS = """
亞亜 惡悪 壓圧 圍囲 爲為 醫医 壹壱 逸逸 稻稲 飮飲 隱隠 營営 榮栄 衞衛 驛駅 謁謁 圓円 鹽塩 緣縁 艷艶 應応 歐欧 毆殴 櫻桜 奧奥 橫横
溫温 穩穏 假仮 價価 禍禍 畫画 會会 悔悔 海海 繪絵 壞壊 懷懐 慨慨 槪概 擴拡 殼殻 覺覚 學学 嶽岳 樂楽 喝喝 渴渇 褐褐 罐缶 卷巻 陷陥
勸勧 寬寛 漢漢 關関 歡歓 觀観 顏顔 氣気 祈祈 既既 歸帰 器器 僞偽 戲戯 犧犠 舊旧 據拠 擧挙 虛虚 峽峡 挾挟 敎教 鄕郷 響響 曉暁 勤勤
謹謹 區区 驅駆 勳勲 薰薫 徑径 惠恵 揭掲 溪渓 經経 螢蛍 輕軽 繼継 鷄鶏 藝芸 擊撃 缺欠 儉倹 劍剣 圈圏 檢検 權権 獻献 硏研 縣県 險険
顯顕 驗験 嚴厳 廣広 效効 恆恒 黃黄 鑛鉱 號号 國国 黑黒 穀穀 碎砕 濟済 雜雑 參参 棧桟 蠶蚕 慘惨 贊賛 殘残 絲糸 祉祉 視視 齒歯 兒児
辭辞 濕湿 實実 寫写 社社 者者 煮煮 釋釈 壽寿 收収 臭臭 從従 澁渋 獸獣 縱縦 祝祝 肅粛 處処 暑暑 署署 緖緒 諸諸 敍叙 將将 祥祥 稱称
涉渉 燒焼 證証 奬奨 條条 狀状 乘乗 淨浄 剩剰 疊畳 繩縄 壤壌 孃嬢 讓譲 釀醸 觸触 囑嘱 神神 眞真 寢寝 愼慎 盡尽 圖図 粹粋 醉酔 穗穂
隨随 髓髄 樞枢 數数 瀨瀬 聲声 靜静 竊窃 攝摂 節節 專専 戰戦 淺浅 潛潜 纖繊 踐践 錢銭 禪禅 祖祖 雙双 壯壮 搜捜 插挿 巢巣 爭争 曾曽
裝装 僧僧 層層 瘦痩 騷騒 增増 憎憎 藏蔵 贈贈 臟臓 卽即 屬属 續続 墮堕 對対 體体 帶帯 滯滞 臺台 瀧滝 擇択 澤沢 擔担 單単 膽胆 嘆嘆
團団 彈弾 斷断 癡痴 遲遅 晝昼 蟲虫 鑄鋳 著著 廳庁 徵徴 聽聴 懲懲 敕勅 鎭鎮 塚塚 遞逓 鐵鉄 轉転 點点 傳伝 都都 黨党 盜盗 燈灯 當当
鬪闘 德徳 獨独 讀読 突突 屆届 難難 貳弐 惱悩 腦脳 霸覇 拜拝 廢廃 賣売 梅梅 麥麦 發発 髮髪 拔抜 繁繁 晚晩 蠻蛮 卑卑 祕秘 碑碑 濱浜
賓賓 頻頻 敏敏 甁瓶 侮侮 福福 拂払 佛仏 倂併 塀塀 餠餅 步歩 寶宝 襃褒 豐豊 墨墨 沒没 飜翻 每毎 萬万 滿満 免免 麵麺 默黙 彌弥 戾戻
譯訳 藥薬 與与 豫予 餘余 譽誉 搖揺 樣様 謠謡 來来 賴頼 亂乱 欄欄 覽覧 隆隆 龍竜 虜虜 兩両 獵猟 綠緑 淚涙 壘塁 類類 禮礼 勵励 戾戻
靈霊 齡齢 曆暦 歷歴 戀恋 練練 鍊錬 爐炉 勞労 廊廊 朗朗 樓楼 郞郎 祿禄 錄録 灣湾 辨弁 瓣弁 辯弁 堯尭 槇槙 遙遥 瑤瑶 凜凛 熙煕 巖巌
檜桧 萠萌 彥彦 靑青 淸清 晴晴 精精 請請 靖靖 飯飯 飼飼 飾飾 館館 鷗鴎 頰頬 瀆涜 蠟蝋 攪撹 噓嘘 俠侠 囊嚢 摑掴 搔掻 繡繍 蔣蒋 醬醤 蟬蝉
"""
"""Old form then new form; pairs that NFKC already joins are harmless."""

_FORMS_IN_NAMES = {
    "辺": "邊邉",
    "高": "髙",
    "崎": "﨑嵜碕",
    "斎": "齋齊斉",
    "島": "嶋嶌",
    "富": "冨",
    "吉": "𠮷",
    "土": "𡈽圡",
    "橋": "槗𣘺",
    "柳": "栁桺",
    "曽": "曾",
    "徳": "德",
    "恵": "惠",
    "浜": "濵濱",
    "桑": "桒",
    "峰": "峯",
    "梅": "楳",
    "松": "枩",
    "館": "舘",
    "涼": "凉",
    "遥": "遙",
    "桜": "櫻",
    "船": "舩",
    "角": "⻆",
    "真": "眞",
    "条": "條",
    "祐": "祐",
    "薮": "藪籔",
    "籠": "篭",
    "鉄": "鐡銕鐵",
    "広": "廣",
    "剣": "劔劒釼劍",
    "杉": "杦",
    "関": "関闗",
    "兎": "兔",
    "鴎": "鷗",
    "葛": "𦹀",
    "秋": "穐",
    "鯵": "鰺",
    "隣": "鄰",
    "群": "羣",
    "略": "畧",
    "裏": "裡",
    "煙": "烟",
    "概": "槪",
    "岳": "嶽",
    "竜": "龍",
    "滝": "瀧",
    "草": "艸",
    "野": "埜",
    "蔵": "藏",
    "国": "圀國",
    "糸": "絲",
    "闘": "鬪",
    "晃": "晄",
    "亀": "龜",
    "靖": "靖",
    "尭": "堯",
    "槙": "槇",
    "稲": "稻",
    "為": "爲",
    "弥": "彌",
}
"""The everyday form, then the forms seen in names and signs for it."""

_SMALL_KANA = dict(zip("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ", strict=True))
_DASHES = "‐‑‒–—―−⁃﹘─━"
"""Characters typed for a hyphen; the full-width one is NFKC's business. Not ー, which prolongs a vowel."""
_WAVES = "〜∼∿～"
_QUOTES = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "´": "'", "‛": "'"}

LONG_VOWEL = "ー"
SEPARATOR = "\x1f"
"""Stands between the fields of a note in its folded text. No folded query holds it: controls fold to a space."""
ATTACHED = "\x1d"
"""Stands before every passage of the files beside a note, which come after its fields. No folded query holds it either."""


def kanji_table() -> dict[int, str]:
    """Return variant kanji -> everyday kanji, for `str.translate`. Values are never themselves keys."""
    table = {pair[0]: pair[1] for pair in _OLD_AND_NEW_FORMS.split() if pair[0] != pair[1]}
    for everyday, forms in _FORMS_IN_NAMES.items():
        table |= {form: everyday for form in forms if form != everyday}
    for form, everyday in list(table.items()):
        while everyday in table and table[everyday] != form:
            everyday = table[everyday]  # noqa: PLW2901 - follow a chain to its end
        table[form] = everyday
    return {ord(form): everyday for form, everyday in table.items() if form != everyday}


def kana_table() -> dict[int, str]:
    """Return katakana -> hiragana and small -> large, for `str.translate`."""
    table = {code: chr(code - 0x60) for code in range(0x30A1, 0x30F7)} | {0x30FD: "ゝ", 0x30FE: "ゞ"}
    table = {code: _SMALL_KANA.get(kana, kana) for code, kana in table.items()}
    return table | {ord(small): large for small, large in _SMALL_KANA.items()}


def sign_table() -> dict[int, str]:
    """Return dashes, waves and quotation marks -> one form of each."""
    return (
        {ord(dash): "-" for dash in _DASHES}
        | {ord(wave): "~" for wave in _WAVES}
        | {ord(mark): plain for mark, plain in _QUOTES.items()}
    )
