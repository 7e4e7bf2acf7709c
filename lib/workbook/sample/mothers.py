"""Mothers: pregnancies of every kind of risk, the students who accompany them (OSOC), and their visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from lib.workbook.grids import Grid
from lib.workbook.sample.people import (
    BOYS,
    SAMPLE_STUDENT,
    SECOND,
    build_nik,
    build_phone,
    invent_women,
)
from lib.workbook.sample.places import Places
from lib.workbook.sample.plan import Plan, Row, build_grid

_DISTRICT = 9904
_TERM = 280
_SILENT_PAIR, _SILENT_DAYS = 8, 37
"""The pair whose student has not come for longer than a month."""

# Age, gravida, parity, abortus, height, LiLA, Hb, risk factors (KSPR) that hold together.
_PROFILES: tuple[tuple[int, int, int, int, float, float, float, str | None], ...] = (
    (16, 1, 0, 0, 151, 22.8, 10.8, "1"),
    (26, 2, 1, 0, 156, 25.5, 11.8, None),
    (37, 4, 3, 0, 153, 27.0, 11.2, "6"),
    (29, 2, 1, 0, 158, 26.1, 12.1, "10"),
    (24, 1, 0, 0, 154, 23.1, 10.2, None),
    (33, 5, 4, 0, 150, 24.4, 11.0, "5"),
    (31, 3, 1, 1, 157, 25.0, 11.9, "8"),
    (22, 1, 0, 0, 143, 24.0, 11.4, "7"),
    (28, 2, 1, 0, 159, 28.2, 12.4, None),
    (38, 5, 4, 0, 152, 26.3, 10.4, "5, 6, 20"),
    (21, 1, 0, 0, 155, 22.5, 9.8, None),
    (30, 2, 1, 0, 161, 27.4, 12.0, None),
    (25, 2, 1, 0, 149, 25.2, 11.1, "18"),
    (27, 1, 0, 0, 160, 24.8, 11.7, None),
)


@dataclass(frozen=True, slots=True)
class Mother:
    """One pregnancy. `delivered` is a day or None."""

    mother_id: str
    name: str
    posyandu: int
    last_period: date
    status: str
    delivered: date | None
    pickup_point: str | None
    at_risk: bool
    profile: int


def build_mothers(plan: Plan, places: Places) -> list[Mother]:
    """Mostly pregnant, spread over the trimesters; some delivered, one miscarried, one moved."""
    chance = plan.chance("ibu hamil")
    names = invent_women(chance, plan.mothers)
    mothers = []
    for index in range(plan.mothers):
        kind = index % 24
        status = {19: "Nifas", 20: "Bersalin", 21: "Nifas", 22: "Keguguran", 23: "Pindah"}.get(kind, "Hamil")
        # 40 to 268 days along; those who gave birth did so some days ago.
        days = 40 + (kind * 97 + index // 24 * 11) % 229
        delivered = None
        if status in ("Nifas", "Bersalin"):
            delivered = plan.today - timedelta(days=6 + 9 * (kind - 19))
            days = _TERM + (plan.today - delivered).days - int(chance.integers(-5, 12))
        posyandu = index % plan.posyandu
        profile = index % len(_PROFILES)
        mothers.append(
            Mother(
                mother_id=f"IH-{index + 1:03d}",
                name=names[index],
                posyandu=posyandu,
                last_period=plan.today - timedelta(days=days),
                status=status,
                delivered=delivered,
                pickup_point=places.points(posyandu)[index % 3] if index // plan.posyandu % 2 == 0 else None,
                at_risk=_PROFILES[profile][7] is not None,
                profile=profile,
            )
        )
    return mothers


def build_mothers_grid(plan: Plan, places: Places, mothers: list[Mother]) -> Grid:
    """Grid of ibu_hamil."""
    chance = plan.chance("ibu hamil rinci")
    rows: list[Row] = []
    for index, mother in enumerate(mothers):
        age, gravida, parity, abortus, height, lila, hb, factors = _PROFILES[mother.profile]
        born = mother.last_period - timedelta(days=age * 365 + 100 + int(chance.integers(0, 120)))
        rw = f"{mother.posyandu % 12 + 1:03d}"
        rows.append(
            {
                "mother_id": mother.mother_id,
                "nik": build_nik(born, index, girl=True, district=_DISTRICT),
                "name": mother.name,
                "birth_date": born,
                "husband": f"{BOYS[index % len(BOYS)]} {SECOND[(index * 7 + 3) % len(SECOND)]}",
                "phone": build_phone(6000 + index),
                "posyandu": places.codes[mother.posyandu],
                "rt": f"{1 + index % 6:03d}",
                "rw": rw,
                "address": f"Kampung {places.villages[mother.posyandu]} RT {1 + index % 6:03d}/RW {rw}",
                "pickup_point": mother.pickup_point,
                "last_period": mother.last_period,
                "gravida": gravida,
                "parity": parity,
                "abortus": abortus,
                "height_cm": height,
                "lila_cm": lila,
                "hb_g_dl": hb,
                "risk_factors": factors,
                "status": mother.status,
                "delivered_on": mother.delivered,
            }
        )
    return build_grid("ibu_hamil", rows)


@dataclass(frozen=True, slots=True)
class Pair:
    """One student and one mother."""

    mother: Mother
    student: str
    started: date
    ended: date | None
    status: str


_CAMPUSES = ("Universitas Contoh", "Akademi Kebidanan Contoh")
_COMPLAINTS = (None, "Mual", "Pusing", None, "Kaki pegal", "Nyeri punggung", None)
_LESSONS = (
    "Tanda bahaya kehamilan",
    "Tablet tambah darah",
    "Gizi ibu hamil",
    "Persiapan persalinan",
    "ASI eksklusif",
    "KB",
)


def build_pairs(plan: Plan, mothers: list[Mother]) -> list[Pair]:
    """A pair for each mother at risk (at most one a student): planned, active, ended and broken off."""
    fitting = [
        mother for mother in mothers if mother.at_risk and mother.status in ("Hamil", "Nifas", "Bersalin")
    ]
    students = [SAMPLE_STUDENT, *invent_women(plan.chance("mahasiswa"), len(fitting))]
    pairs = []
    for index, mother in enumerate(fitting):
        pregnant = mother.status == "Hamil"
        status = "Selesai" if not pregnant else {4: "Direncanakan", 5: "Berhenti"}.get(index, "Aktif")
        # From about ten weeks on, and long enough ago for some visits to have been made.
        started = max(
            mother.last_period + timedelta(days=70), plan.today - timedelta(days=120 - 9 * (index % 6))
        )
        started = min(started, plan.today - timedelta(days=20))
        ended = None
        if status == "Direncanakan":
            started = plan.today + timedelta(days=6)
        elif status == "Selesai":
            started = plan.today - timedelta(days=130)
            ended = min(plan.today - timedelta(days=2), (mother.delivered or plan.today) + timedelta(days=10))
        elif status == "Berhenti":
            ended = plan.today - timedelta(days=8)
        pairs.append(Pair(mother, students[index], started, ended, status))
    # One mother moved away, and nobody has ended her pair.
    gone = next((mother for mother in mothers if mother.status == "Pindah"), None)
    if gone is not None:
        pairs.append(Pair(gone, students[-1], plan.today - timedelta(days=75), None, "Aktif"))
    return pairs


def build_pair_grids(plan: Plan, pairs: list[Pair]) -> dict[str, Grid]:
    """Grids of pendampingan and kunjungan_ibu."""
    chance = plan.chance("kunjungan ibu")
    rows: list[Row] = []
    visits: list[Row] = []
    for index, pair in enumerate(pairs):
        planned = pair.status == "Direncanakan"
        reported = pair.ended + timedelta(days=1) if pair.status == "Selesai" and pair.ended else None
        rows.append(
            {
                "mother_id": pair.mother.mother_id,
                "name": pair.mother.name,
                "student": pair.student,
                "student_number": f"9900{index + 1:04d}",
                "university": _CAMPUSES[index % 2],
                "phone": build_phone(7000 + index),
                "assignment_letter": f"{index + 1:03d}/ST/{pair.started.year}",
                "notice_letter": None if planned else f"{index + 1:03d}/PB/{pair.started.year}",
                "received_on": None if planned else pair.started - timedelta(days=5),
                "counselling_material": None
                if planned or index % 3 == 2
                else f"https://example.org/bahan/{index + 1}",
                "started_on": pair.started,
                "ended_on": pair.ended,
                "report": f"https://example.org/laporan/{index + 1}" if reported else None,
                "reported_on": reported,
                "status": pair.status,
            }
        )
        if planned:
            continue
        day, weight = pair.started, 48.0 + 3.5 * (index % 5)
        risky_pressure = index % 4 == 1
        turn = 0
        quiet = _SILENT_DAYS if index == _SILENT_PAIR or pair.mother.status == "Pindah" else 0
        while day <= min(plan.today - timedelta(days=quiet), pair.ended or plan.today):
            visits.append(
                {
                    "date": day,
                    "mother_id": pair.mother.mother_id,
                    "student": pair.student,
                    "weight_kg": round(weight, 1),
                    "systolic": int(chance.integers(104, 126)) + (24 if risky_pressure and turn >= 2 else 0),
                    "diastolic": int(chance.integers(66, 82)) + (14 if risky_pressure and turn >= 2 else 0),
                    "lila_cm": round(22.8 + 0.9 * (index % 5) + 0.1 * turn, 1),
                    "hb_g_dl": round(10.1 + 0.4 * (index % 4) + 0.15 * turn, 1) if turn % 2 == 0 else None,
                    "complaint": _COMPLAINTS[(index + turn) % len(_COMPLAINTS)],
                    "counselling": _LESSONS[turn % len(_LESSONS)],
                    "minutes": 45 + int(chance.integers(0, 35)),
                }
            )
            day += timedelta(days=13 + int(chance.integers(0, 5)))
            weight += 0.7
            turn += 1
    visits.sort(key=lambda row: str(row["date"]))
    return {
        "pendampingan": build_grid("pendampingan", rows),
        "kunjungan_ibu": build_grid("kunjungan_ibu", visits),
    }
