"""What what is seen hands out for e-PPGBM, to whom, with which cells to mend."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from lib.data.seen import open_seen
from lib.domain.access import Role
from lib.domain.privacy import Scope
from lib.reports.eppgbm import build_rows_book, list_own_rows
from lib.workbook.grids import Grid
from tests.data.conftest import SampleViews
from tests.workbook.foreign_books import BASE, EXPORT, look

MONTH = pd.Period("2026-10", "M")


def test_kepala_and_petugas_get_the_same_upload(views: SampleViews) -> None:
    kepala, petugas = views["kepala"].eppgbm.upload(MONTH), views["petugas"].eppgbm.upload(MONTH)
    assert len(kepala.sent("pengukuran")) > 100
    assert kepala.children.equals(petugas.children)
    assert views["kepala"].eppgbm.upload(MONTH) is kepala


@pytest.mark.parametrize("username", ["kader", "mentor", "mahasiswa", "dinkes", "tamu"])
def test_every_other_role_gets_nothing(views: SampleViews, username: str) -> None:
    upload = views[username].eppgbm.upload(MONTH)
    assert upload.children.empty
    assert upload.held.empty


def test_held_rows_name_the_cell_and_what_the_parser_said_of_it(views: SampleViews) -> None:
    seen = views["kepala"]
    held = seen.eppgbm.upload(MONTH).held
    assert held["cell"].str.fullmatch(r"[A-Z]+\d+").all()
    assert set(held["book"]) == {"Contoh"}
    as_number = held[held["message"].str.contains("Tersimpan sebagai angka")]
    assert len(as_number) == 1
    found = seen.kualitas_data.findings[
        seen.kualitas_data.findings["cell"].eq(as_number["cell"].iloc[0])
        & seen.kualitas_data.findings["tab"].eq("Balita")
    ]
    assert as_number["suggestion"].iloc[0] in found["suggestion"].tolist()


def test_measured_sent_and_d_are_those_of_the_skdn(views: SampleViews) -> None:
    seen = views["kepala"]
    for month in seen.months[-6:]:
        upload = seen.eppgbm.upload(month)
        assert len(seen.gizi.measured(month)) == upload.children["measured"].sum()
        (d,) = seen.gizi.skdn([month])["D"]
        assert d == (upload.children["weighed"] & upload.children["in_s"]).sum()


def test_in_google_sheets_a_held_row_links_to_its_very_cell(views: SampleViews) -> None:
    book = views.whole.books[0].key
    address = "https://docs.google.com/spreadsheets/d/abc/edit?gid=7#gid=7"
    online = open_seen(replace(views.whole, links={(book, "Balita"): address}), views["kepala"].scope)
    held = online.eppgbm.upload(MONTH).held
    assert held["link"].tolist() == [f"{address}&range={cell}" for cell in held["cell"]]
    assert views["kepala"].eppgbm.upload(MONTH).held["link"].eq("").all()


def test_an_export_beside_own_tabs_is_compared_child_by_child() -> None:
    own: Grid = [["Tanggal", "Nama", "BB", "TB"], ["12/10/2026", "Budi Contoh", 9.5, 75.5],
                 ["12/10/2026", "Siti Contoh", 10.0, 85]]  # fmt: skip
    books = {**BASE, "Penimbangan": own}
    joko = "9901010909250003"
    rows: Grid = [
        [*EXPORT[0]], EXPORT[1], EXPORT[2],
        ["9901010909250007", "Ani Contoh", "P", "2025-02-01", *EXPORT[3][4:12], "Mawar II", *EXPORT[3][13:]],
    ]  # fmt: skip
    seen = look(books, {"Worksheet": rows})
    found = seen.eppgbm.compare(MONTH)
    assert found is not None
    assert found.rows[["child_id", "kind", "posyandu"]].fillna("").to_numpy().tolist() == [
        ["", "only_there", "MWR2"], ["MLT1-002", "different", "MLT1"], ["MLT1-001", "same", "MLT1"],
    ]  # fmt: skip
    assert len(seen.tables["balita"]) == 3 and joko not in seen.tables["balita"]["nik"].tolist()
    children, weighings = list_own_rows(found)
    assert children == [
        {
            "nik": "9901010909250007",
            "name": "Ani Contoh",
            "sex": "P",
            "birth_date": "01/02/2025",
            "posyandu": "MWR2",
        }
    ]
    assert [row["weight_kg"] for row in weighings] == ["9"]
    kader = look(books, {"Worksheet": rows}, scope=Scope(Role.KADER, posyandu=("MLT1",)))
    assert kader.eppgbm.compare(MONTH) is None
    assert look(books).eppgbm.compare(MONTH) is None


def test_the_rows_to_enter_are_read_back_once_pasted() -> None:
    own: Grid = [["Tanggal", "Nama", "BB", "TB"], ["12/10/2026", "Budi Contoh", 9.5, 75.5]]
    seen = look({**BASE, "Penimbangan": own}, {"Worksheet": EXPORT})
    found = seen.eppgbm.compare(MONTH)
    assert found is not None
    data = build_rows_book(found, seen.eppgbm.upload(MONTH), seen.posyandu_names)
    sheets = openpyxl.load_workbook(BytesIO(data))
    assert sheets.sheetnames == ["Ke tab Balita", "Ke tab Penimbangan", "Ke e-PPGBM", "Angka berbeda"]
    pasted: Grid = [[cell.value for cell in row] for row in sheets["Ke tab Penimbangan"].iter_rows()]
    assert len(pasted) == 3
    before: Grid = [["12/10/2026", "MLT1", "MLT1-001", "Budi Contoh", "9,5", "75,5"]]
    after = look({**BASE, "Penimbangan": [*pasted, *before]}, {"Worksheet": EXPORT}).eppgbm.compare(MONTH)
    assert after is not None
    assert set(after.rows["kind"]) == {"same"} and len(after.rows) == 3
