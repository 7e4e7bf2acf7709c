"""An announced weighing on the Gizi page: posyandu by days, counting up."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from lib.domain.weighing_days import Span
from lib.views import components
from lib.words.figures import ALL
from lib.words.formats import format_day_of_month, format_number, format_percent
from lib.words.weighing_days import find_not_begun, name_span, say_not_begun, say_so_far

METHODS = ("hari_timbang",)
MOST_DAYS = 8
"""Columns of days; what was weighed before the first of them is counted in it."""
NOBODY_TITLE = "Belum ada yang ditimbang"
NOBODY_HELP = "Papan ini terisi begitu penimbangan hari pertama diketik di tab “Penimbangan”."


def render_days(table: pd.DataFrame, span: Span, names: Mapping[str, str]) -> None:
    """Who was weighed by when, posyandu that have not begun first; `table` of compute_weighing_days."""
    st.header(f"{name_span(span)}, hari demi hari", anchor=False)
    if table.empty:
        components.empty_state(NOBODY_TITLE, NOBODY_HELP)
        return
    components.render_lead(f"{say_so_far(table)}.")
    if waiting := say_not_begun(find_not_begun(table, names)):
        components.notice_note(waiting)
    cells, columns = build_rows(table, names)
    numbers = [name for name in columns if name != "place"]
    components.html_table(
        cells,
        columns,
        formats={name: format_percent if name == "percent" else format_number for name in numbers},
        numbers=numbers,
        caption="Ditimbang sampai hari itu; bagian yang ditimbang terendah di atas.",
        stacked=False,
    )


def build_rows(table: pd.DataFrame, names: Mapping[str, str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """One row a posyandu, all of them last, and the columns with their headers: percent and sasaran, which a
    phone shows first, then the newest MOST_DAYS days."""
    days = sorted(table["day"].unique())[-MOST_DAYS:]
    shown = table.assign(place=table["posyandu"].map(dict(names)).fillna(table["posyandu"]).fillna(ALL))
    newest = shown.drop_duplicates("place", keep="last").set_index("place")
    whole = newest.index == ALL
    order = newest.assign(whole=whole).sort_values(["whole", "percent"], kind="stable", na_position="last")
    wide = order[["sasaran", "percent"]]
    for number, day in enumerate(days):
        of_day = shown[shown["day"].eq(day)].set_index("place")["weighed"]
        wide = wide.assign(**{f"day_{number}": of_day.reindex(wide.index)})
    headers = {f"day_{number}": format_day_of_month(day) for number, day in enumerate(days)}
    return wide.reset_index(), {"place": "Posyandu", "percent": "Bagian", "sasaran": "Sasaran", **headers}
