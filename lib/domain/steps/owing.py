"""Who owes a step: only a unit that follows the SOP, from when it began, and only what lay in its time.

Source: aturan.md, "Who owes an SOP", "Whose step" and the paragraph on KEBAL MSG.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from lib.domain.steps.anchors import compute_sessions
from lib.domain.steps.derived_pairs import compute_activity_of_pairs
from lib.domain.steps.keys import (
    AJB,
    KEBAL,
    OSOC,
    PERTEMUAN,
    SIKERITING,
    look_up,
    normalise_key,
    normalise_sop,
)
from lib.domain.steps.timing import Rhythm, compute_first_day
from lib.domain.steps.units import (
    KELURAHAN,
    PAIR,
    POSYANDU,
    PUSKESMAS,
    Pairs,
    Tables,
    compute_places_of_sops,
)

KADER_MEETING = "Pertemuan kader"
"""`Jenis` of the meetings that SOP Pertemuan kader is about; blank counts as one."""

EVERY_MONTH = ("a1", "a2")
"""KEBAL MSG's steps of a month without sasaran."""

METHODS = {
    "wajib": (
        "Langkah hanya wajib bagi yang menjalankan SOP-nya: sejak Mulai di tab SOP (kosong: sejak catatan "
        "pertamanya), di Posyandu pelaksana (kosong: semua); antar-jemput hanya di posyandu yang punya "
        "titik jemput. Yang belum punya catatan sama sekali ditulis “belum dimulai”; langkah yang seluruh "
        "waktunya sebelum SOP dimulai, atau sebelum pasien dan ibunya dipilih, ditulis “tidak berlaku”. "
        "Keduanya tidak dihitung."
    ),
    "wajib_kebal": (
        "KEBAL MSG: bulan tanpa sasaran hanya wajib A1 dan A2; B1–B6 wajib hanya di bulan yang ada "
        "kegiatannya, B7 sebulan sesudah tiap kegiatan."
    ),
}

_DATE: Final = "datetime64[s]"
_KEY = ["sop_key", "level", "unit_key"]


@dataclass(frozen=True, slots=True)
class Owing:
    """What decides who owes: begun (by SOP, level and unit: begun_on, begun_round), begins_on (`Mulai`, by
    SOP), places (SOP key → keys of its posyandu), desa (posyandu key → kelurahan key), stops (keys of the
    posyandu with a pickup point), sasaran and sessions (posyandu key and month)."""

    begun: pd.DataFrame
    begins_on: pd.Series
    places: dict[str, set[str]]
    desa: dict[str, str]
    stops: set[str]
    sasaran: pd.DataFrame
    sessions: pd.DataFrame


def compute_owing(
    tables: Tables,
    pairs: Pairs,
    typed: pd.DataFrame,
    moves: pd.DataFrame,
    today: pd.Timestamp,
    sasaran: pd.DataFrame | None,
) -> Owing:
    """Read from the tables what compute_owed asks.  `typed` of compute_typed_records; `sasaran` (posyandu,
    month, child_id) who is 2T or BGM; without it no month has any."""
    documents = tables["sop"].assign(sop_key=normalise_sop(tables["sop"]["code"]))
    documents = documents[documents["sop_key"].notna()].drop_duplicates("sop_key", keep="last")
    posyandu = tables["posyandu"]
    desa = dict(zip(normalise_key(posyandu["code"]), normalise_key(posyandu["desa"]), strict=True))
    held = compute_sessions(tables, today)
    if sasaran is None:
        sasaran = pd.DataFrame({"posyandu": pd.Series(dtype="str"), "month": pd.Series(dtype=_DATE)})
    found = pd.DataFrame({"unit_key": normalise_key(sasaran["posyandu"]), "month": sasaran["month"]})
    return Owing(
        begun=_compute_begun(tables, pairs, typed, moves, held, today),
        begins_on=documents.set_index("sop_key")["begins_on"].astype(_DATE),
        places=compute_places_of_sops(tables),
        desa=desa,
        stops=set(normalise_key(tables["titik_jemput"]["posyandu"]).dropna()),
        sasaran=found.astype({"month": _DATE}).dropna().drop_duplicates(),
        sessions=held.assign(month=compute_first_day(held["date"], "M"))[
            ["unit_key", "month"]
        ].drop_duplicates(),
    )


