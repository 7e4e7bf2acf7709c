"""Rows for the tabs of a Google spreadsheet that have none: of an existing workbook, or the SOP documents."""

from __future__ import annotations

from collections.abc import Sequence

from lib.workbook.columns import Column, Kind
from lib.workbook.grids import Cell, Grid
from lib.workbook.header_notes import DATE_FORMAT, TEXT_FORMAT, number_format
from lib.workbook.sheet_requests import (
    Request,
    build_range,
    find_runs,
    set_format,
    write_values,
)
from lib.workbook.tab_preparation import BATCH_CELLS, Layout, Step


def plan_rows(layout: Layout, rows: Grid, source: str | None) -> tuple[list[Step], list[str]]:
    """Rows for a tab that has none, or whose rows are the first of them (it was cut in the middle).

    `source` is the file they come from; without one they are the SOP documents of the template.
    """
    title = layout.sheet.title
    wanted = [_trim(row) for row in rows]
    there = project(layout)
    known = set(layout.places.values())
    has_more = any(
        cell is not None and place not in known for row in layout.body for place, cell in enumerate(row)
    )
    if not wanted or (source is None and there):
        return [], []
    if has_more or there != wanted[: len(there)]:
        said = f"{title}: {len(wanted)} baris dari {source} tidak dibawa karena tab ini sudah berisi"
        return [], [said] if source else []
    rest = wanted[len(there) :]
    counted = sum(bool(row) for row in wanted)
    words = f"{title}: {counted} baris " + (f"dibawa dari {source}" if source else "dokumen SOP diisikan")
    chunk = max(1, BATCH_CELLS // len(layout.tab.columns))
    steps = []
    for start in range(0, len(rest), chunk):
        part = rest[start : start + chunk]
        top = layout.header_row + 1 + len(there) + start
        is_last = start + chunk >= len(rest)
        requests = _write_rows(layout, top, part)
        steps.append(Step(words if is_last else "", requests, len(part) * len(layout.tab.columns)))
    return steps, []


def _write_rows(layout: Layout, top: int, rows: Grid) -> list[Request]:
    """Values, and a format of its own for each cell that its column's format would spoil."""
    sheet_id, places = layout.sheet.sheet_id, layout.places
    requests: list[Request] = []
    for at, column in enumerate(layout.tab.columns):
        by_format: dict[str, list[int]] = {}
        for number, row in enumerate(rows):
            pattern = _own_format(row[at] if at < len(row) else None, column)
            if pattern:
                by_format.setdefault(pattern, []).append(number)
        place = places[column.name]
        for pattern, numbers in by_format.items():
            for first, after in find_runs(numbers):
                area = build_range(sheet_id, top + first, top + after, place, place + 1)
                requests.append(set_format(area, pattern))
    at_place = {places[column.name]: at for at, column in enumerate(layout.tab.columns)}
    for left, right in find_runs(at_place):
        order = [at_place[place] for place in range(left, right)]
        block = [[row[at] if at < len(row) else None for at in order] for row in rows]
        requests.append(write_values(sheet_id, top, left, block))
    return requests


def _own_format(cell: Cell, column: Column) -> str | None:
    """A number in a column of texts: a day where a month is enough, or digits that a spreadsheet has cut."""
    if isinstance(cell, bool | str) or cell is None or number_format(column) != TEXT_FORMAT:
        return None
    return DATE_FORMAT if column.kind is Kind.DATE else "0"


def _trim(row: Sequence[Cell]) -> list[Cell]:
    cells = list(row)
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def project(layout: Layout) -> Grid:
    """The rows that a tab has, in the order of the declared columns, without blanks at their ends."""
    places = [layout.places[column.name] for column in layout.tab.columns]
    return [_trim([row[place] if place < len(row) else None for place in places]) for row in layout.body]
