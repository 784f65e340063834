"""Who may have the last word in English: posts, bodies and kin that stand for a person, and the words that say that somebody decides."""

from __future__ import annotations

import re

_OF_WHAT = (
    r"deputy|assistant|chief|managing|finance|financial|sales|operations|ops|plant|technical|medical|regional|area|general|group|commercial|procurement|purchasing|works|facilities|estates|store|factory|office|practice|[Hh][Rr]|[Ii][Tt]|clinical|executive|site|country|project|quality|"
    r"production|programme|department|division|supply chain|logistics|fleet|property|maintenance|school|hotel|trust|parish|town|city|full|main|steering|tender|buying|investment|audit|management|senior|family|APAC|EMEA"
)


def _either(words: str) -> str:
    """Return a pattern of words in which each may begin with a capital."""
    return "|".join(f"[{word[0].upper()}{word[0].lower()}]{word[1:]}" if word[0].isalpha() else word for word in words.split("|"))


_STRONG = _either("director|owner|president|chairman|chairwoman|chairperson|chair|principal|headteacher|head teacher|bursar|controller|treasurer|boss|superintendent|founder|landlord|landlady|board|trustees|governors|council|committee|cabinet|directors|shareholders|partners|head office|procurement")
_WEAK = _either("manager|head|chief|partner|family|bank|panel|agent|accountant|lawyer|lawyers|finance|legal|group|parent company|engineer|department")
_KIN = _either("brother|sister|husband|wife|father|mother|dad|mum|son|daughter|uncle|aunt|cousin")
_OF = r"(?:\s(?:of|for)\s(?!the\b|a\b|us\b|it\b|them\b|\d)[A-Za-z]+)?"
POSTS = (
    rf"(?:(?:{_either(_OF_WHAT)})\s){{0,2}}(?:{_STRONG}){_OF}|(?:(?:{_either(_OF_WHAT)})\s){{1,2}}(?:{_WEAK}){_OF}|(?<=\b[Hh]er\s)(?:{_KIN})|(?<=\b[Hh]is\s)(?:{_KIN})|(?<=\b[Tt]heir\s)(?:{_KIN}|{_WEAK})|(?<=\b[Tt]he\s)(?:{_KIN}|{_WEAK}){_OF}|(?<=\b[Hh]er\s)(?:{_WEAK})|(?<=\b[Hh]is\s)(?:{_WEAK})"
    r"|(?:Husband|Wife|Brother|Sister|Father|Mother)|(?:[Ff]inance|[Ll]egal)(?=\s(?:has|have|signs?|decides?|approves?|must|needs?|will)\b)|[Hh]ead of [a-z]+|C[EFTOI]O|CHRO|CISO|MD|FD|VP|HQ|GM|[Cc]hief [A-Za-z]+ [Oo]fficer"
)
"""Posts, bodies and kin that may decide; what is a post only beside another word (manager, family) needs one, or whose it is."""
ENGLISH_HINT = re.compile(
    r"director|owner|president|chair|principal|teacher|bursar|controller|treasurer|boss|superintendent|founder|landl|board|trustees|governors|council|committee|cabinet|shareholders|partner|office|procurement|manager|head|chief|family|bank|panel|agent|accountant|lawyer|"
    r"finance|legal|group|parent|engineer|department|brother|sister|husband|wife|father|mother|dad|mum|son|daughter|uncle|aunt|cousin|ceo|cfo|cto|coo|cio|chro|ciso|md|fd|vp|hq|gm"
)
"""What stands, in small letters, in every line that names a post: a look that costs little."""
DECIDES = (
    r"sign\w*|decid\w*|decision|approv\w*|final|last word|say-so|says? (?:yes|so)|said yes|pen|boss|nod|blessing|authori\w+|budget holder|green light|(?:his|her|their) (?:call|name|shout)|call is|purse|permission|okay\w*|ok'?d|vot(?:es?|ed)|agree\w*|moves without|the one (?:who|to)|"
    r"(?:go(?:es)?|going|get|run|take|takes|clear|clears) (?:it |this |that |everything )?(?:past|through|before|by|up|upstairs)|chair(?:s|ed|ing)?|casting|cheque ?\w*|rubber|convince|talked round|persuade|win over|(?:up|down) to (?:him|her|them|the|[A-Z])|buck|owns the|"
    r"holds? the|controls? the|say yes|has the (?:last|final|budget|money)|would need|needs? (?:the|her|his|their|Mr|Mrs|Ms|Dr)|must (?:agree|be told)|veto|escalat\w+|sponsor|mandate|whose"
)
"""What says near a name that he decides."""
