"""Calendar months: of all weighings of a child in one, the one that counts; and the twelve up to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.age import Days, parse_days
from lib.domain.own_line import find_confirmed, find_usable

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]


class MonthRows(NamedTuple):
    """One entry for each child and month with any measurement, sorted by child and month."""

    child: Ints  # row of the children table
    month: npt.NDArray[np.datetime64]  # datetime64[M]
    date: Days
    weight_kg: Floats
    weight_usable: Bools  # False: cannot be, by the child's own line
    height_cm: Floats
    height_usable: Bools
    weight_confirmed: Bools  # by the puskesmas: counts as typed, whatever its z
    height_confirmed: Bools
    height_date: Days
    position: pd.Series[Any]
    oedema: Bools
    lila_cm: Floats
    head_cm: Floats
    first_data: Bools
    source_book: pd.Series[Any]
    source_row: Floats


def choose_month_rows(children: pd.DataFrame, penimbangan: pd.DataFrame, *, until: pd.Timestamp) -> MonthRows:
    """The measurement of each child and calendar month, out of rows dated up to `until`.

    Decided: it is the month's last row with a usable weight (of two on one day the lower one in the table),
    else its last with a weight that cannot be; a month without any weight takes its last row with a height
    (a usable one before one that cannot be), else its last row. What that row leaves blank
    (height with its position, LiLA, head) comes from the month's last row that has it; oedema counts when any
    row of the month says yes: the sickest child must not vanish behind a later blank.

    `children` has one row a child (child_id, birth_date). Not counted: rows without a measurement, without a
    date or dated before the child's birth, and rows of unknown children.
    Source: aturan, "Age, month, place".
    """
    child = np.asarray(
        pd.Index(children["child_id"]).get_indexer(pd.Index(penimbangan["child_id"])), dtype=np.intp
    )
    date = parse_days(penimbangan["date"])
    last_day = np.datetime64(until, "D")
    weight, height, lila, head = (
        penimbangan[column].to_numpy(dtype=np.float64)
        for column in ("weight_kg", "height_cm", "lila_cm", "head_cm")
    )
    oedema = penimbangan["oedema"].astype("boolean").fillna(False).to_numpy(dtype=np.bool_)
    measured = ~(np.isnan(weight) & np.isnan(height) & np.isnan(lila) & np.isnan(head)) | oedema
    dated = (child >= 0) & ~np.isnat(date) & (date <= last_day) & measured
    if len(children):
        dated &= ~(date < parse_days(children["birth_date"])[child])
    kept = np.flatnonzero(dated)
    # Stable: of two rows on one day the later one in the table stays the later one.
    kept = kept[np.lexsort((date[kept], child[kept]))]
    child, date = child[kept], date[kept]
    weight, height, lila, head = weight[kept], height[kept], lila[kept], head[kept]
    weight_usable = find_usable(penimbangan, "weight_kg")[kept]
    height_usable = find_usable(penimbangan, "height_cm")[kept]
    month = date.astype("datetime64[M]")

    new = np.ones(len(kept), dtype=np.bool_)
    new[1:] = (child[1:] != child[:-1]) | (month[1:] != month[:-1])
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], len(kept))[: len(starts)] - 1

    def find_last(has: Bools) -> Ints:
        """The month's last row that has it; −1 when none."""
        at = np.where(has, np.arange(len(kept)), -1)
        return np.maximum.reduceat(at, starts) if len(starts) else at

    def find_best(has: Bools, usable: Bools) -> Ints:
        last = find_last(has & usable)
        return np.where(last >= 0, last, find_last(has)) if not usable.all() else last

    with_weight = find_best(~np.isnan(weight), weight_usable)
    with_height = find_best(~np.isnan(height), height_usable)
    main = np.where(with_weight >= 0, with_weight, np.where(with_height >= 0, with_height, ends))
    elsewhere = np.isnan(height[main]) | (~height_usable[main] & height_usable[with_height])
    height_at = np.where(elsewhere & (with_height >= 0), with_height, main)

    def fill(values: Floats) -> Floats:
        last = find_last(~np.isnan(values))
        return values[np.where(np.isnan(values[main]) & (last >= 0), last, main)]

    has_height = ~np.isnan(height[height_at])
    books = penimbangan["source_book"].take(kept).reset_index(drop=True)
    return MonthRows(
        child=child[main],
        month=month[main],
        date=date[main],
        weight_kg=weight[main],
        weight_usable=weight_usable[main],
        height_cm=height[height_at],
        height_usable=height_usable[height_at],
        weight_confirmed=find_confirmed(penimbangan, "weight_kg")[kept][main],
        height_confirmed=find_confirmed(penimbangan, "height_cm")[kept][height_at],
        height_date=np.where(has_height, date[height_at], np.datetime64("NaT", "D")),
        position=penimbangan["position"].take(kept[height_at]).reset_index(drop=True),
        oedema=np.maximum.reduceat(oedema[kept], starts) if len(starts) else np.zeros(0, dtype=np.bool_),
        lila_cm=fill(lila),
        head_cm=fill(head),
        first_data=_find_first_data(child, month, main, books),
        source_book=books.take(main).reset_index(drop=True),
        source_row=penimbangan["source_row"].to_numpy(dtype=np.float64)[kept[main]],
    )


def _find_first_data(child: Ints, month: Days, main: Ints, books: pd.Series[Any]) -> Bools:
    """Awal data: the child's first month, in a workbook whose own first month it is too."""
    codes, names = pd.factorize(books, use_na_sentinel=False)
    numbers = month.astype(np.int64)
    began = np.full(len(names), np.iinfo(np.int64).max)
    np.minimum.at(began, codes, numbers)
    first_of_child = np.r_[True, child[main][1:] != child[main][:-1]][: len(main)]
    return np.asarray(first_of_child & (numbers[main] == began[codes[main]]), dtype=np.bool_)


def list_year(chosen: pd.Period, known: Sequence[pd.Period]) -> list[pd.Period]:
    """The chosen month and up to eleven before it, none before the first of those `known`."""
    return _list_up_to(chosen, known, 12)


def list_half_year(chosen: pd.Period, known: Sequence[pd.Period]) -> list[pd.Period]:
    """As list_year, up to five before it."""
    return _list_up_to(chosen, known, 6)


def _list_up_to(chosen: pd.Period, known: Sequence[pd.Period], many: int) -> list[pd.Period]:
    first = max(chosen - (many - 1), min([*known, chosen]))
    return list(pd.period_range(first, chosen, freq="M"))
