"""Where does a name in hiragana begin that a trade stands behind? 入ってるのはしおかぜ共済: しおかぜ共済. Pure.

Nothing parts the words of a sentence from a name that is written in the same letters. A trade behind tells that one stands
here, and the particles before it where it may begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from notes_app.mining.values.companies import NATURE, TRADE_BEHIND_KANA, CompanyMatch, is_company_like, is_trade, kana_firms
from notes_app.mining.values.word_list import any_of

_KANA_BEFORE = re.compile(r"[ぁ-ん]{2,12}$")
_TRADE = re.compile(r"[一-鿿々ァ-ヴー]+")
_LONGEST_BEFORE, _LONGEST = 12, 6
_BOUNDARY = re.compile(r"(?:[をがはにでともへのるやか]|って|して|いて|んで|から|まで|より|です|ます|した|いう|だと|けど|ので|ない|たい)$")
"""What stands before a name: a particle, or how a verb ends."""
_NO_NAME = re.compile(r"[をんっゃゅょぁぃぅぇぉるれろ]|(?:さん|さま|いう|など|だけ|ほど|とか|たい|ない|ある|いる|する|した|して|この|その|あの|どの|うち|ほか|よそ|あと)")
"""What no name begins with."""
_PARTICLE = re.compile(r"[をがはにでともへのや]")
_POETIC = re.compile(
    r"([一-鿿々ァ-ヴーA-Za-z]{0,8})(?<![ァ-ヴー][・])"
    + any_of(
        "ひかり みらい あおぞら ひまわり さくら すみれ つばさ のぞみ きずな あさひ みどり こもれび ひだまり たんぽぽ つくし わかば ふたば あおば もみじ こだま やまびこ せせらぎ そよかぜ しおかぜ はるかぜ すずかぜ いずみ みなと なぎさ うみかぜ "
        "しらかば けやき ひのき かえで いちょう くるみ どんぐり つばき あやめ れんげ なでしこ こすもす みかん いちご りんご すずらん しらゆり ひばり つばめ かもめ すずめ うぐいす めじろ ほたる とんぼ うさぎ こぐま いるか くじら まほろば やまと みやこ "
        "ふるさと さとやま こみち おおぞら ほしぞら ゆうひ あかつき あけぼの かすみ にじいろ きらり きらめき ことのは いろは あじさい あかね はなみずき まつば いぶき かがやき めぐみ やすらぎ なごみ ぬくもり ほほえみ えがお すこやか いこい つどい "
        "ともしび あかり ひなた うらら まなび いなほ みのり ほのか あすなろ やよい みずほ ほくと なないろ まどか さざなみ あさなぎ ゆうなぎ うしお いさりび みさき はまなす はまゆう わだつみ さきがけ はやて はやぶさ おおとり かわせみ しらさぎ "
        "あさぎり ゆうばえ ゆうやけ かざぐるま てまり まりも さいたま いわき つくば みちのく ひたち さぬき うるま みなみ きたかみ つがる ほくりく せとうち やんばる むさし すみだ あずま しなの くまの するが みかわ えちご えちぜん にしき たちばな "
        "みすず はるな あかぎ ほたか あさま ちちぶ しまなみ さんりく ほうらい いちばん星 あけび すだち かぼす ゆうかり ひいらぎ なのはな つむぎ こまち あゆみ いずも たまき むらさき しろがね くろがね こがね はくちょう つるかめ".split()
    )
    + r"(?:の[丘家里森郷園杜街庭風木海空](?![一-鿿]))?([一-鿿々ァ-ヴー]{0,10})"
)
"""What firms, houses and schools in hiragana are called, and their regions: words of nature and of old, that minutes hardly use otherwise."""
_GOES_ON = re.compile(r".{1,3}[はがをも](?=.{3})")
"""よそはみなも: a particle inside, and enough behind it to be the name."""
_PLACE_BEFORE = re.compile(r"(?:最後|最初|次|前|今|後|先|隣|駅前|近所|地元|例|昔|大手|県内|市内|県外|市外|都内|同業|友人|知人|親戚|.{1,8}系)の")


def hiragana_firms(text: str) -> list[CompanyMatch]:
    """Return the firms whose names are in hiragana with a trade behind or before, where they stand apart and where a sentence runs into them."""
    has_trade = bool(TRADE_BEHIND_KANA.search(text))
    poetic = list(_poetic(text))
    run_into = {one.end for one in poetic if _RUN_INTO.search(text, max(0, one.start - 1), one.start)}
    found = [_without_place(one) for one in kana_firms(text) if one.end not in run_into and not _begins_in_sentence(text, one)] if has_trade else []
    for further in (poetic, _run_into(text) if has_trade else (), _trade_first(text) if "とい" in text or "って" in text else ()):
        found += [one for one in further if not _meets_any(one, found)]
    return found


_RUN_INTO = re.compile(r"[ぁ-ん](?<!の)$")


def _meets_any(firm: CompanyMatch, found: Sequence[CompanyMatch]) -> bool:
    return any(firm.start < other.end and other.start < firm.end for other in found)


def _poetic(text: str) -> Iterator[CompanyMatch]:
    """Yield the names that a word makes which firms are called by: 民宿こもれび, みらい, ひだまりの丘."""
    for match in _POETIC.finditer(text):
        begins = match.end(1)
        before = text[max(0, begins - 4) : begins]
        if "ぁ" <= before[-1:] <= "ん" and not _BOUNDARY.search(before):
            continue
        behind = text[match.end() : match.end() + 3]
        if not match[2] and not _ENDS.match(behind):
            continue
        named = _NAMED.search(before) if match.start() == begins else None
        start, end = begins - 2 if named else match.start(), match.end() - match[0].endswith("様")
        yield CompanyMatch(start, end, text[start:end])


_NAMED = re.compile(rf"(?<![一-鿿々]){NATURE}の$")
"""山のめぐみ: what belongs to a name before it."""
_ENDS = re.compile(r"$|[^ぁ-ん]|さん|さま|[はがのにをでともへや]|って|から|まで|より|だ|です")
"""What a name that ends in hiragana is followed by."""


_TRADE_FIRST = re.compile(r"([一-鿿々ァ-ヴーA-Za-z]{2,10})([ぁ-ん]{2,5}?)(?=という(?!こと|の|話|わけ|ふう|よう|感)|って(?:とこ|いう))")


def _trade_first(text: str) -> Iterator[CompanyMatch]:
    """Yield 工房ひのきという, カフェこもれびってとこ."""
    for match in _TRADE_FIRST.finditer(text):
        if (is_trade(match[1]) or is_company_like(match[1])) and not _PARTICLE.match(match[2]) and not _NO_NAME.match(match[2]):
            yield CompanyMatch(match.start(), match.end(), match[0])


def _begins_in_sentence(text: str, firm: CompanyMatch) -> bool:
    """Return whether what was taken for a name begins with how a verb ends, or with the particle of what stands in brackets before."""
    kana = re.search(r"[ぁ-ん]", firm.name)
    at = kana.start() if kana else 0
    return bool(_NO_NAME.match(firm.name, at)) or (at == 0 and bool(_PARTICLE.match(firm.name)) and text[firm.start - 1 : firm.start] in (")", "」", "』"))


def _without_place(firm: CompanyMatch) -> CompanyMatch:
    place = _PLACE_BEFORE.match(firm.name)
    return CompanyMatch(firm.start + place.end(), firm.end, firm.name[place.end() :]) if place and place.end() < len(firm.name) - 2 else firm


def _run_into(text: str) -> Iterator[CompanyMatch]:
    for trade in TRADE_BEHIND_KANA.finditer(text, 0, 1500):
        at = trade.start() + 1
        run = _KANA_BEFORE.search(text, max(0, at - _LONGEST_BEFORE), at)
        behind = _TRADE.match(text, at)
        end = behind.end() - text.startswith("様", behind.end() - 1) if behind else at
        if run and end > at and (start := _beginning(run[0], is_apart=_is_apart(text, run.start()))) is not None:
            yield CompanyMatch(run.start() + start, end, text[run.start() + start : end])


def _is_apart(text: str, at: int) -> bool:
    return at == 0 or not re.match(r"[一-鿿々ァ-ヴーA-Za-z0-9ぁ-ん)」』%]", text[at - 1])


def _beginning(run: str, *, is_apart: bool) -> int | None:
    """Return where in hiragana before a trade the name may begin; None where it is all sentence. A name that begins as a particle does (のぞみ)
    is the last choice."""
    if is_apart and 3 <= len(run) <= _LONGEST and not _NO_NAME.match(run) and not _GOES_ON.match(run):
        return 0
    starts = [at for at in range(len(run) - 1) if at and _BOUNDARY.search(run, 0, at)]
    fit = [at for at in starts if 3 <= len(run) - at <= _LONGEST and not _NO_NAME.match(run, at) and not _GOES_ON.match(run, at)]
    return next((at for at in fit if not _PARTICLE.match(run, at)), fit[-1] if fit else None)
