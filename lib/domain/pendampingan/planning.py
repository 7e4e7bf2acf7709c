"""Bahan perencanaan: counts of mothers and pairs without any name, for the dinkes (SOP OSOC, step 9).

Source: aturan.md, "Ibu hamil" and "Privacy": case counts below 5 are "<5", and no total gives them away.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lib.domain.kspr import GROUPS, HIGH_RISK
from lib.domain.mothers import PREGNANT
from lib.domain.pendampingan.pairs import ACTIVE, ENDED, PLANNED, STOPPED, compute_pair_state
from lib.domain.small_counts import close_parts, is_small

UNKNOWN = "tidak diketahui"
FREE = "belum"
REPORTED, UNREPORTED = "selesai, laporan ada", "selesai, laporan belum ada"
TOTAL = "semua"

FIGURES: Mapping[str, tuple[str, ...]] = {
    "ibu_hamil": (TOTAL,),
    "kspr": GROUPS,
    "trimester": ("1", "2", "3", UNKNOWN),
    "kek": ("ya", "tidak", UNKNOWN),
    "anemia": ("ya", "tidak", UNKNOWN),
    "tekanan_darah": ("bahaya", "tinggi", "tidak tinggi", UNKNOWN),
    "didampingi": (ACTIVE, PLANNED, FREE),
    "risiko_didampingi": (ACTIVE, PLANNED, FREE),
    "nifas": (TOTAL,),
    "pasangan": (PLANNED, ACTIVE, REPORTED, UNREPORTED, STOPPED),
}
"""Figure → its parts, which add up: of the pregnant mothers (risiko_didampingi: of those at high risk), of
all pairs; nifas stands by itself."""

OF_MOTHERS = ("kspr", "trimester", "kek", "anemia", "tekanan_darah", "didampingi")
MONTHS = 12

METHODS = {
    "bahan_perencanaan": (
        "Bahan perencanaan menghitung ibu berstatus Hamil; tiap kelompok (KSPR, trimester, KEK, anemia, "
        "tekanan darah, pendamping) berjumlah sama dengan semua ibu hamil. Didampingi: ada mahasiswa Aktif; "
        "bila tidak, Direncanakan. Kunjungan dihitung menurut bulannya."
    ),
}


def compute_planning(mothers: pd.DataFrame, pairs: pd.DataFrame, *, today: pd.Timestamp) -> pd.DataFrame:
    """Counts by figure and part (`FIGURES`): figure, part, count (float).

    `mothers`: compute_mothers with nifas_day; `pairs`: rows of `Pendampingan`.
    """
    pregnant = mothers[mothers["status"].eq(PREGNANT)]
    state = compute_pair_state(pairs, today)
    care = compute_care(pregnant["mother_id"], pairs, state)
    high = pregnant["kspr_group"].isin(HIGH_RISK)
    reported = pairs["report"].notna() | pairs["reported_on"].notna()
    ended = state.eq(ENDED)
    values = {
        "ibu_hamil": pd.Series(TOTAL, index=pregnant.index),
        "kspr": pregnant["kspr_group"],
        "trimester": pregnant["trimester"].map({1.0: "1", 2.0: "2", 3.0: "3"}).fillna(UNKNOWN),
        "kek": _in_words(pregnant["kek"], "ya", "tidak"),
        "anemia": _in_words(pregnant["anaemia"], "ya", "tidak"),
        "tekanan_darah": _in_words(pregnant["hypertension"], "tinggi", "tidak tinggi").mask(
            pregnant["danger"].fillna(False).astype(bool), "bahaya"
        ),
        "didampingi": care,
        "risiko_didampingi": care[high],
        "nifas": pd.Series(TOTAL, index=mothers.index[mothers["nifas_day"].notna()]),
        "pasangan": state.mask(ended & reported, REPORTED).mask(ended & ~reported, UNREPORTED),
    }
    rows = [
        (figure, part, float(values[figure].eq(part).sum()))
        for figure, parts in FIGURES.items()
        for part in parts
    ]
    return pd.DataFrame(rows, columns=["figure", "part", "count"])


def compute_care(mother_ids: pd.Series, pairs: pd.DataFrame, state: pd.Series) -> pd.Series:
    """Whether each mother has an active student, else a planned one, else nobody: ACTIVE, PLANNED or FREE."""
    active, planned = (
        mother_ids.isin(pairs.loc[state.eq(one), "mother_id"].dropna()) for one in (ACTIVE, PLANNED)
    )
    return pd.Series(np.select([active, planned], [ACTIVE, PLANNED], FREE), index=mother_ids.index)


def _in_words(flags: pd.Series, yes: str, no: str) -> pd.Series:
    words = flags.astype("object").map({True: yes, False: no})
    return words.fillna(UNKNOWN).astype("str")


def compute_posyandu_planning(
    mothers: pd.DataFrame, pairs: pd.DataFrame, *, today: pd.Timestamp
) -> pd.DataFrame:
    """Each posyandu's pregnant mothers: posyandu, pregnant, high_risk, accompanied (active, of those at high
    risk), alone (at high risk with nobody), kek, anaemia, hypertension (counts)."""
    pregnant = mothers[mothers["status"].eq(PREGNANT)]
    care = compute_care(pregnant["mother_id"], pairs, compute_pair_state(pairs, today))
    high = pregnant["kspr_group"].isin(HIGH_RISK)
    flags = {name: pregnant[name].fillna(False).astype(bool) for name in ("kek", "anaemia", "hypertension")}
    marked = pd.DataFrame(
        {
            "posyandu": pregnant["posyandu"],
            "pregnant": True,
            "high_risk": high,
            "accompanied": high & care.eq(ACTIVE),
            "alone": high & care.eq(FREE),
            **flags,
        }
    )
    counts = marked.groupby("posyandu", sort=True).sum().astype("int64")
    return counts.reset_index()


def compute_visit_months(visits: pd.DataFrame, month: pd.Period) -> pd.DataFrame:
    """Visits in the twelve months up to `month`: month, count (float)."""
    months = pd.period_range(month - (MONTHS - 1), month, freq="M")
    counts = visits["date"].dt.to_period("M").value_counts()
    return pd.DataFrame(
        {"month": months, "count": counts.reindex(months).fillna(0).to_numpy(dtype="float64")}
    )


def hide_small_planning(planning: pd.DataFrame) -> pd.DataFrame:
    """compute_planning for those who may not know small counts: `shown` (open, small, closed) beside it, and
    `count` missing where it is not open."""
    counts = {figure: rows["count"].tolist() for figure, rows in planning.groupby("figure", sort=False)}
    whole = counts["ibu_hamil"]
    states = {figure: close_parts(parts) for figure, parts in counts.items() if figure != "risiko_didampingi"}
    for figure in ("ibu_hamil", "nifas"):
        states[figure] = ["small" if is_small(counts[figure][0]) else "open"]
    if is_small(whole[0]):
        states |= {figure: ["closed"] * len(counts[figure]) for figure in OF_MOTHERS}
    # Mothers at high risk are part of two other wholes: shown only where no difference is small.
    risk = counts["risiko_didampingi"]
    rest = [count - part for count, part in zip(counts["didampingi"], risk, strict=True)]
    settled = all(one == "open" for figure in ("kspr", "didampingi") for one in states[figure])
    plain = settled and not any(is_small(count) for count in (*risk, *rest, sum(risk), sum(rest)))
    states["risiko_didampingi"] = ["open" if plain else "closed"] * len(risk)
    shown = [state for figure in counts for state in states[figure]]
    is_open = pd.Series([one == "open" for one in shown], index=planning.index)
    return planning.assign(shown=shown, count=planning["count"].where(is_open))
