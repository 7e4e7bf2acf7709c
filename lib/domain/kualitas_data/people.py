"""People against each other: the same child twice, NIK against birth date and sex, a name that is another's.

Source: issue "Kualitas data", "Against other people"; the shape of a NIK: Permendagri 72/2022 (digits 7–12
are the birth date as DDMMYY, 40 added to a girl's day).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from lib.domain.steps.keys import build_finding_rows, build_findings
from lib.workbook.columns import Kind
from lib.workbook.read_dates import NO_DATES
from lib.workbook.reading import format_number
from lib.workbook.resolve.checks import map_distinct
from lib.workbook.tabs import TABS
from lib.workbook.words import fold

SAME_NAME = 85.0  # likeness (0–100) of two names that are one with slips
SAME_CAREGIVER = 80.0
CERTAIN_NAME = 95.0  # enough where a caregiver is not known
OTHERS_NAME = 90.0  # likeness to another registered child's name
NOT_OWN_NAME = 80.0  # and to the own at most
UNLIKE_NAME = 62.0  # below this likeness a name is not the own, whosever it is
TOLD_BEFORE = 50.0  # below, the finding stands already (lib.workbook.resolve.persons)
MOST_OF_A_DAY = 60  # children of one birth date of which every two are compared
SAME_IN_A_ROW = 5  # children one below the other with one weight: dragged down, hardly chance

_DRAGGED = {"weight_kg": "Berat", "height_cm": "Panjang atau tinggi"}
OLDEST_AT_FIRST_DAYS = 6 * 365.25
FEMALE_DAY = 40


def compute_people_findings(frames: Any) -> pd.DataFrame:
    """FINDING_COLUMNS about `balita`, `ibu_hamil` and every tab that names a child beside its ID."""
    return build_findings(
        [
            _find_same_child(frames["balita"], frames["penimbangan"]),
            *(_find_nik_mismatch(name, frames[name]) for name in ("balita", "ibu_hamil")),
            *(_find_other_names(name, frames) for name in _NAMED_TABS),
            *(_find_impossible_dates(frames["balita"])),
            _find_born_too_early(frames["balita"], frames["penimbangan"]),
            *_find_rows_twice(frames),
            *(_find_filled_down(frames["penimbangan"], measure) for measure in _DRAGGED),
        ]
    )


_NAMED_TABS = tuple(
    tab.name
    for tab in TABS.values()
    if {"child_id", "name"} <= {column.name for column in tab.columns} and tab.name != "balita"
)


def _find_same_child(balita: pd.DataFrame, weighings: pd.DataFrame) -> pd.DataFrame:
    """Children entered twice under two IDs: same birth date, nearly the same name and caregiver (in any
    posyandu); or the same name and caregiver and a birth date that is a slip of the other.  Not twins:
    another sex, a NIK or a place in the family of its own, or both weighed on one day with other results.
    One who moved, and is registered where they live now, is no double."""
    people = balita.drop_duplicates("child_id").reset_index(drop=True)
    people = people[people["name"].notna()].reset_index(drop=True)
    if len(people) < 2:
        return build_findings([])
    words = people.assign(
        name_key=map_distinct(people["name"], fold),
        caregiver_key=map_distinct(people["caregiver"], fold),
        born=people["birth_date"],
        at=np.arange(len(people)),
    )
    weighed = _weighed_apart(weighings)
    records = words.to_dict("records")
    found: dict[int, int] = {}
    for one, other, is_slip in _candidates(words):
        first, second = sorted((records[one], records[other]), key=lambda row: row["at"])
        if _is_one_child(first, second, is_slip=is_slip) and not _are_two(first, second, weighed):
            found.setdefault(second["at"], first["at"])
            if first["posyandu"] != second["posyandu"]:
                found.setdefault(first["at"], second["at"])
    if not found:
        return build_findings([])
    at = sorted(found)
    messages = []
    for place in at:
        mine, double = records[place], records[found[place]]
        where = "juga di posyandu lain"
        if mine["posyandu"] == double["posyandu"]:
            same_book = mine["source_book"] == double["source_book"]
            where = f"juga di baris {double['source_row']}" if same_book else "juga di buku lain"
        messages.append(f"Anak ini mungkin terdaftar dua kali dengan ID berbeda, {where}")
    return _describe(
        people.iloc[at],
        "Balita",
        "name",
        messages,
        "Bila anak yang sama, pakai satu ID saja dan hapus baris lainnya; bila pindah, pilih Status Pindah "
        "di tempat lama",
    )


def _candidates(words: pd.DataFrame) -> Iterator[tuple[int, int, bool]]:
    """Pairs worth comparing, each once: of one birth date; of one name and caregiver; of one NIK but for a
    slip nothing is looked for here (the same NIK is told where the register is read)."""
    seen: set[tuple[int, int]] = set()
    blocks = [(words["born"], False)]
    named = words["name_key"] + "\n" + words["caregiver_key"]
    blocks.append((named, True))
    blocks.append((words["name_key"] + "\n" + words["posyandu"], True))
    for key, is_slip in blocks:
        several = words[key.notna() & key.duplicated(keep=False)]
        for _, places in several.groupby(key[several.index], sort=False)["at"]:
            members = places.to_numpy()
            first, second = np.triu_indices(len(members), 1)
            if len(members) > MOST_OF_A_DAY:
                # Names alike stand near each other: of a crowded day only neighbours by name are compared.
                members = members[np.argsort(words["name_key"].to_numpy()[members], kind="stable")]
                near = second - first <= 5
                first, second = first[near], second[near]
            for one, other in zip(members[first].tolist(), members[second].tolist(), strict=True):
                pair = (one, other) if one < other else (other, one)
                if pair not in seen:
                    seen.add(pair)
                    yield (*pair, is_slip)


def _is_one_child(first: dict[Any, Any], second: dict[Any, Any], *, is_slip: bool) -> bool:
    names = max(
        fuzz.ratio(first["name_key"], second["name_key"]),
        fuzz.token_sort_ratio(first["name_key"], second["name_key"]),
    )
    mothers = [first["caregiver_key"], second["caregiver_key"]]
    both_known = all(isinstance(one, str) for one in mothers)
    same_mother = both_known and fuzz.token_set_ratio(*mothers) >= SAME_CAREGIVER
    if is_slip and first["born"] != second["born"]:
        return bool(names >= CERTAIN_NAME and same_mother and _is_date_slip(first["born"], second["born"]))
    short, long = sorted((first["name_key"], second["name_key"]), key=len)
    part = same_mother and len(short) >= 4 and set(short.split()) <= set(long.split())
    if both_known:
        return bool(same_mother and (names >= SAME_NAME or part))
    same_place = first["posyandu"] == second["posyandu"]
    return bool(names >= (SAME_NAME if same_place else CERTAIN_NAME))


def _is_date_slip(one: object, other: object) -> bool:
    """Two birth dates of which one is the other with one digit wrong, or with day and month exchanged."""
    if not (isinstance(one, pd.Timestamp) and isinstance(other, pd.Timestamp)):
        return False
    if one.year == other.year and one.day == other.month and one.month == other.day:
        return True
    texts = [one.strftime("%d%m%Y"), other.strftime("%d%m%Y")]
    return Levenshtein.distance(*texts) <= 1 or sorted(texts[0]) == sorted(texts[1])


def _are_two(first: dict[Any, Any], second: dict[Any, Any], weighed: dict[Any, dict[Any, float]]) -> bool:
    """Whether something says that these are two children."""
    if pd.notna(first["sex"]) and pd.notna(second["sex"]) and first["sex"] != second["sex"]:
        return True
    niks = [first["nik"], second["nik"]]
    exact = first["name_key"] == second["name_key"]
    # Twins' NIK differ in the serial number only; a slip is one digit anywhere.
    differ = all(isinstance(nik, str) for nik in niks) and niks[0] != niks[1]
    if differ and not exact and (niks[0][:12] == niks[1][:12] or Levenshtein.distance(*niks) > 2):
        return True
    orders = [first["birth_order"], second["birth_order"]]
    if not exact and all(pd.notna(one) for one in orders) and orders[0] != orders[1]:
        return True
    if "Pindah" in (first["status"], second["status"]):
        return True
    mine, theirs = weighed.get(first["child_id"], {}), weighed.get(second["child_id"], {})
    apart = [day for day in mine.keys() & theirs.keys() if abs(mine[day] - theirs[day]) > 0.05]
    return len(apart) >= 2


def _weighed_apart(weighings: pd.DataFrame) -> dict[Any, dict[Any, float]]:
    """child_id → day → weight, of children whose weighings may tell two apart."""
    rows = weighings[weighings["weight_kg"].notna() & weighings["child_id"].notna()]
    # Only asked of the few candidates: kept as a grouped table and looked up when asked.
    return _Weighed(rows)


class _Weighed(dict[Any, dict[Any, float]]):
    """Weights by child and day, made for a child when asked for."""

    def __init__(self, rows: pd.DataFrame) -> None:
        super().__init__()
        self._rows = rows
        self._places: dict[Any, Any] = {}

    def get(self, child: Any, default: Any = None) -> Any:
        if not self._places:
            self._places = dict(self._rows.groupby("child_id", sort=False).indices)
        places = self._places.get(child)
        if places is None:
            return default
        rows = self._rows.iloc[places]
        return dict(zip(rows["date"], rows["weight_kg"], strict=True))


def _find_nik_mismatch(name: str, people: pd.DataFrame) -> pd.DataFrame:
    tab = TABS[name]
    rows = people[people["nik"].str.fullmatch(r"\d{16}").fillna(False).astype(bool)]
    if rows.empty:
        return build_findings([])
    day = rows["nik"].str[6:8].astype("int64")
    girl = day > FEMALE_DAY
    typed = (day - FEMALE_DAY * girl).astype("str").str.zfill(2) + rows["nik"].str[8:12]
    born = rows["birth_date"].dt.strftime("%d%m%y")
    other_day = rows["birth_date"].notna() & (typed != born)
    sex = rows["sex"] if "sex" in rows.columns else pd.Series("P", index=rows.index)
    other_sex = sex.notna() & ((sex == "P") != girl)
    parts = []
    for which, message in (
        (other_day & other_sex, "NIK ini menyebut tanggal lahir dan jenis kelamin lain"),
        (other_day & ~other_sex, "NIK ini menyebut tanggal lahir lain"),
        (other_sex & ~other_day, "NIK ini menyebut jenis kelamin lain"),
    ):
        found = rows[which.astype(bool)]
        if len(found):
            parts.append(
                _describe(found, tab.title, "nik", message, "Cocokkan NIK, tanggal lahir, dan JK dengan KK")
            )
    return build_findings(parts)


def _find_other_names(name: str, frames: Any) -> pd.DataFrame:
    """Rows whose name is not that of their ID's child: another registered child's, or nobody's at all."""
    table, people = frames[name], frames["balita"].drop_duplicates("child_id").set_index("child_id")
    rows = table[table["child_id"].notna() & table["name"].notna()]
    pairs = rows[["child_id", "name"]].drop_duplicates()
    pairs = pairs.assign(own=pairs["child_id"].map(people["name"]))
    pairs = pairs[pairs["own"].notna()]
    pairs = pairs.assign(typed=map_distinct(pairs["name"], fold), own=map_distinct(pairs["own"], fold))
    pairs = pairs[pairs["typed"] != pairs["own"]]
    if pairs.empty:
        return build_findings([])
    home = people["posyandu"]
    known = set(map_distinct(people["name"].dropna(), fold))
    wrong: dict[tuple[str, str], str] = {}
    by_place: dict[Any, list[str]] | None = None
    for child, name_typed, own, typed in pairs[["child_id", "name", "own", "typed"]].itertuples(index=False):
        likeness = fuzz.token_set_ratio(typed, own)
        if likeness < TOLD_BEFORE:
            continue
        whole = fuzz.ratio(typed, own)
        is_others = typed in known and whole < OTHERS_NAME
        if not is_others and likeness < NOT_OWN_NAME:
            if by_place is None:
                by_place = {place: list(names) for place, names in _names_by_place(people)}
            near = by_place.get(home.get(child), [])
            is_others = any(fuzz.ratio(typed, one) >= OTHERS_NAME for one in near if one != own)
        if is_others or likeness < UNLIKE_NAME:
            wrong[(child, name_typed)] = "anak lain" if is_others else ""
    if not wrong:
        return build_findings([])
    keys = pd.MultiIndex.from_frame(rows[["child_id", "name"]])
    found = rows[keys.isin(list(wrong))]
    messages = [
        "Nama ini milik anak lain, bukan anak dengan ID di baris ini"
        if wrong[(child, typed)]
        else "Nama ini bukan nama anak dengan ID di baris ini"
        for child, typed in zip(found["child_id"], found["name"], strict=True)
    ]
    return _describe(
        found, TABS[name].title, "child_id", messages, "Periksa ID atau nama; yang dihitung ID-nya"
    )


