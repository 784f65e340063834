"""What holds for every room's tests."""

from __future__ import annotations

import os

from hypothesis import settings

# A deadline is a timed assertion: on a busy machine it fails for no fault of the code.
# `make test` draws the same examples every time, so that it tells of the change and of nothing else; `make fuzz` draws new ones.
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=int(os.environ.get("EXAMPLES", "1000")), print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))
