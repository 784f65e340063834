"""Whom an English note is about, and against whom we stand, by what it says of a name. Pure, on folded text.

A name that ends as companies' names do (Ltd, Foods, Clinic) needs little to be one; any other capitalised name needs a
phrase that only a customer or only a rival is spoken of with. Dictation has no capitals: there the phrase is all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.english.clauses import is_dictated, is_english
from notes_app.mining.prose.sentence import Sentence
from notes_app.mining.values.companies import company_key, resolve_company
from notes_app.mining.values.english_names import FIRST_WORDS, find_english_companies, is_trade_word

SENTENCES_READ = 120  # of one note
_NAME = r"(?:[A-Z][\w’'-]*[\w]|[A-Z]{2,})(?:\s(?:&\s|of\s|and\s(?=[A-Z]\w+\s(?:Sons|Daughters|Partners|Co)))?(?:[A-Z][\w’'-]*\w|[A-Z]{2,})){0,3}"
_LOOSE = re.compile(rf"(?<![\w&])(?:{_NAME})(?![\w&])")

# -- rivals ----------------------------------------------------------------------------------------

_SURE_BEFORE = re.compile(
    r"(?:\b(?:(?:a |the |another |an )?(?:second |rival |cheaper |lower |better )?(?:quotes?|quotations?|proposals?|offers?|bids?|prices?|demos?|pitch|tender) (?:in )?from|up against|against|competing (?:with|against)|compar\w+ (?:us|it|our \w+) (?:with|to|against)|versus|vs\.?|rivals?(?: are| is|:)|competitors?(?: are| is|:)|incumbents?(?: is| are|:|,)?|"
    r"currently (?:with|using|use|uses|buying from|buy from|served by|supplied by)|(?:they|he|she|who) (?:now |already |still |currently |mostly )?(?:use|uses|buys? from|rents? from|leases? from)|(?:been|are|is|were|was) using|bought (?:it |them |the \w+ )?from|buys? (?:it |them |everything )?from|switch\w* (?:away )?from|moving (?:away )?from|"
    r"lost (?:it |out |this |the \w+ )?to|losing (?:it |out )?to|went with|gone with|going with|go with|going w/|signed with|sign with|stay(?:ing|ed)? with|sticking with|renew\w* with|contract with|under contract (?:with|to)|"
    r"(?:also |still |already )?(?:talking to|seeing|looking at|speaking to|asked|had in|invited)|cheaper than|dearer than|better than|slower than|faster than|ahead of|(?:chose|picked|preferred|took) us over|instead of|rather than|supplied by|served by|serviced by|looked after by|"
    r"other (?:guys?|ones?|names?|bidders?|vendors?|suppliers?|quotes?|offers?|firms?|lot|contenders?|two|options?)(?: on the table| in the frame| in it| in the running| in the ring)?(?: is| are| was| were|:)?|other side is|"
    r"(?:present|current|existing|old|previous|usual) (?:supplier|firm|system|vendor|provider|contractor|tool|software|partner|agency|carrier|lot)(?: is| are| was|:|,)?|split between [\w ]{2,30} and|(?:two|three|four|some|the|several) others(?: were| are| have been)?(?: invited| asked| in it| bidding| quoting)?(?: are| were|:)|someone called|(?:firm|company|outfit|supplier|vendor) called|pays? (?:[^.,]{1,24} )?to|they have)"
    r"|\b[Aa]t (?:present|the moment),?|\b[Rr]ight now,?|\b[Aa]lso (?:in|bidding|quoting|in the (?:mix|running|frame|ring)):?)\s(?:the |a |by |now |currently |both |only |still )?$",
    re.IGNORECASE,
)
_SURE_AFTER = re.compile(
    r"^(?:'s)?(?:\s\([^)]{1,40}\))?,?\s(?:"
    r"(?:are|is|were|was)\s(?:also |still |already |currently |both |all )*(?:in there|in the (?:mix|running|frame|ring)|in as well|in too|in (?:at|on) (?=[£$€¥\d])|bidding|quoting|pitching|circling|the other (?:one|name|bidder|quote|lot|firm)|sniffing|the incumbent|the current|the present|cheaper|the cheapest|ahead of us|the one to beat|(?:£|\$|€|¥)?\d[\d,.]*k? (?:cheaper|less|under|lower)|[\w ]{2,14} cheaper|around in|in today|on site|at (?=[£$€¥\d]))"
    r"|(?:have|has|had)\s(?:also |already |just |now )?(?:quoted|offered|bid|pitched|tendered|undercut|dropped (?:their|its)|been (?:in|round|quoting)|come in|come back|a trial|a pilot|a demo|the contract|the account|the current|it (?:since|now|already|at)|a contract|beaten us|won|put in|sent (?:a|their) (?:quote|price))"
    r"|(?:quoted(?=\s(?:her|him|them|us|[£$€¥\d]|about|around|lower|less|cheaper|under|over|for|a price|last)|[.,;]|$)|bid|undercut|pitched|tendered|demoed|demo'd|came in (?:at|with|under|over|below|cheaper|lower|higher|£|\$|\d)|got (?:it|the (?:order|job|contract|deal|business|work|tender))|won (?:it|the|this)|beat us|took (?:it|the (?:order|job))|never (?:followed up|came back)|left a (?:quote|drawing|sample|price)|want(?:s|ed)? (?=[£$€¥\d])|ask(?:s|ed|ing)? (?=[£$€¥\d])|charges? |offered (?=[£$€¥\d]|them|her|him))"
    r"|(?:look|looks) after|(?:does|do) the \w+(?: \w+)? (?:now|today|at present|at the moment)|(?:quoting|bidding|pitching|circling)\b|also (?:quoted|bid|in|asked|pitched|came)|still (?:in|quoting|bidding|sniffing)|sniffing|have in as well|both asked)",
    re.IGNORECASE,
)
_OTHER_TRADE = re.compile(r"\b(?:bank|leasing|lease|finance|financed|landlord|parent|group|customer|client|partner|carrier for|their own|sister|supplier of ours|through|via|distributor|reseller)\s(?:is |are |called |with |by )?(?:the )?$", re.IGNORECASE)
_SECTIONS = frozenset({"次回アクション", "先方出席者", "当方出席者", "会社名", "場所", "次回予定", "決裁者"})


def is_said_of_rival(after: str) -> bool:
    """Return whether what follows a name is only ever said of a rival (quoted £900, came in cheaper)."""
    return bool(_SURE_AFTER.match(after))


def find_told_rivals(sentences: Sequence[Sentence], context: ValueContext, taken: set[str], people: set[str]) -> list[Draft]:
    """Return what further names English prose sets against us by a phrase that only a rival is spoken of with, each once.

    taken: `company_key`s of the customer and of rivals found so far; people: names of those who took part.
    """
    drafts: list[Draft] = []
    seen = {key for key in taken if key}
    words = {word for name in people for word in name.split()}
    for sentence in [one for one in sentences if is_english(one) and one.section not in _SECTIONS][:SENTENCES_READ]:
        for name, start, end in _rivals_in(sentence.text, words):
            key = company_key(name)
            if len(key) < 2 or any(key in other or other in key for other in seen):
                continue
            seen.add(key)
            drafts.append(Draft("競合", sentence.start + start, sentence.start + end, resolve_company(name, context.by_key), 0.76, "cue"))
    return drafts


def _rivals_in(text: str, people: set[str]) -> Iterator[tuple[str, int, int]]:
    last = -9
    for start, end, _ in names_in(text):
        name = text[start:end]
        before, after = text[max(0, start - 70) : start], text[end : end + 90]
        listed = last >= 0 and re.fullmatch(r"(?:\s\([^)]{1,40}\))?(?:,|\s(?:and|&|or|plus))(?:\sand)?\s", text[last:start])
        if set(name.split()) & people or _OTHER_TRADE.search(before):
            continue
        told = bool(_SURE_BEFORE.search(before) or _SURE_AFTER.match(after) or listed)
        if told:
            last = end
            yield name, start, end
        elif (second := re.match(rf"\s(?:and|&)\s({_NAME})", after)) and _SURE_AFTER.match(after[second.end() :]):
            last = end
            yield name, start, end  # A and B, both asked to bid
    if is_dictated(text):
        yield from _dictated_rivals(text)


def names_in(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, is sure) of what may be a company's name in a sentence: first words of the sentence cut off.

    Sure are names that end as companies' names do.
    """
    sure = find_english_companies(text)
    yield from ((a, b, True) for a, b in sure)
    for match in _LOOSE.finditer(text[:1500]):
        start, words = match.start(), match[0].split()
        while words and words[0] in FIRST_WORDS and not (len(words) > 1 and words[0] == "The" and start):
            start += len(words[0]) + 1
            words = words[1:]
        if words and start < match.end() and not any(a < match.end() and start < b for a, b in sure) and not words[0].endswith("'s") and len(words[0]) > 1:
            yield start, match.end(), False


