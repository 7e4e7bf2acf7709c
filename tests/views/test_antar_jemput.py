"""Parts of Antar Jemput: countdown, choosing a round, and groups that leave nobody out."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.domain import antar_jemput
from lib.views import antar_jemput as jemput
from lib.views.antar_jemput import calls
from lib.words.antar_jemput import describe_days


@pytest.mark.parametrize(("days", "said"), [(3, "H-3"), (0, "Hari ini"), (-4, "4 hari lalu")])
def test_the_countdown(days: int, said: str) -> None:
    assert describe_days(days) == said


def rounds(*days_left: int) -> pd.DataFrame:
    today = pd.Timestamp("2026-11-22")
    return pd.DataFrame(
        {
            "posyandu": "MLT1",
            "posyandu_name": None,
            "round_date": [today + pd.Timedelta(days=days) for days in days_left],
            "days_left": days_left,
        }
    )


@pytest.mark.parametrize(
    ("days_left", "chosen"),
    [((-4, 3, 9), "MLT1@2026-11-25"), ((-4, 0), "MLT1@2026-11-22"), ((-9, -4), "MLT1@2026-11-18")],
)
def test_the_next_round_is_shown_first_else_the_last(days_left: tuple[int, ...], chosen: str) -> None:
    labels, following = jemput.describe_rounds(rounds(*days_left))
    assert following == chosen
    assert len(labels) == len(days_left)
    assert jemput.find_round(rounds(*days_left), chosen)["posyandu_name"] == "MLT1"


def test_every_bucket_has_its_place_on_the_page() -> None:
    assert set(jemput.BUCKETS) == set(antar_jemput.BUCKETS)
    assert {*calls.TO_CALL, *calls.NOT_COMING, antar_jemput.ON_LIST} == set(antar_jemput.BUCKETS)
