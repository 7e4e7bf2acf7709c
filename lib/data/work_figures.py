"""The work: what a View answers about SOP steps, antar-jemput, mentoring and companions."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from lib.data.gizi_figures import GiziFigures
from lib.domain import mentoring as sikeriting
from lib.domain import pickup, pregnancy
from lib.domain import sop as procedures


class WorkFigures(GiziFigures):
    """States, rounds and pairs; the SOP engine also looks at the weighings (KEBAL MSG)."""

    def sop_status(self, month: pd.Period) -> pd.DataFrame:
        """State of every SOP step in a month (see sop.compute_sop_status), without the notes that count
        cases where small counts are hidden."""
        return self._once(("sop", month), lambda: self._compute_sop_status(month))

    def _compute_sop_status(self, month: pd.Period) -> pd.DataFrame:
        status = procedures.compute_month_status(self._sop_engine, month)
        if not self.scope.hides_small_counts:
            return status
        return status.assign(note=status["note"].mask(status["source"].eq(procedures.FROM_WEIGHINGS)))

    @cached_property
    def _sop_engine(self) -> procedures.SopEngine:
        """Steps, units and ticks, which are the same for every month."""
        return procedures.build_engine(self._frames, today=self.today, monthly=self.monthly)

    def rounds(self, month: pd.Period) -> pd.DataFrame:
        """Antar-jemput rounds whose H-day lies in the month (see pickup.compute_rounds)."""
        return self._once(
            ("rounds", month), lambda: pickup.compute_rounds(self._frames, today=self.today, month=month)
        )

    def sasaran(self, month: pd.Period) -> pd.DataFrame:
        """Who should be fetched in the rounds of a month (see pickup.compute_sasaran)."""
        return self._once(
            ("sasaran", month), lambda: pickup.compute_sasaran(self._frames, self.monthly, month=month)
        )

    def round_people(self, month: pd.Period) -> pd.DataFrame:
        """Everyone of each round of a month with their bucket (see pickup.compute_people)."""
        return self._once(
            ("round_people", month),
            lambda: pickup.compute_people(
                self._frames, self.rounds(month), self.sasaran(month), self.monthly
            ),
        )

    def roster(self, month: pd.Period) -> pd.DataFrame:
        """The bus lists of a month in stop order (see pickup.compute_roster), with everyone's trip."""
        return self._once(("roster", month), lambda: self._compute_roster(month))

    def _compute_roster(self, month: pd.Period) -> pd.DataFrame:
        roster = pickup.compute_roster(self._frames, self.round_people(month))
        return roster.assign(trip=pickup.compute_trip_numbers(roster, self.rounds(month)))

    def funnel(self, month: pd.Period) -> pd.DataFrame:
        """How far the invitation got, by round and kind (see pickup.compute_funnel)."""
        return self._once(
            ("funnel", month), lambda: pickup.compute_funnel(self.round_people(month), self.rounds(month))
        )

    def round_tasks(self, month: pd.Period) -> pd.DataFrame:
        """The steps of SOP antar-jemput in the rounds of a month, as rows of `sop_status`."""
        return self._once(
            ("round_tasks", month),
            lambda: pickup.compute_tasks(self.sop_status(month), self.rounds(month)),
        )

    def cancelled_days(self, month: pd.Period) -> pd.DataFrame:
        """Posyandu days of a month that do not take place: posyandu, date, note."""
        days = self._frames["jadwal"]
        days = days[days["status"].eq("Batal").fillna(False) & days["date"].dt.to_period("M").eq(month)]
        shown: pd.DataFrame = days[["posyandu", "date", "note"]].reset_index(drop=True)
        return shown

    def pairs(self, year: int) -> pd.DataFrame:
        """SIKERITING pairs (see mentoring.compute_pairs)."""
        return self._once(
            ("pairs", year),
            lambda: sikeriting.compute_pairs(
                self._frames, self.monthly, today=self.today, year=year, steps=self.pair_steps(year)
            ),
        )

    def pair_steps(self, year: int) -> pd.DataFrame:
        """SIKERITING pairs × steps (see mentoring.compute_pair_steps)."""
        return self._once(
            ("pair_steps", year),
            lambda: sikeriting.compute_pair_steps(
                self._frames, today=self.today, year=year, engine=self._sop_engine
            ),
        )

    @cached_property
    def mothers(self) -> pd.DataFrame:
        """Ibu hamil with their risks (see pregnancy.compute_mothers) and nifas_day (NaN outside nifas)."""
        table = pregnancy.compute_mothers(self._frames, today=self.today)
        days = pregnancy.compute_postpartum_day(self._frames["ibu_hamil"], today=self.today)
        return table.assign(nifas_day=days.reindex(table["mother_id"]).to_numpy())

    def unaccompanied(self, posyandu: str | None = None) -> pd.DataFrame:
        """Mothers at high risk without a student (see pregnancy.compute_unaccompanied)."""
        table = pregnancy.compute_unaccompanied(self.mothers, self.companions)
        return table[table["posyandu"].eq(posyandu)] if posyandu else table

    @cached_property
    def companions(self) -> pd.DataFrame:
        """One Student One Client pairs (see pregnancy.compute_companions)."""
        return pregnancy.compute_companions(self._frames, today=self.today)

    def compliance(
        self, month: pd.Period, by: tuple[str, ...] = ("sop",), posyandu: str | None = None
    ) -> pd.DataFrame:
        """Compliance of the steps due in a month (see sop.compute_compliance)."""
        status = self.sop_status(month)
        if posyandu:
            status = status[status["posyandu"].eq(posyandu) | status["unit"].eq(posyandu)]
        return procedures.compute_compliance(status, by=by)

    def compliance_months(self, sop: str, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """One SOP's compliance in the twelve months up to `month`: month, compliance, filled, total.
        Of a posyandu: its own steps, and those that belong to no posyandu, as on the page Daftar Tilik."""
        return self._once(
            ("compliance_months", sop, month, posyandu),
            lambda: pd.concat(
                [
                    self._compute_month_compliance(one, sop, posyandu)
                    for one in pd.period_range(month - 11, month)
                ],
                ignore_index=True,
            ),
        )

    def _compute_month_compliance(self, month: pd.Period, sop: str, posyandu: str | None) -> pd.DataFrame:
        status = self.sop_status(month)
        status = status[status["sop"].eq(sop)]
        if posyandu:
            status = status[status["posyandu"].isna() | status["posyandu"].eq(posyandu)]
        figures = procedures.compute_compliance(status, by=())
        return figures[["compliance", "filled", "total"]].assign(month=pd.Series([month]))
