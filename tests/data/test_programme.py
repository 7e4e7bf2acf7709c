"""Vitamin A, ASI eksklusif and diare by role."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.data.seen import Seen
from lib.domain.small_counts import SMALL_COUNT
from tests.data.conftest import SampleViews

MONTHS = pd.period_range("2025-10", "2026-11", freq="M")
COUNTS = ["count", "n", "of_age"]


def read(seen: Seen, month: str, posyandu: str | None = None) -> dict[str, list[float]]:
    table = seen.gizi.programme(pd.Period(month), posyandu).set_index("programme")
    return {str(name): row.tolist() for name, row in table[COUNTS].iterrows()}


def test_the_sample_has_something_of_each(views: SampleViews) -> None:
    august = read(views["kepala"], "2026-08")
    assert all(0 < count <= n <= of_age for count, n, of_age in august.values())
    assert set(read(views["kepala"], "2026-10")) == {"asi_eksklusif", "diare"}


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_posyandu_add_up_to_the_whole(views: SampleViews, month: pd.Period) -> None:
    seen = views["kepala"]
    whole = seen.gizi.programme(month).set_index("programme")[COUNTS]
    parts = seen.gizi.programme(month, by=("posyandu",))
    assert parts.groupby("programme")[COUNTS].sum().loc[whole.index].equals(whole)
    alone = sum(
        seen.gizi.programme(month, code).set_index("programme")[COUNTS] for code in seen.posyandu_names
    )
    assert (alone == whole).all(axis=None)


def test_a_kader_gets_their_own_posyandu_as_the_kepala_sees_it(views: SampleViews) -> None:
    (own,) = views["kader"].posyandu_names
    assert read(views["kader"], "2026-08") == read(views["kepala"], "2026-08", own)


@pytest.mark.parametrize("username", ["dinkes", "tamu"])
def test_masked_viewers_read_no_count_below_five_and_none_of_a_posyandu(
    views: SampleViews, username: str
) -> None:
    closed = 0
    for month in MONTHS:
        table, open_ = views[username].gizi.programme(month), views["kepala"].gizi.programme(month)
        for kept, row in zip(table["count"], open_.to_dict("records"), strict=True):
            parts = (row["count"], row["n"] - row["count"])
            hidden = any(0 < part < SMALL_COUNT for part in parts)
            assert pd.isna(kept) if hidden else kept == row["count"]
            closed += hidden
        for narrowed in (
            views[username].gizi.programme(month, "MLT1"),
            views[username].gizi.programme(month, by=("posyandu",)),
        ):
            assert narrowed[["count", "percent"]].isna().all(axis=None)
    assert closed > 5
