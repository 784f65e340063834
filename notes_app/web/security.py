"""What protects every answer and every write: headers, CSRF tokens, rate limits.

Source: OWASP Cheat Sheets on Content Security Policy, CSRF Prevention and Session Management.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

if TYPE_CHECKING:
    from flask import Response

LARGEST_REQUEST_BYTES = 32 * 1024 * 1024
MOST_FORM_PARTS = 2_100  # more than the files one import may send, so that its own refusal is the one that is read

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'",
        "img-src 'self' blob:", "connect-src 'self'", "script-src 'self'", "style-src 'self'",
    )
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), interest-cohort=()",
}
"""Sent with every answer."""

csrf = CSRFProtect()
limiter = Limiter(
    get_remote_address, storage_uri="memory://", strategy="moving-window", headers_enabled=False
)
"""Counts in this process's memory: the app runs as one process with threads (cli/serving.py)."""

SIGN_IN_LIMIT = "10 per minute; 60 per hour"
SETUP_LIMIT = "10 per minute; 60 per hour"
SEARCH_LIMIT = "240 per minute"
"""A person typing fast asks three times a second for a while; a script asks without end."""


def protect(app: Flask) -> None:
    """Add the headers, the CSRF check and the rate limits to `app`."""
    csrf.init_app(app)
    # Said for each app: the limiter would otherwise keep what an app made before this one was told.
    app.config.setdefault("RATELIMIT_ENABLED", True)
    limiter.init_app(app)
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "assets.file":
        # Pages show customers' data: nothing stays in a browser's or a proxy's cache after signing out.
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("Cookie")
    return response
