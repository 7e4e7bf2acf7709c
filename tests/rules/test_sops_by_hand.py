"""The steps of AJB, KEBAL MSG, SIKERITING and OSOC beside plain loops, on random books: who owes what, by
when, how it stands, and what "terisi n/m" counts."""

from __future__ import annotations

import random
from calendar import monthrange
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from lib.domain.antar_jemput import compute_people, compute_rounds, compute_sasaran
from lib.domain.kms import compute_monthly_status
from lib.domain.skdn import compute_membership
from lib.domain.steps import build_engine, compute_compliance, compute_year_rows, select_month
from lib.domain.steps.status import SopEngine
from tests.domain.workbook_tables import STEPS, build_tables
from tests.rules.by_hand import Book, Row
from tests.rules.sop_by_hand import AJB_DAYS, LEVELS, Said, Sops

TODAY = date(2026, 8, 20)
MONTHS = [(2025, 11), (2025, 12), *((2026, month) for month in range(1, 13))]
PLACES = {"A1": "Sukamaju", "B2": "Sukamaju", "C3": "Sukasari"}
SCOPES = {"AJB": "Posyandu", "SIKERITING": "Pasangan", "OSOC": "Pasangan", "KEBAL": "Posyandu"}
RESULTS = ["Ya", "Ya", "Tidak", "TB"]
SEEDS = (0, 6, 10)
EDGES = (1, 2, 15, 28, 29, 30, 31)


def on(month: tuple[int, int], number: int) -> date:
    return date(*month, min(number, monthrange(*month)[1]))


def any_day(pick: random.Random, *, since: int = 0, until: int = 14) -> date:
    return on(pick.choice(MONTHS[since:until]), pick.choice(EDGES))


def tick(sop: str, step: str, day: date, pick: random.Random, **more: object) -> Row:
    blank = {"posyandu": None, "subject": None, "round_date": None}
    return {"date": day, "sop": sop, "step": step, "result": pick.choice(RESULTS), **blank, **more}


def invent_people(pick: random.Random) -> tuple[list[Row], list[Row]]:
    """Children (twins, births on 29–31, 60 months, moved, dead) and their weighings."""
    children, weighings = [], []
    born_on = [date(2021, 3, 31), date(2021, 8, 30), date(2024, 2, 29), date(2025, 8, 31), date(2025, 8, 31)]
    for number in range(24):
        status = pick.choice(["Aktif", "Aktif", "Aktif", "Pindah", "Meninggal"])
        left = None if status == "Aktif" else pick.choice([None, any_day(pick, until=10)])
        place, born = pick.choice(list(PLACES)), pick.choice(born_on)
        about = {"ID": f"K-{number}", "JK": pick.choice("LP"), "Tanggal lahir": born, "Posyandu": place}
        about |= {"Tanggal masuk": None, "Punya KMS": None, "Status": status, "Tanggal keluar": left}
        children.append(about)
        kilo = pick.choice([4.0, 8.0, 11.0])
        for month in MONTHS[: pick.choice([14, 14, 5])]:
            kilo += pick.choice([0, 0, 0.2, 0.5])
            day = on(month, pick.choice(EDGES))
            if born <= day <= TODAY and pick.random() < 0.6:
                empty = dict.fromkeys(("TB", "LiLA", "LK", "Cara"), None)
                row = {"Tanggal": day, "ID": about["ID"], "Posyandu": pick.choice([place, "A1"])}
                edema = pick.random() < 0.04
                weighings.append(row | empty | {"BB": round(kilo, 1), "Edema": edema})
    return children, weighings


