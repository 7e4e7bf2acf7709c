"""Twelve months of antar-jemput: the funnel with D/S beside it, who was lost at which step, and Donasi."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain import antar_jemput
from lib.views import boards, components
from lib.views.antar_jemput import FUNNEL, TEMPLATES
from lib.views.antar_jemput import people as list_part
from lib.views.charts.trend import build_rate_chart, describe_trend
from lib.views.templates import macro
from lib.words import text
from lib.words.cells import each, is_given, join_given
from lib.words.formats import format_number, format_percent, format_short_day, format_short_month

_bus = macro(TEMPLATES, "bus")
_lost = macro(TEMPLATES, "lost")
_lost_names = macro(TEMPLATES, "lost_names")
_sum = macro(TEMPLATES, "sum")

TITLE = "12 bulan: ajakan dan D/S"
CHART_TITLE = "D/S, target {target}%"
LOST_TITLE = "Hilang di langkah mana"
LOST_YEAR_TITLE = "Hilang di langkah mana, 12 bulan"
LOST_YEAR_LEAD = (
    "Balita sasaran yang tidak ditimbang pada hari itu, menurut langkah pertama yang tidak dilewati."
)
OFTEN_TITLE = "Balita yang hilang dua putaran atau lebih"
OFTEN_LEAD = "Datangi rumahnya: bus dan ajakan saja belum cukup."
NOBODY_OFTEN = "Tidak ada yang hilang dua kali dalam 12 bulan ini."
BUS_QUESTION = "Apakah bus menaikkan D/S?"
WITH_BUS = "{months} bulan dengan bus: D/S {ds}, {points} di antaranya dari yang naik bus."
WITHOUT_BUS = "{months} bulan tanpa catatan bus: D/S {ds}."
BUS_DOUBT = (
    "Selisih ini belum tentu karena bus: musim, bulan timbang, dan kelengkapan catatan juga ikut. Tanpa "
    "mereka yang naik bus, D/S bulan-bulan itu paling rendah {rest}."
)
NO_COMPARISON = "Belum ada bulan lain untuk dibandingkan, jadi belum bisa dikatakan apakah bus menaikkan D/S."
NO_YEAR_TITLE = "Belum ada putaran dalam 12 bulan ini"
NO_YEAR_HELP = "Isi tab “Jadwal” dan “Antar Jemput”; bulan-bulannya muncul sendiri."
DONATIONS_TITLE = "Buku donasi, 12 bulan"
NO_DONATIONS = "Belum ada donasi tercatat di tab “Donasi” dalam 12 bulan ini."
LOST = {
    "dihubungi": "Tidak sampai dihubungi",
    "bersedia": "Dihubungi, tidak bersedia",
    "naik": "Bersedia, tidak naik",
    "ditimbang": "Naik, tidak ditimbang",
}
ROWS_SHOWN = 30
NAMES_SHOWN = 60


def render_year(table: pd.DataFrame, skdn: pd.DataFrame, target: float, running: pd.Period) -> None:
    """D/S as a line and the months in a table (Seen.antar_jemput.year), newest month first."""
    if not int(table["rounds"].sum()):
        components.empty_state(NO_YEAR_TITLE, NO_YEAR_HELP)
        return
    st.header(CHART_TITLE.format(target=format_number(target)), anchor=False)
    components.show_chart(
        build_rate_chart,
        table=skdn[["month", "ds"]],
        column="ds",
        target=target,
        tone="D",
        description=describe_trend(table=skdn, column="ds", name="D/S"),
        key="papan_jemput_ds",
    )
    st.header(TITLE, anchor=False)
    counts = ["rounds", *FUNNEL, "datang_sendiri"]
    components.html_table(
        table.iloc[::-1],
        {"month": "Bulan", "rounds": "Putaran", **FUNNEL, "datang_sendiri": "Datang sendiri"}
        | {"ds": "D/S", "bus_points": "Dari bus"},
        formats={
            "month": lambda month: format_short_month(month) + (" (berjalan)" if month == running else ""),
            **dict.fromkeys(counts, format_number),
            "ds": format_percent,
            "bus_points": _format_points,
        },
        numbers=[*counts, "ds", "bus_points"],
        stacked=False,
    )


def render_bus_months(groups: pd.DataFrame) -> None:
    """D/S of the months with and without the bus, and what that does not prove; nothing while no month with
    bus is over. `groups`: of antar_jemput.compute_bus_months."""
    said = {bool(row.with_bus): row for row in each(groups)}
    if True not in said:
        return
    bus = said[True]
    lines = [
        WITH_BUS.format(months=bus.months, ds=format_percent(bus.ds), points=_format_points(bus.bus_points))
    ]
    if False in said:
        lines.append(WITHOUT_BUS.format(months=said[False].months, ds=format_percent(said[False].ds)))
        doubt = BUS_DOUBT.format(rest=format_percent(bus.ds - bus.bus_points))
    else:
        doubt = NO_COMPARISON
    st.html(_bus(question=BUS_QUESTION, said=" ".join(lines), doubt=doubt))


def _format_points(points: float) -> str:
    return text.EMPTY_VALUE if pd.isna(points) else f"{format_number(points, decimals=1)} poin"


def render_lost_of_round(people: pd.DataFrame, one: Mapping[Any, Any], *, with_names: bool) -> None:
    """Who of a round that is over was lost at which step; without names how many. `people`: of
    Seen.round_sasaran."""
    lost = people[people["lost"].notna()]
    if lost.empty or one["days_left"] >= 0:
        return
    st.html(boards.build_part(words=LOST_TITLE))
    steps = []
    for step, label in LOST.items():
        rows = lost[lost["lost"].eq(step)]
        if len(rows):
            named = ", ".join(_name(row) for row in each(rows)) if with_names else ""
            steps.append((label, f"{len(rows)} orang", named))
    st.html(_lost(steps=steps))


def render_lost_of_year(lost: pd.DataFrame, names: Mapping[str, str], *, with_names: bool) -> None:
    """Balita lost at each step over the months; who they are, for those who may know it. `lost`: of
    Seen.lost_people."""
    if lost.empty:
        return
    st.header(LOST_YEAR_TITLE, anchor=False)
    components.render_lead(LOST_YEAR_LEAD)
    steps = [(label, lost[lost["lost"].eq(step)]) for step, label in LOST.items()]
    counted = [
        (f"{label}: {len(rows)} anak, {int(rows['times'].sum())} kali", rows)
        for label, rows in steps
        if len(rows)
    ]
    if not with_names:
        st.html(_lost(steps=[("", said, "") for said, _ in counted]))
        return
    for said, rows in counted:
        with st.expander(said):
            named = []
            for row in each(rows.head(NAMES_SHOWN)):
                times = f", {row.times} kali" if row.times > 1 else ""
                below = f"{names.get(row.posyandu, row.posyandu)}{times}"
                named.append((row.name if is_given(row.name) else row.person_id, below))
            left = len(rows) - NAMES_SHOWN
            more = f"dan {left} anak lain; pilih posyandu untuk melihatnya" if left > 0 else ""
            st.html(_lost_names(people=named, more=more))


def _name(row: Any) -> str:
    came = " (datang sendiri)" if row.came_alone else ""
    return str(row.name if is_given(row.name) else row.person_id) + came


def render_lost_often(table: pd.DataFrame, year: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Who was lost again and again, most often first; nothing where nobody was ever called. `table`: of
    Seen.lost_often; `year`: of Seen.antar_jemput.year."""
    if not int(year["dihubungi"].sum()) and table.empty:
        return
    st.header(OFTEN_TITLE, anchor=False)
    if table.empty:
        components.good_note(NOBODY_OFTEN)
        return
    components.render_lead(OFTEN_LEAD)
    columns: dict[str, list_part.Cell] = {
        "Posyandu": lambda row: str(names.get(row.posyandu, row.posyandu)),
        "Pengasuh": lambda row: list_part.build_cell(row.caregiver),
        "Telepon": lambda row: boards.build_phone_link(row.phone),
        "Kali": lambda row: str(row.times),
        "Terakhir": lambda row: f"{format_short_day(row.last)}: {LOST[row.lost].lower()}",
    }
    st.html(list_part.build_people([("", "", table.head(ROWS_SHOWN))], columns))
    if len(table) > ROWS_SHOWN:
        components.notice_note(f"{ROWS_SHOWN} dari {len(table)} orang; pilih posyandu untuk yang lain.")


