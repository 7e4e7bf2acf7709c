"""What one tab of a Google spreadsheet still lacks: headers, notes, frozen header, dropdowns of fixed words,
formats, marks, protection. Only blank cells are ever written or formatted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from openpyxl.utils import get_column_letter

from lib.workbook.columns import Column, Kind, Tab
from lib.workbook.grids import Grid
from lib.workbook.header_notes import number_format
from lib.workbook.sheet_look import PLACE_COLOURS, PROSE_WIDTH, column_width
from lib.workbook.sheet_requests import (
    FORMAT_TYPES,
    Request,
    add_sheet,
    append_room,
    build_range,
    find_runs,
    freeze_rows,
    mark_blank,
    protect_with_warning,
    set_choices,
    set_format,
    set_list,
    set_widths,
    wrap_texts,
    write_headers,
    write_notes,
)
from lib.workbook.sheet_state import SheetState, find_header_row
from lib.workbook.sop_documents import build_sop_rows

ROOM = 2000
"""Rows that a new tab, or one that grows, has below its header."""
SPARE_ROWS = 100
"""A tab with fewer blank rows than this at its end grows."""

BATCH_REQUESTS = 150
BATCH_CELLS = 20_000
"""What one batchUpdate holds at most: Google answers within seconds, and advises bodies below 2 MB."""

GOOD_FORMATS = {Kind.DATE: {"DATE", "DATE_TIME", "TEXT"}, Kind.TIME: {"TIME", "DATE_TIME", "TEXT"}}
"""Formats chosen by the puskesmas itself that do no harm to what is typed, by kind; elsewhere only ours."""

SOP_TABS = frozenset(build_sop_rows())
_WHY_PROTECTED = "Isi dokumen SOP: diubah hanya bila dokumennya memang direvisi."


@dataclass(frozen=True, slots=True)
class Layout:
    """A tab as it stands after its own step: where its header is, and which column is where (from 0).

    `body` are the rows under the header that were there before, `is_new` whether the tab was not, and
    `grows` whether it gets more rows: those have no dropdowns and formats yet.
    """

    tab: Tab
    sheet: SheetState
    header_row: int
    places: Mapping[str, int]
    body: Grid
    is_new: bool = False
    grows: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Requests that belong together (Google does all of a batch or nothing) and what they do, in words.

    `words` is empty where another step's words say it. `cells` is how many cells are written.
    """

    words: str
    requests: list[Request]
    cells: int = 0


