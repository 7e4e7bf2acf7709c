"""How long the gizi figures take: `python -m benchmarks.growth` prints one line each, best of five.

Beside the z-scores the other ways on PyPI, in the same run (`pip install -r benchmarks/requirements.txt`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from benchmarks.growth_others import compute_by_anthro, compute_by_pygrowup
from lib.domain.case_lists import compute_case_table
from lib.domain.growth import compute_value_at_z, compute_zscores
from lib.domain.kms import compute_monthly_status
from lib.domain.prevalence import compute_prevalence
from lib.domain.skdn import compute_membership, compute_skdn

TODAY = pd.Timestamp("2026-11-22")
CHILDREN, MONTHS, POSYANDU = 4000, 36, 40
MEASUREMENTS, OTHERS = 100_000, 5_000


def build_tables(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A puskesmas of 40 posyandu and 4,000 balita, weighed every month for three years (144,000 rows)."""
    names = pd.Series([f"P{at % POSYANDU:02d}-{at:04d}" for at in range(CHILDREN)], dtype="str")
    posyandu = names.str.slice(0, 3)
    born = np.datetime64("2021-12-01") + rng.integers(0, 710, CHILDREN)
    no_date = pd.Series([pd.NaT] * CHILDREN, dtype="datetime64[s]")
    balita = pd.DataFrame(
        {
            "child_id": names,
            "posyandu": posyandu,
            "sex": pd.Series(np.where(np.arange(CHILDREN) % 2, "L", "P"), dtype="str"),
            "birth_date": born.astype("datetime64[s]"),
            "joined_on": no_date,
            "left_on": no_date,
            "status": pd.Series(["Aktif"] * CHILDREN, dtype="str"),
            "has_kms": pd.Series(rng.random(CHILDREN) < 0.9, dtype="boolean"),
        }
    )
    child = np.tile(np.arange(CHILDREN), MONTHS)
    month = np.repeat(np.datetime64("2023-12", "M") + np.arange(MONTHS), CHILDREN)
    date = month.astype("datetime64[D]") + rng.integers(0, 20, len(child))
    age = np.clip((date - born[child]).astype(int), 0, 1856)
    rows = len(child)
    penimbangan = pd.DataFrame(
        {
            "date": date.astype("datetime64[s]"),
            "posyandu": posyandu.array[child],
            "child_id": names.array[child],
            "weight_kg": compute_value_at_z("bb_u", sex="L", at=age, z=-1) * rng.normal(1, 0.04, rows),
            "height_cm": compute_value_at_z("tb_u", sex="L", at=age, z=-1.5) * rng.normal(1, 0.01, rows),
            "position": pd.Series(np.where(age < 731, "Terlentang", "Berdiri"), dtype="str"),
            "lila_cm": rng.normal(15, 1, rows),
            "head_cm": np.full(rows, np.nan),
            "oedema": pd.Series([pd.NA] * rows, dtype="boolean"),
            "source_book": pd.Series(["buku"] * rows, dtype="str"),
            "source_row": np.arange(2.0, rows + 2),
        }
    )
    return balita, penimbangan


def report(name: str, run: Callable[[], object], *, rounds: int = 5) -> float:
    """Print the fewest seconds of some rounds, and return them."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    print(f"{name:<55} {min(seconds):7.3f} s", flush=True)
    return min(seconds)


def compare(inputs: dict[str, pd.Series], ours: float) -> None:
    """The rate of each other way as a share of ours."""
    rows = pd.DataFrame({**inputs}).dropna(subset=["weight_kg", "length_cm"]).head(OTHERS)
    for name, compute in (("anthro", compute_by_anthro), ("pygrowup2", compute_by_pygrowup)):
        seconds = report(f"the same by {name}, {len(rows):,} measurements", partial(compute, rows), rounds=2)
        times = (MEASUREMENTS / ours) / (len(rows) / seconds)
        print(f"{'':<55} ours is {times:,.0f} times its rate")


def main() -> None:
    rng = np.random.default_rng(2026)
    balita, penimbangan = build_tables(rng)
    picked = penimbangan.sample(MEASUREMENTS, random_state=1).reset_index(drop=True)
    inputs = {
        "sex": pd.Series(np.where(rng.random(MEASUREMENTS) < 0.5, "L", "P"), dtype="str"),
        "age_days": pd.Series(rng.integers(0, 1857, MEASUREMENTS).astype(float)),
        "weight_kg": picked["weight_kg"],
        "length_cm": picked["height_cm"],
        "position": picked["position"],
        "oedema": picked["oedema"],
    }
    ours = report(f"z-scores, {MEASUREMENTS:,} measurements x 4 indices", lambda: compute_zscores(**inputs))
    compare(inputs, ours)
    report(
        f"monthly status, {len(penimbangan):,} weighings",
        lambda: compute_monthly_status(balita, penimbangan, until=TODAY),
    )
    monthly = compute_monthly_status(balita, penimbangan, until=TODAY)
    month = [TODAY.replace(day=1)]
    year = pd.date_range("2025-12-01", "2026-11-01", freq="MS")
    report("SKDN of a month by posyandu", lambda: compute_skdn(balita, monthly, months=month))
    report("SKDN of twelve months by posyandu", lambda: compute_skdn(balita, monthly, months=year))
    report("prevalence of 36 months by posyandu", lambda: compute_prevalence(monthly))
    report(
        "a month from the tables: N/T, SKDN, prevalence, lists", lambda: compute_month(balita, penimbangan)
    )


def compute_month(balita: pd.DataFrame, penimbangan: pd.DataFrame) -> None:
    """All that the Gizi pages show of this month, from the typed tables."""
    month = TODAY.replace(day=1)
    monthly = compute_monthly_status(balita, penimbangan, until=TODAY)
    compute_skdn(balita, monthly, months=[month - pd.offsets.MonthBegin(1), month])
    compute_prevalence(monthly[monthly["month"] == month], by=())
    members = compute_membership(balita, monthly, [month])
    people = balita.set_index("child_id")[["sex", "posyandu"]].assign(label="A.", rt="001", age_months=20.0)
    compute_case_table(people, monthly, members, month=month, opens={}).lists()


if __name__ == "__main__":
    main()
