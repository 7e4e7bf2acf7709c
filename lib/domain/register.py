"""The paper register's shape (SIP Format 2) read as weighings.

Source: buku-kerja.md, tab `Register SIP`: the day of weighing is that posyandu's day in `Jadwal`, else its
`Hari buka`, else the 15th; where both tabs give a month, `Penimbangan` counts and a difference is a finding.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.workbook.month_days import find_days

MONTHS = range(1, 13)
GRAMS = 1000


def compute_register_weighings(tables: Mapping[str, pd.DataFrame], *, today: pd.Timestamp) -> pd.DataFrame:
    """Rows of `register_sip` as weighings: child_id, posyandu, month, date, weight_kg, height_cm,
    source_book, source_row, column (the month's weight column). Months to come keep NaT as date.
    """
    register = tables["register_sip"]
    parts = [
        register[["child_id", "year", "source_book", "source_row"]].assign(
            month_number=number,
            weight_kg=register[f"weight_kg_{number:02d}"],
            height_cm=register[f"height_cm_{number:02d}"],
            column=f"weight_kg_{number:02d}",
        )
        for number in MONTHS
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["weight_kg"].notna() | rows["height_cm"].notna()].reset_index(drop=True)
    years = (rows["year"].astype("int64") - 1970) * 12 + rows["month_number"].astype("int64") - 1
    month = years.to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    own = tables["balita"].drop_duplicates("child_id").set_index("child_id")["posyandu"]
    rows = rows.assign(month=month, posyandu=own.reindex(rows["child_id"]).to_numpy())
    rows["posyandu"] = rows["posyandu"].astype("str")
    rows["date"] = find_days(tables, rows, today)
    columns = [
        "child_id",
        "posyandu",
        "month",
        "date",
        "weight_kg",
        "height_cm",
        "source_book",
        "source_row",
        "column",
    ]
    return rows[columns]


def merge_register(
    tables: Mapping[str, pd.DataFrame], *, today: pd.Timestamp
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`penimbangan` with the register's months that it does not give itself, and findings: months that both
    give with another weight, and months that have not come yet.
    """
    weighings = tables["penimbangan"]
    if tables["register_sip"].empty:
        return weighings, pd.DataFrame(
            columns=["level", "tab", "source_book", "source_row", "column", "value"]
        )
    rows = compute_register_weighings(tables, today=today)
    future = rows["date"].isna()
    typed = weighings[weighings["weight_kg"].notna() | weighings["height_cm"].notna()]
    typed = typed.assign(month=typed["date"].to_numpy().astype("datetime64[M]").astype("datetime64[s]"))
    typed = typed.sort_values("date", kind="stable").drop_duplicates(["child_id", "month"], keep="last")
    both = rows.merge(
        typed[["child_id", "month", "weight_kg"]].rename(columns={"weight_kg": "counted"}),
        on=["child_id", "month"],
        how="left",
        indicator=True,
        validate="m:1",
    )
    given = (both["_merge"] == "both").to_numpy()
    other = given & ((both["weight_kg"] - both["counted"]).abs() * GRAMS >= 1).to_numpy()
    differs = "Berbeda dari tab Penimbangan bulan itu; yang dihitung Penimbangan"
    to_come = "Bulan ini belum tiba, tidak dihitung"
    findings = pd.concat(
        [
            _describe(rows[other], "Peringatan", differs, "Samakan keduanya"),
            _describe(rows[future.to_numpy()], "Galat", to_come, "Periksa kolom bulannya"),
        ],
        ignore_index=True,
    )
    added = rows[~given & ~future.to_numpy()].drop(columns=["month", "column"])
    added = added.drop_duplicates(["child_id", "date"], keep="last")
    merged = pd.concat([weighings, added], ignore_index=True)
    return merged.astype(weighings.dtypes.to_dict()), findings


def _describe(rows: pd.DataFrame, level: str, message: str, suggestion: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "level": level,
            "tab": "Register SIP",
            "source_book": rows["source_book"],
            "source_row": rows["source_row"],
            "column": rows["column"],
            "value": rows["weight_kg"].map(
                lambda weight: f"{weight:.10g}".replace(".", ","), na_action="ignore"
            ),
            "message": message,
            "suggestion": suggestion,
        }
    )
