"""Filter first, then mask: what each role is left with."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from lib.domain.access import Role, Viewer
from lib.domain.privacy import (
    Scope,
    compute_initials,
    compute_scope,
    scope_frames,
    show_frames,
)
from lib.workbook import columns
from lib.workbook.columns import Column, Kind, Mask, Rows, Shows, Tab, identifier, posyandu_code, text
from lib.workbook.parse import empty_table
from lib.workbook.tabs import TABS


@cache
def build_empty(name: str) -> pd.DataFrame:
    return empty_table(TABS[name])


def frames(**rows: list[dict[str, object]]) -> dict[str, pd.DataFrame]:
    """All tables, empty but for the rows given by tab name."""
    made = {name: build_empty(name).copy() for name in TABS}
    for name in rows:
        empty = made[name]
        table = pd.DataFrame(rows[name], columns=empty.columns)
        table["source_book"], table["source_row"] = "buku", range(2, 2 + len(table))
        made[name] = table.astype(empty.dtypes.to_dict())
    return made


@pytest.fixture
def workbook() -> dict[str, pd.DataFrame]:
    return frames(
        posyandu=[
            {"code": "MLT1", "name": "Melati 1", "desa": "Sukamaju"},
            {"code": "MLT2", "name": "Melati 2", "desa": "Sukamaju"},
        ],
        balita=[
            {
                "child_id": "A1",
                "name": "Budi Contoh",
                "nik": "9901010101250001",
                "rt": "001",
                "posyandu": "MLT1",
                "caregiver": "Dewi Contoh",
                "phone": "+62800000001",
            },
            {
                "child_id": "A2",
                "name": "Siti Contoh",
                "rt": "002",
                "posyandu": "MLT2",
                "address": "Jalan Contoh 5",
            },
        ],
        penimbangan=[
            {"child_id": "A1", "posyandu": "MLT2", "weight_kg": 9.0},
            {"child_id": "A2", "posyandu": "MLT1", "weight_kg": 8.0, "note": "anak Bu Dewi"},
        ],
        ibu_hamil=[{"mother_id": "I1", "name": "Rina Contoh", "posyandu": "MLT1"}],
        mentoring=[
            {"child_id": "A1", "team": "Tim 1", "mentor": "Bd. Contoh", "kelurahan": "Sukamaju"},
            {"child_id": "A2", "team": "Tim 2", "mentor": "Bd. Lain"},
        ],
        kegiatan_mentoring=[
            {"team": "Tim 1", "step": "6"},
            {"team": "Tim 2", "step": "6"},
            {"child_id": "A2", "step": "8"},
        ],
        daftar_tilik=[
            {"sop": "AJB", "step": "1", "posyandu": "MLT1", "executor": "Kader Contoh", "result": "Ya"},
            {"sop": "AJB", "step": "1", "posyandu": "MLT2"},
            {"sop": "PK", "step": "1"},
            {"sop": "SIKERITING", "step": "6", "subject": "A2"},
            {"sop": "SIKERITING", "step": "2", "subject": "Sukamaju"},
        ],
        tindak_lanjut=[
            {"subject": "A1", "plan": "Kunjungi Budi"},
            {"subject": "MLT2", "plan": "Tambah alat"},
        ],
        pendampingan=[{"mother_id": "I1", "student": "Laras Contoh"}],
        kader=[{"name": "Kader Contoh", "posyandu": "MLT1", "phone": "+62800000002"}],
    )


def test_kader_see_their_own_posyandu_and_their_own_children_wherever_weighed(
    workbook: dict[str, pd.DataFrame],
) -> None:
    seen = scope_frames(workbook, Scope(Role.KADER, posyandu=("mlt1",)))
    assert seen["balita"]["name"].tolist() == ["Budi Contoh"]
    assert seen["penimbangan"]["child_id"].tolist() == ["A1"]
    assert seen["mentoring"]["child_id"].tolist() == ["A1"]
    assert seen["daftar_tilik"]["sop"].tolist() == ["AJB", "PK", "SIKERITING"]
    assert seen["daftar_tilik"]["subject"].dropna().tolist() == [
        "Sukamaju"
    ]  # where a patient of theirs lives
    assert seen["tindak_lanjut"]["subject"].tolist() == ["A1"]
    assert seen["pendampingan"]["mother_id"].tolist() == ["I1"]


def test_a_kader_without_posyandu_sees_nobody(workbook: dict[str, pd.DataFrame]) -> None:
    seen = scope_frames(workbook, Scope(Role.KADER))
    assert seen["balita"].empty
    assert seen["penimbangan"].empty
    assert seen["ibu_hamil"].empty


def test_mitra_see_only_their_own_pairs(workbook: dict[str, pd.DataFrame]) -> None:
    seen = scope_frames(workbook, Scope(Role.MITRA, name_in_book="bd.  contoh"))
    assert seen["balita"]["child_id"].tolist() == ["A1"]
    assert seen["penimbangan"]["child_id"].tolist() == ["A1"]
    assert seen["kegiatan_mentoring"]["team"].tolist() == ["Tim 1"]
    assert seen["ibu_hamil"].empty
    assert seen["kader"].empty
    assert scope_frames(workbook, Scope(Role.MITRA, name_in_book="Laras Contoh"))["ibu_hamil"][
        "mother_id"
    ].tolist() == ["I1"]


@pytest.mark.parametrize("name", ["", "   ", "Orang Lain"])
def test_a_mitra_who_is_nobody_in_the_workbook_sees_nobody(
    workbook: dict[str, pd.DataFrame], name: str
) -> None:
    seen = scope_frames(workbook, Scope(Role.MITRA, name_in_book=name))
    assert all(seen[tab].empty for tab in ("balita", "ibu_hamil", "mentoring", "pendampingan", "penimbangan"))


@pytest.mark.parametrize(("role", "names"), [(Role.TAMU, "initials"), (Role.DINKES, "none")])
def test_masked_roles_meet_nobody_by_name(workbook: dict[str, pd.DataFrame], role: Role, names: str) -> None:
    seen = scope_frames(workbook, Scope(role, names=names))
    shown = " ".join(str(cell) for table in seen.values() for cell in table.to_numpy().ravel())
    for secret in (
        "Budi",
        "Siti",
        "Dewi",
        "Rina",
        "9901010101250001",
        "+6280000000",
        "Jalan Contoh",
        "Laras",
        "Kader Contoh",
        "A1",
    ):
        assert secret not in shown, secret
    assert len(seen["balita"]) == 2
    # The same person is the same everywhere, and places are nobody's name.
    assert seen["penimbangan"]["child_id"].tolist() == seen["balita"]["child_id"].tolist()
    assert seen["daftar_tilik"]["subject"].dropna().tolist()[-1] == "Sukamaju"
    assert seen["daftar_tilik"]["result"].tolist()[0] == "Ya"
    labels = seen["balita"]["name"]
    assert labels.tolist() == ["B.C. RT 001", "S.C. RT 002"] if role is Role.TAMU else labels.isna().all()


WAYS = [
    one
    for name, one in inspect.getmembers(columns, inspect.isfunction)
    if inspect.signature(one).return_annotation == "Column" and name != "posyandu_code"
]
"""To declare a column; `posyandu_code` alone says it for all: a posyandu is public."""


@pytest.mark.parametrize("declare", [columns.Column, *WAYS], ids=lambda one: one.__name__)
def test_a_column_that_does_not_say_who_may_see_it_does_not_import(declare: Callable[..., Column]) -> None:
    more = {columns.Column: (Kind.TEXT, ""), columns.choice: ("", "Ya")}.get(declare, ("",))
    assert declare("Baru", "baru", *more, shows=Shows.FREE).shows is Shows.FREE
    with pytest.raises(TypeError, match="shows"):
        declare("Baru", "baru", *more)


def test_a_tab_that_does_not_say_whose_its_rows_are_does_not_import() -> None:
    with pytest.raises(TypeError, match="rows_of"):
        Tab("Baru", "baru", "", ())  # type: ignore[call-arg]


def test_what_no_kind_of_cell_may_be_is_public() -> None:
    """Phones, identity numbers, links, dates of birth and texts called notes are never declared public."""
    for tab in TABS.values():
        for column in tab.columns:
            if column.kind is Kind.PHONE:
                assert column.shows is Shows.CONTACT, f"{tab.name}.{column.name}"
            if column.kind is Kind.NIK or column.name == "birth_date":
                assert column.shows is Shows.IDENTITY, f"{tab.name}.{column.name}"
            if column.kind is Kind.URL or (column.name == "note" and tab.name not in DOCUMENTS):
                assert column.shows is Shows.FREE, f"{tab.name}.{column.name}"
            if column.refers_to in ("balita", "ibu_hamil", "orang"):
                assert column.shows is Shows.IDENTITY, f"{tab.name}.{column.name}"


DOCUMENTS = ("sop", "langkah_sop", "riwayat_sop")
MARKED = (Kind.TEXT, Kind.ID, Kind.NIK, Kind.PHONE, Kind.URL, Kind.CHOICE)
"""Kinds of cells that hold text: each gets a mark that names its place."""
EVERY_SCOPE = {
    "kepala": Scope(Role.KEPALA),
    "kader": Scope(Role.KADER, posyandu=("SENDIRI",)),
    "mitra": Scope(Role.MITRA, name_in_book="Bd. Contoh"),
    "dinkes": Scope(Role.DINKES, names="none"),
    "tamu": Scope(Role.TAMU, names="initials"),
    "rapat": Scope(Role.KEPALA, names="initials"),
    "rapat kader": Scope(Role.KADER, posyandu=("SENDIRI",), names="initials"),
    "rapat mitra": Scope(Role.MITRA, name_in_book="Bd. Contoh", names="initials"),
}
NEW_COLUMNS = tuple(
    Column(f"Baru {kind} {shows}", f"baru_{kind.name}_{shows}".lower(), kind, "", shows=shows)
    for kind in Kind
    for shows in Shows
)
NEW_TABS = tuple(
    Tab(f"Baru {rows}", f"baru_{rows}", "", (*columns, *NEW_COLUMNS), rows_of=rows)
    for rows, columns in {
        Rows.POSYANDU: (posyandu_code(),),
        Rows.CHILD: (identifier("ID balita", "child_id", "", shows=Shows.IDENTITY, mask=Mask.PERSON),),
        Rows.MOTHER: (identifier("ID ibu", "mother_id", "", shows=Shows.IDENTITY, mask=Mask.PERSON),),
        Rows.PAIR: (text("Subjek", "subject", "", shows=Shows.IDENTITY, mask=Mask.PERSON),),
        Rows.ALL: (),
    }.items()
)
LONELY_TABS = tuple(Tab(f"Lepas {rows}", f"lepas_{rows}", "", NEW_COLUMNS, rows_of=rows) for rows in Rows)
"""Tabs that lack the column which says whose their rows are."""
DECLARED = {name: replace(tab, columns=(*tab.columns, *NEW_COLUMNS)) for name, tab in TABS.items()} | {
    tab.name: tab for tab in (*NEW_TABS, *LONELY_TABS)
}


def build_marked() -> dict[str, pd.DataFrame]:
    """Every declared tab, columns added without further thought too, with a row of one's own (0) and a row of
    others (1), each cell marked `«tab.column.row»`, numbers and dates as 1000 + row."""
    person = {"child_id": "balita", "mother_id": "ibu_hamil", "person_id": "balita", "subject": "balita"}
    made = {}
    for name, tab in DECLARED.items():
        cells: dict[str, list[object]] = {}
        for column in (*tab.columns, *tab.worked_out):
            marks: list[object] = [f"«{name}.{column.name}.{row}»" for row in (0, 1)]
            if column.kind not in MARKED:
                marks = {
                    Kind.DATE: [pd.Timestamp(1951, 1, 1), pd.Timestamp(1952, 1, 1)],
                    Kind.YES_NO: [True, True],
                }.get(column.kind, [1000.0, 1001.0])
            cells[column.name] = marks
        for column, register in person.items():
            if column in cells:
                cells[column] = [f"«{register}.0»", f"«{register}.1»"]
        if "posyandu" in cells:
            cells["posyandu"] = ["SENDIRI", "LAIN"]
        cells |= {"source_book": ["buku", "buku"], "source_row": [2, 3]}
        made[name] = pd.DataFrame(cells)
        texts = {column: "str" for column, (first, _) in cells.items() if isinstance(first, str)}
        made[name] = made[name].astype(texts)
    made["posyandu"]["code"] = pd.Series(["SENDIRI", "LAIN"], dtype="str")
    made["tim_mentoring"]["team"] = made["mentoring"]["team"]
    made["mentoring"]["mentor"] = pd.Series(["Bd. Contoh", "Bd. Lain"], dtype="str")
    made["pendampingan"]["student"] = pd.Series(["Bd. Contoh", "Bd. Lain"], dtype="str")
    # A column that nobody declared: worked out somewhere, or typed.
    for name, table in made.items():
        made[name] = table.assign(tak_dikenal=f"«{name}.tak_dikenal»")
    return made | {"tab_tak_dikenal": pd.DataFrame({"name": ["«tak_dikenal.0»", "«tak_dikenal.1»"]})}


MARKED_FRAMES = build_marked()


def is_full(scope: str, tab: Tab, row: int) -> bool:
    """Whether the table in aturan.md gives this scope everything of a row: 0 one's own, 1 of others."""
    if scope == "kepala":
        return True
    # A tab of all that has no pair's column is everybody's but the mitra's, who see their own pairs.
    if tab.rows_of is Rows.ALL:
        return scope == "kader" or (scope == "mitra" and tab.for_pairs)
    return scope in ("kader", "mitra") and row == 0


