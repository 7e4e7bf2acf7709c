"""A year of a puskesmas typed into the empty template: what each SOP then owes, and what nobody is told."""

from __future__ import annotations

from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pandas as pd
import pytest

from lib.data.once import read_seen
from lib.data.seen import Seen
from lib.domain.steps import compute_compliance, is_judged
from lib.workbook.template import write_template

Row = dict[str, Any]
MONTHS = range(1, 13)
DAYS = {"MLT1": 10, "MLT2": 12}


def day(month: int, number: int) -> date:
    return date(2026, month, number)


def type_year() -> dict[str, list[Row]]:
    """Every row once: AJB where the bus stops, meetings since January, SIKERITING, KEBAL MSG since July,
    and of OSOC nothing.  Child A of Melati 1 does not gain in July and August (2T), is absent in April."""
    kilos = {1: 8.0, 2: 8.3, 3: 8.6, 5: 9.2, 6: 9.5, 7: 9.5, 8: 9.5, 9: 9.9, 10: 10.2, 11: 10.5, 12: 10.8}
    weighings = [
        {"Tanggal": day(month, DAYS["MLT1"]), "Posyandu": "MLT1", "ID balita": "A", "BB (kg)": kilo}
        for month, kilo in kilos.items()
    ] + [
        {
            "Tanggal": day(month, DAYS["MLT2"]),
            "Posyandu": "MLT2",
            "ID balita": "B",
            "BB (kg)": 7.8 + 0.3 * month,
        }
        for month in MONTHS
    ]
    meetings, answers, ticks = [], [], []
    for month in MONTHS:
        name = f"PK-{month}"
        held = day(month, 8 if month == 4 else 5)  # in April three days late
        meetings.append(
            {"ID": name, "Tanggal rencana": day(month, 5), "Tanggal": held, "Jenis": "Pertemuan kader",
             "Status": "Terlaksana", "Alat siap": "Ya", "Lintas program": "Bidan", "Pembahasan": "Menu",
             "Laporan": "map merah, lemari 2"}
        )  # fmt: skip
        answers.append({"Pertemuan": name, "Nama": "Kader Contoh", "Soal": "1", "Benar": "Ya"})
        h = day(month, DAYS["MLT1"])
        for step, ahead in (("1", 5), ("4", 1)):
            ticks.append({"Tanggal": day(month, h.day - ahead), "SOP": "AJB", "Posyandu": "MLT1",
                          "Putaran": h, "Langkah": step, "Hasil": "Ya"})  # fmt: skip
    meetings += [
        {"ID": kind, "Tanggal rencana": when, "Tanggal": when, "Jenis": kind, "Status": "Terlaksana"}
        for kind, when in (("Sosialisasi", day(2, 3)), ("Lokmin", day(8, 25)))
    ]  # fmt: skip
    ticks += [
        {"Tanggal": day(8, 20), "SOP": "KEBAL", "Langkah": step, "Hasil": "Ya"} for step in ("A3", "A5")
    ]
    ticks.append({"Tanggal": day(7, 20), "SOP": "KEBAL", "Langkah": "A7", "Hasil": "Ya"})
    done = {"2": 2, "4": 3, "6": 4, "7": 4, "8": 5, "9": 6, "10": 6, "11": 9, "12": 12}
    activities = [
        {"Tanggal": day(month, 15), "Langkah": step, "Hasil": "Baik"}
        | ({} if step in "24" else {"ID balita": "A", "Tim": "Tim 1"})
        for step, month in done.items()
    ]
    boarding = {"Tanggal": day(5, 10), "Posyandu": "MLT1", "ID peserta": "A", "Validasi": "Tidak datang",
                "Tanggal kontak": day(5, 6), "Hasil kontak": "Tersambung", "Bersedia": "Ya",
                "Naik": "Ya"}  # fmt: skip
    minutes = {
        "sosialisasi": 30,
        "penyampaian": 10,
        "pelaksanaan": 45,
        "masak": 20,
        "makan": 3,
        "penyuluhan": 10,
    }
    return {
        "Posyandu": [
            {"Kode": code, "Nama": name, "Desa/Kelurahan": "Sukamaju"}
            for code, name in (("MLT1", "Melati 1"), ("MLT2", "Melati 2"))
        ],
        "Titik Jemput": [{"Kode": "T1", "Nama": "Balai", "Posyandu": "MLT1"}],
        "Jadwal": [
            {"Tanggal": day(month, number), "Posyandu": code}
            for month in MONTHS
            for code, number in DAYS.items()
        ],
        "Balita": [
            {"ID": child, "Nama": f"Anak {child}", "JK": "L", "Tanggal lahir": date(2025, 1, 20),
             "Posyandu": code, "Punya KMS": "Ya"}
            for child, code in (("A", "MLT1"), ("B", "MLT2"))
        ],
        "Penimbangan": weighings,
        "Antar Jemput": [boarding],
        "Pertemuan": meetings,
        "Tanya Jawab": answers,
        "Daftar Tilik": ticks,
        "MoU": [{"Kelurahan": "Sukamaju", "No MoU": "1", "Tanggal": day(2, 20)}],
        "Mentoring": [
            {"ID balita": "A", "Tim": "Tim 1", "Mentor": "Mentor Contoh",
             "Tanggal pilih": day(3, 20), "Status": "Aktif"}
        ],
        "Kegiatan Mentoring": activities,
        "Kebal MSG": [
            {"Tanggal": day(8, 20), "Posyandu": "MLT1", "Menu": "Sup", "Materi penyuluhan": "Gizi"}
            | {f"Menit {name}": value for name, value in minutes.items()}
        ],
        "Peserta Kebal MSG": [{"Tanggal": day(8, 20), "Posyandu": "MLT1", "ID balita": "A", "Hadir": "Ya"}],
    }  # fmt: skip


