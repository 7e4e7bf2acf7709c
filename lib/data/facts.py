"""Facts of one puskesmas: the same rules that its own pages ask, counted by month and posyandu."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lib.config import TIME_ZONES, now
from lib.data.engine import Whole
from lib.data.seen import Seen
from lib.domain import prevalence
from lib.domain import steps as sop_steps
from lib.domain.access import Role
from lib.domain.privacy import Scope
from lib.facts.files import write_facts
from lib.facts.schema import COLUMNS, NOWHERE, SOP_DONE, SOP_FILLED, WHOLE, add_wholes
from lib.workbook.findings import Level

KEYS = ["month", "posyandu"]


def build_facts(
    whole: Whole, months: Sequence[pd.Period] | None = None, *, seen: Seen | None = None
) -> pd.DataFrame:
    """The facts of a puskesmas (lib.facts.schema: COLUMNS, a row each posyandu and a sum), of these months or
    of all that it has. `seen`: one of everything that is already there, whose answers are used again.

    Pure: the same workbooks read on the same day give the same rows. No rows before anything was read.
    """
    fetched = [state.book.fetched_at for state in whole.books if state.book is not None]
    if not fetched:
        return pd.DataFrame(columns=list(COLUMNS))
    seen = seen or Seen(whole, Scope(Role.KEPALA))
    wanted = list(seen.months if months is None else months)
    parts: list[pd.DataFrame] = [*_count_skdn(seen, wanted), *_count_prevalence(seen, wanted)]
    parts += [_count_openings(seen, wanted), *_count_sops(seen, wanted)]
    read_on = pd.Timestamp(min(fetched)).tz_convert(TIME_ZONES["WIB"]).tz_localize(None).normalize()
    stamped: dict[str, Any] = {"puskesmas": whole.puskesmas, "read_on": read_on}
    facts = pd.concat(parts, ignore_index=True).assign(**stamped)
    facts["posyandu"] = facts["posyandu"].fillna(NOWHERE)
    rows: list[pd.DataFrame] = [add_wholes(facts)]
    if seen.this_month in wanted:
        rows.append(_count_wrong_rows(seen, whole).assign(**stamped))
    return pd.concat(rows, ignore_index=True)[list(COLUMNS)]


def _build_part(rows: pd.DataFrame, indicator: str, above: str, below: str | None) -> pd.DataFrame:
    """Facts of one indicator from columns of counts; `below` None: a count without a denominator."""
    numbers = {
        "numerator": rows[above].astype("int64"),
        "denominator": rows[below].astype("Int64") if below else pd.array([pd.NA] * len(rows), dtype="Int64"),
    }
    return rows[KEYS].assign(indicator=indicator, **numbers)


def _count_skdn(seen: Seen, months: list[pd.Period]) -> Iterable[pd.DataFrame]:
    table = seen.gizi.skdn(months, by=("posyandu",))
    table = table.assign(D_corrected=table["N"] + table["T"])
    for name in ("S", "D", "N", "D_corrected"):
        yield _build_part(table, name, name, None)
    for name, (above, below) in {
        "ds": ("D", "S"),
        "nd_corrected": ("N", "D_corrected"),
        "two_t_d": ("two_t", "D"),
        "bgm_d": ("bgm", "D"),
    }.items():
        yield _build_part(table, name, above, below)


def _count_prevalence(seen: Seen, months: list[pd.Period]) -> Iterable[pd.DataFrame]:
    monthly = seen.gizi.monthly
    counted = monthly[monthly["in_s"] & monthly["month"].isin([month.start_time for month in months])]
    table = prevalence.compute_prevalence(counted, by=("posyandu",))
    for name, rows in table.groupby("indicator", sort=False):
        yield _build_part(rows, str(name), "cases", "n")


def _count_openings(seen: Seen, months: list[pd.Period]) -> pd.DataFrame:
    days = [seen.gizi.openings(month).assign(month=month.start_time, posyandus=1) for month in months]
    return _build_part(pd.concat(days, ignore_index=True), "opened", "opened", "posyandus")


def _count_sops(seen: Seen, months: list[pd.Period]) -> Iterable[pd.DataFrame]:
    """A year at a time, as the engine computes it; nothing is kept of years that no page has asked for."""
    for year in sorted({month.year for month in months}):
        rows = sop_steps.compute_year_rows(seen.sop._engine, year)
        for month in (one for one in months if one.year == year):
            status = sop_steps.select_month(rows, month)
            table = sop_steps.compute_compliance(status, by=("sop", "posyandu"))
            table = table.assign(month=month.start_time, answered=table["ya"] + table["tidak"])
            for sop, of_sop in table.groupby("sop", sort=False):
                yield _build_part(of_sop, f"{SOP_DONE}{sop}", "ya", "answered")
                yield _build_part(of_sop, f"{SOP_FILLED}{sop}", "filled", "total")


def _count_wrong_rows(seen: Seen, whole: Whole) -> pd.DataFrame:
    """Rows with a finding of level Galat, of all rows read: of the reading, and so of its own month."""
    found = seen.kualitas_data._found
    wrong = found[found["level"].eq(str(Level.ERROR)) & found["source_row"].gt(0)]
    rows = int(np.sum(list(whole.tables.rows.values()), dtype=np.int64))
    counts = {"wrong": [len(wrong.drop_duplicates(["tab", "source_book", "source_row"]))], "rows": [rows]}
    row = pd.DataFrame({"month": [seen.this_month.start_time], "posyandu": [WHOLE], **counts})
    return _build_part(row, "galat", "wrong", "rows")


# --- Keeps the facts of every puskesmas up to date on disk, also of those that nobody looks at: the engine
# hands on their tables one after another, and forgets them.

_log = logging.getLogger(__name__)


class FactsKeeper:
    """Facts in `folder`, written anew where contents or the day are others (see engine.Unseen)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: dict[str, tuple[str, date]] = {}

    def is_behind(self, puskesmas: str, mark: str) -> bool:
        """Whether the facts were not written by this process today of the contents of this mark."""
        return self._written.get(puskesmas) != (mark, now().date())

    def take(self, whole: Whole) -> None:
        """Write the facts of tables that nobody looks at."""
        self.keep(whole, None)

    def keep(self, whole: Whole, seen: Seen | None) -> None:
        """Write the facts; `seen`: one of everything that is already there."""
        if not self.is_behind(whole.puskesmas, whole.mark):
            return
        try:
            write_facts(build_facts(whole, seen=seen), whole.puskesmas, self._folder)
        except OSError as error:  # the page shows the facts that were there, with their day
            _log.warning("event=facts_not_written errno=%s", error.errno)
        # Also where it failed: a full disk is tried again with the next contents, not every second.
        self._written[whole.puskesmas] = (whole.mark, now().date())
