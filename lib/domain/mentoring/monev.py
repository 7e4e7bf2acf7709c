"""Monitoring and evaluation: every patient against the day it was chosen.

Source: SOP SIKERITING steps 10 (June) and 12 (December); aturan.md "Ibu hamil" (z awal).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from lib.domain.categories import INDEX_TITLES, compute_category
from lib.domain.growth import round_z
from lib.domain.mentoring.pairs import BASELINE_DAYS, INDICES, LEFT, choose_newest
from lib.domain.skdn import LEFT_STATUSES
from lib.domain.steps.keys import look_up, normalise_step
from lib.domain.steps.status import compute_today

MONEV_STEPS = {1: "10", 2: "12"}
"""Monev → its step of the SOP."""
MONEV_MONTHS = {1: 6, 2: 12}
"""Monev → its month, where `Langkah SOP` gives the step no due date."""
RECENT_DAYS = BASELINE_DAYS
"""z monev is the last valid measurement at most this many days before the monev's last day."""

COMPARED = "dibandingkan"
CHOSEN_LATER, MOVED, LEFT_TEAM = (
    "dipilih sesudah monev",
    "pindah, meninggal, atau lulus",
    "keluar dari pendampingan",
)
NO_START, NO_END = "tanpa ukuran awal", "tanpa ukuran monev"
REASONS = (COMPARED, CHOSEN_LATER, MOVED, LEFT_TEAM, NO_START, NO_END)
"""Each patient is in exactly one of these, for each index."""

MONEV_COLUMNS = (
    *("child_id", "name", "posyandu", "kelurahan", "team", "mentor", "selected_on", "status"),
    *(
        f"{what}_{index}{when}"
        for index in INDICES
        for what, when in (
            *(("z", "_awal"), ("date", "_awal"), ("z", "_monev"), ("date", "_monev"), ("change", "")),
            *(("category", "_awal"), ("category", "_monev"), ("why", "")),
        )
    ),
    *("nt_awal", "nt_monev"),
)

METHODS = {
    "monev": (
        f"Monev membandingkan z awal dengan z monev: pengukuran sah terakhir dalam {RECENT_DAYS} hari sampai "
        "akhir bulan monev (bulan yang belum selesai: sampai hari ini) dan sesudah tanggal pilih. Hanya anak "
        "yang punya keduanya yang dibandingkan, dengan dirinya sendiri; yang lain dihitung menurut sebabnya. "
        "Anak dengan dua tim dihitung sekali. Perubahan belum tentu karena pendampingan."
    ),
    "monev_nt": (
        "N/T: penilaian KMS pada penimbangan terakhir sebelum tanggal pilih dan sebelum monev, dengan batas "
        "hari yang sama. Hanya anak yang N atau T pada keduanya yang dibandingkan."
    ),
}


class Window(NamedTuple):
    """The days whose measurements count for a monev, both included; `started`: its month has begun;
    `is_over`: its last day has passed, so that the figures stay."""

    first: pd.Timestamp
    last: pd.Timestamp
    started: bool
    is_over: bool


def compute_window(number: int, *, year: int, today: object, steps: pd.DataFrame) -> Window:
    """The window of monev 1 or 2 of a year.  Its last day is the step's due date (`steps` of
    compute_pair_steps), else the end of MONEV_MONTHS; today at most."""
    now = compute_today(today)
    due = steps.loc[normalise_step(steps["step"]).eq(MONEV_STEPS[number]), "due_on"].dropna()
    end = due.iloc[0] if len(due) else pd.Timestamp(year, MONEV_MONTHS[number], 1) + pd.offsets.MonthEnd()
    last = min(end, now)
    return Window(
        last - pd.Timedelta(days=RECENT_DAYS), last, started=now >= end.replace(day=1), is_over=now > end
    )


