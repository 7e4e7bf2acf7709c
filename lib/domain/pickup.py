"""Antar-jemput: the rounds of a month, who should be fetched, who is on which bus list, and how far the
invitation got.  Source: SOP antar-jemput; what it leaves open is decided in aturan.md "Antar-jemput"."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.domain.skdn import compute_membership
from lib.domain.sop.keys import AJB, build_finding_rows, build_findings, look_up, normalise_key, normalise_sop
from lib.domain.sop.rounds import compute_moves, compute_posyandu_days
from lib.domain.sop.status import compute_month_start, compute_today
from lib.domain.sop.units import Tables

ON_LIST = "di daftar"
REFUSED = "menolak"
UNDECIDED = "ragu"
UNREACHED = "tidak tersambung"
NOT_CALLED = "belum dihubungi"
LEFT_OUT = "tidak ikut"
BUCKETS = (ON_LIST, UNDECIDED, REFUSED, UNREACHED, NOT_CALLED, LEFT_OUT)
"""Everyone of a round is in exactly one."""

CHILD, MOTHER, STRANGER = "balita", "ibu hamil", "tidak dikenal"
NOT_FETCHED = ("Pindah", "Ganda", "Lainnya")  # Validasi that takes a name off the list
SEATS = {CHILD: 2, MOTHER: 1, STRANGER: 1}
"""Decided: a balita never travels alone; a mother's companion takes a seat of their own when typed."""

METHODS = {
    "sasaran": (
        "Sasaran = balita yang bulan lalu termasuk S tetapi tidak ditimbang, dan sekarang masih termasuk S "
        "(yang lahir sesudahnya tidak). Ibu hamil yang punya titik jemput dihitung terpisah."
    ),
    "corong": (
        "Tiap bagian ada di dalam bagian sebelumnya: sasaran, dihubungi (Tersambung), bersedia (Ya), naik, "
        "lalu ditimbang pada hari itu juga. Ibu hamil dihitung sampai naik. Yang tercatat di luar sasaran "
        "tetap tampak di daftar, tetapi tidak ikut corong."
    ),
    "datang_sendiri": "Sasaran yang ditimbang pada hari itu tanpa naik bus.",
    "kelompok": (
        "Tiap orang ada di satu kelompok: di daftar (bersedia), ragu (Ragu atau belum menjawab), menolak, "
        "tidak tersambung, belum dihubungi, atau tidak ikut (pindah, ganda, lainnya)."
    ),
    "kursi": "Balita dihitung dua kursi (bersama pengasuh), ibu hamil satu, dua bila ada pendamping.",
}

_KEY = ["posyandu", "round_date"]
_REGISTER = (
    "validation",
    "contacted_on",
    "contact_result",
    "willing",
    "reason",
    "companion",
    "boarded",
    "attended",
    "returned",
    "note",
)


def compute_rounds(tables: Tables, *, today: object, month: object) -> pd.DataFrame:
    """The rounds whose H-day lies in `month`, one row each, by date.

    Columns: posyandu, posyandu_name, round_date, original_date (NaT unless moved), days_left (H − today),
    open_time (minutes after midnight), venue, bus, driver, plate, capacity (seats of that bus), note,
    source_book, source_row.
    """
    start, now = compute_month_start(month), compute_today(today)
    days = compute_posyandu_days(tables["jadwal"]).rename(columns={"date": "round_date"})
    days = days[(days["round_date"] >= start) & (days["round_date"] < start + pd.offsets.MonthBegin(1))]
    days = days.reset_index(drop=True)
    buses = tables["armada"].assign(key=normalise_key(tables["armada"]["name"]))
    bus = normalise_key(days["bus"])
    return pd.DataFrame(
        {
            "posyandu": days["posyandu"],
            "posyandu_name": look_up(days["posyandu"], tables["posyandu"], "code", "name"),
            "round_date": days["round_date"],
            "original_date": days["original_date"],
            "days_left": (days["round_date"] - now).dt.days.astype("int64"),
            "open_time": days["open_time"],
            "venue": days["venue"],
            "bus": days["bus"],
            "driver": look_up(bus, buses, "key", "driver"),
            "plate": look_up(bus, buses, "key", "plate"),
            "capacity": look_up(bus, buses, "key", "seats"),
            "note": days["note"],
            "source_book": days["source_book"],
            "source_row": days["source_row"],
        }
    )


