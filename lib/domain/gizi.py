"""How the z-scores of measured children lie beside WHO's standard: shifted to the left or not.

Source: WHO Anthro survey analyser (Recommendations for data collection, analysis and reporting on
anthropometric indicators, 2019): the standard is normal with mean 0 and SD 1.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd

STEP = 0.5
EDGES = np.arange(-6.0, 6.0 + STEP, STEP)
"""Bins of half a z; implausible values, left out, are the only ones beyond."""

METHODS = {
    "sebaran_z": (
        "Sebaran z: semua anak yang diukur bulan itu dan nilainya wajar, per setengah z, dibandingkan dengan "
        "standar WHO (rata-rata 0, simpang baku 1). Bila sebarannya bergeser ke kiri, bukan hanya anak di "
        "bawah −2 yang kurang: seluruh kelompok tertinggal."
    ),
}


def compute_z_distribution(measured: pd.DataFrame, index: str) -> pd.DataFrame:
    """Children by half a z of an index: low, high, count (int64), percent, standard (percent), mean, sd, n.

    `measured`: rows of compute_monthly_status, one a child. One row a bin from −6 to 6; percentages are of n,
    the children with a plausible value (NaN where n is 0); mean and sd of their z (sd NaN below two).
    """
    z = measured[f"z_{index}"].to_numpy(dtype="float64")
    valid = z[~np.isnan(z) & ~measured[f"flag_{index}"].to_numpy(dtype=bool)]
    count, _ = np.histogram(valid, bins=EDGES)
    n = len(valid)
    return pd.DataFrame(
        {
            "low": EDGES[:-1],
            "high": EDGES[1:],
            "count": count.astype("int64"),
            "percent": count * 100.0 / n if n else np.nan,
            "standard": np.diff([NormalDist().cdf(edge) for edge in EDGES]) * 100,
            "mean": valid.mean() if n else np.nan,
            "sd": valid.std(ddof=1) if n > 1 else np.nan,
            "n": n,
        }
    )
