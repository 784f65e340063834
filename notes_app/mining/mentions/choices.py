"""Words that may say how likely a deal is, or how far it has come: in sentences, and as what stands under a label nobody knows. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from notes_app.mining.labelled import LabelledReading
from notes_app.mining.mentions.mention import Mention
from notes_app.mining.values.choices import find_choice, is_stage
from notes_app.mining.values.spelled_odds import SPELLED, spelled_odds

_FIRST = "(?=[0-9A-Za-z一二三四五六七八九十〇半★☆高中低強弱薄良濃や厚◎○△▲×✕ホウコイボフうふ普まそぼい上望期好有き厳微堅固ほ確あなアナ])"
_CHOICE = re.compile(  # what a choice can begin with is looked at before all the ways of giving one
    rf"{_FIRST}(?:{SPELLED}|\d{{1,3}}\s?(?:%|パーセント)|[1-9一二三四五六七八九]\s?割(?!引|れ|合|増|安|高|り)|五分五分|半々|50[-/:]50|[★☆]{{2,6}}|(?<![\d/])\d\s?/\s?(?:5|10)(?![\d/])"
    r"|(?<![A-Za-z0-9])[A-ES][+-]?(?![A-Za-z0-9'&]|\.[A-Za-z]|\. [A-Z]\.|社|棟|案|館|店|室|工場|プラン|ロット|型)|(?<![一-鿿最])(?:[高中低強弱薄良濃](?![一-鿿])|高め|低め|やや[高低]い?|濃い|薄い|薄め|厚い)|[◎○〇△▲×✕]"
    r"|(?<![A-Za-z])(?:[Vv]ery |[Ff]airly |[Qq]uite |[Pp]retty )?(?:[Hh]igh|[Ll]ow|[Mm]edium|[Hh]ot|[Ww]arm|[Ll]ukewarm|[Cc]ool|[Cc]old|[Ss]trong|[Ww]eak|[Ll]ikely|[Uu]nlikely|[Ss]lim|[Pp]romising|[Ss]haky|[Ii]ffy|[Dd]oubtful|[Rr]emote|touch and go|a long shot|a sure thing|in the bag|nailed on|more likely than not|on the fence)(?![A-Za-z])"
    r"|(?<![A-Za-z])(?:[Ff]air|[Gg]ood|[Pp]oor|[Dd]ecent|[Ee]ven)(?= (?:chance|odds|shot|bet|prospect)|\s?[.,;)!|]|$)"
    r"|(?<![ァ-ヴー])(?:ホット|ウォーム|コールド|イマイチ|ボチボチ)(?![ァ-ヴー])|(?<=脈)(?:あり|なし|うすい|ない|アリ|ナシ)|(?<=応え)(?:あり|なし|アリ|ナシ)|(?<=ごたえ)(?:あり|なし)|うすい|ふつう|普通|まあまあ|そこそこ|ぼちぼち|いまいち|上々|望み薄|期待薄|好感触|有望|濃厚|きびしい|厳しい|微妙|堅い|固い|ほぼ(?:確(?:実|定)?|決まり)(?![一-鿿])|確実)"
)
_DIGITS = re.compile(r"[0-9一-九]+")


def find_odds(text: str) -> Iterator[Mention]:
    """Yield what one line says that may be odds: 70%, B, 七割五分, three in four, うすい."""
    for match in _CHOICE.finditer(text):
        yield _odds(match.start(), match.end(), match[0])


def _odds(start: int, end: int, words: str, *facts: str) -> Mention:
    choice = find_choice(words)
    value = spelled_odds(words) or (choice[2] if choice else words)
    return Mention("odds", start, end, value, (f"choice {_DIGITS.sub('9', words)[:4].lower()}", *facts))


_STAGE = re.compile(r"[一-鿿ァ-ヴーA-Z()]{2,10}(?:済み|待ち)?")
_OUTCOME = re.compile(
    r"(?:正式に?)?ご?(?:受注|失注|内諾|内示|内定|成約|落札|保留|凍結|発注)(?:確定|済み?|受領)?(?![一-鿿])|見送り|決まり(?![ぁ-ん])|[一-鿿A-Z]{2,8}?(?:済み?|待ち|検討中)(?![一-鿿])|PoC(?:検討)?中?"
    r"|(?<![A-Za-z])(?:(?:[Cc]losed )?(?:[Ww]on|WON|[Ll]ost|LOST)|[Ss]igned|[Pp]arked|[Oo]n hold|[Ss]hortlist(?:ed)?|[Nn]egotiat(?:ion|ing)|[Dd]iscovery|[Qq]ualified|[Tt]rial|[Pp]ilot|[Tt]ender|[Cc]ommercials|[Ee]valuation"
    r"|(?:[Ll]egal|[Cc]ontract|[Ss]pec) review|RFP|(?:(?:[Oo]rder|[Tt]ender|[Qq]uote|[Pp]roposal) )(?:confirmed|submitted|issued|sent|placed)|[Pp]roposal)(?![A-Za-z])"
)

_IF_AFTER = re.compile(r"(?:でき|し|す|[とに]?な[りっるれ]|が?決ま[りっるれ])?(?:たら|れば|るか|そう|た場合)|の?(?:場合|際|前|可能性)|なら")
_IF_BEFORE = re.compile(r"\b(?:if|once|until|unless)\b[^.;]{0,30}$", re.IGNORECASE)


def find_stages(text: str) -> Iterator[Mention]:
    """Yield what one line says that may be how far a deal has come: 受注, 見積提出済, on hold."""
    said = list(_OUTCOME.finditer(text))
    taken = {match.end() for match in said}
    said += [match for match in _STAGE.finditer(text) if match.end() not in taken and is_stage(match[0])]
    for match in said:
        is_if = _IF_AFTER.match(text, match.end()) or _IF_BEFORE.search(text, max(0, match.start() - 40), match.start())
        yield _stage(match.start(), match.end(), match[0], *(["says if"] if is_if else []))


def _stage(start: int, end: int, words: str, *facts: str) -> Mention:
    return Mention("stage", start, end, words, (f"stage {words[:4].lower()}", f"tail {words[-2:].lower()}", *facts))


_VALUE = re.compile(r"[^。、,(!;|/…\n\t—–]{1,24}")
_NO_CHOICE = re.compile(r"\d.*\d|さん|様|円|万")
_CONCEPTS = frozenset({"確度", "フェーズ"})
_SHORT, _LOOKED_AT = 14, 40  # characters of a value


def labelled_choices(text: str, labelled: LabelledReading) -> Iterator[Mention]:
    """Yield the first few words under each label that nobody knows, or that is known for odds or a stage: they may be either."""
    known = [one for one, resolution in labelled.resolved if resolution.concept in _CONCEPTS]
    for one in (*known, *labelled.unknown[:60]):
        if not one.parts:
            continue
        start, end = one.parts[0][0], min(one.parts[0][1], one.parts[0][0] + _LOOKED_AT)
        if choice := find_choice(text[start:end]):
            yield _odds(start + choice[0], start + choice[1], text[start + choice[0] : start + choice[1]], "under label")
        match = _VALUE.match(text, start, end)
        words = match[0].rstrip() if match else ""
        if not words or _NO_CHOICE.search(words):
            continue
        if not choice and len(words) <= _SHORT:
            yield _odds(start, start + len(words), words, "under label")
        if len(words) <= _SHORT or words.isascii():
            yield _stage(start, start + len(words), words, "under label")
