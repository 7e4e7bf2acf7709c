"""Memory that tables have left goes back to the system.

glibc learns from the first large pieces that are freed to cut the next ones, up to 32 MB, out of its own
heap, where one small piece above them keeps all that is free below: a server kept 120 MB that nothing used
after each new reading (docs/kinerja.md).
"""

from __future__ import annotations

import ctypes

_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1  # M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of <malloc.h>
LARGE_BYTES = 256 * 1024
"""Pieces from this size on are the system's own, and are given back when they are freed."""


def give_back_freed_memory() -> bool:
    """For this process from now on; False where the C library is another one, which has its own ways."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):  # Windows has no library without a name, others no mallopt
        return False
    return all(mallopt(what, LARGE_BYTES) == 1 for what in (_MMAP_THRESHOLD, _TRIM_THRESHOLD))
