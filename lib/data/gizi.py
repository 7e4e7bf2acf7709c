"""Gizi: weighings, SKDN, statuses, programmes and the children to act on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.data.room import Room, remembered
from lib.domain import kms, prevalence, skdn, trend_marks
from lib.domain import steps as sop_steps
from lib.domain.age import compute_age_months
from lib.domain.case_lists import (
    CaseList,
    CaseTable,
    compute_case_table,
    compute_openings,
    find_called_off,
    hide_small_lists,
)
from lib.domain.gizi import compute_z_distribution
from lib.domain.privacy import mask_persons
from lib.domain.programme import PROGRAMME_COLUMNS, compute_programme, sum_programme
from lib.domain.rows import of_posyandu
from lib.domain.skdn import Sasaran
from lib.domain.small_counts import close_cases, close_groups, close_narrow_skdn, close_skdn
from lib.domain.status_distribution import (
    compute_left_out,
    compute_status_distribution,
)
from lib.domain.weighing_days import Span, compute_weighing_days, find_announced

Bools = npt.NDArray[np.bool_]


class Gizi(Room):
    """Figures of growth and SKDN, small counts hidden where the scope may not know them. The rest of the data
    asks here who was weighed (`monthly`)."""

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """One row a child and month with a measurement (see kms.compute_monthly_status), with `in_s`: whether
        the child is in S of that month."""
        balita = self._frames["balita"]
        table = kms.compute_monthly_status(
            balita, self._frames["penimbangan"], until=self.today, setting=self.seen.settings.n_rule
        )
        return table.assign(in_s=skdn.find_in_s(balita, table))

    @cached_property
    def _sasaran(self) -> Sasaran:
        """Children and their months, looked up once for all figures of S (see skdn.prepare_sasaran)."""
        return skdn.prepare_sasaran(self._frames["balita"], self.monthly)

    def members(self, month: pd.Period) -> pd.DataFrame:
        """S of a month (see skdn.compute_membership)."""
        return self._sasaran.list_members([month.start_time])

    @cached_property
    def _by_month(self) -> tuple[pd.DataFrame, npt.NDArray[np.datetime64], Bools]:
        """`monthly` by month, those in S first, so that the rows of a month are one piece of it; month and
        in_s of each row."""
        month = self.monthly["month"].to_numpy().astype("datetime64[M]")
        outside = ~self.monthly["in_s"].to_numpy(dtype=np.bool_)
        order = np.lexsort((outside, month))
        return self.monthly.take(order), month[order], ~outside[order]

    def counted(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The rows of `measured` whose children are in S: what rates and categories count."""
        rows, months, in_s = self._by_month
        first, end = np.searchsorted(months, [np.datetime64(str(month)), np.datetime64(str(month + 1))])
        return of_posyandu(rows.iloc[first : first + in_s[first:end].sum()], posyandu)

    @cached_property
    def _weighings_by_month(self) -> tuple[pd.DataFrame, npt.NDArray[np.datetime64]]:
        rows = self._frames["penimbangan"]
        month = rows["date"].to_numpy().astype("datetime64[M]")
        order = np.argsort(month, kind="stable")
        return rows[list(PROGRAMME_COLUMNS)].take(order), month[order]

    def weighings(self, month: pd.Period) -> pd.DataFrame:
        """The rows of Penimbangan of a month and of the one after, as far as compute_programme looks at
        them."""
        rows, months = self._weighings_by_month
        first, end = np.searchsorted(months, [np.datetime64(str(month)), np.datetime64(str(month + 2))])
        return rows.iloc[first:end]

    @property
    def has_weighings(self) -> bool:
        """Whether anybody in scope was ever weighed or measured."""
        return not self.monthly.empty

    def count_measured(self, month: pd.Period, posyandu: str | None = None) -> int:
        """How many children were weighed or measured in a month."""
        return len(self.measured(month, posyandu))

    def count_counted(self, month: pd.Period, posyandu: str | None = None) -> int:
        """How many children of S were weighed or measured in a month."""
        return len(self.counted(month, posyandu))

    def measured(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The rows of `monthly` of one month and posyandu (None = all in scope), also outside S (these
        last)."""
        rows, months, _ = self._by_month
        first, end = np.searchsorted(months, [np.datetime64(str(month)), np.datetime64(str(month + 1))])
        return of_posyandu(rows.iloc[first:end], posyandu)

    def announced(self, month: pd.Period) -> Span | None:
        """First and last day of a month on which everybody is to be weighed; None where none is announced."""
        return find_announced(month, self.seen.settings.weighing_operation)

    @remembered
    def weighing_days(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """How many were weighed, day by day (see weighing_days.compute_weighing_days), of one posyandu or all
        in scope; no rows in a month for which nothing is announced."""
        span, first = self.announced(month), month.start_time
        names = self.seen.posyandu_names
        shown = {posyandu: names.get(posyandu, posyandu)} if posyandu else names
        rows = self.counted(month)
        rows = rows.loc[rows["weight_kg"].notna() & (span is not None), ["child_id", "date"]]
        return compute_weighing_days(rows, self.members(month), shown, span=span or (first, first))

    @remembered
    def skdn(
        self, months: Sequence[pd.Period], *, by: tuple[str, ...] = (), posyandu: str | None = None
    ) -> pd.DataFrame:
        """SKDN by month and group (see skdn.compute_skdn); case counts below five are NaN where hidden."""
        table = self._open_skdn(months, by, posyandu)
        if not self.scope.hides_small_counts:
            return table
        if posyandu or by:
            return close_narrow_skdn(table, self._open_skdn(months))
        return close_skdn(table, [self._count_nyaris_2t(month) for month in table["month"]])

    def _open_skdn(
        self, months: Sequence[pd.Period], by: tuple[str, ...] = (), posyandu: str | None = None
    ) -> pd.DataFrame:
        """SKDN with every count, for computing: `skdn` is what a viewer may know of it."""
        return self._sasaran_of(posyandu).count([month.start_time for month in months], by)

    @remembered
    def _sasaran_of(self, posyandu: str | None) -> Sasaran:
        return self._sasaran.of_posyandu(posyandu)

    def _count_nyaris_2t(self, month: pd.Timestamp) -> float:
        members = self._sasaran.list_members([month])
        rows = self.monthly[(self.monthly["month"] == month) & self.monthly["nyaris_2t"]]
        return float(rows["child_id"].isin(members["child_id"]).sum())

    @remembered
    def skdn_now_and_before(
        self, month: pd.Period, posyandu: str | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The SKDN totals of a month and of the one before, as mappings."""
        table = self.skdn([month - 1, month], posyandu=posyandu)
        before, now = (dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False))
        return now, before

    @remembered
    def skdn_year_before(self, month: pd.Period, posyandu: str | None = None) -> dict[str, Any] | None:
        """The SKDN totals of the same month a year before; None where nobody was weighed in it: February and
        August are to be compared with their like, where that is known."""
        table = self.skdn([month - 12], posyandu=posyandu)
        row: dict[str, Any] = {str(name): value for name, value in table.to_dict("records")[0].items()}
        return row if row["D"] else None

    @remembered
    def skdn_compared(
        self, month: pd.Period, posyandu: str | None = None
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any] | None]:
        """The SKDN totals of a month, of the one before, and of the same one a year before (None:
        unknown)."""
        return *self.skdn_now_and_before(month, posyandu), self.skdn_year_before(month, posyandu)

    @remembered
    def trend_marks(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """Where programmes began and sessions were (see trend_marks.compute_trend_marks)."""
        starts = [month.start_time for month in months]
        return trend_marks.compute_trend_marks(self._frames, starts, today=self.today, posyandu=posyandu)

    @remembered
    def skdn_of_all(self, *months: pd.Period) -> pd.DataFrame:
        """SKDN of every posyandu of the puskesmas as totals; for kader too, whose rows are their own."""
        if not self.scope.posyandu:
            table = self.skdn(months, by=("posyandu",))
        else:
            nobody = mask_persons(self.seen._whole.tables.frames, with_initials=False)
            monthly = kms.compute_monthly_status(
                nobody["balita"], nobody["penimbangan"], until=self.today, setting=self.seen.settings.n_rule
            )
            starts = [month.start_time for month in months]
            table = skdn.compute_skdn(nobody["balita"], monthly, months=starts, by=("posyandu",))
        names = self._frames["posyandu"].set_index("code")[["name", "desa"]]
        return table.join(names, on="posyandu")

    @remembered
    def skdn_by_desa(self, month: pd.Period) -> pd.DataFrame:
        """SKDN of every desa as totals (see skdn.compute_group_totals), by name."""
        return skdn.compute_group_totals(self.skdn_of_all(month), by=("desa",)).sort_values("desa")

    def skdn_by_people(self, month: pd.Period, posyandu: str | None, by: str) -> pd.DataFrame:
        """SKDN by "sex" or "age_group" of a month (see skdn.compute_skdn)."""
        return self.skdn([month], by=(by,), posyandu=posyandu)

    @remembered
    def z_distribution(self, month: pd.Period, index: str, posyandu: str | None = None) -> pd.DataFrame:
        """The z-scores of a month beside the standard (see z_distribution.compute_z_distribution); of nobody
        to those who may not know small counts: few children at the edge stand there bar by bar."""
        measured = self.counted(month, posyandu)
        return compute_z_distribution(measured.iloc[:0] if self.scope.hides_small_counts else measured, index)

    @remembered
    def prevalence(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Stunting, wasting, underweight of a month (see prevalence.compute_prevalence)."""
        table = prevalence.compute_prevalence(self.counted(month, posyandu), by=())
        if not self.scope.hides_small_counts:
            return table.assign(small=False)
        return close_cases(
            table, of_part=not self.seen.may_see_cases(posyandu), hides=("cases", "percent", "low", "high")
        )

    def prevalence_compared(self, month: pd.Period, posyandu: str | None = None) -> list[pd.DataFrame]:
        """The prevalence of a month, of the one before, and of the same one a year before."""
        return [self.prevalence(one, posyandu) for one in (month, month - 1, month - 12)]

    def opened(self, month: pd.Period, posyandu: str | None = None) -> tuple[int, int]:
        """How many posyandu have opened in the month up to today, of how many ("x dari y sudah buka")."""
        days = self.openings(month)
        held = of_posyandu(days, posyandu)
        return int(held["opened"].sum()), len(held)

    def cases(self, month: pd.Period, posyandu: str | None = None) -> dict[str, float]:
        """Children on the lists to act on, by list; NaN where the count is below five and hidden."""
        return {name: one.count for name, one in self.case_lists(month, posyandu).items()}

    @remembered
    def weighed_again(self, month: pd.Period, posyandu: str | None = None) -> float:
        """Children of S whose weight or length of the month is not in every figure; NaN for those who may not
        know small counts."""
        return float("nan") if self.scope.hides_small_counts else self.cases(month, posyandu)["reweigh"]

    @remembered
    def statuses(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Children by index and Permenkes category; grouped, small counts closed (`small`), where hidden."""
        measured, hides = self.counted(month, posyandu), self.scope.hides_small_counts
        table = compute_status_distribution(measured, grouped=hides)
        return close_groups(table, of_part=posyandu is not None) if hides else table.assign(small=False)

    @remembered
    def without_status(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Who of S was measured and has no category, by reason (see compute_left_out; grouped as
        `statuses`)."""
        return compute_left_out(self.counted(month, posyandu), grouped=self.scope.hides_small_counts)

    @remembered
    def openings(self, month: pd.Period) -> pd.DataFrame:
        """Which posyandu have opened in a month: posyandu, name, day, opened (see compute_openings)."""
        return compute_openings(
            self.posyandu_days,
            self._weighing_days,
            self.seen.posyandu_names,
            month=month.start_time,
            today=self.today,
        )

    @cached_property
    def _weighing_days(self) -> pd.DataFrame:
        """Where and when somebody was weighed, each once: a few thousand rows of a hundred times as many."""
        return self._frames["penimbangan"][["posyandu", "date"]].drop_duplicates(ignore_index=True)

    @cached_property
    def posyandu_days(self) -> pd.DataFrame:
        """The posyandu days that take place (see steps.compute_posyandu_days)."""
        return sop_steps.compute_posyandu_days(self._frames["jadwal"])

    @cached_property
    def next_days(self) -> dict[str, pd.Timestamp]:
        """Posyandu (code) → its first day after today, the nearest first."""
        days = self.posyandu_days
        coming = days[days["date"] > self.today].sort_values("date", kind="stable")
        first = coming.dropna(subset=["posyandu"]).drop_duplicates("posyandu")
        return dict(zip(first["posyandu"], first["date"], strict=True))

    def case_lists(self, month: pd.Period, posyandu: str | None = None) -> dict[str, CaseList]:
        """The children to act on (see case_lists), as far as this scope may know them."""
        if self.scope.names != "full" or self.scope.hides_small_counts:
            return self._closed_lists(month, posyandu)
        return self._case_table(month).of_posyandu(posyandu).lists()

    @remembered
    def _case_table(self, month: pd.Period) -> CaseTable:
        """Those of all posyandu at once: each is a piece of it."""
        days, first = self.openings(month), month.start_time
        waiting = days[~days["opened"] & days["day"].notna()]
        opens = dict(zip(waiting["posyandu"], waiting["day"], strict=True))
        off = find_called_off(self._frames["jadwal"], self.posyandu_days, first)
        return compute_case_table(
            self.people(month), self.monthly, self.members(month), month=first, opens=opens, called_off=off
        )

    @remembered
    def _closed_lists(self, month: pd.Period, posyandu: str | None) -> dict[str, CaseList]:
        lists = self._case_table(month).of_posyandu(posyandu).lists()
        # Rows of their own: the door of `shown` takes columns and rows from them.
        lists = {key: CaseList(one.count, one.rows) for key, one in lists.items()}
        if not self.scope.hides_small_counts:
            return lists
        known = self._open_skdn((month,), (), posyandu).iloc[0]
        total: dict[str, Any] = dict(self.skdn([month], posyandu=posyandu).iloc[0])
        total |= {"true_T": known["T"], "true_two_t": known["two_t"]}
        lists = hide_small_lists(lists, total=total, with_labels=self.scope.names == "initials")
        if self.seen.may_see_cases(posyandu):
            return lists
        nothing = {key: CaseList(float("nan"), one.rows.iloc[:0]) for key, one in lists.items()}
        return nothing | {"not_weighed": lists["not_weighed"]}

    @remembered
    def people(self, month: pd.Period) -> pd.DataFrame:
        """Children by child_id: label, rt, caregiver, posyandu, age_months at the month's end (or today)."""
        balita = self._frames["balita"]
        until = min(month.end_time.normalize(), self.today)
        table = balita[["child_id", "name", "sex", "rt", "caregiver", "posyandu"]].rename(
            columns={"name": "label"}
        )
        return table.assign(age_months=compute_age_months(balita["birth_date"], until)).set_index("child_id")

    @remembered
    def programme(
        self, month: pd.Period, posyandu: str | None = None, *, by: tuple[str, ...] = ()
    ) -> pd.DataFrame:
        """Children by programme in a month (see programme.compute_programme), with `small` (bool): the
        count is closed (NaN) because it is below five."""
        table = (
            self._programme_of(month, posyandu) if not by else self._compute_programme(month, posyandu, by)
        )
        if not self.scope.hides_small_counts:
            return table.assign(small=False)
        return close_cases(table, of_part=bool(posyandu or by), count="count", hides=("count", "percent"))

    def _programme_of(self, month: pd.Period, posyandu: str | None) -> pd.DataFrame:
        """With every count: one posyandu's is a piece of the table of all, and all are its sum."""
        table = self._programme_by_posyandu(month)
        if posyandu is None and len(table):
            return sum_programme(table)
        own = of_posyandu(table, posyandu)
        if len(own):
            return own.drop(columns="posyandu").reset_index(drop=True)
        return self._compute_programme(month, posyandu, ())

    @remembered
    def _programme_by_posyandu(self, month: pd.Period) -> pd.DataFrame:
        return self._compute_programme(month, None, ("posyandu",))

    def _compute_programme(self, month: pd.Period, posyandu: str | None, by: tuple[str, ...]) -> pd.DataFrame:
        return compute_programme(
            of_posyandu(self._frames["balita"], posyandu),
            self.weighings(month),
            self.measured(month),
            months=[month.start_time],
            until=self.today,
            by=by,
            vitamin_a_months=self.seen.settings.vitamin_a_months,
            members=of_posyandu(self.members(month), posyandu),
        )
