"""An announced weighing, day by day: how many of the sasaran of each posyandu have been weighed so far.

Sources: February and August are the national months of weighing (aturan, "WHO growth standards"; Permenkes
21/2015 for vitamin A in the same months); any other span is what the puskesmas announces in Pengaturan.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.domain.prevalence import WEIGHING_MONTHS

DAY_COLUMNS = ("posyandu", "day", "weighed", "sasaran", "percent")
"""One row a posyandu and day; the rows of all together have no posyandu."""

Span = tuple[pd.Timestamp, pd.Timestamp]
"""First and last day, both included."""

METHODS = {
    "hari_timbang": (
        "Bulan timbang: Februari dan Agustus, atau hari-hari antara Operasi timbang mulai dan Operasi "
        "timbang selesai di tab Pengaturan. Angka tiap hari adalah jumlah anak dalam S yang sudah ditimbang "
        "sampai hari itu, dibagi S bulan itu di posyandunya; yang ditimbang lagi dihitung pada hari "
        "penimbangan terakhirnya, yang ditimbang sebelum hari pertama dihitung pada hari pertama. Hanya hari "
        "dengan penimbangan yang tampil. Belum mulai: belum seorang pun ditimbang."
    ),
}


def find_announced(month: pd.Period, operation: Span | None) -> Span | None:
    """The days of a month on which everybody is to be weighed: those of the `operation` that fall in it, else
    the whole of a national month of weighing; None in other months."""
    first, last = month.start_time, month.end_time.normalize()
    if operation and operation[0] <= last and operation[1] >= first:
        return max(operation[0], first), min(operation[1], last)
    return (first, last) if month.month in WEIGHING_MONTHS else None


def compute_weighing_days(
    weighed: pd.DataFrame, members: pd.DataFrame, names: Mapping[str, str], *, span: Span
) -> pd.DataFrame:
    """DAY_COLUMNS for each posyandu of `names` and for all of them together, by day; weighed counts up.

    `weighed`: child_id and date, one row a child with a usable weight in the month; `members`: child_id and
    posyandu of who is in S. Days are those of `span` on which somebody was weighed. percent is NaN without
    sasaran. Nobody of other posyandu counts.
    """
    members = members[members["posyandu"].isin(list(names))]
    sasaran = members.groupby("posyandu").size().reindex(list(names), fill_value=0)
    rows = weighed.merge(members[["child_id", "posyandu"]], on="child_id", how="inner", validate="1:1")
    rows = rows[rows["date"] <= span[1]]
    counts = pd.crosstab(rows["date"].where(rows["date"] >= span[0], span[0]), rows["posyandu"])
    so_far = counts.reindex(columns=list(names), fill_value=0).sort_index().cumsum()
    parts = [_build_days(so_far[code], float(sasaran[code])).assign(posyandu=code) for code in so_far.columns]
    whole = _build_days(so_far.sum(axis=1), float(sasaran.sum())).assign(posyandu=None)
    table = pd.concat([*parts, whole], ignore_index=True)
    return table.astype({"posyandu": "str", "day": "datetime64[s]"})[list(DAY_COLUMNS)]


def _build_days(so_far: pd.Series, sasaran: float) -> pd.DataFrame:
    counts = so_far.astype("float64").to_numpy()
    percent = counts / sasaran * 100 if sasaran else float("nan")
    return pd.DataFrame({"day": so_far.index, "weighed": counts, "sasaran": sasaran, "percent": percent})
