"""The lists of the tab Daftar: a dropdown cannot look into another spreadsheet, so they stand in each.

A list whose tab is in the same workbook is made by formulas, and a new child is in the dropdown at once;
the others are fixed values or stay empty for the puskesmas to paste into.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from openpyxl.utils import get_column_letter, quote_sheetname

from lib.workbook.columns import Tab
from lib.workbook.grids import Cell, Grid
from lib.workbook.setting_names import SETTING_NAMES
from lib.workbook.sop_documents import DOCUMENTS
from lib.workbook.tabs import TABS
from lib.workbook.words import LONG_MONTHS

LISTS_TAB = "Daftar"
JOINED = " · "
"""Between name and ID in a dropdown: `Nama · ID`."""

_EMPTY_LIST_LENGTH = 500
_SPARE_ROWS = 300


@dataclass(frozen=True, slots=True)
class PickList:
    """One column of Daftar. `values` are texts or formulas; the dropdown reaches `length` rows."""

    name: str
    values: tuple[str, ...]
    length: int


@dataclass(frozen=True, slots=True)
class ListSource:
    """Where a list comes from: a tab, its ID column, and the column of names that stands before the ID."""

    tab: str
    identifier: str
    label: str | None = None


_SOURCES: dict[str, tuple[ListSource, ...]] = {
    "Posyandu": (ListSource("posyandu", "code", "name"),),
    "Balita": (ListSource("balita", "child_id", "name"),),
    "Ibu hamil": (ListSource("ibu_hamil", "mother_id", "name"),),
    "Balita dan ibu hamil": (
        ListSource("balita", "child_id", "name"),
        ListSource("ibu_hamil", "mother_id", "name"),
    ),
    "Titik jemput": (ListSource("titik_jemput", "code", "name"),),
    "Armada": (ListSource("armada", "name"),),
    "Pertemuan": (ListSource("pertemuan", "meeting_id"),),
}

_TIMES = (
    *(f"H-{days}" for days in range(7, 0, -1)), "H", *(f"H+{days}" for days in (1, 7, 30)),
    "TW1", "TW2", "TW3", "TW4", *LONG_MONTHS, "Bulanan", "Tahunan",
)  # fmt: skip


def build_lists(
    tabs: Collection[Tab],
    grids: Mapping[str, Grid],
    posyandu: str | None = None,
) -> list[PickList]:
    """The lists behind the dropdowns of a workbook with these tabs; `posyandu` is its only code, if one."""
    names = {tab.name for tab in tabs}
    lists = []
    for name, sources in _SOURCES.items():
        if name == "Posyandu" and posyandu is not None:
            lists.append(_fixed(name, (posyandu,)))
            continue
        here = [source for source in sources if source.tab in names]
        formulas = tuple(formula for source in here for formula in _build_formulas(source, grids))
        lists.append(PickList(name, formulas, max(len(formulas), _EMPTY_LIST_LENGTH)))
    lists.append(_fixed("Tim", _read_teams(grids), spare=20))
    lists.append(_fixed("SOP", tuple(DOCUMENTS), spare=10))
    # Steps of different SOPs share their numbers: each number once, in the order of the documents.
    steps = dict.fromkeys(step.step for document in DOCUMENTS.values() for step in document.steps)
    lists.append(_fixed("Langkah SOP", tuple(steps), spare=10))
    lists.append(_fixed("Langkah SIKERITING", tuple(step.step for step in DOCUMENTS["SIKERITING"].steps)))
    lists.append(_fixed("Waktu", _TIMES))
    lists.append(_fixed("Pengaturan", tuple(SETTING_NAMES)))
    return lists


def build_list_rows(lists: Collection[PickList]) -> Iterator[list[Cell]]:
    """Rows of Daftar below its header."""
    for row in zip_longest(*(each.values for each in lists)):
        yield list(row)


def _fixed(name: str, values: tuple[str, ...], spare: int = 0) -> PickList:
    return PickList(name, values, max(1, len(values) + spare))


def _build_formulas(source: ListSource, grids: Mapping[str, Grid]) -> Iterator[str]:
    tab = TABS[source.tab]
    sheet = quote_sheetname(tab.title)
    identifier = _letter(tab, source.identifier)
    label = _letter(tab, source.label) if source.label else None
    rows = max(_EMPTY_LIST_LENGTH, len(grids.get(tab.title, [])) + _SPARE_ROWS)
    for row in range(2, rows + 2):
        cell = f"{sheet}!{identifier}{row}"
        shown = f'{sheet}!{label}{row}&"{JOINED}"&{cell}' if label else cell
        yield f'=IF({cell}="","",{shown})'


def _letter(tab: Tab, name: str) -> str:
    return get_column_letter([column.name for column in tab.columns].index(name) + 1)


def _read_teams(grids: Mapping[str, Grid]) -> tuple[str, ...]:
    """Teams already in the workbook, each once: several members share one team name."""
    rows = grids.get(TABS["tim_mentoring"].title, [])[1:]
    return tuple(dict.fromkeys(str(row[0]) for row in rows if row and row[0])) or ("Tim 1", "Tim 2")
