"""Kinds of value, one module each: every finder takes folded text and returns spans of that text. Pure."""
