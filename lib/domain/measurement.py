"""How well a posyandu measured in a month: digits that heap up, shares that can be, spread of the z-scores.

Never in place of the figures: it says beside them how far they can be trusted.

Sources: WHO/UNICEF, Recommendations for data collection, analysis and reporting on anthropometric indicators
in children under 5 (2019): digit preference, implausible shares, SD of z; WHO TRS 854 (1995) for the upper
end
of the SD's usual range (TB/U 1.10–1.30, BB/U 1.00–1.20) and SMART 2.0 (2017) for BB/TB (0.80–1.20): beyond,
measuring is in doubt.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.own_line import Bools, Floats, find_usable
from lib.domain.steps.keys import build_finding_rows, build_findings
from lib.workbook.reading import format_number

LEAST_FOR_DIGITS = 10
LEAST_FOR_SPREAD = 30
HEAPED_SHARE = 0.5  # of digits in 0 and 5 (weight) or of whole cm (length), beside the test
EXPECTED_ZERO_FIVE, EXPECTED_WHOLE = 0.2, 0.1  # where every digit is as likely
TEST_Z = 3.09  # one-sided binomial test (normal approximation), p < 0.001
SD_SURE_Z = 1.645  # an SD counts as too wide where its one-sided 95% lower bound is (SE = SD/√(2(n−1)))
MOST_SD = {"tb_u": 1.30, "bb_u": 1.20, "bb_tb": 1.20}
LEAST_PLAUSIBLE = 0.95

TRUSTED, WITH_NOTES, CHECK, TOO_FEW = (
    "Dipercaya",
    "Dipercaya, dengan catatan",
    "Periksa cara mengukur",
    "Terlalu sedikit untuk dinilai",
)
BETTER, WORSE, SAME = "membaik", "memburuk", "tetap"

COLUMNS = (
    *(
        "posyandu",
        "month",
        "n",
        "n_weight",
        "zero_five",
        "weight_heaped",
        "n_length",
        "whole",
        "length_heaped",
    ),
    *("plausible", *(f"sd_{index}" for index in MOST_SD), *(f"wide_{index}" for index in MOST_SD)),
    *("problems", "trust", "trend", "source_book", "source_row"),
)

METHODS = {
    "mutu_ukur": (
        "Mutu pengukuran per posyandu dan bulan: bagian berat yang berakhir 0 atau 5 (wajarnya 20%) dan "
        "panjang "
        "yang bulat sentimeter (wajarnya 10%), ditandai bila paling sedikit separuh dan uji binomial p < "
        "0,001 "
        "pada 10 ukuran atau lebih; bagian nilai yang wajar, paling sedikit 95%; simpang baku z paling "
        "banyak "
        "1,3 (TB/U), 1,2 (BB/U), 1,2 (BB/TB), dilewati dengan pasti (batas bawah 95%) pada 30 anak atau "
        "lebih "
        "(WHO 1995, 2019; SMART 2017). Tanpa tanda: Dipercaya; "
        "satu tanda: Dipercaya, dengan catatan; lebih: Periksa cara mengukur."
    ),
}


def compute_measurement_quality(weighings: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """One row a posyandu (where it was weighed) and month, COLUMNS, by posyandu and month.

    `weighings`: penimbangan with the columns of own_line; `scores`: compute_zscores of the same rows.
    Shares 0–1
    (NaN where nothing was measured), SDs of z that can be (NaN below two); …_heaped, wide_… bool; problems:
    how many marks; trust one of TRUSTED, WITH_NOTES, CHECK, TOO_FEW; trend against the posyandu's month
    before
    ("" without one); source_row: the first row of that month, to go to.
    """
    rows = weighings.reset_index(drop=True)
    rows = rows.assign(month=rows["date"].to_numpy().astype("datetime64[M]").astype("datetime64[s]"))
    weight, length = (rows[name].to_numpy(dtype=np.float64) for name in ("weight_kg", "height_cm"))
    known = (rows["posyandu"].notna() & rows["date"].notna()).to_numpy() & ~(
        np.isnan(weight) & np.isnan(length)
    )
    if not known.any():
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    good_weight, good_length = find_usable(rows, "weight_kg"), find_usable(rows, "height_cm")
    flags = scores[[f"flag_{index}" for index in MOST_SD]].to_numpy(dtype=np.bool_).any(axis=1)
    plausible = good_weight & good_length & ~flags
    group, keys = _number_groups(rows, known)
    at = np.flatnonzero(known)
    count = len(keys)

    def total(mask: Bools) -> Floats:
        return np.bincount(group, weights=mask[at].astype(np.float64), minlength=count).astype(np.float64)

    tenths = np.rint(np.nan_to_num(weight) * 10).astype(np.int64)
    zero_five = ~np.isnan(weight) & (tenths % 5 == 0)
    whole = ~np.isnan(length) & (np.abs(length - np.rint(length)) < 1e-6)
    with np.errstate(divide="ignore", invalid="ignore"):
        n, n_weight, n_length = total(known), total(~np.isnan(weight)), total(~np.isnan(length))
        table = keys.assign(
            n=n.astype("int64"),
            n_weight=n_weight.astype("int64"),
            zero_five=total(zero_five) / n_weight,
            n_length=n_length.astype("int64"),
            whole=total(whole) / n_length,
            plausible=total(plausible) / n,
        )
    table["weight_heaped"] = _is_heaped(table["zero_five"], n_weight, EXPECTED_ZERO_FIVE)
    table["length_heaped"] = _is_heaped(table["whole"], n_length, EXPECTED_WHOLE)
    for index, most in MOST_SD.items():
        z = np.where(plausible, scores[f"z_{index}"].to_numpy(), np.nan)[at]
        table[f"sd_{index}"], judged = _compute_sd(z, group, count)
        with np.errstate(divide="ignore", invalid="ignore"):
            surely = table[f"sd_{index}"].to_numpy() * (1 - SD_SURE_Z / np.sqrt(2 * (judged - 1)))
        table[f"wide_{index}"] = (judged >= LEAST_FOR_SPREAD) & (surely > most)
    few_plausible = (table["plausible"] < LEAST_PLAUSIBLE) & (table["n"] >= LEAST_FOR_DIGITS)
    marks = ["weight_heaped", "length_heaped", *(f"wide_{index}" for index in MOST_SD)]
    table["problems"] = table[marks].sum(axis=1) + few_plausible
    table["trust"] = np.select(
        [table["n"] < LEAST_FOR_DIGITS, table["problems"] == 0, table["problems"] == 1],
        [TOO_FEW, TRUSTED, WITH_NOTES],
        CHECK,
    )
    before = table["problems"].shift().where(table["posyandu"] == table["posyandu"].shift())
    table["trend"] = np.select(
        [before.isna(), table["problems"] < before, table["problems"] > before], ["", BETTER, WORSE], SAME
    )
    return table[list(COLUMNS)]


def describe_trust(row: Any) -> str:
    """A row of compute_measurement_quality in words: how far its figures can be trusted, and why."""
    why = describe_marks(row)
    return f"{row['trust']}: {'; '.join(why)}" if why else str(row["trust"])


def describe_marks(row: Any) -> list[str]:
    """The marks of a row of compute_measurement_quality, in words."""
    marks = []
    if row["weight_heaped"]:
        marks.append(f"{round(100 * row['zero_five'])}% berat berakhir 0 atau 5 (wajarnya 20%)")
    if row["length_heaped"]:
        marks.append(f"{round(100 * row['whole'])}% panjang bulat sentimeter (wajarnya 10%)")
    if row["n"] >= LEAST_FOR_DIGITS and row["plausible"] < LEAST_PLAUSIBLE:
        marks.append(f"hanya {round(100 * row['plausible'])}% ukuran yang wajar")
    for index, name in (("tb_u", "TB/U"), ("bb_u", "BB/U"), ("bb_tb", "BB/TB")):
        if row[f"wide_{index}"]:
            sd, most = round(float(row[f"sd_{index}"]), 2), MOST_SD[index]
            marks.append(f"simpang baku z {name} {format_number(sd)} (paling banyak {format_number(most)})")
    return marks


def compute_measurement_findings(quality: pd.DataFrame) -> pd.DataFrame:
    """Info findings at the first row of each posyandu's month that has a mark: FINDING_COLUMNS."""
    rows = quality[quality["problems"] > 0] if len(quality) else quality
    if rows.empty:
        return build_findings([])
    months = rows["month"].dt.strftime("%m/%Y")
    records = rows.to_dict("records")
    of_length = (rows["length_heaped"] & ~rows["weight_heaped"]).to_numpy()
    return build_finding_rows(
        rows,
        level="Info",
        tab="Penimbangan",
        column=np.where(of_length, "height_cm", "weight_kg"),
        value=pd.Series("", index=rows.index),
        message=[
            f"Mutu ukur bulan {month}: {'; '.join(describe_marks(row))}"
            for month, row in zip(months, records, strict=True)
        ],
        suggestion="Baca timbangan sampai satu angka di belakang koma; periksa alat dan cara mengukur",
    )


