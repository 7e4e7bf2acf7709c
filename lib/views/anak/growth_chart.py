"""A child's growth: the KMS with its coloured bands, and the WHO curves with their z-lines."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from lib.domain.anak import BANDS, MEASURES, RED_LINE_Z
from lib.domain.kms import ORANGE_LINE_Z
from lib.words import tokens
from lib.words.formats import format_number, format_short_day, format_unit

HEIGHT = 480
STRIP = 32  # px between the chart and the months, for N, T, O, B
LINE_OF_TEXT = 22  # px
SMALL_LETTER = 13  # px, of that strip where it is narrow
MEASURE_TITLES = {
    "bb_u": "Berat (kg)",
    "tb_u": "Panjang/tinggi (cm)",
    "bb_tb": "Berat (kg)",
    "imt_u": "IMT (kg/m²)",
}
UNITS = {"bb_u": "kg", "tb_u": "cm", "bb_tb": "kg", "imt_u": "kg/m²"}
NT_WORDS = {
    "N": "N, naik cukup",
    "T": "T, tidak naik cukup",
    "O": "O, bulan lalu tidak ditimbang",
    "B": "B, baru",
}
EVENT_LETTERS = {"naik jemputan": "J", "kebal msg": "K", "mentoring": "M", "pmt": "P"}


def build_kms_chart(
    *,
    bands: pd.DataFrame,
    points: pd.DataFrame,
    target: pd.DataFrame,
    events: pd.DataFrame,
    palette: tokens.Palette,
) -> alt.LayerChart:
    """The KMS of one sheet: `bands` of compute_kms_bands, `points` of compute_points within its ages,
    `target` of compute_next_target, `events` with age (months), letters and words (one row a month)."""
    first, last = float(bands["age"].min()), float(bands["age"].max())
    top = float(bands["high"].max())
    seen = points[points["weight_kg"].notna()]
    lightest = min(bands["low"].min(), seen["weight_kg"].min() if len(seen) else np.inf)
    # A kilo for each letter of a month at the foot, so that none lies on the red line.
    letters = 0 if events.empty else int(events["letters"].str.len().max())
    low = 0.0 if first == 0 else max(0.0, float(np.floor(lightest)) - 1 - letters)
    high = float(np.ceil(max(top, seen["weight_kg"].max() if len(seen) else 0.0) + 0.5))
    x = alt.X("age:Q", title="Umur (bulan)").scale(domain=[first, last], nice=False)
    months = x.axis(
        values=list(range(int(first), int(last) + 1, 1 if last <= 24 else 2)), offset=STRIP, domain=False,
        labelExpr="datum.value % 6 === 0 || width > 900 ? datum.value : ''",
    )  # fmt: skip
    kilos = alt.Scale(domain=[low, high], nice=False)
    names = [name for name, _, _ in BANDS]
    base = alt.Chart(bands)
    grounds = base.mark_area(opacity=1).encode(
        x=months,
        y=alt.Y("low:Q", title=MEASURE_TITLES["bb_u"], scale=kilos),
        y2="high:Q",
        detail="band:N",
        color=alt.Color("band:N", legend=None).scale(domain=names, range=[palette.kms[n] for n in names]),
    )
    layers: list[alt.Chart] = [grounds]
    named = []
    for name, z, words in (
        ("garis merah", RED_LINE_Z, "garis merah −3"),
        ("garis oranye", ORANGE_LINE_Z, "garis oranye +1"),
    ):
        edge = _edge(bands, z)
        layers.append(
            alt.Chart(edge).mark_line(strokeWidth=2.5, color=palette.kms[name]).encode(x=x, y=_kg(kilos))
        )
        named.append(float(edge["value"].iloc[-1]))
        layers.append(
            alt.Chart(edge.tail(1)).mark_text(
                align="right", dx=-6, dy=-9, fontWeight=600, color=palette.kms[name], text=words
            ).encode(x=x, y=_kg(kilos))
        )  # fmt: skip
    layers += _draw_points(seen, "weight_kg", "bb_u", x, kilos, palette)
    if len(target):
        dashed = alt.Chart(target).encode(x=x, y=alt.Y("weight_kg:Q", scale=kilos))
        layers.append(dashed.mark_line(strokeDash=[6, 4], strokeWidth=2, color=palette.ink))
        layers.append(
            alt.Chart(target.tail(1).assign(words=_describe_target(target)))
            .mark_text(
                align="left",
                dx=8,
                dy=_step_aside(float(target["weight_kg"].iloc[-1]), named, HEIGHT / (high - low)),
                fontWeight=600,
                color=palette.ink,
            )
            .encode(x=x, y=alt.Y("weight_kg:Q", scale=kilos), text="words:N")
        )
    layers += _build_strip(seen, x, palette, months=int(last - first))
    if len(events):
        layers += _build_events(events, x, palette, months=int(last - first))
    return alt.LayerChart(layer=layers).properties(height=HEIGHT)


def _step_aside(kilos: float, named: list[float], pixels: float) -> float:
    """How far down (px) the words beside a weight go, so that on a phone they do not meet the name of a line
    (written 9 px above its end, at `named` kg) at the same height; `pixels` a kg."""
    for line in named:
        above = (kilos - line) * pixels - 9
        if abs(above) < LINE_OF_TEXT:
            return LINE_OF_TEXT + above if above < 0 else above - LINE_OF_TEXT
    return 0.0


def _kg(scale: alt.Scale) -> alt.Y:
    return alt.Y("value:Q", scale=scale)


def _edge(bands: pd.DataFrame, z: float) -> pd.DataFrame:
    name = next(band for band, low, _ in BANDS if low == z)
    rows = bands[bands["band"] == name]
    return pd.DataFrame({"age": rows["age"], "value": rows["low"]})


def _draw_points(
    seen: pd.DataFrame, measure: str, index: str, x: alt.X, scale: alt.Scale, palette: tokens.Palette
) -> list[alt.Chart]:
    """Consecutive months joined, missed ones open; implausible points hollow."""
    rows = pd.DataFrame(
        {
            "age": seen["length_cm"] if index == "bb_tb" else seen["age"],
            "value": seen[measure],
            "run": seen["run"],
            "flagged": seen[f"flag_{index}"].astype(bool),
            "words": _describe_points(seen, measure, index),
        }
    ).dropna(subset=["age", "value"])
    base = alt.Chart(rows).encode(x=x, y=alt.Y("value:Q", scale=scale))
    tooltip = [alt.Tooltip("words:N", title=" ")]
    marks = []
    if index != "bb_tb":  # over length the order in time is no line
        marks.append(base.mark_line(strokeWidth=2.5, color=palette.ink).encode(detail="run:N"))
    solid = base.transform_filter("!datum.flagged").mark_point(
        size=80, filled=True, opacity=1, color=palette.ink
    )
    hollow = base.transform_filter("datum.flagged").mark_point(
        size=110, filled=True, opacity=1, fill=palette.card, stroke=palette.ink, strokeWidth=2
    )
    return [*marks, solid.encode(tooltip=tooltip), hollow.encode(tooltip=tooltip)]


def _describe_points(seen: pd.DataFrame, measure: str, index: str) -> list[str]:
    return [" · ".join(_describe_point(row, measure, index)) for row in seen.to_dict("records")]


def _describe_point(row: dict[Any, Any], measure: str, index: str) -> list[str]:
    parts = [
        format_short_day(row["date"]),
        f"{format_number(row['age_months'])} bulan ({format_number(row['age_days'])} hari)",
        format_unit(row[measure], UNITS[index], decimals=1),
    ]
    if index == "bb_u" and pd.notna(row["gain_g"]):
        parts.append(f"{format_number(row['gain_g'])} g, KBM {format_number(row['kbm_g'])} g")
    if index == "bb_u" and row["nt"] in NT_WORDS:
        parts.append(NT_WORDS[row["nt"]])
    if pd.notna(row[f"z_{index}"]):
        parts.append(f"z {format_number(row[f'z_{index}'], decimals=2)}")
    if row[f"flag_{index}"]:
        parts.append("tak wajar, ukur ulang")
    elif pd.notna(row[f"status_{index}"]):
        parts.append(str(row[f"status_{index}"]))
    return parts


def _describe_target(target: pd.DataFrame) -> str:
    return f"minimal {format_unit(float(target['weight_kg'].iloc[-1]), 'kg', decimals=1)}"


def _below(pixels: int) -> dict[str, str]:
    """A place so far under the foot of the chart, however high it came out."""
    return {"expr": f"height + {pixels}"}


def _build_strip(seen: pd.DataFrame, x: alt.X, palette: tokens.Palette, *, months: int) -> list[alt.Chart]:
    """N, T, O or B of each month, between the chart and the months; where a month is narrower than its letter
    they stand in two rows by turns."""
    rows = pd.DataFrame({"age": seen["age"], "nt": seen["nt"].astype("str").fillna("")})
    crowded = f"width / {months} < {tokens.CHART_SIZE}"
    return [
        alt.Chart(rows[at::2])
        .mark_text(
            fontWeight=700,
            baseline="middle",
            fontSize=alt.ExprRef(f"{crowded} ? {SMALL_LETTER} : {tokens.CHART_SIZE}"),
            dy=alt.ExprRef(f"{crowded} ? {shift} : 0"),
        )
        .encode(
            x=x,
            y=alt.value(_below(STRIP // 2)),
            text="nt:N",
            color=alt.condition(
                "datum.nt === 'T'", alt.value(palette.kms["garis merah"]), alt.value(palette.ink)
            ),
        )
        for at, shift in ((0, -7), (1, 7))
    ]


def _build_events(events: pd.DataFrame, x: alt.X, palette: tokens.Palette, *, months: int) -> list[alt.Chart]:
    """The letters of each month upon each other at the foot of the chart: side by side they would meet
    those of the next month."""
    size = f"width / {months} < {tokens.CHART_SIZE} ? {SMALL_LETTER} : {tokens.CHART_SIZE}"
    return [
        alt.Chart(events.assign(letter=events["letters"].str.slice(at, at + 1)))
        .mark_text(
            baseline="bottom", fontWeight=700, color=palette.primary.ground, fontSize=alt.ExprRef(size)
        )
        .encode(
            x=x,
            y=alt.value(_below(-4 - at * tokens.CHART_SIZE)),
            text="letter:N",
            tooltip=[alt.Tooltip("words:N", title=" ")],
        )
        for at in range(int(events["letters"].str.len().max()))
    ]


def build_index_chart(
    *, lines: pd.DataFrame, points: pd.DataFrame, index: str, palette: tokens.Palette
) -> alt.LayerChart:
    """One WHO curve: `lines` of compute_standard_lines, −3 … +3 written on them, and a child's `points`."""
    seen = points[points[MEASURES[index]].notna()]
    first, last = float(lines["x"].min()), float(lines["x"].max())
    values = [lines["value"].min(), lines["value"].max(), *seen[MEASURES[index]]]
    title = "Panjang/tinggi (cm)" if index == "bb_tb" else "Umur (bulan)"
    x = alt.X("age:Q", title=title).scale(domain=[first, last], nice=False)
    scale = alt.Scale(domain=[np.floor(min(values)), np.ceil(max(values))], nice=False)
    rows = lines.rename(columns={"x": "age"})
    colours = alt.Color("z:Q", legend=None).scale(
        type="ordinal",
        domain=list(_LINE_TONES),
        range=[_tone(tone, palette) for tone in _LINE_TONES.values()],
    )
    y = alt.Y("value:Q", title=MEASURE_TITLES[index], scale=scale)
    drawn = alt.Chart(rows).mark_line(strokeWidth=1.8).encode(x=x, y=y, color=colours, detail="z:N")
    ends = rows[rows["age"] == last].assign(words=[_sign(z) for z in rows.loc[rows["age"] == last, "z"]])
    named = (
        alt.Chart(ends)
        .mark_text(align="right", dx=-4, dy=-8, fontWeight=600)
        .encode(x=x, y=y, text="words:N", color=colours)
    )
    marks = _draw_points(seen, MEASURES[index], index, x, scale, palette)
    return alt.LayerChart(layer=[drawn, named, *marks]).properties(height=HEIGHT)


_LINE_TONES = {
    -3.0: "garis merah", -2.0: "garis oranye", -1.0: "quiet", 0.0: "good",
    1.0: "quiet", 2.0: "garis oranye", 3.0: "garis merah",
}  # fmt: skip


def _tone(name: str, palette: tokens.Palette) -> str:
    return {"quiet": palette.quiet_ink, "good": palette.primary.ground}.get(name) or palette.kms[name]


def _sign(z: float) -> str:
    return f"+{z:.0f}" if z > 0 else f"−{-z:.0f}" if z < 0 else "0"


def describe_growth(points: pd.DataFrame, *, name: str) -> str:
    """The weights in words, for screen readers: the last six months."""
    seen = points[points["weight_kg"].notna()].tail(6)
    parts = ["; ".join(_describe_point(row, "weight_kg", "bb_u")) for row in seen.to_dict("records")]
    return f"Pertumbuhan {name}. " + (". ".join(parts) if parts else "Belum ada berat yang terbaca") + "."
