"""Meetings of kader with attendance and questions, and the actions that come out of everything."""

from __future__ import annotations

from datetime import date, timedelta

from lib.workbook.grids import Grid
from lib.workbook.sample.children import Children
from lib.workbook.sample.mothers import Mother
from lib.workbook.sample.places import Places
from lib.workbook.sample.plan import Plan, Row, add_months, build_grid

MONTHS = 12
QUESTIONS = 5
_MEETING_DAY = 18
_LONGEST_LIST = 40  # attendants a meeting room holds

_AGENDAS = (
    "Cara menimbang dan mengukur yang benar",
    "Mengisi KMS dan membaca N, T, O, B",
    "Validasi balita tidak hadir",
    "PMT dari bahan setempat",
    "Vitamin A dan imunisasi",
    "Tanda bahaya ibu hamil",
)
_PROGRAMMES = ("Gizi, KIA, PKK desa", "Promkes, Gizi", "KIA, imunisasi, desa", "Gizi, kesling")


def build_meeting_grids(plan: Plan, places: Places) -> dict[str, Grid]:
    """Grids of pertemuan, hadir_pertemuan, tanya_jawab: twelve months and the next."""
    chance = plan.chance("pertemuan")
    meetings: list[Row] = []
    attendance: list[Row] = []
    answers: list[Row] = []
    women = [(name, place) for place, kader in enumerate(places.kader) for name in kader[:2]][:_LONGEST_LIST]
    for turn in range(MONTHS + 1):
        month = add_months(plan.today, turn - MONTHS + 1)
        planned = month.replace(day=_MEETING_DAY)
        meeting_id = f"PK-{month:%Y-%m}"
        # One was put off by a week and held, one did not take place.
        held = planned + timedelta(days=7) if turn == 6 else planned
        cancelled = turn == 3
        done = held <= plan.today and not cancelled
        row: dict[str, str | date | None] = {
            "meeting_id": meeting_id,
            "planned_on": planned,
            "kind": "Pertemuan kader",
            "venue": "Aula Puskesmas Contoh",
            "agenda": _AGENDAS[turn % len(_AGENDAS)],
            "owner": "Petugas promkes",
            "status": "Batal" if cancelled else "Terlaksana" if done else "Rencana",
        }
        if done:
            row |= {
                "date": held,
                "tools_ready": "Tidak" if turn == 8 else "Ya",
                "cross_program": _PROGRAMMES[turn % len(_PROGRAMMES)],
                "discussion": f"{_AGENDAS[turn % len(_AGENDAS)]}; masalah posyandu bulan ini.",
                "conclusion": "Kader menerapkan di posyandu masing-masing",
                "report": None if turn in (5, 10) else f"https://example.org/laporan/{meeting_id}",
                "photos": f"https://example.org/foto/{meeting_id}",
            }
        elif (planned - plan.today).days < 7 and not cancelled:
            row |= {"tools_ready": "Ya", "cross_program": _PROGRAMMES[turn % len(_PROGRAMMES)]}
        meetings.append(row)
        if not done:
            continue
        for name, place in women:
            present = bool(chance.random() < 0.86)
            attendance.append(
                {
                    "meeting_id": meeting_id,
                    "name": name,
                    "posyandu": places.codes[place],
                    "institution": f"Posyandu {places.names[place]}",
                    "position": "Kader",
                    "present": "Ya" if present else "Tidak",
                }
            )
            if not present:
                continue
            for stage, knows in (("Sebelum", 0.52), ("Sesudah", 0.83)):
                for question in range(1, QUESTIONS + 1):
                    right = bool(chance.random() < knows)
                    answers.append(
                        {
                            "meeting_id": meeting_id,
                            "name": name,
                            "stage": stage,
                            "question": str(question),
                            "correct": "Ya" if right else "Tidak",
                        }
                    )
    meetings += [
        _workshop(plan, add_months(plan.today, -back).replace(day=5), put_off=back == 6)
        for back in (9, 6, 3, 0)
    ]
    meetings.sort(key=lambda row: str(row["planned_on"]))
    return {
        "pertemuan": build_grid("pertemuan", meetings),
        "hadir_pertemuan": build_grid("hadir_pertemuan", attendance),
        "tanya_jawab": build_grid("tanya_jawab", answers),
    }


def _workshop(plan: Plan, planned: date, *, put_off: bool) -> Row:
    """A cross-programme lokmin, where KEBAL MSG's step A6 is discussed."""
    done = planned <= plan.today and not put_off
    row: dict[str, str | date | None] = {
        "meeting_id": f"LM-{planned:%Y-%m}",
        "planned_on": planned,
        "kind": "Lokmin",
        "venue": "Aula Puskesmas Contoh",
        "agenda": "Lokakarya mini lintas program: sasaran 2T dan BGM",
        "owner": "Kepala puskesmas",
        "status": "Ditunda" if put_off else "Terlaksana" if done else "Rencana",
    }
    if done:
        row |= {
            "date": planned,
            "tools_ready": "Ya",
            "cross_program": "Gizi, KIA, promkes, desa",
            "discussion": "Balita 2T dan BGM tiap posyandu dibahas satu per satu",
            "conclusion": "KEBAL MSG dilanjutkan",
            "report": f"https://example.org/laporan/LM-{planned:%Y-%m}",
        }
    return row


