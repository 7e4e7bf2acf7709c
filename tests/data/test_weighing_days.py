"""An announced weighing ends where SKDN says, for everybody who asks."""

from __future__ import annotations

import pandas as pd

from tests.data.conftest import SampleViews

AUGUST, OCTOBER = pd.Period("2026-08"), pd.Period("2026-10")


def test_the_last_day_of_a_month_of_weighing_is_its_d_of_s(views: SampleViews) -> None:
    for account in ("kepala", "kader", "dinkes", "tamu"):
        seen = views[account]
        last = seen.gizi.weighing_days(AUGUST).drop_duplicates("posyandu", keep="last").set_index("posyandu")
        of_all = seen.gizi.skdn_of_all(AUGUST).set_index("posyandu")
        places = last[last.index.notna()]
        assert list(places.index) == list(seen.posyandu_names)
        assert places["weighed"].tolist() == of_all.loc[places.index, "D"].tolist()
        assert places["sasaran"].tolist() == of_all.loc[places.index, "S"].tolist()
        whole = last[last.index.isna()].iloc[0]
        assert (whole["weighed"], whole["sasaran"]) == (places["weighed"].sum(), places["sasaran"].sum())


def test_one_posyandu_is_shown_alone_and_a_month_without_announcement_has_no_days(views: SampleViews) -> None:
    seen = views["kepala"]
    table = seen.gizi.weighing_days(AUGUST, "MLT1")
    assert set(table["posyandu"].dropna()) == {"MLT1"} and len(table)
    assert seen.gizi.announced(OCTOBER) is None and seen.gizi.weighing_days(OCTOBER).empty
