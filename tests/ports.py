"""A port for a server that is started by us, or started again, at an address known before."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

FIRST = 20_000  # below the ports that the system gives out by itself


def quiet_port() -> int:
    """Return a free port that the system gives to nobody: nothing takes it while our server is not there yet, or away."""
    first = FIRST + os.getpid() % 10_000
    for port in range(first, first + 1_000):
        with socket.socket() as door, suppress(OSError):
            door.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")
