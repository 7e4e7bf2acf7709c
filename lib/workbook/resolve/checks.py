"""Checks across rows: provisional IDs, duplicates, dates after today, weighings before birth."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from lib.workbook.columns import Kind, Tab
from lib.workbook.findings import Level
from lib.workbook.resolve.ledger import Ledger
from lib.workbook.tabs import TABS
from lib.workbook.words import LONG_MONTHS, fold, id_key

MASTER_TABS = frozenset(
    {
        "posyandu",
        "sop",
        "langkah_sop",
        "titik_jemput",
        "armada",
        "pertemuan",
        "balita",
        "ibu_hamil",
    }
)
"""Tabs that others point at: of rows with one key the first counts. Elsewhere the last row counts."""

BOTH_KEPT = frozenset({"penimbangan"})
"""Tabs whose repeated rows stay, since the month's last valid one counts anyway (aturan.md)."""


MONTHS_IN_YEAR = 12
SWEEPING_DAYS = 14
"""So long after a posyandu day those who stayed away are weighed at home."""
LEAST_TOGETHER = 3
LEAST_BEFORE_BIRTH = 2
"""Weighings before birth from which the birth date is likelier wrong than each of theirs."""


def map_distinct(values: pd.Series, change: Callable[[str], str]) -> pd.Series:
    """`values` (str) changed by `change`, asked once for each distinct spelling; missing stays missing."""
    codes, distinct = pd.factorize(values)
    changed = pd.Series([change(word) for word in distinct], dtype="str")
    return changed.reindex(codes).set_axis(values.index)


ID_LETTERS = {"balita": "B", "ibu_hamil": "I"}
ID_BYTES = 5
"""A board's own ID is a letter and so many bytes of a hash: B-7QX2M4KD."""


def make_id(letter: str, *facts: Any) -> str:
    """The board's own ID of somebody: the same for the same facts, and nothing can be read from it."""
    told = "\x1f".join("" if pd.isna(fact) else fold(str(fact)) for fact in facts)
    digest = hashlib.blake2b(told.encode(), digest_size=ID_BYTES).digest()
    return f"{letter}-{base64.b32encode(digest).decode()}"


def give_ids(tab: Tab, table: pd.DataFrame, column: str, puskesmas: str, ledger: Ledger) -> pd.DataFrame:
    """A person with a name but no ID gets one from the board: a short hash of puskesmas, name, birth date and
    posyandu, never of the NIK. Told where the sheet has a column for IDs."""
    blank = table[column].isna()
    if not blank.any():
        return table
    result = table.copy()
    rows = table[blank]
    made = [
        make_id(ID_LETTERS[tab.name], puskesmas, name, born, home)
        for name, born, home in zip(rows["name"], rows["birth_date"], rows["posyandu"], strict=True)
    ]
    result.loc[blank, column] = made
    asked = ledger.has_column(tab, rows, column)
    ledger.note(
        tab, result[blank][asked], column, Level.WARNING, "ID kosong, dihitung dengan ID buatan papan",
        "Isi ID yang tidak dipakai orang lain, atau biarkan: ID buatan papan tetap selama nama, "
        "tanggal lahir "
        "dan posyandunya tetap", rows[asked]["name"],
    )  # fmt: skip
    return result


