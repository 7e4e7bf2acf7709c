"""Many puskesmas side by side, from their facts alone: no tables of persons are read for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from lib.domain.kabupaten import METHODS, Funnel, compute_funnel
from lib.domain.prevalence import METHODS as PREVALENCE
from lib.domain.prevalence import compute_wilson
from lib.domain.skdn import METHODS as SKDN
from lib.domain.small_counts import find_few
from lib.domain.steps import GOOD_FROM, is_judged
from lib.facts.files import read_stamp
from lib.facts.queries import ask_months, ask_wholes
from lib.facts.schema import SOP_DONE, SOP_FILLED

TREND_MONTHS = 12
OPENED_FROM = 0.5
"""A month is the one to begin with once this share of all posyandu has opened in it."""

NUMBERS = ["numerator", "denominator"]

ENOUGH_KEPT = 8
"""Answers of the files kept at once: a few months, the choices of a few accounts."""


@dataclass(frozen=True)
class Workbook:
    """How one workbook stands: how long ago it was read (None: never), what is wrong with it in words ("" for
    nothing)."""

    puskesmas: str
    name: str
    age: timedelta | None
    problem: str


class Kabupaten:
    """What one viewer may know of `puskesmas` (names, in their order). With `hides_small_counts` few cases
    are closed, and means are of the others alone: so no sum tells what is closed."""

    def __init__(
        self,
        folder: Path,
        puskesmas: Sequence[str],
        *,
        hides_small_counts: bool,
        this_month: pd.Period,
        workbooks: Sequence[Workbook] = (),
    ) -> None:
        self.puskesmas = tuple(puskesmas)
        self.hides_small_counts = hides_small_counts
        self.this_month = this_month
        self.workbooks = tuple(workbooks)
        self._folder = folder
        self._known_years: dict[pd.Period, _Year] = {}
        self._known_rates: dict[pd.Period, pd.DataFrame] = {}
        self._known_cases: dict[tuple[pd.Period, str], pd.DataFrame] = {}
        self.stamp = read_stamp(folder, self.puskesmas)
        """Changes when facts of one of them are written."""

    @cached_property
    def months(self) -> list[pd.Period]:
        """Months with facts, in order, up to the running one."""
        months = _ask_months(self._folder, self.puskesmas, self.stamp)
        return [month for month in months if month <= self.this_month]

    @property
    def first_month(self) -> pd.Period:
        """The newest month in which half of the posyandu have opened, else the newest but one: in the first
        days of a month nothing can be compared."""
        if not self.months:
            return self.this_month
        newest = self.months[-1]
        opened = self._wide(newest, "opened")
        enough = opened["numerator"].sum() >= OPENED_FROM * opened["denominator"].sum()
        return newest if enough or len(self.months) == 1 else self.months[-2]

    def methods(self, *figures: str) -> str:
        """How figures are computed, a paragraph each."""
        return "\n\n".join({**SKDN, **PREVALENCE, **METHODS}[figure] for figure in figures)

    def places(self, month: pd.Period) -> pd.DataFrame:
        """One row for each puskesmas, those without facts too (NaN): puskesmas, S, D, ds, nd_corrected,
        cases, n, percent, low, high (stunting, percent 0–100), small (bool: cases are closed as below five),
        opened, posyandus, sop_good, sop_judged (counts of SOPs), wrong (percent of rows with a Galat at the
        last reading), read_on."""
        rates, growth = self._rates(month), self._cases(month, "stunting")
        table = rates.join(growth[["cases", "n", "percent", "low", "high", "small"]])
        opened, wrong = self._wide(month, "opened"), self._newest_wrong(month)
        sops = self.sops(month)
        by_place = sops.groupby("puskesmas")[["good", "judged"]].sum() if len(sops) else sops
        return table.assign(
            opened=opened["numerator"],
            posyandus=opened["denominator"],
            sop_good=by_place["good"] if len(sops) else np.nan,
            sop_judged=by_place["judged"] if len(sops) else np.nan,
            wrong=wrong,
            read_on=self._facts(month).groupby("puskesmas")["read_on"].max(),
        ).reset_index()

    def sops(self, month: pd.Period) -> pd.DataFrame:
        """One row for each puskesmas and SOP of which something was due: puskesmas, sop, compliance
        (percent), filled, total, judged, good (bool)."""
        facts = self._facts(month)
        found = []
        for prefix in (SOP_DONE, SOP_FILLED):
            rows = facts[facts["indicator"].str.startswith(prefix)]
            sop = rows["indicator"].str.removeprefix(prefix)
            found.append(
                rows.assign(sop=sop)
                .set_index(["puskesmas", "sop"])[["numerator", "denominator"]]
                .add_prefix(prefix)
            )
        table = found[0].join(found[1], how="outer").reset_index()
        done, answered = table[f"{SOP_DONE}numerator"], table[f"{SOP_DONE}denominator"]
        table = table.assign(
            compliance=100 * done / answered.where(answered > 0),
            filled=table[f"{SOP_FILLED}numerator"],
            total=table[f"{SOP_FILLED}denominator"],
        )
        judged = [
            is_judged(*figures)
            for figures in zip(table["compliance"], table["filled"], table["total"], strict=True)
        ]
        table = table.assign(judged=pd.Series(judged, index=table.index, dtype=bool))
        table["good"] = table["judged"] & table["compliance"].ge(GOOD_FROM)
        kept = ["puskesmas", "sop", "compliance", "filled", "total", "judged", "good"]
        return table.loc[table["total"].gt(0), kept].reset_index(drop=True)

    def total(self, month: pd.Period, indicator: str = "stunting") -> dict[str, float]:
        """The kabupaten in a month: S, D, ds, nd_corrected, cases, n, percent, and of how many puskesmas
        growth is known (`places`) and closed (`closed`)."""
        rates, growth = self._rates(month), self._cases(month, indicator)
        known = growth[growth["cases"].notna()]
        rising = rates[rates["nd_corrected"].notna()]
        return {
            "S": float(rates["S"].sum()),
            "D": float(rates["D"].sum()),
            "ds": _compute_share(rates["D"].sum(), rates["S"].sum()),
            "nd_corrected": _compute_share(rising["N"].sum(), rising["D_corrected"].sum()),
            "cases": float(known["cases"].sum()),
            "n": float(known["n"].sum()),
            "percent": _compute_share(known["cases"].sum(), known["n"].sum()),
            "places": float(len(known)),
            "closed": float((growth["n"].notna() & growth["cases"].isna()).sum()),
        }

    def trend(self, month: pd.Period, indicator: str = "stunting") -> pd.DataFrame:
        """The twelve months up to `month` that have facts, a row each: month (datetime64), ds, nd_corrected,
        percent of the whole kabupaten."""
        months = self._trend_months(month)
        rows = [{"month": one.start_time, **self.total(one, indicator)} for one in months]
        return pd.DataFrame(rows, columns=["month", "ds", "nd_corrected", "percent"])

    def spread(self, month: pd.Period, indicator: str = "stunting") -> pd.DataFrame:
        """The same months of each puskesmas: puskesmas, month, ds, nd_corrected, percent."""
        rows = [
            self._rates(one)
            .join(self._cases(one, indicator)["percent"])
            .reset_index()[["puskesmas", "ds", "nd_corrected", "percent"]]
            .assign(month=one.start_time)
            for one in self._trend_months(month)
        ]
        return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=["puskesmas", "month"])

    def funnel(self, month: pd.Period, indicator: str = "stunting") -> Funnel:
        """Prevalence of the puskesmas between its control limits (see domain.kabupaten)."""
        return compute_funnel(self._cases(month, indicator).reset_index())

    def _trend_months(self, month: pd.Period) -> list[pd.Period]:
        return [one for one in self.months if month - TREND_MONTHS < one <= month]

    def _year(self, month: pd.Period) -> _Year:
        """The facts of the year up to a month, read at once: the newest serves all its months."""
        if month not in self._known_years:
            newest = self._trend_months(self.months[-1]) if self.months else []
            span = newest if month in newest else self._trend_months(month) or [month]
            self._known_years[month] = _ask_year(self._folder, self.puskesmas, tuple(span), self.stamp)
        return self._known_years[month]

    def _facts(self, month: pd.Period) -> pd.DataFrame:
        """The facts of a month."""
        return self._year(month).months.get(month.start_time, _NO_FACTS)

    def _wide(self, month: pd.Period, indicator: str) -> pd.DataFrame:
        """numerator and denominator of an indicator by puskesmas, in their order; NaN where there is none."""
        rows = self._year(month).indicators.get((month.start_time, indicator), _NO_NUMBERS)
        return rows.reindex(pd.Index(self.puskesmas, name="puskesmas", dtype="str"))

    def _rates(self, month: pd.Period) -> pd.DataFrame:
        """`_compute_rates`, once a month."""
        if month not in self._known_rates:
            self._known_rates[month] = self._compute_rates(month)
        return self._known_rates[month]

    def _cases(self, month: pd.Period, indicator: str) -> pd.DataFrame:
        """`_compute_cases`, once a month and indicator."""
        if (month, indicator) not in self._known_cases:
            self._known_cases[month, indicator] = self._compute_cases(month, indicator)
        return self._known_cases[month, indicator]

    def _compute_rates(self, month: pd.Period) -> pd.DataFrame:
        """S, D, N, D_corrected, ds, nd_corrected by puskesmas; S and D are NaN in the running month until a
        posyandu has opened, N/D′ closed where few did not gain."""
        table = pd.DataFrame(
            {name: self._wide(month, name)["numerator"] for name in ("S", "D", "N", "D_corrected")}
        )
        # Where nobody has opened yet, that nobody was weighed is no figure.
        waits = self._wide(month, "opened")["numerator"].eq(0) & (month == self.this_month)
        table = table.assign(S=table["S"].mask(waits), D=table["D"].mask(waits))
        table["ds"] = 100 * table["D"] / table["S"].where(table["S"] > 0)
        table["nd_corrected"] = 100 * table["N"] / table["D_corrected"].where(table["D_corrected"] > 0)
        if self.hides_small_counts:
            faltering = table["D_corrected"] - table["N"]
            few = find_few(faltering, table["D"]) | find_few(faltering, table["D_corrected"])
            table["nd_corrected"] = table["nd_corrected"].mask(few)
        return table

    def _compute_cases(self, month: pd.Period, indicator: str) -> pd.DataFrame:
        """cases, n, percent, low, high, small of an indicator by puskesmas; few cases closed."""
        wide = self._wide(month, indicator)
        cases, n = wide["numerator"], wide["denominator"]
        low, high = compute_wilson(cases, n)
        table = pd.DataFrame(
            {"cases": cases, "n": n, "percent": 100 * cases / n.where(n > 0), "low": low, "high": high}
        )
        if not self.hides_small_counts:
            return table.assign(small=False)
        few = find_few(cases, n)
        hidden = {name: table[name].mask(few) for name in ("cases", "percent", "low", "high")}
        return table.assign(**hidden, small=few & cases.lt(5).to_numpy())

    def _newest_wrong(self, month: pd.Period) -> pd.Series:
        """Percent of rows with a Galat at each puskesmas's last reading: it is of the newest months only."""
        wrong = pd.Series(np.nan, index=pd.Index(self.puskesmas, name="puskesmas", dtype="str"))
        for one in self._trend_months(self.months[-1]) if self.months else []:
            wide = self._wide(one, "galat")
            share = 100 * wide["numerator"] / wide["denominator"].where(wide["denominator"] > 0)
            wrong = share.combine_first(wrong)
        return wrong.reindex(list(self.puskesmas))


