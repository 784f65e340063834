"""People in a text: name, title and honorific parted, with the span of what was written.

Pure, on folded text. Honorifics and titles carry the weight; a list of family names settles where a department ends
and a name begins (購買部服部課長), and which bare words are names (当社: 佐藤、木村).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from notes_app.mining.values.bare_names import (
    KANJI,
    KATAKANA,
    LATIN,
    WITH_LINK,
    ends_like_office,
    fullname_length,
    is_duty,
    is_organisation,
    looks_like_company,
    name_before_title,
    name_in_run,
)
from notes_app.mining.values.companies import is_trade
from notes_app.mining.values.english_names import FIRST_WORDS, find_english_companies
from notes_app.mining.values.proper_names import is_plain_head
from notes_app.mining.values.titles import HONORIFICS, LETTER_POSTS, NOT_NAMES, TITLES, surnames
from notes_app.mining.values.word_list import any_of


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


_POSTS = frozenset(TITLES)
_TITLE = any_of(TITLES)
_HON = r"(?:ちゃん|さん(?!ざん|ぽ|せ)|さま|先生(?!方)|女史|様(?![々子式相態])|氏(?![名])|殿(?![一-鿿])|君(?!津)|くん)"
_RUN = r"[一-鿿々ヶ〆ァ-ヴーa-zA-Z]{1,16}"
_ANCHOR = re.compile(
    rf"(?P<front>{_TITLE})(?:の|の、|\s|:|/|・)?(?P<name1>[一-鿿々ァ-ヴー]{{1,6}}(?:\s[一-鿿々ァ-ヴー]{{1,4}})?)\s?(?P<hon1>{_HON})"
    rf"|(?P<run>{_RUN}(?: {_RUN}|(?<=[ァ-ヴー])・[ァ-ヴー]{{1,12}})?)[ ]?(?:\((?P<paren>{_TITLE})\)[ ]?)?(?P<hon2>{_HON})"
    rf"|(?P<run3>{_RUN}(?:\s{_RUN})?)[ ]?(?P<title3>{_TITLE})(?P<hon3>{_HON})?(?!会|級|職|室|補佐|代理|クラス|派|席|間)"
    rf"|(?P<run5>[一-鿿々]{{2,8}})\s?(?P<post>{'|'.join(LETTER_POSTS)})(?![A-Za-z0-9])"
    rf"|(?P<hira>(?<![ぁ-んー])[ぁ-ん]{{2,4}})(?P<hon4>さん|様)(?=[、。,/\s(]|$)"
)
_ENGLISH = re.compile(
    rf"\b(?:(?P<mr>Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Capt|Captain|Sir|Dame|Rev)\.?\s(?P<n1>{LATIN}))|(?P<n2>{LATIN})(?P<hon>[- ]san\b)|(?P<n3>{LATIN})\s?\((?P<role>[^()]{{2,40}})\)"
)
_TITLE_ONLY = re.compile(rf"(?:{_TITLE})")
_TRAILING_TITLE = re.compile(rf"(?:{_TITLE})$")


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
            if not person:
                continue
            gap = text.rfind(" ", match.start(), person.start)
            if gap > 0:  # 山田部長 佐藤課長: the run before the second title holds a person of its own
                found.extend(one for one in map(_from_anchor, _ANCHOR.finditer(text, match.start(), gap)) if one)
            found.append(person)
    for match in _ENGLISH.finditer(text) if _ENGLISH_HINT.search(text) else ():
        group = "n1" if match["n1"] else "n2" if match["n2"] else "n3"
        if group == "n3" and (not re.search(r"[a-z]", match["n3"]) or match["n3"].split()[0] in FIRST_WORDS or find_english_companies(match["n3"])):
            continue  # NG(A社比+8円), The Old Mill (pub)
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


_ANCHOR_HINT = re.compile(any_of((*"長 さん 様 さま 氏 殿 先生 女史 君 くん ちゃん".split(), *(post for post in (*TITLES, *LETTER_POSTS) if "長" not in post))))
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
        return PersonMatch(at, match.end(), name, match["front"], match["hon1"], True) if name and not _is_kin(name) else None
    if match["hira"]:
        found = PersonMatch(match.start("hira"), match.end(), match["hira"], "", match["hon4"], True)
        return None if match["hira"] in _NO_NAMES else found
    if match["post"]:
        name = name_before_title(match["run5"])
        at = match.end("run5") - len(name)
        known = name in surnames() or (len(name) == len(match["run5"]) and 2 <= len(name) <= 3)
        return PersonMatch(at, match.end(), name, match["post"], "", True) if known and not _is_nobody(name) else None
    group = "run" if match["run"] else "run3"
    parted = _part_title(match[group], match["title3"] or match["paren"] or "", is_beside=bool(match["paren"]))
    honorific = match["hon2"] or match["hon3"] or ""
    is_member = bool(_OF_OFFICE.search(match.string, max(0, match.start() - 4), match.start()))
    run = _without_time(parted[0], match) if parted else ""
    name = _name_before_mark(run, parted[1], honorific, is_beside=bool(match["paren"]), is_member=is_member) if parted else ""
    if len(name) == 1 and name not in surnames() and (_IN_A_WORD.search(match.string[: match.start(group)][-1:]) or match.string[match.end(group) :][:1] == " "):
        return None  # 決 工場長: a syllable that is a label, and a post
    at = parted[0].rfind(name) if parted and name else -1
    if parted is None or at < 0:  # at: two words folded to one space
        return None
    return PersonMatch(match.start(group) + at, match.end(), name, parted[1], honorific, True)


_OF_OFFICE = re.compile(r"[一-鿿ァ-ヴー][課部室係科局班]の$")
_IN_A_WORD = re.compile(r"[ぁ-ん](?<![のとはがにもでやをへ])$")
_TIME = re.compile(r"(?:昨日|今日|本日|明日|先日|当日|同日|翌日|今朝|昨夜|先週|今週|来週|前回|今回|次回|先程|先般|午前|午後|夕方|昼前|今月|先月|来月)(?=[一-鿿々ァ-ヴー])|(?:今|昨|本)(?=[一-鿿々ァ-ヴー]{4})")
_AFTER_DIGIT = re.compile(r"[時分日月名件台円階回年](?=[一-鿿々ァ-ヴー]{2})")


def _without_time(run: str, match: re.Match[str]) -> str:
    """Drop the word of time that a run of characters begins with: 昨日生駒 is 生駒, and in 15時田中 no 時田 is meant."""
    start = match.start("run") if match["run"] else match.start("run3")
    counted = _AFTER_DIGIT.match(run) if start and match.string[start - 1].isdigit() else None
    said = counted or (_TIME.match(run) if run not in surnames() else None)
    return run[said.end() :] if said else run


_KIN = re.compile(r"(?:姪|甥|娘|息子|嫁|婿|親|妹|弟|姉|兄|孫|奥|若奥|大奥|叔父|叔母|伯父|伯母|祖父|祖母|義父|義母|義兄|義弟|義姉|義妹|旦那|若旦那|大旦那|主人|女将|夫人|夫|妻|父|母|爺|婆)(?:御|方)?")
_NOBODY = re.compile(r"[一二三四五六七八九十数何]人|[客皆人者方誰某他若仕同多模有両左外図紋文別異各神仏殿坊隣店町村市県国校社貴当弊御]|[魚靴肉花酒米本薬床質茶畳氷油豆餅傘鍵紙布鉄金材糸飯鮨]屋")


def _is_kin(name: str) -> bool:
    """Return whether a word is what one is to somebody (姪御, 奥), not what one is called."""
    return bool(_KIN.fullmatch(name))


def _is_nobody(name: str) -> bool:
    return name in NOT_NAMES or is_trade(name) or _is_kin(name) or bool(_NOBODY.fullmatch(name)) or bool(_TRAILING_TITLE.fullmatch(name)) or name == "客様"


_BU_NAME = re.compile(r"[一-鿿々]{2}部")
_OF_BU = re.compile(r"[部次課係室局班主]|担当|マネージャー")
"""Posts within a department; of any other (諏訪部社長) no department is meant."""


def _name_before_mark(run: str, title: str, mark: str, *, is_beside: bool, is_member: bool) -> str:
    """Return the name that ends right before a title or an honorific; "" when a company, an office or a common word does.

    is_member: an office and の stand before (資材課の三刀屋様), so that no company is meant.
    """
    last = run.rpartition(" ")[2]
    name = name_before_title(run) if title and not is_beside else last if ends_like_office(last) else name_in_run(run)
    if not name and _BU_NAME.fullmatch(last) and not _OF_BU.match(title) and not is_duty(last) and not is_plain_head(last[:2]):
        return last
    if not is_member and looks_like_company(last) and name not in surnames():
        return ""
    if len(name) == 1 and name not in surnames() and (name != last or mark in ("殿", "君", "氏", "くん", "先生")):
        return ""
    return "" if not name or _is_nobody(name) or is_duty(name) or (not is_member and looks_like_company(name)) else name


def _part_title(run: str, title: str, *, is_beside: bool) -> tuple[str, str] | None:
    """Part the greedy run before a title from it: 三浦工 + 場長 is 三浦 + 工場長, and 桂木副 + 技師長 is 桂木 + 副技師長; None for a mere post."""
    if title and not is_beside:
        whole = f"{run}{title}"
        if whole in _POSTS:
            return None  # 本部長 is a post, not Mr 本
        splits = [whole[at:] for at in range(1, len(whole)) if whole[at:] in _POSTS]
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


_SPLIT = re.compile(
    r"[、,，;；\n|]|\s?/\s?|\s?[&＆+]\s?|及び|ならびに|、?および|\sand\s|\s?×\s?|(?<=[様氏長])と|(?<=さん)と|\s{2,}|(?<=[様])・|(?<=さん)・"
)
_ASIDE = re.compile(r"\([^()]{0,60}\)|<[^<>]{0,60}>|【[^】]{0,30}】")
_OTHERS = re.compile(r"(?:他|ほか|外|以下|計|全|合計|同席|など|等)\s?\d{0,3}\s?(?:名|人)?(?:様)?$|^\d+\s?(?:名|人)様?$")
_ALONE = re.compile(r"(?<=[一-鿿々])\s?(?:のみ|だけ|ひとり|一人|単独|only)$|(?<=[一-鿿々]{2}) (?:[A-Za-z]{1,6}|[一-鿿ァ-ヴー]{1,8})(?:担当|係|主担当?)$")
"""What stands behind a name without being part of it: 乾のみ, 野口 ICT担当."""
_BARE_MEMO = re.compile(r"^(?:敬称略|順不同|予定|欠席|遅刻|途中|リモート|オンライン|Web|web|代理)$")


@lru_cache(maxsize=512)
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
        words = (piece if masked == text else _ASIDE.sub(" ", piece)).split()
        if len(words) > 1 and all(word in surnames() and len(word) > 1 for word in words):  # 保科 駒形
            split.extend(re.findall(r"\S+", piece))
            continue
        parts = piece.split("・")
        split.extend(parts if len(parts) > 1 and _are_names(parts) else [piece])
    return split


def _are_names(parts: list[str]) -> bool:
    """Return whether every part between ・ is a name: each but the last closed by a post or an honorific, or all of them bare."""
    if all(_CLOSED.search(part) or part.strip() in surnames() for part in parts[:-1]):
        return True
    shape = _BESIDE_NAMES if any(part.strip() in surnames() for part in parts) else _BARE_NAMES
    return all(shape.fullmatch(part) and not is_organisation(part.strip()) for part in parts)


_BESIDE_NAMES, _BARE_NAMES = re.compile(r"\s*[一-鿿々]{1,4}\s*"), re.compile(r"\s*[一-鿿々]{2,3}\s*")


_CLOSED = re.compile(rf"(?:{_TITLE}|{_HON})\s*(?:\([^()]*\))?\s*$")
_ABBREVIATED = re.compile(r"([一-鿿々ヶツノ]{1,4})(?:部|課|室|係|主|専|常|社|所|次|工|店|支|G|GL|TL|SL|L|M|MG|BM|BY|K|k|SV|AM|PM|リーダー|くん|君)")
"""田所課 for 田所課長: people in a hurry write half the title."""


_CALLED = re.compile(r"[一-鿿々ァ-ヴーA-Za-z]{1,10}の([一-鿿々]{2,3})")
"""イベントの苫田: the one who does that."""


_LIST_MARK = re.compile(r"^[\s\-*・•>@]+|^\[[ xX]?\]\s?")
_NO_LONE_NAME = re.compile(r"[。!?:]|\d[時日分名件]")
_POST_IN_LETTERS = re.compile(r"([一-鿿々ヶツノ]{2,4})[A-Z]{1,3}")


def _people_of_piece(piece: str, offset: int) -> list[PersonMatch]:
    marked = [PersonMatch(p.start + offset, p.end + offset, p.name, p.title, p.honorific, p.is_marked) for p in find_people(piece)]
    if marked:
        return marked
    if titled := _TITLED.search(piece):  # 営業部 粟屋課長, 総務部粟屋部長: whatever stands right before a title is a name here
        whole = titled[1] + titled[2]
        longest = next((whole[at:] for at in range(len(whole)) if whole[at:] in _POSTS), titled[2])
        name = titled[1] if titled[1] in surnames() else name_before_title(_OFFICE.sub("", whole[: -len(longest)]), is_listed=True)
        is_part_of_title = len(name) == 1 and (name in "副本支課部係現社会班店室所工元前新旧次主総大" or name + titled[2] in _POSTS)
        if 1 <= len(name) <= 4 and not is_part_of_title and not _is_nobody(name) and not is_duty(name):
            at = piece.rfind(name, 0, titled.end(2))
            return [PersonMatch(offset + at, offset + titled.end(), name, titled[2], "", True)]
    core = _ASIDE.sub(lambda m: " " * len(m[0]), piece)
    has_role = core != piece
    core = _LIST_MARK.sub(lambda m: " " * len(m[0]), core)
    stripped = _ALONE.sub("", _OTHERS.sub("", core.rstrip(" 。.:"))).rstrip()
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
    if not text or len(text) > 40 or _BARE_MEMO.match(text) or _NO_LONE_NAME.search(text):
        return ""
    if text.isascii():
        return _bare_latin(text)
    if _TITLE_ONLY.fullmatch(text):
        return ""
    if (short := _ABBREVIATED.fullmatch(text)) and short[1] in surnames() and text not in surnames():
        return text if text[-1] == "部" and len(text) == 3 else short[1]  # 美濃部 is a family name; who writes 部 for 部長 writes it of all
    if called := _CALLED.fullmatch(text):
        return called[1] if called[1] in surnames() or not (_is_nobody(called[1]) or is_duty(called[1]) or is_plain_head(called[1])) else ""
    if posted := _POST_IN_LETTERS.fullmatch(text):  # 阿久根BM: a post in letters behind a name
        return posted[1] if posted[1] not in NOT_NAMES and not is_organisation(posted[1]) else ""
    name = name_in_run(text)
    if len(name) == 1 and name not in surnames():
        return ""
    if not name or name in NOT_NAMES or looks_like_company(name) or re.search(r"[ぁ-ん]", name.replace("の", "")):
        return text if re.fullmatch(r"[ぁ-ん]{2,5}", text) else ""
    if name.replace(" ", "") in surnames() or fullname_length(name.replace(" ", "")) or name == text or " " in text:
        return name if KANJI.match(name.replace(" ", "")) or KATAKANA.match(name) or WITH_LINK.fullmatch(name) else ""
    return name if name in surnames() and is_organisation(text[: -len(name)]) else ""


def _bare_latin(text: str) -> str:
    if re.fullmatch(LATIN, text):
        return text
    if posted := re.fullmatch(rf"(?:[a-z]+\s){{1,4}}({LATIN})", text):  # plant director Ruben Achter
        return posted[1]
    if led := re.match(rf"({LATIN})\s(?:from|of|at|for|-|―)\s", text):
        return led[1]
    handle = re.fullmatch(r"@?([A-Za-z][\w.-]{1,30})", text)
    return handle[1] if handle and (not text.islower() or text.startswith("@")) else ""


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
