"""Preparing a Google spreadsheet: from what it has to what it still needs, as requests with words for each.

Pure, and made from the state alone: cut anywhere and planned again, only the rest is left; once all is there
the plan is empty. Cells with content are never written, moved or formatted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from lib.workbook.carrying import Carried
from lib.workbook.columns import Tab
from lib.workbook.dropdown_lists import LISTS_TAB
from lib.workbook.list_preparation import plan_list_dropdowns, plan_lists
from lib.workbook.read_me import READ_ME_TAB, build_read_me
from lib.workbook.row_preparation import plan_rows
from lib.workbook.sheet_look import PLAIN_TAB_COLOUR, READ_ME_WIDTHS
from lib.workbook.sheet_requests import (
    Request,
    add_sheet,
    build_range,
    make_bold,
    rename_sheet,
    set_locale,
    set_widths,
    wrap_texts,
    write_values,
)
from lib.workbook.sheet_state import BookState, SheetState, find_sheet
from lib.workbook.sop_documents import build_sop_rows
from lib.workbook.tab_preparation import (
    BATCH_CELLS,
    BATCH_REQUESTS,
    Layout,
    Step,
    plan_new_tab,
    plan_tab,
)
from lib.workbook.template import choose_tabs
from lib.workbook.words import header_key

LOCALE = "in_ID"
INDONESIAN_LOCALES = ("in", "id")
TIME_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
"""The puskesmas's time zone as Google calls it."""

_FIRST_SHEET_ID = 1001


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in order, and remarks: what is left alone, and why."""

    steps: tuple[Step, ...]
    remarks: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """What the steps do, one line each."""
        return [step.words for step in self.steps if step.words]


def plan_preparation(
    book: BookState, *, posyandu: str | None = None, zone: str = "WIB", carried: Carried | None = None
) -> Plan:
    """What this spreadsheet still lacks: of the puskesmas's tabs, or of one posyandu's with its code.

    `zone` is WIB, WITA or WIT; `carried` rows go into tabs that have none.
    """
    tabs = choose_tabs(posyandu)
    steps, sheets = _plan_book(book, tabs, posyandu, zone)
    remarks = _remark_locale(book)
    wanted_rows = (build_sop_rows() if posyandu is None else {}) | (carried.rows if carried else {})
    used = {sheet.sheet_id for sheet in sheets}
    free_ids = (number for number in count(_FIRST_SHEET_ID) if number not in used)

    layouts: dict[str, Layout] = {}
    for tab in tabs:
        sheet = find_sheet(sheets, tab.title)
        row_total = len(wanted_rows.get(tab.name, []))
        if sheet is None:
            layouts[tab.name], step = plan_new_tab(tab, next(free_ids), row_total)
        elif not sheet.is_table:
            remarks.append(f"{sheet.title}: dibiarkan, ini bukan tab berisi sel")
            continue
        else:
            try:
                layouts[tab.name], step, said = plan_tab(tab, sheet, row_total)
            except LookupError:
                remarks.append(
                    f"{sheet.title}: dibiarkan, tab ini berisi tetapi judul kolomnya tidak dikenal"
                )
                continue
            remarks += said
        steps.append(step)

    lists, list_places, step = plan_lists(find_sheet(sheets, LISTS_TAB), layouts, posyandu, free_ids, carried)
    steps.append(step)
    steps += [plan_list_dropdowns(layout, lists, list_places) for layout in layouts.values()]
    for layout in layouts.values():
        rows = wanted_rows.get(layout.tab.name, [])
        is_carried = carried is not None and layout.tab.name in carried.rows
        more, said = plan_rows(layout, rows, carried.source if carried and is_carried else None)
        steps += more
        remarks += said
    return Plan(
        tuple(step for step in steps if step.requests), (*remarks, *(carried.remarks if carried else ()))
    )


def split_batches(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Steps gathered into batches; a step is never torn apart."""
    batch: list[Step] = []
    for step in steps:
        together = [*batch, step]
        too_many = sum(len(one.requests) for one in together) > BATCH_REQUESTS
        if batch and (too_many or sum(one.cells for one in together) > BATCH_CELLS):
            yield batch
            together = [step]
        batch = together
    if batch:
        yield batch


def _plan_book(
    book: BookState, tabs: Sequence[Tab], posyandu: str | None, zone: str
) -> tuple[list[Step], list[SheetState]]:
    """Locale and time zone of an empty workbook, and Baca Saya; with the tabs as they are after that."""
    steps = []
    sheets = list(book.sheets)
    time_zone = TIME_ZONES.get(zone, TIME_ZONES["WIB"])
    if book.is_empty and (book.locale, book.time_zone) != (LOCALE, time_zone):
        words = f"Setelan buku: lokal Indonesia, zona waktu {time_zone}"
        steps.append(Step(words, [set_locale(LOCALE, time_zone)]))
    read_me = find_sheet(sheets, READ_ME_TAB)
    titles = {header_key(tab.title) for tab in tabs} | {header_key(LISTS_TAB)}
    requests: list[Request] = []
    if read_me is None and book.is_empty and len(sheets) == 1 and header_key(sheets[0].title) not in titles:
        # The one blank tab that a new spreadsheet comes with.
        read_me = replace(sheets[0], title=READ_ME_TAB)
        sheets = [read_me]
        requests.append(rename_sheet(read_me.sheet_id, READ_ME_TAB))
    rows = build_read_me(tabs, posyandu)
    if read_me is None:
        taken = {sheet.sheet_id for sheet in sheets}
        new_id = next(number for number in count(_FIRST_SHEET_ID) if number not in taken)
        read_me = SheetState(new_id, READ_ME_TAB, len(rows) + 10, 2, [])
        sheets.append(read_me)
        requests.append(add_sheet(new_id, READ_ME_TAB, read_me.row_count, 2, 0, PLAIN_TAB_COLOUR))
    if not read_me.grid and read_me.is_table:
        sheet_id = read_me.sheet_id
        headings = [row for row, cells in enumerate(rows) if len(cells) == 1]
        requests += [
            *set_widths(sheet_id, READ_ME_WIDTHS),
            wrap_texts(build_range(sheet_id, 0, None, 0, 2)),
            make_bold(build_range(sheet_id, 0, None, 0, 1), 10),
            *(make_bold(build_range(sheet_id, row, row + 1, 0, 1), 14) for row in headings),
            write_values(sheet_id, 0, 0, rows),
        ]
        steps.append(Step(f"{READ_ME_TAB}: penjelasan cara mengisi", requests, 2 * len(rows)))
    return steps, sheets


def _remark_locale(book: BookState) -> list[str]:
    if book.is_empty or book.locale.lower().startswith(INDONESIAN_LOCALES):
        return []
    return [
        f"Lokal buku ini {book.locale}, bukan Indonesia: 03/02 dapat tersimpan sebagai 2 Maret. Karena buku"
        " sudah berisi, setelannya tidak diubah: ubah di File → Setelan, lalu periksa tanggal yang sudah ada"
    ]
