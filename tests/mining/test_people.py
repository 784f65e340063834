"""Who is a person, who was there, who decides and who promised: the ways people are written beside titles, duties and talk."""

from __future__ import annotations

import pytest

from notes_app.mining.folding import fold
from notes_app.mining.values.people import find_people, list_people
from tests.mining.writing import slots, values


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("田辺介護主任、奥野感染管理看護師", ["田辺", "奥野"]),
        ("沼尻生産管理課長", ["沼尻"]),
        ("西園寺工場次長", ["西園寺"]),
        ("竹原OT、松浦Ns", ["竹原", "松浦"]),
        ("総務部 芥様 / 経理 長田様", ["芥", "長田"]),
        ("岡本、日下部", ["岡本", "日下部"]),
        ("遠藤 ICT担当", ["遠藤"]),
        ("相馬のみ", ["相馬"]),
        ("平岡 真鍋(D)", ["平岡", "真鍋"]),
        ("岩瀬、企画の小出", ["岩瀬", "小出"]),
        ("事務長 大迫様、情報科主任 古川先生", ["大迫", "古川"]),
        ("看護主任大久保さん", ["大久保"]),
        ("小暮さん(HRマネージャー)", ["小暮"]),
        ("鵜沢工場長", ["鵜沢"]),
    ],
)
def test_a_name_ends_where_a_duty_or_a_post_begins(written: str, names: list[str]) -> None:
    assert [one.name for one in list_people(fold(written).text)] == names


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("昨日大山さんに会った", ["大山"]),
        ("10時川崎様と", ["川崎"]),
        ("資材課の古屋敷屋様", ["古屋敷屋"]),
        ("社長の甥御さんで経理の堀田さん", ["堀田"]),
        ("代表のサム・ウォーカーさん", ["サム・ウォーカー"]),
        ("地域連携室長に相談", []),
        ("訪問看護師が来る", []),
        ("大阪支店長へ報告", []),
        ("青空塾さんを出たところ", []),
        ("山辺部長 佐藤課長 鈴木さん", ["山辺", "佐藤", "鈴木"]),
        ("諏訪部社長と営業部様", ["諏訪部"]),
        ("図書館司書の派遣", []),
        ("必ず一人リーダーを付ける", []),
        ("Busan and Kansan", []),
    ],
)
def test_prose_names_people_and_no_offices(written: str, names: list[str]) -> None:
    assert [one.name for one in find_people(fold(written).text)] == names


def test_a_label_names_the_side_in_brackets() -> None:
    text = "| 項目 | 内容 |\n|---|---|\n| Attendee (us) | 沢田, 三輪 Mgr |\n| Attendee (先方) | 総務部 芥様 |\n"
    assert values(text, "当方出席者") == ["沢田", "三輪"]
    assert values(text, "先方出席者") == ["芥"]


def test_a_slash_parts_the_sides_of_one_list() -> None:
    assert values("出席: 大石様、CFO 根来様 / 沢田\n", "当方出席者") == ["沢田"]
    bare = slots("**Who**: 大石, 根来 / 沢田, 江川\n", author="沢田")
    assert [one.normalized for one in bare if one.concept == "当方出席者"] == ["沢田", "江川"]
    assert values("who: Ann Lee, Orchard & Fell LLP\n", "先方出席者") == ["Ann Lee"]


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("えーと今日は大石部長いなくて課長の根来さんと話しました沢田さんの代わりで行きました", ["根来"]),
        ("大石様と打合せ。決めるのは根来専務だが、今日は出張で不在。\n納品の日に根来専務と話すことになった。", ["大石"]),
        ("件名：ご報告\n\n江川課長\n\nお疲れさまです。大石部長と根来様を交えて打合せをしました。", ["大石", "根来"]),
        ("事務の大石さんがお茶を入れてくださった。根来院長は去年転んだそうで気が変わったらしい。", ["大石"]),
        ("大石さんと打合せ。明後日に江川さんと二人でおわびに行きます。", ["大石"]),
    ],
)
def test_who_is_only_spoken_of_was_not_there(text: str, theirs: list[str]) -> None:
    assert values(text, "先方出席者") == theirs


