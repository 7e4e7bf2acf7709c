"""`python -m lib eppgbm` as people run it: the files, what it says, and its exit codes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from lib.domain.eppgbm import FILES, read_file_columns
from lib.workbook.sample.build import write_sample
from lib.workbook.template import write_template
from tests.command import Done, build_environment, call, start

TODAY = date(2026, 11, 22)
MONTH = "2026-10"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample and an empty workbook."""
    path = tmp_path_factory.mktemp("eppgbm")
    write_sample(path / "kecil.xlsx", today=TODAY, children=60, months=6, seed=3)
    write_template(path / "templat.xlsx")
    return path


def run(folder: Path, *arguments: str) -> Done:
    return call(folder, build_environment(folder, TODAY.isoformat()), "eppgbm", *arguments)


def read_rows(path: Path) -> list[dict[str, object]]:
    header, *rows = openpyxl.load_workbook(path).active.values
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_it_writes_both_files_and_the_list_and_says_what_goes(folder: Path) -> None:
    done = run(folder, "kecil.xlsx", "--bulan", MONTH, "--keluaran", "kirim")
    assert done.returncode == 0, done.stderr
    written = {file: read_rows(folder / "kirim" / f"{file}-{MONTH}.xlsx") for file in FILES}
    for file, rows in written.items():
        assert list(rows[0]) == [column.header for column in read_file_columns()[file]]
        assert all(isinstance(row["NIK"], str) and len(row["NIK"]) == 16 for row in rows)
    held = read_rows(folder / "kirim" / f"tertahan-{MONTH}.xlsx")
    sent = len(written["pengukuran"])
    kept = len({row["ID"] for row in held if "pengukuran" in str(row["Berkas"])})
    assert done.stdout.startswith(f"Diukur {sent + kept}, tertahan {kept}. Siap dikirim {sent}, ")
    assert "15 berkas ditulis ke kirim" in done.stdout
    assert not [word for word in done.stdout.split() if word.isdecimal() and len(word) == 16]


def test_of_each_posyandu_the_files_add_up_to_the_whole(folder: Path) -> None:
    assert run(folder, "kecil.xlsx", "--bulan", MONTH, "--keluaran", "bagian").returncode == 0
    for file in FILES:
        parts = sorted((folder / "bagian" / "per-posyandu").glob(f"{file}-*.xlsx"))
        assert len(parts) == 4
        niks = [row["NIK"] for part in parts for row in read_rows(part)]
        assert sorted(niks) == sorted(
            row["NIK"] for row in read_rows(folder / "bagian" / f"{file}-{MONTH}.xlsx")
        )


def test_a_second_run_writes_over_the_first(folder: Path) -> None:
    first = run(folder, "kecil.xlsx", "--bulan", MONTH, "--keluaran", "lagi")
    environ = build_environment(folder, TODAY.isoformat())
    again = start(folder, environ, "eppgbm", "kecil.xlsx", "--bulan", MONTH, "--keluaran", "lagi")
    assert (again.returncode, again.stdout) == (0, first.stdout)


def test_nobody_to_send_is_said_by_the_exit_code(folder: Path) -> None:
    done = run(folder, "templat.xlsx", "--bulan", MONTH, "--keluaran", "sepi")
    assert done.returncode == 1
    assert "Diukur 0, tertahan 0." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("kecil.xlsx", "--bulan", MONTH), "belum ada --keluaran"),
        (("kecil.xlsx", "--keluaran", "x"), "belum ada --bulan"),
        (("kecil.xlsx", "--bulan", "Oktober", "--keluaran", "x"), "bulan 'Oktober' harus seperti 2026-11"),
        (("kecil.xlsx", "--bulan", MONTH, "--keluaran", "tidak/ada"), "tidak ada"),
        (
            ("kecil.xlsx", "--bulan", MONTH, "--keluaran", "kecil.xlsx"),
            "Berkas tidak dapat dibuka atau ditulis",
        ),
        (("hilang.xlsx", "--bulan", MONTH, "--keluaran", "x"), "tidak ditemukan"),
    ],
)
def test_wrong_use_is_one_line_and_2(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    done = run(folder, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = [one for one in done.stderr.splitlines() if not one.startswith("Membaca ")]
    assert says in line
