"""SIKERITING: teams, MoU, the children they accompany, and what was done quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from lib.workbook.grids import Grid
from lib.workbook.read_dates import from_serial, to_serial
from lib.workbook.sample.children import Children
from lib.workbook.sample.people import SAMPLE_MENTOR, build_phone, invent_women
from lib.workbook.sample.places import Places
from lib.workbook.sample.plan import Plan, Row, build_grid

PATIENTS_PER_TEAM = 4
_FORMER_PATIENTS = 2
_NEVER = 10**6
_SOON = 75  # days ahead in which planned activities already stand in the tab

# Step → day of the year it is planned for, for whom, and what comes of it.
_TEAM_STEPS = {
    "4": ((3, 1), "Jadwal pembinaan disusun"),
    "5": ((3, 20), "Pasien dipilih bersama kader"),
    "6": ((4, 15), "Mentoring dimulai"),
    "10": ((6, 18), "Monev pertama: berat dan tinggi dibandingkan"),
    "12": ((12, 8), "Monev kedua dan rencana tindak lanjut"),
}
_CHILD_STEPS = {
    "7": ((4, 20), "Tujuan dijelaskan kepada orang tua"),
    "8": ((5, 10), "Materi: makanan kaya protein hewani"),
    "9": ((5, 25), "Tanya jawab dengan orang tua"),
    "11": ((8, 20), "Pembinaan lanjutan di rumah"),
}
_PLANS = {
    "8": "Ibu mencoba menu telur tiap hari",
    "10": "Rujuk bila berat tidak naik",
    "11": "Kunjungan ulang",
}


@dataclass(frozen=True, slots=True)
class Patient:
    """A child, its team (number = its village's number), its mentor and when it was chosen."""

    child: int
    team: int
    mentor: str
    selected: date
    status: str
    year: int


def team_name(team: int) -> str:
    """As it stands in every tab."""
    return f"Tim {team + 1}"


def build_teams(plan: Plan, places: Places) -> list[list[str]]:
    """Members by team: head, two mentors, one member; the first mentor of all has the sample account."""
    count = len(places.all_villages())
    women = invent_women(plan.chance("tim"), 4 * count)
    teams = [women[4 * team : 4 * team + 4] for team in range(count)]
    for team in teams:
        team[1], team[2] = f"Bd. {team[1]}", f"Bd. {team[2]}"
    teams[0][1] = SAMPLE_MENTOR
    return teams


def build_patients(plan: Plan, places: Places, children: Children, teams: list[list[str]]) -> list[Patient]:
    """The shortest children of each village: this year's (if already chosen) and last year's."""
    patients = []
    today = to_serial(plan.today)
    age = today - children.born
    villages = places.all_villages()
    village = np.array([villages.index(places.villages[place]) for place in children.posyandu.tolist()])
    for team, members in enumerate(teams):
        own = np.flatnonzero((village == team) & (age < 1800) & (age > 480) & (children.left == _NEVER))
        shortest = own[np.argsort(children.height_z[own], kind="stable")].tolist()
        former = [child for child in shortest if age[child] > 1000][:_FORMER_PATIENTS]
        current = [child for child in shortest if child not in former][:PATIENTS_PER_TEAM]
        for year, chosen in ((plan.today.year - 1, former), (plan.today.year, current)):
            for number, child in enumerate(chosen):
                selected = date(year, 2, 24) + timedelta(days=6 * number)
                if selected > plan.today:
                    continue
                status = "Selesai" if year < plan.today.year else "Aktif"
                left_early = number == PATIENTS_PER_TEAM - 1 and team == 1 and plan.today.month > 6
                mentor = members[1 + number % 2]
                patients.append(
                    Patient(child, team, mentor, selected, "Keluar" if left_early else status, year)
                )
    return patients


def build_mentoring_grids(
    plan: Plan, places: Places, children: Children, teams: list[list[str]], patients: list[Patient]
) -> dict[str, Grid]:
    """Grids of tim_mentoring, mou, mentoring, kegiatan_mentoring."""
    roles = ("Ketua", "Mentor", "Mentor", "Anggota")
    institutions = ("Puskesmas Contoh", "Puskesmas Contoh", "Puskesmas Contoh", "TP PKK")
    members: list[Row] = [
        {
            "team": team_name(team),
            "name": name,
            "role": roles[place],
            "institution": institutions[place],
            "phone": build_phone(8000 + 4 * team + place),
        }
        for team, names in enumerate(teams)
        for place, name in enumerate(names)
    ]
    rows: list[Row] = [
        {
            "child_id": children.ids[patient.child],
            "name": children.names[patient.child],
            "team": team_name(patient.team),
            "mentor": patient.mentor,
            "kelurahan": places.all_villages()[patient.team],
            "selected_on": patient.selected,
            "reason": "Stunting" if children.height_z[patient.child] < -2 else "Berat tidak naik",
            "status": patient.status,
        }
        for patient in patients
    ]
    activities = sorted(
        _list_activities(plan, places, children, patients),
        key=lambda row: (str(row["planned_on"]), int(str(row["step"])), str(row.get("child_id"))),
    )
    return {
        "tim_mentoring": build_grid("tim_mentoring", members),
        "mou": build_grid("mou", _list_mou(plan, places)),
        "mentoring": build_grid("mentoring", rows),
        "kegiatan_mentoring": build_grid("kegiatan_mentoring", activities),
    }


# Of the activities of step 8 in the order of the children: Status, days allowed from the activity (None: from
# today), who has to do it.
_ACTIONS = (("Selesai", 14, "Kader"), ("Berjalan", 30, "Mentor"), ("Belum", None, "Mentor"))
_DAYS_AHEAD = 12


def build_plan_actions(plan: Plan, activities: Grid) -> Grid:
    """Rows of tindak_lanjut (without header) for the first plans of this year's step 8: one done, one
    overdue, one still to come.  `activities` is the grid of kegiatan_mentoring."""
    header, *lines = activities
    rows: list[Row] = []
    for line in lines:
        record = dict(zip(map(str, header), line, strict=True))
        day = record["Tanggal"]
        if record["Langkah"] != "8" or not isinstance(day, int) or len(rows) == len(_ACTIONS):
            continue
        held = from_serial(day)
        if held.year != plan.today.year:
            continue
        status, allowed, owner = _ACTIONS[len(rows)]
        due = plan.today + timedelta(days=_DAYS_AHEAD) if allowed is None else held + timedelta(days=allowed)
        rows.append(
            {
                "action_id": f"TL-S{len(rows) + 1}",
                "date": held,
                "origin": f"SIKERITING langkah 8 ({held:%d/%m/%Y})",
                "subject": str(record["ID balita"]),
                "kind": "Konseling",
                "plan": str(record["Rencana tindak lanjut"]),
                "owner": owner,
                "due_on": due,
                "status": status,
                "done_on": min(due, plan.today) if status == "Selesai" else None,
            }
        )
    return build_grid("tindak_lanjut", rows)[1:]


def _mou_day(year: int, village: int) -> date:
    """In the first quarter, but for the second village, where it took until April."""
    return date(year, 4, 12) if village % 4 == 1 else date(year, 2, 10) + timedelta(days=village)


def _list_mou(plan: Plan, places: Places) -> list[Row]:
    return [
        {
            "kelurahan": village,
            "number": f"{number + 1:02d}/MoU/{year}",
            "date": _mou_day(year, number),
            "valid_until": date(year, 12, 31),
            "file": f"https://example.org/mou/{year}-{number + 1}",
        }
        for year in (plan.today.year - 1, plan.today.year)
        for number, village in enumerate(places.all_villages())
        if _mou_day(year, number) <= plan.today
    ]


def _list_activities(
    plan: Plan, places: Places, children: Children, patients: list[Patient]
) -> Iterator[Row]:
    for year in (plan.today.year - 1, plan.today.year):
        rows: list[dict[str, str | date | None]] = [
            {"planned_on": date(year, 1, 20), "step": "1", "result": "Sosialisasi lintas sektor kecamatan"}
        ]
        for number, village in enumerate(places.all_villages()):
            team = team_name(number)
            signed = _mou_day(year, number)
            rows.append(
                {
                    "planned_on": date(year, 2, 5) + timedelta(days=number),
                    "step": "2",
                    "team": team,
                    "kelurahan": village,
                    "result": "Lurah dan Forum RT mendukung",
                }
            )
            rows.append(
                {
                    "planned_on": signed,
                    "step": "3",
                    "team": team,
                    "kelurahan": village,
                    "result": "MoU ditandatangani",
                }
            )
            for step, (when, result) in _TEAM_STEPS.items():
                rows.append(
                    {
                        "planned_on": _shift(date(year, *when), number),
                        "step": step,
                        "team": team,
                        "kelurahan": village,
                        "result": result,
                        "plan": _PLANS.get(step),
                    }
                )
        for index, patient in enumerate(each for each in patients if each.year == year):
            for step, (when, result) in _CHILD_STEPS.items():
                planned_on = _shift(date(year, *when), 2 * index)
                about: dict[str, str | date | None] = {
                    "planned_on": planned_on,
                    "step": step,
                    "team": team_name(patient.team),
                    "child_id": children.ids[patient.child],
                    "kelurahan": places.all_villages()[patient.team],
                }
                if step == "11" and patient.status == "Keluar":  # left before the second half
                    continue
                if step == "9" and index == 2:  # a family that was never at home for the talk
                    if (planned_on - plan.today).days <= _SOON:
                        yield about
                    continue
                rows.append({**about, "result": result, "plan": _PLANS.get(step)})
        for number, row in enumerate(rows):
            planned = row["planned_on"]
            assert isinstance(planned, date)
            done = planned if row["step"] in ("1", "3") else planned + timedelta(days=number % 5)
            if done <= plan.today:
                # A step of the second quarter slips into July now and then.
                late = row["step"] == "8" and number % 7 == 3
                done = min(plan.today, done + timedelta(days=60)) if late else done
                yield {**row, "date": done}
            elif (planned - plan.today).days <= _SOON:
                yield {
                    "planned_on": planned,
                    **{name: row.get(name) for name in ("step", "team", "child_id", "kelurahan")},
                }


def _shift(day: date, days: int) -> date:
    """Later by up to nine days, so that a step stays in its quarter and month."""
    return day + timedelta(days=days % 10)
