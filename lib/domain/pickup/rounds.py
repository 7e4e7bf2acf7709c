"""The rounds of a month, their tasks, and who should be fetched."""

from __future__ import annotations

import pandas as pd

from lib.domain.skdn import compute_membership
from lib.domain.sop.keys import AJB, build_finding_rows, build_findings, look_up, normalise_key, normalise_sop
from lib.domain.sop.rounds import compute_moves, compute_posyandu_days
from lib.domain.sop.status import compute_month_start, compute_today
from lib.domain.sop.units import Tables

ROUND_KEY = ["posyandu", "round_date"]
CHILD, MOTHER, STRANGER = "balita", "ibu hamil", "tidak dikenal"


def compute_rounds(tables: Tables, *, today: object, month: object, until: object = None) -> pd.DataFrame:
    """The rounds whose H-day lies in `month`, or in a month from there to `until`, one row each, by date.

    Columns: posyandu, posyandu_name, round_date, original_date (NaT unless moved), days_left (H − today),
    open_time (minutes after midnight), venue, bus, driver, plate, capacity (seats of that bus), note,
    source_book, source_row.
    """
    start, now = compute_month_start(month), compute_today(today)
    last = start if until is None else compute_month_start(until)
    days = compute_posyandu_days(tables["jadwal"]).rename(columns={"date": "round_date"})
    days = days[(days["round_date"] >= start) & (days["round_date"] < last + pd.offsets.MonthBegin(1))]
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
    wanted = rounds[ROUND_KEY].assign(place=range(len(rounds)))
    tasks = steps.merge(wanted, on=ROUND_KEY, how="inner")
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
