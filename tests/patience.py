"""Wait for what another thread or process does. Waiting ends when it is done; the limit only ends a test that hangs."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 120.0
"""Far more than the slowest machine needs: whoever waits less has a timed assertion."""


def eventually(holds: Callable[[], object], *, every_s: float = 0.01) -> bool:
    """Return whether `holds` becomes true; asked again every `every_s`."""
    until = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(every_s)
    return True
