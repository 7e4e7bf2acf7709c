"""What a row of facts is: how many of how many, of one indicator, month, posyandu and puskesmas.

The whole of a puskesmas has rows of its own (`posyandu` is WHOLE), the sum of its posyandu and of what
belongs to none of them (NOWHERE): pages on many puskesmas read those alone.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

WHOLE, NOWHERE = "", "-"
"""Instead of a posyandu's code: all of the puskesmas; what belongs to no posyandu. WHOLE sorts first."""

COUNTS: tuple[str, ...] = ("S", "D", "N", "D_corrected")
"""Indicators that are counts alone (no denominator); D_corrected is D′ = N + T."""

RATES: tuple[str, ...] = (
    *("ds", "nd_corrected", "two_t_d", "bgm_d"),
    *("stunting", "wasting", "underweight"),
    "opened",
    "galat",
)
"""Indicators with a denominator; `opened`: posyandu that have opened of all; `galat`: rows with a finding of
level Galat of all rows read, of the reading itself and so in its own month only."""

SOP_DONE, SOP_FILLED = "sop_ya:", "sop_terisi:"
"""Before an SOP's code: steps done of those answered Ya or Tidak; steps filled in of those due."""

SCHEMA = pa.schema(
    [
        pa.field("puskesmas", pa.string(), nullable=False),
        pa.field("month", pa.date32(), nullable=False),
        pa.field("posyandu", pa.string(), nullable=False),
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("numerator", pa.int64(), nullable=False),
        pa.field("denominator", pa.int64()),
        pa.field("read_on", pa.date32(), nullable=False),
    ]
)
"""`month` is its first day, `read_on` the day of the reading that the row was made of."""

COLUMNS: tuple[str, ...] = tuple(SCHEMA.names)
ORDER = ["posyandu", "indicator", "month"]


def add_wholes(facts: pd.DataFrame) -> pd.DataFrame:
    """Rows by posyandu, and the sums of the whole puskesmas before them. No row may be of WHOLE yet."""
    keys = ["puskesmas", "month", "indicator", "read_on"]
    sums = facts.groupby(keys, sort=False)[["numerator", "denominator"]].sum(min_count=1).reset_index()
    return pd.concat([sums.assign(posyandu=WHOLE), facts], ignore_index=True)[list(COLUMNS)]


def build_table(facts: pd.DataFrame) -> pa.Table:
    """The rows in their order and types. ValueError for rows that are there twice, or beyond the schema."""
    rows = facts[list(COLUMNS)].sort_values(ORDER, kind="stable", ignore_index=True)
    if rows.duplicated(["puskesmas", *ORDER]).any():
        raise ValueError("a fact is there twice")
    return pa.Table.from_pandas(
        rows.astype({"numerator": "int64", "denominator": "Int64"}), schema=SCHEMA, preserve_index=False
    )