def invent(seed: int) -> tuple[dict[str, list[Row]], Book]:
    pick = random.Random(seed)
    children, weighings = invent_people(pick)
    names = [child["ID"] for child in children]
    documents = []
    for code, scope in SCOPES.items():
        begins = pick.choice([None, None, date(2026, 3, 15), date(2025, 12, 31), date(2026, 7, 1)])
        documents.append(
            {"code": code, "scope": scope, "begins_on": begins, "run_by": pick.choice([None, "A1, C3"])}
        )
    jadwal, lists, ticks = [], [], []
    for place in PLACES:
        for month in MONTHS:
            kind = pick.choice(["Terjadwal", "Terjadwal", "Terjadwal", "Batal", "Dipindah"])
            day = on(month, pick.choice((2, 15, 27)))
            old = day - timedelta(days=1) if kind == "Dipindah" else None
            jadwal.append({"date": day, "posyandu": place, "status": kind, "original_date": old})
            if kind == "Batal" or pick.random() < 0.4 or (place == "C3" and seed % 2):
                continue
            lists += [
                {
                    "date": pick.choice([day, old or day]),
                    "posyandu": place,
                    "person_id": name,
                    "validation": pick.choice(["Benar", "Benar", "Pindah", None]),
                    "contacted_on": pick.choice([day - timedelta(days=3), day - timedelta(days=6), None]),
                    "willing": pick.choice(["Ya", "Tidak", None]),
                    "boarded": pick.choice([True, True, None]),
                    "attended": pick.choice([True, None]),
                }
                for name in names
                if day <= TODAY and pick.random() < 0.5
            ]
            if pick.random() < 0.5:
                step, h = pick.choice(list(AJB_DAYS)), pick.choice([day, old or day, None])
                ticks.append(
                    tick(
                        "AJB",
                        step,
                        day - timedelta(days=pick.randint(0, 6)),
                        pick,
                        posyandu=place,
                        round_date=h,
                    )
                )
    sessions, came = [], []
    for place in ("A1", "B2"):
        for month in MONTHS:
            if pick.random() < 0.3:
                day = on(month, pick.choice(EDGES))
                minutes = {f"minutes_b{number}": pick.choice([None, 10.0]) for number in range(1, 7)}
                sessions.append({"date": day, "posyandu": place, "menu": "Sup", "lesson": None, **minutes})
                for name in pick.sample(names, 9):
                    for present in pick.choice([(True,), (True,), (False,), (True, False)]):
                        where = pick.choice([place, place, None])
                        came.append({"date": day, "posyandu": where, "child_id": name, "present": present})
    for _ in range(pick.choice([0, 15, 40])):
        step = pick.choice(
            [f"A{number}" for number in range(1, 8)] + [f"B{number}" for number in range(1, 8)]
        )
        where = None if ("KEBAL", step) in LEVELS else pick.choice(list(PLACES))
        ticks.append(tick("KEBAL", step, any_day(pick, since=2, until=10), pick, posyandu=where))
    teams = ["Tim 1", "Tim 2"]
    patients = [
        {
            "child_id": name,
            "team": pick.choice(teams),
            "mentor": "W",
            "selected_on": any_day(pick, since=1, until=11),
            "status": pick.choice(["Aktif", "Aktif", "Selesai", "Keluar"]),
            "kelurahan": pick.choice([None, "Sukamaju", "Sukasari"]),
        }
        for name in names[:7]
    ]
    acts = [
        {
            "date": any_day(pick, since=0, until=11),
            "step": str(pick.randint(1, 12)),
            "child_id": pick.choice([None, *names[:7]]),
            "team": pick.choice([None, *teams]),
            "kelurahan": pick.choice([None, None, "Sukamaju", "Sukasari"]),
        }
        for _ in range(pick.choice([0, 20]))
    ]
    mou = [
        {
            "kelurahan": place,
            "number": "1",
            "date": any_day(pick, until=10),
            "valid_until": pick.choice([None, date(2026, 12, 1)]),
        }
        for place in pick.sample(sorted(set(PLACES.values())), pick.randint(0, 2))
    ]
    for _ in range(pick.choice([0, 12])):
        step = str(pick.randint(1, 12))
        subject = (
            pick.choice([*names[:7], *teams, "Sukamaju"])
            if step in "3" or len(step) == 2 or step > "4"
            else None
        )
        if step == "3":
            subject = pick.choice([subject, None])
        ticks.append(tick("SIKERITING", step, any_day(pick, since=1, until=10), pick, subject=subject))
    mothers = [{"mother_id": f"IH-{number}", "posyandu": pick.choice(list(PLACES))} for number in range(8)]
    pairs, visits = [], []
    for number in range(pick.choice([0, 6])):
        status = pick.choice(["Aktif", "Aktif", "Selesai", "Berhenti", "Direncanakan"])
        started = any_day(pick, since=0, until=9)
        ended = pick.choice([None, started + timedelta(days=pick.choice([20, 30, 61, 100]))])
        ended = ended if status in ("Selesai", "Berhenti") else None
        pairs.append(
            {
                "mother_id": f"IH-{number}",
                "student": f"M {number}",
                "started_on": started,
                "ended_on": ended,
                "received_on": pick.choice([None, started - timedelta(days=3), started + timedelta(days=2)]),
                "status": status,
                "assignment_letter": pick.choice([None, "1"]),
                "notice_letter": pick.choice([None, "2"]),
                "counselling_material": pick.choice([None, "buku"]),
                "report": pick.choice([None, "map"]),
                "reported_on": ended + timedelta(days=pick.choice([10, 40]))
                if ended and pick.random() < 0.6
                else None,
            }
        )
        for _ in range(pick.randint(0, 5)):
            visits.append(
                {"date": started + timedelta(days=pick.randint(0, 150)), "mother_id": f"IH-{number}"}
            )
            visits[-1]["student"] = f"M {number}"
    for _ in range(10 if pairs else 0):
        step = pick.choice(["1", "2", "3", "4a", "4b", "5", "6", "7", "8", "9"])
        who = None if ("OSOC", step) in LEVELS else pick.choice(pairs)["mother_id"]
        ticks.append(tick("OSOC", step, any_day(pick, since=2, until=10), pick, subject=who))
    lokmin = [
        {
            "meeting_id": f"L{at}",
            "kind": pick.choice(["Lokmin", "Sosialisasi"]),
            "date": day,
            "planned_on": day,
            "status": pick.choice(["Terlaksana", "Batal"]),
        }
        for at, day in enumerate(on(month, 20) for month in MONTHS if pick.random() < 0.5)
    ]
    tabs: dict[str, list[Row]] = {
        "sop": documents,
        "langkah_sop": [
            {**step, "applies_to": LEVELS.get((str(step["sop"]), str(step["step"])), "").capitalize() or None}
            for step in STEPS
            if step["sop"] in SCOPES
        ],
        "posyandu": [{"code": code, "name": code, "desa": desa} for code, desa in PLACES.items()],
        "titik_jemput": [{"code": f"T{at}", "name": "Balai", "posyandu": at} for at in ("A1", "C3")],
        "balita": [
            {
                "child_id": child["ID"],
                "name": child["ID"],
                "sex": child["JK"],
                "posyandu": child["Posyandu"],
                "birth_date": child["Tanggal lahir"],
                "left_on": child["Tanggal keluar"],
                "status": child["Status"],
            }
            for child in children
        ],
        "penimbangan": [
            {
                "date": row["Tanggal"],
                "posyandu": row["Posyandu"],
                "child_id": row["ID"],
                "weight_kg": row["BB"],
                "oedema": row["Edema"],
            }
            for row in weighings
        ],
        "jadwal": jadwal,
        "antar_jemput": lists,
        "kebal_msg": sessions,
        "peserta_kebal_msg": came,
        "mentoring": patients,
        "kegiatan_mentoring": acts,
        "mou": mou,
        "ibu_hamil": mothers,
        "pendampingan": pairs,
        "kunjungan_ibu": visits,
        "pertemuan": lokmin,
        "daftar_tilik": ticks,
    }
    return tabs, Book(children, weighings, TODAY)


