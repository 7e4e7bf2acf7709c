"""The board of an announced weighing: its rows, its columns, who has not begun, and the slide."""

from __future__ import annotations

import re

import pandas as pd

from lib.domain.weighing_days import compute_weighing_days
from lib.views.gizi.weighing_days import MOST_DAYS, build_rows
from lib.views.rapat.content import build_slide
from lib.views.rapat.frame import Room
from lib.words.weighing_days import find_not_begun, name_span, say_not_begun, say_so_far

NAMES = {"A": "Anggrek", "B": "Bakung", "C": "Cempaka <b>"}
SPAN = (pd.Timestamp("2026-08-01"), pd.Timestamp("2026-08-31"))


def build(days: int) -> pd.DataFrame:
    """A weighs one child a day, B two on the last day, C nobody; four sasaran of B, two of C."""
    ids = [f"a{number}" for number in range(days)]
    dates = [SPAN[0] + pd.Timedelta(days=number) for number in range(days)]
    weighed = pd.DataFrame({"child_id": [*ids, "b0", "b1"], "date": [*dates, dates[-1], dates[-1]]})
    people = [*ids, *(f"b{number}" for number in range(4)), "c0", "c1"]
    members = pd.DataFrame({"child_id": people, "posyandu": [one[0].upper() for one in people]})
    return compute_weighing_days(weighed, members, NAMES, span=SPAN)


def test_the_lowest_share_stands_on_top_and_all_of_them_last() -> None:
    rows, columns = build_rows(build(3), NAMES)
    assert rows["place"].tolist() == ["Cempaka <b>", "Bakung", "Anggrek", "Semua posyandu"]
    assert list(columns.values()) == ["Posyandu", "Bagian", "Sasaran", "1 Agu", "2 Agu", "3 Agu"]
    assert rows[["day_0", "day_1", "day_2", "sasaran"]].to_numpy().tolist() == [
        [0, 0, 0, 2], [0, 0, 2, 4], [1, 2, 3, 3], [1, 2, 5, 9]
    ]  # fmt: skip


def test_of_many_days_the_newest_are_shown_and_earlier_ones_are_counted_in_them() -> None:
    rows, columns = build_rows(build(20), NAMES)
    assert len(columns) == MOST_DAYS + 3 and columns["day_0"] == "13 Agu"
    assert rows.set_index("place").loc["Anggrek", "day_0"] == 13


def test_who_has_not_begun_is_named() -> None:
    assert say_so_far(build(3)) == "5 dari 9 sasaran sudah ditimbang sampai 3 Agu 2026, 55,6%"
    assert find_not_begun(build(3), NAMES) == ["Cempaka <b>"]
    assert say_not_begun([f"P{number}" for number in range(7)]).endswith("P4, dan 2 posyandu lain.")
    assert say_not_begun([]) == ""


def test_the_span_has_the_name_it_was_announced_by() -> None:
    assert name_span(SPAN) == "Bulan timbang Agustus 2026"
    other = (pd.Timestamp("2026-11-02"), pd.Timestamp("2026-11-14"))
    assert name_span(other) == "Operasi timbang 2 Nov 2026 – 14 Nov 2026"


def test_the_slide_says_how_far_each_posyandu_is_and_escapes_its_name() -> None:
    facts = {"missing": [], "month": pd.Period("2026-08"), "posyandu": NAMES, "span": SPAN, "days": build(3)}
    (sheet,) = build_slide("timbang", facts, Room(1.0, False))
    assert sheet.headline == say_so_far(build(3))
    words = re.sub(r"<[^>]+>", " ", sheet.body).split()
    assert " ".join(words).endswith(
        "Cempaka &lt;b&gt; 0 dari 2 belum mulai — Bakung 2 dari 4 50,0% +2 Anggrek 3 dari 3 100,0% +1"
    )
    (nothing,) = build_slide("timbang", facts | {"span": None}, Room(1.0, False))
    assert nothing.headline == "Agustus 2026 bukan bulan timbang"