_WORD = r"(?!(?:the|a|an|and|in|at|on|to|of|for|is|it|they|we|i|he|she|who|that|this|us|them|him|her|me|as|but|so|with|from|my|our|their|his|one|two|three|quote|price|firm|lot|guys|people|someone|somebody|nobody|no|some|any|all|both|not|quite|very|by|was|were|are|had|has|have)\b)[a-z][\w&'’-]+"
_DICTATED_RIVAL = re.compile(
    rf"\b(?:they have|they've got|they had) (?P<a>{_WORD}(?:\s{_WORD}){{0,2}}?) in (?:as well|too|already|there)\b"
    rf"|\bthe (?:firm|other (?:one|lot|guys|firm|name|bidder|quote)|supplier|incumbent) (?:is|are|was|were|now is) (?P<b>{_WORD}(?:\s{_WORD}){{0,2}}?)(?=\s(?:who|and|they|which|but|at|so|he|she|that|with)\b|$)"
    rf"|\b(?:up against|quote from|lost (?:it )?to|went with|going with) (?P<c>{_WORD}(?:\s{_WORD})?)(?=\s(?:who|and|they|which|but|at|so|he|she|that|on|for)\b|$)"
    rf"|(?:^|\s)(?P<d>{_WORD}) (?:came|were|was) (?:in |on \w+ |there )?(?:and (?:was|were) |last week and was )?(?:[\w ]{{2,16}}(?:percent|per cent|thousand|grand|k)|\d+\s?%) (?:cheaper|less|under|lower)\b"
)


