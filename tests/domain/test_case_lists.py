"""The children to act on: who stands on which list, and what viewers who may not know see of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.domain.case_lists import (
    COLUMNS,
    LISTS,
    URGENT,
    CaseList,
    compute_case_table,
    compute_follow_up,
    compute_openings,
    find_called_off,
    hide_small_lists,
)
from lib.domain.kms import compute_monthly_status
from lib.domain.skdn import compute_membership
from lib.domain.steps import compute_posyandu_days
from lib.views.daftar_anak import describe_why
from tests.domain.gizi_tables import FAR, build_balita, build_penimbangan, weigh
from tests.domain.workbook_tables import build_tables

MONTH = pd.Timestamp("2026-03-01")


def compute(
    balita: list[dict[str, Any]],
    weighings: list[dict[str, Any]],
    opens: dict[str, pd.Timestamp] | None = None,
    called_off: Collection[str] = (),
) -> dict[str, CaseList]:
    children = build_balita(*balita)
    monthly = compute_monthly_status(children, build_penimbangan(*weighings), until=FAR)
    people = children.set_index("child_id")[["name", "sex", "posyandu"]].rename(columns={"name": "label"})
    people = people.assign(rt="001", age_months=14.0)
    members = compute_membership(children, monthly, [MONTH])
    return compute_case_table(
        people, monthly, members, month=MONTH, opens=opens or {}, called_off=called_off
    ).lists()


def who(lists: dict[str, CaseList], key: str) -> list[str]:
    return lists[key].rows["child_id"].tolist()


def test_2t_and_bgm_stand_on_one_list_and_nyaris_2t_on_another() -> None:
    lists = compute(
        [{"child_id": "2T"}, {"child_id": "BGM"}, {"child_id": "nyaris"}, {"child_id": "naik"}],
        [
            *(weigh(f"2026-0{month}-10", 9.0, "2T") for month in (1, 2, 3)),
            weigh("2026-03-10", 6.0, "BGM"),
            *(
                weigh(f"2026-0{month}-10", weight, "nyaris")
                for month, weight in ((1, 9.0), (2, 9.5), (3, 9.5))
            ),
            *(weigh(f"2026-0{month}-10", weight, "naik") for month, weight in ((2, 9.0), (3, 9.5))),
        ],
    )
    assert sorted(who(lists, "kebal")) == ["2T", "BGM"]
    assert who(lists, "nyaris_2t") == ["nyaris"]
    assert lists["kebal"].count == 2


def test_gizi_buruk_by_any_sign_and_outside_the_sasaran_on_the_list_of_its_own() -> None:
    lists = compute(
        [
            *({"child_id": name} for name in ("edema", "lengan", "kurus")),
            {"child_id": "pindah", "left_on": "2026-02-01"},
        ],
        [
            weigh("2026-03-10", 9.6, "edema", height_cm=75.7, oedema=True),
            weigh("2026-03-10", 9.6, "lengan", lila_cm=11.0),
            *(weigh("2026-03-10", 7.4, name, height_cm=77.0) for name in ("kurus", "pindah")),
        ],
    )
    rows = lists["gizi_buruk"].rows.set_index("child_id")
    assert sorted(rows.index) == ["edema", "kurus", "lengan"]
    assert rows["oedema"].to_dict() == {"edema": True, "lengan": False, "kurus": False}
    assert rows["small_arm"].to_dict() == {"edema": False, "lengan": True, "kurus": False}
    assert rows["thin"].to_dict() == {"edema": False, "lengan": False, "kurus": True}
    outside = lists["outside"].rows
    assert outside[["child_id", "thin"]].to_numpy().tolist() == [["pindah", True]]
    assert all("pindah" not in who(lists, key) for key in LISTS if key != "outside")


def test_a_day_that_was_cancelled_makes_nobody_absent() -> None:
    jadwal = build_tables(
        jadwal=[
            {"date": "2026-03-10", "posyandu": "A", "status": "Batal"},
            {"date": "2026-03-11", "posyandu": "B", "status": "Batal"},
            {"date": "2026-03-18", "posyandu": "B", "status": "Terjadwal"},
            {"date": "2026-04-10", "posyandu": "C", "status": "Batal"},
        ]
    )["jadwal"]
    off = find_called_off(jadwal, compute_posyandu_days(jadwal), MONTH)
    assert off == {"A"}
    lists = compute(
        [{"child_id": "satu", "posyandu": "A"}, {"child_id": "dua", "posyandu": "A"},
         {"child_id": "tiga", "posyandu": "B"}],
        [weigh("2026-02-10", 9.0, "satu"), weigh("2026-01-10", 9.0, "dua"), weigh("2026-02-10", 9.0, "tiga")],
        called_off=off,
    )  # fmt: skip
    rows = lists["not_weighed"].rows.set_index("child_id")
    said = {name: describe_why(row, "not_weighed") for name, row in rows.iterrows()}
    assert said == {
        "satu": "hari posyandu dibatalkan",
        "dua": "hari posyandu dibatalkan; 2 bulan tanpa timbangan",
        "tiga": "bulan ini saja",
    }


def test_not_weighed_counts_the_months_missed_and_names_the_day_to_come() -> None:
    day = pd.Timestamp("2026-03-25")
    lists = compute(
        [{"child_id": "dua"}, {"child_id": "belum"}, {"child_id": "tinggi"}, {"child_id": "sudah"}],
        [
            weigh("2026-01-10", 9.0, "dua"),
            weigh("2026-03-10", float("nan"), "tinggi", height_cm=76.0),
            weigh("2026-03-10", 9.0, "sudah"),
        ],
        {"MLT1": day},
    )
    rows = lists["not_weighed"].rows.set_index("child_id")
    assert sorted(rows.index) == ["belum", "dua", "tinggi"]
    assert rows.loc["dua", "missed"] == 2
    assert rows.loc["dua", "weight_kg"] == 9.0
    assert np.isnan(rows.loc["belum", "missed"])
    assert (rows["opens_on"] == day).all()


def test_later_weighings_do_not_count_for_an_earlier_month() -> None:
    lists = compute([{}], [weigh("2026-02-10", 9.0), weigh("2026-04-10", 9.5)])
    row = lists["not_weighed"].rows.iloc[0]
    assert (row["weight_kg"], row["missed"]) == (9.0, 1)


def test_the_sasaran_are_listed_weighed_or_not_and_apart_those_without_kms() -> None:
    lists = compute(
        [
            {"child_id": "punya"},
            {"child_id": "tidak", "has_kms": False},
            {"child_id": "kosong", "has_kms": None},
            {"child_id": "pindah", "left_on": "2026-02-01", "has_kms": False},
        ],
        [weigh("2026-03-10", 9.0, "punya"), weigh("2026-03-10", 9.0, "pindah")],
    )
    rows = lists["sasaran"].rows.set_index("child_id")
    assert sorted(rows.index) == ["kosong", "punya", "tidak"]
    assert rows["weighed"].to_dict() == {"kosong": False, "punya": True, "tidak": False}
    assert sorted(who(lists, "no_kms")) == ["kosong", "tidak"]
    measured = lists["measured"].rows.set_index("child_id")
    assert measured["in_s"].to_dict() == {"punya": True}
    assert who(lists, "outside") == ["pindah"]


def test_nobody_at_all_is_empty_lists() -> None:
    lists = compute([], [])
    assert list(lists) == list(LISTS)
    assert all(one.count == 0 and tuple(one.rows.columns) == COLUMNS for one in lists.values())


def build_total(two_t: float, bgm: float) -> dict[str, float]:
    """The month's SKDN as seen: NaN is closed."""
    known = 3.0 if np.isnan(two_t) else two_t
    return {"D": 60.0, "T": known + 7, "two_t": two_t, "bgm": bgm, "true_T": known + 7, "true_two_t": known}


