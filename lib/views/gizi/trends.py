"""Parts of the Gizi page over twelve months: rates against their targets, 2T and BGM, every month's counts,
and the chosen month by sex and age."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.settings import Targets
from lib.domain.trend_marks import BEGAN
from lib.views import components, filters
from lib.views.charts.trend import build_case_chart, build_rate_chart, describe_mark, describe_trend
from lib.views.gizi.places import CASES, OPENED
from lib.views.links import ChildLinks
from lib.words.formats import format_month, format_number, format_percent, format_short_month
from lib.words.text import SEX

PARTS = {"bulan": "Bulan ini", "tren": "Tren 12 bulan", "posyandu": "Tiap posyandu", "sebaran": "Sebaran z"}
MONTHS = 12
RATES = (("ds", "D/S · ditimbang", "D"), ("nd_corrected", "N/D′ · naik berat", "N"))
MARKS = "Tanda pada gambar"
CLOSED_CASES = "Jumlah 2T dan BGM tidak ditampilkan untuk pilihan ini."
GROUPS = {"sex": "Jenis kelamin", "age_group": "Kelompok umur"}


METHODS_OF_TREND = (
    *("ds", "nd_corrected", "S", "K", "D", "not_weighed", "nt", "two_t", "bgm", "target", "kelompok_umur"),
    "tanda_tren",
)


def choose_part() -> str:
    """Which part of the page is shown; kept in the address."""
    return filters.part_filter("gizi", PARTS, "bulan")


def trends(table: pd.DataFrame, targets: Targets, marks: pd.DataFrame) -> None:
    """D/S and N/D′ against their targets, 2T and BGM in children; `marks` of Seen.trend_marks."""
    goals = {"ds": targets.ds, "nd_corrected": targets.nd}
    columns = st.columns(2)
    for place, (column, name, tone) in zip(columns, RATES, strict=True):
        with place:
            st.header(f"{name}, target {format_number(goals[column])}%", anchor=False)
            components.show_chart(
                build_rate_chart,
                table=table[["month", column]],
                column=column,
                target=goals[column],
                tone=tone,
                marks=marks,
                description=describe_trend(table=table, column=column, name=name),
                key=f"papan_tren_{column}",
            )
    if len(marks):
        told = "; ".join(
            ("▲ " if (group["kind"] == BEGAN).any() else "● ")
            + f"{format_short_month(pd.Timestamp(str(month)))}: "
            + ", ".join(describe_mark(row) for row in group.to_dict("records"))
            for month, group in marks.groupby("month")
        )
        st.caption(f"{MARKS}: {told}")
    st.header("2T dan BGM · anak", anchor=False)
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


def months_table(table: pd.DataFrame, children: ChildLinks) -> None:
    """The counts of every month, the newest first, each opening its children."""
    st.header("Tiap bulan", anchor=False)
    rows = table.iloc[::-1]
    columns = {"name": "Bulan", **{letter: letter for letter in "SKDNTOB"}, "not_weighed": "S − D"}
    columns |= {name: word for name, word in CASES.items() if table[name].notna().any()}
    columns |= {"ds": "D/S", "nd_corrected": "N/D′"}
    counts = [name for name in columns if name in OPENED]
    months = [pd.Period(month, freq="M") for month in rows["month"]]
    opened = {
        name: [
            children.number(count, *OPENED[name], month=month)
            for count, month in zip(rows[name], months, strict=True)
        ]
        for name in counts
    }
    built = components.build_table(
        {
            **rows,
            "name": [format_short_month(month).replace(" ", "\u00a0") for month in months],
            **opened,
        },
        columns,
        formats=dict.fromkeys(("ds", "nd_corrected"), format_percent),
        numbers=[name for name in columns if name != "name"],
        stacked=False,
    )
    st.html(components.build_wide(table=built, plain=True))


def groups_table(by_sex: pd.DataFrame, by_age: pd.DataFrame, children: ChildLinks) -> None:
    """SKDN by sex and by age group: the parts of the month's totals, each opening its children."""
    st.header(f"Menurut jenis kelamin dan umur, {format_month(children.month)}", anchor=False)
    frames = []
    opened: dict[str, list[Markup]] = {name: [] for name in "SDN"}
    for column, table in (("sex", by_sex), ("age_group", by_age)):
        labels = (
            table[column].astype("str").map(lambda code: SEX.get(code, f"{code} bulan"), na_action="ignore")
        )
        codes = table[column].astype("str").fillna("tanpa_jk" if column == "sex" else "")
        for name, cells in opened.items():
            cells += [
                children.number(count, *OPENED[name], kelompok=code)
                for count, code in zip(table[name], codes, strict=True)
            ]
        frames.append(table.assign(group=labels.fillna(f"{GROUPS[column]} tidak diketahui")))
    columns = {"group": "Kelompok", "S": "S", "D": "D", "ds": "D/S", "N": "N", "nd_corrected": "N/D′"}
    rows = pd.concat(frames, ignore_index=True)
    if by_sex["D"].any() and rows["nd_corrected"].isna().all():  # closed for this viewer
        del columns["nd_corrected"]
    built = components.build_table(
        {**rows, **opened},
        columns,
        formats=dict.fromkeys(("ds", "nd_corrected"), format_percent),
        numbers=[name for name in columns if name != "group"],
        stacked=False,
    )
    st.html(components.build_wide(table=built, plain=True))
