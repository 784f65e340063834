"""Labels nobody knows: what do they stand for, judged by the kind of value, by a telling syllable, and by where they stand?

Pure. Only for concepts that no known label has filled. A value's kind alone decides only where a note holds one such
thing and its place agrees; with a telling syllable in the label (競, 決, 次, budget) the kind need only not contradict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.english.labels import english_meaning
from notes_app.mining.kinds import kind_of
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.label_model import NOTHING, guess_concepts
from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.observation import Observation, Span, is_spoken
from notes_app.mining.slot_values import read_concept, relabel
from notes_app.mining.values.actions import is_action_like
from notes_app.mining.values.choices import is_nothing
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.people import find_body, find_people, find_title
from notes_app.mining.values.proper_names import COMMON, COMMON_ENDS, looks_proper
from notes_app.mining.values.titles import surnames

_PEOPLE, _DATES = frozenset({"person_list"}), frozenset({"date", "datetime"})
_LISTS = frozenset({"action_list", "text", "longtext"})
_WORDY = frozenset({"text", "longtext", "company"})

_TELLING: tuple[tuple[str, re.Pattern[str], frozenset[str], str], ...] = tuple(
    (concept, re.compile(pattern), frozenset(kinds.split()), value_type)
    for concept, pattern, kinds, value_type in (
        ("次回予定", r"次|つぎ|再訪|また(?:会|行|来)|今度|再度|again|next|back|follow|following|reconnect|upcoming", "date datetime", "datetime"),
        ("決裁者", r"決裁|決済|決定権|決め|判断|承認|ハンコ|はんこ|判子|押印|印鑑|キー|鍵|カギ|ひも|権限|最終|ゴー|sign|decid|decision|approv|\bpen\b|authority|final|boss|holder|buyer|say-?so|says?-?yes|\byes\b|purse|last-word", "person_list text longtext", "person"),
        ("競合", r"競|ライバル|現契約|現(?:在の|行の?)?(?:業者|契約先|取引先|仕入先|委託先|ベンダー|メーカー)|今の(?:業者|契約先|仕入先)|契約中|比べ|比較|対抗|候補|よそ|相見積|あいみつ|他社|(?<!その)(?:他に|他の|ほか)|敵|同業|ぶつか|バッティング|else|compet|rival|versus|against|alternativ|other|incumbent|in-the-(?:frame|ring|mix|running)|running|talking-to|up-against|(?:present|current|existing)-(?:supplier|firm|system|vendor|provider|contractor|partner|agency)", "company text longtext person_list date datetime", "company_list"),
        ("予算", r"予算|金|額|費|円|価格|値段|値|コスト|財布|見積|枠|料|規模|投資|単価|売上|money|budget|cost|price|spend|wallet|fee|value|size|figure|amount|quote", "money number", "money"),
        ("確度", r"確|見込|脈|手応|手ごた|てごた|勝|感触|温|熱|ヨミ|読|いけ|取れ|決まり|度合|濃さ|期待|rank|odds|chance|gut|prob|likel|temp|heat|confid|feel", "percent enum text bool", "enum"),
        ("フェーズ", r"段階|フェーズ|ステ|進み|進捗|現在地|どこまで|局面|stage|phase|stand|status|step", "stage text", "enum"),
        ("次回アクション", r"宿題|やる|やり|する|約束|持ち帰|持帰|動き|段取|手配|todo|タスク|対応|フォロー|頼まれ|預か|引き受|課され|次|作業|準備|owe|\bdo\b|action|step|promis|homework|task|deliver|send|chore|chase|homework|errand|follow-?on|返し|残(?!念|業|高|り?香)|^td$", "action_list text longtext date datetime person_list", "action_list"),
        ("当方出席者", r"当方|当社|弊社|自社|うち|こちら|我々|同行|社内|営業|\bus\b|\bour|\bwe\b|\bme\b|from-us", "person_list text", "person_list"),
        ("先方出席者", r"会った|会え|お会い|相手|話した|話を|先方|先様|客|対応|応対|面談|面会|出て|参加|出席|同席|担当|窓口|顔|人|方$|先生|met|who|room|them|their|with|spoke|contact|person|people", "person_list", "person_list"),
        ("会社名", r"社|先$|客|店|行き|行った|どこ(?:[へに]?(?:行|い[っく]|伺|うかが)|$)|訪|様$|取引|企業|得意|account|client|compan|customer|where|org|prospect", "company text", "company"),
        ("日時", r"日|いつ|時|年月|date|when|day|time", "date datetime", "datetime"),
    )
)  # fmt: skip
"""Concept, syllables that tell it, kinds of value that may stand under it, lexicon type."""


@lru_cache(maxsize=2048)
def told_by_label(key: str) -> tuple[str, ...]:
    """Return the concepts that a syllable of a folded label tells of, whatever stands under it."""
    return tuple(concept for concept, pattern, _, _ in _TELLING if pattern.search(key))


_EXPENSE = re.compile(r"交通|旅費|経費|宿泊|駐車|ガソリン|燃料|飲食|接待|高速|立替|手当(?!て)|expense|travel|mileage|parking|lodging")
"""What a visit cost us; it says nothing of the customer's budget."""


