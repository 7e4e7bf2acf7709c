"""The facts of the five SOP documents, typed here once more from the documents themselves."""

from __future__ import annotations

from datetime import date

import pytest

from lib.workbook.read_dates import to_serial
from lib.workbook.sop_documents import DOCUMENTS, build_sop_rows, count_minutes
from lib.workbook.tabs import TABS

# code: form, scope, number, revision, pages, issued, head, NIP
IDENTITY = {
    "AJB": (
        "SOP", "Posyandu", "SOP/BSKJ/", None, None, None, "dr. LEILA HANDAYANI", "19800715 200701 2 003",
    ),
    "PK": (
        "SOP", "Puskesmas", "SOP/ 149 /2023", "03", "1/2", date(2023, 1, 20), "dr. MUH EL RIZA, M.M.",
        "19750108 200604 1 003",
    ),
    "SIKERITING": (
        "SOP", "Pasangan", "SOP/807/II/2025", None, "1 / 2", date(2025, 1, 2), "dr. Aulia Satria",
        "197409292005011006",
    ),
    "OSOC": (
        "SOP-AP", "Pasangan", "SOP / 35 / 050C / 2019", None, None, date(2019, 9, 27),
        "dr. H. WIDJI LESTARIONO", "19630522 198902 1 002",
    ),
    "KEBAL": (
        "SOP", "Posyandu", "440/SOP/III/2019", "00", "1 dari 2", "Maret 2019", "Dr. Prima Artha Tarigan",
        "196305151991032004",
    ),
}  # fmt: skip

GIZI = "Pengelola program gizi"

# code: (step, executor, day, standard minutes, output) in order
STEPS: dict[str, list[tuple[str, str | None, str | None, int | None, str | None]]] = {
    "AJB": [
        ("1", "Kader", "H-5", 30, None),
        ("2", "Kader", "H-5", None, None),
        ("3", "Kader", "H-4", 7, None),
        ("4", "Kader", "H-1", 5, None),
        ("5", "Supir bus karyawan PT. Guna Dodos", "H", 35, None),
    ],
    "PK": [
        ("1", "Petugas", "Bulanan", None, None),
        ("2", "Petugas", "Bulanan", None, None),
        ("3", "Petugas", "Bulanan", None, None),
        ("4", "Petugas", "Bulanan", None, None),
        ("5", "Petugas", "Bulanan", None, None),
        ("6", "Petugas", "Bulanan", None, "Notulen"),
        ("7", "Petugas", "Bulanan", None, "Laporan"),
    ],
    "SIKERITING": [
        ("1", "Puskesmas", "TW1", None, None),
        ("2", "Tim", "TW1", None, None),
        ("3", "Tim", "TW1", None, "MoU"),
        ("4", "Tim", "TW1", None, "Jadwal"),
        ("5", "Tim", "TW1", None, None),
        ("6", "Masing-masing Tim", "TW2", None, None),
        ("7", "Masing-masing mentor", "TW2", None, None),
        ("8", "Masing-masing mentor", "TW2", None, None),
        ("9", "Masing-masing Tim Pembina", "TW2", None, None),
        ("10", "Masing-masing Tim", "Juni", None, None),
        ("11", "Masing-masing Tim", "TW3", None, None),
        ("12", "Masing-masing Tim", "Desember", None, "Rencana tindak lanjut"),
    ],
    "OSOC": [
        ("1", None, None, 10, "Surat tugas"),
        ("2", None, None, 15, "Surat"),
        ("3", None, None, 30, None),
        ("4a", None, None, 30, None),
        ("4b", None, None, 120, "Data Ibu hamil resiko tinggi"),
        ("5", None, None, 120, "Bahan konseling"),
        ("6", None, None, 60, "Catatan pendampingan"),
        ("7", None, None, 180, "Laporan"),
        ("8", None, None, 180, "Rekap laporan pendampingan"),
        ("9", None, None, 10, "Bahan Perencanaan"),
    ],
    "KEBAL": [
        ("A1", "Kader Posyandu", "Bulanan", None, None),
        ("A2", GIZI, "Bulanan", None, None),
        ("A3", GIZI, "Bulanan", None, None),
        ("A4", GIZI, "Bulanan", None, None),
        ("A5", GIZI, "Bulanan", None, None),
        ("A6", GIZI, "Bulanan", None, None),
        ("A7", GIZI, "Bulanan", None, None),
        ("B1", GIZI, "Bulanan", 30, None),
        ("B2", "Kader", "Bulanan", 10, None),
        ("B3", GIZI, "Bulanan", 45, None),
        ("B4", "Pengelola program gizi dan kader", "Bulanan", 20, None),
        ("B5", None, "Bulanan", 3, None),
        ("B6", GIZI, "Bulanan", 10, None),
        ("B7", GIZI, "H+30", None, None),
    ],
}


def test_the_five_sops_stand_in_order() -> None:
    assert list(DOCUMENTS) == ["AJB", "PK", "SIKERITING", "OSOC", "KEBAL"]


@pytest.mark.parametrize("code", IDENTITY)
def test_identity_is_as_the_document_writes_it(code: str) -> None:
    sop = DOCUMENTS[code]
    assert (
        sop.form, sop.scope, sop.number, sop.revision, sop.pages, sop.issued_on, sop.approver,
        sop.approver_nip,
    ) == IDENTITY[code]  # fmt: skip


