"""What somebody will do, as sentences say it: a verb of doing that lies ahead, with a day, a doer or a promise. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from notes_app.mining.draft import DONE_ACTION, Draft, ValueContext
from notes_app.mining.prose.sentence import Sentence
from notes_app.mining.values.actions import is_action_like
from notes_app.mining.values.bare_names import is_duty
from notes_app.mining.values.dates import ahead, find_dates
from notes_app.mining.values.proper_names import is_plain_head
from notes_app.mining.values.titles import NOT_NAMES, surnames

_VERBAL = (
    r"送付|提出|作成|連絡|手配|準備|確認|発行|見積もり|見積|再見積|提供|説明|報告|共有|回答|返答|返事|返信|持参|郵送|送信|納品|検証|調査|修正|対応|整理|案内|提案|再提案|試算|算出|精査|提示|電話|架電|調整|相談|依頼|予約|発送|フォロー|"
    r"用意|測定|採寸|配布|登録|申請|打診|交渉|選定|改訂|差し替え|差替|お送り|お持ち|ご用意|ご連絡|ご提示|ご提出|ご案内|ご紹介|紹介|入力|添付|引取|回収|添削|校正|入稿|試作|試食|分析|立会い?|追加|取り寄せ|リマインド|メール|FAX|TEL|お願い|支給|協議|貸出|返却|通知|コピー|印刷"
)
_VERB = (
    r"送|出|作|つく|まとめ|届け|渡|聞|調べ|詰め|集め|持って|持ち|返|取り寄せ|組|仕上げ|見せ|決め|当た|洗い出|探|入れ|掛け合|かけ合|起こ|済ませ|書|拾|上げ|直|描|知らせ|伝え|取りに|取って|もらって|もら|くれ|くださ|練|揃え|そろえ|用意|回|刷|焼|切り|選|考え|見て|試|測|片付け|落とし込|入手|押さえ|頼|動|かけ"
)
_DOES = re.compile(rf"(?:{_VERBAL})|(?:{_VERB})(?=[ぁ-ん])|取りに(?=[伺行上])|見(?=とく|ておく)|向かわせ")
_AHEAD = re.compile(
    r"(?:(?:る|う|く|す|つ|ぶ|む|ぐ)(?:こと|約束|予定|つもり|から|ので|そうです|そう|とのこと)?|ます(?:ね|よ|ので|から|そうです|とのこと)?|ください(?:ね|ませ)?|下さい|お願いします|お願いいたします|お願い(?:した)?|いただけますか|いただけますでしょうか|もらえます(?:か)?|予定|約束(?:を)?(?:した|しました)?|ことに(?:なった|なりました|した|しました|なってます|する|なる)|ことで(?:ご)?(?:了解|合意|了承).*|こと|つもり|までに?|迄に?|宿題|持ち帰り)(?:です|だ)?(?:[)」。!])*$"
)
_DUE = re.compile(r"まで(?:に|の)?|迄(?:に)?|中に|来週|今週|明日|明朝|あす|あした|週明け|月末|後日|早急|至急|追って|本日中|今日中|週内|すぐ|夕方|午前中|午後一|\d{1,2}日に|\d/\d{1,2}に|[月火水木金土日]曜(?:日)?に|それまで|次回まで|必着")
_DOER = re.compile(r"(?:^|[。、\s:をには]|です|ます|それから|あと|また)(?:私|わたし|自分|僕|俺|ワタシ|当方|弊社|当社|こちら|うち|我々|先方|お客様|[一-鿿々ァ-ヴー]{1,8}(?:さん|様|君|くん|氏|部長|課長|主任|専務|常務|先生|長))(?:側)?(?:が|は|で|から|より|にて|に(?:は|も)?|も)")
_SENT = (
    r"送付|提出|作成|手配|準備|発行|見積もり|見積|再見積|持参|郵送|送信|納品|検証|修正|整理|提示|予約|発送|用意|採寸|配布|登録|申請|改訂|差し替え|差替|お送り|お持ち|ご用意|ご提示|ご提出|添付|引取|回収|添削|校正|入稿|試作|分析|追加|取り寄せ|リマインド|"
    r"返信|返答|返事|回答|折返し|折り返し|算出|精査|試算|調整|再提案|催促|督促|交渉|打診"
)
"""Nouns of deeds that are done by somebody by a day; 説明, 案内, 相談 and 電話 may as well say what a visit was about."""
_WRITES_ITSELF = re.compile(r"書き留め|(?:書いて|記して|メモして|残して)お(?:く|き)")
_STATE = re.compile(
    r"(?:て(?:い|おり|いらっしゃい)|で(?:い|いらっしゃい)|ござい|あり|かかり|なり|でき|わかり|思い|聞い)ます(?:が|ので|ね|よ)?$|(?:だ|い|た|な|しれない|つき|なり)そう(?:です|だ|で|な)?$|のことに(?:なっ|し)た$|ないで(?:おく|おきます)$|たいと言い|なら(?:ない|ず)$|さそう(?:です|だ)?$|ほうが(?:いい|よい|良い)[^。]{0,6}$|[のん]だという$|(?:欲し|ほし|た)い(?:です|とのこと|そうです)?$|(?:の|こと)は$|が[^。、をは]{0,8}(?:まで|迄)$"
)
"""What is so, is hoped for or is told of, not what somebody will do."""
_ASKS = re.compile(r"(?:を|の|は|ご)?(?:お願いできます|いただけます|頂けます|いただけません|いただければ(?:と|幸い))(?:でしょう)?[^。]{0,6}$")
_FOR_US = re.compile(r"(?<!てい)て(?:くれる|くださる|下さる|もらえる|くれます|くださいます)(?:そう|とのこと|という(?:こと)?|こと)?(?:です|だ)?$|とく(?:から|ね|わ|よ)?$|ときます(?:ね|よ)?$")
_I_WILL = re.compile(rf"(?:を|は)[^。]*(?:{_SENT}|確認|お?調べ|送り|出し|作り|まとめ|届け|取りに(?:伺い|行き)|向かわせ|お出し)(?:し|いたし|致し)?ます(?:ね|よ)?$")
_TO_MEET = re.compile(r"(?:会わせ|会っ|来|お時間を(?:取っ|とっ|割い))て")
_HUMBLY = re.compile(r"[おご][一-鿿]{1,3}[りちしべ]?(?:し|いたし|致し)ます(?:ね|よ)?$")
_HELLO = re.compile(r"^(?:はい|ええ|では|じゃあ)?、?(?:よろしく|宜しく|ぜひ)?お?願いし?(?:いた)?します$|^(?:以上|件名|承知|了解|かしこまり)")
_TRAILING_DAY = re.compile(r"\s?(?:\d{1,2}/\d{1,2}|\d{1,2}月\d{1,2}日|\d{1,2}日)(?:\(.\))?(?:まで|迄|〆)?$")
_SENT_OFF = re.compile(r"(?:曜日?|\d日|明日|明朝|来週|週明け|本日中|今日中|今週中|\d/\d{1,2})(?:まで)?に?[^。、はが]{1,20}を[^。、をはが]{1,14}(?:へ|に)$|を(?:曜日?|\d日|明日|来週|\d/\d{1,2})に[^。、をはが]{1,10}(?:へ|に)$")
_PROMISED = re.compile(r"約束|宿題|持ち帰|引き受け|ことに(?:なった|なりました|した|しました|なって)|ことで(?:ご)?(?:了解|合意|了承)|ておきます|ておく|でおく|でおきます|お願い(?:し|いた)|依頼され|求められた|頼まれた")
_TOLD = re.compile(r"約束(?:を)?し(?:た|まし)|ことに(?:なった|なりました|した|しました)|を?依頼された|を?求められた|を?頼まれた|お願いした|お願いしました|持ち帰(?:り|った)|宿題")
_PAST = re.compile(r"(?:した|しました|された|いただいた|もらった|もらいました|済み|済|だった|でした|った|いた|えた|れた|きた|んだ|ている|ていた|ています|てます|である|らしい|ようだ|ない|ません|たい|かな|と思う|と思います|ところ|はず|わけ|もの)(?:が|ため|ので|です|。|」)*$")
_NOT_OURS_TO_DO = re.compile(r"(?:たら|れば|なら|場合|もし|以前|昔|普段|いつも|毎年|毎月|毎週)[^。]{0,30}$|(?:導入|採用|発売|着工|入居|移転|開業|オープン|稼働|開始|増設|更新|売れ|上が|下が|増え|減|かか|足り|困|遅れ|切れ|決ま|終わ|始ま|抜け|辞め|変わ)[^、。]{0,10}(?:る|ます|予定|こと)(?:そう|とのこと)?(?:です)?$")
_MEETS_ONLY = re.compile(r"(?:再訪問?|訪問|打合せ|打ち合わせ|面談|商談|アポ|お会い|お会いする|伺|うかがい|お邪魔|会う|会い|行く|行き|来社|来店|来て|来る|来ま|会議|見学|デモ|立会|現調|内見)(?:い|う|し|する|します|まし|ます|予定|を予定|の予定|いたします|こと(?:に(?:なった|した|なりました))?|約束)*(?:です)?[。)]*$")
_DEED = re.compile(rf"(?:{_VERBAL})を|を(?:{_VERBAL})|を(?:{_VERB})")
_FRAGMENT_DUE = re.compile(
    r"(?:見積|資料|書|表|図|案|サンプル|カタログ|リスト|回答|返答|連絡|試算|一覧|報告|データ|原稿|校正)[^、。]{0,12}?\d[日時]?\s?(?:迄|まで|必着|〆)に?$|(?:見積|資料|書|表|図|案|サンプル|カタログ|リスト|回答|返答|連絡|試算|報告書?)[^、。]{0,8}、?(?:明日|本日中|今週中|来週|[月火水木金]曜)[^、。]{0,4}まで"
)
_ITEM_DUE = re.compile(r"[^\s(]{2,}\s?\((?:([^()]{0,16}(?:まで|迄|〆|\d/\d{1,2}|\d{1,2}日)[^()]{0,8})|([一-鿿]{2,4}))\)$")
_THING_DUE = re.compile(rf"(?:{_VERBAL}|書|表|図|案|資料|サンプル|カタログ|リスト|データ)\s?\([^()]*\)$")
_MET = re.compile(r"[^。]{0,10}(?:会え|会った|出席|参加|同席|面談|先方|相手)")
_DAY = r"(?:〆)?(?:\d{1,2}/\d{1,2}(?:\(.\))?|\d{1,2}月\d{1,2}日|\d{1,2}日|[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日|本日中|今日中|明日|明朝|明後日|今週中|来週中?|週明け|[月火水木金土]曜日?)(?:まで|迄|〆|中)?"
_NAME = r"(?P<{}>[一-鿿々ァ-ヴー]{{2,4}})(?:さん|様|君|くん)?"
_WHAT_WHO_WHEN = re.compile(rf"(?:\S[^。、]{{2,28}}\s{_NAME.format('who')}\s{_DAY}|\S[^。、]{{2,28}}\s{_DAY}\s{_NAME.format('who2')})")
"""見積再提出 穂積 11/21, 発注書FAX 本日中 大石: an item, a doer and a day."""
_NEXT_TIME = re.compile(r"(?:次回?|今度)は?\s?(?:[^、。を\d]{0,6}\d|[一二三四五六七八九十]+月|来週|再来週|来月)")
_SOON = re.compile(
    r"(?:明日|明朝|本日中|今日中|今週中|来週|\d{1,2}日|\d/\d{1,2})[^。]{0,20}を(?:持参|送付|提出|発送|納品|手配|連絡|報告|郵送)(?:、|$)|(?:回答|返答|返事|見積|連絡|報告)は[^。]{0,8}(?:中|まで|以内)(?:に)?$"
)
_LABELLED_AWAY = frozenset({"会社名", "先方出席者", "当方出席者", "競合", "予算", "前回の確認", "決裁者", "現状", "課題", "導入時期", "クレーム", "所感"})
_SPEAKER = re.compile(r"^[^\s:「」]{1,10}(?:\s\d{1,2}:\d\d\s|:\s?|(?=「))「?")
_EN_DOES = r"(?:get|send|share|prepare|draft|arrange|book|schedule|set up|check|confirm|follow up|email|e-mail|give|provide|review|update|revise|submit|quote|organi[sz]e|ask|find|write|deliver|introduce|forward|chase|bring|come back|get back|look into|put together|work out|re-?issue|collect|pass on|ring|call (?:her|him|them|back)|owe|pull|dig out|run|clean up|build|price|cost|sort|fix|talk to|speak to|let (?:him|her|them) know)"
_EN_PROMISE = re.compile(
    rf"\b(?:I|[Ww]e|[Hh]e|[Ss]he|[Tt]hey|Ops|[A-Z][a-z]+(?:'s (?:people|team))?)(?:'ll| will|'d| would| need to| needs to| have to| has to| must| should| am to| are to| is to|, please| please| agreed to| offered to| can)\s(?:also |then |now )?{_EN_DOES}\b"
    r"|\b(?:I|[Ww]e|[Hh]e|[Ss]he|[Tt]hey)(?:'ve|'d| have| has)? promised\b|\bI (?:said|told (?:him|her|them)) I'd\s(?!call it)"
    r"|\b(?:I|[Ww]e) owe (?:him|her|them|you)\b|^(?:Action|TODO|To do|Promised|Owed)\b\s?[:-]?|\b(?:Ring|Call|Email|Send) me\b|\bPlease (?:send|share|give|get|forward)\b"
)
_EN_TERSE = re.compile(r"^(?:[-*]\s)?(?:Send|Prepare|Share|Draft|Arrange|Book|Schedule|Follow up|Provide|Get back|Confirm|Submit|Deliver|Chase|Revise|Quote|Order|Check|send|chase|get|draft|email|call)\s(?!with\b|for\b|:)[a-z0-9]")
_EN_NOT = re.compile(r"\b(?:meet again|next meeting|visit again|talk again|speak again|see (?:him|her|them) again)\b")


def find_promises(sentences: Sequence[Sentence], context: ValueContext, boxes: Sequence[Draft] = ()) -> list[Draft]:
    """Return sentences that promise something: a thing to do ahead, not one that was done, not the next visit itself.

    boxes: things to do that stand in boxes, read already.
    """
    drafts: list[Draft] = []
    read = [(box.start, box.end) for box in boxes]
    for sentence in sentences:
        if sentence.is_heading or sentence.section in _LABELLED_AWAY or _TICKED.search(context.text[max(0, sentence.start - 6) : sentence.start]):
            continue
        for at, text in _clauses(sentence.text, context):
            start = sentence.start + at
            if not any(a < start + len(text) and start < b for a, b in read):
                drafts.append(Draft("次回アクション", start, start + len(text), text, 0.74, "cue"))
    return drafts[:10]


def done_apart(drafts: Sequence[Draft], text: str) -> list[Draft]:
    """Return the drafts with every thing to do behind a ticked box told as done, however it was found."""
    return [replace(d, concept=DONE_ACTION) if d.concept == "次回アクション" and _TICKED.search(text[max(0, d.start - 6) : d.start]) else d for d in drafts]


_TICKED = re.compile(r"(?:\[[xX✓]\]|[☑✅✔])\s?$")
_BY_SOMEBODY = re.compile(r"^(?P<who>[一-鿿々]{1,4})(?:さん|様|くん|君)?(?:\s|:|→)|\s(?P<who2>[一-鿿々]{2,4})(?:さん|様)?\s?(?:\d{1,2}/\d{1,2})?$")


def is_to_do(text: str, context: ValueContext) -> bool:
    """Return whether an open box holds a deed, a doer or a day ahead, and not a question of a form (☐ 競合見積の有無)."""
    days = [ahead(match, text[match.start : match.end], context.reference) for match in find_dates(text, context.reference)]
    is_due = any(context.reference is None or day.day >= context.reference for day in days)
    is_deed = is_action_like(text) and bool(re.search(r"[をのへに]", text)) and not re.search(r"未[一-鿿]{2}$|有無$", text)
    by = _BY_SOMEBODY.search(text)
    return is_due or is_deed or promises(text) or bool(by and _is_doer(by["who"] or by["who2"]))


def _clauses(sentence: str, context: ValueContext) -> Iterator[tuple[int, str]]:
    """Yield the promising clauses of a sentence: each of several that stand alone, or the whole of it."""
    lead = len(sentence) - len(sentence.lstrip())
    speaker = _SPEAKER.match(sentence, lead)
    start = speaker.end() if speaker and not sentence.isascii() else lead
    text = sentence[start:].rstrip()
    if not 5 <= len(text) <= 220:
        return
    if sum(ch.isascii() for ch in text) > 0.9 * len(text):
        if (_EN_PROMISE.search(text) or _EN_TERSE.match(text)) and not _EN_NOT.search(text):
            yield start, text
        return
    parts = list(_PART.finditer(text))
    alone = [part for part in parts if promises(part[0].rstrip("、"))] if len(parts) > 1 else []
    if len(alone) > 1:
        for part in alone:
            yield start + part.start(), part[0].rstrip("、")
    elif promises(text) or _dated_deed(text, context):
        yield start, text


_PART = re.compile(r"[^、]+(?:、|$)")


def _dated_deed(text: str, context: ValueContext) -> bool:
    """Return whether a few words are a deed and, last, a day ahead: 減速機の入荷日を確認 5/13."""
    day = _TRAILING_DAY.search(text)
    if not day or len(text) > _FRAGMENT or not _ENDS_IN_DEED.fullmatch(text[: day.start()]):
        return False
    found = [ahead(match, day[0], context.reference) for match in find_dates(day[0], context.reference)]
    return bool(found) and (context.reference is None or found[0].day > context.reference)


def _is_fragment(text: str) -> bool:
    """Return whether a few words name a thing to do: 「色校を手配」, 「概算を4/20に」; a visit alone is none."""
    if len(text) >= _SENTENCE:
        return False
    ends_in_deed = text.rstrip("。)").endswith(_DEEDS) and bool(_ENDS_IN_DEED.search(text))
    is_named = ends_in_deed and len(text) < _FRAGMENT and not _CALLED_US.search(text)
    if not is_named and not ((ends_in_deed or _DEED.search(text)) and _DUE.search(text) and _DOES.search(text)):
        return False
    return not (_PAST.search(text) or _NEXT_TIME.match(text) or _MEETS_ONLY.search(text))


_FRAGMENT, _SENTENCE = 40, 60  # characters
_ENDS_IN_DEED = re.compile(rf"[^。]{{2,40}}(?:{_SENT})[。)]?$|[^。]{{2,40}}(?:を|へ|に)(?:{_VERBAL})[。)]?$")
_DEEDS = tuple(f"{_SENT}|{_VERBAL}".replace("立会い?", "立会い|立会").split("|"))
_CALLED_US = re.compile(r"(?:から|より)[^。、を]{0,12}$")


def promises(text: str) -> bool:
    """Return whether one clause says that somebody will do something."""
    text = text.strip().strip("「」 ")
    if len(text) < 5 or _NO_PROMISE.search(text) or _HELLO.search(text):
        return False
    due = _ITEM_DUE.search(text) if text.endswith(")") else None
    if due and not _MET.match(text) and (due[2] in surnames() or re.search(r"まで|迄|〆", due[1] or "") or _THING_DUE.search(text)):
        return True
    if _SOON.search(text) or _names_all_three(text) or _SENT_OFF.search(text):
        return True
    if text.endswith(")"):
        text = re.sub(r"\([^()]*\)$", "", text).strip()
    if (_NEXT_TIME.match(text) and not _DEED.search(text)) or _STATE.search(text):
        return False
    if _FRAGMENT_DUE.search(text) or _is_fragment(text) or _asks_or_offers(text):
        return True
    return bool(_DOES.search(text) and _AHEAD.search(text)) and _will_do(text)


_NO_PROMISE = re.compile(r"[?？]$|(?<!とく)(?:ので|から|よろしくお願い[^。]*|宜しくお願い[^。]*|据え置きで?お願い[^。]*)$|^(?:取り急ぎ|お手数)")


def _names_all_three(text: str) -> bool:
    named = _WHAT_WHO_WHEN.fullmatch(text)
    return named is not None and _is_doer(named["who"] or named["who2"])


def _is_doer(word: str) -> bool:
    """Return whether a bare word may be who does it: a family name, a side, or a rare name."""
    known = word in surnames() or word in ("先方", "当社", "弊社", "自分", "私")
    return known or not (is_duty(word) or word in NOT_NAMES or is_plain_head(word) or word[0] in "未不済要再")


def _asks_or_offers(text: str) -> bool:
    """Return whether a clause asks for a deed, says that one of them will do it for us, or that the speaker will."""
    asks = _ASKS.search(text)
    for_us = asks or (_FOR_US.search(text) and _DOER.search(text) and not _TO_MEET.search(text))
    if not for_us and not (len(text) < _SENTENCE and _I_WILL.search(text) and (_HUMBLY.search(text) or _DOER.search(text))):
        return False
    return bool(_DOES.search(text[: asks.start()] if asks else text)) and not _NOT_OURS_TO_DO.search(text)


def _will_do(text: str) -> bool:
    """Return whether a clause with a deed and an ending that points ahead tells of a deed to come."""
    if _MEETS_ONLY.search(text) and not _DEED.search(text):
        return False
    if _WRITES_ITSELF.search(text):
        return False
    if _TOLD.search(text):
        return bool(_DEED.search(text) or _DUE.search(text) or _DOER.search(text))
    if _PAST.search(text) or _NOT_OURS_TO_DO.search(text):
        return False
    return bool(_PROMISED.search(text) or _DUE.search(text) or (_DOER.search(text) and _DEED.search(text)))
