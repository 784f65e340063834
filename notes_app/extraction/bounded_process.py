"""Read a file in a process of its own, which is ended when it takes too long or too much memory.

Whatever a hostile or broken file does to the library that reads it, it does it there. The process gets the file and
nothing else: no path, no environment of ours, no network is asked for; what it answers is bounded and checked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from notes_app.extraction.child import LARGEST_ANSWER_BYTES
from notes_app.extraction.extracted import Extracted, extracted_from_json

_CODE = Path(__file__).resolve().parents[2]
_KEPT_ENVIRONMENT = ("SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one file may take. seconds: by the clock, cpu_s: of the processor (a busy machine is no fault of a file);
    memory_mb: all of its memory.
    """

    seconds: float = 180.0
    cpu_s: int = 60
    memory_mb: int = 1024


def extract(data: bytes, name: str, bounds: Bounds | None = None) -> Extracted:
    """Return what the file says, or why it says nothing; never raises because of the file."""
    bounds = bounds or Bounds()
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(data)
        question.seek(0)
        child = subprocess.Popen(  # noqa: S603 - this interpreter and our own module; the name is one argument, no shell
            [sys.executable, "-P", "-m", "notes_app.extraction.child", name, str(bounds.cpu_s), str(bounds.memory_mb)],
            stdin=question, stdout=answer, stderr=subprocess.DEVNULL, env=_environment(), start_new_session=os.name == "posix",
        )  # fmt: skip
        try:
            code = child.wait(timeout=bounds.seconds)
        except subprocess.TimeoutExpired:
            return Extracted("too_slow", detail=f"{bounds.seconds:g} s")
        finally:
            child.kill()  # no more than nothing when it has ended
            child.wait()
        answer.seek(0)
        return _answer(code, answer.read(LARGEST_ANSWER_BYTES + 1))


def _answer(code: int, written: bytes) -> Extracted:
    if code == -24:  # SIGXCPU: the processor time is used up
        return Extracted("too_slow", detail="processor time")
    if code != 0:
        return Extracted("too_large" if written == b"" and code in (-9, -6, 1) else "broken", detail=f"ended with {code}")
    try:
        return extracted_from_json(json.loads(written.decode("utf-8")))
    except ValueError as error:
        return Extracted("broken", detail=f"answered nonsense: {error}"[:200])


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return {**kept, "PYTHONPATH": str(_CODE), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
