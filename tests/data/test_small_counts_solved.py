"""What dinkes and tamu see, taken together, solved for every closed count: none has one answer only.

Collected are all SKDN of the puskesmas, its posyandu, desa, sexes and age groups, also crossed, the case
lists, prevalence, categories and programmes. What is seen becomes bounds, what adds up becomes equations,
and both are tightened until nothing moves any more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd
import pytest

from lib.data.seen import Seen
from lib.domain.access import Role
from lib.domain.kspr import HIGH_RISK
from lib.domain.pendampingan.planning import FIGURES, OF_MOTHERS
from lib.domain.prevalence import INDICATORS
from lib.domain.privacy import Scope
from lib.domain.small_counts import OPEN, is_few
from lib.domain.status_distribution import DISTRIBUTED
from tests.data.conftest import SampleViews

PARTS = ("N", "T", "O", "B")
SEEN = {"dinkes": Scope(Role.DINKES, names="none"), "tamu": Scope(Role.TAMU, names="initials")}
MONTHS = 6
INDEX_OF = {"stunting": "tb_u", "wasting": "bb_tb", "underweight": "bb_u"}


class Puzzle:
    """Unknown whole numbers between bounds, sums of them that are known or are others, and rounded rates."""

    def __init__(self) -> None:
        self.low: dict[str, float] = {}
        self.high: dict[str, float] = {}
        self.sums: list[tuple[str, list[str]]] = []

    def add(self, name: str, value: float, *, small: bool = False, most: float = math.inf) -> str:
        """What is seen of a number: itself, that it is below five, or nothing (NaN)."""
        if not pd.isna(value):
            low = high = float(value)
        else:
            low, high = (1.0, min(4.0, most)) if small else (0.0, most)
        self.low[name] = max(low, self.low.get(name, 0.0))
        self.high[name] = min(high, self.high.get(name, math.inf))
        return name

    def rate(self, part: str, whole: float, percent: float) -> None:
        """`part` of a known whole, as a percentage of one decimal."""
        if not pd.isna(percent) and whole:
            self.low[part] = max(self.low[part], math.ceil((percent - 0.05) * whole / 100 - 1e-9))
            self.high[part] = min(self.high[part], math.floor((percent + 0.05) * whole / 100 + 1e-9))

    def solve(self) -> None:
        moved = True
        while moved:
            moved = False
            for whole, parts in self.sums:
                low = sum(self.low[one] for one in parts)
                high = sum(self.high[one] for one in parts)
                moved |= self._tighten(whole, low, high)
                for one in parts:
                    moved |= self._tighten(
                        one,
                        self.low[whole] - (high - self.high[one]) if high < math.inf else -math.inf,
                        self.high[whole] - (low - self.low[one]),
                    )

    def _tighten(self, name: str, low: float, high: float) -> bool:
        before = self.low[name], self.high[name]
        self.low[name], self.high[name] = max(before[0], low), min(before[1], high)
        assert self.low[name] <= self.high[name], f"{name}: what is shown contradicts itself"
        return before != (self.low[name], self.high[name])


def add_rows(
    puzzle: Puzzle, table: pd.DataFrame, true: pd.DataFrame, by: list[str], at: str
) -> dict[str, float]:
    """Rows of SKDN as numbers; the true values of those that are closed cases."""
    closed = {}
    rows = table.to_dict("records")
    # The same children make the same rows for every viewer.
    for row, one in zip(rows, true.to_dict("records"), strict=True):
        key = "|".join("-" if pd.isna(row[name]) else str(row[name]) for name in by)
        name = f"{at}:{','.join(by)}={key}"
        for figure in ("D", *PARTS, "two_t", "bgm"):
            most = row["D"] if figure != "D" else math.inf
            puzzle.add(f"{name} {figure}", row[figure], small=bool(row.get(f"{figure}_small")), most=most)
        puzzle.sums.append((f"{name} D", [f"{name} {part}" for part in PARTS]))
        puzzle.rate(f"{name} N", row["D"], row["nd"])
        puzzle.rate(f"{name} bgm", row["D"], row["bgm_d"])
        puzzle.rate(f"{name} two_t", row["D"], row["two_t_d"])
        puzzle.add(f"{name} N+T", float("nan"), most=row["D"])
        puzzle.sums.append((f"{name} N+T", [f"{name} N", f"{name} T"]))
        for figure in ("T", "two_t", "bgm"):
            if pd.isna(row[figure]) and is_few(float(one[figure]), float(one["D"])):
                closed[f"{name} {figure}"] = float(one[figure])
    return closed


def build_puzzle(seen: Seen, whole: Seen, month: pd.Period) -> tuple[Puzzle, dict[str, float]]:
    """All that is seen of a month; and the closed counts with their true values."""
    puzzle, closed = Puzzle(), {}
    at = str(month)
    names = seen.posyandu_names
    total = seen.gizi.skdn([month])
    closed |= add_rows(puzzle, total, whole.gizi.skdn([month]), [], at)
    root = f"{at}:="
    groups = [["posyandu"], ["sex"], ["age_group"], ["posyandu", "sex"], ["posyandu", "age_group"]]
    for by in groups:
        table = seen.gizi.skdn([month], by=tuple(by))
        closed |= add_rows(puzzle, table, whole.gizi.skdn([month], by=tuple(by)), by, at)
        keys = [
            "|".join("-" if pd.isna(one) else str(one) for one in key)
            for key in table[by].astype(object).to_numpy()
        ]
        for figure in (*PARTS, "two_t", "bgm"):
            puzzle.sums.append((f"{root} {figure}", [f"{at}:{','.join(by)}={key} {figure}" for key in keys]))
            for code in names if len(by) == 2 else ():
                inner = [f"{at}:{','.join(by)}={key} {figure}" for key in keys if key.startswith(f"{code}|")]
                puzzle.sums.append((f"{at}:posyandu={code} {figure}", inner))
    for code in names:  # the page of one posyandu says no more than the table of all
        row = seen.gizi.skdn([month], posyandu=code).iloc[0]
        for figure in (*PARTS, "two_t", "bgm"):
            puzzle.add(f"{at}:posyandu={code} {figure}", row[figure], most=row["D"])
    of_desa = seen.gizi.skdn_of_all(month).groupby("desa")["posyandu"].agg(list).to_dict()
    for row in seen.gizi.skdn_by_desa(month).to_dict("records"):
        for figure in (*PARTS, "two_t", "bgm"):
            name = puzzle.add(f"{at}:desa={row['desa']} {figure}", row[figure], most=row["D"])
            inner = [f"{at}:posyandu={code} {figure}" for code in of_desa[row["desa"]]]
            puzzle.sums.append((name, inner))
    closed |= add_lists(puzzle, seen, whole, month, root, float(total["D"].iloc[0]))
    closed |= add_statuses(puzzle, seen, whole, month, at)
    return puzzle, closed


def add_lists(
    puzzle: Puzzle, seen: Seen, whole: Seen, month: pd.Period, root: str, weighed: float
) -> dict[str, float]:
    """T = 2T + nyaris 2T; sasaran of KEBAL MSG = BGM and who is 2T only = 2T and who is BGM only."""
    closed, lists, true = {}, seen.gizi.case_lists(month), whole.gizi.cases(month)
    for key in ("gizi_buruk", "kebal", "nyaris_2t"):
        most = weighed if key != "gizi_buruk" else math.inf
        puzzle.add(f"{root} {key}", lists[key].count, small=lists[key].small, most=most)
        if pd.isna(lists[key].count) and is_few(true[key], weighed):
            closed[f"{root} {key}"] = true[key]
    puzzle.sums.append((f"{root} T", [f"{root} two_t", f"{root} nyaris_2t"]))
    for one, other in (("two_t", "bgm"), ("bgm", "two_t")):
        only = puzzle.add(f"{root} only {other}", float("nan"), most=weighed)
        puzzle.sums.append((f"{root} kebal", [f"{root} {one}", only]))
        both = puzzle.add(f"{root} both {other}", float("nan"), most=weighed)
        puzzle.sums.append((f"{root} {other}", [only, both]))
    buckets = seen.kebal_msg.buckets(month)["children"]
    bucket_names = [puzzle.add(f"{root} bucket {at}", one, most=weighed) for at, one in enumerate(buckets)]
    puzzle.sums.append((f"{root} kebal", bucket_names))
    return closed


def add_statuses(puzzle: Puzzle, seen: Seen, whole: Seen, month: pd.Period, at: str) -> dict[str, float]:
    """Categories add up to n; the first is the prevalence; of a posyandu none is told."""
    closed = {}
    table, rates = seen.gizi.statuses(month), seen.gizi.prevalence(month).set_index("indicator")
    true = whole.gizi.prevalence(month).set_index("indicator")
    for index in DISTRIBUTED:
        rows = table[table["index"] == index]
        n = float(rows["n"].iloc[0])
        names = [
            puzzle.add(f"{at} {index} {place}", row["count"], small=bool(row["small"]), most=n)
            for place, row in enumerate(rows.to_dict("records"))
        ]
        puzzle.sums.append((puzzle.add(f"{at} {index} n", n), names))
        for place, row in enumerate(rows.to_dict("records")):
            puzzle.rate(f"{at} {index} {place}", n, row["percent"])
    for indicator in INDICATORS:
        if indicator not in rates.index:
            continue
        row, first = rates.loc[indicator], f"{at} {INDEX_OF[indicator]} 0"
        puzzle.add(first, row["cases"], small=bool(row["small"]), most=row["n"])
        puzzle.rate(first, row["n"], row["percent"])
        cases = float(true.loc[indicator, "cases"])
        if pd.isna(row["cases"]) and is_few(cases, float(row["n"])):
            closed[first] = cases
    for row in seen.gizi.programme(month).to_dict("records"):
        name = puzzle.add(f"{at} {row['programme']}", row["count"], small=bool(row["small"]), most=row["n"])
        puzzle.rate(name, row["n"], row["percent"])
    for code in seen.posyandu_names:
        assert seen.gizi.statuses(month, code)["count"].isna().all()
        assert seen.gizi.prevalence(month, code)[["cases", "percent", "low", "high"]].isna().all(axis=None)
        assert seen.gizi.programme(month, code)["count"].isna().all()
    return closed


def list_months(seen: Seen) -> Iterable[pd.Period]:
    return seen.months[-MONTHS:]


@pytest.mark.parametrize("username", SEEN)
def test_no_closed_count_can_be_solved_for(views: SampleViews, username: str) -> None:
    seen, whole = views[username], views["kepala"]
    sought = 0
    for month in list_months(seen):
        puzzle, closed = build_puzzle(seen, whole, month)
        puzzle.solve()
        for name, value in closed.items():
            assert puzzle.low[name] <= value <= puzzle.high[name], (name, value)
            assert puzzle.low[name] < puzzle.high[name], f"{name} can only be {value}"
        sought += len(closed)
    assert sought > 100


def add_planning(puzzle: Puzzle, seen: Seen, whole: Seen) -> dict[str, float]:
    """What is told of mothers: the parts of each figure add up to all of them, those at high risk are some of
    both KSPR's and the accompanied ones."""
    shown, true = seen.pendampingan.planning(), whole.pendampingan.planning()
    total, closed = float(true.loc[true["figure"].eq("ibu_hamil"), "count"].iloc[0]), {}
    for row, count in zip(shown.to_dict("records"), true["count"], strict=True):
        small = row["shown"] == "small"
        name = puzzle.add(f"{row['figure']} {row['part']}", row["count"], small=small, most=total)
        if row["shown"] != OPEN and is_few(count, total):
            closed[name] = count
    for figure in OF_MOTHERS:
        puzzle.sums.append(("ibu_hamil semua", [f"{figure} {part}" for part in FIGURES[figure]]))
    high = [f"kspr {group}" for group in HIGH_RISK]
    care = FIGURES["risiko_didampingi"]
    at_risk = puzzle.add("at risk", float("nan"), most=total)
    puzzle.sums += [(at_risk, high), (at_risk, [f"risiko_didampingi {part}" for part in care])]
    for part in care:
        other = puzzle.add(f"not at risk {part}", float("nan"), most=total)
        puzzle.sums.append((f"didampingi {part}", [f"risiko_didampingi {part}", other]))
    return closed


