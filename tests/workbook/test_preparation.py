"""The plan that prepares a Google spreadsheet: made from its state alone, and never over what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.workbook.carrying import Carried
from lib.workbook.grids import Cell, Grid
from lib.workbook.header_notes import build_note
from lib.workbook.preparation import Plan, plan_preparation, split_batches
from lib.workbook.sheet_requests import Request
from lib.workbook.sheet_state import BookState, SheetState
from lib.workbook.sop_documents import DOCUMENTS
from lib.workbook.tab_preparation import BATCH_CELLS, BATCH_REQUESTS, Step
from lib.workbook.tabs import TABS
from lib.workbook.template import choose_tabs

KADER = TABS["kader"]
KADER_HEADERS: list[Cell] = [column.header for column in KADER.columns]
"""Nama, Posyandu, HP, Jabatan, Aktif."""


def make_book(*sheets: SheetState, locale: str = "in_ID") -> BookState:
    return BookState("Buku", locale, "Asia/Jakarta", sheets)


def make_sheet(title: str, grid: Grid, sheet_id: int = 7, **more: Any) -> SheetState:
    more.setdefault("row_count", 1000)
    more.setdefault("column_count", 26)
    return SheetState(sheet_id, title, grid=grid, **more)


def requests_of(plan: Plan, sheet_id: int | None = None) -> list[tuple[str, dict[str, Any]]]:
    """(kind, content) of the plan's requests, of one tab when asked."""
    found = [(kind, content) for step in plan.steps for one in step.requests for kind, content in one.items()]
    return [
        (kind, content)
        for kind, content in found
        if sheet_id is None or f"'sheetId': {sheet_id}," in f"{content},".replace("}", ",}")
    ]


def written_cells(plan: Plan, sheet: SheetState) -> Iterator[tuple[int, int, str, Any]]:
    """(row, column, what, value) of each cell of a tab whose value, note or format the plan sets."""
    for kind, content in requests_of(plan, sheet.sheet_id):
        if kind == "updateCells":
            start = content["start"]
            for row, cells in enumerate(content["rows"], start["rowIndex"]):
                for column, cell in enumerate(cells["values"], start["columnIndex"]):
                    for what in content["fields"].split(","):
                        yield row, column, what, cell.get(what)
        elif kind == "repeatCell":
            area = content["range"]
            for row in range(area["startRowIndex"], area.get("endRowIndex", sheet.row_count)):
                for column in range(area["startColumnIndex"], area["endColumnIndex"]):
                    yield row, column, content["fields"], content["cell"]


def test_an_empty_book_gets_every_tab_of_its_template_and_its_only_tab_is_read_me() -> None:
    for posyandu in (None, "MLT1"):
        plan = plan_preparation(make_book(make_sheet("Sheet1", [], 0)), posyandu=posyandu)
        added = [content["properties"]["title"] for kind, content in requests_of(plan) if kind == "addSheet"]
        assert added == [*(tab.title for tab in choose_tabs(posyandu)), "Daftar"]
        renamed = [content for kind, content in requests_of(plan, 0) if kind == "updateSheetProperties"]
        assert [one["properties"]["title"] for one in renamed] == ["Baca Saya"]
        assert plan.remarks == ()


@pytest.mark.parametrize(
    ("zone", "expected"), [("WIB", "Asia/Jakarta"), ("WITA", "Asia/Makassar"), ("WIT", "Asia/Jayapura")]
)
def test_locale_and_time_zone_are_set_in_an_empty_book_only(zone: str, expected: str) -> None:
    empty = BookState("Buku", "en_US", "America/Los_Angeles", (make_sheet("Sheet1", []),))
    (kind, content), *_ = requests_of(plan_preparation(empty, zone=zone))
    assert kind == "updateSpreadsheetProperties"
    assert content["properties"] == {"locale": "in_ID", "timeZone": expected}

    filled = BookState("Buku", "en_US", "America/Los_Angeles", (make_sheet("Catatan", [["halo"]]),))
    plan = plan_preparation(filled, zone=zone)
    assert "updateSpreadsheetProperties" not in {kind for kind, _ in requests_of(plan)}
    assert [remark for remark in plan.remarks if "en_US" in remark and "2 Maret" in remark]