_NO_BUDGET = re.compile(_EXPENSE.pattern + "|競合|他社|ライバル|よその|前回|昨年|去年")
"""Labels of money that is not what this customer has to spend."""


def is_expense(label: str) -> bool:
    """Return whether a folded label is about what a visit cost us."""
    return bool(_EXPENSE.search(label))


_UNKNOWN_READ = 120  # labels nobody knows, of one note; a person does not fill in more
_BY_KIND: Mapping[str, str] = {"money": "予算", "percent": "確度", "stage": "フェーズ"}


def infer_drafts(
    reading: NoteReading, context: ValueContext, knowledge: Knowledge, labelled: LabelledReading, so_far: list[Draft]
) -> list[Draft]:
    """Return values of unknown labels: under the concept they most likely mean, or under their own key.

    Labels that tell of their meaning come first, those that only their value and place speak for afterwards.
    """
    filled = {draft.concept for draft in so_far} | labelled.empty
    drafts: list[Draft] = []
    known = {id(one) for one, _ in labelled.resolved}
    order = [one.label_start for one in reading.observations if id(one) in known] or [0]
    starts = {one.label_start for one, _ in labelled.resolved}
    open_labels = []
    for one in labelled.unknown[:_UNKNOWN_READ]:
        parts = _clean_parts(one, reading, starts)
        if parts and not _is_no_field(one, context):
            open_labels.append((one, parts, _kind(parts, context)))
    for by_label in (True, False):
        left = []
        for one, parts, kind in open_labels:
            meant = _told(one, parts, kind, context, filled, knowledge) if by_label else _by_value(one, parts, kind, context, filled, order, knowledge)
            read = _read_as(one, parts, meant, context, labelled)
            if read:
                filled.add(read[0].concept)
                drafts.extend(read)
            else:
                left.append((one, parts, kind))
        open_labels = left
    for one, parts, _ in open_labels:
        drafts.extend(_under_own_key(one, parts, context))
    return drafts


_TYPED = frozenset({"money", "datetime", "enum", "person", "company", "person_list", "company_list", "action_list"})
_Meant = Iterator[tuple[str, str, float, str]]
"""(concept, lexicon type, confidence, via), likeliest first: "inferred" where the label tells, else "guessed"."""


def _read_as(one: Observation, parts: Sequence[Span], meant: _Meant, context: ValueContext, labelled: LabelledReading) -> list[Draft]:
    for concept, value_type, sure, via in meant:
        found = [d for d in read_concept(context, concept, value_type, parts) if d.concept == concept]
        if found and _agrees(concept, found, context, parts):
            if value_type in _TYPED:
                labelled.typed.extend(parts)
            return [relabel(d, confidence=min(sure, found[0].confidence, d.confidence), via=via, label=one.label) for d in found]
    return []


def _clean_parts(one: Observation, reading: NoteReading, starts: set[int]) -> list[Span]:
    return [
        (a, b) for a, b in one.parts[:40]
        if reading.text[a:b].strip() and not is_nothing(reading.text[a:b]) and not any(at in starts for at in range(a, a + 4))
    ]  # fmt: skip


_NAME = re.compile(r"[A-Z][a-z'’]+(?:\s[A-Z][a-z'’-]+)?")
_MAIL_HEADERS = frozenset({"to", "cc", "bcc", "re", "fw", "fwd", "from", "subject"})


