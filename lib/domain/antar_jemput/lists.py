"""What is shown of a round: the bus list, the funnel, the buckets."""

from __future__ import annotations

import pandas as pd

from lib.domain.antar_jemput.history import compute_passed
from lib.domain.antar_jemput.people import BUCKETS, ON_LIST
from lib.domain.steps.keys import look_up, normalise_key
from lib.domain.steps.rounds import CHILD, MOTHER, ROUND_KEY
from lib.domain.steps.units import Tables

_FIGURES = (
    *("sasaran", "dihubungi", "bersedia", "naik", "ditimbang"),
    *("datang_sendiri", "naik_lain", "di_luar_sasaran"),
)


PUBLIC_COLUMNS = frozenset({"point", "point_name", "point_time", "stop_order", "homeless"})
"""Of add_points: where somebody gets on is public where persons are initials."""


def add_points(tables: Tables, people: pd.DataFrame) -> pd.DataFrame:
    """`people` with point (as typed), point_name, point_time (minutes after midnight), stop_order, and
    homeless (bool: no point, or one that is not in `Titik Jemput`)."""
    points = tables["titik_jemput"].assign(key=normalise_key(tables["titik_jemput"]["code"]))
    key = normalise_key(people["pickup_point"])
    return people.assign(
        point=people["pickup_point"],
        point_name=look_up(key, points, "key", "name"),
        point_time=look_up(key, points, "key", "time"),
        stop_order=look_up(key, points, "key", "stop_order"),
        homeless=~key.isin(points["key"].dropna()),
    )


def compute_roster(tables: Tables, people: pd.DataFrame) -> pd.DataFrame:
    """The bus list: everyone in bucket "di daftar", by round, in stop order, then by name.

    Columns: posyandu, round_date, stop_order, point, point_name, point_time (minutes after midnight), name,
    rt, caregiver, phone, seats, companion, boarded, attended, returned, weighed, person_id, kind, in_target.
    A person without a point, or with one that is not in `Titik Jemput`, stands last with point_name NaN,
    never dropped.
    """
    listed = add_points(tables, people[people["bucket"].eq(ON_LIST)].reset_index(drop=True))
    listed = listed.sort_values([*ROUND_KEY, "homeless", "stop_order", "point", "name"], kind="stable")
    columns = [
        *ROUND_KEY,
        "stop_order",
        "point",
        "point_name",
        "point_time",
        "name",
        "rt",
        "caregiver",
        "phone",
    ]
    columns += ["seats", "companion", "boarded", "attended", "returned", "weighed"]
    columns += ["person_id", "kind", "in_target"]
    return listed[columns].reset_index(drop=True)


def compute_funnel(people: pd.DataFrame, rounds: pd.DataFrame) -> pd.DataFrame:
    """How far the invitation got: one row per round and kind ("balita", "ibu hamil").

    Columns: posyandu, round_date, kind, sasaran ≥ dihubungi ≥ bersedia ≥ naik ≥ ditimbang (NaN for ibu
    hamil), datang_sendiri, naik_lain (sasaran that boarded without a recorded Tersambung and Ya),
    di_luar_sasaran (people of that kind on the list who are not sasaran).
    """
    target = people["in_target"].astype(bool)
    passed = compute_passed(people)
    on_bus = people["boarded"].eq(True).fillna(False).astype(bool)
    marks = passed.assign(
        sasaran=target,
        datang_sendiri=people["came_alone"],
        naik_lain=target & on_bus & ~passed["naik"],
        di_luar_sasaran=~target,
    )[list(_FIGURES)].astype("int64")
    sums = marks.groupby([people["posyandu"], people["round_date"], people["kind"]]).sum().reset_index()
    kinds = pd.DataFrame({"kind": pd.Series([CHILD, MOTHER], dtype="str")})
    table = (
        rounds[ROUND_KEY]
        .merge(kinds, how="cross")
        .merge(sums, on=[*ROUND_KEY, "kind"], how="left", validate="1:1")
    )
    figures = list(marks.columns)
    table[figures] = table[figures].fillna(0).astype("int64")
    table["ditimbang"] = table["ditimbang"].astype("float64").mask(table["kind"].eq(MOTHER))
    return table


def compute_buckets(people: pd.DataFrame) -> pd.DataFrame:
    """People per round, kind and bucket, sasaran and others apart: posyandu, round_date, kind, in_target,
    bucket, count.  Only what occurs; the counts of a round add up to its people."""
    counts = people.groupby([*ROUND_KEY, "kind", "in_target", "bucket"]).size().rename("count").reset_index()
    order = counts["bucket"].map({bucket: place for place, bucket in enumerate(BUCKETS)})
    return (
        counts.assign(order=order)
        .sort_values([*ROUND_KEY, "kind", "order"])
        .drop(columns="order")
        .reset_index(drop=True)
    )
