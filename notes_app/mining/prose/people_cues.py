"""Who took part, as prose tells it: people of the other side and of ours. Pure, on folded text.

Prose names more people than were there: a superior who must agree, a predecessor, somebody's customer. Where a note
says of some that they came out, sat there or were spoken to, only those took part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from notes_app.mining.draft import Draft
from notes_app.mining.prose.sentence import Sentence
from notes_app.mining.values.bare_names import is_author, name_in_run
from notes_app.mining.values.companies import looks_own_company
from notes_app.mining.values.english_names import find_english_companies
from notes_app.mining.values.people import PersonMatch, find_people, list_people
from notes_app.mining.values.titles import surnames

_NOT_THERE = re.compile(
    r"^(?:が|は|の|に|へ|を|と|で)?(?:(?:最終)?(?:決裁|決済|決定|判断|承認|稟議|一存|次第|ハンコ|判)|確認|相談|上申|報告|了承|了解|許可|説明(?:する|して)|話を通|打診|上げ|かけ合|掛け合|伝え|展開|引き継|転送|共有し|回覧|諮|持ち帰|通して|通さ)"
    r"|^(?:の承認|の決裁|のOK|の判断|の了承|の許可|への説明|への報告|への相談|より後任|と交代|は欠席|は不在|不在|(?:の|から(?:の)?|より(?:の)?)(?:ご)?紹介|経由|から引き継|に引き継|宛|の後任|の前任|の上司|の部下|によれば|まで(?:連絡|報告))"
    r"|^(?:の)?代理|^に代わ|^[^。、]{0,6}はずだった|^(?:は|が)(?:もう)?(?:辞退|撤退|降り)|^が[^。、]{0,10}決めてしま|^\s?\(?\d{1,2}/\d{1,2}\)?(?:迄|まで|〆)|^(?:に|へ)(?:も)?(?:お伝え|確認|依頼|お願い|頼|連絡(?:する|します|して)|聞いて|送|渡|出し|リマインド|報告|打診|回し|メール|FAX|頼ん)"
)
_ABSENT = re.compile(
    r"^(?:は|が|も)[^。、はが]{0,14}(?:欠席|不在|お休み|休み|来られ(?:ず|な)|来れ(?:ず|な)|都合がつか|出張|異動|退職|辞め|転勤|定年|産休|育休|い(?:なく|なかっ|ない|ません)|おら(?:ず|れず|れま)|会え(?:ず|な|ま)|お目にかかれ|お目にかかることは)"
    r"|^(?:だ|です|である|だそうだ?)?(?:が|けど|けれど|けれども|ので|で)?、(?:今日|本日|当日|きょう|あいにく)は?[^。、はが]{0,14}(?:欠席|不在|休み|来られ(?:ず|な)|会え(?:ず|な))"
    r"|^の(?:代理|代わり|代役)|^\(?(?:今日は?|本日は?|当日は?|も)?(?:ご)?(?:欠席|不在|休み|い(?:なく|なかっ|ない|ません)(?!か)|おら(?:ず|れず))"
)
"""What says of the one before it that he was not there."""
_OURS_BEFORE = re.compile(
    r"(?:当社|弊社|自社|うち|社内|わが社|我が社|当方|こちら|こっち|私ども|我々|同行(?:者)?|同席者|上司|部下|後輩|先輩|同僚)(?:は|の|から|より|側(?:は|から)?|、|として|も|:)?(?:[^。、:]{0,6}|(?:私|わたし|自分|僕|俺|小職)(?:と|、|のほか(?:に)?|に加え(?:て)?|および|・|プラス)[^。]{0,30})$"
    r"|担当(?:は|:)\s?$|(?:記録|作成|文責|報告|担当)(?:者)?(?:は|:)?\s?$|(?:私|わたし|自分|僕|小職)と[^。、]{0,8}$"
)
_OURS_AFTER = re.compile(
    r"^(?:を|も|にも|と)?(?:連れて|同行(?!し?てい?ただ|者)|に同行|を伴|と二人で(?:訪|伺|行|お邪魔)|と一緒に(?:訪|伺|行|お邪魔)|と(?:訪問|往訪|同行)|に(?:も)?来てもらっ|に(?:も)?入ってもらっ|に(?:も)?ついて来てもらっ|を勉強|にも?お願いして来てもら|も一緒(?:に|でし|で。|だっ|$))"
)
_WE_ARE = re.compile(r"(?:当社|弊社|自社|うち|わが社|我が社|当方|こちら|こっち|私ども|我々)(?:側)?(?:は|からは?|より|も)[^。]{0,34}$")
_ELSEWHERE = re.compile(
    r"の(?:上司|上長|部下|紹介|知人|友人|お父様|お母様|ご主人|奥様|息子|娘)の?$|(?:決裁|決定|判断|承認|キーマン|決裁者|キーパーソン|ハンコ|はんこ|判子|最後|決ま(?:る)?の?|決め(?:る(?:の|人|方)|手))(?:者|権者)?(?:は|が|:|=)[^、。]{0,10}$"
    r"|(?:紹介(?:元|者)|前任|後任|競合|他社|協力会社|下請|パートナー|代理店|仲介|メーカー|業者|オーナー|貸主|隣の|親会社|銀行)(?:の|は|:)?[^、。]{0,8}$"
)
_PRESENT = re.compile(
    r"出て(?:くださ|くれ|き|こら|いただ|来)|交えて|お目にかか(?:り|っ)|(?:打合せ|打ち合わせ|打合わせ|商談|面談|協議)を(?:し(?:た|て|まし)|行(?:っ|い)|実施)|応対|対応(?:して)?(?:くれ|くださ|いただ|者)|(?:お)?会い(?:し|でき)|(?:お)?会(?:っ|え)|面談|面会|同席|参加|出席|立ち?会|と(?:打合せ|打ち合わせ|商談|話|電話)|お?(?:二人|三人|ふたり)|[2-9二三四五]名|話した(?:の|相手)|話を(?:聞|うかが|伺)|お相手|相手(?:は|を|に)|先方は|向こうは|迎え|いらし|いらっしゃ|待って|名刺|挨拶|"
    r"(?:へ|に)(?:お)?電話|から(?:お)?(?:電話|連絡|入電|メール|TEL)|より(?:お)?(?:電話|連絡|入電|メール)|案内(?:し|いただ)|応じて|お越し|来社|来店|来られ|ヒアリング|つかまえ|捕まえ|顔を出|同行|が(?:い(?:て|た|ら)|おら)|に見せ|と(?:[^。、]{0,14})話|隣に"
)
_SAYS = re.compile(r"^(?:が|は|も|いわく|曰く|から(?:は|も)?|より|の(?:話|弁|言|お話|口ぶり|説明))[^。]{0,60}(?:言|おっしゃ|仰|とのこと|だそう|という|と聞|話|談|希望|心配|質問|尋ね|頼ま|怒|喜|笑|感謝|評価|気に|悩|困)|^(?:いわく|曰く|談)")
_HEARSAY = re.compile(r"らしい|(?:た|だ|る)そう(?:で|だ|な)")
_DID_US_GOOD = re.compile(r"^が[^。、]{0,30}て(?:くださ|くれ|いただ|頂)(?:っ|い|き)(?:た|て)")
_FROM_AFAR = re.compile(r"送|紹介|手配|連絡|メール|電話|返事|返信|回答")
_AHEAD = re.compile(r"(?:行き|伺い|参り|訪問し|お邪魔し|会い|話し|同行し)ます(?:。|$)|ことに(?:なっ|し)た|ことに(?:なり|し)ました|(?:させて)?もらう(?:予定|ことに)|予定(?:です|だ)?$")
"""What lies ahead: whoever is named there was not necessarily here."""
_STRANGER = re.compile(r"\b(?:a|an|one|some)\s(?:Mr|Mrs|Ms|Miss|Dr)\.?\s$")
_GREETS = re.compile(r"お疲れ|おつかれ|お世話|件名|各位|ご?報告")
_COMPANY_AFTER = re.compile(
    r"^(?:へ(?:。|$|、|行|訪|伺|お)|を(?:訪|あとに|出)|に(?:伺|お邪魔|訪問|行|寄|納|着)|出たところ|の(?:本社|本店|工場|事務所|会議室|[^、。のはが]{1,8}?(?:さん|様|氏|社長|部長|課長|専務|担当))|本社|(?:も|が|は|から(?:は|も)?|の)(?:先に|もう|すでに)?(?:見積|提案|デモ|価格|金額|営業)|からの(?:紹介|引き合い)|とは?取引|は(?:下げ|断|辞退))"
)
_KATAKANA = re.compile(r"[ァ-ヴー・]{3,}")
_REQUEST = re.compile(r"お願い(?:し|いた|でき)|ください|下さい|いただけま|願います")


SENTENCES_READ = 200  # of one note


@dataclass(frozen=True, slots=True)
class _Named:
    """A person whom a sentence names: which sentence, and whether it says that he was there."""

    person: PersonMatch
    sentence: Sentence
    is_present: bool
    is_ours: bool


def find_attendees(
    sentences: Sequence[Sentence], own: set[str], author: str, *, wants_ours: bool, wants_theirs: bool
) -> list[Draft]:
    """Return who took part: 先方出席者 and, where the words tell, 当方出席者; each person once.

    own: names of our own people without spaces; author: who wrote the note.
    """
    named = list(_named(sentences, own, author))
    has_present = any(one.is_present and not one.is_ours for one in named)
    drafts: list[Draft] = []
    seen: set[str] = set()
    for one in named:
        person, name = one.person, one.person.name
        concept = "当方出席者" if one.is_ours else "先方出席者"
        if name in seen or not (wants_ours if one.is_ours else wants_theirs):
            continue
        if not one.is_present and (one.is_ours or has_present or _OF_HIS.match(one.sentence.text, person.end)):
            continue
        seen.add(name)
        sure = 0.9 if one.is_present or one.sentence.number < 3 else 0.76
        at = one.sentence.start
        drafts.append(Draft(concept, at + person.start, at + person.end, name, sure, "cue", marked=not one.is_ours))
    if wants_theirs and not any(draft.concept == "先方出席者" for draft in drafts):
        drafts.extend(_met_in_english(sentences))
    if wants_ours:
        drafts.extend(_bare_ours(sentences, {str(draft.normalized) for draft in drafts}, author))
    drafts.extend(_headed_list(sentences, {str(draft.normalized) for draft in drafts}, wants_ours=wants_ours, wants_theirs=wants_theirs))
    return drafts


_OF_HIS = re.compile(r"の(?!み|ところ|所|方|もと|お|案内|話|紹介)[一-鿿ぁ-んァ-ヴ]")
"""大石さんの思いつき tells of a thing of his; 大石さんのところに寄った of him."""


def _headed_list(sentences: Sequence[Sentence], seen: set[str], *, wants_ours: bool, wants_theirs: bool) -> list[Draft]:
    """Return the people of a line near the head that lists nobody but people: 「大石部長 根来係長 / 沢田」; ours are who go bare behind."""
    for sentence in sentences[:6]:
        text = sentence.text
        if not 4 <= len(text) <= 60 or sentence.section or _ADDRESSEE.match(text):
            continue
        start = max((m.end() for m in re.finditer(r"(?:^|\s)/\s|^\W*", text) if any(p.is_marked for p in list_people(text[m.end() :].split(" / ")[0]))), default=0)
        people = list_people(re.sub(r"\s?/\s?", "、", text[start:])) if start < len(text) else ()
        rest = "".join(ch for at, ch in enumerate(text[start:]) if not any(p.start <= at < p.end for p in people))
        if len(people) < 2 or not people[0].is_marked or len(re.sub(r"[\s、,/・&+]|[一-鿿ァ-ヴーA-Z]{1,6}の", "", rest)) > 3:
            continue
        found = [(("先方出席者" if one.is_marked else "当方出席者"), one) for one in people if one.name not in seen]
        wanted = [(concept, one) for concept, one in found if (wants_theirs if one.is_marked else wants_ours)]
        at = sentence.start + start
        return [Draft(concept, at + one.start, at + one.end, one.name, 0.84, "cue", marked=one.is_marked) for concept, one in wanted]
    return []


def _named(sentences: Sequence[Sentence], own: set[str], author: str) -> Iterator[_Named]:
    gone = set(_absent(sentences))
    has_met = False
    is_mail = any(_GREETS.search(sentence.text) for sentence in sentences[:6])
    for sentence in sentences[:SENTENCES_READ]:
        if sentence.section in _OTHER_SECTIONS:
            continue
        text = sentence.text
        if sentence.number <= (3 if is_mail else 0) and _ADDRESSEE.match(text):
            gone |= {one.name for one in find_people(text)}
            continue
        present_here = bool(_PRESENT.search(text)) and not (has_met and _AHEAD.search(text))
        side = False
        last = -1
        for person in find_people(text):
            before, after = text[max(0, person.start - 40) : person.start], text[person.end : person.end + 70]
            name = person.name
            if not name or looks_own_company(name) or name in gone or _STRANGER.search(before) or _is_doubtful(person, before):
                continue
            joined = last >= 0 and re.fullmatch(r"\s?(?:と|、|や|・|,|/|および|及び|それから|と、|、それに|それに)?\s?[^、。]{0,14}", text[last : person.start])
            is_ours = _is_ours(person, before, after, own, author) or (side and bool(joined))
            last, side = person.end, is_ours
            if _is_company(person, text, after) or _NOT_THERE.match(after) or (not is_ours and _ELSEWHERE.search(before)):
                continue
            if _REQUEST.search(after) and not present_here:
                continue
            in_brackets = sentence.number < 5 and before.endswith("(") and after.startswith(")")  # 三条鍛工(倉石部長)
            was_with_us = is_ours and bool(_OURS_AFTER.match(after) or _WE_ARE.search(before))
            is_present = present_here or in_brackets or was_with_us or _acted(after) or (sentence.number < 2 and sentence.is_heading)
            has_met = has_met or is_present
            yield _Named(person, sentence, is_present, is_ours)


_HEARSAY = re.compile(r"(?:は|も)(?:去年|昨年|一昨年|先月|先日|以前|昔|もともと|元々)[^。、\n]{1,16}(?:そう(?:で|だ|な)|らしい|とか)")
"""What is told of somebody's past by others: 根来院長は去年転んだそうで."""


