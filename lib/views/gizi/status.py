"""Parts of the Gizi page on growth: prevalence and categories of four indices, z beside the standard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.categories import INDEX_TITLES
from lib.views import components, filters
from lib.views.charts import build_status_chart, build_status_rows, describe_status
from lib.views.gizi import build_opened
from lib.views.links import ChildLinks, build_link
from lib.views.templates import join, macro
from lib.words import tokens
from lib.words.figures import CLOSED, SMALL
from lib.words.formats import format_number, format_percent, format_short_month

# --- The z-scores of a month as bars, WHO's standard as a line over them.

HEIGHT = 320


def build_z_chart(*, table: pd.DataFrame, palette: tokens.Palette) -> alt.LayerChart:
    """`table` of compute_z_distribution; the bars below −2 stand out by colour and by the line at −2."""
    rows = table.assign(
        middle=(table["low"] + table["high"]) / 2,
        side=["di bawah −2" if high <= -2 else "−2 ke atas" for high in table["high"]],
        words=[
            f"z {format_number(row['low'], decimals=1)} sampai {format_number(row['high'], decimals=1)}: "
            f"{format_number(row['count'])} anak ({format_percent(row['percent'])}), "
            f"standar {format_percent(row['standard'])}"
            for row in table.to_dict("records")
        ],
    )[["low", "high", "middle", "percent", "standard", "side", "words"]]
    x = (
        alt.X("low:Q", bin="binned", title="z")
        .scale(domain=[-6, 6], nice=False)
        .axis(values=list(range(-6, 7)), format="d")
    )
    y = alt.Y("percent:Q", title="Persen anak", stack=None)
    colour = alt.Color("side:N", title=None).scale(
        domain=["di bawah −2", "−2 ke atas"],
        range=[palette.severity["sangat rendah"].ground, palette.severity["wajar"].ground],
    )
    base = alt.Chart(rows)
    bars = base.mark_bar(stroke=palette.ground, strokeWidth=1, cornerRadiusEnd=0).encode(
        x=x, x2="high:Q", y=y, color=colour, tooltip=[alt.Tooltip("words:N", title=" ")]
    )
    standard = base.mark_line(
        interpolate="cardinal", strokeWidth=3, strokeDash=[7, 4], color=palette.ink
    ).encode(x=alt.X("middle:Q").scale(domain=[-6, 6], nice=False), y=alt.Y("standard:Q"))
    named = (
        base.transform_filter("datum.middle == 0.25")
        .mark_text(align="left", dx=10, dy=-10, fontWeight=600, color=palette.ink, text="standar WHO")
        .encode(x=alt.X("middle:Q"), y=alt.Y("standard:Q"))
    )
    limit = alt.Chart(pd.DataFrame({"middle": [-2.0], "words": ["batas −2"]})).encode(
        x=alt.X("middle:Q").scale(domain=[-6, 6], nice=False)
    )
    rule = limit.mark_rule(strokeWidth=2, color=palette.quiet_ink)
    said = limit.mark_text(align="right", dx=-6, fontWeight=600, color=palette.ink).encode(
        y=alt.value(8), text="words:N"
    )
    return alt.LayerChart(layer=[bars, rule, said, standard, named]).properties(height=HEIGHT)


def describe_z(*, table: pd.DataFrame, name: str) -> str:
    """Mean, spread and the share below −2 in words."""
    first = table.iloc[0]
    below = table.loc[table["high"] <= -2, "percent"].sum()
    return (
        f"{name}: {format_number(first['n'])} anak, rata-rata z {format_number(first['mean'], decimals=2)} "
        f"(standar 0), simpang baku {format_number(first['sd'], decimals=2)} (standar 1), "
        f"{format_percent(below)} di bawah −2 (standar 2,3%)."
    )


# --- Prevalence and categories.

_name = macro("gizi/gizi.html", "name")

INDEX_PARAMETER = "indeks"
Z_INDICES = {index: INDEX_TITLES[index] for index in ("tb_u", "bb_u", "bb_tb", "imt_u")}
CLOSED_DISTRIBUTION = (
    "Sebaran z tidak ditampilkan untuk peran Anda: dari gambarnya, angka kasus di bawah 5 bisa terbaca."
)

METHODS_OF_STATUS = (
    *("stunting", "wasting", "underweight", "interval", "sebaran", "kategori", "z_score", "posisi"),
    *("tak_wajar", "edema"),
)
METHODS_OF_Z = ("sebaran_z", "z_score", "kategori", "tak_wajar", "edema")

_INDICES = {
    "tb_u": ("stunting", "Stunting", "TB/U · tinggi menurut umur"),
    "bb_tb": ("wasting", "Wasting", "BB/TB · berat menurut tinggi"),
    "bb_u": ("underweight", "Underweight", "BB/U · berat menurut umur"),
    "imt_u": ("", "", "IMT/U · indeks massa tubuh menurut umur"),
}


def statuses(
    prevalence: Sequence[pd.DataFrame],
    distribution: pd.DataFrame,
    left_out: pd.DataFrame,
    children: ChildLinks,
) -> None:
    """Four indices, two side by side: prevalence with its interval, categories, and who is left out; each
    number opens its children. `prevalence`: of the month, then of those said beside it where known."""
    this, *earlier = prevalence
    st.header("Status gizi anak yang diukur", anchor=False)
    rates = {str(row["indicator"]): row for row in this.to_dict("records")}
    with st.container(key="papan_status"):
        # Two rows of two, so that neighbours stay side by side however long one is.
        places = [*st.columns(2, gap="medium"), *st.columns(2, gap="medium")]
    for place, (index, (indicator, title, name)) in zip(places, _INDICES.items(), strict=True):
        rows = distribution[distribution["index"] == index]
        with place:
            if indicator in rates:
                st.html(_build_prevalence(title, rates[indicator], children, earlier))
            st.html(_name(words=name))
            if rows["n"].iloc[0] == 0:
                components.empty_state("Belum ada anak dengan nilai ini", "Isi berat dan tinggi anak.")
            else:
                components.show_chart(
                    build_status_chart,
                    plain_rows=build_status_rows(rows, CLOSED),
                    order=tuple(rows["category"]),
                    description=describe_status(table=rows, title=name, hidden=CLOSED),
                    key=f"papan_status_{index}",
                )
                _open_categories(rows, index, children)
            left = left_out[left_out["index"] == index].iloc[0].to_dict()
            said = describe_left_out(
                left, grouped=len(rows) == 3, n=int(rows["n"].iloc[0]), index=index, children=children
            )
            components.render_lead(said)


def _open_categories(rows: pd.DataFrame, index: str, children: ChildLinks) -> None:
    """The categories of an index that have children, each opening them; nothing where nobody is named."""
    links = [
        build_link(f"{row['category']} · {format_number(row['count'])}", address)
        for row in rows.to_dict("records")
        if row["count"] > 0 and (address := children.address("measured", f"{index}:{row['category']}"))
    ]
    if links:
        st.html(build_opened(said="Lihat anaknya", links=Markup(" ").join(links)))


def _build_prevalence(
    title: str, row: Mapping[Any, Any], children: ChildLinks, earlier: Sequence[pd.DataFrame]
) -> Markup:
    if pd.isna(row["cases"]):
        shown = SMALL if row["small"] else None
        words = f"dari {format_number(row['n'])} anak"
        return components.build_figure(title, shown, compare=words if row["small"] else f"{words}, {CLOSED}")
    span = f"{format_number(row['low'], decimals=1)}–{format_percent(row['high'])}"
    return components.build_figure(
        title,
        row["percent"],
        percent=True,
        compare=(
            f"{format_number(row['cases'])} dari {format_number(row['n'])} anak",
            f"selang 95%: {span}" if row["n"] else "",
            *_describe_earlier(str(row["indicator"]), earlier),
        ),
        link=children.address("measured", str(row["indicator"])) if row["cases"] > 0 else "",
    )


def _describe_earlier(indicator: str, earlier: Sequence[pd.DataFrame]) -> list[str]:
    known = [
        (one["month"], one["percent"])
        for table in earlier
        for one in table[table["indicator"].eq(indicator)].to_dict("records")
        if pd.notna(one["percent"])
    ]
    return [f"{format_short_month(month)}: {format_percent(percent)}" for month, percent in known]


def describe_left_out(
    left: Mapping[Any, Any], *, grouped: bool, n: int, index: str, children: ChildLinks
) -> str | Markup:
    """HTML: who was measured and is not in the figure, each reason opening its children; `grouped` viewers
    learn only how many."""
    if grouped:
        left = {"measured": left["measured"], "n": n, "other": left["measured"] - n}
    reasons = {
        "implausible": "{} anak nilainya tak wajar (timbang ulang)",
        "no_height": "{} anak belum diukur tingginya",
        "oedema": "{} anak edema (masuk daftar gizi buruk)",
        "other": "{} anak tidak punya nilai",
    }
    said = [
        build_link(words.format(format_number(left[key])), children.address("measured", f"{index}:{key}"))
        for key, words in reasons.items()
        if left.get(key)
    ]
    if not said:
        return f"Semua {format_number(left['measured'])} anak yang diukur masuk."
    return join(["Tidak masuk: ", Markup("; ").join(said), "."])


def choose_index() -> str:
    """Which index the distribution is of; kept in the address."""
    return filters.choice_filter("Indeks", INDEX_PARAMETER, Z_INDICES, "tb_u", as_bar=True)


def z_distribution(
    table: pd.DataFrame, index: str, distribution: pd.DataFrame, left_out: pd.DataFrame, children: ChildLinks
) -> None:
    """The z-scores beside the standard, what that says in words, the children of each category, and who is
    left out (`distribution` and `left_out` as for `statuses`)."""
    if table["n"].iloc[0] == 0:
        components.empty_state("Belum ada anak dengan nilai ini", "Isi berat dan tinggi anak.")
        return
    told = describe_z(table=table, name=Z_INDICES[index])
    components.show_chart(build_z_chart, table=table, description=told, key="papan_sebaran_z")
    components.render_lead(told)
    rows = distribution[distribution["index"] == index]
    _open_categories(rows, index, children)
    left = left_out[left_out["index"] == index].iloc[0].to_dict()
    grouped, n = len(rows) == 3, int(table["n"].iloc[0])
    said = describe_left_out(left, grouped=grouped, n=n, index=index, children=children)
    components.render_lead(said)
