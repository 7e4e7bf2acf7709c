"""The documents as screen and paper show them: the five equal what the documents say, any other works too."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from lib.words.formats import format_day
from lib.words.sop_document import (
    build_document,
    build_section,
    build_step_states,
    list_documents,
    split_executors,
)
from lib.workbook.grids import RawTab, compute_digest
from lib.workbook.parse import parse_tab
from lib.workbook.sop_documents import DOCUMENTS, build_sop_rows
from lib.workbook.tables import build_tables
from lib.workbook.tabs import TABS
from tests.domain.workbook_tables import build_tables as type_tables
from tests.workbook.test_sop_facts import IDENTITY, STEPS


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """The template's SOP tabs, read as any workbook is."""
    parsed = []
    for name, rows in build_sop_rows().items():
        grid: Any = [[column.header for column in TABS[name].columns], *rows]
        parsed.append(parse_tab(TABS[name], RawTab(TABS[name].title, grid, compute_digest(grid)), "buku"))
    return build_tables(parsed, today=date(2026, 11, 22)).frames


def test_all_five_are_there_in_the_order_of_the_workbook(tables: dict[str, pd.DataFrame]) -> None:
    assert list_documents(tables) == {code: sop.title for code, sop in DOCUMENTS.items()}


@pytest.mark.parametrize("code", IDENTITY)
def test_the_head_is_that_of_the_document(tables: dict[str, pd.DataFrame], code: str) -> None:
    form, _, number, revision, pages, issued, approver, nip = IDENTITY[code]
    document = build_document(tables, code)
    shown = dict(document.identity)
    assert document.is_ap == (form == "SOP-AP")
    assert shown.get("Nomor SOP" if document.is_ap else "No. dokumen") == number
    assert (shown.get("No. revisi"), shown.get("Halaman")) == (revision, pages)
    day = format_day(issued) if isinstance(issued, date) else issued
    assert shown.get("Tanggal efektif" if document.is_ap else "Tanggal terbit") == day
    assert (document.approver, document.nip) == (approver, nip)
    assert "—" not in shown.values()


@pytest.mark.parametrize("code", STEPS)
def test_steps_are_those_of_the_document(tables: dict[str, pd.DataFrame], code: str) -> None:
    document = build_document(tables, code)
    shown = [
        (step.no, step.executor or None, step.timing or None, step.minutes, step.output or None)
        for step in document.steps
    ]
    assert shown == STEPS[code]
    assert [step.equipment for step in document.steps] == [
        step.equipment or "" for step in DOCUMENTS[code].steps
    ]


@pytest.mark.parametrize(
    ("code", "minutes"), [("AJB", 77), ("PK", 0), ("SIKERITING", 0), ("OSOC", 755), ("KEBAL", 118)]
)
def test_minutes_add_up(tables: dict[str, pd.DataFrame], code: str, minutes: int) -> None:
    assert build_document(tables, code).minutes == minutes


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        (
            "AJB",
            ["Pengertian", "Tujuan", "Kebijakan", "Referensi"],
            ["Unit terkait", "Dokumen terkait"],
        ),
        ("SIKERITING", ["Pengertian", "Tujuan", "Kebijakan", "Referensi"],
         ["Hal-hal yang perlu diperhatikan", "Unit terkait", "Dokumen terkait"]),
        ("KEBAL", ["Pengertian", "Tujuan", "Kebijakan", "Referensi", "Alat dan bahan"],
         ["Unit terkait", "Dokumen terkait"]),
        ("OSOC", [], []),
    ],
)  # fmt: skip
def test_headings_come_in_the_order_of_puskesmas_and_empty_ones_not_at_all(
    tables: dict[str, pd.DataFrame], code: str, before: list[str], after: list[str]
) -> None:
    document = build_document(tables, code)
    assert [section.title for section in document.opening] == before
    assert [section.title for section in document.closing] == after


def test_osoc_has_the_boxes_of_an_sop_ap_and_its_four_executors(tables: dict[str, pd.DataFrame]) -> None:
    document = build_document(tables, "OSOC")
    assert [section.title for section in document.boxes] == [
        "Dasar hukum", "Kualifikasi pelaksana", "Keterkaitan", "Peralatan/perlengkapan", "Peringatan",
        "Pencatatan dan pendataan",
    ]  # fmt: skip
    assert document.executors == ("Perguruan Tinggi", "Dinkes", "Puskesmas", "Mahasiswa")
    assert document.unset == 10


def test_the_chart_of_sikeriting_keeps_the_documents_order_beside_the_texts(
    tables: dict[str, pd.DataFrame],
) -> None:
    document = build_document(tables, "SIKERITING")
    chart = [step.no for step in document.chart_steps]
    assert chart == ["1", "2", "3", "6", "5", "4", "7", "8", "9", "12", "11", "10"]
    assert [step.no for step in document.steps] == [str(number) for number in range(1, 13)]
    assert "1, 2, 3, 6, 5, 4" in document.chart_said