def plan_new_tab(tab: Tab, sheet_id: int, row_total: int) -> tuple[Layout, Step]:
    """A tab that is not there yet; `row_total` rows will be written into it."""
    rows = 1 + max(ROOM, row_total + ROOM // 2)
    sheet = SheetState(sheet_id, tab.title, rows, len(tab.columns), [], frozen_rows=1)
    colour = PLACE_COLOURS[tab.place]
    layout, step, _ = plan_tab(tab, sheet, row_total)
    words = f"{tab.title}: tab baru dengan {len(tab.columns)} kolom"
    if tab.name in SOP_TABS:
        words += ", dilindungi dengan peringatan"
    requests = [add_sheet(sheet_id, tab.title, rows, len(tab.columns), 1, colour), *step.requests]
    return replace(layout, is_new=True), Step(words, requests, step.cells)


def plan_tab(tab: Tab, sheet: SheetState, row_total: int) -> tuple[Layout, Step, list[str]]:
    """What an existing tab lacks, and remarks on what is left alone. LookupError when its content has no
    header that we know."""
    found = find_header_row(tab, sheet.grid) if sheet.grid else (0, {})
    if found is None:
        raise LookupError(tab.title)
    header_row, known = found
    requests: list[Request] = []
    parts: list[str] = []
    remarks: list[str] = []
    missing = [column for column in tab.columns if column.name not in known]
    edge = sheet.edge(header_row)
    places = dict(known) | {column.name: edge + at for at, column in enumerate(missing)}
    body = sheet.grid[header_row + 1 :]

    grown = _plan_room(sheet, header_row, edge + len(missing), row_total)
    requests += grown
    grows = any(request["appendDimension"]["dimension"] == "ROWS" for request in grown)
    if grows:
        parts.append("baris kosong ditambah")
    layout = Layout(tab, sheet, header_row, places, body, grows=grows)
    if missing:
        requests.append(write_headers(sheet.sheet_id, header_row, edge, missing))
        where = "di ujung kanan" if known else "di baris 1"
        parts.append(f"{len(missing)} judul kolom ditulis {where} ({_list([c.header for c in missing])})")
    if not sheet.grid:
        requests += _plan_look(tab, sheet)

    by_place = {places[column.name]: column for column in tab.columns}
    bare = [place for place in known.values() if not sheet.notes.get(place)]
    for start, end in find_runs(bare):
        columns = [by_place[place] for place in range(start, end)]
        requests.append(write_notes(sheet.sheet_id, header_row, start, columns))
    if bare:
        parts.append(f"catatan pada {len(bare)} judul")

    wanted = header_row + 1
    if sheet.frozen_rows < wanted:
        if any(top < wanted < bottom for top, bottom, _, _ in sheet.merges):
            remarks.append(f"{sheet.title}: baris judul tidak dibekukan, ada sel yang digabung melewatinya")
        else:
            requests.append(freeze_rows(sheet.sheet_id, wanted))
            parts.append("baris judul dibekukan")

    chosen = [column for column in tab.columns if column.choices]
    requests += (added := plan_dropdowns(layout, {column.name: column.choices for column in chosen}))
    if added:
        parts.append(f"pilihan di {len(added)} kolom")
    requests += (added := _plan_formats(layout))
    if added:
        parts.append("format tanggal, jam, atau teks")
    requests += (added := _plan_marks(layout))
    if added:
        parts.append(f"tanda sel wajib yang kosong di {len(added)} kolom")
    if tab.name in SOP_TABS and not sheet.is_protected:
        requests.append(protect_with_warning(sheet.sheet_id, _WHY_PROTECTED))
        parts.append("perlindungan dengan peringatan")
    words = f"{sheet.title}: {'; '.join(parts)}" if parts else ""
    return layout, Step(words, requests, len(missing)), remarks


def plan_dropdowns(layout: Layout, wanted: Mapping[str, tuple[str, ...] | str]) -> list[Request]:
    """Dropdowns by column name, of fixed words or of a range, where the column has none.

    A column whose first row has one and whose first free row has not gets it from the free row on.
    """
    sheet = layout.sheet
    requests = []
    for name, source in wanted.items():
        place = layout.places[name]
        if place in sheet.last_dropdowns:
            if not layout.grows:
                continue
            top = sheet.row_count
        else:
            top = len(sheet.grid) if place in sheet.first_dropdowns else layout.header_row + 1
        area = build_range(sheet.sheet_id, top, None, place, place + 1)
        requests.append(set_list(area, source) if isinstance(source, str) else set_choices(area, source))
    return requests


def _plan_room(sheet: SheetState, header_row: int, columns: int, row_total: int) -> list[Request]:
    requests = []
    if sheet.column_count < columns:
        requests.append(append_room(sheet.sheet_id, "COLUMNS", columns - sheet.column_count))
    used = max(len(sheet.grid), header_row + 1 + row_total)
    if sheet.row_count - used < SPARE_ROWS:
        rows = max(header_row + 1 + ROOM, used + ROOM // 2)
        requests.append(append_room(sheet.sheet_id, "ROWS", rows - sheet.row_count))
    return requests


def _plan_look(tab: Tab, sheet: SheetState) -> list[Request]:
    """Widths and wrapping of a tab without any content."""
    widths = [column_width(column) for column in tab.columns]
    prose = [place for place, width in enumerate(widths) if width == PROSE_WIDTH]
    wraps = [wrap_texts(build_range(sheet.sheet_id, 1, None, start, end)) for start, end in find_runs(prose)]
    return [*set_widths(sheet.sheet_id, widths), *wraps]


def _plan_formats(layout: Layout) -> list[Request]:
    """Formats of blank cells only: a format can turn what stands in a cell into something else."""
    sheet = layout.sheet
    wanted: list[tuple[int, str, tuple[tuple[int, int | None], ...]]] = []
    for column in layout.tab.columns:
        pattern, place = number_format(column), layout.places[column.name]
        if pattern is None:
            continue
        if sheet.formats.get(place, "") not in _good_formats(column, pattern):
            wanted.append((place, pattern, _find_blank_rows(sheet.grid, layout.header_row + 1, place)))
        elif layout.grows:
            wanted.append((place, pattern, ((sheet.row_count, None),)))
    requests = []
    for _, group in groupby(enumerate(sorted(wanted, key=lambda one: one[0])), key=_key_of_run):
        run = [one for _, one in group]
        for top, bottom in run[0][2]:
            area = build_range(sheet.sheet_id, top, bottom, run[0][0], run[-1][0] + 1)
            requests.append(set_format(area, run[0][1]))
    return requests


def _key_of_run(one: tuple[int, tuple[int, str, tuple[tuple[int, int | None], ...]]]) -> tuple[object, ...]:
    """Neighbouring columns with the same format and the same blank rows share their requests."""
    number, (place, pattern, rows) = one
    return place - number, pattern, rows


def _good_formats(column: Column, pattern: str) -> set[str]:
    return GOOD_FORMATS.get(column.kind, {FORMAT_TYPES[pattern]})


def _find_blank_rows(grid: Grid, top: int, place: int) -> tuple[tuple[int, int | None], ...]:
    """(first, after the last) of the blank cells of a column; the last run reaches to the end of the tab."""
    blank = [row for row in range(top, len(grid)) if place >= len(grid[row]) or grid[row][place] is None]
    runs: list[tuple[int, int | None]] = [*find_runs(blank)]
    if runs and runs[-1][1] == len(grid):
        return (*runs[:-1], (runs[-1][0], None))
    return (*runs, (max(top, len(grid)), None))


def _plan_marks(layout: Layout) -> list[Request]:
    """A rule for each required column: blank in a row that says something. Of columns of which one is enough
    (ID or name) all must be blank."""
    tab, sheet = layout.tab, layout.sheet
    requests = []
    for column in tab.columns:
        place = layout.places[column.name]
        if not column.required or (place in sheet.marked and not layout.grows):
            continue
        top = sheet.row_count if place in sheet.marked else layout.header_row + 1
        names = tab.any_of if column.name in tab.any_of else (column.name,)
        area = build_range(sheet.sheet_id, top, None, place, place + 1)
        requests.append(mark_blank(area, _mark_formula(layout, names, top + 1)))
    return requests


def _mark_formula(layout: Layout, names: tuple[str, ...], row: int) -> str:
    """Without any separator between arguments: which one is right depends on the spreadsheet's locale."""
    places = layout.places

    def cell(place: int) -> str:
        return f"${get_column_letter(place + 1)}{row}"

    blank = "*".join(f"ISBLANK({cell(places[name])})" for name in names)
    content = f"COUNTA({cell(min(places.values()))}:{cell(max(places.values()))})"
    # What was only filled down beforehand (a posyandu on 500 rows) says nothing yet: see says_something.
    for column in layout.tab.columns:
        if column.fills_down and column.kind is not Kind.DATE:
            content += f"-COUNTA({cell(places[column.name])})"
    return f"={blank}*({content}>0)=1"


def _list(words: list[str], most: int = 4) -> str:
    shown = ", ".join(words[:most])
    return f"{shown} dan {len(words) - most} lainnya" if len(words) > most + 1 else ", ".join(words)
