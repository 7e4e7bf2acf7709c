"""Visits to mothers, one row each: what was measured, and what of it is alarming."""

from __future__ import annotations

import pandas as pd

from lib.domain.mothers import (
    DANGEROUS_PRESSURE,
    HIGH_PRESSURE,
    compute_anaemia,
    compute_kek,
    compute_pressure,
)
from lib.domain.pendampingan.pairs import match_visits
from lib.domain.steps.keys import look_up
from lib.domain.steps.status import compute_today
from lib.domain.steps.units import Tables, compute_osoc_pairs

MEASURED = ("weight_kg", "systolic", "diastolic", "lila_cm", "hb_g_dl")


def compute_visits(tables: Tables, *, today: object) -> pd.DataFrame:
    """Every visit of `Kunjungan Ibu` up to today, oldest first.

    Columns: date, mother_id, name, posyandu (the mother's), student (as typed), MEASURED, complaint,
    counselling, minutes, gestation_days (on that day; NaN before HPHT), after_birth (the day is after the
    birth), hypertension, danger, kek, anaemia (nullable), of_pair (counts for a pair of `Pendampingan`),
    source_book, source_row.
    """
    now = compute_today(today)
    rows = tables["kunjungan_ibu"]
    rows = rows[rows["date"].notna() & rows["mother_id"].notna() & (rows["date"] <= now)]
    rows = rows.sort_values("date", kind="stable").reset_index(drop=True)
    mothers = tables["ibu_hamil"]
    of_mother = {
        column: look_up(rows["mother_id"], mothers, "mother_id", column)
        for column in ("name", "posyandu", "last_period", "delivered_on")
    }
    days = (rows["date"] - of_mother["last_period"].astype("datetime64[s]")).dt.days.astype("float64")
    counted = match_visits(tables, compute_osoc_pairs(tables), now)[["source_book", "source_row"]]
    keys = pd.MultiIndex.from_frame(rows[["source_book", "source_row"]])
    columns = ["date", "mother_id", "student", *MEASURED, "complaint", "counselling", "minutes"]
    return rows[columns].assign(
        name=of_mother["name"],
        posyandu=of_mother["posyandu"],
        gestation_days=days.where(days >= 0),
        after_birth=rows["date"] > of_mother["delivered_on"].astype("datetime64[s]"),
        hypertension=compute_pressure(rows["systolic"], rows["diastolic"], HIGH_PRESSURE),
        danger=compute_pressure(rows["systolic"], rows["diastolic"], DANGEROUS_PRESSURE),
        kek=compute_kek(rows["lila_cm"]),
        anaemia=compute_anaemia(rows["hb_g_dl"], days),
        of_pair=keys.isin(pd.MultiIndex.from_frame(counted)),
        source_book=rows["source_book"],
        source_row=rows["source_row"],
    )