def drop_repeats(tab: Tab, table: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Rows that repeat the tab's key are noted; one is kept (the first in MASTER_TABS, else the last).  Rows
    in which a choice of the key is missing may differ in just that: they repeat nobody."""
    if not tab.key or not len(table):
        return table
    keys = pd.DataFrame(
        {
            name: map_distinct(table[name], id_key)
            if tab.column(name).kind in (Kind.ID, Kind.TEXT)
            else table[name]
            for name in tab.key
        }
    )
    known = keys.notna().any(axis=1) if len(tab.key) > 1 else keys[tab.key[0]].notna()
    keep: Literal["first", "last"] = "first" if tab.name in MASTER_TABS else "last"
    for name in tab.key:
        if tab.column(name).kind is Kind.CHOICE:
            known &= keys[name].notna()
    repeats = (keys.duplicated(keep=keep) & known).to_numpy()
    if not repeats.any():
        return table
    groups = table["source_row"].groupby([keys[name] for name in tab.key], dropna=False)
    counted = groups.transform("first") if keep == "first" else groups.transform("last")
    rows = table[repeats]
    where = next((name for name in tab.key if tab.column(name).kind is Kind.ID), tab.key[0])
    kept = tab.name in BOTH_KEPT
    tail = "; yang terakhir dihitung" if kept else ", baris ini tidak dihitung"
    ledger.note(
        tab, rows, where, Level.WARNING if kept else Level.ERROR,
        [f"Tercatat dua kali, juga di baris {row}{tail}" for row in counted[repeats]],
        "Hapus salah satu barisnya",
    )  # fmt: skip
    return table if kept else ledger.leave_out(tab, table, repeats)


def note_shared_nik(tab: Tab, table: pd.DataFrame, ledger: Ledger) -> None:
    """A NIK that two people share is wrong for one of them."""
    shared = table["nik"].notna() & table["nik"].duplicated(keep=False)
    ledger.note(
        tab, table[shared], "nik", Level.WARNING, "NIK ini dipakai lebih dari satu orang", "Periksa pada KK"
    )


def drop_after_today(tab: Tab, table: pd.DataFrame, today: pd.Timestamp, ledger: Ledger) -> pd.DataFrame:
    """Dates of things that happened cannot be after today: the value is blanked, or the row left out where
    it needs that date."""
    for column in tab.columns:
        if not column.not_after_today or not len(table):
            continue
        late = (table[column.name] > today).to_numpy()
        if not late.any():
            continue
        needed = column.name in tab.row_needs
        ledger.note(
            tab, table[late], column.name, Level.ERROR,
            f"{column.header} sesudah hari ini" + (", baris ini tidak dihitung" if needed else ""),
            "Periksa tahun dan bulannya",
        )  # fmt: skip
        if needed:
            table = ledger.leave_out(tab, table, late)
        else:
            table = table.copy()
            table.loc[late, column.name] = pd.NaT
    return table


def drop_before_birth(tab: Tab, table: pd.DataFrame, balita: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """A child cannot be weighed before birth: one of the two dates is wrong, the row is left out; of several
    such rows the birth date is told too.  The day of birth is told only where the child is of the row's
    posyandu, whose kader read this."""
    if not len(table):
        return table
    children = balita.set_index("child_id")
    born = table["child_id"].map(children["birth_date"])
    early = (table["date"] < born).to_numpy()
    home = table["child_id"].map(children["posyandu"])
    own = table["posyandu"].isna() | table["posyandu"].eq(home).fillna(False)
    ledger.note(
        tab, table[early], "date", Level.ERROR, "Tanggal sebelum anak lahir, baris ini tidak dihitung",
        [
            f"Tanggal lahir tercatat {day:%d/%m/%Y}; periksa keduanya" if here
            else "Periksa ID dan tanggalnya: anak ini dari posyandu lain"
            for day, here in zip(born[early], own[early], strict=True)
        ],
    )  # fmt: skip
    several = born[early].groupby(table.loc[early, "child_id"]).size()
    several = several[several >= LEAST_BEFORE_BIRTH]
    people = balita[balita["child_id"].isin(several.index)].drop_duplicates("child_id")
    ledger.note(
        TABS["balita"], people, "birth_date", Level.WARNING,
        [f"{several[child]} penimbangan anak ini sebelum tanggal lahirnya" for child in people["child_id"]],
        "Periksa tahun dan bulan lahirnya pada KK atau Buku KIA",
    )  # fmt: skip
    return ledger.leave_out(tab, table, early)


def one_spelling(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Free names that differ only in case or spaces become one spelling, the commonest."""
    folded = map_distinct(table[column], fold)
    if folded.nunique() == table[column].nunique():
        return table
    common = table[column].groupby(folded).agg(lambda spellings: spellings.value_counts().index[0])
    result = table.copy()
    result[column] = folded.map(common).astype("str")
    return result


def canonical_subjects(table: pd.DataFrame, column: str, by_key: dict[str, str]) -> pd.DataFrame:
    """Free subjects that are somebody's ID get that ID's own spelling."""
    if not len(table):
        return table
    result = table.copy()
    keys = map_distinct(table[column], id_key)
    result[column] = keys.map(by_key).astype("str").fillna(table[column])
    return result


def note_slipped_days(frames: Mapping[str, pd.DataFrame], today: pd.Timestamp, ledger: Ledger) -> None:
    """A weighing off every posyandu day that would be one with day and month exchanged, or with the month or
    year beside it: told, counted as typed.

    A month or year beside is asked only where the posyandu was open in the month typed, and of whoever has
    another row in that month or came with others: nobody who came late in a month is doubted."""
    table = frames["penimbangan"]
    held = frames["jadwal"]
    held = held[(held["status"].fillna("Terjadwal") != "Batal") & (held["date"] <= today)]
    if not len(table) or not len(held):
        return
    days = pd.MultiIndex.from_arrays([held["posyandu"].fillna(""), held["date"]])
    dates, where = pd.to_datetime(table["date"]), table["posyandu"].fillna("")
    off = (dates.notna() & ~pd.MultiIndex.from_arrays([where, dates]).isin(days)).to_numpy()
    if not off.any():
        return
    rows, dates, where = table[off], dates[off], where[off]
    # Who was weighed in that other month already was not weighed there once more.
    had = pd.MultiIndex.from_arrays([table["child_id"].fillna(""), _month_of(table["date"])])

    def missed(on: pd.Series) -> np.ndarray:
        return ~pd.MultiIndex.from_arrays([rows["child_id"].fillna(""), _month_of(on)]).isin(had)

    of_month = pd.MultiIndex.from_arrays([rows["child_id"].fillna(""), _month_of(dates)])
    again = of_month.isin(had[had.duplicated(keep=False)])
    open_then = pd.MultiIndex.from_arrays([where, _month_of(dates)]).isin(
        pd.MultiIndex.from_arrays([held["posyandu"].fillna(""), _month_of(held["date"])])
    )
    # One or two children soon after a posyandu day were visited at home; a whole day's list was not.
    visited = np.zeros(len(rows), dtype=bool)
    for later in range(1, SWEEPING_DAYS + 1):
        visited |= pd.MultiIndex.from_arrays([where, dates - pd.Timedelta(days=later)]).isin(days)
    together = rows.groupby([where, dates])["date"].transform("size").to_numpy() >= LEAST_TOGETHER
    told = np.zeros(len(rows), dtype=bool)
    for meant, may, words in _list_slips(dates):
        sure = again | together | ~visited
        if words != _EXCHANGED:
            sure = open_then & (again | (together & ~visited))
        there = pd.MultiIndex.from_arrays([where, meant]).isin(days)
        hit = may & sure & there & missed(meant) & ~told
        told |= hit
        ledger.note(
            TABS["penimbangan"], rows[hit], "date", Level.WARNING,
            [f"Bukan hari posyandu; {words}? Mungkin {_say_day(day)}" for day in meant[hit]],
            [f"Bila benar, ketik {day:%d/%m/%Y}" for day in meant[hit]],
        )  # fmt: skip


_EXCHANGED = "hari dan bulan tertukar"


def _list_slips(dates: pd.Series) -> Iterator[tuple[pd.Series, np.ndarray, str]]:
    """What else a date may be: the dates, where there is such a one, and what would have been mistaken."""
    year, month, day = dates.dt.year, dates.dt.month, dates.dt.day

    def on(years: pd.Series, months: pd.Series, days: pd.Series) -> pd.Series:
        return pd.to_datetime({"year": years, "month": months, "day": days}, errors="coerce")

    exchanged = on(year, day.where(day <= MONTHS_IN_YEAR, month), month.where(day <= MONTHS_IN_YEAR, day))
    yield exchanged, ((day <= MONTHS_IN_YEAR) & (day != month)).to_numpy(), _EXCHANGED
    for step in (1, -1):
        number = year * MONTHS_IN_YEAR + month - 1 + step
        beside = on(number // MONTHS_IN_YEAR, number % MONTHS_IN_YEAR + 1, day)
        yield beside, beside.notna().to_numpy(), "bulannya meleset"
    for step in (1, -1):
        beside = on(year + step, month, day)
        yield beside, beside.notna().to_numpy(), "tahunnya meleset"


def _month_of(dates: pd.Series) -> np.ndarray:
    return dates.to_numpy().astype("datetime64[M]").astype("datetime64[s]")


def _say_day(day: pd.Timestamp) -> str:
    return f"{day.day} {LONG_MONTHS[day.month - 1]} {day.year}"
