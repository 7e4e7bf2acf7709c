"""Puskesmas side by side without blaming the small ones for chance: control limits of a funnel plot.

Source: Spiegelhalter (2005), "Funnel plots for comparing institutional performance", Statistics in Medicine
24:1185–1202, with the exact binomial limits of its appendix A.1.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

LIMITS: dict[str, tuple[float, float]] = {"95": (0.025, 0.975), "998": (0.001, 0.999)}
"""Name → the two tails' probabilities: two and three standard deviations of the normal curve."""

FAR_ABOVE, ABOVE, INSIDE, BELOW, FAR_BELOW = (
    "jauh di atas",
    "di atas",
    "di dalam",
    "di bawah",
    "jauh di bawah",
)
"""Where a share lies: beyond the 99.8% limit, between that and the 95% one, inside both."""

FEWEST = 3
"""Puskesmas with figures from which on a mean says something of them all."""

METHODS: dict[str, str] = {
    "corong": (
        "Corong (Spiegelhalter 2005): titik = satu puskesmas, mendatar = anak yang diukur, tegak = "
        "persennya. Garis tengah = rata-rata semua puskesmas yang angkanya terbuka. Di dalam batas 95% "
        "perbedaannya dapat terjadi karena kebetulan saja; makin sedikit anak, makin lebar batasnya. Di luar "
        "99,8% hampir pasti bukan kebetulan: periksa cara ukur dan datanya dulu, lalu keadaannya. Dari 40 "
        "puskesmas yang sama saja, kira-kira dua tetap jatuh di luar batas 95%."
    ),
    "galat_kabupaten": (
        "Mutu isian = baris dengan temuan Galat dibagi semua baris yang terbaca, pada pembacaan terakhir."
    ),
    "sop_kabupaten": (
        "SOP: yang baik dari yang dapat dinilai. Dinilai bila paling sedikit 80% langkah yang jatuh tempo "
        "terisi; baik mulai kepatuhan 80%, batas yang sama bagi semua puskesmas."
    ),
}


@dataclass(frozen=True)
class Funnel:
    """`mean` in percent (NaN where fewer than FEWEST have figures). `places`: puskesmas, cases, n, percent
    and `position` (FAR_ABOVE … FAR_BELOW; INSIDE too where there is no mean), one row each that was given.
    `curves`: n, mean, low_95, high_95, low_998, high_998 in percent, for drawing; empty without a mean."""

    mean: float
    places: pd.DataFrame
    curves: pd.DataFrame

    @property
    def positions(self) -> dict[str, str]:
        """Puskesmas → position; nothing where there is no mean to be beside."""
        known = self.places if len(self.curves) else self.places.iloc[:0]
        return dict(zip(known["puskesmas"], known["position"], strict=True))


def compute_funnel(places: pd.DataFrame) -> Funnel:
    """The funnel of `places` (puskesmas, cases, n): only rows with a known number of cases and n above 0 are
    in it; small counts that are closed (NaN) neither show nor enter the mean."""
    known = places[places["cases"].notna() & places["n"].gt(0)].reset_index(drop=True)
    cases, n = known["cases"].to_numpy(dtype=np.float64), known["n"].to_numpy(dtype=np.float64)
    table = known[["puskesmas", "cases", "n"]].assign(percent=100 * cases / np.where(n > 0, n, 1))
    if len(known) < FEWEST:
        columns = ["n", "mean", *(f"{side}_{name}" for name in LIMITS for side in ("low", "high"))]
        return Funnel(
            float("nan"), table.assign(position=INSIDE), pd.DataFrame(columns=columns, dtype="float64")
        )
    mean = float(cases.sum() / n.sum())
    limits = compute_limits(mean, n)
    percent = table["percent"].to_numpy()
    position = np.select(
        [
            percent > limits["high_998"],
            percent > limits["high_95"],
            percent < limits["low_998"],
            percent < limits["low_95"],
        ],
        [FAR_ABOVE, ABOVE, FAR_BELOW, BELOW],
        INSIDE,
    )
    sizes = np.unique(np.round(np.geomspace(max(5.0, n.min() * 0.6), n.max() * 1.1, 60)))
    curves = pd.DataFrame({"n": sizes, "mean": 100 * mean, **compute_limits(mean, sizes)})
    return Funnel(100 * mean, table.assign(position=pd.Series(position, dtype="str")), curves)


def compute_limits(mean: float, n: Any) -> dict[str, Floats]:
    """The control limits (percent) around a mean share (0–1) for numbers of children `n`, whole and above 0:
    low_95, high_95, low_998, high_998.

    Exact binomial: of the smallest r with P(R ≤ r) ≥ p, set back by how far P(R ≤ r) passes p, over n.
    """
    sizes = np.asarray(n, dtype=np.int64)
    limits = {f"{side}_{name}": np.full(len(sizes), np.nan) for name in LIMITS for side in ("low", "high")}
    for size in np.unique(sizes):
        below = _sum_binomial(mean, int(size))
        for name, tails in LIMITS.items():
            for side, tail in zip(("low", "high"), tails, strict=True):
                r = int(np.searchsorted(below, tail))
                step = below[r] - (below[r - 1] if r else 0.0)
                share = (r - (below[r] - tail) / step) / size
                limits[f"{side}_{name}"][sizes == size] = 100 * min(max(share, 0.0), 1.0)
    return limits


def _sum_binomial(mean: float, n: int) -> Floats:
    """P(R ≤ r) of r = 0 … n for n children with this share each; the last is 1."""
    if mean <= 0 or mean >= 1:
        return np.concatenate([np.full(n, 1.0 if mean <= 0 else 0.0), [1.0]])
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    r = np.arange(n + 1)
    chances = np.exp(logs[n] - logs - logs[::-1] + r * np.log(mean) + (n - r) * np.log1p(-mean))
    below = np.cumsum(chances)
    below[-1] = 1.0
    return np.asarray(below, dtype=np.float64)
