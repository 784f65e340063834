"""Who decides, as Japanese sentences say it. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from notes_app.mining.draft import Draft
from notes_app.mining.prose.sentence import Sentence
from notes_app.mining.values.bare_names import is_duty, name_in_run
from notes_app.mining.values.people import find_people
from notes_app.mining.values.titles import NOT_NAMES, TITLES, surnames
from notes_app.mining.values.word_list import any_of

_POST = any_of(TITLES)
_BODY = (
    r"理事会|[一-鿿ァ-ヴー]{1,8}(?:会議|委員会)|選定委員会|運営委員会|役員会|取締役会|経営会議|本社|本部(?!長)|常務会|投資委員会|教授会|院内会議|総会|"
    r"(?:[A-Z][A-Za-z]{1,8}\s)?(?:[Dd]irector|[Pp]resident|[Mm]anager|[Oo]wner|[Bb]oard|VP|GM)|HQ|head office|CFO|CEO|CTO|COO|CIO"
)
_BODY_ONLY = re.compile(_BODY)
_HON = r"(?:様|さん|氏|先生)"
_WHO = (
    rf"({_BODY}|(?:お[一-鿿]{{1,3}}の|[一-鿿々ァ-ヴーA-Za-z]{{1,12}}(?:の|\s)?)?[一-鿿々ァ-ヴーA-Za-z]{{0,8}}\s?(?:{_POST}){_HON}?"
    rf"|(?:[一-鿿ァ-ヴー]{{1,10}}の)?[一-鿿々ァ-ヴー]{{1,10}}{_HON}|先生|大旦那|若旦那|若女将|女将|親方|奥様|奥さん|[一-鿿ァ-ヴー]{{1,8}}[部課室科]の[一-鿿々]{{2,4}}(?=だ|です|で|。|、|$))"
)
_ADVERB = r"(?:やはり|どうやら|たぶん|多分|おそらく|もちろん|結局|実は|どうも|やっぱり|最後は|最終的に)?(?:は|、)?(?:(?:私|わたし|自分|僕|俺)(?:では|じゃ)なく(?:て)?、?)?"
_DECIDES_IS = re.compile(
    rf"(?:最終的?な?)?(?:の)?(?:決裁|決済|決定|判断|承認|意思決定|決定権)(?:者|権者|権限者|権|権限)?(?:は|が|:|=|も|→)\s?(?:最終的に)?(?:、)?{_WHO}"
)
_KEYMAN_IS = re.compile(
    rf"(?:キーマン|キーパーソン|(?:ただし|でも|最後の)?(?:ハンコ|はんこ|判子)|判断(?:され|す)る(?:の|方|人)|決まる(?:の|こと)?|鍵を握る(?:の)?|決め(?:る|手となる)(?:人|方|の)|決めるの|決め(?:た|てる|ている)(?:の|人)|(?:最後に)?(?:ハンコ|はんこ|判子?)を?(?:押すの|つくの)|(?:OK|GO|ゴーサイン|ゴー)を?出すの|首を縦に振(?:る|らせる)の?|うんと言(?:うの|わせるの)|うなず(?:く|かせる)の|財布(?:のひも|の紐)?を?(?:握る|握って(?:い)?る)の|権限を?(?:持つ|持って(?:い)?る)の|一番(?:偉い|えらい)の|最終(?:的に)?(?:の?判断|の?決定)?(?:は|を(?:する|下す)の)|実質決めて(?:い)?るの|決定権(?:を持(?:つ|ってる|っている)の)?)(?:は|が|:|=|になるのは|となるのは)\s?{_ADVERB}{_WHO}"
)
_IS_DECIDER = re.compile(
    r"(?:が|は|で)(?:最終的に|最終|実質(?:的な)?|実質上|すべて|全て|一人で)?(?:の)?(?:決裁|決済|決定権|決定者|決定|判断(?:する|され)|承認者|キーマン|キーパーソン|意思決定|決める(?!ため)|決めて|決めます|決められ|ハンコ|はんこ|判を|判子|握って|裁量|鍵を|うんと言|首を縦|OKを出|OKと言|GOを|GOと言|ゴーを|ゴーサインを|サインする|(?:ご)?(?:自分|一人|ひとり)で(?:お)?決め|最終判断|最後は|お財布|財布を|実権を|主導権を|権限を(?:持|握)|頷|うなず)|(?:さん|様|氏|先生|長)?(?:ご)?(?:自身|自分|本人)(?:が|で|の判断で)(?:最終)?(?:決め|判断|決裁|決定)"
)
_BY_DECIDER = re.compile(
    r"を通[らさ](?:ない|なけれ|ず)|が(?:うんと|首を縦)|(?:様|さん)?まで(?:上が|回)る|に(?:は|も)?(?:上げ(?:ます|られ|る|て)|お伺いを立て|諮)|の(?:鶴の一声|お墨付き|許し|許可|同意|ひと声|一言)(?:で|が|次第|待ち|を)|(?:の|による)?(?:最終)?(?:決裁|決済|承認|一存|判断|ハンコ|判子|了承|OK|GO|ゴーサイン)(?:が|で|を|に|待ち|次第|となる|が必要|が要る|事項|後|となり|を得|です|らしい|という|だ。|だが|$)|(?:の)?(?:次第|マター|案件(?=です|だ|で。|になる|となる|なので|。|$)|腹ひとつ|腹一つ|鶴の一声|胸三寸|一声|さじ加減|気持ち(?:次第|ひとつ))|を通(?:らない|さない|れば|せば|さねば|らねば|す必要|し(?:て|た))|の(?:決裁|稟議|了解|了承)(?:が要|が必要|を取)"
)
_WHO_BEFORE = re.compile(
    rf"(?:{_BODY}|(?:{_POST})の[一-鿿々ァ-ヴー]{{1,8}}|[一-鿿々ァ-ヴーA-Za-z]{{0,12}}(?:{_POST}){_HON}?|[一-鿿々ァ-ヴー]{{1,10}}{_HON})$"
)
_FINALLY = re.compile(r"(?:最後|最終的に|結局)は、?([一-鿿々]{2,4}|[ァ-ヴー]{2,8})(?:さん|様|氏|先生)?が(?:決め|判断|決裁)")
_EN_DECIDER = re.compile(
    r"(?:[Dd]ecision[- ]maker(?:\sis|:)?|[Ff]inal (?:decision|call|say|approval)(?:\s(?:is|rests|lies|sits|from|by|with|comes from|needed from|made by))*|[Aa]pproval(?:\s(?:from|by|needed from|comes from|is with)|:)|[Ss]ign(?:s|ed|-)?[- ]?off (?:from|by|is|is with|needed from)|[Dd]ecided by|[Bb]udget (?:owner|holder)(?:\sis|:)?|(?:is|'s|was|be|comes|goes)(?: all| really)? (?:down |up )?to (?=\S+ to decide)|(?:is|'s|was|be|comes)(?: all| really)? up to)\s(?:the\s|their\s|with\s)*((?:[A-Z][\w'’-]+)(?:\s[A-Z][\w'’-]+){0,2})"
    r"|\b((?:[A-Z][\w'’-]+)(?:\s[A-Z][\w'’-]+){0,2})(?:\s\([^)]*\))?,?\s(?:makes? the (?:final )?(?:call|decision)|decides|signs? (?:it )?off|has (?:the )?final say|is the (?:final )?(?:decision[- ]maker|approver|economic buyer|budget holder)|(?:must|needs? to|has to|will) (?:approve|sign off)|approves|holds the (?:budget|purse))"
)
_DECIDE_HINT = re.compile(
    r"決裁|決済|決定|判断|承認|決め|決ま|に(?:も)?上げ|を通[らさす]|うんと|うなず|首を縦|稟議|キーマン|キーパーソン|鍵を|ハンコ|判を|判子|一存|次第|マター|GO|OK|了承|裁量|握|権限|実権|頷|鶴の一声|お墨付き|許し|許可|一言|財布|最後は|[Dd]ecision|[Dd]ecid|[Aa]pprov|[Ss]ign|final|[Bb]udget|purse|up to"
)
_READ = 600  # characters of a sentence
_LIMIT_OVER = re.compile(r"(?:超え(?:ると|れば|たら|る場合)|以上(?:は|なら|だと))、?")


def find_decider(sentences: Sequence[Sentence]) -> list[Draft]:
    """Return who decides, a person's bare name or a post, where a sentence says so."""
    hinted = [s for s in sentences if s.section != "競合" and _DECIDE_HINT.search(s.text)]
    following = {one.number - 1: one for one in sentences}
    for sentence in hinted:
        if _ASKED.search(sentence.text) and (after := following.get(sentence.number)) and (answer := _ANSWER.match(after.text)):
            return [draft] if (draft := _decider(after, answer.start(1), answer[1], 0.84)) else []
    for pattern, sure in ((_DECIDES_IS, 0.86), (_KEYMAN_IS, 0.86), (_FINALLY, 0.84), (_IS_DECIDER, 0.84), (_EN_DECIDER, 0.82), (_BY_DECIDER, 0.72)):
        for sentence in hinted:
            after = following.get(sentence.number)
            over = _LIMIT_OVER.search(sentence.text) if pattern is _BY_DECIDER else None
            for match in pattern.finditer(sentence.text[:_READ], over.end() if over else 0):
                at, who = _said(sentence, match)
                draft = _decider(sentence, at, who, sure) if who else None
                if draft:
                    return [(after and _corrected(after, sure)) or draft]
    return []


