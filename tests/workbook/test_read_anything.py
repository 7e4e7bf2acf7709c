"""Any cell at every reader, any header above any rows: no exception, and nothing is lost without a word."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.workbook.columns import Column, Kind
from lib.workbook.grids import Cell, Grid, RawTab, compute_digest
from lib.workbook.parse import parse_tab
from lib.workbook.raw_columns import RawColumn
from lib.workbook.readers import read_column
from lib.workbook.tabs import TABS
from lib.workbook.words import BLANK_TEXTS, fold
from tests.budget import examples
from tests.workbook.test_parse_anything import CELLS, GRIDS

COLUMNS_BY_KIND: dict[Kind, list[Column]] = {
    kind: [column for tab in TABS.values() for column in tab.columns if column.kind is kind] for kind in Kind
}
CALM = examples(40)


def is_blank(cell: Cell) -> bool:
    """A cell that nobody would miss."""
    return cell is None or cell is False or (isinstance(cell, str) and fold(cell) in {"", *BLANK_TEXTS})


@pytest.mark.parametrize("kind", list(Kind))
@CALM
@given(data=st.data())
def test_any_cell_is_read_or_said_to_be_unread(kind: Kind, data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(COLUMNS_BY_KIND[kind]))
    cells: list[Cell] = data.draw(st.lists(CELLS, max_size=12))
    raw = np.empty(len(cells), dtype=object)
    raw[:] = cells
    values, problems = read_column(RawColumn(raw), column)
    assert len(values) == len(cells)
    assert len(problems.position) == len(problems.level) == len(problems.message) == len(problems.suggestion)
    assert all(0 <= place < len(cells) for place in problems.position)
    assert all(problems.message) and all(problems.suggestion)
    told = set(problems.position.tolist())
    for place, cell in enumerate(cells):
        assert not pd.isna(values[place]) or is_blank(cell) or place in told, (column.name, cell)


@pytest.mark.parametrize("name", sorted(TABS))
@examples(8)
@given(data=st.data(), body=GRIDS)
def test_any_header_above_any_rows(name: str, data: st.DataObject, body: Grid) -> None:
    """Known headers in any order and spelling, among others, blank and repeated ones."""
    tab = TABS[name]
    known = st.sampled_from([column.header for column in tab.columns])
    spelt = st.tuples(known, st.sampled_from([str, str.upper, str.lower, "  {} ".format, "{}:".format]))
    header: list[Cell] = data.draw(
        st.lists(st.one_of(CELLS, known, spelt.map(lambda pair: pair[1](pair[0]))), max_size=12)
    )
    grid: Grid = [header, *body]
    parsed = parse_tab(tab, RawTab(tab.title, grid, compute_digest(grid)), "buku")
    kept = set(parsed.table["source_row"]) | set(parsed.left_out["source_row"])
    # A row is left out for a cell of its own, or for a column that the header does not have.
    no_column = (
        parsed.findings["message"].str.fullmatch("Kolom “.*” tidak ada|Judul .* tidak satu pun dibaca").any()
    )
    assert no_column or set(parsed.left_out["source_row"]) <= set(parsed.findings["source_row"])
    if parsed.positions:
        assert kept <= set(range(2, len(grid) + 1))
    else:  # no header row was found: the tab says so, or is blank
        assert not kept
        assert len(parsed.findings) or all(is_blank(cell) for row in grid for cell in row)


@pytest.mark.parametrize("name", sorted(TABS))
@examples(8)
@given(rows=st.lists(st.lists(st.integers(1, 10**9) | st.sampled_from(["A1", "31/02/2026", "#REF!", "?"]),
                              min_size=1, max_size=9), max_size=6))  # fmt: skip
def test_every_row_that_says_something_counts_or_has_a_finding(name: str, rows: Grid) -> None:
    tab = TABS[name]
    grid: Grid = [[column.header for column in tab.columns], *rows]
    parsed = parse_tab(tab, RawTab(tab.title, grid, compute_digest(grid)), "buku")
    found = set(parsed.findings["source_row"])
    if parsed.is_broken:  # one formula that fills the tab: its one finding stands for all rows
        assert len(found) == 1
        return
    counted = set(parsed.table["source_row"]) | (set(parsed.left_out["source_row"]) & found)
    # What is only filled down beforehand (an SOP's code on 500 rows) says nothing yet.
    telling = [not column.fills_down or column.kind is Kind.DATE for column in tab.columns]
    assert {row for row, cells in enumerate(rows, 2) if any(telling[: len(cells)])} <= counted
