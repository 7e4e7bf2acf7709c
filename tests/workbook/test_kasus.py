"""Sheets as puskesmas have them (tests/workbook/kasus, and more of the same kinds): read, or said to be unread."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lib.workbook.grids import Cell, Grid, RawTab
from lib.workbook.headers import match_headers
from lib.workbook.sheets import parse_sheet
from lib.workbook.tabs import TABS
from tests.workbook.foreign_books import (
    BASE,
    CHILDREN,
    EXPORT,
    EXPORT_ROWS,
    HEADER_ROWS_SEEN,
    POSYANDU,
    look,
    messages,
    weights,
)

CASES = Path(__file__).parent / "kasus"
BY_TITLE = {tab.title: tab for tab in TABS.values()}


def _rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SPELLINGS = [
    (row["tab"], row["kolom"], row["judul"])
    for name in ("judul.csv", "judul-lain.csv")
    for row in _rows(name)
]

MORE_SPELLINGS = [
    *(("Balita", "Nama", one) for one in ("Nama Bayi", "NAMA LENGKAP ANAK", "Nama anak *", "namaAnak", "NM BALITA")),
    *(("Balita", "Tanggal lahir", one) for one in (
        "TGL LAHIR ANAK", "Tempat, Tanggal Lahir", "TGL/BLN/THN LAHIR", "TANGGALLAHIR", "Tgl lahir (tgl/bln/thn)")),
    *(("Balita", "JK", one) for one in ("J.K.", "Jenis Kelamin Anak", "L/P", "P/L", "JENIS_KELAMIN", "Kelamin (L / P)")),
    *(("Balita", "Nama ibu/pengasuh", one) for one in ("Nama Orang Tua", "NAMA IBU/AYAH", "Ibu Kandung", "Nama Wali Anak")),
    *(("Balita", "HP", one) for one in ("NO. TELP", "No HP/WA", "No WhatsApp", "HP Ortu", "Nomor HP Ibu", "no_hp")),
    *(("Balita", "No KK", one) for one in ("No. KK", "KK", "NOMORKK", "Nomor Kartu Keluarga")),
    *(("Balita", "BB lahir (kg)", one) for one in ("Berat Lahir (kg)", "BB LAHIR", "berat_lahir", "BB waktu lahir")),
    *(("Balita", "PB lahir (cm)", one) for one in ("PBL", "Panjang Lahir", "panjang_lahir", "Tinggi Badan Lahir")),
    *(("Balita", "LK lahir (cm)", one) for one in ("Lingkar Kepala Lahir", "lingkar_kepala_lahir")),
    *(("Balita", "Punya KMS", one) for one in ("Buku KIA", "KMS", "Memiliki KMS", "Kepemilikan Buku KIA")),
    *(("Balita", "ID", one) for one in ("Kode Balita", "No Reg", "ID BALITA", "Nomor Register")),
    *(("Balita", "NIK", one) for one in ("No. NIK Anak", "NIK ANAK (16 digit)", "Nomor Induk Kependudukan")),
    *(("Penimbangan", "Tanggal", one) for one in (
        "Tgl. Ukur", "TANGGALUKUR", "Tanggal Pemeriksaan", "Tgl Kunjungan Posyandu"[:13], "Stempel Waktu",
        "Tanggal Ditimbang", "Tanggal Posyandu", "Tgl Ukur Baru", "Hari/Tanggal")),
    *(("Penimbangan", "BB (kg)", one) for one in (
        "Berat Badan (Kg)", "BERAT", "B.B", "BB (KG)", "Berat badan anak (kg)", "BB Sekarang", "BB hasil timbang",
        "beratbadan", "BB saat ini", "Hasil Timbang BB", "BB BALITA (kg)", "bb_kg", "Berapa berat badan anak?")),
    *(("Penimbangan", "TB/PB (cm)", one) for one in (
        "Tinggi Badan", "PB/TB Baru", "Panjang Badan (cm)", "TINGGI", "T.B", "TB atau PB", "PB / TB", "tb_pb",
        "Tinggi/Panjang Badan Anak (cm)", "Panjang atau tinggi badan")),
    *(("Penimbangan", "LK (cm)", one) for one in ("LIKA", "Lingkar Kepala (cm)", "lingkar_kepala", "LK/cm")),
    *(("Penimbangan", "LiLA (cm)", one) for one in ("LILA", "Lingkar Lengan", "LINGKAR_LENGAN", "Lila/cm")),
    *(("Penimbangan", "Vitamin A", one) for one in ("VIT. A", "vita", "Pemberian Vit A", "VIT A BIRU")),
    *(("Penimbangan", "ASI eksklusif", one) for one in ("ASI EKS", "ASI Ekslusif", "asi_eksklusif", "E6")),
    *(("Penimbangan", "Edema", one) for one in ("Oedema", "Pitting Edema", "Pitting_edema")),
    *(("Register SIP", "BB Mar", one) for one in ("MARET BB", "BB Mrt", "Berat Maret", "BB (Maret)", "bb_maret_2026")),
    *(("Register SIP", "TB Agu", one) for one in ("TB Agustus", "PB Agt", "AGS (TB)", "TB/PB Agustus", "Tinggi Agu")),
    *(("Ibu Hamil", "Nama", one) for one in ("NAMA BUMIL", "Nama Ibu Hamil", "Nama lengkap ibu")),
    *(("Ibu Hamil", "Faktor risiko", one) for one in ("Faktor Resiko", "faktor_risiko")),
    *(("Ibu Hamil", "Hb (g/dL)", one) for one in ("HB", "Hb (gr/dl)", "Hb gr%", "HEMOGLOBIN")),
]  # fmt: skip

MORE_STILL = [
    *(("Balita", "Nama", one) for one in (
        "NAMA_ANAK_BALITA", "Nm. Anak", "Nama Lengkap Balita", "Nama Bayi / Balita",)),
    *(("Balita", "Tanggal lahir", one) for one in (
        "TGL_LHR", "Tgl.Lahir Anak", "Tmp/Tgl Lahir", "Tanggal Kelahiran", "Birth Date", "Tgl Lhr (dd-mm-yyyy)", "Lahir tanggal",)),
    *(("Balita", "JK", one) for one in (
        "JNS_KELAMIN", "Jenis_Kel", "Laki-laki/Perempuan", "Sex", "JEN.KEL", "Jenis Kelamin Balita",)),
    *(("Balita", "Nama ibu/pengasuh", one) for one in (
        "Nama_Ortu", "Nama Bunda", "NM IBU", "Nama Ibu Kandung", "Orangtua/Wali", "Nama Ayah/Ibu",)),
    *(("Balita", "HP", one) for one in (
        "No.Telp Ortu", "Telepon", "No Hp Orang Tua", "Kontak WA",)),
    *(("Balita", "Posyandu", one) for one in (
        "Nama Pos", "POSY",)),
    *(("Balita", "BB lahir (kg)", one) for one in (
        "BBL (gr)", "Berat saat lahir", "BB_LAHIR",)),
    *(("Balita", "PB lahir (cm)", one) for one in (
        "PB_LAHIR", "TB Lahir (cm)", "Panjang badan lahir",)),
    *(("Balita", "Anak ke", one) for one in (
        "Anak ke-", "ANAK_KE",)),
    *(("Balita", "NIK", one) for one in (
        "No NIK", "NIK Balita", "NIK_ANAK",)),
    *(("Balita", "RT", one) for one in (
        "R.T",)),
    *(("Balita", "Alamat", one) for one in (
        "Alamat Lengkap", "Alamat Domisili",)),
    *(("Penimbangan", "Tanggal", one) for one in (
        "Tgl Timbang", "TGL_PENIMBANGAN", "Tanggal Kunjungan", "Tgl Pelayanan", "Tanggal Penimbangan Balita",)),
    *(("Penimbangan", "BB (kg)", one) for one in (
        "Berat Bdn", "BB_KG", "Hasil BB", "BB saat ukur (kg)", "Brt. Badan", "B. Badan",)),
    *(("Penimbangan", "TB/PB (cm)", one) for one in (
        "TB_CM", "Tinggi/Panjang", "PB atau TB (cm)", "Panjang/Tinggi Badan", "T. Badan", "Tgg. Badan (cm)",)),
    *(("Penimbangan", "Cara ukur", one) for one in (
        "CARA_UKUR", "Cara Pengukuran", "Posisi Ukur", "Metode ukur",)),
    *(("Penimbangan", "LiLA (cm)", one) for one in (
        "LLA", "Lingkar Lengan Atas (LiLA)",)),
    *(("Penimbangan", "LK (cm)", one) for one in (
        "Lingk. Kepala", "LK_CM",)),
    *(("Penimbangan", "Vitamin A", one) for one in (
        "Kapsul Vit A", "VIT.A", "Vitamin A (Biru/Merah)",)),
    *(("Penimbangan", "PMT", one) for one in (
        "Dapat PMT",)),
    *(("Penimbangan", "ASI eksklusif", one) for one in (
        "ASI Eksklusif (0-6 bln)", "ASIX",)),
    *(("Penimbangan", "Catatan", one) for one in (
        "Keterangan", "Ket.",)),
]  # fmt: skip

OTHERS = [
    *(("Penimbangan", one) for one in (
        "BB lahir", "BB (lahir)", "BB Lalu", "BB bulan lalu", "BB sebelumnya", "BB Ibu", "BB ideal", "Target BB", "BB/U",
        "BB/TB", "ZS BB/U", "Status BB", "W (kg)", "H (cm)", "Naik BB", "TB Ayah", "TB/PB Lahir", "Nama (ibu)",
        "Nama Ayah", "Tgl Ukur Lalu", "Tgl Lahir", "N/T/O/B", "Status Gizi", "Umur (bln)", "BB awal", "Kenaikan BB",
        "LK lahir", "Tanggal imunisasi", "Usia", "KPSP", "BB U", "IMT/U", "PMT Diterima (kg)")),
    *(("Balita", one) for one in (
        "Nama Posyandu Ayah", "Nama Ayah", "Pekerjaan Ibu", "Tgl lahir ibu", "Umur", "Status Stunting", "BB", "BB Baru",
        "Kab/Kota", "NIK/No KK", "Pendidikan ibu", "Nama kader", "Tanggal Ukur")),
    *(("Ibu Hamil", one) for one in ("Nama Kader", "BB", "Skor KSPR", "Usia kehamilan", "Tgl periksa", "Nama Anak")),
]  # fmt: skip


@pytest.mark.parametrize(("tab", "column", "header"), [*SPELLINGS, *MORE_SPELLINGS, *MORE_STILL])
def test_a_spelling_is_known(tab: str, column: str, header: str) -> None:
    names = list(match_headers(BY_TITLE[tab], [header]))
    assert [next(one.header for one in BY_TITLE[tab].columns if one.name == name) for name in names] == [
        column
    ]


@pytest.mark.parametrize(
    ("tab", "header"), [*OTHERS, *((row["tab"], row["judul"]) for row in _rows("bukan.csv"))]
)
def test_what_qualifies_a_name_makes_it_another_column(tab: str, header: str) -> None:
    assert not match_headers(BY_TITLE[tab], [header])


ROWS = HEADER_ROWS_SEEN
HELD = {
    "e-PPGBM": {"balita", "penimbangan"},
    "SIP Format 2": {"balita", "register_sip"},
    "formulir": {"balita", "penimbangan"},
    "sikades": {"balita", "penimbangan"},
    "z-score": {"balita", "penimbangan"},
    "pengukuran": {"penimbangan"},
    "everyday": {"balita", "penimbangan"},
}


@pytest.mark.parametrize("name", ROWS)
def test_a_whole_header_row_is_the_tabs_it_holds_and_the_rest_is_told(name: str) -> None:
    row: list[Cell] = [*ROWS[name]]
    grid: Grid = [row, ["isi"] * len(row)]
    sheet = parse_sheet(RawTab("Worksheet", grid, "x"), "buku")
    held = next(tabs for begin, tabs in HELD.items() if name.startswith(begin))
    assert {one.tab.name for one in sheet.parsed} == held
    read = {column.place for column in sheet.reading.columns if column.meanings}
    told = {column.place for column in sheet.reading.columns if column.unread}
    assert read | told == set(range(len(row)))
    said = " ".join(
        [*sheet.findings["message"], *(text for one in sheet.parsed for text in one.findings["message"])]
    )
    assert all(row[place] in said for place in told)


def test_measures_under_an_unknown_header_are_a_galat_of_the_tab() -> None:
    rows: Grid = [["12/10/2026", "MLT1", "MLT1-001", "Budi Contoh", 9.5, 75.5]] * 10
    seen = look(
        {**BASE, "Penimbangan": [["Tanggal", "Posyandu", "ID balita", "Nama", "W (kg)", "H (cm)"], *rows]}
    )
    galat = [text for text in messages(seen, "Galat") if "berat atau tinggi" in text]
    assert len(galat) == 1
    assert "W (kg)" in galat[0] and "H (cm)" in galat[0]
    assert {row["kolom"] for row in seen.kualitas_data.unread} == {"W (kg)", "H (cm)"}
    assert [row["terisi"] for row in seen.kualitas_data.unread] == [10, 10]
    assert seen.kualitas_data.unread_measures == 20
    first = seen.beranda.attention(seen.this_month, None).iloc[0]
    assert (first["matter"], first["page"]) == ("ukuran", "kualitas_data")


def test_a_band_above_names() -> None:
    grid: Grid = [
        ["Tanggal", "Posyandu", "ID balita", "Nama", "HASIL UKUR"],
        [None, None, None, None, "BB (kg)", "TB/PB (cm)"],
        ["12/10/2026", "MLT1", "MLT1-001", "Budi Contoh", 9.5, 75.5],
    ]
    assert weights(look({**BASE, "Penimbangan": grid})) == [("Budi Contoh", "2026-10-12", 9.5)]


def test_a_band_that_qualifies_its_names_is_never_passed_over() -> None:
    grid: Grid = [
        ["Tanggal", "Posyandu", "Nama", "BULAN LALU", None, "BULAN INI", None],
        [None, None, None, "BB", "TB", "BB", "TB"],
        ["12/10/2026", "MLT1", "Budi Contoh", 9.1, 74, 9.5, 75.5],
    ]
    seen = look({**BASE, "Penimbangan": grid})
    assert weights(seen) == [("Budi Contoh", "2026-10-12", 9.5)]
    assert {row["kolom"] for row in seen.kualitas_data.unread} == {"BULAN LALU BB", "BULAN LALU TB"}


@pytest.mark.parametrize("head", [
    [["Tahun", "ID balita", "Nama", "JANUARI", None, "FEBRUARI"], [None, None, None, "BB", "TB", "BB", "TB"]],
    [["Tahun", "ID balita", "Nama", "HASIL PENIMBANGAN"], [None, None, None, "JANUARI", None, "PEBRUARI"],
     [None, None, None, "BB", "TB", "BB", "PB"]],
])  # fmt: skip
def test_months_above_weight_and_length(head: Grid) -> None:
    grid: Grid = [*head, [2026, "MLT1-001", "Budi Contoh", 8.9, 71, 9.1, 72]]
    seen = look({**BASE, "Register SIP": grid})
    assert weights(seen) == [("Budi Contoh", "2026-01-12", 8.9), ("Budi Contoh", "2026-02-12", 9.1)]


@pytest.mark.parametrize("lines", [
    [["Posyandu", "Melati 1", None, "Tanggal", "12/10/2026"], []],
    [["PENIMBANGAN BALITA"], ["Posyandu : Melati 1"], ["Tanggal : 12 Oktober 2026"]],
    [["POSYANDU MELATI I"], ["Bulan", ":", "Oktober 2026"]],
    [["Nama Posyandu:", "Melati 01"], ["Bulan : Oktober"], ["Tahun : 2026"]],
    [["LAPORAN POSYANDU BULAN OKTOBER 2026"], ["Posyandu", "Pos Melati 1"]],
    [["Bulan: 10", None], ["Tahun 2026"], ["Posyandu = MLT1"]],
])  # fmt: skip
def test_the_lines_above_give_posyandu_and_day(lines: Grid) -> None:
    grid: Grid = [
        *lines,
        ["No", "Nama", "BB", "TB"],
        [1, "Budi Contoh", 9.5, 75.5],
        [2, "Siti Contoh", "10,2", 80],
    ]
    seen = look({**BASE, "Penimbangan": grid})
    assert weights(seen) == [("Budi Contoh", "2026-10-12", 9.5), ("Siti Contoh", "2026-10-12", 10.2)]
    assert set(seen.tables["penimbangan"]["posyandu"]) == {"MLT1"}
    assert not messages(seen, "Galat")


def test_a_header_in_row_twelve_under_a_letterhead() -> None:
    letterhead: Grid = [["PEMERINTAH KABUPATEN CONTOH"], ["UPT PUSKESMAS CONTOH"], ["Jalan Contoh Nomor 1"], [],
                        ["REGISTER BALITA"], ["Nama Posyandu", ":", "Mawar 2"], ["Desa", ":", "Sukamaju"],
                        ["Kecamatan", ":", "Contoh"], ["Kabupaten", ":", "Contoh"], ["Tahun", ":", 2026], []]  # fmt: skip
    grid: Grid = [*letterhead, ["NO", "NIK", "NAMA ANAK", "TGL LHR", "JNS KEL", "NAMA ORTU"], [1, 2, 3, 4, 5, 6],
                  [1, "9901014102250003", "Ani Contoh", "01/02/2025", "P", "Ibu Contoh"]]  # fmt: skip
    children = look({"Posyandu": POSYANDU, "Register": grid}).tables["balita"]
    assert children[["name", "posyandu", "caregiver"]].to_numpy().tolist() == [
        ["Ani Contoh", "MWR2", "Ibu Contoh"]
    ]


def test_the_same_header_twice_is_a_galat_and_neither_is_read() -> None:
    grid: Grid = [["Tanggal", "Posyandu", "ID balita", "Nama", "BB", "TB", "BB", "TB"],
                  ["12/10/2026", "MLT1", "MLT1-001", "Budi Contoh", 9.1, 74, 9.5, 75.5]]  # fmt: skip
    seen = look({**BASE, "Penimbangan": grid})
    assert seen.tables["penimbangan"]["weight_kg"].isna().all()
    assert sum("tidak satu pun dibaca" in text for text in messages(seen, "Galat")) == 2
    assert len(seen.kualitas_data.unread) == 4


@pytest.mark.parametrize("headers", [
    ["BB (lahir)", "PB (lahir)", "BB Baru"], ["BB lahir", "TB lahir", "BB (kg)"], ["BB bulan lalu", "TB lalu", "BB bulan ini"],
    ["BB Ibu", "TB Ibu", "BB anak"], ["Target BB", "Target TB", "Berat Badan"],
])  # fmt: skip
def test_a_qualified_header_is_never_the_weight(headers: list[str]) -> None:
    seen = look(
        {**BASE, "Penimbangan": [["Tanggal", "Nama", *headers], ["12/10/2026", "Budi Contoh", 3.1, 49, 9.5]]}
    )
    assert weights(seen) == [("Budi Contoh", "2026-10-12", 9.5)]
    assert seen.tables["penimbangan"]["height_cm"].isna().all()
    assert {row["kolom"] for row in seen.kualitas_data.unread} == set(headers[:2])


def test_a_month_in_a_header_holds_for_rows_of_that_month_only() -> None:
    row = ["12/10/2026", "Budi Contoh", 9.5]
    good = look({**BASE, "Penimbangan": [["Tanggal", "Nama", "BB Okt"], row]})
    assert weights(good) == [("Budi Contoh", "2026-10-12", 9.5)]
    bad = look(
        {**BASE, "Penimbangan": [["Tanggal", "Nama", "BB Okt"], row, ["12/11/2026", "Siti Contoh", 10]]}
    )
    assert bad.tables["penimbangan"]["weight_kg"].isna().all()
    assert any("menyebut bulan" in text for text in messages(bad, "Galat"))


@pytest.mark.parametrize(
    "title", ["OKTOBER 2026", "Penimbangan Oktober", "Okt 26", "Timbang Okt 2026", "oktober"]
)
def test_a_monthly_tab_holds_the_weighings_of_its_month(title: str) -> None:
    grid: Grid = [
        ["ID", "Nama", "BB", "TB"],
        ["MLT1-001", "Budi Contoh", 9.5, 75],
        ["MWR2-001", "Joko Contoh", 8, 70],
    ]
    seen = look({**BASE, title: grid})
    # Melati 1 opens on the 12th, Mawar 2 does not say: the 15th.
    assert weights(seen) == [("Budi Contoh", "2026-10-12", 9.5), ("Joko Contoh", "2026-10-15", 8.0)]


def test_a_months_day_is_the_one_in_the_schedule() -> None:
    days: Grid = [["Tanggal", "Posyandu"], ["08/10/2026", "MLT1"]]
    grid: Grid = [["Nama", "BB"], ["Budi Contoh", 9.5]]
    assert weights(look({**BASE, "Jadwal": days, "OKTOBER 2026": grid})) == [
        ("Budi Contoh", "2026-10-08", 9.5)
    ]


def test_monthly_tabs_stand_beside_each_other_and_say_where_a_finding_is() -> None:
    head = ["Nama", "BB"]
    seen = look(
        {
            **BASE,
            "SEPTEMBER 2026": [head, ["Budi Contoh", 9.1]],
            "OKTOBER 2026": [head, ["Budi Contoh", 9500]],
        }
    )
    assert [kg for _, day, kg in weights(seen) if day < "2026-10"] == [9.1]
    grams = seen.kualitas_data.findings[seen.kualitas_data.findings["message"].str.contains("gram")]
    assert grams[["tab", "cell"]].to_numpy().tolist() == [["OKTOBER 2026", "B2"]]


def test_a_tab_named_after_a_posyandu() -> None:
    grid: Grid = [["Tanggal", "Nama", "BB"], ["12/10/2026", "Budi Contoh", 9.5]]
    twin: Grid = [*CHILDREN, ["MWR2-002", "", "Budi Contoh", "L", "03/02/2025", "MWR2"]]
    seen = look(
        {
            "Posyandu": POSYANDU,
            "Balita": twin,
            "Penimbangan Melati 1": grid,
            "Timbang Posyandu Mawar II": grid,
        }
    )
    assert sorted(seen.tables["penimbangan"]["child_id"]) == ["MLT1-001", "MWR2-002"]


def test_the_workbooks_own_posyandu_is_its_rows() -> None:
    twin: Grid = [*CHILDREN, ["MWR2-002", "", "Budi Contoh", "L", "03/02/2025", "MWR2"]]
    grid: Grid = [["Tanggal", "Nama", "BB"], ["12/10/2026", "Budi Contoh", 9.5]]
    seen = look({"Posyandu": POSYANDU, "Balita": twin, "Penimbangan": grid}, posyandu="Mawar 2")
    assert seen.tables["penimbangan"]["child_id"].tolist() == ["MWR2-002"]


@pytest.mark.parametrize("title", ["Data Balita", "DAFTAR BALITA 2026", "Register Bayi", "Sheet1", "anak"])
def test_a_register_under_a_near_name_or_none(title: str) -> None:
    seen = look({"Posyandu": POSYANDU, title: CHILDREN})
    assert len(seen.tables["balita"]) == 3


@pytest.mark.parametrize("title", ["Daftar Bumil", "Data Ibu Hamil", "Lembar3"])
def test_mothers_under_a_near_name(title: str) -> None:
    grid: Grid = [
        ["Nama Ibu", "TANGGAL_HPHT", "Posyandu", "Hamil ke"],
        ["Ratna Contoh", "01/06/2026", "Melati 1", 2],
    ]
    mothers = look({"Posyandu": POSYANDU, title: grid}).tables["ibu_hamil"]
    assert mothers[["name", "posyandu", "gravida"]].to_numpy().tolist() == [["Ratna Contoh", "MLT1", 2.0]]


@pytest.mark.parametrize("base", [{}, {"Posyandu": POSYANDU}])
def test_an_export_is_a_register_and_weighings(base: dict[str, Grid]) -> None:
    seen = look({**base, "Worksheet": EXPORT})
    assert len(seen.tables["balita"]) == 3
    assert [kg for _, _, kg in weights(seen)] == [9.5, 9.0, 10.5]
    month = seen.gizi.skdn([seen.months[-2]]).iloc[0]
    assert (month["S"], month["D"]) == (3, 3)


def test_a_childs_rows_in_an_export_are_one_child() -> None:
    later = [[*row[:17], "2026-11-12", *row[18:]] for row in EXPORT_ROWS]
    seen = look({"Worksheet": [*EXPORT, *later]})
    assert (len(seen.tables["balita"]), len(seen.tables["penimbangan"])) == (3, 6)
    assert not [text for text in messages(seen) if "dua kali" in text]


def test_an_export_beside_an_own_register_is_only_kept_for_comparing() -> None:
    seen = look(
        {
            **BASE,
            "Penimbangan": [["Tanggal", "Nama", "BB"], ["12/10/2026", "Budi Contoh", 9.4]],
            "Worksheet": EXPORT,
        }
    )
    assert weights(seen) == [("Budi Contoh", "2026-10-12", 9.4)]
    assert {name: len(table) for name, table in seen.kualitas_data.exports.items()} == {
        "balita": 3,
        "penimbangan": 3,
    }


def test_one_sheet_of_children_and_weights_beside_an_own_register_adds_who_is_missing() -> None:
    grid: Grid = [["Nama", "JK", "Tgl Timbang", "Tgl Lahir", "BB (kg)", "Posyandu"],
                  ["Budi Contoh", "L", "12/10/2026", "03/01/2025", 9.5, "Melati 1"],
                  ["Ani Contoh", "P", "12/10/2026", "03/03/2025", 8.5, "Melati 1"]]  # fmt: skip
    seen = look({**BASE, "Z-score": grid})
    assert len(seen.tables["balita"]) == 4
    assert weights(seen) == [("Ani Contoh", "2026-10-12", 8.5), ("Budi Contoh", "2026-10-12", 9.5)]


@pytest.mark.parametrize("title", ["Form Responses 1", "Tanggapan Formulir 1", "Form_Responses"])
def test_a_forms_answers_are_weighings_of_the_day_they_were_sent(title: str) -> None:
    header = ["Timestamp", "Nama anak", "Posyandu", "Berat badan (kg)", "Tinggi badan (cm)"]
    sent = 46307 + 17 / 24  # 12 October 2026, 17.00: an hour of sending, no midnight
    seen = look(
        {
            **BASE,
            title: [
                header,
                [sent, "Budi Contoh", "Melati 1", 9.5, 75.5],
                [sent, "Joko Contoh", "Mawar 2", 8, 70],
            ],
        }
    )
    day = seen.tables["penimbangan"]["date"].iloc[0]
    assert weights(seen) == [("Budi Contoh", f"{day:%Y-%m-%d}", 9.5), ("Joko Contoh", f"{day:%Y-%m-%d}", 8.0)]
    assert (day.day, day.month) == (12, 10)
    assert not messages(seen)


@pytest.mark.parametrize("stored", [
    46295 + 17 / 24, "2026-09-30T17:00:00.000Z", 46295 + (23 * 3600 + 59 * 60 + 48) / 86400, "30/09/2026 23:59:48",
])  # fmt: skip
def test_a_midnight_of_another_zone_is_the_day_after(stored: Cell) -> None:
    seen = look({**BASE, "Penimbangan": [["Tanggal", "Nama", "BB"], [stored, "Budi Contoh", 9.5]]})
    assert weights(seen) == [("Budi Contoh", "2026-10-01", 9.5)]
    assert len(messages(seen, "Peringatan")) == 1


def test_midnight_depends_on_the_workbooks_zone() -> None:
    rows: Grid = [
        ["Tanggal", "Nama", "BB"],
        [46295 + 16 / 24, "Budi Contoh", 9.5],
        [46295 + 17 / 24, "Siti Contoh", 9.5],
    ]
    seen = look({**BASE, "Pengaturan": [["Nama", "Nilai"], ["Zona waktu", "WITA"]], "Penimbangan": rows})
    assert [day for _, day, _ in weights(seen)] == ["2026-10-01", "2026-09-30"]


@pytest.mark.parametrize("whole_year", [False, True])
def test_day_and_month_exchanged(whole_year: bool) -> None:
    months = range(1, 12) if whole_year else [10]
    days: Grid = [["Tanggal", "Posyandu"], *([f"05/{month:02d}/2026", "MLT1"] for month in months)]
    more = [["Ani Contoh", "L", "01/02/2025", "MLT1"], ["Ina Contoh", "P", "01/03/2025", "MLT1"]]
    base = {**BASE, "Balita": [*CHILDREN, *(["", "", *row] for row in more)]}
    names = ("Budi Contoh", "Siti Contoh", "Ani Contoh", "Ina Contoh")
    rows: Grid = [["10/05/2026", name, 9.5] for name in names]
    seen = look({**base, "Jadwal": days, "Penimbangan": [["Tanggal", "Nama", "BB"], *rows]})
    found = seen.kualitas_data.findings[seen.kualitas_data.findings["message"].str.contains("tertukar")]
    assert found["count"].sum() == 4
    assert set(found["level"]) == {"Peringatan"}
    assert found["message"].str.contains("Mungkin 5 Oktober").all()


@pytest.mark.parametrize(
    ("typed", "other", "meant"),
    [
        (
            "10/08/2026",
            "12/08/2026",
            "10 September 2026",
        ),  # the month before, where the child came on the 12th
        ("10/08/2026", "", ""),  # nobody of that month: weighed late
        ("20/09/2026", "10/09/2026", ""),  # weighed again, and no posyandu day beside it
    ],
)
def test_a_month_beside_the_posyandu_day(typed: str, other: str, meant: str) -> None:
    days: Grid = [
        ["Tanggal", "Posyandu"],
        ["12/08/2026", "MLT1"],
        ["10/09/2026", "MLT1"],
        ["12/10/2026", "MLT1"],
    ]
    rows: Grid = [[day, "Budi Contoh", 9.5 + place / 10] for place, day in enumerate([typed, other]) if day]
    seen = look({**BASE, "Jadwal": days, "Penimbangan": [["Tanggal", "Nama", "BB"], *rows]})
    found = seen.kualitas_data.findings[
        seen.kualitas_data.findings["message"].str.contains("Bukan hari posyandu")
    ]
    assert found["message"].tolist() == (
        [f"Bukan hari posyandu; bulannya meleset? Mungkin {meant}"] if meant else []
    )


@pytest.mark.parametrize("born", ["01/01/1970", 25569, "01/01/1900", 1, "03/01/2019"])
def test_a_birth_date_that_cannot_be_is_a_warning(born: Cell) -> None:
    children: Grid = [CHILDREN[0], ["MLT1-001", "", "Budi Contoh", "L", born, "MLT1"]]
    seen = look(
        {
            "Posyandu": POSYANDU,
            "Balita": children,
            "Penimbangan": [["Tanggal", "Nama", "BB"], ["12/10/2026", "Budi Contoh", 9.5]],
        }
    )
    found = seen.kualitas_data.findings[
        seen.kualitas_data.findings["tab"].eq("Balita")
        & seen.kualitas_data.findings["column"].eq("Tanggal lahir")
    ]
    assert found["level"].tolist() == ["Peringatan"]
    assert found["cell"].tolist() == ["E2"]


def test_a_broken_import_is_one_galat_and_its_rows_are_one_finding() -> None:
    rows: Grid = [["12/10/2026", "MLT1", f"MLT1-{number:03d}", f"Anak {number}", 9.5] for number in range(40)]
    header: list[Cell] = ["Tanggal", "Posyandu", "ID balita", "Nama", "BB"]
    seen = look({"Posyandu": POSYANDU, "Balita": [["#REF!"]], "Penimbangan": [header, *rows]})
    assert len(messages(seen, "Galat")) == 2
    broken, lost = (
        seen.kualitas_data.findings[seen.kualitas_data.findings["tab"].eq(tab)].iloc[0]
        for tab in ("Balita", "Penimbangan")
    )
    assert "A1" in broken["message"] and "Izinkan akses" in broken["suggestion"]
    assert (lost["count"], lost["source_row"], lost["cell"]) == (40, 2, "C2:C41")


def test_formula_errors_filled_down_are_one_finding() -> None:
    rows: Grid = [["12/10/2026", "MLT1", "MLT1-001", "#N/A", 9.5] for _ in range(300)]
    header: list[Cell] = ["Tanggal", "Posyandu", "ID balita", "Nama", "BB"]
    found = look({**BASE, "Penimbangan": [header, *rows]}).kualitas_data.findings
    errors = found[found["value"].eq("#N/A")]
    assert errors[["cell", "count"]].to_numpy().tolist() == [["D2:D301", 300]]


def test_nothing_filled_is_unread_in_silence() -> None:
    seen = look({**BASE, "Arisan": [["Siapa", "Iuran"], ["Ani Contoh", 5000]], "Penimbangan": [
        ["Tanggal", "Nama", "BB", "Warna kaos", None], ["12/10/2026", "Budi Contoh", 9.5, "merah", "catatan"]]})  # fmt: skip
    assert seen.kualitas_data.unread == [
        {"buku": "Buku 1", "tab": "Arisan", "kolom": None, "terisi": 4},
        {"buku": "Buku 1", "tab": "Penimbangan", "kolom": "Warna kaos", "terisi": 1},
        {"buku": "Buku 1", "tab": "Penimbangan", "kolom": "E", "terisi": 1},
    ]
    assert len(messages(seen, "Info")) == 3


MAPPED = [["Tab di buku", "Dibaca sebagai", "Kolom di buku", "Kolom papan"]]


def test_a_mapping_wins_over_every_guess() -> None:
    rows: Grid = [["D", "Kid", "W (kg)", "BB"], ["12/10/2026", "Budi Contoh", 9.5, 3.1]]
    mapping: Grid = [
        *MAPPED,
        ["Catatan Bidan", "Penimbangan", "", ""],
        ["Catatan Bidan", "", "D", "Tanggal"],
        ["catatan bidan", "", "Kid", "Nama"],
        ["Catatan Bidan", "", "W (kg)", "BB (kg)"],
        ["Catatan Bidan", "", "BB", "tidak dibaca"],
    ]
    seen = look({**BASE, "Pemetaan": mapping, "Catatan Bidan": rows})
    assert weights(seen) == [("Budi Contoh", "2026-10-12", 9.5)]
    assert not seen.kualitas_data.unread and not messages(seen)


def test_a_mapping_silences_a_tab_and_says_what_it_does_not_find() -> None:
    mapping: Grid = [
        *MAPPED,
        ["Arisan", "tidak dibaca"],
        ["Tak Ada", "Penimbangan"],
        ["Arisan", "Penimbngan x"],
    ]
    seen = look({**BASE, "Pemetaan": mapping, "Arisan": [["Siapa", "Iuran"], ["Ani", 5000]]})
    assert not seen.kualitas_data.unread
    assert sorted(messages(seen)) == ["Bukan nama tab papan", "Tidak ada tab bernama ini di buku mana pun"]


def test_the_boards_own_id_is_stable_and_holds_no_nik() -> None:
    rows: Grid = [
        ["Nama", "NIK", "JK", "Tgl Lahir", "Posyandu"],
        ["Ani Contoh", "9901010101250009", "P", "03/03/2025", "MLT1"],
    ]
    moved: Grid = [[], rows[0], ["Ani  CONTOH", "9901010101250008", "P", "3-3-2025", "Melati 1"]]
    one, other = (
        look({"Posyandu": POSYANDU, "Balita": grid}).tables["balita"]["child_id"][0] for grid in (rows, moved)
    )
    assert one == other
    assert len(one) == 10


@pytest.mark.parametrize(
    "typed", ["Melati I", "Posyandu Melati 01", "Pos Melati 1", "melati 1", "MLT1", "POSYANDU MELATI I"]
)
def test_a_posyandu_by_roman_or_padded_number(typed: str) -> None:
    seen = look(
        {
            **BASE,
            "Penimbangan": [["Tanggal", "Posyandu", "Nama", "BB"], ["12/10/2026", typed, "Budi Contoh", 9.5]],
        }
    )
    assert seen.tables["penimbangan"]["posyandu"].tolist() == ["MLT1"]
    assert not messages(seen)


def test_an_unknown_posyandu_names_the_nearest() -> None:
    seen = look(
        {
            **BASE,
            "Penimbangan": [
                ["Tanggal", "Posyandu", "ID balita", "BB"],
                ["12/10/2026", "Melati 7", "MLT1-001", 9],
            ],
        }
    )
    assert seen.kualitas_data.findings["suggestion"].str.contains("Mungkin MLT1").any()


@pytest.mark.parametrize(("header", "typed"), [
    ("RT/RW", "001/002"), ("RT/RW", "1/2"), ("RT / RW", "RT 1 / RW 2"), ("RT/RW", "RT.001/RW.002"),
    ("RW/RT", "002/001"), ("RT", "01/02"), ("RT/RW", "1 - 2"),
])  # fmt: skip
def test_rt_and_rw_in_one_cell_are_two(header: str, typed: str) -> None:
    grid: Grid = [
        ["Nama", "JK", "Tgl Lahir", "Posyandu", header],
        ["Budi Contoh", "L", "03/01/2025", "MLT1", typed],
    ]
    child = look({"Posyandu": POSYANDU, "Balita": grid}).tables["balita"].iloc[0]
    assert (child["rt"], child["rw"]) == ("001", "002")
