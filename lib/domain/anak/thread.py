"""A child's thread through all the work: fetched, cooked with, mentored, given vitamin A, what was agreed and
what is still open. One row an event, newest first."""

from __future__ import annotations

import pandas as pd

from lib.domain.steps.derived_pairs import compute_activity_of_pairs
from lib.domain.steps.keys import normalise_key
from lib.domain.steps.units import Tables, compute_mentoring_units

ABSENT, FETCHED, COOKED, MENTORED, VITAMIN_A, PMT, AGREED = (
    "jemput",
    "naik jemputan",
    "kebal msg",
    "mentoring",
    "vitamin a",
    "pmt",
    "tindak lanjut",
)
KINDS = (FETCHED, ABSENT, COOKED, MENTORED, VITAMIN_A, PMT, AGREED)
ON_CHART = (FETCHED, COOKED, MENTORED, PMT)
"""Kinds marked on the growth chart."""

COLUMNS = ("date", "kind", "what", "detail", "owner", "due_on", "open", "tab", "source_book", "source_row")


def compute_thread(tables: Tables, child_id: str, *, today: pd.Timestamp) -> pd.DataFrame:
    """Everything recorded about a child outside the scales, up to today: COLUMNS, newest first.

    `kind` of KINDS; `what` and `detail` as recorded (validation, answer, menu, result, plan; missing where
    nothing was); `open` True for what was agreed and is not done; `due_on` its deadline; tab: its name.
    A team's activity without a child's ID counts for the pairs active that day, as in SIKERITING.
    """
    parts = [
        _antar_jemput(tables, child_id),
        _meals(tables, child_id),
        _mentoring(tables, child_id, today),
        _given(tables, child_id, "vitamin_a", VITAMIN_A),
        _given(tables, child_id, "pmt", PMT),
        _agreed(tables, child_id),
    ]
    filled = [part.reindex(columns=list(COLUMNS)) for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS}).astype(_DTYPES)
    thread = pd.concat([part.astype(_DTYPES) for part in filled], ignore_index=True)
    thread = thread[thread["date"].notna() & (thread["date"] <= today)]
    return thread.sort_values("date", ascending=False, kind="stable", ignore_index=True)


_DTYPES = {
    **dict.fromkeys(("kind", "what", "detail", "owner", "tab", "source_book"), "str"),
    **dict.fromkeys(("date", "due_on"), "datetime64[s]"),
    "open": "boolean",
    "source_row": "float64",
}


def _of(tables: Tables, tab: str, column: str, child_id: str) -> pd.DataFrame:
    rows = tables[tab]
    return rows[rows[column].eq(child_id).fillna(False)].assign(tab=tab, open=False)


def _antar_jemput(tables: Tables, child_id: str) -> pd.DataFrame:
    rows = _of(tables, "antar_jemput", "person_id", child_id)
    boarded = rows["boarded"].eq(True).fillna(False)
    return rows.assign(
        kind=boarded.map({True: FETCHED, False: ABSENT}),
        what=rows["contact_result"],
        detail=rows["willing"].where(rows["reason"].isna(), rows["willing"] + ": " + rows["reason"]),
    )


def _meals(tables: Tables, child_id: str) -> pd.DataFrame:
    rows = _of(tables, "peserta_kebal_msg", "child_id", child_id)
    rows = rows[rows["present"].eq(True).fillna(False)]
    sessions = tables["kebal_msg"].drop_duplicates(["date", "posyandu"], keep="last")
    menus = rows[["date", "posyandu"]].merge(
        sessions[["date", "posyandu", "menu"]], on=["date", "posyandu"], how="left", validate="m:1"
    )
    return rows.assign(kind=COOKED, what=menus["menu"].array)


def _mentoring(tables: Tables, child_id: str, today: pd.Timestamp) -> pd.DataFrame:
    units = compute_mentoring_units(tables)
    pairs = units[units["unit"].eq(child_id).fillna(False)]
    if pairs.empty:
        return pairs
    chosen = pairs.assign(
        date=pairs["active_from"], kind=MENTORED, what="Dipilih", detail=pairs["reason"],
        owner=pairs["mentor"], tab="mentoring", open=False,
    )  # fmt: skip
    activity = compute_activity_of_pairs(tables, pairs, today)
    done = activity.assign(
        kind=MENTORED, what="Langkah " + activity["step_key"].str.upper(), detail=activity["result"],
        owner=activity["team"], tab="kegiatan_mentoring", open=False,
    )  # fmt: skip
    return pd.concat([chosen.reindex(columns=list(COLUMNS)), done.reindex(columns=list(COLUMNS))])


def _given(tables: Tables, child_id: str, column: str, kind: str) -> pd.DataFrame:
    rows = _of(tables, "penimbangan", "child_id", child_id)
    return rows[rows[column].eq(True).fillna(False)].assign(kind=kind)


def _agreed(tables: Tables, child_id: str) -> pd.DataFrame:
    rows = tables["tindak_lanjut"]
    rows = rows[normalise_key(rows["subject"]).eq(child_id.casefold()).fillna(False)]
    return rows.assign(
        kind=AGREED,
        what=rows["kind"],
        detail=rows["plan"].where(rows["result"].isna(), rows["plan"] + " → " + rows["result"]),
        tab="tindak_lanjut",
        open=~rows["status"].eq("Selesai").fillna(False),
    )