def _is_no_field(one: Observation, context: ValueContext) -> bool:
    """Return whether a label is a speaker, a title, a time or part of a table of things to do."""
    label = one.label.strip("*_ ")
    if one.key in _MAIL_HEADERS and one.source == "colon" and one.label_start < 300:
        return True
    if one.source in ("column", "front_matter") and one.source == "column":
        return True
    if one.source == "colon" and _NAME.fullmatch(label) and context.text.count(f"\n{label}:") >= 2:
        return True  # somebody who speaks twice
    if find_people(label) or label in surnames() or (label[:2] in surnames() and len(label) in (3, 4)):
        return True
    if one.source == "colon" and is_spoken(label, context.slice(one.parts[0])):
        return True
    return bool(re.search(r"\d{1,2}[:時月/]\d?", label)) or len(label) > 30


def _told(one: Observation, parts: Sequence[Span], kind: str, context: ValueContext, filled: set[str], knowledge: Knowledge) -> _Meant:
    """Yield what the words of an English label say, and what `_by_label` does."""
    if one.key.isascii() and one.source != "heading":
        for concept, value_type, sure in english_meaning(one.key, context.slice(parts[0]).strip()):
            if concept not in filled:
                yield concept, value_type, sure, "inferred"
    yield from _by_label(one, kind, filled, knowledge)


def _by_label(one: Observation, kind: str, filled: set[str], knowledge: Knowledge) -> _Meant:
    """Yield what the label says: a telling syllable, and what its syllables have in common with known labels."""
    guesses = dict(guess_concepts(one.key, knowledge.lexicon))
    top = max(guesses.values(), default=0.0)
    for concept, pattern, kinds, value_type in _TELLING:
        if concept == "予算" and _NO_BUDGET.search(one.key):
            continue
        if concept not in filled and kind in kinds and pattern.search(one.key) and (top < _SURE or guesses.get(concept, 0.0) >= _LIKELY or (concept, kind) == ("決裁者", "person_list")):
            yield concept, value_type, 0.86 if kind not in _WORDY else 0.74, "inferred"
    for concept, probability in guesses.items():
        if concept == NOTHING:
            continue
        known = knowledge.lexicon.by_name[concept]
        if concept in filled or probability < _LIKELY or (concept == "予算" and _NO_BUDGET.search(one.key)):
            continue
        if kind in _KINDS_OF.get(known.value_type, _LISTS) and (probability >= _SURE or kind in _PLAIN_KINDS) and (concept in _MEANT or probability >= _VERY_SURE):
            yield concept, known.value_type, round(0.58 + 0.24 * probability, 2), "guessed"


_MEANT = frozenset({"日時", "会社名", "先方出席者", "当方出席者", "予算", "競合", "決裁者", "次回予定", "確度", "フェーズ", "次回アクション"})
_VERY_SURE = 0.9  # what a wrong guess would hide is worth more than 目的 or 備考
_LIKELY, _SURE = 0.3, 0.7  # share of the model's belief from which on a meaning is thought of, and from which it is trusted
_PLAIN_KINDS = frozenset({"date", "datetime", "money", "person_list", "company", "percent", "stage", "phone", "email", "url"})
_KINDS_OF: Mapping[str, frozenset[str]] = {
    "date": frozenset({"date", "datetime", "text"}), "datetime": frozenset({"date", "datetime"}), "time": frozenset({"time"}), "money": frozenset({"money", "number", "text", "longtext"}),
    "person_list": frozenset({"person_list", "text"}), "person": frozenset({"person_list", "text", "longtext"}), "company": frozenset({"company", "text"}),
    "company_list": frozenset({"company", "text", "longtext", "person_list"}), "enum": frozenset({"enum", "percent", "stage", "text", "bool"}), "action_list": _LISTS,
    "phone": frozenset({"phone"}), "email": frozenset({"email"}), "url": frozenset({"url"}), "url_list": frozenset({"url"}),
    "text": frozenset({"text", "longtext", "action_list", "enum", "company", "person_list", "number"}), "longtext": frozenset({"text", "longtext", "action_list"}),
}  # fmt: skip


