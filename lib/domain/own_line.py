"""A weight or length against the child's own line: what cannot be, what is doubtful, what was copied.

Source: aturan.md, "Against the own line" (decided), between measurements at most 62 days apart, lengths after
the 0.7 cm rule.  A bad weight stays in D, is "timbang ulang", has no BB/U, BGM, BB/TB and IMT/U and gives no
judgement (O); a bad length takes only TB/U, BB/TB and IMT/U.

Where the table says nothing, or would doubt what every healthy child does, it is decided here:
- Length may grow by what the WHO median grows between the two days and 2 cm more, where that is more than
  the table's limit: the median alone grows 4.8 cm in the first month, and from 6 to 14 months, where it
  still grows 1.1 to 1.6 cm, two good measurements (0.35 cm of noise each) differ by more than 3 cm once in
  some thousand rows.  From about 14 months on the table's 3 cm stands alone.
- Weight may rise by what the WHO median gains and 1.3 kg more, where that is more than 2 kg a 31 days: the
  median boy gains 1.3 kg from the first week to the fifth, and healthy children gain 2.1 to 2.4 kg then (the
  97th percentile of WHO's one-month increments is near 1.7 kg, before the noise of two scales).  From the
  third month on the table's limit stands alone.
- Weight may rise by 13% of what it was, where that is more than 2 kg: heavy children (from 15.4 kg on) who
  lost a twentieth in an illness and gained it back rose by 2.1 to 2.4 kg.
- Nobody is doubted for losing weight up to the 14th day of life: newborns lose up to a tenth of it.
- Of several smallest sets whose removal leaves the rest consistent, the one that leaves the smoothest line
  (no doubtful or copied step, least jumps of z): 15,2 · 13,1 · 16,0 has its mistake in the middle, though
  only the second step is impossible. Where that tells nothing, of two the newer.
- With oedema weight is water: it neither breaks the line nor holds others to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.age import compute_age_days, compute_age_months, parse_days
from lib.domain.growth import (
    HEIGHT_FROM_DAY,
    LYING,
    POSITION_CM,
    STANDING,
    compute_corrected_length,
    compute_zscores,
    read_standard,
)

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]

MAX_DAYS = 62.0  # farther apart, nothing is compared
DAYS = 31.0  # what a limit "a 31 days" is for
WEIGHT_UP_KG, WEIGHT_UP_SHARE = 2.0, 0.13
WEIGHT_DOWN_KG, WEIGHT_DOWN_SHARE = 1.5, 0.15  # both
DOUBTFUL_UP_KG, DOUBTFUL_UP_FROM_MONTH = 1.2, 6
DOUBTFUL_DOWN_SHARE = 0.08
NEWBORN_DAYS = 14
LENGTH_DOWN_CM, DOUBTFUL_LENGTH_DOWN_CM = 2.0, 1.0
INFANT_MONTHS = 6
INFANT_LENGTH_UP_CM, LENGTH_UP_CM = 4.0, 3.0
OVER_MEDIAN_CM = 2.0
OVER_MEDIAN_KG = 1.3
COPIED_UNDER_MONTHS = 36

USABLE = {"weight_kg": "weight_usable", "height_cm": "height_usable"}
"""Of `penimbangan`: a measure → the column that says whether it can be (bool; a blank measure is usable)."""

CONFIRMED = {"weight_kg": "weight_justified", "height_cm": "height_justified"}
"""Of `penimbangan`: a measure → the column that says that the puskesmas confirmed it (bool)."""

MOST_BETWEEN = 12
"""How many measurements one broken line is looked along at a time: beyond two months of weekly ones."""

_HAIR = 1e-6  # 8,3 − 6,3 is a hair more than 2 to a computer

METHODS: dict[str, str] = {
    "garis_sendiri": (
        "Berat atau panjang yang mustahil dibanding ukuran anak itu sendiri paling lama 62 hari sebelum atau "
        "sesudahnya perlu ditimbang ulang: berat naik lebih dari 2 kg per 31 hari (atau 13% beratnya, atau "
        "1,3 kg di atas pertumbuhan median WHO, bila itu lebih banyak), turun lebih dari 1,5 kg dan "
        "15%; panjang turun lebih dari 2 cm, naik lebih dari 3 cm per 31 hari (di bawah 6 bulan 4 cm), atau "
        "2 cm di atas pertumbuhan median WHO bila itu lebih banyak. Berat itu tetap terhitung D, tetapi "
        "menjadi "
        "O, tanpa BB/U, BGM, BB/TB, dan IMT/U; panjang itu tidak dipakai untuk TB/U, BB/TB, dan IMT/U. "
        "Yang dianggap salah "
        "adalah ukuran yang bila dilepas membuat sisanya wajar; dari dua ukuran, yang terbaru. Ukuran yang "
        "dicatat di tab Dibenarkan dihitung seperti tertulis. Meragukan, tetapi dihitung: berat naik "
        "lebih dari "
        "1,2 kg per 31 hari sejak 6 bulan, turun lebih dari 8% sesudah hari ke-14; panjang turun lebih dari "
        "1 cm; kedua nilai sama dengan bulan lalu di bawah 36 bulan."
    ),
}


class Line(NamedTuple):
    """Measurements of one kind in the order of child and day; `row` is their place in the table judged."""

    row: Ints
    child: Ints
    day: Floats
    value: Floats
    age_days: Floats
    age_months: Floats
    girl: Bools
    free: Bools  # fits everything: justified by the puskesmas, or oedema
    copied: Bools  # both values of the month before again

    def take(self, which: Ints | Bools) -> Line:
        """Some of them, in order."""
        return Line(**{name: part[which] for name, part in self._asdict().items()})


Compare = Callable[[Line, Ints, Ints], Bools]
"""Whether the later of two measurements (places in the line) can follow the earlier."""

Score = Callable[[Line], Floats]
"""The z of each measurement."""

EVEN_STEP_Z = 0.75
"""A step of z up to here is no jump: breath, clothes, an illness."""


def judge_own_line(
    weighings: pd.DataFrame,
    balita: pd.DataFrame,
    *,
    justified_weight: Bools | None = None,
    justified_height: Bools | None = None,
) -> pd.DataFrame:
    """Of each row of `penimbangan` (date, child_id, weight_kg, height_cm, position, oedema), index kept:
    weight_usable and height_usable (False: cannot be, measure again; blanks are usable), weight_doubtful and
    height_doubtful (counts as typed), copied (both values of the month before again, under 36 months).

    `justified_…`: masks of rows whose value the puskesmas has confirmed: usable whatever the line says, and
    not doubtful.  Rows of unknown children, without a date or of one whose birth is unknown are compared too:
    without an age as one from six months on is.
    """
    people = balita.drop_duplicates("child_id")
    child = pd.Index(people["child_id"]).get_indexer(pd.Index(weighings["child_id"]))
    child = np.where(weighings["child_id"].notna().to_numpy(), child, -1)
    born = _take(parse_days(people["birth_date"]), child)
    girl = _take((people["sex"] == "P").fillna(False).to_numpy(dtype=np.bool_), child)
    oedema = weighings["oedema"].astype("boolean").fillna(False).to_numpy(dtype=np.bool_)
    nothing = np.zeros(len(weighings), dtype=np.bool_)
    confirmed = {
        "weight_kg": nothing if justified_weight is None else justified_weight,
        "height_cm": nothing if justified_height is None else justified_height,
    }
    weight = weighings["weight_kg"].to_numpy(dtype=np.float64)
    length = compute_lying_length(weighings, born)
    young = compute_age_months(born, parse_days(weighings["date"])) < COPIED_UNDER_MONTHS
    copied = find_same_as_before(weighings, child) & young
    judged: dict[str, Bools] = {}
    for measure, values, free, possible, likely, score in (
        (
            "weight",
            weight,
            confirmed["weight_kg"] | oedema,
            _weight_can_follow,
            _weight_is_likely,
            _score_weight,
        ),
        ("height", length, confirmed["height_cm"], _length_can_follow, _length_is_likely, _score_length),
    ):
        line = _build_line(weighings, child, born, girl, values, free, copied)
        bad = find_breaks(line, possible, likely, score)
        kept = line.take(~bad)
        doubtful = find_breaks(kept, likely, likely, score)
        judged[f"{measure}_usable"] = ~_spread(line.row[bad], len(weighings))
        judged[f"{measure}_doubtful"] = _spread(kept.row[doubtful], len(weighings))
    judged["copied"] = copied
    return pd.DataFrame(judged, index=weighings.index)


def find_usable(weighings: pd.DataFrame, measure: str) -> Bools:
    """Whether each row's `measure` (weight_kg, height_cm) can be, as judged when the workbook was read; a
    table that nobody judged is taken as typed."""
    if USABLE[measure] not in weighings.columns:
        return np.ones(len(weighings), dtype=np.bool_)
    return weighings[USABLE[measure]].fillna(True).to_numpy(dtype=np.bool_)


def find_confirmed(weighings: pd.DataFrame, measure: str) -> Bools:
    """Whether the puskesmas confirmed each row's `measure` in the tab Dibenarkan: then it counts as typed."""
    if CONFIRMED[measure] not in weighings.columns:
        return np.zeros(len(weighings), dtype=np.bool_)
    return weighings[CONFIRMED[measure]].fillna(False).to_numpy(dtype=np.bool_)


