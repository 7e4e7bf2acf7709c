"""Filter first, then mask: what each role is left with."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.domain.access import Role, Viewer
from lib.domain.privacy import (
    CONTACT_COLUMNS,
    OTHER_PEOPLE,
    STUDENTS,
    WITHHELD,
    Scope,
    compute_initials,
    compute_scope,
    hide_small_counts,
    scope_frames,
)
from lib.workbook.columns import Kind
from lib.workbook.parse import empty_table
from lib.workbook.tabs import TABS


def frames(**rows: list[dict[str, object]]) -> dict[str, pd.DataFrame]:
    """All tables, empty but for the rows given by tab name."""
    made = {}
    for name, tab in TABS.items():
        empty = empty_table(tab)
        table = pd.DataFrame(rows.get(name, []), columns=empty.columns)
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


def test_every_contact_column_of_the_contract_is_masked() -> None:
    """A phone, NIK or link declared later cannot slip through."""
    for tab in TABS.values():
        for column in tab.columns:
            if column.kind in (Kind.PHONE, Kind.NIK, Kind.URL):
                assert column.name in CONTACT_COLUMNS, f"{tab.name}.{column.name}"


PUBLIC_TEXT = {
    "pengaturan": {"name"},
    "posyandu": {"code", "name", "desa", "rw"},
    "jadwal": {"venue", "bus"},
    "balita": {"rt", "rw"},
    "ibu_hamil": {"rt", "rw", "risk_factors"},
    "langkah_sop": None,
    "sop": None,
    "riwayat_sop": None,
    "titik_jemput": {"name"},
    "armada": {"name", "plate"},
    "donasi": {"form", "unit", "purpose"},
    "pertemuan": {"venue", "agenda", "cross_program"},
    "tindak_lanjut": {"origin"},
    "kebal_msg": {"menu", "lesson"},
    "mou": {"kelurahan", "number"},
    "mentoring": {"team", "kelurahan"},
    "kegiatan_mentoring": {"team", "kelurahan"},
    "pendampingan": {"university", "assignment_letter", "notice_letter"},
}
"""Text columns that name nobody, by tab; None = the whole tab is public."""


def test_every_text_column_is_either_public_or_masked() -> None:
    filled = {}
    for name, table in frames(**{tab: [{}] for tab in TABS}).items():
        texts = [column.name for column in TABS[name].columns if column.kind is Kind.TEXT]
        filled[name] = table.assign(**{text: f"Rahasia {name}.{text}" for text in texts})
    for name, table in scope_frames(filled, Scope(Role.DINKES, names="none")).items():
        public = PUBLIC_TEXT.get(name, set())
        for column in TABS[name].columns:
            if public is not None and column.kind is Kind.TEXT and column.name not in public:
                said = ("Mahasiswa 1", "Mahasiswa 2") if column.name in STUDENTS else ()
                assert table[column.name].dropna().isin([WITHHELD, *said]).all(), f"{name}.{column.name}"
    declared = {column.name for tab in TABS.values() for column in tab.columns}
    assert declared & set(STUDENTS) == {"student"}
    assert set(OTHER_PEOPLE) <= declared


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


def test_counts_below_five_are_hidden_and_none_can_be_worked_out() -> None:
    table = pd.DataFrame({"bgm": [3, 7, 12, 0], "bgm_d": [10.0, 20.0, 30.0, 0.0]})
    hidden = hide_small_counts(table, ("bgm",), {"bgm_d": "bgm"})
    assert hidden["bgm_small"].tolist() == [True, True, False, False]
    assert hidden["bgm"].isna().tolist() == [True, True, False, False]
    assert hidden["bgm_d"].isna().tolist() == [True, True, False, False]