@pytest.mark.parametrize("code", STEPS)
def test_steps_have_the_documents_order_executors_days_minutes_and_outputs(code: str) -> None:
    steps = DOCUMENTS[code].steps
    assert [(s.step, s.executor, s.timing, s.standard_minutes, s.output) for s in steps] == STEPS[code]


def test_osoc_takes_755_minutes() -> None:
    assert count_minutes(DOCUMENTS["OSOC"].steps) == 755


def test_osoc_names_what_each_step_needs() -> None:
    paper = "Kertas HVS, Printer, Komputer"
    assert [step.equipment for step in DOCUMENTS["OSOC"].steps] == [
        paper, paper, None, None, "Kohort Ibu", "Media konseling", "Catatan medis pasien, Bahan konseling",
        "Catatan pendampingan", "Laporan mahasiswa", None,
    ]  # fmt: skip


def test_osoc_was_made_a_day_before_it_took_effect() -> None:
    assert DOCUMENTS["OSOC"].created_on == date(2019, 9, 26)


def test_kebal_has_two_phases() -> None:
    phases = [step.phase for step in DOCUMENTS["KEBAL"].steps]
    assert phases == ["Pendataan Sasaran"] * 7 + ["Pelaksanaan"] * 7


def test_only_pertemuan_kader_has_a_record_of_changes() -> None:
    told = {code for code, sop in DOCUMENTS.items() if any(change.part for change in sop.history)}
    assert told == {"PK"}
    # The others that have the heading have it with nothing under it.
    assert {code for code, sop in DOCUMENTS.items() if sop.history} - told == {"SIKERITING", "KEBAL"}
    first, second = DOCUMENTS["PK"].history
    assert (first.number, first.part, first.change, first.effective_on) == (
        "1", "KOP Surat", "UPT tidak dicantumkan", date(2022, 11, 14),
    )  # fmt: skip
    assert (second.number, second.part, second.effective_on) == ("2", "Kebijakan", date(2023, 1, 3))
    assert "445/031/404.102.15/2015" in second.change
    assert "188/01/404.302.4.19/2023" in second.change


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("AJB", ["No. 4 Tahun 2019", "RPJMD 2021 – 2026", "Buku Donasi"]),
        ("PK", ["188/01/404.302.4.19/2023", "Tahun 2010", "kecamatan Mantingan"]),
        (
            "SIKERITING",
            ["No 34 Tahun 2025", "No. 36 Tahun 2014", "No. 32 Tahun 2024", "No. 35 Tahun 2014",
             "No. 27 Tahun 2021", "Dinas DPMPPA Kota Jambi"],
        ),
        ("OSOC", ["Nomor 25 tahun 2004", "Nomor 18 Tahun 2020", "Disimpan sebagai data manual"]),
        (
            "KEBAL",
            ["440/SK-282/PKM.GP/IV/2019", "050.3/324/Kpts/Per-UU/2019", "Nomor 75 Tahun 2016",
             "Nomor 14 Tahun 2017", "nomor 38 Tahun 2017", "Bukti Dokumentasi"],
        ),
    ],
)  # fmt: skip
def test_decrees_and_related_papers_keep_their_numbers(code: str, facts: list[str]) -> None:
    row = build_sop_rows()["sop"][list(DOCUMENTS).index(code)]
    everything = "\n".join(str(cell) for cell in row)
    for fact in facts:
        assert fact in everything


@pytest.mark.parametrize(
    ("code", "step", "doubt"),
    [
        ("AJB", None, "ibu hamil"),
        ("AJB", "2", "hari dan menit"),
        ("PK", "1", "tahunan"),
        ("SIKERITING", None, "bagan alir"),
        ("SIKERITING", None, "peraturan"),
        ("OSOC", None, "dua kali"),
        ("OSOC", None, "belum ditetapkan"),
        ("OSOC", None, "2020"),
        ("KEBAL", None, "Maret 2019"),
        ("KEBAL", "B3", "45 menit"),
        ("KEBAL", "B5", "3 menit"),
    ],
)
def test_a_doubt_is_a_note_and_never_a_silent_mend(code: str, step: str | None, doubt: str) -> None:
    sop = DOCUMENTS[code]
    note = sop.note if step is None else next(s.note for s in sop.steps if s.step == step)
    assert note is not None
    assert note.startswith("Catatan penyusun: ")
    assert doubt in note


def test_rows_fit_the_declared_columns_and_choices() -> None:
    rows = build_sop_rows()
    assert {name: len(grid) for name, grid in rows.items()} == {
        "sop": 5, "langkah_sop": 48, "riwayat_sop": 4,
    }  # fmt: skip
    for name, grid in rows.items():
        columns = TABS[name].columns
        for row in grid:
            assert len(row) == len(columns)
            for column, cell in zip(columns, row, strict=True):
                assert not (column.required and cell in (None, ""))
                assert not (column.choices and cell is not None and cell not in column.choices)
    issued = [column.name for column in TABS["sop"].columns].index("issued_on")
    assert rows["sop"][1][issued] == to_serial(date(2023, 1, 20))