def compute_lying_length(weighings: pd.DataFrame, born: Any) -> Floats:
    """Every length as if measured lying, so that turning two does not shrink anybody by 0.7 cm."""
    age = compute_age_days(born, weighings["date"])
    length, _ = compute_corrected_length(
        weighings["height_cm"].to_numpy(dtype=np.float64), age, weighings["position"]
    )
    unknown = np.isnan(age) & (weighings["position"] == STANDING).fillna(False).to_numpy(dtype=np.bool_)
    return np.asarray(length + POSITION_CM * ((age >= HEIGHT_FROM_DAY) | unknown))


def find_breaks(line: Line, can_follow: Compare, likely: Compare, score: Score) -> Bools:
    """The fewest measurements without which each can follow the one before it; of several such sets the one
    that leaves the smoothest line (see _compute_roughness), then the one of the newer measurements (so of two
    that break with each other, the newer).  Measurements more than MAX_DAYS apart always follow.  Linear in
    rows.
    """
    count = len(line.row)
    bad = np.zeros(count, dtype=np.bool_)
    if count < 2:
        return bad
    first = np.arange(count - 1)
    apart = (line.child[1:] != line.child[:-1]) | (np.diff(line.day) > MAX_DAYS)
    follows = np.ones(count - 1, dtype=np.bool_)
    near = first[~apart]
    follows[near] = can_follow(line, near, near + 1)
    if follows.all():
        return bad
    # Stretches without a gap are independent of each other; only those with a break are looked into.
    stretch = np.r_[0, np.cumsum(apart)]
    broken = np.flatnonzero(np.isin(stretch, stretch[:-1][~follows]))
    sub = line.take(broken)
    fits, rough = _compare_ahead(sub, stretch[broken], can_follow, likely, score)
    starts = np.flatnonzero(np.r_[True, np.diff(stretch[broken]) > 0])
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(broken)], strict=True):
        kept = _keep_most(fits[:, start:end], rough[:, start:end], end - start)
        bad[broken[start:end]] = True
        bad[broken[start + np.asarray(kept)]] = False
    return bad


