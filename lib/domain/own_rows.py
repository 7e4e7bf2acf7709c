"""The rows of one's own: what a kader sees of the puskesmas, and a mentor or student of the pairs.

Source: aturan.md, Privacy: kader their own posyandu, mitra their own pairs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lib.domain.steps.keys import SIKERITING, look_up, normalise_key, normalise_sop, normalise_step
from lib.domain.steps.typed import PREPARATION_STEPS
from lib.workbook.columns import PUBLIC, Mask, Rows, Tab
from lib.workbook.tabs import TABS

Frames = Mapping[str, pd.DataFrame]

PEOPLE = {"balita": "child_id", "ibu_hamil": "mother_id"}
"""Tabs that register people, and their ID."""

PERSON_IDS = frozenset(
    column.name for tab in TABS.values() for column in tab.columns if column.mask is Mask.PERSON
)
"""Columns in which a row of any tab says by ID whom it is about."""


def blank(values: pd.Series) -> pd.Series:
    """A column like `values` in which nothing stands."""
    return values.iloc[:0].reindex(values.index)


def _rows(table: pd.DataFrame, mask: pd.Series | np.ndarray) -> pd.DataFrame:
    return table[np.asarray(mask, dtype=bool)].reset_index(drop=True)


def _find_shared(frames: Frames, pairs: pd.DataFrame) -> tuple[set[str], set[str]]:
    """Keys of the teams and of the kelurahan of `pairs`: what is done for those counts for each pair of them.
    A pair without a typed kelurahan has that of its child's posyandu, as everywhere."""
    home = look_up(pairs["child_id"], frames["balita"], "child_id", "posyandu")
    desa = look_up(home, frames["posyandu"], "code", "desa")
    places = pairs["kelurahan"].fillna(desa)
    return set(normalise_key(pairs["team"]).dropna()), set(normalise_key(places).dropna())


def keep_posyandu(frames: Frames, codes: set[str], tabs: Mapping[str, Tab] = TABS) -> dict[str, pd.DataFrame]:
    """Rows of one's own posyandu, as each tab's `rows_of` says whose they are; of a tab that says nothing
    (none is declared) no row."""

    def own(table: pd.DataFrame, column: str = "posyandu") -> pd.Series:
        if column not in table.columns:
            return pd.Series(False, index=table.index)
        return table[column].str.casefold().isin(codes)

    people = {name: set(_rows(frames[name], own(frames[name]))[column]) for name, column in PEOPLE.items()}
    patients = frames["mentoring"]["child_id"].isin(people["balita"])
    own_pairs = _rows(frames["mentoring"], patients)
    shared = set[str]().union(*_find_shared(frames, own_pairs))
    everybody = people["balita"] | people["ibu_hamil"]

    def of_pair(name: str, table: pd.DataFrame) -> pd.Series:
        """Rows about one's own people and posyandu; of the SOPs also what is for everybody."""
        mine = pd.Series(False, index=table.index)
        for column in table.columns.intersection(sorted(PERSON_IDS)):
            mine |= table[column].isin(everybody) | table[column].str.casefold().isin(codes)
        if name == "daftar_tilik":
            mine |= own(table) | (table["posyandu"].isna() & table["subject"].isna())
            mine |= normalise_sop(table["sop"]).eq(SIKERITING) & normalise_key(table["subject"]).isin(shared)
        elif name == "kegiatan_mentoring":
            mine |= table["child_id"].isna()
        elif name == "tim_mentoring":
            mine |= table["team"].isin(set(own_pairs["team"]))
        return mine

    kept: dict[str, pd.DataFrame] = {}
    for name, table in frames.items():
        tab = tabs.get(name)
        if tab is None:
            mine = pd.Series(False, index=table.index)
        elif tab.rows_of is Rows.ALL:
            mine = pd.Series(True, index=table.index)
        elif tab.rows_of is Rows.PAIR:
            mine = of_pair(name, table)
        elif tab.rows_of is Rows.POSYANDU:
            mine = own(table, "code" if name == "posyandu" else "posyandu")
            if tab.blank_is_everybodys:
                mine |= table["posyandu"].isna()
        else:
            register = "balita" if tab.rows_of is Rows.CHILD else "ibu_hamil"
            mine = _of_people(table, PEOPLE[register], people[register])
        kept[name] = _close_others(tab, table, mine) if tab and tab.others_public else _rows(table, mine)
    return kept


