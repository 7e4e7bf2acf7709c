"""A child's weighings against its own line, its neighbours in the sheet and its dates: which cell is doubtful
and what probably should stand there.

Source: aturan.md, "Against the own line"; what goes beyond its table is decided here: digits exchanged, rows
exchanged or pasted one row off, and a value far from the child's own line where no other is near in time.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.age import compute_age_days, parse_days
from lib.domain.growth import RESTRICTED, compute_zscores, read_standard
from lib.domain.own_line import (
    Bools,
    Floats,
    Ints,
    compute_lying_length,
    find_same_as_before,
    judge_own_line,
)
from lib.domain.steps.keys import build_finding_rows, build_findings
from lib.workbook.reading import format_number
from lib.workbook.tabs import TABS

INDEX = {"weight_kg": "bb_u", "height_cm": "tb_u"}
NEIGHBOURS = 2  # measurements on either side that make the line
NEAR_DAYS = 130.0  # how far from a measurement they may lie
FAR_DAYS = 62.0  # no neighbour within: the table of aturan.md compares nothing

EXCHANGED_FROM = {"weight_kg": 0.6, "height_cm": 1.4}  # off the line by at least so much (kg, cm)
EXCHANGED_FIT = 0.4  # and the value with its digits exchanged by at most this share of that
FAR_FROM_LINE_Z = {"weight_kg": 2.0, "height_cm": 2.5}

LIKELY_WITHIN = {"weight_kg": (0.35, 0.04), "height_cm": (1.2, 0.02)}
"""How near the line a value must come to be named as the likely one: at least so much, or that share of "
"it."""

NOISE = {"weight_kg": (0.25, 0.035), "height_cm": (0.9, 0.0)}
"""Usual distance from the line: at least so much, or that share of the value."""
UNFIT = 9.0  # squared distance, in usual distances, from which a row does not fit its own child
EXCHANGE_GAIN = 0.25  # two rows exchanged fit at most this share of what they do as typed
EXCHANGE_FITS = 12.0  # and so well together
SHIFT_GAIN, SHIFT_FITS, SHIFT_ROWS = 0.3, 6.0, 2
SHRUNK_CM = 1.0
WEEK_DAYS = 7
AROUND_ROWS, LEAST_AROUND = 301, 30  # rows of a sheet among which a day stands
SLACK_DAYS, IN_ORDER_SHARE = 7, 0.9  # how nearly in order of days such a sheet is
LEAST_PASTED, PASTED_SHARE = 4, 0.05  # rows of one posyandu day that are as the month before
NOT_LOW_Z = -1.0  # of BB/TB
LEAST_BEYOND = 3  # measurements beyond WHO's limits
MOST_PAIRS = 40  # unfit rows of one session of which every two are compared; beyond, only the next ten

_MEASURE_WORDS = {"weight_kg": "Berat", "height_cm": "Panjang/tinggi"}
_UNIT = {"weight_kg": "kg", "height_cm": "cm"}


class Expected(NamedTuple):
    """What each row's child should have weighed or measured that day by its own other months; NaN: "
    "unknown."""

    value: Floats  # as measured (kg), lengths as if lying (cm)
    line: Floats
    z: Floats
    line_z: Floats
    nearest: Floats  # days to the nearest other measurement


def _join_people(frames: Any) -> tuple[pd.DataFrame, Ints, pd.DataFrame]:
    """Weighings (fresh index), of each the place of its child in `balita` (−1: none) and that child's row."""
    weighings = frames["penimbangan"].reset_index(drop=True)
    balita = frames["balita"].drop_duplicates("child_id").reset_index(drop=True)
    child = np.asarray(
        pd.Index(balita["child_id"]).get_indexer(pd.Index(weighings["child_id"])), dtype=np.intp
    )
    return weighings, child, balita.reindex(np.where(child >= 0, child, len(balita))).reset_index(drop=True)


def score_weighings(frames: Any) -> pd.DataFrame:
    """compute_zscores of every row of `penimbangan`."""
    weighings, _, people = _join_people(frames)
    return compute_zscores(
        sex=people["sex"],
        age_days=compute_age_days(people["birth_date"], weighings["date"]),
        weight_kg=weighings["weight_kg"],
        length_cm=weighings["height_cm"],
        position=weighings["position"],
        oedema=weighings["oedema"],
    )


