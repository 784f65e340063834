"""How is somebody joined to a word of deciding: X が決める, 決めるのは X, X の許し, X 次第, 印鑑は経理の X, "who signs? - X"? Pure, on folded text.

That such a word stands near tells little: half of the people in a note stand near one. Who its subject is, who its
predicate, and whom a pronoun, an answer or a label means, tells most. What joins them is named in coarse classes, so
that a wording nobody has seen yet is still known by its parts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from notes_app.mining.mentions.mention import Mention, step

_CUE = re.compile(
    r"(?P<decide>お?(?<!取り)決め(?!手|事)[らてたるん]?|(?<!取り)決ま(?!り)|(?<!解)決(?:裁|済|定(?!的))|決(?=[:=\s→])|キメル|判断|腹をく?く|即断|専決)"
    r"|(?P<seal>ハンコ|はんこ|判子|判を|印鑑|押印|捺印|印を|サイン(?!グ)|署名)"
    r"|(?P<purse>財布|サイフ|金庫番)"
    r"|(?P<nod>首を縦に?振?|頷|うなず|うんと?言|うんと|ウンと|う、?んと|(?:いい|良い|よい|ええ|よし)(?:と|って)?(?:言|い)|(?-i:OK|GO(?![A-Z]))|オーケー|ゴー(?:サイン|を|が|待)|納得|「[^「」]{1,6}」と言)"
    r"|(?P<permit>許し|許可|承認|了承|了解|同意|お墨付き|認め(?=[るてらな]))"
    r"|(?P<depend>次第|一声|ひと声|一言(?!入|い|お|ご|言)|一存|鶴の|腹[ひ一]とつ?|胸三寸|さじ加減|マター|気持ち)"
    r"|(?P<power>権限|全権|決定権|実権|裁量|握っ|握る|にぎ[っる]|任さ|一任|鍵を|専権)"
    r"|(?P<up>上げ(?:る|て|な|ま|ら|た|先|ね)|上申|稟議|お伺い|伺いを立|諮|根回し|を通[らさしっすれ]|で通[らさしっるれ]|が通[しさ]|(?:に|を)(?:説得|口説)|(?:会|会議)にか[けか]|起案)"
    r"|(?P<key>キーマン|キーパーソン|ボス|親分|(?-i:DM)(?=[:=\s]))"
    r"|(?P<final>最終|最後は|結局)"
    r"|\b(?P<sign>sign\w*|pen)\b|\b(?P<say>decid\w*|decision|approv\w*|say-so|says? (?:yes|no|go)|last word|final (?:say|word|call)|nod|blessing|green light|okay\w*|votes?|agree\w*)\b"
    r"|\b(?P<hold>purse|authori\w+|budget holder|permission|(?:his|her|their) (?:call|name)|boss|moves without|up to|past|needs?|the one who)\b",
    re.IGNORECASE,
)
_REACH, _BACK, _MOST = 36, 90, 60
"""Characters between somebody and the word that he is joined to; back to whom a pronoun means; words of deciding looked at."""
_END = re.compile(r"[。\n!?]")
_SELF = re.compile(r"(?:さん|様|氏|殿|先生|ご?本人|お?(?:一人|ひとり)|ご?自身|\)|」)*")
_PARTICLE = re.compile(r"(?:だけ|のみ|しか)?(?:が|は|で(?:は)?|の|も|に(?:は|も)?|を|まで|さえ|へ|と|から|って|、|。|,|\s|$)")
_TURNS = (
    ("unless", re.compile(r"[^、。\n]{0,8}?(?:な(?:い(?:と|限り|こと)|けれ|きゃ|くて)|ねば|ず(?:に|ば)|んこと|んと(?!言))")),
    ("not", re.compile(r"[^、。\n]{0,6}?(?:ない|なかっ|ません|不可|できず|不要|無用|んかった|ず、)")),
    ("asked", re.compile(r"[^、。\n]{0,10}\?|(?:です|ます|でしょう)か[。」\n]")),
    ("past", re.compile(r"[^、。\n]{0,6}?(?:しま[いっ]|まし(?:た|て)|[いきっぎした]た(?![いらが])|めた(?![いら人の])|済|完了|前)")),
    ("so far", re.compile(r"[^、。\n]{0,4}で?[^、。\n]{0,6}[万円千]円?(?:くらい|ぐらい)?まで")),
)  # fmt: skip
"""How a sentence turns what it says of deciding: it is a condition, denied, asked, over, or holds up to a sum."""
_UP_TO = re.compile(r"[万円千](?:円|くらい|ぐらい|程度|以内|以下|未満)*(?:まで|なら|は)")
_OVER = re.compile(r"超え|越え|以上(?:は|なら|だと)|となると")
_FITS = {
    "decide": ("", "が", "で", "の", "は", "も"), "seal": ("が", "の", "は"), "purse": ("が", "は"), "nod": ("が", "も", "は", "さえ"), "permit": ("", "の", "が"),
    "depend": ("", "の", "が", "で"), "power": ("", "が", "は", "に", "の"), "up": ("", "に", "には", "まで", "を", "へ", "が"), "key": ("が", "は"), "sign": ("",), "say": ("",), "hold": ("",),
}  # fmt: skip
"""What joins somebody to a word behind him whose subject, owner or goal he is."""
_LABEL = re.compile(r"[^、。\n=:→>\t】〉》|?]{0,10}?\s?(?:[=:→>\t】〉》|]|- )[\s=:→>|-]*")
_THAT_IS = re.compile(r"[^、。\n]{0,10}?(?:の|ん|人|方|者|先|権|相手|紐|ひも)(?:は|が|も|って|、)")
_NOUN_IS = re.compile(r"(?:者|権|権限|判断|の印鑑|のハンコ)?(?:は|も|が)")
_OF_OFFICE = re.compile(r"(?:[^、。はがを]{1,14}[ので、]|[はあ]い、?|もちろん|やはり|その|最後は|\s)+")
_IS = (
    ("not", re.compile(r"(?:じゃ|では?|でも?)?(?:な[いくし]|ありませ)|でも[^、。]{1,8}でもなく|より")), ("but", re.compile(r"(?:です|だ)(?:が|けど)|だけど|けど")),
    ("is", re.compile(r"です|だ|で(?![もは])|である|なの?|や(?=[。、\s]|で)|らしい|との|という|と聞|、|。|,|\s|\(|\||$|⏎")),
    ("subject", re.compile(r"が|は|も")), ("of", re.compile(r"の")), ("object", re.compile(r"に|へ|を|まで|と")),
)  # fmt: skip
_APPOSED = re.compile(r"(?:さん|様|氏|である|でもある|のほうの|[で、のは・\s(「]|っていう|という)*(?:[一-鿿]{0,6}(?:の|で))?")
_NAMES = re.compile(r"(?:さん|様|である|本人)?(?:の|で|\(|、|・|は、?|というのが)(?:[一-鿿]{2,3}の)?")
_PRONOUN = re.compile(r"(?:こ|そ)の(?:人|方|かた)|ご?本人|ご?自[身分]|お?(?:一人|ひとり)で|彼女?(?=[がはのも])|\b(?:he|she|they)\b")
_I = re.compile(r"(?<![一-鿿])(?:俺|私|わたし|僕|わし|ワシ|おれ|自分|うち)(?=[がはでのも一だや])|\bI\b|\bme\b")
_ASKS = re.compile(r"(?:誰|だれ|どなた|どちら|何方)|(?:は|の|か|って)\s*[?」]?\s*$|\?\s*$|\bwho\b", re.IGNORECASE)
_ASKED_BACK = re.compile(r"(?:\?|[でかのねは])[。」\s]*$|\?\s*$")
_REALLY = re.compile(r"実質(?:的)?(?:に?は|、)?|実際(?:に)?は|実のところ、?|事実上は?|本当(?:に?)は|ほんまに?は?|\b(?:but really|in practice|in truth)\b")
_NO = re.compile(r"\s*[^\n]{0,14}?(?:いえいえ|いえ|いいえ|いや|違い|ちゃう|\bNo\b)")


@dataclass(frozen=True, slots=True)
class _Told:
    """The people and posts of a note in their order, with where each begins."""

    text: str
    ordered: Sequence[Mention]
    starts: Sequence[int]

    def within(self, low: int, high: int) -> list[int]:
        return [at for at in range(bisect_left(self.starts, low), bisect_left(self.starts, high)) if self.ordered[at].end <= high]

    def behind(self, at: int) -> str:
        """Return what follows somebody, his honorific and his being himself left out."""
        end = self.ordered[at].end
        after = _SELF.match(self.text, end)
        end = after.end() if after else end
        return self.text[end : end + 12].replace("\n", "⏎")

    def is_what(self, at: int) -> str:
        """Return as what somebody stands in his sentence, by what follows: its predicate, its subject, or not at all."""
        behind = self.behind(at)
        return next((name for name, pattern in _IS if pattern.match(behind)), "?")

    def is_named_next(self, at: int) -> bool:
        """Return whether the name of a post's holder follows it: 理事長の X, 女将(X)."""
        if self.ordered[at].kind != "post" or at + 1 >= len(self.ordered):
            return False
        gap = self.text[self.ordered[at].end : self.starts[at + 1]]
        return self.ordered[at + 1].kind == "person" and 0 < len(gap) < 8 and bool(_NAMES.fullmatch(gap))

    def others(self, chain: Sequence[int]) -> str:
        """Return who stands between the first and the last of some: none, apposed (奥様で経理の X), some."""
        between = [at for at in chain[1:-1] if self.is_what(at) != "not"]
        if not between:
            return "none"
        row = [chain[0], *between, chain[-1]]
        joined = (self.text[self.ordered[a].end : max(self.ordered[a].end, self.ordered[b].start)] for a, b in pairwise(row))
        return "apposed" if all(_APPOSED.fullmatch(gap) for gap in joined) else "some"


