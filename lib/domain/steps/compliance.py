"""Tingkat kepatuhan: how much of what was due was done."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.domain.steps.owing import Owing
from lib.domain.steps.timing import DONE, DONE_LATE, MISSED, NOT_APPLICABLE, NOT_BEGUN, NOT_DONE

GOOD_FROM = 80.0
"""Good from this percentage on, unless `Target kepatuhan SOP` says otherwise."""

JUDGED_FROM = 80.0
"""A rate is judged where at least this percentage of the steps due is filled in, unless `Batas terisi untuk
dinilai` says otherwise."""

METHODS = {
    "kepatuhan": (
        "Kepatuhan = Ya dibagi (Ya + Tidak), dari langkah yang jatuh tempo di bulan itu; catatan tanpa jatuh "
        "tempo dihitung di bulan tanggalnya. TB (tidak berlaku) tidak ikut dihitung, langkah yang belum "
        "diisi tidak pernah dianggap Ya; karena itu angka “terisi n/m” selalu ditulis di sampingnya: m = "
        "langkah wajib yang sudah jatuh tempo sampai hari ini, yang lewat ikut. Dinilai (“Baik”, “Kurang”) "
        "hanya bila paling sedikit 80% dari m terisi; batas ini bisa diubah di tab Pengaturan."
    ),
    "terlewat": (
        "Terlewat = langkah yang jatuh tempo di bulan itu dan lewat tanpa catatan, atau tercatat Tidak; "
        "ditulis “n dari m”, m = yang dilakukan atau terlewat. TB dan yang belum jatuh tempo tidak ikut."
    ),
    "menit": (
        "Median menit yang tercatat, di samping waktu baku SOP, dan berapa kali melebihi waktu baku. "
        "Langkah tanpa catatan menit tidak ikut."
    ),
}


def compute_missed_steps(status: pd.DataFrame) -> pd.DataFrame:
    """The steps that were due and not done (`lewat` or `tidak dilakukan`) in rows of `status` that count.

    One row per SOP and step, most often missed first: sop, step, step_order, description, standard_executor,
    missed, due (how many were due by now or are recorded, without TB). Steps never missed are left out.
    """
    counted = status[status["counts"].astype(bool)]
    missed = counted["state"].isin([MISSED, NOT_DONE])
    due = missed | counted["state"].isin([DONE, DONE_LATE])
    by = ["sop", "step", "step_order", "description", "standard_executor"]
    table = (
        counted[by]
        .assign(missed=missed.astype("int64"), due=due.astype("int64"))
        .groupby(by, sort=False, dropna=False)
        .sum()
        .reset_index()
    )
    table = table[table["missed"] > 0]
    return table.sort_values(["missed", "step_order"], ascending=[False, True], kind="stable").reset_index(
        drop=True
    )


def compute_compliance(status: pd.DataFrame, by: Sequence[str] = ("sop",)) -> pd.DataFrame:
    """Compliance over the rows of `status` (compute_sop_status) that count, by any of its columns.

    One row per group, in the order of `status`; by=() gives one row for all.  Columns: *by, ya, tidak, tb,
    belum (owed, without a result), filled (n) and total (m) of "terisi n/m" (m: owed and due by today, missed
    ones too; n: of them with a result), compliance = ya / (ya + tidak) × 100 (NaN where 0),
    standard_minutes (of the group, NaN where it differs), minutes_median, timed (records with minutes),
    over_standard (of those with a standard time, how many took longer).
    """
    counts = status["counts"].astype(bool)
    due = counts & status["fell_due"].astype(bool)
    over = status["minutes"] > status["standard_minutes"]
    marks = pd.DataFrame(
        {
            "ya": counts & status["result"].eq("Ya").fillna(False),
            "tidak": counts & status["result"].eq("Tidak").fillna(False),
            "tb": counts & status["result"].eq("TB").fillna(False),
            "belum": counts & status["owed"].astype(bool) & status["result"].isna(),
            "filled": due & status["result"].notna(),
            "total": due,
            "timed": counts & status["minutes"].notna(),
            "over_standard": counts & over,
        }
    ).astype("int64")
    minutes = status["minutes"].where(counts)
    keys = [status[column] for column in by]
    if not keys:
        keys = [pd.Series("semua", index=status.index, name="_all", dtype="str")]
    sums = marks.groupby(keys, sort=False, dropna=False).sum()
    if not by and sums.empty:
        sums = pd.DataFrame(0, index=pd.Index(["semua"], name="_all"), columns=marks.columns)
    standard = status["standard_minutes"].groupby(keys, sort=False, dropna=False)
    table = sums.assign(
        minutes_median=minutes.groupby(keys, sort=False, dropna=False).median().reindex(sums.index),
        standard_minutes=standard.max().where(standard.min().eq(standard.max())).reindex(sums.index),
    )
    answered = (table["ya"] + table["tidak"]).astype("float64")
    table["compliance"] = 100 * table["ya"] / answered.where(answered > 0)
    table = table.reset_index()
    figures = ["ya", "tidak", "tb", "belum", "filled", "total", "compliance"]
    times = ["standard_minutes", "minutes_median", "timed", "over_standard"]
    return table[[*by, *figures, *times]]


def list_waiting(status: pd.DataFrame) -> set[str]:
    """SOPs (codes) that nobody has begun: each of their steps in `status` waits, or does not apply."""
    waiting, idle = status["state"].eq(NOT_BEGUN), status["state"].eq(NOT_APPLICABLE)
    return set(status.loc[waiting, "sop"]) - set(status.loc[~waiting & ~idle, "sop"])


def list_not_begun(steps: pd.DataFrame, owing: Owing) -> set[str]:
    """SOPs (codes) in use without a `Mulai` and without any record: also one that has no unit yet, as
    antar-jemput before the first posyandu is registered."""
    begun = {*owing.begins_on.dropna().index, *owing.begun["sop_key"]}
    return set(steps.loc[~steps["sop_key"].isin(begun), "sop"])


def is_judged(compliance: float, filled: float, total: float, *, least: float = JUDGED_FROM) -> bool:
    """Whether a verdict may be given: of the steps due (`total`) at least `least` percent are filled in, and
    there is a rate."""
    return bool(total > 0 and 100 * filled >= least * total and not pd.isna(compliance))


def compute_compliance_months(rows: pd.DataFrame, *, until: pd.Period) -> pd.DataFrame:
    """Compliance in each of the twelve months up to `until`, one row each: month, compliance, filled, total.

    `rows` of compute_year_rows, of all years that the months lie in, one below the other.  A month in which
    nothing is due has total 0 and no compliance (NaN).
    """
    months = pd.period_range(until - 11, until, freq="M")
    starts = months.to_timestamp().as_unit("s")
    inside = rows[rows["counted_in"].isin(starts)]
    table = compute_compliance(inside.assign(counts=True), by=("counted_in",)).set_index("counted_in")
    table = table[["compliance", "filled", "total"]].reindex(starts)
    whole = {name: table[name].fillna(0).astype("int64") for name in ("filled", "total")}
    return table.assign(month=months, **whole).reset_index(drop=True)


def compute_place_months(rows: pd.DataFrame, *, until: pd.Period) -> pd.DataFrame:
    """The same by posyandu: posyandu, month, compliance, filled, total; only where something was due."""
    starts = pd.period_range(until - 11, until, freq="M").to_timestamp().as_unit("s")
    inside = rows[rows["counted_in"].isin(starts) & rows["posyandu"].notna()]
    table = compute_compliance(inside.assign(counts=True), by=("posyandu", "counted_in"))
    months = table["counted_in"].dt.to_period("M")
    return table.assign(month=months)[["posyandu", "month", "compliance", "filled", "total"]]
