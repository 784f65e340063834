"""The forms in which one line carries a label: 【ラベル】値, **Label:** value, ラベル：値, ■ラベル　値, ラベル/値 and the rest.

Pure, on folded text. `known` says whether a folded label stands for a concept; the weaker forms (a single space, a
slash, a dash) count only for known labels, or for a mark this very note uses for several known ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from notes_app.mining.fields.asides import is_aside_label, is_jotted, speaks_of_asides
from notes_app.mining.folding import fold_key

Known = Callable[[str], bool]

LINE_LIMIT = 400  # characters; a longer line is prose, whatever it begins with


@dataclass(frozen=True, slots=True)
class LabelledPart:
    """A label and the value beside it: folded spans; form: "bracket", "bold", "colon", "space" or the mark itself."""

    label_start: int
    label_end: int
    start: int
    end: int
    form: str


_OPENERS = {
    "【": "】",
    "[": "]",
    "〔": "〕",
    "〈": "〉",
    "《": "》",
    "<": ">",
    "「": "」",
    "『": "』",
    "(": ")",
    "{": "}",
    "≪": "≫",
    "［": "］",
}
_WEAK_BRACKETS = frozenset("「『([{<")
_STANDS_APART = re.compile(r"[\s:=→⇒・-]*[^\sぁ-ん、。)]|\s+\S")
"""What follows a word in brackets that is a label: ＜道の駅＞ 大福; not 「映画」の話."""
_AFTER_BRACKET = re.compile(r"[\s:：=→⇒・、-]*")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,60}?)\1\s*([:：=→⇒|]|-(?=\s))?[:\s]*")
_COLON = re.compile(r"[^:\n]{1,48}?\s*(::|:)(?!//)")
_WEAK_MARK = re.compile(r"\s*((?<=[^\s\d(])\)(?![\s)、。,]*$)|=>|->|→|⇒|➡|=|/|\||;|…+|・{2,}|\.{3,}|\t|―+|─+|—+|-{2,}|»|≫|[⇨⇢➔➜➤☞⟶⟹∶︰‥¦》〉]|>{1,2})\s*|\s+([-~])\s+|(?<=\S)([?])(?:\s*(?:=>|->|→|⇒|➡|:|=)\s*|\s+)(?=\S)|\s{2,}()|(?<=\S)\s()")
_WEAK_HINT = re.compile(r"[\s)=>→⇒➡/|;….・―─—»≫⇨⇢➔➜➤☞⟶⟹∶︰‥¦》〉~?-]")
_DOTTED = re.compile(r"((?:[A-Za-z]\.){2,4}|[Pp][Ss])(?=[\s\w])\s*")
"""An abbreviation that is a label of its own: P.S. the dog sleeps."""
_TIME = re.compile(r"\d{1,2}:\d\d")
_NOT_LABEL = re.compile(r"[。!?！？]|、|^\d+$|^[\d/.:\s~-]+$|^https?$|\]\(|^\W+$|^@|「.*」.|\d時|<[a-z/]")
_SENTENCE = re.compile(r"(?:[がをへ]|では|には|とは|ので|から|まで|ます|です|した|ない|って|けど|という|とのこと|ている|である)$")
_PARTICLES = re.compile(r"[はがをにでも](?=[一-鿿ァ-ヴ])")


_FRAGMENT = re.compile(r"^[がをんっゃゅょーぁぃぅぇぉ]|^[はにでとへものや](?=[一-鿿ァ-ヴ])|,\s?[^\s\d]|^[a-z]+\(|^\[|[^\x00-\x7f]\.|(?:株式会社|有限会社|合同会社|\(株\)|\(有\))")
"""A piece of a sentence, a commit message or a company's name, and no label."""


def is_label_like(label: str) -> bool:
    """Return whether text could be a label at all: short, no sentence, no number, no address."""
    text = label.strip().strip("*_`")
    if not text or len(text) > 40 or _NOT_LABEL.search(text) or _FRAGMENT.search(text):
        return False
    if text.isascii():
        return len(text.split()) <= 5 and any(ch.isalpha() for ch in text)
    if len(text) > 20 or _SENTENCE.search(text):
        return False
    return not (len(text) > 8 and len(_PARTICLES.findall(text)) >= 2)


