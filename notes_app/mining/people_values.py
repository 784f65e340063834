"""People under a label for people: everyone with the side the value names, those filed, and the one who decides. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.observation import Span
from notes_app.mining.values.bare_names import KANJI, fullname_length, is_author
from notes_app.mining.values.choices import is_nothing
from notes_app.mining.values.companies import is_company_like
from notes_app.mining.values.english_names import find_english_companies
from notes_app.mining.values.people import PersonMatch, filed_name, find_body, find_people, find_title, list_people
from notes_app.mining.values.titles import surnames

_SIDE = re.compile(
    r"(?:^|(?<=[\s、,/・;。|)])|(?<=[様長氏んり]))[(\[【〈<]?(?P<side>先方|お客様|お客さん|客先|顧客|相手|先|客|当方|当社|弊社|自社|うち|こちら|こっち|社内|当|弊|自|us|them|client|customer|ours)(?:側|陣|から)?"
    r"(?:[)\]】〉>]\s?[:=]?|\s?[:=]|は|\s(?=\S)|(?<=社)(?=[一-鿿]{1,4}(?:[、,・/]|$))|(?<=方)(?=[一-鿿]{1,4}(?:[、,・/]|$)))\s?"
)
_SIDE_BEHIND = re.compile(r"\((?P<side>先方|お客様|客先|顧客|当方|当社|弊社|自社|社内|us|client|customer)(?:側)?\)")
_OUR_WORDS = frozenset("当方 当社 弊社 自社 うち こちら こっち 社内 当 弊 自 us ours".split())
PRONOUNS = frozenset("私 わたし 自分 わし 俺 僕 小職 me I".split())
"""Who writes."""
_SIDED = frozenset({"出席者", "先方出席者", "当方出席者"})


def read_people(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return every person under a label for people, on the side that the value itself names (先方 田中様／当社 佐藤)."""
    drafts: list[Draft] = []
    for start, end in parts:
        value = context.text[start:end]
        if is_nothing(value):
            continue
        listed = list_people(_SIDE.sub(_blank, _without_companies(value.replace("\t", "、"))))
        people = [p for p in listed if p.name and p.name not in _OUR_WORDS and not _ABSENT.match(value[p.end : p.end + 24])]
        people = [p for p in people if not _is_third_party(value, p, concept)]
        for p in people:
            side = _side_of(value, p.start, p.end) if concept in _SIDED else ""
            if (side or concept) == "先方出席者" and any(one.is_marked for one in people) and _is_remark(p):
                continue
            drafts.append(Draft(side or concept, start + p.start, start + p.end, p.name, marked=p.is_marked or side == "先方出席者"))
    return drafts


def _is_remark(person: PersonMatch) -> bool:
    """Return whether a bare word among customers with titles is no name: 日高院長 飛込, 若狭代表 引渡完了."""
    return not person.is_marked and person.name not in surnames() and bool(KANJI.match(person.name)) and len(person.name) in (2, 4) and not fullname_length(person.name)


_THIRD = re.compile(r"協力会社|メーカー|代理店|商社|販社|下請|業者|コンサル|設計事務所|SIer|ベンダー|仲介|パートナー|外注")
_ASIDE_BEHIND = re.compile(r"[^、,/()]{0,4}\(([^()]{1,20})\)")


def _is_third_party(value: str, person: PersonMatch, concept: str) -> bool:
    """Return whether one listed belongs to neither side: 協力会社の有田空調 小峰氏, among ours whoever a company stands before."""
    before = re.split(r"[、,/;。\n]", value[: person.start])[-1]
    aside = _ASIDE_BEHIND.match(value, person.end)
    if _THIRD.search(before) or (aside and _THIRD.search(aside[1])):
        return True
    words = before.split()
    return concept == "当方出席者" and person.is_marked and bool(words) and is_company_like(words[-1])


def _without_companies(value: str) -> str:
    """Blank out the companies of an English value, at their length: Orchard & Fell LLP are no two people."""
    for start, end in find_english_companies(value[:600]):
        value = value[:start] + "、" + " " * (end - start - 1) + value[end:]
    return value


