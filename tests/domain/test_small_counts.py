"""What is closed of small counts, and that nothing beside them tells."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from lib.domain.skdn import COUNTS, RATIOS
from lib.domain.small_counts import (
    CLOSED,
    OPEN,
    SMALL,
    close_all,
    close_cases,
    close_followed,
    close_groups,
    close_narrow_skdn,
    close_nyaris_2t,
    close_skdn,
    find_few,
    is_few,
    is_small,
)

MONTH = pd.Timestamp("2026-03-01")


def build_skdn(*rows: dict[str, int]) -> pd.DataFrame:
    """SKDN of one month: a row each, D the sum of N, T, O and B."""
    table = pd.DataFrame([dict.fromkeys(COUNTS, 0) | row for row in rows])
    table["D"] = table[list("NTOB")].sum(axis=1)
    table["S"] = table["K"] = table["D"]
    for ratio, (above, below) in RATIOS.items():
        whole = table["N"] + table["T"] if below == "D_corrected" else table[below]
        table[ratio] = table[above] * 100 / whole.where(whole > 0)
    return table.assign(month=MONTH)


def test_columns_are_judged_as_single_counts_are() -> None:
    pairs = [(count, whole) for whole in range(12) for count in range(whole + 1)]
    counts, wholes = zip(*pairs, strict=True)
    assert find_few(counts, wholes).tolist() == [is_few(count, whole) for count, whole in pairs]
    assert not find_few([float("nan"), 3.0], [10.0, float("nan")])[0]


def test_what_closes_n_of_those_judged_is_few_faltering_among_the_weighed_or_the_judged() -> None:
    """So the page on many puskesmas closes it where a puskesmas's own page does (lib.data.kabupaten)."""
    rows = [dict(zip("NTO", one, strict=True)) for one in product(range(8), range(8), (0, 3, 9))]
    table = build_skdn(*rows)
    closed = close_skdn(table, [0.0] * len(table))["nd_corrected"].isna() & table["nd_corrected"].notna()
    few = find_few(table["T"], table["D"]) | find_few(table["T"], table["N"] + table["T"])
    assert closed.any() and not closed.all()
    assert closed.tolist() == (few & table["nd_corrected"].notna()).tolist()


def test_one_to_four_are_small_and_no_others() -> None:
    assert [is_small(count) for count in (0, 1, 4, 5)] == [False, True, True, False]


def test_few_cases_and_all_but_few_are_closed_and_nobody_and_everybody_are_not() -> None:
    assert [is_few(count, 20) for count in (0, 1, 4, 5, 15, 16, 19, 20)] == [
        *(False, True, True, False),
        *(False, True, True, False),
    ]


def test_a_closed_count_takes_its_rate_with_it() -> None:
    (row,) = close_skdn(build_skdn({"N": 30, "T": 12, "O": 6, "two_t": 5, "bgm": 3}), [7]).to_dict("records")
    assert pd.isna(row["bgm"]) and pd.isna(row["bgm_d"]) and row["bgm_small"]
    assert row["two_t"] == 5 and not row["two_t_small"]
    assert row["T"] == 12 and pd.notna(row["nd_corrected"])


def test_t_is_a_case_and_goes_with_what_adds_up_to_it() -> None:
    (row,) = close_skdn(build_skdn({"N": 30, "T": 3, "O": 6, "B": 2}), [3]).to_dict("records")
    assert row["T_small"] and pd.isna([row["T"], row["O"], row["B"], row["nd_corrected"]]).all()
    assert row["N"] == 30 and pd.notna(row["nd"])
    # Nobody else is without N: D − N would be T.
    (row,) = close_skdn(build_skdn({"N": 30, "T": 3}), [3]).to_dict("records")
    assert pd.isna([row["T"], row["N"], row["nd"], row["ns"], row["nd_corrected"]]).all()


def test_2t_goes_with_t_when_all_but_few_are_t() -> None:
    (row,) = close_skdn(build_skdn({"N": 3, "T": 30, "two_t": 12}), [18]).to_dict("records")
    assert pd.isna([row["T"], row["two_t"], row["two_t_d"]]).all()
    assert not row["T_small"] and not row["two_t_small"]


def test_2t_and_nyaris_2t_add_up_to_t() -> None:
    (row,) = close_skdn(build_skdn({"N": 30, "T": 12, "O": 6, "two_t": 9}), [3]).to_dict("records")
    assert pd.isna(row["two_t"]) and not row["two_t_small"]
    assert close_nyaris_2t(3, 12, 9, is_closed=True) == SMALL
    assert close_nyaris_2t(9, 12, 3, is_closed=True) == CLOSED
    assert close_nyaris_2t(7, 12, 5, is_closed=False) == OPEN


