"""Laporan: the month in a short message. Every figure is another room's."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from lib.data.room import Room, remembered
from lib.domain import attention
from lib.domain.summary import Standing, Summary, find_next_month
from lib.workbook.findings import Level

_CAPSULES = ("vitamin_a_6_11", "vitamin_a_12_59")


class Laporan(Room):
    """Figures for messages, of the puskesmas or one posyandu, as far as this scope may know them."""

    @remembered
    def summary(self, month: pd.Period, posyandu: str | None = None) -> Summary:
        """The month's figures, and what comes next."""
        seen = self.seen
        now, before = seen.beranda.headline(month, posyandu)
        opened, of = seen.gizi.opened(month, posyandu)
        lists = seen.gizi.case_lists(month, posyandu)
        capsules = seen.settings.vitamin_a_months
        given = seen.gizi.programme(month, posyandu) if month.month in capsules else None
        return Summary(
            puskesmas=seen.settings.name or seen.puskesmas,
            posyandu=seen.posyandu_names.get(posyandu) if posyandu else None,
            month=month,
            today=self.today,
            opened=opened,
            of=of,
            now=now,
            before=before,
            cases={key: one.count for key, one in lists.items()},
            small=frozenset(key for key, one in lists.items() if one.small),
            targets=seen.settings.targets,
            vitamin_a={
                row["programme"]: (float(row["count"]), float(row["n"]))
                for row in (given.to_dict("records") if given is not None else [])
                if row["programme"] in _CAPSULES
            },
            next_vitamin_a=find_next_month(month, capsules),
            next_days=self._find_next_days(posyandu),
        )

    @remembered
    def standing(self, month: pd.Period, posyandu: str | None = None) -> Standing:
        """What is open: from what Beranda says needs attention, and of the workbooks."""
        seen = self.seen
        matters = seen.beranda.attention(month, posyandu)
        overdue = matters["kind"].eq(attention.LATE)

        def count(matter: str) -> float:
            return float(matters.loc[matters["matter"].eq(matter), "count"].sum(skipna=False))

        knows = self.scope.names == "full" and self.scope.name_in_book is None
        errors = seen.kualitas_data.findings_of(posyandu, level=str(Level.ERROR))["count"].sum()
        taken = [datetime.fromisoformat(one["diambil"]) for one in seen.sources]
        return Standing(
            mothers=count("ibu segera") if month == seen.this_month else None,
            late_steps=int(matters.loc[overdue & matters["matter"].eq("langkah"), "count"].sum()),
            late_actions=int(count("tindak lanjut")),
            errors=int(errors) if knows else None,
            left_out=0 if posyandu else sum(seen.left_out.values()),
            unread=0 if posyandu else seen.kualitas_data.unread_measures,
            books=len(taken),
            read_at=max(taken, default=None),
        )

    def _find_next_days(self, posyandu: str | None) -> tuple[tuple[str, pd.Timestamp], ...]:
        names = self.seen.posyandu_names
        return tuple(
            (names[code], day)
            for code, day in self.seen.gizi.next_days.items()
            if code in names and posyandu in (None, code)
        )
