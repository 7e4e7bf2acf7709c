"""Marks on a trend: the month in which a programme began, and the months in which a session was held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

BEGAN, SESSION = "mulai", "kegiatan"
COLUMNS: tuple[str, ...] = ("month", "kind", "programme", "count")

RECORDS: dict[str, tuple[str, str]] = {
    "Antar-jemput": ("antar_jemput", "date"),
    "Mentoring": ("mentoring", "selected_on"),
    "Pendampingan": ("pendampingan", "started_on"),
    "KEBAL MSG": ("kebal_msg", "date"),
}
"""Programme → the tab and the day of its records: the first one is its beginning."""

METHODS: dict[str, str] = {
    "tanda_tren": (
        "Tanda pada tren: bulan sebuah program mulai (catatan pertamanya di tab Antar Jemput, Mentoring, "
        "Pendampingan, atau Kebal MSG) dan bulan ada kegiatan KEBAL MSG. Naik sesudah tanda belum tentu "
        "karena program itu."
    ),
}


def compute_trend_marks(
    tables: Mapping[str, pd.DataFrame],
    months: Sequence[pd.Timestamp],
    *,
    today: pd.Timestamp,
    posyandu: str | None = None,
) -> pd.DataFrame:
    """The marks in `months` (first days), by month: COLUMNS; count is sessions (1 for a beginning).

    Records up to `today` count, of one posyandu (where the tab says whose they are) or of all. A month that
    is the first one known of the whole tab is its beginning.
    """
    found = []
    for programme, (tab, column) in RECORDS.items():
        rows = tables[tab]
        if posyandu and "posyandu" in rows.columns:
            rows = rows[rows["posyandu"].eq(posyandu)]
        days = rows.loc[rows[column] <= today, column].dropna()
        of_month = days.dt.to_period("M").dt.to_timestamp()
        if len(of_month):
            found.append((of_month.min(), BEGAN, programme, 1))
        if tab == "kebal_msg":
            held = rows.loc[days.index, ["posyandu"]].assign(day=days, month=of_month).drop_duplicates()
            found += [(month, SESSION, programme, len(group)) for month, group in held.groupby("month")]
    table = pd.DataFrame(found, columns=list(COLUMNS)).astype({"month": "datetime64[s]"})
    table = table[table["month"].isin(list(months))]
    return table.sort_values(["month", "kind", "programme"], kind="stable", ignore_index=True)
