"""What a z-score is called (Permenkes 2/2020), and who counts as gizi buruk."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.growth import round_z

Bools = npt.NDArray[np.bool_]

# Labels of Permenkes 2/2020 from the lowest to the highest.
WEIGHT_FOR_AGE = (
    "Berat badan sangat kurang",
    "Berat badan kurang",
    "Berat badan normal",
    "Risiko berat badan lebih",
)
HEIGHT_FOR_AGE = ("Sangat pendek", "Pendek", "Normal", "Tinggi")
NUTRITION = ("Gizi buruk", "Gizi kurang", "Gizi baik", "Berisiko gizi lebih", "Gizi lebih", "Obesitas")
LABELS: dict[str, tuple[str, ...]] = {
    "bb_u": WEIGHT_FOR_AGE,
    "tb_u": HEIGHT_FOR_AGE,
    "bb_tb": NUTRITION,
    "imt_u": NUTRITION,
}

INDEX_TITLES = {"bb_u": "BB/U", "tb_u": "TB/U", "bb_tb": "BB/TB", "imt_u": "IMT/U"}
"""How the indices that have labels are called."""

SEVERE, MODERATE = -3.0, -2.0  # below −3; from −3 to below −2
# Above these (not at them) the next label begins.
UPPER: dict[str, tuple[float, ...]] = {
    "bb_u": (1.0,),
    "tb_u": (3.0,),
    "bb_tb": (1.0, 2.0, 3.0),
    "imt_u": (1.0, 2.0, 3.0),
}

LILA_SEVERE_CM, LILA_MODERATE_CM = 11.5, 12.5  # below
LILA_MONTHS = (6, 59)  # completed months at the measurement
LILA_LABELS = NUTRITION[:3]

METHODS: dict[str, str] = {
    "kategori": (
        "Sebutan menurut Permenkes 2/2020, memakai z yang dibulatkan dua angka di belakang koma. "
        "Anak tanpa nilai z tidak mendapat sebutan."
    ),
    "gizi_buruk": (
        "Gizi buruk: BB/TB di bawah −3, atau ada edema, atau LiLA di bawah 11,5 cm pada umur 6–59 bulan. "
        "Anak dengan edema tetap terhitung walau BB/TB-nya tidak bisa dihitung; begitu pula BB/TB yang "
        "tak wajar rendah, sampai ia ditimbang ulang."
    ),
    "lila": "LiLA 6–59 bulan: di bawah 11,5 cm gizi buruk, 11,5 sampai di bawah 12,5 cm gizi kurang.",
}


def compute_category(index: str, z: Any) -> pd.Categorical[str]:
    """The Permenkes label of each z of an index (bb_u, tb_u, bb_tb, imt_u); ordered, missing where z is.

    Decided on z rounded to two decimals. An implausible z has the label of its value: leave it out by its
    flag. KeyError for another index.
    """
    rounded = round_z(z)
    codes = (rounded >= SEVERE).astype(np.int8) + (rounded >= MODERATE)
    for bound in UPPER[index]:
        codes = codes + (rounded > bound)
    codes = np.where(np.isnan(rounded), -1, codes).astype(np.int8)
    return pd.Categorical.from_codes(codes, categories=pd.Index(LABELS[index]), ordered=True)


def compute_lila_category(lila_cm: Any, age_months: Any) -> pd.Categorical[str]:
    """Gizi buruk, kurang or baik by arm circumference (cm) at 6–59 completed months; else missing."""
    lila, age = np.asarray(lila_cm, dtype=np.float64), np.asarray(age_months, dtype=np.float64)
    codes = (lila >= LILA_SEVERE_CM).astype(np.int8) + (lila >= LILA_MODERATE_CM)
    defined = ~np.isnan(lila) & (age >= LILA_MONTHS[0]) & (age <= LILA_MONTHS[1])
    return pd.Categorical.from_codes(
        np.where(defined, codes, -1).astype(np.int8), categories=pd.Index(LILA_LABELS), ordered=True
    )


def compute_gizi_buruk(*, z_bb_tb: Any, oedema: Any, lila_cm: Any, age_months: Any) -> Bools:
    """Gizi buruk: BB/TB < −3, or oedema, or LiLA < 11.5 cm at 6–59 months.

    Three signs, any one is enough, so that the sickest child never vanishes because an index is undefined.
    An implausible BB/TB (below −5) counts too: out of prevalence, but that child must be seen, weighed again.
    Source: aturan; Permenkes 2/2020; Pedoman Pencegahan dan Tatalaksana Gizi Buruk (Kemenkes 2019).
    """
    thin = round_z(z_bb_tb) < SEVERE
    swollen = np.asarray(pd.Series(oedema).astype("boolean").fillna(False).to_numpy(dtype=np.bool_))
    small_arm = compute_lila_category(lila_cm, age_months).codes == 0
    return np.asarray(thin | swollen | small_arm, dtype=np.bool_)