def render_donations(donations: pd.DataFrame, names: Mapping[str, str], *, with_donors: bool) -> None:
    """What was given together, and each gift, newest first."""
    st.header(DONATIONS_TITLE, anchor=False)
    if donations.empty:
        components.render_lead(NO_DONATIONS)
        return
    totals = antar_jemput.compute_donation_totals(donations)
    st.html(_sum(said="; ".join(_describe_total(row) for row in each(totals))))
    shown = donations.assign(
        gift=[join_given(row.form, _describe_amount(row), separator=": ") for row in each(donations)],
        place=donations["posyandu"].map(dict(names)).fillna(donations["posyandu"]),
    )
    headers = {
        "date": "Tanggal",
        "donor": "Pemberi",
        "gift": "Donasi",
        "purpose": "Untuk",
        "place": "Posyandu",
    }
    if not with_donors:
        del headers["donor"]
    components.html_table(shown, headers, formats={"date": format_short_day})


def _describe_amount(row: Any) -> str | None:
    if not is_given(row.amount):
        return None
    return join_given(
        format_number(row.amount, decimals=0 if row.amount == round(row.amount) else 1),
        row.unit,
        separator=" ",
    )


def _describe_total(row: Any) -> str:
    amount = _describe_amount(row)
    return f"{row.form} {amount or f'{row.gifts} kali'}"
