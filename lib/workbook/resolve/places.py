"""What rows take from the place of their tab, and from the register that stands in the same sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from lib.workbook.columns import Tab
from lib.workbook.findings import Level
from lib.workbook.month_days import find_days
from lib.workbook.parse import MISSING, ParsedTab, split_sheet_key
from lib.workbook.place import find_past_year
from lib.workbook.resolve.codes import look_up
from lib.workbook.resolve.ledger import Ledger
from lib.workbook.tabs import TABS
from lib.workbook.words import fold, id_key

PLACE_MONTH = "place_month"
"""The month that a weighing's tab stands for, its first day, until the posyandu's day of it is known."""

ONE_SHEET = "one_sheet"
"""Workbook, sheet and row of a row whose child stands in the same row, until the child is known."""


def fill_place(
    one: ParsedTab, codebook: Mapping[str, str], default: str, only: str, today: date
) -> ParsedTab:
    """The tab with its rows' posyandu and month as the place has them. `codebook` tells posyandu by code or
    name, `default` is the workbook's own posyandu, `only` that of a puskesmas with a single one ("" if
    none)."""
    table = one.table
    names = {column.name for column in one.tab.columns}
    if "posyandu" in names and one.tab.column("posyandu").required and len(table):
        maybe = one.place.maybe if one.place.maybe and look_up(one.place.maybe, codebook)[0] else ""
        own = one.place.posyandu or maybe or default
        if not own and one.tab.name in ("balita", "ibu_hamil") and "posyandu" not in one.positions:
            own = only
        blank = table["posyandu"].isna()
        if own and blank.any():
            table = table.assign(posyandu=table["posyandu"].fillna(own).astype("str"))
        if own:
            # The column is not missed where the workbook says whose its rows are.
            missed = one.findings["message"].eq(MISSING.format(one.tab.column("posyandu").header))
            one = replace(one, findings=one.findings[~missed].reset_index(drop=True))
    if one.tab.name == "penimbangan" and one.place.month and len(table):
        year = find_past_year(one.place.month, one.place.year, today)
        month = np.datetime64(f"{year:04d}-{one.place.month:02d}-01", "s")
        # NaT where the row has a day of its own.
        table = table.assign(**{PLACE_MONTH: pd.Series(month, index=table.index).where(table["date"].isna())})
    if one.linked and one.tab.name != "balita" and len(table):
        table = table.assign(**{ONE_SHEET: _row_keys(table["source_book"], table["source_row"], one.title)})
    return replace(one, table=table)


def _row_keys(books: pd.Series, rows: pd.Series, title: str) -> pd.Series:
    keys = [f"{split_sheet_key(book)[0]}\n{title}\n{row}" for book, row in zip(books, rows, strict=True)]
    return pd.Series(keys, index=rows.index, dtype="str")


def note_unplaced(tab: Tab, table: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Rows that need a posyandu which their place did not give after all are left out."""
    if "posyandu" not in tab.row_needs or not len(table):
        return table
    gone = table["posyandu"].isna().to_numpy()
    ledger.note(
        tab, table[gone], "posyandu", Level.ERROR, "Posyandu kosong, baris ini tidak dihitung", "Isi Posyandu"
    )
    return ledger.leave_out(tab, table, gone)


def fill_month_days(frames: Mapping[str, pd.DataFrame], today: pd.Timestamp) -> pd.DataFrame:
    """`penimbangan` with the posyandu's day of the month for rows that say only the month; a month to come
    gets its first day, which later is told as after today."""
    table = frames["penimbangan"]
    if PLACE_MONTH not in table.columns:
        return table
    asked = table[PLACE_MONTH].notna()
    rows = pd.DataFrame({"posyandu": table["posyandu"], "month": table[PLACE_MONTH]})[asked]
    if len(rows):
        days = pd.Series(find_days(frames, rows, today), index=rows.index)
        filled = table["date"].copy()
        filled[asked] = days.fillna(rows["month"]).astype("datetime64[s]")
        table = table.assign(date=filled.astype("datetime64[s]"))
    return table.drop(columns=PLACE_MONTH)


def join_linked(balita: pd.DataFrame, linked: Mapping[str, str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """The register without the rows that only say again who somebody is, and the child of each row that also
    holds a weighing. `linked` maps the sheets' keys to their titles; all rows have an ID.

    Who stands in the register already is known by ID, NIK, name and birth date, or, where one of the two rows
    has no birth date, name within the posyandu.
    """
    is_linked = balita["source_book"].isin(linked).to_numpy() if linked else np.zeros(len(balita), bool)
    if not is_linked.any():
        return balita, {}
    known: dict[tuple[Any, ...], str] = {}
    records = balita[["child_id", "nik", "name", "birth_date", "posyandu", "source_book", "source_row"]]
    keep = ~is_linked
    children: dict[str, str] = {}
    # Whoever is registered alone comes first: the row of a weighing never takes the place of that.
    for place in [*np.flatnonzero(~is_linked), *np.flatnonzero(is_linked)]:
        child, number, name, born, home, book, row = records.iloc[place]
        keys: list[tuple[Any, ...]] = [("id", id_key(child))]
        if isinstance(number, str):
            keys.append(("nik", number))
        if isinstance(name, str) and pd.notna(born):
            keys.append(("born", fold(name), born))
        if isinstance(name, str):
            keys.append(("home", fold(name), home if isinstance(home, str) else ""))
        if is_linked[place]:
            sure = keys if pd.isna(born) else [key for key in keys if key[0] != "home"]
            owner = next((known[key] for key in sure if key in known), None)
            if owner is None and len(keys) > len(sure):
                owner = known.get(("undated", *keys[-1][1:]))
            keep[place] = owner is None
            child = owner or child
            children[f"{split_sheet_key(book)[0]}\n{linked[book]}\n{row}"] = child
        for key in keys:
            known.setdefault(key, child)
        if isinstance(name, str) and pd.isna(born):
            known.setdefault(("undated", *keys[-1][1:]), child)
    return balita[keep].reset_index(drop=True), children


def take_from_sheet(table: pd.DataFrame, children: Mapping[str, str]) -> pd.DataFrame:
    """Weighings whose child stands in the same row get that child's ID."""
    if ONE_SHEET not in table.columns:
        return table
    own = table[ONE_SHEET].map(children)
    return table.assign(child_id=own.where(own.notna(), table["child_id"]).astype("str")).drop(
        columns=ONE_SHEET
    )


def part_exports(parsed: Sequence[ParsedTab]) -> tuple[list[ParsedTab], list[ParsedTab]]:
    """The tabs to unite, and the exports of e-PPGBM or Sigizi that are only compared because the puskesmas
    has registers or weighings of its own."""
    people = ("balita", "penimbangan", "register_sip")
    own = any(one.tab.name in people and not one.export and len(one.table) for one in parsed)
    if not own:
        return list(parsed), []
    return [one for one in parsed if not one.export], [one for one in parsed if one.export]


def unite_exports(exports: Sequence[ParsedTab]) -> dict[str, pd.DataFrame]:
    """Tab name → the rows of all exports as read, nothing resolved. `source_book` is workbook and sheet, so
    that the two halves of one row have the same place."""
    return {
        name: pd.concat(
            [
                one.table.assign(source_book=f"{split_sheet_key(one.book)[0]}\n{one.title}")
                for one in exports
                if one.tab.name == name
            ],
            ignore_index=True,
        )
        for name in TABS
        if any(one.tab.name == name for one in exports)
    }