def compute_monev(
    pairs: pd.DataFrame,
    measurements: pd.DataFrame,
    monthly: pd.DataFrame,
    balita: pd.DataFrame,
    *,
    window: Window,
) -> pd.DataFrame:
    """One row a patient (of several teams: the first chosen): MONEV_COLUMNS, in the order of `pairs`.

    `pairs` of compute_pairs (z_…_awal), `measurements` of compute_measurements, `monthly` of
    compute_monthly_status (nt), `balita` the tab (status).  z in full precision; change_… = monev − awal, NaN
    unless why_… is COMPARED; categories of Permenkes 2/2020 (None without a z); nt N, T, O, B or missing.
    """
    rows = pairs.sort_values("selected_on", kind="stable").drop_duplicates("child_id").sort_index()
    rows = rows.reset_index(drop=True)
    chosen = rows["selected_on"]
    first = chosen + pd.Timedelta(days=1)
    first = first.where(first > window.first, window.first)
    last = pd.Series(window.last, index=rows.index).where(chosen.notna())
    moved = look_up(rows["child_id"], balita, "child_id", "status").isin(LEFT_STATUSES)
    for index in INDICES:
        column = f"z_{index}"
        found = choose_newest(rows["child_id"], measurements, column, first=first, last=last)
        rows[f"{column}_monev"] = found[column].to_numpy(dtype=np.float64)
        rows[f"date_{index}_monev"] = found["date"].to_numpy(dtype="datetime64[s]")
        start, end = rows[f"{column}_awal"], rows[f"{column}_monev"]
        why = np.select(
            [chosen > window.last, start.notna() & end.notna(), moved, rows["status"].eq(LEFT), start.isna()],
            [CHOSEN_LATER, COMPARED, MOVED, LEFT_TEAM, NO_START],
            NO_END,
        )
        rows[f"why_{index}"] = pd.Series(why, index=rows.index, dtype="str")
        rows[f"change_{index}"] = (end - start).where(rows[f"why_{index}"].eq(COMPARED))
        for when in ("awal", "monev"):
            label = pd.Series(compute_category(index, rows[f"{column}_{when}"]), index=rows.index)
            rows[f"category_{index}_{when}"] = label.astype("str").where(label.notna())
    graded = monthly[["child_id", "date"]].assign(nt=monthly["nt"].astype("str").where(monthly["nt"].notna()))
    before = choose_newest(
        rows["child_id"], graded, "nt", first=chosen - pd.Timedelta(days=BASELINE_DAYS), last=chosen
    )
    after = choose_newest(rows["child_id"], graded, "nt", first=first, last=last)
    rows = rows.assign(nt_awal=before["nt"].to_numpy(), nt_monev=after["nt"].to_numpy())
    return rows.reindex(columns=list(MONEV_COLUMNS))


def compute_monev_figures(children: pd.DataFrame) -> pd.DataFrame:
    """One row an index of `children` (of compute_monev): index, title, patients, then how many of each of
    REASONS, mean_awal, mean_monev, mean_change (of the compared; NaN where there is none), rose, fell, same
    (change rounded to two decimals)."""
    rows = []
    for index in INDICES:
        compared = children[children[f"why_{index}"].eq(COMPARED)]
        change = round_z(compared[f"change_{index}"])
        counts = children[f"why_{index}"].value_counts()
        rows.append(
            {
                "index": index,
                "title": INDEX_TITLES[index],
                "patients": len(children),
                **{reason: int(counts.get(reason, 0)) for reason in REASONS},
                "mean_awal": compared[f"z_{index}_awal"].mean(),
                "mean_monev": compared[f"z_{index}_monev"].mean(),
                "mean_change": compared[f"change_{index}"].mean(),
                "rose": int((change > 0).sum()),
                "fell": int((change < 0).sum()),
                "same": int((change == 0).sum()),
            }
        )
    return pd.DataFrame(rows)


def compute_moves(children: pd.DataFrame, index: str) -> pd.DataFrame:
    """From which category to which the compared children went: start, end, children, direction (1 to a
    higher z, 0 stayed, −1 to a lower); lowest category first."""
    compared = children[children[f"why_{index}"].eq(COMPARED)]
    codes = {
        when: pd.Series(compute_category(index, compared[f"z_{index}_{when}"]).codes, index=compared.index)
        for when in ("awal", "monev")
    }
    table = pd.DataFrame(
        {
            "start": compared[f"category_{index}_awal"],
            "end": compared[f"category_{index}_monev"],
            "from_code": codes["awal"],
            "to_code": codes["monev"],
        }
    )
    counts = table.groupby(["from_code", "to_code", "start", "end"]).size().reset_index(name="children")
    direction = np.sign(counts["to_code"] - counts["from_code"]).astype("int64")
    return counts.assign(direction=direction)[["start", "end", "children", "direction"]]


def compute_monev_nt(children: pd.DataFrame) -> dict[str, int]:
    """N/T then and at the monev: patients, compared (N or T both times), "NN", "NT", "TN", "TT" of those."""
    pair = children["nt_awal"].fillna("-") + children["nt_monev"].fillna("-")
    counts = {key: int(pair.eq(key).sum()) for key in ("NN", "NT", "TN", "TT")}
    return {"patients": len(children), "compared": sum(counts.values()), **counts}
