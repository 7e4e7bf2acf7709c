"""The monthly report: the figures of `rekap`, on one page, without a child in it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from lib.data.once import read_seen
from lib.data.seen import Seen, open_seen
from lib.domain.access import Role
from lib.domain.privacy import Scope
from lib.reports.laporan.files import COPY, POSYANDU_SHEET, SHEET, MonthlyReport, build_report_book
from lib.reports.laporan.tables import WORDS, Table, build_tables
from lib.reports.recap import INDEX_NAMES, SKDN_KEYS, build_recap
from lib.workbook.sample.build import write_sample
from lib.workbook.template import write_template

TODAY = date(2026, 11, 22)
AUGUST, OCTOBER, NOVEMBER = (pd.Period(f"2026-{month}") for month in ("08", "10", "11"))
DINKES = Scope(Role.DINKES, names="none")


def open_view(path: Path) -> Seen:
    (seen,) = read_seen([str(path)], TODAY)
    return seen


@pytest.fixture(scope="module")
def seen(sample_seen: Seen) -> Seen:
    return sample_seen


@pytest.fixture(scope="module")
def dinkes(seen: Seen) -> Seen:
    return open_seen(seen._whole, DINKES)


def read_rows(table: Table) -> dict[str, dict[str, Any]]:
    """First cell → header → value."""
    headers = [header for header, _ in table.columns]
    return {str(row[0]): dict(zip(headers, row, strict=True)) for row in table.rows}


def read_row(table: Table) -> dict[str, Any]:
    (row,) = table.rows
    return {header: value for (header, _), value in zip(table.columns, row, strict=True)}


def read_pdf(seen: Seen, month: pd.Period) -> PdfReader:
    return PdfReader(io.BytesIO(MonthlyReport(seen, month).build_pdf()))


def same(value: Any, expected: Any) -> bool:
    return pd.isna(value) if expected is None else bool(value == expected)


# --- the same figures as rekap


@pytest.mark.parametrize("month", [AUGUST, OCTOBER, NOVEMBER], ids=str)
def test_skdn_is_that_of_rekap(seen: Seen, month: pd.Period) -> None:
    recap, tables = build_recap(seen, month), build_tables(seen, month)
    (total,) = (row for row in recap["skdn"] if row["posyandu"] is None)
    shown = read_row(tables["skdn"])
    assert all(shown[key] == total[key] for key in ("S", "K", "D", "N", "T", "O", "B", "2T", "BGM"))
    assert shown["Di luar sasaran"] == total["luar_sasaran"]
    assert shown["Gizi buruk"] == sum(row["gizi_buruk"] for row in recap["penimbangan"])
    ratios = {name.split(" ")[0].replace("′", "'"): row for name, row in read_rows(tables["cakupan"]).items()}
    keys = [key for key in SKDN_KEYS if "/" in key]
    assert set(ratios) == set(keys)
    for key in keys:
        assert same(ratios[key]["Capaian"], total[key])
        assert same(ratios[key]["Anak"] / ratios[key]["Dari"] * 100, pytest.approx(total[key]))


@pytest.mark.parametrize("month", [AUGUST, OCTOBER, NOVEMBER], ids=str)
def test_posyandu_are_those_of_rekap_and_add_up(seen: Seen, month: pd.Period) -> None:
    rows = read_rows(build_tables(seen, month)["posyandu"])
    recap = {row["posyandu"]: row for row in build_recap(seen, month)["skdn"]}
    names = {**seen.posyandu_names, None: "Semua posyandu"}
    assert list(rows) == list(names.values())
    for code, name in names.items():
        for key in ("S", "K", "D", "N", "T", "O", "B", "2T", "BGM"):
            assert rows[name][key] == recap[code][key]
        assert same(rows[name]["K/S"], recap[code]["K/S"])
    for key in ("S", "K", "D", "N", "T", "O", "B", "2T", "BGM", "S − D"):
        assert sum(row[key] for row in rows.values()) == 2 * rows["Semua posyandu"][key]


@pytest.mark.parametrize("month", [AUGUST, OCTOBER, NOVEMBER], ids=str)
def test_prevalence_and_statuses_are_those_of_rekap(seen: Seen, month: pd.Period) -> None:
    recap, tables = build_recap(seen, month), build_tables(seen, month)
    shown = read_rows(tables["prevalensi"])
    for row in recap["prevalensi"]:
        if row["posyandu"] is None:
            assert list(shown[row["indikator"].capitalize()].values())[1:] == [
                row[key] for key in ("kasus", "n", "persen", "bawah", "atas")
            ]
    for index in INDEX_NAMES:
        counts = pd.Series(
            [
                row[f"status_{index}"]
                for row in recap["penimbangan"]
                if INDEX_NAMES[index] not in row["tak_wajar"]
            ]
        ).value_counts()
        assert {name: row["Anak"] for name, row in read_rows(tables[index]).items() if row["Anak"]} == dict(
            counts
        )


def test_kebal_msg_is_that_of_rekap(seen: Seen) -> None:
    for month in (AUGUST, OCTOBER):
        sessions = build_recap(seen, month)["kebal_msg"]
        shown = read_row(build_tables(seen, month)["kebal"])
        assert shown["Kegiatan"] == len(sessions) > 0
        for header, key in (
            ("Semua yang hadir", "hadir"),
            ("N bulan itu", "naik_bulan_kegiatan"),
            ("N bulan berikutnya", "naik_bulan_berikut"),
        ):
            assert shown[header] == sum(one[key] for one in sessions)
    assert read_row(build_tables(seen, NOVEMBER)["kebal"])["N bulan berikutnya"] == "belum ada"
    notes = [build_tables(seen, month)["kebal"].note for month in (AUGUST, OCTOBER, NOVEMBER)]
    assert [bool(note) for note in notes] == [False, True, False], "November is not over"


def test_vitamin_a_stands_in_its_months_only(seen: Seen) -> None:
    august, october = (build_tables(seen, month)["program"] for month in (AUGUST, OCTOBER))
    assert len(august.rows) == 4
    assert len(october.rows) == 2
    assert "Februari dan Agustus" in october.note


def test_targets_are_judged_and_a_running_month_is_not_blamed(seen: Seen) -> None:
    august = read_rows(build_tables(seen, AUGUST)["cakupan"])["D/S · partisipasi"]
    assert (august["Target"], august["Hasil"]) == (85, "▲ di bawah")
    assert august["Capaian"] < 85
    november = read_rows(build_tables(seen, NOVEMBER)["cakupan"])["D/S · partisipasi"]
    assert november["Hasil"] == "◐ berjalan"
    assert read_rows(build_tables(seen, NOVEMBER)["posyandu"])["Melati 1"]["D/S"] == "belum ada"


# --- the page


def test_it_is_one_page_with_head_and_signature(seen: Seen) -> None:
    pdf = read_pdf(seen, AUGUST)
    (page,) = pdf.pages
    text = page.extract_text()
    for words in (
        "PUSKESMAS CONTOH",
        "Agustus 2026",
        "4 dari 4 posyandu sudah buka",
        "dr. Surya Contoh",
        "NIP 990000000000000000",
        "Contoh, 22 November 2026",
        "Halaman 1 dari 1",
        "Penimbangan 3 baris",
    ):
        assert words in text
    assert "Sementara: 3 dari 4 posyandu sudah buka" in read_pdf(seen, NOVEMBER).pages[0].extract_text()


def test_rates_and_prevalence_stand_beside_last_month_and_the_year_before(seen: Seen) -> None:
    rows = read_rows(build_tables(seen, OCTOBER)["banding"])
    assert list(rows) == ["Oktober 2026", "September 2026", "Oktober 2025"]
    for name, month in zip(rows, (OCTOBER, OCTOBER - 1, OCTOBER - 12), strict=True):
        (total,) = (row for row in build_recap(seen, month)["skdn"] if row["posyandu"] is None)
        shares = {row["indicator"]: row["percent"] for row in seen.gizi.prevalence(month).to_dict("records")}
        assert rows[name]["D/S"] == pytest.approx(total["D/S"])
        assert rows[name]["Stunting"] == shares["stunting"] and rows[name]["Wasting"] == shares["wasting"]
    # Nobody was weighed in October 2024: nothing to compare with.
    assert list(read_rows(build_tables(seen, pd.Period("2025-10"))["banding"])) == ["Oktober 2025"]


def test_every_figure_of_the_tables_stands_on_it(seen: Seen) -> None:
    text = read_pdf(seen, AUGUST).pages[0].extract_text()
    shown = [
        cell for table in build_tables(seen, AUGUST).values() for row in table.format_rows() for cell in row
    ]
    assert len(shown) > 200
    assert [cell for cell in shown if cell not in text] == []


def test_no_child_is_named(seen: Seen) -> None:
    balita = seen.tables["balita"]
    texts = [read_pdf(seen, AUGUST).pages[0].extract_text()]
    book = openpyxl.load_workbook(io.BytesIO(build_report_book(MonthlyReport(seen, AUGUST))))
    texts += [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    for column in ("name", "nik", "child_id", "caregiver"):
        for private in balita[column].dropna():
            assert not any(private in text for text in texts)


def test_forty_posyandu_run_on_with_the_header_again(tmp_path: Path) -> None:
    path = tmp_path / "besar.xlsx"
    write_sample(path, today=TODAY, posyandu=40, children=400, months=3)
    seen = open_view(path)
    pages = [page.extract_text() for page in read_pdf(seen, OCTOBER).pages]
    assert len(pages) == 2
    assert all("Posyandu S K D N T O B" in " ".join(page.split()) for page in pages)
    text = "\n".join(pages)
    assert all(name in text for name in seen.posyandu_names.values())
    assert "dr. Surya Contoh" in pages[1] and "KEBAL MSG" in pages[1]


def test_an_empty_workbook_gives_a_page_to_fill_in_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "kosong.xlsx"
    write_template(path)
    seen = open_view(path)
    report = MonthlyReport(seen, NOVEMBER)
    assert len(read_pdf(seen, NOVEMBER).pages) == 1
    assert "Kepala puskesmas" in report.missing
    assert report.name("pdf") == "laporan-gizi-puskesmas-2026-11.pdf"
    assert build_report_book(report)


# --- who may not know small counts


def test_the_dinas_gets_an_unsigned_copy_without_small_counts(seen: Seen, dinkes: Seen) -> None:
    closed = 0
    for month in (AUGUST, OCTOBER, NOVEMBER):
        full, copy = build_tables(seen, month), build_tables(dinkes, month)
        for key in ("skdn", "prevalensi", "program"):
            for row, shown in zip(full[key].rows, copy[key].rows, strict=True):
                for value, kept, (header, _) in zip(row, shown, full[key].columns, strict=True):
                    case = header in ("2T", "BGM", "Gizi buruk") or (key != "skdn" and header == "Anak")
                    if case and 0 < value < 5:
                        assert kept == "<5"
                        closed += 1
                    else:
                        assert kept in ("tidak dirinci", value) or (pd.isna(kept) and header != "Anak")
        assert {"2T", "BGM"}.isdisjoint(header for header, _ in copy["posyandu"].columns)
    assert closed > 5
    text = read_pdf(dinkes, AUGUST).pages[0].extract_text()
    assert "NIP" not in text and "dr. Surya" not in text
    assert " ".join(COPY.split()[:4]) in text
    assert MonthlyReport(dinkes, AUGUST).missing == []


# --- as .xlsx


def test_the_workbook_has_the_same_values_as_numbers(seen: Seen) -> None:
    report = MonthlyReport(seen, AUGUST)
    book = openpyxl.load_workbook(io.BytesIO(build_report_book(report)))
    assert book.sheetnames == [SHEET, POSYANDU_SHEET]
    rows = [list(row) for row in book[SHEET].iter_rows(values_only=True)]
    places = {row[0]: at for at, row in enumerate(rows)}
    for key, table in report.tables.items():
        if key == "posyandu":
            continue
        start, own = places[table.title] + 2, any(kind == WORDS for _, kind in table.columns)
        for at, values in enumerate(table.rows):
            written = rows[start + at][0 if own else 1 :][: len(values)]
            for found, value in zip(written, values, strict=True):
                if isinstance(value, str):
                    assert found == (value or None)
                else:
                    assert found is None if pd.isna(value) else found == pytest.approx(value)
    sheet = book[POSYANDU_SHEET]
    assert [cell.value for cell in sheet[1]] == [header for header, _ in report.tables["posyandu"].columns]
    assert sheet.max_row == len(report.tables["posyandu"].rows) + 1
    assert sheet["B6"].value == read_row(report.tables["skdn"])["S"]


def test_what_begins_like_a_formula_stays_text(small_workbook: Path, tmp_path: Path) -> None:
    path = tmp_path / "rumus.xlsx"
    book = openpyxl.load_workbook(small_workbook)
    sheet = book["Posyandu"]
    names = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, names.index("Nama") + 1)
    cell.value, cell.data_type = "=1+1", "s"
    book.save(path)
    built = build_report_book(MonthlyReport(open_view(path), AUGUST))
    written = openpyxl.load_workbook(io.BytesIO(built))[POSYANDU_SHEET]["A2"]
    assert (written.value, written.data_type) == ("=1+1", "s")
