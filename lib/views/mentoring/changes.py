"""Each compared patient's z on the day chosen and at the monev, as the charts on screen and paper draw it."""

from __future__ import annotations

import pandas as pd

from lib.domain.growth import round_z
from lib.views.mentoring import format_change
from lib.words.formats import format_number, format_short_day

WORDS = {1: "naik", -1: "turun", 0: "tetap"}


def build_rows(children: pd.DataFrame, index: str) -> pd.DataFrame:
    """The compared children for the chart, best change on top: name, start, end, moved (naik, turun, tetap),
    change (as shown), words."""
    rows = children[children[f"change_{index}"].notna()]
    change = pd.Series(round_z(rows[f"change_{index}"]), index=rows.index)
    moved = change.map(lambda value: WORDS[int(value > 0) - int(value < 0)])
    name = rows["name"].fillna(rows["child_id"])
    repeated = name.duplicated(keep=False)
    table = pd.DataFrame(
        {
            "name": name.where(~repeated, name + " · " + rows["child_id"]),
            "start": round_z(rows[f"z_{index}_awal"]),
            "end": round_z(rows[f"z_{index}_monev"]),
            "change": [format_change(value) for value in change],
            "moved": moved.astype("str"),
            "words": [
                f"{format_number(start, decimals=2)} ({format_short_day(day)}) → "
                f"{format_number(end, decimals=2)} ({format_short_day(then)})"
                for start, day, end, then in zip(
                    rows[f"z_{index}_awal"],
                    rows[f"date_{index}_awal"],
                    rows[f"z_{index}_monev"],
                    rows[f"date_{index}_monev"],
                    strict=True,
                )
            ],
        }
    )
    order = change.sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def describe_change(*, rows: pd.DataFrame, title: str) -> str:
    """The same in words."""
    parts = [f"{row.name}: {row.words}, {row.moved}" for row in rows.itertuples(index=False)]
    return f"{title}. " + "; ".join(parts) + "."