def _blank(match: re.Match[str]) -> str:
    """Keep a marker's length, so that every span stays where it was."""
    return "、" + " " * (len(match[0]) - 1) if match[0] else ""


def _side_of(value: str, start: int, end: int) -> str:
    """Return the side a marker before a person, or in brackets behind his group, names; "" when none does."""
    behind = _SIDE_BEHIND.search(value, end)
    if behind and not re.search(r"[、,;/]", value[end : behind.start()]):
        return "当方出席者" if behind["side"] in _OUR_WORDS else "先方出席者"
    before = [match for match in _SIDE.finditer(value) if match.end() <= start + 1]
    if not before:
        return ""
    return "当方出席者" if before[-1]["side"] in _OUR_WORDS else "先方出席者"


def side_in_label(label: str) -> str:
    """Return the side a label itself names in brackets (Attendee (us), 出席者(先方)); "" when none."""
    side = _SIDE_BEHIND.search(label)
    return "" if not side else "当方出席者" if side["side"] in _OUR_WORDS else "先方出席者"


_THEIRS_ONLY = re.compile(r"先方|客|顧客|相手|them|their|customer|client|応対|対応|面談者", re.IGNORECASE)


def ours_in_lists(text: str, drafts: Sequence[Draft], author: str) -> set[int]:
    """Return which of the people of a note (places in `drafts`) are ours although their list stands under a label for theirs or both.

    「蜂屋さん、根岸様／六角」: ours are those behind the last slash where the writer is among them, or where they alone go
    without 様; in a list without a slash, the writer and whoever goes bare behind him.
    """
    ours: set[int] = set()
    listed = [at for at, draft in enumerate(drafts) if draft.concept in ("出席者", "先方出席者") and draft.via != "cue"]
    for label in {drafts[at].label for at in listed}:
        group = [at for at in listed if drafts[at].label == label]
        cuts = [n for n in range(1, len(group)) if "/" in text[drafts[group[n - 1]].end : drafts[group[n]].start]]
        writer = next((n for n, at in enumerate(group) if is_author(str(drafts[at].normalized), author)), -1)
        if cuts:
            before, behind = group[: cuts[-1]], group[cuts[-1] :]
            unmarked = not any(drafts[at].marked for at in behind) and all(drafts[at].marked for at in before)
            if writer >= cuts[-1] or (unmarked and not _THEIRS_ONLY.search(label)):
                ours.update(behind)
        elif writer >= 0:
            ours.update(at for at in group[writer:] if at == group[writer] or not drafts[at].marked)
    return ours


_ABSENT = re.compile(r"\s?(?:は|が)[^、。]{0,14}(?:欠席|不在|お休み|休み|来られず|来れず|都合|出張|異動|退職|転勤|会えず)|\s?\(?(?:は)?(?:欠席|不在|お休み|会えず)")


_HOLDS_OFFICE = re.compile(r"[部課室係局科店]\s|[長役事任査師]$|(?:部長|課長|主任|担当|リーダー|社長|専務|常務)")
"""総務課 高瀬課長 is an office and a title around a name."""