def compute_own_line_findings(frames: Any, scores: pd.DataFrame) -> pd.DataFrame:
    """Findings about rows of `penimbangan` (and of Register SIP, whose months stand there too):
    FINDING_COLUMNS.

    One finding a cell: impossible (Galat) before doubtful before exchanged before copied (Peringatan).
    `scores`: score_weighings of the same frames.
    """
    weighings, child, people = _join_people(frames)
    if weighings.empty:
        return build_findings([])
    balita, born = frames["balita"], parse_days(people["birth_date"])
    confirmed: dict[str, Bools | None] = {
        measure: weighings[column].to_numpy(dtype=np.bool_) if column in weighings.columns else None
        for measure, column in (("weight_kg", "weight_justified"), ("height_cm", "height_justified"))
    }
    judged = judge_own_line(
        weighings, balita, justified_weight=confirmed["weight_kg"], justified_height=confirmed["height_cm"]
    )
    expected = {
        "weight_kg": _expect("weight_kg", weighings, child, born, people["sex"], judged, scores),
        "height_cm": _expect("height_cm", weighings, child, born, people["sex"], judged, scores),
    }
    taken: dict[str, Bools] = {measure: np.zeros(len(weighings), dtype=np.bool_) for measure in INDEX}
    parts: list[pd.DataFrame] = []

    def say(
        measure: str, which: Bools, level: str, message: str | npt.NDArray[Any], suggestion: str | list[str]
    ) -> None:
        fresh = np.asarray(which, dtype=np.bool_) & ~taken[measure]
        taken[measure] |= fresh
        at = np.flatnonzero(fresh)
        if len(at):
            words = message if isinstance(message, str) else [str(one) for one in message[at]]
            parts.append(_describe(weighings, at, measure, level, words, suggestion))

    swapped, partners = _find_exchanged(weighings, expected)
    for measure, name in (("weight_kg", "weight"), ("height_cm", "height")):
        bad = ~judged[f"{name}_usable"].to_numpy()
        typo = bad & ~swapped
        at = np.flatnonzero(typo)
        say(
            measure,
            typo,
            "Galat",
            f"{_MEASURE_WORDS[measure]} ini mustahil dibanding ukuran anak ini yang lain; timbang ulang",
            suggest_values(measure, weighings, at, expected),
        )
    for measure, name in (("weight_kg", "weight"), ("height_cm", "height")):
        which = swapped & (~judged[f"{name}_usable"].to_numpy())
        say(
            measure,
            which,
            "Galat",
            partners,
            "Cocokkan dengan catatan; pindahkan angka ke baris anak yang benar",
        )
    # A finding a row is enough where both of its measures are somebody else's.
    first = swapped & ~(taken["weight_kg"] | taken["height_cm"])
    say(
        "weight_kg",
        first,
        "Peringatan",
        partners,
        "Cocokkan dengan catatan; pindahkan angka ke baris anak yang benar",
    )
    for measure, name in (("weight_kg", "weight"), ("height_cm", "height")):
        which = judged[f"{name}_doubtful"].to_numpy() & ~swapped & ~taken[measure]
        say(
            measure,
            which,
            "Peringatan",
            f"{_MEASURE_WORDS[measure]} berubah banyak dibanding ukuran anak ini yang lain; terhitung apa "
            f"adanya",
            suggest_values(measure, weighings, np.flatnonzero(which), expected),
        )
        which = _find_digits_exchanged(measure, weighings, expected[measure]) & ~swapped & ~taken[measure]
        say(
            measure,
            which,
            "Peringatan",
            f"{_MEASURE_WORDS[measure]} jauh dari garis anak ini; angkanya mungkin tertukar urutannya",
            suggest_values(measure, weighings, np.flatnonzero(which), expected),
        )
        if measure == "height_cm":
            which = _find_shrunk(weighings, child, judged, expected[measure]) & ~swapped & ~taken[measure]
            say(
                measure,
                which,
                "Peringatan",
                "Panjang/tinggi berkurang dibanding ukuran anak ini yang lain; terhitung apa adanya",
                suggest_values(measure, weighings, np.flatnonzero(which), expected),
            )
        which = _find_far(measure, expected[measure]) & ~swapped & ~taken[measure]
        say(
            measure,
            which,
            "Peringatan",
            f"{_MEASURE_WORDS[measure]} jauh dari garis anak ini; terhitung apa adanya",
            suggest_values(measure, weighings, np.flatnonzero(which), expected),
        )
        flags = scores[[f"flag_{index}" for index in _FLAGS[measure]]].to_numpy(dtype=np.bool_).any(axis=1)
        sure = confirmed[measure]
        if sure is not None:
            flags &= ~sure
        which = flags & ~taken[measure]
        say(
            measure,
            which,
            "Peringatan",
            f"{_MEASURE_WORDS[measure]} di luar batas wajar WHO untuk umurnya; tidak ikut BGM dan prevalensi",
            "Periksa angka dan tanggal lahirnya; bila sama dengan catatan, timbang dan ukur ulang",
        )
    say(
        "weight_kg",
        _find_pasted_sessions(weighings, child),
        "Peringatan",
        "Berat dan panjang sama persis dengan bulan lalu, juga pada anak lain hari itu; mungkin tersalin",
        "Cocokkan dengan catatan hari itu",
    )
    say(
        "weight_kg",
        judged["copied"].to_numpy(),
        "Peringatan",
        "Berat dan panjang sama persis dengan bulan lalu; mungkin tersalin",
        "Cocokkan dengan catatan hari itu",
    )
    say(
        "weight_kg",
        _find_same_month(weighings),
        "Peringatan",
        "Berat dan panjang sama persis dengan baris lain bulan ini; mungkin tercatat dua kali",
        "Hapus salah satu barisnya bila hanya sekali ditimbang",
    )
    again = _find_week_twice(weighings)
    say(
        "weight_kg",
        again > 0,
        "Peringatan",
        np.array([f"Ditimbang {days} hari sebelumnya juga, dengan panjang yang sama" for days in again]),
        "Hapus salah satu barisnya bila hanya sekali ditimbang, atau perbaiki tanggalnya",
    )
    parts.append(_find_day_twice(weighings))
    parts.append(_find_out_of_time(weighings, people))
    parts.append(_find_other_year(weighings))
    parts.append(_find_elsewhere(weighings, people, frames["jadwal"]))
    parts.append(_find_lone_oedema(weighings, people, scores))
    parts.append(_find_birth_dates(weighings, balita, scores))
    return build_findings(parts)


