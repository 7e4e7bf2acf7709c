"""Each compared patient's z on the day chosen and at the monev, as the charts on screen and paper draw it."""

from __future__ import annotations

import pandas as pd


def describe_change(*, rows: pd.DataFrame, title: str) -> str:
    """The same in words."""
    parts = [f"{row.name}: {row.words}, {row.moved}" for row in rows.itertuples(index=False)]
    return f"{title}. " + "; ".join(parts) + "."