def _dictated_rivals(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _DICTATED_RIVAL.finditer(text[:1500]):
        group = next(name for name in "abcd" if match[name])
        yield match[group], match.start(group), match.end(group)


# -- the customer ----------------------------------------------------------------------------------

_VISITED = re.compile(
    r"(?:\b(?:visit(?:ed|ing)?(?: to| at)?|saw|see|seeing|call(?:ed)?(?: with| to| on| at)?|rang|phoned|met(?: with)?|drove (?:up |down |out |over )?to|went (?:up |down |out |over |back )?to|trip to|off to|back from|reached|update on|one on|news on|note on|notes on|write-up (?:of|on|from)|week with|lunch (?:with|at)|demo (?:for|with|at)|"
    r"over (?:at|to)|stopped (?:by|at|in at)|dropped (?:by|in (?:at|on))|popped (?:into|in to|in at|by)|meeting (?:with|at)|spent [^.]{1,50} (?:with|at)|at|with|lost|won|order from|signed|spoke (?:to|with)|hour (?:with|at)|morning (?:with|at)|afternoon (?:with|at)|walk(?:ed)? round|tour of)|[Nn]ews(?: from)?:?|the year:)\s(?:the\s)?$",
    re.IGNORECASE,
)
_TOLD_OF = re.compile(r"^(?:\s\([^)]{1,30}\))?\s(?:has|have|had)\s(?:now |finally |just )?(?:signed|chosen|decided|gone|said (?:yes|no)|come back|confirmed|renewed|ordered|accepted|placed|picked|agreed|cancelled|given)\b|^\s(?:went (?:the other way|with|elsewhere)|signed|said (?:yes|no)|renewed|is (?:ours|won|lost)|are (?:ours|won|lost))\b")
_DEALT = re.compile(
    rf"\b(?:[Ll]ost|[Ww]on|[Rr]ound|[Oo]n|[Aa]t)\sthe\s(?:new\s|old\s)?(?P<a>{_NAME})\s(?:job|site|deal|account|order|tender|contract|business|depot|plant)\b"
    rf"|\b(?:[Qq]uick (?:one|note|update)|[Uu]pdate|[Nn]ews|[Gg]ood news|[Bb]ad news)\s(?:about|on|from|re)\s(?:the\s)?(?P<b>{_NAME})(?=[.,:]|$)"
    rf"|\b(?:[Cc]ontract|[Dd]eal|[Oo]rder|[Aa]greement)\s(?:signed|agreed|closed|done)\swith\s(?P<c>{_NAME})"
)
"""Whose job, site or order it is, and with whom we signed."""
_HEADED = re.compile(rf"\s*(?:[Ss]ite visit|[Vv]isit(?: report| note)?|[Cc]all(?: report| note)?|[Mm]eeting(?: note)?|[Mm]inutes|[Nn]otes?|[Rr]eport|[Dd]emo|[Pp]hone memo|[Tt]elephone|[Tt]el)\s?(?::|-|–|―|>>|\|)\s?(?P<firm>{_NAME})(?=\s?[,(|/:.-]|\s-|$)")
"""A note headed by its kind and its customer: Site visit: Oakfield Quarry."""
_AT_FIRM = re.compile(rf"\b(?P<who>[A-Z][a-z’'-]+)(?:\s[A-Z][a-z’'-]+)?\s(?:at|from|of)\s(?:the\s)?(?P<firm>{_NAME})(?=\s(?:rang|phoned|called|telephoned|said|says|told|wants|has|came|emailed|wrote|dialled|this|yesterday|today|on)\b|,|\.|$)")
_DICTATED_HEAD = re.compile(
    rf"\b(?:this is (?:for|about)|this one is (?:for|about)|(?:just )?(?:been|back) (?:to|from|at|in)|(?:just )?(?:come|came) out of|(?:just )?(?:left|leaving)|note (?:for|on)|i (?:saw|visited|was (?:just )?(?:at|over at)|went to|called (?:on|at|in at)|met|rang|dropped in (?:at|on)))\s(?:the\s)?(?P<name>{_WORD}(?:\s{_WORD}){{0,4}}?)(?=\s(?:i|we|he|she|they|with|and|at|in|on|to|about|this|yesterday|today|who|the|so|um|because|where|it|over|near|down|up|out)\b)"
)


def find_english_customer(sentences: Sequence[Sentence], context: ValueContext, people: set[str]) -> list[Draft]:
    """Return the company the note is about: the first one that was visited, called or written of, and no rival.

    people: names of those who took part; a name of theirs is no company.
    """
    words = {word for name in people for word in name.split()}
    early = [one for one in sentences if is_english(one)][:10]
    found = _headed(early, context, words) or _formed(early, context) or _spoken_of(early, context, words)
    return [found] if found else []


def _headed(early: Sequence[Sentence], context: ValueContext, people: set[str]) -> Draft | None:
    match = _HEADED.match(early[0].text) if early else None
    if not match or match["firm"].split()[0] in FIRST_WORDS or set(match["firm"].split()) & people:
        return None
    return _customer(context, early[0], match.start("firm"), match.end("firm"), 0.8)


def _formed(early: Sequence[Sentence], context: ValueContext) -> Draft | None:
    """Return the first firm that ends as firms' names do and was visited or written of, else one the first lines name."""
    loose: Draft | None = None
    for sentence in early:
        for start, end in find_english_companies(sentence.text):
            before, after = sentence.text[max(0, start - 60) : start], sentence.text[end : end + 90]
            if _SURE_AFTER.match(after) or (_SURE_BEFORE.search(before) and not re.search(r"\b(?:asked|seeing|using)\s$", before)):
                continue
            draft = _customer(context, sentence, start, end, 0.82)
            if sentence.is_heading or sentence.number < 2 or _VISITED.search(before):
                return draft
            loose = loose or (draft if sentence.number < 4 else None)
    return loose


def _spoken_of(early: Sequence[Sentence], context: ValueContext, people: set[str]) -> Draft | None:
    """Return a firm by any name of which a sentence says what only a customer does, or where somebody who rang works."""
    for sentence in early[:4]:
        for start, end, _ in names_in(sentence.text):
            if not set(sentence.text[start:end].split()) & people and _TOLD_OF.match(sentence.text[end : end + 60]):
                return _customer(context, sentence, start, end, 0.74)
        dealt = _DEALT.search(sentence.text[:300])
        if dealt and (group := next(name for name in ("a", "b", "c") if dealt[name])) and not set(dealt[group].split()) & people and dealt[group].split()[0] not in FIRST_WORDS:
            return _customer(context, sentence, dealt.start(group), dealt.end(group), 0.74)
        at_firm = _AT_FIRM.search(sentence.text[:300])
        if at_firm and not set(at_firm["firm"].split()) & people and not {at_firm["firm"].split()[0], at_firm["who"]} & FIRST_WORDS:
            return _customer(context, sentence, at_firm.start("firm"), at_firm.end("firm"), 0.74)
        if is_dictated(sentence.text) and (spoken := _dictated_customer(context, sentence)):
            return spoken
    return None


def _dictated_customer(context: ValueContext, sentence: Sentence) -> Draft | None:
    """Return the customer a dictation begins with: any name behind "this is for", else one that ends as companies' names do."""
    for match in _DICTATED_HEAD.finditer(sentence.text[:400]):
        name = match["name"]
        is_about = match[0].startswith("this ")
        if is_about or (" " in name and is_trade_word(name.split()[-1])):
            return _customer(context, sentence, match.start("name"), match.end("name"), 0.74 if is_about else 0.78)
    return None


def _customer(context: ValueContext, sentence: Sentence, start: int, end: int, sure: float) -> Draft:
    return Draft("会社名", sentence.start + start, sentence.start + end, resolve_company(sentence.text[start:end], context.by_key), sure, "cue")
