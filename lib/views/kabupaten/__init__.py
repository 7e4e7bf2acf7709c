"""The page Kabupaten: many puskesmas side by side, charts before tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import altair as alt
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.domain.access import PAGES, PUSKESMAS_PARAMETER
from lib.domain.kabupaten import ABOVE, BELOW, FAR_ABOVE, FAR_BELOW, INSIDE, Funnel
from lib.domain.prevalence import INDICATORS
from lib.domain.settings import Targets
from lib.views import components, filters
from lib.views.templates import macro
from lib.words import text, tokens
from lib.words.figures import CLOSED, SMALL
from lib.words.formats import (
    format_age,
    format_month,
    format_number,
    format_percent,
    format_short_day,
    format_short_month,
)

# --- Charts of the page Kabupaten: the funnel, and twelve months of the kabupaten among its puskesmas.

HEIGHT, TREND_HEIGHT = 380, 240
NAMES_AT = 0.12
"""Where the limits' names stand, of the widest number of children."""

SHAPES = {
    FAR_ABOVE: "triangle-up",
    ABOVE: "triangle-up",
    INSIDE: "circle",
    BELOW: "triangle-down",
    FAR_BELOW: "triangle-down",
}


def build_funnel_chart(
    *, places: pd.DataFrame, curves: pd.DataFrame, palette: tokens.Palette
) -> alt.LayerChart:
    """Shares by number of children measured, between the limits of Funnel.curves; who lies far outside is
    named. `places` and `curves` as lib.domain.kabupaten.Funnel has them."""
    colours = {
        FAR_ABOVE: palette.severity["sangat rendah"].ground,
        ABOVE: palette.severity["rendah"].ground,
        INSIDE: palette.quiet_ink,
        BELOW: palette.severity["lebih"].ground,
        FAR_BELOW: palette.severity["sangat lebih"].ground,
    }
    rows = places.assign(
        shape=places["position"].map(SHAPES),
        colour=places["position"].map(colours),
        words=describe_places(places),
    )
    most = max(
        [float(rows["percent"].max()), float(curves["high_998"].quantile(0.75)) if len(curves) else 0.0, 1.0]
    )
    y = alt.Y("percent:Q", title=None, scale=alt.Scale(domain=[0, min(100.0, most * 1.15)], clamp=True))
    y = y.axis(labelExpr="datum.value + '%'", tickCount=6)
    x = alt.X("n:Q", title="Anak yang diukur").axis(tickCount=6, format=",d")
    layers: list[alt.Chart] = []
    if len(curves):
        lines = curves.melt("n", var_name="limit", value_name="percent")
        dashes = {"mean": [1, 0], "low_95": [6, 4], "high_95": [6, 4], "low_998": [2, 3], "high_998": [2, 3]}
        layers += [
            alt.Chart(lines[lines["limit"] == limit])
            .mark_line(color=palette.quiet_ink, strokeWidth=1.5, strokeDash=dash, clip=True)
            .encode(x=x, y=y)
            for limit, dash in dashes.items()
        ]
        # Named where the limits lie far enough apart, left of the middle.
        at = curves.loc[(curves["n"] - NAMES_AT * curves["n"].max()).abs().idxmin(), "n"]
        names = {"high_95": "95%", "high_998": "99,8%"}
        named = lines[lines["n"].eq(at) & lines["limit"].isin(list(names))]
        words = alt.Chart(named.assign(name=named["limit"].map(names)))
        layers.append(
            words.mark_text(align="left", dx=4, dy=-8, color=palette.quiet_ink).encode(
                x=x, y=y, text="name:N"
            )
        )
    points = alt.Chart(rows).encode(x=x, y=y, tooltip=[alt.Tooltip("words:N", title=" ")])
    layers.append(
        points.mark_point(size=110, filled=True, opacity=0.9).encode(
            shape=alt.Shape("shape:N", scale=None, legend=None),
            color=alt.Color("colour:N", scale=None, legend=None),
        )
    )
    # Away from the other points: above those above, below those below.
    for position, away in ((FAR_ABOVE, -14), (FAR_BELOW, 16)):
        of_side = alt.Chart(rows[rows["position"].eq(position)]).encode(x=x, y=y)
        layers.append(
            of_side.mark_text(dy=away, fontWeight=600, color=palette.ink).encode(text="puskesmas:N")
        )
    return alt.LayerChart(layer=layers).properties(height=HEIGHT)


def describe_places(places: pd.DataFrame) -> list[str]:
    """ "Mawar: 21,0% (38 dari 181), di dalam batas" of each row."""
    return [
        f"{row['puskesmas']}: {format_percent(row['percent'])} ({format_number(row['cases'])} dari "
        f"{format_number(row['n'])}), {row['position']} batas"
        for row in places.to_dict("records")
    ]


