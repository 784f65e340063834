"""Why was it won, or lost? Labels that ask for a reason where the note tells how it came out, and sentences that say what decided it. Pure.

理由 and why ask for the reason of anything; in a note of an order or a loss they ask for that of its outcome. In running text only what
calls itself the reason is read (決め手は〜, 〜が決め手, 敗因, because), and the sentence right behind the loss where it ends in hearsay (〜とのこと).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from notes_app.mining.draft import Draft
from notes_app.mining.folding import fold_key
from notes_app.mining.prose.sentence import Sentence

_ASKS_WHY = re.compile(
    r"why|because|reasons?|clincher|what-(?:swung|clinched|settled|did)-it|理由?|(?:[^来行会訪]{1,4}の)?(?:訳|わけ|ワケ)は?|決まり手|何が?効いた.{0,3}|効いた(?:こと|事|の|点)|刺さった(?:こと|事|の|点)|"
    r"(?:なぜ|なんで|どうして)(?!.*[来行会訪呼電]).{0,6}"
)
"""What folded labels that ask for a reason look like; whoever asks why he came or went asks for the purpose."""
WON = re.compile(
    r"受注|成約|内示|内諾|内定|採用|取れ(?:た|まし)|決まり(?=[!。\s])|手打ち|契約(?:に|が|を)?(?:決|締結|いただ)|決まりました|決まった|勝ち|獲得|\b(?:won|win|awarded|chose us|signed|approved)\b", re.IGNORECASE
)
LOST = re.compile(
    r"失注|落選|見送り|お断り|断られ|負け|敗|流れ(?:た|ました)|他社(?:に|へ)決|さん(?:に|へ)決|不採用|持って(?:い)?かれ|取られ|ダメに?な|だめに?な|だめだった|ダメだった|\b(?:lost|lose|declined|rejected|went with|chose another|no deal)\b", re.IGNORECASE
)
_TOLD_BEFORE = 600  # characters before a label in which its outcome stands
WON_WHY, LOST_WHY = "受注理由", "失注理由"
_REASON = r"(?:決め手|決手|勝因|敗因|失注(?:の)?(?:理由|原因|要因)|受注(?:の)?(?:理由|要因)|(?:負けた|落ちた|断られた|選ばれた|取れた|選んだ|やめた)(?:理由|原因|わけ|訳))"
_NAMED = re.compile(rf"{_REASON}(?:は|が|になったのは|となったのは|に?なったのが|としては|について(?:は)?|:|=|→)\s?、?(?P<why>[^。\n]{{4,120}})")
_TOLD = re.compile(r"(?:^|[、,。)」]\s?)(?P<why>[^。\n、]{2,60}(?:、[^。\n、]{2,50})?)(?:が|のが|こと が|だったのが|、(?:これ|それ)が)(?:最大の|一番の|最後の)?(?:決め手|決手|勝因|敗因)")
_ENGLISH = re.compile(r"\b(?:because|since|on account of|the reason (?:was|is|being)|what (?:swung|clinched|settled|did) it (?:was|is))\s(?P<why>[^.\n]{6,160})|(?P<told>[^.\n]{6,120}?)\s(?:is|was) (?:what|the thing that) (?:swung|clinched|settled|did) it", re.IGNORECASE)
_ENDS = re.compile(r"(?:だった|です|でした|である|だ|との(?:こと|由)|とのことでした|そうです|そうだ|らしい|という|と思われます|かと思います)*[。.、]?\s*$")
_MOST = 2


@lru_cache(maxsize=2048)
def asks_why(key: str) -> bool:
    """Return whether a folded label asks for a reason: 理由, なんで取れた, why."""
    return bool(_ASKS_WHY.fullmatch(key))


def outcome_of(before: str) -> str:
    """Return which reason is asked for behind a text: of a loss, of an order, or "" where it tells of neither."""
    told = before[-_TOLD_BEFORE:]
    return LOST_WHY if LOST.search(told) else WON_WHY if WON.search(told) else ""


def with_reasons(drafts: Sequence[Draft], text: str) -> list[Draft]:
    """Return drafts, what stands under a label that asks why (and was read as the purpose, or as nothing known) as the reason of the outcome told."""
    turned = []
    for draft in drafts:
        outcome = outcome_of(text[: draft.start]) or outcome_of(text) if draft.label and asks_why(fold_key(draft.label)) else ""
        turned.append(replace(draft, concept=outcome) if outcome else draft)
    return turned


def find_reasons(sentences: Sequence[Sentence], text: str) -> list[Draft]:
    """Return what sentences call the reason of an order or a loss."""
    if not (WON.search(text) or LOST.search(text)):
        return []
    return list(_said(sentences, text))[:_MOST]


def _said(sentences: Sequence[Sentence], text: str) -> Iterator[Draft]:
    for sentence in sentences:
        words = sentence.text
        is_told = WON.search(words) or LOST.search(words)
        match = _NAMED.search(words) or _TOLD.search(words) or (_ENGLISH.search(words) if is_told else None)
        if not match:
            continue
        group = "why" if match.groupdict().get("why") else "told"
        start, end = match.span(group)
        tail = _ENDS.search(words, start, end)
        end = tail.start() if tail and tail.start() > start + 3 else end
        if words.startswith("のが", end - 1):
            end -= 1
        outcome = LOST_WHY if re.search(r"敗因|失注|負け|落ち|断ら|やめた", match[0]) else WON_WHY if "勝因" in match[0] else outcome_of(text[: sentence.start + end]) or outcome_of(text)
        if outcome:
            yield Draft(outcome, sentence.start + start, sentence.start + end, words[start:end].strip(), 0.78, "cue")
