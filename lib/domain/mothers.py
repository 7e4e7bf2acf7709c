"""Ibu hamil: gestational age, expected day of birth, nifas, KEK, anaemia, blood pressure.

Source: Buku KIA, as fixed in aturan.md "Ibu hamil".
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.domain.kspr import compute_kspr
from lib.domain.steps.keys import look_up
from lib.domain.steps.status import compute_today
from lib.domain.steps.units import Tables

TERM_DAYS = 280  # HPL = HPHT + 280 days
TRIMESTER_DAYS = (14 * 7, 28 * 7)  # trimester 2 from 14 weeks, 3 from 28 weeks
NIFAS_DAYS = 42  # after the birth
KEK_LILA_CM = 23.5  # below
ANAEMIA_HB = (11.0, 10.5, 11.0)  # below, by trimester
HIGH_PRESSURE = (140, 90)  # sistole or diastole from here on
DANGEROUS_PRESSURE = (160, 110)
SEVERE_HB = 8.0  # below
PREGNANT, NIFAS = "Hamil", "Nifas"

SIGNS: dict[str, str] = {
    "danger": "tekanan darah bahaya",
    "severe_hb": "Hb di bawah 8",
    "hypertension": "tekanan darah tinggi",
    "kek_anaemia": "KEK dan anemia",
}
"""Why a mother is Perlu segera, whatever her KSPR, gravest first: sign → its words."""

METHODS = {
    "usia_kehamilan": (
        "Usia kehamilan = hari sejak HPHT; HPL = HPHT + 280 hari. Trimester 2 mulai 14 minggu, trimester 3 "
        "mulai 28 minggu."
    ),
    "kek": "KEK bila LiLA kurang dari 23,5 cm; dipakai ukuran bertanggal yang terbaru.",
    "anemia": "Anemia bila Hb kurang dari 11 g/dL (diukur di trimester 2: kurang dari 10,5).",
    "segera": (
        "Perlu segera, berapa pun skor KSPR-nya: tekanan darah tinggi (bahaya lebih dulu), Hb di bawah 8, "
        "atau KEK dengan anemia, menurut ukuran bertanggal yang terbaru; ibu berstatus Hamil atau Nifas, "
        "dan yang "
        f"bersalin paling lama {NIFAS_DAYS} hari lalu. Hb tanpa tanggal dinilai menurut trimester hari ini."
    ),
    "tekanan_darah": "Tinggi bila sistole ≥ 140 atau diastole ≥ 90; bahaya bila ≥ 160 atau ≥ 110.",
}


def compute_trimester(gestation_days: pd.Series) -> pd.Series:
    """1, 2 or 3 from days since HPHT; NaN where unknown or negative."""
    days = gestation_days.to_numpy(dtype="float64")
    trimester = 1.0 + (days >= TRIMESTER_DAYS[0]) + (days >= TRIMESTER_DAYS[1])
    return pd.Series(np.where(days >= 0, trimester, np.nan), index=gestation_days.index)


def compute_kek(lila_cm: pd.Series) -> pd.Series:
    """Whether the arm is thinner than KEK_LILA_CM; missing where it was not measured."""
    return _where_known(lila_cm < KEK_LILA_CM, lila_cm.notna())


def compute_anaemia(hb_g_dl: pd.Series, gestation_days: pd.Series) -> pd.Series:
    """Whether Hb lies below the limit of the trimester it was measured in (that of trimester 1 where that is
    not known); missing where it was not measured."""
    by_trimester = dict(zip((1, 2, 3), ANAEMIA_HB, strict=True))
    limits = compute_trimester(gestation_days.astype("float64")).map(by_trimester).fillna(ANAEMIA_HB[0])
    return _where_known(hb_g_dl < limits, hb_g_dl.notna())


def compute_pressure(systolic: pd.Series, diastolic: pd.Series, limits: tuple[int, int]) -> pd.Series:
    """Whether sistole or diastole reaches its limit; missing where neither was measured."""
    high = (systolic >= limits[0]) | (diastolic >= limits[1])
    return _where_known(high, systolic.notna() | diastolic.notna())


def _where_known(yes: pd.Series, known: pd.Series) -> pd.Series:
    return yes.astype("boolean").where(known)


def compute_mothers(tables: Tables, *, today: object) -> pd.DataFrame:
    """One row per mother (row of `Ibu Hamil` with an ID).

    Columns: mother_id, name, posyandu, rt, status, gestation_days (to today, or to the birth), trimester,
    hpl, delivered_on, days_since_birth, age_years, kspr_score, kspr_group, kspr_factors ("1, 6"),
    kspr_labels ("; " between), lila_cm, lila_date, kek, hb_g_dl, hb_date, anaemia, systolic, diastolic,
    pressure_date, hypertension, danger, kspr_from_hb, segera (words of SIGNS, "; " between, "" for none),
    segera_rank (0: the gravest sign; NaN for none), source_book, source_row.  The newest dated LiLA and
    Hb (`Kunjungan Ibu`) count, else those of `Ibu Hamil` (date NaT).
    kek, anaemia, hypertension and danger are nullable: missing where nothing was measured.
    """
    now = compute_today(today)
    mothers = tables["ibu_hamil"]
    mothers = mothers[mothers["mother_id"].notna()].drop_duplicates("mother_id").reset_index(drop=True)
    last_period = mothers["last_period"].astype("datetime64[s]")
    until = mothers["delivered_on"].astype("datetime64[s]").fillna(now)
    days = (until - last_period).dt.days.astype("float64")
    table = mothers[["mother_id", "name", "posyandu", "rt"]].assign(
        status=mothers["status"].fillna(PREGNANT),
        gestation_days=days.where(days >= 0),
        trimester=compute_trimester(days),
        hpl=last_period + pd.Timedelta(days=TERM_DAYS),
        delivered_on=mothers["delivered_on"],
        days_since_birth=(now - mothers["delivered_on"].astype("datetime64[s]")).dt.days.astype("float64"),
    )
    visits = tables["kunjungan_ibu"]
    visits = visits[visits["date"].notna() & (visits["date"] <= now)]
    # Newest first; of one day the row furthest down.
    visits = visits.iloc[::-1].sort_values("date", ascending=False, kind="stable")
    for value, date in (("lila_cm", "lila_date"), ("hb_g_dl", "hb_date")):
        newest = visits[visits[value].notna()]
        table[value] = look_up(table["mother_id"], newest, "mother_id", value).fillna(mothers[value])
        table[date] = look_up(table["mother_id"], newest, "mother_id", "date")
    measured_at = (table["hb_date"].astype("datetime64[s]").fillna(until) - last_period).dt.days
    table["kek"] = compute_kek(table["lila_cm"])
    table["anaemia"] = compute_anaemia(table["hb_g_dl"], measured_at)
    table = pd.concat([table, compute_kspr(mothers, today=now, anaemia=table["anaemia"])], axis=1)
    pressure = visits[visits["systolic"].notna() | visits["diastolic"].notna()]
    for value in ("systolic", "diastolic"):
        table[value] = look_up(table["mother_id"], pressure, "mother_id", value)
    table["pressure_date"] = look_up(table["mother_id"], pressure, "mother_id", "date")
    for name, limits in (("hypertension", HIGH_PRESSURE), ("danger", DANGEROUS_PRESSURE)):
        table[name] = compute_pressure(table["systolic"], table["diastolic"], limits)
    table = table.assign(**_find_segera(table))
    return table.assign(source_book=mothers["source_book"], source_row=mothers["source_row"])


def _find_segera(mothers: pd.DataFrame) -> dict[str, pd.Series]:
    """segera and segera_rank of rows of compute_mothers."""
    born = mothers["days_since_birth"].between(0, NIFAS_DAYS) & mothers["status"].eq("Bersalin")
    seen = mothers["status"].isin([PREGNANT, NIFAS]) | born
    met = {
        "danger": mothers["danger"],
        "severe_hb": mothers["hb_g_dl"] < SEVERE_HB,
        "hypertension": mothers["hypertension"] & ~mothers["danger"],
        "kek_anaemia": mothers["kek"] & mothers["anaemia"],
    }
    words = pd.Series("", index=mothers.index, dtype="str")
    rank = pd.Series(np.nan, index=mothers.index)
    for place, (sign, said) in enumerate(SIGNS.items()):
        here = seen & met[sign].fillna(False).astype(bool)
        words = words.where(~here, words + f"{said}; ")
        rank = rank.mask(here & rank.isna(), float(place))
    return {"segera": words.str.removesuffix("; "), "segera_rank": rank}


def compute_postpartum_day(mothers: pd.DataFrame, *, today: object) -> pd.Series:
    """Days since the birth while it is still nifas (0–42), by mother_id; NaN before the birth and after.

    `mothers`: rows of `Ibu Hamil` (mother_id, delivered_on).
    """
    rows = mothers[mothers["mother_id"].notna()].drop_duplicates("mother_id").set_index("mother_id")
    days = (compute_today(today) - rows["delivered_on"].astype("datetime64[s]")).dt.days.astype("float64")
    return days.where((days >= 0) & (days <= NIFAS_DAYS))
