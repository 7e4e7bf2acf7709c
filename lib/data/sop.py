"""SOP: the steps, what was due of them, and how much was done."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from lib.data.room import Room, remembered
from lib.domain import steps as sop_steps
from lib.domain.privacy import EVERYTHING
from lib.domain.rows import of_posyandu_and_all

_ENGINE = "sop_engine"


class Sop(Room):
    """States of the SOP steps; the engine also looks at the weighings (KEBAL MSG)."""

    @cached_property
    def _engine(self) -> sop_steps.SopEngine:
        """Steps, units and ticks, which are the same for every month. Who sees only some rows is told of the
        steps that are about no person what all rows say."""
        if self.scope == EVERYTHING:
            built = self.seen._whole.shared.get(_ENGINE)
            if not isinstance(built, sop_steps.SopEngine):
                built = self.seen._whole.shared[_ENGINE] = self._build_engine(None)
            return built
        shared = self.seen._whole.shared.get(_ENGINE)
        if not isinstance(shared, sop_steps.SopEngine):
            shared = type(self.seen)(self.seen._whole, EVERYTHING).sop._engine
        return self._build_engine(shared)

    def _build_engine(self, shared: sop_steps.SopEngine | None) -> sop_steps.SopEngine:
        return sop_steps.build_engine(
            self._frames,
            today=self.today,
            monthly=self.seen.gizi.monthly,
            sasaran=self.seen.kebal_msg._targets,
            targets=self.seen.antar_jemput._targets,
            shared=shared,
        )

    @property
    def steps(self) -> pd.DataFrame:
        """The steps of every SOP in use (see steps.units.compute_steps)."""
        return self._engine.steps

    @remembered
    def _year(self, year: int) -> pd.DataFrame:
        """Every step of every round of a year, without the notes that count cases where small counts are
        hidden."""
        rows = sop_steps.compute_year_rows(self._engine, year)
        if not self.scope.hides_small_counts:
            return rows
        return rows.assign(note=rows["note"].mask(rows["source"].eq(sop_steps.FROM_WEIGHINGS)))

    @remembered
    def status(self, month: pd.Period) -> pd.DataFrame:
        """State of every SOP step in a month (see steps.compute_sop_status)."""
        return sop_steps.select_month(self._year(month.year), month)

    @remembered
    def not_begun(self, month: pd.Period) -> set[str]:
        """SOPs (codes) that nobody has begun: every step that month waits, or does not apply, or there is
        neither step nor record."""
        engine = self._engine.shared or self._engine
        idle = sop_steps.list_not_begun(engine.steps, engine.owing)
        return sop_steps.list_waiting(self.status(month)) | idle

    @remembered
    def steps_of(self, sop: str, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The steps of one SOP in a month with `link` to the record; of a posyandu as `compliance` is."""
        rows = of_posyandu_and_all(self.status(month), posyandu)
        return self.seen.add_record_links(rows[rows["sop"].eq(sop)])

    @remembered
    def compliance(
        self, month: pd.Period, by: tuple[str, ...] = ("sop",), posyandu: str | None = None
    ) -> pd.DataFrame:
        """Compliance of the steps due in a month (see steps.compute_compliance). Of a posyandu: its own steps
        and those that belong to no posyandu, as on the page Daftar Tilik."""
        status = self.status(month)
        status = of_posyandu_and_all(status, posyandu)
        return sop_steps.compute_compliance(status, by=by)

    @remembered
    def compliance_months(self, sop: str, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """One SOP's compliance in the twelve months up to `month`: month, compliance, filled, total.
        Of a posyandu as `compliance` is."""
        return sop_steps.compute_compliance_months(self._rows_of(sop, month, posyandu), until=month)

    @remembered
    def compliance_places(self, sop: str, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The same twelve months by posyandu: posyandu, month, compliance, filled, total."""
        return sop_steps.compute_place_months(self._rows_of(sop, month, posyandu), until=month)

    def _rows_of(self, sop: str, month: pd.Period, posyandu: str | None) -> pd.DataFrame:
        rows = pd.concat([self._year(year) for year in (month.year - 1, month.year)], ignore_index=True)
        chosen = rows["sop"].eq(sop)
        if posyandu:
            chosen &= rows["posyandu"].isna() | rows["posyandu"].eq(posyandu)
        return rows[chosen]

    def _cell_findings(self) -> pd.DataFrame:
        if self._frames["daftar_tilik"].empty:
            return sop_steps.compute_findings_without_ticks(self._frames)
        return sop_steps.compute_engine_findings(self._engine)
