"""The year's rail TW1 → TW2 → monev 1 → TW3 → monev 2: the twelve steps of each team and kelurahan.

Source: SOP SIKERITING; the states are those of the SOP engine (lib.domain.steps), put together here.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.domain.mentoring.pairs import LEFT
from lib.domain.steps.keys import SIKERITING, normalise_key, normalise_sop
from lib.domain.steps.status import build_engine, compute_month_status, compute_today
from lib.domain.steps.timing import (
    COMING,
    DONE,
    DONE_LATE,
    MISSED,
    NOT_APPLICABLE,
    NOT_BEGUN,
    NOT_DONE,
    NOT_FILLED,
    PARTLY,
    RUNNING,
    TODAY,
)
from lib.domain.steps.units import KELURAHAN

WORST_FIRST = (
    *(MISSED, NOT_DONE, PARTLY, TODAY, RUNNING, COMING, NOT_FILLED, NOT_BEGUN),
    *(DONE_LATE, DONE, NOT_APPLICABLE),
)
"""Of the states of a team's patients the first of these stands for the team (decided)."""

RAIL_COLUMNS = (
    *("kelurahan", "team", "step", "step_order", "description", "timing", "standard_executor"),
    *("starts_on", "due_on", "state", "done_on", "pairs", "done", "late", "missed"),
)

METHODS = {
    "rel": (
        "Rel tiap tim: satu langkah selesai bila selesai pada semua pasien tim di kelurahan itu; bila belum, "
        "yang tampil keadaan terburuk (lewat lebih dulu). Pasien yang keluar tidak ikut. Kelurahan yang "
        "sudah ber-MoU atau berkegiatan tetapi belum punya pasien tampil tanpa tim."
    ),
}


def compute_rail(pairs: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Steps by team and kelurahan: RAIL_COLUMNS, by kelurahan, team and step.

    `pairs` of compute_pairs, `steps` of compute_pair_steps; patients who left count nowhere.  pairs: patients
    to whom the step applies (TB does not); done, late and missed: how many of them; done_on: the last day.
    """
    kept = pairs.loc[pairs["status"].ne(LEFT), ["child_id", "team", "kelurahan"]]
    rows = steps.merge(kept, on=["child_id", "team"], how="inner", validate="m:1")
    state = rows["state"]
    rows = rows.assign(
        rank=state.map({word: place for place, word in enumerate(WORST_FIRST)}),
        pairs=state.ne(NOT_APPLICABLE).astype("int64"),
        done=state.isin([DONE, DONE_LATE]).astype("int64"),
        late=state.eq(DONE_LATE).astype("int64"),
        missed=state.eq(MISSED).astype("int64"),
    )
    first = ("description", "timing", "standard_executor", "starts_on", "due_on")
    how = {
        **dict.fromkeys(first, "first"),
        "rank": "min",
        "done_on": "max",
        **dict.fromkeys(("pairs", "done", "late", "missed"), "sum"),
    }
    table = rows.groupby(["kelurahan", "team", "step_order", "step"], dropna=False).agg(how).reset_index()
    table["state"] = table["rank"].map(dict(enumerate(WORST_FIRST)))
    return table.reindex(columns=list(RAIL_COLUMNS))


def compute_rail_without_pairs(
    tables: Mapping[str, pd.DataFrame], pairs: pd.DataFrame, *, today: object, year: int
) -> pd.DataFrame:
    """The same for kelurahan with a MoU or an activity of the year but no patient: RAIL_COLUMNS, team missing
    and pairs 0.  The engine then ticks the SOP for the kelurahan itself."""
    now = compute_today(today)
    activity = tables["kegiatan_mentoring"]
    day = activity["date"].fillna(activity["planned_on"])
    signed = tables["mou"]
    until = signed["valid_until"].fillna(pd.Timestamp(year, 12, 31))
    in_force = (signed["date"] <= pd.Timestamp(year, 12, 31)) & (until >= pd.Timestamp(year, 1, 1))
    named = pd.concat([signed.loc[in_force, "kelurahan"], activity.loc[day.dt.year.eq(year), "kelurahan"]])
    waiting = set(normalise_key(named.dropna())) - set(normalise_key(pairs["kelurahan"].dropna()))
    documents, steps = (
        tables[name][normalise_sop(tables[name][column]).eq(SIKERITING)]
        for name, column in (("sop", "code"), ("langkah_sop", "sop"))
    )
    if not waiting or documents.empty or steps.empty:
        return pd.DataFrame(columns=list(RAIL_COLUMNS))
    documents, steps = documents.assign(scope=KELURAHAN), steps.assign(applies_to=None)
    ticked_for_places = {**tables, "sop": documents, "langkah_sop": steps}
    month = pd.Period(year=year, month=now.month if year == now.year else 12, freq="M")
    rows = compute_month_status(build_engine(ticked_for_places, today=now), month)
    rows = rows[normalise_key(rows["unit"]).isin(waiting)]
    done = rows["state"].isin([DONE, DONE_LATE])
    return rows.assign(
        kelurahan=rows["unit"],
        team=pd.Series(None, index=rows.index, dtype="str"),
        pairs=0,
        done=done.astype("int64"),
        late=rows["state"].eq(DONE_LATE).astype("int64"),
        missed=rows["state"].eq(MISSED).astype("int64"),
    ).reindex(columns=list(RAIL_COLUMNS))
