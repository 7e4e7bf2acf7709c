"""Who came, posyandu by posyandu. Source: SOP Pertemuan Kader, "Pengertian": delegates of each posyandu."""

from __future__ import annotations

import pandas as pd

from lib.domain.rows import is_active
from lib.domain.steps.keys import normalise_key
from lib.domain.steps.units import Tables

ATTENDANCE_COLUMNS: tuple[str, ...] = (
    *("meeting_id", "posyandu", "listed", "present", "absent", "unmarked"),
    *("kader", "kader_present", "strangers", "share"),
)
_COUNTS = ("listed", "present", "absent", "unmarked", "kader_present", "strangers")
TURNOUT_COUNTS: tuple[str, ...] = (*ATTENDANCE_COLUMNS[2:-1], "posyandu", "represented")
"""What is counted of a meeting as a whole; without a list all are zero."""


def compute_attendance(tables: Tables) -> pd.DataFrame:
    """Who came to each meeting that has a list: one row per meeting and active posyandu, also those that sent
    nobody, and one with posyandu missing for people of no posyandu: ATTENDANCE_COLUMNS.

    listed = present + absent + unmarked (people; of two rows for one the last counts); kader: active in
    `kader` now; kader_present: those of them who came; strangers: who came for the posyandu without being in
    `kader`; share = kader_present / kader in percent (NaN where the posyandu has no kader in the tab).
    """
    people = list_attendants(tables)
    kader = _list_kader(tables)
    known = pd.MultiIndex.from_frame(kader)
    is_kader = pd.MultiIndex.from_frame(people[["posyandu", "key"]]).isin(known)
    came = people["present"].eq(True).fillna(False).to_numpy(dtype=bool)
    marks = people[["meeting_id", "posyandu"]].assign(
        listed=1,
        present=came.astype("int64"),
        absent=people["present"].eq(False).fillna(False).to_numpy(dtype=bool).astype("int64"),
        unmarked=people["present"].isna().to_numpy(dtype=bool).astype("int64"),
        kader_present=(came & is_kader).astype("int64"),
        strangers=(came & ~is_kader).astype("int64"),
    )
    counts = marks.groupby(["meeting_id", "posyandu"], dropna=False, as_index=False).sum()
    places = tables["posyandu"]
    active = places.loc[is_active(places) & places["code"].notna(), ["code"]]
    grid = counts[["meeting_id"]].drop_duplicates().merge(active, how="cross")
    keys = pd.concat(
        [grid.rename(columns={"code": "posyandu"}), counts[["meeting_id", "posyandu"]]], ignore_index=True
    ).drop_duplicates()
    table = keys.merge(counts, on=["meeting_id", "posyandu"], how="left", validate="1:1")
    table = table.assign(**{name: table[name].fillna(0).astype("int64") for name in _COUNTS})
    of_posyandu = kader.groupby("posyandu").size().reindex(table["posyandu"]).fillna(0)
    table["kader"] = of_posyandu.to_numpy().astype("int64")
    table["share"] = (100.0 * table["kader_present"] / table["kader"]).where(table["kader"] > 0)
    return table[list(ATTENDANCE_COLUMNS)]


def compute_turnouts(attendance: pd.DataFrame) -> pd.DataFrame:
    """Each meeting of compute_attendance as a whole: one row per meeting_id (index), TURNOUT_COUNTS and
    share, all float64.

    posyandu: how many there are; represented: those of them with somebody present; share: as
    compute_attendance_share.
    """
    is_place = attendance["posyandu"].notna()
    marks = attendance.assign(
        posyandu=is_place.astype("int64"),
        represented=(is_place & (attendance["present"] > 0)).astype("int64"),
    )
    table = marks.groupby("meeting_id", sort=False)[list(TURNOUT_COUNTS)].sum().astype("float64")
    return table.assign(share=100.0 * table["present"] / (table["present"] + table["absent"]))


def compute_attendance_share(attendance: pd.DataFrame) -> float:
    """present / (present + absent) in percent over rows of compute_attendance; NaN where nobody is marked."""
    present, absent = int(attendance["present"].sum()), int(attendance["absent"].sum())
    return 100.0 * present / (present + absent) if present + absent else float("nan")


def list_attendants(tables: Tables) -> pd.DataFrame:
    """The people on the lists, each once a meeting: columns of `hadir_pertemuan` and `key` (their name as it
    is compared). Whose posyandu and institution are blank belongs to the posyandu of the only kader so
    called."""
    rows = tables["hadir_pertemuan"]
    rows = rows[rows["meeting_id"].notna() & rows["name"].notna()]
    rows = rows.assign(key=normalise_key(rows["name"]))
    kader = _list_kader(tables)
    only = kader[~kader["key"].duplicated(keep=False)].set_index("key")["posyandu"]
    guessed = only.reindex(rows["key"]).set_axis(rows.index)
    rows["posyandu"] = rows["posyandu"].fillna(guessed.where(rows["institution"].isna()))
    return rows.drop_duplicates(["meeting_id", "key", "posyandu"], keep="last")


def _list_kader(tables: Tables) -> pd.DataFrame:
    rows = tables["kader"]
    rows = rows[rows["name"].notna() & rows["posyandu"].notna() & is_active(rows)]
    table = pd.DataFrame({"posyandu": rows["posyandu"], "key": normalise_key(rows["name"])})
    return table.drop_duplicates().reset_index(drop=True)
