"""No workbook with weights in it, whatever its shape, says that all was read while nobody was weighed."""

from __future__ import annotations

import random
from functools import cache

from hypothesis import example, given
from hypothesis import strategies as st

from lib.workbook.grids import Grid
from lib.workbook.sample.build import build_sample
from tests.budget import examples
from tests.workbook.foreign_books import TODAY, look

WORDS = [
    "BB",
    "Berat",
    "W (kg)",
    "Kolom A",
    "BB lalu",
    "TB",
    "H",
    "Tgl",
    "Hari",
    "Siapa",
    "Nama anak",
    "x",
    "",
    "2026",
    "#REF!",
]
TITLES = [
    "Sheet1",
    "Oktober 2026",
    "Data",
    "Timbang",
    "Balita Okt",
    "Rekap",
    "Penimbangan (2)",
    "Arisan",
    "Form Responses 1",
]


@cache
def _sample() -> dict[str, Grid]:
    """A small sample: registers, and the weighings of its last months."""
    grids = build_sample(today=TODAY, posyandu=2, children=12, months=3, mothers=2)
    return {title: grids[title] for title in ("Pengaturan", "Posyandu", "Jadwal", "Balita", "Penimbangan")}


def _deform(seed: int) -> dict[str, Grid]:
    """The sample with titles, headers, rows and columns renamed, moved and split at random."""
    chance = random.Random(seed)
    book: dict[str, Grid] = {}
    for title, grid in _sample().items():
        changed = [list(row) for row in grid]
        if title in ("Balita", "Penimbangan"):
            for at in range(len(changed[0])):
                if chance.random() < 0.3:
                    changed[0][at] = chance.choice(WORDS)
            order = chance.sample(range(len(changed[0])), len(changed[0]))
            if chance.random() < 0.5:
                changed = [[row[at] for at in order] for row in changed]
            if chance.random() < 0.4:
                changed = [*([["LAPORAN"]] * chance.randrange(25)), *changed]
            if chance.random() < 0.5:
                title = chance.choice(TITLES)
            if chance.random() < 0.3:
                middle = len(changed) // 2
                book[f"{title} lanjutan"] = [changed[0], *changed[middle:]]
                changed = changed[:middle]
            if chance.random() < 0.15:
                changed = changed[1:]
        book[title] = changed
    return book


@examples(12)
@example(seed=0)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_weights_are_counted_or_somebody_is_told(seed: int) -> None:
    seen = look(_deform(seed))
    weighed = seen.tables["penimbangan"]["weight_kg"].notna().sum()
    all_read = seen.kualitas_data.findings.empty and not seen.kualitas_data.unread
    assert weighed or not all_read
    if not weighed:
        assert (
            seen.kualitas_data.findings["level"].isin(["Galat", "Peringatan"]).any()
            or seen.kualitas_data.unread
        )
