"""The record of who signed in, left, saved files and opened names: who, what kind, when, and nothing else."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from lib.auth import audit as module
from lib.auth.audit import FILES_KEPT, UNKNOWN, Audit, describe_file, find_audit
from lib.auth.throttle import FAILURES_PER_NAME_AND_ADDRESS
from lib.config import TIME_ZONES, current_settings
from lib.domain.access import PAGES, Role, Viewer
from lib.settings import User
from tests.app_test import AppTest
from tests.auth.disk import full_disk, read_only
from tests.signing_in import open_app, sign_in

KADER = Viewer("melati", "Ibu Ani", Role.KADER, posyandu=("MLT1",))
USER = User("melati", "Ibu Ani", (Role.KADER,), "$2b$")


class Clock:
    now = datetime(2026, 11, 22, 9, 15, tzinfo=TIME_ZONES["WIB"])

    def __call__(self) -> datetime:
        return self.now


def read(folder: Path) -> list[str]:
    """All lines without their times."""
    lines = [line for path in sorted(folder.glob("*.log")) for line in path.read_text("utf-8").splitlines()]
    return [line.partition(" ")[2] for line in lines]


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    return Audit(tmp_path / "catatan", Clock())


def test_each_event_is_a_line_with_who_what_kind_and_when(audit: Audit, tmp_path: Path) -> None:
    audit.record_sign_in(USER, "10.0.0.1")
    audit.record_failure(None, "10.0.0.1")
    audit.record_names_opened(KADER, "anak")
    audit.record_download(KADER, "kartu-pertumbuhan-B012.pdf")
    audit.record_sign_out(KADER, "10.0.0.1")
    path = tmp_path / "catatan" / "2026-11.log"
    assert path.read_text("utf-8").splitlines() == [
        "2026-11-22T09:15:00+07:00 kejadian=masuk akun=melati peran=kader alamat=10.0.0.1",
        f'2026-11-22T09:15:00+07:00 kejadian="gagal masuk" akun="{UNKNOWN}" alamat=10.0.0.1',
        '2026-11-22T09:15:00+07:00 kejadian="nama dibuka" akun=melati peran=kader halaman=anak',
        '2026-11-22T09:15:00+07:00 kejadian=unduh akun=melati peran=kader berkas="kartu-pertumbuhan (pdf)"',
        "2026-11-22T09:15:00+07:00 kejadian=keluar akun=melati peran=kader alamat=10.0.0.1",
    ]
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("file_name", "told"),
    [
        ("laporan-gizi-puskesmas-contoh-2026-11.pdf", "laporan-gizi (pdf)"),
        ("kartu-pertumbuhan-ani.pdf", "kartu-pertumbuhan (pdf)"),
        ("sopir-MLT1-2026-11-22.xlsx", "sopir (xlsx)"),
        ("2t-2026-11.xlsx", "berkas (xlsx)"),
        ("Ani Contoh", "berkas ()"),
        ("", "berkas ()"),
    ],
)
def test_of_a_file_its_kind_is_told_and_not_whom_it_is_about(file_name: str, told: str) -> None:
    assert describe_file(file_name) == told


def test_no_value_can_look_like_another_line(audit: Audit, tmp_path: Path) -> None:
    audit.record_failure(User("a\nkejadian=masuk akun=kepala", "A", (Role.TAMU,), ""), "\u202e10 x=1")
    (line,) = read(tmp_path / "catatan")
    assert line == r'kejadian="gagal masuk" akun="a\nkejadian=masuk akun=kepala" alamat="\u202e10 x=1"'


def test_the_record_is_bounded_and_the_oldest_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FILE_BYTES", 300)
    clock = Clock()
    audit = Audit(tmp_path / "catatan", clock)
    for month in range(1, 13):
        clock.now = clock.now.replace(year=2027, month=month)
        for _ in range(20):
            audit.record_sign_in(USER, "10.0.0.1")
    files = list((tmp_path / "catatan").glob("*.log"))
    assert len(files) == FILES_KEPT
    assert all(path.stat().st_size < 500 for path in files)
    assert (tmp_path / "catatan" / "2027-12.log").exists()
    assert not (tmp_path / "catatan" / "2027-01.log").exists()


def test_an_address_that_is_held_back_is_told_once_in_a_while(audit: Audit, tmp_path: Path) -> None:
    for _ in range(50):
        audit.record_held_back(USER, "10.0.0.1")
        audit.record_held_back(USER, "10.0.0.2")
    assert len(read(tmp_path / "catatan")) == 2


@pytest.mark.parametrize("trouble", ["full", "read-only"])
def test_a_disk_that_cannot_be_written_costs_no_page_and_no_line_and_is_told(
    tmp_path: Path, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    audit = Audit(tmp_path / "catatan", Clock())
    with caplog.at_level(logging.INFO):
        audit.record_sign_in(USER, "10.0.0.1")
        with {"full": full_disk(), "read-only": read_only(tmp_path)}[trouble]:
            for _ in range(3):
                audit.record_sign_out(KADER, "10.0.0.1")
            assert audit.find_problem() == "gagal"
        assert caplog.text.count("event=audit_not_written") == 1
        assert caplog.text.count("kejadian=keluar akun=melati") == 3
        # Asked by /sehat, and nobody has to sign in for it.
        assert audit.find_problem() is None
        audit.record_sign_in(USER, "10.0.0.1")
    written = read(tmp_path / "catatan")
    assert ["masuk" in line for line in written] == [True, False, False, False, True]


def test_a_line_that_a_full_disk_tore_is_written_whole_afterwards(audit: Audit, tmp_path: Path) -> None:
    audit.record_sign_in(USER, "10.0.0.1")
    (file,) = (tmp_path / "catatan").iterdir()
    with full_disk(room=file.stat().st_size + 20):
        audit.record_sign_out(KADER, "10.0.0.1")
    assert audit.find_problem() is None
    _, torn, whole = file.read_text(encoding="utf-8").splitlines()
    assert len(torn) == 20 and whole.startswith(torn)
    assert whole.endswith("kejadian=keluar akun=melati peran=kader alamat=10.0.0.1")


def test_lines_that_wait_for_the_disk_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINES_WAITING", 5)
    audit = Audit(tmp_path / "catatan", Clock())
    with full_disk():
        for number in range(20):
            audit.record_sign_out(KADER, f"10.0.0.{number}")
    assert audit.find_problem() is None
    assert [line.rpartition(".")[2] for line in read(tmp_path / "catatan")] == ["15", "16", "17", "18", "19"]


# --- Through the app


@pytest.fixture
def lines(installation: Path) -> Callable[[], list[str]]:
    return lambda: read(current_settings().data_folder / "catatan")


def go_to(app: AppTest, installation: Path, page: str) -> None:
    app.switch_page(str(installation.parent / "pages" / f"{page}.py")).run()


def test_signing_in_failing_and_signing_out_are_recorded(
    installation: Path, lines: Callable[[], list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="papan.catatan"):
        sign_in(open_app(), "kepala", "kata-sandi-salah")
        sign_in(open_app(), "kata-sandi-di-kolom-nama", "kepala")
        app = sign_in(open_app(), "dinkes")
        app.button(key="papan_keluar").click().run()
    assert lines() == [
        'kejadian="gagal masuk" akun=kepala alamat=local',
        f'kejadian="gagal masuk" akun="{UNKNOWN}" alamat=local',
        "kejadian=masuk akun=dinkes peran=dinkes alamat=local",
        "kejadian=keluar akun=dinkes peran=dinkes alamat=local",
    ]
    assert [record.getMessage() for record in caplog.records if record.name == "papan.catatan"] == lines()
    assert "kata-sandi" not in caplog.text


def test_attempts_that_are_held_back_are_recorded(installation: Path, lines: Callable[[], list[str]]) -> None:
    for _ in range(FAILURES_PER_NAME_AND_ADDRESS + 2):
        sign_in(open_app(), "kepala", "salah")
    assert sum("gagal masuk" in line for line in lines()) == FAILURES_PER_NAME_AND_ADDRESS
    assert lines()[-1] == "kejadian=ditahan akun=kepala alamat=local"


@pytest.mark.parametrize("username", ["kepala", "kader", "mentor", "dinkes", "tamu"])
def test_pages_with_names_are_recorded_once_for_those_who_see_names(
    installation: Path, lines: Callable[[], list[str]], username: str
) -> None:
    app = sign_in(open_app(), username)
    for page in [*PAGES, *PAGES]:
        go_to(app, installation, page)
    opened = [match.group(1) for line in lines() if (match := re.search(r"halaman=(\w+)", line))]
    user = current_settings().find_user(username)
    assert user is not None
    viewer = Viewer(user.username, user.name, user.role)
    with_names = [page for page in PAGES if PAGES[page].names and viewer.may_open(page)]
    expected = [] if username in ("dinkes", "tamu") else with_names
    assert sorted(opened) == sorted(expected)


def test_the_next_person_at_the_same_tab_is_recorded_too(
    installation: Path, lines: Callable[[], list[str]]
) -> None:
    app = sign_in(open_app(), "kepala")
    app.button(key="papan_keluar").click().run()
    sign_in(app, "petugas")
    assert 'kejadian="nama dibuka" akun=kepala peran=kepala halaman=beranda' in lines()
    assert 'kejadian="nama dibuka" akun=petugas peran=petugas halaman=beranda' in lines()


def test_the_record_is_the_data_folders_own(installation: Path) -> None:
    assert find_audit() is find_audit()
