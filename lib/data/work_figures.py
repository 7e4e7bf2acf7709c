"""The work: what a View answers about antar-jemput, mentoring and companions."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from lib.data.sop import SopFigures
from lib.domain import mentoring as sikeriting
from lib.domain import antar_jemput, pendampingan


class WorkFigures(SopFigures):
    """Rounds, pairs and companions."""

    def rounds(self, month: pd.Period) -> pd.DataFrame:
        """Antar-jemput rounds whose H-day lies in the month (see antar_jemput.compute_rounds)."""
        return self._once(
            ("rounds", month), lambda: antar_jemput.compute_rounds(self._frames, today=self.today, month=month)
        )

    def sasaran(self, month: pd.Period) -> pd.DataFrame:
        """Who should be fetched in the rounds of a month (see antar_jemput.compute_sasaran)."""
        return self._once(
            ("sasaran", month),
            lambda: antar_jemput.compute_sasaran(self._frames, self.monthly, month=month, today=self.today),
        )

    def base_month(
        self, month: pd.Period, posyandu: str
    ) -> tuple[pd.Period | None, list[tuple[pd.Timestamp, str]]]:
        """The month whose absent children the rounds of a month fetch (antar_jemput.compute_base_months; None: there
        is none), and the months in between with why they do not count."""
        bases = self._once(
            ("base_months", month),
            lambda: antar_jemput.compute_base_months(
                self._frames["jadwal"], self.monthly, [month.start_time], today=self.today
            ),
        )
        found = bases.loc[bases["posyandu"].eq(posyandu), "base"]
        if found.empty:
            return None, []
        skipped = antar_jemput.explain_skipped_months(
            self._frames["jadwal"], posyandu=posyandu, base=found.iloc[0], month=month.start_time
        )
        return found.iloc[0].to_period("M"), skipped

    def round_people(self, month: pd.Period) -> pd.DataFrame:
        """Everyone of each round of a month with their bucket (see antar_jemput.compute_people)."""
        return self._once(
            ("round_people", month),
            lambda: antar_jemput.compute_people(
                self._frames, self.rounds(month), self.sasaran(month), self.monthly
            ),
        )

    def sasaran_of_rounds(self, month: pd.Period) -> pd.DataFrame:
        """Who is sasaran of each round of a month on its very day: posyandu, round_date, person_id,
        kind."""
        people = self.round_people(month)
        return people.loc[people["in_target"], ["posyandu", "round_date", "person_id", "kind"]]

    def roster(self, month: pd.Period) -> pd.DataFrame:
        """The bus lists of a month in stop order (see antar_jemput.compute_roster), with everyone's trip."""
        return self._once(("roster", month), lambda: self._compute_roster(month))

    def _compute_roster(self, month: pd.Period) -> pd.DataFrame:
        roster = antar_jemput.compute_roster(self._frames, self.round_people(month))
        return roster.assign(trip=antar_jemput.compute_trip_numbers(roster, self.rounds(month)))

    def funnel(self, month: pd.Period) -> pd.DataFrame:
        """How far the invitation got, by round and kind (see antar_jemput.compute_funnel)."""
        return self._once(
            ("funnel", month), lambda: antar_jemput.compute_funnel(self.round_people(month), self.rounds(month))
        )

    def round_tasks(self, month: pd.Period) -> pd.DataFrame:
        """The steps of SOP antar-jemput in the rounds of a month, as rows of `sop_status`."""
        return self._once(
            ("round_tasks", month),
            lambda: antar_jemput.compute_tasks(self.sop_status(month), self.rounds(month)),
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
        """Ibu hamil with their risks (see pendampingan.compute_mothers) and nifas_day (NaN outside nifas)."""
        table = pendampingan.compute_mothers(self._frames, today=self.today)
        days = pendampingan.compute_postpartum_day(self._frames["ibu_hamil"], today=self.today)
        return table.assign(nifas_day=days.reindex(table["mother_id"]).to_numpy())

    @property
    def has_mothers(self) -> bool:
        """Whether there is any mother in scope."""
        return not self.mothers.empty

    def unaccompanied(self, posyandu: str | None = None) -> pd.DataFrame:
        """Mothers Perlu segera or at high risk without a student (see pendampingan.compute_unaccompanied)."""
        table = pendampingan.compute_unaccompanied(self.mothers, self.companions)
        return table[table["posyandu"].eq(posyandu)] if posyandu else table

    def urgent_mothers(self, posyandu: str | None = None) -> pd.DataFrame:
        """Mothers Perlu segera, the gravest first (see pendampingan.select_urgent)."""
        table = pendampingan.select_urgent(self.mothers)
        return table[table["posyandu"].eq(posyandu)] if posyandu else table

    @cached_property
    def companions(self) -> pd.DataFrame:
        """One Student One Client pairs (see pendampingan.compute_companions)."""
        return pendampingan.compute_companions(self._frames, today=self.today)
