"""`python -m lib laporan` as people and scheduled jobs run it, and the commands as the guide has them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from lib.arguments import build_parser
from lib.config import ROOT
from lib.workbook.sample.build import write_sample
from tests.personal_data import collect

TODAY = date(2026, 11, 22)
INSTALLING = (ROOT / "docs" / "pemasangan.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("laporan")
    write_sample(path / "kecil.xlsx", today=TODAY, posyandu=2, children=60, months=6, seed=3)
    return path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "lib", "laporan", *arguments],
        cwd=folder,
        env={
            **os.environ,
            "PAPAN_CONTOH": "1",
            "PAPAN_DATA": str(folder / "data"),
            "PAPAN_HARI_INI": TODAY.isoformat(),
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout
    return done


def test_the_text_for_the_group_is_what_comes_without_more_words(folder: Path) -> None:
    done = run(folder, "kecil.xlsx", "--bulan", "lalu")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.rstrip("\n").split("\n")
    assert lines[0] == "*Ringkasan posyandu Oktober 2026*" and len(lines) == 10
    assert len(done.stdout) <= 1000


def test_a_text_for_the_kepala_goes_into_a_folder_under_its_name(folder: Path) -> None:
    (folder / "keluar").mkdir()
    arguments = ("kecil.xlsx", "--bulan", "2026-10", "--untuk", "kepala", "--posyandu", "mlt1")
    done = run(folder, *arguments, "--keluaran", "keluar")
    assert done.returncode == 0, done.stderr
    (written,) = (folder / "keluar").iterdir()
    assert written.name == "ringkasan-kepala-2026-10.txt"
    assert "Posyandu Melati 1" in written.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "name", "begins"),
    [
        (("--format", "pdf"), "bulan.pdf", b"%PDF"),
        (("--format", "pdf", "--untuk", "kader", "--posyandu", "MLT1"), "lembar.pdf", b"%PDF"),
        (("--format", "png"), "skdn.png", b"\x89PNG"),
    ],
)
def test_files_are_written_where_asked(
    folder: Path, arguments: tuple[str, ...], name: str, begins: bytes
) -> None:
    done = run(folder, "kecil.xlsx", "--bulan", "2026-10", *arguments, "--keluaran", name)
    assert (done.returncode, done.stdout) == (0, f"Laporan ditulis: {name}\n"), done.stderr
    assert (folder / name).read_bytes().startswith(begins)


def test_a_month_without_a_weighing_writes_no_file_and_says_so(folder: Path) -> None:
    done = run(folder, "kecil.xlsx", "--bulan", "2020-01", "--format", "pdf", "--keluaran", "kosong.pdf")
    assert done.returncode == 1 and "Belum ada penimbangan pada Januari 2020" in done.stderr
    assert not (folder / "kosong.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--bulan", "lusa"), "harus seperti 2026-11"),
        (("--bulan", "ini", "--untuk", "dinkes"), "'dinkes' tidak dikenal"),
        (("--bulan", "ini", "--format", "png", "--untuk", "kepala"), "Gambar selalu dibuat untuk grup"),
        (("--bulan", "ini", "--format", "pdf", "--posyandu", "MLT1"), "selalu sepuskesmas"),
        (("--bulan", "ini", "--format", "pdf", "--keluaran", "a.txt"), "harus berakhiran .pdf"),
        (("--bulan", "ini", "--posyandu", "XX9"), "Posyandu XX9 tidak ada; yang ada: MLT1"),
    ],
)
def test_wrong_use_is_one_line_and_2(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    done = run(folder, "kecil.xlsx", *arguments)
    said = [line for line in done.stderr.splitlines() if not line.startswith("Membaca")]
    assert done.returncode == 2 and len(said) == 1 and says in said[0] and not done.stdout


# ---- as docs/pemasangan.md has them


def read_commands(language: str) -> list[str]:
    blocks = re.findall(rf"```{language}\n(.*?)```", INSTALLING, re.DOTALL)
    lines = "\n".join(blocks).splitlines()
    return [line for line in lines if "-m lib laporan" in line]


def test_the_cron_lines_of_the_guide_run_as_cron_runs_them(folder: Path, tmp_path: Path) -> None:
    """By sh, with next to nothing in the environment, from an installation laid out as in the guide."""
    papan, data = tmp_path / "papan", tmp_path / "data"
    papan.mkdir()
    (data / "laporan").mkdir(parents=True)
    (papan / "lib").symlink_to(ROOT / "lib")
    (papan / ".venv").symlink_to(sys.prefix)
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(f"[[buku]]\nberkas = {json.dumps(str(folder / 'kecil.xlsx'))}\n")
    lines = read_commands("cron")
    assert len(lines) == 2
    for line in lines:
        *when, user, command = line.split(maxsplit=6)
        assert len(when) == 5 and user == "papan" and "%" not in command
        for there, here in (
            ("/etc/papan/secrets.toml", secrets),
            ("/opt/papan", papan),
            ("/var/lib/papan", data),
        ):
            command = command.replace(there, str(here))
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PAPAN_HARI_INI": TODAY.isoformat()},
            capture_output=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
    assert {path.suffix for path in (data / "laporan").iterdir()} == {".pdf", ".txt"}


def test_the_windows_tasks_of_the_guide_are_commands_that_exist() -> None:
    lines = read_commands("bat")
    assert len(lines) == 2
    for line in lines:
        (task,) = re.findall(r'/TR "([^"]+)"', line)
        assert len(task) <= 261, "schtasks takes no more"
        options = build_parser().parse_args(task.partition("-m lib ")[2].split())
        assert options.command == "laporan" and options.bulan == "lalu"
        assert "/SC MONTHLY" in line and "/RU LOCALSERVICE" in line


def test_no_name_is_in_what_a_job_writes_for_the_group(folder: Path) -> None:
    from lib.data.once import read_seen

    (seen,) = read_seen([str(folder / "kecil.xlsx")], TODAY)
    said = run(folder, "kecil.xlsx", "--bulan", "2026-10", "--posyandu", "MLT1").stdout
    assert collect(seen._whole.tables.frames).found_in([said]) == []
