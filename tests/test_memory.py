"""What tables leave goes back to the system: in a process of its own, since it holds for a whole one."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import numpy as np
import psutil
from lib.memory import give_back_freed_memory

if sys.argv[1] == "yes":
    assert give_back_freed_memory()
np.ones(31 << 17)  # 31 MB, freed: from here on glibc takes smaller pieces from its heap
before = psutil.Process().memory_info().rss
pieces = []
for _ in range(40):
    pieces += [np.ones(1 << 18), np.ones(25_000)]  # 2 MB, and 0.2 above it that stay
del pieces[::2]
print((psutil.Process().memory_info().rss - before - 40 * 200_000) >> 20)
"""


def measure_kept(told: str) -> int:
    """MB that a process keeps of 80 that it has freed."""
    run = subprocess.run([sys.executable, "-c", PROGRAM, told], capture_output=True, text=True, check=True)
    return int(run.stdout)


def test_freed_tables_go_back_although_small_pieces_stay_above_them() -> None:
    assert measure_kept("no") > 60, "without it there is nothing to give back"
    assert measure_kept("yes") < 10
