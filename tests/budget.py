"""How much chance a test may take: the one place that says it, for the whole run and for the quick one."""

from __future__ import annotations

import os
from collections.abc import Sequence

from hypothesis import HealthCheck, settings

QUICK = os.environ.get("UJI_CEPAT") == "1"
"""Set by `bash tests/run cepat`, which is run after every change; the whole run takes all."""
MOST_IN_QUICK = 8


def examples(most: int) -> settings:
    """A property's decorator: this many examples, however long one of them takes."""
    return settings(
        max_examples=min(most, MOST_IN_QUICK) if QUICK else most,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def seeds(numbers: Sequence[int]) -> Sequence[int]:
    """The seeds of random books: all, or in the quick run the first."""
    return numbers[:1] if QUICK else numbers
