"""One broken formula is one finding, for its own tab and for all rows that point into it."""

from __future__ import annotations

import pytest

from lib.workbook.findings import Level
from lib.workbook.grids import Grid
from lib.workbook.words import UNCOMPUTED
from tests.workbook.test_tables import CHILDREN, POSYANDU, WEIGHING_HEADER, Tables, build, findings, weigh

WEIGHINGS: Grid = [WEIGHING_HEADER, *(["03/02/2026", "MLT1", f"MLT1-{n:03}", "", 9] for n in range(40))]


def weigh_without(children: Grid) -> Tables:
    return build({"posyandu": POSYANDU, "balita": children, "penimbangan": WEIGHINGS})


@pytest.mark.parametrize(
    "children",
    [
        [["#REF!"]],
        [["#ERROR!"], [], [""]],
        [["#N/A", None, "-"]],
        [["ID", "NIK", "Nama", "JK", "Tanggal lahir", "Posyandu", "Status"], ["#REF!"]],
    ],
)
def test_a_broken_importrange_is_one_finding_and_so_are_the_rows_that_point_into_it(children: Grid) -> None:
    tables = weigh_without(children)
    (finding,) = findings(tables, "Balita").to_dict("records")
    assert finding["level"] == Level.ERROR
    assert "rusak (IMPORTRANGE)" in finding["message"] and "Izinkan akses" in finding["suggestion"]
    assert finding["cell"] == f"A{len([row for row in children if any(row)])}"
    (rows,) = findings(tables).to_dict("records")
    assert rows["level"] == Level.ERROR
    assert rows["message"].startswith("40 baris")
    assert tables.left_out["Penimbangan"] == 40


def test_one_that_is_still_loading_is_said_to_be() -> None:
    (finding,) = findings(weigh_without([["Loading..."]]), "Balita").to_dict("records")
    assert "belum selesai memuat" in finding["message"]


def test_a_tab_of_formulas_never_computed_says_what_to_do() -> None:
    header = CHILDREN[0]
    for children in ([[UNCOMPUTED]], [[UNCOMPUTED] * 5] * 30, [header, *([[UNCOMPUTED] * 7] * 30)]):
        (finding,) = findings(weigh_without(children), "Balita").to_dict("records")
        assert finding["message"].startswith("Rumus belum dihitung: buka di Excel, simpan")


def test_a_formula_never_computed_in_a_cell_is_told_there_and_is_not_called_empty() -> None:
    tables = weigh(
        [UNCOMPUTED, "MLT1", "MLT1-001", "", 9], ["03/02/2026", "MLT1", "MLT1-001", "", UNCOMPUTED]
    )
    found = findings(tables)
    assert found["cell"].tolist() == ["A2", "E3"]
    assert set(found["message"]) == {"Rumus belum dihitung: buka di Excel, simpan"}


def test_errors_among_good_rows_are_the_errors_of_their_cells() -> None:
    children = [*CHILDREN, ["MLT1-009", "", "#N/A", "L", "03/01/2025", "MLT1", ""]]
    tables = weigh(["03/02/2026", "MLT1", "MLT1-001", "", 9], children=children)
    assert len(tables["balita"]) == 4
    assert findings(tables, "Balita")["message"].tolist() == ["Rumus di sel ini galat"]


def test_errors_in_the_only_row_are_the_errors_of_their_cells() -> None:
    tables = weigh_without([CHILDREN[0], ["MLT1-001", "", "#N/A", "L", "#N/A", "MLT1", ""]])
    assert findings(tables, "Balita")["cell"].tolist() == ["C2", "E2"]


def test_people_who_are_unknown_beside_a_whole_register_are_told_one_by_one() -> None:
    assert len(findings(weigh_without(CHILDREN))) == 38