def _names_by_place(people: pd.DataFrame) -> Iterator[tuple[Any, list[str]]]:
    named = people[people["name"].notna()]
    for place, names in named.groupby("posyandu")["name"]:
        yield place, [fold(one) for one in names]


def _find_impossible_dates(balita: pd.DataFrame) -> list[pd.DataFrame]:
    born, joined, left = balita["birth_date"], balita["joined_on"], balita["left_on"]
    return [
        _describe(balita[which], "Balita", column, message, suggestion)
        for which, column, message, suggestion in (
            (
                joined < born,
                "joined_on",
                "Tanggal masuk sebelum anak ini lahir",
                "Periksa Tanggal masuk dan Tanggal lahir",
            ),
            (
                left < born,
                "left_on",
                "Tanggal keluar sebelum anak ini lahir",
                "Periksa Tanggal keluar dan Tanggal lahir",
            ),
            (
                (left < joined) & ~(left < born),
                "left_on",
                "Tanggal keluar sebelum Tanggal masuk",
                "Periksa kedua tanggalnya",
            ),
        )
        if which.any()
    ]


def _find_born_too_early(balita: pd.DataFrame, weighings: pd.DataFrame) -> pd.DataFrame:
    """Children long over five at their first row: the year of birth, or the ID in that row, is wrong."""
    first = weighings.groupby("child_id")["date"].min()
    began = first.reindex(balita["child_id"]).set_axis(balita.index)
    old = (began - balita["birth_date"]).dt.days > OLDEST_AT_FIRST_DAYS
    # A date that only says "not known" is told where it was read: one cause, one finding.
    old &= ~balita["birth_date"].isin([pd.Timestamp(day) for day in NO_DATES])
    return _describe(
        balita[old],
        "Balita",
        "birth_date",
        "Umurnya sudah lebih dari 6 tahun pada penimbangan pertamanya",
        "Periksa tahun lahirnya; bila benar, periksa ID di baris penimbangan itu",
    )


