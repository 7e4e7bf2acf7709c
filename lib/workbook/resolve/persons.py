"""Whose row is it: a child or mother is found by ID, without one by NIK, then by name within the posyandu."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from lib.workbook.broken_tabs import describe_pointers
from lib.workbook.columns import Tab
from lib.workbook.findings import Level
from lib.workbook.headers import PERSON_NIK
from lib.workbook.resolve.ledger import Ledger
from lib.workbook.words import fold, id_key

CANDIDATES = 3
CANDIDATE_SCORE = 60.0
"""How many people to name where none fits, and how alike (0–100) their names must be."""

MOST_CANDIDATE_SEARCHES = 200
"""Distinct unknown people for whom candidates are searched in one tab; beyond, only the finding."""

OTHER_NAME_SCORE = 50.0
"""Below this likeness (0–100) the name beside an ID is somebody else's."""


@dataclass(frozen=True, slots=True)
class Register:
    """Everybody a row may point at: parallel arrays (IDs, names, posyandu) and look-ups by ID and NIK."""

    ids: np.ndarray
    names: np.ndarray
    posyandu: np.ndarray
    by_key: dict[str, str]
    by_name: dict[tuple[str, str], set[str]]
    what: str
    is_broken: bool = False
    """Whether a tab that registers them is a broken formula: then nobody else is to blame."""

    def label(self, place: int) -> str:
        """`Nama · ID`, as the dropdown offers it."""
        return f"{self.names[place]} · {self.ids[place]}"


def build_register(*tables: tuple[pd.DataFrame, str], what: str, is_broken: bool = False) -> Register:
    """A register over tables of people with ID column named beside each (child_id, mother_id)."""
    ids = np.concatenate([table[column].to_numpy(dtype=object) for table, column in tables])
    names = np.concatenate([table["name"].fillna("").to_numpy(dtype=object) for table, _ in tables])
    posyandu = np.concatenate([table["posyandu"].fillna("").to_numpy(dtype=object) for table, _ in tables])
    nik = np.concatenate([table["nik"].to_numpy(dtype=object) for table, _ in tables])
    counts = pd.Series(nik).value_counts()
    by_key = {
        number: person
        for person, number in zip(ids, nik, strict=True)
        if isinstance(number, str) and counts[number] == 1
    }
    by_key |= {id_key(person): person for person in ids}
    by_name: dict[tuple[str, str], set[str]] = {}
    for person, name, place in zip(ids, names, posyandu, strict=True):
        if name:
            by_name.setdefault((fold(name), place), set()).add(person)
            by_name.setdefault((fold(name), ""), set()).add(person)
    return Register(ids, names, posyandu, by_key, by_name, what, is_broken)


def _candidates(register: Register, name: str, posyandu: str, typed_id: str) -> str:
    """The closest people by name, without one by ID, as a suggestion: of a row's own posyandu only, whose
    kader read it."""
    near = np.flatnonzero(register.posyandu == posyandu) if posyandu else np.arange(len(register.ids))
    typed, known, scorer = (
        (fold(name), [fold(register.names[place]) for place in near], fuzz.WRatio)
        if name
        else (id_key(typed_id), [id_key(register.ids[place]) for place in near], fuzz.ratio)
    )
    hits = process.extract(typed, known, scorer=scorer, score_cutoff=CANDIDATE_SCORE, limit=CANDIDATES)
    places = [near[hit[2]] for hit in hits]
    if not places:
        return f"Daftarkan dulu {register.what} ini, atau pilih dari daftar"
    return "Mungkin " + ", ".join(register.label(int(place)) for place in places)


def _is_other_name(typed: str, name: str) -> bool:
    """Whether the name beside an ID is too unlike that of the ID's owner; a blank one never is."""
    if not typed or fold(typed) == fold(name):
        return False
    return bool(fuzz.token_set_ratio(fold(typed), fold(name)) < OTHER_NAME_SCORE)


def find_posyandu(rows: pd.DataFrame, column: str, register: Register) -> list[str]:
    """For each row as typed, of a tab without a posyandu of its own, the posyandu of the one person it is
    about: of that ID, without an ID of that name.  "" where it is nobody's for certain: unknown, a name that
    several have, or an ID beside somebody else's name."""
    place_of = dict(zip(register.ids.tolist(), register.posyandu.tolist(), strict=True))
    name_of = dict(zip(register.ids.tolist(), register.names.tolist(), strict=True))
    names = rows["name"].fillna("").tolist() if "name" in rows.columns else [""] * len(rows)
    found = []
    for typed, name in zip(rows[column].fillna("").tolist(), names, strict=True):
        if typed:
            person = register.by_key.get(id_key(typed))
        else:
            owners = register.by_name.get((fold(name), ""), set())
            person = next(iter(owners)) if len(owners) == 1 else None
        sure = person is not None and not _is_other_name(name, name_of[person])
        found.append(str(place_of[person]) if person is not None and sure else "")
    return found


