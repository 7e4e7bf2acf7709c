"""The empty workbook: of a puskesmas (with its five SOPs) or of one posyandu."""

from __future__ import annotations

from pathlib import Path

from lib.workbook.book_writer import write_book
from lib.workbook.columns import Tab
from lib.workbook.dropdown_lists import build_lists
from lib.workbook.grids import Grid
from lib.workbook.read_me import build_read_me
from lib.workbook.sop_documents import build_sop_rows
from lib.workbook.tabs import TABS


def write_template(path: str | Path, *, posyandu: str | None = None) -> None:
    """Write an empty workbook to `path`: headers, notes, dropdowns, formats.

    Without `posyandu`: every tab, those of SOPs filled. With a posyandu's code: the tabs its kader fill.
    Raises OSError when the file cannot be written.
    """
    tabs = choose_tabs(posyandu)
    grids = build_template_grids(posyandu)
    write_book(path, tabs, grids, build_lists(tabs, grids, posyandu), build_read_me(tabs, posyandu))


def choose_tabs(posyandu: str | None = None) -> tuple[Tab, ...]:
    """The tabs of a template in order."""
    return tuple(tab for tab in TABS.values() if posyandu is None or tab.place == "posyandu")


def build_template_grids(posyandu: str | None = None) -> dict[str, Grid]:
    """Header and rows by tab title; only the SOP tabs of the puskesmas have rows. Dates are serials."""
    filled = {} if posyandu else build_sop_rows()
    return {
        tab.title: [[column.header for column in tab.columns], *filled.get(tab.name, [])]
        for tab in choose_tabs(posyandu)
    }