_ASKED = re.compile(r"(?:決裁|決済|決定|判断|承認|決め(?:る|られる)(?:の|人|方))(?:者|される方)?(?:は|って)(?:どちら|どなた|誰|だれ|どこ)?(?:で|に|が)?(?:され|なさい)?(?:ますか|です?か|でしょう(?:か)?)?[」?]?$")
_ANSWER = re.compile(rf"\s*(?:[^\s:「」]{{1,10}}\s?(?:\d{{1,2}}:\d\d\s?)?[:「]\s?)?(?:ああ|ええと|えっと|それは|そこは|はい)?、?{_WHO}(?=です|だ|で(?!は)|。|、|」|$)")


def _corrected(sentence: Sentence, sure: float) -> Draft | None:
    """Return whom the answer names instead: 「ご判断は木下様で。」「いえ、代表の谷です。」"""
    match = _NO_RATHER.match(sentence.text)
    return _decider(sentence, match.start(1), match[1], sure) if match else None


_NO_RATHER = re.compile(rf"\s*(?:[^\s:「」]{{1,10}}\s?[:「]\s?)?(?:いえいえ|いえ|いいえ|いや)、\s?((?:{_POST})の[一-鿿々ァ-ヴー]{{1,8}}?(?=です|だ|で|。|$)|{_WHO[1:]}")


