"""The day of a month on which a posyandu weighed, where rows say only the month.

Source: buku-kerja.md, tab `Register SIP` and "How kader type": the posyandu's day in `Jadwal`, else its
`Hari buka`, else the 15th.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

DEFAULT_DAY = 15


def find_days(tables: Mapping[str, pd.DataFrame], rows: pd.DataFrame, today: pd.Timestamp) -> np.ndarray:
    """The day each month was weighed on, for `rows` with posyandu and month (its first day); of the running
    month not after today; NaT for months to come."""
    held = tables["jadwal"]
    held = held[held["status"].fillna("Terjadwal") != "Batal"]
    held = held.assign(month=held["date"].to_numpy().astype("datetime64[M]").astype("datetime64[s]"))
    held = held.sort_values("date").drop_duplicates(["posyandu", "month"])[["posyandu", "month", "date"]]
    scheduled = rows[["posyandu", "month"]].merge(held, on=["posyandu", "month"], how="left", validate="m:1")[
        "date"
    ]
    open_day = (
        tables["posyandu"].drop_duplicates("code").set_index("code")["open_day"].reindex(rows["posyandu"])
    )
    day = open_day.fillna(DEFAULT_DAY).to_numpy()
    start = rows["month"].to_numpy().astype("datetime64[M]")
    last = (start + 1).astype("datetime64[D]") - 1
    usual = np.minimum(start.astype("datetime64[D]") + (day.astype("int64") - 1), last)
    date = scheduled.to_numpy().astype("datetime64[D]")
    date = np.where(np.isnat(date), usual, date)
    now = np.datetime64(today, "D")
    date = np.where((date > now) & (start == now.astype("datetime64[M]")), now, date)
    return np.where(date > now, np.datetime64("NaT"), date).astype("datetime64[s]")
