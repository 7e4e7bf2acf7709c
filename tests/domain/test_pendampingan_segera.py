"""Perlu segera: no mother in danger is called at low risk, or is on no list."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from lib.domain.pendampingan import compute_mothers, compute_pairs, compute_unaccompanied, select_urgent
from tests.domain.workbook_tables import build_tables
from tests.rules.by_hand import kurang_darah, perlu_segera

TODAY = date(2026, 11, 22)


def mother(number: int = 1, **more: object) -> dict[str, Any]:
    about = {"mother_id": f"IH-{number:03d}", "name": f"Ibu {number}", "posyandu": "MLT1"}
    return {**about, "last_period": "2026-05-01", **more}


def visit(day: object, number: int = 1, **more: object) -> dict[str, Any]:
    return {"date": str(day), "mother_id": f"IH-{number:03d}", **more}


def one(*visits: dict[str, Any], **more: object) -> pd.Series:
    return compute_mothers(
        build_tables(ibu_hamil=[mother(**more)], kunjungan_ibu=list(visits)), today=TODAY
    ).iloc[0]


def test_factor_11_follows_from_the_newest_hb_of_its_trimester() -> None:
    row = one(visit("2026-11-01", hb_g_dl=8.5))
    assert (row["kspr_score"], row["kspr_group"], row["kspr_factors"]) == (6, "KRT", "11ab")
    assert bool(row["kspr_from_hb"])
    # 10.5 is enough in trimester 2 (from 7 August), not in trimester 1; the newest counts, not the lowest.
    assert one(visit("2026-10-12", hb_g_dl=10.5))["kspr_score"] == 2
    assert one(visit("2026-08-01", hb_g_dl=10.5))["kspr_score"] == 6
    assert one(visit("2026-08-01", hb_g_dl=8.5), visit("2026-11-01", hb_g_dl=11.5))["kspr_score"] == 2
    # Undated: today's trimester, here the third (from 13 November), there the second.
    assert one(hb_g_dl=10.6)["kspr_score"] == 6
    assert one(hb_g_dl=10.6, last_period="2026-07-01")["kspr_score"] == 2


@pytest.mark.parametrize("typed", ["11", "11ab", "11a"])
def test_factor_11_typed_already_counts_once(typed: str) -> None:
    row = one(visit("2026-11-01", hb_g_dl=8.5), risk_factors=typed)
    assert row["kspr_score"] == 6 and not row["kspr_from_hb"]


def test_another_illness_of_the_card_does_not_hide_the_blood() -> None:
    assert one(visit("2026-11-01", hb_g_dl=8.5), risk_factors="11e")["kspr_factors"] == "11ab, 11e"


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        ({"systolic": 170, "diastolic": 115}, "tekanan darah bahaya"),
        ({"systolic": 120, "diastolic": 110}, "tekanan darah bahaya"),
        ({"systolic": 140, "diastolic": 80}, "tekanan darah tinggi"),
        ({"systolic": 139, "diastolic": 89}, ""),
        ({"hb_g_dl": 7.9}, "Hb di bawah 8"),
        ({"hb_g_dl": 8.0}, ""),
        ({"hb_g_dl": 10.0, "lila_cm": 23.4}, "KEK dan anemia"),
        ({"hb_g_dl": 12.0, "lila_cm": 23.4}, ""),
        ({"hb_g_dl": 7.0, "systolic": 165}, "tekanan darah bahaya; Hb di bawah 8"),
    ],
)
def test_signs_of_perlu_segera(measured: dict[str, float], words: str) -> None:
    assert one(visit("2026-11-01", **measured))["segera"] == words


@pytest.mark.parametrize(
    ("about", "seen"),
    [
        ({"status": None}, True),
        ({"status": "Nifas", "delivered_on": "2026-11-10"}, True),
        ({"status": "Bersalin", "delivered_on": "2026-11-10"}, True),  # in nifas, whatever is typed
        ({"status": "Bersalin", "delivered_on": "2026-09-10"}, False),
        ({"status": "Keguguran"}, False),
        ({"status": "Pindah"}, False),
    ],
)
def test_hamil_and_nifas_are_looked_at(about: dict[str, object], seen: bool) -> None:
    assert bool(one(visit("2026-11-12", systolic=170), **about)["segera"]) == seen


def test_who_needs_help_at_once_stands_first_among_those_without_a_student() -> None:
    tables = build_tables(
        ibu_hamil=[
            mother(1, risk_factors="10, 17"),  # KRST
            mother(2),
            mother(3, status="Nifas", delivered_on="2026-11-10"),
            mother(4),
            mother(5),
        ],
        kunjungan_ibu=[
            visit("2026-11-01", 2, systolic=142),
            visit("2026-11-15", 3, systolic=170, diastolic=115),
            visit("2026-11-15", 4, hb_g_dl=7.0),
        ],
        pendampingan=[{"mother_id": "IH-004", "student": "Sari", "started_on": "2026-10-01"}],
    )
    mothers = compute_mothers(tables, today=TODAY)
    alone = compute_unaccompanied(mothers, compute_pairs(tables, today=TODAY))
    assert alone["mother_id"].tolist() == ["IH-003", "IH-002", "IH-001"]
    assert select_urgent(mothers)["mother_id"].tolist() == ["IH-003", "IH-004", "IH-002"]


def test_a_computation_by_hand_finds_the_same_mothers() -> None:
    pick = random.Random(14)
    mothers, visits = [], []
    for number in range(1, 121):
        begun = TODAY - timedelta(days=pick.choice([40, 97, 98, 195, 196, 270, 300]))
        status = pick.choice(["Hamil", "Hamil", None, "Nifas", "Bersalin", "Pindah"])
        born = TODAY - timedelta(days=pick.choice([0, 42, 43])) if status in ("Nifas", "Bersalin") else None
        about = {"hb_g_dl": pick.choice([None, 7.9, 8.0, 10.4, 10.5, 10.9, 11.0])}
        about |= {"lila_cm": pick.choice([None, 23.4, 23.5]), "risk_factors": pick.choice([None, "11", "3"])}
        mothers.append(mother(number, **about, last_period=begun, status=status, delivered_on=born))
        for _ in range(pick.randint(0, 3)):
            day = TODAY - timedelta(days=pick.choice([-1, 0, 1, 30, 90]))
            measured = {
                "systolic": pick.choice([None, 120, 139, 140, 160]),
                "diastolic": pick.choice([None, 80, 90, 109, 110]),
                "hb_g_dl": pick.choice([None, 7.9, 10.4, 10.5, 11.0]),
                "lila_cm": pick.choice([None, 23.4, 23.5]),
            }
            visits.append(visit(day, number, **measured))
    found = compute_mothers(build_tables(ibu_hamil=mothers, kunjungan_ibu=visits), today=TODAY)
    rows = found.set_index("mother_id")
    assert rows["segera"].ne("").sum() > 20
    for about in mothers:
        own = [one for one in visits if one["mother_id"] == about["mother_id"]]
        row = rows.loc[about["mother_id"]]
        assert [word for word in row["segera"].split("; ") if word] == perlu_segera(about, own, TODAY), about
        low = kurang_darah(about, own, TODAY)
        assert bool(row["kspr_from_hb"]) == (low and about["risk_factors"] != "11"), about
