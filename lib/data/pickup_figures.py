"""Antar-jemput beyond one list: the month's days, who has long been absent, and a year of rounds."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.data.work_figures import WorkFigures
from lib.domain import pickup


class PickupFigures(WorkFigures):
    """What the page Antar Jemput asks besides rounds, people, roster and funnel."""

    def month_days(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Every posyandu day of a month, moved and cancelled ones too (see pickup.compute_month_days)."""
        days = self._once(
            ("month_days", month), lambda: pickup.compute_month_days(self._frames["jadwal"], month=month)
        )
        return _of(days, posyandu)

    def round_sasaran(self, month: pd.Period) -> pd.DataFrame:
        """`round_people` with absent and never (pickup.compute_absence) and lost (pickup.compute_lost),
        and with the pickup point (pickup.add_points)."""
        return self._once(("round_sasaran", month), lambda: self._compute_round_sasaran(month))

    def _compute_round_sasaran(self, month: pd.Period) -> pd.DataFrame:
        people = pickup.add_points(self._frames, self.round_people(month))
        absence = pickup.compute_absence(self._frames, people, self.monthly)
        return people.join(absence).assign(lost=pickup.compute_lost(people))

    def dropped_sasaran(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Balita that left S before they could be fetched (see pickup.compute_dropped)."""
        gone = self._once(
            ("dropped", month), lambda: pickup.compute_dropped(self._frames, self.monthly, month=month)
        )
        return _of(gone, posyandu)

    def pickup_year(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """The funnel of those months with D/S beside it (see pickup.compute_year)."""
        funnels = {month: _of(self.funnel(month), posyandu) for month in months}
        return pickup.compute_year(funnels, self.skdn(months, posyandu=posyandu))

    def pickup_people(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """`round_sasaran` of the rounds of those months up to today, one under the other."""
        people = [_of(self.round_sasaran(month), posyandu) for month in months]
        together = pd.concat(people, ignore_index=True)
        return together[together["round_date"] <= self.today].reset_index(drop=True)

    def donations(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """Rows of Donasi in those months, newest first; of one posyandu also those given to nobody in
        particular."""
        rows = self._frames["donasi"]
        rows = rows[rows["date"].dt.to_period("M").isin(list(months))]
        if posyandu:
            rows = rows[rows["posyandu"].eq(posyandu) | rows["posyandu"].isna()]
        newest: pd.DataFrame = rows.sort_values("date", ascending=False, kind="stable").reset_index(drop=True)
        return newest


def _of(table: pd.DataFrame, posyandu: str | None) -> pd.DataFrame:
    return table if posyandu is None else table[table["posyandu"].eq(posyandu)]
