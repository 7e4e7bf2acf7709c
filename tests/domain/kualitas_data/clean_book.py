"""A book without mistakes that owes nothing to the sample: children drawn from WHO lines, measured with the
noise of scales and boards, newborns, illnesses that cost a twentieth of the weight, catching up, twins, small
ones born too early, heavy and stunted ones, some who moved in, some who come every other month, some measured
lying where others stand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from lib.domain.growth import compute_value_at_z
from tests.domain.workbook_tables import POSYANDU, build_tables

TODAY = date(2026, 11, 22)
WEIGHT_NOISE_KG, LENGTH_NOISE_CM = 0.1, 0.25
"""Of careful measurers.  With 0.3 cm one row of 50,000 comes to grow more than 3 cm in a month: the table's
limit is what it is."""
ILL, ILL_LOSS = 0.05, 0.05
MONTHS = 24

_GIVEN = [
    "Ahmad",
    "Budi",
    "Cahya",
    "Dian",
    "Eka",
    "Fajar",
    "Gita",
    "Hasan",
    "Intan",
    "Joko",
    "Kartika",
    "Lina",
    "Maya",
    "Nanda",
    "Oki",
    "Putri",
    "Rizky",
    "Sari",
    "Tono",
    "Umi",
]
_FAMILY = [
    "Saputra",
    "Wulandari",
    "Hidayat",
    "Lestari",
    "Nugroho",
    "Pratiwi",
    "Ramadhan",
    "Susanti",
    "Firmansyah",
    "Maharani",
]


def build_clean_book(seed: int, children: int = 300) -> dict[str, pd.DataFrame]:
    """Typed tables of `children` children over two years."""
    chance = np.random.default_rng(seed)
    people: list[dict[str, object]] = []
    weighings: list[dict[str, object]] = []
    for number in range(children):
        twin = number % 25 == 1
        before = people[-1] if twin else {}
        sex = str(chance.choice(["L", "P"]))
        born = before.get("birth_date") or TODAY - timedelta(days=int(chance.integers(3, 1800)))
        assert isinstance(born, date)
        home = before.get("posyandu") or str(chance.choice(["MLT1", "MLT2"]))
        name = f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)} {chance.choice(_GIVEN)}"
        if twin:
            given, family = str(before["name"]).split()[:2]
            name = f"{given[:-1]}i {family}"  # Hasan and Hasai: twins are called alike
        child = f"{home}-{number:04d}"
        day = born.day + 40 * (sex == "P")
        people.append(
            {
                "child_id": child, "name": name, "sex": sex, "birth_date": born, "posyandu": home,
                "caregiver": before.get("caregiver") or f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}",
                "nik": f"990101{day:02d}{born:%m%y}{number:04d}", "status": "Aktif", "source_row": number + 2,
                "birth_order": 1 + int(twin),
            }
        )  # fmt: skip
        weighings += _weigh(chance, child, str(home), sex, born)
    weighings.sort(key=lambda row: (str(row["date"]), str(row["posyandu"]), str(row["child_id"])))
    return build_tables(
        posyandu=POSYANDU,
        balita=people,
        penimbangan=[row | {"source_row": place + 2} for place, row in enumerate(weighings)],
    )


def _weigh(
    chance: np.random.Generator, child: str, home: str, sex: str, born: date
) -> list[dict[str, object]]:
    weight_z, length_z = chance.normal(-0.8, 1.0), chance.normal(-1.0, 1.1)
    weight_z = np.clip(0.6 * length_z + 0.8 * weight_z, -3.5, 2.5)
    kind = str(chance.choice(["", "", "", "", "early", "heavy", "stunted", "moved in", "seldom"]))
    catching_up = not kind and chance.random() < 0.12
    if kind == "early":
        weight_z, length_z = chance.normal(-2.6, 0.5), chance.normal(-2.6, 0.5)
    if kind == "heavy":
        weight_z, length_z = chance.normal(2.2, 0.4), chance.normal(0.5, 0.7)
    if kind == "stunted":
        weight_z, length_z = chance.normal(-2.4, 0.5), chance.normal(-3.2, 0.4)
    came = TODAY - timedelta(days=int(chance.integers(10, 700))) if kind == "moved in" else born
    away = 0.5 if kind == "seldom" else 0.12
    rows: list[dict[str, object]] = []
    drift, ill = 0.0, False
    for back in range(MONTHS, -1, -1):
        first = date(TODAY.year, TODAY.month, 1)
        year, month = divmod(first.year * 12 + first.month - 1 - back, 12)
        day = date(year, month + 1, 10 if home == "MLT1" else 17) + timedelta(
            days=int(chance.choice([0, 0, 0, 0, 3]))
        )
        age = (day - born).days
        drift = 0.9 * drift + chance.normal(0, 0.1)
        if catching_up and 180 < age < 700:
            weight_z = min(weight_z + 0.12, 0.5)
        if kind == "early" and 0 < age < 800:
            weight_z, length_z = min(weight_z + 0.09, -0.4), min(length_z + 0.07, -0.6)
        if day > TODAY or day < came or not 0 <= age <= 1820 or chance.random() < away:
            continue
        kg = float(compute_value_at_z("bb_u", sex=sex, at=[age], z=float(weight_z + drift))[0])
        cm = float(compute_value_at_z("tb_u", sex=sex, at=[age], z=float(length_z))[0])
        if age < 8:
            kg *= 0.94
        ill = not ill and chance.random() < ILL
        kg = kg * (1 - ILL_LOSS * ill) + chance.normal(0, WEIGHT_NOISE_KG)
        standing = age >= 731 and chance.random() < 0.95
        if age >= 731 and not standing:
            cm += 0.7
        if 300 < age < 731 and chance.random() < 0.05:
            standing, cm = True, cm - 0.7
        rows.append(
            {
                "date": day, "posyandu": home, "child_id": child, "weight_kg": round(kg, 1),
                "height_cm": round(cm + chance.normal(0, LENGTH_NOISE_CM), 1),
                "position": "Berdiri" if standing else "Terlentang",
            }
        )  # fmt: skip
    return rows
