"""One child: its growth and its thread through the work."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.data.room import Room, remembered
from lib.domain.age import compute_age_months
from lib.domain.anak import compute_points, compute_thread
from lib.domain.rows import of_posyandu


class Anak(Room):
    """Children by name, for those who may see persons; who may not finds none here."""

    def children(self, posyandu: str | None) -> pd.DataFrame:
        """The children of a posyandu (None = all) in scope: the rows of Balita with age_months today and
        left, by name, those who left at the end.  Empty for scopes that see no names."""
        if self.scope.names != "full":
            return self._frames["balita"].iloc[:0].assign(age_months=pd.Series(dtype="float64"))
        return self._children(posyandu)

    @remembered
    def _children(self, posyandu: str | None) -> pd.DataFrame:
        rows = self._frames["balita"]
        rows = rows[rows["child_id"].notna()].drop_duplicates("child_id")
        rows = of_posyandu(rows, posyandu)
        left = ~rows["status"].fillna("Aktif").eq("Aktif")
        rows = rows.assign(left=left, age_months=compute_age_months(rows["birth_date"], self.today))
        return rows.sort_values(["left", "name"], kind="stable", ignore_index=True)

    def address_of(self, child_id: str) -> dict[str, str]:
        """What the address needs so that the page shows a child: `anak` and `posyandu`, as the tabs spell
        them; empty for an unknown child and for scopes that may not see it."""
        rows = self.children(None)
        own = rows[rows["child_id"].str.casefold().eq(child_id.casefold()) & rows["posyandu"].notna()]
        return {"anak": own["child_id"].iloc[0], "posyandu": own["posyandu"].iloc[0]} if len(own) else {}

    @remembered
    def growth_of(self, child_id: str) -> pd.DataFrame:
        """A child's months (see anak.compute_points)."""
        return compute_points(self._months_of(child_id))

    def card_facts(self, child_id: str) -> dict[str, Any]:
        """What stands on a child's printed card beside its growth: posyandu, puskesmas, today."""
        home = self.children(None).set_index("child_id")["posyandu"].get(child_id)
        return {
            "posyandu": self.seen.posyandu_names.get(str(home), ""),
            "puskesmas": self.seen.settings.name,
            "today": self.today,
        }

    def verdict_of(self, child_id: str) -> dict[str, bool]:
        """gizi_buruk, bgm, two_t, nyaris_2t of a child's newest month; empty without any."""
        rows = self._months_of(child_id)
        names = ("gizi_buruk", "bgm", "two_t", "nyaris_2t")
        return {name: bool(rows[name].iloc[-1]) for name in names} if len(rows) else {}

    def _months_of(self, child_id: str) -> pd.DataFrame:
        if self.scope.names != "full":
            return self.seen.gizi.monthly.iloc[:0]
        return self.seen.gizi.monthly[self.seen.gizi.monthly["child_id"] == child_id]

    @remembered
    def thread_of(self, child_id: str) -> pd.DataFrame:
        """What was done with a child (see anak.compute_thread)."""
        known = child_id if self.scope.names == "full" else ""
        return compute_thread(self._frames, known, today=self.today)