# Days ago, origin, kind, obstacle, plan, owner, days allowed, days needed (None = not done), subject.
_ACTIONS: tuple[tuple[int, str, str, str | None, str, str, int, int | None, str], ...] = (
    (150, "Lokmin", "PMT", "Bahan terlambat datang", "PMT pemulihan 30 hari", "Petugas gizi", 30, 28, "anak"),
    (121, "Pertemuan kader", "Perbaikan data", None, "Lengkapi NIK balita", "Kader", 14, 20, "posyandu"),
    (95, "Posyandu", "Rujuk", None, "Rujuk ke puskesmas karena BGM", "Bidan desa", 7, 3, "anak"),
    (
        80,
        "Monev SIKERITING",
        "Kunjungan rumah",
        "Orang tua bekerja",
        "Kunjungan sore hari",
        "Mentor",
        14,
        12,
        "anak",
    ),
    (
        61,
        "Lokmin",
        "Kegiatan",
        "Dana belum turun",
        "Tambah hari KEBAL MSG",
        "Petugas gizi",
        45,
        None,
        "posyandu",
    ),
    (52, "Pendampingan", "Konseling", None, "Konseling tablet tambah darah", "Bidan desa", 10, 9, "ibu"),
    (
        40,
        "Posyandu",
        "Kunjungan rumah",
        None,
        "Kunjungi yang dua kali tidak datang",
        "Kader",
        14,
        None,
        "anak",
    ),
    (33, "Pertemuan kader", "Lainnya", None, "Tera ulang dacin", "Petugas gizi", 60, None, "posyandu"),
    (25, "Posyandu", "Rujuk", "Tidak ada kendaraan", "Rujuk karena edema", "Bidan desa", 5, 4, "anak"),
    (19, "Posyandu", "Konseling", None, "Konseling makanan balita 2T", "Petugas gizi", 14, None, "anak"),
    (
        11,
        "Antar-jemput",
        "Kunjungan rumah",
        "Nomor HP tidak aktif",
        "Datangi rumah",
        "Kader",
        14,
        None,
        "anak",
    ),
    (6, "Pendampingan", "Rujuk", None, "Periksa tekanan darah di puskesmas", "Bidan desa", 3, None, "ibu"),
    (4, "Posyandu", "Perbaikan data", None, "Cocokkan tanggal lahir", "Kader", 21, None, "anak"),
    (2, "Lokmin", "PMT", None, "Usulkan PMT lokal", "Petugas gizi", 30, None, "posyandu"),
)


def build_actions_grid(plan: Plan, places: Places, children: Children, mothers: list[Mother]) -> Grid:
    """Grid of tindak_lanjut: done in time, done late, running, overdue."""
    chance = plan.chance("tindak lanjut")
    light = chance.permutation(len(children))
    rows: list[Row] = []
    for index, (ago, origin, kind, obstacle, what, owner, allowed, needed, whom) in enumerate(_ACTIONS):
        noted = plan.today - timedelta(days=ago)
        subject = {
            "anak": children.ids[int(light[index % len(light)])],
            "ibu": mothers[index % len(mothers)].mother_id,
            "posyandu": places.codes[index % len(places.codes)],
        }[whom]
        status = "Selesai" if needed is not None else "Berjalan" if index % 2 else "Belum"
        rows.append(
            {
                "action_id": f"TL-{index + 1:03d}",
                "date": noted,
                "origin": origin,
                "subject": subject,
                "kind": kind,
                "obstacle": obstacle,
                "plan": what,
                "owner": owner,
                "due_on": noted + timedelta(days=allowed),
                "status": status,
                "result": "Sudah dilakukan" if needed is not None else None,
                "done_on": noted + timedelta(days=needed) if needed is not None else None,
                "proof": f"https://example.org/bukti/{index + 1}"
                if needed is not None and index % 2 == 0
                else None,
            }
        )
    rows += _agreed_in_meeting(plan, places, first=len(rows) + 1)
    return build_grid("tindak_lanjut", rows)


def _agreed_in_meeting(plan: Plan, places: Places, *, first: int) -> list[Row]:
    """What the newest pertemuan kader agreed on: its ID stands in Sumber."""
    month = plan.today if plan.today.day >= _MEETING_DAY else add_months(plan.today, -1)
    held = month.replace(day=_MEETING_DAY)
    agreed = (
        ("Perbaikan data", "Lengkapi RT dan RW di tab Balita", "Kader", 14, "Belum"),
        ("Kegiatan", "Latihan menimbang dan mengukur", "Petugas gizi", 28, "Berjalan"),
    )
    return [
        {
            "action_id": f"TL-{first + index:03d}",
            "date": held,
            "origin": f"PK-{held:%Y-%m}",
            "subject": places.codes[index % len(places.codes)],
            "kind": kind,
            "plan": what,
            "owner": owner,
            "due_on": held + timedelta(days=allowed),
            "status": status,
        }
        for index, (kind, what, owner, allowed, status) in enumerate(agreed)
    ]
