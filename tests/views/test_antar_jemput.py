"""Parts of Antar Jemput: countdown, choosing a round, and groups that leave nobody out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest

from lib.domain import antar_jemput
from lib.domain.antar_jemput import (
    compute_every_day,
    compute_rounds,
    find_bus_clashes,
    select_month_days,
)
from lib.views import antar_jemput as jemput
from lib.views.antar_jemput import calls, papers
from lib.views.antar_jemput import days as days_part
from lib.views.messages import ROUND_MESSAGES
from lib.words.antar_jemput import describe_days
from lib.workbook.setting_names import describe_fields
from tests.app_test import AppTest
from tests.domain.workbook_tables import POSYANDU, build_tables


@pytest.mark.parametrize(("days", "said"), [(3, "H-3"), (0, "Hari ini"), (-4, "4 hari lalu")])
def test_the_countdown(days: int, said: str) -> None:
    assert describe_days(days) == said


def rounds(*days_left: int) -> pd.DataFrame:
    today = pd.Timestamp("2026-11-22")
    return pd.DataFrame(
        {
            "posyandu": "MLT1",
            "posyandu_name": None,
            "round_date": [today + pd.Timedelta(days=days) for days in days_left],
            "days_left": days_left,
        }
    )


@pytest.mark.parametrize(
    ("days_left", "chosen"),
    [((-4, 3, 9), "MLT1@2026-11-25"), ((-4, 0), "MLT1@2026-11-22"), ((-9, -4), "MLT1@2026-11-18")],
)
def test_the_next_round_is_shown_first_else_the_last(days_left: tuple[int, ...], chosen: str) -> None:
    labels, following = jemput.describe_rounds(rounds(*days_left))
    assert following == chosen
    assert len(labels) == len(days_left)
    assert jemput.find_round(rounds(*days_left), chosen)["posyandu_name"] == "MLT1"


def test_every_bucket_has_its_place_on_the_page() -> None:
    assert set(jemput.BUCKETS) == set(antar_jemput.BUCKETS)
    assert {*calls.TO_CALL, *calls.NOT_COMING, antar_jemput.ON_LIST} == set(antar_jemput.BUCKETS)


# --- Parts of one round: words of the invitation, who stands out, trips, calendar, the company's message.

ROUND = {"posyandu_name": "Melati 1", "round_date": pd.Timestamp("2026-11-25"), "open_time": 480.0}
CHILD: dict[str, Any] = {
    "kind": "balita",
    "name": "Elok",
    "caregiver": "Yasmin",
    "phone": "+6280000001018",
    "point_name": "Gapura",
    "point_time": 435.0,
}


def invite(**changes: Any) -> str:
    words = calls.build_invitation(SimpleNamespace(**CHILD | changes), ROUND, ROUND_MESSAGES["invite"][1])
    return unquote(words)


def test_the_invitation_says_who_where_and_when() -> None:
    words = invite()
    assert (
        "https://wa.me/6280000001018?text=Selamat pagi, Ibu Yasmin. Posyandu Melati 1 buka Rabu, 25" in words
    )
    assert "Bus menjemput Elok dan pendamping di Gapura pukul 07.15." in words


def test_a_mother_is_addressed_herself_and_what_is_unknown_leaves_no_gap() -> None:
    assert "Ibu Sari. " in invite(kind="ibu hamil", name="Sari", caregiver=None)
    assert "menjemput Ibu dan pendamping" in invite(kind="ibu hamil", name="Sari", caregiver=None)
    words = invite(point_name=None, point_time=float("nan"), caregiver=None)
    assert "di titik jemput terdekat pukul (jam menyusul)." in words and "Ibu. " in words


def test_every_declared_field_of_the_invitation_is_filled_in() -> None:
    words = calls.build_invitation(
        SimpleNamespace(**CHILD), ROUND, describe_fields("Pesan ajakan"), "Puskesmas Contoh"
    )
    words = unquote(words[words.index("text=") : words.index('" target')])
    assert words == (
        "text=Yasmin, Elok, Elok, Melati 1, Rabu, 25 November 2026, 08.00, Gapura, 07.15, Puskesmas Contoh"
    )


def test_without_a_phone_there_is_no_message() -> None:
    assert invite(phone=None) == "—"


@pytest.mark.parametrize(
    ("absent", "never", "words", "stands_out"),
    [(1, False, "1 bulan", False), (2, False, "2 bulan", True), (1, True, "belum pernah", False),
     (5, True, "belum pernah", True)],
)  # fmt: skip
def test_two_months_absent_stand_out(absent: float, never: bool, words: str, stands_out: bool) -> None:
    html = calls.build_absence(SimpleNamespace(absent=absent, never=never))
    assert words in html and ("papan-chip" in html) == stands_out


def test_the_company_reads_points_and_heads() -> None:
    roster = pd.DataFrame(
        {
            "point_name": ["Gapura", "Gapura", "Warung", None],
            "point_time": [435.0, 435.0, float("nan"), float("nan")],
        }
    )
    assert papers.describe_points(roster) == (
        "Gapura pukul 07.15 (2 orang), Warung (1 orang), titik menyusul (1 orang)"
    )
    assert papers.describe_points(roster.head(0)) == "titik yang menyusul"


def test_the_calendar_shows_moved_and_cancelled_days_and_today() -> None:
    tables = build_tables(
        jadwal=[
            {"date": "2026-11-25", "posyandu": "MLT1", "open_time": 480, "bus": "<b>Bus"},
            {
                "date": "2026-12-02",
                "posyandu": "MLT2",
                "status": "Dipindah",
                "original_date": "2026-11-30",
            },
            {"date": "2026-11-11", "posyandu": "MWR1", "status": "Batal"},
        ]
    )
    days = select_month_days(compute_every_day(tables["jadwal"]), month="2026-11")
    html = days_part.build_calendar(
        days, pd.Period("2026-11"), {"MLT1": "Melati 1"}, pd.Timestamp("2026-11-22")
    )
    assert html.count('class="number"') == 30 and html.count('class="none"') == 6
    assert "08.00 · &lt;b&gt;Bus" in html and "<s>MLT2</s> pindah ke 2 Des 2026" in html
    assert "<s>MWR1</s> batal" in html and "22 · hari ini" in html


def test_a_bus_wanted_twice_stands_in_the_calendar_and_days_that_are_over_give_no_alarm() -> None:
    tables = build_tables(
        posyandu=POSYANDU,
        jadwal=[
            {"date": day, "posyandu": code, "open_time": 480, "bus": "Bus 1"}
            for day in ("2026-11-05", "2026-11-25")
            for code in ("MLT1", "MLT2")
        ],
    )
    clashes = find_bus_clashes(compute_rounds(tables, today="2026-11-22", month="2026-11"))
    names = {"MLT1": "Melati 1", "MLT2": "Melati 2"}
    shared = {(row.round_date, name) for row in clashes.itertuples() for name, _ in row.posyandu}
    days = select_month_days(compute_every_day(tables["jadwal"]), month="2026-11")
    month, today = pd.Period("2026-11"), pd.Timestamp("2026-11-22")
    html = days_part.build_calendar(days, month, names, today, shared)
    assert html.count(days_part.SHARED) == 4
    assert days_part.SHARED not in days_part.build_calendar(days, month, names, today)

    def page(clashes: object, today: object) -> None:
        from lib.views.antar_jemput import days as days_part

        days_part.render_clashes(clashes, today)

    app = AppTest.from_function(page, args=(clashes, today)).run()
    (note,) = [element.proto.body for element in app.get("html")]
    assert "Rabu, 25 November 2026" in note


def show_roster(seats: int, times: list[float | None], points: list[str | None]) -> str:
    """The roster of two-seat balita at `points`, drawn for a bus of `seats`."""

    def page(seats: int, times: list[float | None], points: list[str | None]) -> None:
        import pandas as pd

        from lib.domain.antar_jemput import compute_trip_numbers
        from lib.views.antar_jemput import people

        key = {"posyandu": "MLT1", "round_date": pd.Timestamp("2026-11-25")}
        roster = pd.DataFrame({"point": points, "point_name": points, "point_time": times}, dtype=object)
        roster = roster.assign(
            **key,
            **dict.fromkeys(("name", "person_id", "rt", "caregiver", "phone", "companion"), "x"),
            **dict.fromkeys(("boarded", "attended", "returned"), None),
            **{"seats": 2, "stop_order": 1.0, "kind": "balita", "in_target": True, "weighed": False},
        ).astype({"point_time": "float64"})
        one = {**key, "capacity": seats}
        roster["trip"] = compute_trip_numbers(roster, pd.DataFrame([one]))
        people.render_roster(roster, one, with_contacts=True)

    app = AppTest.from_function(page, args=(seats, times, points)).run()
    assert not app.exception
    return " ".join(element.proto.body for element in app.get("html"))


def test_what_does_not_fit_is_said() -> None:
    fits = show_roster(4, [435.0, 470.0], ["A", "B"])
    assert "2 orang, 4 kursi" in fits and "perlu" not in fits and "SOP memberi" not in fits
    assert "perlu 2 perjalanan, karena bus punya 3 kursi" in show_roster(3, [435.0, 470.0], ["A", "B"])
    assert "Perjalanan 2 dari 2" in show_roster(3, [435.0, 470.0], ["A", "B"])
    assert "36 menit" in show_roster(4, [435.0, 471.0], ["A", "B"])
    assert "1 titik belum punya jam" in show_roster(4, [435.0, None], ["A", "B"])
    assert "1 orang belum punya titik jemput" in show_roster(4, [435.0, None], ["A", None])
