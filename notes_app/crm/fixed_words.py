"""The fixed words of front matter as they leave: a CRM shows them to people who know 訪問, not `visit`.

Pure. In Japanese, as the names of the columns are; a word of somebody's own leaves as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

KIND_WORDS: Mapping[str, str] = MappingProxyType({"minutes": "議事録", "memo": "メモ", "phone": "電話", "report": "日報", "complaint": "クレーム"})
CHANNEL_WORDS: Mapping[str, str] = MappingProxyType(
    {"visit": "訪問", "phone": "電話", "mail": "メール", "web": "Webフォーム", "online": "オンライン", "exhibition": "展示会"}
)


def word_of(code: str, words: Mapping[str, str]) -> str:
    """Return what people call a fixed word; any other text is returned as it is."""
    return words.get(code, code)