_FLAGS = {"weight_kg": ("bb_u", "bb_tb"), "height_cm": ("tb_u",)}


def _expect(
    measure: str,
    weighings: pd.DataFrame,
    child: Ints,
    born: npt.NDArray[np.datetime64],
    sex: pd.Series,
    judged: pd.DataFrame,
    scores: pd.DataFrame,
) -> Expected:
    """The line of each row from the z of the child's measurements around it, its own left out."""
    count = len(weighings)
    value = (
        weighings["weight_kg"].to_numpy(dtype=np.float64)
        if measure == "weight_kg"
        else compute_lying_length(weighings, born)
    )
    z = scores[f"z_{INDEX[measure]}"].to_numpy()
    usable = judged["weight_usable" if measure == "weight_kg" else "height_usable"].to_numpy()
    day = parse_days(weighings["date"])
    number = day.astype("int64").astype(np.float64)
    row = np.flatnonzero((child >= 0) & ~np.isnat(day))
    row = row[np.lexsort((row, number[row], child[row]))]
    good = row[usable[row] & ~np.isnan(z[row])]
    # Of every row (also of one whose own value is missing or bad) where it would stand among the good ones.
    key = child[good].astype(np.float64) * 1e6 + number[good]
    own = child[row].astype(np.float64) * 1e6 + number[row]
    left, right = np.searchsorted(key, own, "left"), np.searchsorted(key, own, "right")
    around = np.full((len(row), 2 * NEIGHBOURS), np.nan)
    nearest = np.full(len(row), np.inf)
    for step in range(NEIGHBOURS):
        for column, at in ((2 * step, left - 1 - step), (2 * step + 1, right + step)):
            inside = (at >= 0) & (at < len(good))
            place = (
                good[np.clip(at, 0, max(len(good) - 1, 0))] if len(good) else np.zeros(len(row), dtype=int)
            )
            same = inside & (child[place] == child[row]) if len(good) else np.zeros(len(row), dtype=bool)
            apart = np.abs(number[place] - number[row])
            around[:, column] = np.where(same, z[place], np.nan)
            nearest = np.where(same, np.minimum(nearest, apart), nearest)
    middle = _median(around)
    line_z, line, close = np.full(count, np.nan), np.full(count, np.nan), np.full(count, np.nan)
    line_z[row], close[row] = middle, nearest
    age = compute_age_days(born, weighings["date"])
    line = compute_values(INDEX[measure], (sex == "P").to_numpy(dtype=np.bool_, na_value=False), age, line_z)
    if measure == "height_cm":  # the tables hold heights from day 731 on; the line is of lengths
        line = np.where(age >= 731, line + 0.7, line)
    return Expected(value, line, z, line_z, close)


