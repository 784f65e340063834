"""Telephone numbers, e-mail addresses and web addresses in folded text, as spans. Pure."""

from __future__ import annotations

import re

PHONE = re.compile(
    r"(?<![\d-])(?:\+81[\s-]?\d{1,4}[\s-]?|\(?0\d{1,4}\)?[\s-]?)\d{1,4}[\s-]\d{3,4}(?![\d-])|(?<!\d)0[5789]0\d{8}(?!\d)|(?<!\d)0120-?\d{3}-?\d{3}(?!\d)"
    r"|(?<!\d)0\d{3,4}\s\d{6}(?!\d)|(?<!\d)0\d{1,4}の\d{1,4}の\d{3,4}(?!\d)"
    r"|(?<=\b[Cc]ell )\d{3}-\d{3}-\d{4}(?!\d)|(?<=\b[Tt]el )\d{3}-\d{3,4}(?:-\d{3,4})?(?!\d)|(?<=\b[Pp]hone )\d{3}-\d{3}-\d{4}(?!\d)|(?<=\b[Mm]obile )\d{3}-\d{3}-\d{4}(?!\d)"
)
EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,62}){1,5}")
URL = re.compile(r"https?://[^\s<>\"'」』)】]{3,400}")
