"""The recap of OSOC reports: what stands in each file, and that the one for the dinkes names nobody."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from docx import Document

from lib import config
from lib.data.engine import Whole
from lib.data.seen import Seen, open_seen
from lib.domain.access import Role
from lib.domain.privacy import Scope
from lib.reports import pendampingan
from lib.reports.pendampingan import HEADERS, OsocRecap, open_recap

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def seen(sample_whole: Whole) -> Seen:
    return open_seen(sample_whole, Scope(Role.KEPALA))


@pytest.fixture
def recap(seen: Seen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> OsocRecap:
    monkeypatch.setenv("PAPAN_DATA", str(tmp_path))
    monkeypatch.setattr(config, "_current", None)
    return open_recap(
        seen.settings,
        seen.pendampingan.recap(),
        seen.pendampingan.planning(to_send=True),
        seen.pendampingan.visit_months(to_send=True),
        names=seen.posyandu_names,
        today=seen.today,
    )


def read_words(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def read_sheets(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_letter_lists_every_pair_with_risk_visits_and_report(recap: OsocRecap, seen: Seen) -> None:
    words = read_words(recap.build_recap_letter())
    assert "{{" not in words and "{%" not in words
    table = Document(BytesIO(recap.build_recap_letter())).tables[0]
    assert len(table.rows) == 1 + len(seen.pendampingan.pairs)
    for name in [*seen.pendampingan.pairs["name"], *seen.pendampingan.pairs["student"]]:
        assert name in words
    pairs = seen.pendampingan.pairs
    assert f"{len(pairs)} pasangan, {pairs['visits'].sum()} kunjungan" in words
    assert "5 Terlalu banyak anak, 4 atau lebih; 6 Terlalu tua" in words
    assert "18 · KRST" in words and "Tensi tinggi: " in words and "belum ada" in words


def test_the_sheet_has_a_row_a_pair_and_the_figures_beside_it(recap: OsocRecap, seen: Seen) -> None:
    sheets = read_sheets(recap.build_recap_book())
    head, *rows = sheets["Rekap laporan"]
    assert head == tuple(header for header, _ in HEADERS.values())
    assert [row[head.index("ID ibu")] for row in rows] == seen.pendampingan.recap()["mother_id"].tolist()
    assert {row[head.index("Posyandu")] for row in rows} <= set(seen.posyandu_names.values())
    assert sum(row[head.index("Kunjungan")] for row in rows) == seen.pendampingan.pairs["visits"].sum()
    pregnant = seen.pendampingan.mothers[seen.pendampingan.mothers["status"].eq("Hamil")]
    high = int(pregnant["kspr_group"].eq("KRT").sum())
    assert high > 4 and ("Kelompok KSPR", "KRT, tinggi", high) in sheets["Bahan perencanaan"]


def test_what_is_sent_to_the_dinkes_names_nobody_and_no_small_count(recap: OsocRecap, seen: Seen) -> None:
    letter, book = recap.build_planning_letter(), recap.build_planning_book()
    archive = ZipFile(BytesIO(letter))
    whole = "\n".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())
    cells = [str(cell) for rows in read_sheets(book).values() for row in rows for cell in row]
    people = [
        *seen.tables["ibu_hamil"]["name"],
        *seen.pendampingan.pairs["student"],
        *seen.pendampingan.pairs["mother_id"],
    ]
    assert not [name for name in people if name in whole or name in cells]
    assert not {"1", "2", "3", "4"} & set(cells)
    counts = [row.cells[-1].text for table in Document(BytesIO(letter)).tables for row in table.rows]
    assert "<5" in counts and "tidak dirinci" in counts and "19" in counts
    assert not {"1", "2", "3", "4"} & set(counts)
    assert "{{" not in read_words(letter)


def test_text_of_cells_stays_text_in_every_file(seen: Seen, recap: OsocRecap) -> None:
    nasty = '=HYPERLINK("http://x") {{ kepala }} <b>&'
    rows = seen.pendampingan.recap().assign(name=nasty, student=nasty, university=None)
    bad = OsocRecap(
        seen.settings, rows, recap.planning, recap.months, recap.names, recap.today, recap.templates
    )
    assert nasty in read_words(bad.build_recap_letter())
    sheet = openpyxl.load_workbook(BytesIO(bad.build_recap_book()))["Rekap laporan"]
    cell = sheet.cell(2, list(HEADERS).index("name") + 1)
    assert (cell.value, cell.data_type) == (nasty, "s")


def test_a_template_of_the_staffs_own_is_used(recap: OsocRecap, seen: Seen, tmp_path: Path) -> None:
    own = Document()
    own.add_paragraph("Rekap kami: {{ jumlah }} pasangan")
    table = own.add_table(rows=3, cols=1)
    for row, words in zip(
        table.rows, ("{%tr for p in pasangan %}", "{{ p.ibu }}", "{%tr endfor %}"), strict=True
    ):
        row.cells[0].text = words
    own.save(str(tmp_path / pendampingan.RECAP_FILE))
    again = open_recap(
        seen.settings, recap.recap, recap.planning, recap.months, names=recap.names, today=recap.today
    )
    assert again.problem == ""
    assert f"Rekap kami: {len(seen.pendampingan.pairs)} pasangan" in read_words(again.build_recap_letter())
    (tmp_path / pendampingan.PLANNING_FILE).write_bytes(b"bukan docx")
    broken = open_recap(
        seen.settings, recap.recap, recap.planning, recap.months, names=recap.names, today=recap.today
    )
    assert pendampingan.PLANNING_FILE in broken.problem
    assert "Bahan perencanaan".upper() in read_words(broken.build_planning_letter()).upper()


def test_without_pairs_every_file_can_still_be_made(seen: Seen, recap: OsocRecap) -> None:
    nobody = OsocRecap(
        seen.settings,
        seen.pendampingan.recap().iloc[:0],
        seen.pendampingan.planning().assign(count=0.0, shown="open"),
        seen.pendampingan.visit_months(),
        seen.posyandu_names,
        pd.Timestamp(TODAY),
        recap.templates,
    )
    assert "0 pasangan" in read_words(nobody.build_recap_letter())
    assert len(read_sheets(nobody.build_recap_book())["Rekap laporan"]) == 1
    assert nobody.build_planning_letter() and nobody.build_planning_book()