def build(tabs: dict[str, list[Row]]) -> SopEngine:
    """The engine as lib.data builds it of a workbook."""
    tables = build_tables(**tabs)
    today = pd.Timestamp(TODAY)
    monthly = compute_monthly_status(tables["balita"], tables["penimbangan"], until=today)
    months = [pd.Timestamp(*month, 1) for month in MONTHS]
    members = compute_membership(tables["balita"], monthly, months)[["child_id", "month"]]
    found = monthly[monthly["two_t"] | monthly["bgm"]].merge(members, on=["child_id", "month"])
    span = {"month": months[0], "until": today.replace(day=1), "today": today}
    people = compute_people(
        tables, compute_rounds(tables, **span), compute_sasaran(tables, monthly, **span), monthly
    )
    sasaran = found[["child_id", "posyandu", "month"]]
    return build_engine(tables, today=TODAY, monthly=monthly, sasaran=sasaran, targets=people)


def read(row: pd.Series) -> tuple[Any, ...]:
    due = None if pd.isna(row["due_on"]) else row["due_on"].date()
    result = None if pd.isna(row["result"]) else row["result"]
    return (
        row["sop"],
        row["step"],
        row["unit"],
        due,
        row["state"],
        result,
        bool(row["owed"]),
        bool(row["fell_due"]),
    )


