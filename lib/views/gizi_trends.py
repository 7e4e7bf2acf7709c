"""Parts of the Gizi page beyond one month: trends, posyandu in small, desa, z-scores beside the standard."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd
import streamlit as st

from lib.domain.categories import INDEX_TITLES
from lib.domain.settings import Targets
from lib.views import components, filters, tokens
from lib.views.charts.trend import build_case_chart, build_rate_chart, describe_trend
from lib.views.charts.z_distribution import build_z_chart, describe_z
from lib.views.formats import format_number, format_percent, format_short_month
from lib.views.gizi import CLOSED, SMALL

PARTS = {"bulan": "Bulan ini", "tren": "Tren 12 bulan", "posyandu": "Tiap posyandu", "sebaran": "Sebaran z"}
PART_PARAMETER, INDEX_PARAMETER = "bagian", "indeks"
MONTHS = 12
RATES = (("ds", "D/S · ditimbang", "D"), ("nd_corrected", "N/D′ · naik berat", "N"))
CASES = {"two_t": "2T", "bgm": "BGM"}
Z_INDICES = {index: INDEX_TITLES[index] for index in ("tb_u", "bb_u", "bb_tb", "imt_u")}
CLOSED_CASES = "Jumlah 2T dan BGM tidak ditampilkan untuk pilihan ini."
GROUPS = {"sex": "Jenis kelamin", "age_group": "Kelompok umur"}
SEX = {"L": "Laki-laki", "P": "Perempuan"}

PROGRAMME_TITLE = "Vitamin A, ASI eksklusif, diare"
PROGRAMMES = {
    "vitamin_a_6_11": "Vitamin A 6–11 bulan",
    "vitamin_a_12_59": "Vitamin A 12–59 bulan",
    "asi_eksklusif": "ASI eksklusif 0–5 bulan",
    "diare": "Diare",
}
VITAMIN_A_NOTE = "Vitamin A dibagikan pada Februari dan Agustus."

METHODS_OF_PROGRAMME = ("vitamin_a", "asi_eksklusif", "diare")
METHODS_OF_TREND = ("ds", "nd_corrected", "two_t", "bgm", "target", "kelompok_umur")
METHODS_OF_Z = ("sebaran_z", "z_score", "tak_wajar")


def choose_part() -> str:
    """Which part of the page is shown; kept in the address."""
    return filters.choice_filter("Bagian", PART_PARAMETER, PARTS, "bulan", as_bar=True)


def months_of_trend(chosen: pd.Period, months: list[pd.Period]) -> list[pd.Period]:
    """The chosen month and up to eleven before it, none before the first one known."""
    first = max(chosen - (MONTHS - 1), min([*months, chosen]))
    return list(pd.period_range(first, chosen, freq="M"))


def trends(table: pd.DataFrame, targets: Targets) -> None:
    """D/S and N/D′ against their targets, 2T and BGM in children."""
    goals = {"ds": targets.ds, "nd_corrected": targets.nd}
    columns = st.columns(2)
    for place, (column, name, tone) in zip(columns, RATES, strict=True):
        with place:
            st.subheader(f"{name}, target {format_number(goals[column])}%", anchor=False)
            components.show_chart(
                build_rate_chart,
                table=table[["month", column]],
                column=column,
                target=goals[column],
                tone=tone,
                description=describe_trend(table=table, column=column, name=name),
                key=f"papan_tren_{column}",
            )
    st.subheader("2T dan BGM · anak", anchor=False)
    if table[list(CASES)].isna().to_numpy().all():
        components.notice_note(CLOSED_CASES)
        return
    components.show_chart(
        build_case_chart,
        table=table[["month", *CASES]],
        columns=tuple(CASES.items()),
        description=" ".join(
            f"{word}: "
            + "; ".join(
                f"{format_short_month(m)} {format_number(n)}"
                for m, n in zip(table["month"], table[c], strict=True)
            )
            + "."
            for c, word in CASES.items()
        ),
        key="papan_tren_kasus",
    )


def groups_table(by_sex: pd.DataFrame, by_age: pd.DataFrame) -> None:
    """SKDN by sex and by age group: the parts of the month's totals."""
    frames = []
    for column, table in (("sex", by_sex), ("age_group", by_age)):
        labels = (
            table[column].astype("str").map(lambda code: SEX.get(code, f"{code} bulan"), na_action="ignore")
        )
        frames.append(table.assign(group=labels.fillna("tidak diketahui"), what=GROUPS[column]))
    rows = pd.concat(frames, ignore_index=True)
    components.html_table(
        rows,
        {
            "what": "Menurut",
            "group": "Kelompok",
            "S": "S",
            "D": "D",
            "ds": "D/S",
            "N": "N",
            "nd_corrected": "N/D′",
        },
        formats={"ds": format_percent, "nd_corrected": format_percent, **dict.fromkeys("SDN", format_number)},
        numbers=["S", "D", "ds", "N", "nd_corrected"],
    )


