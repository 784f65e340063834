"""English words that say nothing about a note: a search leaves none out for them, a question is not ranked by them. Pure data."""

from __future__ import annotations

FILLING = frozenset("a an the of for with in on at to by from about as is are was were be me my our we us i it its show find".split())
"""What an English search is filled up with, in lower case as it is typed inside one: IT is none, nor is US."""

_ASKING = (
    "what why when where which who whom whose how did do does done has have had can could will would should may might must been being am "
    "that this these those there they them their he she his her him you your not no any some all and or if than then so tell give list please "
    "between before after since until during last s t"
)
ASKING = FILLING | frozenset(_ASKING.split())
"""What a question in English is made of besides its matter; in lower case."""
