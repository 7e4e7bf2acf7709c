"""How many children fall into each Permenkes category, and who could not be put into one.

Source: aturan, "WHO growth standards" and "Privacy"; labels of Permenkes 2/2020 (see categories).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.categories import LABELS
from lib.domain.growth import NEEDS_NO_OEDEMA

Bools = npt.NDArray[np.bool_]

DISTRIBUTED: tuple[str, ...] = ("tb_u", "bb_tb", "bb_u", "imt_u")
LEFT_OUT: tuple[str, ...] = ("implausible", "oedema", "no_height", "other")
"""Why a measured child has no category."""

# Severity of each label, in the order of LABELS: names of the design tokens' severity palette.
SEVERITIES: dict[str, tuple[str, ...]] = {
    "bb_u": ("sangat rendah", "rendah", "wajar", "lebih"),
    "tb_u": ("sangat rendah", "rendah", "wajar", "lebih"),
    "bb_tb": ("sangat rendah", "rendah", "wajar", "lebih", "lebih", "sangat lebih"),
    "imt_u": ("sangat rendah", "rendah", "wajar", "lebih", "lebih", "sangat lebih"),
}
# The same in three groups, for viewers who may not see small counts: (name, severity, its labels).
_Groups = tuple[tuple[str, str, tuple[int, ...]], ...]
GROUPS: dict[str, _Groups] = {
    "bb_u": (
        ("Kurang atau sangat kurang", "rendah", (0, 1)),
        ("Normal", "wajar", (2,)),
        ("Risiko lebih", "lebih", (3,)),
    ),
    "tb_u": (
        ("Pendek atau sangat pendek", "rendah", (0, 1)),
        ("Normal", "wajar", (2,)),
        ("Tinggi", "lebih", (3,)),
    ),
    "bb_tb": (
        ("Kurang, buruk, edema", "rendah", (0, 1)),
        ("Gizi baik", "wajar", (2,)),
        ("Berisiko lebih ke atas", "lebih", (3, 4, 5)),
    ),
    "imt_u": (
        ("Kurang atau buruk", "rendah", (0, 1)),
        ("Gizi baik", "wajar", (2,)),
        ("Berisiko lebih ke atas", "lebih", (3, 4, 5)),
    ),
}
MIDDLE = "wajar"

METHODS: dict[str, str] = {
    "sebaran": (
        "Sebaran status: semua anak yang diukur bulan itu dan nilai z-nya wajar, menurut sebutan Permenkes "
        "2/2020. Yang tidak masuk disebut di bawah tiap gambar. BB/TB di sini menurut indeks itu saja; "
        "daftar dan jumlah kasus Gizi buruk juga memuat edema dan LiLA di bawah 11,5 cm, jadi bisa lebih."
    ),
    "kecil": (
        "Angka kasus di bawah 5 ditampilkan sebagai <5. Angka lain yang membukanya ikut ditutup (tidak "
        "dirinci), begitu juga angka yang hanya menyisakan 1–4 anak."
    ),
}


def compute_status_distribution(measured: pd.DataFrame, *, grouped: bool = False) -> pd.DataFrame:
    """Children by index and category: one row each, in the order of DISTRIBUTED and of severity.

    `measured` holds one month of compute_monthly_status. `grouped` joins the categories below −2 and those
    above +1; there wasting includes oedema, as in the prevalence. Columns: index (bb_u, tb_u, bb_tb),
    category, severity, count, n (int64; children with a valid value), percent (0–100, NaN where n is 0).
    """
    rows = []
    for index in DISTRIBUTED:
        valid = find_valid(measured, index)
        codes = measured[f"status_{index}"].cat.codes.to_numpy()[valid]
        counts = np.bincount(codes[codes >= 0], minlength=len(LABELS[index]))
        if not grouped:
            named = zip(LABELS[index], SEVERITIES[index], counts, strict=True)
            rows += [(index, *one, counts.sum()) for one in named]
            continue
        swollen = int((_find_oedema(measured) & ~valid).sum()) if index == "bb_tb" else 0
        for name, severity, places in GROUPS[index]:
            more = swollen if severity != MIDDLE and 0 in places else 0
            rows.append((index, name, severity, counts[list(places)].sum() + more, counts.sum() + swollen))
    table = pd.DataFrame(rows, columns=["index", "category", "severity", "count", "n"])
    return table.assign(percent=table["count"] * 100 / table["n"].where(table["n"] > 0))


def compute_left_out(measured: pd.DataFrame, *, grouped: bool = False) -> pd.DataFrame:
    """Why children measured in the month have no category: one row for each of DISTRIBUTED.

    Columns: index, measured (children in `measured`), n (with a category), implausible ("timbang ulang"),
    oedema, no_height (TB/U, BB/TB: neither length nor height), other (no weight, birth date or sex; outside
    WHO's tables). They add up: measured = n + the rest. `grouped` as in compute_status_distribution: oedema,
    which alone is a case, has a category there (BB/TB) or stands with `other`.
    """
    rows = []
    for index in DISTRIBUTED:
        counted = (find_valid(measured, index), *find_left_out(measured, index).values())
        rows.append((index, len(measured), *(int(one.sum()) for one in counted)))
    table = pd.DataFrame(rows, columns=["index", "measured", "n", *LEFT_OUT])
    if not grouped:
        return table
    has_group = table["index"].eq("bb_tb")
    return table.assign(
        n=table["n"] + table["oedema"].where(has_group, 0),
        other=table["other"] + table["oedema"].mask(has_group, 0),
        oedema=0,
    )


def find_left_out(measured: pd.DataFrame, index: str) -> dict[str, Bools]:
    """Of each row, by reason (LEFT_OUT), whether it has no category of the index for it; one reason a row."""
    implausible = measured[f"flag_{index}"].to_numpy(dtype=np.bool_)
    left = ~find_valid(measured, index) & ~implausible
    oedema = left & _find_oedema(measured) & (index in NEEDS_NO_OEDEMA)
    no_height = left & ~oedema & measured["height_cm"].isna().to_numpy() & (index != "bb_u")
    reasons = (implausible, oedema, no_height, left & ~oedema & ~no_height)
    return dict(zip(LEFT_OUT, reasons, strict=True))


def find_valid(measured: pd.DataFrame, index: str) -> Bools:
    """Of each row whether it has a plausible z of the index, and so a category."""
    valid = measured[f"z_{index}"].notna() & ~measured[f"flag_{index}"].astype(bool)
    return np.asarray(valid.to_numpy(dtype=np.bool_))


def _find_oedema(measured: pd.DataFrame) -> Bools:
    return np.asarray(measured["oedema"].astype("boolean").fillna(False).to_numpy(dtype=np.bool_))