def _find_rows_twice(frames: Any) -> Iterator[pd.DataFrame]:
    """Rows that say the same in every cell, in tabs of happenings that no key tells apart."""
    for tab in TABS.values():
        table = frames[tab.name]
        if tab.key or len(table) < 2 or tab.name == "dibenarkan":
            continue
        columns = [column.name for column in tab.columns]
        own = table[columns]
        full = own.notna().sum(axis=1) >= 2
        again = (own.duplicated(keep="first") & full).to_numpy()
        if not again.any():
            continue
        first = table["source_row"].groupby([own[name] for name in columns], dropna=False).transform("first")
        rows = table[again]
        where = next((column.name for column in tab.columns if column.kind is Kind.DATE), columns[0])
        yield _describe(
            rows,
            tab.title,
            where,
            [f"Baris ini sama persis dengan baris {row}" for row in first[again]],
            "Hapus salah satu barisnya bila hanya sekali terjadi",
        )


def _find_filled_down(weighings: pd.DataFrame, measure: str) -> pd.DataFrame:
    """A measure that SAME_IN_A_ROW children and more have one below the other on one posyandu day: the first
    cell dragged over the others (the first is left alone)."""
    rows = weighings[weighings[measure].notna() & weighings["date"].notna() & weighings["child_id"].notna()]
    if "register_month" in rows.columns:
        rows = rows[rows["register_month"].isna()]
    rows = rows.sort_values(["source_book", "source_row"], kind="stable")
    before = rows[["source_book", "posyandu", "date", measure, "child_id", "source_row"]].shift()
    same = (before["source_row"] == rows["source_row"] - 1) & (before["child_id"] != rows["child_id"])
    for name in ("source_book", "posyandu", "date", measure):
        same &= before[name] == rows[name]
    run = (~same).cumsum()
    dragged = rows[same & (run.map(run.value_counts()) >= SAME_IN_A_ROW)]
    return _describe(
        dragged,
        "Penimbangan",
        measure,
        f"{_DRAGGED[measure]} ini sama dengan baris-baris di atasnya; mungkin tertarik ke bawah",
        "Cocokkan dengan catatan hari itu, lalu ketik ukuran anak ini sendiri",
    )


def _describe(
    rows: pd.DataFrame, tab: str, column: str, message: str | list[str], suggestion: str
) -> pd.DataFrame:
    values = rows[column]
    if values.dtype.kind == "M":
        shown = values.dt.strftime("%d/%m/%Y")
    else:
        shown = (values.map(format_number) if values.dtype.kind == "f" else values).astype("str")
    return build_finding_rows(
        rows,
        level="Peringatan",
        tab=tab,
        column=column,
        value=shown.where(values.notna()),
        message=message,
        suggestion=suggestion,
    )
