"""SOP: what a View answers about steps, what was due of them, and how much was done."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from lib.data.gizi import GiziFigures
from lib.domain import antar_jemput
from lib.domain import steps as sop_steps
from lib.domain.access import Role
from lib.domain.privacy import Scope
from lib.domain.skdn import compute_membership

EVERYTHING = Scope(Role.KEPALA)
_ENGINE = "sop_engine"

class SopFigures(GiziFigures):
    """States of the SOP steps; the engine also looks at the weighings (KEBAL MSG)."""

    @cached_property
    def _sop_engine(self) -> sop_steps.SopEngine:
        """Steps, units and ticks, which are the same for every month. Who sees only some rows is told of the
        steps that are about no person what all rows say."""
        if self.scope == EVERYTHING:
            built = self._whole.shared.get(_ENGINE)
            if not isinstance(built, sop_steps.SopEngine):
                built = self._whole.shared[_ENGINE] = self._build_engine(None)
            return built
        shared = self._whole.shared.get(_ENGINE)
        if not isinstance(shared, sop_steps.SopEngine):
            shared = type(self)(self._whole, EVERYTHING)._sop_engine
        return self._build_engine(shared)

    def _build_engine(self, shared: sop_steps.SopEngine | None) -> sop_steps.SopEngine:
        return sop_steps.build_engine(
            self._frames,
            today=self.today,
            monthly=self.monthly,
            sasaran=self._kebal_targets,
            targets=self._pickup_targets,
            shared=shared,
        )

    @cached_property
    def _kebal_targets(self) -> pd.DataFrame:
        """Who is 2T or BGM, in S, in each month: child_id, posyandu, month."""
        found = self.monthly[self.monthly["two_t"] | self.monthly["bgm"]]
        if found.empty:
            return found[["child_id", "posyandu", "month"]]
        months = sorted(found["month"].unique())
        members = compute_membership(self._frames["balita"], self.monthly, months)
        in_s = found.merge(members[["child_id", "month"]], on=["child_id", "month"], how="inner")
        return in_s[["child_id", "posyandu", "month"]]

    @cached_property
    def _pickup_targets(self) -> pd.DataFrame:
        """Everyone of every antar-jemput round up to this month (see antar_jemput.compute_people)."""
        first = self._frames["jadwal"]["date"].min()
        month = self.today.replace(day=1)
        first = month if pd.isna(first) else min(first.replace(day=1), month)
        rounds = antar_jemput.compute_rounds(self._frames, today=self.today, month=first, until=month)
        sasaran = antar_jemput.compute_sasaran(self._frames, self.monthly, month=first, until=month)
        return antar_jemput.compute_people(self._frames, rounds, sasaran, self.monthly)

    @property
    def sop_steps(self) -> pd.DataFrame:
        """The steps of every SOP in use (see steps.units.compute_steps)."""
        return self._sop_engine.steps

    def _sop_year(self, year: int) -> pd.DataFrame:
        """Every step of every round of a year, without the notes that count cases where small counts are
        hidden."""
        return self._once(("sop_year", year), lambda: self._compute_sop_year(year))

    def _compute_sop_year(self, year: int) -> pd.DataFrame:
        rows = sop_steps.compute_year_rows(self._sop_engine, year)
        if not self.scope.hides_small_counts:
            return rows
        return rows.assign(note=rows["note"].mask(rows["source"].eq(sop_steps.FROM_WEIGHINGS)))

    def sop_status(self, month: pd.Period) -> pd.DataFrame:
        """State of every SOP step in a month (see steps.compute_sop_status)."""
        return self._once(("sop", month), lambda: sop_steps.select_month(self._sop_year(month.year), month))

    def sops_not_begun(self, month: pd.Period) -> set[str]:
        """SOPs (codes) that nobody has begun: every step that month waits, or does not apply, or there is
        neither step nor record."""
        engine = self._sop_engine.shared or self._sop_engine
        idle = sop_steps.list_not_begun(engine.steps, engine.owing)
        return sop_steps.list_waiting(self.sop_status(month)) | idle

    def compliance(
        self, month: pd.Period, by: tuple[str, ...] = ("sop",), posyandu: str | None = None
    ) -> pd.DataFrame:
        """Compliance of the steps due in a month (see steps.compute_compliance). Of a posyandu: its own steps
        and those that belong to no posyandu, as on the page Daftar Tilik."""
        status = self.sop_status(month)
        if posyandu:
            status = status[status["posyandu"].isna() | status["posyandu"].eq(posyandu)]
        return sop_steps.compute_compliance(status, by=by)

    def compliance_months(self, sop: str, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """One SOP's compliance in the twelve months up to `month`: month, compliance, filled, total.
        Of a posyandu as `compliance` is."""
        return self._once(
            ("compliance_months", sop, month, posyandu), lambda: self._compute_months(sop, month, posyandu)
        )

    def compliance_places(self, sop: str, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The same twelve months by posyandu: posyandu, month, compliance, filled, total."""
        return self._once(
            ("compliance_places", sop, month, posyandu),
            lambda: sop_steps.compute_place_months(self._sop_rows(sop, month, posyandu), until=month),
        )

    def _compute_months(self, sop: str, month: pd.Period, posyandu: str | None) -> pd.DataFrame:
        return sop_steps.compute_compliance_months(self._sop_rows(sop, month, posyandu), until=month)

    def _sop_rows(self, sop: str, month: pd.Period, posyandu: str | None) -> pd.DataFrame:
        rows = pd.concat([self._sop_year(year) for year in (month.year - 1, month.year)], ignore_index=True)
        chosen = rows["sop"].eq(sop)
        if posyandu:
            chosen &= rows["posyandu"].isna() | rows["posyandu"].eq(posyandu)
        return rows[chosen]
