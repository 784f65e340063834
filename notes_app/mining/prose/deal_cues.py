"""Next meeting, odds and stage as sentences say them. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.prose.sentence import Sentence
from notes_app.mining.values.choices import find_choice
from notes_app.mining.values.dates import ahead, find_dates

_NEXT = re.compile(r"次回|次は|次(?=\s?[\d(①-⑳])|次の(?:打合せ|打ち合わせ|訪問|約束|アポ|面談|商談|予定|ミーティング|機会)|つぎは|つぎ|今度は|今度|再訪|再度(?:訪問|伺|お伺|打合せ|面談|お会い)|また(?:伺|お会い|訪問|打合せ|来て|来る|来ま|参|寄|行)|改めて(?:伺|訪問|お会い|打合せ|面談)|次アポ|[Nn]ext (?:meeting|call|visit|step is a|session|appointment|demo|review|touch)|[Ff]ollow[- ]up|[Mm]eet(?:ing)? again|[Rr]econvene|[Cc]atch up again|see (?:them|him|her|you) again|back on site|[Tt]alk again|[Rr]eturn visit|\bNext\b\s?:|\bNEXT\b|\bNext\b(?=\s\d)|[Ll]et's (?:meet|talk)|next on|re-?visit|(?:speak|talk|meet|call) again|meet(?:ing)? up again|\bnext\b|back on\b|see (?:him|her|them) on")  # fmt: skip
_MEETS = re.compile(
    r"(?:\s?(?:に|で|の|、|は|から|より|頃に?|ごろに?|へ|\(.{1,3}\))*\s?)(?:[^。、]{0,14})?(?:訪問|打合せ|打ち合わせ|打ち合せ|面談|アポ|伺|うかが|お会い|会う|会い|商談|ミーティング|MTG|mtg|来社|来店|来訪|来て|来る|来ます|お越し|デモ(?:を)?(?:実施|予定|の予定)|プレゼン|再訪|往訪|立会|立ち会|現調|現地調査|内見|同行|会議|定例|顔合わせ|顔を出|お邪魔|行く|行き|行って|押さえて|おさえて|約束|電話|TEL|あいさつ|挨拶|Zoom|オンライン|Web会議|もう一度|再度|改めて|報告会|説明会|お話|話し|結果を|もう一回|やりましょう|集ま|入れて)(?!記録|先|時|者|報告(?!会)|内容|番号)"
)
_PAST = re.compile(r"(?:した|ました|だった|でした|済み|済|された)(?:。|$|が|ところ|際|時)")
_SETTLED = re.compile(r"ことに(?:し|な)|約束|予定|お願い|押さえ|もらえ")
_EN_MEETS = re.compile(
    r"\b(?:meet|meeting|call|visit|demo|workshop|session|review|site visit|walkthrough|lunch)\b",
    re.IGNORECASE,
)


def find_next_meeting(sentences: Sequence[Sentence], context: ValueContext) -> list[Draft]:
    """Return the day of the next meeting: a date ahead beside 次回 or 再訪, or one on which somebody will visit."""
    loose: Draft | None = None
    for sentence in sentences:
        dates = find_dates(sentence.text, context.reference)
        word = _NEXT.search(sentence.text) if dates else None
        for match in dates:
            found = ahead(match, sentence.text[match.start : match.end], context.reference)
            days = (found.day - context.reference).days if context.reference else 1
            if _is_long_term(sentence.text, found.end):
                continue
            if days < (0 if word and word.start() < found.start else 1) or found.precision == "month" or _IS_LIMIT.match(sentence.text, found.end):
                continue
            if any(re.search(r"\b(?:by|until|before|due)\s(?:the\s)?$", sentence.text[max(0, found.start - 12) : found.start + gap]) for gap in (0, 3)):
                continue
            draft = Draft("次回予定", sentence.start + found.start, sentence.start + found.end, found.iso, 0.88, "cue")
            gap = found.start - word.end() if word else 999
            if word and -30 <= gap <= 30 and (found.precision == "day" or found.time):
                return [draft]
            after = sentence.text[found.end :]
            if (
                (loose is None or (found.time and loose.confidence < 0.77))
                and days >= 1
                and found.precision == "day"
                and (_MEETS.match(after) or (sentence.text[:60].isascii() and (_EN_MEETS.search(after[:40]) or _EN_MEETS_BEFORE.search(sentence.text[: found.start]))))
                and (not _PAST.search(after[:40]) or _SETTLED.search(after[:40]))
                and not _NOT_MEETING.search(sentence.text[max(0, found.start - 12) : found.start])
            ):
                loose = replace(draft, confidence=0.78 if found.time else 0.74)
            elif loose is None and found.time and days >= 1 and not _OTHER_EVENT.match(after) and not _NOT_MEETING.search(sentence.text[max(0, found.start - 12) : found.start]) and not _PAST.search(after[:40]):
                loose = replace(draft, confidence=0.72)  # whoever names the hour of a day ahead has an appointment
    return [loose] if loose else []


_OTHER_EVENT = re.compile(r"\s?(?:から)?(?:に|で|の|は)?\s?(?:納品|納入|搬入|開始|開店|開催|出発|集合|放送|公開|締|入荷|出荷|着(?!手)|発売|稼働|工事|着工|必着|まで|迄|以降|シフト|勤務)")


def said_of_day(text: str, start: int, end: int) -> tuple[str, ...]:
    """Return what the words beside a day say of it: a next time, a meeting, a limit, another event, the past."""
    before, after = text[max(0, start - 30) : start], text[end : end + 40]
    said = (
        ("next", _NEXT.search(before)), ("meets", _MEETS.match(after) or _EN_MEETS.search(after) or _EN_MEETS_BEFORE.search(before)), ("limit", _IS_LIMIT.match(after)),
        ("due", _DUE.search(before)), ("event", _OTHER_EVENT.match(after) or _NOT_MEETING.search(before[-12:])), ("past", _PAST.search(after)), ("settled", _SETTLED.search(after)),
    )  # fmt: skip
    return tuple(f"says {name}" for name, found in said if found)


_DUE = re.compile(r"\b(?:by|until|before|due|back on)\s(?:the\s)?$")


def _is_long_term(text: str, end: int) -> bool:
    """Return whether a date says more than a day: 31 March next year, 4月末の来年度."""
    return bool(re.match(r"\s?(?:next|this|of next)\s(?:year|month|quarter|spring|summer|autumn|fall|winter)\b", text[end : end + 20]))


_EN_MEETS_BEFORE = re.compile(r"\b(?:meet|talk|speak|see (?:him|her|them)|call|visit|walk|catch up|lunch|session|again|back)\b[^.]{0,50}$", re.IGNORECASE)
_IS_LIMIT = re.compile(r"\s*(?:まで|迄|中に|締|〆|を?期限|必着|納品|稼働|満了|入居|着工|発売|以降|付|着)")
_NOT_MEETING = re.compile(r"(?:展示会|フェア|開店|オープン|納期|締切|期限|満了|更新|理事会|役員会|取締役会|株主総会|社内)[^、。]{0,6}$")


_ODDS = re.compile(
    r"(?:受注)?(?:確度|見込み?度?|見込みランク|ランク|温度感|勝率|勝ち目|手応え|手ごたえ|成約率|成約確率|確率|受注率|本気度|判定|評価|ヨミ|感触|見立て|肌感|印象|読み|可能性)(?:感)?(?:は|も|が|:|=|として(?:は)?|的には|で言うと|でいうと|、|→|だと)?\s?(?:今のところ|現時点で|体感で?|まだ|いまは?|正直|まあ|多分|だいたい|ざっくり|約|およそ|五分五分で)?\s?"
)
_RANKED = re.compile(
    r"(?<![A-Za-z])([A-ES][+-]?)\s?(?:ランク|判定|ヨミ|評価|確度)|(\d{1,3}\s?(?:%|パーセント)|[1-9一二三四五六七八九]割|五分五分|半々)(?:くらい|ぐらい|程度|方|がた)?(?:の?(?:確率|確度|見込|感触|可能性|勝率|勝算)|は?(?:ある|いける|いけ(?:そう|る)|取れ|とれ|堅い|固い)(?:と思|と見|だろう|かな|気が|感じ|。|$|そう)?|(?:と|かなと)(?:見て|みて|踏んで|読んで|思)|かな|ってとこ)|(?:ランク|確度|判定)\s?([A-ES][+-]?)(?![A-Za-z])"
)
_LATIN = re.compile("[A-Za-z]{3}")
_EN_ODDS = re.compile(
    r"(?:[Pp]robability|[Cc]hances?|[Ll]ikelihood|[Oo]dds|[Cc]onfidence|[Ww]in rate|[Rr]ank|[Tt]emperature|[Ff]orecast)(?:\s(?:of (?:winning|closing|close|a win|success))?\s?(?:is|are|at|about|around|feels?|looks?|maybe|roughly|now|rated|currently))*\s?:?\s?(\d{1,3}\s?%|[A-E]\b|high|medium|low|hot|warm|cold)|(?:put (?:it|this) at|call it|I.d say|feels like|around|at about)\s(?:about |around )?(\d{1,3}\s?%)|(\d{1,3}\s?%)\s(?:chance|likely|probability|confident|odds|sure)",
    re.IGNORECASE,
)


def find_choice_said(sentences: Sequence[Sentence]) -> list[Draft]:
    """Return the odds (A, 60%, 高) where a sentence gives them."""
    for sentence in sentences:
        for pattern in (_RANKED, _EN_ODDS):
            match = pattern.search(sentence.text) if pattern is _RANKED or _LATIN.search(sentence.text) else None
            if match:
                group = next(at for at in range(1, (match.lastindex or 1) + 1) if match[at])
                choice = find_choice(match[group])
                if choice:
                    a = sentence.start + match.start(group)
                    return [Draft("確度", a + choice[0], a + choice[1], choice[2], 0.84, "cue")]
        for match in _ODDS.finditer(sentence.text):
            rest = sentence.text[match.end() : match.end() + 12]
            choice = find_choice(rest)
            if (
                choice
                and choice[0] <= 4
                and not (
                    choice[2] in ("高", "低", "中", "大", "小", "高め", "低め")
                    and "確度" not in match[0]
                    and "温度" not in match[0]
                    and "本気" not in match[0]
                )
            ):
                if re.match(r"[ぁ-ん]*(?:くない|くはない)", rest[choice[1] :]) or re.search(r"[A-Za-z]", rest[choice[1] : choice[1] + 1]):
                    continue
                a = sentence.start + match.end()
                return [Draft("確度", a + choice[0], a + choice[1], choice[2], 0.78, "cue")]
    return []


_RANK_ALONE = re.compile(r"(?:^|[\t。、 ])([A-E][+-]?)(?=。?\s*$|\t|[、。](?!\w))")


def find_rank_alone(lines: Sequence[tuple[int, str]]) -> list[Draft]:
    """Return a rank that stands alone at the end of a Japanese line or between wide gaps: 「…6着。A」.

    lines: (where it starts, folded text).
    """
    for start, text in lines:
        alone = re.fullmatch(r"\s*()?([A-E][+-]?)。?\s*", text)
        if alone:
            return [Draft("確度", start + alone.start(2), start + alone.end(2), alone[2], 0.68, "cue")]
        if len(text) >= 6 and not text.isascii() and (match := _RANK_ALONE.search(text)):
            at = start + match.start(1)
            return [Draft("確度", at, at + len(match[1]), match[1], 0.7, "cue")]
    return []


_STAGES = r"初回接触|初回訪問|アプローチ|ヒアリング|課題把握|提案準備|提案|デモ|見積提示|見積提出|見積|価格交渉|条件交渉|交渉|稟議|決裁待ち|最終交渉|最終調整|内示|内定|クロージング|契約手続き|契約|受注|失注|保留|トライアル|テスト導入|試用|サンプル評価|選定"
_STAGE_IS = re.compile(
    rf"(?:フェーズ|ステージ|段階|ステータス|進捗)(?:は|:|=|としては|も|が)\s?「?((?:{_STAGES})(?:中|済み?|待ち|段階)?)|(?<![一-鿿])((?:{_STAGES})(?:中)?)(?:フェーズ|段階|ステージ)(?:に|へ|で|まで|。|、|です|だ|$|と)"
)
_ENDED = re.compile(
    r"(?:(?<![一-鿿])|(?<=[名件社台枚本部]))(失注|保留|凍結|見送り|受注|成約|内示|内諾|内定|仮契約|契約締結)(?=(?:です|である|でした|だった|となった|となりました|になった|になりました|が決ま|が確定|が出|確定|決定|を(?:いただ|頂|もら)|との(?:連絡|回答|返事)|しました|いたしました|した(?![らいのがで])|とします|[!！🎉)]|\s(?![はがをもにで])|。|$))"
)
_NOT_NOW = re.compile(r"(?:前回|去年|昨年|以前|他社|先方|もし|なら|れば|場合)[^。]{0,10}$")
_EN_STAGE = re.compile(
    r"(?:[Ss]tage|[Pp]hase|[Ss]tatus)(?:\s(?:is|now|currently))*\s?:?\s(?:the\s)?([a-z]+(?:\s[a-z]+)?)(?=[.,;)]|\sstage|\sphase|$)|(?:in|to|at|into)\s(?:the\s)?(discovery|qualification|demo|proposal|negotiation|closing|contract|evaluation|pilot|procurement|legal)\s(?:stage|phase)",
    re.IGNORECASE,
)


def find_stage_said(sentences: Sequence[Sentence]) -> list[Draft]:
    """Return the stage of the deal where a sentence names it as one."""
    for sentence in sentences:
        for pattern in (_STAGE_IS, _ENDED, _EN_STAGE):
            match = pattern.search(sentence.text[:600]) if pattern is not _EN_STAGE or _LATIN.search(sentence.text) else None
            if match and not _NOT_NOW.search(sentence.text[max(0, match.start() - 12) : match.start()]):
                group = next(at for at in range(1, (match.lastindex or 1) + 1) if match[at])
                a = sentence.start + match.start(group)
                return [Draft("フェーズ", a, a + len(match[group]), match[group], 0.78, "cue")]
    return []
