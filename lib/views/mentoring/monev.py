"""Monev: the same patients on the day chosen and at the monev, and who is left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import altair as alt
import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from lib.domain.categories import MODERATE, SEVERE
from lib.domain.mentoring import BASELINE_DAYS, Window, compute_monev_figures, compute_monev_nt
from lib.domain.mentoring.monev import COMPARED
from lib.views import boards, cells, components, filters
from lib.views.components import render_downloads
from lib.views.mentoring import FILE
from lib.views.templates import macro
from lib.words import text, tokens
from lib.words.cells import each, is_given, join_given
from lib.words.downloads import Download
from lib.words.formats import format_day, format_short_day
from lib.words.mentoring import (
    INDICES,
    NOT_STARTED,
    RUNNING,
    build_rows,
    describe_left_out,
    format_change,
    format_z,
    list_grades,
    list_moves,
)
from lib.words.text import LETTER_BLANKS, LETTER_USUAL

# --- Each compared patient's z on the day chosen and at the monev, as the charts on screen and paper draw it.


def describe_change(*, rows: pd.DataFrame, title: str) -> str:
    """The same in words."""
    parts = [f"{row.name}: {row.words}, {row.moved}" for row in rows.itertuples(index=False)]
    return f"{title}. " + "; ".join(parts) + "."


# --- Each patient's z on the day chosen and at the monev: one line a child, so that the same are compared.

ROW_HEIGHT = 36
ROOM = 0.3  # z kept free on the left
NUMBERS = 0.4  # part of the width kept free on the right, for the changes
SHAPES = {"naik": "triangle-right", "turun": "triangle-left", "tetap": "circle"}


def build_change_chart(*, rows: pd.DataFrame, palette: tokens.Palette) -> alt.LayerChart:
    """Lines from the ring (day chosen) to the filled mark (monev); `rows` of mentoring.changes.build_rows."""
    low = min(*rows["start"], *rows["end"], SEVERE) - ROOM
    most = max(*rows["start"], *rows["end"], MODERATE)
    high = most + (most - low) * NUMBERS
    scale = alt.Scale(domain=[low, high], nice=False)
    colours = {
        "naik": palette.severity["wajar"].ground,
        "turun": palette.severity["sangat rendah"].ground,
        "tetap": palette.quiet_ink,
    }
    colour = alt.Color("moved:N", legend=None).scale(domain=list(colours), range=list(colours.values()))
    names = rows["name"].tolist()
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=names, title=None).axis(labelLimit=190, domain=False, ticks=False),
        tooltip=[
            alt.Tooltip("name:N", title="Anak"),
            alt.Tooltip("words:N", title="z"),
            alt.Tooltip("change:N", title="Perubahan"),
        ],
    )
    start = alt.X("start:Q", scale=scale, title="z-score").axis(format=".1f", tickCount=4)
    limits = alt.Chart(pd.DataFrame({"z": [SEVERE, MODERATE]})).mark_rule(
        strokeDash=[6, 4], strokeWidth=1.5, color=palette.quiet_ink
    )
    end = alt.X("end:Q", scale=scale)
    shape = alt.Shape("moved:N", legend=None).scale(domain=list(SHAPES), range=list(SHAPES.values()))
    layers = [
        limits.encode(x=alt.X("z:Q", scale=scale)),
        base.mark_rule(strokeWidth=3).encode(x=start, x2="end:Q", color=colour),
        base.mark_point(size=90, filled=True, opacity=1, fill=palette.ground, strokeWidth=2).encode(
            x=start, stroke=alt.value(palette.quiet_ink), shape=alt.value("circle")
        ),
        base.mark_point(size=150, filled=True, opacity=1).encode(x=end, color=colour, shape=shape),
        base.mark_text(align="right", dx=-2, fontWeight=600, color=palette.ink).encode(
            x=alt.value("width"), text="change:N"
        ),
    ]
    return alt.LayerChart(layer=layers).properties(height=alt.Step(ROW_HEIGHT))


# --- The monev on screen.

MONEV_LABELS = {"1": "Monev 1 (Juni)", "2": "Monev 2 (Desember)"}
SECOND_FROM = 7
"""From this month on the second monev is the next one."""
CHART_LEAD = (
    "Lingkaran kosong: saat dipilih. Tanda penuh: saat monev. ▶ naik, ◀ turun, ● tetap. Garis putus: −3 dan "
    "−2."
)
MOVES_TITLE = "Pindah kategori"
NT_TITLE = "N dan T"
CHILDREN_TITLE = "Tiap pasien"
REPORT_TITLE = "Laporan monev"
REPORT_LEAD = "Angka, grafik, tiap pasien, dan RTL di halaman ini. Berisi nama anak: simpan dengan aman."

_values, _with_below = macro(FILE, "values"), macro(FILE, "with_below")


def choose_monev(year: int, today: pd.Timestamp) -> int:
    """Monev 1 or 2; the one that is next, or the last of a year gone by.  Kept in the address."""
    usual = "2" if year < today.year or today.month >= SECOND_FROM else "1"
    return int(filters.choice_filter("Monev", "monev", MONEV_LABELS, usual, as_bar=True))


def render_window(window: Window, number: int) -> None:
    """Whether the figures can still change."""
    if not window.is_over:
        said = RUNNING if window.started else NOT_STARTED
        components.notice_note(said.format(number=number, day=format_day(window.last)))


def render_figures(children: pd.DataFrame) -> None:
    """Patients, the mean change of each index, and N/T; who is left out, in words."""
    figures = compute_monev_figures(children).to_dict("records")
    grades = compute_monev_nt(children)
    built = [
        components.build_figure("Pasien", len(children), compare="anak; yang punya dua tim dihitung sekali")
    ]
    built += [
        components.build_figure(
            f"Perubahan z {row['title']}", format_change(row["mean_change"]), compare=describe_figures(row)
        )
        for row in figures
    ]
    then, now = grades["NN"] + grades["NT"], grades["NN"] + grades["TN"]
    built.append(
        components.build_figure(
            "Anak N saat monev",
            now if grades["compared"] else None,
            compare=f"dari {grades['compared']} anak yang dinilai N atau T dua kali; saat dipilih {then}"
            if grades["compared"]
            else "belum ada yang dinilai N atau T dua kali",
        )
    )
    components.figures(built)
    for line in describe_left_out(figures):
        st.html(boards.build_quiet_line(words=line))


def describe_figures(row: Mapping[Any, Any]) -> list[str]:
    """What a mean change is made of: how many children, from where to where, how many rose and fell."""
    count = int(row[COMPARED])
    if not count:
        return ["belum ada anak yang dapat dibandingkan"]
    moved = f"{row['rose']} naik, {row['fell']} turun" + (f", {row['same']} tetap" if row["same"] else "")
    return [
        f"{count} anak yang sama: {moved}",
        f"rata-rata {format_z(row['mean_awal'])} → {format_z(row['mean_monev'])}",
    ]


def render_charts(children: pd.DataFrame) -> None:
    """A line a child for each index, beside each other on a wide screen."""
    from lib.views.mentoring.monev import build_change_chart

    drawn = {index: build_rows(children, index) for index in INDICES}
    if all(rows.empty for rows in drawn.values()):
        return
    components.render_lead(CHART_LEAD)
    for place, (index, rows) in zip(st.columns(2, gap="large"), drawn.items(), strict=True):
        with place:
            if rows.empty:
                continue
            title = f"z {INDICES[index]}"
            st.header(title, anchor=False)
            components.show_chart(
                build_change_chart,
                description=describe_change(rows=rows, title=title),
                key=f"papan_monev_{index}",
                rows=rows,
            )


def render_moves(children: pd.DataFrame) -> None:
    """From which category to which, and from N or T to which; the same children only."""
    moves = list_moves(children)
    grades = list_grades(children)
    left, right = st.columns(2, gap="large")
    with left:
        if len(moves):
            st.header(MOVES_TITLE, anchor=False)
            headers = {"index": "Indeks", "move": "Dari → ke", "direction": "Arah", "children": "Anak"}
            components.html_table(moves, headers, numbers=("children",), stacked=False)
    with right:
        if len(grades):
            st.header(NT_TITLE, anchor=False)
            headers = {"move": "Saat dipilih → saat monev", "children": "Anak"}
            components.html_table(grades, headers, numbers=("children",), stacked=False)


def render_children(children: pd.DataFrame, posyandu_names: Mapping[str, str]) -> None:
    """Each patient with both values, or why there is no comparison."""
    st.header(CHILDREN_TITLE, anchor=False)
    headers = {
        "who": "Anak",
        **{index: f"z {title}" for index, title in INDICES.items()},
        "nt": "N/T",
    }
    rows = [
        {
            "who": _name_child(row, posyandu_names),
            **{index: build_values(row, index) for index in INDICES},
            "nt": escape(f"{_or_dash(row.nt_awal)} → {_or_dash(row.nt_monev)}"),
        }
        for row in each(children)
    ]
    components.html_table({name: [row[name] for row in rows] for name in headers}, headers)
    st.caption(
        f"z awal: pengukuran sah terakhir, paling lama {BASELINE_DAYS} hari sebelum tanggal pilih. N/T: "
        "penilaian KMS pada penimbangan terakhir sebelum dipilih dan sebelum monev."
    )


def _name_child(row: Any, posyandu_names: Mapping[str, str]) -> Markup:
    name = row.name if is_given(row.name) else row.child_id
    place = join_given(posyandu_names.get(row.posyandu, row.posyandu), row.team, row.mentor)
    chosen = (
        f"dipilih {format_short_day(row.selected_on)}" if is_given(row.selected_on) else "tanpa tanggal pilih"
    )
    return cells.build_named(name, place, chosen)


def build_values(row: Any, index: str) -> Markup:
    """HTML: z then → z at the monev with the change and categories, or what is there and why not more."""
    start, end, why = (getattr(row, name) for name in (f"z_{index}_awal", f"z_{index}_monev", f"why_{index}"))
    if why != COMPARED:
        known = join_given(
            f"awal {format_z(start)}" if is_given(start) else None,
            f"monev {format_z(end)}" if is_given(end) else None,
            separator=", ",
        )
        return _with_below(words=known or text.EMPTY_VALUE, under=why)
    then, now = getattr(row, f"category_{index}_awal"), getattr(row, f"category_{index}_monev")
    moved = now if then == now else f"{then} → {now}"
    return _values(
        start=format_z(start),
        end=format_z(end),
        change=format_change(getattr(row, f"change_{index}")),
        category=moved,
    )


def _or_dash(value: object) -> str:
    return str(value) if is_given(value) else text.EMPTY_VALUE


class Report(Protocol):
    """The report as reports.monev_report makes it."""

    @property
    def missing(self) -> list[str]: ...
    @property
    def problem(self) -> str: ...
    @property
    def downloads(self) -> list[Download]: ...


def render_report(report: Report) -> None:
    """The report as PDF and Word, made when a button is pressed; what its head still lacks."""
    st.header(REPORT_TITLE, anchor=False)
    components.render_lead(REPORT_LEAD)
    if report.problem:
        components.problem_note(report.problem, LETTER_USUAL)
    if report.missing:
        components.notice_note(LETTER_BLANKS.format(names=", ".join(report.missing)))
    render_downloads(report.downloads)