def _compare_ahead(
    line: Line, stretch: Ints, can_follow: Compare, likely: Compare, score: Score
) -> tuple[Bools, Floats]:
    """[lag − 1, i] of both: whether i + lag is in i's stretch and can follow it, and how rough that step "
    "is."""
    count = len(line.row)
    fits, rough = np.zeros((MOST_BETWEEN, count), dtype=np.bool_), np.zeros((MOST_BETWEEN, count))
    z = score(line)
    for lag in range(1, min(MOST_BETWEEN, count - 1) + 1):
        one = np.arange(count - lag)
        one = one[stretch[one] == stretch[one + lag]]
        far = line.day[one + lag] - line.day[one] > MAX_DAYS
        fits[lag - 1, one] = far | can_follow(line, one, one + lag)
        rough[lag - 1, one] = np.where(far, 0.0, _compute_roughness(line, one, one + lag, likely, z))
    return fits, rough


def _compute_roughness(line: Line, earlier: Ints, later: Ints, likely: Compare, z: Floats) -> Floats:
    """How little a step looks like growth: 1 where it is doubtful, 1 where it is a copy of the month before,
    and by how much z jumps beyond EVEN_STEP_Z."""
    jump = np.nan_to_num(np.maximum(np.abs(z[later] - z[earlier]) - EVEN_STEP_Z, 0.0))
    jump = np.where(_free(line, earlier, later), 0.0, jump)
    return np.asarray(
        np.round(jump, 6) + ~likely(line, earlier, later) + (line.copied[later] & (later - earlier == 1)),
        dtype=np.float64,
    )


