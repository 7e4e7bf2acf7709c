"""Where: settings, posyandu and their kader, pickup points, buses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from lib.workbook.grids import Grid
from lib.workbook.sample.people import build_phone, invent_women
from lib.workbook.sample.plan import Plan, Row, build_grid
from lib.workbook.setting_names import SETTING_NAMES

_FLOWERS = {
    "Melati": "MLT",
    "Mawar": "MWR",
    "Anggrek": "ANG",
    "Kenanga": "KNG",
    "Cempaka": "CPK",
    "Dahlia": "DHL",
    "Flamboyan": "FLB",
    "Teratai": "TRT",
    "Kamboja": "KMB",
    "Seruni": "SRN",
}
_VILLAGES = (
    "Sukamaju",
    "Mekarjaya",
    "Karangsari",
    "Wanasari",
    "Sumberarum",
    "Tirtamulya",
    "Bojongasri",
    "Cibungur",
    "Lembahsari",
    "Margahayu",
)
_POINTS = ("Gapura RW", "Musala", "Warung", "Pos Ronda")
POINTS_PER_POSYANDU = 3
BUSES = {"Bus 1": 20, "Bus 2": 12}
"""Name → seats."""
KADER_PER_POSYANDU = 5

_SETTINGS: dict[str, str | int] = {
    "Nama puskesmas": "Puskesmas Contoh",
    "Kabupaten/Kota": "Kabupaten Contoh",
    "Kecamatan": "Kecamatan Contoh",
    "Alamat": "Jalan Contoh No. 1",
    "Telepon": build_phone(1),
    "Kepala puskesmas": "dr. Surya Contoh",
    "NIP kepala": "990000000000000000",
    "Zona waktu": "WIB",
    "Target K/S": 95,
    "Target D/S": 85,
    "Target N/D'": 75,
    "Target kepatuhan SOP": 80,
    "Batas terisi untuk dinilai": 80,
    "Aturan N": "KBM",
    "Bulan vitamin A": "2, 8",
    "Operasi timbang mulai": "",
    "Operasi timbang selesai": "",
    "Nama perusahaan bus": "PT Contoh Angkutan",
    "Kontak perusahaan bus": build_phone(2),
    "Kecepatan bus": "20",
    "Menit tiap titik jemput": "3",
    "Faktor jalan": "1,3",
    "Pesan belum ditimbang": "",
    "Pesan kunjungan": "",
    "Pesan ajakan": "Selamat pagi, Ibu {ibu}. Posyandu {posyandu} buka {tanggal}. Bus menjemput {nama} dan "
    "pendamping di {titik} pukul {jam}. Bila berhalangan, kabari kami, ya. Terima kasih.",
    "Pesan perusahaan bus": "Selamat pagi. Posyandu {posyandu} buka {tanggal} pukul {buka}. Mohon bus siap "
    "menjemput di {titik}: {orang} orang, {kursi} kursi. Terima kasih. {puskesmas}",
    "Pesan perbaikan data": "",
    "Pesan undangan pertemuan": "Undangan pertemuan kader, {tanggal} di {tempat}. Terima kasih.",
}


@dataclass(frozen=True, slots=True)
class Places:
    """Posyandu by number 0 … n−1: code, name, village; kader by posyandu."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    villages: tuple[str, ...]
    kader: tuple[tuple[str, ...], ...]

    def points(self, posyandu: int) -> tuple[str, ...]:
        """Codes of a posyandu's pickup points, in the order the bus stops."""
        return tuple(f"{self.codes[posyandu]}-{letter}" for letter in "ABC"[:POINTS_PER_POSYANDU])

    def all_villages(self) -> tuple[str, ...]:
        """Each village once, in order."""
        return tuple(dict.fromkeys(self.villages))


def build_places(plan: Plan) -> Places:
    """Codes MLT1, MLT2, MWR1 …; two posyandu a village, villages used again for big samples."""
    codes, names = [], []
    flowers = list(_FLOWERS.items())
    for index in range(plan.posyandu):
        # Melati 1, Melati 2, Mawar 1, Mawar 2 …; after the last flower on with 3 and 4.
        turn, place = divmod(index // 2, len(flowers))
        name, short = flowers[place]
        number = 2 * turn + index % 2 + 1
        codes.append(f"{short}{number}")
        names.append(f"{name} {number}")
    villages = tuple(_VILLAGES[index // 2 % len(_VILLAGES)] for index in range(plan.posyandu))
    women = invent_women(plan.chance("kader"), plan.posyandu * KADER_PER_POSYANDU)
    kader = tuple(
        tuple(women[index * KADER_PER_POSYANDU : (index + 1) * KADER_PER_POSYANDU])
        for index in range(plan.posyandu)
    )
    return Places(tuple(codes), tuple(names), villages, kader)


def build_place_grids(plan: Plan, places: Places, open_days: list[int]) -> dict[str, Grid]:
    """Grids of pengaturan, posyandu, kader, titik_jemput, armada. `open_days`: day of month by posyandu."""
    posyandu: list[Row] = []
    kader: list[Row] = []
    points: list[Row] = []
    for index, code in enumerate(places.codes):
        latitude, longitude = _location(index)
        posyandu.append(
            {
                "code": code,
                "name": places.names[index],
                "desa": places.villages[index],
                "rw": _rw(index),
                "address": f"Balai RW {_rw(index)}",
                "leader": places.kader[index][0],
                "leader_phone": build_phone(100 + index * KADER_PER_POSYANDU),
                "open_day": open_days[index],
                "latitude": latitude,
                "longitude": longitude,
                "active": "Ya",
            }
        )
        for number, name in enumerate(places.kader[index]):
            kader.append(
                {
                    "name": name,
                    "posyandu": code,
                    "phone": build_phone(100 + index * KADER_PER_POSYANDU + number),
                    "position": "Ketua" if number == 0 else "Anggota",
                    "active": "Ya",
                }
            )
        for number, point in enumerate(places.points(index)):
            points.append(
                {
                    "code": point,
                    "name": f"{_POINTS[number]} {_rw(index)}",
                    "posyandu": code,
                    "stop_order": number + 1,
                    "time": as_day_fraction(time(7, 15 + 12 * number)),
                    "latitude": round(latitude + 0.002 * (number + 1), 5),
                    "longitude": round(longitude - 0.003 * (number + 1), 5),
                }
            )
    drivers = ("Bagas Sentosa", "Tegar Kencana")
    buses: list[Row] = []
    for index, (bus, seats) in enumerate(BUSES.items()):
        plate, phone = f"XX {index + 1} CTH", build_phone(10 + index)
        buses.append({"name": bus, "plate": plate, "driver": drivers[index], "phone": phone, "seats": seats})
    settings: list[Row] = [
        {"name": name, "value": _SETTINGS[name], "note": meaning} for name, meaning in SETTING_NAMES.items()
    ]
    return {
        "pengaturan": build_grid("pengaturan", settings),
        "posyandu": build_grid("posyandu", posyandu),
        "kader": build_grid("kader", kader),
        "titik_jemput": build_grid("titik_jemput", points),
        "armada": build_grid("armada", buses),
    }


def as_day_fraction(clock: time) -> float:
    """A time of day as spreadsheets store it."""
    return (clock.hour * 60 + clock.minute) / 1440


def _rw(index: int) -> str:
    return f"{index % 12 + 1:03d}"


def _location(index: int) -> tuple[float, float]:
    return round(-6.45 - 0.011 * (index // 5), 5), round(106.9 + 0.013 * (index % 5), 5)
