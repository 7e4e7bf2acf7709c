"""Nothing a kader types can raise an exception, and no row vanishes without a word."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.workbook.findings import COLUMNS
from lib.workbook.grids import Cell, Grid, RawTab, compute_digest
from lib.workbook.parse import parse_tab
from lib.workbook.tables import build_tables
from lib.workbook.tabs import TABS
from tests.budget import examples

TYPED = st.sampled_from(
    [
        "12,5",
        "12.500",
        "1e309",
        "31/02/2026",
        "3 Peb 26",
        "08:30",
        "#REF!",
        "Loading…",
        "Ya",
        "tdk",
        "·",
        "A · ",
        "MLT1",
        "Melati 1",
        "L",
        "=1+1",
        "<b>",
        "\u00a0",
        "٣",
        "½",
        "2026-02",
        "0812",
        "++62",
        "jumlah",
        "Tanggal",
        "-",
        "'",
        "%s{0}",
    ]
)

CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(10**18), max_value=10**18),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=12),
    TYPED,
)
GRIDS = st.lists(st.lists(CELLS, max_size=9), max_size=8)


@pytest.mark.parametrize("name", sorted(TABS))
@examples(10)
@given(body=GRIDS, titles=st.integers(min_value=0, max_value=6))
def test_any_cells_under_the_header(name: str, body: Grid, titles: int) -> None:
    tab = TABS[name]
    header: list[Cell] = [column.header for column in tab.columns]
    grid: Grid = [*([["BUKU KERJA 2026"]] * titles), header, *body]
    parsed = parse_tab(tab, RawTab(tab.title, grid, compute_digest(grid)), "buku")
    assert list(parsed.findings.columns) == list(COLUMNS)
    assert set(parsed.left_out["source_row"]) <= set(parsed.findings["source_row"])
    assert (parsed.findings["message"].str.len() > 0).all()
    tables = build_tables([parsed], today=date(2026, 11, 22))
    counted = len(tables[name]) + tables.left_out.get(tab.title, 0)
    assert counted >= len(parsed.table)


@examples(60)
@given(grid=GRIDS, name=st.sampled_from(sorted(TABS)))
def test_any_grid_at_all(grid: Grid, name: str) -> None:
    tab = TABS[name]
    parsed = parse_tab(tab, RawTab(tab.title, grid, compute_digest(grid)), "buku")
    build_tables([parsed], today=date(2026, 11, 22))
