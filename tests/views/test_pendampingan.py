"""Words and the timeline of the page Pendampingan."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.domain.pendampingan import FIGURES
from lib.views.pendampingan import _build_student, find_pairs
from lib.views.pendampingan.about import build_gestation, build_risk, build_signs, build_visits
from lib.views.pendampingan.alone import _build_pairs, _name_students
from lib.views.pendampingan.mother import (
    ALARM,
    EXPECTED,
    VISIT,
    build_visit_chart,
    describe_visit_chart,
    list_names,
    select_marks,
)
from lib.words import tokens
from lib.words.pendampingan import (
    CLOSED,
    FIGURE_WORDS,
    IMPOSSIBLE,
    SMALL,
    count_down,
    describe_missing_documents,
    list_planning,
)

TODAY = pd.Timestamp("2026-11-22")


def mother(**more: object) -> dict:
    return {
        "status": "Hamil", "nifas_day": float("nan"), "gestation_days": 204.0, "trimester": 3.0,
        "hpl": pd.Timestamp("2027-02-06"), "kspr_score": 10, "kspr_group": "KRT", "kspr_factors": "3, 11ab",
        "lila_cm": 23.0, "kek": True, "lila_date": TODAY, "hb_g_dl": 12.0, "anaemia": False, "hb_date": TODAY,
        "systolic": 165.0, "diastolic": 80.0, "hypertension": True, "danger": True, "pressure_date": TODAY,
        "kspr_from_hb": False, "segera": "",
        **more,
    }  # fmt: skip


def test_a_mother_in_danger_is_never_called_at_low_risk() -> None:
    about = mother(kspr_score=2, kspr_group="KRR", kspr_factors="", segera="tekanan darah bahaya")
    said = build_risk(about)
    assert "Perlu segera" in said and "tekanan darah bahaya" in said and "rendah" not in said
    assert "risiko rendah" in build_risk(about | {"segera": ""})


def test_factor_11_says_from_which_hb_it_follows() -> None:
    about = mother(kspr_from_hb=True, hb_g_dl=10.2, hb_date=pd.Timestamp("2026-10-12"))
    assert "(dari Hb 10,2, 12 Okt 2026)" in build_risk(about)
    assert "(dari Hb 10,2)" in build_risk(about | {"hb_date": pd.NaT})


def test_a_pair_is_found_by_part_of_either_name() -> None:
    pairs = pd.DataFrame(
        {"name": ["Sari Dewi", "Sari Ayu", None], "student": ["Laras", None, "Dewi"]}, dtype="str"
    )
    for words, found in {
        "": [0, 1, 2], "  SARI ": [0, 1], "sari lar": [0], "dewi": [0, 2], "dewi.": [], "(": [],
    }.items():  # fmt: skip
        assert find_pairs(pairs, words).index.tolist() == found, words


def test_a_pair_without_the_students_name_is_said_to_have_none() -> None:
    pairs = pd.DataFrame(
        {
            "student": ["Laras <b>", None],
            "status": "Aktif",
            "phone": None,
            "visits": 0,
            "last_visit": pd.NaT,
            "minutes": 0.0,
            "silent_days": 3.0,
        }
    ).astype({"student": "str"})
    rows = pairs.to_dict("records")
    assert _name_students(rows) == "Laras &lt;b&gt;, tanpa nama"
    assert _name_students([]) == "—"
    assert "tanpa nama (aktif)<br>" in _build_pairs(rows)
    assert _build_student(rows[1]) == "tanpa nama<br>Aktif"
    assert _build_student(rows[0]) == "Laras &lt;b&gt;<br>Aktif"


def test_mothers_without_a_name_have_lines_of_their_own() -> None:
    lines = pd.DataFrame({"name": ["Dewi", None, None]}, dtype="str")
    assert list_names(lines) == ("Dewi", "tanpa nama", "tanpa nama (2)")


@pytest.mark.parametrize(
    ("hpl", "said"),
    [("2026-11-23", "1 hari lagi"), ("2026-11-22", "hari ini"), ("2026-11-20", "lewat 2 hari")],
)
def test_the_countdown_to_the_hpl(hpl: str, said: str) -> None:
    assert count_down(pd.Timestamp(hpl), TODAY) == said


def test_gestation_in_weeks_nifas_by_day_and_what_cannot_be() -> None:
    words = build_gestation(mother(), TODAY).replace("\u00a0", " ")
    assert words == "29 minggu 1 hari<br>trimester 3<br>HPL 6 Feb 2027<br>76 hari lagi"
    assert build_gestation(mother(nifas_day=42.0), TODAY) == "Nifas, hari ke-42 dari 42"
    assert build_gestation(mother(status="Pindah"), TODAY) == "Pindah"
    assert IMPOSSIBLE not in build_gestation(mother(gestation_days=308.0), TODAY)
    assert IMPOSSIBLE in build_gestation(mother(gestation_days=309.0), TODAY)
    assert IMPOSSIBLE in build_gestation(mother(gestation_days=float("nan")), TODAY)


def test_the_score_names_its_factors_with_number_and_label() -> None:
    words = build_risk(mother())
    assert "10 · KRT, risiko tinggi" in words
    assert "3 · Terlalu cepat hamil lagi" in words and "11ab · Penyakit ibu: kurang darah" in words
    assert "tanpa faktor tercatat" in build_risk(mother(kspr_factors=""))


def test_alarming_signs_stand_first_by_shape_and_word() -> None:
    words = build_signs(mother())
    assert words.index("Tensi bahaya") < words.index("Hb 12,0")
    assert words.count("▲") == 2 and "KEK" in words and "Anemia" not in words
    unknown = {"kek": pd.NA, "anaemia": pd.NA, "hypertension": pd.NA, "danger": pd.NA}
    assert build_signs(mother(**unknown)) == "belum diukur"


@pytest.mark.parametrize(
    ("status", "days", "silent"),
    [("Aktif", 30, False), ("Aktif", 31, True), ("Selesai", 90, False), ("Direncanakan", -6, False)],
)
def test_an_active_pair_is_silent_after_thirty_days(status: str, days: int, silent: bool) -> None:
    row = {"status": status, "silent_days": days, "visits": 2, "last_visit": TODAY}
    assert ("diam" in build_visits(row)) is silent


def test_papers_that_are_missing_the_report_only_at_the_end() -> None:
    papers = {
        "assignment_letter": "1/ST", "notice_letter": None, "counselling_material": "https://x",
        "report": None, "reported_on": pd.NaT,
    }  # fmt: skip
    assert describe_missing_documents({"status": "Aktif", **papers}) == "belum: surat pemberitahuan"
    assert describe_missing_documents({"status": "Selesai", **papers}).endswith("pemberitahuan, laporan")
    done = {**papers, "notice_letter": "2", "reported_on": TODAY}
    assert describe_missing_documents({"status": "Selesai", **done}) == "lengkap"


def test_every_figure_has_its_words_and_hidden_ones_no_number() -> None:
    rows = [(figure, part, 3.0, "open") for figure, parts in FIGURES.items() for part in parts]
    table = pd.DataFrame(rows, columns=["figure", "part", "count", "shown"])
    listed = list_planning(table)
    assert [name for name, _ in listed] == list(FIGURE_WORDS.values())
    assert all(len({word for word, _ in parts}) == len(parts) for _, parts in listed)
    hidden = table.assign(count=float("nan"), shown="small")
    assert {count for _, parts in list_planning(hidden) for _, count in parts} == {SMALL}
    assert {count for _, parts in list_planning(table.assign(shown="closed")) for _, count in parts} == {
        CLOSED
    }


def test_the_timeline_tells_mothers_of_one_name_apart_and_says_the_same_in_words() -> None:
    mothers = pd.DataFrame(
        {
            "mother_id": ["A", "B", "C"],
            "name": ["Sari", "Sari", "Dewi"],
            "hpl": pd.to_datetime(["2026-12-01", "2027-06-01", None]),
        }
    )
    visits = pd.DataFrame(
        {
            "mother_id": ["A", "B", "B", "X", "A"],
            "date": pd.to_datetime(["2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04", "2026-01-01"]),
            "hypertension": pd.array([True, False, pd.NA, True, False], dtype="boolean"),
        }
    )
    marks, names = select_marks(visits, mothers, TODAY), list_names(mothers)
    assert names == ("Sari", "Sari (2)", "Dewi")
    assert list(zip(marks["name"], marks["kind"], strict=True)) == [
        ("Sari", ALARM), ("Sari (2)", VISIT), ("Sari (2)", VISIT), ("Sari", EXPECTED),
    ]  # fmt: skip
    words = describe_visit_chart(marks=marks, names=names)
    assert "Sari: 1 kunjungan, terakhir 1 Nov 2026, 1 dengan tensi tinggi" in words
    assert "Sari (2): 2 kunjungan, terakhir 3 Nov 2026" in words and "Dewi: 0 kunjungan." in words
    for dark in (False, True):
        chart = build_visit_chart(
            marks=marks, names=names, today=TODAY, palette=tokens.palette(dark=dark)
        ).to_dict()
        assert len(chart["layer"]) == 2