def _keep_most(fits: Bools, rough: Floats, count: int) -> list[int]:
    """The longest row of places of which each can follow the one before; of several the smoothest, then the
    one that keeps the older places."""
    best = [(1, 0.0)] * count  # how many, and minus the roughness
    follower = [-1] * count
    for place in range(count - 2, -1, -1):
        for lag in (np.flatnonzero(fits[:, place]) + 1).tolist():
            if place + lag < count:
                many, smooth = best[place + lag]
                here = (many + 1, round(smooth - float(rough[lag - 1, place]), 6))
                if here > best[place]:
                    best[place], follower[place] = here, place + lag
    at = best.index(max(best))
    kept = [at]
    while follower[at] >= 0:
        at = follower[at]
        kept.append(at)
    return kept


def _score_weight(line: Line) -> Floats:
    scores = compute_zscores(
        sex=np.where(line.girl, "P", "L"), age_days=line.age_days, weight_kg=line.value, length_cm=None,
        position=None, oedema=None,
    )  # fmt: skip
    return scores["z_bb_u"].to_numpy()


def _score_length(line: Line) -> Floats:
    scores = compute_zscores(
        sex=np.where(line.girl, "P", "L"), age_days=line.age_days, weight_kg=None, length_cm=line.value,
        position=pd.Series(LYING, index=range(len(line.row))), oedema=None,
    )  # fmt: skip
    return scores["z_tb_u"].to_numpy()


def _weight_can_follow(line: Line, earlier: Ints, later: Ints) -> Bools:
    before, gain = line.value[earlier], line.value[later] - line.value[earlier]
    a_month = np.maximum(WEIGHT_UP_KG, WEIGHT_UP_SHARE * before)
    most = a_month * np.maximum(1.0, (line.day[later] - line.day[earlier]) / DAYS)
    most = np.maximum(most, _compute_median_growth("bb_u", line, earlier, later) + OVER_MEDIAN_KG)
    fell = (-gain > WEIGHT_DOWN_KG + _HAIR) & (-gain > WEIGHT_DOWN_SHARE * before + _HAIR)
    return np.asarray(_free(line, earlier, later) | ~((gain > most + _HAIR) | fell))


def _weight_is_likely(line: Line, earlier: Ints, later: Ints) -> Bools:
    before, gain = line.value[earlier], line.value[later] - line.value[earlier]
    most = np.maximum(DOUBTFUL_UP_KG, DOUBTFUL_UP_KG * (line.day[later] - line.day[earlier]) / DAYS)
    rose = (gain > most + _HAIR) & ~(line.age_months[later] < DOUBTFUL_UP_FROM_MONTH)
    fell = (-gain > DOUBTFUL_DOWN_SHARE * before + _HAIR) & ~(line.age_days[later] <= NEWBORN_DAYS)
    return np.asarray(_free(line, earlier, later) | ~(rose | fell))