def _number_groups(rows: pd.DataFrame, known: Bools) -> tuple[npt.NDArray[np.intp], pd.DataFrame]:
    """The group of each known row, and the groups by posyandu and month with their first row in the sheet."""
    own = rows[known]
    group = np.asarray(own.groupby(["posyandu", "month"], sort=True).ngroup(), dtype=np.intp)
    typed = (
        own["register_month"].isna() if "register_month" in own.columns else pd.Series(True, index=own.index)
    )
    first = own.assign(group=group, away=~typed.to_numpy()).sort_values(
        ["group", "away", "source_row"], kind="stable"
    )
    first = first.drop_duplicates("group").sort_values("group")
    return group, first[["posyandu", "month", "source_book", "source_row"]].reset_index(drop=True)


def _is_heaped(share: pd.Series, n: Floats, expected: float) -> Bools:
    """One-sided binomial test of a share against what chance gives, and at least HEAPED_SHARE."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (share.to_numpy() - expected) / np.sqrt(expected * (1 - expected) / n)
    return np.asarray((n >= LEAST_FOR_DIGITS) & (share.to_numpy() >= HEAPED_SHARE) & (z > TEST_Z))


def _compute_sd(z: Floats, group: npt.NDArray[np.intp], count: int) -> tuple[Floats, Floats]:
    """SD of z by group (n − 1 below), and how many were known."""
    known = ~np.isnan(z)
    n = np.bincount(group[known], minlength=count).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(group[known], weights=z[known], minlength=count) / n
        square = np.bincount(group[known], weights=(z[known] - mean[group[known]]) ** 2, minlength=count)
        return np.where(n > 1, np.sqrt(square / (n - 1)), np.nan), n


SOON_DAYS, LATE_DAYS = 3, 5  # H+3, H+5


def describe_delay(days: int) -> str:
    """ "H+2"; marked where it is later than H+3 or H+5."""
    if days > LATE_DAYS:
        return f"H+{days} ▲ lewat H+{LATE_DAYS}"
    return f"H+{days} ◐ lewat H+{SOON_DAYS}" if days > SOON_DAYS else f"H+{days} ✓"