def build_lists(**counts: int) -> dict[str, CaseList]:
    return {
        key: CaseList(float(n), pd.DataFrame({"label": [f"A{i}. RT 001" for i in range(n)], "z_bb_u": -4.0}))
        for key, n in counts.items()
    }


@pytest.mark.parametrize(
    ("two_t", "bgm", "shown"),
    [
        (5.0, 6.0, {"gizi_buruk": False, "kebal": True, "nyaris_2t": True}),
        (5.0, np.nan, {"gizi_buruk": False, "kebal": False, "nyaris_2t": True}),
        (np.nan, 6.0, {"gizi_buruk": False, "kebal": False, "nyaris_2t": False}),
    ],
)
def test_a_list_that_would_give_a_small_count_away_is_closed(
    two_t: float, bgm: float, shown: dict[str, bool]
) -> None:
    lists = build_lists(gizi_buruk=2, kebal=9, nyaris_2t=7, not_weighed=3)
    seen = hide_small_lists(lists, total=build_total(two_t, bgm), with_labels=True)
    assert {key: not np.isnan(seen[key].count) for key in shown} == shown
    assert {key: len(seen[key].rows) > 0 for key in shown} == shown
    assert seen["not_weighed"].count == 3
    assert all(list(one.rows.columns) == ["label"] for one in seen.values())


