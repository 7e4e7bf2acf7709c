"""The sample workbook: the same for the same seed, alive around its day, wrong only where meant."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import coordinate_to_tuple

from lib.workbook.columns import Kind
from lib.workbook.grids import Grid, RawTab, compute_digest
from lib.workbook.parse import parse_tab
from lib.workbook.read_dates import from_serial, to_serial
from lib.workbook.sample.build import build_sample, list_mistakes, write_sample
from lib.workbook.sample.children import read_lms
from lib.workbook.sample.people import SAMPLE_KADER_POSYANDU, SAMPLE_MENTOR, SAMPLE_STUDENT
from lib.workbook.sop_documents import build_sop_rows
from lib.workbook.tables import build_tables
from lib.workbook.tabs import TABS

TODAY = date(2026, 11, 22)
AWKWARD_DAYS = [
    date(2026, 1, 1), date(2026, 1, 31), date(2028, 2, 29), date(2026, 3, 1), date(2026, 5, 29),
    date(2026, 12, 31),
]  # fmt: skip

Record = dict[str, object]


@pytest.fixture(scope="module")
def sample() -> dict[str, Grid]:
    return build_sample(today=TODAY)


def _records(grids: dict[str, Grid], tab: str) -> list[Record]:
    """Rows below the header by the code names of their columns; title, blank and sum rows left off."""
    declared = TABS[tab]
    grid = grids[declared.title]
    header = grid.index([column.header for column in declared.columns])
    names = [column.name for column in declared.columns]
    return [
        dict(zip(names, row, strict=True))
        for row in grid[header + 1 :]
        if any(cell is not None for cell in row) and row[0] != "Jumlah"
    ]


def _serial(value: object) -> int:
    assert isinstance(value, int)
    return value


def test_the_same_seed_gives_the_same_cells(sample: dict[str, Grid]) -> None:
    assert build_sample(today=TODAY) == sample
    assert build_sample(today=TODAY, seed=8) != sample


def test_every_tab_is_there_in_order_with_the_declared_headers(sample: dict[str, Grid]) -> None:
    assert list(sample) == [tab.title for tab in TABS.values()]
    for tab in TABS.values():
        assert [column.header for column in tab.columns] in sample[tab.title]
        assert _records(sample, tab.name), f"{tab.title} kosong"


def test_it_has_the_size_that_was_asked_for(sample: dict[str, Grid]) -> None:
    assert [row["code"] for row in _records(sample, "posyandu")] == ["MLT1", "MLT2", "MWR1", "MWR2"]
    assert _records(sample, "posyandu")[0]["name"] == "Melati 1"
    assert len(_records(sample, "balita")) == 160
    assert len(_records(sample, "ibu_hamil")) == 24
    months = {
        (day.year, day.month)
        for row in _records(sample, "penimbangan")
        if isinstance(row["date"], int) and (day := from_serial(row["date"])) <= TODAY
    }
    assert len(months) == 14
    assert 1200 < len(_records(sample, "penimbangan")) < 160 * 14
    assert (
        len([row for row in _records(sample, "pertemuan") if str(row["meeting_id"]).startswith("PK-")]) == 13
    )


@pytest.mark.parametrize("size", [(1, 1, 1, 1), (2, 12, 2, 3), (9, 300, 20, 30)])
def test_other_sizes_are_made_too(size: tuple[int, int, int, int]) -> None:
    posyandu, children, months, mothers = size
    grids = build_sample(today=TODAY, posyandu=posyandu, children=children, months=months, mothers=mothers)
    codes = [row["code"] for row in _records(grids, "posyandu")]
    assert len(set(codes)) == posyandu
    assert len({row["child_id"] for row in _records(grids, "balita")}) == children
    assert len({row["mother_id"] for row in _records(grids, "ibu_hamil")}) == mothers


def test_a_size_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="paling sedikit 1"):
        build_sample(today=TODAY, children=0)


def test_the_sop_tabs_hold_the_five_documents(sample: dict[str, Grid]) -> None:
    for name, rows in build_sop_rows().items():
        assert sample[TABS[name].title][1:] == rows


def _typed_wrong() -> set[tuple[str, str]]:
    return {(mistake.tab, mistake.cell) for mistake in list_mistakes(today=TODAY)}


def test_cells_are_what_their_columns_declare_but_for_the_mistakes(sample: dict[str, Grid]) -> None:
    wrong = _typed_wrong()
    for tab in TABS.values():
        grid = sample[tab.title]
        header = grid.index([column.header for column in tab.columns])
        for number, row in enumerate(grid[header + 1 :], start=header + 2):
            if row[0] == "Jumlah" or not any(cell is not None for cell in row):
                continue
            assert len(row) == len(tab.columns)
            for place, (column, cell) in enumerate(zip(tab.columns, row, strict=True), start=1):
                address = f"{openpyxl.utils.get_column_letter(place)}{number}"
                if cell is None or (tab.title, address) in wrong:
                    continue
                where = f"{tab.title}!{address}: {cell!r}"
                if column.choices:
                    assert cell in column.choices, where
                elif column.kind is Kind.DATE:
                    assert isinstance(cell, int) or column.month_is_enough, where
                elif column.kind in (Kind.NUMBER, Kind.INTEGER):
                    assert isinstance(cell, int | float), where
                    assert column.minimum is None or column.minimum <= cell, where
                    assert column.maximum is None or cell <= column.maximum, where
                elif column.kind is Kind.TIME:
                    assert isinstance(cell, float), where
                    assert 0 < cell < 1, where
                elif tab.name != "pengaturan":
                    assert isinstance(cell, str), where
                if column.not_after_today and isinstance(cell, int):
                    assert cell <= to_serial(TODAY), where


def test_required_cells_are_filled(sample: dict[str, Grid]) -> None:
    for tab in TABS.values():
        for row in _records(sample, tab.name):
            for name in tab.row_needs:
                assert row[name] is not None, (tab.title, row)
            assert not tab.any_of or any(row[name] is not None for name in tab.any_of)


def test_references_point_at_something(sample: dict[str, Grid]) -> None:
    wrong = _typed_wrong()
    children = {str(row["child_id"]) for row in _records(sample, "balita")}
    mothers = {str(row["mother_id"]) for row in _records(sample, "ibu_hamil")}
    known = {
        "balita": children,
        "ibu_hamil": mothers,
        "orang": children | mothers,
        "posyandu": {str(row["code"]) for row in _records(sample, "posyandu")},
        "sop": {str(row["code"]) for row in _records(sample, "sop")},
        "titik_jemput": {str(row["code"]) for row in _records(sample, "titik_jemput")},
        "pertemuan": {str(row["meeting_id"]) for row in _records(sample, "pertemuan")},
    }
    misses = []
    for tab in TABS.values():
        grid = sample[tab.title]
        header = grid.index([column.header for column in tab.columns])
        for place, column in enumerate(tab.columns, start=1):
            if column.refers_to is None:
                continue
            for number, row in enumerate(grid[header + 1 :], start=header + 2):
                address = f"{openpyxl.utils.get_column_letter(place)}{number}"
                cell = row[place - 1]
                if cell is None or row[0] == "Jumlah" or (tab.title, address) in wrong:
                    continue
                if str(cell).rpartition(" · ")[2] not in known[column.refers_to]:
                    misses.append((tab.title, address, cell))
    assert misses == []


def test_nobodys_nik_and_nobodys_phone(sample: dict[str, Grid]) -> None:
    niks, phones = set(), []
    for tab in TABS.values():
        for row in _records(sample, tab.name):
            for column in tab.columns:
                value = row[column.name]
                if value is None:
                    continue
                if column.kind is Kind.NIK:
                    assert re.fullmatch(r"99\d{14}", str(value)), (tab.title, value)
                    niks.add(str(value))
                if column.kind is Kind.PHONE:
                    assert re.fullmatch(r"08000000\d{4}|0800123", str(value)), (tab.title, value)
                    phones.append(value)
    assert len(niks) > 400
    assert phones


def test_names_are_used_once_within_a_posyandu(sample: dict[str, Grid]) -> None:
    names = Counter((row["posyandu"], row["name"]) for row in _records(sample, "balita"))
    assert max(names.values()) == 1


@pytest.mark.parametrize("today", [TODAY, *AWKWARD_DAYS])
def test_one_round_ended_one_runs_and_one_is_to_come(today: date) -> None:
    grids = build_sample(today=today)
    days = {
        str(code): [
            (from_serial(_serial(row["date"])) - today).days
            for row in _records(grids, "jadwal")
            if row["posyandu"] == code and row["status"] != "Batal"
        ]
        for code in ("MLT1", "MLT2", "MWR1")
    }
    assert any(1 <= day <= 4 for day in days["MLT1"])
    assert any(-7 <= day <= -3 for day in days["MLT2"])
    assert any(8 <= day <= 12 for day in days["MWR1"])
    away = Counter((_serial(row["date"]) - to_serial(today)) for row in _records(grids, "antar_jemput"))
    assert sum(count for day, count in away.items() if 1 <= day <= 4) >= 3
    assert sum(count for day, count in away.items() if day < 0) > 30
    for row in _records(grids, "antar_jemput"):
        if _serial(row["date"]) > to_serial(today):
            assert row["boarded"] is None
        if isinstance(row["contacted_on"], int):
            assert row["contacted_on"] <= to_serial(today)


def test_a_day_was_moved_and_one_cancelled(sample: dict[str, Grid]) -> None:
    status = Counter(row["status"] for row in _records(sample, "jadwal"))
    assert status["Dipindah"] == 1
    assert status["Batal"] == 1
    for row in _records(sample, "jadwal"):
        assert (row["original_date"] is not None) == (row["status"] == "Dipindah")


def test_antar_jemput_knows_every_outcome(sample: dict[str, Grid]) -> None:
    rows = _records(sample, "antar_jemput")
    assert {row["contact_result"] for row in rows} == {"Tersambung", "Tidak tersambung", "Belum"}
    assert {"Ya", "Tidak", "Ragu"} <= {row["willing"] for row in rows}
    assert {"Benar", "Pindah"} <= {row["validation"] for row in rows}
    assert {row["boarded"] for row in rows} == {"Ya", "Tidak", None}
    assert any(row["boarded"] == "Tidak" and row["attended"] == "Ya" for row in rows)
    assert any(str(row["person_id"]).startswith("IH-") for row in rows)


def test_children_keep_to_lines_of_the_who_tables(sample: dict[str, Grid]) -> None:
    """TB/U of the toddlers measured standing, from the tables alone: about a fifth below −2."""
    lms = read_lms("lfa")
    born = {
        str(row["child_id"]): (_serial(row["birth_date"]), int(row["sex"] == "L"))
        for row in _records(sample, "balita")
        if isinstance(row["birth_date"], int)
    }
    z = []
    for row in _records(sample, "penimbangan"):
        child = born.get(str(row["child_id"]))
        height = row["height_cm"]
        if (
            child
            and isinstance(row["date"], int)
            and isinstance(height, float)
            and row["position"] == "Berdiri"
        ):
            age = row["date"] - child[0]
            if 731 <= age <= 1826:
                _, median, spread = lms[child[1], age]
                z.append((height / median - 1) / spread)
    assert len(z) > 400
    assert 0.12 < sum(each < -2 for each in z) / len(z) < 0.3
    assert min(z) > -6
    assert max(z) < 6


def test_most_gain_some_do_not_and_some_stay_away(sample: dict[str, Grid]) -> None:
    weights: dict[str, dict[int, float]] = {}
    for row in _records(sample, "penimbangan"):
        if isinstance(row["date"], int) and isinstance(row["weight_kg"], float) and row["child_id"]:
            day = from_serial(row["date"])
            weights.setdefault(str(row["child_id"]).rpartition(" · ")[2], {})[day.year * 12 + day.month] = (
                row["weight_kg"]
            )
    gains = Counter()
    for months in weights.values():
        for before, after in pairwise(sorted(months)):
            if after - before > 1:
                gains["away"] += 1
            else:
                gains["up" if months[after] - months[before] >= 0.15 else "not"] += 1
    assert gains["up"] > 2 * gains["not"] > 0
    assert gains["away"] > 40


def test_the_rare_things_are_there(sample: dict[str, Grid]) -> None:
    rows = _records(sample, "penimbangan")
    assert sum(row["oedema"] == "Ya" for row in rows) == 1
    assert {row["position"] for row in rows} >= {"Terlentang", "Berdiri", None}
    months = {
        from_serial(row["date"]).month
        for row in rows
        if row["vitamin_a"] == "Ya" and isinstance(row["date"], int)
    }
    assert months == {2, 8}
    assert any(row["lila_cm"] is not None for row in rows)
    assert any(row["exclusive_breastfeeding"] == "Ya" for row in rows)
    assert {row["status"] for row in _records(sample, "balita")} == {"Aktif", "Pindah", "Meninggal", "Lulus"}
    assert {"Hamil", "Bersalin", "Nifas", "Keguguran", "Pindah"} == {
        row["status"] for row in _records(sample, "ibu_hamil")
    }
    # TB is typed for nothing: where a step does not apply nobody owes it, and no row says so.
    assert {"Ya", "Tidak"} == {row["result"] for row in _records(sample, "daftar_tilik")}
    assert {"Belum", "Berjalan", "Selesai"} == {row["status"] for row in _records(sample, "tindak_lanjut")}
    assert {"AJB", "PK", "SIKERITING", "OSOC", "KEBAL"} == {
        row["sop"] for row in _records(sample, "daftar_tilik")
    }


def test_the_register_sip_months_are_not_in_penimbangan_too(sample: dict[str, Grid]) -> None:
    paper = {str(row["child_id"]).rpartition("-")[0] for row in _records(sample, "register_sip")}
    assert paper == {"MWR2"}
    first = min(
        from_serial(row["date"])
        for row in _records(sample, "penimbangan")
        if row["posyandu"] == "MWR2" and isinstance(row["date"], int)
    )
    assert (first.year, first.month) == (2026, 2)


@pytest.mark.parametrize("today", [TODAY, *AWKWARD_DAYS])
def test_the_sample_accounts_find_their_own(today: date) -> None:
    grids = build_sample(today=today)
    assert any(row["code"] == SAMPLE_KADER_POSYANDU for row in _records(grids, "posyandu"))
    assert any(row["mentor"] == SAMPLE_MENTOR for row in _records(grids, "mentoring"))
    own = [row for row in _records(grids, "pendampingan") if row["student"] == SAMPLE_STUDENT]
    assert [row["status"] for row in own] == ["Aktif"]
    assert any(row["student"] == SAMPLE_STUDENT for row in _records(grids, "kunjungan_ibu"))


def test_mentoring_stands_where_the_year_stands() -> None:
    early = _records(build_sample(today=date(2026, 2, 15)), "kegiatan_mentoring")
    late = _records(build_sample(today=date(2026, 11, 22)), "kegiatan_mentoring")

    def done(rows: list[Record], year: int) -> set[object]:
        return {
            row["step"]
            for row in rows
            if isinstance(row["date"], int) and from_serial(row["date"]).year == year
        }

    assert done(early, 2026) <= {"1", "2", "3"}
    assert done(late, 2026) == {str(step) for step in range(1, 12)}
    assert done(late, 2025) == {str(step) for step in range(1, 13)}
    planned = [row for row in late if row["date"] is None]
    assert {row["step"] for row in planned} == {"9", "12"}  # a talk that was never held, and what is to come


# kind: what the cell looks like
MISTAKES = {
    "berat dalam gram": r"\d{5}",
    "tinggi dalam meter": r"0,\d{2}",
    "satuan ikut diketik": r"\d+,\d kg",
    "pilihan salah ketik": "Terlentnag",
    "tanggal yang tidak ada": r"31/02/20\d\d",
    "tanggal sesudah hari ini": str(to_serial(TODAY + timedelta(days=40))),
    "nama bulan ejaan lama": r"\d{1,2} (Pebruari|Nopember) 20\d\d",
    "NIK sebagai angka": r"99\d{13}0",
    "nomor HP terlalu pendek": "0800123",
    "galat rumus": "#N/A",
    "nama posyandu salah ketik": "Mellati 1",
    "ID tidak dikenal": r"[A-Z]{3}\d-9999",
    "baris ganda": r"\d{5}",
    "baris kosong": "None",
    "ID huruf kecil dan berspasi": r" [a-z]{3}\d - \d{3} ",
    "spasi di belakang": r".+   ",
    "baris Jumlah": "Jumlah",
    "baris judul di atas": "BUKU DONASI",
}


def test_every_mistake_is_in_its_cell(sample: dict[str, Grid]) -> None:
    mistakes = {mistake.kind: mistake for mistake in list_mistakes(today=TODAY)}
    assert set(mistakes) == set(MISTAKES)
    for kind, mistake in mistakes.items():
        row, column = coordinate_to_tuple(mistake.cell)
        cell = sample[mistake.tab][row - 1][column - 1]
        assert cell == mistake.typed
        assert type(cell) is type(mistake.typed)
        assert re.fullmatch(MISTAKES[kind], str(cell)), (kind, cell)


def test_a_nik_as_number_and_the_doubled_row_are_what_they_say(sample: dict[str, Grid]) -> None:
    mistakes = {mistake.kind: mistake for mistake in list_mistakes(today=TODAY)}
    assert isinstance(mistakes["NIK sebagai angka"].typed, int)
    row = coordinate_to_tuple(mistakes["baris ganda"].cell)[0]
    weighings = sample["Penimbangan"]
    assert weighings[row - 1] == weighings[row - 2]
    assert not any(
        cell is not None for cell in weighings[coordinate_to_tuple(mistakes["baris kosong"].cell)[0] - 1]
    )


@pytest.mark.parametrize("today", [TODAY, *AWKWARD_DAYS])
def test_the_parser_finds_the_mistakes_and_nothing_else(today: date) -> None:
    """Whatever else it finds would be a mistake of the generator, or of the parser."""
    grids = build_sample(today=today)
    by_title = {tab.title: tab for tab in TABS.values()}
    parsed = [
        parse_tab(by_title[title], RawTab(title, grid, compute_digest(grid)), "contoh")
        for title, grid in grids.items()
    ]
    findings = build_tables(parsed, today=today).findings
    found = Counter(zip(findings["tab"], findings["level"].astype(str), strict=True))
    planted = list_mistakes(today=today)
    assert found == Counter((mistake.tab, mistake.expected) for mistake in planted if mistake.expected)


def test_the_xlsx_says_what_the_grids_say(tmp_path: Path, sample: dict[str, Grid]) -> None:
    path = tmp_path / "contoh.xlsx"
    heard: list[tuple[int, int]] = []
    write_sample(path, today=TODAY, progress=lambda done, total: heard.append((done, total)))
    assert heard[-1][0] == heard[-1][1] == sum(len(grid) for grid in sample.values())
    assert heard == sorted(heard)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Baca Saya", *sample, "Daftar"]
    for tab in TABS.values():
        sheet = book[tab.title]
        grid = sample[tab.title]
        header = grid.index([column.header for column in tab.columns])
        assert sheet.freeze_panes == f"A{header + 2}"
        assert sheet.max_row == len(grid)
        for place, column in enumerate(tab.columns, start=1):
            for number in (header + 2, len(grid)):
                written, meant = sheet.cell(number, place), grid[number - 1][place - 1]
                if column.kind is Kind.DATE and isinstance(meant, int):
                    assert written.value.date() == from_serial(meant)
                    assert written.number_format == "dd/mm/yyyy"
                elif column.kind is Kind.TIME and meant is not None:
                    assert written.number_format == "hh:mm"
                else:
                    assert written.value == meant
    error = next(each for each in list_mistakes(today=TODAY) if each.kind == "galat rumus")
    assert book[error.tab][error.cell].data_type == "e"