def compute_tasks(status: pd.DataFrame, rounds: pd.DataFrame) -> pd.DataFrame:
    """The SOP's steps for each of `rounds`: those rows of `status` (compute_sop_status of the same month), in
    its columns, by round and step."""
    steps = status[normalise_sop(status["sop"]).eq(AJB)]
    wanted = rounds[_KEY].assign(place=range(len(rounds)))
    tasks = steps.merge(wanted, on=_KEY, how="inner")
    return tasks.sort_values(["place", "step_order"])[list(status.columns)].reset_index(drop=True)


def compute_sasaran(tables: Tables, monthly: pd.DataFrame, *, month: object) -> pd.DataFrame:
    """Who should be fetched in the rounds of `month`: posyandu, person_id, kind ("balita", "ibu hamil").

    Balita: in S of the month before, without a usable weight in it, and in S of `month`, at their own
    posyandu.  Ibu hamil: Status Hamil (blank = Hamil) with a pickup point.  `monthly` is the table of
    compute_monthly_status, all its months.
    """
    start = compute_month_start(month)
    before = (start - pd.offsets.MonthBegin(1)).as_unit("s")
    members = compute_membership(tables["balita"], monthly, [before, start])
    then = members.loc[members["month"].eq(before), "child_id"]
    now = members[members["month"].eq(start) & members["posyandu"].notna()]
    weighed = monthly.loc[monthly["month"].eq(before) & monthly["weight_kg"].notna(), "child_id"]
    missed = now[now["child_id"].isin(then) & ~now["child_id"].isin(weighed)]
    mothers = tables["ibu_hamil"].drop_duplicates("mother_id")
    pregnant = mothers["status"].fillna("Hamil").eq("Hamil") & mothers["pickup_point"].notna()
    mothers = mothers[pregnant & mothers["mother_id"].notna() & mothers["posyandu"].notna()]
    people = [
        missed[["posyandu", "child_id"]].set_axis(["posyandu", "person_id"], axis=1).assign(kind=CHILD),
        mothers[["posyandu", "mother_id"]].set_axis(["posyandu", "person_id"], axis=1).assign(kind=MOTHER),
    ]
    return pd.concat(people, ignore_index=True).astype("str")


