"""How much chance a test may take, in the whole run, the quick one and the long one: said here alone."""

from __future__ import annotations

import os
from collections.abc import Sequence

from hypothesis import HealthCheck, settings

QUICK = os.environ.get("UJI_CEPAT") == "1"
"""Set by `bash tests/run cepat`, which is run after every change; the whole run takes all."""
MOST_IN_QUICK = 8
LONG = os.environ.get("UJI_LAMA") == "1"
"""`UJI_LAMA=1 bash tests/run`, before a release or where a rule's limits changed: more books of the same
kind, and so many times the examples."""
TIMES_IN_LONG = 10
USUAL = 0.7
"""Of the examples that a property asks for, so many in a whole run: it must be over in ten minutes."""


def examples(most: int) -> settings:
    """A property's decorator: this many examples, however long one of them takes."""
    return settings(
        max_examples=min(most, MOST_IN_QUICK) if QUICK else round(most * (TIMES_IN_LONG if LONG else USUAL)),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def seeds(numbers: Sequence[int], usual: int | None = None) -> Sequence[int]:
    """The seeds of random books: in the quick run the first, in the long run all, else so many as `usual`
    (all, where nothing is said)."""
    return numbers[:1] if QUICK else numbers if LONG else numbers[:usual]
