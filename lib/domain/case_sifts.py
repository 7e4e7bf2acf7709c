"""The children behind each figure of a month: who is counted in D, in N, in a category, in a group.

The marks are those that the figures count (skdn, prevalence, status_distribution, programme), so that a
figure and its list are one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.domain.age import AGE_GROUPS
from lib.domain.categories import LABELS
from lib.domain.kms import NT_LABELS
from lib.domain.prevalence import INDICATORS, find_cases
from lib.domain.programme import PROGRAMMES
from lib.domain.status_distribution import DISTRIBUTED, LEFT_OUT, find_left_out, find_valid

SASARAN_SIFTS: tuple[str, ...] = (
    *("ditimbang", "tidak", *NT_LABELS, "two_t", "bgm", "kms"),
    *(f"{programme}:{answer}" for programme in PROGRAMMES for answer in ("ya", "tidak", "belum")),
)
"""Parts of S, in the order offered: D, S − D, N, T, O, B, 2T, BGM, K, and the programmes' answers."""
MEASURED_SIFTS: tuple[str, ...] = (
    *INDICATORS,
    *(f"{index}:{name}" for index in DISTRIBUTED for name in (*LABELS[index], *LEFT_OUT)),
)
"""Parts of those of S who were measured: cases of prevalence, categories, who has none and why."""
OUTSIDE_SIFTS: tuple[str, ...] = ("outside", "outside:gizi_buruk")
"""Parts of those measured outside S: with a usable weight (the SKDN's count), and gizi buruk."""
SIFTS: dict[str, tuple[str, ...]] = {
    "sasaran": SASARAN_SIFTS,
    "measured": MEASURED_SIFTS,
    "outside": OUTSIDE_SIFTS,
}
"""By list of case_lists.LISTS."""
GROUPS: tuple[str, ...] = ("L", "P", *AGE_GROUPS, "tanpa_jk")
"""Sexes and age groups as SKDN has them, and whose sex is unknown."""


def compute_sifts(measured: pd.DataFrame, members: pd.DataFrame, programme: pd.DataFrame) -> pd.DataFrame:
    """One row a child in S or measured, by child_id; bool columns SASARAN_SIFTS, MEASURED_SIFTS,
    OUTSIDE_SIFTS, GROUPS.

    `measured`: rows of compute_monthly_status of one month; `members` of compute_membership of it;
    `programme` of compute_programme_marks (what it lacks is False).
    """
    weighed = measured["weight_kg"].notna().to_numpy(dtype=np.bool_)
    inside = measured["child_id"].isin(members["child_id"]).to_numpy(dtype=np.bool_)
    counted = weighed & inside
    nt = measured["nt"].astype(object).to_numpy()
    marks = {
        "ditimbang": counted,
        **{label: counted & (nt == label) for label in NT_LABELS},
        **{flag: counted & measured[flag].to_numpy(dtype=np.bool_) for flag in ("two_t", "bgm")},
        "outside": weighed & ~inside,
        "outside:gizi_buruk": ~inside & measured["gizi_buruk"].to_numpy(dtype=np.bool_),
        **{name: case & inside for name, (case, _) in find_cases(measured).items()},
    }
    for index in DISTRIBUTED:
        valid, status = (
            find_valid(measured, index) & inside,
            measured[f"status_{index}"].astype(object).to_numpy(),
        )
        marks |= {f"{index}:{label}": valid & (status == label) for label in LABELS[index]}
        marks |= {f"{index}:{why}": rows & inside for why, rows in find_left_out(measured, index).items()}
    of_measured = pd.DataFrame(marks, index=pd.Index(measured["child_id"]))
    of_member = pd.DataFrame(
        {"in_s": True, "kms": members["has_kms"].to_numpy()}, index=pd.Index(members["child_id"])
    )
    ids = of_measured.index.union(of_member.index, sort=False)
    table = pd.concat(
        [part.reindex(ids, fill_value=False) for part in (of_measured, of_member, programme)], axis=1
    )
    about = pd.concat([members, measured])[["child_id", "sex", "age_group"]].drop_duplicates("child_id")
    about = about.set_index("child_id").reindex(ids)
    sex, age = about["sex"], about["age_group"].astype("str")
    groups = {name: age.eq(name) if name in AGE_GROUPS else sex.eq(name) for name in GROUPS[:-1]}
    table = table.assign(tidak=table["in_s"] & ~table["ditimbang"], **groups, tanpa_jk=sex.isna())
    return table.reindex(
        columns=[*SASARAN_SIFTS, *MEASURED_SIFTS, *OUTSIDE_SIFTS, *GROUPS], fill_value=False
    ).astype(bool)
