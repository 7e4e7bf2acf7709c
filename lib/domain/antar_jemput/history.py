"""Antar-jemput over months: who is lost at which step, how long somebody was absent, why families refuse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.antar_jemput.people import REFUSED
from lib.domain.antar_jemput.rounds import compute_base_months, compute_held_months, compute_member_months
from lib.domain.skdn import Sasaran, prepare_sasaran
from lib.domain.steps.rounds import CHILD, ROUND_KEY
from lib.domain.steps.status import compute_month_start
from lib.domain.steps.units import Tables

STEPS = ("dihubungi", "bersedia", "naik", "ditimbang")
"""Steps of the funnel at which a sasaran can be lost, in their order."""

LONG_ABSENT = 2
"""Months without a weight from which a child stands out."""

LOST_OFTEN = 2
"""Rounds in which a child was lost from which it is named: the bus alone does not do."""

PUBLIC_COLUMNS = frozenset({"absent", "never", "lost", "times", "last"})
"""Made here, and public where persons are initials."""

_MONTHS = 100_000  # more than any number of a month
AGED_OUT = "sudah 5 tahun"
LEFT = "keluar"


def compute_passed(people: pd.DataFrame) -> pd.DataFrame:
    """Which of STEPS each person of compute_people has passed, each only with those before it (bool).

    Only sasaran pass; ibu hamil never pass "ditimbang", which does not ask them.
    """
    target = people["in_target"].astype(bool)
    reached = target & people["contact_result"].eq("Tersambung").fillna(False)
    willing = reached & people["willing"].eq("Ya").fillna(False)
    boarded = willing & people["boarded"].eq(True).fillna(False).astype(bool)
    weighed = boarded & people["weighed"] & people["kind"].eq(CHILD)
    return pd.DataFrame(dict(zip(STEPS, (reached, willing, boarded, weighed), strict=True))).astype(bool)


def compute_lost(people: pd.DataFrame) -> pd.Series:
    """The first of STEPS that a sasaran did not pass; missing for who passed all, and for who is none."""
    passed = compute_passed(people)
    passed["ditimbang"] |= people["kind"].ne(CHILD)
    lost = np.select([~passed[step].to_numpy() for step in STEPS], list(STEPS), default="")
    found = pd.Series(lost, index=people.index, dtype="str")
    return found.where(people["in_target"].astype(bool) & found.ne(""))


def compute_absence(
    tables: Tables,
    people: pd.DataFrame,
    monthly: pd.DataFrame,
    *,
    today: object = None,
    held: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How long each balita of compute_people has not been weighed, at the same index: absent, never.

    absent: months in a row without a usable weight before the month of the round, of those in which the
    posyandu held a day (compute_held_months: nobody is absent for a day that was not; 0: weighed in the last
    of them; NaN: no balita); who was never weighed counts from birth or `Tanggal masuk`, whichever is later.
    never (bool): no usable weight before that month. `held`: compute_held_months up to `today`, if at hand.
    """
    month: pd.Series = people["round_date"].astype("datetime64[s]").dt.to_period("M")
    children = tables["balita"].dropna(subset=["child_id"]).drop_duplicates("child_id").set_index("child_id")
    start = children[["birth_date", "joined_on"]].max(axis=1).reindex(people["person_id"])
    begun = start.reset_index(drop=True).dt.to_period("M")
    of_month = month.reset_index(drop=True).astype("int64")
    last = _find_last_weight(people["person_id"], of_month.to_numpy(), monthly)
    missing = np.isnan(last)
    # The first month that could be missed: after the last weight, else that of the birth or the joining.
    first = pd.Series(last + 1).where(~missing, begun.astype("int64").where(begun.notna()))
    held = compute_held_months(tables["jadwal"], monthly, today=today) if held is None else held
    codes, _ = pd.factorize(pd.concat([held["posyandu"], people["posyandu"]]))
    marks = codes * _MONTHS
    at = np.sort(marks[: len(held)] + held["month"].dt.to_period("M").astype("int64").to_numpy())
    here = marks[len(held) :]
    upper = np.searchsorted(at, here + of_month.to_numpy())
    lower = np.searchsorted(at, here + first.fillna(of_month).to_numpy("int64"))
    absent = np.where(first.notna(), np.maximum(upper - lower, 0), np.nan)
    child = people["kind"].eq(CHILD).to_numpy(bool)
    return pd.DataFrame(
        {"absent": np.where(child, absent, np.nan), "never": missing & child},
        index=people.index,
    )


