"""One child's growth as a chart wants it: the standard's lines, the child's points, and the weight the next
month asks for.

Sources: KMS Kemenkes and Buku KIA (red line −3, orange line +1, KBM); WHO growth standards 2006.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.domain.categories import LABELS, SEVERE
from lib.domain.growth import HEIGHT_FROM_DAY, OLDEST_DAY, compute_value_at_z
from lib.domain.kms import ORANGE_LINE_Z, compute_least_next_kg
from lib.domain.steps.derived_pairs import compute_activity_of_pairs
from lib.domain.steps.keys import normalise_key
from lib.domain.steps.units import Tables, compute_mentoring_units

DAYS_A_MONTH = 30.4375
"""Mean days of a calendar month: where an age in days lies on an axis of months."""

KMS_SPANS: tuple[tuple[int, int], ...] = ((0, 24), (24, 60))
"""The two sheets of the KMS, in months of age."""

RED_LINE_Z, YELLOW_Z, TOP_Z = SEVERE, -2.0, 3.0
BANDS: tuple[tuple[str, float, float], ...] = (
    ("kuning bawah", RED_LINE_Z, YELLOW_Z),
    ("hijau", YELLOW_Z, ORANGE_LINE_Z),
    ("kuning atas", ORANGE_LINE_Z, TOP_Z),
)
"""Bands of the KMS between z-scores of BB/U, from below; under the first is the red line."""

LINES_Z: tuple[float, ...] = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
MEASURES = {"bb_u": "weight_kg", "tb_u": "height_cm", "bb_tb": "weight_kg", "imt_u": "bmi"}
"""Index → what its chart shows over age (bb_tb: over length): kg, cm, kg, kg/m²."""

LENGTHS_CM = {"bb_pb": (45.0, 110.0), "bb_tb": (65.0, 120.0)}

POINT_COLUMNS = (
    *("month", "date", "age_days", "age", "age_months", "weight_kg", "height_cm", "bmi", "length_cm"),
    *("weight_usable", "nt", "gain_g", "kbm_g", "two_t", "bgm", "run", "first_data"),
    *(f"{what}_{index}" for index in MEASURES for what in ("z", "flag", "status")),
)

METHODS = {
    "grafik_kms": (
        "Grafik KMS: pita menurut BB/U (kuning −3 sampai −2 dan di atas +1, hijau di antaranya), garis merah "
        "di −3, garis oranye di +1. Bulan berurutan disambung; bulan yang terlewat dibiarkan terbuka. "
        "Titik kosong = nilai tak wajar, perlu diukur ulang."
    ),
    "target_kbm": (
        "Target bulan depan = berat terakhir ditambah KBM umur bulan depan, bila terakhir ditimbang bulan "
        "ini atau bulan lalu."
    ),
}


def compute_kms_bands(sex: str, first_month: int, last_month: int) -> pd.DataFrame:
    """The KMS between two ages: age (months, by the half), band, low and high (kg), a row a band and age.

    `sex` "L" or "P". Source: WHO weight-for-age, KMS Kemenkes.
    """
    age = np.arange(first_month, last_month + 0.5, 0.5)
    days = np.minimum(np.round(age * DAYS_A_MONTH), OLDEST_DAY)
    value = {z: compute_value_at_z("bb_u", sex=sex, at=days, z=z) for z in (*_edges(), ORANGE_LINE_Z)}
    frames = [
        pd.DataFrame({"age": age, "band": band, "low": value[low], "high": value[high]})
        for band, low, high in BANDS
    ]
    return pd.concat(frames, ignore_index=True)


def _edges() -> set[float]:
    return {edge for _, low, high in BANDS for edge in (low, high)}


def compute_standard_lines(
    index: str, *, sex: str, first_month: int, last_month: int, zs: Sequence[float] = LINES_Z
) -> pd.DataFrame:
    """The lines of a growth chart: x, z, value, one row each.

    x is the age in months (by the half); for bb_tb the length in cm (by the half), as length below 24
    months and as height from then on. value in the unit of MEASURES. KeyError for an unknown index.
    """
    if index == "bb_tb":
        table = "bb_pb" if last_month * DAYS_A_MONTH <= HEIGHT_FROM_DAY else "bb_tb"
        low, high = LENGTHS_CM[table]
        x = np.arange(low, high + 0.25, 0.5)
        at = x
    else:
        table = index
        x = np.arange(first_month, last_month + 0.5, 0.5)
        at = np.minimum(np.round(x * DAYS_A_MONTH), OLDEST_DAY)
    frames = [
        pd.DataFrame({"x": x, "z": z, "value": compute_value_at_z(table, sex=sex, at=at, z=z)}) for z in zs
    ]
    return pd.concat(frames, ignore_index=True)


def compute_points(monthly: pd.DataFrame) -> pd.DataFrame:
    """A child's months in order: POINT_COLUMNS, one row a month with a measurement.

    `monthly`: rows of one child of compute_monthly_status. age: exact, in months; run: number of the
    unbroken row of weighed months, so that a missed month leaves the line open (0 without a weight);
    length_cm and bmi as the z-scores take them (kg/m²).
    """
    rows = monthly.sort_values("month", kind="stable").reset_index(drop=True)
    number = rows["month"].dt.year * 12 + rows["month"].dt.month
    weighed = rows["weight_kg"].notna()
    of_weighed = number[weighed]
    broken = of_weighed.diff().ne(1)
    metres = rows["length_corrected_cm"] / 100
    points = rows.assign(
        age=rows["age_days"] / DAYS_A_MONTH,
        run=broken.cumsum().reindex(rows.index, fill_value=0).astype("int64"),
        length_cm=rows["length_corrected_cm"],
        bmi=rows["weight_kg"] / (metres * metres),
        **{f"status_{index}": rows[f"status_{index}"].astype("str") for index in MEASURES if index in LABELS},
    )
    return points.reindex(columns=list(POINT_COLUMNS))


def compute_next_target(points: pd.DataFrame, *, sex: str, today: pd.Timestamp) -> pd.DataFrame:
    """From the last weight to the least that next month asks for: age (months), weight_kg, two rows.

    Empty unless the last weighing is of this month or the one before and can be, and next month has a KBM.
    """
    nothing = pd.DataFrame({"age": pd.Series(dtype="float64"), "weight_kg": pd.Series(dtype="float64")})
    weighed = points[points["weight_kg"].notna()]
    if weighed.empty:
        return nothing
    last = weighed.iloc[-1]
    if not last["weight_usable"]:
        return nothing
    this_month = today.to_period("M").to_timestamp()
    if last["month"] < this_month - pd.offsets.MonthBegin(1):
        return nothing
    of_sex = pd.Series([sex], dtype="str")
    least = float(compute_least_next_kg([last["weight_kg"]], of_sex, [last["age_months"]])[0])
    if np.isnan(least):
        return nothing
    return pd.DataFrame({"age": [last["age"], last["age"] + 1], "weight_kg": [last["weight_kg"], least]})


def choose_span(age_months: float) -> tuple[int, int]:
    """The sheet of the KMS that an age belongs on."""
    return KMS_SPANS[0] if np.isnan(age_months) or age_months < KMS_SPANS[0][1] else KMS_SPANS[1]


# --- A child's thread through all the work: fetched, cooked with, mentored, given vitamin A, what was agreed
# and what is still open. One row an event, newest first.

ABSENT, FETCHED, COOKED, MENTORED, VITAMIN_A, PMT, AGREED = (
    "jemput",
    "naik jemputan",
    "kebal msg",
    "mentoring",
    "vitamin a",
    "pmt",
    "tindak lanjut",
)
KINDS = (FETCHED, ABSENT, COOKED, MENTORED, VITAMIN_A, PMT, AGREED)
ON_CHART = (FETCHED, COOKED, MENTORED, PMT)
"""Kinds marked on the growth chart."""

COLUMNS = ("date", "kind", "what", "detail", "owner", "due_on", "open", "tab", "source_book", "source_row")


def compute_thread(tables: Tables, child_id: str, *, today: pd.Timestamp) -> pd.DataFrame:
    """Everything recorded about a child outside the scales, up to today: COLUMNS, newest first.

    `kind` of KINDS; `what` and `detail` as recorded (validation, answer, menu, result, plan; missing where
    nothing was); `open` True for what was agreed and is not done; `due_on` its deadline; tab: its name.
    A team's activity without a child's ID counts for the pairs active that day, as in SIKERITING.
    """
    parts = [
        _antar_jemput(tables, child_id),
        _meals(tables, child_id),
        _mentoring(tables, child_id, today),
        _given(tables, child_id, "vitamin_a", VITAMIN_A),
        _given(tables, child_id, "pmt", PMT),
        _agreed(tables, child_id),
    ]
    filled = [part.reindex(columns=list(COLUMNS)) for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS}).astype(_DTYPES)
    thread = pd.concat([part.astype(_DTYPES) for part in filled], ignore_index=True)
    thread = thread[thread["date"].notna() & (thread["date"] <= today)]
    return thread.sort_values("date", ascending=False, kind="stable", ignore_index=True)


_DTYPES = {
    **dict.fromkeys(("kind", "what", "detail", "owner", "tab", "source_book"), "str"),
    **dict.fromkeys(("date", "due_on"), "datetime64[s]"),
    "open": "boolean",
    "source_row": "float64",
}


def _of(tables: Tables, tab: str, column: str, child_id: str) -> pd.DataFrame:
    rows = tables[tab]
    return rows[rows[column].eq(child_id).fillna(False)].assign(tab=tab, open=False)


def _antar_jemput(tables: Tables, child_id: str) -> pd.DataFrame:
    rows = _of(tables, "antar_jemput", "person_id", child_id)
    boarded = rows["boarded"].eq(True).fillna(False)
    return rows.assign(
        kind=boarded.map({True: FETCHED, False: ABSENT}),
        what=rows["contact_result"],
        detail=rows["willing"].where(rows["reason"].isna(), rows["willing"] + ": " + rows["reason"]),
    )


def _meals(tables: Tables, child_id: str) -> pd.DataFrame:
    rows = _of(tables, "peserta_kebal_msg", "child_id", child_id)
    rows = rows[rows["present"].eq(True).fillna(False)]
    sessions = tables["kebal_msg"].drop_duplicates(["date", "posyandu"], keep="last")
    menus = rows[["date", "posyandu"]].merge(
        sessions[["date", "posyandu", "menu"]], on=["date", "posyandu"], how="left", validate="m:1"
    )
    return rows.assign(kind=COOKED, what=menus["menu"].array)


def _mentoring(tables: Tables, child_id: str, today: pd.Timestamp) -> pd.DataFrame:
    units = compute_mentoring_units(tables)
    pairs = units[units["unit"].eq(child_id).fillna(False)]
    if pairs.empty:
        return pairs
    chosen = pairs.assign(
        date=pairs["active_from"], kind=MENTORED, what="Dipilih", detail=pairs["reason"],
        owner=pairs["mentor"], tab="mentoring", open=False,
    )  # fmt: skip
    activity = compute_activity_of_pairs(tables, pairs, today)
    done = activity.assign(
        kind=MENTORED, what="Langkah " + activity["step_key"].str.upper(), detail=activity["result"],
        owner=activity["team"], tab="kegiatan_mentoring", open=False,
    )  # fmt: skip
    return pd.concat([chosen.reindex(columns=list(COLUMNS)), done.reindex(columns=list(COLUMNS))])


def _given(tables: Tables, child_id: str, column: str, kind: str) -> pd.DataFrame:
    rows = _of(tables, "penimbangan", "child_id", child_id)
    return rows[rows[column].eq(True).fillna(False)].assign(kind=kind)


def _agreed(tables: Tables, child_id: str) -> pd.DataFrame:
    rows = tables["tindak_lanjut"]
    rows = rows[normalise_key(rows["subject"]).eq(child_id.casefold()).fillna(False)]
    return rows.assign(
        kind=AGREED,
        what=rows["kind"],
        detail=rows["plan"].where(rows["result"].isna(), rows["plan"] + " → " + rows["result"]),
        tab="tindak_lanjut",
        open=~rows["status"].eq("Selesai").fillna(False),
    )
