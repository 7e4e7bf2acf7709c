"""The Pendampingan page: pairs, one mother, who has nobody, births, the recap; each role its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from lib import data
from lib.data.seen import Seen
from lib.domain.access import PAGES, Role, Viewer
from lib.views import components, pendampingan
from lib.views.pendampingan import alone as alone_part
from lib.views.pendampingan import recap
from lib.workbook.sample.build import write_sample
from tests.pages.conftest import TODAY, OpenPage, read_html

NASTY = '<img src=x onerror="alert(1)">**[x](javascript:alert(1))**'


def read_view() -> Seen:
    seen = data.load(Viewer("kepala", "Kepala", Role.KEPALA))
    assert seen is not None
    return seen


def find_column(sheet: Worksheet, header: str) -> int:
    return 1 + [cell.value for cell in sheet[1]].index(header)


def test_every_pair_stands_with_risk_visits_silence_and_ten_steps(open_page: OpenPage) -> None:
    app = open_page("pendampingan")
    assert not app.exception
    seen, html = read_view(), read_html(app).replace("\u00a0", " ")
    for name in [*seen.pendampingan.pairs["student"], *seen.pendampingan.pairs["name"]]:
        assert name in html
    for words in ("KRST, risiko sangat tinggi", "20 · Preeklampsia", "trimester", "HPL", "Tensi tinggi"):
        assert words in html
    assert "diam 41 hari" in html and pendampingan.SILENT_RULE in html
    steps = html[html.index('class="papan-matrix cards"') :]
    assert steps.count('class="papan-mark') == 10 * len(seen.pendampingan.pairs)
    assert "belum: bahan konseling" in steps
    assert "pelaksana belum ditetapkan · 120 menit" in steps
    assert len(app.get("vega_lite_chart")) == 1


def test_more_pairs_than_a_page_holds_are_counted_turned_to_and_found(
    open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "banyak.xlsx"
    write_sample(path, today=TODAY, children=20, posyandu=2, months=2, mothers=80)
    app = open_page("pendampingan", workbook=path)
    pairs, size = pendampingan.sort_pairs(read_view().pendampingan.pairs), components.ROWS_A_PAGE
    assert size < len(pairs) <= 2 * size

    def read_pages() -> list[list[str]]:
        """The mothers' names in the table, and those of the steps, in order."""
        table, steps = read_html(app).partition('class="papan-matrix cards"')[::2]
        return [
            re.findall(r'data-label="Ibu"><div><b>(.*?)</b>', table),
            re.findall(r'class="name">([^<]*)<span', steps),
        ]

    assert f"Pasangan 1–{size} dari {len(pairs)}" in read_html(app)
    assert read_pages() == [pairs["name"].tolist()[:size]] * 2
    app.session_state[pendampingan.PAGE_KEY] = 2
    app.run()
    assert f"Pasangan {size + 1}–{len(pairs)} dari {len(pairs)}" in read_html(app)
    assert read_pages() == [pairs["name"].tolist()[size:]] * 2
    wanted = pairs.iloc[3]  # of the first page
    app.text_input(key="papan_cari_pasangan").set_value(wanted["student"].upper()).run()
    assert not app.exception
    assert wanted["name"] in read_pages()[0] and len(read_pages()[1]) < size
    app.text_input(key="papan_cari_pasangan").set_value("<img src=x>").run()
    assert not app.exception
    assert pendampingan.NOT_FOUND_TITLE in read_html(app) and read_pages() == [[], []]


def test_mothers_without_a_student_and_students_without_a_mother_are_named(open_page: OpenPage) -> None:
    app = open_page("pendampingan", bagian="tanpa")
    assert not app.exception
    seen, html = read_view(), read_html(app)
    alone, matchless = html[html.index("<table") :].split("<table", 2)[1:]
    assert len(seen.pendampingan.unaccompanied()) and all(
        name in alone for name in seen.pendampingan.unaccompanied()["name"]
    )
    assert all(name in matchless for name in seen.pendampingan.matchless["student"])
    assert alone_part.REASONS["pindah"] in matchless


def test_one_mother_with_her_factors_steps_and_visits(open_page: OpenPage) -> None:
    app = open_page("pendampingan", bagian="ibu", ibu="IH-003")
    assert not app.exception
    seen, html = read_view(), read_html(app)
    mother = seen.pendampingan.mothers.set_index("mother_id").loc["IH-003"]
    assert any(mother["name"] in heading.value for heading in app.header)
    assert "Terlalu tua, umur 35 tahun atau lebih" in html
    assert "baku 180 menit" in html and "Laporan: belum ada" in html
    visits = seen.pendampingan.visits[seen.pendampingan.visits["mother_id"].eq("IH-003")]
    assert html.count('data-label="Tekanan darah"') == len(visits)
    others = set(seen.pendampingan.mothers["name"]) - {mother["name"]}
    assert not [name for name in others if name in html]


def test_a_student_sees_only_their_own_mother_and_all_of_her(open_page: OpenPage) -> None:
    app = open_page("pendampingan", user="mahasiswa", bagian="rekap", ibu="IH-003")
    assert not app.exception
    seen, html = read_view(), read_html(app)
    own = seen.pendampingan.pairs[seen.pendampingan.pairs["student"].eq("Laras Pitaloka")]
    assert [name for name in seen.pendampingan.pairs["student"].unique() if name in html] == [
        "Laras Pitaloka"
    ]
    assert any(own["name"].item() in heading.value for heading in app.header)
    assert "Surat tugas" in html and html.count('class="no"') == 10
    assert recap.PLANNING_TITLE not in [heading.value for heading in app.header]