STARTS = {"PK": date(2026, 1, 1), "SIKERITING": date(2026, 1, 1), "KEBAL": date(2026, 7, 1)}


@cache
def _template() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "templat.xlsx"
        write_template(path)
        return path.read_bytes()


def open_year(
    folder: Path, rows: dict[str, list[Row]], today: date, starts: dict[str, date] | None = None
) -> Seen:
    """What is typed into an empty template; `starts`: `Mulai` by SOP (None: those of the year)."""
    begins = STARTS if starts is None else starts
    path = folder / "buku.xlsx"
    book = openpyxl.load_workbook(BytesIO(_template()))
    sops = book["SOP"]
    headers = [cell.value for cell in sops[1]]
    for line in sops.iter_rows(min_row=2):
        cells = dict(zip(headers, line, strict=False))
        if rows and cells["Kode"].value in begins:
            cells["Mulai"].value = begins[cells["Kode"].value]
    for title, typed in rows.items():
        sheet = book[title]
        places = {cell.value: cell.column for cell in sheet[1]}
        for at, row in enumerate(typed, start=2):
            for header, value in row.items():
                sheet.cell(at, places[header], value)
    book.save(path)
    (seen,) = read_seen([str(path)], today)
    return seen


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return open_year(tmp_path_factory.mktemp("tahun"), type_year(), date(2026, 12, 31))


def test_no_step_is_late_that_nobody_owed(year: Seen) -> None:
    for month in pd.period_range("2026-01", "2026-12", freq="M"):
        rows = year.sop.status(month)
        late = rows[rows["state"].isin(["lewat", "sebagian"])]
        assert late[["sop", "step", "unit", "state"]].values.tolist() == []
        figures = compute_compliance(rows).set_index("sop")
        assert (figures["filled"] == figures["total"]).all()
        assert figures.loc["OSOC", "total"] == 0
        assert figures.loc["PK", ["ya", "total"]].tolist() == [7, 7]
        assert (figures.loc["KEBAL", "total"] == 0) == (month.month < 7)
        owing = rows[rows["owed"] & rows["sop"].eq("AJB")]
        assert set(owing["unit"]) == {"MLT1"}
        assert set(rows.loc[rows["sop"].eq("OSOC"), "state"]) <= {"belum dimulai"}
    april = year.sop.status(pd.Period("2026-04"))
    held = april[april["sop"].eq("PK") & april["step"].eq("4")]
    assert held["state"].tolist() == ["terlambat"]


def test_nothing_is_typed_twice(year: Seen) -> None:
    engine = year.sop._engine
    key = ["sop_key", "step_key", "unit_key", "round_date"]
    twice = engine.typed[key].merge(engine.derived[key], on=key)
    assert twice.empty
    assert not engine.typed.duplicated(key).any()
    assert len(engine.typed) == len(type_year()["Daftar Tilik"])
    assert year.kualitas_data.findings_of(tab="Daftar Tilik").empty


def test_below_eighty_percent_filled_there_is_no_verdict(tmp_path: Path) -> None:
    rows = type_year()
    for meeting in rows["Pertemuan"]:
        for header in ("Pembahasan", "Laporan"):
            meeting.pop(header, None)
    seen = open_year(tmp_path, rows, date(2026, 12, 31))
    figures = compute_compliance(seen.sop.status(pd.Period("2026-03"))).set_index("sop").loc["PK"]
    assert figures[["ya", "filled", "total"]].tolist() == [5, 5, 7]
    assert not is_judged(figures["compliance"], figures["filled"], figures["total"])


def test_an_empty_template_owes_nothing_and_is_guided(tmp_path: Path) -> None:
    seen = open_year(tmp_path, {}, date(2026, 7, 15))
    status = seen.sop.status(seen.this_month)
    assert not status["owed"].any() and set(status["state"]) <= {"belum dimulai"}
    assert seen.beranda.attention(seen.this_month).empty
    assert seen.beranda.first_steps == dict.fromkeys(
        ("sop", "posyandu", "jadwal", "balita", "penimbangan"), False
    )


def test_a_month_of_sasaran_without_a_session_is_one_matter_outside_what_is_due(tmp_path: Path) -> None:
    rows = type_year() | {"Kebal MSG": [], "Peserta Kebal MSG": []}
    seen = open_year(tmp_path, rows, date(2026, 8, 31))
    august = pd.Period("2026-08")
    assert seen.kebal_msg.waiting(august).to_dict("records") == [{"posyandu": "MLT1", "sasaran": 1.0}]
    matters = seen.beranda.attention(august)
    found = matters[matters["matter"].eq("kebal kegiatan")]
    assert found[["count", "page", "grade"]].values.tolist() == [[1.0, "kebal_msg", "minggu ini"]]
    status = seen.sop.status(august)
    assert not (status["sop"].eq("KEBAL") & status["step"].str.startswith("B") & status["owed"]).any()
    assert seen.pertemuan.agenda is not None
