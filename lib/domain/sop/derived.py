"""Ticks that another tab already proves, so that nobody types twice (aturan.md "SOP and daftar tilik").

Decided: another tab only ever proves that a step was done; its silence leaves the step "belum diisi".
The one exception is a yes/no cell answered Tidak (`Alat siap`).  Of several proofs the earliest counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from lib.domain.sop.derived_pairs import compute_osoc_records, compute_sikeriting_records
from lib.domain.sop.keys import AJB, KEBAL, OSOC, PERTEMUAN, SIKERITING, normalise_key
from lib.domain.sop.occasions import KEYS
from lib.domain.sop.rounds import compute_moves
from lib.domain.sop.timing import compute_first_day
from lib.domain.sop.typed import RECORD_COLUMNS
from lib.domain.sop.units import Tables

METHODS = {
    "turunan": (
        "Centang bertanda “turunan” dibaca dari tab lain yang sudah membuktikannya; baris di Daftar Tilik "
        "selalu menang, dan yang bertentangan menjadi temuan. Tab lain hanya bisa membuktikan bahwa langkah "
        "dilakukan, tidak pernah bahwa tidak."
    ),
}

FROM_WEIGHINGS = "turunan: penimbangan"
"""The source of what weighings prove; the note of KEBAL A4 beside it counts cases."""

KEBAL_MINUTES = {f"b{number}": f"minutes_b{number}" for number in range(1, 7)}


def compute_derived_records(
    tables: Tables, units: pd.DataFrame, today: pd.Timestamp, monthly: pd.DataFrame | None
) -> pd.DataFrame:
    """Records (RECORD_COLUMNS) of those of the five known SOPs that have units, dated up to today."""
    sources: dict[str, Callable[[], pd.DataFrame]] = {
        AJB: lambda: _pickup_records(tables),
        PERTEMUAN: lambda: _meeting_records(tables),
        KEBAL: lambda: _kebal_records(tables, monthly),
        SIKERITING: lambda: compute_sikeriting_records(tables, units, today),
        OSOC: lambda: compute_osoc_records(tables),
    }
    in_use = set(units["sop_key"])
    frames = [(sop_key, read()) for sop_key, read in sources.items() if sop_key in in_use]
    kept = [
        frame.assign(sop_key=sop_key).reindex(columns=list(RECORD_COLUMNS))
        for sop_key, frame in frames
        if len(frame)
    ]
    if not kept:
        kept = [pd.DataFrame(columns=list(RECORD_COLUMNS))]
    records = pd.concat(kept, ignore_index=True)
    dates = {"hint": "datetime64[s]", "done_on": "datetime64[s]", "minutes": "float64"}
    words = dict.fromkeys((*KEYS, "result", "executor", "note", "proof", "source", "source_book"), "str")
    records = records.astype({**dates, **words})
    records["exact"] = records["exact"].eq(True)
    # A date after today proves nothing yet; what has no date of its own (a plan, a letter, a validated name)
    # is there already, also when its round is still to come.
    undated = ["turunan: pertemuan", "turunan: pendampingan", "turunan: antar_jemput"]
    written = records["source"].isin(undated)
    ahead = (records["done_on"] > today) | (records["done_on"].isna() & (records["hint"] > today) & ~written)
    return records[~ahead].reset_index(drop=True)


def _build_records(rows: pd.DataFrame, step: str, tab: str, **columns: Any) -> pd.DataFrame:
    filled: dict[str, Any] = {"result": "Ya", "exact": False, **columns}
    return rows[["source_book", "source_row"]].assign(step_key=step, source=f"turunan: {tab}", **filled)


def _pickup_records(tables: Tables) -> pd.DataFrame:
    """AJB 2 from `Validasi`, 3 from the first `Tanggal kontak`, 5 from the first `Naik`, per round.

    Who boarded did so on the day the round took place, also where the row still has the day before it moved.
    """
    rows = tables["antar_jemput"]
    rows = rows[rows["date"].notna() & rows["posyandu"].notna()]
    moves = compute_moves(tables["jadwal"]).rename(columns={"date": "held_on", "typed_date": "date"})
    rows = rows.merge(moves, on=["posyandu", "date"], how="left")
    rows = rows.assign(date=rows["held_on"].fillna(rows["date"])).drop(columns="held_on")
    frames = []
    for step, proof, done_on in (
        ("2", rows["validation"].notna(), pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")),
        ("3", rows["contacted_on"].notna(), rows["contacted_on"]),
        ("5", rows["boarded"].eq(True).fillna(False), rows["date"]),
    ):
        proven = rows[proof]
        by_round = proven.assign(done_on=done_on[proof]).sort_values("done_on", kind="stable")
        groups = by_round.groupby(["posyandu", "date"], sort=False)
        first = by_round.drop_duplicates(["posyandu", "date"], keep="first")
        share = (
            groups["date"].transform("size").loc[first.index].astype("int64").astype("str")
            + " dari "
            + rows.groupby(["posyandu", "date"])["date"].transform("size").loc[first.index].astype("str")
            + " orang"
        )
        frames.append(
            _build_records(
                first,
                step,
                "antar_jemput",
                unit_key=normalise_key(first["posyandu"]),
                hint=first["date"],
                done_on=first["done_on"],
                note=share,
                exact=True,
            )
        )
    return pd.concat(frames, ignore_index=True)


def find_held_meetings(rows: pd.DataFrame) -> pd.Series:
    """Which rows of `pertemuan` took place: with a date, and not marked Rencana, Ditunda or Batal."""
    held: pd.Series = rows["date"].notna() & ~rows["status"].isin(["Rencana", "Ditunda", "Batal"])
    return held


def _meeting_records(tables: Tables) -> pd.DataFrame:
    """Pertemuan kader, steps 1–7, from `Pertemuan` and `Tanya Jawab`; cancelled meetings prove nothing.

    Step 4 asks for the meeting on its planned day: a meeting on another day does not prove it.
    """
    rows = tables["pertemuan"]
    rows = rows[rows["kind"].fillna("Pertemuan kader").eq("Pertemuan kader") & ~rows["status"].eq("Batal")]
    rows = rows.assign(hint=rows["planned_on"].fillna(rows["date"]))
    rows = rows[rows["hint"].notna()]
    held = find_held_meetings(rows)
    asked = normalise_key(rows["meeting_id"]).isin(
        normalise_key(tables["tanya_jawab"]["meeting_id"]).dropna()
    )
    never = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    frames = []
    for step, proof, done_on in (
        ("1", rows["planned_on"].notna(), never),
        ("2", rows["cross_program"].notna(), never),
        ("3", rows["tools_ready"].notna(), never),
        ("4", held & rows["date"].eq(rows["planned_on"]), rows["date"]),
        ("5", asked, rows["date"]),
        ("6", rows["discussion"].notna(), rows["date"]),
        ("7", rows["report"].notna(), never),
    ):
        proven = rows[proof]
        record = _build_records(
            proven,
            step,
            "tanya_jawab" if step == "5" else "pertemuan",
            unit_key="puskesmas",
            hint=proven["hint"],
            done_on=done_on[proof],
            executor=proven["owner"],
            note=proven["meeting_id"],
        )
        if step == "3":
            record["result"] = proven["tools_ready"].map({True: "Ya", False: "Tidak"})
        frames.append(record)
    return pd.concat(frames, ignore_index=True)


def _kebal_records(tables: Tables, monthly: pd.DataFrame | None) -> pd.DataFrame:
    """KEBAL A1 from weighings, A4 from the computed status, B1–B6 from `Kebal MSG` and its minutes."""
    frames = []
    weighings = tables["penimbangan"][["date", "posyandu", "weight_kg", "source_book", "source_row"]]
    weighings = weighings[weighings[["date", "posyandu", "weight_kg"]].notna().all(axis=1)]
    month = compute_first_day(weighings["date"], "M")
    earliest = weighings.assign(month=month).sort_values("date", kind="stable")
    first = earliest.drop_duplicates(["posyandu", "month"], keep="first")
    frames.append(
        _build_records(
            first,
            "a1",
            "penimbangan",
            unit_key=normalise_key(first["posyandu"]),
            hint=first["date"],
            done_on=first["date"],
        )
    )
    if monthly is not None and len(monthly):
        frames.append(_sasaran_records(monthly))
    sessions = tables["kebal_msg"]
    sessions = sessions[sessions["date"].notna() & sessions["posyandu"].notna()]
    for step, minutes in KEBAL_MINUTES.items():
        proof = sessions[minutes] > 0
        if step == "b3":  # the session itself
            proof = pd.Series(True, index=sessions.index)
        if step == "b6":
            proof = proof | sessions["lesson"].notna()
        proven = sessions[proof]
        frames.append(
            _build_records(
                proven,
                step,
                "kebal_msg",
                unit_key=normalise_key(proven["posyandu"]),
                hint=proven["date"],
                done_on=proven["date"],
                minutes=proven[minutes].where(proven[minutes] > 0),
                proof=proven["photos"],
            )
        )
    return pd.concat(frames, ignore_index=True)


def _sasaran_records(monthly: pd.DataFrame) -> pd.DataFrame:
    """A4: who is 2T or BGM is known as soon as a posyandu's weighings of the month are computed.

    The found children are counted in the note; finding none is an answer too.
    """
    rows = monthly[monthly["posyandu"].notna() & monthly["weight_kg"].notna()]
    found = rows["two_t"].eq(True).fillna(False) | rows["bgm"].eq(True).fillna(False)
    groups = rows.assign(found=found).groupby(["posyandu", "month"], sort=False)
    last = groups.agg(done_on=("date", "max"), found=("found", "sum")).reset_index()
    return pd.DataFrame(
        {
            "unit_key": normalise_key(last["posyandu"]),
            "step_key": "a4",
            "hint": last["month"],
            "exact": False,
            "result": "Ya",
            "done_on": last["done_on"],
            "note": last["found"].astype("int64").astype("str") + " balita 2T atau BGM",
            "source": FROM_WEIGHINGS,
        }
    )