def compute_people(
    tables: Tables, rounds: pd.DataFrame, sasaran: pd.DataFrame, monthly: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Everyone of each round: its sasaran and whoever else stands on `Antar Jemput`, one row each.

    Columns: posyandu, round_date, person_id (NaN when the ID is not known), kind, in_target (False: "di luar
    sasaran"), name, rt, rw, caregiver, phone, pickup_point, the register's validation, contacted_on,
    contact_result, willing, reason, companion, boarded, attended, returned, note (NaN where not typed),
    weighed (with a usable weight on H), came_alone (weighed without having boarded), bucket (one of BUCKETS),
    seats, source_book, source_row (of the register's row; NaN without one).

    `sasaran` is that of the rounds' month.  Of a person's rows in one round the last counts.  `monthly` adds
    weighings that come from the paper register.
    """
    wanted = rounds[_KEY].merge(sasaran, on="posyandu", how="inner").assign(in_target=True)
    register = _read_register(tables, rounds)
    known = register[register["person_id"].notna()].drop_duplicates([*_KEY, "person_id"], keep="last")
    unknown = register[register["person_id"].isna()]
    people = wanted.merge(known, on=[*_KEY, "person_id"], how="outer", validate="1:1")
    if len(unknown):
        people = pd.concat([people, unknown], ignore_index=True)
    people["in_target"] = people["in_target"].eq(True)
    people = _describe(tables, people.reset_index(drop=True))
    people["weighed"] = _find_weighed(tables, people, monthly)
    people["came_alone"] = people["in_target"] & people["weighed"] & ~people["boarded"].eq(True).fillna(False)
    people["bucket"] = compute_bucket(people)
    companion = people["kind"].ne(CHILD) & people["companion"].notna()
    people["seats"] = people["kind"].map(SEATS).astype("int64") + companion.astype("int64")
    people = people.sort_values([*_KEY, "kind", "person_id"], kind="stable", na_position="last")
    columns = [
        *_KEY,
        "person_id",
        "kind",
        "in_target",
        "name",
        "rt",
        "rw",
        "caregiver",
        "phone",
        "pickup_point",
    ]
    columns += [*_REGISTER, "weighed", "came_alone", "bucket", "seats", "source_book", "source_row"]
    return people[columns].reset_index(drop=True)


def _read_register(tables: Tables, rounds: pd.DataFrame) -> pd.DataFrame:
    """Rows of `Antar Jemput` that belong to `rounds`, also when typed with the date before it was moved."""
    rows = tables["antar_jemput"].rename(
        columns={"date": "typed_date", "name": "typed_name", "pickup_point": "typed_point"}
    )
    moves = compute_moves(tables["jadwal"]).rename(columns={"date": "round_date"})
    rows = rows.merge(moves, on=["posyandu", "typed_date"], how="inner")
    return rows.merge(rounds[_KEY], on=_KEY, how="inner").drop(columns=["typed_date"])


def _describe(tables: Tables, people: pd.DataFrame) -> pd.DataFrame:
    """Add kind (where the sasaran did not give it), name, address, carer, phone and pickup point."""
    children, mothers = tables["balita"], tables["ibu_hamil"]
    is_child = people["person_id"].isin(children["child_id"].dropna())
    is_mother = people["person_id"].isin(mothers["mother_id"].dropna())
    kind = pd.Series(
        np.select([is_child, is_mother], [CHILD, MOTHER], STRANGER), index=people.index, dtype="str"
    )
    people["kind"] = people["kind"].fillna(kind)
    for column, of_mother in (("name", "name"), ("rt", "rt"), ("rw", "rw"), ("phone", "phone")):
        people[column] = look_up(people["person_id"], children, "child_id", column).fillna(
            look_up(people["person_id"], mothers, "mother_id", of_mother)
        )
    people["name"] = people["name"].fillna(people["typed_name"])
    people["caregiver"] = look_up(people["person_id"], children, "child_id", "caregiver")
    home = look_up(people["person_id"], children, "child_id", "pickup_point").fillna(
        look_up(people["person_id"], mothers, "mother_id", "pickup_point")
    )
    people["pickup_point"] = people["typed_point"].fillna(home)
    return people


def _find_weighed(tables: Tables, people: pd.DataFrame, monthly: pd.DataFrame | None) -> pd.Series:
    weighings = [tables["penimbangan"][["child_id", "date", "weight_kg"]]]
    if monthly is not None:
        weighings.append(monthly[["child_id", "date", "weight_kg"]])
    together = pd.concat([rows[rows["weight_kg"].notna()] for rows in weighings if len(rows)] or weighings)
    days = pd.MultiIndex.from_arrays([together["child_id"], together["date"].astype("datetime64[s]")])
    here = pd.MultiIndex.from_arrays([people["person_id"], people["round_date"].astype("datetime64[s]")])
    return pd.Series(here.isin(days), index=people.index) & people["person_id"].notna()


def compute_bucket(people: pd.DataFrame) -> pd.Series:
    """The one bucket of each person, from validation, willing, contact_result and contacted_on.

    A name taken off the list comes first; then the answer (it proves the contact); then the contact.
    """
    willing, contact = people["willing"], people["contact_result"]
    reached = contact.eq("Tersambung") | (contact.isna() & people["contacted_on"].notna())
    conditions = [
        people["validation"].isin(NOT_FETCHED),
        willing.eq("Ya"),
        willing.eq("Tidak"),
        willing.eq("Ragu") | reached,
        contact.eq("Tidak tersambung"),
    ]
    chosen = np.select(
        [condition.fillna(False).to_numpy(bool) for condition in conditions],
        [LEFT_OUT, ON_LIST, REFUSED, UNDECIDED, UNREACHED],
        default=NOT_CALLED,
    )
    return pd.Series(chosen, index=people.index, dtype="str")


def compute_roster(tables: Tables, people: pd.DataFrame) -> pd.DataFrame:
    """The bus list: everyone in bucket "di daftar", by round, in stop order, then by name.

    Columns: posyandu, round_date, stop_order, point, point_name, point_time (minutes after midnight), name,
    rt, caregiver, phone, seats, companion, boarded, returned, person_id, kind, in_target.  A person without a
    point, or with one that is not in `Titik Jemput`, stands last with point_name NaN, never dropped.
    """
    listed = people[people["bucket"].eq(ON_LIST)].reset_index(drop=True)
    points = tables["titik_jemput"].assign(key=normalise_key(tables["titik_jemput"]["code"]))
    key = normalise_key(listed["pickup_point"])
    listed = listed.assign(
        point=listed["pickup_point"],
        point_name=look_up(key, points, "key", "name"),
        point_time=look_up(key, points, "key", "time"),
        stop_order=look_up(key, points, "key", "stop_order"),
        placed=~key.isin(points["key"].dropna()),
    )
    listed = listed.sort_values([*_KEY, "placed", "stop_order", "point", "name"], kind="stable")
    columns = [*_KEY, "stop_order", "point", "point_name", "point_time", "name", "rt", "caregiver", "phone"]
    columns += ["seats", "companion", "boarded", "returned", "person_id", "kind", "in_target"]
    return listed[columns].reset_index(drop=True)


def compute_funnel(people: pd.DataFrame, rounds: pd.DataFrame) -> pd.DataFrame:
    """How far the invitation got: one row per round and kind ("balita", "ibu hamil").

    Columns: posyandu, round_date, kind, sasaran ≥ dihubungi ≥ bersedia ≥ naik ≥ ditimbang (NaN for ibu
    hamil), datang_sendiri, naik_lain (sasaran that boarded without a recorded Tersambung and Ya),
    di_luar_sasaran (people of that kind on the list who are not sasaran).
    """
    target = people["in_target"].astype(bool)
    reached = target & people["contact_result"].eq("Tersambung").fillna(False)
    willing = reached & people["willing"].eq("Ya").fillna(False)
    on_bus = people["boarded"].eq(True).fillna(False).astype(bool)
    boarded = willing & on_bus
    marks = pd.DataFrame(
        {
            "sasaran": target,
            "dihubungi": reached,
            "bersedia": willing,
            "naik": boarded,
            "ditimbang": boarded & people["weighed"],
            "datang_sendiri": people["came_alone"],
            "naik_lain": target & on_bus & ~boarded,
            "di_luar_sasaran": ~target,
        }
    ).astype("int64")
    sums = marks.groupby([people["posyandu"], people["round_date"], people["kind"]]).sum().reset_index()
    kinds = pd.DataFrame({"kind": pd.Series([CHILD, MOTHER], dtype="str")})
    table = rounds[_KEY].merge(kinds, how="cross").merge(sums, on=[*_KEY, "kind"], how="left", validate="1:1")
    figures = list(marks.columns)
    table[figures] = table[figures].fillna(0).astype("int64")
    table["ditimbang"] = table["ditimbang"].astype("float64").mask(table["kind"].eq(MOTHER))
    return table


def compute_buckets(people: pd.DataFrame) -> pd.DataFrame:
    """People per round, kind and bucket, sasaran and others apart: posyandu, round_date, kind, in_target,
    bucket, count.  Only what occurs; the counts of a round add up to its people."""
    counts = people.groupby([*_KEY, "kind", "in_target", "bucket"]).size().rename("count").reset_index()
    order = counts["bucket"].map({bucket: place for place, bucket in enumerate(BUCKETS)})
    return (
        counts.assign(order=order)
        .sort_values([*_KEY, "kind", "order"])
        .drop(columns="order")
        .reset_index(drop=True)
    )


def compute_pickup_findings(tables: Tables) -> pd.DataFrame:
    """Rows of `Antar Jemput` whose date is no posyandu day; columns as of compute_sop_findings."""
    rows = tables["antar_jemput"]
    rows = rows[rows["date"].notna() & rows["posyandu"].notna()]
    days = compute_moves(tables["jadwal"])
    typed = pd.MultiIndex.from_frame(rows[["posyandu", "date"]])
    lost = rows[~typed.isin(pd.MultiIndex.from_frame(days[["posyandu", "typed_date"]]))]
    return build_findings(
        [
            build_finding_rows(
                lost,
                level="Galat",
                tab="Antar Jemput",
                column="Tanggal",
                value=lost["date"].dt.strftime("%d/%m/%Y"),
                message="Tanggal ini bukan hari posyandu "
                + lost["posyandu"]
                + ", jadi baris tidak dihitung.",
                suggestion="Samakan dengan hari posyandu di tab Jadwal.",
            )
        ]
    )