def _compute_share(part: float, whole: float) -> float:
    return float(100 * part / whole) if whole > 0 else float("nan")


@lru_cache(maxsize=ENOUGH_KEPT)
def _ask_months(folder: Path, puskesmas: tuple[str, ...], stamp: int) -> list[pd.Period]:
    return ask_months(folder, puskesmas)


@dataclass(frozen=True)
class _Year:
    """Facts as read, by month, and numbers by puskesmas of each month and indicator."""

    months: dict[pd.Timestamp, pd.DataFrame]
    indicators: dict[tuple[pd.Timestamp, str], pd.DataFrame]


@lru_cache(maxsize=ENOUGH_KEPT)
def _ask_year(folder: Path, puskesmas: tuple[str, ...], months: tuple[pd.Period, ...], stamp: int) -> _Year:
    """`stamp` changes when a file does."""
    facts = ask_wholes(folder, puskesmas, months)
    numbers = facts.set_index("puskesmas")[["month", "indicator", *NUMBERS]]
    return _Year(
        {pd.Timestamp(str(month)): rows for month, rows in facts.groupby("month", sort=False)},
        {
            (pd.Timestamp(str(month)), str(indicator)): rows[NUMBERS]
            for (month, indicator), rows in numbers.groupby(["month", "indicator"], sort=False)
        },
    )


_NO_FACTS = ask_wholes(Path(), (), ())
_NO_NUMBERS = _NO_FACTS.set_index("puskesmas")[NUMBERS]
