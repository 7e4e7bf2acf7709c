"""The tab Daftar of a Google spreadsheet: one list a column, by formulas that follow the tabs beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from openpyxl.utils import get_column_letter, quote_sheetname

from lib.workbook.carrying import Carried
from lib.workbook.dropdown_lists import JOINED, LISTS_TAB, ListSource, PickList, build_lists
from lib.workbook.grids import Grid
from lib.workbook.header_notes import TEXT_FORMAT, dropdown_list
from lib.workbook.row_preparation import project
from lib.workbook.sheet_look import LIST_WIDTH, PLAIN_TAB_COLOUR
from lib.workbook.sheet_requests import (
    Request,
    add_sheet,
    append_room,
    build_range,
    find_runs,
    set_format,
    set_widths,
    write_list,
    write_words,
)
from lib.workbook.sheet_state import SheetState
from lib.workbook.tab_preparation import ROOM, Layout, Step, plan_dropdowns
from lib.workbook.words import header_key


def plan_lists(
    sheet: SheetState | None,
    layouts: Mapping[str, Layout],
    posyandu: str | None,
    free_ids: Iterator[int],
    carried: Carried | None,
) -> tuple[str, dict[str, int], Step]:
    """The tab Daftar: its title, the place of each list in it (from 0), and what it lacks."""
    tabs = [layout.tab for layout in layouts.values()]
    lists = build_lists(
        tabs, _read_teams(layouts, carried), posyandu, lambda sources: _build_formula(sources, layouts)
    )
    requests: list[Request] = []
    if sheet is None:
        sheet = SheetState(next(free_ids), LISTS_TAB, 1 + ROOM, len(lists), [])
        requests.append(
            add_sheet(sheet.sheet_id, LISTS_TAB, sheet.row_count, sheet.column_count, 1, PLAIN_TAB_COLOUR)
        )
        words = f"{LISTS_TAB}: tab baru berisi daftar pilihan"
    else:
        words = f"{LISTS_TAB}: daftar pilihan ditambahkan di ujung kanan"
    header = sheet.grid[0] if sheet.grid else []
    there = {header_key(cell): place for place, cell in enumerate(header) if isinstance(cell, str)}
    missing = [one for one in lists if header_key(one.name) not in there]
    edge = sheet.edge(0)
    places = {one.name: there[header_key(one.name)] for one in lists if one not in missing}
    places |= {one.name: edge + at for at, one in enumerate(missing)}
    requests += _write_lists(sheet, missing, edge)
    return sheet.title, places, Step(words, requests, sum(len(one.values) + 1 for one in missing))


def _write_lists(sheet: SheetState, missing: Sequence[PickList], edge: int) -> list[Request]:
    if not missing:
        return []
    requests = []
    if sheet.column_count < edge + len(missing):
        requests.append(append_room(sheet.sheet_id, "COLUMNS", edge + len(missing) - sheet.column_count))
    longest = max(len(one.values) for one in missing) + 1
    if sheet.row_count < longest:
        requests.append(append_room(sheet.sheet_id, "ROWS", longest - sheet.row_count))
    if not sheet.grid:
        requests += set_widths(sheet.sheet_id, [LIST_WIDTH] * len(missing))
    requests.append(write_words(sheet.sheet_id, 0, edge, [one.name for one in missing], heading=True))
    # Codes such as "1" stay texts: a dropdown offers what its list holds. A formula needs the plain format.
    texts = [edge + at for at, one in enumerate(missing) if not one.values or one.values[0][0] != "="]
    for start, end in find_runs(texts):
        requests.append(set_format(build_range(sheet.sheet_id, 1, None, start, end), TEXT_FORMAT))
    for at, one in enumerate(missing):
        if one.values:
            requests.append(write_list(sheet.sheet_id, 1, edge + at, one.values))
    return requests


def _build_formula(sources: Sequence[ListSource], layouts: Mapping[str, Layout]) -> tuple[str, ...]:
    """One formula that spills a whole list and grows with its tabs. Semicolons do in any locale."""

    def column(source: ListSource, name: str) -> str:
        layout = layouts[source.tab]
        letter = get_column_letter(layout.places[name] + 1)
        return f"{quote_sheetname(layout.sheet.title)}!${letter}${layout.header_row + 2}:${letter}"

    ids = [column(source, source.identifier) for source in sources]
    shown = [
        f'{column(source, source.label)}&"{JOINED}"&{own}' if source.label else own
        for source, own in zip(sources, ids, strict=True)
    ]
    all_ids, all_shown = (parts[0] if len(parts) == 1 else f"{{{';'.join(parts)}}}" for parts in (ids, shown))
    return (f'=ARRAYFORMULA(IFERROR(FILTER({all_shown};{all_ids}<>"");""))',)


def _read_teams(layouts: Mapping[str, Layout], carried: Carried | None) -> dict[str, Grid]:
    """The tab of teams as lists of dropdowns are built from: its header, then its rows."""
    layout = layouts.get("tim_mentoring")
    if layout is None:
        return {}
    rows = project(layout) or (carried.rows.get(layout.tab.name, []) if carried else [])
    return {layout.tab.title: [[column.header for column in layout.tab.columns], *rows]}


def plan_list_dropdowns(layout: Layout, lists_title: str, list_places: Mapping[str, int]) -> Step:
    """Dropdowns that pick from Daftar."""
    wanted: dict[str, str] = {}
    for column in layout.tab.columns:
        name = None if column.choices else dropdown_list(layout.tab, column)
        if name is not None and name in list_places:
            letter = get_column_letter(list_places[name] + 1)
            wanted[column.name] = f"{quote_sheetname(lists_title)}!${letter}$2:${letter}"
    requests = plan_dropdowns(layout, wanted)
    words = (
        ""
        if layout.is_new
        else f"{layout.sheet.title}: pilihan dari tab {LISTS_TAB} di {len(requests)} kolom"
    )
    return Step(words, requests)
