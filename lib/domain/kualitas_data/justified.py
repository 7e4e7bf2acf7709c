"""What the puskesmas has confirmed in the tab `Dibenarkan`: "bukan kesalahan", at one value of one row.

Source: buku-kerja.md, tab `Dibenarkan`: silences the findings at that value of that row while it stands; a
justified value counts in all figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.own_line import CONFIRMED
from lib.domain.steps.keys import FINDING_COLUMNS, build_finding_rows, build_findings
from lib.workbook.columns import Column, Kind, Tab
from lib.workbook.headers import header_keys
from lib.workbook.parse import split_sheet_key
from lib.workbook.read_dates import from_serial, read_date
from lib.workbook.read_numbers import DATE_SERIALS
from lib.workbook.tabs import TABS
from lib.workbook.words import fold, header_key, id_key

Frames = Mapping[str, pd.DataFrame]
Bools = npt.NDArray[np.bool_]

TAB = "dibenarkan"
COLUMNS = ("tab", "column", "source_book", "source_row", "value_key", "standing", "at")
"""Of what is justified: tab title, column header and place of the row; value_key of Isi; standing: the cell
still says so; at: its place in `dibenarkan`."""

_NAMING = ("name", "subject", "team", "kelurahan", "donor")
"""Columns that say whose a row is where it has no ID."""

MONTHS = range(1, 13)
REGISTER_MONTH = "register_month"
"""Of `penimbangan`: the month's number of a row that came from Register SIP, NaN for one typed there."""

METHODS = {
    "dibenarkan": (
        "Isian yang dicatat di tab Dibenarkan dihitung seperti tertulis dan temuannya tidak tampil lagi, "
        "selama "
        "selnya masih berisi sama."
    ),
}

_NUMBER = re.compile(r"([+\-−]?\d+(?:[.,]\d+)?)\s*[a-z/%.]*")
_TITLES = {header_key(tab.title): tab for tab in TABS.values()}


def find_justified(frames: Frames, books: Mapping[str, str]) -> pd.DataFrame:
    """Rows that `Dibenarkan` names, COLUMNS; one line of it may name several rows (no Tanggal: every day of
    that value).  `books`: book key → name.  Lines that name no known tab or column name nothing."""
    lines = frames[TAB]
    parts = []
    for title, of_tab in lines.groupby(lines["tab_title"].map(header_key, na_action="ignore"), sort=False):
        tab = _TITLES.get(str(title))
        if tab is not None and tab.name != TAB and len(frames[tab.name]):
            parts.append(_match_rows(tab, of_tab, frames, books))
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    return pd.concat(filled, ignore_index=True)


def silence(found: pd.DataFrame, justified: pd.DataFrame) -> pd.DataFrame:
    """Findings (lib.workbook.findings.COLUMNS) without those at a value that stands justified: the cell still
    says what `Dibenarkan` says, or, where it could not be read, the finding quotes it."""
    if not len(found) or not len(justified):
        return found
    place = ["tab", "column", "source_book", "source_row"]
    about = found[[*place, "value"]].assign(position=np.arange(len(found)))
    about = about.astype({"source_row": "int64"})
    both = about.merge(justified.astype({"source_row": "int64"}), on=place, how="inner")
    said = [
        bool(standing) or value_key(str(value), None) == key
        for standing, value, key in zip(both["standing"], both["value"], both["value_key"], strict=True)
    ]
    gone = np.zeros(len(found), dtype=bool)
    gone[both["position"].to_numpy()[np.asarray(said, dtype=bool)]] = True
    return found[~gone].reset_index(drop=True)


def find_justified_measures(weighings: pd.DataFrame, justified: pd.DataFrame) -> dict[str, Bools]:
    """Of each row of `penimbangan` (with REGISTER_MONTH) by measure whether its value stands justified."""
    masks = {}
    standing = justified[justified["standing"].astype(bool)] if len(justified) else justified
    for measure in CONFIRMED:
        mask = np.zeros(len(weighings), dtype=np.bool_)
        if len(standing):
            typed = TABS["penimbangan"].column(measure).header
            mask |= _at(weighings, standing, "penimbangan", typed) & weighings[REGISTER_MONTH].isna()
            for month in MONTHS:
                header = TABS["register_sip"].column(f"{measure}_{month:02d}").header
                own = weighings[REGISTER_MONTH] == month
                mask |= _at(weighings, standing, "register_sip", header) & own
        masks[measure] = np.asarray(mask, dtype=np.bool_)
    return masks