def fitting(row: dict[str, float], most: int) -> list[tuple[int, int, int, int]]:
    """Every N, T, O, B that fits what is seen of a row."""
    seen = []
    for name in "NTOB":
        small = bool(row.get(f"{name}_small"))
        open_ = [int(row[name])] if pd.notna(row[name]) else range(most + 1)
        seen.append([1, 2, 3, 4] if small else open_)
    fits = []
    for parts in product(*seen):
        if sum(parts) != row["D"]:
            continue
        rising, faltering = parts[:2]
        rates = {"nd": (rising, sum(parts)), "nd_corrected": (rising, rising + faltering)}
        shown = {name: round(row[name], 1) for name in rates if pd.notna(row[name])}
        if all(whole and round(part * 100 / whole, 1) == shown[name]
               for name, (part, whole) in rates.items() if name in shown):  # fmt: skip
            fits.append(parts)
    return fits


def test_no_small_t_can_be_worked_out_whatever_the_parts_of_d_are() -> None:
    for counts in product((0, 1, 3, 6), (0, 1, 2, 3, 4), (0, 1, 5), (0, 2)):
        rising, faltering, first, unknown = counts
        whole = sum(counts)
        if not faltering:
            continue
        near = faltering
        table = close_skdn(build_skdn({"N": rising, "T": faltering, "O": first, "B": unknown}), [near])
        (row,) = table.to_dict("records")
        found = {parts[1] for parts in fitting(row, whole)}
        assert len(found) > 1 and faltering in found, (counts, row)


def test_parts_of_the_puskesmas_tell_no_cases_and_keep_what_is_no_case() -> None:
    whole = build_skdn({"N": 30, "T": 12, "O": 6, "B": 2, "two_t": 6, "bgm": 7})
    parts = build_skdn({"N": 18, "T": 8, "O": 6, "two_t": 6, "bgm": 7}, {"N": 12, "T": 4, "B": 2})
    seen = close_narrow_skdn(parts, whole)
    assert seen[["T", "O", "B", "two_t", "bgm", "nd_corrected", "two_t_d", "bgm_d"]].isna().all(axis=None)
    assert seen["N"].tolist() == [18, 12] and seen["nd"].notna().all()
    # Where everybody who did not rise is T, N goes too.
    seen = close_narrow_skdn(build_skdn({"N": 18, "T": 8}, {"N": 12, "T": 4}), build_skdn({"N": 30, "T": 12}))
    assert seen[["N", "nd", "ns", "nd_corrected"]].isna().all(axis=None)


def test_a_prevalence_of_few_goes_with_its_interval() -> None:
    table = pd.DataFrame({"cases": [4, 5, 17, 0], "n": [20] * 4, "percent": 1.0, "low": 1.0, "high": 1.0})
    hides = ("cases", "percent", "low", "high")
    seen = close_cases(table, of_part=False, hides=hides)
    assert seen[list(hides)].notna().all(axis=1).tolist() == [False, True, False, True]
    assert seen["small"].tolist() == [True, False, False, False]
    assert close_cases(table, of_part=True, hides=hides)[list(hides)].isna().all(axis=None)


@pytest.mark.parametrize("counts", list(product((0, 1, 3, 4, 5, 7, 30), repeat=3)))
def test_no_small_group_can_be_worked_out_from_n(counts: tuple[int, int, int]) -> None:
    whole = sum(counts)
    if whole < 5:
        return
    table = pd.DataFrame({"index": "tb_u", "count": counts, "n": whole, "percent": 0.0})
    seen = close_groups(table, of_part=False).to_dict("records")
    possible = [
        [int(row["count"])] if pd.notna(row["count"]) else [1, 2, 3, 4] if row["small"] else range(whole + 1)
        for row in seen
    ]
    # What prevalence says of the first group (the same cases among the same n) is no more than this.
    assert pd.isna(seen[0]["count"]) or not is_few(counts[0], whole)
    fits = [parts for parts in product(*possible) if sum(parts) == whole]
    for place, count in enumerate(counts):
        if pd.isna(seen[place]["count"]) and is_few(count, whole):
            assert len({parts[place] for parts in fits}) > 1, (counts, seen)


def test_all_parts_are_told_or_none() -> None:
    assert close_all(pd.Series([5, 0, 12])).tolist() == [5, 0, 12]
    assert close_all(pd.Series([4, 5, 12])).isna().all()
    assert close_all(pd.Series([5, 0, 12]), of_part=True).isna().all()


@pytest.mark.parametrize(
    ("followed", "shown"), [(0, True), (1, False), (4, False), (5, True), (7, True), (8, False), (12, True)]
)
def test_of_told_cases_the_followed_are_told_unless_they_or_the_others_are_few(
    followed: int, shown: bool
) -> None:
    row = {"cases": 12.0, "followed": float(followed), "late": 1.0, "waiting": 1.0}
    table = pd.DataFrame([{"kind": "kebal", **row}, {"kind": "all", **row}])
    closed = close_followed(table, ["kebal", "nyaris_2t"]).set_index("kind")
    assert pd.notna(closed.loc["kebal", ["cases", "followed"]]).tolist() == [shown, shown]
    assert closed.loc["all"].isna().all() and closed["late"].isna().all() and closed["waiting"].isna().all()
