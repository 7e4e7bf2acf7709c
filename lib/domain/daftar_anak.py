"""Whom the kader of a posyandu visit after its day, why, and the weight to reach.

Sources: aturan.md, "KMS" (2T, nyaris 2T, BGM, KBM) and "WHO growth standards" (gizi buruk); the weight to
reach is that of the Buku KIA: the last one and the KBM of the month to come.

Decided: a child stands here once, with all its reasons, the gravest first. Not weighed is a reason where the
posyandu was open; where its day was cancelled only for who missed the month before too; nobody waits on the
list for a day that is still to come.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.domain.case_lists import CaseList
from lib.domain.kms import compute_least_next_kg

REASONS: tuple[str, ...] = ("gizi_buruk", "bgm", "two_t", "nyaris_2t", "reweigh", "not_weighed")
"""Why a child is visited, the gravest first."""

VISIT_COLUMNS: tuple[str, ...] = (
    *("child_id", "label", "age_months", "posyandu", "rt", "weight_kg", "weighed_on", "missed"),
    *REASONS,
    *("least_kg", "least_month"),
)


def compute_visits(
    lists: Mapping[str, CaseList], monthly: pd.DataFrame, *, month: pd.Period, today: pd.Timestamp
) -> pd.DataFrame:
    """The children to visit after a month's weighing: VISIT_COLUMNS, a row a child, by gravest reason,
    longest without a weight, RT and name.

    `lists` of compute_case_table for `month`, with rows; `monthly` of compute_monthly_status. REASONS are
    bool; least_kg (kg) is what the weighing of least_month (its first day) has to reach to be N: the month
    after, or this running one for who was last weighed in the month before; NaN and NaT where no weight
    tells it.
    """
    absent = lists["not_weighed"].rows
    absent = absent[absent["opens_on"].isna() & ~(absent["called_off"].eq(True) & ~(absent["missed"] > 1))]
    listed = {key: lists[key].rows for key in ("gizi_buruk", "kebal", "nyaris_2t", "reweigh")}
    listed["not_weighed"] = absent
    rows = pd.concat(listed.values(), ignore_index=True).drop_duplicates("child_id", ignore_index=True)
    marks = {key: rows["child_id"].isin(one["child_id"]) for key, one in listed.items() if key != "kebal"}
    marks |= {name: rows[name].eq(True).astype(bool) for name in ("bgm", "two_t")}
    rows = rows.assign(**marks)
    rank = sum(~rows[list(REASONS[: place + 1])].any(axis=1) for place in range(len(REASONS)))
    rows = rows.assign(rank=rank).join(_compute_least(monthly, month=month, today=today), on="child_id")
    rows = rows.sort_values(
        ["rank", "missed", "rt", "label"], ascending=[True, False, True, True], kind="stable"
    )
    return rows.reindex(columns=list(VISIT_COLUMNS)).reset_index(drop=True)


def _compute_least(monthly: pd.DataFrame, *, month: pd.Period, today: pd.Timestamp) -> pd.DataFrame:
    """By child_id least_kg and least_month, of the newest usable weight in `month`, or in the month before
    while `month` is running."""
    months = [month.start_time]
    if today.to_period("M") == month:
        months.insert(0, (month - 1).start_time)
    rows = monthly[monthly["month"].isin(months) & monthly["weight_kg"].notna()]
    rows = rows.sort_values("month", kind="stable").drop_duplicates("child_id", keep="last")
    # A weight to measure again is nothing to build on.
    rows = rows[rows["weight_usable"].eq(True) & rows["flag_bb_u"].eq(False)]
    least = compute_least_next_kg(rows["weight_kg"], rows["sex"], rows["age_months"])
    table = pd.DataFrame(
        {
            "least_kg": least,
            "least_month": (rows["month"] + pd.offsets.MonthBegin(1)).to_numpy(),
        },
        index=pd.Index(rows["child_id"], name="child_id"),
    )
    return table[table["least_kg"].notna()]