def _by_value(
    one: Observation, parts: Sequence[Span], kind: str, context: ValueContext, filled: set[str], order: Sequence[int], knowledge: Knowledge
) -> _Meant:
    """Yield what the kind of value and its place speak for, where the label itself points nowhere else."""
    if one.source in ("heading",) or len(one.key) > 16 or _NO_BUDGET.search(one.key):
        return
    guesses = guess_concepts(one.key, knowledge.lexicon)
    if guesses and guesses[0][1] >= _SURE and guesses[0][0] not in _GUESSABLE:
        return
    is_late = sum(at < one.label_start for at in order) * 2 > len(order)
    yield from _by_kind(one, parts, kind, context, filled, is_late=is_late)
    yield from _by_content(one, parts, context, filled)


_GUESSABLE = frozenset({"日時", "会社名", "先方出席者", "予算", "競合", "決裁者", "次回予定", "確度", "フェーズ"})


def _by_kind(one: Observation, parts: Sequence[Span], kind: str, context: ValueContext, filled: set[str], *, is_late: bool) -> _Meant:
    value = context.slice(parts[0]).strip()
    if kind in _DATES:
        yield from _dated(parts, context, filled, is_late=is_late)
    elif kind in _BY_KIND and _BY_KIND[kind] not in filled:
        yield _BY_KIND[kind], "money" if kind == "money" else "enum", 0.72, "guessed"
    elif kind == "person_list" and "先方出席者" not in filled and "出席者" not in filled and not is_late:
        yield "先方出席者", "person_list", 0.74, "guessed"
    elif kind == "company" and "会社名" not in filled and not is_late:
        yield "会社名", "company", 0.74, "guessed"
    elif kind in ("enum", "bool") and "確度" not in filled and (
        re.match(r"[A-E][+-]?$|[◎○〇△×▲]|[高中低]め?$|[特S]$", value) or (kind == "enum" and is_late)
    ):
        yield "確度", "enum", 0.72, "guessed"


def _by_content(one: Observation, parts: Sequence[Span], context: ValueContext, filled: set[str]) -> _Meant:
    value = context.slice(parts[0]).strip()
    if "確度" not in filled and len(value) <= 24 and _FEELING.match(value):
        yield "確度", "enum", 0.66, "guessed"
    elif "競合" not in filled and "会社名" in filled and len(parts) <= 4 and _names_companies(value) and not _PARTNER.search(one.key):
        yield "競合", "company_list", 0.66, "guessed"
    elif "決裁者" not in filled and filled & {"先方出席者", "出席者"} and len(parts) == 1 and _names_one_who_decides(value):
        yield "決裁者", "person", 0.66, "guessed"


_FEELING = re.compile(r"(?:ほぼ)?(?:五分五分|半々|いけそう|いける|取れそう|堅い|固い|厳しい|きびしい|微妙|難しい|むずかしい|脈あり|脈なし|まずまず|良好|悪くない|上々|薄い|うすい|濃い|熱い|ぬるい|冷めて|望み薄|ほぼ確|ほぼ決|確実|濃厚|有望|前向き|後ろ向き|もう一押し|晴れ|曇り|雨|青信号|黄信号|赤信号|[◎○〇△×▲]|[1-9一二三四五六七八九]割|\d{1,3}\s?[%点])")
_PARTNER = re.compile(r"紹介|担当|場所|商材|品|物|機|メーカー|代理|経由|仕入|媒体|会場|納|親会社|子会社|銀行|取引|グループ|元請|発注|請求|送|運|倉庫|協力|外注|所|屋|昼|店|partner|bank|supplier|referr|source|agent|via", re.IGNORECASE)


def _names_companies(value: str) -> bool:
    """Return whether a value is nothing but names that look like companies'; remarks in brackets aside."""
    bare = re.sub(r"\([^()]{0,60}\)", "", value)
    members = [piece.strip(" 。") for piece in re.split(r"[、,/・]|\sと\s|\sand\s", bare) if piece.strip(" 。")]
    return bool(members) and len(bare) <= 60 and all(looks_proper(name) or re.fullmatch(r"[ァ-ヴーA-Z][ァ-ヴーA-Za-z0-9&・ ]{2,20}|[A-Z]社", name) for name in members) and not any(
        name in COMMON or name.endswith(COMMON_ENDS) for name in members
    )


