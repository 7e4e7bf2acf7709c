"""Whole sheets as puskesmas lay them out: each gives the true weights, or says what stands in the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lib.workbook.grids import Cell, Grid
from tests.workbook.foreign_books import BASE, POSYANDU, look, messages, weights

B, S = "Budi Contoh", "Siti Contoh"
OCT = [(B, "2026-10-12", 9.5), (S, "2026-10-12", 10.2)]
JAN_FEB = [(B, "2026-01-12", 8.9), (B, "2026-02-12", 9.1)]
Weights = list[tuple[str, str, float]]

READ: dict[str, tuple[str, Grid, Weights]] = {
    "letters of columns under the names": (
        "Penimbangan",
        [
            ["No", "Nama Anak", "Tgl Timbang", "BB", "TB"],
            ["(1)", "(2)", "(3)", "(4)", "(5)"],
            [1, B, "12/10/2026", 9.5, 75],
            [2, S, "12/10/2026", "10,2", 80],
        ],
        OCT,
    ),
    "title merged over all, band, names": (
        "Penimbangan",
        [
            ["DAFTAR HADIR DAN HASIL PENIMBANGAN BALITA"],
            ["POSYANDU MELATI 1"],
            ["BULAN OKTOBER 2026"],
            [],
            ["NO", "IDENTITAS", None, None, "HASIL PENGUKURAN", None, "KET"],
            [None, "NAMA BALITA", "L/P", "NAMA IBU", "BB (KG)", "TB/PB (CM)", None],
            [1, B, "L", "Ibu", 9.5, 75, ""],
            [2, S, "P", "Ibu", 10.2, 80, ""],
        ],
        OCT,
    ),
    "last month beside this month": (
        "OKTOBER 2026",
        [
            ["NO", "NAMA", "BULAN LALU", None, "BULAN INI", None, "N/T"],
            [None, None, "BB", "TB", "BB", "TB", None],
            [1, B, 9.1, 74, 9.5, 75, "N"],
            [2, S, 9.9, 79, 10.2, 80, "N"],
        ],
        OCT,
    ),
    "weight at birth beside the weight": (
        "OKTOBER 2026",
        [["Nama", "BBL", "PBL", "BB", "PB"], [B, 3.1, 49, 9.5, 75], [S, 3, 48, 10.2, 80]],
        OCT,
    ),
    "result of weighing in kg and of measuring in cm": (
        "Oktober 2026",
        [["Nama Balita", "Hasil Penimbangan (Kg)", "Hasil Pengukuran (Cm)"], [B, 9.5, 75], [S, 10.2, 80]],
        OCT,
    ),
    "weighing and measuring as bands in units": (
        "Oktober 2026",
        [
            ["Nama Balita", "PENIMBANGAN", "PENGUKURAN"],
            [None, "BB (Kg)", "TB (Cm)"],
            [B, 9.5, 75],
            [S, 10.2, 80],
        ],
        OCT,
    ),
    "kg and cm under one band": (
        "Oktober 2026",
        [["Nama Balita", "HASIL PENGUKURAN", None], [None, "(Kg)", "(Cm)"], [B, 9.5, 75], [S, 10.2, 80]],
        OCT,
    ),
    "month in the header's band": (
        "Penimbangan 2026",
        [
            ["Nama", "OKTOBER 2026", None, None],
            [None, "BB", "TB", "N/T"],
            [B, 9.5, 75, "N"],
            [S, 10.2, 80, "T"],
        ],
        OCT,
    ),
    "months across, each with weight and length": (
        "Register 2026",
        [
            ["NO", "NAMA BALITA", "JAN", None, "PEB", None],
            [None, None, "BB", "TB", "BB", "TB"],
            [1, B, 8.9, 71, 9.1, 72],
        ],
        JAN_FEB,
    ),
    "months across with status columns between": (
        "Register 2026",
        [
            ["NAMA BALITA", "JANUARI", None, None, "FEBRUARI", None, None],
            [None, "BB", "TB", "N/T", "BB", "TB", "N/T"],
            [B, 8.9, 71, "B", 9.1, 72, "N"],
        ],
        JAN_FEB,
    ),
    "weight over months, length over months": (
        "Register 2026",
        [
            ["NAMA BALITA", "BERAT BADAN (KG)", None, "TINGGI BADAN (CM)", None],
            [None, "JAN", "FEB", "JAN", "FEB"],
            [B, 8.9, 9.1, 71, 72],
        ],
        JAN_FEB,
    ),
    "SIP Format 2: weighings over months": (
        "SIP 2026",
        [
            ["NO", "NAMA BAYI/BALITA", "TGL LAHIR", "HASIL PENIMBANGAN (KG)", None],
            [None, None, None, "JANUARI", "PEBRUARI"],
            [1, B, "03/01/2025", 8.9, 9.1],
        ],
        JAN_FEB,
    ),
    "months joined to words": (
        "Data Timbang 2026",
        [
            [
                "nama_anak",
                "JANUARI_TANGGALUKUR",
                "JANUARI_BERAT",
                "JANUARI_TINGGI",
                "FEBRUARI_BERAT",
                "FEBRUARI_TINGGI",
            ],
            [B, "12/01/2026", 8.9, 71, 9.1, 72],
        ],
        JAN_FEB,
    ),
    "short months behind": (
        "Register SIP",
        [["Tahun", "Nama", "BB-Jan", "TB-Jan", "BB-Feb", "TB-Feb"], [2026, B, 8.9, 71, 9.1, 72]],
        JAN_FEB,
    ),
    "the year in each header": (
        "Timbang",
        [["Nama", "BB Jan 2026", "TB Jan 2026", "BB Feb 2026", "TB Feb 2026"], [B, 8.9, 71, 9.1, 72]],
        JAN_FEB,
    ),
    "a column left empty, one before the names": (
        "Oktober 2026",
        [[None, "Nama", None, "BB", "TB"], [None, B, None, 9.5, 75], [None, S, None, 10.2, 80]],
        OCT,
    ),
    "headers with line breaks": (
        "Oktober 2026",
        [["Nama\nBalita", "Berat\nBadan\n(kg)", "Tinggi /\nPanjang Badan"], [B, 9.5, 75], [S, 10.2, 80]],
        OCT,
    ),
    "headers with stars and colons": (
        "Oktober 2026",
        [["Nama Anak *", "BB (kg) :", "TB/PB (cm)*"], [B, 9.5, 75], [S, 10.2, 80]],
        OCT,
    ),
    "numbered headers": (
        "Oktober 2026",
        [["1. Nama Anak", "2. Berat Badan", "3. Tinggi Badan"], [B, 9.5, 75], [S, 10.2, 80]],
        OCT,
    ),
    "questions of a form": (
        "Form Responses 1",
        [
            [
                "Timestamp",
                "Tanggal penimbangan",
                "Nama posyandu",
                "Siapa nama anak?",
                "Berapa berat badan anak (kg)?",
                "Berapa tinggi/panjang badan anak (cm)?",
            ],
            [46310.5, "12/10/2026", "Melati 1", B, 9.5, 75],
            [46310.5, "12/10/2026", "Melati 1", S, "10,2", 80],
        ],
        OCT,
    ),
    "e-mail address in a form": (
        "Form Responses 2",
        [
            [
                "Timestamp",
                "Email Address",
                "Tgl posyandu",
                "Nama Balita",
                "BB (contoh: 9,5)",
                "PB/TB (contoh: 75,5)",
            ],
            [46310.5, "a@contoh.id", "12/10/2026", B, 9.5, 75],
            [46310.5, "a@contoh.id", "12/10/2026", S, 10.2, 80],
        ],
        OCT,
    ),
    "one posyandu a sheet, day above": (
        "Melati 1",
        [
            ["Posyandu: Melati 1", None, None, "Tgl: 12 Oktober 2026"],
            ["Nama", "BB", "TB"],
            [B, 9.5, 75],
            [S, 10.2, 80],
        ],
        OCT,
    ),
    "repeated header in the middle": (
        "Oktober 2026",
        [["Nama", "BB", "TB"], [B, 9.5, 75], ["Nama", "BB", "TB"], [S, 10.2, 80]],
        OCT,
    ),
    "totals and signatures below": (
        "Oktober 2026",
        [
            ["No", "Nama", "BB", "TB"],
            [1, B, 9.5, 75],
            [2, S, 10.2, 80],
            [None, "JUMLAH", 19.7, 155],
            [],
            [None, None, None, "Mengetahui,"],
            [None, None, None, "Kepala Puskesmas"],
        ],
        OCT,
    ),
    "register and weights of a month in one sheet": (
        "DATA BALITA OKTOBER 2026",
        [
            ["No", "Nama", "JK", "Tgl Lahir", "Nama Ortu", "Posyandu", "BB", "TB"],
            [1, B, "L", "03/01/2025", "Ibu", "Melati 1", 9.5, 75],
            [2, S, "P", "05/06/2024", "Ibu", "Melati 1", 10.2, 80],
        ],
        OCT,
    ),
    "English headers of an app": (
        "Sheet1",
        [["name", "date", "weight", "height"], [B, "2026-10-12", 9.5, 75], [S, "2026-10-12", 10.2, 80]],
        OCT,
    ),
    "an app's table": (
        "pengukuran",
        [
            [
                "id_pengukuran",
                "nama_balita",
                "tgl_pengukuran",
                "berat_badan",
                "tinggi_badan",
                "lingkar_kepala",
                "created_at",
            ],
            [1, B, "2026-10-12", 9.5, 75, 46, "2026-10-13"],
            [2, S, "2026-10-12", 10.2, 80, 47, "2026-10-13"],
        ],
        OCT,
    ),
    "a NIK instead of an ID": (
        "Oktober 2026",
        [["NIK Balita", "Berat", "Panjang"], ["9901010301250001", 9.5, 75], ["9901014506240002", 10.2, 80]],
        OCT,
    ),
    "day of weighing in a column of the register": (
        "Worksheet",
        [
            [
                "NIK",
                "Nama",
                "JK",
                "Tgl Lahir",
                "Posyandu",
                "Tanggal Pengukuran",
                "Berat",
                "Tinggi",
                "Cara Ukur",
                "ZS TB/U",
            ],
            ["", B, "L", "03/01/2025", "Melati 1", "12/10/2026", 9.5, 75, "Terlentang", -1],
            ["", S, "P", "05/06/2024", "Melati 1", "12/10/2026", 10.2, 80, "Berdiri", -1],
        ],
        OCT,
    ),
    "three rows of header": (
        "Penimbangan",
        [
            ["No", "Nama", "HASIL KEGIATAN OKTOBER 2026", None, None],
            [None, None, "PENGUKURAN", None, "PELAYANAN"],
            [None, None, "BB", "TB", "Vit A"],
            [1, B, 9.5, 75, "v"],
            [2, S, 10.2, 80, ""],
        ],
        OCT,
    ),
}

TOLD: dict[str, tuple[str, Grid, str]] = {
    "two weights without a word between them": (
        "Oktober 2026",
        [["Nama", "BB", "TB", "BB", "TB"], [B, 9.1, 74, 9.5, 75]],
        "tidak satu pun dibaca",
    ),
    "weight and length in one column": (
        "Oktober 2026",
        [["Nama", "BB/TB"], [B, "9,5/75"]],
        "berat atau tinggi",
    ),
    "weeks instead of words": (
        "Oktober 2026",
        [["Nama", "Minggu 1", "Minggu 2"], [B, 9.1, 9.5]],
        "berat atau tinggi",
    ),
    "letters for measures": (
        "Oktober 2026",
        [["Nama", "W (kg)", "H (cm)"], [B, 9.5, 75]],
        "berat atau tinggi",
    ),
    "months without a word of what": (
        "Register SIP",
        [["Tahun", "Nama", "JANUARI", "FEBRUARI"], [2026, B, 8.9, 9.1]],
        "JANUARI",
    ),
    "no name and no ID": ("Oktober 2026", [["No", "BB", "TB"], [1, 9.5, 75]], "tidak dibaca"),
    "a month in the header, rows of another": (
        "Penimbangan",
        [["Tanggal", "Nama", "BB Sep"], ["12/10/2026", B, 9.5]],
        "menyebut bulan",
    ),
}


@pytest.mark.parametrize("name", READ)
def test_a_sheet_gives_its_weights(name: str) -> None:
    title, grid, expected = READ[name]
    seen = look({**BASE, title: grid})
    assert weights(seen) == expected
    assert not seen.kualitas_data.unread_measures, seen.kualitas_data.unread


@pytest.mark.parametrize("name", TOLD)
def test_a_sheet_that_cannot_be_read_says_so(name: str) -> None:
    title, grid, words = TOLD[name]
    seen = look({**BASE, title: grid})
    assert seen.tables["penimbangan"]["weight_kg"].isna().all()
    assert seen.kualitas_data.unread_measures or any(words in text for text in messages(seen, "Galat")), (
        messages(seen)
    )
    assert any(words in text for text in (*messages(seen, "Galat"), *messages(seen, "Peringatan")))


def test_a_header_without_a_year_is_of_the_last_such_month() -> None:
    grid: Grid = [["Nama", "BB Des", "TB Des"], [B, 8.5, 70]]
    seen = look({"Posyandu": POSYANDU, "Balita": BASE["Balita"], "Timbang": grid})
    assert weights(seen) == [(B, "2025-12-12", 8.5)]


def test_a_header_below_row_twenty_is_told_with_its_row() -> None:
    grid: Grid = [*[["LAPORAN"]] * 23, ["Nama", "BB", "TB"], [B, 9.5, 75], [S, 10.2, 80]]
    seen = look({**BASE, "Oktober 2026": grid})
    assert seen.kualitas_data.unread_measures == 4
    assert any("baris 24" in text for text in messages(seen, "Galat"))


KIDS: Grid = [
    ["Nama", "JK", "Tgl Lahir", "Posyandu"],
    *([f"Anak {at}", "L", f"{1 + at}/03/2025", "Melati 1"] for at in range(20)),
]


@pytest.mark.parametrize(
    ("head", "row", "cell", "words"),
    [
        (["Nama", "BB"], lambda at: [f"Anak {at}", 9500 + at], "B2:B21", "gram"),
        (["Nama", "BB"], lambda at: [f"Bocah {at}", 9.5 + at / 10], "", "tidak ditemukan"),
    ],
)
def test_one_cause_in_a_whole_column_is_one_finding(
    head: list[Cell], row: Callable[[int], list[Cell]], cell: str, words: str
) -> None:
    grid: Grid = [head, *(row(at) for at in range(20))]
    found = look({"Posyandu": POSYANDU, "Balita": KIDS, "Oktober 2026": grid}).kualitas_data.findings
    galat = found[found["level"].eq("Galat")]
    assert galat[["cell", "count"]].to_numpy().tolist() == [[cell, 20]]
    assert words in galat["message"].iloc[0]


def test_a_few_wrong_cells_far_apart_stay_apart() -> None:
    grid: Grid = [["Nama", "BB"], *([f"Anak {at}", 9500 + at if at % 6 == 0 else 9.1] for at in range(20))]
    found = look({"Posyandu": POSYANDU, "Balita": KIDS, "Oktober 2026": grid}).kualitas_data.findings
    assert found[found["message"].str.contains("gram")]["cell"].tolist() == ["B2", "B8", "B14", "B20"]


def test_a_copy_of_a_tab_under_its_own_title_is_told_once_and_counts_nothing() -> None:
    grid: Grid = [["Nama", "BB"], [B, 9.5]]
    seen = look(
        {"Posyandu": POSYANDU, "Data Balita": BASE["Balita"], "OKTOBER 2026": grid,
         "Salinan Data Balita": BASE["Balita"], "Salinan dari OKTOBER 2026": grid}
    )  # fmt: skip
    assert weights(seen) == [(B, "2026-10-12", 9.5)]
    assert seen.kualitas_data.unread_measures == 0
    assert len(messages(seen)) == 2 and all("salinan dari" in text for text in messages(seen, "Info"))


def test_a_column_unread_in_every_monthly_tab_is_told_once() -> None:
    grid: Grid = [["No", "Nama", "BB", "N/T"], [1, B, 9.5, "N"]]
    seen = look({**BASE, "SEPTEMBER 2026": grid, "OKTOBER 2026": grid})
    told = [text for text in messages(seen, "Info") if text.startswith("Kolom")]
    assert len(told) == 2 and all("di 2 tab: 2 sel" in text for text in told)
    assert len(seen.kualitas_data.unread) == 4