def test_without_labels_only_the_lengths_are_left() -> None:
    seen = hide_small_lists(
        build_lists(gizi_buruk=0, kebal=9, nyaris_2t=7, not_weighed=3),
        total=build_total(5.0, 5.0),
        with_labels=False,
    )
    assert [one.count for one in seen.values()] == [0, 9, 7, 3]
    assert all(one.rows.empty for one in seen.values())


def test_a_posyandu_has_opened_with_its_day_or_a_weighing() -> None:
    days = pd.DataFrame({"posyandu": ["A", "B"], "date": pd.to_datetime(["2026-03-05", "2026-03-25"])})
    weighings = pd.DataFrame({"posyandu": ["C", "D"], "date": pd.to_datetime(["2026-03-09", "2026-02-09"])})
    table = compute_openings(
        days,
        weighings,
        {code: code for code in "ABCD"},
        month=MONTH,
        today=pd.Timestamp("2026-03-20"),
    )
    assert table["opened"].tolist() == [True, False, True, False]
    assert table["day"].notna().tolist() == [False, True, False, False]


def test_one_t_is_to_be_examined_and_is_not_yet_kebal() -> None:
    lists = compute([{}], [weigh("2026-01-10", 9.0), weigh("2026-02-10", 9.5), weigh("2026-03-10", 9.5)])
    assert who(lists, "refer_kia") == ["A-1"]
    assert lists["kebal"].count == 0
    assert lists["refer_kia"].rows["nt"].tolist() == ["T"]


def test_an_implausible_value_is_measured_again_by_the_name_of_its_index() -> None:
    lists = compute([{}], [weigh("2026-03-10", 9.0, height_cm=120.0)])
    assert who(lists, "reweigh") == ["A-1"]
    assert "TB/U" in lists["reweigh"].rows["implausible"].iloc[0]
    assert lists["stunting"].count == 0


def test_gizi_kurang_by_length_or_arm_and_never_beside_gizi_buruk() -> None:
    lists = compute(
        [{"child_id": "kurus"}, {"child_id": "lengan"}, {"child_id": "buruk"}],
        [
            weigh("2026-03-10", 8.0, "kurus", height_cm=76.0),
            weigh("2026-03-10", 9.8, "lengan", height_cm=76.0, lila_cm=12.0),
            weigh("2026-03-10", 8.0, "buruk", height_cm=76.0, lila_cm=11.0),
        ],
    )
    assert sorted(who(lists, "gizi_kurang")) == ["kurus", "lengan"]
    assert who(lists, "gizi_buruk") == ["buruk"]


def test_stunting_is_below_minus_two() -> None:
    lists = compute([{}], [weigh("2026-03-10", 9.0, height_cm=72.0)])
    assert who(lists, "stunting") == ["A-1"]


def test_viewers_without_names_are_told_of_the_urgent_lists_only() -> None:
    lists = compute([{}], [weigh("2026-03-10", 9.0, height_cm=72.0)])
    assert tuple(hide_small_lists(lists, total=build_total(0.0, 0.0), with_labels=True)) == URGENT


def test_the_newest_action_stands_for_a_child_and_all_open_ones_are_counted() -> None:
    actions = pd.DataFrame(
        {
            "subject": ["A-1", "A-1", "A-1", "A-2"],
            "date": pd.to_datetime(["2026-03-01", "2026-03-05", "2026-04-01", "2026-03-02"]),
            "plan": ["lama", "baru", "nanti", "lain"],
            "owner": None,
            "due_on": pd.NaT,
            "status": ["Belum", "Berjalan", "Belum", "Selesai"],
        }
    )
    agreed = compute_follow_up(actions, today=pd.Timestamp("2026-03-20"))
    assert agreed.loc["A-1", ["plan", "open"]].tolist() == ["baru", 2]
    assert agreed.loc["A-2", "open"] == 0
