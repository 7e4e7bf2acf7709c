"""Which steps there are, and for whom each SOP is ticked: posyandu, puskesmas, kelurahan or pair."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from lib.domain.sop.keys import (
    AJB,
    KEBAL,
    OSOC,
    SIKERITING,
    look_up,
    normalise_key,
    normalise_sop,
    normalise_step,
)
from lib.domain.sop.timing import NO_TIMING, Rhythm, parse_timing


class Tables(Protocol):
    """Typed tables by tab name; a missing tab is an empty table with all its columns."""

    def __getitem__(self, name: str, /) -> pd.DataFrame: ...


PUSKESMAS, POSYANDU, KELURAHAN, PAIR = "Puskesmas", "Posyandu", "Kelurahan", "Pasangan"
EVERYONE = "*"
"""The alias under which a tick without a subject finds its unit."""

_USUAL_SCOPE = {AJB: POSYANDU, KEBAL: POSYANDU, SIKERITING: PAIR, OSOC: PAIR}

UNIT_COLUMNS = (
    "sop_key",
    "unit_key",
    "unit",
    "unit_kind",
    "posyandu",
    "kelurahan",
    "partner",
    "unit_status",
    "alive_from",
    "alive_until",
    "active_from",
    "active_until",
)


def compute_steps(tables: Tables) -> pd.DataFrame:
    """The steps of every SOP in use, in the order of `Langkah SOP`.

    Columns: sop, sop_key, sop_title, scope, step, step_key, step_order (1…), phase, description,
    standard_executor, standard_minutes, timing (as typed), rhythm, number, readable (False where
    `Waktu` cannot be read: such a step has no due date), source_book, source_row.
    """
    documents = tables["sop"].assign(sop_key=lambda table: normalise_sop(table["code"]))
    documents = documents[documents["sop_key"].notna()].drop_duplicates("sop_key", keep="last")
    unused = documents.loc[documents["active"].eq(False).fillna(False), "sop_key"]
    steps = tables["langkah_sop"].assign(
        sop_key=lambda table: normalise_sop(table["sop"]),
        step_key=lambda table: normalise_step(table["step"]),
    )
    steps = steps[steps["sop_key"].notna() & steps["step_key"].notna() & ~steps["sop_key"].isin(unused)]
    steps = steps.drop_duplicates(["sop_key", "step_key"], keep="first")
    order = {key: place for place, key in enumerate(documents["sop_key"])}
    steps = steps.sort_values(
        "sop_key", key=lambda keys: keys.map(order).fillna(len(order)), kind="stable"
    ).reset_index(drop=True)
    timings = [parse_timing(text) for text in steps["timing"]]
    scope = look_up(steps["sop_key"], documents, "sop_key", "scope")
    return pd.DataFrame(
        {
            "sop": look_up(steps["sop_key"], documents, "sop_key", "code").fillna(steps["sop"]),
            "sop_key": steps["sop_key"],
            "sop_title": look_up(steps["sop_key"], documents, "sop_key", "title"),
            "scope": scope.fillna(steps["sop_key"].map(_USUAL_SCOPE).fillna(PUSKESMAS)),
            "step": steps["step"],
            "step_key": steps["step_key"],
            "step_order": steps.groupby("sop_key").cumcount() + 1,
            "phase": steps["phase"],
            "description": steps["description"],
            "standard_executor": steps["executor"],
            "standard_minutes": steps["standard_minutes"],
            "timing": steps["timing"],
            "rhythm": pd.Series([str((timing or NO_TIMING).rhythm) for timing in timings], dtype="str"),
            "number": pd.Series([(timing or NO_TIMING).number for timing in timings], dtype="int64"),
            "readable": pd.Series([timing is not None for timing in timings], dtype=bool),
            "source_book": steps["source_book"],
            "source_row": steps["source_row"],
        }
    )


def compute_units(tables: Tables, steps: pd.DataFrame) -> pd.DataFrame:
    """Every unit of every SOP: `UNIT_COLUMNS`, one row each.

    `unit` is what is shown (posyandu code, "puskesmas", kelurahan, child or mother ID), `partner` the
    team or student of a pair; a pair is shown in months between `alive_from` and `alive_until` (NaT = open)
    and takes part in its team's activities between `active_from` and `active_until`.
    """
    frames = []
    for sop_key, scope in steps.groupby("sop_key", sort=False)["scope"].first().items():
        match scope:
            case "Posyandu":
                units = _posyandu_units(tables)
            case "Kelurahan":
                units = _kelurahan_units(tables)
            case "Pasangan" if sop_key == SIKERITING:
                units = compute_mentoring_units(tables)
            case "Pasangan" if sop_key == OSOC:
                units = _osoc_units(tables)
            case "Pasangan":
                units = _subject_units(tables, str(sop_key))
            case _:
                units = pd.DataFrame({"unit_key": ["puskesmas"], "unit": ["puskesmas"]})
        frames.append(units.assign(sop_key=str(sop_key), unit_kind=str(scope).casefold()))
    return _with_all_columns(frames)


def _with_all_columns(frames: list[pd.DataFrame]) -> pd.DataFrame:
    kept = [frame.reindex(columns=list(UNIT_COLUMNS)) for frame in frames if len(frame)]
    units = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(UNIT_COLUMNS))
    return units.astype(
        {name: "datetime64[s]" if name.endswith(("_from", "_until")) else "str" for name in UNIT_COLUMNS}
    )


def _posyandu_units(tables: Tables) -> pd.DataFrame:
    posyandu = tables["posyandu"]
    posyandu = posyandu[posyandu["code"].notna() & ~posyandu["active"].eq(False).fillna(False)]
    posyandu = posyandu.drop_duplicates("code")
    return pd.DataFrame(
        {
            "unit_key": normalise_key(posyandu["code"]),
            "unit": posyandu["code"],
            "posyandu": posyandu["code"],
            "kelurahan": posyandu["desa"],
        }
    )


def _kelurahan_units(tables: Tables) -> pd.DataFrame:
    names = pd.concat(
        [
            tables["posyandu"]["desa"],
            *(tables[tab]["kelurahan"] for tab in ("mou", "mentoring", "kegiatan_mentoring")),
        ],
        ignore_index=True,
    ).dropna()
    units = pd.DataFrame({"unit_key": normalise_key(names), "unit": names, "kelurahan": names})
    return units.drop_duplicates("unit_key")


def _subject_units(tables: Tables, sop_key: str) -> pd.DataFrame:
    ticks = tables["daftar_tilik"]
    subjects = ticks.loc[normalise_sop(ticks["sop"]).eq(sop_key) & ticks["subject"].notna()]
    units = pd.DataFrame(
        {
            "unit_key": normalise_key(subjects["subject"]),
            "unit": subjects["subject"],
            "posyandu": subjects["posyandu"],
        }
    )
    return units.drop_duplicates("unit_key")


def compute_mentoring_units(tables: Tables) -> pd.DataFrame:
    """SIKERITING pairs: one per row of `Mentoring` (child and team), with its children's posyandu.

    Decided: a pair belongs to the years from its `Tanggal pilih` until now while it is Aktif, else until
    the year of its last activity that names the child; the date it ended is not typed, so it is taken to
    have been active until that activity.  Kelurahan: as typed, else the desa of the child's posyandu.
    """
    pairs = tables["mentoring"]
    pairs = pairs.assign(
        unit=pairs["child_id"].fillna(pairs["name"]), team_key=normalise_key(pairs["team"]).fillna("")
    )
    pairs = pairs[pairs["unit"].notna()].drop_duplicates(["unit", "team_key"], keep="last")
    pairs = pairs.reset_index(drop=True)
    posyandu = look_up(pairs["child_id"], tables["balita"], "child_id", "posyandu")
    desa = look_up(posyandu, tables["posyandu"], "code", "desa")
    activity = tables["kegiatan_mentoring"].sort_values("date", ascending=False, na_position="last")
    last_activity = look_up(pairs["child_id"], activity, "child_id", "date").astype("datetime64[s]")
    status = pairs["status"].fillna("Aktif")
    selected = pairs["selected_on"].astype("datetime64[s]")
    last = last_activity.where(last_activity > selected, selected)
    end_of_year = (last.dt.to_period("Y").dt.end_time.dt.normalize()).astype("datetime64[s]")
    return pd.DataFrame(
        {
            "unit_key": normalise_key(pairs["unit"]) + "|" + pairs["team_key"],
            "unit": pairs["unit"],
            "posyandu": posyandu,
            "kelurahan": pairs["kelurahan"].fillna(desa),
            "partner": pairs["team"],
            "unit_status": status,
            "alive_from": selected.dt.to_period("Y").dt.to_timestamp().astype("datetime64[s]"),
            "alive_until": end_of_year.where(status.ne("Aktif")),
            "active_from": selected,
            "active_until": last_activity.fillna(selected - pd.Timedelta(days=1)).where(status.ne("Aktif")),
            "mentor": pairs["mentor"],
            "name": pairs["name"],
            "reason": pairs["reason"],
            "source_book": pairs["source_book"],
            "source_row": pairs["source_row"],
        }
    )


def _osoc_units(tables: Tables) -> pd.DataFrame:
    pairs = compute_osoc_pairs(tables)
    dates = pairs[["started_on", "received_on", "ended_on", "reported_on"]].astype("datetime64[s]")
    finished = pairs["status"].isin(["Selesai", "Berhenti"])
    return pd.DataFrame(
        {
            "unit_key": pairs["unit_key"],
            "unit": pairs["unit"],
            "posyandu": pairs["posyandu"],
            "partner": pairs["student"],
            "unit_status": pairs["status"],
            "alive_from": dates[["started_on", "received_on"]].min(axis=1),
            "alive_until": dates["ended_on"].fillna(dates.max(axis=1).where(finished)),
        }
    )


def compute_osoc_pairs(tables: Tables) -> pd.DataFrame:
    """Rows of `Pendampingan` with unit, unit_key (mother and student) and the mother's posyandu."""
    pairs = tables["pendampingan"]
    pairs = pairs.assign(
        unit=pairs["mother_id"].fillna(pairs["name"]), student_key=normalise_key(pairs["student"]).fillna("")
    )
    pairs = pairs[pairs["unit"].notna()].drop_duplicates(["unit", "student_key"], keep="last")
    return pairs.assign(
        unit_key=normalise_key(pairs["unit"]) + "|" + pairs["student_key"],
        posyandu=look_up(pairs["mother_id"], tables["ibu_hamil"], "mother_id", "posyandu"),
    ).reset_index(drop=True)