@pytest.mark.parametrize("scope", EVERY_SCOPE)
def test_every_column_of_every_tab_shows_what_it_is_declared_to(scope: str) -> None:
    viewed = EVERY_SCOPE[scope]
    computed = scope_frames(MARKED_FRAMES, viewed, DECLARED)
    shown = show_frames(computed, viewed, DECLARED)
    for name, tab in DECLARED.items():
        before = MARKED_FRAMES[name]
        for column in tab.columns:
            # Joined by: the tests below say who sees which rows.
            if column.mask in (Mask.PERSON, Mask.STUDENT) or column.name in ("mentor", "posyandu", "code"):
                continue
            if column.public_for or column.kind is Kind.YES_NO:
                continue
            shows = set(shown[name][column.name]) if column.name in shown[name].columns else set()
            for row, cell in enumerate(before[column.name][:2]):
                stands = cell in shows
                where = f"{scope}: {name}.{column.name}, row {row}"
                if scope == "kepala":
                    assert stands, where
                elif column.shows is not Shows.PUBLIC and not is_full(scope, tab, row):
                    assert not stands, where
                elif scope == "kader" and is_full(scope, tab, row) and not name.startswith("lepas_"):
                    # Of answers to a meeting's questions nobody knows whose posyandu they are.
                    assert stands or name == "tanya_jawab", where
    text_shown = " ".join(str(cell) for table in shown.values() for cell in table.to_numpy().ravel())
    if scope != "kepala":
        assert "tab_tak_dikenal" not in shown or shown["tab_tak_dikenal"].empty
    if EVERY_SCOPE[scope].names != "full":
        assert "tak_dikenal" not in text_shown
        assert "«balita.0»" not in text_shown and "«balita.1»" not in text_shown
        assert "Bd. Contoh" not in text_shown


