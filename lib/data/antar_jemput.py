"""Antar-jemput beyond one list: the month's days, who has long been absent, and a year of rounds."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.data.work_figures import WorkFigures
from lib.domain import antar_jemput


class PickupFigures(WorkFigures):
    """What the page Antar Jemput asks besides rounds, people, roster and funnel."""

    def month_days(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Every posyandu day of a month, moved and cancelled ones too (see antar_jemput.compute_month_days)."""
        days = self._once(
            ("month_days", month), lambda: antar_jemput.compute_month_days(self._frames["jadwal"], month=month)
        )
        return _of(days, posyandu)

    def bus_clashes(self, month: pd.Period) -> pd.DataFrame:
        """Buses that several rounds of a month want on one day (see antar_jemput.find_bus_clashes)."""
        return self._once(("bus_clashes", month), lambda: antar_jemput.find_bus_clashes(self.rounds(month)))

    def round_sasaran(self, month: pd.Period) -> pd.DataFrame:
        """`round_people` with absent and never (antar_jemput.compute_absence) and lost (antar_jemput.compute_lost),
        and with the pickup point (antar_jemput.add_points)."""
        return self._once(("round_sasaran", month), lambda: self._compute_round_sasaran(month))

    def _compute_round_sasaran(self, month: pd.Period) -> pd.DataFrame:
        return self._describe(self.round_people(month))

    def _describe(self, people: pd.DataFrame) -> pd.DataFrame:
        people = antar_jemput.add_points(self._frames, people)
        absence = antar_jemput.compute_absence(self._frames, people, self.monthly, today=self.today)
        return people.join(absence).assign(lost=antar_jemput.compute_lost(people))

    def dropped_sasaran(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Balita that left S before they could be fetched (see antar_jemput.compute_dropped)."""
        gone = self._once(
            ("dropped", month),
            lambda: antar_jemput.compute_dropped(self._frames, self.monthly, month=month, today=self.today),
        )
        return _of(gone, posyandu)

    def pickup_year(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """The funnel of those months with D/S beside it (see antar_jemput.compute_year)."""
        key = ("pickup_year", tuple(months), posyandu)
        return self._once(key, lambda: self._compute_year(tuple(months), posyandu))

    def _compute_year(self, months: tuple[pd.Period, ...], posyandu: str | None) -> pd.DataFrame:
        rounds, people = self._several_months(months)
        people = _of(people, posyandu)
        funnel = antar_jemput.compute_funnel(people, _of(rounds, posyandu))
        return antar_jemput.compute_year(months, funnel, people, self.skdn(months, posyandu=posyandu))

    def lost_often(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """Balita that were lost in several rounds of those months (see antar_jemput.compute_lost_often)."""
        return self._once(
            ("lost_often", tuple(months), posyandu),
            lambda: antar_jemput.compute_lost_often(antar_jemput.select_lost(self.pickup_people(months, posyandu))),
        )

    def lost_people(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """Who was lost at which step in those months (see antar_jemput.compute_lost_people)."""
        return self._once(
            ("lost_people", tuple(months), posyandu),
            lambda: antar_jemput.compute_lost_people(antar_jemput.select_lost(self.pickup_people(months, posyandu))),
        )

    def refusals(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """Why families refused in the rounds of those months, and in the last three of them (see
        antar_jemput.compute_refusals)."""
        return self._once(
            ("refusals", tuple(months), posyandu),
            lambda: antar_jemput.compute_refusals(
                self.pickup_people(months, posyandu), lately=(months[-1] - 2).start_time
            ),
        )

    def call_shares(self, people: pd.DataFrame, posyandu: str) -> pd.Series:
        """Which kader calls whom of one round's people, as a proposal (see antar_jemput.compute_call_shares)."""
        return antar_jemput.compute_call_shares(people, antar_jemput.find_callers(self._frames["kader"], posyandu))

    def pickup_people(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """`round_sasaran` of the rounds of those months (one after the other) up to today."""
        people = _of(self._several_months(tuple(months))[1], posyandu)
        return people[people["round_date"] <= self.today].reset_index(drop=True)

    def _several_months(self, months: tuple[pd.Period, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
        return self._once(("pickup_months", months), lambda: self._compute_several_months(months))

    def _compute_several_months(self, months: tuple[pd.Period, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Rounds and people of months in one go: month by month costs many times as much."""
        rounds = antar_jemput.compute_rounds(self._frames, today=self.today, month=months[0], until=months[-1])
        sasaran = antar_jemput.compute_sasaran(
            self._frames, self.monthly, month=months[0], until=months[-1], today=self.today
        )
        people = antar_jemput.compute_people(self._frames, rounds, sasaran, self.monthly)
        return rounds, self._describe(people)

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