def _of_people(table: pd.DataFrame, column: str, people: set[str]) -> pd.Series:
    if column not in table.columns:
        return pd.Series(False, index=table.index)
    return table[column].isin(people)


def _close_others(tab: Tab, table: pd.DataFrame, mine: pd.Series) -> pd.DataFrame:
    """Every row, those that are not `mine` with their public columns only."""
    closed = [column.name for column in tab.columns if column.shows is not PUBLIC]
    return table.assign(**{name: table[name].where(mine) for name in closed})


def keep_pairs(frames: Frames, name: str, tabs: Mapping[str, Tab] = TABS) -> dict[str, pd.DataFrame]:
    """Rows of one mentor's or student's own pairs, and what an SOP needs to be read (`for_pairs`)."""
    folded = " ".join(name.split()).casefold()

    def is_me(names: pd.Series) -> pd.Series:
        return (names.str.casefold() == folded) & bool(folded)

    pairs = _rows(frames["mentoring"], is_me(frames["mentoring"]["mentor"]))
    visits = _rows(frames["pendampingan"], is_me(frames["pendampingan"]["student"]))
    people = {"child_id": set(pairs["child_id"]), "mother_id": set(visits["mother_id"])}
    teams, kelurahan = _find_shared(frames, pairs)
    kept = {tab: table.iloc[:0] for tab, table in frames.items()}
    for tab_name, tab in tabs.items():
        if tab_name not in frames:
            continue
        table = frames[tab_name]
        if tab.rows_of is Rows.ALL and tab.for_pairs:
            kept[tab_name] = table
            if "kelurahan" in table.columns:
                kept[tab_name] = _rows(table, normalise_key(table["kelurahan"]).isin(kelurahan))
        elif tab.rows_of in (Rows.POSYANDU, Rows.CHILD, Rows.MOTHER):
            for column, own in people.items():
                if column in table.columns:
                    kept[tab_name] = _rows(table, table[column].isin(own))
    kept["mentoring"], kept["pendampingan"] = pairs, visits
    kept |= _keep_shared(frames, people["child_id"] | people["mother_id"], teams, kelurahan)
    activities = frames["kegiatan_mentoring"]
    of_team = normalise_key(activities["team"]).isin(teams)
    of_place = normalise_key(activities["kelurahan"]).isin(kelurahan)
    for_place = activities["team"].isna() | normalise_step(activities["step"]).isin(PREPARATION_STEPS)
    shared = activities["child_id"].isna() & (of_team | (of_place & for_place))
    for_everybody = activities["child_id"].isna() & activities["team"].isna() & activities["kelurahan"].isna()
    kept["kegiatan_mentoring"] = _rows(
        activities, activities["child_id"].isin(people["child_id"]) | shared | for_everybody
    )
    members = frames["tim_mentoring"]
    kept["tim_mentoring"] = _rows(members, normalise_key(members["team"]).isin(teams))
    own_posyandu = set(kept["balita"]["posyandu"]) | set(kept["ibu_hamil"]["posyandu"])
    posyandu = _rows(frames["posyandu"], frames["posyandu"]["code"].isin(own_posyandu))
    # A posyandu is nobody's pair: of those where one's own live, what is public.
    kept["posyandu"] = _close_others(tabs["posyandu"], posyandu, pd.Series(False, index=posyandu.index))
    return kept


def _keep_shared(
    frames: Frames, people: set[str], teams: set[str], kelurahan: set[str]
) -> dict[str, pd.DataFrame]:
    """Ticks and actions about one's own people and team; ticks of SIKERITING also about the kelurahan or
    everybody, so that a pair's steps are the same for whoever sees it."""
    ticks, actions = frames["daftar_tilik"], frames["tindak_lanjut"]
    about = normalise_key(ticks["subject"])
    for_all = about.isna() & ticks["posyandu"].isna()
    own = normalise_sop(ticks["sop"]).eq(SIKERITING) & (about.isin(teams | kelurahan) | for_all)
    mine = actions["subject"].isin(people) | normalise_key(actions["subject"]).isin(teams)
    return {
        "daftar_tilik": _rows(ticks, ticks["subject"].isin(people) | own),
        "tindak_lanjut": _rows(actions, mine),
    }