def test_the_form_of_osoc_has_its_letterhead_office_and_rank(tables: dict[str, pd.DataFrame]) -> None:
    document = build_document(tables, "OSOC")
    assert document.letterhead[:2] == ("PEMERINTAH KABUPATEN BANYUWANGI", "DINAS KESEHATAN")
    assert document.approval.splitlines() == [
        "Kepala Dinas Kesehatan Kabupaten Banyuwangi", "dr. H. WIDJI LESTARIONO", "Pembina Tk. I",
        "NIP 19630522 198902 1 002",
    ]  # fmt: skip


def test_lists_lose_their_typed_numbers_and_keep_their_order(tables: dict[str, pd.DataFrame]) -> None:
    goals = next(section for section in build_document(tables, "AJB").opening if section.title == "Tujuan")
    assert (goals.marks, len(goals.lines)) == ("angka", 3)
    assert not any(line[0].isdigit() for line in goals.lines)


def test_only_pertemuan_kader_has_a_record_of_changes(tables: dict[str, pd.DataFrame]) -> None:
    histories = {code: build_document(tables, code).history for code in DOCUMENTS}
    assert {code for code, changes in histories.items() if changes} == {"PK"}
    first = histories["PK"][0]
    assert (first.no, first.part, first.effective) == ("1", "KOP Surat", "14 November 2022")


def test_doubts_are_notes(tables: dict[str, pd.DataFrame]) -> None:
    notes = build_document(tables, "AJB").notes
    assert "ibu hamil" in notes[0]
    assert any(note.startswith("Langkah 2: ") and "hari dan menit" in note for note in notes)


def test_any_other_sop_typed_into_the_tabs_becomes_a_document() -> None:
    typed = type_tables(
        sop=[{"code": "KP", "title": "Kelas Ibu", "form": "SOP", "definition": "Kelas.\nBulanan."}],
        langkah_sop=[
            {"sop": "KP", "step": "1", "description": "Undang", "executor": "Kader, Bidan", "timing": "H-1"},
            {"sop": "KP", "step": "2", "description": "Ajar", "executor": "Bidan dan kader"},
        ],
    )
    document = build_document(typed, "KP")
    assert document.opening[0].lines == ("Kelas.", "Bulanan.")
    assert document.identity == ()
    assert document.executors == ("Kader", "Bidan")
    assert [step.executors for step in document.steps] == [("Kader", "Bidan"), ("Bidan", "Kader")]


def test_steps_without_a_head_and_a_head_without_steps_are_documents_too() -> None:
    typed = type_tables(
        sop=[{"code": "A", "title": "Kepala saja"}, {"code": "X", "title": "Lama", "active": False}],
        langkah_sop=[{"sop": "B", "step": "1", "description": "Langkah"}],
    )
    assert list_documents(typed) == {"A": "Kepala saja", "B": "B"}
    assert build_document(typed, "A").steps == ()
    assert (build_document(typed, "B").title, len(build_document(typed, "B").steps)) == ("B", 1)


def test_and_parts_executors_only_where_both_stand_alone_elsewhere() -> None:
    assert split_executors(["Dinas Komunikasi dan Informatika", "Gizi", "kader", "Gizi dan Kader", ""]) == [
        ("Dinas Komunikasi dan Informatika",), ("Gizi",), ("kader",), ("Gizi", "kader"), (),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "lines", "marks"),
    [
        ("1. satu\n2) dua", ("satu", "dua"), "angka"),
        ("• satu\n- dua", ("satu", "dua"), "butir"),
        ("Tahun\n2. dua", ("Tahun", "2. dua"), ""),
        ("2026 rencana", ("2026 rencana",), ""),
        ("-", (), ""),
        (None, (), ""),
    ],
)
def test_lines_are_read_as_they_are_typed(typed: object, lines: tuple[str, ...], marks: str) -> None:
    section = build_section("Tujuan", typed)
    assert (section.lines, section.marks) == (lines, marks)


def test_one_posyandus_state_is_a_word_and_several_are_counted_trouble_first() -> None:
    rows = pd.DataFrame(
        [("1", "selesai"), ("2", "selesai"), ("2", "selesai"), ("2", "akan datang"), ("3", "selesai"),
         ("3", "selesai"), ("3", "lewat")],
        columns=["step", "state"],
    )  # fmt: skip
    states = {
        step: (one.state, one.words.replace("\u00a0", " ")) for step, one in build_step_states(rows).items()
    }
    assert states == {
        "1": ("selesai", "Selesai"),
        "2": ("selesai", "Selesai 2 · Akan datang 1"),
        "3": ("lewat", "Lewat 1 · Selesai 2"),
    }