def _said(sentence: Sentence, match: re.Match[str]) -> tuple[int, str]:
    """Return where and who a pattern names: in its group, or right before it; ("" when nobody)."""
    if match.lastindex:
        group = next(at for at in range(1, match.lastindex + 1) if match[at])
        return match.start(group), match[group]
    before = _WHO_BEFORE.search(sentence.text[max(0, match.start() - 24) : match.start()])
    return (match.start() - len(before[0]), before[0]) if before else (0, "")


_NOT_DECIDER = re.compile(
    r"^(?:お客様|お客さん|先方|担当者|担当|当社|弊社|弊社.*|当社.*|内部|We|They|The|It|I|He|She|Price|This|That|Once|If|When|Who|CEO's)$"
)
_DECISION_WORDS = frozenset("決裁 決済 承認 判断 了承 了解 許可 決定 稟議 一存 意向 指示 方針 同意 合意 確認 権限 裁量 意見 希望 判子 ハンコ 印鑑 印 腹 一声 返事 回答".split())
_OF_HIS = re.compile(rf"(?<=[一-鿿ァ-ヴー])の(?:{'|'.join(sorted(_DECISION_WORDS))})$")


def _decider(sentence: Sentence, at: int, text: str, sure: float) -> Draft | None:
    """Return the one whom the words found name: a person in or beside them, else the post or the body itself."""
    rest = sentence.text[at + len(text) : at + len(text) + 30]
    for read in (_above, _in_words, _in_body, _beside, _called):
        if found := read(text, rest):
            start, name = found
            return Draft("決裁者", sentence.start + at + start, sentence.start + at + start + len(name), name, sure, "cue")
    text = _OF_HIS.sub("", text)
    core = _LEAD.sub("", text)
    start = sentence.start + at + len(text) - len(core)
    core = core.rstrip("様さん氏 ")
    if not 2 <= len(core) <= 24 or _NOT_DECIDER.match(core) or core in _DECISION_WORDS:
        return None
    return Draft("決裁者", start, start + len(core), core, sure - 0.04, "cue")