BY_HAND: dict[str, Callable[[Sops], list[Said]]] = {
    "AJB": lambda sops: sops.antar_jemput(),
    "KEBAL": lambda sops: sops.kebal(MONTHS),
    "SIKERITING": lambda sops: sops.sikeriting([2025, 2026]),
    "OSOC": lambda sops: sops.osoc([2025, 2026]),
}


Case = tuple[list[Said], dict[tuple[int, int], pd.DataFrame]]


@pytest.fixture(scope="module")
def cases() -> dict[str, list[Case]]:
    """By SOP what plain loops say of each random book, and the rows of the app by month."""
    found: dict[str, list[Case]] = {sop: [] for sop in BY_HAND}
    for seed in SEEDS:
        tabs, book = invent(seed)
        engine, sops = build(tabs), Sops(tabs, book, TODAY)
        years = {year: compute_year_rows(engine, year) for year in (2025, 2026)}
        months = {month: select_month(years[month[0]], pd.Timestamp(*month, 1)) for month in MONTHS}
        for sop, say in BY_HAND.items():
            rows = {month: status[status["sop"].eq(sop)] for month, status in months.items()}
            found[sop].append((say(sops), rows))
    return found


@pytest.mark.parametrize("sop", BY_HAND)
def test_every_step_stands_as_a_plain_loop_says(cases: dict[str, list[Case]], sop: str) -> None:
    states = set()
    for said, months in cases[sop]:
        for month, rows in months.items():
            counted = Counter(read(row) for _, row in rows[rows["counts"]].iterrows())
            assert counted == Counter(one.told for one in said if one.counted_in == month), month
        every = pd.concat(months.values())
        states |= set(every["state"])
        if sop in ("AJB", "KEBAL"):  # their units are always there: what is not owed stands too
            rows = every[every["due_on"].notna()]
            assert {read(row) for _, row in rows.iterrows()} == {one.told for one in said if one.due}
    assert states >= {"selesai", "terlambat", "lewat", "tidak dilakukan", "tidak berlaku"}
    assert sop not in ("AJB", "KEBAL") or "sebagian" in states


@pytest.mark.parametrize("sop", BY_HAND)
def test_terisi_and_kepatuhan_count_what_a_plain_loop_counts(cases: dict[str, list[Case]], sop: str) -> None:
    total = 0
    for said, months in cases[sop]:
        for month, rows in months.items():
            (row,) = compute_compliance(rows, by=()).to_dict("records")
            here = [one for one in said if one.counted_in == month]
            results = [one.result for one in here]
            due = [one for one in here if one.fell_due]
            assert [row[name] for name in ("ya", "tidak", "tb")] == [
                results.count(word) for word in ("Ya", "Tidak", "TB")
            ]
            assert row["belum"] == sum(one.owed and one.result is None for one in here)
            assert (row["filled"], row["total"]) == (sum(one.result is not None for one in due), len(due))
            total += len(due)
    assert total > 25