@pytest.mark.parametrize("scope", ["kader", "mitra", "rapat kader", "rapat mitra"])
def test_a_new_tab_gives_no_row_of_others(scope: str) -> None:
    seen = scope_frames(MARKED_FRAMES, EVERY_SCOPE[scope], DECLARED)
    for tab in NEW_TABS:
        if tab.rows_of is not Rows.ALL:
            assert not seen[tab.name]["source_row"].eq(3).any(), tab.name
    for tab in LONELY_TABS:
        if tab.rows_of is not Rows.ALL or "mitra" in scope:
            assert seen[tab.name].empty, tab.name


def test_a_kader_never_gets_another_posyandus_phone_leader_or_address() -> None:
    seen = scope_frames(MARKED_FRAMES, EVERY_SCOPE["kader"], DECLARED)["posyandu"].set_index("code")
    assert seen.index.tolist() == ["SENDIRI", "LAIN"]
    closed = ["leader", "leader_phone", "address"]
    assert seen.loc["SENDIRI", closed].notna().all()
    assert seen.loc["LAIN", closed].isna().all()
    assert seen.loc["LAIN", ["name", "desa"]].notna().all()
    of_pairs = scope_frames(MARKED_FRAMES, EVERY_SCOPE["mitra"], DECLARED)["posyandu"]
    assert len(of_pairs) and of_pairs[closed].isna().all(axis=None)


