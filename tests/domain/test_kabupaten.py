"""Rules of the funnel: exact limits, small puskesmas are not blamed for chance, the closed tell nothing."""

from __future__ import annotations

from math import comb

import numpy as np
import pandas as pd
import pytest

from lib.domain.kabupaten import (
    ABOVE,
    BELOW,
    FAR_ABOVE,
    FAR_BELOW,
    INSIDE,
    compute_funnel,
    compute_limits,
)


def build_places(**places: tuple[float, float]) -> pd.DataFrame:
    """name=(cases, n)"""
    rows = [(name, float(cases), float(n)) for name, (cases, n) in places.items()]
    return pd.DataFrame(rows, columns=["puskesmas", "cases", "n"])


def find_limit_by_hand(mean: float, n: int, tail: float) -> float:
    """Spiegelhalter's appendix A.1.1 with the binomial coefficients themselves."""
    below, before = 0.0, 0.0
    for r in range(n + 1):
        before, below = below, below + comb(n, r) * mean**r * (1 - mean) ** (n - r)
        if below >= tail:
            return 100 * max((r - (below - tail) / (below - before)) / n, 0.0)
    raise AssertionError("the chances do not add up to 1")


@pytest.mark.parametrize("n", [1, 7, 40, 300])
@pytest.mark.parametrize("mean", [0.02, 0.21, 0.6])
def test_limits_are_those_of_the_binomial_distribution(mean: float, n: int) -> None:
    limits = compute_limits(mean, [n])
    for name, tail in {"low_998": 0.001, "low_95": 0.025, "high_95": 0.975, "high_998": 0.999}.items():
        assert limits[name][0] == pytest.approx(find_limit_by_hand(mean, n, tail), abs=1e-6)


def test_limits_narrow_with_more_children_and_the_outer_lie_outside() -> None:
    limits = pd.DataFrame(compute_limits(0.2, [20, 100, 1000, 5000]))
    assert (limits["high_95"].diff().dropna() < 0).all() and (limits["low_95"].diff().dropna() > 0).all()
    assert (limits["high_998"] > limits["high_95"]).all() and (limits["low_998"] <= limits["low_95"]).all()
    assert limits["high_95"].iloc[-1] == pytest.approx(20 + 196 * np.sqrt(0.2 * 0.8 / 5000), abs=0.05)


def test_nobody_or_everybody_stunted_has_limits_too() -> None:
    assert [float(one[0]) for one in compute_limits(0.0, [30]).values()] == [0.0] * 4
    assert [float(one[0]) for one in compute_limits(1.0, [30]).values()] == pytest.approx([100.0] * 4, abs=4)


def test_the_same_share_is_chance_in_a_small_puskesmas_and_none_in_a_large_one() -> None:
    found = compute_funnel(
        build_places(besar=(600, 3000), sedang=(400, 2000), kecil=(9, 30), lebat=(300, 1000))
    )
    assert found.positions["kecil"] == INSIDE
    assert found.positions["lebat"] == FAR_ABOVE
    assert found.mean == pytest.approx(100 * 1309 / 6030)


def test_each_side_has_its_two_steps() -> None:
    many = {f"p{at}": (200, 1000) for at in range(30)}
    outside = {"a": (265, 1000), "b": (230, 1000), "c": (170, 1000), "d": (140, 1000)}
    found = compute_funnel(build_places(**many, **outside))
    assert [found.positions[name] for name in outside] == [FAR_ABOVE, ABOVE, BELOW, FAR_BELOW]
    assert {found.positions[name] for name in many} == {INSIDE}


def test_of_puskesmas_that_are_all_alike_few_lie_outside() -> None:
    rng = np.random.default_rng(7)
    n = rng.integers(15, 900, 2000)
    places = pd.DataFrame(
        {"puskesmas": [f"p{at}" for at in range(2000)], "cases": rng.binomial(n, 0.2), "n": n}
    )
    position = compute_funnel(places).places["position"]
    assert 0.02 < position.ne(INSIDE).mean() < 0.06
    assert position.isin([FAR_ABOVE, FAR_BELOW]).mean() < 0.005


def test_closed_cases_neither_show_nor_enter_the_mean() -> None:
    places = build_places(a=(20, 100), b=(30, 100), c=(40, 100), tutup=(np.nan, 90), kosong=(0, 0))
    found = compute_funnel(places)
    assert set(found.places["puskesmas"]) == {"a", "b", "c"}
    assert found.mean == pytest.approx(30.0)


def test_two_puskesmas_are_not_held_against_each_other() -> None:
    found = compute_funnel(build_places(a=(5, 100), b=(90, 100)))
    assert np.isnan(found.mean) and found.curves.empty and not found.positions
    assert set(found.places["position"]) == {INSIDE}