def _compute_begun(
    tables: Tables,
    pairs: Pairs,
    typed: pd.DataFrame,
    moves: pd.DataFrame,
    sessions: pd.DataFrame,
    today: pd.Timestamp,
) -> pd.DataFrame:
    """The first record of every unit, in `Daftar Tilik` or the SOP's own tabs: sop_key, level, unit_key,
    begun_on, begun_round (H of its first round).  The puskesmas begins with the first of its units.

    A plan is a record too (a meeting planned, a round's list): it is there as soon as it is typed.
    """
    by_day = typed["rhythm"].eq(Rhythm.DAY)
    own = typed[_KEY].assign(date=typed["hint"], round=typed["round_date"].where(by_day))
    frames = [own, _first_rounds(tables, moves), _first_meetings(tables)]
    frames.append(sessions[["unit_key", "date"]].assign(sop_key=KEBAL, level=POSYANDU))
    if any(len(tables[tab]) for tab in ("mentoring", "kegiatan_mentoring", "mou")):
        frames.append(_first_pairs(tables, pairs.mentoring, today))
    began = pairs.osoc[["started_on", "received_on"]].astype(_DATE).min(axis=1)
    frames.append(pairs.osoc[["unit_key"]].assign(date=began, sop_key=OSOC, level=PAIR))
    kept = [
        frame.reindex(columns=[*_KEY, "date", "round"]).astype({"date": _DATE, "round": _DATE})
        for frame in frames
        if len(frame)
    ]
    if not kept:
        kept = [pd.DataFrame(columns=[*_KEY, "date", "round"]).astype({"date": _DATE, "round": _DATE})]
    events = pd.concat(kept, ignore_index=True)
    events = events.assign(round=events["round"].fillna(events["date"]))
    events = events[events["date"].notna() & events["unit_key"].notna()]
    whole = events.assign(level=PUSKESMAS, unit_key="puskesmas")
    together = pd.concat([events, whole], ignore_index=True).groupby(_KEY, sort=False)
    return together.agg(begun_on=("date", "min"), begun_round=("round", "min")).reset_index()


def _first_rounds(tables: Tables, moves: pd.DataFrame) -> pd.DataFrame:
    rows = tables["antar_jemput"][["posyandu", "date"]].dropna().drop_duplicates()
    rows = rows.astype({"date": _DATE}).rename(columns={"date": "typed_date"})
    days = moves.astype({"typed_date": _DATE, "date": _DATE})
    rows = rows.merge(days, on=["posyandu", "typed_date"], how="inner")
    unit = normalise_key(rows["posyandu"])
    return pd.DataFrame(
        {"sop_key": AJB, "level": POSYANDU, "unit_key": unit, "date": rows["date"], "round": rows["date"]}
    )


def _first_meetings(tables: Tables) -> pd.DataFrame:
    rows = tables["pertemuan"]
    rows = rows[rows["kind"].fillna(KADER_MEETING).eq(KADER_MEETING)]
    date = rows["planned_on"].fillna(rows["date"])
    return pd.DataFrame(
        {"sop_key": PERTEMUAN, "level": PUSKESMAS, "unit_key": "puskesmas", "date": date}, index=rows.index
    )


def _first_pairs(tables: Tables, units: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """SIKERITING: of pairs the day they were chosen, else their first activity; of kelurahan the first MoU,
    choice or activity; of the puskesmas any of them."""
    activity = compute_activity_of_pairs(tables, units, today)
    done, mou = tables["kegiatan_mentoring"], tables["mou"]
    done, mou = (rows[rows["date"].notna() & (rows["date"] <= today)] for rows in (done, mou))
    chosen = units[~(units["active_from"] > today)]
    frames = [
        chosen[["unit_key"]].assign(date=chosen["active_from"], level=PAIR),
        activity[["unit_key", "date"]].assign(level=PAIR),
        *(
            rows[[]].assign(unit_key=normalise_key(rows["kelurahan"]), date=rows[day], level=KELURAHAN)
            for rows, day in ((mou, "date"), (done, "date"), (chosen, "active_from"))
        ),
        pd.DataFrame({"unit_key": "puskesmas", "date": done["date"], "level": PUSKESMAS}, index=done.index),
    ]
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1]).assign(sop_key=SIKERITING)


