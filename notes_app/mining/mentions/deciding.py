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

from notes_app.mining.mentions.mention import Mention, step

_CUE = re.compile(
    r"(?P<decide>お?決め[らてたるん]?|決ま|(?<!解)決(?:裁|定(?!的))|決(?=[:=\s→])|キメル|判断|腹をくく|即断|専決)"
    r"|(?P<seal>ハンコ|はんこ|判子|判を|印鑑|押印|捺印|印を|サイン(?!グ|は?北)|署名)"
    r"|(?P<purse>財布|サイフ|金庫番)"
    r"|(?P<nod>首を縦|頷|うなず|うんと|ウンと|う、?んと|(?:いい|良い|よい|ええ|よし)(?:と|って)?(?:言|い)|(?-i:OK|GO(?![A-Z]))|オーケー|ゴー(?:サイン|を|が|待)|納得|「[^「」]{1,6}」と言)"
    r"|(?P<permit>許し|許可|承認|了承|了解|同意|お墨付き|認め(?=[るてらな]))"
    r"|(?P<depend>次第|一声|ひと声|一言|一存|鶴の|腹[ひ一]とつ?|胸三寸|さじ加減|マター|気持ち)"
    r"|(?P<power>権限|全権|決定権|実権|裁量|握っ|握る|にぎ[っる]|任さ|一任|鍵を|専権)"
    r"|(?P<up>上げ(?:る|て|な|ま|ら|た|先|ね)|上申|稟議|お伺い|伺いを立|諮|根回し|を通[らさしっすれ]|で通[らさしっるれ]|が通[しさ]|(?:に|を)(?:説得|口説)|(?:会|会議)にか[けか]|起案)"
    r"|(?P<key>キーマン|キーパーソン|ボス|親分|トップ|(?-i:DM)(?=[:=\s]))"
    r"|(?P<final>最終|最後は|最後に|結局|実質|実際は|実のところ|事実上)"
    r"|\b(?P<sign>sign\w*|pen)\b|\b(?P<say>decid\w*|decision|approv\w*|say-so|says? (?:yes|no|go)|last word|final (?:say|word|call)|nod|blessing|green light|okay\w*|votes?|agree\w*)\b"
    r"|\b(?P<hold>purse|authori\w+|budget holder|permission|(?:his|her|their) (?:call|name)|boss|moves without|up to|past|needs?|the one who)\b",
    re.IGNORECASE,
)
_REACH, _LOOK_BACK = 36, 90
_MOST = 60
"""Characters between somebody and the word that he is joined to; back to whom a pronoun means; words of deciding looked at."""
_END = re.compile(r"[。\n!?]")
_SELF = re.compile(r"(?:御本人|ご?本人|お?(?:一人|ひとり)|自身|ご自身|さん|様|氏|殿|先生|\)|」)*")
_PARTICLE = re.compile(r"(?:だけ|のみ|しか)?(?:が|は|で(?:は)?|の|も|に(?:は|も)?|を|まで|さえ|へ|と|から|って|次第|、|。|,|\s|$)")
_UNLESS = re.compile(r"[^、。\n]{0,8}?(?:な(?:い(?:と|限り|こと)|けれ|きゃ|くて)|ねば|ず(?:に|ば)|んこと|んと(?!言))")
_NOT = re.compile(r"[^、。\n]{0,6}?(?:ない|ません|不可|できず|不要|無用|んかった|ず、)")
_TOPIC = re.compile(r"[^、。はがも=:→\-]{0,12}?(?P<topic>(?:の|ん|人|方|者|権|先|役|印|紐|ひも|)(?:は|が|も|って)|=|:|→|->|-\s|\t|、|\?|の|に|を|で|\s)(?P<rest>.*)", re.DOTALL)
_OF_OFFICE = re.compile(r"(?:[^、。はがを]{1,14}[ので、]|その|\s)+")
_IS = (
    ("not", re.compile(r"(?:じゃ|では?|でも?)?(?:な[いくし]|ありませ)|でも[^、。]{1,8}でもなく|より")), ("is", re.compile(r"です|だ(?!が)|で(?![もは])|である|なの?|や(?=[。、\s]|で)|らしい|との|という|と聞|、|。|,|\s|\(|$|⏎")),
    ("but", re.compile(r"だが|だけど|けど|ですけど|ですが")), ("subject", re.compile(r"が|は|も")), ("of", re.compile(r"の")), ("object", re.compile(r"に|へ|を|まで|と")),
)  # fmt: skip
_APPOSED = re.compile(r"(?:さん|様|氏|である|でもある|のほうの|[で、のは・\s(「]|っていう|という)*(?:[一-鿿]{0,6}(?:の|で))?")
_PRONOUN = re.compile(r"(?:こ|そ)の(?:人|方|かた)|ご?本人|ご?自[身分]|お?(?:一人|ひとり)で|彼女?(?=[がはのも])|\b(?:he|she|they)\b")
_I = re.compile(r"(?<![一-鿿])(?:俺|私|わたし|僕|わし|ワシ|おれ|自分|うち)(?=[がはでのも一だや])|\bI\b|\bme\b")
_ASKS = re.compile(r"(?:誰|だれ|どなた|どちら|何方)|(?:は|の|か|って)\s*[?」]?\s*$|\?\s*$|\bwho\b", re.IGNORECASE)
_HEADING = re.compile(r"^[\s#*・\-■◆▼▽●○◇【〈《\[☑☐>]*")
_VOICE_GAP = 24  # characters from the beginning of a line to its first words: 12:30 目黒:


