"""The Gizi page for every role, and over workbooks that are empty or lack tabs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from lib.config import ROOT
from lib.views import components, gizi, notes
from lib.views.gizi import status, trends
from lib.views.weighings import NO_WEIGHINGS_TITLE, NO_WEIGHTS_TITLE
from lib.words.figures import NO_DATA_YET, SMALL_NOTE
from lib.words.programme import PROGRAMME_TITLE, PROGRAMMES, describe_vitamin_a
from tests.pages.conftest import OpenPage, read_html
from tests.sample import read_tab

SECTIONS = ["Balok SKDN", "Status gizi anak yang diukur", PROGRAMME_TITLE]


def read_names(workbook: Path, *, posyandu: str = "") -> set[str]:
    """Names of all children in the workbook, or of one posyandu (the beginning of their IDs)."""
    header, *rows = read_tab(workbook, "Balita")
    name, child = header.index("Nama"), header.index("ID")
    return {str(row[name]) for row in rows if row[name] and str(row[child]).startswith(posyandu)}


def test_the_page_computes_nothing() -> None:
    source = (ROOT / "pages" / "gizi.py").read_text(encoding="utf-8")
    assert not re.search(r"\b(gspread|altair|pandas|numpy)\b|\.iloc|\.loc|groupby|\.sum\(", source)


def test_a_whole_month_shows_every_part(open_page: OpenPage) -> None:
    app = open_page("gizi", bulan="2026-10")
    assert not app.exception
    assert [one.value for one in app.header] == SECTIONS
    html = read_html(app)
    for words in ("D/S · ditimbang", "N/D′ koreksi", "N/D riil", "K/S", "BGM", "2T", "S − D", "Stunting"):
        assert words in html
    assert "target 85%" in html
    assert "September:" in html
    assert "baris tidak dihitung" in html
    assert len(app.get("vega_lite_chart")) == 5
    assert len(app.expander) == 3  # three methods


def test_vitamin_a_stands_in_its_months_beside_asi_and_diare(open_page: OpenPage) -> None:
    august = read_html(open_page("gizi", bulan="2026-08"))
    assert all(name in august for name in PROGRAMMES.values())
    assert "13 dari 16" in august
    assert "3 belum dicatat" in august
    october = open_page("gizi", bulan="2026-10")
    assert describe_vitamin_a((2, 8)) in [one.value for one in october.caption]
    assert "Vitamin A 6–11 bulan" not in read_html(october)


def test_small_counts_of_vitamin_a_and_asi_are_closed_for_the_dinas(open_page: OpenPage) -> None:
    html = read_html(open_page("gizi", user="dinkes", bulan="2026-08"))
    assert "13 dari 16" not in html, "three without it would be known"
    assert "dari 16</div>" in html


def test_the_running_month_says_who_has_opened(open_page: OpenPage) -> None:
    html = read_html(open_page("gizi", bulan="2026-11"))
    assert "3 dari 4 posyandu sudah buka bulan ini" in html
    assert "Berikutnya Melati 1, 25 November 2026." in html
    assert "menuju 85%" in html
    html = read_html(open_page("gizi", bulan="2026-11", bagian="posyandu"))
    assert f'<span class="now">{NO_DATA_YET}</span>' in html and "▲</span> 0,0%" not in html


def test_the_address_chooses_month_and_posyandu(open_page: OpenPage) -> None:
    app = open_page("gizi", bulan="2026-10", posyandu="mlt2", bagian="posyandu")
    assert app.checkbox(key="papan_buka_pilihan").label.endswith("Oktober 2026 · Melati 2")
    assert "▸ Melati 2" in read_html(app)


def test_kader_see_others_as_totals(open_page: OpenPage, sample_workbook: Path) -> None:
    app = open_page("gizi", user="kader", bulan="2026-10", bagian="posyandu")
    assert app.checkbox(key="papan_buka_pilihan").label.endswith("Oktober 2026 · Melati 1")
    html = read_html(app)
    assert not [name for name in read_names(sample_workbook) if name in html]
    assert "Mawar 2" in html


def test_kader_without_weighings_yet_are_told_so(open_page: OpenPage) -> None:
    app = open_page("gizi", user="kader", bulan="2026-11")
    html = read_html(app)
    assert not app.exception
    assert "Posyandu Melati 1 belum buka bulan ini. Hari bukanya 25 November 2026." in html
    assert "Belum ada penimbangan pada November 2026" in html


@pytest.mark.parametrize("user", ["tamu", "dinkes"])
@pytest.mark.parametrize("posyandu", ["", "MLT1"])
def test_nobody_is_named_to_guests_and_dinkes(
    open_page: OpenPage, sample_workbook: Path, user: str, posyandu: str
) -> None:
    app = open_page("gizi", user=user, bulan="2026-10", posyandu=posyandu)
    assert not app.exception
    html = read_html(app)
    assert not [name for name in read_names(sample_workbook) if name in html]
    assert not re.search(r"MLT1-\d", html)


@pytest.mark.parametrize("user", ["tamu", "dinkes"])
def test_small_counts_are_below_five_for_guests_and_dinkes(open_page: OpenPage, user: str) -> None:
    app = open_page("gizi", user=user, bulan="2026-10")
    html = read_html(app)
    assert re.search(r"Gizi buruk</div><div class=\"value\"><5<", html)
    assert re.search(r"BGM · garis merah</div><div class=\"value\"><5<", html)
    assert SMALL_NOTE in [one.value for one in app.caption]
    assert "BGM</th>" not in html


@pytest.mark.parametrize("user", ["tamu", "dinkes"])
def test_a_single_posyandu_has_no_case_counts_for_guests_and_dinkes(open_page: OpenPage, user: str) -> None:
    app = open_page("gizi", user=user, bulan="2026-10", posyandu="MLT1")
    assert SECTIONS[1] not in [one.value for one in app.header]
    assert read_html(app).count(gizi.CLOSED_HERE) == 3


def test_without_any_weighing_it_says_how_to_begin(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    app = open_page("gizi", workbook=change_workbook(emptied=("Penimbangan", "Register SIP")))
    assert not app.exception
    assert NO_WEIGHINGS_TITLE in read_html(app)


@pytest.mark.parametrize("title", ["Jadwal", "Posyandu", "Pengaturan", "Register SIP"])
def test_a_missing_tab_breaks_nothing(
    open_page: OpenPage, change_workbook: Callable[..., Path], title: str
) -> None:
    app = open_page("gizi", workbook=change_workbook(without=(title,)), bulan="2026-10")
    assert not app.exception
    assert len(app.header) == len(SECTIONS)


def test_a_lost_weight_column_is_said(open_page: OpenPage, small_workbook: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(small_workbook)
    next(cell for cell in book["Penimbangan"][1] if cell.value == "BB (kg)").value = "Bobot"
    del book["Register SIP"]
    book.save(tmp_path / "tanpa_berat.xlsx")
    # Beside Gizi also where the figures are seen first: "D/S 0%" alone would say that nobody came.
    for page in ("gizi", "beranda"):
        app = open_page(page, workbook=tmp_path / "tanpa_berat.xlsx", bulan="2026-10")
        assert not app.exception
        assert NO_WEIGHTS_TITLE in read_html(app)


@pytest.mark.parametrize("titles", [("Penimbangan", "Register SIP"), ("Balita",)])
def test_a_missing_tab_without_which_nothing_can_be_shown_is_named(
    open_page: OpenPage, change_workbook: Callable[..., Path], titles: tuple[str, ...]
) -> None:
    app = open_page("gizi", workbook=change_workbook(without=titles), bulan="2026-10")
    assert not app.exception
    assert f"Tab “{titles[0]}” belum ada" in read_html(app)


def test_an_unreadable_workbook_is_waited_for(open_page: OpenPage, tmp_path: Path) -> None:
    broken = tmp_path / "rusak.xlsx"
    broken.write_bytes(b"bukan buku kerja")
    app = open_page("gizi", workbook=broken)
    assert not app.exception
    assert notes.WAITING_TITLE in read_html(app)


@pytest.mark.parametrize("user", ["kepala", "kader", "tamu", "dinkes"])
@pytest.mark.parametrize("part", trends.PARTS)
def test_every_part_opens_for_every_role(open_page: OpenPage, user: str, part: str) -> None:
    app = open_page("gizi", user=user, bulan="2026-10", bagian=part)
    assert not app.exception
    assert "Oktober 2026" in app.checkbox(key="papan_buka_pilihan").label


@pytest.mark.parametrize("part", trends.PARTS)
def test_figures_open_the_children_they_count(open_page: OpenPage, part: str) -> None:
    links = re.findall(
        r'href="daftar_anak\?([^"]+)"[^>]*>([^<]+)<',
        read_html(open_page("gizi", bulan="2026-10", bagian=part)),
    )
    opened = {address.replace("&amp;", "&"): words for address, words in links}
    if part in ("bulan", "tren", "posyandu"):
        for sift in ("", *("&saring=" + sift for sift in ("kms", "ditimbang", *"NTOB", "two_t", "bgm"))):
            assert f"bulan=2026-10&daftar=sasaran{sift}" in opened
        assert "bulan=2026-10&daftar=not_weighed" in opened
    wanted = {
        "bulan": "bulan=2026-10&daftar=measured&saring=stunting",
        "tren": "bulan=2026-10&daftar=sasaran&saring=N&kelompok=L",
        "posyandu": "bulan=2026-10&posyandu=MLT2&daftar=sasaran&saring=T",
        "sebaran": "bulan=2026-10&daftar=measured&saring=tb_u%3APendek",
    }
    assert wanted[part] in opened
    first, count = next((one, n) for one, n in opened.items() if one == wanted[part])
    choices = dict(choice.split("=") for choice in first.replace("%3A", ":").split("&"))
    rows = read_html(open_page("daftar_anak", **choices)).count('target="_self">')
    if part != "bulan":  # there a rate opens its numerator
        assert rows == min(int(count.rpartition(" ")[2]), components.ROWS_A_PAGE) > 0


@pytest.mark.parametrize(("user", "places"), [("kader", {"MLT1"}), ("dinkes", set()), ("tamu", set())])
def test_figures_open_only_children_whom_the_viewer_sees(
    open_page: OpenPage, user: str, places: set[str]
) -> None:
    html = read_html(open_page("gizi", user=user, bulan="2026-10", bagian="posyandu"))
    links = re.findall(r'href="daftar_anak\?([^"]+)"', html)
    assert {link.partition("posyandu=")[2][:4] for link in links} == places


@pytest.mark.parametrize("part", ["tren", "posyandu", "sebaran"])
@pytest.mark.parametrize("user", ["tamu", "dinkes"])
def test_no_part_of_one_posyandu_shows_cases_to_guests_and_dinkes(
    open_page: OpenPage, user: str, part: str
) -> None:
    app = open_page("gizi", user=user, bulan="2026-10", bagian=part, posyandu="MLT1")
    html = read_html(app)
    assert "2T</th>" not in html
    assert len(app.get("vega_lite_chart")) == {"tren": 2, "posyandu": 0, "sebaran": 0}[part]


def test_posyandu_in_small_stand_with_the_lowest_first(open_page: OpenPage) -> None:
    html = read_html(open_page("gizi", bulan="2026-10", bagian="posyandu"))
    cards = re.findall(
        r'role="listitem"><b><a[^>]+>([^<]+)</a></b><span class="now">(?:<span[^>]*>▲</span> )?([\d,]+)%',
        html,
    )
    shares = [float(share.replace(",", ".")) for _, share in cards]
    assert len(cards) == 4
    assert shares == sorted(shares)
    assert html.count('<img alt="D/S ') == 4


@pytest.mark.parametrize("user", ["dinkes", "tamu"])
def test_z_scores_one_by_one_are_not_for_those_who_see_small_counts_as_few(
    open_page: OpenPage, user: str
) -> None:
    app = open_page("gizi", user=user, bagian="sebaran")
    assert not app.exception
    assert status.CLOSED_DISTRIBUTION in read_html(app)
    assert "rata-rata z" not in read_html(app) and not app.get("vega_lite_chart")


@pytest.mark.parametrize("user", ["kepala", "kader", "dinkes"])
def test_a_month_of_weighing_is_shown_day_by_day_and_no_other(open_page: OpenPage, user: str) -> None:
    august = read_html(open_page("gizi", user=user, bulan="2026-08", bagian="posyandu"))
    assert re.search(r"\d+ dari \d+ sasaran sudah ditimbang sampai \d+ Agu 2026", august)
    assert re.search(r">\d+,\d%</td>", august) and not re.search(r">\d+\.0</td>", august)
    october = read_html(open_page("gizi", user=user, bulan="2026-10", bagian="posyandu"))
    assert "sasaran sudah ditimbang sampai" not in october