def read_label(text: str, start: int, end: int, known: Known, marks: frozenset[str], *, is_symbol: bool = False) -> LabelledPart | None:
    """Return the label that the content `[start, end)` of one line begins with, or None.

    marks: weak marks this note uses as a delimiter. is_symbol: the line began with ■ or such, so that a short first
    word is a label even where the lexicon does not know it.
    """
    if end - start > LINE_LIMIT:
        return None
    content = text[start:end]
    for reader in (_read_bracket, _read_bold, _read_colon, _read_dotted):
        part = reader(content, start, end, known)
        if part:
            return part
    return _read_own(content, start, end, marks) or _read_weak(content, start, end, known, marks, is_symbol)


def _read_own(content: str, start: int, end: int, marks: frozenset[str]) -> LabelledPart | None:
    match = OWN_MARK.match(content[:60]) if marks else None
    if not match or match["mark"] not in marks or not is_label_like(match["head"]):
        return None
    return _trimmed(start, match["head"], start + match.end(), end, content, match["mark"])


def _read_bracket(content: str, start: int, end: int, known: Known) -> LabelledPart | None:
    closer = _OPENERS.get(content[:1])
    if not closer:
        return None
    close = content.find(closer, 1, 34)
    if close < 2:
        return None
    inner = content[1:close]
    if content.startswith("](", close) or inner.strip() in ("x", "X", "✓") or not is_label_like(inner):
        return None
    if content[0] in _WEAK_BRACKETS and not known(fold_key(inner)) and not (is_aside_label(fold_key(inner)) and _STANDS_APART.match(content, close + 1)):
        return None
    gap = _AFTER_BRACKET.match(content, close + 1)
    at = gap.end() if gap else close + 1
    return LabelledPart(start + 1, start + close, min(start + at, end), end, "bracket")


def _read_bold(content: str, start: int, end: int, known: Known) -> LabelledPart | None:
    match = _BOLD.match(content)
    if not match:
        return None
    inner = match[2]
    is_marked = bool(match[3]) or inner.rstrip().endswith((":", "："))
    value_at = start + match.end()
    if not is_label_like(inner.rstrip(" :：")) or (not is_marked and value_at < end and not known(fold_key(inner))):
        return None
    label_at = start + match.start(2)
    return LabelledPart(label_at, label_at + len(inner.rstrip(" :：")), value_at, end, "bold")


def _read_colon(content: str, start: int, end: int, known: Known) -> LabelledPart | None:
    match = _COLON.match(content)
    if not match:
        return None
    label = content[: match.start(1)].rstrip()
    if label.startswith("(") and ")" not in label and content.rstrip().endswith(")") and (known(fold_key(label[1:])) or is_aside_label(fold_key(label[1:]))):
        inside = start + len(content.rstrip()) - 1  # (雑談：来年定年とのこと): the whole line is an aside
        return LabelledPart(start + 1, start + len(label), min(start + match.end(), inside), inside, "colon")
    if _TIME.search(content[max(0, match.start(1) - 2) : match.end() + 2]) and not known(fold_key(label)):
        return None
    if not is_label_like(label) and not (len(label) <= 12 and known(fold_key(label))):
        return None
    head, gap, tail = label.rpartition("\t")
    if gap and head.strip() and known(fold_key(tail)) and not known(fold_key(label)):
        return None  # 「◆1 青葉印刷　面：森課長」, 「出席者　甲：森課長」: the label begins behind the gap
    return _trimmed(start, label, start + match.end(), end, content, "colon")


def _read_dotted(content: str, start: int, end: int, known: Known) -> LabelledPart | None:
    match = _DOTTED.match(content)
    if not match or not known(fold_key(match[1])):
        return None
    return LabelledPart(start, start + match.end(1), start + match.end(), end, "space")