def test_the_dinkes_gets_figures_without_names_and_guests_nothing(open_page: OpenPage) -> None:
    app = open_page("pendampingan", user="dinkes", bagian="ibu", ibu="IH-003")
    assert not app.exception
    seen, html = read_view(), read_html(app)
    assert recap.PLANNING_TITLE in [heading.value for heading in app.header]
    assert "&lt;5" in str([one.proto.body for one in app.get("html")])
    assert not [
        name
        for name in [*seen.pendampingan.mothers["name"], *seen.pendampingan.pairs["student"]]
        if name in html
    ]
    assert not [count for count in "1234" if f'">{count}</td>' in html]
    assert [one.label for one in app.get("download_button")] == ["Unduh bahan perencanaan (Excel)"]
    guest = open_page("pendampingan", user="tamu")
    assert not any(title.value == PAGES["pendampingan"].title for title in guest.title)


def test_recap_files_are_for_the_puskesmas_and_kader_count_their_own(open_page: OpenPage) -> None:
    office = open_page("pendampingan", bagian="rekap")
    assert not office.exception
    assert len(office.get("download_button")) == 4
    assert "selesai, laporan ada" in read_html(office)
    kader = open_page("pendampingan", user="kader", bagian="rekap")
    assert not kader.exception
    assert not kader.get("download_button")
    assert "Melati 1" in read_html(kader) and "Melati 2" not in read_html(kader)


def test_danger_two_students_and_unknown_mothers_are_said_first(
    open_page: OpenPage, sample_workbook: Path, tmp_path: Path
) -> None:
    path = tmp_path / "diubah.xlsx"
    book = openpyxl.load_workbook(sample_workbook)
    visits, pairs = book["Kunjungan Ibu"], book["Pendampingan"]
    for row in range(2, visits.max_row + 1):
        if visits.cell(row, 1).value:
            visits.cell(row, find_column(visits, "Sistole")).value = 170
    mother, student = find_column(pairs, "ID ibu"), find_column(pairs, "Mahasiswa")
    pairs.cell(4, mother).value = pairs.cell(3, mother).value
    pairs.cell(4, find_column(pairs, "Nama")).value = None
    started = find_column(pairs, "Tanggal mulai")
    pairs.cell(4, started).value = pairs.cell(3, started).value
    for row in range(2, visits.max_row + 1):
        if visits.cell(row, find_column(visits, "ID ibu")).value == pairs.cell(3, mother).value:
            visits.cell(row, find_column(visits, "Mahasiswa")).value = None
    pairs.cell(5, mother).value, pairs.cell(5, find_column(pairs, "Nama")).value = "IH-999", None
    lost = str(pairs.cell(5, student).value)
    visits.cell(2, find_column(visits, "ID ibu")).value = "IH-998"
    book.save(path)
    html = read_html(open_page("pendampingan", workbook=path))
    assert pendampingan.URGENT_TITLE in html and ": 170/" in html
    assert "didampingi 2 mahasiswa aktif" in html
    without = read_html(open_page("pendampingan", workbook=path, bagian="tanpa"))
    assert lost in without and "Baris 5 tab Pendampingan tidak terhitung" in without
    assert alone_part.NAMELESS in without
    assert alone_part.NOT_PAIRED in without  # the visits of the mother who lost her row
    assert "Baris 2 tab Kunjungan Ibu: ID ibu tidak dikenal" in without


def test_without_the_tab_of_visits_the_page_says_so_and_shows_the_pairs(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    app = open_page("pendampingan", workbook=change_workbook(without=("Kunjungan Ibu",)))
    assert not app.exception
    html = read_html(app)
    assert "Tab “Kunjungan Ibu” belum ada" in html and "belum ada" in html
    assert "Laras Pitaloka" in html


def test_markup_is_shown_as_typed_in_every_part(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    path = change_workbook()
    book = openpyxl.load_workbook(path)
    for title, headers in {
        "Ibu Hamil": ("Nama", "Alamat"),
        "Pendampingan": ("Perguruan tinggi", "No surat tugas", "Bahan konseling", "Laporan"),
        "Kunjungan Ibu": ("Keluhan", "Konseling"),
        "Posyandu": ("Nama",),
        "Langkah SOP": ("Langkah", "Pelaksana"),
    }.items():
        sheet = book[title]
        for header in headers:
            for row in range(2, sheet.max_row + 1):
                sheet.cell(row, find_column(sheet, header)).value = NASTY
    del book["Tindak Lanjut"]
    book.save(path)
    for part in ("pasangan", "ibu", "nifas", "rekap"):
        app = open_page("pendampingan", workbook=path, bagian=part, ibu="IH-003")
        assert not app.exception, part
        drawn = " ".join(element.proto.body for element in app.get("html"))
        assert "<img" not in drawn and "&lt;img" in drawn, part
        assert 'href="javascript' not in drawn
        assert not [one for one in app.header if "<img" in one.value and "\\<img" not in one.value]


def test_students_and_mothers_without_a_name_are_said_to_have_none(
    open_page: OpenPage, sample_workbook: Path, tmp_path: Path
) -> None:
    path = tmp_path / "tanpa-nama.xlsx"
    book = openpyxl.load_workbook(sample_workbook)
    for title, header in (("Ibu Hamil", "Nama"), ("Pendampingan", "Mahasiswa")):
        sheet = book[title]
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, find_column(sheet, header)).value = None
    book.save(path)
    for part in ("pasangan", "ibu", "nifas"):
        app = open_page("pendampingan", workbook=path, bagian=part, ibu="IH-003")
        html = read_html(app) + " ".join(heading.value for heading in [*app.header, *app.subheader])
        assert not app.exception
        assert "tanpa nama" in html and not re.search(r"\bnan\b", html), part
        assert part != "ibu" or html.count('class="no"') == 10  # her steps, though nobody's name is there