def desa_table(table: pd.DataFrame) -> None:
    """SKDN of every desa."""
    st.header("Tiap desa", anchor=False)
    rows = table.assign(desa=table["desa"].fillna("Tanpa desa"))
    columns = {"desa": "Desa/Kelurahan", "S": "S", "D": "D", "ds": "D/S", "N": "N", "nd_corrected": "N/D′"}
    if rows[list(CASES)].notna().to_numpy().any():
        columns |= CASES
    components.html_table(
        rows,
        columns,
        formats={
            "ds": format_percent,
            "nd_corrected": format_percent,
            **dict.fromkeys(("S", "D", "N", *CASES), format_number),
        },
        numbers=[name for name in columns if name != "desa"],
    )


def programme(table: pd.DataFrame) -> None:
    """Vitamin A, ASI eksklusif and diare of a month (rows of compute_programme with `small`)."""
    st.header(PROGRAMME_TITLE, anchor=False)
    rows = table.to_dict("records")
    components.figures([_build_programme(row) for row in rows])
    if len(rows) < len(PROGRAMMES):
        st.caption(VITAMIN_A_NOTE)


def _build_programme(row: dict[Any, Any]) -> str:
    name, lines = PROGRAMMES[row["programme"]], []
    if row["programme"] == "asi_eksklusif" and row["of_age"] > row["n"]:
        lines.append(f"{format_number(row['of_age'] - row['n'])} belum dicatat")
    if pd.isna(row["count"]):
        closed = SMALL if row["small"] else CLOSED
        return components.build_figure(name, closed, compare=[f"dari {format_number(row['n'])}", *lines])
    return components.build_figure(
        name, row["percent"], percent=True, numerator=row["count"], denominator=row["n"], compare=lines
    )


def multiples(table: pd.DataFrame, targets: Targets, months: list[pd.Period]) -> None:
    """D/S of every posyandu over the months, the lowest of the last month first."""
    st.header("D/S tiap posyandu, 12 bulan", anchor=False)
    last = table[table["month"] == months[-1].start_time].set_index("posyandu")["ds"]
    order = last.sort_values(na_position="first").index
    palette, cards = tokens.palette(dark=components.is_dark()), []
    for code in order:
        rows = table[table["posyandu"].eq(code)] if pd.notna(code) else table[table["posyandu"].isna()]
        name = rows["name"].iloc[0] if rows["name"].notna().any() else "Tanpa posyandu"
        cards.append(
            _build_card(str(name), rows["ds"].to_numpy(dtype="float64"), targets.ds, months, palette)
        )
    st.html(f'<div class="papan-multiples" role="list">{"".join(cards)}</div>')


def _build_card(
    name: str, values: np.ndarray, target: float, months: list[pd.Period], palette: tokens.Palette
) -> str:
    now = values[-1] if len(values) else np.nan
    low = now < target
    mark = '<span role="img" aria-label="di bawah target">▲</span> ' if low else ""
    told = ", ".join(
        f"{format_short_month(month)} {format_percent(value, decimals=0)}"
        for month, value in zip(months, values, strict=True)
    )
    return (
        f'<div role="listitem"><b>{escape(name)}</b><span class="now">{mark}{format_percent(now)}</span>'
        f"{build_sparkline(values, target, f'D/S {name}: {told}', palette)}</div>"
    )


def build_sparkline(values: np.ndarray, target: float, description: str, palette: tokens.Palette) -> str:
    """A small picture (img with an SVG in it) of percentages 0–100, the target dashed; gaps stay open."""
    step = 100 / max(len(values) - 1, 1)
    runs: list[list[str]] = [[]]
    for at, value in enumerate(values):
        if np.isnan(value):
            runs.append([])
        else:
            runs[-1].append(f"{at * step:.1f},{_height(value):.1f}")
    ink = palette.skdn["D"].ground
    lines = "".join(
        f'<polyline points="{" ".join(run)}" fill="none" stroke="{ink}" stroke-width="2"/>'
        for run in runs
        if run
    )
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="2.4" fill="{ink}"/>'
        for x, _, y in (run[-1].partition(",") for run in runs[-1:] if run)
    )
    goal = ""
    if not np.isnan(target):
        goal = f'<path d="M0 {_height(target):.1f}H100" stroke="{palette.quiet_ink}" stroke-dasharray="4 3"/>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3 0 106 40">{goal}{lines}{dots}</svg>'
    return f'<img alt="{escape(description)}" src="data:image/svg+xml,{quote(drawing)}">'


def _height(percent: float) -> float:
    return 37 - percent * 0.34


def choose_index() -> str:
    """Which index the distribution is of; kept in the address."""
    return filters.choice_filter("Indeks", INDEX_PARAMETER, Z_INDICES, "tb_u", as_bar=True)


def z_distribution(table: pd.DataFrame, index: str) -> None:
    """The z-scores beside the standard, and what that says in words."""
    if table["n"].iloc[0] == 0:
        components.empty_state("Belum ada anak dengan nilai ini", "Isi berat dan tinggi anak.")
        return
    told = describe_z(table=table, name=Z_INDICES[index])
    components.show_chart(build_z_chart, table=table, description=told, key="papan_sebaran_z")
    st.html(f'<p class="papan-lead">{escape(told)}</p>')
