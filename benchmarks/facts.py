"""How long the questions of the page Kabupaten take: `python -m benchmarks.facts` writes facts of 500
puskesmas for 36 months and asks them by DuckDB, and the same of the same files by pandas, in the same run."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from lib.data import kabupaten
from lib.facts.files import find_files, write_facts
from lib.facts.queries import ask_months, ask_wholes
from lib.facts.schema import COUNTS, RATES, SOP_DONE, SOP_FILLED, WHOLE, add_wholes

LAST = pd.Period("2026-11", freq="M")
PUSKESMAS, MONTHS, POSYANDU = 500, 36, 20
SOPS = ("AJB", "KEBAL", "OSOC", "PK", "SIKERITING")
ROUNDS = 5


def name_puskesmas(count: int) -> list[str]:
    """Names as the secrets file would have them."""
    return [f"Puskesmas {at + 1:03d}" for at in range(count)]


def generate_facts(name: str, seed: int, *, months: int = MONTHS, posyandu: int = POSYANDU) -> pd.DataFrame:
    """Facts of one invented puskesmas; its share of stunted children around 20%, a few far from it."""
    rng = np.random.default_rng(seed)
    # Small ones and large ones, as a kabupaten has them.
    posyandu = max(2, int(posyandu * rng.lognormal(-0.2, 0.7)))
    stunted = 0.34 if seed % 17 == 3 else 0.2 + rng.normal(0, 0.015)
    starts = pd.period_range(LAST - months + 1, LAST, freq="M").to_timestamp().as_unit("s")
    month, code = (
        part.ravel() for part in np.meshgrid(np.arange(months), np.arange(posyandu), indexing="ij")
    )
    size = len(month)
    sasaran = rng.integers(25, 60, posyandu)[code]
    weighed = rng.binomial(sasaran, rng.beta(12, 4))
    judged = rng.binomial(weighed, 0.85)
    shares = {
        "ds": (weighed, sasaran),
        "nd_corrected": (rng.binomial(judged, 0.78), judged),
        "two_t_d": (rng.binomial(weighed, 0.05), weighed),
        "bgm_d": (rng.binomial(weighed, 0.02), weighed),
        "stunting": (rng.binomial(weighed, min(max(stunted, 0.02), 0.9)), weighed),
        "wasting": (rng.binomial(weighed, 0.07), weighed),
        "underweight": (rng.binomial(weighed, 0.15), weighed),
        "opened": (np.ones(size, dtype=int), np.ones(size, dtype=int)),
    }
    for sop in SOPS:
        due = rng.integers(2, 8, size)
        filled = rng.binomial(due, rng.beta(9, 2))
        shares |= {
            f"{SOP_DONE}{sop}": (rng.binomial(filled, 0.85), filled),
            f"{SOP_FILLED}{sop}": (filled, due),
        }
    counts = {"S": sasaran, "D": weighed, "N": shares["nd_corrected"][0], "D_corrected": judged}
    assert set(counts) == set(COUNTS) and set(RATES) - {"galat"} <= set(shares)
    keys = pd.DataFrame({"month": starts[month], "posyandu": [f"P{one:02d}" for one in code]})
    none = pd.array([pd.NA] * size, dtype="Int64")
    parts = [keys.assign(indicator=one, numerator=rows, denominator=none) for one, rows in counts.items()]
    parts += [
        keys.assign(indicator=one, numerator=above, denominator=pd.array(below, dtype="Int64"))
        for one, (above, below) in shares.items()
    ]
    stamped = {"puskesmas": name, "read_on": pd.Timestamp("2026-11-22")}
    facts = add_wholes(pd.concat(parts, ignore_index=True).assign(**stamped))
    wrong = {
        "month": starts[-1],
        "posyandu": WHOLE,
        "indicator": "galat",
        "numerator": int(rng.integers(0, 60)),
        **stamped,
    }
    return pd.concat([facts, pd.DataFrame([{**wrong, "denominator": 3000}])], ignore_index=True)


def write_district(folder: Path, count: int, *, months: int = MONTHS) -> list[str]:
    """Facts of so many invented puskesmas; returns their names."""
    names = name_puskesmas(count)
    for seed, name in enumerate(names):
        write_facts(generate_facts(name, seed, months=months), name, folder)
        if sys.stderr.isatty():
            print(f"\r{seed + 1}/{count}", end="", file=sys.stderr, flush=True)
    return names


def ask_by_pandas(folder: Path, names: list[str], months: list[pd.Period]) -> pd.DataFrame:
    """The same rows as ask_wholes, by pandas over the same files."""
    first, last = months[0].start_time.date(), months[-1].start_time.date()
    parts = [pd.read_parquet(path) for path in find_files(folder, names)]
    rows = pd.concat(parts, ignore_index=True)
    return rows[rows["posyandu"].eq(WHOLE) & rows["month"].between(first, last)]


def report(name: str, run: Callable[[], object], rounds: int = ROUNDS) -> None:
    """Print the fewest seconds of some rounds: by the clock, and of the processors."""
    clock, work = [], []
    for _ in range(rounds):
        start, began = time.perf_counter(), time.process_time()
        run()
        clock.append(time.perf_counter() - start)
        work.append(time.process_time() - began)
    print(f"{name:<66} {min(clock):7.3f} s {min(work):7.3f} s prosesor", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        start = time.perf_counter()
        names = write_district(folder, PUSKESMAS)
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        took = time.perf_counter() - start
        print(f"{PUSKESMAS} puskesmas × {MONTHS} months written in {took:.0f} s, {size:.0f} MB", flush=True)
        months = ask_months(folder, names)
        year = months[-12:]
        report("months that have facts", lambda: ask_months(folder, names))
        report("twelve months of all puskesmas, by DuckDB", lambda: ask_wholes(folder, names, year))
        report("thirty-six months of all puskesmas, by DuckDB", lambda: ask_wholes(folder, names, months))
        report("twelve months of all puskesmas, by pandas", lambda: ask_by_pandas(folder, names, year), 1)
        for hides, who in ((False, "kepala"), (True, "dinkes")):
            report(
                f"the whole page for {who}, its files read", partial(compute_page, folder, names, hides, True)
            )
            report("the same again, the year kept", partial(compute_page, folder, names, hides, False))


def compute_page(folder: Path, names: list[str], hides: bool, anew: bool) -> None:
    """All that the page asks; `anew`: as after a reading that changed a file."""
    if anew:
        kabupaten._ask_months.cache_clear()
        kabupaten._ask_year.cache_clear()
    page = kabupaten.Kabupaten(folder, names, hides_small_counts=hides, this_month=LAST)
    page.total(page.first_month)
    page.funnel(LAST)
    page.places(LAST)
    page.sops(LAST)
    page.trend(LAST)
    page.spread(LAST)


if __name__ == "__main__":
    main()
