"""Beranda in words: each matter, when it arose, where it leads; a month beside the one before."""

import math

import pandas as pd
import pytest

from lib.domain import attention as rules
from lib.views import beranda
from lib.words.figures import compare

TODAY = pd.Timestamp("2026-11-22")
POSYANDU = {"MLT1": "Melati 1"}
SOPS = {"PK": "Pertemuan Kader Posyandu", "AJB": "Antar dan Jemput Bayi, Balita dan Ibu Hamil (Angkutan)"}


def build(kind: str, matter: str, page: str, **more: object) -> dict:
    row = rules.build_matter(rules.ORDINARY, kind, matter, page, **more)
    return rules.compute_attention([row], today=TODAY).iloc[0].to_dict()


def test_a_line_says_what_how_many_and_where() -> None:
    step = build(rules.LATE, "langkah", "daftar_tilik", sop="PK", count=2.0, places=0)
    assert (
        beranda.describe(step, POSYANDU, SOPS)[0] == "Pertemuan Kader Posyandu: 2 langkah lewat batas waktu"
    )
    long = build(rules.LATE, "langkah", "daftar_tilik", sop="AJB", count=1.0, posyandu="MLT1", places=1)
    assert beranda.describe(long, POSYANDU, SOPS)[0] == "AJB: 1 langkah lewat batas waktu di Melati 1"
    days = build(rules.COMING, "hari posyandu", "antar_jemput", places=12)
    assert beranda.describe(days, POSYANDU, SOPS)[0] == "Hari posyandu di 12 posyandu"
    hidden = build(rules.CASES, "gizi_buruk", "daftar_anak", count=math.nan, small=True)
    assert beranda.describe(hidden, POSYANDU, SOPS)[0] == "<5 anak gizi buruk"
    closed = build(rules.CASES, "kebal", "daftar_anak", count=math.nan)
    assert beranda.describe(closed, POSYANDU, SOPS)[0] == "Anak 2T atau BGM (jumlahnya tidak dirinci)"


@pytest.mark.parametrize(
    ("matter", "day", "said"),
    [
        ("kebal", "2026-11-18", "Terbaru 18 Nov 2026 (4 hari lalu)"),
        ("kebal", "2026-11-21", "Terbaru 21 Nov 2026 (kemarin)"),
        ("langkah", "2026-11-22", "Hari ini"),
        ("hari posyandu", "2026-11-23", "Senin, 23 November 2026 (besok)"),
        ("langkah", "2026-11-25", "Mulai Rabu, 25 November 2026 (3 hari lagi)"),
        ("galat", None, ""),
    ],
)
def test_a_line_says_since_when(matter: str, day: str | None, said: str) -> None:
    row = build(rules.CASES, matter, "daftar_anak", day=pd.Timestamp(day) if day else pd.NaT)
    assert beranda.describe_day(row, TODAY) == said


def test_a_line_leads_to_the_list_the_sop_and_the_posyandu_concerned() -> None:
    case = build(rules.CASES, "kebal", "daftar_anak", count=3.0, day=TODAY)
    assert beranda.build_query(case) == {"daftar": "kebal"}
    step = build(
        rules.LATE, "langkah", "daftar_tilik", sop="AJB", posyandu="MLT1", day=pd.Timestamp("2026-10-31")
    )
    assert beranda.build_query(step) == {"sop": "AJB", "posyandu": "MLT1", "bulan": "2026-10"}


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (69.78, 85.42, ["Bulan lalu 85,4%", "turun 15,6 poin"]),
        (86.0, 85.42, ["Bulan lalu 85,4%", "naik 0,6 poin"]),
        (85.40, 85.42, ["Bulan lalu 85,4%", "sama"]),
        (math.nan, 85.42, ["Bulan lalu 85,4%"]),
        (69.78, math.nan, []),
        (math.nan, math.nan, []),
    ],
)
def test_a_rate_stands_beside_last_months_in_words_and_sign(
    now: float, before: float, said: list[str]
) -> None:
    assert compare(now, before, unit="%") == said


@pytest.mark.parametrize(("now", "said"), [(7.0, "naik 2"), (3.0, "turun 2"), (5.0, "sama")])
def test_a_count_stands_beside_last_months(now: float, said: str) -> None:
    assert compare(now, 5.0) == ["Bulan lalu 5", said]


@pytest.mark.parametrize(
    ("followed", "late", "todo", "symbol", "said"),
    [
        (4, 0, beranda.WATCH, "✓", "✓ Ditindaklanjuti 4 dari 4"),
        (
            2,
            1,
            "Rujuk dan dampingi keluarganya sekarang.",
            "▲",
            "▲ Ditindaklanjuti 2 dari 4, 1 lewat tenggat",
        ),
        (2, 0, "Rujuk dan dampingi keluarganya sekarang.", "◆", "◐ Ditindaklanjuti 2 dari 4"),
        (0, 0, "Rujuk dan dampingi keluarganya sekarang.", "◆", "· Ditindaklanjuti 0 dari 4"),
        (None, None, "Rujuk dan dampingi keluarganya sekarang.", "◆", ""),
    ],
)
def test_a_matter_says_how_many_were_followed_up(
    followed: float | None, late: float | None, todo: str, symbol: str, said: str
) -> None:
    case = build(rules.CASES, "gizi_buruk", "daftar_anak", count=4.0, followed=followed, late=late)
    assert beranda.describe(case, POSYANDU, SOPS) == ("4 anak gizi buruk", todo)
    assert beranda._choose_symbol(case)[0] == symbol
    assert " ".join(beranda._build_followed(case).replace("</span>", " ").striptags().split()) == said