def joined_to_deciding(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return people and posts, each with how he is joined to words of deciding, if he is; in the order given."""
    cues = [(match.start(), match.end(), match.lastgroup or "") for match in _CUE.finditer(text)][:_MOST]
    if not cues or not mentions:
        return list(mentions)
    order = sorted(range(len(mentions)), key=lambda at: mentions[at].start)
    ordered = [mentions[at] for at in order]
    starts = [one.start for one in ordered]
    facts: dict[int, dict[str, None]] = defaultdict(dict)
    close: set[int] = set()
    for cue in cues:
        for at, fact, is_close in (*_behind(text, ordered, starts, cue), *_before(text, ordered, starts, cue), *_meant(text, ordered, starts, cue), *_asked(text, ordered, starts, cue)):
            facts[at][fact] = None
            if is_close:
                close.add(at)
    named = {ordered[at].value for at in close}
    found = list(mentions)
    for at, one in enumerate(ordered):
        own = (f"close {at in close}", f"close elsewhere {at not in close and one.value in named}", f"others close {min(2, len(named - {one.value}))}")
        found[order[at]] = one._replace(facts=(*one.facts, *facts[at], *own))
    return found


Cue = tuple[int, int, str]
"""Where a word of deciding stands, and of what kind it is."""
Joined = tuple[int, str, bool]
"""The place of somebody among all mentions, what joins him, and whether that alone says nearly everything."""


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence around a span begins and ends, as far as anybody in it can be joined to it."""
    low = max(0, start - _REACH)
    for match in _END.finditer(text, low, start):
        low = match.end()
    stop = _END.search(text, end, min(len(text), end + _REACH))
    return low, stop.start() if stop else min(len(text), end + _REACH)


def _in(ordered: Sequence[Mention], starts: Sequence[int], low: int, high: int) -> list[int]:
    return [at for at in range(bisect_left(starts, low), bisect_left(starts, high)) if ordered[at].end <= high]


def _between(text: str, ordered: Sequence[Mention], first: int, last: int) -> str:
    """Return whether somebody else stands between two places among the mentions: none, apposed (奥様で経理の X), some."""
    if last - first < 2:
        return "none"
    chain = ordered[first + 1 : last]
    return "apposed" if all(_APPOSED.fullmatch(text[a.end : max(a.end, b.start)]) for a, b in zip(ordered[first:last], [*chain, ordered[last]], strict=True)) else "some"


def _behind(text: str, ordered: Sequence[Mention], starts: Sequence[int], cue: Cue) -> Iterator[Joined]:
    """Yield who stands before a word of deciding in its sentence: X が決める, X の許し, X 次第."""
    start, end, kind = cue
    low, _ = _clause(text, start, end)
    within = _in(ordered, starts, low, start)
    negated = "unless" if _UNLESS.match(text, end) else "not" if _NOT.match(text, end) else ""
    for at in within[-3:]:
        after = _SELF.match(text, ordered[at].end)
        glue = text[after.end() if after else ordered[at].end : start]
        found = _PARTICLE.match(glue)
        particle = found[0].strip() if found and glue else "" if not glue else "?"
        chain = [other for other in within if other > at and ordered[other].start >= ordered[at].end]
        other = "none" if not chain else "apposed" if all(_APPOSED.fullmatch(text[ordered[a].end : ordered[b].start]) for a, b in zip([at, *chain], chain, strict=False)) else "some"
        gap = step(len(glue), 1, 3, 6, 12, 20)
        yield from (
            (at, f"before {kind} {particle}{negated}", False), (at, f"before {kind} {particle} {gap} {other}", False), (at, f"before {particle} {min(gap, 3)} {other}{negated}", False),
            (at, f"before {kind} {min(gap, 3)} {other}{negated}", other == "none" and gap < 4 and particle in ("が", "で", "の", "", "次第", "は", "さえ", "まで", "に") and kind != "final"),
        )  # fmt: skip


def _before(text: str, ordered: Sequence[Mention], starts: Sequence[int], cue: Cue) -> Iterator[Joined]:
    """Yield who stands behind a word of deciding in its sentence: 決めるのは X, 決裁: X, 印鑑は経理の X."""
    start, end, kind = cue
    _, high = _clause(text, start, end)
    within = _in(ordered, starts, end, high + 12)
    for at in (one for one in within if ordered[one].start < high):
        glue = _TOPIC.match(text[end : ordered[at].start])
        topic, rest = (glue["topic"].strip(" ") or "_", glue["rest"]) if glue else ("?" if ordered[at].start > end else "", "")
        chain = [other for other in within if other < at and ordered[other].end <= ordered[at].start]
        other = "none" if not chain else "apposed" if all(_APPOSED.fullmatch(text[ordered[a].end : ordered[b].start]) for a, b in zip(chain, [*chain[1:], at], strict=False)) else "some"
        after = _SELF.match(text, ordered[at].end)
        behind = text[after.end() if after else ordered[at].end :][:12].replace("\n", "⏎")
        predicate = next((name for name, pattern in _IS if pattern.match(behind)), "?")
        gap = 0 if not rest.strip() else 1 if _OF_OFFICE.fullmatch(rest) and len(rest) < 16 else 2 if len(rest) < 6 else 3
        yield from (
            (at, f"behind {kind} {topic}", False), (at, f"behind {kind} {topic} {gap} {other}", False), (at, f"behind {topic} {predicate} {other}", False),
            (at, f"behind {kind} {predicate} {gap} {other}", False), (at, f"behind {topic} {gap} {other} {predicate}", other != "some" and gap < 2 and topic not in ("の", "に", "を", "?", "で", "_") and predicate in ("is", "but")),
        )  # fmt: skip


def _meant(text: str, ordered: Sequence[Mention], starts: Sequence[int], cue: Cue) -> Iterator[Joined]:
    """Yield whom a pronoun joined to a word of deciding means: the last one named, or who is speaking."""
    start, end, kind = cue
    low, high = _clause(text, start, end)
    near = [*_PRONOUN.finditer(text, max(low, start - 14), start), *_PRONOUN.finditer(text, end, min(high, end + 12))]
    if near:
        way = "before" if near[-1].start() < start else "behind"
        named = _in(ordered, starts, max(0, near[-1].start() - _LOOK_BACK), near[-1].start())
        if named:
            same = "same" if ordered[named[-1]].start >= low else "earlier"
            yield from ((named[-1], f"pronoun {way} {kind} {same}", False), (named[-1], f"pronoun {way} {same}", same == "same"))
    mine = [*_I.finditer(text, max(low, start - 14), start), *_I.finditer(text, end, min(high, end + 12))]
    if mine:
        line = text.rfind("\n", 0, start) + 1
        voice = _in(ordered, starts, line, line + _VOICE_GAP)
        named = voice[:1] or _in(ordered, starts, max(0, mine[-1].start() - _LOOK_BACK), mine[-1].start())[-1:]
        for at in named:
            yield from ((at, f"I {kind} {'voice' if voice else 'earlier'}", False), (at, f"I {'voice' if voice else 'earlier'}", False))


def _asked(text: str, ordered: Sequence[Mention], starts: Sequence[int], cue: Cue) -> Iterator[Joined]:
    """Yield who is named first behind a question who decides, or under a heading that says so."""
    start, end, kind = cue
    line = text.rfind("\n", 0, start) + 1
    stop = _END.search(text, end)
    if not stop or stop.start() > end + 24:
        return
    rest = text[end : stop.end()]
    heading = stop[0] == "\n" and end - line < 24 and not _in(ordered, starts, line, stop.start())
    asks = _ASKS.search(text[max(line, start - 8) : stop.end()]) or heading
    if not asks:
        return
    after = stop.end() + len(text[stop.end() : stop.end() + 8]) - len(text[stop.end() : stop.end() + 8].lstrip(" \n」"))
    until = text.find("\n", after)
    within = _in(ordered, starts, after, min(until if until >= 0 else len(text), after + 60))
    for rank, at in enumerate(within[:3]):
        column = _HEADING.sub("", text[after : ordered[at].start])
        how = "heading" if heading else "question"
        behind = text[ordered[at].end : ordered[at].end + 10].replace("\n", "⏎")
        after_self = _SELF.match(behind)
        predicate = next((name for name, pattern in _IS if pattern.match(behind[after_self.end() if after_self else 0 :])), "?")
        yield from ((at, f"{how} {kind} {rank} {predicate}", False), (at, f"{how} {rank} {step(len(column), 1, 8, 16)}", False), (at, f"{how} {predicate} {step(len(column), 1, 8, 16)}", False))
