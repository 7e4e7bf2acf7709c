"""KEBAL MSG: who of the sasaran came, minutes against the standard, and the KMS one month later."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain import kebal_msg
from lib.domain.kebal_msg import (
    ABSENT,
    BECAME_N,
    BECAME_T,
    BUCKETS,
    CHANGES,
    NO_SESSION,
    NOT_JUDGED,
    NOT_LISTED,
    NOT_WEIGHED_AFTER,
    NOT_WEIGHED_THEN,
    NOT_YET,
    PRESENT,
    STAYED_N,
    STAYED_T,
    UNMARKED,
)
from lib.domain.kms import compute_monthly_status
from lib.domain.steps.units import compute_steps
from tests.budget import examples
from tests.domain.gizi_tables import FAR, build_balita, build_penimbangan, weigh
from tests.domain.workbook_tables import build_sop_tables, build_table

MARCH = pd.Timestamp("2026-03-01")
DAY = "2026-03-20"


def build(
    sessions: list[dict[str, Any]] | None = None, participants: list[dict[str, Any]] | None = None
) -> dict[str, pd.DataFrame]:
    held = [{"date": DAY, "posyandu": "MLT1", "menu": "Sup ayam"}] if sessions is None else sessions
    listed = [{"date": DAY, "posyandu": "MLT1", **row} for row in participants or []]
    children = [{"child_id": f"A-{number}", "posyandu": "MLT1"} for number in range(1, 10)]
    return build_sop_tables(kebal_msg=held, peserta_kebal_msg=listed, balita=children)


def attend(
    tables: dict[str, pd.DataFrame], *sasaran: tuple[str, str], today: pd.Timestamp = FAR
) -> dict[str, str]:
    table = kebal_msg.compute_attendance(
        pd.DataFrame(list(sasaran), columns=["child_id", "posyandu"], dtype="str"),
        kebal_msg.compute_participants(tables, month=MARCH, today=today),
        kebal_msg.compute_sessions(tables, month=MARCH, today=today),
    )
    return dict(zip(table["child_id"], table["bucket"], strict=True))


def follow_up(
    tables: dict[str, pd.DataFrame], weighings: list[dict[str, Any]], *, today: str = "2026-05-01"
) -> pd.DataFrame:
    children = build_balita(*({"child_id": f"A-{number}"} for number in range(1, 10)))
    day = pd.Timestamp(today)
    monthly = compute_monthly_status(children, build_penimbangan(*weighings), until=day)
    return kebal_msg.compute_follow_up(
        kebal_msg.compute_participants(tables, month=MARCH, today=day),
        kebal_msg.compute_sessions(tables, month=MARCH, today=day),
        monthly,
        pd.DataFrame({"child_id": ["A-1"], "posyandu": ["MLT1"]}),
        month=MARCH,
        today=day,
    )


def grow(child: str, *kilos: float | None) -> list[dict[str, Any]]:
    """Weighings of January, February, March, April; None: not weighed."""
    return [
        weigh(f"2026-0{month}-20", kilo, child)
        for month, kilo in enumerate(kilos, start=1)
        if kilo is not None
    ]


def test_a_session_belongs_to_the_month_of_its_date_and_not_to_the_future() -> None:
    rows = [
        {"date": day, "posyandu": "MLT1", "menu": day}
        for day in ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01")
    ]
    found = kebal_msg.compute_sessions(build(rows), month=MARCH, today=FAR)
    assert found["menu"].tolist() == ["2026-03-01", "2026-03-31"]
    until = kebal_msg.compute_sessions(build(rows), month=MARCH, today=pd.Timestamp("2026-03-30"))
    assert until["menu"].tolist() == ["2026-03-01"]


def test_of_two_rows_for_one_posyandu_and_day_the_last_counts() -> None:
    rows = [{"date": DAY, "posyandu": "MLT1", "menu": menu} for menu in ("lama", "baru")]
    assert kebal_msg.compute_sessions(build(rows), month=MARCH, today=FAR)["menu"].tolist() == ["baru"]


def test_each_sasaran_is_present_absent_unmarked_unlisted_or_without_a_session() -> None:
    tables = build(
        participants=[
            {"child_id": "A-1", "present": True},
            {"child_id": "A-2", "present": False},
            {"child_id": "A-3"},
        ]
    )
    sasaran = [(f"A-{number}", "MLT1") for number in (1, 2, 3, 4)]
    assert attend(tables, *sasaran, ("A-5", "MLT2")) == {
        "A-1": PRESENT,
        "A-2": ABSENT,
        "A-3": UNMARKED,
        "A-4": NOT_LISTED,
        "A-5": NO_SESSION,
    }


def test_present_once_in_the_month_is_present_wherever_it_was() -> None:
    tables = build(
        participants=[
            {"child_id": "A-1", "present": False},
            {"child_id": "A-1", "present": True, "date": "2026-03-27", "posyandu": "MLT2"},
        ]
    )
    assert attend(tables, ("A-1", "MLT1")) == {"A-1": PRESENT}


def test_a_blank_posyandu_of_a_participant_is_the_childs_own() -> None:
    tables = build(participants=[{"child_id": "A-1", "present": True, "posyandu": None}])
    assert len(follow_up(tables, grow("A-1", 9.0, 9.3, 9.6, 9.9))) == 1


def test_n_and_t_are_compared_between_the_month_of_the_session_and_the_next() -> None:
    tables = build(participants=[{"child_id": f"A-{number}", "present": True} for number in range(1, 9)])
    rows = follow_up(
        tables,
        [
            *grow("A-1", 9.0, 9.3, 9.3, 9.6),
            *grow("A-2", 9.0, 9.3, 9.6, 9.9),
            *grow("A-3", 9.0, 9.3, 9.6, 9.6),
            *grow("A-4", 9.0, 9.3, 9.3, 9.3),
            *grow("A-5", 9.0, None, 9.3, 9.6),
            *grow("A-6", 9.0, 9.3, None, 9.6),
            *grow("A-7", 9.0, 9.3, 9.6, None),
        ],
    )
    changes = dict(zip(rows["child_id"], rows["change"], strict=True))
    assert changes == {
        "A-1": BECAME_N,
        "A-2": STAYED_N,
        "A-3": BECAME_T,
        "A-4": STAYED_T,
        "A-5": NOT_JUDGED,
        "A-6": NOT_JUDGED,
        "A-7": NOT_WEIGHED_AFTER,
        "A-8": NOT_WEIGHED_THEN,
    }
    assert rows.set_index("child_id").loc["A-1", ["gain_g", "kbm_g"]].tolist() == [300, 200]
    gain = kebal_msg.compute_gain(rows)
    assert gain == {"children": 5, "reached": 3, "gain_g": 300, "kbm_g": 200}


def test_before_a_session_is_the_last_weighing_up_to_its_day() -> None:
    early = [{"date": "2026-03-05", "posyandu": "MLT1", "menu": "Sup"}]
    tables = build(early, [{"date": "2026-03-05", "child_id": "A-1", "present": True}])
    (row,) = follow_up(tables, grow("A-1", 9.0, 9.3, 9.3, 9.6)).to_dict("records")
    assert (row["nt_before"], row["weight_before"], row["nt_after"]) == ("N", 9.3, "N")
    same_day = build(participants=[{"child_id": "A-1", "present": True}])
    (row,) = follow_up(same_day, grow("A-1", 9.0, 9.3, 9.3, 9.6)).to_dict("records")
    assert (row["nt_before"], row["change"]) == ("T", BECAME_N)


def test_posyandu_with_sasaran_and_without_a_session_are_one_matter() -> None:
    buckets = pd.DataFrame(
        {
            "posyandu": ["MLT1", "MLT1", "MLT2", "MWR1"],
            "bucket": [NO_SESSION, NO_SESSION, PRESENT, NO_SESSION],
        }
    )
    found = kebal_msg.compute_waiting(buckets, pd.Series(["MLT1", "MLT2"]))
    assert found.to_dict("records") == [{"posyandu": "MLT1", "sasaran": 2.0}]


@pytest.mark.parametrize(
    ("today", "change"), [("2026-04-30", NOT_YET), ("2026-05-01", NOT_WEIGHED_AFTER), ("2026-03-20", NOT_YET)]
)
def test_the_month_after_has_to_be_over_before_anybody_is_missing(today: str, change: str) -> None:
    tables = build(participants=[{"child_id": "A-1", "present": True}])
    rows = follow_up(tables, grow("A-1", 9.0, 9.3, 9.6), today=today)
    assert rows["change"].tolist() == [change]


def test_a_session_counts_sasaran_and_others_apart_and_who_was_absent_not_at_all() -> None:
    tables = build(
        participants=[
            {"child_id": "A-1", "present": True},
            {"child_id": "A-2", "present": True},
            {"child_id": "A-3", "present": False},
            {"child_id": "A-4"},
        ]
    )
    rows = follow_up(tables, [*grow("A-1", 9.0, 9.3, 9.3, 9.6), *grow("A-2", 9.0, 9.3, 9.6)])
    sessions = kebal_msg.compute_sessions(tables, month=MARCH, today=FAR)
    (figures,) = kebal_msg.compute_session_figures(sessions, rows).to_dict("records")
    assert [figures[name] for name in kebal_msg.SESSION_FIGURES] == [2, 1, 1, 1, 1, 1]


def test_minutes_stand_beside_the_standard_with_how_often_it_took_longer() -> None:
    rows = [
        {"date": f"2026-03-{day}", "posyandu": "MLT1", "menu": "Sup", "minutes_b1": minutes}
        for day, minutes in ((10, 10), (11, 11), (12, 30), (13, 0), (14, None))
    ]
    tables = build(rows)
    table = kebal_msg.compute_minutes(
        compute_steps(tables), kebal_msg.compute_sessions(tables, month=MARCH, today=FAR)
    )
    assert table["step"].tolist() == ["B1", "B2", "B3", "B4", "B5", "B6"]
    first, second = table.to_dict("records")[:2]
    assert (first["standard_minutes"], first["minutes_median"]) == (10, 11)
    assert (first["timed"], first["over_standard"]) == (3, 2)
    assert (second["timed"], second["over_standard"]) == (0, 0) and pd.isna(second["minutes_median"])


def test_without_the_sop_minutes_have_no_standard() -> None:
    tables = build() | {"langkah_sop": build_table("langkah_sop")}
    table = kebal_msg.compute_minutes(
        compute_steps(tables), kebal_msg.compute_sessions(tables, month=MARCH, today=FAR)
    )
    assert table["standard_minutes"].isna().all() and (table["over_standard"] == 0).all()


def test_participants_of_a_day_without_a_session_are_named_by_day() -> None:
    tables = build(
        participants=[
            {"child_id": "A-1", "present": True},
            {"child_id": "A-2", "present": True, "date": "2026-03-21"},
        ]
    )
    found = kebal_msg.compute_unmatched(
        kebal_msg.compute_participants(tables, month=MARCH, today=FAR),
        kebal_msg.compute_sessions(tables, month=MARCH, today=FAR),
    )
    assert found.to_dict("records") == [
        {"posyandu": "MLT1", "date": pd.Timestamp("2026-03-21"), "children": 1}
    ]


def test_nothing_typed_gives_empty_tables_of_the_same_shape() -> None:
    tables = build_sop_tables()
    sessions = kebal_msg.compute_sessions(tables, month=MARCH, today=FAR)
    rows = follow_up(tables, [])
    assert list(rows.columns) == list(kebal_msg.FOLLOW_UP_COLUMNS) and rows.empty
    figures = kebal_msg.compute_session_figures(sessions, rows)
    assert figures.empty and set(kebal_msg.SESSION_FIGURES) < set(figures.columns)
    assert kebal_msg.compute_gain(rows)["children"] == 0
    assert attend(tables) == {}


CHILDREN = st.sampled_from([f"A-{number}" for number in range(1, 10)])
PLACES = st.sampled_from(["MLT1", "MLT2", "LAIN"])
DAYS = st.sampled_from(["2026-02-28", "2026-03-01", DAY, "2026-03-31", "2026-04-01"])


@examples(25)
@given(
    held=st.lists(st.fixed_dictionaries({"date": DAYS, "posyandu": PLACES, "menu": st.just("Sup")})),
    listed=st.lists(
        st.fixed_dictionaries(
            {
                "child_id": CHILDREN,
                "date": DAYS,
                "posyandu": st.one_of(st.none(), PLACES),
                "present": st.sampled_from([True, False, None]),
            }
        ),
        max_size=20,
    ),
    sasaran=st.dictionaries(CHILDREN, PLACES),
    kilos=st.dictionaries(CHILDREN, st.lists(st.sampled_from([8.0, 9.0, 9.3, None]), max_size=4)),
    today=st.sampled_from(["2026-03-20", "2026-04-15", "2026-05-01"]),
)
def test_nobody_is_lost(
    held: list[dict[str, Any]],
    listed: list[dict[str, Any]],
    sasaran: dict[str, str],
    kilos: dict[str, list[float | None]],
    today: str,
) -> None:
    tables = build(held, listed)
    day = pd.Timestamp(today)
    buckets = attend(tables, *sasaran.items(), today=day)
    assert set(buckets) == set(sasaran) and set(buckets.values()) <= set(BUCKETS)
    counted = kebal_msg.count_buckets(pd.Series(buckets, dtype="str"), BUCKETS)
    assert counted["children"].sum() == len(sasaran)

    weighings = [row for child, weights in kilos.items() for row in grow(child, *weights)]
    rows = follow_up(tables, [row for row in weighings if row["date"] <= today], today=today)
    assert not rows.duplicated(["posyandu", "date", "child_id"]).any()
    assert set(rows["change"]) <= set(CHANGES)
    assert kebal_msg.count_buckets(rows["change"], CHANGES)["children"].sum() == len(rows)
    figures = kebal_msg.compute_session_figures(
        kebal_msg.compute_sessions(tables, month=MARCH, today=day), rows
    )
    assert figures["present"].sum() == len(rows)
    assert (figures["present"] == figures["sasaran_present"] + figures["others_present"]).all()
    participants = kebal_msg.compute_participants(tables, month=MARCH, today=day)
    unmatched = kebal_msg.compute_unmatched(participants, figures)
    matched = participants.merge(figures[["posyandu", "date"]], on=["posyandu", "date"])
    assert unmatched["children"].sum() + len(matched) == len(participants)