def test_colleagues_in_a_chat_are_ours_and_only_the_writer_was_there() -> None:
    chat = "[09:10] 江川：昨日どうだった\n[09:12] 沢田：アオバ塗装の大石さんに会ってきました。だめでした\n[09:13] 江川：理由は\n[09:14] 沢田：納期だそうです\n"
    found = slots(chat, author="沢田")
    assert [one.normalized for one in found if one.concept == "当方出席者"] == ["沢田"]
    assert [one.normalized for one in found if one.concept == "先方出席者"] == ["大石"]


def test_speech_in_brackets_has_speakers() -> None:
    talk = "大石課長「見積はもう出た」\n沢田「はい、本日お持ちしました」\n根来さん「ちょっと高いね」\n沢田「据付込みです」\n大石課長「決めるのは江川取締役」\n"
    found = slots(talk, author="沢田")
    assert [one.normalized for one in found if one.concept == "先方出席者"] == ["大石", "根来"]
    assert [one.normalized for one in found if one.concept == "当方出席者"] == ["沢田"]


@pytest.mark.parametrize(
    ("text", "theirs", "ours"),
    [
        ("Popped into Acme Foods yesterday with Hollis. We saw Nora Kilby, who runs the site.", ["Nora Kilby"], ["Hollis"]),
        ("Met Dana Oakes at Acme Foods. It goes to the chair, a Mr Penrose, whom I have never met.", ["Dana Oakes"], []),
        ("Mr. Yates (plant manager) and Ms. Kirby from finance gave me two hours.", ["Yates", "Kirby"], []),
        ("Lost Acme Foods. They signed with Embrite Thermal. Dana told me straight.", ["Dana"], []),
        ("Hi Deb,\nI spoke to Dana Oakes yesterday and we lost it.\n\nThanks,\nSaki\n", ["Dana Oakes"], ["Saki"]),
    ],
)
def test_english_prose_tells_who_came_and_who_came_along(text: str, theirs: list[str], ours: list[str]) -> None:
    found = slots(text, author="Saki")
    assert [one.normalized for one in found if one.concept == "先方出席者"] == theirs
    assert [one.normalized for one in found if one.concept == "当方出席者"] == ours


def test_a_voice_called_by_one_name_is_who_was_introduced_by_both() -> None:
    talk = "Saki: So both have to go?\nAnn Lee: We cannot report any more.\nSaki: Who signs?\nLee: The deputy does.\nSaki: I'll send a quote.\n"
    assert [one.normalized for one in slots(talk, author="Saki") if one.concept == "先方出席者"] == ["Ann Lee"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("最後は院長が決めますので、とのこと。", ["院長"]),
        ("決めるのは私じゃなく商品本部の柘植だけど、話はしておく。", ["柘植"]),
        ("最終的には社長のオルムがうんと言えば決まりです。", ["オルム"]),
        ("決めるのは国語科の大石先生だそうだ。", ["大石"]),
        ("所長の一存で三百万円までは通るが、超えると本社の物流部長の判子が要る。", ["物流部長"]),
        ("決裁: 支店長 → 常務会は形だけ\n", ["支店長"]),
        ("決裁: センター長では決まらず、学校教育部長決裁\n", ["学校教育部長"]),
        ("決裁: 大石さんの旦那さん（オーナー）\n", ["オーナー"]),
        ("決裁: 本社の生産本部長。工場長は推す側\n", ["生産本部長"]),
        ("決裁: 大石様いわく「社長次第です」\n", ["社長"]),
        ("決裁: 大石即決タイプ\n", ["大石"]),
        ("決裁: 教育長。ただし査定あり\n", ["教育長"]),
        ("沢田：決定はどちらで？\n大石：広報委員会です。\n", ["広報委員会"]),
        ("決めるのは大旦那です。", ["大旦那"]),
        ("課長には入れておく（大石さんの案件とぶつかるので一言）。", []),
        ("値引きの決まりは大石さんが確かめてくれる。", []),
    ],
)
def test_who_decides_is_told_in_many_ways(text: str, who: list[str]) -> None:
    assert values(text, "決裁者") == who


