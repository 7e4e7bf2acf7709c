"""Nine ways in which figures that were right misled a puskesmas, each typed into an empty template."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from lib.data.seen import Seen
from lib.domain.steps import compute_compliance, is_judged
from lib.words.sop_document import build_document
from tests.data.test_year_by_hand import Row, day, open_year

TODAY = date(2026, 8, 31)
JULY, AUGUST = pd.Period("2026-07"), pd.Period("2026-08")
PLACES: list[Row] = [
    {"Kode": code, "Nama": name, "Desa/Kelurahan": "Sukamaju"}
    for code, name in (("MLT1", "Melati 1"), ("MLT2", "Melati 2"))
]


def child(name: str, born: date = date(2025, 1, 20), place: str = "MLT1", **more: Any) -> Row:
    return {"ID": name, "Nama": f"Anak {name}", "JK": "L", "Tanggal lahir": born, "Posyandu": place} | more


def weigh(name: str, when: date, kilo: float, height: float | None = None, place: str = "MLT1") -> Row:
    return {"Tanggal": when, "Posyandu": place, "ID balita": name, "BB (kg)": kilo, "TB/PB (cm)": height}


def open_typed(folder: Path, starts: dict[str, date] | None = None, **tabs: list[Row]) -> Seen:
    rows = {"Posyandu": PLACES} | {name.replace("_", " "): typed for name, typed in tabs.items()}
    return open_year(folder, rows, TODAY, starts or {})


def test_1_a_mother_in_danger_is_not_at_low_risk_and_is_on_the_lists_people_act_on(tmp_path: Path) -> None:
    mothers = [
        {"ID": name, "Nama": f"Ibu {name}", "Posyandu": "MLT1", "HPHT": day(2, 10), "Status": "Hamil"}
        for name in ("I-1", "I-2")
    ]
    visits = [
        {"Tanggal": day(8, 20), "ID ibu": "I-1", "Hb (g/dL)": 8.5},
        {"Tanggal": day(8, 21), "ID ibu": "I-2", "Sistole": 170, "Diastole": 115},
    ]
    seen = open_typed(tmp_path, Ibu_Hamil=mothers, Kunjungan_Ibu=visits)
    known = seen.pendampingan.mothers.set_index("mother_id")
    assert known.loc["I-1", "kspr_group"] == "KRT" and known.loc["I-2", "segera"] == "tekanan darah bahaya"
    assert seen.pendampingan.urgent()["mother_id"].tolist() == ["I-2"]
    assert set(seen.pendampingan.unaccompanied()["mother_id"]) == {"I-1", "I-2"}
    matters = seen.beranda.attention(AUGUST).set_index("matter")["count"]
    assert matters["ibu segera"] == 1 and matters["ibu sendiri"] == 2


def test_2_who_is_outside_the_sasaran_is_in_no_rate_and_no_list_behind_it(tmp_path: Path) -> None:
    old = [child(f"T-{at}", date(2021, 7, 20)) for at in range(3)]  # 60 months on 1 August
    dead = child("M-1", Status="Meninggal", **{"Tanggal keluar": day(7, 15)})
    own = [child(f"S-{at}") for at in range(24)]
    weighings = [weigh(one["ID"], day(8, 12), 8.0, 85.0) for one in own]
    weighings += [weigh(one["ID"], day(8, 12), 14.0, 90.0) for one in old]
    weighings.append(weigh("M-1", day(8, 12), 5.0, 70.0))
    seen = open_typed(tmp_path, Balita=[*own, *old, dead], Penimbangan=weighings)
    (row,) = seen.gizi.skdn([AUGUST]).to_dict("records")
    assert (row["S"], row["D"], row["outside"]) == (24, 24, 4)
    sifts = seen.daftar_anak.sifts(AUGUST)
    for share in seen.gizi.prevalence(AUGUST).to_dict("records"):
        assert share["n"] <= row["D"]
        opened = seen.daftar_anak.rows("measured", AUGUST)["child_id"]
        assert sifts.reindex(opened)[share["indicator"]].sum() == share["cases"]
    assert set(seen.gizi.case_lists(AUGUST)["outside"].rows["child_id"]) == {"T-0", "T-1", "T-2", "M-1"}


def test_3_a_puskesmas_that_only_weighs_is_not_called_good_at_any_sop(tmp_path: Path) -> None:
    seen = open_typed(tmp_path, Balita=[child("A")], Penimbangan=[weigh("A", day(8, 12), 10.0)])
    assert seen.sop.not_begun(AUGUST) == {"AJB", "PK", "SIKERITING", "OSOC", "KEBAL"}
    for row in seen.sop.compliance(AUGUST).to_dict("records"):
        assert (row["total"], row["belum"]) == (0, 0)
        assert not is_judged(row["compliance"], row["filled"], row["total"])


def test_4_what_nobody_adopted_is_not_late_and_without_a_bus_there_is_no_antar_jemput(tmp_path: Path) -> None:
    days = [{"Tanggal": day(8, 12), "Posyandu": code} for code in ("MLT1", "MLT2")]
    stops = [{"Kode": "T1", "Nama": "Balai", "Posyandu": "MLT1"}]
    tabs = {"Jadwal": days, "Titik_Jemput": stops, "Balita": [child("A")]}
    seen = open_typed(tmp_path, {"AJB": day(1, 1)}, **tabs)
    status = seen.sop.status(AUGUST)
    assert set(status.loc[status["state"].eq("lewat"), "sop"]) == {"AJB"}
    assert set(status.loc[status["owed"], "unit"]) == {"MLT1"}
    assert set(seen.beranda.attention(AUGUST).query("matter == 'langkah'")["sop"]) == {"AJB"}


def test_5_kebal_owes_two_steps_without_sasaran_and_helps_who_was_sasaran_before_the_session(
    tmp_path: Path,
) -> None:
    kilos = {5: 9.5, 6: 9.5, 7: 9.5, 8: 9.9}  # 2T in July; weighed in August after the session
    weighings = [weigh("A", day(month, 20), kilo) for month, kilo in kilos.items()]
    session = {"Tanggal": day(8, 5), "Posyandu": "MLT1", "Menu": "Sup"}
    came = {"Tanggal": day(8, 5), "Posyandu": "MLT1", "ID balita": "A", "Hadir": "Ya"}
    seen = open_typed(tmp_path, {"KEBAL": day(1, 1)}, Balita=[child("A")], Penimbangan=weighings,
                      Kebal_MSG=[session], Peserta_Kebal_MSG=[came])  # fmt: skip
    quiet = seen.sop.status(pd.Period("2026-05"))
    due = quiet[quiet["owed"] & quiet["due_on"].notna() & quiet["sop"].eq("KEBAL")]
    assert sorted(due["step"]) == ["A1", "A1", "A2"]
    august = seen.sop.status(AUGUST)
    (seventh,) = august[august["step"].eq("B7")].to_dict("records")
    assert seventh["due_on"] == pd.Timestamp(day(9, 5)) and seventh["result"] == "Ya"
    assert seen.kebal_msg.sessions(AUGUST)["sasaran_present"].tolist() == [1]


def test_6_a_step_of_the_puskesmas_is_typed_once_for_all(tmp_path: Path) -> None:
    kilos = {4: 9.5, 5: 9.5, 6: 9.5}
    tick = {"Tanggal": day(6, 25), "SOP": "KEBAL", "Langkah": "A3", "Hasil": "Ya"}
    lokmin = {"ID": "L", "Jenis": "Lokmin", "Tanggal rencana": day(6, 26), "Tanggal": day(6, 26),
              "Status": "Terlaksana"}  # fmt: skip
    seen = open_typed(tmp_path, {"KEBAL": day(1, 1)}, Balita=[child("A")], Daftar_Tilik=[tick],
                      Penimbangan=[weigh("A", day(month, 20), kilo) for month, kilo in kilos.items()],
                      Pertemuan=[lokmin])  # fmt: skip
    status = seen.sop.status(pd.Period("2026-06"))
    assert status.loc[
        status["step"].isin(["A2", "A3", "A6"]), ["step", "unit", "result"]
    ].values.tolist() == [[step, "puskesmas", "Ya"] for step in ("A2", "A3", "A6")]
    assert seen.kualitas_data.findings_of(tab="Daftar Tilik").empty


def test_7_a_patient_chosen_in_august_owes_no_june(tmp_path: Path) -> None:
    def open_pairs(folder: Path, *names: tuple[str, date]) -> Seen:
        pairs = [
            {"ID balita": name, "Tim": "Tim 1", "Mentor": "Mentor", "Tanggal pilih": when, "Status": "Aktif"}
            for name, when in names
        ]
        folder.mkdir()
        return open_typed(folder, Balita=[child("A"), child("B")], Mentoring=pairs)

    june, early = pd.Period("2026-06"), ("A", day(2, 10))
    one = open_pairs(tmp_path / "satu", early).sop.compliance(june)
    two = open_pairs(tmp_path / "dua", early, ("B", day(8, 3)))
    pd.testing.assert_frame_equal(one, two.sop.compliance(june))
    assert not two.sop.status(june).query("unit == 'B'")["owed"].any()


def test_8_what_is_blank_partly_done_or_cancelled_is_not_told_as_done_or_missed(tmp_path: Path) -> None:
    children = [child(f"A-{at}", **({"Punya KMS": "Ya"} if at < 3 else {})) for at in range(24)]
    children.append(child("B-0", place="MLT2"))
    weighings = [weigh(one["ID"], day(6, 12), 9.0, place=one["Posyandu"]) for one in children]
    weighings += [weigh(one["ID"], day(7, 12), 9.5) for one in children[3:24]]
    days = [
        {"Tanggal": day(month, 12), "Posyandu": code, "Status": "Batal" if off else "Terjadwal"}
        for month in (6, 7, 8)
        for code in ("MLT1", "MLT2")
        for off in [month == 7 and code == "MLT2"]
    ]
    calls = [
        {"Tanggal": day(8, 12), "Posyandu": "MLT1", "ID peserta": f"A-{at}", "Validasi": "Benar",
         "Tanggal kontak": day(8, 8) if at == 0 else None}
        for at in range(3)
    ]  # fmt: skip
    meeting = {"ID": "P", "Jenis": "Pertemuan kader", "Tanggal rencana": day(8, 5), "Tanggal": day(8, 8),
               "Status": "Terlaksana", "Laporan": "map merah, lemari 2"}  # fmt: skip
    stops = [{"Kode": f"T{code}", "Nama": "Balai", "Posyandu": code} for code in ("MLT1", "MLT2")]
    seen = open_typed(tmp_path, {"AJB": day(1, 1)}, Balita=children, Penimbangan=weighings, Jadwal=days,
                      Antar_Jemput=calls, Titik_Jemput=stops, Pertemuan=[meeting])  # fmt: skip
    (row,) = seen.gizi.skdn([JULY]).to_dict("records")
    assert pd.isna(row["K"]) and pd.isna(row["ks"]) and pd.isna(row["dk"]) and row["kms_known"] == 3
    status = seen.sop.status(AUGUST)
    states = status.set_index(["sop", "step", "unit"])["state"]
    assert states["AJB", "2", "MLT1"] == "selesai" and states["AJB", "3", "MLT1"] == "sebagian"
    assert states["PK", "4", "puskesmas"] == "terlambat" and states["PK", "7", "puskesmas"] == "selesai"
    # Melati 2's day of July was cancelled: there June counts, in which its child was weighed.
    sasaran = seen.antar_jemput.sasaran(AUGUST)
    assert set(sasaran["person_id"]) == {"A-0", "A-1", "A-2"}
    figures = compute_compliance(status[status["sop"].eq("AJB")], by=("step",)).set_index("step")
    assert figures.loc["3", ["belum", "filled", "total"]].tolist() == [1, 1, 2]  # MLT2 has nobody: TB


def test_9_the_documents_keep_their_meaning_their_order_and_their_head(tmp_path: Path) -> None:
    seen = open_typed(tmp_path)
    ajb, sikeriting, osoc = (
        build_document(seen.tables, code, seen.sop.steps) for code in ("AJB", "SIKERITING", "OSOC")
    )
    words = {step.no: step.what for step in ajb.steps}
    assert "bayi/balita" in words["3"] and "ajakan persuasif" in words["3"] and "akan datang" in words["5"]
    assert "memastikan keberhasilan" in {step.no: step.what for step in sikeriting.steps}["2"]
    assert "1, 2, 3, 6, 5, 4, 7, 8, 9, 12, 11, 10" in sikeriting.chart_said
    assert osoc.letterhead[0] == "PEMERINTAH KABUPATEN BANYUWANGI"
    assert osoc.office == "Kepala Dinas Kesehatan Kabupaten Banyuwangi" and osoc.rank == "Pembina Tk. I"
    assert [document.has_history for document in (ajb, sikeriting, osoc)] == [False, True, False]
