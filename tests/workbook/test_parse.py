"""A tab as kader keep it: titles above, blank rows, sums, merged cells, columns in any order."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.workbook.grids import Grid, RawTab, compute_digest
from lib.workbook.parse import ParsedTab, empty_table, parse_tab
from lib.workbook.tabs import TABS

HEADER = ["Tanggal", "Posyandu", "ID balita", "Nama", "BB (kg)", "TB/PB (cm)"]
ROW = ["03/02/2026", "MLT1", "MLT1-001", "Budi Contoh", 9.5, 75.5]


def parse(grid: Grid, tab: str = "penimbangan") -> ParsedTab:
    return parse_tab(TABS[tab], RawTab(TABS[tab].title, grid, compute_digest(grid)), "buku")


def test_the_plain_case() -> None:
    parsed = parse([HEADER, ROW])
    assert parsed.table.loc[0, "weight_kg"] == 9.5
    assert parsed.table.loc[0, "date"] == pd.Timestamp("2026-02-03")
    assert (parsed.table.loc[0, "source_book"], parsed.table.loc[0, "source_row"]) == ("buku", 2)
    assert not len(parsed.findings)


@pytest.mark.parametrize("titles", [0, 1, 5, 11, 19])
def test_the_header_may_stand_anywhere_in_the_first_twenty_rows(titles: int) -> None:
    grid = [["PENIMBANGAN POSYANDU MELATI"]] + [[] for _ in range(19)]
    parsed = parse([*grid[:titles], HEADER, ROW])
    assert parsed.table["source_row"].tolist() == [titles + 2]


def test_a_header_below_the_twentieth_row_is_not_found_and_that_is_reported() -> None:
    parsed = parse([*([["judul"]] * 20), HEADER, ROW])
    assert len(parsed.table) == 0
    assert parsed.findings["level"].tolist() == ["Galat"]
    assert parsed.unread_rows == 22


@pytest.mark.parametrize(
    "headers",
    [
        ["tanggal", "POSYANDU", "id  balita", "nama", "bb", "tb"],
        ["Tgl", "Nama Posyandu", "ID", "Nama balita", "Berat (kg)", "Tinggi badan"],
        ["Tanggal:", "Posyandu *", "ID_Balita", "Nama", "Berat Badan (kg)", "TB / PB (cm)"],
    ],
)
def test_headers_match_without_case_spaces_punctuation_and_by_synonym(headers: list[str]) -> None:
    table = parse([headers, ROW]).table
    assert table.loc[0, ["weight_kg", "height_cm", "child_id"]].tolist() == [9.5, 75.5, "MLT1-001"]


def test_columns_in_any_order_and_unknown_ones_ignored() -> None:
    order = [4, 0, 2, 5, 1, 3]
    header = ["No", *(HEADER[place] for place in order), "Warna kaos"]
    parsed = parse([header, [1, *(ROW[place] for place in order), "merah"]])
    assert parsed.table.loc[0, "weight_kg"] == 9.5
    assert not len(parsed.findings)


def test_a_missing_required_column_is_a_finding() -> None:
    parsed = parse([["Posyandu", "Nama", "BB", "Brat"], ["MLT1", "Budi Contoh", 9.5, 9.5]])
    finding = parsed.findings.iloc[0]
    assert (finding["level"], finding["column"]) == ("Galat", "Tanggal")
    assert "Brat" in finding["suggestion"]
    assert len(parsed.left_out) == 1


def test_an_id_is_not_missed_where_the_name_says_who_it_is() -> None:
    parsed = parse([["Tanggal", "Posyandu", "Nama", "BB"], ["03/02/2026", "MLT1", "Budi Contoh", 9.5]])
    assert not len(parsed.findings)
    assert len(parsed.table) == 1


def test_blank_rows_sums_and_repeated_headers_do_no_harm() -> None:
    parsed = parse(
        [
            HEADER,
            ROW,
            [],
            ["", " ", None, "\u00a0"],
            [None] * 6,
            ["Jumlah", "", "", "", 9.5],
            ["TOTAL"],
            HEADER,
            ROW,
        ]
    )
    assert parsed.table["source_row"].tolist() == [2, 9]
    assert not len(parsed.left_out)
    assert not len(parsed.findings)


def test_a_sum_labelled_under_a_column_of_its_own_numbering_is_no_record() -> None:
    parsed = parse([["No", *HEADER], [1, *ROW], ["Jumlah", "", "", "", "", 9.5], [2, *ROW]])
    assert parsed.table["source_row"].tolist() == [2, 4]
    assert not len(parsed.left_out)
    assert not len(parsed.findings)


def test_a_row_with_only_an_unticked_box_or_a_prefilled_posyandu_says_nothing() -> None:
    parsed = parse([[*HEADER, "Edema"], [*ROW, True], [None, "MLT1", None, None, None, None, False]])
    assert len(parsed.table) == 1
    assert not len(parsed.left_out)


def test_merged_dates_and_posyandu_are_repeated_and_reported_once() -> None:
    parsed = parse([HEADER, ROW, ["", "", "MLT1-002", "Siti Contoh", 8], [None, None, "MLT1-003", "", 7]])
    assert parsed.table["date"].tolist() == [pd.Timestamp("2026-02-03")] * 3
    assert parsed.table["posyandu"].tolist() == ["MLT1"] * 3
    assert parsed.findings["level"].tolist() == ["Peringatan", "Peringatan"]
    assert parsed.findings["cell"].tolist() == ["A3", "B3"]


def test_nothing_is_repeated_over_a_blank_row() -> None:
    parsed = parse([HEADER, ROW, [], ["", "MLT1", "MLT1-002", "Siti Contoh", 8]])
    assert len(parsed.table) == 1
    assert parsed.left_out["source_row"].tolist() == [4]


def test_a_bad_cell_blanks_only_itself_and_is_found_at_its_cell() -> None:
    parsed = parse([HEADER, ["03/02/2026", "MLT1", "MLT1-001", "Budi Contoh", 12500, 75.5]])
    assert pd.isna(parsed.table.loc[0, "weight_kg"])
    assert parsed.table.loc[0, "height_cm"] == 75.5
    finding = parsed.findings.iloc[0]
    assert (finding["tab"], finding["source_row"], finding["column"], finding["cell"], finding["value"]) == (
        "Penimbangan", 2, "BB (kg)", "E2", "12500",
    )  # fmt: skip


def test_a_row_is_left_out_only_if_its_date_or_person_cannot_be_known() -> None:
    parsed = parse(
        [
            HEADER,
            ["31/02/2026", "MLT1", "MLT1-001", "Budi Contoh", 9],
            ["03/02/2026", "MLT1", "", "", 9],
            ["03/02/2026", "MLT1", "", "Budi Contoh", 9],
            ["03/02/2026", "MLT1", "MLT1-001", "", 9],
        ]
    )
    assert parsed.table["source_row"].tolist() == [4, 5]
    assert parsed.left_out["source_row"].tolist() == [2, 3]
    assert set(parsed.findings["source_row"]) == {2, 3}


def test_ragged_rows_and_empty_tabs() -> None:
    assert len(parse([]).table) == 0
    assert len(parse([[], [""]]).findings) == 0
    assert len(parse([HEADER]).table) == 0
    assert len(parse([HEADER, ROW[:3]]).table) == 1


@pytest.mark.parametrize("name", sorted(TABS))
def test_an_empty_tab_has_every_column_with_its_type(name: str) -> None:
    tab = TABS[name]
    table = parse([[column.header for column in tab.columns]], name).table
    pd.testing.assert_frame_equal(table, empty_table(tab), check_index_type=False)


@pytest.mark.parametrize("name", sorted(TABS))
def test_every_example_of_the_contract_reads_without_a_finding(name: str) -> None:
    tab = TABS[name]
    examples = [
        column.example if "…" not in column.example and "16 angka" not in column.example else ""
        for column in tab.columns
    ]
    parsed = parse([[column.header for column in tab.columns], examples], name)
    errors = parsed.findings[~parsed.findings["message"].str.contains("kosong")]
    assert not len(errors), errors[["column", "value", "message"]].to_string()


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), -1e300])
def test_a_number_that_is_none_is_a_finding_not_a_crash(cell: float) -> None:
    parsed = parse([HEADER, [*ROW[:4], cell, 75.5], [cell, *ROW[1:]], [*ROW[:2], cell, *ROW[3:]]])
    assert parsed.table["height_cm"].tolist() == [75.5, 75.5]
    assert {"BB (kg)", "Tanggal"} <= set(parsed.findings["column"])


def test_rows_of_any_length_and_a_stray_cell_far_to_the_right() -> None:
    parsed = parse([HEADER, ROW, ROW[:5], [*ROW, *[None] * 700, "salah tempat"], []])
    assert parsed.table["weight_kg"].tolist() == [9.5, 9.5, 9.5]
    assert not len(parsed.findings)