def _length_can_follow(line: Line, earlier: Ints, later: Ints) -> Bools:
    gain = line.value[later] - line.value[earlier]
    part = np.maximum(1.0, (line.day[later] - line.day[earlier]) / DAYS)
    infant = line.age_months[later] < INFANT_MONTHS
    most = np.where(infant, INFANT_LENGTH_UP_CM, LENGTH_UP_CM) * part
    median = _compute_median_growth("tb_u", line, earlier, later) + OVER_MEDIAN_CM
    most = np.maximum(most, median)
    return np.asarray(
        _free(line, earlier, later) | ~((gain > most + _HAIR) | (-gain > LENGTH_DOWN_CM + _HAIR))
    )


def _length_is_likely(line: Line, earlier: Ints, later: Ints) -> Bools:
    fell = line.value[earlier] - line.value[later] > DOUBTFUL_LENGTH_DOWN_CM + _HAIR
    return np.asarray(_free(line, earlier, later) | ~fell)


def _free(line: Line, earlier: Ints, later: Ints) -> Bools:
    return np.asarray(line.free[earlier] | line.free[later])


def _compute_median_growth(index: str, line: Line, earlier: Ints, later: Ints) -> Floats:
    """What the WHO median of an index by age grows between two measurements' days (kg, cm)."""
    standard = read_standard(index)
    offset = line.girl[later].astype(np.intp) * standard.rows

    def median(places: Ints) -> Floats:
        day = np.clip(np.nan_to_num(line.age_days[places]), 0, standard.rows - 1).astype(np.intp)
        return np.asarray(standard.median[offset + day], dtype=np.float64)

    return np.asarray(median(later) - median(earlier), dtype=np.float64)


def _build_line(
    weighings: pd.DataFrame,
    child: Ints,
    born: Any,
    girl: Bools,
    values: Floats,
    free: Bools,
    copied: Bools,
) -> Line:
    day = parse_days(weighings["date"])
    row = np.flatnonzero((child >= 0) & ~np.isnat(day) & ~np.isnan(values))
    row = row[np.lexsort((row, day[row], child[row]))]
    age_days = compute_age_days(born[row], day[row])
    return Line(
        row=row,
        child=child[row],
        day=day[row].astype("int64").astype(np.float64),
        value=values[row],
        age_days=age_days,
        age_months=compute_age_months(born[row], day[row]),
        girl=girl[row],
        free=np.asarray(free, dtype=np.bool_)[row],
        copied=copied[row],
    )


def find_same_as_before(weighings: pd.DataFrame, child: Ints) -> Bools:
    """Rows with both values of the child's last row of the calendar month before. `child`: of each row the
    place of its child (−1: none)."""
    day = parse_days(weighings["date"])
    weight = weighings["weight_kg"].to_numpy(dtype=np.float64)
    height = weighings["height_cm"].to_numpy(dtype=np.float64)
    row = np.flatnonzero((child >= 0) & ~np.isnat(day) & ~np.isnan(weight) & ~np.isnan(height))
    row = row[np.lexsort((row, day[row], child[row]))]
    month = day[row].astype("datetime64[M]").astype("int64")
    before, after = row[:-1], row[1:]
    same = (
        (child[before] == child[after])
        & (np.diff(month) == 1)
        & (np.abs(weight[before] - weight[after]) < _HAIR)
        & (np.abs(height[before] - height[after]) < _HAIR)
    )
    return _spread(after[same], len(weighings))


def _spread(rows: Ints, count: int) -> Bools:
    mask = np.zeros(count, dtype=np.bool_)
    mask[rows] = True
    return mask


def _take(values: Any, places: Ints) -> Any:
    """values[places]; missing where the place is −1."""
    if not len(values):
        blank = np.datetime64("NaT", "D") if values.dtype.kind == "M" else False
        return np.full(len(places), blank, dtype=values.dtype)
    taken = values[np.maximum(places, 0)]
    if values.dtype.kind == "M":
        return np.where(places >= 0, taken, np.datetime64("NaT", "D"))
    return taken & (places >= 0)
