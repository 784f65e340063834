"""Posts, bodies and relations that may decide where no name is said: 社長, 理事会, 奥様, the board, head of procurement. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from notes_app.mining.english.deciding import ENGLISH_HINT, POSTS
from notes_app.mining.lines import Line
from notes_app.mining.mentions.mention import Mention
from notes_app.mining.mentions.people_facts import decides_near
from notes_app.mining.values.titles import TITLES
from notes_app.mining.values.word_list import any_of

_POST = re.compile(
    rf"(?:[一-鿿]{{0,4}}?(?:{any_of(TITLES)}))(?!室|会(?!議)|[一-鿿]{{2}}さん)|(?<![一-鿿ァ-ヴー])[一-鿿ァ-ヴー]{{0,8}}?(?:委員会|理事会|役員会|取締役会|総会|常務会|経営会議|役員会議|院長会|役員|経営陣|親会社|本部|本社)"
    r"|奥[様さ]ん?|奥方|大?旦那|ご主人|息子さん|娘さん|親方|おかみ|オーナー|若社長|先代|大将|お?(?:母|父|祖父|祖母|兄|姉)(?:上|さん|さま|様)|(?:親父|おやじ|オヤジ|おふくろ)さん?|シャチョウ|カイチョウ|センム|ジョウム|コウジョウチョウ|(?<![ァ-ヴー])[ブカ]チョウ"
    rf"|\b(?:{POSTS})\b"
)


def find_posts(text: str, lines: Sequence[tuple[Line, str]], people: Sequence[Mention]) -> list[Mention]:
    """Return the posts that the lines of a note name, but those that are part of a person's name: 社長, not 木下社長."""
    named = sorted((one.start, one.end) for one in people)
    found = []
    for line, words in lines:
        for match in _POST.finditer(words) if not words.isascii() or ENGLISH_HINT.search(words.lower()) else ():
            start, end = line.start + match.start(), line.start + match.end()
            if not any(a < end and start < b for a, b in named):
                found.append(Mention("post", start, end, match[0], _facts(text, match[0], start, end, people)))
    return found


def _facts(text: str, post: str, start: int, end: int, people: Sequence[Mention]) -> tuple[str, ...]:
    held = {one.value for one in people if text[one.start : one.end].endswith(post)}
    return f"tail {post[-2:]}", f"decides {decides_near(text, start, end)}", f"held by {min(2, len(held))}", f"people {min(3, len({one.value for one in people}))}"
