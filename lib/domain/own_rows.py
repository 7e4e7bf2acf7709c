"""The rows of one's own: what a kader sees of the puskesmas, and a mentor or student of the pairs.

Source: aturan.md, Privacy: kader their own posyandu, mitra their own pairs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lib.domain.sop.keys import SIKERITING, look_up, normalise_key, normalise_sop, normalise_step
from lib.domain.sop.typed import PREPARATION_STEPS

Frames = Mapping[str, pd.DataFrame]

PEOPLE = {"balita": "child_id", "ibu_hamil": "mother_id"}
"""Tabs that register people, and their ID."""


def build_nothing(table: pd.DataFrame) -> pd.Series:
    """A column of as many missing words as `table` has rows."""
    return pd.Series([None] * len(table), index=table.index, dtype="str")


def _rows(table: pd.DataFrame, mask: pd.Series | np.ndarray) -> pd.DataFrame:
    return table[np.asarray(mask, dtype=bool)].reset_index(drop=True)


def _find_shared(frames: Frames, pairs: pd.DataFrame) -> tuple[set[str], set[str]]:
    """Keys of the teams and of the kelurahan of `pairs`: what is done for those counts for each pair of them.
    A pair without a typed kelurahan has that of its child's posyandu, as everywhere."""
    home = look_up(pairs["child_id"], frames["balita"], "child_id", "posyandu")
    desa = look_up(home, frames["posyandu"], "code", "desa")
    places = pairs["kelurahan"].fillna(desa)
    return set(normalise_key(pairs["team"]).dropna()), set(normalise_key(places).dropna())


def keep_posyandu(frames: Frames, codes: set[str]) -> dict[str, pd.DataFrame]:
    """Rows of one's own posyandu; of tabs without a posyandu those of its people; shared tabs as they are."""

    def own(table: pd.DataFrame) -> pd.Series:
        return table["posyandu"].str.casefold().isin(codes)

    people = {name: set(_rows(frames[name], own(frames[name]))[column]) for name, column in PEOPLE.items()}
    patients = frames["mentoring"]["child_id"].isin(people["balita"])
    shared = set[str]().union(*_find_shared(frames, _rows(frames["mentoring"], patients)))
    everybody = people["balita"] | people["ibu_hamil"]
    kept: dict[str, pd.DataFrame] = {}
    for name, table in frames.items():
        if name == "posyandu":
            kept[name] = table.assign(
                leader_phone=table["leader_phone"].where(table["code"].str.casefold().isin(codes))
            )
        elif name in ("daftar_tilik", "tindak_lanjut"):
            mine = table["subject"].isin(everybody) | table["subject"].str.casefold().isin(codes)
            if name == "daftar_tilik":
                mine |= own(table) | (table["posyandu"].isna() & table["subject"].isna())
                mine |= normalise_sop(table["sop"]).eq(SIKERITING) & normalise_key(table["subject"]).isin(
                    shared
                )
            kept[name] = _rows(table, mine)
        elif name == "kegiatan_mentoring":
            kept[name] = _rows(table, table["child_id"].isin(people["balita"]) | table["child_id"].isna())
        elif name == "penimbangan":
            kept[name] = _rows(table, table["child_id"].isin(people["balita"]))
        elif name == "donasi":
            kept[name] = _rows(table, own(table) | table["posyandu"].isna())
        elif "posyandu" in table.columns:
            kept[name] = _rows(table, own(table))
        elif "child_id" in table.columns:
            kept[name] = _rows(table, table["child_id"].isin(people["balita"]))
        elif "mother_id" in table.columns:
            kept[name] = _rows(table, table["mother_id"].isin(people["ibu_hamil"]))
        elif name == "tanya_jawab":
            kept[name] = table.assign(name=build_nothing(table))
        else:
            kept[name] = table
    teams = set(kept["mentoring"]["team"])
    kept["tim_mentoring"] = _rows(frames["tim_mentoring"], frames["tim_mentoring"]["team"].isin(teams))
    return kept


def keep_pairs(frames: Frames, name: str) -> dict[str, pd.DataFrame]:
    """Rows of one mentor's or student's own pairs, and what an SOP needs to be read."""
    folded = " ".join(name.split()).casefold()

    def is_me(names: pd.Series) -> pd.Series:
        return (names.str.casefold() == folded) & bool(folded)

    pairs = _rows(frames["mentoring"], is_me(frames["mentoring"]["mentor"]))
    visits = _rows(frames["pendampingan"], is_me(frames["pendampingan"]["student"]))
    children, mothers = set(pairs["child_id"]), set(visits["mother_id"])
    teams, kelurahan = _find_shared(frames, pairs)
    kept = {tab: table.iloc[:0] for tab, table in frames.items()}
    for tab in ("pengaturan", "sop", "langkah_sop", "riwayat_sop"):
        kept[tab] = frames[tab]
    kept["mentoring"], kept["pendampingan"] = pairs, visits
    for tab in ("balita", "penimbangan", "register_sip", "peserta_kebal_msg"):
        kept[tab] = _rows(frames[tab], frames[tab]["child_id"].isin(children))
    for tab in ("ibu_hamil", "kunjungan_ibu"):
        kept[tab] = _rows(frames[tab], frames[tab]["mother_id"].isin(mothers))
    kept |= _keep_shared(frames, children | mothers, teams, kelurahan)
    activities = frames["kegiatan_mentoring"]
    of_team = normalise_key(activities["team"]).isin(teams)
    of_place = normalise_key(activities["kelurahan"]).isin(kelurahan)
    for_place = activities["team"].isna() | normalise_step(activities["step"]).isin(PREPARATION_STEPS)
    shared = activities["child_id"].isna() & (of_team | (of_place & for_place))
    for_everybody = activities["child_id"].isna() & activities["team"].isna() & activities["kelurahan"].isna()
    kept["kegiatan_mentoring"] = _rows(
        activities, activities["child_id"].isin(children) | shared | for_everybody
    )
    members = frames["tim_mentoring"]
    kept["tim_mentoring"] = _rows(members, normalise_key(members["team"]).isin(teams))
    kept["mou"] = _rows(frames["mou"], normalise_key(frames["mou"]["kelurahan"]).isin(kelurahan))
    own_posyandu = set(kept["balita"]["posyandu"]) | set(kept["ibu_hamil"]["posyandu"])
    posyandu = _rows(frames["posyandu"], frames["posyandu"]["code"].isin(own_posyandu))
    kept["posyandu"] = posyandu.assign(leader_phone=build_nothing(posyandu))
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