def _median(around: Floats) -> Floats:
    """Medians of rows, NaN left out; NaN where fewer than two are known and the one known stands alone."""
    ordered = np.sort(around, axis=1)  # NaN last
    known = (~np.isnan(around)).sum(axis=1)
    low = np.take_along_axis(ordered, np.maximum((known - 1) // 2, 0)[:, None], axis=1)[:, 0]
    high = np.take_along_axis(ordered, np.minimum(known // 2, around.shape[1] - 1)[:, None], axis=1)[:, 0]
    return np.where(known > 0, (low + high) / 2, np.nan)


def compute_values(index: str, girl: Bools, age_days: Floats, z: Floats) -> Floats:
    """The measurement (kg, cm) at z of a child of that sex and age, element by element; NaN outside."""
    standard = read_standard(index)
    known = ~np.isnan(age_days) & (age_days >= 0) & (age_days < standard.rows) & ~np.isnan(z)
    at = girl.astype(np.intp) * standard.rows + np.where(known, age_days, 0).astype(np.intp)
    power, median, spread = standard.power[at], standard.median[at], standard.spread[at]

    def value(score: Floats) -> Floats:
        return np.asarray(median * np.power(1 + power * spread * score, 1 / power), dtype=np.float64)

    inside = np.clip(np.nan_to_num(z), -3.0, 3.0)
    found = value(inside)
    if index in RESTRICTED:
        side = np.where(z < 0, -1.0, 1.0)
        found = found + (np.nan_to_num(z) - inside) * np.abs(value(3 * side) - value(2 * side))
    else:
        found = np.where(np.abs(np.nan_to_num(z)) > 3, value(np.clip(np.nan_to_num(z), -8.0, 8.0)), found)
    return np.where(known, found, np.nan)


def _exchange_digits(value: Floats) -> Floats:
    """The values with two neighbouring digits exchanged, a column each (NaN: none): 9,8 ↔ 8,9; 78,5 ↔ "
    "87,5."""
    tenths = np.rint(np.nan_to_num(value) * 10)
    plain = ~np.isnan(value) & (np.abs(tenths - np.nan_to_num(value) * 10) < 1e-6)
    whole = tenths.astype(np.int64)
    columns = []
    for place in (1, 10, 100):
        low, high = (whole // place) % 10, (whole // (10 * place)) % 10
        changed = whole + (low - high) * (10 * place) + (high - low) * place
        fits = plain & (low != high) & (whole >= 10 * place)
        columns.append(np.where(fits, changed / 10, np.nan))
    return np.column_stack(columns)


def _find_digits_exchanged(measure: str, weighings: pd.DataFrame, expected: Expected) -> Bools:
    typed = weighings[measure].to_numpy(dtype=np.float64)
    line = expected.line - (expected.value - typed)  # the line as this row was measured
    off = np.abs(typed - line)
    near = expected.nearest <= NEAR_DAYS
    with np.errstate(invalid="ignore"):
        best = np.nanmin(
            np.where(np.isnan(line)[:, None], np.inf, _fill(np.abs(_exchange_digits(typed) - line[:, None]))),
            axis=1,
        )
        return np.asarray(near & (off >= EXCHANGED_FROM[measure]) & (best <= EXCHANGED_FIT * off))


def _fill(values: Floats) -> Floats:
    return np.where(np.isnan(values), np.inf, values)


def _find_far(measure: str, expected: Expected) -> Bools:
    """Far from the own line where no measurement is near enough in time for the table."""
    with np.errstate(invalid="ignore"):
        off = np.abs(expected.z - expected.line_z) >= FAR_FROM_LINE_Z[measure]
        return np.asarray(off & (expected.nearest > FAR_DAYS))


def _find_shrunk(weighings: pd.DataFrame, child: Ints, judged: pd.DataFrame, expected: Expected) -> Bools:
    """Of two lengths next to each other, farther apart than the table of aturan.md compares, of which the
    later is more than SHRUNK_CM less: the one farther from the child's own line, or the later. Nobody
    shrinks, however long after."""
    day = parse_days(weighings["date"]).astype("int64")
    known = (child >= 0) & weighings["date"].notna().to_numpy() & ~np.isnan(expected.value)
    row = np.flatnonzero(known & judged["height_usable"].to_numpy())
    row = row[np.lexsort((row, day[row], child[row]))]
    before, after = row[:-1], row[1:]
    fell = (
        (child[before] == child[after])
        & (day[after] - day[before] > FAR_DAYS)
        & (expected.value[before] - expected.value[after] > SHRUNK_CM + 1e-6)
    )
    off = np.nan_to_num(np.abs(expected.value - expected.line))
    found = np.zeros(len(weighings), dtype=np.bool_)
    found[np.where(off[before] > off[after], before, after)[fell]] = True
    return found


def suggest_values(
    measure: str, weighings: pd.DataFrame, at: Ints, expected: dict[str, Expected]
) -> list[str]:
    """Of rows `at` what to do, with the likely value where one is likely."""
    other = "height_cm" if measure == "weight_kg" else "weight_kg"
    shown = []
    for place in at.tolist():
        typed = float(weighings[measure].iloc[place])
        one = expected[measure]
        line = float(one.line[place] - (one.value[place] - typed))
        beside = float(weighings[other].iloc[place])
        likely = find_likely(measure, typed, line, beside)
        shown.append(
            f"Mungkin {format_number(likely)} {_UNIT[measure]}; cocokkan dengan catatan"
            if likely is not None
            else "Cocokkan dengan catatan; bila sama, timbang dan ukur ulang"
        )
    return shown


def find_likely(measure: str, typed: float, line: float, beside: float) -> float | None:
    """What a value off the line (kg, cm) probably was: its digits exchanged, the comma moved, doubled or
    halved, ten too many or too few, or the other measure of the row (`beside`); None where nothing is
    near."""
    if np.isnan(line):
        return None
    exchanged = [float(one) for one in _exchange_digits(np.array([typed]))[0] if not np.isnan(one)]
    tens = [typed - 10, typed + 10, typed - 100, typed + 100]
    guesses = [*exchanged, typed / 10, typed * 10, typed / 2, typed * 2, *tens, beside, typed - 1, typed + 1]
    if measure == "height_cm":
        guesses += [typed - 5, typed + 5]
    within = max(LIKELY_WITHIN[measure][0], LIKELY_WITHIN[measure][1] * line)
    near = [round(one, 2) for one in guesses if one > 0 and abs(one - line) <= within]
    return min(near, key=lambda one: abs(one - line)) if near else None


def _find_exchanged(weighings: pd.DataFrame, expected: dict[str, Expected]) -> tuple[Bools, npt.NDArray[Any]]:
    """Rows whose values fit another child of the same session and not their own, and what to say of each."""
    count = len(weighings)
    swapped, words = np.zeros(count, dtype=np.bool_), np.full(count, "", dtype=object)
    value = {measure: one.value for measure, one in expected.items()}
    line = {measure: one.line for measure, one in expected.items()}
    wide = {
        measure: np.maximum(NOISE[measure][0], NOISE[measure][1] * np.nan_to_num(line[measure]))
        for measure in expected
    }

    def cost(values_of: Ints, child_of: Ints) -> tuple[Floats, Ints]:
        total, known = np.zeros(len(values_of)), np.zeros(len(values_of), dtype=np.intp)
        for measure in expected:
            off = (value[measure][values_of] - line[measure][child_of]) / wide[measure][child_of]
            known += ~np.isnan(off)
            total += np.nan_to_num(off) ** 2
        return total, known

    everyone = np.arange(count)
    own, known = cost(everyone, everyone)
    unfit = (known > 0) & (own >= UNFIT)
    rows = weighings["source_row"].to_numpy(dtype=np.float64).astype(np.int64)
    from_register = (
        weighings["register_month"].notna().to_numpy()
        if "register_month" in weighings.columns
        else unfit & False
    )
    session = (
        weighings.groupby(["source_book", "posyandu", "date"], dropna=False, sort=False).ngroup().to_numpy()
    )
    # Two rows exchanged.
    places = np.flatnonzero(unfit)
    places = places[np.lexsort((rows[places], session[places]))]
    ends = np.flatnonzero(np.diff(session[places], append=-1) != 0) + 1
    for start, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=False):
        _pair_up(places[start:end], own, cost, swapped, words, rows)
    # Pasted one row off: each fits the child of the row above, or below.
    order = np.lexsort((rows, session))
    for step in (1, -1):
        before, after = order[:-1], order[1:]
        target, source = (after, before) if step == 1 else (before, after)
        # The values standing at `target` are those of the child at `source`.
        together = (
            (session[before] == session[after])
            & (rows[after] - rows[before] == 1)
            & ~from_register[before]
            & ~from_register[after]
        )
        shifted, with_line = cost(target, source)
        better = together & (with_line >= known[target]) & (known[target] > 0) & (shifted < own[target])
        sure = better & unfit[target] & (shifted <= SHIFT_GAIN * own[target]) & (shifted <= SHIFT_FITS)
        run = np.cumsum(~better)
        sure_in_run = np.bincount(run[sure], minlength=run[-1] + 1 if len(run) else 1)
        of_run = better & (sure_in_run[run] >= SHIFT_ROWS)
        fresh = target[of_run & ~swapped[target]]
        swapped[fresh] = True
        where = "atas" if step == 1 else "bawah"
        words[fresh] = f"Angka ini cocok untuk anak di baris {where}; tempelannya mungkin bergeser satu baris"
    return swapped, words


def _pair_up(
    places: Ints, own: Floats, cost: Any, swapped: Bools, words: npt.NDArray[Any], rows: npt.NDArray[np.int64]
) -> None:
    """Among unfit rows of one session the pairs that fit exchanged, best first, each row once."""
    count = len(places)
    if count < 2:
        return
    first, second = np.triu_indices(count, 1)
    if count > MOST_PAIRS:
        near = second - first <= 10
        first, second = first[near], second[near]
    one, two = places[first], places[second]
    there, known = cost(one, two)
    back, known_back = cost(two, one)
    as_typed, exchanged = own[one] + own[two], there + back
    fits = (
        (known > 0)
        & (known_back > 0)
        & (exchanged <= EXCHANGE_GAIN * as_typed)
        & (exchanged <= EXCHANGE_FITS)
    )
    for at in np.flatnonzero(fits)[np.argsort(exchanged[fits] / as_typed[fits], kind="stable")].tolist():
        pair = (int(one[at]), int(two[at]))
        if swapped[pair[0]] or swapped[pair[1]]:
            continue
        for row, other in (pair, pair[::-1]):
            swapped[row] = True
            words[row] = f"Angka ini cocok untuk anak di baris {rows[other]}; keduanya mungkin tertukar"


def _find_pasted_sessions(weighings: pd.DataFrame, child: Ints) -> Bools:
    """Rows with both values of the month before, of whatever age, where so many of that posyandu day have
    them that the month was pasted."""
    same = find_same_as_before(weighings, child)
    if same.sum() < LEAST_PASTED:
        return same & False
    day = weighings.groupby(["source_book", "posyandu", "date"], dropna=False, sort=False).ngroup()
    alike = pd.Series(same).groupby(day.to_numpy()).transform("sum").to_numpy()
    rows = day.map(day.value_counts()).to_numpy()
    return np.asarray(same & (alike >= LEAST_PASTED) & (alike >= PASTED_SHARE * rows))


def _find_same_month(weighings: pd.DataFrame) -> Bools:
    """Later rows of a child and month with both values of an earlier one of another day."""
    frame = weighings[["child_id", "weight_kg", "height_cm", "date"]]
    full = frame.notna().all(axis=1).to_numpy()
    month = frame["date"].to_numpy().astype("datetime64[M]").astype("int64")
    rows = frame.assign(month=month)[full].sort_values("date", kind="stable")
    same = rows.duplicated(["child_id", "month", "weight_kg", "height_cm"])
    other_day = ~rows.duplicated(["child_id", "date"], keep=False)
    found = np.zeros(len(weighings), dtype=np.bool_)
    found[rows.index[(same & other_day).to_numpy()]] = True
    return found


def _find_week_twice(weighings: pd.DataFrame) -> Ints:
    """Of each row the days since the child's row before it, where that was within WEEK_DAYS and has the same
    length; else 0. Who is weighed again on purpose is measured again, and seldom to the millimetre alike."""
    frame = weighings[["child_id", "date", "height_cm", "weight_kg"]]
    rows = frame[frame.notna().all(axis=1)].sort_values(["child_id", "date"], kind="stable")
    before = rows.shift()
    days = (rows["date"] - before["date"]).dt.days
    same = (rows["child_id"] == before["child_id"]) & (rows["height_cm"] == before["height_cm"])
    hit = same & days.between(1, WEEK_DAYS)
    found = np.zeros(len(weighings), dtype=np.intp)
    found[rows.index[hit]] = days[hit].to_numpy(dtype=np.intp)
    return found


def _find_other_year(weighings: pd.DataFrame) -> pd.DataFrame:
    """Rows a year before or after those around them, in sheets that are filled from day to day, of children
    who are missing in that month of the other year."""
    rows = weighings[weighings["date"].notna() & weighings["child_id"].notna()]
    if "register_month" in rows.columns:
        rows = rows[rows["register_month"].isna()]
    rows = rows.sort_values(["source_book", "source_row"], kind="stable")
    day = (rows["date"] - pd.Timestamp(0)).dt.days
    book = rows["source_book"]
    step = day.diff().where(book == book.shift())
    in_order = (step >= -SLACK_DAYS).groupby(book).mean() >= IN_ORDER_SHARE
    kept = book.map(in_order).fillna(False).astype(bool)  # of no rows at all, map gives no truth values
    rows, day = rows[kept], day[kept]
    around = day.groupby(rows["source_book"]).transform(
        lambda days: days.rolling(AROUND_ROWS, center=True, min_periods=LEAST_AROUND).median()
    )
    off = day - around
    meant = rows["date"] - pd.to_timedelta(np.sign(off.fillna(0)) * 365, unit="D")
    years = (np.abs(np.abs(off) - 365) <= FAR_DAYS).to_numpy()
    month = pd.MultiIndex.from_arrays([weighings["child_id"], _month_of(weighings["date"])])
    missed = ~pd.MultiIndex.from_arrays([rows["child_id"], _month_of(meant)]).isin(month)
    found = rows[years & missed]
    return build_finding_rows(
        found,
        level="Peringatan",
        tab=TABS["penimbangan"].title,
        column="date",
        value=found["date"].dt.strftime("%d/%m/%Y"),
        message="Setahun berbeda dari tanggal baris-baris di sekitarnya; tahunnya meleset?",
        suggestion=[f"Bila benar, ketik {day:%d/%m/%Y}" for day in meant[years & missed]],
    )


def _month_of(dates: pd.Series) -> npt.NDArray[np.datetime64]:
    return np.asarray(dates.to_numpy().astype("datetime64[M]").astype("datetime64[s]"))


def _find_elsewhere(weighings: pd.DataFrame, people: pd.DataFrame, schedule: pd.DataFrame) -> pd.DataFrame:
    """Rows that name a posyandu which was open that month, but not that day, while the child's own was."""
    held = schedule[schedule["status"].ne("Batal").fillna(True) & schedule["date"].notna()]
    home = people["posyandu"]
    away = (weighings["posyandu"].notna() & home.notna() & weighings["posyandu"].ne(home)).fillna(False)
    if not away.any() or held.empty:
        return build_findings([])
    at = np.flatnonzero(away.to_numpy(dtype=np.bool_))
    days = pd.MultiIndex.from_arrays([held["posyandu"], held["date"]])
    date = weighings["date"].iloc[at]
    here = pd.MultiIndex.from_arrays([weighings["posyandu"].iloc[at], date]).isin(days)
    own = pd.MultiIndex.from_arrays([home.iloc[at], date]).isin(days)
    months = pd.MultiIndex.from_arrays([held["posyandu"], held["date"].dt.to_period("M")])
    known = pd.MultiIndex.from_arrays([weighings["posyandu"].iloc[at], date.dt.to_period("M")]).isin(months)
    rows = weighings.iloc[at[own & ~here & known]]
    return build_finding_rows(
        rows,
        level="Peringatan",
        tab=TABS["penimbangan"].title,
        column="posyandu",
        value=rows["posyandu"],
        message="Hari itu posyandu ini tidak buka, sedangkan posyandu anak ini buka",
        suggestion="Periksa Posyandu dan ID di baris ini",
    )


def _find_lone_oedema(weighings: pd.DataFrame, people: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Oedema in one month only of a child whose weight is not low for its length: it counts as gizi buruk at
    once, so it is looked at again the same day (WHO 2013: pitting on both feet after three seconds)."""
    ill = weighings["oedema"].astype("boolean").fillna(False).to_numpy(dtype=np.bool_)
    times = weighings["child_id"].where(pd.Series(ill, index=weighings.index)).value_counts()
    at = np.flatnonzero(ill & (weighings["child_id"].map(times) == 1).to_numpy(dtype=np.bool_))
    if not len(at):
        return build_findings([])
    rows = weighings.iloc[at]
    dry = compute_zscores(
        sex=people["sex"].iloc[at],
        age_days=compute_age_days(people["birth_date"].iloc[at], rows["date"]),
        weight_kg=rows["weight_kg"],
        length_cm=rows["height_cm"],
        position=rows["position"],
        oedema=None,
    )
    rows = rows[(dry["z_bb_tb"] >= NOT_LOW_Z).to_numpy()]
    return build_finding_rows(
        rows,
        level="Peringatan",
        tab=TABS["penimbangan"].title,
        column="oedema",
        value=pd.Series("Ya", index=rows.index),
        message="Edema, padahal berat anak ini tidak kurang untuk tingginya; terhitung gizi buruk",
        suggestion="Tekan kedua punggung kaki 3 detik: bila berlekuk, rujuk hari itu juga; bila tidak, "
        "pilih Tidak",
    )


def _find_birth_dates(weighings: pd.DataFrame, balita: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Children most of whose measurements are beyond WHO's limits for their age: the birth date is likelier
    wrong than all of them."""
    flagged = (scores["flag_bb_u"] | scores["flag_tb_u"]).to_numpy(dtype=np.bool_)
    known = (scores["z_bb_u"].notna() | scores["z_tb_u"].notna()).to_numpy() | flagged
    child = weighings["child_id"]
    beyond = pd.Series(flagged, index=weighings.index).groupby(child).sum()
    judged = pd.Series(known, index=weighings.index).groupby(child).sum()
    off = beyond[(beyond >= LEAST_BEYOND) & (2 * beyond > judged)]
    rows = balita[balita["child_id"].isin(off.index)].drop_duplicates("child_id")
    return build_finding_rows(
        rows,
        level="Peringatan",
        tab=TABS["balita"].title,
        column="birth_date",
        value=rows["birth_date"].dt.strftime("%d/%m/%Y"),
        message=[
            f"{off[one]} ukuran anak ini di luar batas wajar WHO untuk umurnya" for one in rows["child_id"]
        ],
        suggestion="Periksa tanggal lahirnya pada KK atau Buku KIA",
    )


def _find_day_twice(weighings: pd.DataFrame) -> pd.DataFrame:
    """The last of several rows of a child and day, beside the others that are told when the tab is read:
    whoever looks at either row should know of both."""
    rows = weighings[weighings["child_id"].notna() & weighings["date"].notna()]
    if "register_month" in rows.columns:
        rows = rows[rows["register_month"].isna()]
    key = ["child_id", "date"]
    last = rows.duplicated(key, keep="first") & ~rows.duplicated(key, keep="last")
    if not last.any():
        return build_findings([])
    first = rows.groupby(key)["source_row"].transform("first")[last]
    return build_finding_rows(
        rows[last],
        level="Peringatan",
        tab=TABS["penimbangan"].title,
        column="child_id",
        value=rows.loc[last, "child_id"],
        message=[f"Tercatat dua kali, juga di baris {row}; baris ini yang dihitung" for row in first],
        suggestion="Hapus salah satu barisnya",
    )


def _find_out_of_time(weighings: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Weighed after leaving or death, or before coming."""
    left, joined = pd.to_datetime(people["left_on"]), pd.to_datetime(people["joined_on"])
    date = weighings["date"]
    status = people["status"].astype(object)
    dead = (status == "Meninggal").to_numpy(dtype=np.bool_, na_value=False)
    after = (date > left).to_numpy()
    parts = []
    for which, message, suggestion in (
        (
            after & dead,
            "Ditimbang sesudah tanggal meninggal anak ini",
            "Periksa ID dan tanggal di baris ini; bila benar, perbaiki Status dan Tanggal keluar di tab "
            "Balita",
        ),
        (
            after & ~dead,
            "Ditimbang sesudah Tanggal keluar anak ini, jadi di luar sasaran",
            "Periksa ID dan tanggalnya; bila ia kembali, kosongkan Tanggal keluar dan pilih Status Aktif",
        ),
        (
            (date < joined).to_numpy(),
            "Ditimbang sebelum Tanggal masuk anak ini",
            "Periksa tanggalnya, atau perbaiki Tanggal masuk di tab Balita",
        ),
    ):
        at = np.flatnonzero(which)
        if len(at):
            parts.append(_describe(weighings, at, "date", "Peringatan", message, suggestion))
    return build_findings(parts)


def _describe(
    weighings: pd.DataFrame,
    at: Ints,
    column: str,
    level: str,
    message: str | list[str],
    suggestion: str | list[str],
) -> pd.DataFrame:
    """Findings at a column of rows of `penimbangan`, told in the tab where each stands."""
    rows = weighings.iloc[at]
    month = (
        rows["register_month"] if "register_month" in rows.columns else pd.Series(np.nan, index=rows.index)
    )
    there = month.notna().to_numpy()
    of_register = [
        f"{'weight_kg' if column == 'date' else column}_{int(one):02d}" if known else ""
        for one, known in zip(month.fillna(0), there, strict=True)
    ]
    values = rows[column]
    shown = (
        values.dt.strftime("%d/%m/%Y") if column == "date" else values.map(format_number, na_action="ignore")
    )
    if column == "date" and there.any():
        shown = shown.where(~there, rows["weight_kg"].map(format_number, na_action="ignore"))
    return build_finding_rows(
        rows,
        level=level,
        tab=np.where(there, TABS["register_sip"].title, TABS["penimbangan"].title),
        column=np.where(there, of_register, column),
        value=shown,
        message=message,
        suggestion=suggestion,
    )
