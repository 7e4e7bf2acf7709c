"""The register of agreements between the puskesmas and each kelurahan, and how long they hold.

Source: SOP SIKERITING step 3.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.domain.mentoring.pairs import ACTIVE
from lib.domain.steps.keys import normalise_key
from lib.domain.steps.status import compute_today

EXPIRES_SOON_DAYS = 60
"""A MoU that ends within this many days (today and that day included) is to be renewed."""

IN_FORCE, EXPIRES_SOON, ENDED = "berlaku", "segera berakhir", "sudah berakhir"
NO_END, NOT_YET, NO_MOU = "tanpa tanggal akhir", "belum berlaku", "belum ada MoU"
MOU_STATES = (NO_MOU, ENDED, EXPIRES_SOON, NOT_YET, NO_END, IN_FORCE)
"""What asks for action first."""

MOU_COLUMNS = (
    *("kelurahan", "number", "date", "valid_until", "days_left", "state", "file", "pairs", "earlier"),
    *("source_book", "source_row"),
)

METHODS = {
    "masa_mou": (
        f"MoU segera berakhir bila sisa masanya paling banyak {EXPIRES_SOON_DAYS} hari; pada tanggal "
        "akhirnya masih berlaku. Tanpa tanggal akhir dianggap berlaku. Tiap kelurahan diwakili MoU yang "
        "berlaku paling lama; bila tidak ada, yang terbaru."
    ),
}


def compute_mou(mou: pd.DataFrame, pairs: pd.DataFrame, *, today: object) -> pd.DataFrame:
    """One row a kelurahan that has a MoU or active pairs: MOU_COLUMNS, what asks for action first.

    `mou` is the tab (without a date a MoU is not in force), `pairs` of compute_pairs (status, kelurahan).
    days_left: until valid_until (0 on that day, negative after it; NaN without an end).  pairs: active pairs.
    earlier: how many other MoU the kelurahan has.
    """
    now = compute_today(today)
    rows = mou[mou["kelurahan"].notna()].reset_index(drop=True)
    left = (rows["valid_until"] - now).dt.days.astype("float64")
    started = (rows["date"] <= now).to_numpy(bool)
    state = np.select(
        [left < 0, ~started, left.isna(), left <= EXPIRES_SOON_DAYS],
        [ENDED, NOT_YET, NO_END, EXPIRES_SOON],
        IN_FORCE,
    )
    rows = rows.assign(
        key=normalise_key(rows["kelurahan"]),
        days_left=left,
        state=pd.Series(state, index=rows.index, dtype="str"),
        holds=np.isin(state, [NO_END, EXPIRES_SOON, IN_FORCE]),
        lasts=left.fillna(np.inf),
    )
    rows["earlier"] = rows.groupby("key")["key"].transform("size") - 1
    best = rows.sort_values(["holds", "lasts", "date"], kind="stable", na_position="first")
    best = best.drop_duplicates("key", keep="last")
    active = pairs[pairs["status"].eq(ACTIVE) & pairs["kelurahan"].notna()]
    active = active.assign(key=normalise_key(active["kelurahan"]))
    counts = active.groupby("key").size()
    bare = active[~active["key"].isin(best["key"])].drop_duplicates("key")
    bare = bare[["kelurahan", "key"]].assign(state=NO_MOU, earlier=0)
    table = pd.concat([best, bare], ignore_index=True) if len(bare) else best
    table = table.assign(
        pairs=counts.reindex(table["key"]).fillna(0).astype("int64").to_numpy(),
        urgency=table["state"].map({word: place for place, word in enumerate(MOU_STATES)}),
    )
    table = table.sort_values(["urgency", "kelurahan"], kind="stable", ignore_index=True)
    return table.reindex(columns=list(MOU_COLUMNS))