def test_missing_headers_are_appended_right_of_everything_even_of_wider_rows() -> None:
    grid: Grid = [["Posyandu", "Nama kader"], ["MLT1", "Ani", None, "catatan di luar judul"]]
    sheet = make_sheet("Kader", grid, column_count=5)
    plan = plan_preparation(make_book(sheet))
    headers = [
        (row, column, value["stringValue"])
        for row, column, what, value in written_cells(plan, sheet)
        if what == "userEnteredValue"
    ]
    assert headers == [(0, 4, "HP"), (0, 5, "Jabatan"), (0, 6, "Aktif")]
    assert {"sheetId": 7, "dimension": "COLUMNS", "length": 2} in [
        content for kind, content in requests_of(plan, 7) if kind == "appendDimension"
    ]


def test_notes_are_added_where_there_is_none_and_left_where_kader_wrote_one() -> None:
    sheet = make_sheet("Kader", [KADER_HEADERS], notes={0: "catatan kami sendiri"})
    notes = {
        column: value
        for _, column, what, value in written_cells(plan_preparation(make_book(sheet)), sheet)
        if what == "note"
    }
    assert notes == {place: build_note(KADER.columns[place]) for place in (1, 2, 3, 4)}


def test_formats_go_to_blank_cells_only() -> None:
    grid: Grid = [KADER_HEADERS, ["Ani", "MLT1", 81234567890], ["Ibu", "MLT1"], ["Eni", "MLT1", "0812"]]
    sheet = make_sheet("Kader", grid)
    phone = KADER_HEADERS.index("HP")
    formatted = {
        row
        for row, column, what, _ in written_cells(plan_preparation(make_book(sheet)), sheet)
        if column == phone and what == "userEnteredFormat.numberFormat"
    }
    assert formatted == {2, *range(4, 1000)}


@pytest.mark.parametrize(
    ("tab", "header", "ours", "theirs"),
    [
        ("Kader", "HP", "TEXT", ("NUMBER", "DATE")),
        ("Jadwal", "Tanggal", "DATE", ("NUMBER", "CURRENCY")),
        ("Jadwal", "Jam buka", "TIME", ("NUMBER",)),
    ],
)
def test_a_format_of_their_own_stays_where_it_does_no_harm(
    tab: str, header: str, ours: str, theirs: tuple[str, ...]
) -> None:
    declared = next(one for one in TABS.values() if one.title == tab)
    headers: list[Cell] = [column.header for column in declared.columns]
    place = headers.index(header)

    def is_formatted(kind: str) -> bool:
        sheet = make_sheet(tab, [headers], formats={place: kind})
        written = written_cells(plan_preparation(make_book(sheet)), sheet)
        return any(
            column == place and "numberFormat" in what for row, column, what, _ in written if row in (1, 999)
        )

    assert not is_formatted(ours)
    assert all(is_formatted(kind) for kind in theirs)
    if ours != "TEXT":
        assert not is_formatted("TEXT"), "a date typed in a column of texts is read"


def test_a_header_merged_with_the_row_below_is_not_frozen_and_says_so() -> None:
    merged = make_sheet("Kader", [KADER_HEADERS], merges=((0, 2, 0, 1),))
    plan = plan_preparation(make_book(merged))
    assert not [one for kind, one in requests_of(plan, 7) if kind == "updateSheetProperties"]
    assert any(remark.startswith("Kader: baris judul tidak dibekukan") for remark in plan.remarks)


def test_a_tab_whose_header_nobody_knows_is_left_alone_and_says_so() -> None:
    plan = plan_preparation(make_book(make_sheet("Kader", [["apa", "saja"], ["ini", "itu"]])))
    assert not requests_of(plan, 7)
    assert any(remark.startswith("Kader: dibiarkan") for remark in plan.remarks)


def test_a_chart_with_the_name_of_a_tab_is_left_alone() -> None:
    plan = plan_preparation(make_book(make_sheet("Kader", [], is_table=False)))
    assert not requests_of(plan, 7)
    assert any(remark.startswith("Kader: dibiarkan") for remark in plan.remarks)


def test_two_of_the_headers_are_enough_to_complete_a_tab() -> None:
    sheet = make_sheet("Balita", [["Alamat", "RT"], ["Jalan Mawar", "001"]])
    words = [value for _, _, what, value in written_cells(plan_preparation(make_book(sheet)), sheet)
             if what == "userEnteredValue"]  # fmt: skip
    assert len(words) == len(TABS["balita"].columns) - 2