_LEAD = re.compile(r"^(?:最終的に|最終は|結局|たぶん|おそらく|やはり|ただし|なお|先方の?|お客様の|客先の|あとは|現場の)+")
_Place = tuple[int, str] | None
"""Where a name starts, counted from the words found, and the name."""


def _above(text: str, rest: str) -> _Place:
    """課長の上司の木下さん: the one above decides."""
    people = find_people(rest) if re.match(r"の(?:上司|上長|上|さらに上)の?", rest) else ()
    return (len(text) + people[0].start, people[0].name) if people else None


def _in_words(text: str, rest: str) -> _Place:
    people = find_people(text)
    return (people[-1].start, people[-1].name) if people else None


def _in_body(text: str, rest: str) -> _Place:
    """本社の木下部長."""
    named = find_people(rest) if re.match(r"の(?=[^、。の]{1,12})", rest) and _BODY_ONLY.fullmatch(text) else ()
    return (len(text) + named[0].start, named[0].name) if named and named[0].start <= 6 else None


def _beside(text: str, rest: str) -> _Place:
    """社長の木下, 社長(木下さん)."""
    gap = re.match(r"(?:の|、|\s)?\(?(?=[一-鿿ァ-ヴー]{1,6}(?:さん|様|氏|先生|に|で|が|\)|です|だ|$))", rest)
    if not gap or not gap.end():
        return None
    name = re.match(r"([一-鿿ァ-ヴー]{1,6}?)(?:さん|様|氏|先生|に|で|が|\)|です|だ|$)", rest[gap.end() :])
    if not name or name_in_run(name[1]) != name[1] or name[1] in _DECISION_WORDS:
        return None
    honoured = any(mark in name[0] for mark in ("さん", "様", "氏", "先生"))
    return (len(text) + gap.end(), name[1]) if name[1] in surnames() or 2 <= len(name[1]) <= 3 or honoured else None


def _called(text: str, rest: str) -> _Place:
    """商品本部の木下, 社長のオルセン."""
    called = re.fullmatch(rf"(?:[一-鿿ァ-ヴー]{{1,8}}[部課室科]|[一-鿿ァ-ヴー]{{0,6}}(?:{_POST}))の([一-鿿々]{{2,4}}|[ァ-ヴー]{{2,8}})", text)
    if not called or called[1] in NOT_NAMES or is_duty(called[1]) or called[1] in _DECISION_WORDS or called[1] in TITLES:
        return None
    return called.start(1), called[1]
