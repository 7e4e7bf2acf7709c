"""Every page, found by its file, in every state its workbook can be in: full, empty, broken, stale."""

from __future__ import annotations

import re
import shutil
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from lib import config, data
from lib.config import ROOT, SAMPLE_WORKBOOK
from lib.domain.access import PAGES, Role
from tests.app_test import AppTest
from tests.pages.conftest import SECONDS, OpenPage, read_html

KEYS = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if not PAGES[path.stem].several)
"""The sample is of one puskesmas: pages on several have their own tests."""
USERS = {
    Role.KEPALA: "kepala",
    Role.PETUGAS: "petugas",
    Role.KADER: "kader",
    Role.MITRA: "mentor",
    Role.DINKES: "dinkes",
    Role.TAMU: "tamu",
}


@pytest.fixture(scope="module")
def broken_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rusak") / "rusak.xlsx"
    path.write_bytes(b"bukan buku kerja")
    return path


def read_title(app: AppTest) -> str:
    """The page's title as it is read, Markdown's escapes taken away."""
    return str(app.title[0].value).replace("\\", "")


@pytest.mark.parametrize("key", KEYS)
def test_full(open_page: OpenPage, key: str) -> None:
    app = open_page(key)
    assert not app.exception
    assert read_title(app) == PAGES[key].title
    assert "Data " in read_html(app)
    assert "Buku contoh" in read_html(app)


@pytest.mark.parametrize("key", KEYS)
def test_empty(open_page: OpenPage, empty_workbook: Path, key: str) -> None:
    app = open_page(key, workbook=empty_workbook)
    assert not app.exception
    assert read_title(app) == PAGES[key].title


# Pages with figures of the workbook; the others have documents and findings.
FIGURES = {
    **dict.fromkeys(("daftar_tilik", "beranda"), "isi Mulai di tab SOP"),
    **dict.fromkeys(("gizi", "daftar_anak", "laporan"), "Isi tab Penimbangan"),
    "kebal_msg": "setelah tab “Penimbangan” diisi", "eppgbm": "isi tab Balita dan Penimbangan",
    "mentoring": "Isi tab “Mentoring”", "pendampingan": "Isi tab “Ibu Hamil”",
    "pertemuan": "Isi tab “Pertemuan”", "antar_jemput": "Isi tab “Jadwal”", "rapat": "Isi tab Balita",
}  # fmt: skip


@pytest.mark.parametrize("key", FIGURES)
def test_a_new_puskesmas_is_told_what_to_do_and_is_not_judged(
    open_page: OpenPage, empty_workbook: Path, key: str
) -> None:
    html = read_html(open_page(key, workbook=empty_workbook))
    assert FIGURES[key] in html
    for verdict in ("papan-note good", "verdict good", "verdict bad", "▲", "<tbody></tbody>", "100,0%"):
        assert verdict not in html


def test_a_mentor_of_a_new_puskesmas_reads_of_no_other_sop(open_page: OpenPage, empty_workbook: Path) -> None:
    app = open_page("mentoring", user="mentor", workbook=empty_workbook)
    assert not app.header and "Belum ada" in read_html(app)


@pytest.fixture(scope="module")
def november_without_weighings(sample_workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = openpyxl.load_workbook(sample_workbook)
    sheet = book["Penimbangan"]
    place = next(cell.column for cell in sheet[1] if cell.value == "Tanggal")
    emptied = 0
    for row in sheet.iter_rows(min_row=2):
        day = row[place - 1].value
        if isinstance(day, datetime) and (day.year, day.month) >= (2026, 11):
            emptied += 1
            for cell in row:
                cell.value = None
    assert emptied > 50
    path = tmp_path_factory.mktemp("november") / "november.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("key", "query"),
    [("daftar_anak", {"daftar": "gizi_buruk"}), ("daftar_anak", {"daftar": "kebal"}), ("gizi", {}),
     ("kebal_msg", {}), ("laporan", {})],
)  # fmt: skip
def test_a_month_in_which_nobody_was_weighed_is_not_called_good(
    open_page: OpenPage, november_without_weighings: Path, key: str, query: dict[str, str]
) -> None:
    html = read_html(open_page(key, workbook=november_without_weighings, bulan="2026-11", **query))
    assert "papan-note good" not in html and "Tidak ada anak" not in html
    assert re.search("Belum ada penimbangan|belum ada yang ditimbang|Sasaran belum diketahui", html)


@pytest.mark.parametrize("key", KEYS)
def test_broken(open_page: OpenPage, broken_workbook: Path, key: str) -> None:
    app = open_page(key, workbook=broken_workbook)
    assert not app.exception
    assert "ternyata teks biasa tanpa kolom" in read_html(app)
    assert "Data belum terbaca" in read_html(app)


def test_stale(open_page: OpenPage, small_workbook: Path, tmp_path: Path) -> None:
    """The file goes away while the pages stand open: the last data stay, and they say what is wrong."""
    copy = Path(shutil.copy(small_workbook, tmp_path / SAMPLE_WORKBOOK))
    apps = {key: open_page(key, workbook=copy) for key in KEYS}
    full = {key: read_html(app) for key, app in apps.items()}
    assert data.health()["status"] == "baik"
    (config.current_settings().data_folder / SAMPLE_WORKBOOK).unlink()
    assert data._running().refresher.refresh_now(SECONDS)
    for key, app in apps.items():
        app.run()
        assert not app.exception, key
        html = read_html(app)
        assert "Berkas buku kerja tidak ditemukan" in html, key
        assert len(html) >= 0.9 * len(full[key]), key


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("key", ["beranda", "kualitas_data"])
def test_roles(open_page: OpenPage, key: str, role: Role) -> None:
    app = open_page(key, user=USERS[role])
    assert not app.exception
    may = role in PAGES[key].roles
    assert (bool(app.title) and read_title(app) == PAGES[key].title) == may


def test_beranda_leads_only_to_pages_of_the_role(open_page: OpenPage) -> None:
    kepala = read_html(open_page("beranda"))
    assert "isian di buku kerja tidak terhitung" in kepala
    assert "pasangan mentoring" in kepala
    dinkes = read_html(open_page("beranda", user="dinkes"))
    assert "isian di buku kerja tidak terhitung" not in dinkes
    assert "pasangan mentoring" not in dinkes
    assert "<5" in dinkes


def test_beranda_keeps_month_and_posyandu_of_the_address(open_page: OpenPage) -> None:
    app = open_page("beranda", bulan="2026-10", posyandu="MLT2")
    assert not app.exception
    assert app.checkbox(key="papan_buka_pilihan").label.endswith("Oktober 2026 · Melati 2")
    assert "sudah buka bulan ini" not in read_html(app)


def test_findings_name_cell_and_remedy_and_open_by_level(open_page: OpenPage) -> None:
    app = open_page("kualitas_data")
    html = read_html(app)
    assert "Sepertinya ditulis dalam gram" in html
    assert "3 baris tidak dihitung" in html
    app.segmented_control(key="papan_tingkat").set_value("Peringatan").run()
    assert "Sepertinya ditulis dalam gram" not in read_html(app)
    assert "Salah ketik, dibaca Terlentang" in read_html(app)


def test_a_kader_sees_findings_of_their_own_posyandu_only(open_page: OpenPage) -> None:
    html = read_html(open_page("kualitas_data", user="kader"))
    assert "MLT1-9999" in html
    assert "Sepertinya ditulis dalam gram" not in html