def said_of_person(text: str, person: PersonMatch) -> tuple[str, ...]:
    """Return what the words beside a person say of him: present, not there, spoken of, one of us."""
    before, after = text[max(0, person.start - 40) : person.start], text[person.end : person.end + 70]
    text = before + after
    said = (
        ("present", _PRESENT.search(text)), ("absent", _ABSENT.match(after[:40])), ("not there", _NOT_THERE.match(after)), ("elsewhere", _ELSEWHERE.search(before)),
        ("acted", _acted(after)), ("ours", _OURS_BEFORE.search(before) or _OURS_AFTER.match(after)), ("we", _WE_ARE.search(before)), ("ahead", _AHEAD.search(text)),
        ("of his", _OF_HIS.match(after) and not _PRESENT.search(text)), ("spoken of", _HEARSAY.match(after)),
    )  # fmt: skip
    return tuple(f"says {name}" for name, found in said if found)


def _absent(sentences: Sequence[Sentence]) -> Iterator[str]:
    """Yield the names of whom a note says that they were not there, wherever else it names them."""
    for sentence in sentences[:SENTENCES_READ]:
        for person in find_people(sentence.text):
            if person.name and _ABSENT.match(sentence.text[person.end : person.end + 40]):
                yield person.name


def _acted(after: str) -> bool:
    """Return whether the words behind a name tell what he said or did for us there, not what is said of him."""
    said, did = _SAYS.match(after), _DID_US_GOOD.match(after)
    return bool((said and not _HEARSAY.search(said[0] + after[said.end() : said.end() + 6])) or (did and not _FROM_AFAR.search(did[0])))


