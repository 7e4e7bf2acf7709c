"""Beside Daftar Tilik: the steps missed most, whose steps they are, the minutes they took, and where to type
what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from lib.domain.steps import compute_compliance, compute_missed_steps
from lib.views import boards, components
from lib.views.templates import macro
from lib.words import text
from lib.words.cells import each
from lib.words.formats import format_month, format_number, format_percent, format_short_month, format_unit
from lib.words.sop_document import UNSET

MISSED_TITLE = "Langkah yang paling sering terlewat"
NONE_MISSED = "Tidak ada langkah yang terlewat."
NOTHING_DUE = "Belum ada langkah yang jatuh tempo."
EXECUTORS_TITLE = "Kepatuhan menurut pelaksana"
MINUTES_TITLE = "Menit tercatat di samping waktu baku"
PLACES_TITLE = "Kepatuhan tiap posyandu"
FILL_IN = "Isi di Google Sheets"
TREND = "Tampilkan kepatuhan 12 bulan"
TREND_TITLE = "Kepatuhan 12 bulan, target {target}"
MOST_LINKS = 4
CHOOSE_POSYANDU = "Daftar Tilik ada di {count} buku kerja. Pilih posyandu untuk membuka bukunya."
_MOST_STEPS = 5
_missed = macro("sop/sop.html", "missed")
_rate = macro("sop/sop.html", "rate")


def render_causes(rows: pd.DataFrame) -> None:
    """Steps missed most, and compliance by the executor that the SOP names. `rows`: one SOP of
    compute_sop_status; nothing where no step counts in the month."""
    if not rows["counts"].any():
        return
    executors = build_executors(rows)
    if executors.empty:  # nothing due yet: nobody to name
        st.subheader(MISSED_TITLE, anchor=False)
        _render_missed(rows)
    else:
        left, right = st.columns(2, gap="large")
        with left:
            st.subheader(MISSED_TITLE, anchor=False)
            _render_missed(rows)
        with right:
            st.subheader(EXECUTORS_TITLE, anchor=False)
            components.html_table(
                executors,
                {"executor": "Pelaksana", "compliance": "Kepatuhan", "filled": "Terisi"},
                numbers=["compliance", "filled"],
                stacked=False,
            )
    minutes = build_minutes(rows)
    if len(minutes):
        st.subheader(MINUTES_TITLE, anchor=False)
        components.html_table(
            minutes,
            {"step": "No", "what": "Langkah", "standard": "Baku", "median": "Median", "over": "Lebih lama"},
            numbers=["standard", "median", "over"],
            stacked=False,
        )


def _render_missed(rows: pd.DataFrame) -> None:
    missed = compute_missed_steps(rows)
    if missed.empty:
        is_due = rows["counts"] & rows["result"].notna()
        components.render_lead(NONE_MISSED if is_due.any() else NOTHING_DUE)
        return
    steps = [
        (
            row.step,
            row.description,
            f"{format_number(row.missed)} dari {format_number(row.due)}",
            boards.build_meter(row.missed, row.due),
        )
        for row in each(missed.head(_MOST_STEPS))
    ]
    st.html(_missed(steps=steps))


def build_executors(rows: pd.DataFrame) -> pd.DataFrame:
    """executor, compliance ("80,0%" or a dash) and filled ("3/5") in words, in the order of the steps."""
    named = rows.assign(executor=rows["standard_executor"].fillna(UNSET))
    figures = compute_compliance(named, by=("executor",))
    figures = figures[figures["total"] > 0]
    return pd.DataFrame(
        {
            "executor": figures["executor"],
            "compliance": figures["compliance"].map(format_percent),
            "filled": figures["filled"].astype(str) + "/" + figures["total"].astype(str),
        }
    )


def build_minutes(rows: pd.DataFrame) -> pd.DataFrame:
    """Steps with recorded minutes, in order: step, what, standard ("30 menit" or a dash), median, and over:
    how many took longer ("2 dari 5"; a dash without a standard)."""
    figures = compute_compliance(rows, by=("step", "step_order", "description"))
    figures = figures[figures["timed"] > 0].sort_values("step_order", kind="stable")
    over = figures["over_standard"].astype(str) + " dari " + figures["timed"].astype(str)
    return pd.DataFrame(
        {
            "step": figures["step"],
            "what": figures["description"].fillna(text.EMPTY_VALUE),
            "standard": [format_unit(minutes, "menit") for minutes in figures["standard_minutes"]],
            "median": [
                format_unit(minutes, "menit", decimals=0 if float(minutes).is_integer() else 1)
                for minutes in figures["minutes_median"]
            ],
            "over": over.where(figures["standard_minutes"].notna(), text.EMPTY_VALUE),
        }
    )


def render_fill_in(links: Mapping[str, str]) -> None:
    """Buttons that open the tab in Google Sheets; nothing for files."""
    if len(links) > MOST_LINKS:
        st.html(boards.build_quiet_line(words=CHOOSE_POSYANDU.format(count=len(links))))
        return
    with st.container(horizontal=True):
        for book, link in links.items():
            label = FILL_IN if len(links) == 1 else f"{FILL_IN}: {components.plain(book)}"
            st.link_button(label, link, icon=":material/edit_square:")


def wants_trend() -> bool:
    """Whether twelve months are asked for: they are computed only then."""
    return bool(st.toggle(TREND, key="papan_tilik_tren"))


def render_trend(table: pd.DataFrame, target: float) -> None:
    """Compliance of twelve months with the target line; below it each month's rate beside "terisi n/m".
    `table` of Seen.compliance_months."""
    # Imported when it is drawn: this page is often the first, and altair is slow to import.
    from lib.views.charts.trend import build_rate_chart, describe_trend

    st.subheader(TREND_TITLE.format(target=format_percent(target, decimals=0)), anchor=False)
    components.show_chart(
        build_rate_chart,
        table=table[["month", "compliance"]],
        column="compliance",
        target=target,
        tone="N",
        description=describe_trend(table=table, column="compliance", name="Kepatuhan"),
        key="papan_tilik_grafik_tren",
    )
    shown = pd.DataFrame(
        {
            "month": table["month"].map(format_month),
            "compliance": table["compliance"].map(format_percent),
            "filled": table["filled"].astype(str) + "/" + table["total"].astype(str),
        }
    )
    components.html_table(
        shown.iloc[::-1],
        {"month": "Bulan", "compliance": "Kepatuhan", "filled": "Terisi"},
        numbers=["compliance", "filled"],
        stacked=False,
    )


def render_places(
    table: pd.DataFrame, names: Mapping[str, str], months: Sequence[pd.Period], target: float
) -> None:
    """Posyandu × months, newest first: each rate beside its "n/m", marked where it is below the target.
    `table` of Seen.compliance_places; nothing where fewer than two posyandu have anything due."""
    if table["posyandu"].nunique() < 2:
        return
    st.subheader(PLACES_TITLE, anchor=False)
    cells = {
        (row.posyandu, row.month): _rate(
            is_below=row.compliance < target,
            rate=format_percent(row.compliance),
            filled=f"{row.filled}/{row.total}",
        )
        for row in each(table)
    }
    known = set(table["posyandu"])
    codes = [code for code in names if code in known]
    lines = {
        "place": [names[code] for code in codes],
        **{str(month): [cells.get((code, month), "") for code in codes] for month in months},
    }
    columns = {"place": "Posyandu", **{str(month): format_short_month(month) for month in reversed(months)}}
    built = components.build_table(lines, columns, numbers=list(columns)[1:], stacked=False)
    st.html(components.build_wide(table=built, plain=True))