def _trimmed(start: int, label: str, value_at: int, end: int, content: str, form: str) -> LabelledPart:
    rest = content[value_at - start :]
    value_at += len(rest) - len(rest.lstrip(" \t*_"))
    lead = len(label) - len(label.lstrip("*_` "))
    return LabelledPart(start + lead, start + len(label.rstrip("*_` ")), min(value_at, end), end, form)


def _read_weak(content: str, start: int, end: int, known: Known, marks: frozenset[str], is_symbol: bool) -> LabelledPart | None:
    for match in _WEAK_MARK.finditer(content[:60]) if _WEAK_HINT.search(content, 0, 31) else ():
        if match.start() > 30:
            break
        if match.start() == 0:
            continue
        mark = _mark_of(match)
        label = content[: match.start()]
        if mark == "/" and "(" in label:
            continue  # 見積(18日)/候補3つ lists two things
        if mark == ")" and ("(" in label or len(label) > 8):
            continue  # 猪又事務長(兼務) is a remark, 客) a label
        key = fold_key(label)
        wide = match[4] is not None or "\t" in match[0]
        is_idle = is_idle_talk(key, content[match.end() :]) if mark in _THIN_MARKS else is_aside_label(key)
        thin = mark == " " and not wide and not is_idle and ((label.isascii() and not is_symbol) or (len(key) < 2 and " " not in marks))
        if (is_idle or known(key)) and (is_label_like(label) or len(label) <= 12) and not thin:
            if mark == "/" and _both_sides_known(content, match, known):
                continue
            return _trimmed(start, label, start + match.end(), end, content, mark if not wide else "space")
        spaced = is_symbol and mark in (" ", "  ") and len(label) <= 8 and (wide or not label.isascii())  # ○SPDX 3.0 is no label
        trusted = (mark in marks and mark != " ") or (wide and "  " in marks) or spaced
        if (
            trusted
            and is_label_like(label)
            and len(label) <= 14
            and not _TIME.search(content[:40][: match.end() + 2])
            and match.end() < len(content)
        ):
            return _trimmed(start, label, start + match.end(), end, content, mark if not wide else "space")
    return None


_THIN_MARKS = frozenset({" ", "  ", "\t", "/", "-", "~", "?"})
"""Marks that part words of a sentence, too: behind a word for small talk a label is read only where small talk follows."""
_TALKED, _JOTTED = 40, 10  # characters of small talk behind a word for it, and of what is jotted behind 昼; more is a sentence
_MEASURED = re.compile(r"約?\d[\d,.:]*\s?(?:km|キロ|L|リットル|円|歩|℃|度|分|時間?|kg|h|min|miles|%)?\s?", re.IGNORECASE)


def is_idle_talk(key: str, value: str) -> bool:
    """Return whether a folded label is a word for small talk or housekeeping and what stands behind it bears that out:
    昼 ジンギスカン, 気温 32℃, Weather sunny; not バス 3台の更新.
    """
    if not is_aside_label(key):
        return False
    if len(value) <= _JOTTED and (_MEASURED.fullmatch(value) if any(ch.isdigit() for ch in value) else is_jotted(key)):
        return True
    return len(value) <= _TALKED and speaks_of_asides(value)


def _mark_of(match: re.Match[str]) -> str:
    """Return the delimiter that `_WEAK_MARK` found; two spaces stand for any wide gap, a tab for one of tabs alone."""
    return (match[1] or match[2] or match[3] or ("  " if match[4] is not None else " ")).strip("\t") or ("\t" if "\t" in match[0] else " ")


def _both_sides_known(content: str, match: re.Match[str], known: Known) -> bool:
    """課題/要望: a label of two words, not 課題 with the value 要望."""
    rest = re.split(r"[\s:/]", content[match.end() : match.end() + 20], maxsplit=1)[0]
    return bool(rest) and known(fold_key(rest))