_OTHER_SECTIONS = frozenset({"次回アクション", "決裁者", "競合", "稟議状況", "当方出席者", "連絡先", "備考", "所感", "予算"})
_ADDRESSEE = re.compile(r"^\s*(?:[一-鿿々ァ-ヴー]{1,8}(?:さん|様|部長|課長|次長|係長|主任|社長|専務|常務|所長|店長|支店長|リーダー|マネージャー|GM|各位)(?:、|\s|$)){1,3}\s*$")


def _is_ours(person: PersonMatch, before: str, after: str, own: set[str], author: str) -> bool:
    bare = person.name.replace(" ", "")
    if bare in own or is_author(person.name, author):
        return True
    return bool(_OURS_BEFORE.search(before) or _OURS_AFTER.match(after) or person.honorific in ("君", "くん"))


def _is_doubtful(person: PersonMatch, before: str) -> bool:
    """Return whether prose hardly means a person: ミナトさん may be a firm, one rare character before 様 a part of a word."""
    if _KATAKANA.fullmatch(person.name):
        return not person.title and "・" not in person.name and not before.endswith("の")
    return len(person.name) == 1 and person.name not in surnames() and not person.title and not re.search(r"(?:^|[\s、,/(・のはと])$", before)


def _is_company(person: PersonMatch, text: str, after: str) -> bool:
    """ラクネアさんへ: a company of three katakana or more that somebody goes to."""
    return bool(not person.title and person.honorific in ("さん", "様", "さま") and _KATAKANA.fullmatch(person.name) and _COMPANY_AFTER.match(after))


