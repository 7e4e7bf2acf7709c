"""Visits to mothers, a line each along the days: ● a visit, ▲ one with a high blood pressure, ◆ the HPL."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.words import tokens
from lib.words.formats import UNNAMED, format_number, format_short_day

ROW_HEIGHT, FRAME_HEIGHT = 34, 50  # of a line; of the axis and its words
BEFORE_DAYS, AFTER_DAYS = 120, 60
VISIT, ALARM, EXPECTED = "Kunjungan", "Kunjungan, tensi tinggi", "HPL"
LEGEND = ("● kunjungan", "▲ kunjungan, tensi tinggi", "◆ HPL", "┆ hari ini")
"""What the marks mean, to be set beside the chart: a legend inside it is cut off on a phone."""
_SHAPES = {VISIT: "circle", ALARM: "triangle-up", EXPECTED: "diamond"}


def select_marks(visits: pd.DataFrame, mothers: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """What is drawn within BEFORE_DAYS and AFTER_DAYS of today: date, name, kind, words. `mothers`: the lines
    in order (mother_id, name, hpl); `visits` of compute_visits."""
    of_mother = visits[visits["mother_id"].isin(mothers["mother_id"])]
    kind = of_mother["hypertension"].fillna(False).astype(bool).map({True: ALARM, False: VISIT})
    expected = mothers[mothers["hpl"].notna()].rename(columns={"hpl": "date"}).assign(kind=EXPECTED)
    marks = pd.concat(
        [of_mother.assign(kind=kind)[["date", "mother_id", "kind"]], expected[["date", "mother_id", "kind"]]],
        ignore_index=True,
    )
    near = marks["date"].between(
        today - pd.Timedelta(days=BEFORE_DAYS), today + pd.Timedelta(days=AFTER_DAYS)
    )
    names = dict(zip(mothers["mother_id"], _tell_apart(mothers["name"]), strict=True))
    marks = marks[near].reset_index(drop=True)
    name = marks["mother_id"].map(names).astype("str")
    words = [
        f"{one}: {kind}, {format_short_day(day)}"
        for one, kind, day in zip(name, marks["kind"], marks["date"], strict=True)
    ]
    return marks[["date", "kind"]].assign(name=name, words=pd.Series(words, dtype="str"))


def _tell_apart(names: pd.Series) -> pd.Series:
    names = names.fillna(UNNAMED)
    again = names.groupby(names).cumcount()
    return names.where(again.eq(0), names + " (" + (again + 1).astype("str") + ")")


def list_names(mothers: pd.DataFrame) -> tuple[str, ...]:
    """The lines' names in order."""
    return tuple(_tell_apart(mothers["name"]))


def build_visit_chart(
    *, marks: pd.DataFrame, names: tuple[str, ...], today: pd.Timestamp, palette: tokens.Palette
) -> alt.LayerChart:
    """`marks` of select_marks on a line for each of `names`; today as an upright line."""
    # Some days of room, so that no mark lies on a name.
    ends = [today - pd.Timedelta(days=BEFORE_DAYS + 6), today + pd.Timedelta(days=AFTER_DAYS + 2)]
    x = alt.X(
        "date:T", title=None, scale=alt.Scale(domain=[f"{end:%Y-%m-%d}T00:00:00" for end in ends])
    ).axis(format="%b", tickCount={"interval": "month", "step": 1}, grid=True, labelOverlap=False)
    y = alt.Y("name:N", title=None, sort=list(names), scale=alt.Scale(domain=list(names))).axis(
        grid=True, labelLimit=150, domain=False, ticks=False
    )
    colours = [palette.primary.ground, palette.severity["sangat rendah"].ground, palette.quiet_ink]
    kinds = list(_SHAPES)
    points = (
        alt.Chart(marks.assign(date=marks["date"].dt.strftime("%Y-%m-%dT00:00:00")))
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape(
                "kind:N", legend=None, scale=alt.Scale(domain=kinds, range=list(_SHAPES.values()))
            ),
            color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=colours)),
            tooltip=[alt.Tooltip("words:N", title=" ")],
        )
    )
    now = alt.Chart(pd.DataFrame({"date": [f"{today:%Y-%m-%d}T00:00:00"]}))
    rule = now.mark_rule(strokeDash=[5, 4], strokeWidth=2, color=palette.quiet_ink).encode(x=x)
    height = FRAME_HEIGHT + ROW_HEIGHT * len(names)
    return alt.LayerChart(layer=[rule, points]).properties(height=height)


def describe_visit_chart(*, marks: pd.DataFrame, names: tuple[str, ...]) -> str:
    """The same in words: how many visits each mother had, and when the last one was."""
    visits = marks[marks["kind"].ne(EXPECTED)]
    of_name = visits.assign(alarm=visits["kind"].eq(ALARM)).groupby("name")
    counted = of_name.agg(visits=("date", "size"), last=("date", "max"), alarms=("alarm", "sum"))
    of_mother = {str(own["name"]): own for own in counted.reset_index().to_dict("records")}
    told = []
    for name in names:
        own = of_mother.get(name, {"visits": 0, "alarms": 0})
        last = f", terakhir {format_short_day(own['last'])}" if own["visits"] else ""
        high = f", {format_number(own['alarms'])} dengan tensi tinggi" if own["alarms"] else ""
        told.append(f"{name}: {format_number(own['visits'])} kunjungan{last}{high}")
    return f"Kunjungan dalam {BEFORE_DAYS} hari terakhir. " + "; ".join(told) + "."