def test_a_full_tab_grows_below_and_one_with_room_does_not() -> None:
    rows: Grid = [["Ani", "MLT1"]] * 950
    full = requests_of(plan_preparation(make_book(make_sheet("Kader", [KADER_HEADERS, *rows]))), 7)
    assert [one for kind, one in full if kind == "appendDimension"] == [
        {"sheetId": 7, "dimension": "ROWS", "length": 1001}
    ]
    roomy = requests_of(plan_preparation(make_book(make_sheet("Kader", [KADER_HEADERS, *rows[:800]]))), 7)
    assert "appendDimension" not in {kind for kind, _ in roomy}


def test_required_cells_are_marked_in_rows_that_say_something() -> None:
    plan = plan_preparation(make_book(make_sheet("Sheet1", [])))
    by_tab = {
        content["properties"]["sheetId"]: content["properties"]["title"]
        for kind, content in requests_of(plan)
        if kind == "addSheet"
    }
    marks: dict[tuple[str, int], str] = {}
    for kind, content in requests_of(plan):
        if kind == "addConditionalFormatRule":
            (area,), rule = content["rule"]["ranges"], content["rule"]["booleanRule"]
            formula = rule["condition"]["values"][0]["userEnteredValue"]
            marks[by_tab[area["sheetId"]], area["startColumnIndex"]] = formula
            assert area["startRowIndex"] == 1
            assert "endRowIndex" not in area
    assert set(marks) == {
        (tab.title, place)
        for tab in TABS.values()
        for place, column in enumerate(tab.columns)
        if column.required
    }
    # Tanggal of Penimbangan; the posyandu in column B may have been filled down beforehand.
    assert marks["Penimbangan", 0] == "=ISBLANK($A2)*(COUNTA($A2:$Q2)-COUNTA($B2)>0)=1"
    # Of ID and name one is enough.
    assert marks["Penimbangan", 2] == "=ISBLANK($C2)*ISBLANK($D2)*(COUNTA($A2:$Q2)-COUNTA($B2)>0)=1"
    assert not any(re.search("[,;]", formula) for formula in marks.values()), "separators differ by locale"


def test_lists_follow_the_columns_where_they_really_stand() -> None:
    title_above: Grid = [["Daftar kader dan balita"], ["Nama", "Catatan", "ID", "JK", "Tanggal lahir"]]
    plan = plan_preparation(make_book(make_sheet("Balita", title_above)), posyandu="MLT1")
    formulas = [
        cell["userEnteredValue"]["formulaValue"]
        for kind, content in requests_of(plan)
        if kind == "updateCells"
        for row in content["rows"]
        for cell in row["values"]
        if "formulaValue" in cell.get("userEnteredValue", {})
    ]
    children = "'Balita'!$A$3:$A&\" · \"&'Balita'!$C$3:$C"
    assert f'=ARRAYFORMULA(IFERROR(FILTER({children};\'Balita\'!$C$3:$C<>"");""))' in formulas
    both = next(formula for formula in formulas if "Ibu Hamil" in formula and "Balita" in formula)
    assert f"{{{children};" in both


def test_sop_tabs_are_filled_and_protected_with_a_warning_only() -> None:
    plan = plan_preparation(make_book(make_sheet("Sheet1", [])))
    protected = [one["protectedRange"] for kind, one in requests_of(plan) if kind == "addProtectedRange"]
    ids = {
        content["properties"]["sheetId"]
        for kind, content in requests_of(plan)
        if kind == "addSheet" and content["properties"]["title"] in ("SOP", "Langkah SOP", "Riwayat SOP")
    }
    assert {one["range"]["sheetId"] for one in protected} == ids
    assert all(one["warningOnly"] and set(one["range"]) == {"sheetId"} for one in protected)
    assert f"SOP: {len(DOCUMENTS)} baris dokumen SOP diisikan" in plan.words


def test_an_sop_that_was_taken_out_is_not_put_back() -> None:
    tab = TABS["sop"]
    first = next(iter(DOCUMENTS.values()))
    grid: Grid = [[column.header for column in tab.columns], [first.code, first.title]]
    plan = plan_preparation(make_book(make_sheet("SOP", grid)))
    assert not [words for words in plan.words if words.startswith("SOP:") and "diisikan" in words]
    assert [words for words in plan.words if words.startswith("Langkah SOP:") and "diisikan" in words]