_BARE_OURS = re.compile(
    r"(?:当社|弊社|当方|こちら|こっち|うち|自社|同行(?:者)?|us|当社側|弊社側)(?:から(?:は)?|側(?:は)?|は|:|より)\s?(?:は)?((?:私|わたし|自分|小職|[一-鿿々]{1,4})(?:(?:と|、|・|,\s?|および)(?:私|わたし|自分|小職|[一-鿿々]{1,4}))*)(?=。|$|です|の(?:\d|二|三)|が|で(?:訪|伺|参)|、)"
)


def _bare_ours(sentences: Sequence[Sentence], seen: set[str], author: str) -> list[Draft]:
    """Return our people whom prose lists without an honorific: 当方は佐藤と木村です."""
    drafts = []
    for sentence in sentences[:60]:
        for match in _BARE_OURS.finditer(sentence.text[:300]):
            for word in re.finditer(r"[一-鿿々]{1,4}", match[1]):
                name = word[0]
                if name in seen or not (name in surnames() or is_author(name, author)) or name_in_run(name) != name:
                    continue
                seen.add(name)
                at = sentence.start + match.start(1) + word.start()
                drafts.append(Draft("当方出席者", at, at + len(name), name, 0.82, "cue"))
    return drafts


def _met_in_english(sentences: Sequence[Sentence]) -> list[Draft]:
    for sentence in sentences:
        met = _EN_MET.search(sentence.text)
        if met:
            at = sentence.start + met.start(1)
            return [
                Draft("先方出席者", at + name.start(), at + name.end(), name[0], 0.8, "cue", marked=True)
                for name in re.finditer(_EN_NAME, met[1])
                if not find_english_companies(name[0])
            ]
    return []


_EN_NAME = r"[A-Z][a-z'’]+\s(?:[A-Z]\.\s)?[A-Z][A-Za-z'’-]+"
_EN_MET = re.compile(
    rf"(?:[Mm]et|[Ss]poke|[Tt]alked|[Cc]all(?:ed)?|[Mm]eeting|[Ll]unch|[Cc]offee|[Dd]emo|[Ss]at down|[Vv]isited|[Ss]aw|[Cc]hat)\s(?:up\s)?(?:with\s|to\s|for\s)?((?:{_EN_NAME})(?:(?:,\s|\sand\s|,\sand\s)(?:{_EN_NAME}))*)"
    r"(?=\s(?:at|from|of|in|on|about|to|today)\b|[.,(]|$)"
)