def propose_confirmations(
    findings: pd.DataFrame, frames: Frames, books: Mapping[str, str]
) -> list[dict[str, str]]:
    """Rows of `Dibenarkan` (texts by column name, Alasan left blank) that silence these findings while the
    cells say what they say: one for each row that a finding is about, none where it quotes nothing or names
    nobody.

    `findings`: findings.COLUMNS with `declared` (the tab's own title) and `count`; `frames`: those the viewer
    sees; `books`: book key → name.
    """
    rows: list[dict[str, str]] = []
    for found in findings.to_dict("records"):
        tab = _TITLES.get(header_key(str(found["declared"])))
        if tab is None or tab.name == TAB or not found["value"] or not found["column"]:
            continue
        first, count = int(found["source_row"]), int(found["count"])
        table = frames[tab.name]
        if REGISTER_MONTH in table.columns:  # what the register adds has the places of its own tab
            table = table[table[REGISTER_MONTH].isna()]
        here = (table["source_book"] == found["source_book"]) & table["source_row"].between(
            first, first + count - 1
        )
        book = books.get(split_sheet_key(str(found["source_book"]))[0], "") if len(books) > 1 else ""
        for row in table[here].to_dict("records"):
            subject = _name_subject(tab, row)
            if subject:
                day = row.get("date")
                rows.append(
                    {
                        "book": book,
                        "tab_title": tab.title,
                        "subject": subject,
                        "date": f"{day:%d/%m/%Y}" if "date" in row and pd.notna(day) else "",
                        "column_title": str(found["column"]),
                        "value": str(found["value"]),
                    }
                )
    return [row for place, row in enumerate(rows) if row not in rows[:place]]


def _name_subject(tab: Tab, row: Mapping[Any, Any]) -> str:
    """The row's ID, else the name in it, as `find_justified` knows it."""
    for column in tab.columns:
        if (
            column.kind is Kind.ID
            and column.refers_to != "posyandu"
            and isinstance(row.get(column.name), str)
        ):
            return str(row[column.name])
    for name in _NAMING:
        if isinstance(row.get(name), str):
            return str(row[name])
    codes = (row.get(column.name) for column in tab.columns if column.kind is Kind.ID)
    return next((str(code) for code in codes if isinstance(code, str)), "")