def test_figures_of_masked_scopes_are_computed_of_health_that_pages_never_get() -> None:
    scope = EVERY_SCOPE["tamu"]
    computed = scope_frames(MARKED_FRAMES, scope, DECLARED)
    shown = show_frames(computed, scope, DECLARED)
    assert computed["penimbangan"]["weight_kg"].tolist() == [1000.0, 1001.0]
    assert computed["balita"]["birth_date"].notna().all()
    for name, tab in DECLARED.items():
        for column in tab.columns:
            if column.shows is Shows.HEALTH or column.computed_with:
                assert shown[name][column.name].isna().all(), f"{name}.{column.name}"
    # Who sees totals gets no row about a person, not even without a name.
    for_dinkes = show_frames(
        scope_frames(MARKED_FRAMES, EVERY_SCOPE["dinkes"], DECLARED), EVERY_SCOPE["dinkes"], DECLARED
    )
    assert all(for_dinkes[name].empty for name in ("balita", "ibu_hamil", "penimbangan", "pendampingan"))
    assert len(for_dinkes["posyandu"]) == 2


def test_settings_that_figures_need_are_public_and_no_others() -> None:
    settings = [
        {"name": "Target D/S", "value": "85", "note": "Bu Dewi"},
        {"name": "Kepala puskesmas", "value": "dr. Contoh"},
        {"name": "Pesan ajakan", "value": "Bu Dewi menunggu"},
    ]
    seen = scope_frames(frames(pengaturan=settings), EVERY_SCOPE["tamu"])["pengaturan"]
    assert seen["value"].tolist()[0] == "85" and seen["value"].isna().tolist() == [False, True, True]
    assert seen["note"].isna().all()