def add_changes(puzzle: Puzzle, seen: Seen, whole: Seen, month: pd.Period) -> dict[str, float]:
    """What became of the children who came to KEBAL MSG: taken as known is even how many came."""
    closed, names = {}, []
    shown, true = seen.kebal_msg.changes(month), whole.kebal_msg.changes(month)
    total = float(true["children"].sum())
    for row, count in zip(shown.to_dict("records"), true["children"], strict=True):
        names.append(puzzle.add(f"{month} {row['name']}", row["children"], most=total))
        if pd.isna(row["children"]) and is_few(count, total):
            closed[names[-1]] = count
    puzzle.sums.append((puzzle.add(f"{month} came", total), names))
    gain, true_gain = seen.kebal_msg.gain(month), whole.kebal_msg.gain(month)
    reached = puzzle.add(f"{month} reached", gain["reached"], most=total)
    missed = puzzle.add(f"{month} missed", float("nan"), most=total)
    puzzle.sums.append((puzzle.add(f"{month} judged", gain["children"], most=total), [reached, missed]))
    judged = true_gain["children"]
    parts = {reached: true_gain["reached"], missed: judged - true_gain["reached"]}
    return closed | {name: count for name, count in parts.items() if is_few(count, judged)}


@pytest.mark.parametrize("username", SEEN)
def test_no_closed_count_of_mothers_and_of_kebal_msg_can_be_solved_for(
    views: SampleViews, username: str
) -> None:
    seen, whole = views[username], views["kepala"]
    puzzle = Puzzle()
    closed = add_planning(puzzle, seen, whole)
    mothers = len(closed)
    for month in list_months(seen):
        closed |= add_changes(puzzle, seen, whole, month)
    assert mothers and len(closed) > mothers
    puzzle.solve()
    for name, value in closed.items():
        assert puzzle.low[name] <= value <= puzzle.high[name], (name, value)
        assert puzzle.low[name] < puzzle.high[name], f"{name} can only be {value}"