def build_trend_chart(
    *, table: pd.DataFrame, spread: pd.DataFrame, column: str, palette: tokens.Palette, tone: str
) -> alt.LayerChart:
    """One rate (percent) of the kabupaten over its months, thick, among those of its puskesmas, thin. `tone`
    of skdn."""
    order = [_name_month(month) for month in table["month"]]
    whole = table.assign(
        label=order,
        words=[
            f"Kabupaten, {format_month(month)}: {format_percent(value)}"
            for month, value in zip(table["month"], table[column], strict=True)
        ],
        value=table[column],
    )
    each = spread.assign(
        label=[_name_month(month) for month in spread["month"]],
        value=spread[column],
        words=[
            f"{name}, {format_month(month)}: {format_percent(value)}"
            for name, month, value in zip(spread["puskesmas"], spread["month"], spread[column], strict=True)
        ],
    ).dropna(subset=["value"])
    most = max(float(each["value"].max()) if len(each) else 0.0, 10.0)
    x = alt.X("label:N", sort=order, title=None).axis(
        labelAngle=0,
        labelExpr="split(datum.label, '|')",
        labelOverlap="parity",
        labelSeparation=4,
        labelLimit=0,
    )
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, min(100.0, most * 1.1)]))
    y = y.axis(labelExpr="datum.value + '%'", tickCount=5)
    tooltip = [alt.Tooltip("words:N", title=" ")]
    colour = palette.skdn[tone].ground
    kept = ["puskesmas", "label", "value", "words"]
    thin = alt.Chart(each[kept]).mark_line(color=palette.quiet_ink, strokeWidth=1, opacity=0.35)
    base = alt.Chart(whole[["label", "value", "words"]]).encode(x=x, y=y, tooltip=tooltip)
    layers = [
        thin.encode(x=x, y=y, detail="puskesmas:N", tooltip=tooltip),
        base.mark_line(color=colour, strokeWidth=4),
        base.mark_point(color=colour, size=90, filled=True, opacity=1),
    ]
    return alt.LayerChart(layer=layers).properties(height=TREND_HEIGHT)


def describe_trend(table: pd.DataFrame, column: str, name: str) -> str:
    """The kabupaten's months in words."""
    said = (
        f"{format_month(month)} {format_percent(value)}"
        for month, value in zip(table["month"], table[column], strict=True)
    )
    return f"{name}: " + "; ".join(said) + "."


def _name_month(month: pd.Timestamp) -> str:
    """ "Nov|2026": the year on a line of its own."""
    return format_short_month(month).replace(" ", "|")


# --- The page.

TITLE = "Kabupaten"
LEAD = "Semua puskesmas berdampingan: siapa di luar kebetulan, arahnya, dan seberapa baru datanya."
EMPTY_TITLE = "Belum ada angka untuk dibandingkan"
EMPTY_HELP = "Angka tiap puskesmas muncul beberapa menit sesudah buku kerjanya pertama kali terbaca."
NOT_OPENED = "belum buka"
FEW_OPEN = "Corong memerlukan paling sedikit tiga puskesmas yang angkanya terbuka."
CLOSED_NOTE = (
    "{count} puskesmas dengan kasus kurang dari 5 (atau hampir semua anaknya kasus) ditutup, dan tidak ikut "
    "dalam rata-rata."
)
INDICATOR_PARAMETER = "indikator"
INDICATOR_LABELS = dict(zip(INDICATORS, ("Stunting", "Wasting", "Underweight"), strict=True))
METHODS = (*INDICATORS, "interval", "corong", "ds", "nd_corrected", "sop_kabupaten", "galat_kabupaten")
MOST_NAMED = 12

GROUPS = (
    (FAR_ABOVE, "problem", "▲", "Jauh di atas (di luar batas 99,8%)"),
    (ABOVE, "notice", "△", "Di atas (di luar batas 95%)"),
    (BELOW, "good", "▽", "Di bawah (di luar batas 95%)"),
    (FAR_BELOW, "good", "▼", "Jauh di bawah (di luar batas 99,8%)"),
)

_verdicts = macro("kabupaten/kabupaten.html", "verdicts")
_place = macro("kabupaten/kabupaten.html", "place")
_share = macro("kabupaten/kabupaten.html", "share")
_book = macro("kabupaten/kabupaten.html", "book")


