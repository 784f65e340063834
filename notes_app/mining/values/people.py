"""People in a text: name, title and honorific parted, with the span of what was written.

Pure, on folded text. Honorifics and titles carry the weight; a list of family names settles where a department ends
and a name begins (購買部服部課長), and which bare words are names (当社: 佐藤、木村).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from notes_app.mining.values.companies import is_company_like, is_trade
from notes_app.mining.values.proper_names import COMMON
from notes_app.mining.values.titles import HONORIFICS, NOT_NAMES, ORGANISATION_TAILS, TITLES, surnames


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """One person: folded span, bare name ("" when only a title was said), title, honorific.

    is_marked: an honorific, a title or a role in brackets stands beside the name, so it is hardly one of us.
    """

    start: int
    end: int
    name: str
    title: str
    honorific: str
    is_marked: bool


_TITLE = "|".join(map(re.escape, TITLES))
_HON = r"(?:ちゃん|さん(?!ざん|ぽ|せ)|さま|先生(?!方)|女史|様(?![々子式相態])|氏(?![名])|殿|君(?!津)|くん)"
_RUN = r"[一-鿿々ヶ〆ァ-ヴーa-zA-Z]{1,16}"
_LATIN = r"[A-Z][A-Za-z'’]+(?:[ -](?:[A-Z][A-Za-z'’]*\.?|van|de|von|da)){0,3}"
_ANCHOR = re.compile(
    rf"(?P<front>{_TITLE})(?:の|の、|\s|:|/|・)?(?P<name1>[一-鿿々ァ-ヴー]{{1,6}}(?:\s[一-鿿々ァ-ヴー]{{1,4}})?)\s?(?P<hon1>{_HON})"
    rf"|(?P<run>{_RUN}(?: {_RUN}|(?<=[ァ-ヴー])・[ァ-ヴー]{{1,12}})?)[ ]?(?:\((?P<paren>{_TITLE})\)[ ]?)?(?P<hon2>{_HON})"
    rf"|(?P<run3>{_RUN}(?:\s{_RUN})?)[ ]?(?P<title3>{_TITLE})(?P<hon3>{_HON})?(?!会|級|職|室|補佐|代理|クラス|派|席|間)"
    rf"|(?P<hira>(?<![ぁ-んー])[ぁ-ん]{{2,4}})(?P<hon4>さん|様)(?=[、。,/\s(]|$)"
)
_ENGLISH = re.compile(
    rf"\b(?:(?P<mr>Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Capt|Captain|Sir|Dame|Rev)\.?\s(?P<n1>{_LATIN}))|(?P<n2>{_LATIN})\s?(?P<hon>-?san\b)|(?P<n3>{_LATIN})\s?\((?P<role>[^()]{{2,40}})\)"
)
_TITLE_ONLY = re.compile(rf"(?:{_TITLE})")
_ORGANISATION_TAILS = tuple(ORGANISATION_TAILS)
_OFFICES = frozenset(ORGANISATION_TAILS)
_ORG_CUT = re.compile(rf"^.*(?:{'|'.join(map(re.escape, sorted(ORGANISATION_TAILS, key=len, reverse=True)))})(?=.)")
_TRAILING_TITLE = re.compile(rf"(?:{_TITLE})$")
_LEADING_TITLE = re.compile(rf"^(?:{_TITLE})(?=[一-鿿々ァ-ヴー])")
_KANJI = re.compile(r"^[一-鿿々ヶ]+$")
_WITH_LINK = re.compile(r"[一-鿿々]{1,2}[ツッノヶケ][一-鿿々]{1,2}")  # 三ツ谷, 一ノ瀬
_KATA = re.compile(r"^[ァ-ヴー・]{2,14}$")


def _is_organisation(word: str) -> bool:
    return word not in surnames() and word.endswith(_ORGANISATION_TAILS)


def _fullname_length(run: str) -> int:
    """Return the length of a family name that `run` begins with and a given name follows, else 0."""
    for length in (3, 2, 1):
        rest = run[length:]
        if run[:length] in surnames() and 1 <= len(rest) <= 3 and not _is_organisation(rest) and (length > 1 or len(rest) >= 2):
            return length
    return 0


def name_in_run(run: str) -> str:
    """Return the name at the end of a run of characters such as 品質保証部今井 or 山田 太郎; "" when there is none.

    The run holds at most some 30 characters.
    """
    run = run.strip(" ・")
    head, gap, last = run.rpartition(" ")
    if gap:
        first = head.rpartition(" ")[2]
        if first in surnames() and _KANJI.match(last) and len(last) <= 4 and not _is_organisation(last) and last not in surnames():
            return f"{first} {last}"
        run = last
    if "・" in run:
        parts = run.split("・")
        if not all(_KATA.match(part) for part in parts):
            run = parts[-1]
    return _name_in_word(_LEADING_TITLE.sub("", run))


def _name_in_word(run: str) -> str:
    if run in surnames() or not run or _WITH_LINK.fullmatch(run):
        return run
    if re.fullmatch(r"[ァ-ヴー]+", run) and (len(run) >= 5 or run in COMMON):
        return ""  # ドライブコムさん is a company; names of people in katakana are shorter
    if run in NOT_NAMES or run.isascii():
        return run if run.isascii() and re.fullmatch(_LATIN, run) else ""
    if _KANJI.match(run) and len(run) <= 6 and _fullname_length(run):
        return run
    for length in (3, 2):  # 田中購買課長
        if run[:length] in surnames() and run[length:] in _OFFICES:
            return run[:length]
    cut = _ORG_CUT.sub("", run)
    if cut != run and (cut in surnames() or (1 <= len(cut) <= 4 and not _is_organisation(cut))):
        return "" if cut in NOT_NAMES else cut
    return _name_at_end(run)


def _name_at_end(run: str) -> str:
    for length in (3, 2, 1):
        if run[-length:] in surnames() and len(run) - length >= 2 and (length > 1 or _is_organisation(run[:-1])):
            return run[-length:]
    if _is_organisation(run):
        return ""
    kana = re.search(r"[ァ-ヴー]{2,}$", run)
    kanji = re.search(r"[一-鿿々ヶ]+$", run)
    if kanji and kanji.start() and len(kanji[0]) <= 4:
        return kanji[0] if kanji[0] not in NOT_NAMES else ""
    if kana and kana.start() and len(kana[0]) <= 8:
        return ""
    return run if len(run) <= (4 if _KANJI.match(run) else 10) else ""


@lru_cache(maxsize=512)
def find_people(text: str) -> tuple[PersonMatch, ...]:
    """Return the people marked by an honorific, a title or a role in folded prose, in order.

    At most the first 1,500 characters are read. A title alone (社長) is not a person here; see `find_title`.
    """
    text = text[:1500].replace("\t", " ")
    found: list[PersonMatch] = []
    for start, end in _windows(text):
        for match in _ANCHOR.finditer(text, start, end):
            person = _from_anchor(match)
            if person:
                found.append(person)
    for match in _ENGLISH.finditer(text) if _ENGLISH_HINT.search(text) else ():
        group = "n1" if match["n1"] else "n2" if match["n2"] else "n3"
        if group == "n3" and not re.search(r"[a-z]", match["n3"]):
            continue  # NG(A社比+8円)
        if any(match.start() < one.end and one.start < match.end() for one in found):
            continue
        found.append(
            PersonMatch(
                match.start(group),
                match.end(group),
                match[group].removesuffix("-san").removesuffix("-"),
                match["role"] or "",
                match["mr"] or match["hon"] or "",
                True,
            )
        )
    return tuple(sorted(found, key=lambda one: one.start))


_ANCHOR_HINT = re.compile("長|さん|様|さま|氏|殿|先生|女史|君|くん|ちゃん|" + "|".join(re.escape(t) for t in TITLES if "長" not in t))
_ENGLISH_HINT = re.compile(r"M[rs]s?\b|Miss\b|Dr\b|Prof|Capt|Sir\b|Dame\b|Rev\b|san\b|[A-Za-z]\s?\(")
_BEFORE, _AFTER = 36, 16  # characters around a title or an honorific that can hold the name


def _windows(text: str) -> list[tuple[int, int]]:
    """Return the stretches of text around titles and honorifics; the rest needs no look."""
    windows: list[tuple[int, int]] = []
    for hint in _ANCHOR_HINT.finditer(text):
        start, end = max(0, hint.start() - _BEFORE), hint.end() + _AFTER
        while start and text[start - 1].isalnum() and hint.start() - start < _BEFORE + 16:
            start -= 1
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows


_NO_NAMES = frozenset("みな おく おきゃく たく おつかれ おじ おば おかあ おとう おねえ おにい".split())


def _from_anchor(match: re.Match[str]) -> PersonMatch | None:
    if match["front"]:
        name = name_in_run(match["name1"])
        at = match.end("name1") - len(name)
        return PersonMatch(at, match.end(), name, match["front"], match["hon1"], True) if name else None
    if match["hira"]:
        found = PersonMatch(match.start("hira"), match.end(), match["hira"], "", match["hon4"], True)
        return None if match["hira"] in _NO_NAMES else found
    group = "run" if match["run"] else "run3"
    parted = _part_title(match[group], match["title3"] or match["paren"] or "", is_beside=bool(match["paren"]))
    name = _name_before_mark(parted[0]) if parted else ""
    at = parted[0].rfind(name) if parted and name else -1
    if parted is None or at < 0:  # at: two words folded to one space
        return None
    honorific = match["hon2"] or match["hon3"] or ""
    return PersonMatch(match.start(group) + at, match.end(), name, parted[1], honorific, True)


def _name_before_mark(run: str) -> str:
    """Return the name that ends right before a title or an honorific; "" when a company, an office or a common word does."""
    last = run.rpartition(" ")[2]
    name = last if _ends_like_office(last) else name_in_run(run)
    if looks_like_company(last) and last not in surnames() and name not in surnames():
        return ""
    if name in NOT_NAMES or is_trade(name) or _TRAILING_TITLE.fullmatch(name) or (len(name) == 1 and name not in surnames()):
        return ""
    return "" if name and looks_like_company(name) else name


def _part_title(run: str, title: str, *, is_beside: bool) -> tuple[str, str] | None:
    """Part the greedy run before a title from it: 三浦工 + 場長 is 三浦 + 工場長, and 桂木副 + 技師長 is 桂木 + 副技師長; None for a mere post."""
    if title and not is_beside:
        whole = f"{run}{title}"
        if whole in TITLES:
            return None  # 本部長 is a post, not Mr 本
        splits = [one for one in TITLES if whole.endswith(one) and len(one) < len(whole)]
        named = [one for one in splits if name_in_run(whole[: -len(one)]) in surnames()]
        longest = max(named, key=lambda one: -len(one), default="")  # 杉本部長 is 杉本 + 部長, not 杉 + 本部長
        best = longest or (splits or [title])[0]
        run, title = whole[: -len(best)], best
    while (tail := _TRAILING_TITLE.search(run)) and tail.start() > 0:
        title = tail[0] + title
        run = run[: tail.start()].rstrip(" (")
    if title and run.endswith("副") and len(run) > 1:
        run, title = run[:-1], f"副{title}"
    return run, title


_SHORT_OFFICES = frozenset(
    "本部 支部 当部 各部 全部 一部 同部 幹部 学部 外部 内部 他部 本課 当課 各課 同課 分室 別室 当室 同室 本科 内科 外科 眼科 歯科 産科 同科 各科 本局 支局 薬局 医局 本店 支店 当店 各店 同店 売店 分店 新店 全店".split()
)


def _ends_like_office(run: str) -> bool:
    """Return whether a two-character family name only looks like an office: 財部専務, 藁科室長, but 内科部長."""
    return len(run) == 2 and run[-1] in "部課室科局店" and bool(_KANJI.match(run)) and run not in _SHORT_OFFICES


def looks_like_company(word: str) -> bool:
    """Return whether a word ends as company names do (山田さん is a person, 山田建設さん is not)."""
    return word not in surnames() and len(word) >= 3 and (is_company_like(word) or word.endswith(("社", "機", "組")))


_SPLIT = re.compile(
    r"[、,，;；\n|]|\s?/\s?|\s?[&＆+]\s?|及び|ならびに|、?および|\sand\s|\s?×\s?|(?<=[様氏長])と|(?<=さん)と|\s{2,}|(?<=[様])・|(?<=さん)・"
)
_ASIDE = re.compile(r"\([^()]{0,60}\)|<[^<>]{0,60}>|【[^】]{0,30}】")
_OTHERS = re.compile(r"(?:他|ほか|外|以下|計|全|合計|同席|など|等)\s?\d{0,3}\s?(?:名|人)?(?:様)?$|^\d+\s?(?:名|人)様?$")
_BARE_MEMO = re.compile(r"^(?:敬称略|順不同|予定|欠席|遅刻|途中|リモート|オンライン|Web|web|代理)$")


def list_people(text: str) -> tuple[PersonMatch, ...]:
    """Return the people in folded text that stands under a label for people: every member counts, marked or not."""
    text = text[:1500].replace("\t", " ")
    found: list[PersonMatch] = []
    at = 0
    for piece in _pieces(text):
        start = text.index(piece, at) if piece else at
        at = start + len(piece)
        found.extend(_people_of_piece(piece, start))
    return tuple(found)


_TITLED = re.compile(rf"([一-鿿々ヶツノ]{{1,8}})\s?({_TITLE})(?:様|さん|殿)?\s*(?:\([^()]*\))?\s*$")
_OFFICE = re.compile(r"^.*(?:部門?|課|室|係|科|局|本部|支店|支社|工場|営業所|センター|グループ|チーム|担当)(?=[一-鿿]{2})")


def _pieces(text: str) -> list[str]:
    """Split at commas outside brackets."""
    masked = _ASIDE.sub(lambda m: "\x00" * len(m[0]), text)
    pieces, last = [], 0
    for cut in _SPLIT.finditer(masked):
        pieces.append(text[last : cut.start()])
        last = cut.end()
    pieces.append(text[last:])
    split: list[str] = []
    for piece in pieces:
        words = piece.split()
        if len(words) > 1 and all(word in surnames() and len(word) > 1 for word in words):  # 保科 駒形
            split.extend(words)
            continue
        parts = piece.split("・")
        names = [p for p in parts if p.strip() in surnames()]
        if len(parts) > 1 and all(_CLOSED.search(part) or part.strip() in surnames() for part in parts[:-1]):
            split.extend(parts)
            continue
        shape = r"\s*[一-鿿々]{1,4}\s*" if names else r"\s*[一-鿿々]{2,3}\s*"
        bare = all(re.fullmatch(shape, p) and not _is_organisation(p.strip()) for p in parts)
        split.extend(parts if len(parts) > 1 and bare else [piece])
    return split


_CLOSED = re.compile(rf"(?:{_TITLE}|{_HON})\s*(?:\([^()]*\))?\s*$")
_ABBREVIATED = re.compile(r"([一-鿿々ヶツノ]{1,4})(?:部|課|室|係|主|専|常|社|所|次|工|店|支|G|GL|TL|SL|L|M|MG|BM|BY|K|k|SV|AM|PM|リーダー|くん|君)")
"""田所課 for 田所課長: people in a hurry write half the title."""


def _people_of_piece(piece: str, offset: int) -> list[PersonMatch]:
    marked = [PersonMatch(p.start + offset, p.end + offset, p.name, p.title, p.honorific, p.is_marked) for p in find_people(piece)]
    if marked:
        return marked
    if titled := _TITLED.search(piece):  # 営業部 粟屋課長, 総務部粟屋部長: whatever stands right before a title is a name here
        whole = titled[1] + titled[2]
        longest = next((one for one in TITLES if whole.endswith(one)), titled[2])
        name = _OFFICE.sub("", whole[: -len(longest)]) if titled[1] not in surnames() else titled[1]
        is_part_of_title = len(name) == 1 and (name in "副本支課部係現社会班店室所工元前新旧次主総大" or name + titled[2] in TITLES)
        if 1 <= len(name) <= 4 and not is_part_of_title and name not in NOT_NAMES and name not in ORGANISATION_TAILS:
            at = piece.rfind(name, 0, titled.end(2))
            return [PersonMatch(offset + at, offset + titled.end(), name, titled[2], "", True)]
    core = _ASIDE.sub(lambda m: " " * len(m[0]), piece)
    has_role = core != piece
    core = re.sub(r"^[\s\-*・•>@]+|^\[[ xX]?\]\s?", lambda m: " " * len(m[0]), core)
    stripped = _OTHERS.sub("", core.rstrip(" 。.:")).rstrip()
    lead = len(stripped) - len(stripped.lstrip())
    name = _bare_name(stripped.strip())
    if not name:
        return []
    at = stripped.rfind(name)
    if at < 0:
        at, name = lead, stripped.strip()
    return [PersonMatch(offset + at, offset + at + len(name), name, "", "", has_role)]


def _bare_name(text: str) -> str:
    """Return the name in a piece that holds nothing but a name, perhaps with a department before it."""
    if not text or len(text) > 40 or _BARE_MEMO.match(text) or any(ch in text for ch in "。!?:"):
        return ""
    if text.isascii():
        handle = re.fullmatch(r"@?([A-Za-z][\w.-]{1,30})", text)
        if re.fullmatch(_LATIN, text):
            return text
        if led := re.match(rf"({_LATIN})\s(?:from|of|at|for|-|―)\s", text):
            return led[1]
        return handle[1] if handle and (not text.islower() or text.startswith("@")) else ""
    if _TITLE_ONLY.fullmatch(text):
        return ""
    if (short := _ABBREVIATED.fullmatch(text)) and short[1] in surnames() and text not in surnames():
        return short[1]
    if posted := re.fullmatch(r"([一-鿿々ヶツノ]{2,4})[A-Z]{1,3}", text):  # 阿久根BM: a post in letters behind a name
        return posted[1] if posted[1] not in NOT_NAMES and not _is_organisation(posted[1]) else ""
    name = name_in_run(text)
    if len(name) == 1 and name not in surnames():
        return ""
    if not name or name in NOT_NAMES or looks_like_company(name) or re.search(r"[ぁ-ん]", name.replace("の", "")):
        return text if re.fullmatch(r"[ぁ-ん]{2,5}", text) else ""
    if name.replace(" ", "") in surnames() or _fullname_length(name.replace(" ", "")) or name == text or " " in text:
        return name if _KANJI.match(name.replace(" ", "")) or _KATA.match(name) or _WITH_LINK.fullmatch(name) else ""
    return name if name in surnames() and _is_organisation(text[: -len(name)]) else ""


_BODY = re.compile(
    r"理事会|選定委員会|運営委員会|役員会|取締役会|経営会議|常務会|投資委員会|教授会|総会|委員会|本社|本部(?!長)|親会社|役員|経営陣|board|HQ|head office|C[FETOI]O|CHRO|CISO|president|director|owner|procurement",
    re.IGNORECASE,
)
"""Bodies and posts that decide where no person is named."""


def find_body(text: str) -> tuple[int, int] | None:
    """Return the span of a body that decides (理事会, the board) in folded text."""
    match = _BODY.search(text[:200])
    return match.span() if match else None


def find_title(text: str) -> tuple[int, int] | None:
    """Return the span of the first title in folded text (社長, 理事長), for values that name a post and no person."""
    match = re.search(rf"(?:[一-鿿ァ-ヴー]{{0,10}}?)(?:{_TITLE})(?!会)", text[:200])
    return match.span() if match else None


def strip_honorific(text: str) -> str:
    """Return text without a trailing honorific."""
    for honorific in HONORIFICS:
        if text.endswith(honorific) and len(text) > len(honorific):
            return text.removesuffix(honorific)
    return text


_FILED_NAME = re.compile(r"[一-鿿々ヶ]{1,4}[ \u3000][一-鿿々ヶぁ-んァ-ヴー]{1,5}")


def filed_name(text: str) -> str:
    """Return the name where a person was filed as family name and given name, without honorific; "" when it is no such text.

    Only for places that hold a person for certain: in running text 整備 山内 is an office and a name.
    """
    name = strip_honorific(text.strip())
    return name if _FILED_NAME.fullmatch(name) else ""
