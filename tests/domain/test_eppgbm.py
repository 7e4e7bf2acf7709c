"""e-PPGBM: what the files hold, who is sent, who is held back and why."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.domain import eppgbm, kms
from lib.domain.eppgbm import FILES, FORMATS, IDENTITY, MEASUREMENT, REASONS, Upload, read_file_columns
from lib.workbook.tabs import TABS
from tests.domain.workbook_tables import build_tables

TODAY = pd.Timestamp("2026-11-22")
MONTH = pd.Period("2026-10", "M")
NIK = "3201011001250001"
CHILD = {
    "child_id": "A-1",
    "nik": NIK,
    "name": "Anak Contoh",
    "sex": "L",
    "birth_date": pd.Timestamp("2025-01-10"),
    "posyandu": "MLT1",
    "status": "Aktif",
}
WEIGHING = {
    "date": pd.Timestamp("2026-10-12"),
    "posyandu": "MLT1",
    "child_id": "A-1",
    "weight_kg": 10.9,
    "height_cm": 83.5,
}

# Column order as aturan has it: what a change of columns.toml is held against.
ORDER = {
    "identitas": (
        "No, anak_ke, tgl_lahir, jenis_kelamin, nomor_KK, NIK, nama_anak, usia_hamil, berat_lahir,"
        " panjang_lahir, lingkar_kepala_lahir, kia, kia_bayi_kecil, imd, nama_ortu, nik_ortu, hp_ortu,"
        " alamat, rt, rw, hapus, pindah"
    ),
    "pengukuran": (
        "No, NIK, nama_anak, TANGGALUKUR, BERAT, TINGGI, LILA, lingkar_kepala, Pitting_edema, CARAUKUR, vita,"
        " asi_bulan_0, asi_bulan_1, asi_bulan_2, asi_bulan_3, asi_bulan_4, asi_bulan_5, asi_bulan_6,"
        " kelas_ibu_balita, mbg"
    ),
}


def build_upload(
    children: list[dict[str, Any]],
    weighings: list[dict[str, Any]],
    *,
    register: list[dict[str, Any]] | None = None,
    month: pd.Period = MONTH,
    today: pd.Timestamp = TODAY,
) -> Upload:
    tables = build_tables(balita=children, penimbangan=weighings, register_sip=register or [])
    monthly = kms.compute_monthly_status(tables["balita"], tables["penimbangan"], until=today)
    return eppgbm.compute_upload(tables, monthly, month=month, today=today)


def child(**changed: Any) -> dict[str, Any]:
    return {**CHILD, **changed}


def weighing(**changed: Any) -> dict[str, Any]:
    return {**WEIGHING, **changed}


def reasons_of(upload: Upload, child_id: str = "A-1") -> list[str]:
    return upload.held[upload.held["child_id"] == child_id]["reason"].tolist()


def row_of(upload: Upload, file: str) -> dict[str, Any]:
    (row,) = eppgbm.build_file_rows(upload.sent(file), file)
    return dict(zip((column.header for column in read_file_columns()[file]), row, strict=True))


# --- the files


@pytest.mark.parametrize("file", FILES)
def test_columns_stand_in_the_order_of_the_upload(file: str) -> None:
    assert [column.header for column in read_file_columns()[file]] == ORDER[file].split(", ")


@pytest.mark.parametrize("column", [column for file in FILES for column in read_file_columns()[file]])
def test_every_column_names_a_column_of_the_workbook_and_a_known_format(column: Any) -> None:
    if column.source:
        tab, name = column.source.split(".")
        assert name in {one.name for one in TABS[tab].columns}
        assert column.format in FORMATS
    else:
        assert column.format in ("nomor", "kosong")


def test_the_identity_is_written_as_the_upload_wants_it() -> None:
    upload = build_upload(
        [
            child(
                sex="P",
                phone="+6281234567890",
                rt="001",
                rw="002",
                family_card="3201010101200002",
                birth_order=2.0,
                gestation_weeks=38.0,
                birth_weight_kg=3.1,
                has_kms=True,
                small_baby_book=False,
            )
        ],
        [weighing()],
    )
    row = row_of(upload, "identitas")
    assert row["No"] == 1
    assert row["NIK"] == NIK
    assert row["nomor_KK"] == "3201010101200002"
    assert row["tgl_lahir"] == "2025-01-10"
    assert row["jenis_kelamin"] == "Perempuan"
    assert row["hp_ortu"] == "081234567890"
    assert (row["anak_ke"], row["usia_hamil"], row["berat_lahir"]) == (2, 38, 3.1)
    assert (row["kia"], row["kia_bayi_kecil"], row["imd"]) == ("ya", "tidak", None)
    assert (row["rt"], row["rw"]) == ("001", "002")
    assert (row["hapus"], row["pindah"]) == (None, None)


def test_the_measurement_is_the_one_that_counts_and_words_of_the_month_are_kept() -> None:
    upload = build_upload(
        [child()],
        [
            weighing(date=pd.Timestamp("2026-10-05"), weight_kg=10.7, vitamin_a=True, mbg=False),
            weighing(lila_cm=14.5, head_cm=47.0, position="Terlentang", vitamin_a=False, oedema=False),
        ],
    )
    row = row_of(upload, "pengukuran")
    assert row["TANGGALUKUR"] == "2026-10-12"
    assert (row["BERAT"], row["TINGGI"], row["LILA"], row["lingkar_kepala"]) == (10.9, 83.5, 14.5, 47.0)
    assert (row["Pitting_edema"], row["CARAUKUR"]) == ("tidak", "terlentang")
    assert (row["vita"], row["mbg"], row["kelas_ibu_balita"]) == ("ya", "tidak", None)


@pytest.mark.parametrize(
    ("born", "position", "written"),
    [
        pytest.param("2024-10-12", None, "terlentang", id="day 730, not recorded"),
        pytest.param("2024-10-11", None, "berdiri", id="day 731, not recorded"),
        pytest.param("2024-10-12", "Berdiri", "berdiri", id="as recorded, though young"),
        pytest.param("2024-10-11", "Terlentang", "terlentang", id="as recorded, though old"),
        pytest.param("2026-04-12", "Berdiri", "terlentang", id="standing below nine months is ignored"),
    ],
)
def test_position_as_recorded_else_as_the_age_says(born: str, position: str | None, written: str) -> None:
    sizes = {"weight_kg": 7.5, "height_cm": 67.0} if born > "2026" else {"weight_kg": 12.0, "height_cm": 86.5}
    upload = build_upload([child(birth_date=pd.Timestamp(born))], [weighing(position=position, **sizes)])
    assert row_of(upload, "pengukuran")["CARAUKUR"] == written


def test_without_a_height_the_weight_goes_alone() -> None:
    row = row_of(build_upload([child()], [weighing(height_cm=None, position="Berdiri")]), "pengukuran")
    assert (row["BERAT"], row["TINGGI"], row["CARAUKUR"]) == (10.9, None, None)


def test_breastfeeding_is_that_of_each_age_up_to_the_month() -> None:
    born = pd.Timestamp("2026-06-05")
    upload = build_upload(
        [child(birth_date=born)],
        [
            weighing(
                date=pd.Timestamp("2026-06-20"), weight_kg=3.6, height_cm=None, exclusive_breastfeeding=True
            ),
            weighing(
                date=pd.Timestamp("2026-08-20"), weight_kg=5.6, height_cm=None, exclusive_breastfeeding=False
            ),
            weighing(weight_kg=6.9, height_cm=None, exclusive_breastfeeding=False),
            weighing(
                date=pd.Timestamp("2026-11-12"), weight_kg=7.2, height_cm=None, exclusive_breastfeeding=True
            ),
        ],
    )
    row = row_of(upload, "pengukuran")
    assert [row[f"asi_bulan_{age}"] for age in range(7)] == ["ya", None, "tidak", None, "tidak", None, None]


# --- who is in


def test_identity_of_all_who_stay_and_measurement_of_who_was_measured() -> None:
    upload = build_upload(
        [
            child(),
            child(child_id="A-2", nik="3201011001250002", name="Tidak Datang"),
            child(child_id="A-3", nik="3201011001250003", name="Sudah Pindah", status="Pindah",
                  left_on=pd.Timestamp("2026-10-03")),
            child(child_id="A-4", nik="3201011001250004", name="Datang Lalu Pindah", status="Pindah",
                  left_on=pd.Timestamp("2026-10-20")),
            child(child_id="A-5", nik="3201011001250005", name="Belum Lahir",
                  birth_date=pd.Timestamp("2026-11-02")),
        ],
        [weighing(), weighing(child_id="A-4")],
    )  # fmt: skip
    assert upload.sent("identitas")["name"].tolist() == ["Anak Contoh", "Datang Lalu Pindah", "Tidak Datang"]
    assert upload.sent("pengukuran")["name"].tolist() == ["Anak Contoh", "Datang Lalu Pindah"]
    assert upload.held.empty


def test_a_child_who_moved_within_the_puskesmas_does_not_block_itself() -> None:
    upload = build_upload(
        [child(status="Pindah", left_on=pd.Timestamp("2026-10-02")), child(child_id="B-9", posyandu="MLT2",
         joined_on=pd.Timestamp("2026-10-03"))],
        [weighing(child_id="B-9")],
    )  # fmt: skip
    assert upload.sent("pengukuran")["child_id"].tolist() == ["B-9"]
    assert upload.held.empty


# --- what is held back


@pytest.mark.parametrize(
    ("changed", "measured", "reason", "column"),
    [
        pytest.param({"nik": None}, {}, "nik", "nik", id="no NIK"),
        pytest.param({"nik": "320101100125"}, {}, "nik", "nik", id="NIK too short"),
        pytest.param({"nik": "0" * 16}, {}, "nik", "nik", id="one digit sixteen times"),
        pytest.param({"nik": "32010110012500AB"}, {}, "nik", "nik", id="letters in a NIK"),
        pytest.param({"name": None}, {}, "nama", "name", id="no name"),
        pytest.param({"sex": None}, {}, "jk", "sex", id="no sex"),
        pytest.param({"birth_date": None}, {}, "tanggal_lahir", "birth_date", id="no birth date"),
        pytest.param({"birth_date": pd.Timestamp("2021-10-12")}, {"weight_kg": 17.0, "height_cm": 108.0},
                     "umur", "birth_date", id="60 months on the day"),
        pytest.param({}, {"weight_kg": None}, "berat", "weight_kg", id="height only"),
        pytest.param({}, {"weight_kg": 30.0}, "tak_wajar", "weight_kg", id="implausible weight"),
        pytest.param({}, {"height_cm": 60.0, "weight_kg": 5.5}, "tak_wajar", "height_cm",
                     id="implausible height"),
        pytest.param({}, {"head_cm": 62.0}, "tak_wajar", "head_cm", id="implausible head"),
        pytest.param({}, {"lila_cm": 35.0}, "tak_wajar", "lila_cm", id="implausible arm"),
    ],
)  # fmt: skip
def test_each_reason_holds_back_and_points_at_its_cell(
    changed: dict[str, Any], measured: dict[str, Any], reason: str, column: str
) -> None:
    upload = build_upload([child(**changed, source_row=7)], [weighing(**measured, source_row=31)])
    held = upload.held[(upload.held["reason"] == reason) & (upload.held["column"] == column)]
    assert len(held) == 1
    row = held.iloc[0]
    assert row["message"].startswith(REASONS[reason].message)
    assert row["suggestion"] == REASONS[reason].suggestion
    assert (row["tab"], row["source_row"]) == (("Balita", 7) if reason in IDENTITY else ("Penimbangan", 31))
    assert upload.sent("pengukuran").empty
    assert len(upload.sent("identitas")) == (reason in MEASUREMENT)


def test_59_months_on_the_day_of_measuring_still_goes() -> None:
    upload = build_upload(
        [child(birth_date=pd.Timestamp("2021-10-13"))], [weighing(weight_kg=17.0, height_cm=108.0)]
    )
    assert upload.held.empty


def test_a_shared_nik_holds_back_both_and_names_the_other() -> None:
    upload = build_upload([child(), child(child_id="A-2", name="Anak Lain")], [weighing()])
    assert reasons_of(upload) == reasons_of(upload, "A-2") == ["nik_ganda"]
    assert "Anak Lain (A-2)" in upload.held.set_index("child_id").loc["A-1", "message"]
    assert upload.sent("identitas").empty


def test_one_name_and_birth_date_twice_holds_back_both_however_it_is_typed() -> None:
    upload = build_upload(
        [child(), child(child_id="A-2", nik="3201011001250002", name="anak  CONTOH", posyandu="MLT2")], []
    )
    assert reasons_of(upload) == reasons_of(upload, "A-2") == ["anak_ganda"]


def test_twins_with_names_of_their_own_both_go() -> None:
    upload = build_upload([child(), child(child_id="A-2", nik="3201011001250002", name="Kembar Contoh")], [])
    assert upload.held.empty


def test_every_reason_is_listed_and_the_first_is_counted() -> None:
    upload = build_upload([child(nik=None, sex=None)], [weighing(weight_kg=None)])
    assert reasons_of(upload) == ["nik", "jk", "berat"]
    (row,) = eppgbm.compute_reconciliation(upload).to_dict("records")
    assert [row[reason] for reason in REASONS if row[reason]] == [1]
    assert row["nik"] == 1


def test_files_name_what_does_not_go() -> None:
    upload = build_upload(
        [child(nik=None), child(child_id="A-2", nik=None, name="Tidak Datang")], [weighing()]
    )
    assert dict(zip(upload.held["child_id"], upload.held["files"], strict=True)) == {
        "A-1": "identitas, pengukuran",
        "A-2": "identitas",
    }


def test_a_size_from_the_register_points_at_its_month() -> None:
    register = {
        "year": 2026.0,
        "child_id": "A-1",
        "weight_kg_10": 30.0,
        "height_cm_10": 83.5,
        "source_row": 9,
    }
    upload = build_upload([child()], [weighing(weight_kg=30.0, source_row=9)], register=[register])
    assert upload.held[["tab", "column", "source_row"]].values.tolist()[0] == [
        "Register SIP",
        "weight_kg_10",
        9,
    ]
    typed = build_upload([child()], [weighing(weight_kg=31.0, source_row=9)], register=[register])
    assert typed.held["tab"].unique().tolist() == ["Penimbangan"]