class Workbook(Protocol):
    """What the list of workbooks is told of each."""

    @property
    def puskesmas(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def age(self) -> timedelta | None: ...
    @property
    def problem(self) -> str: ...


def choose(place: DeltaGenerator, months: Sequence[pd.Period], first: pd.Period) -> tuple[pd.Period, str]:
    """The month and the indicator that are looked at, both in the address, chosen in the page's head."""
    said = INDICATOR_LABELS[filters.read_choice(INDICATOR_PARAMETER, list(INDICATOR_LABELS), INDICATORS[0])]
    with filters.fold(place, [filters.say_month(months, first), said]):
        month = filters.month_filter(months, first)
        return month, filters.choice_filter("Angka", INDICATOR_PARAMETER, INDICATOR_LABELS, INDICATORS[0])


def headline(total: Mapping[str, float], month: pd.Period, indicator: str, targets: Targets) -> None:
    """The kabupaten in three figures."""
    st.header(format_month(month), anchor=False)
    closed = int(total["closed"])
    components.figures(
        [
            components.build_figure(
                "Ditimbang (D/S)", total["ds"], percent=True, numerator=total["D"], denominator=total["S"],
                compare=f"target {format_number(targets.ds)}%",
            ),
            components.build_figure(
                "Naik berat (N/D′)", total["nd_corrected"], percent=True,
                compare=f"target {format_number(targets.nd)}%",
            ),
            components.build_figure(
                INDICATOR_LABELS[indicator], total["percent"], percent=True,
                numerator=total["cases"], denominator=total["n"],
                compare=f"{format_number(total['places'])} puskesmas",
            ),
        ]
    )  # fmt: skip
    if closed:
        st.caption(CLOSED_NOTE.format(count=format_number(closed)))


def funnel(found: Funnel, indicator: str) -> None:
    """The funnel, and in words who lies outside of it."""
    st.header(f"{INDICATOR_LABELS[indicator]}: kebetulan atau bukan?", anchor=False)
    if found.curves.empty:
        components.notice_note(FEW_OPEN)
        return
    st.html(str(build_verdicts(found)))
    components.show_chart(
        build_funnel_chart,
        description="Corong. " + "; ".join(describe_places(found.places)) + ".",
        key="corong",
        places=found.places,
        curves=found.curves,
    )


def build_verdicts(found: Funnel) -> Any:
    """HTML that names who lies outside the limits, and says that the others differ by chance."""
    groups = []
    for position, tone, symbol, title in GROUPS:
        rows = found.places[found.places["position"].eq(position)].sort_values("percent", ascending=False)
        names = [
            f"{row['puskesmas'] or text.UNNAMED_PUSKESMAS} {format_percent(row['percent'])}"
            for row in rows.to_dict("records")
        ]
        if names:
            more = f", dan {len(names) - MOST_NAMED} lainnya" if len(names) > MOST_NAMED else ""
            shown = ", ".join(names[:MOST_NAMED]) + more
            groups.append({"tone": tone, "symbol": symbol, "title": title, "names": shown})
    inside = int(found.places["position"].eq(INSIDE).sum())
    which = "Semua" if inside == len(found.places) else "Lainnya,"
    said = (
        f"{which} {inside} puskesmas ada di dalam batas: bedanya dari rata-rata "
        f"{format_percent(found.mean)} dapat terjadi karena kebetulan saja."
    )
    return _verdicts(groups=groups, inside=said if inside else "")


def trends(table: pd.DataFrame, spread: pd.DataFrame, indicator: str) -> None:
    """Three rates over the months: the kabupaten thick, each puskesmas thin."""
    if len(table) < 2:
        return
    st.header("Dua belas bulan", anchor=False)
    st.caption("Garis tebal: seluruh kabupaten. Garis tipis: tiap puskesmas.")
    charts = (
        ("ds", "D/S", "D"),
        ("nd_corrected", "N/D′", "N"),
        ("percent", INDICATOR_LABELS[indicator], "S"),
    )
    with st.container(key="papan_status"):
        for place, (column, name, tone) in zip(st.columns(3), charts, strict=True):
            with place:
                st.subheader(name, anchor=False)
                components.show_chart(
                    build_trend_chart,
                    description=describe_trend(table, column, name),
                    key=f"tren_{column}",
                    table=table[["month", column]],
                    spread=spread[["puskesmas", "month", column]],
                    column=column,
                    tone=tone,
                )


def places(table: pd.DataFrame, sops: pd.DataFrame, month: pd.Period, positions: Mapping[str, str]) -> None:
    """Every puskesmas in a row, lowest D/S first, a name leading to its Beranda; without facts at the end.
    `positions`: puskesmas → where it lies in the funnel that is shown."""
    st.header("Puskesmas berdampingan", anchor=False)
    rows = table.sort_values(["ds", "puskesmas"], na_position="last", kind="stable")
    rows = components.take_page(rows, "kabupaten_halaman")
    said = {name: _build_sops(of_place) for name, of_place in sops.groupby("puskesmas")}
    shown = {
        "place": [_link_place(name, month) for name in rows["puskesmas"]],
        "ds": [_build_ds(row) for row in rows.to_dict("records")],
        "nd": [
            CLOSED if pd.isna(rate) and sasaran > 0 else format_percent(rate)
            for rate, sasaran in zip(rows["nd_corrected"], rows["D"], strict=True)
        ],
        "stunting": [_build_stunting(row) for row in rows.to_dict("records")],
        "position": [positions.get(name) for name in rows["puskesmas"]],
        "sop": [said.get(name) for name in rows["puskesmas"]],
        "data": [
            _share(
                shown=format_percent(wrong),
                below=f"dibaca {format_short_day(day)}" if pd.notna(day) else "",
            )
            for wrong, day in zip(rows["wrong"], rows["read_on"], strict=True)
        ],
    }
    components.html_table(
        shown,
        {
            "place": "Puskesmas",
            "ds": "D/S",
            "nd": "N/D′",
            "stunting": "Stunting (selang 95%)",
            "position": "Di corong",
            "sop": "SOP",
            "data": "Isian galat",
        },
        numbers=("ds", "nd", "stunting", "data"),
    )


def _build_ds(row: Mapping[Any, Any]) -> Any:
    """D/S with its numbers; how many posyandu have opened, where not all have."""
    parts = [_say_of(row["D"], row["S"])]
    if row["opened"] < row["posyandus"]:
        parts.append(f"{_say_of(row['opened'], row['posyandus'])} buka")
    waits = row["opened"] == 0 and pd.isna(row["ds"])
    shown = NOT_OPENED if waits else format_percent(row["ds"])
    return _share(shown=shown, below=" · ".join(part for part in parts if part))


def _link_place(name: str, month: pd.Period) -> Any:
    address = urlencode({PUSKESMAS_PARAMETER: name, filters.MONTH_PARAMETER: str(month)}, quote_via=quote)
    return _place(name=name or text.UNNAMED_PUSKESMAS, address=f"{PAGES['beranda'].url_path}?{address}")


def _say_of(part: float, whole: float) -> str:
    return "" if pd.isna(part) or pd.isna(whole) else f"{format_number(part)} dari {format_number(whole)}"


def _build_stunting(row: Mapping[Any, Any]) -> Any:
    """The share with its interval and numbers; "<5" or nothing told where it is closed."""
    if pd.isna(row["cases"]):
        hidden = SMALL if row["small"] is True else CLOSED
        closed = pd.notna(row["n"]) and row["n"] > 0
        return _share(shown=hidden if closed else text.EMPTY_VALUE, below="")
    if not row["n"]:
        return _share(shown=text.EMPTY_VALUE, below="")
    interval = f"{format_number(row['low'], decimals=1)}–{format_percent(row['high'])}"
    return _share(
        shown=format_percent(row["percent"]), below=f"{interval} · {_say_of(row['cases'], row['n'])}"
    )


def _build_sops(rows: pd.DataFrame) -> Any:
    """How many SOPs are good of those judged, and below which are not, by name."""
    judged = rows[rows["judged"]]
    wanting = judged[~judged["good"]]
    said = [f"▲ {row['sop']} {format_percent(row['compliance'])}" for row in wanting.to_dict("records")]
    waiting = rows.loc[~rows["judged"], "sop"]
    if len(waiting):
        said.append(f"· belum dinilai: {', '.join(waiting)}")
    shown = f"{int(judged['good'].sum())} dari {len(judged)} baik" if len(judged) else "belum dinilai"
    return _share(shown=shown, below=" ".join(said) if len(judged) else "")


def workbooks(books: Sequence[Workbook]) -> None:
    """How every workbook stands, those that cannot be read first."""
    wrong = [book for book in books if book.problem or book.age is None]
    st.header("Buku kerja", anchor=False)
    st.caption(f"{len(books) - len(wrong)} dari {len(books)} buku terbaca.")
    rows = sorted(books, key=lambda book: (not book.problem and book.age is not None, book.puskesmas))
    turned = components.take_page(pd.DataFrame({"at": range(len(rows))}), "buku_halaman")
    rows = [rows[at] for at in turned["at"]]
    shown = {
        "puskesmas": [book.puskesmas or text.UNNAMED_PUSKESMAS for book in rows],
        "name": [book.name for book in rows],
        "age": ["belum pernah" if book.age is None else format_age(book.age) for book in rows],
        "state": [
            _book(problem=book.problem or ("Belum terbaca" if book.age is None else "")) for book in rows
        ],
    }
    components.html_table(
        shown,
        {"puskesmas": "Puskesmas", "name": "Buku", "age": "Terakhir dibaca", "state": "Keadaan"},
    )
