"""Some hours of refreshing with random faults: as benchmarks.soak, shorter."""

from __future__ import annotations

import pytest

from benchmarks.soak import Outcome, run

HOURS = 1.0


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return run(HOURS, books=20, seed=7)


def test_no_workbook_misses_two_refreshes_in_a_row_without_a_word(outcome: Outcome) -> None:
    assert outcome.faults.total() >= 5
    assert outcome.refreshes > HOURS * 60 * 20 * 0.7
    assert outcome.worst_silence <= 2.0


def test_requests_stay_within_googles_sixty_a_minute(outcome: Outcome) -> None:
    assert outcome.requests > 500
    assert outcome.most_in_a_minute <= 60


def test_everything_is_well_again_in_the_end(outcome: Outcome) -> None:
    assert outcome.recovered


def test_memory_is_flat(outcome: Outcome) -> None:
    """Leaks of a whole workbook a refresh would show as hundreds; the long run tells more."""
    sizes = [size for _, size in outcome.resident]
    assert max(sizes[len(sizes) // 3 :]) - sizes[len(sizes) // 3] < 25