def compute_owed(rows: pd.DataFrame, owing: Owing) -> tuple[pd.Series, pd.Series]:
    """Whether each occasion is owed, and whether its unit has begun with the SOP at all.

    `rows`: sop_key, level, unit_key, step_key, rhythm, posyandu, kelurahan, active_from, round_date, due_on.
    A unit that does not run the SOP counts as begun: its steps are not owed, but nobody waits for them.
    """
    start = owing.begins_on.reindex(rows["sop_key"]).set_axis(rows.index).astype(_DATE)
    known = rows[_KEY].merge(owing.begun, on=_KEY, how="left", validate="m:1").set_index(rows.index)
    runs = _find_runners(rows, owing)
    begun = start.notna() | known["begun_on"].notna()
    # Without `Mulai` the first record brings its whole round, month, quarter or pair.
    by_day = rows["rhythm"].eq(Rhythm.DAY)
    since = known["begun_on"].where(~by_day, known["begun_round"])
    since = since.mask(rows["sop_key"].eq(OSOC) & rows["level"].eq(PAIR))
    ends = rows["due_on"].where(~by_day | start.notna(), rows["round_date"])
    before = ends < start.fillna(since)
    patient = rows["sop_key"].eq(SIKERITING) & rows["level"].eq(PAIR)
    before |= patient & (rows["due_on"] < rows["active_from"])
    owed = runs & begun & ~before & _has_reason(rows, owing, known["begun_on"], start)
    return owed.astype(bool), (begun | ~runs).astype(bool)


def _find_runners(rows: pd.DataFrame, owing: Owing) -> pd.Series:
    runs = pd.Series(True, index=rows.index)
    home, place = normalise_key(rows["posyandu"]), normalise_key(rows["kelurahan"])
    for sop_key, codes in owing.places.items():
        of_sop = rows["sop_key"].eq(sop_key)
        desa = {owing.desa.get(code) for code in codes}
        elsewhere = home.notna() & ~home.isin(codes) & rows["level"].isin([POSYANDU, PAIR])
        elsewhere |= rows["level"].eq(KELURAHAN) & ~place.isin(desa)
        runs &= ~(of_sop & elsewhere)
    without_bus = rows["sop_key"].eq(AJB) & rows["level"].eq(POSYANDU) & ~home.isin(owing.stops)
    return runs & ~without_bus


def _has_reason(rows: pd.DataFrame, owing: Owing, begun_on: pd.Series, start: pd.Series) -> pd.Series:
    """KEBAL MSG's steps that wait for sasaran or for a session; every other step has its reason."""
    of_kebal = rows["sop_key"].eq(KEBAL) & rows["rhythm"].eq(Rhythm.MONTHLY)
    if not of_kebal.any():
        return pd.Series(True, index=rows.index)
    month = compute_first_day(rows["round_date"], "M")
    by_session = rows["step_key"].str.startswith("b")
    reason = ~of_kebal | rows["step_key"].isin(EVERY_MONTH)
    runners = owing.places.get(KEBAL)
    for chosen, table in ((~by_session, owing.sasaran), (by_session, owing.sessions)):
        if runners is not None:
            table = table[table["unit_key"].isin(runners)]
        here = pd.MultiIndex.from_arrays([rows["unit_key"], month]).isin(pd.MultiIndex.from_frame(table))
        following = _keep_begun(table, owing)
        anywhere = month.isin(following["month"]) & rows["level"].eq(PUSKESMAS)
        reason |= chosen & (np.asarray(here) | anywhere)
    return reason


def _keep_begun(table: pd.DataFrame, owing: Owing) -> pd.DataFrame:
    """Rows (unit_key, month) of posyandu that had begun with KEBAL MSG by the end of that month."""
    begun = owing.begun[owing.begun["sop_key"].eq(KEBAL) & owing.begun["level"].eq(POSYANDU)]
    first = look_up(table["unit_key"], begun, "unit_key", "begun_on").astype(_DATE)
    typed = owing.begins_on.get(KEBAL)
    if typed is not None and not pd.isna(typed):
        first = pd.Series(typed, index=table.index, dtype=_DATE)
    return table[compute_first_day(first, "M") <= table["month"]]