CLOSELY = "joined closely"
REALLY, OVERRULED, DENIED = "really", "overruled", "denied"
"""Who is said to decide in truth, who is only said to before (理事会。実質は X), and who was asked about and does not."""
JOINED = ("subject ", "predicate ", "pronoun ", "I ", "answer ", "joined ", "others joined ", DENIED, "beyond a sum", "up to a sum", REALLY, OVERRULED)
"""How the facts begin that say of somebody how he is joined to words of deciding."""
Joined = tuple[int, str]
"""The place of somebody among all mentions, and what joins him."""


def joined_to_deciding(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return people and posts, each with how he is joined to words of deciding, if he is; in the order given."""
    cues = [(match.start(), match.end(), match.lastgroup or "") for match in _CUE.finditer(text)][:_MOST]
    if not cues or not mentions:
        return list(mentions)
    order = sorted(range(len(mentions)), key=lambda at: mentions[at].start)
    ordered = [mentions[at] for at in order]
    told = _Told(text, ordered, [one.start for one in ordered])
    facts: dict[int, dict[str, None]] = defaultdict(dict)
    for cue in cues:
        for read in (_subjects, _predicates, _meant, _answers):
            for at, fact in read(told, *cue):
                facts[at][fact] = None
    for at, fact in _really(told):
        facts[at][fact] = None
    close = {at for at, some in facts.items() if CLOSELY in some}
    named = {ordered[at].value for at in close}
    found = list(mentions)
    for at, one in enumerate(ordered):
        own = (f"joined elsewhere {at not in close and one.value in named}", f"others joined {min(2, len(named - {one.value}))}")
        found[order[at]] = one._replace(facts=(*one.facts, *facts[at], *own))
    return found


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence around a span begins and ends, as far as anybody in it can be joined to it."""
    low = max(0, start - _REACH)
    for match in _END.finditer(text, low, start):
        low = match.end()
    stop = _END.search(text, end, min(len(text), end + _REACH))
    return low, stop.start() if stop else min(len(text), end + _REACH)


def _subjects(told: _Told, start: int, end: int, kind: str) -> Iterator[Joined]:
    """Yield who stands before a word of deciding in its sentence: X が決める, X の許し, X 次第."""
    low, _ = _clause(told.text, start, end)
    within = told.within(low, start)
    turn = next((f" {name}" for name, pattern in _TURNS if pattern.match(told.text, end)), "")
    for at in within[-3:]:
        after = _SELF.match(told.text, told.ordered[at].end, start)
        glue = told.text[after.end() if after else told.ordered[at].end : start]
        found = _PARTICLE.match(glue)
        particle = "" if not glue else found[0].strip() if found else "?"
        others = told.others([at, *(other for other in within if other > at and told.starts[other] >= told.ordered[at].end), at])
        gap = step(len(glue), 1, 6, 14)
        yield from (
            (at, f"subject {kind} {particle}{turn}"), (at, f"subject {particle} {gap} {others}"), (at, f"subject {kind} {gap} {others}{turn}"),
        )  # fmt: skip
        before = told.text[max(low, told.starts[at] - 16) : told.starts[at]]
        if _OVER.search(before):
            yield at, "beyond a sum"
        elif _UP_TO.search(before):
            yield at, "up to a sum"
        if others != "some" and gap < 2 and particle in _FITS.get(kind, ()) and turn in ("", " unless") and not told.is_named_next(at) and (kind != "up" or turn):
            yield from ((at, CLOSELY), (at, f"subject close {gap}{turn}"), (at, f"subject close {kind} {others}{turn}"))


def _predicates(told: _Told, start: int, end: int, kind: str) -> Iterator[Joined]:
    """Yield who stands behind a word of deciding in its sentence: 決めるのは X, 決裁: X, 印鑑は経理の X."""
    _, high = _clause(told.text, start, end)
    within = told.within(end, high + 12)
    rest, topic = end, "?"
    for name, pattern in (("label", _LABEL), ("that is", _THAT_IS), ("noun", _NOUN_IS)):
        if found := pattern.match(told.text, end, high):
            rest, topic = found.end(), name
            break
    for rank, at in enumerate(within):
        if told.starts[at] >= high or rank > 3:
            break
        glue = told.text[rest : told.starts[at]]
        others = told.others([at, *within[:rank], at]) if rank else "none"
        others = "apposed" if others == "some" and rank and told.others([within[0], *within[1:rank], at]) != "some" and _is_next(told, within[:rank], at) else others
        predicate = told.is_what(at)
        gap = 0 if not glue.strip() else 1 if _OF_OFFICE.fullmatch(glue) and len(glue) < 18 else 2 if len(glue) < 6 else 3
        yield from (
            (at, f"predicate {kind} {topic} {predicate}"), (at, f"predicate {topic} {predicate} {gap} {others}"), (at, f"predicate {kind} {gap} {others}"),
        )  # fmt: skip
        if others != "some" and gap < 2 and topic != "?" and predicate in ("is", "but", "subject", "?") and kind != "final" and not told.is_named_next(at):
            yield from ((at, CLOSELY), (at, f"predicate close {topic} {predicate}"), (at, f"predicate close {kind} {others}"))


def _is_next(told: _Told, before: Sequence[int], at: int) -> bool:
    """Return whether the ones before somebody stand beside him as what he is: 奥様で経理の X."""
    row = [*before, at]
    return all(_APPOSED.fullmatch(told.text[told.ordered[a].end : max(told.ordered[a].end, told.starts[b])]) for a, b in pairwise(row))


def _meant(told: _Told, start: int, end: int, kind: str) -> Iterator[Joined]:
    """Yield whom a pronoun joined to a word of deciding means: the last one named, or who is speaking."""
    text = told.text
    low, high = _clause(text, start, end)
    near = [*_PRONOUN.finditer(text, max(low, start - 14), start), *_PRONOUN.finditer(text, end, min(high, end + 12))]
    if near:
        way = "before" if near[-1].start() < start else "behind"
        named = told.within(max(0, near[-1].start() - _BACK), near[-1].start())
        if named:
            same = "same" if told.starts[named[-1]] >= low else "earlier"
            yield from ((named[-1], f"pronoun {way} {kind}"), (named[-1], f"pronoun {way} {same}"))
    mine = [*_I.finditer(text, max(low, start - 14), start), *_I.finditer(text, end, min(high, end + 12))]
    if mine:
        voice = _voice(told, start)
        for at in voice or told.within(max(0, mine[-1].start() - _BACK), mine[-1].start())[-1:]:
            yield from ((at, f"I {kind} {bool(voice)}"), (at, f"I {bool(voice)}"))


_VOICE_GAP = 24  # characters from the beginning of a line to its first words: 12:30 目黒:
_SPEAKS = re.compile(r"[^\n:「]{0,6}[:「]")


def _voice(told: _Told, at: int) -> list[int]:
    """Return who speaks the line of a place."""
    line = told.text.rfind("\n", 0, at) + 1
    return [one for one in told.within(line, line + _VOICE_GAP)[:1] if _SPEAKS.match(told.text, told.ordered[one].end)]


def _answers(told: _Told, start: int, end: int, kind: str) -> Iterator[Joined]:
    """Yield who is named first behind a question who decides, or under a heading that says so; and who is meant instead."""
    text = told.text
    line = text.rfind("\n", 0, start) + 1
    stop = _END.search(text, end, end + 25)
    if not stop:
        return
    named = told.within(line, stop.start())
    heading = stop[0] == "\n" and end - line < 24 and not named
    denied = bool(_ASKED_BACK.search(text[max(line, start - 8) : stop.end()]) and _NO.match(text, stop.end()))
    if denied:
        yield from ((at, DENIED) for at in named)
    if not (denied or heading or _ASKS.search(text[max(line, start - 8) : stop.end()])):
        return
    after = stop.end() + len(rest := text[stop.end() : stop.end() + 8]) - len(rest.lstrip(" \n」"))
    until = text.find("\n", after)
    until = min(until if until >= 0 else len(text), after + 60)
    voice = _voice(told, after)
    how = "denied" if denied else "heading" if heading else "question"
    for rank, at in enumerate([one for one in told.within(after, until) if one not in voice][:2]):
        predicate = told.is_what(at)
        gap = step(told.starts[at] - (told.ordered[voice[0]].end if voice else after), 4, 9, 16)
        yield from ((at, f"answer {how} {kind} {rank}"), (at, f"answer {how} {rank} {predicate} {gap}"), (at, f"answer {rank} {predicate}"))


def _really(told: _Told) -> Iterator[Joined]:
    """Yield who decides in truth, and who does not though it is said first: 理事会。実質は X."""
    for match in _REALLY.finditer(told.text, 0, 12_000):
        line = told.text.rfind("\n", 0, match.start()) + 1
        follow = told.within(match.end(), match.end() + 14)
        if follow:
            yield follow[0], REALLY
            yield from ((at, OVERRULED) for at in told.within(max(line, match.start() - 30), match.start()))
