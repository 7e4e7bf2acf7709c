"""Counts that are closed to viewers who may not see persons, and what would give them away.

Few children or mothers in a figure can be recognised: 1 to 4 cases, and all but 1 to 4 of them, are closed
for tamu and dinkes; 0 stays. With a count go its rate, interval, chart point and list, and as many other
figures as it takes that no sum tells it. A closed figure is NaN; `<figure>_small` (bool) says that the figure
itself is below five ("<5"), else it is closed for another's sake ("tidak dirinci").

Source: aturan.md, "Privacy". Every figure's closing is here, so that two of them never contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

SMALL_COUNT = 5
"""Case counts below this are "<5" for viewers who may not see persons."""

OPEN, SMALL, CLOSED = "open", "small", "closed"
"""What may be said of a figure: its number; that it is below five; nothing."""

CASE_RATES = {"bgm": ("bgm_d",), "two_t": ("two_t_d",), "T": ("nd_corrected",), "N": ("nd", "ns")}
"""SKDN counts and the rates that tell them."""

NARROW_CASES = ("T", "O", "B", "two_t", "bgm")
"""SKDN counts of part of the puskesmas that are closed: the parts of D that hold cases, and cases."""


def is_small(count: float) -> bool:
    """1 to 4."""
    return 0 < count < SMALL_COUNT


def is_few(count: float, whole: float) -> bool:
    """Whether a count of cases among `whole` is closed: 1 to 4 are cases, or 1 to 4 are none."""
    return is_small(count) or (count > 0 and is_small(whole - count))


def find_few(counts: Any, wholes: Any) -> npt.NDArray[np.bool_]:
    """`is_few` of each count among its own whole (NaN: not known, not few)."""
    count, whole = np.asarray(counts, dtype=np.float64), np.asarray(wholes, dtype=np.float64)
    rest = whole - count
    small, few_left = (count > 0) & (count < SMALL_COUNT), (rest > 0) & (rest < SMALL_COUNT)
    return np.asarray(small | ((count > 0) & few_left), dtype=np.bool_)


def close_parts(counts: Sequence[float]) -> list[str]:
    """What may be said of each part of a whole whose total is known (OPEN, SMALL or CLOSED).

    Besides the few, larger ones are closed until every small one could still be another number; where that
    cannot be had, all are closed.
    """
    whole = sum(counts)
    state = [SMALL if is_small(count) else CLOSED if is_few(count, whole) else OPEN for count in counts]
    small = [count for count in counts if is_small(count)]
    if not small:
        return state
    larger = sorted(
        (at for at, one in enumerate(state) if one == OPEN and counts[at]), key=lambda at: counts[at]
    )
    for closed in range(len(larger) + 1):
        if closed:
            state[larger[closed - 1]] = CLOSED
        if is_open_question(counts, state):
            return state
    return [CLOSED] * len(state)


def is_open_question(counts: Sequence[float], state: Sequence[str]) -> bool:
    """Whether a part that is told to be small could be more than one number, where closed parts are 5 or more
    and the sum of what is hidden is known."""
    hidden = sum(count for count, one in zip(counts, state, strict=True) if one != OPEN)
    small, closed = list(state).count(SMALL), list(state).count(CLOSED)
    most = min(SMALL_COUNT - 1, hidden - SMALL_COUNT * closed - (small - 1))
    least = 1 if closed else max(1, hidden - (SMALL_COUNT - 1) * (small - 1))
    return most > least


def close_skdn(table: pd.DataFrame, nyaris_2t: Sequence[float]) -> pd.DataFrame:
    """SKDN rows of the whole puskesmas, each judged alone (months are no parts of a total), with `…_small`.

    D = N + T + O + B and T = 2T + nyaris 2T (`nyaris_2t`, a number a row): where T is closed, O and B are,
    and N too if T could be told from D − N.
    """
    rows = [
        _judge_row(dict(zip(table.columns, row, strict=True)), near)
        for row, near in zip(table.itertuples(index=False), nyaris_2t, strict=True)
    ]
    names = ("N", *NARROW_CASES)
    states = {name: np.array([row.get(name, OPEN) for row in rows], dtype=object) for name in names}
    return _close_states(table, states)


def _judge_row(row: Mapping[str, Any], nyaris_2t: float) -> dict[str, str]:
    whole, rising, faltering, two_t, bgm = (float(row[name]) for name in ("D", "N", "T", "two_t", "bgm"))
    states = {"bgm": _judge(bgm, whole)}
    if not (is_few(faltering, whole) or is_few(faltering, rising + faltering)):
        states["two_t"] = close_parts([two_t, nyaris_2t])[0]
        if states["two_t"] == OPEN:
            states["two_t"] = _judge(two_t, whole)
        return states
    # T may be any of 1 … 4 only where there is room for 4 in what is hidden with it.
    room = SMALL_COUNT - 1
    states |= {"T": _judge(faltering, whole), "O": CLOSED, "B": CLOSED, "two_t": _judge(two_t, whole)}
    if two_t and states["two_t"] == OPEN:
        states["two_t"] = CLOSED
    if whole - rising < room or not is_small(faltering):
        states["N"] = CLOSED
    if whole < room or states["T"] == OPEN:
        states["T"] = CLOSED
    return states


def _judge(count: float, whole: float) -> str:
    return SMALL if is_small(count) else CLOSED if is_few(count, whole) else OPEN


def close_nyaris_2t(nyaris_2t: float, faltering: float, two_t: float, *, is_closed: bool) -> str:
    """Nyaris 2T beside 2T: both are parts of T. `is_closed`: T or 2T is."""
    state = close_parts([two_t, nyaris_2t])[1]
    return CLOSED if state == OPEN and is_closed and faltering else state


def close_narrow_skdn(table: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """SKDN rows of parts of the puskesmas (a posyandu, desa, sex, age): no case counts at all, since the
    other parts and the total would tell a closed one.

    `whole`: compute_skdn of the puskesmas in the same months, open. Where nobody of D is without N there is
    nothing to hide; N is closed where no O and B leave T a choice, or the puskesmas's N is.
    """
    tells: dict[pd.Timestamp, bool] = {}
    for row in whole.itertuples(index=False):
        of_month = dict(zip(whole.columns, row, strict=True))
        is_told = _judge_row(of_month, np.nan).get("N") == CLOSED
        tells[of_month["month"]] = is_told or not of_month["O"] + of_month["B"]
    rest = table["D"] > table["N"]
    tells_n = table["month"].map(tells).to_numpy(dtype=bool)
    states = {name: np.where(rest | tells_n, CLOSED, OPEN) for name in ("T", "O", "B")}
    states |= {name: np.full(len(table), CLOSED, dtype=object) for name in ("two_t", "bgm")}
    states["N"] = np.where(tells_n & (table["D"] > 0), CLOSED, OPEN)
    return _close_states(table, states)


def _close_states(table: pd.DataFrame, states: Mapping[str, Any]) -> pd.DataFrame:
    changed: dict[str, Any] = {}
    for name, state in states.items():
        closed = np.asarray(state != OPEN, dtype=bool)
        changed[f"{name}_small"] = np.asarray(state == SMALL, dtype=bool)
        # N/D′ tells T of N + T, so it goes with either of them.
        for column in (name, *CASE_RATES.get(name, ()), *(("nd_corrected",) if name == "N" else ())):
            base = changed.get(column, table[column].astype("float64"))
            changed[column] = base.mask(closed)
    return table.assign(**changed)


def close_cases(
    table: pd.DataFrame, *, of_part: bool, hides: Iterable[str] = ("cases", "percent"), count: str = "cases"
) -> pd.DataFrame:
    """Rows with cases (`count`) among `n`: few of them close their `hides`; `small` says that they are below
    five. `of_part`: of part of the puskesmas all are closed, since the others would tell."""
    cases, whole = (table[name].to_numpy(dtype="float64") for name in (count, "n"))
    small = (cases > 0) & (cases < SMALL_COUNT)
    rest = whole - cases
    closed = small | ((cases > 0) & (rest > 0) & (rest < SMALL_COUNT)) | of_part
    hidden: dict[str, Any] = {name: table[name].astype("float64").mask(closed) for name in hides}
    return table.assign(small=small & (not of_part), **hidden)


def close_groups(table: pd.DataFrame, *, of_part: bool) -> pd.DataFrame:
    """Three groups a figure in the order of `index` (the first are cases, told elsewhere too), each figure's
    sum n known: `count` and `percent` of the few become NaN, and so do those of the middle group or the last,
    or n would give them away. `small` says which are below five. `of_part`: all are closed."""
    states: list[str] = []
    for _, rows in table.groupby("index", sort=False):
        counts = rows["count"].tolist()
        whole = sum(counts)
        state = [_judge(count, whole) for count in counts]
        if any(one != OPEN for one in state):
            state[1] = CLOSED if state[1] == OPEN else state[1]
            if sum(one != OPEN for one in state) == 1:
                state[2] = CLOSED
            if SMALL in state and not is_open_question(counts, state):
                state = [OPEN if one == OPEN else CLOSED for one in state]
        states += [CLOSED] * len(state) if of_part else state
    closed = pd.Series([one != OPEN for one in states], index=table.index)
    hidden: dict[str, Any] = {
        name: table[name].astype("float64").mask(closed) for name in ("count", "percent")
    }
    return table.assign(small=[one == SMALL for one in states], **hidden)


def close_all(counts: pd.Series, *, of_part: bool = False) -> pd.Series:
    """All parts of a whole, or none of them: with the total known, one hidden part could be worked out."""
    closed = of_part or any(is_few(count, counts.sum()) for count in counts)
    values: pd.Series = counts.astype("float64")
    return values.mask(values.notna()) if closed else values


def close_followed(table: pd.DataFrame, told: Iterable[str]) -> pd.DataFrame:
    """Rows of followed_up.count_followed: of the kinds whose cases are `told` how many were followed up,
    unless they or the others are few; all else, and which of the others wait or are overdue, closed."""
    kinds = list(told)
    known = [
        kind in kinds and not is_few(followed, cases)
        for kind, followed, cases in zip(table["kind"], table["followed"], table["cases"], strict=True)
    ]
    shown = {name: table[name].where(pd.Series(known, index=table.index)) for name in ("cases", "followed")}
    return table.assign(**shown, late=np.nan, waiting=np.nan)