def _find_last_weight(
    persons: pd.Series, months: npt.NDArray[np.integer[Any]], monthly: pd.DataFrame
) -> npt.NDArray[np.float64]:
    """Of each person the last month with a usable weight before theirs of `months`, both in months since
    1970; NaN where there is none."""
    known = monthly["weight_kg"].notna() & monthly["child_id"].notna()
    children, names = pd.factorize(monthly.loc[known, "child_id"])
    month = monthly.loc[known, "month"].to_numpy().astype("datetime64[M]").astype(np.int64)
    weighed = np.sort(children * _MONTHS + month)
    child = pd.Index(names).get_indexer(pd.Index(persons))
    before = np.searchsorted(weighed, child * _MONTHS + months) - 1
    found = weighed[np.maximum(before, 0)] if len(weighed) else np.zeros(len(persons), dtype=np.int64)
    own = (child >= 0) & (before >= 0) & (found // _MONTHS == child)
    return np.where(own, found % _MONTHS, np.nan)


def compute_dropped(
    tables: Tables,
    monthly: pd.DataFrame,
    *,
    month: object,
    today: object = None,
    held: pd.DataFrame | None = None,
    prepared: Sasaran | None = None,
) -> pd.DataFrame:
    """Balita that would be sasaran of `month` but have left S since: posyandu, person_id, name, reason.

    reason: the Status in `Balita` where it is not Aktif, else AGED_OUT or LEFT. `held` and `prepared` as of
    compute_sasaran.
    """
    start = compute_month_start(month)
    held = compute_held_months(tables["jadwal"], monthly, today=today) if held is None else held
    prepared = prepare_sasaran(tables["balita"], monthly) if prepared is None else prepared
    bases = compute_base_months(held, [start])[["posyandu", "base"]]
    members = compute_member_months(prepared, {start, *bases["base"]})
    staying = members.loc[members["month"].eq(start), "child_id"]
    members = members.merge(bases, on="posyandu", how="left", validate="m:1")
    then = members["month"].eq(members["base"]) & ~members["weighed"]
    gone = members[then & ~members["child_id"].isin(staying)]
    children = tables["balita"].dropna(subset=["child_id"]).drop_duplicates("child_id").set_index("child_id")
    about = children.reindex(gone["child_id"])
    stayed = about["status"].fillna("Aktif").eq("Aktif")
    reason = (
        about["status"].where(~stayed).fillna(about["left_on"].notna().map({True: LEFT, False: AGED_OUT}))
    )
    table = pd.DataFrame(
        {
            "posyandu": gone["posyandu"].to_numpy(),
            "person_id": gone["child_id"].to_numpy(),
            "name": about["name"].to_numpy(),
            "reason": reason.to_numpy(),
        }
    )
    return table.sort_values(["posyandu", "name"], kind="stable", ignore_index=True)


def compute_year(
    months: Sequence[pd.Period], funnel: pd.DataFrame, people: pd.DataFrame, skdn: pd.DataFrame
) -> pd.DataFrame:
    """The funnel of balita month by month with D/S beside it, one row for each of `months`.

    Columns: month (Period), rounds, sasaran, dihubungi, bersedia, naik, ditimbang, datang_sendiri, by_bus:
    children (each once a month, however many rounds fetched it) who boarded and were weighed, D, S, ds
    (percent), bus_points: percentage points of D/S from by_bus (NaN without S).
    `people` (compute_people) and their `funnel` (compute_funnel): the rounds of those months; `skdn`: month
    (first day), D, S and ds of the same posyandu.
    """
    figures = ["sasaran", "dihubungi", "bersedia", "naik", "ditimbang", "datang_sendiri"]
    children = funnel[funnel["kind"].eq(CHILD)]
    groups = children.groupby(children["round_date"].dt.to_period("M"))
    sums = groups[figures].sum().assign(rounds=groups.size()).reindex(list(months), fill_value=0)
    brought = people[compute_passed(people)["ditimbang"]]
    by_bus = brought.groupby(brought["round_date"].dt.to_period("M"))["person_id"].nunique()
    sums = sums.assign(by_bus=by_bus.reindex(list(months), fill_value=0))
    table = sums.astype("int64").rename_axis("month").reset_index()[["month", "rounds", *figures, "by_bus"]]
    given = skdn.assign(month=skdn["month"].dt.to_period("M"))[["month", "D", "S", "ds"]]
    table = table.merge(given, on="month", how="left", validate="1:1")
    table["bus_points"] = (100 * table["by_bus"] / table["S"]).where(table["S"] > 0)
    return table


def compute_bus_months(year: pd.DataFrame, *, today: pd.Timestamp) -> pd.DataFrame:
    """Months of compute_year that are over, those in which the bus brought somebody apart from the others:
    with_bus (bool, True first), months, ds (percent, of the sums of D and S), bus_points.  Only groups that
    occur; months without S do not count.

    A difference between the two is no proof: season, weighing campaigns and what was written down differ too.
    """
    over = year[(year["month"] < today.to_period("M")) & (year["S"] > 0)]
    sums = (
        over.assign(with_bus=over["by_bus"] > 0, months=1)
        .groupby("with_bus")[["months", "D", "S", "by_bus"]]
        .sum()
        .sort_index(ascending=False)
        .reset_index()
    )
    return sums.assign(ds=100 * sums["D"] / sums["S"], bus_points=100 * sums["by_bus"] / sums["S"])


def select_lost(people: pd.DataFrame) -> pd.DataFrame:
    """Balita lost at a step without being weighed on the day, oldest round first: the rows of `people`
    (compute_people with compute_lost as `lost`) that say so.

    Rounds of which nothing is recorded do not count: nobody was asked.
    """
    recorded = people["source_row"].notna().groupby([people[key] for key in ROUND_KEY]).transform("any")
    gone = people["lost"].notna() & people["kind"].eq(CHILD) & ~people["came_alone"].astype(bool)
    return people[recorded & gone].sort_values("round_date", kind="stable")


def compute_lost_often(lost: pd.DataFrame, rounds: int = LOST_OFTEN) -> pd.DataFrame:
    """Balita lost in so many rounds or more, most often first: the newest of each one's rows of select_lost,
    with times and last (day)."""
    times = lost.groupby("person_id")["lost"].transform("size")
    newest = lost.assign(times=times, last=lost["round_date"])[times >= rounds]
    newest = newest.drop_duplicates("person_id", keep="last")
    return newest.sort_values(["times", "last"], ascending=False, kind="stable").reset_index(drop=True)


def compute_lost_people(lost: pd.DataFrame) -> pd.DataFrame:
    """Who was lost at which step, most often first: one row a step (in the order of STEPS) and person of
    select_lost: lost, person_id, posyandu, name, times."""
    groups = lost.groupby(["lost", "person_id"], sort=False)
    table = groups.agg(posyandu=("posyandu", "last"), name=("name", "last"), times=("lost", "size"))
    table = table.reset_index()
    order = table["lost"].map({step: place for place, step in enumerate(STEPS)})
    table = table.assign(order=order).sort_values(
        ["order", "times", "name"], ascending=[True, False, True], kind="stable", ignore_index=True
    )
    return table.drop(columns="order")


def compute_refusals(people: pd.DataFrame, *, lately: pd.Timestamp) -> pd.DataFrame:
    """Why families refused, most often first: reason (NaN: none typed), count, lately (of them, in rounds
    from that day on), last (day of the round).

    `people`: rows of compute_people of any rounds.  Reasons differing only in case and spaces are one, in the
    newest spelling.
    """
    refused = people[people["bucket"].eq(REFUSED)].sort_values(ROUND_KEY[::-1], kind="stable")
    words = _tidy(refused["reason"])
    refused = refused.assign(
        reason=words, key=words.str.casefold(), lately=refused["round_date"].ge(lately).astype("int64")
    )
    table = refused.groupby("key", dropna=False).agg(
        reason=("reason", "last"),
        count=("bucket", "size"),
        lately=("lately", "sum"),
        last=("round_date", "max"),
    )
    return table.sort_values(["count", "last"], ascending=False, kind="stable").reset_index(drop=True)


def compute_donation_totals(donations: pd.DataFrame) -> pd.DataFrame:
    """What was given together, by form and unit: form, unit, amount (NaN: none typed), gifts (rows)."""
    words = {name: _tidy(donations[name]) for name in ("form", "unit")}
    keys = [series.str.casefold().fillna("") for series in words.values()]
    groups = donations.assign(**words).groupby([key.rename(str(at)) for at, key in enumerate(keys)])
    table = groups.agg(
        form=("form", "last"),
        unit=("unit", "last"),
        amount=("amount", lambda amounts: amounts.sum(min_count=1)),
        gifts=("form", "size"),
    )
    return table.sort_values(["gifts", "form"], ascending=[False, True], kind="stable").reset_index(drop=True)


def _tidy(words: pd.Series) -> pd.Series:
    """Texts with single spaces; missing stays missing, also where a whole column is."""
    return words.map(lambda one: " ".join(str(one).split()), na_action="ignore").astype("str")
