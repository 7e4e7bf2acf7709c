"""One Student One Client of the sample, as each role may know it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from lib.data.seen import open_seen
from lib.domain.access import Role, Viewer
from lib.domain.pendampingan import FIGURES
from lib.domain.privacy import compute_scope
from lib.settings import BookSetting, Settings
from tests.data.conftest import SampleViews, read_whole


def test_every_pair_has_the_ten_steps_of_the_sop(views: SampleViews) -> None:
    seen = views["kepala"]
    steps = seen.pendampingan.steps
    pairs = set(zip(seen.pendampingan.pairs["unit"], seen.pendampingan.pairs["student"], strict=True))
    assert set(zip(steps["unit"], steps["partner"], strict=True)) == pairs
    assert steps.groupby(["unit", "partner"])["step"].agg(list).map(len).eq(10).all()
    assert {"1", "2", "3", "4a", "4b", "5", "6", "7", "8", "9"} == set(steps["step"])


def test_steps_agree_with_those_of_the_month(views: SampleViews) -> None:
    seen = views["kepala"]
    month = seen.sop.status(seen.this_month)
    of_pairs = month[month["sop"].eq("OSOC") & month["unit"].ne("puskesmas")]
    key = ["unit", "partner", "step"]
    rows = of_pairs[of_pairs["step"].ne("6")].set_index(key)["state"]
    steps = seen.pendampingan.steps.set_index(key)
    assert len(rows) and rows.to_dict() == steps["state"].reindex(rows.index).to_dict()
    # Step 6 falls due every thirty days: the board has the one that runs today, with its own due day; the
    # month all that fall due in it.
    visits = of_pairs[of_pairs["step"].eq("6") & of_pairs["due_on"].notna()].set_index(key)
    board = steps.reindex(visits.index)
    running = visits["starts_on"].le(seen.today) & visits["due_on"].ge(seen.today)
    assert running.any() and not running.all()
    assert visits.loc[running, "due_on"].equals(board.loc[running, "due_on"])
    assert visits.loc[running, "state"].equals(board.loc[running, "state"])
    ended = board["unit_status"].isin(["Selesai", "Berhenti"])
    later = board.loc[~running & ~ended, "due_on"] - visits.loc[~running & ~ended, "due_on"]
    assert len(later) and later.dt.days.eq(30).all()


def test_a_student_gets_their_own_visits_steps_and_nobody_elses(views: SampleViews) -> None:
    seen = views["mahasiswa"]
    mine = set(seen.pendampingan.pairs["mother_id"])
    assert len(mine) == 1
    assert set(seen.pendampingan.visits["mother_id"]) == set(seen.pendampingan.steps["unit"]) == mine
    assert set(seen.pendampingan.mothers["mother_id"]) == mine
    assert seen.pendampingan.matchless.empty and seen.pendampingan.unlisted_students.empty


@pytest.mark.parametrize("username", ["dinkes", "tamu"])
def test_planning_hides_small_counts_and_is_else_the_same_for_everybody(
    views: SampleViews, username: str
) -> None:
    shown, whole = views[username].pendampingan.planning("MLT1"), views["kepala"].pendampingan.planning()
    assert shown[["figure", "part"]].equals(whole[["figure", "part"]])
    is_open = shown["shown"].eq("open")
    assert is_open.any() and not is_open.all()
    assert shown["count"][is_open].tolist() == whole["count"][is_open].tolist()
    assert shown["count"][~is_open].isna().all()
    assert not shown["count"].between(1, 4).any()
    months = views[username].pendampingan.visit_months("MLT1")
    assert not months["count"].between(1, 4).any() and months["count"].max() > 4
    assert views[username].pendampingan.posyandu_planning().empty
    assert views.personal.found_in([*shown["part"], *shown["figure"]]) == []


def test_planning_of_each_posyandu_adds_up(views: SampleViews) -> None:
    seen = views["kepala"]
    whole = seen.pendampingan.planning()
    parts = pd.concat([seen.pendampingan.planning(code) for code in seen.posyandu_names])
    together = parts.groupby(["figure", "part"])["count"].sum()
    assert together.reindex(pd.MultiIndex.from_frame(whole[["figure", "part"]])).tolist() == (
        whole["count"].tolist()
    )
    assert set(whole["figure"]) == set(FIGURES)
    table = seen.pendampingan.posyandu_planning()
    assert table["pregnant"].sum() == whole.loc[whole["figure"].eq("ibu_hamil"), "count"].item()


def test_the_mother_who_moved_leaves_a_student_without_a_mother(views: SampleViews) -> None:
    rows = views["kepala"].pendampingan.matchless
    assert rows["reason"].tolist() == ["pindah"]


def test_a_student_whose_mother_nobody_knows_is_named_with_the_row(
    small_workbook: Path, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "salah.xlsx"
    shutil.copy(small_workbook, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Pendampingan"]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    sheet.cell(2, columns["ID ibu"]).value = "IH-999"
    sheet.cell(2, columns["Nama"]).value = None
    student = str(sheet.cell(2, columns["Mahasiswa"]).value)
    visits = book["Kunjungan Ibu"]
    visits.cell(2, [cell.value for cell in visits[1]].index("ID ibu") + 1).value = "IH-998"
    visits.append([cell.value for cell in visits[3]])
    # A row that stands twice is left out as well, but its student has a mother.
    copied = [cell.value for cell in sheet[3]]
    sheet.append(copied)
    book.save(path)
    whole = read_whole((BookSetting("Contoh", berkas=path),), settings)
    seen = open_seen(whole, compute_scope(Viewer("kepala", "Kepala", Role.KEPALA)))
    rows = seen.pendampingan.unlisted_students
    assert list(zip(rows["student"], rows["value"], rows["source_row"], strict=True)) == [
        (student, "IH-999", 2)
    ]
    lost = seen.pendampingan.unlisted_visits
    assert list(zip(lost["value"], lost["source_row"], strict=True)) == [("IH-998", 2)]
    assert lost["student"].notna().all()
    dinkes = open_seen(whole, compute_scope(Viewer("dinkes", "Dinkes", Role.DINKES)))
    assert dinkes.pendampingan.unlisted_students.empty


def test_a_student_counts_no_visit_that_may_be_of_the_mothers_other_student(
    small_workbook: Path, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "berdua.xlsx"
    shutil.copy(small_workbook, path)
    book = openpyxl.load_workbook(path)
    pairs, visits = book["Pendampingan"], book["Kunjungan Ibu"]
    typed = [str(cell.value) for cell in pairs[1]]
    rows = [dict(zip(typed, row, strict=True)) for row in pairs.iter_rows(min_row=2, values_only=True)]
    own = next(row for row in rows if row["Mahasiswa"] == "Laras Pitaloka")
    pairs.append([{**own, "Mahasiswa": "Sinta Baru", "NIM": None}[header] for header in typed])
    headers = [cell.value for cell in visits[1]]
    mother, student = headers.index("ID ibu") + 1, headers.index("Mahasiswa") + 1
    of_her = [row for row in range(2, visits.max_row + 1) if visits.cell(row, mother).value == own["ID ibu"]]
    for row in of_her[1:]:
        visits.cell(row, student).value = None
    visits.cell(of_her[0], student).value = "Laras Pitaloka"
    book.save(path)
    whole = read_whole((BookSetting("Contoh", berkas=path),), settings)
    office = open_seen(whole, compute_scope(Viewer("kepala", "Kepala", Role.KEPALA)))
    hers = Viewer("mahasiswa", "Laras", Role.MITRA, name_in_book="Laras Pitaloka")
    mine = open_seen(whole, compute_scope(hers))
    assert len(of_her) > 1 and len(mine.pendampingan.visits) == len(of_her)
    assert mine.pendampingan.pairs["visits"].tolist() == [1]
    seen = office.pendampingan.pairs.set_index("student")["visits"]
    assert (seen["Laras Pitaloka"], seen["Sinta Baru"]) == (1, 0)
    tamu = open_seen(whole, compute_scope(Viewer("tamu", "Tamu", Role.TAMU)))
    names = set(tamu._behind._frames["kunjungan_ibu"][["student", "visitor"]].melt()["value"].dropna())
    assert names and all(re.fullmatch(r"Mahasiswa \d+", name) for name in names)
    assert tamu.pendampingan.pairs.empty  # figures are computed of them, rows are shown to nobody
    assert sorted(tamu._behind.pendampingan.pairs["visits"]) == sorted(office.pendampingan.pairs["visits"])


def test_a_kader_sees_what_to_mend_about_the_own_mothers_visits_and_pairs(
    small_workbook: Path, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "kader.xlsx"
    shutil.copy(small_workbook, path)
    book = openpyxl.load_workbook(path)
    visits, pairs = book["Kunjungan Ibu"], book["Pendampingan"]
    typed = [cell.value for cell in visits[1]]
    hb, student = typed.index("Hb (g/dL)") + 1, typed.index("Mahasiswa") + 1
    for row in range(2, visits.max_row + 1):
        if visits.cell(row, 1).value:
            visits.cell(row, hb).value = "rendah"
            visits.cell(row, student).value = "Orang Lain"
    status = [cell.value for cell in pairs[1]].index("Status") + 1
    for row in range(2, pairs.max_row + 1):
        if pairs.cell(row, 1).value:
            pairs.cell(row, status).value = "entah"
    book.save(path)
    whole = read_whole((BookSetting("Contoh", berkas=path),), settings)
    office = open_seen(whole, compute_scope(Viewer("kepala", "Kepala", Role.KEPALA)))
    kader = open_seen(whole, compute_scope(Viewer("kader", "Kader", Role.KADER, posyandu=("MLT1",))))
    for tab, name in (("Kunjungan Ibu", "kunjungan_ibu"), ("Pendampingan", "pendampingan")):
        mother_of = whole.tables[name].set_index("source_row")["mother_id"]
        place_of = whole.tables["ibu_hamil"].set_index("mother_id")["posyandu"]
        every = office.kualitas_data.findings[office.kualitas_data.findings["tab"].eq(tab)]
        homes = every["source_row"].map(mother_of).map(place_of)
        assert len(set(homes)) > 1 and every["posyandu"].tolist() == homes.fillna("").tolist(), tab
        own = kader.kualitas_data.findings[kader.kualitas_data.findings["tab"].eq(tab)]
        assert len(own) == homes.eq("MLT1").sum() > 0
        assert own["source_row"].map(mother_of).isin(kader.tables["ibu_hamil"]["mother_id"]).all()
    assert {"Hb (g/dL)", "Mahasiswa"} <= set(
        kader.kualitas_data.findings["column"]
    )  # of the parser and of a rule


def test_impossible_dates_reach_the_findings_with_cell_and_posyandu(
    small_workbook: Path, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "mustahil.xlsx"
    shutil.copy(small_workbook, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Ibu Hamil"]
    columns = {str(cell.value): cell.column_letter for cell in sheet[1]}
    sheet[f"{columns['HPHT']}2"].value = "01/01/2026"
    sheet[f"{columns['HPHT']}3"].value = "23/11/2026"
    book.save(path)
    seen = open_seen(
        read_whole((BookSetting("Contoh", berkas=path),), settings),
        compute_scope(Viewer("kepala", "Kepala", Role.KEPALA)),
    )
    found = seen.kualitas_data.findings[
        seen.kualitas_data.findings["tab"].eq("Ibu Hamil") & seen.kualitas_data.findings["column"].eq("HPHT")
    ]
    by_cell = found.groupby("cell")["message"].agg(list).to_dict()
    assert by_cell[f"{columns['HPHT']}2"] == ["Usia kehamilan 46 minggu, tetapi Status masih Hamil"]
    assert len(by_cell[f"{columns['HPHT']}3"]) == 1  # what lies ahead is said once, by the parser
    assert found["posyandu"].isin(seen.posyandu_names).all()
    assert seen.pendampingan.mothers["gestation_days"].max() == 325