def test_the_solver_finds_what_one_open_sibling_tells(views: SampleViews) -> None:
    """What the test above would say if one figure more were shown."""
    puzzle = Puzzle()
    for name, value in {"all": 12.0, "a": float("nan"), "b": 9.0}.items():
        puzzle.add(name, value, most=12)
    puzzle.sums.append(("all", ["a", "b"]))
    puzzle.solve()
    assert puzzle.low["a"] == puzzle.high["a"] == 3
    seen, whole, month = views["dinkes"], views["kepala"], pd.Period("2026-08")
    opened, closed = build_puzzle(seen, whole, month)
    true = whole.gizi.skdn([month], by=("posyandu",)).set_index("posyandu")["T"]
    hidden = next(name for name in closed if "posyandu=" in name and name.endswith(" T") and "," not in name)
    for code in seen.posyandu_names:
        if f"={code} " not in hidden:
            opened.add(f"{month}:posyandu={code} T", float(true[code]))
    opened.solve()
    assert opened.low[hidden] == opened.high[hidden] == closed[hidden]


@pytest.mark.parametrize("username", SEEN)
def test_beranda_says_of_2t_what_the_sasaran_say(views: SampleViews, username: str) -> None:
    """2T are among the sasaran of KEBAL MSG: never "2T 5" beside "<5 anak 2T atau BGM"."""
    seen = views[username]
    for month in list_months(seen):
        now, _ = seen.beranda.headline(month)
        matters = seen.beranda.attention(month)
        found = matters[matters["matter"].eq("kebal")]
        for row in found.to_dict("records"):
            least = max([0, *(now[key] for key in ("two_t", "bgm") if not pd.isna(now[key]))])
            most = 4 if row["small"] else math.inf
            assert (row["count"] if not pd.isna(row["count"]) else most) >= least, (month, row)
