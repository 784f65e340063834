"""Telephone numbers, e-mail addresses and web addresses in folded text, as spans. Pure."""

from __future__ import annotations

import re

PHONE = re.compile(
    r"(?<![\d-])(?:\+81[\s-]?\d{1,4}[\s-]?|\(?0\d{1,4}\)?[\s-]?)\d{1,4}[\s-]\d{3,4}(?![\d-])|(?<!\d)0[5789]0\d{8}(?!\d)|(?<!\d)0120-?\d{3}-?\d{3}(?!\d)"
)
EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,62}){1,5}")
URL = re.compile(r"https?://[^\s<>\"'」』)】]{3,400}")