def _names_one_who_decides(value: str) -> bool:
    """Return whether a value is one person with a post, or a post or body that can decide."""
    bare = re.split(r"[。、]", re.sub(r"\([^()]{0,60}\)", "", value).strip(" 。"))[0]
    bare = re.sub(r"^(?:最後は|最終的に(?:は)?|結局|やはり)", "", re.sub(r"(?:や|です|だ)$", "", bare))
    people = find_people(bare)
    if len(bare) > 24 or re.search(r"[。、]", bare):
        return False
    if len(people) == 1:
        return bool(_POWER.search(people[0].title)) and people[0].end >= len(bare) - 2
    title = find_title(bare)
    return not people and bool((title and title == (0, len(bare)) and _POWER.search(bare)) or find_body(bare) == (0, len(bare)))


_POWER = re.compile(r"社長|会長|専務|常務|取締役|役員|理事|代表|院長|園長|校長|学長|所長|支店長|店長|工場長|本部長|部長|事務長|総支配人|支配人|オーナー|女将|GM|C[FETOI]O|president|director", re.IGNORECASE)


_LIMITED = re.compile(r"\s?(?:まで|迄|〆|締|必着|納|以降|着|限り|期限)")


def _dated(parts: Sequence[Span], context: ValueContext, filled: set[str], *, is_late: bool) -> _Meant:
    dates = find_dates(context.slice(parts[0]), context.reference)
    if not dates or context.reference is None or dates[0].precision != "day" or _LIMITED.match(context.slice(parts[0])[dates[0].end :]):
        return
    ahead = (dates[0].day - context.reference).days
    is_appointment = bool(dates[0].time) or bool(re.search(r"[(月火水木金土日](?:曜|\))", context.slice(parts[0])[: dates[0].end + 3]))
    if -3 <= ahead <= 1 and "日時" not in filled:
        yield "日時", "datetime", 0.78, "guessed"
    elif ahead > 1 and (is_late or is_appointment) and "次回予定" not in filled and ahead < 120:
        yield "次回予定", "datetime", 0.68, "guessed"


def _kind(parts: Sequence[Span], context: ValueContext) -> str:
    if len(parts) > 1:
        kinds = [kind_of(context.slice(part), context.reference) for part in parts[:6]]
        if kinds.count("person_list") * 2 > len(kinds):
            return "person_list"
        if sum(is_action_like(context.slice(part)) for part in parts[:6]) * 2 >= len(kinds):
            return "action_list"
        return (
            kinds[0] if kinds[0] in ("date", "datetime", "money", "company", "percent", "enum", "stage") and len(kinds) <= 2 else "longtext"
        )
    value = context.slice(parts[0])
    kind = kind_of(value, context.reference)
    bare = _ASIDE.sub("", value).strip()
    # What stands in brackets is a remark: Corvane IT (contract ends 31 March) is no date.
    return kind_of(bare, context.reference) if kind in _DATES and bare and bare != value else kind


_ASIDE = re.compile(r"\([^()]{1,80}\)")


def _agrees(concept: str, found: Sequence[Draft], context: ValueContext, parts: Sequence[Span]) -> bool:
    """Return whether a reading makes sense of the whole value, so that a telling syllable alone never fills a slot."""
    value = context.slice(parts[0])
    if concept == "決裁者":
        return found[0].confidence >= 0.8 and len(value) <= 60
    if concept == "競合":
        return len(value) <= 80 and not value.endswith(("ます", "です")) and not all(find_people(str(d.normalized)) for d in found)
    if concept == "確度":
        return found[0].confidence >= 0.9 or len(value) <= 6
    if concept == "フェーズ":
        return len(value) <= 16
    if concept == "会社名":
        name = str(found[0].normalized)
        return looks_proper(name) or (len(value) <= 14 and bool(re.fullmatch(r"[ァ-ヴーA-Za-z0-9&・ ]{3,14}(?:さん|様)?|.{2,12}(?:様|さん|御中)", value)) and name not in COMMON)
    if concept == "次回アクション":
        return sum(is_action_like(context.slice(part)) for part in parts) * 2 >= len(parts) or (
            len(parts) >= 1 and all(len(context.slice(p)) <= 40 for p in parts)
        )
    if concept == "当方出席者":
        return len(value) <= 60
    return True


def _under_own_key(one: Observation, parts: Sequence[Span], context: ValueContext) -> list[Draft]:
    if one.source == "heading" or (one.is_block and len(parts) > 12):
        return []
    start, end = parts[0][0], parts[-1][1]
    return [
        Draft(
            one.key,
            start,
            end,
            "\n".join(context.slice(part).strip() for part in parts),
            0.6,
            "label",
            one.label,
        )
    ]
