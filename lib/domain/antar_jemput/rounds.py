"""The rounds of a month, their tasks, and who should be fetched."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lib.domain.mothers import PREGNANT, TERM_DAYS
from lib.domain.skdn import Sasaran, prepare_sasaran
from lib.domain.steps.keys import (
    AJB,
    build_finding_rows,
    build_findings,
    look_up,
    normalise_key,
    normalise_sop,
)
from lib.domain.steps.rounds import CHILD, MOTHER, ROUND_KEY, compute_moves, compute_posyandu_days
from lib.domain.steps.status import compute_month_start, compute_today
from lib.domain.steps.units import Tables

GAVE_BIRTH = ("Bersalin", "Nifas")
CANCELLED_MONTH, NO_DAY, NOT_WEIGHED = "dibatalkan", "tanpa hari di Jadwal", "tanpa penimbangan"
"""Why a month does not count for those who are absent."""
_MONTHS = 100_000  # more than any number of a month

PUBLIC_COLUMNS = frozenset({"posyandu_name"})
"""Of compute_rounds, in rows about persons: public where these are initials."""


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


def compute_held_months(jadwal: pd.DataFrame, monthly: pd.DataFrame, *, today: object = None) -> pd.DataFrame:
    """The months in which each posyandu held a day and has a weighing, sorted: posyandu, month (first day).

    Held: a row of `Jadwal` that is neither cancelled nor moved away, up to `today` (None: whenever). Decided:
    before a posyandu's first row of `Jadwal` its weighings alone tell, so that a puskesmas which begins to
    keep the tab loses no month. A weighing counts for the child's own posyandu, wherever it was done.
    """
    # By numbers: there are many weighings, and few posyandu and months.
    code, places = pd.factorize(monthly["posyandu"])
    month, months = pd.factorize(monthly["month"])
    known_at = (code >= 0) & (month >= 0) & monthly["weight_kg"].notna().to_numpy()
    pairs = np.unique(code[known_at] * max(len(months), 1) + month[known_at])
    weighed = pd.DataFrame(
        {
            "posyandu": places.take(pairs // max(len(months), 1)).astype("str"),
            "month": months.take(pairs % max(len(months), 1)).astype("datetime64[s]"),
        }
    ).sort_values(["posyandu", "month"], ignore_index=True)
    days = compute_posyandu_days(jadwal)
    if today is not None:
        days = days[days["date"] <= compute_today(today)]
    known = pd.MultiIndex.from_arrays([days["posyandu"], find_first_days(days["date"])])
    typed = jadwal[jadwal["date"].notna() & jadwal["posyandu"].notna()]
    first = find_first_days(typed["date"]).groupby(typed["posyandu"]).min()
    begun = first.reindex(weighed["posyandu"]).set_axis(weighed.index).astype("datetime64[s]")
    held = pd.MultiIndex.from_frame(weighed).isin(known) | ~(weighed["month"] >= begun).to_numpy(bool)
    return weighed[held].reset_index(drop=True)


def compute_base_months(held: pd.DataFrame, months: Iterable[pd.Timestamp]) -> pd.DataFrame:
    """The month that counts (M) for the rounds of each of `months`: posyandu, month, base; the last one
    before it of `held` (compute_held_months). No row where a posyandu has none."""
    held = held.rename(columns={"month": "base"})
    wanted = pd.DataFrame({"month": pd.Series(list(months), dtype="datetime64[s]")})
    pairs = held.merge(wanted, how="cross")
    pairs = pairs[pairs["base"] < pairs["month"]].drop_duplicates(["posyandu", "month"], keep="last")
    return pairs[["posyandu", "month", "base"]].reset_index(drop=True)


def explain_skipped_months(
    jadwal: pd.DataFrame,
    *,
    posyandu: str,
    base: pd.Timestamp,
    month: pd.Timestamp,
    days: pd.DataFrame | None = None,
) -> list[tuple[pd.Timestamp, str]]:
    """The months between M (`base`) and the round's, and why each does not count: CANCELLED_MONTH, NO_DAY or
    NOT_WEIGHED. `days` of compute_posyandu_days, if at hand."""
    days = compute_posyandu_days(jadwal) if days is None else days
    held = set(find_first_days(days.loc[days["posyandu"].eq(posyandu), "date"]))
    typed = set(find_first_days(jadwal.loc[jadwal["posyandu"].eq(posyandu) & jadwal["date"].notna(), "date"]))
    skipped = pd.date_range(base, month, freq="MS", inclusive="neither", unit="s")
    return [
        (one, NOT_WEIGHED if one in held else CANCELLED_MONTH if one in typed else NO_DAY) for one in skipped
    ]


def compute_sasaran(
    tables: Tables,
    monthly: pd.DataFrame,
    *,
    month: object,
    until: object = None,
    today: object = None,
    held: pd.DataFrame | None = None,
    prepared: Sasaran | None = None,
) -> pd.DataFrame:
    """Who should be fetched in the rounds of `month`: posyandu, person_id, kind ("balita", "ibu hamil").

    Balita: in S of the month that counts (M, compute_base_months), without a usable weight in it anywhere,
    and in S of `month`, at their own posyandu.  Ibu hamil: with a pickup point, pregnant at some time of the
    month (compute_pregnancies; compute_people asks for the very day).  `monthly` is the table of
    compute_monthly_status, all its months.
    With `until` of every month from `month` to that one, which `month` (first day) names.
    `held` (compute_held_months up to `today`) and `prepared` (prepare_sasaran), if at hand.
    """
    start = compute_month_start(month)
    months = pd.date_range(start, start if until is None else compute_month_start(until), freq="MS", unit="s")
    held = compute_held_months(tables["jadwal"], monthly, today=today) if held is None else held
    bases = compute_base_months(held, months)
    prepared = prepare_sasaran(tables["balita"], monthly) if prepared is None else prepared
    members = compute_member_months(prepared, {*months, *bases["base"]})
    members = members.merge(bases, on=["posyandu", "month"], how="left", validate="m:1")
    missed = members.loc[~members["weighed"], "at"]
    children = members[members["base"].notna()]
    children = children[(children["at"] - _count_months(children["base"], children["month"])).isin(missed)]
    mothers = compute_pregnancies(tables["ibu_hamil"].drop_duplicates("mother_id"))
    known = mothers["mother_id"].notna() & mothers["posyandu"].notna() & mothers["pickup_point"].notna()
    pregnant = mothers["status"].fillna(PREGNANT).eq(PREGNANT) | mothers["born_on"].notna()
    mothers = mothers[known & pregnant].merge(pd.DataFrame({"month": months}), how="cross")
    # Whose first day is not known is pregnant all the same.
    mothers = mothers[~mothers["begun_on"].ge(mothers["month"] + pd.offsets.MonthBegin(1))]
    mothers = mothers[~mothers["born_on"].le(mothers["month"])]
    columns = ["posyandu", "person_id", "month"]
    people = pd.concat(
        [
            children[["posyandu", "child_id", "month"]].set_axis(columns, axis=1).assign(kind=CHILD),
            mothers[["posyandu", "mother_id", "month"]].set_axis(columns, axis=1).assign(kind=MOTHER),
        ],
        ignore_index=True,
    ).astype(dict.fromkeys(("posyandu", "person_id", "kind"), "str"))
    return people[["posyandu", "person_id", "kind", *([] if until is None else ["month"])]]


def find_first_days(days: pd.Series) -> pd.Series:
    """The first day of the month of each day."""
    first: pd.Series = (days - pd.to_timedelta(days.dt.day - 1, unit="D")).astype("datetime64[s]")
    return first


def _count_months(earlier: pd.Series, later: pd.Series) -> pd.Series:
    apart: pd.Series = 12 * (later.dt.year - earlier.dt.year) + later.dt.month - earlier.dt.month
    return apart


def compute_pregnancies(mothers: pd.DataFrame) -> pd.DataFrame:
    """Rows of `Ibu Hamil` with begun_on and born_on: from HPHT until Tanggal bersalin, which counts where her
    Status says that she has given birth (born_on NaT: she has not).  Without HPHT it began TERM_DAYS before
    the birth; begun_on is NaT where neither is known."""
    born = mothers["delivered_on"].where(mothers["status"].isin(GAVE_BIRTH))
    begun = mothers["last_period"].fillna(born - pd.Timedelta(days=TERM_DAYS))
    return mothers.assign(begun_on=begun, born_on=born)


def compute_member_months(prepared: Sasaran, months: Iterable[pd.Timestamp]) -> pd.DataFrame:
    """Members of S (compute_membership) in `months`: child_id, posyandu, month, weighed (with a usable weight
    in that month), and `at`: child and month as one number, one less for the same child a month before."""
    members = prepared.list_members(months)[["child_id", "posyandu", "month"]]
    child = pd.Index(prepared.children["child_id"]).get_indexer(pd.Index(members["child_id"]))
    month = members["month"].to_numpy().astype("datetime64[M]")
    rows = (prepared.child >= 0) & prepared.weighed & np.isin(prepared.month, np.unique(month))
    at, there = (
        children * _MONTHS + when.astype(np.int64)
        for children, when in ((child, month), (prepared.child[rows], prepared.month[rows]))
    )
    return members.assign(weighed=np.isin(at, there), at=at)


def compute_antar_jemput_findings(tables: Tables) -> pd.DataFrame:
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


# --- Every posyandu day of a month as a calendar shows it: those that open, moved ones on both days,
# cancelled ones.

OPENS, MOVED_AWAY, CANCELLED = "buka", "dipindah", "batal"
DAY_COLUMNS = ["date", "posyandu", "state", "other_date", "open_time", "bus", "note"]


def compute_every_day(jadwal: pd.DataFrame) -> pd.DataFrame:
    """One row a posyandu and day, by date and posyandu: DAY_COLUMNS.

    `state`: OPENS (other_date: the day it was moved from, NaT unless moved), MOVED_AWAY (other_date: the day
    it was moved to), CANCELLED.  A day moved over the month's end stands in both months.
    """
    days = compute_posyandu_days(jadwal)
    opening = days.assign(state=OPENS, other_date=days["original_date"])
    moved = days[days["original_date"].notna() & days["original_date"].ne(days["date"])]
    moved = moved.assign(state=MOVED_AWAY, other_date=moved["date"], date=moved["original_date"])
    off = jadwal[jadwal["status"].eq("Batal").fillna(False) & jadwal["posyandu"].notna()]
    off = off.assign(state=CANCELLED, other_date=pd.Series(pd.NaT, index=off.index, dtype="datetime64[s]"))
    together = pd.concat([table[DAY_COLUMNS] for table in (opening, moved, off)], ignore_index=True)
    together = together[together["date"].notna()]
    # A day that is open after all, or was cancelled by name, needs no second word.
    together = together.drop_duplicates(["date", "posyandu"], keep="first")
    return together.sort_values(["date", "posyandu"], kind="stable").reset_index(drop=True)


def select_month_days(days: pd.DataFrame, *, month: object) -> pd.DataFrame:
    """The rows of compute_every_day whose date lies in `month`."""
    start = compute_month_start(month)
    inside = (days["date"] >= start) & (days["date"] < start + pd.offsets.MonthBegin(1))
    cut: pd.DataFrame = days[inside].reset_index(drop=True)
    return cut