def compute_aliases(units: pd.DataFrame) -> pd.DataFrame:
    """What `Subjek` (or `Posyandu`) may say for a unit: sop_key, unit_key, alias (a normalised key), own
    (False where the alias stands for several units), active_from, active_until.

    A pair answers to its child or mother, its team or student, and its kelurahan; the puskesmas to anything.
    """
    own = units.assign(alias=normalise_key(units["unit"]), own=True)
    puskesmas = units["unit_kind"].eq("puskesmas")
    own["alias"] = own["alias"].where(~puskesmas, EVERYONE)
    pairs = units[units["unit_kind"].eq("pasangan")]
    wider = [
        pairs.assign(alias=normalise_key(pairs[column]), own=False) for column in ("partner", "kelurahan")
    ]
    everyone = pairs[pairs["sop_key"].eq(SIKERITING)].assign(alias=EVERYONE, own=False)
    together = pd.concat([own, *wider, everyone], ignore_index=True)
    together = together[["sop_key", "unit_key", "alias", "own", "active_from", "active_until"]]
    return together[together["alias"].notna()].drop_duplicates(["sop_key", "unit_key", "alias"])


def compute_grid(steps: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Steps × units: one row per SOP, unit and step, with the rhythm that holds there.

    A step counted from a posyandu day has no due date where the unit has no posyandu.
    """
    grid = steps.merge(units, on="sop_key", how="inner", validate="m:m")
    homeless = grid["rhythm"].eq(Rhythm.DAY) & grid["posyandu"].isna()
    grid["rhythm"] = grid["rhythm"].where(~homeless, str(Rhythm.NONE))
    return grid
