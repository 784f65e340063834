"""What holds for every room's tests."""

from __future__ import annotations

from hypothesis import settings

# A deadline is a timed assertion: on a busy machine it fails for no fault of the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
