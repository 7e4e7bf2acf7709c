"""How well was measured: what a View answers about the trust in a month's figures."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from lib.data.ground import ScopedData
from lib.domain.kualitas_data import compute_quality


class QualityFigures(ScopedData):
    """Measurement quality by posyandu and month. Nothing for those who may not know small counts: a share of
    plausible values of a few measurements says how many are not."""

    @cached_property
    def _quality(self) -> pd.DataFrame:
        return compute_quality(self._frames)

    def measurement_quality(self, months: list[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """Rows of measurement.compute_measurement_quality of these months and this posyandu (None = all in
        scope), with `name`; no row for scopes with small counts hidden or without posyandu of their own."""
        table = self._quality
        if self.scope.hides_small_counts or self.scope.name_in_book is not None:
            table = table.iloc[:0]
        wanted = table["month"].isin([month.start_time for month in months])
        wanted &= table["posyandu"].isin([posyandu] if posyandu else list(self.posyandu_names))
        shown = table[wanted].reset_index(drop=True)
        return shown.assign(name=shown["posyandu"].map(self.posyandu_names).astype("str"))
