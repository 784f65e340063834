"""Japanese sales minutes made up for measuring: any number of them, the same for the same seed.

Pure. About nine sentences each, put together from a vocabulary of our own; names are fictional. Frequencies are
skewed as in life: few customers have many notes, few products are spoken of daily.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta

Front = dict[str, object]

_SURNAMES = (
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 森 池田 橋本 阿部 石川 山下 "
    "中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 斉藤 福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 渡邉 髙橋 齋藤 﨑山"
).split()
_HEADS = "青葉 みどり 東雲 若草 白鳥 北斗 大和 朝日 富士見 清流 三光 新星 桜川 松風 海南 西都 中央 光陽 旭 双葉 銀河 希望 千歳 豊浜 月岡 一条 花岡 泉 南雲 常磐".split()
_TRADES = "製作所 電機 商事 建設 物流 食品 薬品 印刷 機械 工業 システム 不動産 運輸 化学 繊維 精密 設備 水産 農園 ホールディングス ソリューションズ テクノロジー".split()
_FORMS = ("株式会社{}", "{}株式会社", "㈱{}", "{}(株)", "有限会社{}", "{}")
_PRODUCTS = (
    "受注管理システム 在庫管理 クラウドサーバー 複合機 監視カメラ 会計ソフト 勤怠管理 グループウェア ノートパソコン 電話設備 省エネ空調 LED照明 "
    "バックアップサービス ホームページ制作 顧客管理 ネットワーク機器 セキュリティ診断 自動倉庫 検査装置 生産管理 電子契約 デジタルサイネージ"
).split()
_ROLES = "社長 専務 常務 部長 課長 係長 主任 工場長 店長 総務部長 情報システム部長 購買課長 経理課長 営業部長".split()
_RIVALS = "甲南システム 日東データ アルファ電算 丸星商会 ネクスト工業 北陸ソフト".split()
_ISSUES = (
    "手作業の転記が多く月末に残業が増えている 在庫の数が現場と帳簿で合わない サーバーの保守期限が来年三月に切れる 担当者しか手順を知らない "
    "紙の帳票が倉庫を埋めている 拠点ごとに様式が異なり集計に三日かかる 問い合わせの履歴が残らない 納期の遅れを客先から指摘された "
    "電話の取り次ぎに時間を取られている 新人の教育が追いついていない パソコンの入れ替え時期が近い 法改正への対応が間に合わない"
).split()
_REACTIONS = (
    "前向きに検討したいとのこと 価格が高いとの印象を持たれた 現場の反応は良かった 役員の理解が得られていない様子 興味はあるが急いではいないとのこと "
    "操作の簡単さを評価していただいた 競合の提案と比べたいとのこと 導入事例をもっと見たいと言われた デモの途中で質問が相次いだ 即答は避けられた"
).split()
_ACTIONS = (
    "見積書を再提出する 導入事例を送る デモの日程を調整する 技術部門に確認する 契約書の雛形を送付する 現地調査の日程を決める 社内で値引きの承認を取る "
    "サンプルを手配する 納期を工場に問い合わせる 議事録を共有する 打合せの候補日を三つ出す 保守費用の内訳を用意する"
).split()
_TOPICS = "見積りの説明 初回訪問 定例打ち合わせ クレームの報告 契約更新の相談 デモの実施 納品後の確認 電話での問い合わせ 値引き交渉 仕様のすり合わせ 引越しに伴う移設 展示会のお礼".split()
_TAGS = "重要 新規 既存 フォロー 価格 競合 納期 クレーム 紹介 展示会 補助金 解約懸念".split()
_STAGES = "初回接触 ヒアリング 提案 見積 最終交渉 受注 失注".split()
_CHANNELS = "visit phone mail web online exhibition".split()
_KINDS = "minutes minutes minutes memo phone report complaint".split()
_CITIES = (
    "札幌 仙台 さいたま 千葉 東京都港区 横浜 新潟 金沢 名古屋 京都 大阪 神戸 広島 高松 福岡 熊本".split()
)
_OPENINGS = (
    "{city}の本社を訪問し、{person}{role}と面談した。", "{person}{role}より電話をいただく。", "オンラインで{person}{role}、{other}様と打ち合わせ。",
    "展示会で名刺を交換した{person}{role}を訪ねた。", "定例の打合せ。先方は{person}{role}と{other}{role2}の二名。",
)  # fmt: skip
_SENTENCES = (
    "現状は{issue}とのことだった。", "課題は、{issue}こと。", "{product}について説明し、{reaction}。", "予算は{amount}程度を見込んでいる。",
    "{product}の見積りは{amount}で提示済み。", "決裁者は{person}{role}で、最終的には役員会に諮るとのこと。", "競合の{rival}からも{product}の提案が出ている。",
    "{rival}の担当は{other}さんで、{percent}％の値引きを示したらしい。", "導入時期は{month}月ごろを希望。", "サーバの更新に合わせて{product}も検討したい意向。",
    "前回の宿題だった資料を渡したところ、{reaction}。", "納期は{days}日ほど必要だと伝えた。", "支払条件は月末締め翌月末払いで合意。",
    "従業員は{people}名、拠点は{count}か所。", "ユーザー数は{people}名分のライセンスを想定。", "{other}様からは、{issue}という声もあった。",
    "確度は{percent}％と見ている。", "過去に{product}で障害があり、不信感が残っている。", "価格よりも保守の体制を重視されていた。",
    "値引きの要望があったが、その場では断った。", "次の会議までに社内の意見をまとめていただく。", "先方の社内では{person}{role}が推進役になっている。",
    "契約は一年更新で、解約は三か月前の通知が必要。", "補助金の申請に使う書類を求められた。", "{city}の支店でも同じ要望があるという。",
    "管理番号は{code}。", "ABC-{code}の型番で再見積りを依頼された。",
)  # fmt: skip
_CLOSINGS = (
    "次回は{month}月{day}日の予定。{action}。",
    "次回アクション：{action}（担当：{writer}、{month}/{day}まで）。",
    "宿題：{action}。",
    "{month}月{day}日までに{action}。",
)
_LAYOUTS = ("prose", "prose", "labels", "bullets")


def generate_notes(count: int, seed: int = 1) -> Iterator[tuple[Front, str]]:
    """Yield `count` notes as (front matter, body); `id` is in the front matter, dates fall in 2024 to 2026."""
    chance = random.Random(seed)
    accounts = [
        chance.choice(_FORMS).format(head + trade) for head, trade in itertools.product(_HEADS, _TRADES)
    ]
    chance.shuffle(accounts)
    writers = chance.sample(_SURNAMES, 12)
    for number in range(count):
        yield _note(chance, number, accounts, writers)


def _note(chance: random.Random, number: int, accounts: list[str], writers: list[str]) -> tuple[Front, str]:
    account = accounts[min(int(chance.expovariate(1 / 90)), len(accounts) - 1)]
    writer = writers[min(int(chance.expovariate(1 / 3)), len(writers) - 1)]
    held_on = date(2024, 1, 1) + timedelta(days=chance.randrange(1050))
    topic = chance.choice(_TOPICS)
    facts = {"person": chance.choice(_SURNAMES), "role": chance.choice(_ROLES), "writer": writer}
    front: Front = {
        "id": f"bench-{number:06}", "title": f"{account} {topic}", "kind": chance.choice(_KINDS), "account": account,
        "author": writer, "owner": chance.choice(writers), "channel": chance.choice(_CHANNELS), "held_at": held_on,
        "tags": sorted(chance.sample(_TAGS, chance.randrange(4))), "stage": chance.choice(_STAGES),
    }  # fmt: skip
    sentences = [_fill(chance, chance.choice(_OPENINGS), facts)]
    sentences += [_fill(chance, text, facts) for text in chance.sample(_SENTENCES, chance.randrange(5, 10))]
    sentences.append(_fill(chance, chance.choice(_CLOSINGS), facts))
    return front, _laid_out(chance, topic, account, sentences)


def _fill(chance: random.Random, text: str, facts: dict[str, str]) -> str:
    return text.format(
        **facts, other=chance.choice(_SURNAMES), role2=chance.choice(_ROLES), city=chance.choice(_CITIES),
        issue=chance.choice(_ISSUES), product=_PRODUCTS[min(int(chance.expovariate(1 / 6)), len(_PRODUCTS) - 1)],
        reaction=chance.choice(_REACTIONS), amount=_amount(chance), rival=chance.choice(_RIVALS), percent=chance.randrange(1, 20) * 5,
        month=chance.randrange(1, 13), day=chance.randrange(1, 29), days=chance.randrange(5, 90), people=chance.randrange(5, 900),
        count=chance.randrange(1, 30), action=chance.choice(_ACTIONS), code=f"{chance.randrange(10000, 99999)}",
    )  # fmt: skip


def _amount(chance: random.Random) -> str:
    ten_thousands = chance.choice((30, 50, 80, 120, 150, 200, 300, 450, 500, 800, 1200, 2500))
    return chance.choice((f"{ten_thousands}万円", f"{ten_thousands * 10000:,}円", f"{ten_thousands}万"))


def _laid_out(chance: random.Random, topic: str, account: str, sentences: list[str]) -> str:
    layout = chance.choice(_LAYOUTS)
    if layout == "bullets":
        return f"# {topic}\n\n" + "\n".join(f"- {sentence}" for sentence in sentences) + "\n"
    if layout == "labels":
        head = f"■ 客先：{account}\n■ 目的：{topic}\n■ 内容\n"
        return head + "\n".join(sentences[:-1]) + f"\n■ 次回\n{sentences[-1]}\n"
    return "".join(sentences[:4]) + "\n\n" + "".join(sentences[4:]) + "\n"