def resolve_people(
    tab: Tab, table: pd.DataFrame, column: str, register: Register, ledger: Ledger
) -> pd.DataFrame:
    """The table with `column` holding the person's own ID; rows of nobody known are noted and left out."""
    if not len(table):
        return table
    names = table["name"] if "name" in table.columns else pd.Series([pd.NA] * len(table), dtype="str")
    posyandu = (
        table["posyandu"] if "posyandu" in table.columns else pd.Series([pd.NA] * len(table), dtype="str")
    )
    typed_ids = table[column]
    nik = table[PERSON_NIK] if PERSON_NIK in table.columns else pd.Series([pd.NA] * len(table), dtype="str")
    who = pd.DataFrame(
        {"id": typed_ids.fillna(""), "name": names.fillna(""), "posyandu": posyandu.fillna(""),
         "nik": nik.fillna("")}
    )  # fmt: skip
    # Most sheets have no NIK beside the ID: what is the same in all rows tells nobody apart.
    told_by = ["id", *(name for name in ("name", "posyandu", "nik") if who[name].ne("").any())]
    codes = who.groupby(told_by, sort=False).ngroup().to_numpy()
    distinct = who.iloc[np.unique(codes, return_index=True)[1]].reset_index(drop=True)
    searches = 0
    found: list[str | None] = []
    messages: list[str] = []
    suggestions: list[str] = []
    levels: list[str] = []
    name_of = dict(zip(register.ids.tolist(), register.names.tolist(), strict=True))
    place_of = dict(zip(register.ids.tolist(), register.posyandu.tolist(), strict=True))
    for typed, name, place, number in distinct.itertuples(index=False):
        person, message, suggestion, level = None, "", "", ""
        if not typed and number and number in register.by_key:
            person = register.by_key[number]
        elif (
            not typed and not name and not number
        ):  # a row about the whole team or nobody: allowed by the tab, or already reported
            pass
        elif typed:
            person = register.by_key.get(id_key(typed))
            if person and _is_other_name(name, name_of[person]):
                # The kader of the row's posyandu read this: nobody of another posyandu is named to them.
                elsewhere = place and place_of[person] != place
                owner = f"{register.what} di posyandu lain" if elsewhere else name_of[person]
                message, level = f"ID ini milik {owner}, bukan {name}", Level.WARNING
                suggestion = "Periksa ID atau nama; yang dihitung ID-nya"
            elif not person:
                message = f"ID {register.what} tidak dikenal"
        elif not name:
            message = f"NIK {register.what} tidak dikenal"
        else:
            owners = register.by_name.get((fold(name), place)) or set()
            if len(owners) == 1:
                person = next(iter(owners))
            elif owners:
                message = f"Ada {len(owners)} {register.what} bernama sama, ID harus diisi"
            else:
                message = f"Nama {register.what} tidak ditemukan"
        if message and not level:
            level = Level.ERROR
            suggestion = "Pilih dari daftar"
            if not len(register.ids):
                message = f"Belum ada {register.what} yang terbaca, jadi baris ini tidak dikenal siapa"
                suggestion = "Periksa dulu tab tempat namanya terdaftar"
            elif searches < MOST_CANDIDATE_SEARCHES:
                suggestion, searches = _candidates(register, name, place, typed), searches + 1
        found.append(person)
        messages.append(message)
        suggestions.append(suggestion)
        levels.append(str(level))
    result = table.drop(columns=PERSON_NIK, errors="ignore")
    result[column] = pd.Series(found, dtype="str").reindex(codes).to_numpy()
    result[column] = result[column].astype("str")
    level_of = np.array(levels, dtype=object)[codes]
    for level, tail in ((Level.WARNING, ""), (Level.ERROR, ", baris ini tidak dihitung")):
        hit = level_of == str(level)
        shown = typed_ids.where(typed_ids.notna(), names)[hit]
        if not len(register.ids):
            # One cause in another tab: the rows are told as one, not each by its name.
            shown = shown.mask(shown.notna())
        where = column if column in tab.any_of or "name" not in table.columns else "name"
        if register.is_broken and level is Level.ERROR and hit.any():
            message, suggestion = describe_pointers(int(hit.sum()), register.what)
            ledger.note_once(tab, result[hit], where, level, message, suggestion)
            continue
        ledger.note(
            tab, result[hit], where, level,
            [messages[code] + tail for code in codes[hit]], [suggestions[code] for code in codes[hit]], shown,
        )  # fmt: skip
    return ledger.leave_out(tab, result, level_of == str(Level.ERROR))
