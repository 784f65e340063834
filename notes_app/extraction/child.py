"""The process that reads one file: bounds itself, reads standard input, answers with JSON on standard output.

Started by `bounded_process.py` alone: `python -m notes_app.extraction.child NAME CPU_S MEMORY_MB`.
"""

from __future__ import annotations

import json
import os
import sys

LARGEST_ANSWER_BYTES = 16 * 1024 * 1024


def bound_this_process(cpu_s: int, memory_mb: int) -> None:
    """Let the system end this process when it takes more than it was given; Windows knows no such bounds."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_CPU, cpu_s), (resource.RLIMIT_AS, memory_mb * 1024**2), (resource.RLIMIT_FSIZE, LARGEST_ANSWER_BYTES),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 64),
    ):  # fmt: skip
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # A second more before the hard end of processor time: the soft one is a signal that tells the two apart.
        resource.setrlimit(what, (bound, bound + 1 if what == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY else bound))
    os.nice(10)  # people who wait for a page go before a file that is read


def main() -> None:
    name, cpu_s, memory_mb = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    bound_this_process(cpu_s, memory_mb)
    from notes_app.extraction.reading import read_file

    answer = read_file(sys.stdin.buffer.read(), name).to_json()
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
