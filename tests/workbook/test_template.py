"""The empty workbook is the declarations, written out."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lib.workbook.columns import Kind
from lib.workbook.header_notes import build_note, number_format
from lib.workbook.setting_names import SETTING_NAMES
from lib.workbook.sop_documents import DOCUMENTS
from lib.workbook.tabs import NOT_READ, TABS
from lib.workbook.template import choose_tabs, write_template

FILLED = {"SOP": 5, "Langkah SOP": 48, "Riwayat SOP": 4}


@pytest.fixture(scope="module")
def puskesmas(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("templat") / "puskesmas.xlsx"
    write_template(path)
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def posyandu(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("templat") / "posyandu.xlsx"
    write_template(path, posyandu="MLT1")
    return openpyxl.load_workbook(path)


def _dropdown(sheet: Worksheet, cell: str) -> str | None:
    for validation in sheet.data_validations.dataValidation:
        if cell in validation.sqref:
            return str(validation.formula1)
    return None


def test_the_puskesmas_gets_every_tab_in_order(puskesmas: Workbook) -> None:
    titles = [tab.title for tab in TABS.values()]
    assert puskesmas.sheetnames == ["Baca Saya", *titles, "Daftar"]
    assert set(NOT_READ) == {"Baca Saya", "Daftar"}


def test_a_posyandu_gets_only_what_its_kader_fill(posyandu: Workbook) -> None:
    titles = [tab.title for tab in TABS.values() if tab.place == "posyandu"]
    assert posyandu.sheetnames == ["Baca Saya", *titles, "Daftar"]
    assert "Penimbangan" in titles
    assert "SOP" not in titles


@pytest.mark.parametrize("name", TABS)
def test_headers_notes_and_formats_follow_the_declarations(puskesmas: Workbook, name: str) -> None:
    tab = TABS[name]
    sheet = puskesmas[tab.title]
    assert [cell.value for cell in sheet[1]] == [column.header for column in tab.columns]
    assert sheet.freeze_panes == "A2"
    for cell, column in zip(sheet[1], tab.columns, strict=True):
        assert cell.comment is not None
        assert cell.comment.text == build_note(column)
        assert column.meaning in cell.comment.text
        dimension = sheet.column_dimensions[cell.column_letter]
        assert dimension.number_format == (number_format(column) or "General")


@pytest.mark.parametrize("name", TABS)
def test_choices_are_dropdowns_down_to_row_2000(puskesmas: Workbook, name: str) -> None:
    tab = TABS[name]
    sheet = puskesmas[tab.title]
    for place, column in enumerate(tab.columns, start=1):
        letter = openpyxl.utils.get_column_letter(place)
        if column.choices:
            for row in (2, 2000):
                assert _dropdown(sheet, f"{letter}{row}") == '"' + ",".join(column.choices) + '"'
        if column.refers_to:
            assert str(_dropdown(sheet, f"{letter}2000")).startswith("Daftar!")


def test_an_inline_dropdown_fits_what_spreadsheets_allow() -> None:
    for tab in TABS.values():
        for column in tab.columns:
            assert len(",".join(column.choices)) <= 255
            assert not any("," in choice for choice in column.choices)


def test_only_the_sop_tabs_are_filled(puskesmas: Workbook) -> None:
    for tab in TABS.values():
        assert puskesmas[tab.title].max_row == 1 + FILLED.get(tab.title, 0)
    assert [row[0] for row in puskesmas["SOP"].iter_rows(min_row=2, values_only=True)] == list(DOCUMENTS)


def test_every_tab_of_a_posyandu_is_empty(posyandu: Workbook) -> None:
    for tab in choose_tabs("MLT1"):
        assert posyandu[tab.title].max_row == 1


def test_text_that_looks_like_a_number_is_kept_as_text() -> None:
    def formats(tab: str) -> dict[str, str | None]:
        return {column.name: number_format(column) for column in TABS[tab].columns}

    balita = formats("balita")
    assert {balita[name] for name in ("child_id", "nik", "phone", "rt", "rw", "family_card")} == {"@"}
    assert balita["birth_date"] == "dd/mm/yyyy"
    sop = formats("sop")
    assert {sop[name] for name in ("number", "revision", "pages", "approver_nip")} == {"@"}
    assert formats("ibu_hamil")["risk_factors"] == "@"
    assert formats("langkah_sop")["step"] == "@"
    assert formats("jadwal")["open_time"] == "hh:mm"
    for tab in TABS.values():
        for column in tab.columns:
            if column.kind in (Kind.NIK, Kind.PHONE, Kind.ID):
                assert number_format(column) == "@"


def test_required_columns_look_different(puskesmas: Workbook) -> None:
    for tab in TABS.values():
        fills = {
            (column.required, cell.fill.fgColor.rgb)
            for cell, column in zip(puskesmas[tab.title][1], tab.columns, strict=True)
        }
        assert len(fills) == len({required for required, _ in fills})
        for cell, column in zip(puskesmas[tab.title][1], tab.columns, strict=True):
            assert ("wajib" in cell.comment.text) == column.required


def test_daftar_lists_name_and_id_from_the_workbooks_own_tabs(
    puskesmas: Workbook, posyandu: Workbook
) -> None:
    lists = puskesmas["Daftar"]
    headers = [cell.value for cell in lists[1]]
    child = lists.cell(2, headers.index("Balita") + 1).value
    assert child == "=IF('Balita'!A2=\"\",\"\",'Balita'!C2&\" · \"&'Balita'!A2)"
    settings = [row[headers.index("Pengaturan")] for row in lists.iter_rows(min_row=2, values_only=True)]
    assert [name for name in settings if name] == list(SETTING_NAMES)
    own = posyandu["Daftar"]
    place = [cell.value for cell in own[1]].index("Posyandu") + 1
    assert (own.cell(2, place).value, own.cell(3, place).value) == ("MLT1", None)


def test_baca_saya_names_every_tab(puskesmas: Workbook, posyandu: Workbook) -> None:
    words = [row[0] for row in puskesmas["Baca Saya"].iter_rows(values_only=True)]
    assert words[0] == "Buku kerja puskesmas"
    assert {tab.title for tab in TABS.values()} <= set(words)
    assert posyandu["Baca Saya"]["A1"].value == "Buku kerja posyandu MLT1"
