"""Which steps there are, and for whom each SOP is ticked: posyandu, puskesmas, kelurahan or pair."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from lib.domain.steps.keys import (
    AJB,
    KEBAL,
    OSOC,
    SIKERITING,
    build_finding_rows,
    look_up,
    normalise_key,
    normalise_sop,
    normalise_step,
)
from lib.domain.steps.timing import NO_TIMING, Rhythm, parse_timing


class Tables(Protocol):
    """Typed tables by tab name; a missing tab is an empty table with all its columns."""

    def __getitem__(self, name: str, /) -> pd.DataFrame: ...


PUSKESMAS, POSYANDU, KELURAHAN, PAIR = "Puskesmas", "Posyandu", "Kelurahan", "Pasangan"
EVERYONE = "*"
"""The alias under which a tick without a subject finds its unit."""

AFTER_SESSION, ONCE_EVER, VISIT_STEP = "b7", "a7", "6"
"""KEBAL B7 follows a session, A7 is done once for good, OSOC 6 is done again and again."""

_PARTING = re.compile(r"[,;\n]+")
_USUAL_SCOPE = {AJB: POSYANDU, KEBAL: POSYANDU, SIKERITING: PAIR, OSOC: PAIR}

UNIT_COLUMNS = (
    "sop_key",
    "level",
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

    Columns: sop, sop_key, sop_title, scope, level (for whom a step is done: `Berlaku untuk`, blank = scope),
    step, step_key, step_order (1…), phase, description, standard_executor, standard_minutes, timing (as
    typed), rhythm, number, readable (False where `Waktu` cannot be read: such a step has no due date),
    source_book, source_row.
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
    scope = scope.fillna(steps["sop_key"].map(_USUAL_SCOPE).fillna(PUSKESMAS))
    level = steps["applies_to"].fillna(scope)
    return pd.DataFrame(
        {
            "sop": look_up(steps["sop_key"], documents, "sop_key", "code").fillna(steps["sop"]),
            "sop_key": steps["sop_key"],
            "sop_title": look_up(steps["sop_key"], documents, "sop_key", "title"),
            "scope": scope,
            "level": level,
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


@dataclass(frozen=True, slots=True)
class Pairs:
    """SIKERITING's pairs (compute_mentoring_units) and OSOC's (compute_osoc_pairs): read once, and asked by
    most parts of the engine."""

    mentoring: pd.DataFrame
    osoc: pd.DataFrame


def read_pairs(tables: Tables) -> Pairs:
    """The pairs of both SOPs that have any."""
    return Pairs(compute_mentoring_units(tables), compute_osoc_pairs(tables))


def compute_units(tables: Tables, steps: pd.DataFrame, pairs: Pairs) -> pd.DataFrame:
    """Every unit of every SOP and level (steps of one SOP may be done by the puskesmas and by each pair):
    `UNIT_COLUMNS`, one row each.

    `unit` is what is shown (posyandu code, "puskesmas", kelurahan, child or mother ID), `partner` the
    team or student of a pair; a pair is shown in months between `alive_from` and `alive_until` (NaT = open)
    and takes part in its team's activities between `active_from` and `active_until`.
    """
    frames = []
    for sop_key, level in steps[["sop_key", "level"]].drop_duplicates().itertuples(index=False):
        match level:
            case "Posyandu":
                units = _posyandu_units(tables)
            case "Kelurahan":
                units = _kelurahan_units(tables)
            case "Pasangan" if sop_key == SIKERITING:
                units = pairs.mentoring
            case "Pasangan" if sop_key == OSOC:
                units = _osoc_units(pairs.osoc)
            case "Pasangan":
                units = _subject_units(tables, str(sop_key))
            case _:
                units = pd.DataFrame({"unit_key": ["puskesmas"], "unit": ["puskesmas"]})
        kind = str(level).casefold()
        frames.append(units.assign(sop_key=str(sop_key), level=str(level), unit_kind=kind))
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

    Decided: a pair is there from its `Tanggal pilih` until now while it is Aktif, else until the end of
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
            "alive_from": selected,
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


def _osoc_units(pairs: pd.DataFrame) -> pd.DataFrame:
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


def compute_aliases(units: pd.DataFrame, patients: pd.DataFrame) -> pd.DataFrame:
    """What `Subjek` (or `Posyandu`) may say for a unit: sop_key, level, unit_key, alias (a normalised key),
    own (False where the alias stands for several units), active_from, active_until.

    A pair answers to its child or mother, its team or student, and its kelurahan; a kelurahan of SIKERITING
    also to its `patients` (compute_mentoring_units) and their teams; the puskesmas to anything.
    """
    own = units.assign(alias=normalise_key(units["unit"]), own=True)
    puskesmas = units["unit_kind"].eq("puskesmas")
    own["alias"] = own["alias"].where(~puskesmas, EVERYONE)
    pairs = units[units["unit_kind"].eq("pasangan")]
    wider = [
        pairs.assign(alias=normalise_key(pairs[column]), own=False) for column in ("partner", "kelurahan")
    ]
    of_sikeriting = units[units["sop_key"].eq(SIKERITING)]
    everyone = of_sikeriting[~of_sikeriting["unit_kind"].eq("puskesmas")].assign(alias=EVERYONE, own=False)
    places = of_sikeriting[of_sikeriting["unit_kind"].eq("kelurahan")]
    patients = patients.assign(unit_key=normalise_key(patients["kelurahan"]))
    through = [
        places.merge(
            patients.assign(alias=normalise_key(patients[column]))[["unit_key", "alias"]], on="unit_key"
        ).assign(own=False)
        for column in ("unit", "partner")
    ]
    together = pd.concat([own, *wider, everyone, *through], ignore_index=True)
    together = together[["sop_key", "level", "unit_key", "alias", "own", "active_from", "active_until"]]
    return together[together["alias"].notna()].drop_duplicates(["sop_key", "level", "unit_key", "alias"])


def read_places(typed: object) -> list[str]:
    """The codes or names in `Posyandu pelaksana` as typed; none where nothing is."""
    if not isinstance(typed, str):
        return []
    return [part.strip() for part in _PARTING.split(typed) if part.strip()]


def parse_places(typed: object) -> list[str]:
    """The same as normalised keys."""
    return list(normalise_key(pd.Series(read_places(typed), dtype="str")))


def compute_places_of_sops(tables: Tables) -> dict[str, set[str]]:
    """SOP key → keys of the posyandu that run it, of SOPs that name some; codes or names both do."""
    posyandu = tables["posyandu"]
    codes = normalise_key(posyandu["code"])
    names = dict(zip(normalise_key(posyandu["name"]), codes, strict=True))
    documents = tables["sop"]
    return {
        str(sop_key): {str(names.get(place, place)) for place in places}
        for sop_key, typed in zip(normalise_sop(documents["code"]), documents["run_by"], strict=True)
        if (places := parse_places(typed)) and isinstance(sop_key, str)
    }


def compute_place_findings(tables: Tables) -> pd.DataFrame:
    """Codes or names in `Posyandu pelaksana` that are no posyandu of the workbook."""
    posyandu = tables["posyandu"]
    known = {*normalise_key(posyandu["code"]).dropna(), *normalise_key(posyandu["name"]).dropna()}
    documents = tables["sop"]
    strange = pd.Series(
        [
            ", ".join(part for part in read_places(typed) if normalise_key(pd.Series([part]))[0] not in known)
            for typed in documents["run_by"]
        ],
        index=documents.index,
        dtype="str",
    )
    # Before any posyandu is registered nothing can be told apart.
    wrong = documents[strange.ne("") & bool(known)]
    return build_finding_rows(
        wrong,
        level="Peringatan",
        tab="SOP",
        column="Posyandu pelaksana",
        value=wrong["run_by"],
        message="Bukan posyandu yang terdaftar: " + strange[wrong.index] + ".",
        suggestion="Ketik kode seperti di tab Posyandu, dipisah koma; kosongkan bila semua menjalankan.",
    )


def compute_grid(steps: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Steps × units: one row per SOP, unit and step, with the rhythm that holds there.

    A step counted from a posyandu day has no due date where the unit has no posyandu.  Some steps of the five
    SOPs are counted from what happened instead: KEBAL B7 from a session, OSOC's from its pairs.
    """
    grid = steps.merge(units, on=["sop_key", "level"], how="inner", validate="m:m")
    homeless = grid["rhythm"].eq(Rhythm.DAY) & grid["posyandu"].isna()
    of_kebal, of_osoc = grid["sop_key"].eq(KEBAL), grid["sop_key"].eq(OSOC) & grid["rhythm"].eq(Rhythm.NONE)
    of_all, of_pair = grid["level"].eq(PUSKESMAS), grid["level"].eq(PAIR)
    session = of_kebal & grid["step_key"].eq(AFTER_SESSION) & grid["level"].eq(POSYANDU)
    rhythm = grid["rhythm"].mask(homeless, str(Rhythm.NONE))
    rhythm = rhythm.mask(session, str(Rhythm.SESSION))
    rhythm = rhythm.mask(of_kebal & of_all & grid["step_key"].eq(ONCE_EVER), str(Rhythm.ONCE))
    rhythm = rhythm.mask(of_osoc & of_pair, str(Rhythm.PAIR))
    rhythm = rhythm.mask(of_osoc & of_pair & grid["step_key"].eq(VISIT_STEP), str(Rhythm.VISITS))
    rhythm = rhythm.mask(of_osoc & of_all, str(Rhythm.PAIRS_YEAR))
    return grid.assign(rhythm=rhythm)
