"""Vitamin A, ASI eksklusif and diare: what was given or found in a month, among which children.

Source: aturan, "SKDN" ("Also monthly: vitamin A (months from Pengaturan, default 2 and 8; a capsule in the
month after counts as sweeping; 6–11 and 12–59 months), ASI eksklusif (0–5 months), diare"); Permenkes
21/2015 for the capsules, Buku KIA for ASI eksklusif.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.age import parse_days
from lib.domain.prevalence import WEIGHING_MONTHS
from lib.domain.skdn import compute_membership

Bools = npt.NDArray[np.bool_]

PROGRAMMES: tuple[str, ...] = ("vitamin_a_6_11", "vitamin_a_12_59", "asi_eksklusif", "diare")
VITAMIN_A_MONTHS = WEIGHING_MONTHS  # unless Pengaturan says others: the same two months
# Age groups of SKDN that each is about; diare is about all.
AGES: dict[str, tuple[str, ...]] = {
    "vitamin_a_6_11": ("6–11",),
    "vitamin_a_12_59": ("12–23", "24–59"),
    "asi_eksklusif": ("0–5",),
}

PROGRAMME_COLUMNS: tuple[str, ...] = (
    *("child_id", "date", "vitamin_a", "exclusive_breastfeeding", "diarrhoea"),
)
"""Of Penimbangan."""

METHODS: dict[str, str] = {
    "vitamin_a": (
        "Vitamin A (bulan menurut Pengaturan, biasanya Februari dan Agustus): anak dalam S berumur 6–11 "
        "atau 12–59 bulan dengan Vitamin A = Ya pada bulan itu atau bulan sesudahnya (sweeping), dibagi "
        "semua anak dalam S seumur itu. Umur dihitung pada akhir bulan itu. Kapsul di bulan lain menjadi "
        "temuan."
    ),
    "asi_eksklusif": (
        "ASI eksklusif: anak dalam S berumur 0–5 bulan yang catatan terakhirnya bulan itu Ya, dibagi yang "
        "tercatat Ya atau Tidak. Yang kosong tidak ikut, dan disebut berapa."
    ),
    "diare": (
        "Diare: anak dalam S dengan Diare = Ya paling sedikit sekali bulan itu, dibagi anak dalam S yang "
        "diukur atau catatan diarenya terisi."
    ),
}


def compute_programme(
    balita: pd.DataFrame,
    penimbangan: pd.DataFrame,
    monthly: pd.DataFrame,
    *,
    months: Iterable[pd.Timestamp],
    until: pd.Timestamp,
    by: Sequence[str] = ("posyandu",),
    vitamin_a_months: Sequence[int] = VITAMIN_A_MONTHS,
    members: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Children by month, group and programme; by=() gives the totals. The groups add up to them.

    Counted are children in S (`monthly` of compute_monthly_status, all its months), by their age at the
    month's end, and rows of `penimbangan` (child_id, date, vitamin_a, exclusive_breastfeeding, diarrhoea)
    up to `until`, measured or not, none from before the birth. `by` names columns of compute_membership.

    One row for each month, group with a child in `balita` and programme (PROGRAMMES; vitamin A only in
    `vitamin_a_months`), in that order. Columns: month (datetime64[s]), those of `by`, programme (str),
    count, n, of_age (int64: children of that age in S; count ≤ n ≤ of_age), percent (NaN where n is 0).

    With `members` (compute_membership of `months`) `monthly` and `penimbangan` need hold no more than those
    months, `penimbangan` the one after each as well.
    """
    wanted = sorted({pd.Timestamp(month) for month in months})
    members = compute_membership(balita, monthly, wanted) if members is None else members
    judged = _judge_members(members, balita, penimbangan, monthly, wanted, until, vitamin_a_months)
    columns = ["month", *by]
    groups = _list_groups(balita, wanted, by)
    parts = []
    for order, (name, (count, n, of_age)) in enumerate(judged.items()):
        marks = members[columns].assign(count=count & of_age, n=n & of_age, of_age=of_age)
        sums = marks.groupby(columns, dropna=False, observed=True).sum().reset_index()
        shown = (
            groups
            if not name.startswith("vitamin_a")
            else groups[groups["month"].dt.month.isin(list(vitamin_a_months))]
        )
        joined = shown.merge(sums, on=columns, how="left", validate="1:1")
        parts.append(joined.assign(programme=name, order=order))
    table = pd.concat(parts, ignore_index=True).sort_values(["row", "order"], ignore_index=True)
    counts: dict[str, Any] = {
        name: table[name].fillna(0).astype("int64") for name in ("count", "n", "of_age")
    }
    table = table.assign(**counts, programme=table["programme"].astype("str"))
    kept: pd.DataFrame = table.assign(percent=_compute_percent(table))[
        [*columns, "programme", *counts, "percent"]
    ]
    return kept