_INNER = re.compile(r"(?:[\s、,/|;。・]|(?<=\)))\s?([^\s、,/|;。:=()「」]{1,16})\s?[:=](?!//|[:=])\s?|\s*[【■◆●▼]\s?([^】\s:]{2,14})[】:\s]\s?|\s*[【〔〈《\[]([^】〕〉》\]\s:]{1,14})[】〕〉》\]][:=]?\s?|[\s/、]\*\*([^*:\n]{1,16}?):?\*\*:?\s?")


_INNER_HINT = re.compile(r"[:=【■◆●▼〔〈《\[]|\*\*")


def inner_labels(text: str, start: int, end: int, known: Known) -> tuple[LabelledPart, ...]:
    """Return further labels inside a value: 「300万　競合：A社　確度：B」; only known ones count."""
    if end - start > LINE_LIMIT or not _INNER_HINT.search(text, start, end):
        return ()
    parts: list[LabelledPart] = []
    for match in _INNER.finditer(text, start, end):
        group = match.lastindex or 1
        if len(match[group]) < 2 and match[0].strip()[0] in "【〔〈《[" and not (parts or _BRACKETED_BEFORE.match(text[start - 1 : start])):
            continue
        if not known(fold_key(match[group])) and not is_aside_label(fold_key(match[group])):
            continue
        if parts:
            last = parts[-1]
            parts[-1] = LabelledPart(last.label_start, last.label_end, last.start, max(match.start(), last.start), last.form)
        slash = text.find(" / ", match.end(), end)
        stop = end if slash < 0 else slash  # 「競合：A社 / 決裁は社長 / …」: what follows is another matter
        parts.append(LabelledPart(match.start(group), match.end(group), min(match.end(), end), stop, "colon"))
    return tuple(parts)


_BRACKETED_BEFORE = re.compile(r"[】〕〉》\]]")
_GROWN = re.compile(r"(?:^|(?<=[\s/|;、]))([一-鿿])(?=[^\sぁ-ん、。:=→….)>〕】\]|/~-])((?:[^\s/|;]|(?<=\d)/(?=\d)){1,40}(?:\s(?=\d{1,2}[:時])[^\s/|;]{1,12})?)")
FEWEST_GROWN = 3


def grown_labels(text: str, start: int, end: int, known: Known) -> tuple[LabelledPart, ...]:
    """Return labels of one syllable grown together with their values, side by side: 「面森課長 額月28万 敵ナビロジ 次5/22」.

    At least three different ones stand in a line; 次回, 金曜 or 会社 begin a word that is a label or a word of its own.
    """
    if end - start > LINE_LIMIT:
        return ()
    parts = [
        LabelledPart(match.start(1), match.end(1), match.start(2), match.end(2), "grown")
        for match in _GROWN.finditer(text, start, end)
        if (known(match[1]) or is_idle_talk(match[1], match[2])) and not _WHOLE_WORD.match(match[0])
    ]
    return tuple(parts) if len({text[one.label_start] for one in parts}) >= FEWEST_GROWN else ()


_WHOLE_WORD = re.compile(
    r"面(?:談|会|積|接)|次(?:回|長|第|期|の|年)|金(?:曜|額|型|属|利)|会(?:社|議|長|場|員|計)|客(?:先|様|席|室)|品(?:質|番|名|目)|件(?:数|名)|人(?:数|員|事|材)|相(?:手|談)|先(?:方|日|週|月|生)|当(?:社|方|日|初)|同(?:行|社|席|日|時)|場(?:所|合)|目(?:的|標|安)|約(?:\d|束)|値(?:段|引|上|下)|日(?:時|程|付|本|報|曜|\d)|時(?:間|期|給|刻|\d)|社(?:長|内|外|員|名)|決(?:裁|定|算)|判(?:断|定)|確(?:度|認|定)|度(?:合|々)|額(?:面)|予(?:算|定|約|備)|単(?:価|身|独)|納(?:期|品|入)|期(?:限|間|待)|始(?:動|業)|競(?:合|争)|宿(?:題|泊)|持(?:参|帰|ち)|備(?:考|品)"
    r"|他(?:社|の)|電(?:話|気|源)|数(?:量|値|字|名|台|日)|見(?:積|込|学|本)|入(?:札|荷|庫|金|居)|開(?:始|店|催)|行(?:先|政)|自(?:社|動|分)|求(?:人)|価(?:格)|対(?:応|象|策)|進(?:捗|行)|状(?:況|態)|内(?:容|装|部|定|覧)|所(?:長|属|感|在)|要(?:望|件|確)|課(?:題|長)|訪(?:問|店|院)|参(?:加|考)|担(?:当)|記(?:録|入)|感(?:触|想)|案(?:件|内)|段(?:階|取)|温(?:度)|権(?:限)|承(?:認|知)|印(?:刷|鑑|象)|物(?:流|件|品)|用(?:件|度|意|途)|応(?:対|接)|費(?:用)|苦(?:情)"
)


