"""One A4 page about a child's growth, to lay into the Buku KIA: chart, last months, what next month asks for.

No NIK, address or phone is on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from lib.domain import anak as chart
from lib.domain.kms import ORANGE_LINE_Z
from lib.reports.typesetting import build_pdf
from lib.words import tokens
from lib.words.formats import format_day, format_number, format_short_day, format_short_month, format_unit
from lib.words.text import SEX

TEMPLATE = Path(__file__).with_suffix(".typ")
MONTHS_SHOWN = 12


def build_child_card(
    child: Mapping[Any, Any],
    points: pd.DataFrame,
    *,
    posyandu: str,
    puskesmas: str,
    today: pd.Timestamp,
) -> bytes:
    """The page as PDF. `child` is a row of Seen.children, `points` of compute_points (one a month)."""
    sex = str(child["sex"])
    low, high = chart.choose_span(float(child["age_months"]))
    seen = points[points["weight_kg"].notna() & (points["age"] >= low) & (points["age"] <= high)]
    target = chart.compute_next_target(points, sex=sex, today=today)
    page = {
        "name": str(child["name"]),
        "facts": _describe_facts(child, posyandu),
        "puskesmas": puskesmas,
        "printed": format_day(today),
        "chart": _build_chart(sex, low, high, seen, target),
        "target": _describe_target(target),
        "rows": [_describe_month(row) for row in points.tail(MONTHS_SHOWN).to_dict("records")],
        "primary": tokens.LIGHT.primary.ground,
        "line": tokens.LIGHT.line,
        "quiet": tokens.LIGHT.quiet_ink,
    }
    return build_pdf(TEMPLATE, page)


def _describe_facts(child: Mapping[Any, Any], posyandu: str) -> list[list[str]]:
    facts = [
        ["Jenis kelamin", SEX.get(str(child["sex"]), "—")],
        ["Tanggal lahir", format_day(child["birth_date"])],
        ["Ibu atau pengasuh", str(child["caregiver"]) if pd.notna(child["caregiver"]) else "—"],
        ["Posyandu", f"{posyandu}, RT {child['rt']}" if pd.notna(child["rt"]) else posyandu],
    ]
    return facts


def _build_chart(sex: str, low: int, high: int, seen: pd.DataFrame, target: pd.DataFrame) -> dict[str, Any]:
    bands = chart.compute_kms_bands(sex, low, high)
    top = max(float(bands["high"].max()), float(seen["weight_kg"].max()) if len(seen) else 0.0)
    least = min(float(bands["low"].min()), float(seen["weight_kg"].min()) if len(seen) else top)
    colours = tokens.LIGHT.kms
    grouped = [(name, bands[bands["band"] == name]) for name, _, _ in chart.BANDS]
    edges = {z: rows for (_, z, _), (_, rows) in zip(chart.BANDS, grouped, strict=True)}
    return {
        "low": low,
        "high": high,
        "bottom": _round_to_even(least - 1),
        "top": _round_to_even(top + 1),
        "bands": [
            {
                "colour": colours[name],
                "points": _pairs(rows["age"], rows["low"]) + _pairs(rows["age"], rows["high"])[::-1],
            }
            for name, rows in grouped
        ],
        "edges": [
            {"colour": colours[name], "words": words, "points": _pairs(edges[z]["age"], edges[z]["low"])}
            for name, z, words in (
                ("garis merah", chart.RED_LINE_Z, "garis merah"),
                ("garis oranye", ORANGE_LINE_Z, "garis oranye"),
            )
        ],
        "runs": [_pairs(run["age"], run["weight_kg"]) for _, run in seen.groupby("run")],
        "points": [
            {
                "at": [row["age"], row["weight_kg"]],
                "hollow": bool(row["flag_bb_u"]),
                "nt": str(row["nt"]) if pd.notna(row["nt"]) else "",
            }
            for row in seen.to_dict("records")
        ],
        "target": _pairs(target["age"], target["weight_kg"])
        if len(target) and target["age"].max() <= high
        else [],
    }


def _round_to_even(kilograms: float) -> int:
    """The nearest even number, for an axis with a line every 2 kg; not below 0."""
    return max(0, 2 * round(kilograms / 2))


def _pairs(x: pd.Series, y: pd.Series) -> list[list[float]]:
    return [[float(one), float(other)] for one, other in zip(x, y, strict=True)]


def _describe_target(target: pd.DataFrame) -> str:
    if target.empty:
        return ""
    return (
        f"Bulan depan beratnya minimal {format_unit(float(target['weight_kg'].iloc[-1]), 'kg', decimals=1)}."
    )


def _describe_month(row: Mapping[Any, Any]) -> list[str]:
    gain = "—"
    if pd.notna(row["gain_g"]):
        gain = f"{format_number(row['gain_g'])} / {format_number(row['kbm_g'])}"
    return [
        format_short_month(row["month"]),
        format_short_day(row["date"]),
        format_unit(row["age_months"], "bln"),
        format_number(row["weight_kg"], decimals=1),
        format_number(row["height_cm"], decimals=1),
        ("2T" if row["two_t"] else str(row["nt"])) if pd.notna(row["nt"]) else "—",
        gain,
        *(_describe_status(row, index) for index in ("bb_u", "tb_u", "bb_tb")),
    ]


def _describe_status(row: Mapping[Any, Any], index: str) -> str:
    if row[f"flag_{index}"]:
        return "ukur ulang"
    return str(row[f"status_{index}"]) if pd.notna(row[f"status_{index}"]) else "—"
