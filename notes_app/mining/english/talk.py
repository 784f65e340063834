"""Which side is each voice of an English transcript on? Pure, on folded text.

Who answers a question sits across the table from who asked it; who is addressed by name sits across from the speaker.
From the writer, who is one of us, that parts the voices. Colleagues who tell each other whom they saw are all ours.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence

Turn = tuple[str, str]
"""Who speaks, and the folded words."""

_ASKS = re.compile(r"\?\s*$|^(?:and )?(?:what|who|when|where|how|which|why|do|does|did|is|are|can|could|would|will|any|anyone|anything)\b(?![^?]*\.)", re.IGNORECASE)
_SEEN = re.compile(r"\b(?:[Ss]aw|[Mm]et|[Vv]isited|[Pp]opped into|[Cc]ame out of|[Jj]ust (?:left|came out)|[Bb]een to|[Ww]ent to see|[Ss]poke to|[Rr]ang)\b(?:\s(?:Dr|Mr|Mrs|Ms|Prof)\.?)?\s(?P<who>[A-Z][a-z]+)?")
ROLES = frozenset("Boss Manager Customer Client Buyer Seller Rep Sales Support Host Interviewer Caller All Everyone Both Note Notes Me Us Them You Team".split())
"""What a voice is called that has no name."""


def are_colleagues(turns: Sequence[Turn]) -> bool:
    """Return whether the voices talk among themselves: one of them says that somebody was seen who is no voice."""
    voices = {word for name, _ in turns for word in name.split()}
    seen = [match for _, said in turns for match in _SEEN.finditer(said[:300])]
    return any(match["who"] and match["who"] not in voices for match in seen)


def sides(turns: Sequence[Turn], ours: set[str]) -> Mapping[str, bool]:
    """Return for each voice that the talk places whether it is ours. ours: names of voices known to be."""
    across: Counter[tuple[str, str]] = Counter()
    names = {name for name, _ in turns}
    words = {word: name for name in names for word in name.split()}
    for (asker, question), (other, _) in itertools.pairwise(turns):
        if asker != other and _ASKS.search(question[-200:].strip()):
            across[asker, other] += 2
    for name, said in turns:
        for match in re.finditer(r"(?:^|,\s|\bthanks?,?\s|\bhi\s|\bmorning,?\s)(?P<who>[A-Z][a-z]+)(?=[,.?!]|$)", said[:300]):
            other = words.get(match["who"], "")
            if other and other != name:
                across[name, other] += 2
    placed: dict[str, bool] = dict.fromkeys(ours & names, True)
    for _ in range(len(names)):
        votes: Counter[str] = Counter()
        for (one, other), weight in across.items():
            for known, open_ in ((one, other), (other, one)):
                if known in placed and open_ not in placed:
                    votes[open_] += -weight if placed[known] else weight
        if not votes:
            break
        name, vote = max(votes.items(), key=lambda item: (abs(item[1]), item[0]))
        placed[name] = vote > 0
        if not vote:
            break
    return placed


_GREETS = re.compile(r"(?:(?:Hi|Hello|Dear|Hey|Morning|Good morning|Afternoon|Evening)\s)?[A-Z][a-z]+(?:\s(?:both|all|team|and [A-Z][a-z]+))?,|(?:Hi|Hello|Dear|Morning)\s(?:all|both|team|everyone|folks),?")
_NAME_ALONE = re.compile(r"[A-Z][a-z'’-]+(?:\s[A-Z][a-z'’-]+)?")
_CLOSES = frozenset("Thanks Cheers Regards Best Yours Sincerely Ta Bye Sent".split())


def signature(lines: Sequence[str]) -> str:
    """Return the name that signs a mail: it begins with a greeting and ends with a name alone; "" where there is none.

    The writer of a mail goes by his first name there, whatever the list of users calls him.
    """
    if not lines or not any(_GREETS.fullmatch(line.strip()) for line in lines[:3]):
        return ""
    last = lines[-1].strip().rstrip(".,")
    return last if _NAME_ALONE.fullmatch(last) and last.split()[0] not in _CLOSES else ""
