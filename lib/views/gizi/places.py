"""Parts of the Gizi page on places: every posyandu, their D/S in small over twelve months, every desa."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from lib.domain.kms import NT_LABELS
from lib.domain.settings import Targets
from lib.domain.skdn import compute_group_totals
from lib.views import components
from lib.views.case_sifts import DESA
from lib.views.links import ChildLinks
from lib.views.sparklines import build_rate, render_multiples
from lib.words.figures import ALL, NO_DATA_YET
from lib.words.formats import format_number, format_percent

METHODS_OF_TABLE = (
    *("ds", "nd_corrected", "nd", "ks", "S", "K", "D", "not_weighed", "outside", "nt", "two_t", "bgm"),
    "target",
)


CASES = {"two_t": "2T", "bgm": "BGM"}
OPENED: dict[str, tuple[str, str]] = {
    "not_weighed": ("not_weighed", ""),
    "S": ("sasaran", ""),
    "K": ("sasaran", "kms"),
    "D": ("sasaran", "ditimbang"),
    **{letter: ("sasaran", letter) for letter in (*NT_LABELS, "two_t", "bgm")},
}
"""Count of SKDN → the list of Daftar Anak, and the part of it, that it counts."""


def posyandu_table(
    table: pd.DataFrame, *, targets: Targets, chosen: str | None, children: ChildLinks, running: bool = False
) -> None:
    """SKDN of every posyandu, lowest D/S first, totals at the end; scrolls in its own box where narrow.
    Counts open their children where this viewer sees them.

    In the `running` month posyandu without any weighing yet stand last and are not judged, nor is the total.
    """
    to_come = (table["D"] == 0) & running
    rows = table.assign(ds=table["ds"].mask(to_come)).sort_values("ds", kind="stable", na_position="last")
    rows = pd.concat([rows, build_total(table)], ignore_index=True)
    names = rows["name"].fillna(rows["posyandu"]).fillna("Tanpa posyandu")
    mine = (rows["posyandu"] == (chosen or "")).to_numpy(dtype=bool)
    unopened = (rows["D"] == 0) & running
    unjudged = unopened | (rows["name"].eq(ALL) & bool(to_come.any()))
    ds = _build_rates(rows["ds"], targets.ds, unjudged)
    cells = {
        **rows,
        "place": np.where(mine, "▸ ", "") + names.astype(object),
        "ds": [NO_DATA_YET if is_to_come else rate for rate, is_to_come in zip(ds, unopened, strict=True)],
        "nd_corrected": _build_rates(rows["nd_corrected"], targets.nd, unjudged),
    }
    columns = {"place": "Posyandu", "ds": "D/S", "nd_corrected": "N/D′", "not_weighed": "S − D"}
    closed = _list_closed(table)
    if table[["two_t", "bgm"]].notna().to_numpy().any():
        columns |= {"two_t": "2T", "bgm": "BGM"}
    columns |= {letter: letter for letter in "SKDNTOB"} | {"nd": "N/D", "ks": "K/S"}
    columns = {name: word for name, word in columns.items() if name not in closed}
    counts = [name for name in columns if name in OPENED]
    built = components.build_table(
        cells | {name: _build_counts(rows, name, children) for name in counts},
        columns,
        formats=dict.fromkeys(("nd", "ks"), format_percent),
        numbers=[name for name in columns if name != "place"],
        caption="D/S terendah di atas. ▲ di bawah target.",
        stacked=False,
    )
    st.html(components.build_wide(table=built))


def _list_closed(table: pd.DataFrame) -> list[str]:
    """Columns closed in every row that has weighings: they are no columns for this viewer."""
    weighed = table[table["D"] > 0]
    names = ("nd_corrected", *"NTOB")
    return [name for name in names if len(weighed) and weighed[name].isna().to_numpy().all()]


def build_total(table: pd.DataFrame) -> pd.DataFrame:
    """One row "Semua posyandu" of the summed counts and their ratios; closed counts stay closed."""
    return compute_group_totals(table).assign(name=ALL)


def _build_counts(rows: pd.DataFrame, name: str, children: ChildLinks) -> list[Markup]:
    """A count in each row, opening its children; the total those of all, without a posyandu nothing."""
    of_all = children.of_all()
    built: list[Markup] = []
    for count, code, place in zip(rows[name], rows["posyandu"], rows["name"], strict=True):
        if pd.notna(code):
            built.append(of_all.number(count, *OPENED[name], posyandu=str(code)))
        else:
            shown = of_all.number(count, *OPENED[name]) if place == ALL else escape(format_number(count))
            built.append(shown)
    return built


def _build_rates(values: pd.Series[float], target: float, unjudged: pd.Series[bool]) -> list[Markup]:
    below = (values < target) & ~unjudged
    return [
        build_rate(is_below=low, words=format_percent(value))
        for value, low in zip(values, below, strict=True)
    ]


def multiples(
    table: pd.DataFrame,
    *,
    targets: Targets,
    months: list[pd.Period],
    children: ChildLinks,
    running: bool = False,
) -> None:
    """D/S of every posyandu over the months (see sparklines.render_multiples); a name opens who was not
    weighed in the last of them."""
    st.header("D/S tiap posyandu, 12 bulan", anchor=False)
    render_multiples(
        table,
        target=targets.ds,
        months=months,
        address=lambda code: children.of_all().address("not_weighed", posyandu=code),
        running=running,
    )


def desa_table(table: pd.DataFrame, children: ChildLinks) -> None:
    """SKDN of every desa; counts open their children where this viewer sees all of them."""
    st.header("Tiap desa", anchor=False)
    columns = {"name": "Desa/Kelurahan", "S": "S", "D": "D", "ds": "D/S", "N": "N", "nd_corrected": "N/D′"}
    if table[list(CASES)].notna().to_numpy().any():
        columns |= CASES
    closed = _list_closed(table)
    columns = {name: word for name, word in columns.items() if name not in closed}
    of_all = children.of_all()
    counts = [name for name in columns if name in OPENED]
    opened = {
        name: [
            of_all.number(count, *OPENED[name], kelompok=f"{DESA}{desa}")
            if pd.notna(desa)
            else escape(format_number(count))
            for count, desa in zip(table[name], table["desa"], strict=True)
        ]
        for name in counts
    }
    built = components.build_table(
        {**table, "name": table["desa"].fillna("Tanpa desa"), **opened},
        columns,
        formats=dict.fromkeys(("ds", "nd_corrected"), format_percent),
        numbers=[name for name in columns if name != "name"],
        stacked=False,
    )
    st.html(components.build_wide(table=built, plain=True))