def read_filed_people(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return the people filed under `contacts:`: a family name with its given name is one name, however rare it is."""
    drafts: list[Draft] = []
    for start, end in parts:
        if (name := filed_name(context.text[start:end])) and not _HOLDS_OFFICE.search(name):
            drafts.append(Draft(concept, start, start + len(name), name.replace("\u3000", " "), marked=True))
        else:
            drafts.extend(read_people(context, concept, [(start, end)]))
    return drafts


_SUPERIOR = re.compile(r"の(?:上司|上長|上席|上|部下|後任|お父様|お父上|ご主人|旦那さん|旦那様|奥様|奥さん)(?:の|である|に当たる)?")
_FINAL = re.compile(
    r"最終(?:的に)?(?:は|決裁は|判断は|承認は)|最後は|(?:決裁|決定|判断)は|かと思(?:ったら|いきや)|(?:では|じゃ)なく(?:て)?|では決(?:まら|めら)(?:ず|ない|れず|れない)、?|^[^。「]{1,12}(?:いわく|曰く|によると|によれば|の話では)、?「?"
)
_MERE_FORM = re.compile(r"\s?(?:形式|形の?上|報告|その後|あとは|要|事後)|[^、。→]{0,12}(?:追認|形だけ|形式|報告のみ|報告だけ|事後|判子だけ|ハンコだけ)")
_OWN_WAY = re.compile(r"(?:の)?(?:即決|一存|独断|単独|次第|(?:お)?一人で|ひとりで|が一人で).*$")
"""What says how he decides, not who: 木下即決タイプ."""


def read_person(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return the one person, or the post (理事長) or body (理事会), a label for a person names; remarks in brackets say less."""
    for start, end in parts:
        whole = context.text[start:end]
        if is_nothing(whole) or re.match(r"\s*(?:前回|これまで)?(?:と|どおり)?(?:変わらず|変わりなし|同じ|同上)", whole):
            continue
        value = re.sub(r"\([^()]{0,60}\)", lambda m: " " * len(m[0]), whole)
        value = _OWN_WAY.sub("", value) if value.strip() else whole
        offset = _where_it_ends(value)
        if not value[offset:].strip() and (aside := _ASIDE_POST.match(whole, offset)):  # 木下さんの旦那さん(オーナー)
            value, offset = whole[: aside.end(1)], aside.start(1)
        clause = re.split(r"。|、(?=ただ|でも|けど|しかし)", value[offset:], maxsplit=1)[0]
        found = _one_named(whole, clause, offset)
        if found is None and (people := find_people(whole)):
            found = (people[0].start, people[0].start + len(people[0].name), people[0].name, 0.8)
        if found is None:
            head = re.match(r"[^\s、。,(]{2,12}$", value.strip())
            if head and not re.search(r"[とでがをはに?]|次第|相談|検討|確認|変わら|同じ|同様|不明|まだ", value):
                found = (0, head.end(), head[0], 0.7)
        if found:
            a, b, name, sure = found
            return [Draft(concept, start + a, start + b, name, sure)]
    return []


_ASIDE_POST = re.compile(r"\s*\(([^()]{1,20})")


def _one_named(whole: str, clause: str, offset: int) -> tuple[int, int, str, float] | None:
    """Return the person, else the post or body, that a clause of a value names: (start, end, name, how sure) in the whole value."""
    people = find_people(clause) or list_people(clause)
    first = _post_or_body(clause)
    beside = re.match(r"(?:ご?本人|自身)?\(([^()]{1,20})\)", whole[offset + first[1] :]) if first else None
    named = find_people(beside[1]) if beside else ()
    if first and beside and not people and named and named[0].start <= 6 and named[0].end >= len(beside[1]) - 1:
        at = offset + first[1] + beside.start(1)
        return at + named[0].start, at + named[0].end, named[0].name, 0.95
    if people and not (first and first[1] <= people[0].start and not _OF_HIS_OWN.fullmatch(clause[first[1] : people[0].start])):
        one = people[0]
        return offset + one.start, offset + one.end, one.name, 0.95
    if first:
        a, b = offset + first[0], offset + first[1]
        return a, b, whole[a:b].strip(), 0.85
    return None


def _post_or_body(clause: str) -> Span | None:
    """Return the first post or body a clause names; the post where it belongs to the body (本社の生産本部長)."""
    post, body = find_title(clause), find_body(clause)
    if post and body and body[1] < post[0] and clause[body[1] : post[0]] == "の":
        return post
    return min((span for span in (post, body) if span), key=lambda span: (span[0], -span[1]), default=None)


_OF_HIS_OWN = re.compile(r"(?:の|\s|:|、|・|/|である|は)*")
"""What may stand between a post and the name of who holds it: 社長の木下さん."""


def _where_it_ends(value: str) -> int:
    """Return where the one who decides is named: behind 最終は, an arrow or 〜の上司の; an arrow to a mere form leads nowhere."""
    final = _FINAL.search(value)
    offset = final.end() if final and final.end() < len(value) else 0
    arrow = max(value.rfind("→"), value.rfind("⇒"), value.rfind("->") + 1 if "->" in value else -1)
    if 0 <= arrow < len(value) - 1 and not _MERE_FORM.match(value, arrow + 1):
        offset = arrow + 1
    superior = _SUPERIOR.search(value, offset)
    return superior.end() if superior and superior.end() < len(value) else offset
