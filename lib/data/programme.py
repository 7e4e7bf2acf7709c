"""Vitamin A, ASI eksklusif, diare: what a View answers about them."""

from __future__ import annotations

import pandas as pd

from lib.data.gizi import GiziFigures
from lib.domain.programme import compute_programme
from lib.domain.small_counts import close_cases


class ProgrammeFigures(GiziFigures):
    """Totals for everybody; small counts, and everything of a single posyandu, closed where the scope may
    not know them."""

    def programme(
        self, month: pd.Period, posyandu: str | None = None, *, by: tuple[str, ...] = ()
    ) -> pd.DataFrame:
        """Children by programme in a month (see programme.compute_programme), with `small` (bool): the
        count is closed (NaN) because it is below five."""
        key = ("programme", month, posyandu, by)
        return self._once(key, lambda: self._compute_programme(month, posyandu, by))

    def _compute_programme(self, month: pd.Period, posyandu: str | None, by: tuple[str, ...]) -> pd.DataFrame:
        balita = self._frames["balita"]
        if posyandu:
            balita = balita[balita["posyandu"] == posyandu]
        table = compute_programme(
            balita,
            self._frames["penimbangan"],
            self.monthly,
            months=[month.start_time],
            until=self.today,
            by=by,
            vitamin_a_months=self.settings.vitamin_a_months,
        )
        if not self.scope.hides_small_counts:
            return table.assign(small=False)
        return close_cases(table, of_part=bool(posyandu or by), count="count", hides=("count", "percent"))