def test_rows_of_a_file_go_on_where_they_were_cut_and_never_over_others() -> None:
    rows: Grid = [["Ani", "MLT1"], [], ["Eni", "MLT2", "0812"]]
    carried = Carried("lama.xlsx", {"kader": rows}, ())

    def plan_with(*there: list[Cell]) -> Plan:
        return plan_preparation(make_book(make_sheet("Kader", [KADER_HEADERS, *there])), carried=carried)

    assert "Kader: 2 baris dibawa dari lama.xlsx" in plan_with().words
    cut = plan_with(["Ani", "MLT1"])
    assert "Kader: 2 baris dibawa dari lama.xlsx" in cut.words
    sheet = make_sheet("Kader", [KADER_HEADERS, ["Ani", "MLT1"]])
    values = {
        row for row, _, what, value in written_cells(cut, sheet) if what == "userEnteredValue" and value
    }
    assert values == {3}
    whole = plan_with(*rows)
    assert whole.remarks == ()
    other = plan_with(["Ibu", "MLT1"])
    assert "Kader: 3 baris dari lama.xlsx tidak dibawa karena tab ini sudah berisi" in other.remarks
    for plan in (whole, other):
        assert not [words for words in plan.words if "dibawa" in words]


def test_cells_in_an_unknown_column_make_a_tab_that_is_not_empty() -> None:
    carried = Carried("lama.xlsx", {"kader": [["Ani", "MLT1"]]}, ())
    grid: Grid = [[*KADER_HEADERS, "Baju"], [None] * 5 + ["XL"]]
    plan = plan_preparation(make_book(make_sheet("Kader", grid)), carried=carried)
    assert "Kader: 1 baris dari lama.xlsx tidak dibawa karena tab ini sudah berisi" in plan.remarks


def test_batches_keep_steps_whole_in_order_and_small() -> None:
    def change(number: int) -> Request:
        return {"nothing": {"number": number}}

    steps = [Step(str(n), [change(n)] * (40 + n), cells=900 * n) for n in range(12)]
    steps.append(Step("besar", [change(99)] * (BATCH_REQUESTS + 5), cells=BATCH_CELLS + 1))
    batches = list(split_batches(steps))
    assert [step for batch in batches for step in batch] == steps
    for batch in batches:
        alone = len(batch) == 1
        assert alone or sum(len(step.requests) for step in batch) <= BATCH_REQUESTS
        assert alone or sum(step.cells for step in batch) <= BATCH_CELLS
    assert len(batches) > 4


CELLS = st.one_of(
    st.none(), st.sampled_from(["", "Ani", "MLT1", "=A1", "#REF!", "L"]), st.integers(0, 50_000)
)


@st.composite
def half_made_sheets(draw: st.DrawFn) -> SheetState:
    """A Balita or Penimbangan tab with some of its headers in any order, others between, titles above, and
    rows of any width."""
    tab = TABS[draw(st.sampled_from(["balita", "penimbangan"]))]
    headers = draw(
        st.lists(st.sampled_from([column.header for column in tab.columns]), unique=True, min_size=2)
    )
    for _ in range(draw(st.integers(0, 3))):
        headers.insert(draw(st.integers(0, len(headers))), draw(st.sampled_from([None, "Agama", "Lainnya"])))
    titles: Grid = [["Posyandu Melati"]] * draw(st.integers(0, 3))
    rows = draw(st.lists(st.lists(CELLS, max_size=12), max_size=8))
    grid: Grid = [*titles, headers, *rows]
    trimmed: Grid = [[cell if cell != "" else None for cell in row] for row in grid]
    while not any(cell is not None for cell in trimmed[-1]):
        trimmed.pop()
    places = st.integers(0, 30)
    return make_sheet(
        tab.title,
        trimmed,
        column_count=40,
        notes=draw(st.dictionaries(places, st.just("catatan kader"), max_size=3)),
        last_dropdowns=draw(st.frozensets(places, max_size=3)),
    )


@settings(deadline=None)
@given(half_made_sheets(), st.sampled_from([None, "MLT1"]))
def test_nothing_is_ever_planned_over_what_is_there(sheet: SheetState, posyandu: str | None) -> None:
    carried = Carried("lama.xlsx", {"balita": [["B1"]], "penimbangan": [[45000, "MLT1"]]}, ())
    plan = plan_preparation(make_book(sheet), posyandu=posyandu, carried=carried)
    for row, column, what, _ in written_cells(plan, sheet):
        there = (
            row < len(sheet.grid) and column < len(sheet.grid[row]) and sheet.grid[row][column] is not None
        )
        if what == "note":
            assert column not in sheet.notes
        else:
            assert not there, (row, column, what)
    allowed = {"updateCells", "repeatCell", "setDataValidation", "addConditionalFormatRule"}
    allowed |= {"updateSheetProperties", "appendDimension"}
    assert {kind for kind, _ in requests_of(plan, sheet.sheet_id)} <= allowed
