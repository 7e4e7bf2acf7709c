"""Tables that fit together: posyandu, people, dates and repeats across tabs and workbooks."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from lib.domain.pertemuan.findings import compute_pertemuan_findings
from lib.workbook.grids import Grid, RawTab, compute_digest
from lib.workbook.parse import parse_tab
from lib.workbook.tables import Tables, build_tables, locate_findings
from lib.workbook.tabs import TABS

TODAY = date(2026, 2, 20)
POSYANDU: Grid = [
    ["Kode", "Nama", "Desa/Kelurahan"],
    ["MLT1", "Melati 1", "Sukamaju"],
    ["MLT2", "Melati 2", "Sukamaju"],
]
CHILDREN: Grid = [
    ["ID", "NIK", "Nama", "JK", "Tanggal lahir", "Posyandu", "Status"],
    ["MLT1-001", "9901010101250001", "Budi Contoh", "L", "03/01/2025", "MLT1", ""],
    ["MLT1-002", "", "Siti Contoh", "P", "03/01/2025", "Melati 1", ""],
    ["MLT2-001", "", "Budi Contoh", "L", "03/01/2024", "mlt 2", ""],
]
WEIGHING_HEADER = ["Tanggal", "Posyandu", "ID balita", "Nama", "BB (kg)"]


def build(*books: dict[str, Grid], today: date = TODAY) -> Tables:
    parsed = [
        parse_tab(TABS[name], RawTab(TABS[name].title, grid, compute_digest(grid)), f"buku{number}")
        for number, book in enumerate(books, start=1)
        for name, grid in book.items()
    ]
    return build_tables(parsed, today=today)


def weigh(*rows: list[object], children: Grid = CHILDREN) -> Tables:
    return build({"posyandu": POSYANDU, "balita": children, "penimbangan": [WEIGHING_HEADER, *rows]})  # type: ignore[list-item]


def findings(tables: Tables, tab: str = "Penimbangan") -> pd.DataFrame:
    return tables.findings[tables.findings["tab"] == tab].reset_index(drop=True)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("MLT1", "MLT1"),
        ("mlt 1", "MLT1"),
        ("Melati 1", "MLT1"),
        ("Posyandu Melati 2", "MLT2"),
        ("Melati 2 · MLT2", "MLT2"),
    ],
)
def test_a_posyandu_is_matched_by_code_or_name(typed: str, code: str) -> None:
    tables = weigh(["03/02/2026", typed, "MLT1-001", "", 9])
    assert tables["penimbangan"]["posyandu"].tolist() == [code]
    assert not len(findings(tables))


def test_a_slip_in_a_posyandu_name_is_read_and_reported_but_never_its_number() -> None:
    tables = weigh(
        ["03/02/2026", "Melatti 1", "MLT1-001", "", 9], ["03/02/2026", "Melati 3", "MLT1-002", "", 9]
    )
    assert findings(tables)["level"].tolist() == ["Peringatan", "Galat"]
    assert tables["penimbangan"]["posyandu"].tolist() == ["MLT1", "MLT1"]  # the second: the child's own


@pytest.mark.parametrize(
    "typed",
    [
        "MLT1-001",
        "mlt1-001",
        "MLT1 - 001",
        " mlt1 001".replace(" 001", "-001"),
        "Budi Contoh · MLT1-001",
        "9901010101250001",
    ],
)
def test_a_child_is_found_by_id_typed_alone_or_picked_or_by_nik(typed: str) -> None:
    tables = weigh(["03/02/2026", "MLT1", typed, "", 9])
    assert tables["penimbangan"]["child_id"].tolist() == ["MLT1-001"]


def test_a_child_is_found_by_name_within_the_posyandu_if_exactly_one_matches() -> None:
    tables = weigh(
        ["03/02/2026", "MLT1", "", "budi  contoh", 9], ["03/02/2026", "MLT2", "", "Budi Contoh", 12]
    )
    assert tables["penimbangan"]["child_id"].tolist() == ["MLT1-001", "MLT2-001"]


def test_an_unknown_person_is_a_finding_with_the_closest_candidates() -> None:
    tables = weigh(["03/02/2026", "MLT1", "", "Sitti Contoh", 9], ["03/02/2026", "MLT1", "MLT1-01", "", 9])
    found = findings(tables)
    assert found["level"].tolist() == ["Galat", "Galat"]
    assert "Siti Contoh · MLT1-002" in found.loc[0, "suggestion"]
    assert "MLT1-001" in found.loc[1, "suggestion"]
    assert found["posyandu"].tolist() == ["MLT1", "MLT1"]
    assert len(tables["penimbangan"]) == 0
    assert tables.left_out["Penimbangan"] == 2


def test_an_unknown_id_suggests_nobody_of_another_posyandu() -> None:
    found = findings(weigh(["03/02/2026", "", "MLT2-01", "", 9], ["03/02/2026", "MLT1", "MLT2-01", "", 9]))
    found = found[found["message"].str.contains("tidak dikenal")]
    nowhere, here = found["suggestion"]
    assert found["posyandu"].tolist() == ["", "MLT1"]
    assert "Budi Contoh · MLT2-001" in nowhere  # of no posyandu's row: only the puskesmas reads it
    assert "MLT1-001" in here and "MLT2" not in here


@pytest.mark.parametrize(
    ("posyandu", "owner"), [("MLT1", "balita di posyandu lain"), ("MLT2", "Budi Contoh"), ("", "Budi Contoh")]
)
def test_the_owner_of_an_id_is_named_to_their_own_posyandu_and_the_puskesmas_only(
    posyandu: str, owner: str
) -> None:
    found = findings(weigh(["03/02/2026", posyandu, "MLT2-001", "Zulaikha", 9]))
    found = found[found["message"].str.contains("milik")]
    assert found["message"].tolist() == [f"ID ini milik {owner}, bukan Zulaikha"]
    assert found["posyandu"].tolist() == [posyandu]


def test_the_name_of_somebody_else_beside_an_id_is_doubtful() -> None:
    tables = weigh(["03/02/2026", "MLT1", "MLT1-001", "Zulaikha", 9])
    assert findings(tables)["level"].tolist() == ["Peringatan"]
    assert tables["penimbangan"]["child_id"].tolist() == ["MLT1-001"]


def visit(*rows: list[object], more: dict[str, Grid] | None = None) -> Tables:
    mothers: Grid = [
        ["ID", "Nama", "Posyandu", "HPHT"],
        ["IH-1", "Sari Contoh", "MLT1", "01/09/2025"],
        ["IH-2", "Dewi Contoh", "Melati 2", "01/09/2025"],
        ["IH-3", "Ayu Contoh", "MLT1", "01/09/2025"],
        ["IH-4", "Ayu Contoh", "MLT2", "01/09/2025"],
        ["IH-5", "Tanpa Posyandu", "tidak tahu", "01/09/2025"],
    ]
    visits = [["Tanggal", "ID ibu", "Hb (g/dL)"], *rows]
    return build({"posyandu": POSYANDU, "ibu_hamil": mothers, "kunjungan_ibu": visits, **(more or {})})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["03/02/2026", "ih-1", "rendah"], "MLT1"),
        (["03/02/2026", "Dewi Contoh · IH-2", "rendah"], "MLT2"),
        (["21/02/2026", "IH-2", 11], "MLT2"),  # after today: not counted
        (["kemarin", "IH-2", 11], "MLT2"),
        (["03/02/2026", "IH-9", 11], ""),
        (["03/02/2026", "", 11], ""),
        (["03/02/2026", "IH-5", "rendah"], ""),
    ],
)
def test_a_finding_in_a_tab_without_posyandu_is_that_of_the_mother_it_is_about(
    row: list[object], code: str
) -> None:
    found = findings(visit(row), "Kunjungan Ibu")
    assert found["posyandu"].tolist() == [code] * len(found) and len(found)


@pytest.mark.parametrize(
    ("mother", "name", "code"),
    [
        ("IH-1", "Sari", "MLT1"),
        ("IH-1", "Zulaikha", ""),  # whose row it is stays doubtful, and the other name is not told
        ("", "Sari Contoh", "MLT1"),
        ("", "Ayu Contoh", ""),  # two of them
    ],
)
def test_a_name_decides_with_the_id_whose_finding_it_is(mother: str, name: str, code: str) -> None:
    pairs: Grid = [["ID ibu", "Nama", "Mahasiswa", "Tanggal mulai"], [mother, name, "Lala", "entah"]]
    found = findings(visit(more={"pendampingan": pairs}), "Pendampingan")
    assert found["posyandu"].tolist() == [code] * len(found) and len(found)


def test_rows_of_two_tabs_of_one_title_are_nobodys_for_certain() -> None:
    header = ["Tanggal", "ID ibu", "Hb (g/dL)"]
    grids: list[Grid] = [[header, ["03/02/2026", mother, "rendah"]] for mother in ("IH-1", "IH-2")]
    people = visit()
    mothers: Grid = [["ID", "Nama", "Posyandu", "HPHT"]]
    for row in people["ibu_hamil"].to_dict("records"):
        mothers.append([row["mother_id"], row["name"], row["posyandu"], "01/09/2025"])
    named = [("posyandu", POSYANDU), ("ibu_hamil", mothers), *(("kunjungan_ibu", one) for one in grids)]
    tables = build_tables(
        [
            parse_tab(TABS[name], RawTab(TABS[name].title, grid, compute_digest(grid)), "buku1")
            for name, grid in named
        ],
        today=TODAY,
    )
    assert findings(tables, "Kunjungan Ibu")["posyandu"].tolist() == ["", ""]
    rule = pd.DataFrame(
        {
            "level": "Info", "tab": "Kunjungan Ibu", "source_book": "buku1", "source_row": [2],
            "column": "hb_g_dl", "value": "", "message": "", "suggestion": "",
        }
    )  # fmt: skip
    assert locate_findings(rule, tables)["posyandu"].tolist() == [""]


def test_a_row_dated_after_today_is_a_finding_and_not_counted() -> None:
    tables = weigh(["21/02/2026", "MLT1", "MLT1-001", "", 9], ["20/02/2026", "MLT1", "MLT1-001", "", 9])
    assert tables["penimbangan"]["date"].tolist() == [pd.Timestamp("2026-02-20")]
    assert findings(tables)["level"].tolist() == ["Galat"]
    assert findings(tables)["cell"].tolist() == ["A2"]


def test_a_weighing_before_birth_is_not_counted() -> None:
    tables = weigh(["02/01/2025", "MLT1", "MLT1-001", "", 9], ["03/01/2025", "MLT1", "MLT1-001", "", 3])
    assert tables["penimbangan"]["weight_kg"].tolist() == [3]
    assert "tercatat 03/01/2025" in findings(tables)["suggestion"].iloc[0]


def test_several_weighings_before_birth_point_at_the_birth_date() -> None:
    one = weigh(["02/01/2025", "MLT1", "MLT1-001", "", 9])
    two = weigh(["02/01/2025", "MLT1", "MLT1-001", "", 9], ["02/12/2024", "MLT1", "MLT1-001", "", 8])
    assert findings(one, "Balita").empty
    assert findings(two, "Balita")["message"].tolist() == ["2 penimbangan anak ini sebelum tanggal lahirnya"]


def test_the_kader_of_another_posyandu_are_not_told_a_childs_day_of_birth() -> None:
    tables = weigh(["02/01/2025", "MLT2", "MLT1-001", "", 9])
    early = findings(tables)[lambda found: found["message"].str.contains("sebelum anak lahir")]
    assert len(early) == 1 and "2025" not in early["suggestion"].iloc[0]


def test_a_child_weighed_twice_on_a_day_is_reported() -> None:
    tables = weigh(["03/02/2026", "MLT1", "MLT1-001", "", 9], ["03/02/2026", "MLT1", "MLT1-001", "", 9.1])
    assert findings(tables)["level"].tolist() == ["Peringatan"]
    assert len(tables["penimbangan"]) == 2


def test_an_id_given_twice_counts_once() -> None:
    twice = [*CHILDREN, ["MLT1-001", "", "Joko Contoh", "L", "03/01/2025", "MLT1", ""]]
    tables = weigh(children=twice)
    assert tables["balita"]["name"].tolist().count("Joko Contoh") == 0
    assert tables.left_out["Balita"] == 1
    assert "dua kali" in findings(tables, "Balita").loc[0, "message"]


def test_answers_without_a_stage_repeat_nobody_and_with_one_they_do() -> None:
    header = ["Pertemuan", "Nama", "Tahap", "Soal", "Benar"]
    stages = ("", "entah", "", "Sebelum", "Sebelum", "Sesudah")
    tables = build({"tanya_jawab": [header, *(["PK-1", "Rina", stage, "1", "Ya"] for stage in stages)]})
    assert tables["tanya_jawab"]["source_row"].tolist() == [2, 3, 4, 6, 7]
    twice = findings(tables, "Tanya Jawab").query("message.str.contains('dua kali')")
    assert twice["source_row"].tolist() == [5]
    lost = compute_pertemuan_findings(tables.frames, today=pd.Timestamp(TODAY))["message"]
    assert lost.str.contains("3 jawaban").tolist() == [True]


def test_a_child_who_moved_counts_where_they_are_now() -> None:
    moved = [CHILDREN[0], ["A1", "", "Budi Contoh", "L", "03/01/2025", "MLT1", "Pindah"]]
    here = [CHILDREN[0], ["A1", "", "Budi Contoh", "L", "03/01/2025", "MLT2", "Aktif"]]
    tables = build({"posyandu": POSYANDU, "balita": moved}, {"balita": here})
    assert tables["balita"]["posyandu"].tolist() == ["MLT2"]


def test_a_child_without_an_id_still_counts() -> None:
    nameless = [*CHILDREN, ["", "", "Joko Contoh", "L", "03/01/2025", "MLT1", ""]]
    tables = weigh(["03/02/2026", "MLT1", "", "Joko Contoh", 9], children=nameless)
    assert len(tables["balita"]) == 4
    assert re.fullmatch("B-[A-Z2-7]{8}", tables["penimbangan"].loc[0, "child_id"])


def test_a_nik_of_two_people_is_doubtful_for_both() -> None:
    shared = [*CHILDREN, ["MLT1-003", "9901010101250001", "Joko Contoh", "L", "03/01/2025", "MLT1", ""]]
    assert findings(weigh(children=shared), "Balita")["message"].str.contains("NIK").sum() == 2


def test_rows_of_one_tab_in_several_workbooks_are_united_with_their_origin() -> None:
    one = {
        "posyandu": POSYANDU,
        "balita": CHILDREN,
        "penimbangan": [WEIGHING_HEADER, ["03/02/2026", "MLT1", "MLT1-001", "", 9]],
    }
    two = {"penimbangan": [WEIGHING_HEADER, ["04/02/2026", "MLT2", "MLT2-001", "", 12]]}
    tables = build(one, two)  # type: ignore[arg-type]
    assert tables["penimbangan"][["source_book", "source_row"]].to_numpy().tolist() == [
        ["buku1", 2],
        ["buku2", 2],
    ]


def test_missing_tabs_are_empty_tables_and_break_nothing() -> None:
    tables = build({"balita": CHILDREN})
    assert tables.present == {"balita"}
    assert set(tables.frames) == set(TABS)
    assert len(tables["balita"]) == 3
    assert len(build().findings) == 0


def test_a_mother_is_found_like_a_child() -> None:
    mothers: Grid = [["ID", "Nama", "Posyandu", "HPHT"], ["IH-001", "Dewi Contoh", "MLT1", "03/11/2025"]]
    visits: Grid = [["Tanggal", "ID ibu"], ["10/02/2026", "ih-001"], ["10/02/2026", "IH-999"]]
    tables = build({"posyandu": POSYANDU, "ibu_hamil": mothers, "kunjungan_ibu": visits})
    assert tables["kunjungan_ibu"]["mother_id"].tolist() == ["IH-001"]
    assert tables.left_out["Kunjungan Ibu"] == 1


def test_team_names_differ_not_by_case_or_spaces() -> None:
    header = ["ID balita", "Tim", "Mentor", "Tanggal pilih"]
    rows: Grid = [
        header,
        ["MLT1-001", "Tim 1", "Bidan A", "05/01/2026"],
        ["MLT1-002", "tim  1", "bidan a", "05/01/2026"],
    ]
    tables = build({"posyandu": POSYANDU, "balita": CHILDREN, "mentoring": rows})
    assert tables["mentoring"]["team"].tolist() == ["Tim 1", "Tim 1"]


@pytest.mark.filterwarnings("error")
def test_a_subject_stays_as_typed_where_nobody_is_registered_yet() -> None:
    ticks: Grid = [["Tanggal", "SOP", "Langkah", "Subjek"], ["10/02/2026", "SIKERITING", "8", "Tim 1"]]
    assert build({"daftar_tilik": ticks})["daftar_tilik"]["subject"].tolist() == ["Tim 1"]


@pytest.mark.parametrize(
    ("typed", "subject"),
    [
        ("mlt 1", "MLT1"),
        ("Melati 1", "MLT1"),
        ("Posyandu Melati 2", "MLT2"),
        ("mlt1-001", "MLT1-001"),
        ("Mawar", "Mawar"),
        ("Sukamaju", "Sukamaju"),
        ("Ar-Rahman", "ARR"),
        ("posyandu ar rahman", "ARR"),
        ("Dahlia (RW 02)", "DHL"),
        ("Dahlia (RW 02) · DHL", "DHL"),
        ("Ar-Rahmat", "Ar-Rahmat"),  # a slip away, as a person's name may be
        ("Ar-Rahman · X-9", "Ar-Rahman · X-9"),  # somebody of that name, whose ID is not known
        ("Kenanga", "Kenanga"),
        ("Tim-Cempaka", "Tim-Cempaka"),
    ],
)
def test_an_action_is_about_a_posyandu_by_code_or_name_but_not_where_a_kelurahan_is_so_called(
    typed: str, subject: str
) -> None:
    posyandu = [
        *POSYANDU, ["MWR1", "Mawar", "Mawar"], ["ARR", "Ar-Rahman", "Sukamaju"],
        ["DHL", "Dahlia (RW 02)", "Sukamaju"], ["KNG", "Kenanga", "Sukamaju"],
        ["TCP", "Tim Cempaka", "Sukamaju"],
    ]  # fmt: skip
    done: Grid = [
        ["Tanggal", "Langkah", "Tim", "Kelurahan"],
        ["03/02/2026", "3", "Tim Cempaka", "Kenanga"],
    ]
    header = ["Tanggal", "Subjek", "Rencana", "Penanggung jawab", "Tenggat"]
    actions: Grid = [header, ["03/02/2026", typed, "Kunjungi", "Kader", "10/02/2026"]]
    tables = build(
        {"posyandu": posyandu, "balita": CHILDREN, "kegiatan_mentoring": done, "tindak_lanjut": actions}
    )
    assert tables["tindak_lanjut"]["subject"].tolist() == [subject]
