"""Whose a visit to a mother is (`Kunjungan Ibu`): of the student it names, else of the one hers that day.

Decided: SOP OSOC and the workbook leave open what a visit without a name is worth where a mother has several
students.  It counts for one of them or for nobody, never for each.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.domain.steps.keys import normalise_key
from lib.domain.steps.units import Tables, compute_osoc_pairs

ACTIVE, PLANNED, OVER = "Aktif", "Direncanakan", ("Selesai", "Berhenti")


def name_visitors(tables: Tables) -> pd.DataFrame:
    """The rows of `Kunjungan Ibu` with `visitor`: the student each counts for, "" that of a pair which
    names none, missing where it is nobody in particular.

    A typed name stands.  A visit without one is that of the mother's only student; of several, of the one who
    accompanied her on that day: from `Tanggal mulai` to `Tanggal selesai`, an active one also after it, a
    planned one not yet, an ended one without that date only where there is no other.  Anything but exactly
    one: nobody.
    """
    visits = tables["kunjungan_ibu"].reset_index(drop=True)
    nameless = visits[visits["student"].isna() & visits["mother_id"].notna() & visits["date"].notna()]
    if nameless.empty:
        return visits.assign(visitor=visits["student"])
    pairs = compute_osoc_pairs(tables)
    pairs = pairs.assign(unit=normalise_key(pairs["unit"]))
    pairs = pairs[["unit", "student", "started_on", "ended_on", "status"]]
    days = nameless[["date"]].assign(row=nameless.index, unit=normalise_key(nameless["mother_id"]))
    both = days.merge(pairs, on="unit", how="inner")
    both["likely"] = _rank_on_day(both)
    nearest = both[both["likely"].eq(both.groupby("row")["likely"].transform("min"))]
    sure = nearest[~nearest["row"].duplicated(keep=False)]
    visitor = visits["student"].copy()
    visitor[sure["row"]] = sure["student"].fillna("").to_numpy()
    return visits.assign(visitor=visitor)


def _rank_on_day(both: pd.DataFrame) -> np.ndarray:
    """A student on a day: 0 accompanied the mother, 1 ended nobody knows when, 2 was not hers."""
    begun = ~(both["started_on"] > both["date"])
    over = both["status"].isin(OVER)
    gone = both["ended_on"].lt(both["date"]) | (both["ended_on"].isna() & over)
    there = (
        begun & both["status"].ne(PLANNED).fillna(True) & (both["status"].eq(ACTIVE).fillna(False) | ~gone)
    )
    return np.select([there, begun & over & both["ended_on"].isna()], [0, 1], 2)


def list_visits(tables: Tables) -> pd.DataFrame:
    """`Kunjungan Ibu` with `visitor`: as lib.data worked it out before rows were hidden from a viewer, since
    who does not see a mother's other students would take all her visits for those of the one they see."""
    visits = tables["kunjungan_ibu"]
    return visits if "visitor" in visits.columns else name_visitors(tables)


def keep_own(visits: pd.DataFrame) -> pd.DataFrame:
    """Of visits beside a pair's `student_key` those that count for it; one that is nobody's counts for no
    pair, also not for one without a student's name."""
    own: pd.DataFrame = visits[normalise_key(visits["visitor"]).eq(visits["student_key"])]
    return own
