"""Which lines may head a visit, and to which family of heads does each belong? Pure, on folded text.

By a mark of Markdown, a count of visits (〈1軒目〉, 9:30), an order (First …, Then …), a label for a customer; or without any mark: a line that
is nothing but a name, a name with its hour, between rules, beside its people. Whether the heads of a note are customers is judged by
all of them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.lines import Line
from notes_app.mining.prose.customer_names import HONORIFIC, firm_strength
from notes_app.mining.resolve import resolve_key
from notes_app.mining.values.english_names import FIRST_WORDS
from notes_app.mining.values.people import find_people

ENGLISH_NAME = r"((?:The\s)?[A-Z][\w&'’-]*(?:\s(?:&\s|of\s|and\s)?[A-Z][\w&'’-]*){0,4})"
UNMARKED = ("between rules", "with its hour", "beside people", "alone", "english beside")
_FORMED = r"(?:\((?:株|有|同|医|学)\)\s?)?"
_NAME = rf"{_FORMED}[^\s、。.…:()/\[\]【】〔〕〈〉<>《》「」『』|=→>]{{2,20}}?(?:\((?:株|有|同)\))?"
_RULED = re.compile(rf"[─━―=~*–—-]{{2,}}\s?({_NAME}|[A-Z][\w&'’ -]{{2,40}}?)(?:{HONORIFIC})?\s?[─━―=~*–—-]{{2,}}$")
_HOUR = r"(?:AM|PM|午前|午後)?\s?\d{1,2}(?::\d\d|時(?:半|\d{1,2}分)?)"
_HOURS = rf"{_HOUR}(?:\s?[-~]\s?(?:{_HOUR})?)?"
_KIND = r"(?:訪問|往訪|来社|来訪|電話|TEL|tel|Tel|架電|WEB|Web|web|オンライン|Zoom|zoom|面談|商談|打合せ|打ち合わせ|新規|既存|再訪|初訪|初回|飛込み?|飛び込み|定例|同行|ご?挨拶)"
_OFFICE = r"[一-鿿ァ-ヴー]{1,6}(?:工場|支店|本社|本店|営業所|事業所|店|センター|支社|現場)"
_HOURED = re.compile(
    rf"@?({_NAME})(?:{HONORIFIC})?(?:\s?(?:\([^()]{{1,16}}\)|\[[^\[\]]{{1,16}}\]|{_HOURS}|{_KIND}|/\s?{_OFFICE}|\|\s?[^|]{{1,16}}|:))+\s*$"
)
_BESIDE = re.compile(rf"@?({_NAME})(?:{HONORIFIC})?(?:\s?[(\[][^()\[\]]{{1,12}}[)\]])?(?:\s+|\s?[→|]\s?)(?=\S)")
_ALONE = re.compile(rf"@?({_NAME})(?:{HONORIFIC})?$")
_LONGEST, _LEAST_SAID = 80, 20  # characters of a head, and what at least is said behind an English name


def unmarked_head(content: str, *, known: Callable[[str], bool]) -> tuple[str, int] | None:
    """Return which way an unmarked line names a customer, and where the name begins; None where it names none.

    known: whether a word is a label, which opens a line as a name does.
    """
    if content[:_LONGEST].isascii():
        ruled = _RULED.match(content)
        return (UNMARKED[0], ruled.start(1)) if ruled and not known(ruled[1]) else _english_head(content, known)
    if len(content) > _LONGEST:
        return None
    for kind, pattern in zip(UNMARKED, (_RULED, _HOURED, _BESIDE, _ALONE), strict=False):
        match = pattern.match(content)
        if not match or known(match[1]) or not firm_strength(match[1]):
            continue
        if kind == "beside people" and not _opens_with_person(content[match.end() :]):
            continue
        return kind, match.start(1)
    return None


_ENGLISH_ALONE = re.compile(rf"{ENGLISH_NAME}$")
_ENGLISH_BESIDE = re.compile(rf"{ENGLISH_NAME}(?:\s\([^()]{{1,30}}\)\s?[:,.-]?|\s(?:-|―|/)|:|,|\.)\s(?=\S.{{{_LEAST_SAID},}})")


def _english_head(content: str, known: Callable[[str], bool]) -> tuple[str, int] | None:
    """Return which way an English line opens with capitalised words that may be a firm: alone, or with something said of them behind."""
    for kind, pattern in (("alone", _ENGLISH_ALONE), ("english beside", _ENGLISH_BESIDE)):
        match = pattern.match(content)
        if match and not known(match[1]) and (match[1].split()[0] not in FIRST_WORDS or match[1].startswith("The ")):
            return kind, 0
    return None


def _opens_with_person(text: str) -> bool:
    person = next(iter(find_people(text[:24])), None)
    return person is not None and person.start <= 8 and bool(person.title or person.honorific)


Kind = tuple[str, int, str]
"""Family of heads: its mark ("counted" and "label" for what is none), level and symbol."""


_COUNTED = re.compile(
    r"(?:\d{1,2}/\d{1,2}|\d{1,2}月\d{1,2}日)(?:\s?\([^()]{1,3}\))?\s+(?=\S)|"
    r"[〈<【\[(《]?\s?(?:(?:\d{1,2}|[一二三四五六七八九十])\s?(?:件目|軒目|社目|か所目|ヶ所目|箇所目|つ目|番目|本目)|[①-⑳]|(?:AM|PM|午前|午後)?\s?\d{1,2}[:時](?:半|\d{0,2}分?)(?:\s?[-~](?:\s?\d{1,2}[:時]?(?:半|\d{0,2}分?))?)?"
    r"|(?:客先?|訪問先?|先|[Vv]isit|[Cc]all|[Ss]top|[Nn]o\.?|その|第|案件)\s?(?:\d{1,2}|[①-⑳])|\d{1,2}(?::\d\d)?\s?(?:am|pm)\b|\d{1,2}\.\d\d(?=\s[A-Z])|\d{4}(?=\s[A-Z])|#\d{1,2}|[月火水木金土](?:曜日?(?=[\s:])|(?=\s?:))|\d日目|(?:AM|PM|午前|午後|夕方|朝一?|昼|Late|Lunch(?:time)?|Midday|Noon|Evening|Morning|Afternoon)(?=\s?[:―/-]\s?\S)|(?<=[〈<【\[(《])(?:\d{1,2}|午前|午後|夕方|朝一?|昼|AM|PM)(?=[〉>】\])》])|\d{1,2}\s?[-―](?=[^\d\s-])|\d{1,2}(?=\s[^\d\s]))\s?[〉>】\])》]?[\s:、/=→―-]*"
)
"""〈1軒目〉, 【9:30】, (2社目): what counts the visits of a day."""
ORDERED = (
    r"(?:(?:First|Then|Next|Second|Third|Last|Lastly|Finally|After that|Later|Afterwards|(?:First|Second|Third|Next|Last|Final) (?:call|stop|visit))[,:]?\s(?:(?:it was|to|at|up|was|came|(?:on|over|down|across) to)\s)?"
    r"|(?:After lunch|Before lunch|On the way (?:back|home)|Mid-?morning|At noon|This (?:morning|afternoon))[,:]?\s(?:(?:it was|to|at|I saw|we saw|saw|visited|called (?:on|at))\s)?|(?:Started|Began|Finished|Ended|Wrapped up)\s(?:the day\s|up\s|off\s)?(?:at|with|in)\s|(?:On|Over|Down|Across) to\s|(?:Also\s)?(?:[Cc]alled|[Dd]ropped|[Pp]opped|[Ss]topped|[Ss]wung)\s(?:in\s|by\s)?(?:at|on|into|by)\s)(?:the\s)?(?=[A-Z])"
)
"""First …, Then …: how English prose goes from customer to customer, a paragraph each."""
_ORDERED, _ORDERED_LATER = re.compile(ORDERED), re.compile(rf"[^.]{{3,40}}\.\s{ORDERED}")
"""Thursday round. First …: the day before the first of them."""
_LETTERED = re.compile(r"[A-H](?:[./)]\s(?=[A-Z])|[.)]?\s(?=[一-鿿ぁ-んァ-ヴ]))")
_BOXED = re.compile(r"([〈<【\[《〔「『])\s?([^\s〈〉<>【】\[\]《》〔〕「」『』]{2,20}|[A-Z][\w&'’ -]{2,40})\s?[〉>】\]》〕」』]\s*(?:\d{1,2}[:時]\d{0,2}.{0,8})?(?:\s.*)?$")
"""[青葉製作所]: a line of nothing but a name in brackets."""
_HEAD_LABEL = re.compile(r"[〈<【\[(《]?\s?([^\s:〈〉<>【】\[\]()《》=→/、。]{1,10}?)\s?(?:[〉>】\])》]\s?[:=→/]?|::?|[=→/]|\t)\s*(?=[^\s:])")


_OF_CUSTOMER = frozenset({"会社名", "先方出席者", "場所", "目的"})
"""Concepts whose labels may head a visit by its customer: 客先：…; where the values are firms, 相手：… and 往訪：… too."""


def head_kind(line: Line, content: str, knowledge: Knowledge, author: str) -> tuple[Kind | None, int]:
    """Return to which family of heads a line may belong, and where behind its lead the customer is looked for."""
    counted = _COUNTED.match(content)
    if counted and not line.mark:
        return ("counted", 0, ""), counted.end()
    ordered = _ORDERED.match(content) or _ORDERED_LATER.match(content)
    if ordered and not line.mark and content[ordered.end() :].partition(" ")[0] not in FIRST_WORDS:
        return ("ordered", 0, ""), ordered.end()
    lettered = _LETTERED.match(content)
    if lettered and not line.mark:
        return ("lettered", 0, ""), lettered.end()
    if not line.mark and (unmarked := unmarked_head(content, known=lambda word: resolve_key(fold_key(word), author, knowledge) is not None)):
        return (unmarked[0], 0, ""), unmarked[1]
    boxed = _BOXED.match(content)
    if boxed and not line.mark and not resolve_key(fold_key(boxed[2]), author, knowledge):
        return ("boxed", 0, boxed[1]), boxed.start(2)
    label = _HEAD_LABEL.match(content)
    if label:
        known = resolve_key(fold_key(label[1]), author, knowledge)
        if (known is None and not line.mark) or (known and known.concept in _OF_CUSTOMER):
            return ("label" if known and known.concept == "会社名" else "value", 0, fold_key(label[1])), label.end()
    return ((line.mark, line.level, family(line)), 0) if line.mark else (None, 0)


def family(line: Line) -> str:
    return line.symbol if line.mark == "symbol" else ""