_SPACED = re.compile(r"\s+(\S{2,10}|昼)\s+")


def spaced_labels(text: str, start: int, end: int, known: Known) -> tuple[LabelledPart, ...]:
    """Return further labels in a terse value parted by spaces alone: 「300万 競合 A社 確度 B」."""
    if end - start > 120:
        return ()
    parts: list[LabelledPart] = []
    at = start
    while match := _SPACED.search(text, at, end):
        is_label = known(fold_key(match[1])) or is_idle_talk(fold_key(match[1]), text[match.end() : min(end, match.end() + _JOTTED)])
        if is_label and not any(ch.isdigit() for ch in match[1]):
            if parts:
                last = parts[-1]
                parts[-1] = LabelledPart(last.label_start, last.label_end, last.start, match.start(), last.form)
            parts.append(LabelledPart(match.start(1), match.end(1), match.end(), end, "space"))
            at = match.end() - 1
        else:
            at = match.end(1)
    return tuple(parts)


OWN_MARK = re.compile(r"(?P<head>[^\s:、。(\[「](?:[^\n:、。]{0,18}?[^\s:、。])?)\s?(?P<mark>-{2,4}|={2,3}|>{2,3}|[^\w\s:、。,.!?\"'’“”「」『』()\[\]{}【】<>/%&@#*+~\-=・ー々…→⇒|;`_^$¥£€]{1,2})\s?(?=\S)")
"""A short head and a mark of the writer's own: 脈≫ ふつう, Purse >> £38k, 競りあい --- 木箱のイシドリ."""
_OWN_LINES = 4  # lines that begin so, before a mark is taken for a delimiter


def own_marks(text: str, spans: list[tuple[int, int]]) -> frozenset[str]:
    """Return the marks that a note puts behind the heads of at least four lines, and of a third of them all."""
    heads: dict[str, set[str]] = {}
    for start, end in spans:
        match = OWN_MARK.match(text, start, min(end, start + 60))
        if match and is_label_like(match["head"]) and end - start <= LINE_LIMIT:
            heads.setdefault(match["mark"], set()).add(match["head"])
    return frozenset(mark for mark, seen in heads.items() if len(seen) >= _OWN_LINES and len(seen) * 3 >= len(spans))


def delimiters_of(text: str, spans: list[tuple[int, int]], known: Known) -> frozenset[str]:
    """Return the weak marks that this note uses after at least two labels that are known: its own grammar."""
    seen: dict[str, set[str]] = {}
    for start, end in spans:
        content = text[start : min(end, start + 60)]
        if end - start > LINE_LIMIT or ":" in content[:20] or not _WEAK_HINT.search(content, 0, 17):
            continue
        for match in _WEAK_MARK.finditer(content):
            if match.start() > 16:
                break
            if match.start() == 0:
                continue
            mark = _mark_of(match)
            key = fold_key(content[: match.start()])
            if known(key) and (mark != ")" or "(" not in content[: match.start()]):
                seen.setdefault("  " if mark == "\t" else mark, set()).add(key)
    return frozenset(mark for mark, keys in seen.items() if len(keys) >= 2)