@pytest.mark.parametrize(
    "scope",
    [
        Scope(Role.TAMU, names="initials"),
        Scope(Role.DINKES, names="none"),
        Scope(Role.KADER, posyandu=("MLT1",)),
    ],
)
def test_what_proves_a_step_stays_proven_for_everyone(scope: Scope) -> None:
    told = {"discussion": "Bu Dewi bercerita", "conclusion": "Bu Dewi dibantu"}
    meeting = {"meeting_id": "PK-2026-02", **told, "report": "https://contoh.id/1"}
    answer = {"meeting_id": "PK-2026-02", "name": "Dewi Contoh", "question": "1", "correct": True}
    step = {"sop": "AJB", "step": "1", "executor": "Kader", "note": "Catatan penyusun"}
    seen = scope_frames(frames(pertemuan=[meeting], tanya_jawab=[answer], langkah_sop=[step]), scope)
    assert seen["pertemuan"][["discussion", "conclusion", "report"]].notna().all(axis=None)
    assert seen["tanya_jawab"]["meeting_id"].tolist() == ["PK-2026-02"]
    assert seen["tanya_jawab"]["name"].isna().all()
    assert seen["langkah_sop"]["executor"].tolist() == ["Kader"]


def test_scopes_of_equal_sight_are_equal() -> None:
    assert compute_scope(Viewer("a", "A", Role.KEPALA)) == compute_scope(Viewer("b", "B", Role.PETUGAS))
    assert compute_scope(Viewer("a", "A", Role.KADER, posyandu=("B", "A"))).posyandu == ("A", "B")
    assert compute_scope(Viewer("a", "A", Role.DINKES)).names == "none"
    assert compute_scope(Viewer("a", "A", Role.TAMU)).hides_small_counts


def test_initials_keep_no_whole_word() -> None:
    assert compute_initials(
        pd.Series(["budi contoh", "Al-Fatih", "Muhammad Budi Putra Contoh"])
    ).tolist() == ["B.C.", "A.F.", "M.B.P."]
