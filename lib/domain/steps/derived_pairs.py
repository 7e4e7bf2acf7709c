"""Derived ticks of the SOPs that are ticked for a pair: SIKERITING (child and team), OSOC (mother and
student)."""

from __future__ import annotations

from typing import Final

import pandas as pd

from lib.domain.steps.keys import SIKERITING, look_up, normalise_key, normalise_step
from lib.domain.steps.pair_visits import keep_own, list_visits
from lib.domain.steps.typed import PREPARATION_STEPS
from lib.domain.steps.units import VISIT_STEP, Tables

OPENING_STEP = "1"
MOU_STEP = "3"
SELECTION_STEP = "5"
_BY_STUDENT = ("5", "7")
"""OSOC's steps that the student does; letters and welcome (1–3) are the campus' and the puskesmas'."""
_DATE: Final = "datetime64[s]"


def compute_activity_of_pairs(tables: Tables, pairs: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Which activity of `Kegiatan Mentoring` counts for which of the `pairs` (compute_mentoring_units).

    Returns unit_key, step_key, date, team, result, plan, proof, source_book, source_row.  With a child's ID
    it counts for that child; a preparation step (1–4) counts for all pairs of its kelurahan, else of its
    team, else for all; any other without an ID counts for its team's (else its kelurahan's) pairs that were
    active on that day.
    """
    done = tables["kegiatan_mentoring"]
    done = done[done["date"].notna() & (done["date"] <= today)].reset_index(drop=True)
    done = done.assign(
        row=done.index,
        step_key=normalise_step(done["step"]),
        child_key=normalise_key(done["child_id"]),
        team_key=normalise_key(done["team"]),
        place_key=normalise_key(done["kelurahan"]),
    )
    done = done[done["step_key"].notna()]
    keys = pd.DataFrame(
        {
            "unit_key": pairs["unit_key"],
            "child_key": normalise_key(pairs["unit"]),
            "team_key": normalise_key(pairs["partner"]),
            "place_key": normalise_key(pairs["kelurahan"]),
            "active_from": pairs["active_from"],
            "active_until": pairs["active_until"],
        }
    )
    preparation = done["step_key"].isin(PREPARATION_STEPS)
    named, team, place = (done[key].notna() for key in ("child_key", "team_key", "place_key"))
    by_place = ~named & place & (preparation | ~team)
    by_team = ~named & team & ~by_place
    matches = [
        done[rows].merge(keys[["unit_key", key, "active_from", "active_until"]], on=key, how="inner")
        for rows, key in ((named, "child_key"), (by_team, "team_key"), (by_place, "place_key"))
    ]
    for_all = done[preparation & ~named & ~team & ~place]
    matches.append(for_all.merge(keys[["unit_key", "active_from", "active_until"]], how="cross"))
    found = pd.concat(matches, ignore_index=True)
    active = ~(found["date"] < found["active_from"]) & ~(found["date"] > found["active_until"])
    kept = found["child_key"].notna() | found["step_key"].isin(PREPARATION_STEPS) | active
    columns = ["unit_key", "step_key", "date", "team", "result", "plan", "proof", "source_book", "source_row"]
    return found.loc[kept, columns].sort_values("date", kind="stable").reset_index(drop=True)


def _every_year(rows: pd.DataFrame, start: pd.Series, end: pd.Series, today: pd.Timestamp) -> pd.DataFrame:
    """Each row once for every year it holds in (start … end, at most this year); hint: a day in it."""
    first = start.dt.year
    last = end.dt.year.fillna(today.year).clip(upper=today.year)
    if rows.empty:
        return rows.assign(hint=pd.Series(pd.NaT, index=rows.index, dtype=_DATE))
    years = pd.DataFrame({"year": range(int(first.min()), today.year + 1)})
    spread = rows.assign(_first=first, _last=last).merge(years, how="cross")
    spread = spread[(spread["year"] >= spread["_first"]) & (spread["year"] <= spread["_last"])]
    hint = pd.to_datetime({"year": spread["year"], "month": 1, "day": 1}).astype(_DATE)
    started = spread["start"].where(spread["year"].eq(spread["_first"]), hint)
    return spread.assign(hint=started.astype(_DATE))


def compute_sikeriting_records(
    tables: Tables, units: pd.DataFrame, pairs: pd.DataFrame, today: pd.Timestamp
) -> pd.DataFrame:
    """Steps of `pairs` (compute_mentoring_units) from `Kegiatan Mentoring` (its Langkah), 3 also from `MoU`,
    5 from `Mentoring`.

    A MoU in force and a patient already chosen hold in the later years too.  Where a step is done per
    kelurahan, a kelurahan has it when one of its pairs has it; the puskesmas when it was done anywhere.
    """
    activity = compute_activity_of_pairs(tables, pairs, today)
    frames = [
        pd.DataFrame(
            {
                "unit_key": activity["unit_key"],
                "step_key": activity["step_key"],
                "hint": activity["date"],
                "done_on": activity["date"],
                "executor": activity["team"].fillna(
                    look_up(activity["unit_key"], pairs, "unit_key", "mentor")
                ),
                "note": activity["result"],
                "proof": activity["proof"],
                "source": "turunan: kegiatan_mentoring",
                "source_book": activity["source_book"],
                "source_row": activity["source_row"],
            }
        )
    ]
    mou = tables["mou"]
    mou = mou[mou["date"].notna() & (mou["date"] <= today)]
    mou = mou.assign(start=mou["date"].astype(_DATE), place_key=normalise_key(mou["kelurahan"]))
    mou = _every_year(mou, mou["start"], mou["valid_until"], today)
    places = pairs.assign(place_key=normalise_key(pairs["kelurahan"]))[["unit_key", "place_key"]]
    agreed = mou[mou["place_key"].notna()].merge(places, on="place_key", how="inner")
    frames.append(
        agreed[["unit_key", "hint", "source_book", "source_row"]].assign(
            step_key=MOU_STEP,
            done_on=agreed["date"],
            note=agreed["number"],
            proof=agreed["file"],
            source="turunan: mou",
        )
    )
    chosen = pairs[pairs["active_from"].notna() & (pairs["active_from"] <= today)]
    chosen = chosen.assign(start=chosen["active_from"])
    chosen = _every_year(chosen, chosen["start"], chosen["alive_until"], today)
    frames.append(
        chosen[["unit_key", "hint", "source_book", "source_row"]].assign(
            step_key=SELECTION_STEP,
            done_on=chosen["start"],
            note=chosen["reason"],
            source="turunan: mentoring",
        )
    )
    records = pd.concat(frames, ignore_index=True).assign(result="Ya", exact=False)
    of_pairs = records.assign(unit_key=look_up(records["unit_key"], places, "unit_key", "place_key"))
    own = tables["kegiatan_mentoring"]
    own = own[own["date"].notna() & (own["date"] <= today)]
    direct = own[["source_book", "source_row", "proof"]].assign(
        unit_key=normalise_key(own["kelurahan"]),
        step_key=normalise_step(own["step"]),
        hint=own["date"],
        done_on=own["date"],
        executor=own["team"],
        note=own["result"],
        source="turunan: kegiatan_mentoring",
        result="Ya",
        exact=False,
    )
    signed = mou[["source_book", "source_row", "hint"]].assign(
        unit_key=mou["place_key"],
        step_key=MOU_STEP,
        done_on=mou["date"],
        note=mou["number"],
        source="turunan: mou",
        result="Ya",
        exact=False,
    )
    of_all = direct.assign(unit_key="puskesmas")
    opened = _opening_records(tables, units, today)
    return pd.concat([records, of_pairs, direct, signed, of_all, *opened], ignore_index=True)


def _opening_records(tables: Tables, units: pd.DataFrame, today: pd.Timestamp) -> list[pd.DataFrame]:
    """Step 1 from a Pertemuan of Jenis Sosialisasi, for the puskesmas or whoever the step is for."""
    held = tables["pertemuan"]
    held = held[held["kind"].eq("Sosialisasi").fillna(False) & (held["date"] <= today)]
    held = held[~held["status"].isin(["Rencana", "Ditunda", "Batal"])]
    keys = units.loc[units["sop_key"].eq(SIKERITING), "unit_key"].unique()
    columns = ["source_book", "source_row"]
    return [
        held[columns].assign(
            unit_key=key,
            step_key=OPENING_STEP,
            hint=held["date"],
            done_on=held["date"],
            executor=held["owner"],
            note=held["meeting_id"],
            proof=held["report"],
            source="turunan: pertemuan",
            result="Ya",
            exact=False,
        )
        for key in keys
    ]


def compute_osoc_records(tables: Tables, pairs: pd.DataFrame) -> pd.DataFrame:
    """Of `pairs` (compute_osoc_pairs): steps 1 and 2 from the letters, 3 from the day received, 5 from the
    counselling material, 6 from the visits (of each thirty days the first counts), 7 from the report.

    A letter carries no date of its own: its step counts in the month the student was received or began.
    """
    received = pairs["received_on"].astype(_DATE)
    began = received.fillna(pairs["started_on"].astype(_DATE))
    never = pd.Series(pd.NaT, index=pairs.index, dtype=_DATE)
    frames = []
    for step, proof, done_on, link in (
        ("1", pairs["assignment_letter"].notna(), never, None),
        ("2", pairs["notice_letter"].notna(), never, None),
        ("3", received.notna(), received, None),
        ("5", pairs["counselling_material"].notna(), never, pairs["counselling_material"]),
        ("7", pairs["report"].notna() | pairs["reported_on"].notna(), pairs["reported_on"], pairs["report"]),
    ):
        proven = pairs[proof]
        frames.append(
            proven[["unit_key", "source_book", "source_row"]].assign(
                step_key=step,
                hint=done_on[proof].fillna(began[proof]),
                done_on=done_on[proof],
                executor=proven["student"] if step in _BY_STUDENT else None,
                proof=None if link is None else link[proof],
                source="turunan: pendampingan",
            )
        )
    # A letter noted for one student proves the puskesmas' step of that year.
    frames.append(pd.concat(frames, ignore_index=True).assign(unit_key="puskesmas"))
    frames.append(_visit_records(tables, pairs))
    return pd.concat(frames, ignore_index=True).assign(result="Ya", exact=False)


def _visit_records(tables: Tables, pairs: pd.DataFrame) -> pd.DataFrame:
    visits = list_visits(tables)
    visits = visits[visits["date"].notna() & visits["mother_id"].notna()]
    visits = visits.assign(unit=normalise_key(visits["mother_id"])).sort_values("date", kind="stable")
    keyed = pairs.assign(unit=normalise_key(pairs["unit"]))[["unit_key", "unit", "student_key", "student"]]
    own = keep_own(visits.drop(columns="student").merge(keyed, on="unit", how="inner"))
    return pd.DataFrame(
        {
            "unit_key": own["unit_key"],
            "step_key": VISIT_STEP,
            "hint": own["date"],
            "done_on": own["date"],
            "executor": own["student"],
            "minutes": own["minutes"],
            "source": "turunan: kunjungan_ibu",
            "source_book": own["source_book"],
            "source_row": own["source_row"],
        }
    )