def compute_justified_findings(frames: Frames, justified: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Findings about lines of `Dibenarkan` that silence nothing: an unknown Tab or Kolom (Peringatan), and a
    value that no row has any more (Info).  `found`: the findings before silencing, whose unread values count.
    """
    lines = frames[TAB]
    if lines.empty:
        return build_findings([])
    tabs = [_TITLES.get(header_key(title)) for title in lines["tab_title"].fillna("")]
    columns = [
        tab is not None and _find_column(tab, str(typed)) is not None
        for tab, typed in zip(tabs, lines["column_title"].fillna(""), strict=True)
    ]
    known = np.array([tab is not None and tab.name != TAB for tab in tabs])
    columned = np.array(columns, dtype=bool)
    standing = set(justified.loc[justified["standing"].astype(bool), "at"]) if len(justified) else set()
    if len(justified):
        place = ["tab", "column", "source_book", "source_row"]
        quoted = justified.astype({"source_row": "int64"}).merge(
            found[[*place, "value"]].astype({"source_row": "int64"}), on=place, how="inner"
        )
        standing |= {
            at
            for at, value, key in zip(quoted["at"], quoted["value"], quoted["value_key"], strict=True)
            if value_key(str(value), None) == key
        }
    idle = known & columned & ~np.isin(np.arange(len(lines)), list(standing))
    return build_findings(
        [
            _describe(lines[~known], "Peringatan", "tab_title", "Tab ini tidak dikenal", "Salin nama tabnya"),
            _describe(
                lines[known & ~columned], "Peringatan", "column_title", "Kolom ini tidak ada di tab itu",
                "Salin judul kolomnya",
            ),
            _describe(
                lines[idle], "Info", "value", "Tidak ada lagi baris dengan isi ini, jadi tidak berpengaruh",
                "Hapus baris ini, atau cocokkan ID, tanggal, dan isinya",
            ),
        ]
    )  # fmt: skip


def _describe(rows: pd.DataFrame, level: str, column: str, message: str, suggestion: str) -> pd.DataFrame:
    return build_finding_rows(
        rows, level=level, tab=TABS[TAB].title, column=TABS[TAB].column(column).header, value=rows[column],
        message=message, suggestion=suggestion,
    ).reindex(columns=list(FINDING_COLUMNS))  # fmt: skip


def _match_rows(tab: Tab, lines: pd.DataFrame, frames: Frames, books: Mapping[str, str]) -> pd.DataFrame:
    table = frames[tab.name]
    places = table[["source_book", "source_row"]].assign(place=np.arange(len(table)))
    if "date" in table.columns:
        places["day"] = table["date"]
    parts = []
    for keys, fold_key in _identities(tab, table, frames):
        wanted = lines.assign(key=lines["subject"].map(fold_key, na_action="ignore"))
        wanted = wanted[["key", "date", "book", "column_title", "value"]].assign(at=lines.index)
        own = places.assign(key=keys)
        own = own[own["key"].isin(wanted["key"].dropna())]
        parts.append(own.merge(wanted.dropna(subset=["key"]), on="key", how="inner"))
    both = pd.concat(parts, ignore_index=True).drop_duplicates(["place", "at"])
    if "day" in both.columns:
        both = both[both["date"].isna() | (both["day"] == both["date"])]
    known_as = {key: books.get(split_sheet_key(key)[0], key) for key in both["source_book"].unique()}
    names = both["source_book"].map(known_as).astype("str")
    here = both["book"].isna()
    for typed in (names, both["source_book"]):
        here |= both["book"].map(header_key, na_action="ignore") == typed.map(header_key, na_action="ignore")
    rows = []
    for row in both[here].to_dict("records"):
        column = _find_column(tab, str(row["column_title"]))
        if column is None:
            continue
        key = value_key(str(row["value"]), column)
        cell = table[column.name].iloc[row["place"]]
        rows.append(
            {
                "tab": tab.title, "column": column.header, "source_book": row["source_book"],
                "source_row": row["source_row"], "value_key": key,
                "standing": bool(pd.notna(cell)) and value_key(_show(cell), column) == key, "at": row["at"],
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _identities(
    tab: Tab, table: pd.DataFrame, frames: Frames
) -> Iterator[tuple[pd.Series, Callable[[str], str]]]:
    """Ways to name a row: its IDs, its name, and the name of the child or mother that its ID is."""
    for column in tab.columns:
        if column.kind is Kind.ID or column.name in _NAMING:
            for key in (id_key, fold):
                yield table[column.name].map(key, na_action="ignore"), key
    for column in tab.columns:
        for name, identifier in (("balita", "child_id"), ("ibu_hamil", "mother_id")):
            if column.refers_to in (name, "orang"):
                people = frames[name].drop_duplicates(identifier).set_index(identifier)["name"]
                owner = table[column.name].map(people)
                yield owner.map(fold, na_action="ignore"), fold


def _find_column(tab: Tab, typed: str) -> Column | None:
    key = header_key(typed)
    named = next((column for column in tab.columns if header_key(column.header) == key), None)
    return named or next((column for column in tab.columns if key in header_keys(column)), None)


def _show(cell: object) -> str:
    if isinstance(cell, pd.Timestamp):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, bool | np.bool_):
        return "ya" if cell else "tidak"
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def value_key(typed: str, column: Column | None) -> str:
    """A value for comparing: numbers and dates by what they are, words without case and spaces."""
    folded = fold(typed)
    number = _NUMBER.fullmatch(folded)
    value = float(number[1].replace(",", ".").replace("−", "-")) if number else None
    of_date = column is not None and column.kind is Kind.DATE
    if value is not None and of_date and DATE_SERIALS[0] <= value <= DATE_SERIALS[1]:
        return from_serial(int(value)).isoformat()
    if value is not None and (column is None or column.kind in (Kind.NUMBER, Kind.INTEGER)):
        return f"{value:.10g}"
    if (column is None or of_date) and re.fullmatch(r"\d{1,4}[/.\- ][\w]+[/.\- ]\d{2,4}", folded):
        day = read_date(typed, column or TABS["penimbangan"].column("date")).value
        if day is not None:
            return str(day.isoformat())[:10]
    return "".join(folded.split())


def _at(weighings: pd.DataFrame, justified: pd.DataFrame, tab: str, header: str) -> Bools:
    here = justified[(justified["tab"] == TABS[tab].title) & (justified["column"] == header)]
    if not len(here):
        return np.zeros(len(weighings), dtype=np.bool_)
    wanted = pd.MultiIndex.from_arrays([here["source_book"], here["source_row"].astype("int64")])
    rows = pd.MultiIndex.from_arrays([weighings["source_book"], weighings["source_row"].astype("int64")])
    return np.asarray(rows.isin(wanted), dtype=np.bool_)