def sum_programme(table: pd.DataFrame) -> pd.DataFrame:
    """The totals (by=()) of rows of compute_programme by any group."""
    sums = table.groupby(["month", "programme"], sort=False)[["count", "n", "of_age"]].sum().reset_index()
    return sums.assign(percent=_compute_percent(sums))


def _compute_percent(table: pd.DataFrame) -> pd.Series:
    percent: pd.Series = table["count"] * 100.0 / table["n"].where(table["n"] > 0)
    return percent


def compute_programme_marks(
    balita: pd.DataFrame,
    penimbangan: pd.DataFrame,
    monthly: pd.DataFrame,
    *,
    month: pd.Timestamp,
    until: pd.Timestamp,
    vitamin_a_months: Sequence[int] = VITAMIN_A_MONTHS,
    members: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Who is behind the figures of compute_programme in one month: a row each child in S, by child_id; bool
    columns `PROGRAMME:ya` (counted), `PROGRAMME:tidak` (in n, not counted), `PROGRAMME:belum` (of that age,
    not in n). Vitamin A only in `vitamin_a_months`. `members` as there.
    """
    members = compute_membership(balita, monthly, [month]) if members is None else members
    judged = _judge_members(members, balita, penimbangan, monthly, [month], until, vitamin_a_months)
    marks: dict[str, Bools] = {}
    for name, (count, n, of_age) in judged.items():
        if name.startswith("vitamin_a") and month.month not in vitamin_a_months:
            continue
        marks |= {
            f"{name}:ya": count & of_age,
            f"{name}:tidak": n & ~count & of_age,
            f"{name}:belum": of_age & ~n,
        }
    return pd.DataFrame(marks, index=pd.Index(members["child_id"]))


def _judge_members(
    members: pd.DataFrame,
    balita: pd.DataFrame,
    penimbangan: pd.DataFrame,
    monthly: pd.DataFrame,
    wanted: list[pd.Timestamp],
    until: pd.Timestamp,
    vitamin_a_months: Sequence[int],
) -> dict[str, tuple[Bools, Bools, Bools]]:
    """Of each of `members` by programme: counted, judged, of that age."""
    keys = _build_keys(members)
    after = [month + pd.DateOffset(months=1) for month in wanted]
    late = _select_rows(balita, penimbangan, after, until)
    sweeping = late[is_sweeping(late["month"].dt.month, vitamin_a_months)]
    sweeping = sweeping.assign(month=sweeping["month"] - pd.DateOffset(months=1))
    rows = _select_rows(balita, penimbangan, wanted, until)

    def found(chosen: pd.DataFrame) -> Bools:
        return np.asarray(keys.isin(_build_keys(chosen)), dtype=np.bool_)

    answers = {name: rows[rows[name].notna()] for name in ("exclusive_breastfeeding", "diarrhoea")}
    ill = answers["diarrhoea"][answers["diarrhoea"]["diarrhoea"].astype(bool)]
    latest = answers["exclusive_breastfeeding"].drop_duplicates(["child_id", "month"], keep="last")
    capsules = (found(table[_is_yes(table["vitamin_a"])]) for table in (rows, sweeping))
    given = np.logical_or(*capsules)
    everyone = np.ones(len(members), dtype=np.bool_)
    exclusive = found(latest[latest["exclusive_breastfeeding"].astype(bool)])
    measured = monthly.loc[monthly["month"].isin(wanted), ["child_id", "month"]]
    seen = found(measured) | found(answers["diarrhoea"])
    judged = {
        "vitamin_a_6_11": (given, everyone),
        "vitamin_a_12_59": (given, everyone),
        "asi_eksklusif": (exclusive, found(latest)),
        "diare": (found(ill), seen),
    }
    ages = {
        name: members["age_group"].isin(AGES[name]).to_numpy(dtype=np.bool_) if name in AGES else everyone
        for name in PROGRAMMES
    }
    return {name: (*judged[name], ages[name]) for name in PROGRAMMES}


def is_sweeping(months: pd.Series[int], vitamin_a_months: Sequence[int]) -> Bools:
    """Of each month's number whether a capsule in it counts for the month of vitamin A before it."""
    after = [month % 12 + 1 for month in vitamin_a_months]
    return np.asarray(months.isin(after) & ~months.isin(list(vitamin_a_months)), dtype=np.bool_)


def find_strange_capsules(
    penimbangan: pd.DataFrame, vitamin_a_months: Sequence[int] = VITAMIN_A_MONTHS
) -> pd.DataFrame:
    """Rows of `penimbangan` with vitamin A in a month that is neither one of its months nor the one after."""
    rows = penimbangan[_is_yes(penimbangan["vitamin_a"]) & penimbangan["date"].notna().to_numpy()]
    months = rows["date"].dt.month
    strange: pd.DataFrame = rows[
        ~(months.isin(list(vitamin_a_months)) | is_sweeping(months, vitamin_a_months))
    ]
    return strange


def _is_yes(answers: pd.Series) -> Bools:
    return np.asarray(answers.eq(True).fillna(False).to_numpy(dtype=np.bool_))


def _build_keys(table: pd.DataFrame) -> pd.MultiIndex:
    months = parse_days(table["month"]).astype("datetime64[M]").astype(np.int64)
    return pd.MultiIndex.from_arrays([table["child_id"].astype(object), months])


def _select_rows(
    balita: pd.DataFrame, penimbangan: pd.DataFrame, wanted: list[pd.Timestamp], until: pd.Timestamp
) -> pd.DataFrame:
    """Rows of the wanted months by date (of one day in the order typed), with their month."""
    month = parse_days(penimbangan["date"]).astype("datetime64[M]").astype("datetime64[s]")
    chosen = np.isin(month, np.array(wanted, dtype="datetime64[s]"))
    rows = penimbangan.loc[chosen, list(PROGRAMME_COLUMNS)].assign(month=month[chosen])
    rows = rows[(rows["date"] <= until) & rows["child_id"].notna()]
    born = balita.dropna(subset=["child_id"]).drop_duplicates("child_id").set_index("child_id")["birth_date"]
    births = born.reindex(rows["child_id"]).to_numpy()
    kept: pd.DataFrame = rows[~(rows["date"].to_numpy() < births)].sort_values("date", kind="stable")
    return kept


def _list_groups(balita: pd.DataFrame, wanted: list[pd.Timestamp], by: Sequence[str]) -> pd.DataFrame:
    """Each wanted month with each group of `balita`, sorted; `row` numbers them."""
    months = pd.DataFrame({"month": pd.Series(wanted, dtype="datetime64[s]")})
    groups = months
    if by:
        known = balita[balita["child_id"].notna()].drop_duplicates("child_id")[list(by)].drop_duplicates()
        groups = months.merge(known.sort_values(list(by)), how="cross")
    return groups.assign(row=np.arange(len(groups)))