def test_a_chief_who_was_met_is_called_by_his_name() -> None:
    text = "先方: 大石社長、根来部長\n"
    assert values(f"{text}決裁: 社長\n", "決裁者") == ["大石"]
    assert values(f"{text}決裁: 専務\n", "決裁者") == ["専務"]
    assert values("先方: 大石部長、根来部長\n決裁: 部長\n", "決裁者") == ["部長"]


@pytest.mark.parametrize(
    "text",
    [
        "大石さんは検査の基準書を貸してくれるそうです",
        "営業部長には俺から電話しとく",
        "値引きの可否につき、課長からメーカーへご相談いただけますでしょうか",
        "月曜に発注書をメーカーへ",
        "発注書FAX 本日中 大石",
        "入荷日をメーカーに確認 5/23",
        "過去の実績はこちらで拾ってお送りします",
    ],
)
def test_what_somebody_will_do_is_promised_in_many_ways(text: str) -> None:
    assert values(f"大石様と打合せ。\n{text}\n", "次回アクション") == [text]


@pytest.mark.parametrize(
    "text",
    [
        "用向き 受付と警備の入札説明",
        "大石さんから昼前に電話",
        "かなり急いでいらっしゃいます",
        "資材は5月20日に現場へ入れる必要があります",
        "朝の3時から8時まで出ていてもう限界だそうです",
        "教頭が話してくださったことも書いておく",
        "これは仕入先の負担だから、こちらの数字には入れないでおく",
        "次回は年明け1月8日の10時でお願いします",
        "よろしくお願いします",
        "入荷日をメーカーに確認 5/3",
    ],
)
def test_what_is_so_was_said_or_is_asked_of_a_day_is_no_promise(text: str) -> None:
    assert values(f"大石様と打合せ。\n{text}\n", "次回アクション") == []


def test_a_short_name_behind_a_firm_is_a_person() -> None:
    assert values("客= 沼田農機 9:30 紺屋さん\n", "先方出席者") == ["紺屋"]
    assert values("Attendee: 沢田 only / 先方 大石さん\n", "当方出席者") == ["沢田"]


def test_a_third_party_and_a_remark_are_nobody_s_attendees() -> None:
    text = "当社: 沢田、協力会社の有田空調 小峰氏、ヴァルト工機 鏑木殿（メーカー同行）\n面会者: 大石院長　飛込\n"
    assert values(text, "当方出席者") == ["沢田"]
    assert values(text, "先方出席者") == ["大石"]


def test_boxes_tell_what_is_done_and_what_is_not() -> None:
    text = "大石様と打合せ。\n- [x] 検査基準の登録\n- [ ] 沢田 信号灯の追加配線 5/23\n- [ ] 競合見積\n- [ ] 仕様書の送付\n"
    assert values(text, "次回アクション") == ["沢田 信号灯の追加配線 5/23", "仕様書の送付"]


def test_a_line_of_nothing_but_people_names_both_sides() -> None:
    found = slots("5/11 オンライン / 大石部長, 根来さん, 沢田, 企画の江川\n\n新しい棚の話。\n", author="江川")
    assert [one.normalized for one in found if one.concept == "先方出席者"] == ["大石", "根来"]
    assert [one.normalized for one in found if one.concept == "当方出席者"] == ["沢田", "江川"]
    assert values("朝から雨。書類を片づけた。\n資材を見た。\n棚を見た。\nあれは大石さんの思いつきだ。\n", "先方出席者") == []
